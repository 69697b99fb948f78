"""Search over everything: clubs, initiatives, institutions, events, opportunities and municipalities; and suggestions.

What matches, and how well, is said in `datasources.store.matching`. Opportunities that nobody can join any more are not
found.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)

from datasources.criteria import AreaCriteria, Sort, Window
from datasources.folding import fold
from datasources.ids import area_id
from datasources.store import counting, faceting, matching, paging
from datasources.store.conditions import Demand, among, in_area, is_narrow
from datasources.store.database import Database
from datasources.store.faceting import Dimension
from datasources.store.listing import RELEVANCE, Listing, Query, Term
from datasources.store.matching import search_entry, tokens
from datasources.store.reaching import Way, way_of
from datasources.store.rows import HitRow, SuggestionRow
from datasources.store.slices import FacetCounts, Slice
from datasources.store.statements import (
    EVENT,
    OPPORTUNITY,
    ORGANIZATION,
    SEARCH_ENTRY,
    TAG,
    DialectName,
    Statement,
    has_ngrams,
    in_array,
)
from datasources.store.volunteering import open_on
from datasources.vocabulary import ConceptScheme, RecordKind, SearchDimension, SearchType

__all__ = ["SearchCriteria", "count", "facets", "page", "search_entry", "suggest", "tokens"]

_H: Final = SEARCH_ENTRY.c

ORGANIZATIONS: Final = (SearchType.CLUB, SearchType.INITIATIVE, SearchType.INSTITUTION)

LISTING: Final = Listing(
    table=SEARCH_ENTRY,
    row_type=HitRow,
    orders={},
    default=RELEVANCE,
    parents={},
    place_pk=_H.place_pk,
    searched=tuple(SearchType),
    searched_pk=_H.pk,
    searched_by="pk",
    by_name=Term(_H.sort_key, str),
    in_order=True,
)

MIN_INNER_CHARS: Final = 3
"""From how many letters on suggestions are looked for within titles too, not only at their beginning."""

_AREA: Final = SearchType.MUNICIPALITY.value


@dataclass(frozen=True, slots=True)
class SearchCriteria:
    """What is searched for; no types means all. `today` is the local date that opportunities are judged by."""

    text: str
    today: str
    types: tuple[SearchType, ...] = ()
    area: AreaCriteria | None = None


async def page(db: Database, criteria: SearchCriteria, window: Window) -> Slice[HitRow]:
    """A page of hits, best first, then by name; each with its score."""
    if not tokens(criteria.text):
        return Slice([], more=False)
    return (await paging.pages(db, _query(criteria), Sort((RELEVANCE,)), window))[0]


async def count(db: Database, criteria: SearchCriteria) -> int:
    """How many hits there are."""
    return (await counting.counts(db, _query(criteria)))[0] if tokens(criteria.text) else 0


async def facets(
    db: Database, criteria: SearchCriteria, dimensions: Sequence[SearchDimension], limit: int = 50
) -> list[FacetCounts]:
    """The hits by each dimension; that of types ignores the types, that of municipalities the official keys."""
    found: list[FacetCounts] = []
    for dimension in dimensions:
        without = _without(criteria, dimension)
        if tokens(criteria.text):
            (counts,) = await faceting.counts_by(db, _query(without), DIMENSIONS[dimension], None, limit)
        else:
            counts = []
        found.append(FacetCounts(dimension.value, counts))
    return found


async def suggest(db: Database, prefix: str, types: Sequence[SearchType], limit: int) -> list[SuggestionRow]:
    """Titles with words that begin as someone types, those that begin so themselves first; no title twice per type."""
    words = tokens(prefix)
    if not words or limit < 1:
        return []
    whole = " " + " ".join(fold(prefix).split())
    inner = len(words) > 1 or len(words[0]) >= MIN_INNER_CHARS
    values: dict[str, Any] = {
        "types": [type_.value for type_ in types or tuple(SearchType)],
        "limit": limit,
        "begins": whole,
        "ends": whole + matching.AFTER_LETTERS,
    }
    if inner:
        values |= matching.text_values(prefix, db.dialect)
    way: Way = "index"
    if inner and db.dialect == "sqlite":
        way = await way_of(db, str(values["text_starts"]))
    statement = _suggestions(db.dialect, len(words) if inner else 0, way)
    rows = await db.fetch(statement, **values)
    return [SuggestionRow(text, type_, area_id(key) if type_ == _AREA else key) for text, type_, key in rows]


def _query(criteria: SearchCriteria) -> Query[HitRow]:
    demands = [
        Demand(_can_be_joined, (), {"today": criteria.today}),
        *among(_H.type, "types", criteria.types),
        *in_area(_H.ars, _H.place_pk, criteria.area),
    ]
    return Query(LISTING, demands, criteria.text, wide=criteria.area is None, narrow=is_narrow(criteria.area))


def _can_be_joined() -> ColumnElement[bool]:
    """What is an opportunity is an open one."""
    return or_(_H.type != SearchType.OPPORTUNITY.value, _H.entity_pk.in_(select(OPPORTUNITY.c.pk).where(open_on())))


def _without(criteria: SearchCriteria, dimension: SearchDimension) -> SearchCriteria:
    match dimension:
        case SearchDimension.TYPE:
            return replace(criteria, types=())
        case SearchDimension.MUNICIPALITY if criteria.area is not None:
            return replace(criteria, area=replace(criteria.area, ars=()))
        case _:
            return criteria


def _kind_of_entry() -> ColumnElement[Any]:
    """Under which kind the entry's concepts stand."""
    return case(
        (_H.type == SearchType.EVENT.value, RecordKind.EVENT.value),
        (_H.type == SearchType.OPPORTUNITY.value, RecordKind.OPPORTUNITY.value),
        else_=RecordKind.ORGANIZATION.value,
    )


