"""Places, and where a name or a postal code lies."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import String, bindparam, case, func, or_, select

from datasources.criteria import Position
from datasources.folding import fold
from datasources.store import keyed
from datasources.store.database import Database
from datasources.store.matching import AFTER_LETTERS
from datasources.store.rows import PlaceRow
from datasources.store.slices import Columns
from datasources.store.sphere import distance_km
from datasources.store.statements import AREA, PLACE, Statement, in_array
from datasources.vocabulary import AreaKind

__all__ = ["Stated", "by_ids", "by_pks", "by_statements", "distance_km", "locate"]

MAX_NAME_CHARS: Final = 200
_MAX_FOUND: Final = 10_000
_POSTAL_CODE: Final = re.compile(r"^(?:D-?|DE-?)?(\d{5})\b")

_ORDER_OF_KINDS: Final = (
    AreaKind.MUNICIPALITY,
    AreaKind.URBAN_DISTRICT,
    AreaKind.LOCALITY,
    AreaKind.ASSOCIATION,
    AreaKind.DISTRICT,
    AreaKind.STATE,
    AreaKind.COUNTRY,
)


async def by_pks(db: Database, pks: Sequence[int], columns: Columns = None) -> list[PlaceRow | None]:
    """The place of each pk."""
    return await keyed.by_key(db, PLACE, PlaceRow, "pk", pks, columns=columns)


async def by_ids(db: Database, ids: Sequence[str], columns: Columns = None) -> list[PlaceRow | None]:
    """The place of each id."""
    return await keyed.by_key(db, PLACE, PlaceRow, "id", ids, columns=columns)


class Stated(NamedTuple):
    """What a place was said to be; None where nothing is stated."""

    name: str | None
    street: str | None
    postal_code: str | None
    locality: str | None


async def by_statements(db: Database, stated: Sequence[Stated]) -> list[PlaceRow | None]:
    """The place that each says; None where none says just that."""
    if not stated:
        return []
    values = {
        "names": sorted({each.name for each in stated if each.name is not None}),
        "streets": sorted({each.street for each in stated if each.street is not None}),
        "localities": sorted({each.locality for each in stated if each.locality is not None}),
    }
    rows = await db.fetch_rows(PlaceRow, _BY_STATEMENTS, **values)
    known = {Stated(row.name, row.street, row.postal_code, row.locality): row for row in reversed(rows)}
    return [known.get(each) for each in stated]


async def locate(db: Database, text: str) -> Position | None:
    """Where a place is that someone names: "Polch", "56751", "56751 Polch"; None where it is not known.

    A postal code is the middle of the places that have it, else of the municipalities. A name is that of a
    municipality before anything larger; of several, of the one with most inhabitants; the beginning of one will do.
    """
    text = text.strip()[:MAX_NAME_CHARS]
    code = _POSTAL_CODE.match(text)
    if code is not None:
        for statement in (_PLACES_OF_CODE, _AREAS_OF_CODE):
            lat, lon = (await db.fetch(statement, code=code[1]))[0]
            if lat is not None:
                return Position(lat, lon)
        text = text[code.end() :]
    folded = fold(text)
    if not folded:
        return None
    values = {"folded": folded, "folded_words": folded + " ", "folded_end": folded + AFTER_LETTERS}
    rows = await db.fetch(_named(), **values)
    return Position(*rows[0]) if rows else None


_BY_STATEMENTS: Final = Statement(
    select(*(PLACE.c[name] for name in PlaceRow._fields))
    .where(or_(in_array(PLACE.c.name, "names"), PLACE.c.name.is_(None)))
    .where(or_(in_array(PLACE.c.street, "streets"), PLACE.c.street.is_(None)))
    .where(or_(in_array(PLACE.c.locality, "localities"), PLACE.c.locality.is_(None)))
    .where(or_(PLACE.c.name.is_not(None), PLACE.c.street.is_not(None), PLACE.c.locality.is_not(None)))
    .order_by(PLACE.c.pk)
    .limit(_MAX_FOUND)
)
_CODE: Final[Any] = bindparam("code", type_=String())
_PLACES_OF_CODE: Final = Statement(
    select(func.avg(PLACE.c.lat), func.avg(PLACE.c.lon)).where(PLACE.c.postal_code == _CODE), quick=True
)
_AREAS_OF_CODE: Final = Statement(
    select(func.avg(AREA.c.lat), func.avg(AREA.c.lon)).where(AREA.c.postal_code == _CODE), quick=True
)


@cache
def _named() -> Statement:
    """The name itself, then names that go on with another word ("Bad Neuenahr" for "Bad Neuenahr-Ahrweiler"), then
    any beginning."""
    area = AREA.c
    folded = bindparam("folded", type_=String())
    words = bindparam("folded_words", type_=String())
    near = case((area.folded == folded, 0), (func.substr(area.folded, 1, func.length(words)) == words, 1), else_=2)
    kind = case(*((area.kind == kind.value, number) for number, kind in enumerate(_ORDER_OF_KINDS)), else_=9)
    return Statement(
        select(area.lat, area.lon)
        .where(
            area.folded >= folded,
            area.folded < bindparam("folded_end", type_=String()),
            area.lat.is_not(None),
            area.lon.is_not(None),
        )
        .order_by(near, kind, func.coalesce(area.population, 0).desc(), area.ars)
        .limit(1),
        quick=True,
    )
