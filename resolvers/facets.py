"""Facets: how many entries a list has for each value of a field, the field's own filter left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from datasources.store.slices import FacetCounts
from resolvers.connections import Connection, distinct
from resolvers.context import Info
from resolvers.labels import Label, labels_of, public_key
from resolvers.paging import refused
from resolvers.refusals import telling

__all__ = ["Bucket", "Facet", "facets_of"]


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value, and how many entries have it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field."""

    field: str
    buckets: Sequence[Bucket]


async def facets_of(
    parents: Sequence[Connection], info: Info, by: Sequence[StrEnum]
) -> Sequence[Sequence[Facet] | Exception]:
    """One statement for each field, whatever the number of lists."""
    dimensions = list(dict.fromkeys(each.value for each in by))
    if not dimensions:
        raise refused("facets(by: []) names no field to count by.")
    answers: dict[int, list[list[Facet]]] = {}
    for listing in distinct(parents):
        assert listing.facets is not None, f"the list {listing.order!r} has no facets"
        with telling():
            counted = await listing.facets(dimensions)
        label = await labels_of(
            info.context,
            ((facet.dimension, each.key) for facets in counted for facet in facets for each in facet.counts),
        )
        answers[id(listing)] = [[_facet(facet, label) for facet in facets] for facets in counted]
    return [answers[id(parent.listing)][parent.place] for parent in parents]


def _facet(counted: FacetCounts, label: Label) -> Facet:
    dimension = counted.dimension
    buckets = [
        Bucket(public_key(dimension, each.key), label(dimension, each.key), each.count) for each in counted.counts
    ]
    return Facet(dimension, buckets)
