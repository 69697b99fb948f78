"""Ways to help: by key, in pages, counted, with their shifts."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Float,
    Integer,
    String,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
)

from datasources.criteria import ConceptCriteria, InstantRange, OpportunityCriteria, Sort, Window
from datasources.store import counting, dimensions, faceting, keyed, paging
from datasources.store.conditions import Demand, among, anywhere, at_least, holding, in_area, tagged
from datasources.store.database import Database
from datasources.store.days import WEEKDAYS, dates_of, hours_of
from datasources.store.listing import Listing, Query, Term
from datasources.store.organizations import named
from datasources.store.rows import OpportunityRow, ShiftRow, fields_of, projection
from datasources.store.slices import Columns, FacetCounts, Parents, Slice
from datasources.store.statements import (
    OPPORTUNITY,
    ORGANIZATION,
    SHIFT,
    Statement,
    array_rows,
    contains,
    in_array,
)
from datasources.store.volunteering import LONG_TERM, SHORT_TERM, open_on
from datasources.vocabulary import Commitment, ConceptScheme, OpportunityDimension, RecordKind, SearchType

_P: Final = OPPORTUNITY.c
_S: Final = SHIFT.c

_LAST_DAY: Final = "9999-12-31"
_MOST_HOURS: Final = 1e9

LISTING: Final = Listing(
    table=OPPORTUNITY,
    row_type=OpportunityRow,
    orders={
        "NEWEST": Term(_P.created_at, int, descending=True),
        "START": Term(func.coalesce(_P.first_date, _LAST_DAY), str),
        "FEWEST_HOURS": Term(func.coalesce(_P.hours_per_week, _MOST_HOURS), float),
    },
    default="NEWEST",
    parents={"organization": _P.organization_pk, "event": _P.event_pk, "area": _P.ars},
    place_pk=_P.location_pk,
    searched=(SearchType.OPPORTUNITY,),
    searched_pk=_P.pk,
    by_name=Term(_P.sort_key, str),
)


async def by_pks(db: Database, pks: Sequence[int], columns: Columns = None) -> list[OpportunityRow | None]:
    """The opportunity of each pk, listed or not."""
    return await keyed.by_key(db, OPPORTUNITY, OpportunityRow, "pk", pks, columns=columns)


async def by_ids(db: Database, ids: Sequence[str], columns: Columns = None) -> list[OpportunityRow | None]:
    """The opportunity of each id."""
    return await keyed.by_name(db, OPPORTUNITY, OpportunityRow, "id", ids, kind=RecordKind.OPPORTUNITY, columns=columns)


async def by_slugs(db: Database, slugs: Sequence[str], columns: Columns = None) -> list[OpportunityRow | None]:
    """The opportunity of each slug, former slugs included."""
    return await keyed.by_name(
        db, OPPORTUNITY, OpportunityRow, "slug", slugs, kind=RecordKind.OPPORTUNITY, columns=columns
    )


async def by_events(
    db: Database, event_pks: Sequence[int], today: str, columns: Columns = None
) -> list[list[OpportunityRow]]:
    """The open opportunities at each event, newest first."""
    columns = None if columns is None else columns | {"event_pk"}
    row_type = OpportunityRow if columns is None else projection(OpportunityRow, columns)
    return await keyed.grouped(db, _by_events(columns), row_type, "event_pk", event_pks, today=today)


async def shifts(
    db: Database, opportunity_pks: Sequence[int], between: InstantRange | None = None
) -> list[list[ShiftRow]]:
    """The shifts of each opportunity, by start; those that overlap a range, where one is given."""
    values = {} if between is None else {"from": between.start, "to": between.end}
    return await keyed.grouped(db, _shifts(between is not None), ShiftRow, "opportunity_pk", opportunity_pks, **values)


async def shifts_by_ids(db: Database, ids: Sequence[str]) -> list[ShiftRow | None]:
    """The shift of each id."""
    return await keyed.by_key(db, SHIFT, ShiftRow, "id", ids)


async def pages(
    db: Database,
    criteria: OpportunityCriteria,
    sort: Sort,
    window: Window,
    parents: Parents | None = None,
    *,
    columns: Columns = None,
) -> list[Slice[OpportunityRow]]:
    """A page of the listed opportunities, newest first where no order is asked, or of those of each parent."""
    return await paging.pages(db, query(criteria), sort, window, parents, columns=columns)


async def counts(db: Database, criteria: OpportunityCriteria, parents: Parents | None = None) -> list[int]:
    """How many opportunities the list has, or each parent's."""
    return await counting.counts(db, query(criteria), parents)


