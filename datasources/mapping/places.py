"""Addresses and points as lists write them.

"Am Markt 1, 56751 Polch"        street, postal code, locality
[50.3, 7.31] · "50,3; 7,31"      latitude and longitude
GeoJSON geometry                 a point of it: of a polygon its centroid, or one that lies inside
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from datasources.drafts import Json
from datasources.mapping.cells import Cell, text_of
from datasources.mapping.numbers import read_measure

MAX_POSITIONS: Final = 200_000
"""Of one geometry."""

_ADDRESS = re.compile(
    r"(?:(?P<street>[^,;]{1,200}?)\s*[,;]\s*)?(?:(?P<country>[A-Z]{1,2})-)?(?P<code>\d{4,5})\s+(?P<locality>[^\d,;][^,;]{1,100})"
)
_SEPARATED = re.compile(r"\s*[;|]\s*|,\s+|\s+")
_WELL_KNOWN = re.compile(r"\s*POINT\s*\(\s*(-?\d{1,3}(?:\.\d{1,15})?)\s+(-?\d{1,3}(?:\.\d{1,15})?)\s*\)\s*", re.I)
_LATITUDES: Final = ("lat", "latitude", "breite")
_LONGITUDES: Final = ("lon", "lng", "long", "longitude", "länge")
_COUNTRIES: Final = {"D": "DE", "A": "AT", "F": "FR", "L": "LU", "B": "BE"}


def read_address(text: str) -> dict[str, Json]:
    """The parts of an address in one line; what is not understood is the street."""
    match = _ADDRESS.fullmatch(text.strip())
    if match is None:
        return {"street": text}
    parts: dict[str, Json] = {"postalCode": match["code"], "locality": match["locality"].strip()}
    if match["street"]:
        parts = {"street": match["street"].strip(), **parts}
    if match["country"]:
        parts["country"] = _COUNTRIES.get(match["country"], match["country"])
    return parts


def read_point(cell: Cell) -> tuple[float, float] | None:
    """Latitude and longitude in WGS84 degrees, of a pair, an object, a text or a geometry."""
    if isinstance(cell, dict):
        if "type" in cell and ("coordinates" in cell or "geometries" in cell):
            position = representative(cell)
            return None if position is None else _within(position[1], position[0])
        lowered = {str(key).lower(): value for key, value in cell.items()}
        pair = [next((lowered[key] for key in keys if key in lowered), None) for keys in (_LATITUDES, _LONGITUDES)]
    elif isinstance(cell, list):
        pair = cell
    else:
        text = text_of(cell)[:100]
        known = _WELL_KNOWN.fullmatch(text)
        pair = [known.group(2), known.group(1)] if known else list(_pair(text))
    if len(pair) != 2 or any(isinstance(each, bool) or each is None for each in pair):
        return None
    latitude, longitude = read_measure(pair[0], None), read_measure(pair[1], None)
    return _within(latitude, longitude) if isinstance(latitude, float) and isinstance(longitude, float) else None


def representative(geometry: dict[str, Json]) -> tuple[float, float] | None:
    """A position (longitude, latitude) that stands for a geometry."""
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Point":
            return _position(coordinates)
        case "MultiPoint" | "LineString":
            return _middle(_positions(coordinates))
        case "MultiLineString":
            return _middle([each for line in _listed(coordinates) for each in _positions(line)])
        case "Polygon":
            return _polygon_point(_listed(coordinates))
        case "MultiPolygon":
            polygons = [_listed(polygon) for polygon in _listed(coordinates)]
            largest = max(polygons, key=lambda rings: abs(_area(_ring(rings))), default=None)
            return None if largest is None else _polygon_point(largest)
        case "GeometryCollection":
            for each in _listed(geometry.get("geometries"))[:100]:
                if isinstance(each, dict) and each.get("type") != "GeometryCollection":
                    position = representative(each)
                    if position is not None:
                        return position
    return None


def _pair(text: str) -> Iterator[str]:
    yield from (part for part in _SEPARATED.split(text.strip()) if part)


def _within(latitude: float, longitude: float) -> tuple[float, float] | None:
    """The pair, if it lies on the earth. 0, 0 is what geocoders answer when they found nothing."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude == 0 and longitude == 0):
        return None
    return latitude, longitude


def _listed(value: Json) -> list[Json]:
    return value[:MAX_POSITIONS] if isinstance(value, list) else []


def _position(value: Json) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    longitude, latitude = value[0], value[1]
    if isinstance(longitude, bool) or isinstance(latitude, bool):
        return None
    if not isinstance(longitude, int | float) or not isinstance(latitude, int | float):
        return None
    return float(longitude), float(latitude)


def _positions(value: Json) -> list[tuple[float, float]]:
    return [position for each in _listed(value) if (position := _position(each)) is not None]


def _middle(positions: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    return positions[len(positions) // 2] if positions else None


def _ring(rings: list[Json]) -> list[tuple[float, float]]:
    return _positions(rings[0]) if rings else []


def _area(ring: Sequence[tuple[float, float]]) -> float:
    """Twice the signed area, by the shoelace formula; measured from the first corner, which keeps small rings exact."""
    if not ring:
        return 0.0
    x0, y0 = ring[0]
    return sum((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0) for (x1, y1), (x2, y2) in _edges(ring))


def _edges(ring: Sequence[tuple[float, float]]) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    yield from zip(ring, (*ring[1:], ring[0]), strict=True)


def _polygon_point(rings: list[Json]) -> tuple[float, float] | None:
    """The centroid where it lies inside; else the middle of the widest stretch inside, at half height."""
    ring = _ring(rings)
    doubled = _area(ring)
    if len(ring) < 3 or doubled == 0:
        return _middle(ring)
    x0, y0 = ring[0]
    x = y = 0.0
    for (x1, y1), (x2, y2) in _edges(ring):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        x += (x1 + x2 - 2 * x0) * cross
        y += (y1 + y2 - 2 * y0) * cross
    centroid = (x0 + x / (3 * doubled), y0 + y / (3 * doubled))
    every = [_positions(each) for each in rings[:1_000]]
    if _inside(every, centroid):
        return centroid
    heights = [latitude for _, latitude in ring]
    return _widest(every, (min(heights) + max(heights)) / 2) or _middle(ring)


def _crossings(rings: Sequence[Sequence[tuple[float, float]]], height: float) -> list[float]:
    """Where a parallel crosses the rings, from west to east."""
    return sorted(
        x1 + (height - y1) * (x2 - x1) / (y2 - y1)
        for ring in rings
        if ring
        for (x1, y1), (x2, y2) in _edges(ring)
        if (y1 > height) != (y2 > height)
    )


def _inside(rings: Sequence[Sequence[tuple[float, float]]], position: tuple[float, float]) -> bool:
    return sum(crossing > position[0] for crossing in _crossings(rings, position[1])) % 2 == 1


def _widest(rings: Sequence[Sequence[tuple[float, float]]], height: float) -> tuple[float, float] | None:
    crossings = _crossings(rings, height)
    stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
    if not stretches:
        return None
    west, east = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return (west + east) / 2, height
