"""Clusters for maps: entries close together as one point; one that stands alone is answered itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from datasources.criteria import Box, OccurrenceCriteria, OpportunityCriteria, OrganizationCriteria
from datasources.store import clusters, occurrences
from datasources.store.database import Database
from datasources.store.slices import ClusterRow
from resolvers.context import Context, Info
from resolvers.paging import refused
from resolvers.refusals import telling

__all__ = ["Cluster", "itself", "nodes_of", "of_occurrences", "of_opportunities", "of_organizations"]

MAX_ZOOM = 22
MAX_CLUSTERS = 2_000
DEFAULT_CLUSTERS = 500


@dataclass(frozen=True, slots=True)
class Cluster:
    """Entries close together. `kind` and `pk` lead to the entry where it is one alone."""

    kind: str
    lat: float
    lon: float
    count: int
    west: float
    south: float
    east: float
    north: float
    pk: int | None


async def of_organizations(
    context: Context, wanted: OrganizationCriteria, bbox: Box, zoom: int, limit: int | None
) -> list[Cluster]:
    return await _clusters(
        context, "organization", read=clusters.organizations, wanted=wanted, bbox=bbox, zoom=zoom, limit=limit
    )


async def of_occurrences(
    context: Context, wanted: OccurrenceCriteria, bbox: Box, zoom: int, limit: int | None
) -> list[Cluster]:
    return await _clusters(
        context, "occurrence", read=clusters.occurrences, wanted=wanted, bbox=bbox, zoom=zoom, limit=limit
    )


async def of_opportunities(
    context: Context, wanted: OpportunityCriteria, bbox: Box, zoom: int, limit: int | None
) -> list[Cluster]:
    return await _clusters(
        context, "opportunity", read=clusters.opportunities, wanted=wanted, bbox=bbox, zoom=zoom, limit=limit
    )


def itself(parents: Sequence[Cluster]) -> Sequence[Cluster]:
    """A cluster is its own center and box: it has their fields."""
    return parents


async def nodes_of(parents: Sequence[Cluster], info: Info) -> Sequence[Any]:
    """The entry of each cluster of one."""
    answers: list[Any] = [None] * len(parents)
    for kind in dict.fromkeys(parent.kind for parent in parents):
        alone = [
            (index, parent.pk) for index, parent in enumerate(parents) if parent.kind == kind and parent.pk is not None
        ]
        rows = await _read(kind, [pk for _, pk in alone], info)
        for (index, _), row in zip(alone, rows, strict=True):
            answers[index] = row
    return answers


async def _read(kind: str, pks: list[int], info: Info) -> Sequence[Any]:
    match kind:
        case "organization":
            return await info.context.loaders.organizations.load_many(pks)
        case "opportunity":
            return await info.context.loaders.opportunities.load_many(pks)
        case _:
            return await occurrences.by_pks(info.context.db, pks)


async def _clusters(
    context: Context,
    kind: str,
    *,
    read: Callable[[Database, Any, Box, int, int], Awaitable[list[ClusterRow]]],
    wanted: object,
    bbox: Box,
    zoom: int,
    limit: int | None,
) -> list[Cluster]:
    most = DEFAULT_CLUSTERS if limit is None else limit
    if not 0 <= zoom <= MAX_ZOOM:
        raise refused(f"zoom is {zoom}: it must be from 0 to {MAX_ZOOM}.")
    if not 1 <= most <= MAX_CLUSTERS:
        raise refused(f"limit is {most}: it must be from 1 to {MAX_CLUSTERS}.", "Zoom in to see more.")
    with telling():
        rows = await read(context.db, wanted, bbox, zoom, most)
    return [
        Cluster(kind, row.lat, row.lon, row.count, row.west, row.south, row.east, row.north, row.pk) for row in rows
    ]
