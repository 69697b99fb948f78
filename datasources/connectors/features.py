"""GeoJSON (RFC 7946): each feature a row of its properties, with its geometry beside them.

    {"type": "Feature", "properties": {"name": "TV Polch"}, "geometry": {"type": "Point", …}}
    →  {"name": "TV Polch", "properties": {…}, "geometry": {…}}

Coordinates are WGS84 as the standard says. Older files that name another system are refused, but for those that a
formula of a few lines turns into WGS84: web Mercator and the UTM zones of Germany's surveying offices.
"""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from datasources.connectors.content import Content
from datasources.connectors.objects import read_document
from datasources.connectors.projection import projection_of
from datasources.connectors.tables import MAX_ROWS
from datasources.drafts import Json
from datasources.mapping.places import representative
from datasources.mapping.record import Numbered
from datasources.problems import Problem
from datasources.vocabulary import Severity

_WGS84: Final = frozenset({"CRS84", "4326", "CRS:84", "WGS84"})


def read_features(content: Content) -> Iterator[Numbered | Problem] | Problem:
    """The rows of a GeoJSON document: a FeatureCollection, a single feature or a list of features."""
    document = read_document(content)
    if isinstance(document, Problem):
        return document
    stated = document.value
    features: Json = stated
    system: str | None = None
    if isinstance(stated, dict):
        features = [stated] if stated.get("type") == "Feature" else stated.get("features")
        system = _system(stated.get("crs"))
    if not isinstance(features, list):
        return Problem(Severity.ERROR, "GEOJSON_NO_FEATURES")
    if system is not None and system not in _WGS84 and projection_of(system) is None:
        return Problem(Severity.ERROR, "GEOJSON_SYSTEM_UNKNOWN", parameters={"system": system})
    return chain(document.problems, _rows(features, system))


def _system(crs: Json) -> str | None:
    """The code of a named reference system: "25832" of "urn:ogc:def:crs:EPSG::25832"."""
    if not isinstance(crs, dict):
        return None
    properties = crs.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    return str(name).rpartition(":")[2][:40] if name is not None else str(crs.get("type", "?"))[:40]


def _rows(features: list[Json], system: str | None) -> Iterator[Numbered | Problem]:
    project = None if system is None else projection_of(system)
    for count, feature in enumerate(features):
        if count >= MAX_ROWS:
            yield Problem(Severity.ERROR, "TABLE_TOO_LONG", parameters={"limit": str(MAX_ROWS)})
            return
        if not isinstance(feature, dict):
            yield Problem(Severity.ERROR, "GEOJSON_FEATURE_BROKEN", parameters={"number": str(count + 1)})
            continue
        properties = feature.get("properties")
        stated: dict[str, Json] = properties if isinstance(properties, dict) else {}
        row = {**stated, "properties": stated, "geometry": feature.get("geometry")}
        if "id" in feature:
            row.setdefault("id", feature["id"])
            row["@key"] = feature["id"]
        geometry = row["geometry"]
        if project is not None and isinstance(geometry, dict):
            position = representative(geometry)
            degrees = None if position is None else project(*position)
            row["geometry"] = None if degrees is None else {"type": "Point", "coordinates": list(degrees)}
        yield None, row
