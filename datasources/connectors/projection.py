"""Plane coordinates turned into WGS84 degrees, for the systems that German offices publish in.

    EPSG 25832, 25833 (ETRS89 / UTM 32, 33), 32632, 32633 (WGS84 / UTM)      EPSG 3857 (web Mercator)

Transverse Mercator backwards by Krüger's series to the fourth order of the third flattening (as in Karney, "Transverse
Mercator with an accuracy of a few nanometers", 2011); ETRS89 and WGS84 differ by less than a metre.
"""

from collections.abc import Callable
from math import asin, atan, atan2, atanh, cos, cosh, degrees, exp, pi, sin, sinh, sqrt, tanh
from typing import Final, TypeAlias

Projection: TypeAlias = Callable[[float, float], tuple[float, float] | None]
"""East and north in metres → longitude and latitude in degrees; None outside of where the system is used."""

_RADIUS: Final = 6_378_137.0
_FLATTENING: Final = 1 / 298.257222101
_SCALE: Final = 0.9996
_FALSE_EAST: Final = 500_000.0
_MERCATOR_EDGE: Final = 20_037_508.4
_UTM_EAST: Final = (-500_000.0, 1_500_000.0)
_UTM_NORTH: Final = (0.0, 9_330_000.0)

_N: Final = _FLATTENING / (2 - _FLATTENING)
_MERIDIAN: Final = _RADIUS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA: Final = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_ZONES: Final = {"25831": 31, "25832": 32, "25833": 33, "32631": 31, "32632": 32, "32633": 33}


def projection_of(system: str) -> Projection | None:
    """The projection of an EPSG code; None where it is none of these."""
    if system in {"3857", "900913"}:
        return _web_mercator
    zone = _ZONES.get(system)
    if zone is None:
        return None
    central = zone * 6 - 183
    return lambda east, north: _transverse_mercator(east, north, central)


def _web_mercator(east: float, north: float) -> tuple[float, float] | None:
    if not (abs(east) <= _MERCATOR_EDGE and abs(north) <= _MERCATOR_EDGE):
        return None
    return degrees(east / _RADIUS), degrees(2 * atan(exp(north / _RADIUS)) - pi / 2)


def _transverse_mercator(east: float, north: float, central: int) -> tuple[float, float] | None:
    if not (_UTM_EAST[0] <= east <= _UTM_EAST[1] and _UTM_NORTH[0] <= north <= _UTM_NORTH[1]):
        return None
    xi = north / (_SCALE * _MERIDIAN)
    eta = (east - _FALSE_EAST) / (_SCALE * _MERIDIAN)
    xi1 = xi - sum(beta * sin(2 * j * xi) * cosh(2 * j * eta) for j, beta in enumerate(_BETA, 1))
    eta1 = eta - sum(beta * cos(2 * j * xi) * sinh(2 * j * eta) for j, beta in enumerate(_BETA, 1))
    conformal = asin(sin(xi1) / cosh(eta1))
    longitude = atan2(sinh(eta1), cos(xi1))
    eccentricity = sqrt(_FLATTENING * (2 - _FLATTENING))
    latitude = conformal
    for _ in range(6):  # converges by a factor of 150 per step
        isometric = atanh(sin(conformal)) + eccentricity * atanh(eccentricity * sin(latitude))
        latitude = asin(tanh(isometric))
    return central + degrees(longitude), degrees(latitude)
