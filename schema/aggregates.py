"""Counts by groups for analysts, and clusters for maps.

Rows: `resolvers.aggregates` and `resolvers.clusters`.
"""

import strawberry

from resolvers import clusters
from schema.nodes import Node
from schema.places import Point
from schema.scalars import DateTime
from supergraph.batch import batch_field

__all__ = ["Aggregate", "AggregateResult", "Box", "Cluster", "GroupKey", "Metric"]


@strawberry.type(description="One value that a group has in common.")
class GroupKey:
    """Rows: `resolvers.aggregates.GroupKey`."""

    dimension: str = strawberry.field(description="What was grouped by.")
    key: str | None = strawberry.field(
        description="The value: an official key, a concept's uri, a month; null where it is not stated."
    )
    label: str = strawberry.field(description="The value in words, in the language of the request.")


@strawberry.type(description="A figure of a group, beside its count.")
class Metric:
    """Rows: `resolvers.aggregates.Metric`."""

    name: str = strawberry.field(description="Its name, as it was asked for.")
    value: float | None = strawberry.field(description="Its value; null where it cannot be computed or is suppressed.")


@strawberry.type(description="A group of entries, and how many there are.")
class Aggregate:
    """Rows: `resolvers.aggregates.Aggregate`."""

    keys: list[GroupKey] = strawberry.field(description="What the group has in common, one value for each grouping.")
    count: int | None = strawberry.field(description="How many entries; null where it is suppressed.")
    suppressed: bool = strawberry.field(
        description="Whether figures of people were left out because there are fewer than five of them."
    )
    metrics: list[Metric] = strawberry.field(description="The figures that were asked for.")


@strawberry.type(description="Groups of an aggregate; groups of people too small to be anonymous come suppressed.")
class AggregateResult:
    """Rows: `resolvers.aggregates.AggregateResult`."""

    groups: list[Aggregate] = strawberry.field(description="The groups, the largest first.")
    total: int = strawberry.field(
        description=(
            "How many entries there are, each counted once, also where it is in several groups; of people: the sum of "
            "the counts that are told."
        )
    )
    truncated: bool = strawberry.field(description="Whether there were more groups than can be answered.")
    as_of: DateTime = strawberry.field(description="When it was counted.")


@strawberry.type(description="A rectangle on the map, in WGS 84 degrees.")
class Box:
    """Rows of clusters."""

    west: float = strawberry.field(description="The western longitude.")
    south: float = strawberry.field(description="The southern latitude.")
    east: float = strawberry.field(description="The eastern longitude.")
    north: float = strawberry.field(description="The northern latitude.")


@strawberry.type(description="Points close together at a zoom level, for a map: thousands of places in one answer.")
class Cluster:
    """Rows: `resolvers.clusters.Cluster`."""

    center: Point = batch_field(clusters.itself, description="The middle of its points.")
    count: int = strawberry.field(description="How many entries it stands for.")
    bbox: Box = batch_field(clusters.itself, description="The smallest rectangle around its points.")
    node: Node | None = batch_field(clusters.nodes_of, description="The entry, where it stands for one alone.")
