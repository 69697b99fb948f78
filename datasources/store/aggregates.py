"""Groups of entries by up to a few dimensions, with figures: what analysts ask.

    groups(organizations, by: [MUNICIPALITY, CATEGORY], metrics: [PER_1000_INHABITANTS], include_empty)
    1  SELECT ars, notation, count(*) … GROUP BY both, most first, one more than the limit: then it is truncated
    2  the inhabitants of the areas among the keys, where a metric needs them
    3  groups of nothing, on request: every combination of what a dimension could have been

An entry stands in each group it belongs to, in `total` once. What is not stated is a group of its own, keyed None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, product
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, Integer, bindparam, case, cast, func, select

from datasources.criteria import AreaCriteria, OccurrenceCriteria, OpportunityCriteria, OrganizationCriteria
from datasources.store import areas, counting, dimensions, universes
from datasources.store import occurrences as occurrences_
from datasources.store import opportunities as opportunities_
from datasources.store import organizations as organizations_
from datasources.store.conditions import Shape
from datasources.store.counting import any_branch
from datasources.store.database import Database
from datasources.store.faceting import Dimension
from datasources.store.horizon import require_stored
from datasources.store.listing import Listing, Query, joined
from datasources.store.slices import Group, Groups
from datasources.store.statements import OPPORTUNITY, ORGANIZATION, DialectName, Parameter, Statement
from datasources.vocabulary import (
    Commitment,
    OccurrenceDimension,
    OpportunityDimension,
    OpportunityMetric,
    OrganizationDimension,
    OrganizationMetric,
)

MAX_GROUPS: Final = 10_000
AREAS: Final = ("MUNICIPALITY", "ASSOCIATION")
PER_INHABITANTS: Final = "PER_1000_INHABITANTS"
_PER: Final = 1000.0

_SPONTANEOUS: Final = OPPORTUNITY.c.commitment == Commitment.SPONTANEOUS.value
_FIGURES: Final[dict[str, ColumnElement[Any]]] = {
    "MEMBERS": func.sum(ORGANIZATION.c.member_count),
    "PLACES": func.sum(OPPORTUNITY.c.places),
    "SHARE_SPONTANEOUS": cast(func.avg(case((_SPONTANEOUS, 1.0), else_=0.0)), Float),
}
"""Metrics that the database computes; null where nothing states them."""


async def organizations(
    db: Database,
    criteria: OrganizationCriteria,
    by: Sequence[OrganizationDimension],
    metrics: Sequence[OrganizationMetric],
    include_empty: bool,
    limit: int,
) -> Groups:
    """Organisations by dimensions; MEMBERS is the sum of what is stated, PER_1000_INHABITANTS of the group's area."""
    asked = _Asked(
        query=organizations_.query(criteria),
        names=[each.value for each in by],
        dimensions=[dimensions.ORGANIZATIONS[each] for each in by],
        metrics=[metric.value for metric in metrics],
        area=criteria.area,
    )
    return await _groups(db, asked, include_empty, limit)


async def occurrences(
    db: Database, criteria: OccurrenceCriteria, by: Sequence[OccurrenceDimension], include_empty: bool, limit: int
) -> Groups:
    """Stored occurrences by dimensions. Raises RangeNotStored where the range reaches beyond them."""
    require_stored(criteria.between)
    asked = _Asked(
        query=occurrences_.query(criteria),
        names=[each.value for each in by],
        dimensions=[dimensions.OCCURRENCES[each] for each in by],
        metrics=[],
        area=criteria.area,
        days=universes.days_of(criteria.between),
    )
    return await _groups(db, asked, include_empty, limit)