async def facets(
    db: Database,
    criteria: OpportunityCriteria,
    by: Sequence[OpportunityDimension],
    parents: Parents | None = None,
    limit: int = faceting.LIMIT,
) -> list[list[FacetCounts]]:
    """The facets of the list, or of each parent's, in the order of `by`; each ignores its own filter."""
    asked = [(each.value, dimensions.OPPORTUNITIES[each], query(without(criteria, each))) for each in by]
    return await faceting.facets(db, asked, parents, limit, dimensions.values_of(criteria))


def query(criteria: OpportunityCriteria) -> Query[OpportunityRow]:
    """What the criteria ask of the listing."""
    return Query(LISTING, demands(criteria), criteria.text)


def demands(criteria: OpportunityCriteria) -> list[Demand]:
    """The criteria as conditions."""
    kind = RecordKind.OPPORTUNITY
    return [
        *([Demand(open_on, (), {"today": criteria.today})] if criteria.open_only else holding(_P.listed)),
        *in_area(_P.ars, _P.location_pk, criteria.area),
        *_between(criteria.between),
        *among(_P.commitment, "commitments", criteria.commitment),
        *_long_term(criteria.long_term),
        *_in_shifts(criteria),
        *_of_institutions(criteria),
        *tagged(_P.pk, kind, ConceptScheme.ACCESSIBILITY, ConceptCriteria(all_of=_each(criteria.accessibility))),
        *at_least(_P.updated_at, "updated_since", criteria.updated_since),
        *_at_most_hours(criteria.max_hours_per_week),
        *tagged(_P.pk, kind, ConceptScheme.TOPIC, criteria.categories),
        *tagged(_P.pk, kind, ConceptScheme.SKILL, criteria.skills),
        *_in_languages(criteria.languages),
        *among(_P.remote, "remote_modes", criteria.remote),
        *_for_age(criteria.age),
        *_without_requirements(criteria),
        *named(_P.organization_pk, "organizations", criteria.organization),
    ]


def without(criteria: OpportunityCriteria, dimension: OpportunityDimension) -> OpportunityCriteria:
    """The criteria less the filter that the dimension's values would be chosen by."""
    match dimension:
        case OpportunityDimension.MUNICIPALITY | OpportunityDimension.ASSOCIATION:
            return replace(criteria, area=anywhere(criteria.area))
        case OpportunityDimension.CATEGORY:
            return replace(criteria, categories=None)
        case OpportunityDimension.COMMITMENT:
            return replace(criteria, commitment=(), long_term=None)
        case OpportunityDimension.REQUIREMENT:
            return replace(criteria, without_requirements=())
        case OpportunityDimension.MONTH_OPEN | OpportunityDimension.MONTH_PUBLISHED | OpportunityDimension.SOURCE:
            return criteria


