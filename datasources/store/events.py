"""Events and series: by key, in pages, counted, and what takes place of them next."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Column, ColumnElement, and_, bindparam, or_, select, true

from datasources.criteria import EventCriteria, InstantRange, Sort, Window
from datasources.store import counting, days, keyed, paging
from datasources.store.conditions import Demand, among, at_least, equal, holding, holding_anyway, in_area, tagged
from datasources.store.database import Database
from datasources.store.listing import Listing, Query, Term
from datasources.store.organizations import named
from datasources.store.rows import EventRow, OccurrenceRow, fields_of, projection
from datasources.store.slices import Columns, Parents, Slice
from datasources.store.statements import (
    EVENT,
    OCCURRENCE,
    OPPORTUNITY,
    DialectName,
    Statement,
    array_rows,
)
from datasources.store.volunteering import open_on
from datasources.vocabulary import ConceptScheme, EventStatus, RecordKind, SearchType

_E: Final = EVENT.c
_T: Final = OCCURRENCE.c

LISTING: Final = Listing(
    table=EVENT,
    row_type=EventRow,
    orders={"START": Term(_E.first_start, int)},
    default="START",
    parents={"organization": _E.organizer_pk, "area": _E.ars, "event": _E.pk},
    place_pk=_E.location_pk,
    searched=(SearchType.EVENT,),
    searched_pk=_E.pk,
    by_name=Term(_E.sort_key, str),
)


async def by_pks(db: Database, pks: Sequence[int], columns: Columns = None) -> list[EventRow | None]:
    """The event of each pk, listed or not."""
    return await keyed.by_key(db, EVENT, EventRow, "pk", pks, columns=columns)


async def by_ids(db: Database, ids: Sequence[str], columns: Columns = None) -> list[EventRow | None]:
    """The event of each id."""
    return await keyed.by_name(db, EVENT, EventRow, "id", ids, kind=RecordKind.EVENT, columns=columns)


async def by_slugs(db: Database, slugs: Sequence[str], columns: Columns = None) -> list[EventRow | None]:
    """The event of each slug, former slugs included."""
    return await keyed.by_name(db, EVENT, EventRow, "slug", slugs, kind=RecordKind.EVENT, columns=columns)


async def pages(
    db: Database,
    criteria: EventCriteria,
    sort: Sort,
    window: Window,
    parents: Parents | None = None,
    *,
    columns: Columns = None,
) -> list[Slice[EventRow]]:
    """A page of the listed events by first start, or of those of each parent."""
    return await paging.pages(db, query(criteria), sort, window, parents, columns=columns)


async def counts(db: Database, criteria: EventCriteria, parents: Parents | None = None) -> list[int]:
    """How many events the list has, or each parent's."""
    return await counting.counts(db, query(criteria), parents)


async def next_occurrences(
    db: Database, event_pks: Sequence[int], now: int, columns: Columns = None
) -> list[OccurrenceRow | None]:
    """The first date of each event that has not ended by `now` and is not cancelled."""
    if not event_pks:
        return []
    columns = None if columns is None else columns | {"event_pk"}
    row_type = OccurrenceRow if columns is None else projection(OccurrenceRow, columns)
    statement = _next_occurrences(db.dialect, columns)
    rows = await db.fetch_rows(row_type, statement, events=list(dict.fromkeys(event_pks)), now=now)
    found = {row.event_pk: row for row in rows}
    return [found.get(pk) for pk in event_pks]


def query(criteria: EventCriteria) -> Query[EventRow]:
    """What the criteria ask of the listing."""
    return Query(LISTING, demands(criteria), criteria.text)


def taking_place(criteria: EventCriteria, between: InstantRange) -> Query[EventRow]:
    """What the criteria ask of the listing, of events that may have dates within a range."""
    within = Demand(_takes_place, (), {"range_start": between.start, "range_end": between.end})
    return Query(LISTING, [within, *demands(criteria)], criteria.text)


def demands(criteria: EventCriteria) -> list[Demand]:
    """The criteria as conditions."""
    return [
        *(holding_anyway(_E.listed) if criteria.organizer else holding(_E.listed)),
        *in_area(_E.ars, _E.location_pk, criteria.area),
        *tagged(_E.pk, RecordKind.EVENT, ConceptScheme.TOPIC, criteria.categories),
        *named(_E.organizer_pk, "organizers", criteria.organizer),
        *among(_E.status, "statuses", criteria.status),
        *among(_E.attendance_mode, "attendance_modes", criteria.attendance_mode),
        *equal(_E.is_accessible_for_free, "free", criteria.free),
        *needing_helpers(_E.pk, criteria.needs_helpers),
        *at_least(_E.updated_at, "updated_since", criteria.updated_since),
    ]


def needing_helpers(event_pk: Column[Any], wanted: bool | None) -> list[Demand]:
    """Those whose event has open opportunities, or has none."""
    return [] if wanted is None else [Demand(_needs_helpers, (event_pk, wanted), {"today": days.today()})]


def _takes_place() -> ColumnElement[bool]:
    return and_(
        _E.first_start < bindparam("range_end", type_=BigInteger()),
        or_(_E.last_end.is_(None), _E.last_end >= bindparam("range_start", type_=BigInteger())),
    )


def _needs_helpers(event_pk: Column[Any], wanted: bool) -> ColumnElement[bool]:
    helped = select(OPPORTUNITY.c.event_pk).where(open_on(), OPPORTUNITY.c.event_pk.is_not(None))
    return event_pk.in_(helped) if wanted else event_pk.not_in(helped)


@cache
def _next_occurrences(dialect: DialectName, columns: Columns) -> Statement:
    """Each event's own first: the index of its dates is read from now on, one entry deep where nothing is cancelled."""
    row_type = OccurrenceRow if columns is None else projection(OccurrenceRow, columns)
    events = array_rows("events", BigInteger(), "wanted")
    first = (
        select(_T.pk)
        .where(
            _T.event_pk == events.c.value,
            _T.until > bindparam("now", type_=BigInteger()),
            _T.status != EventStatus.CANCELLED.value,
        )
        .order_by(_T.start, _T.pk)
        .limit(1)
        .correlate(events)
    )
    shown = OCCURRENCE.alias("shown")
    if dialect == "sqlite":
        source = events.join(shown, shown.c.pk == first.scalar_subquery())
    else:
        next_ = first.lateral("next_one")
        source = events.join(next_, true()).join(shown, shown.c.pk == next_.c.pk)
    return Statement(select(*(shown.c[name] for name in fields_of(row_type))).select_from(source), quick=True)