DIMENSIONS: Final = {
    SearchDimension.TYPE: Dimension(_H.type),
    SearchDimension.MUNICIPALITY: Dimension(_H.ars),
    SearchDimension.CATEGORY: Dimension(
        TAG.c.notation,
        TAG,
        and_(
            TAG.c.kind == _kind_of_entry(),
            TAG.c.entity_pk == _H.entity_pk,
            TAG.c.scheme == ConceptScheme.TOPIC.value,
            _H.type != SearchType.MUNICIPALITY.value,
        ),
    ),
}


@lru_cache(maxsize=64)
def _suggestions(dialect: DialectName, words: int, way: Way) -> Statement:
    """Titles that begin so come from an index in its order; words within titles from the text index."""
    limit = bindparam("limit", type_=Integer())
    begins, ends = bindparam("begins", type_=String()), bindparam("ends", type_=String())
    wanted = in_array(_H.type.concat(""), "types")
    columns = [_H.label, _H.type, _H.entity_pk, _H.ars]
    beginning = (
        select(*columns, literal_column("1", Integer()).label("tier"), _H.sort_key, _H.pk)
        .where(_H.title >= begins, _H.title < ends, wanted)
        .order_by(_H.title, _H.pk)
        .limit(limit)
    )
    every: Any = beginning.subquery("beginning")
    if words:
        if way == "order":
            reached = []
        else:
            reached = [matching.indexed("text_starts")] if dialect == "sqlite" else [has_ngrams("text_ngrams")]
        within = (
            select(*columns, literal_column("2", Integer()).label("tier"), _H.sort_key, _H.pk)
            .where(matching.starts(words), not_(matching.begins()), wanted, *reached)
            .order_by(_H.sort_key, _H.pk)
            .limit(limit)
        )
        every = union_all(select(every), select(within.subquery("within"))).subquery("every")
    once = (
        select(
            every.c.label,
            every.c.type,
            func.min(every.c.entity_pk).label("entity_pk"),
            func.min(every.c.ars).label("ars"),
            func.min(every.c.tier).label("tier"),
            func.min(every.c.sort_key).label("sort_key"),
        )
        .group_by(every.c.label, every.c.type)
        .subquery("once")
    )
    id_ = case(
        (once.c.type == SearchType.MUNICIPALITY.value, once.c.ars),
        (once.c.type == SearchType.EVENT.value, _id_of(EVENT, once)),
        (once.c.type == SearchType.OPPORTUNITY.value, _id_of(OPPORTUNITY, once)),
        else_=_id_of(ORGANIZATION, once),
    )
    shown = select(once.c.label, once.c.type, id_).order_by(once.c.tier, once.c.sort_key, once.c.type, once.c.label)
    return Statement(shown.limit(limit), quick=not words)


def _id_of(table: Any, once: Any) -> ColumnElement[Any]:
    return select(table.c.id).where(table.c.pk == once.c.entity_pk).correlate(once).scalar_subquery()
