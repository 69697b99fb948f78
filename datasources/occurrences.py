"""Dates of events, whether they are stored or not: what resolvers ask.

    a range from a year back to three ahead   is read from the store (`datasources.store.occurrences`)
    another, at most two years long           is expanded from the schedules of events (`datasources.expanded`)
    a single date that is not stored          is found by its id, which names its event and recurrence id

Ids, filters, orders and pages are the same either way. Expanded dates have no pk; a cursor among them ends with the
keys of event and date instead.
"""

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Final

from datasources import expanded
from datasources.criteria import Key, OccurrenceCriteria, Sort, Window
from datasources.expanded import Dated
from datasources.store import faceting, records, sources
from datasources.store import occurrences as stored
from datasources.store.database import Database
from datasources.store.dimensions import association_of
from datasources.store.horizon import OccurrenceRangeError, RangeNotStored, RangeTooLong, TooManyDates, is_stored
from datasources.store.listing import DISTANCE, RELEVANCE
from datasources.store.paging import InvalidKey, has_form
from datasources.store.rows import OccurrenceRow
from datasources.store.slices import Columns, Count, FacetCounts, Parents, Slice
from datasources.vocabulary import OccurrenceDimension, RecordKind, Weekday

__all__ = [
    "OccurrenceRangeError",
    "RangeNotStored",
    "RangeTooLong",
    "TooManyDates",
    "by_ids",
    "counts",
    "facets",
    "pages",
]

_NOWHERE_KM: Final = 100_000.0
"""Further than anything: where dates without a place stand by distance."""


async def by_ids(db: Database, ids: Sequence[str]) -> list[OccurrenceRow | None]:
    """The date of each id, stored or not."""
    rows = await stored.by_ids(db, ids)
    missed = [id_ for id_, row in zip(ids, rows, strict=True) if row is None]
    if not missed:
        return rows
    found = dict(zip(missed, await expanded.by_ids(db, missed), strict=True))
    return [found[id_] if row is None else row for id_, row in zip(ids, rows, strict=True)]


async def pages(
    db: Database,
    criteria: OccurrenceCriteria,
    sort: Sort,
    window: Window,
    parents: Parents | None = None,
    *,
    columns: Columns = None,
    now: int | None = None,
) -> list[Slice[OccurrenceRow]]:
    """A page of the dates within the range, or of those of each parent.

    Raises RangeTooLong and TooManyDates for ranges beyond what is stored, InvalidKey for keys of another order.
    """
    if is_stored(criteria.between, now):
        return await stored.pages(db, criteria, sort, window, parents, columns=columns)
    lists = await expanded.dates_in(db, criteria, parents, sort)
    return [_page(dates, sort, window) for dates in lists]


async def counts(
    db: Database, criteria: OccurrenceCriteria, parents: Parents | None = None, *, now: int | None = None
) -> list[int]:
    """How many dates the list has, or each parent's. Raises as `pages` does."""
    if is_stored(criteria.between, now):
        return await stored.counts(db, criteria, parents)
    return [len(dates) for dates in await expanded.dates_in(db, criteria, parents, Sort())]


async def facets(
    db: Database,
    criteria: OccurrenceCriteria,
    by: Sequence[OccurrenceDimension],
    parents: Parents | None = None,
    limit: int = faceting.LIMIT,
    *,
    now: int | None = None,
) -> list[list[FacetCounts]]:
    """The facets of the list, or of each parent's; each ignores its own filter. Raises as `pages` does."""
    if is_stored(criteria.between, now):
        return await stored.facets(db, criteria, by, parents, limit)
    found: list[list[FacetCounts]] = [[] for _ in range(1 if parents is None else len(parents.keys))]
    for dimension in by:
        lists = await expanded.dates_in(db, stored.without(criteria, dimension), parents, Sort())
        for facets_, dates in zip(found, lists, strict=True):
            facets_.append(FacetCounts(dimension.value, await _counts(db, dates, dimension, limit)))
    return found