async def opportunities(
    db: Database,
    criteria: OpportunityCriteria,
    by: Sequence[OpportunityDimension],
    metrics: Sequence[OpportunityMetric],
    include_empty: bool,
    limit: int,
) -> Groups:
    """Opportunities by dimensions; PLACES is the sum of what is stated, SHARE_SPONTANEOUS lies between 0 and 1."""
    values = dimensions.values_of(criteria)
    asked = _Asked(
        query=opportunities_.query(criteria),
        names=[each.value for each in by],
        dimensions=[dimensions.OPPORTUNITIES[each] for each in by],
        metrics=[metric.value for metric in metrics],
        area=criteria.area,
        values=values,
        days=dimensions.months_of(values),
    )
    return await _groups(db, asked, include_empty, limit)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One aggregate: what is grouped, by what, with which figures; what dates and areas there could be."""

    query: Query[Any]
    names: Sequence[str]
    dimensions: Sequence[Dimension]
    metrics: Sequence[str]
    area: AreaCriteria | None
    values: Mapping[str, Parameter] = field(default_factory=dict)
    days: Sequence[str] = ()


async def _groups(db: Database, asked: _Asked, include_empty: bool, limit: int) -> Groups:
    query, limit = asked.query, min(limit, MAX_GROUPS)
    found: list[Group] = []
    total, truncated = 0, False
    if query.words != 0:
        total = (await counting.counts(db, query))[0]
        figures = tuple(metric for metric in asked.metrics if metric != PER_INHABITANTS)
        statement = _statement(query.listing, tuple(asked.dimensions), figures, query.shapes(), query.words, db.dialect)
        values = {**query.values(db.dialect), **asked.values, "limit": limit + 1}
        raws = await db.fetch(statement, **values)
        truncated = len(raws) > limit
        inhabitants = await _inhabitants(db, asked, raws[:limit])
        found = [_group(asked, raw, inhabitants) for raw in raws[:limit]]
    if include_empty and not truncated:
        empty = await _empty(db, asked, {group.keys for group in found}, limit - len(found))
        truncated = len(empty) > limit - len(found)
        found += empty[: limit - len(found)]
    found.sort(key=lambda group: (-group.count, tuple((key is None, key or "") for key in group.keys)))
    return Groups(found, total, truncated)


def _group(asked: _Asked, raw: Sequence[Any], inhabitants: Mapping[str, int]) -> Group:
    width = len(asked.dimensions)
    named = zip(asked.dimensions, raw[:width], strict=True)
    keys = tuple(None if value is None else dimension.name(value) for dimension, value in named)
    count, figures = raw[width], iter(raw[width + 1 :])
    metrics = tuple(
        _per_inhabitants(asked, keys, count, inhabitants) if metric == PER_INHABITANTS else _number(next(figures))
        for metric in asked.metrics
    )
    return Group(keys, count, metrics)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _per_inhabitants(
    asked: _Asked, keys: Sequence[str | None], count: int, inhabitants: Mapping[str, int]
) -> float | None:
    """Of the narrowest area among the keys."""
    for name in AREAS:
        if name in asked.names:
            key = keys[asked.names.index(name)]
            people = inhabitants.get(key) if key is not None else None
            return round(count * _PER / people, 3) if people else None
    return None


async def _inhabitants(db: Database, asked: _Asked, raws: Sequence[Sequence[Any]]) -> dict[str, int]:
    named = [index for index, name in enumerate(asked.names) if name in AREAS]
    if PER_INHABITANTS not in asked.metrics or not named:
        return {}
    keys = list(dict.fromkeys(raw[index] for raw in raws for index in named if raw[index] is not None))
    rows = await areas.by_ars(db, keys, frozenset({"population"}))
    return {row.ars: row.population for row in rows if row is not None and row.population is not None}


async def _empty(db: Database, asked: _Asked, taken: set[tuple[str | None, ...]], room: int) -> list[Group]:
    """The combinations that no entry has, at most one more than there is room for."""
    universe: list[list[str]] = []
    for index, name in enumerate(asked.names):
        found = sorted({key for keys in taken if (key := keys[index]) is not None})
        universe.append(await universes.universe(db, name, asked.area, asked.days, found))
    nothing = tuple(_ZERO.get(metric) for metric in asked.metrics)
    missing = (Group(keys, 0, nothing) for keys in product(*universe) if keys not in taken)
    return list(islice(missing, room + 1))


_ZERO: Final = {PER_INHABITANTS: 0.0}
"""What a metric is of nothing: nothing per inhabitant; other figures of nothing are not stated."""


@lru_cache(maxsize=256)
def _statement(
    listing: Listing[Any],
    by: tuple[Dimension, ...],
    figures: tuple[str, ...],
    shapes: tuple[Shape, ...],
    words: int | None,
    dialect: DialectName,
) -> Statement:
    source = joined(listing, dialect, words)
    for dimension in by:
        source = dimension.join(source, outer=True)
    keys = [dimension.key for dimension in by]
    size = func.count()
    return Statement(
        select(*keys, size, *(_FIGURES[figure] for figure in figures))
        .select_from(source)
        .where(any_branch(shapes))
        .group_by(*keys)
        .order_by(size.desc(), *(key.nulls_last() for key in keys))
        .limit(bindparam("limit", type_=Integer()))
    )