def _each(notations: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((notation,) for notation in notations)


def _between(between: InstantRange | None) -> list[Demand]:
    if between is None:
        return []
    first, last = dates_of(between)
    values: dict[str, int | str] = {"from": between.start, "to": between.end, "from_date": first, "to_date": last}
    return [Demand(_overlaps, (), values)]


def _overlaps() -> ColumnElement[bool]:
    """A shift overlaps; of what has no shifts, the stated dates do, open ends included."""
    own = _S.opportunity_pk == _P.pk
    any_shift = exists(select(1).where(own, _S.gone.is_(False)).correlate(OPPORTUNITY))
    shift = exists(select(1).where(own, _S.gone.is_(False), *_shift_overlaps()).correlate(OPPORTUNITY))
    dates = and_(
        or_(_P.start.is_(None), _P.start <= bindparam("to_date", type_=String())),
        or_(_P.end.is_(None), _P.end >= bindparam("from_date", type_=String())),
    )
    return or_(shift, and_(not_(any_shift), dates))


def _shift_overlaps() -> list[ColumnElement[bool]]:
    return [_S.start < bindparam("to", type_=BigInteger()), _S.end > bindparam("from", type_=BigInteger())]


def _long_term(wanted: bool | None) -> list[Demand]:
    if wanted is None:
        return []
    members: Sequence[Commitment] = LONG_TERM if wanted else SHORT_TERM
    return among(_P.commitment, "terms", members)


def _in_shifts(criteria: OpportunityCriteria) -> list[Demand]:
    """On a weekday and at a time of day that are those of one and the same shift."""
    values: dict[str, list[int]] = {}
    if criteria.weekday:
        values["weekdays"] = [WEEKDAYS.index(day) for day in criteria.weekday]
    if criteria.time_of_day:
        values["hours"] = hours_of(criteria.time_of_day)
    return [Demand(_has_shift, tuple(values), values)] if values else []


def _has_shift(*names: str) -> ColumnElement[bool]:
    columns: dict[str, ColumnElement[Any]] = {"weekdays": _S.weekday, "hours": _S.hour}
    conditions = [in_array(columns[name], name) for name in names]
    return exists(select(1).where(_S.opportunity_pk == _P.pk, _S.gone.is_(False), *conditions).correlate(OPPORTUNITY))


def _of_institutions(criteria: OpportunityCriteria) -> list[Demand]:
    if not criteria.institution_kind:
        return []
    return [Demand(_is_of_institution, (), {"institution_kinds": [kind.value for kind in criteria.institution_kind]})]


def _is_of_institution() -> ColumnElement[bool]:
    kinds = in_array(ORGANIZATION.c.institution_kind, "institution_kinds")
    return _P.organization_pk.in_(select(ORGANIZATION.c.pk).where(kinds))


def _at_most_hours(hours: float | None) -> list[Demand]:
    return [] if hours is None else [Demand(_asks_at_most, (), {"most_hours": float(hours)})]


def _asks_at_most() -> ColumnElement[bool]:
    return _P.hours_per_week <= bindparam("most_hours", type_=Float())


def _in_languages(languages: Sequence[str]) -> list[Demand]:
    """A language covers its regions: "de" finds what is stated as "de-AT"."""
    if not languages:
        return []
    written = [f'"{language}{end}' for language in languages for end in ('"', "-")]
    return [Demand(_mentions_any, (_P.languages, "languages"), {"languages": written})]


def _mentions_any(column: Any, name: str) -> ColumnElement[bool]:
    written = array_rows(name, String(), "written")
    return exists(select(1).select_from(written).where(contains(column, written.c.value)).correlate(column.table))


def _mentions_none(column: Any, name: str) -> ColumnElement[bool]:
    return not_(_mentions_any(column, name))


def _for_age(age: int | None) -> list[Demand]:
    return [] if age is None else [Demand(_is_for_age, (), {"age": age})]


def _is_for_age() -> ColumnElement[bool]:
    return or_(_P.min_age.is_(None), _P.min_age <= bindparam("age", type_=Integer()))


def _without_requirements(criteria: OpportunityCriteria) -> list[Demand]:
    """A kind stands in JSON between plain quotes; a note that quotes it has escaped ones."""
    if not criteria.without_requirements:
        return []
    written = [f'"{kind.value}"' for kind in criteria.without_requirements]
    return [Demand(_mentions_none, (_P.requirements, "requirements"), {"requirements": written})]


@cache
def _by_events(columns: Columns) -> Statement:
    row_type = OpportunityRow if columns is None else projection(OpportunityRow, columns)
    return Statement(
        select(*(_P[name] for name in fields_of(row_type)))
        .where(in_array(_P.event_pk, "keys"), open_on())
        .order_by(_P.created_at.desc(), _P.pk.desc()),
        quick=True,
    )


@cache
def _shifts(ranged: bool) -> Statement:
    conditions = [in_array(_S.opportunity_pk, "keys"), _S.gone.is_(False), *(_shift_overlaps() if ranged else [])]
    return Statement(
        select(*(_S[name] for name in ShiftRow._fields)).where(*conditions).order_by(_S.start, _S.pk), quick=True
    )
