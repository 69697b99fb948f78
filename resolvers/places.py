"""Places: read by key, told as address and point, measured from a point."""

from collections.abc import Mapping, Sequence
from typing import Any

from datasources.criteria import Position
from datasources.store import places
from datasources.store.rows import PlaceRow
from resolvers.context import Info
from resolvers.references import follow, text_of

__all__ = [
    "addresses_of",
    "by_references",
    "distances_km",
    "municipalities_of",
    "places_of",
    "points_of",
]


def places_of(column: str) -> Any:
    """The places that a column names, by pk."""
    return follow(column, lambda context: context.loaders.places)


def municipalities_of(column: str) -> Any:
    """The areas that a column names, by official key."""
    return follow(column, lambda context: context.loaders.areas)


def addresses_of(parents: Sequence[PlaceRow]) -> Sequence[PlaceRow | None]:
    """The place itself, where it states more than its country."""
    return [parent if parent.street or parent.postal_code or parent.locality else None for parent in parents]


def points_of(parents: Sequence[Any]) -> Sequence[object | None]:
    """The row itself, where it has a point."""
    return [None if parent.lat is None or parent.lon is None else parent for parent in parents]


def distances_km(parents: Sequence[PlaceRow], center: Position) -> Sequence[float | None]:
    """Along the surface, to the metre; None for a place whose point nobody knows."""
    return [
        None
        if parent.lat is None or parent.lon is None
        else places.distance_km(center, Position(parent.lat, parent.lon))
        for parent in parents
    ]


async def by_references(references: Sequence[Mapping[str, object]], info: Info) -> Sequence[PlaceRow | None]:
    """`_entities`: by id."""
    ids = [text_of(reference, "id") or "" for reference in references]
    return await places.by_ids(info.context.db, ids)
