"""Boundaries: read from a GeoJSON file, joined to areas by key, and asked whether a point lies within.

The file is a FeatureCollection in WGS 84 whose features name an official key (ARS or RS, else AGS), as BKG's VG250 does
after conversion. Several features of one key (islands, exclaves) become one MultiPolygon; VG250's water areas (GF 1 and
2) are left out. A feature that cannot be read is refused with a problem, and those around it are taken.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

import orjson

from datasources.areas import Area, Geometry, ags_of, is_ars
from datasources.drafts import Json
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_BYTES: Final = 256 * 2**20
"""A file larger than this is refused; VG250's municipalities take about 100 MB."""

MAX_FEATURES: Final = 100_000
MAX_POINTS: Final = 500_000
"""Positions of one boundary; more are no boundary of a municipality."""

_DECIMALS: Final = 5
"""About a metre."""

_KEYS: Final = ("ARS", "RS", "AGS")
_WATER: Final = frozenset({1, 2})
_AGS: Final = 8
_LEAST_POSITIONS: Final = 4

Position: TypeAlias = list[float]
Ring: TypeAlias = list[Position]
Polygon: TypeAlias = list[Ring]


@dataclass(frozen=True, slots=True)
class Boundary:
    """A boundary by an official key: an ARS of 2 to 12 digits, or an AGS of 8."""

    key: str
    geometry: Geometry


def read_boundaries(path: Path) -> Iterator[Boundary | Problem]:
    """The boundaries of a file, one per key, and the problems met."""
    if path.stat().st_size > MAX_BYTES:
        yield _unreadable(f"> {MAX_BYTES} bytes")
        return
    try:
        document = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        yield _unreadable(str(error))
        return
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or len(features) > MAX_FEATURES:
        yield _unreadable("FeatureCollection?" if not isinstance(features, list) else f"> {MAX_FEATURES} features")
        return
    polygons: dict[str, list[Polygon]] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            yield Problem(Severity.WARNING, "BOUNDARY_KEY_MISSING")
            continue
        named = {str(name).upper(): value for name, value in properties.items()}
        if named.get("GF") in _WATER:
            continue
        key = _key(named)
        if key is None:
            yield Problem(Severity.WARNING, "BOUNDARY_KEY_MISSING")
            continue
        try:
            polygons.setdefault(key, []).extend(_polygons(feature.get("geometry")))
        except _ShapeError as error:
            yield _shapeless(key, str(error))
    for key, parts in polygons.items():
        if parts:
            yield Boundary(key, {"type": "MultiPolygon", "coordinates": parts})


def with_boundaries(areas: Iterable[Area], boundaries: Iterable[Boundary | Problem]) -> Iterator[Area | Problem]:
    """Areas with their boundaries and a point within each; problems passed on, and one per boundary of no area.

    An area that no boundary names is yielded as it came. Where ARS differ because an association changed, the AGS that
    both hold decides.
    """
    by_ars = {area.ars: area for area in areas}
    by_ags = {area.ags: area.ars for area in by_ars.values() if area.ags is not None}
    for item in boundaries:
        if isinstance(item, Problem):
            yield item
            continue
        ars = item.key if item.key in by_ars else by_ags.get(ags_of(item.key) or item.key)
        if ars is None:
            yield Problem(Severity.WARNING, "BOUNDARY_AREA_UNKNOWN", record=item.key, parameters={"value": item.key})
            continue
        lat, lon = centre(item.geometry)
        by_ars[ars] = replace(by_ars[ars], boundary=item.geometry, lat=lat, lon=lon)
    yield from by_ars.values()


def contains(boundary: Geometry, lat: float, lon: float) -> bool:
    """Whether a point lies within a boundary; holes are outside. A point on the line may fall on either side."""
    return any(_in_polygon(polygon, lat, lon) for polygon in boundary["coordinates"])


