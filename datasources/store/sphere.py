"""Points on the earth as the store keeps them: unit vectors, so that distances are sums of products in any database.

The squared chord between two unit vectors grows with their distance, so it filters and orders as the distance would;
kilometres are made of it only for the rows that are answered.
"""

import math
from typing import Final, NamedTuple

from datasources.criteria import Box, Position

EARTH_RADIUS_KM: Final = 6371.0088
_LARGEST_CHORD: Final = 2.0


class Vector(NamedTuple):
    """A point as a vector of length one."""

    x: float
    y: float
    z: float


def vector(position: Position) -> Vector:
    """The unit vector of a position: what `place.x`, `.y` and `.z` hold."""
    lat, lon = math.radians(position.lat), math.radians(position.lon)
    return Vector(math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))


def chord_squared(distance_km: float) -> float:
    """The squared chord of a distance along the surface; 4 for half the earth's circumference and beyond."""
    angle = min(distance_km / EARTH_RADIUS_KM, math.pi)
    return (_LARGEST_CHORD * math.sin(angle / 2)) ** 2


def kilometres(chord_squared_: float) -> float:
    """The distance along the surface of a squared chord, to the metre."""
    half = math.sqrt(max(chord_squared_, 0.0)) / _LARGEST_CHORD
    return round(2 * EARTH_RADIUS_KM * math.asin(min(half, 1.0)), 3)


def distance_km(a: Position, b: Position) -> float:
    """The distance between two positions along the surface, to the metre."""
    u, v = vector(a), vector(b)
    return kilometres((u.x - v.x) ** 2 + (u.y - v.y) ** 2 + (u.z - v.z) ** 2)


def box_around(center: Position, radius_km: float) -> Box:
    """A box that holds the whole circle, with a little to spare; near a pole it goes round the earth."""
    degrees = math.degrees(radius_km / EARTH_RADIUS_KM) * 1.000_001 + 1e-9
    south, north = center.lat - degrees, center.lat + degrees
    if south <= -90.0 or north >= 90.0:
        return Box(west=-180.0, south=max(south, -90.0), east=180.0, north=min(north, 90.0))
    sine = math.sin(math.radians(degrees)) / math.cos(math.radians(center.lat))
    if sine >= 1.0:
        return Box(west=-180.0, south=south, east=180.0, north=north)
    width = math.degrees(math.asin(sine)) * 1.000_001 + 1e-9
    return Box(west=_wrapped(center.lon - width), south=south, east=_wrapped(center.lon + width), north=north)


def _wrapped(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0
