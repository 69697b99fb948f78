"""Places: read by key, told as address and point, measured from a point."""

from collections.abc import Mapping, Sequence
from math import asin, cos, radians, sin, sqrt
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

EARTH_RADIUS_KM = 6_371.0088


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
    """Great-circle distances, to the metre."""
    return [
        None if parent.lat is None or parent.lon is None else round(_distance_km(center, parent.lat, parent.lon), 3)
        for parent in parents
    ]


async def by_references(references: Sequence[Mapping[str, object]], info: Info) -> Sequence[PlaceRow | None]:
    """`_entities`: by id."""
    ids = [text_of(reference, "id") or "" for reference in references]
    return await places.by_ids(info.context.db, ids)


def _distance_km(center: Position, lat: float, lon: float) -> float:
    """The haversine formula."""
    north, here = radians(center.lat), radians(lat)
    half = sin((here - north) / 2) ** 2 + cos(north) * cos(here) * sin(radians(lon - center.lon) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))
