"""Areas: municipalities and what lies above them, by their official keys (ARS, AGS).

    00            Deutschland                  COUNTRY          our own key: the official list begins with the states
    07            Rheinland-Pfalz              STATE
    07137         Mayen-Koblenz                DISTRICT         07111 Koblenz URBAN_DISTRICT
    071375002     Maifeld                      ASSOCIATION
    071375002089  Polch                        MUNICIPALITY     AGS 07137089
    010539105105  Sachsenwald                  LOCALITY         belongs to no municipality: a forest, a lake

The ARS of an area begins with the keys of those above it, so what lies within is found by prefix (`covers`); the
country alone is no prefix and covers everything. The third digit (Regierungsbezirk) stays in keys, not an area here.

The project brings one district as facts (`read_bundled`); `hub areas load` reads the whole of Germany
(`datasources.areas.gv100`) and boundaries (`datasources.areas.boundaries`).
"""

import csv
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal, TypedDict

from datasources.vocabulary import AreaKind

COUNTRY: Final = "00"
"""The key of Germany as a whole."""


class Geometry(TypedDict):
    """A boundary: a GeoJSON MultiPolygon in WGS 84, positions as [longitude, latitude]."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[list[float]]]]


@dataclass(frozen=True, slots=True)
class Area:
    """One area. `lat` and `lon` are a point within it; None says "not known", as everywhere."""

    ars: str
    ags: str | None
    name: str
    kind: AreaKind
    parent_ars: str | None
    population: int | None = None
    area_km2: float | None = None
    lat: float | None = None
    lon: float | None = None
    postal_code: str | None = None
    boundary: Geometry | None = None


def read_bundled() -> tuple[Area, ...]:
    """The areas that come with the project, those above before those below.

    The district Mayen-Koblenz with its associations and municipalities, Koblenz, the state and the country. The file
    names its sources and licences.
    """
    text = files("datasources.areas").joinpath("facts.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(
        Area(
            ars=row["ars"],
            ags=ags_of(row["ars"]),
            name=row["name"],
            kind=AreaKind(row["kind"]),
            parent_ars=parent_of(row["ars"]),
            population=int(row["population"]) if row["population"] else None,
            area_km2=float(row["area_km2"]) if row["area_km2"] else None,
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
            postal_code=row["postal_code"] or None,
        )
        for row in csv.DictReader(lines, delimiter=";")
    )


def is_ars(text: str) -> bool:
    """Whether a text has the shape of a regional key: 2, 5, 9 or 12 digits."""
    return text.isascii() and text.isdigit() and len(text) in _LENGTHS


def ags_of(ars: str) -> str | None:
    """The municipality key (8 digits) within a regional key of 12; None above the municipality.

    >>> ags_of("071375002089")
    '07137089'
    """
    return ars[:5] + ars[9:] if len(ars) == _MUNICIPALITY else None


def parent_of(ars: str) -> str | None:
    """The key of the area above, the Regierungsbezirk left out; None above the country.

    A municipality belongs to an association where the association's number begins with 5; other numbers stand for
    none (GV100AD's key: 0 independent, 9 outside any municipality).

    >>> [parent_of(ars) for ars in ("071375002089", "071370068068", "071375002", "07137", "07")]
    ['071375002', '07137', '07137', '07', '00']
    """
    if ars == COUNTRY:
        return None
    match len(ars):
        case 12 if ars[5] == "5":
            return ars[:9]
        case 12 | 9:
            return ars[:5]
        case 2:
            return COUNTRY
        case _:
            return ars[:2]


def covers(outer: str, inner: str) -> bool:
    """Whether an area contains another, or is it, by their keys."""
    return outer == COUNTRY or inner.startswith(outer)


_LENGTHS: Final = frozenset({2, 5, 9, 12})
_MUNICIPALITY: Final = 12
