"""Dates of events that are stored: one year back to three ahead. `datasources.occurrences` knows the others too."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, and_, bindparam, exists, literal_column, or_, select

from datasources.criteria import InstantRange, OccurrenceCriteria, Sort, Window
from datasources.store import counting, dimensions, faceting, keyed, paging
from datasources.store.conditions import Demand, among, anywhere, in_area, tagged
from datasources.store.database import Database
from datasources.store.days import WEEKDAYS, hours_of
from datasources.store.events import needing_helpers
from datasources.store.listing import Listing, Query, Term
from datasources.store.organizations import named
from datasources.store.rows import OccurrenceRow
from datasources.store.slices import Columns, FacetCounts, Parents, Slice
from datasources.store.statements import EVENT, OCCURRENCE, in_array
from datasources.vocabulary import ConceptScheme, OccurrenceDimension, RecordKind, SearchType, TimeOfDay, Weekday

_T: Final = OCCURRENCE.c

DAY_S: Final = 86_400

LISTING: Final = Listing(
    table=OCCURRENCE,
    row_type=OccurrenceRow,
    orders={"START": Term(_T.start, int)},
    default="START",
    parents={"organization": _T.organizer_pk, "event": _T.event_pk, "area": _T.ars},
    place_pk=_T.location_pk,
    searched=(SearchType.EVENT,),
    searched_pk=_T.event_pk,
    by_name=Term(_T.start, int),
)


async def by_pks(db: Database, pks: Sequence[int], columns: Columns = None) -> list[OccurrenceRow | None]:
    """The occurrence of each pk."""
    return await keyed.by_key(db, OCCURRENCE, OccurrenceRow, "pk", pks, columns=columns)


async def by_ids(db: Database, ids: Sequence[str], columns: Columns = None) -> list[OccurrenceRow | None]:
    """The stored occurrence of each id."""
    return await keyed.by_key(db, OCCURRENCE, OccurrenceRow, "id", ids, columns=columns)


async def pages(
    db: Database,
    criteria: OccurrenceCriteria,
    sort: Sort,
    window: Window,
    parents: Parents | None = None,
    *,
    columns: Columns = None,
) -> list[Slice[OccurrenceRow]]:
    """A page of the stored occurrences within the range, or of those of each parent."""
    return await paging.pages(db, query(criteria, parents), sort, window, parents, columns=columns)


async def counts(db: Database, criteria: OccurrenceCriteria, parents: Parents | None = None) -> list[int]:
    """How many stored occurrences the list has, or each parent's."""
    return await counting.counts(db, query(criteria, parents), parents)


async def facets(
    db: Database,
    criteria: OccurrenceCriteria,
    by: Sequence[OccurrenceDimension],
    parents: Parents | None = None,
    limit: int = faceting.LIMIT,
) -> list[list[FacetCounts]]:
    """The facets of the list, or of each parent's, in the order of `by`; each ignores its own filter."""
    asked = [(each.value, dimensions.OCCURRENCES[each], query(without(criteria, each), parents)) for each in by]
    return await faceting.facets(db, asked, parents, limit)


def query(criteria: OccurrenceCriteria, parents: Parents | None = None) -> Query[OccurrenceRow]:
    """What the criteria ask of the listing."""
    others = demands(criteria)
    if parents is not None:
        return Query(LISTING, [*overlapping(criteria.between), *others], criteria.text)
    return Query(LISTING, others, criteria.text, branches_of(criteria.between))


def demands(criteria: OccurrenceCriteria) -> list[Demand]:
    """The criteria, their range aside, as conditions."""
    return [
        *in_area(_T.ars, _T.location_pk, criteria.area),
        *tagged(_T.event_pk, RecordKind.EVENT, ConceptScheme.TOPIC, criteria.categories),
        *named(_T.organizer_pk, "organizers", criteria.organizer),
        *among(_T.status, "statuses", criteria.status),
        *_attended(criteria),
        *_free(criteria.free),
        *on_weekdays(criteria.weekday),
        *at_times(criteria.time_of_day),
        *needing_helpers(_T.event_pk, criteria.needs_helpers),
    ]


