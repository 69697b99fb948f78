"""Counts by groups, for analysts, with figures beside them.

What is counted is public: organisations, dates, opportunities. Figures of people (MEMBERS) are left out where they
stand for fewer than five people, and the group then says that it is suppressed; its count of clubs stays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from datasources.criteria import OccurrenceCriteria, OpportunityCriteria, OrganizationCriteria
from datasources.store import aggregates
from datasources.store.slices import Group, Groups
from datasources.vocabulary import (
    OccurrenceDimension,
    OpportunityDimension,
    OpportunityMetric,
    OrganizationDimension,
    OrganizationMetric,
)
from resolvers.context import Context
from resolvers.labels import NOT_STATED, Label, labels_of, public_key
from resolvers.paging import refused
from resolvers.refusals import telling

__all__ = [
    "Aggregate",
    "AggregateResult",
    "GroupKey",
    "Metric",
    "of_occurrences",
    "of_opportunities",
    "of_organizations",
]

Dimension = TypeVar("Dimension", bound=StrEnum)
Figure = TypeVar("Figure", bound=StrEnum)

MAX_GROUPS = 2_000
MAX_DIMENSIONS = 3
FEWEST_PEOPLE = 5

_OF_PEOPLE = frozenset({OrganizationMetric.MEMBERS.value})
_PER_INHABITANTS = "PER_1000_INHABITANTS"
_AREAS = frozenset({"MUNICIPALITY", "ASSOCIATION"})


@dataclass(frozen=True, slots=True)
class GroupKey:
    """One value that a group has in common."""

    dimension: str
    key: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of a group."""

    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A group."""

    keys: Sequence[GroupKey]
    count: int | None
    suppressed: bool
    metrics: Sequence[Metric]


@dataclass(frozen=True, slots=True)
class AggregateResult:
    """All groups."""

    groups: Sequence[Aggregate]
    total: int
    truncated: bool
    as_of: int


async def of_organizations(
    context: Context,
    wanted: OrganizationCriteria,
    dimensions: Sequence[OrganizationDimension],
    metrics: Sequence[OrganizationMetric] | None,
    include_empty: bool,
) -> AggregateResult:
    by, figures = _checked(dimensions), _figures(dimensions, metrics)
    groups = await aggregates.organizations(context.db, wanted, by, figures, include_empty, MAX_GROUPS)
    return await _result(context, by, figures, groups)


async def of_occurrences(
    context: Context, wanted: OccurrenceCriteria, dimensions: Sequence[OccurrenceDimension], include_empty: bool
) -> AggregateResult:
    by = _checked(dimensions)
    with telling():
        groups = await aggregates.occurrences(context.db, wanted, by, include_empty, MAX_GROUPS)
    return await _result(context, by, (), groups)


async def of_opportunities(
    context: Context,
    wanted: OpportunityCriteria,
    dimensions: Sequence[OpportunityDimension],
    metrics: Sequence[OpportunityMetric] | None,
    include_empty: bool,
) -> AggregateResult:
    by, figures = _checked(dimensions), _figures(dimensions, metrics)
    groups = await aggregates.opportunities(context.db, wanted, by, figures, include_empty, MAX_GROUPS)
    return await _result(context, by, figures, groups)


def _checked(dimensions: Sequence[Dimension]) -> tuple[Dimension, ...]:
    by = tuple(dict.fromkeys(dimensions))
    if not 1 <= len(by) <= MAX_DIMENSIONS:
        raise refused(f"groupBy names {len(by)} dimensions: from 1 to {MAX_DIMENSIONS} are allowed.")
    return by


def _figures(dimensions: Sequence[StrEnum], metrics: Sequence[Figure] | None) -> tuple[Figure, ...]:
    figures = tuple(dict.fromkeys(metrics or ()))
    names = {dimension.value for dimension in dimensions}
    if any(figure.value == _PER_INHABITANTS for figure in figures) and not names & _AREAS:
        raise refused(
            f"The metric {_PER_INHABITANTS} needs groups that are areas.", "Add MUNICIPALITY or ASSOCIATION to groupBy."
        )
    return figures


async def _result(
    context: Context, dimensions: Sequence[StrEnum], figures: Sequence[StrEnum], groups: Groups
) -> AggregateResult:
    names = [dimension.value for dimension in dimensions]
    label = await labels_of(
        context,
        (
            (name, key)
            for group in groups.groups
            for name, key in zip(names, group.keys, strict=True)
            if key is not None
        ),
    )
    answered = [
        _aggregate(context, names, [figure.value for figure in figures], group, label) for group in groups.groups
    ]
    return AggregateResult(answered, groups.total, groups.truncated, context.now)


def _aggregate(
    context: Context, dimensions: Sequence[str], figures: Sequence[str], group: Group, label: Label
) -> Aggregate:
    keys = [
        GroupKey(name, None, NOT_STATED[context.language])
        if key is None
        else GroupKey(name, public_key(name, key), label(name, key))
        for name, key in zip(dimensions, group.keys, strict=True)
    ]
    metrics = [_metric(name, value) for name, value in zip(figures, group.metrics, strict=True)]
    kept = [value for value, _ in metrics]
    return Aggregate(keys, group.count, any(suppressed for _, suppressed in metrics), kept)


def _metric(name: str, value: float | None) -> tuple[Metric, bool]:
    """A figure, and whether it was left out because it stands for too few people. None at all are not few."""
    few = name in _OF_PEOPLE and value is not None and 0 < value < FEWEST_PEOPLE
    return Metric(name, None if few else value), few
