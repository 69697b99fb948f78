"""Entries on a map: those close together at a zoom level are one cluster, a cell of a grid.

A map tile of zoom z is 360 / 2^z degrees wide; a cell is a quarter of it, which on a screen is some 64 pixels. A
cluster stands in the mean of its entries' places: a town's is where the town is, not in the middle of a cell.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Float, Integer, bindparam, func, select

from datasources.criteria import Box, OccurrenceCriteria, OpportunityCriteria, OrganizationCriteria
from datasources.store import occurrences as occurrences_
from datasources.store import opportunities as opportunities_
from datasources.store import organizations as organizations_
from datasources.store.conditions import Shape, in_box
from datasources.store.counting import any_branch
from datasources.store.database import Database
from datasources.store.horizon import require_stored
from datasources.store.listing import Listing, Query, joined
from datasources.store.slices import ClusterRow
from datasources.store.statements import PLACE, DialectName, Statement, cell_of

MAX_ZOOM: Final = 22
MAX_CLUSTERS: Final = 5_000
_CELLS_PER_TILE: Final = 4
_DIGITS: Final = 6
"""Of a degree: a tenth of a metre, and few enough that both databases' means are the same."""


async def organizations(
    db: Database, criteria: OrganizationCriteria, bbox: Box, zoom: int, limit: int
) -> list[ClusterRow]:
    """Clusters of organisations by their seats, largest first."""
    return await _clusters(db, organizations_.query(criteria), bbox, zoom, limit)


async def occurrences(db: Database, criteria: OccurrenceCriteria, bbox: Box, zoom: int, limit: int) -> list[ClusterRow]:
    """Clusters of stored occurrences by their locations, largest first. Raises RangeNotStored beyond them."""
    require_stored(criteria.between)
    return await _clusters(db, occurrences_.query(criteria), bbox, zoom, limit)


async def opportunities(
    db: Database, criteria: OpportunityCriteria, bbox: Box, zoom: int, limit: int
) -> list[ClusterRow]:
    """Clusters of opportunities by their locations, largest first."""
    return await _clusters(db, opportunities_.query(criteria), bbox, zoom, limit)


def cell_degrees(zoom: int) -> float:
    """How wide and high a cell is."""
    return float(360.0 / 2.0 ** min(max(zoom, 0), MAX_ZOOM) / _CELLS_PER_TILE)


async def _clusters(db: Database, query: Query[Any], bbox: Box, zoom: int, limit: int) -> list[ClusterRow]:
    if query.words == 0 or limit < 1:
        return []
    statement = _statement(query.listing, query.shapes(), query.words, db.dialect, bbox.west > bbox.east)
    values = {
        **query.values(db.dialect),
        "map_west": bbox.west,
        "map_south": bbox.south,
        "map_east": bbox.east,
        "map_north": bbox.north,
        "cell": cell_degrees(zoom),
        "limit": min(limit, MAX_CLUSTERS),
    }
    return [_cluster(raw) for raw in await db.fetch(statement, **values)]


def _cluster(raw: Sequence[Any]) -> ClusterRow:
    count, pk, *degrees = raw
    lat, lon, west, south, east, north = (round(each, _DIGITS) for each in degrees)
    return ClusterRow(lat, lon, count, west, south, east, north, pk if count == 1 else None)


@lru_cache(maxsize=256)
def _statement(
    listing: Listing[Any], shapes: tuple[Shape, ...], words: int | None, dialect: DialectName, across: bool
) -> Statement:
    assert listing.place_pk is not None
    lat, lon, cell = PLACE.c.lat, PLACE.c.lon, bindparam("cell", type_=Float())
    source = joined(listing, dialect, words).join(PLACE, PLACE.c.pk == listing.place_pk)
    row, column = cell_of(lat, cell).label("row_"), cell_of(lon, cell).label("column_")
    points = (
        select(lat, lon, listing.table.c.pk, row, column)
        .select_from(source)
        .where(any_branch(shapes), *in_box("map", across))
        .subquery("points")
    )
    size = func.count()
    first = func.min(points.c.pk)
    return Statement(
        select(
            size,
            first,
            func.avg(points.c.lat),
            func.avg(points.c.lon),
            func.min(points.c.lon),
            func.min(points.c.lat),
            func.max(points.c.lon),
            func.max(points.c.lat),
        )
        .group_by(points.c.row_, points.c.column_)
        .order_by(size.desc(), first)
        .limit(bindparam("limit", type_=Integer()))
    )
