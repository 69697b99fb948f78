"""What a dimension's keys could have been: for groups of nothing, which an analyst must see to know that they are."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from datasources.concepts import in_scheme
from datasources.criteria import AreaCriteria, InstantRange
from datasources.store import areas
from datasources.store.database import Database
from datasources.store.days import WEEKDAYS, dates_of
from datasources.store.dimensions import association_of
from datasources.store.statements import SOURCE, Statement
from datasources.vocabulary import AreaKind, Commitment, ConceptScheme, EventStatus, LegalForm, RequirementKind

MAX_KEYS: Final = 20_000
MAX_DAYS: Final = 2 * 366

_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "LEGAL_FORM": tuple(LegalForm),
    "STATUS": tuple(EventStatus),
    "COMMITMENT": tuple(Commitment),
    "REQUIREMENT": tuple(RequirementKind),
    "WEEKDAY": WEEKDAYS,
    "HOUR": tuple(map(str, range(24))),
}

_SOURCES: Final = Statement(select(SOURCE.c.id).order_by(SOURCE.c.id))


async def universe(
    db: Database, dimension: str, area: AreaCriteria | None, days: Sequence[str], found: Sequence[str]
) -> list[str]:
    """The keys of a dimension: of areas those within the criteria's keys, of dates those of `days`, of decades and
    months of publication those between the first and the last that were found."""
    match dimension:
        case "MUNICIPALITY" | "ASSOCIATION":
            return await _areas(db, dimension, area)
        case "CATEGORY":
            return [concept.notation for concept in in_scheme(ConceptScheme.TOPIC)]
        case "PURPOSE":
            return [concept.notation for concept in in_scheme(ConceptScheme.CHARITABLE_PURPOSE)]
        case "SOURCE":
            return [id_ for (id_,) in await db.fetch(_SOURCES)]
        case "DAY":
            return list(days)
        case "MONTH" | "MONTH_OPEN":
            return list(dict.fromkeys(day[: len("2026-07")] for day in days))
        case "MONTH_PUBLISHED":
            return _months(found)
        case "FOUNDING_DECADE":
            decades = [int(key) for key in found]
            return [str(decade) for decade in range(min(decades), max(decades) + 1, 10)] if decades else []
        case _:
            return [str(key) for key in _LISTS[dimension]]


def days_of(between: InstantRange) -> list[str]:
    """The local dates that a range touches, at most those of two years."""
    first, last = (date.fromisoformat(each) for each in dates_of(between))
    number = min((last - first).days + 1, MAX_DAYS)
    return [(first + timedelta(days=day)).isoformat() for day in range(number)]


async def _areas(db: Database, dimension: str, area: AreaCriteria | None) -> list[str]:
    keys: dict[str, None] = {}
    for above in area.ars if area is not None and area.ars else (None,):
        for row in await areas.within(db, above, [AreaKind.MUNICIPALITY], MAX_KEYS):
            keys[row.ars] = None
        if above is not None:
            (itself,) = await areas.by_ars(db, [above])
            if itself is not None and itself.kind == AreaKind.MUNICIPALITY:
                keys[above] = None
    if dimension == "MUNICIPALITY":
        return list(keys)
    return list(dict.fromkeys(association_of(key) for key in keys))


def _months(found: Sequence[str]) -> list[str]:
    if not found:
        return []
    first, last = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (min(found), max(found)))
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)]