def centre(boundary: Geometry) -> tuple[float, float]:
    """Latitude and longitude of a point within a boundary that stands for it.

    The centre of gravity of the largest part, or, where that lies outside (a crescent, a ring), the middle of the
    longest stretch that the part has on the centre's parallel. A ring that crosses itself has no meaningful centre of
    gravity; then the parallel is the one halfway up.
    """
    largest = max(boundary["coordinates"], key=lambda polygon: abs(_moments(polygon[0])[0]))
    area = weighted_x = weighted_y = 0.0
    for index, ring in enumerate(largest):
        ring_area, x, y = _moments(ring)
        sign = math.copysign(1.0, ring_area) * (1 if index == 0 else -1)
        area, weighted_x, weighted_y = area + sign * ring_area, weighted_x + sign * x, weighted_y + sign * y
    south, north = min(y for _, y in largest[0]), max(y for _, y in largest[0])
    lon, lat = (weighted_x / area, weighted_y / area) if area > 0 else largest[0][0]
    if not south <= lat <= north:
        lat = (south + north) / 2
    if not _in_polygon(largest, lat, lon):
        crossings = sorted(crossing for ring in largest for crossing in _crossings(ring, lat))
        stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
        west, east = max(stretches, key=lambda stretch: stretch[1] - stretch[0], default=(lon, lon))
        lon = (west + east) / 2
    return round(lat, _DECIMALS), round(lon, _DECIMALS)


class _ShapeError(Exception):
    """Why a geometry is not an area; stays within this module."""


def _key(properties: Mapping[str, Json]) -> str | None:
    for name in _KEYS:
        value = properties.get(name)
        if isinstance(value, str) and (is_ars(value) or (name == "AGS" and value.isdigit() and len(value) == _AGS)):
            return value
    return None


def _polygons(geometry: Json) -> list[Polygon]:
    if not isinstance(geometry, dict):
        raise _ShapeError("geometry: null")
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Polygon":
            parts = [coordinates]
        case "MultiPolygon" if isinstance(coordinates, list):
            parts = coordinates
        case other:
            raise _ShapeError(f"type: {other}")
    left = MAX_POINTS
    polygons: list[Polygon] = []
    for part in parts:
        if not isinstance(part, list) or not part:
            raise _ShapeError("coordinates")
        rings: list[Ring] = []
        for ring in part:
            rings.append(_ring(ring))
            left -= len(rings[-1])
            if left < 0:
                raise _ShapeError(f"> {MAX_POINTS} points")
        polygons.append(rings)
    return polygons


def _ring(ring: Json) -> Ring:
    if not isinstance(ring, list) or not _LEAST_POSITIONS <= len(ring) <= MAX_POINTS:
        raise _ShapeError("ring")
    positions: Ring = []
    for position in ring:
        match position:
            case [int() | float() as lon, int() | float() as lat, *_] if -180 <= lon <= 180 and -90 <= lat <= 90:
                positions.append([round(float(lon), _DECIMALS), round(float(lat), _DECIMALS)])
            case _:
                raise _ShapeError(f"{position}"[:60])
    return positions


def _in_polygon(polygon: Polygon, lat: float, lon: float) -> bool:
    """Even–odd rule over all rings at once: a hole's crossings cancel those around it."""
    return sum(crossing > lon for ring in polygon for crossing in _crossings(ring, lat)) % 2 == 1


def _crossings(ring: Ring, lat: float) -> Iterator[float]:
    """The longitudes at which a ring crosses a parallel."""
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > lat) != (y2 > lat):
            yield x1 + (lat - y1) * (x2 - x1) / (y2 - y1)
        x1, y1 = x2, y2


def _moments(ring: Ring) -> tuple[float, float, float]:
    """Signed area of a ring and its first moments, computed from its first point for the sake of precision."""
    ox, oy = ring[0]
    area = mx = my = 0.0
    x1, y1 = ring[-1][0] - ox, ring[-1][1] - oy
    for x, y in ring:
        x2, y2 = x - ox, y - oy
        cross = x1 * y2 - x2 * y1
        area += cross / 2
        mx += (x1 + x2) * cross / 6
        my += (y1 + y2) * cross / 6
        x1, y1 = x2, y2
    return area, mx + ox * area, my + oy * area


def _unreadable(reason: str) -> Problem:
    return Problem(Severity.ERROR, "BOUNDARIES_UNREADABLE", parameters={"reason": reason})


def _shapeless(key: str, reason: str) -> Problem:
    return Problem(Severity.WARNING, "BOUNDARY_SHAPE_WRONG", record=key, parameters={"value": key, "reason": reason})