def _page(dates: Sequence[Dated], sort: Sort, window: Window) -> Slice[OccurrenceRow]:
    """The window's part of the dates, by the order's terms and then by the keys of event and date."""
    keyed = sorted(((_key(each, sort.by), each) for each in dates), key=lambda pair: pair[0])
    keys = [key for key, _ in keyed]
    types = _types(sort.by)
    first = 0 if window.after is None else bisect_right(keys, _checked(window.after, types))
    last = len(keys) if window.before is None else bisect_left(keys, _checked(window.before, types))
    last = max(first, last)
    more = last - first > window.limit
    if more and window.backwards:
        first = last - window.limit
    elif more:
        last = first + window.limit
    shown = [each for _, each in keyed[first:last]]
    return Slice(
        [each.row for each in shown],
        more,
        keys[first:last],
        known_extras=[each.extra for each in shown],
    )


def _key(each: Dated, by: Sequence[str]) -> Key:
    terms: list[str | int | float] = []
    for name in by or ("START",):
        if name == DISTANCE:
            terms.append(_NOWHERE_KM if each.extra.distance_km is None else each.extra.distance_km)
        elif name == RELEVANCE:
            terms.append(1.0 - (each.extra.score or 0.0))
        else:
            terms.append(each.row.start)
    if by and by[-1] == RELEVANCE:
        terms.append(each.row.start)
    return (*terms, each.row.event_pk, each.row.recurrence_id)


def _types(by: Sequence[str]) -> list[type]:
    types: list[type] = [float if name in (DISTANCE, RELEVANCE) else int for name in by or ("START",)]
    if by and by[-1] == RELEVANCE:
        types.append(int)
    return [*types, int, str]


def _checked(key: Key, types: Sequence[type]) -> Key:
    if len(key) != len(types) or not all(map(has_form, key, types)):
        raise InvalidKey("the key is not one of this order and range")
    return key


async def _counts(db: Database, dates: Sequence[Dated], dimension: OccurrenceDimension, limit: int) -> list[Count]:
    if dimension is OccurrenceDimension.SOURCE:
        keys = await _sources(db, dates)
    else:
        keys = {each.row.id: _keys(each, dimension) for each in dates}
    counter = Counter(key for each in dates for key in keys[each.row.id])
    counts = [Count(key, count) for key, count in counter.items()]
    return sorted(counts, key=lambda count: (-count.count, count.key))[:limit]


def _keys(each: Dated, dimension: OccurrenceDimension) -> list[str]:
    row = each.row
    match dimension:
        case OccurrenceDimension.MUNICIPALITY:
            return [row.ars] if row.ars is not None else []
        case OccurrenceDimension.ASSOCIATION:
            return [association_of(row.ars)] if row.ars is not None else []
        case OccurrenceDimension.CATEGORY:
            return list(dict.fromkeys(json.loads(each.event.categories)))
        case OccurrenceDimension.DAY:
            return [row.start_date]
        case OccurrenceDimension.MONTH:
            return [row.start_date[: len("2026-07")]]
        case OccurrenceDimension.WEEKDAY:
            return [tuple(Weekday)[row.weekday].value]
        case OccurrenceDimension.HOUR:
            return [str(row.hour)] if row.hour is not None else []
        case OccurrenceDimension.STATUS:
            return [row.status]
        case OccurrenceDimension.SOURCE:
            raise AssertionError("sources are read for all dates at once")


async def _sources(db: Database, dates: Sequence[Dated]) -> dict[str, list[str]]:
    pks = list(dict.fromkeys(each.event.pk for each in dates))
    behind = dict(zip(pks, await records.by_entities(db, RecordKind.EVENT, pks), strict=True))
    source_pks = sorted({record.source_pk for own in behind.values() for record in own if record.gone_at is None})
    named = dict(zip(source_pks, await sources.by_pks(db, source_pks), strict=True))
    found: dict[str, list[str]] = {}
    for each in dates:
        own = (named[record.source_pk] for record in behind[each.event.pk] if record.gone_at is None)
        found[each.row.id] = list(dict.fromkeys(source.id for source in own if source is not None))
    return found
