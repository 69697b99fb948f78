"""Municipalities and areas above them: by official key, below one another, around a point."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, Integer, String, and_, bindparam, select

from datasources.areas.boundaries import contains
from datasources.criteria import Position
from datasources.store import keyed
from datasources.store.conditions import AFTER_DIGITS, prefix_of
from datasources.store.database import Database
from datasources.store.rows import AreaRow, rows_of
from datasources.store.slices import Columns
from datasources.store.sphere import distance_km
from datasources.store.statements import AREA, Statement, array_rows, in_array
from datasources.vocabulary import AreaKind

_A: Final = AREA.c
_COLUMNS: Final = tuple(_A[name] for name in AreaRow._fields)

_CANDIDATES: Final = 48
_DEGREES_AROUND: Final = 0.5
_NEAR_KM: Final = 25.0


async def by_ars(db: Database, ars: Sequence[str], columns: Columns = None) -> list[AreaRow | None]:
    """The area of each official key."""
    return await keyed.by_key(db, AREA, AreaRow, "ars", ars, columns=columns)


async def by_ags(db: Database, ags: Sequence[str], columns: Columns = None) -> list[AreaRow | None]:
    """The municipality of each AGS."""
    return await keyed.by_key(db, AREA, AreaRow, "ags", ags, columns=columns)


async def children(db: Database, parents: Sequence[str]) -> list[list[AreaRow]]:
    """The areas directly below each key, by name."""
    return await keyed.grouped(db, _CHILDREN, AreaRow, "parent_ars", parents)


async def within(db: Database, within_: str | None, kinds: Sequence[AreaKind], limit: int) -> list[AreaRow]:
    """The areas below a key, itself excluded, of these kinds (all where none is named), by name."""
    values: dict[str, Any] = {"limit": limit}
    if within_ is not None:
        values |= {"above": prefix_of(within_), "itself": within_, "ars_until": prefix_of(within_) + AFTER_DIGITS}
    if kinds:
        values["kinds"] = [kind.value for kind in kinds]
    return await db.fetch_rows(AreaRow, _within(within_ is not None, bool(kinds)), **values)


async def boundaries(db: Database, ars: Sequence[str]) -> list[str | None]:
    """The boundary of each key, as the text of a GeoJSON geometry."""
    found = dict(await db.fetch(_BOUNDARIES, keys=list(ars)))
    return [found.get(each) for each in ars]


async def containing(db: Database, positions: Sequence[Position]) -> list[AreaRow | None]:
    """The municipality of each position: the one whose boundary holds it, else the one with the nearest centre.

    Two statements: centres around, then the boundaries of the nearest.
    """
    if not positions:
        return []
    near: list[list[AreaRow]] = [[] for _ in positions]
    lats, lons = [position.lat for position in positions], [position.lon for position in positions]
    for raw in await db.fetch(_AROUND, lats=lats, lons=lons):
        near[raw[-1]].append(*rows_of(AreaRow, [raw[:-1]]))
    candidates = [_nearest(position, rows) for position, rows in zip(positions, near, strict=True)]
    keys = dict.fromkeys(row.ars for rows in candidates for row in rows)
    known = dict(zip(keys, await boundaries(db, list(keys)), strict=True))
    return [_best(position, rows, known) for position, rows in zip(positions, candidates, strict=True)]


def _nearest(position: Position, rows: list[AreaRow]) -> list[AreaRow]:
    return sorted(rows, key=lambda row: distance_km(position, _center(row)))[:_CANDIDATES]


def _best(position: Position, rows: list[AreaRow], boundaries_: Mapping[str, str | None]) -> AreaRow | None:
    """A boundary decides; a point that no boundary holds may lie in an area that has none, if its centre is near."""
    for row in rows:
        boundary = boundaries_[row.ars]
        if boundary is not None and contains(json.loads(boundary), position.lat, position.lon):
            return row
    for row in rows:
        if boundaries_[row.ars] is None and distance_km(position, _center(row)) <= _NEAR_KM:
            return row
    return None


def _center(row: AreaRow) -> Position:
    assert row.lat is not None
    assert row.lon is not None
    return Position(row.lat, row.lon)


_CHILDREN: Final = Statement(
    select(*_COLUMNS).where(in_array(_A.parent_ars, "keys")).order_by(_A.sort_key, _A.ars), quick=True
)
_BOUNDARIES: Final = Statement(select(_A.ars, _A.boundary).where(in_array(_A.ars, "keys")), quick=True)


_LATS: Final = array_rows("lats", Float(), "wanted_lat")
_LONS: Final = array_rows("lons", Float(), "wanted_lon")
_AROUND: Final = Statement(
    select(*_COLUMNS, _LATS.c.position)
    .select_from(_LATS.join(_LONS, _LONS.c.position == _LATS.c.position))
    .join(
        AREA,
        and_(
            _A.lat >= _LATS.c.value - _DEGREES_AROUND,
            _A.lat <= _LATS.c.value + _DEGREES_AROUND,
            _A.lon >= _LONS.c.value - _DEGREES_AROUND,
            _A.lon <= _LONS.c.value + _DEGREES_AROUND,
        ),
    )
    .where(_A.kind == AreaKind.MUNICIPALITY.value)
)


@cache
def _within(below: bool, kinds: bool) -> Statement:
    conditions: list[ColumnElement[bool]] = []
    if below:
        conditions += [
            _A.ars >= bindparam("above", type_=String()),
            _A.ars != bindparam("itself", type_=String()),
            _A.ars < bindparam("ars_until", type_=String()),
        ]
    if kinds:
        conditions.append(in_array(_A.kind, "kinds"))
    statement = select(*_COLUMNS).where(*conditions).order_by(_A.sort_key, _A.ars)
    return Statement(statement.limit(bindparam("limit", type_=Integer())))