def without(criteria: OccurrenceCriteria, dimension: OccurrenceDimension) -> OccurrenceCriteria:
    """The criteria less the filter that the dimension's values would be chosen by; the range always stays."""
    match dimension:
        case OccurrenceDimension.MUNICIPALITY | OccurrenceDimension.ASSOCIATION:
            return replace(criteria, area=anywhere(criteria.area))
        case OccurrenceDimension.CATEGORY:
            return replace(criteria, categories=None)
        case OccurrenceDimension.WEEKDAY:
            return replace(criteria, weekday=())
        case OccurrenceDimension.HOUR:
            return replace(criteria, time_of_day=())
        case OccurrenceDimension.STATUS:
            return replace(criteria, status=())
        case OccurrenceDimension.DAY | OccurrenceDimension.MONTH | OccurrenceDimension.SOURCE:
            return criteria


def overlapping(between: InstantRange) -> list[Demand]:
    """Those that overlap a range: of one list, whose index is short."""
    return [Demand(_overlaps, (), {"between_start": between.start, "between_end": between.end})]


def branches_of(between: InstantRange) -> tuple[list[Demand], ...]:
    """Those that overlap a range, of the whole calendar, in two parts that an index serves each.

    What begins within the range or up to a day before it stands together in the index of starts. What began earlier and
    still goes on lasts longer than a day: those few have an index of their own.
    """
    day_before = between.start - DAY_S
    near_by = Demand(
        _overlaps_since,
        (),
        {"between_start": between.start, "between_end": between.end, "between_before": day_before},
    )
    return ([near_by], [Demand(_lasts_into, (), {"between_start": between.start, "between_before": day_before})])


def on_weekdays(weekdays: Sequence[Weekday]) -> list[Demand]:
    """Those whose local start falls on one of the weekdays."""
    if not weekdays:
        return []
    return [Demand(in_array, (_T.weekday, "weekdays"), {"weekdays": [WEEKDAYS.index(day) for day in weekdays]})]


def at_times(times: Sequence[TimeOfDay]) -> list[Demand]:
    """Those whose local start falls into one of the times of day."""
    return [Demand(in_array, (_T.hour, "hours"), {"hours": hours_of(times)})] if times else []


def _instant(name: str) -> Any:
    return bindparam(name, type_=BigInteger())


def _overlaps() -> ColumnElement[bool]:
    start = _instant("between_start")
    return and_(_T.start < _instant("between_end"), or_(_T.start >= start, _T.until > start))


def _overlaps_since() -> ColumnElement[bool]:
    return and_(_T.start >= _instant("between_before"), _overlaps())


def _lasts_into() -> ColumnElement[bool]:
    """Found by the index `occurrence_long`, whose condition the first one is to the letter."""
    long = OCCURRENCE.alias("long")
    lasting = select(long.c.pk).where(
        literal_column("long.until - long.start", BigInteger()) > literal_column(str(DAY_S)),
        long.c.until > _instant("between_start"),
        long.c.start + literal_column("0", BigInteger()) < _instant("between_before"),
    )
    return _T.pk.in_(lasting)


def _attended(criteria: OccurrenceCriteria) -> list[Demand]:
    if not criteria.attendance_mode:
        return []
    return [Demand(_is_attended, (), {"attendance_modes": [mode.value for mode in criteria.attendance_mode]})]


def _is_attended() -> ColumnElement[bool]:
    return _of_event(in_array(EVENT.c.attendance_mode, "attendance_modes"))


def _free(free: bool | None) -> list[Demand]:
    return [] if free is None else [Demand(_is_free, (free,))]


def _is_free(free: bool) -> ColumnElement[bool]:
    return _of_event(EVENT.c.is_accessible_for_free.is_(free))


def _of_event(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Looked up per date, so that a list keeps being read in its order."""
    return exists(select(1).where(EVENT.c.pk == _T.event_pk, condition).correlate(OCCURRENCE))
