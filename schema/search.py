"""Search over all kinds of entries at once, and suggestions while someone types."""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import strawberry

from resolvers import connections
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.facets import Facet as CountedFacet
from resolvers.facets import facets_of
from schema.connections import CURSOR, EDGES, FACETS, FACETS_BY, NODES, PAGE_INFO, TOTAL_COUNT, Facet, PageInfo
from schema.enums import SearchDimension, SearchType
from schema.events import Event
from schema.fields import batched
from schema.opportunities import Opportunity
from schema.organizations import Club, Initiative, Institution
from schema.places import Municipality
from supergraph.batch import batch_field

__all__ = ["SearchConnection", "SearchEdge", "SearchHit", "Suggestion"]

SearchHit: TypeAlias = Annotated[
    Club | Initiative | Institution | Event | Opportunity | Municipality,
    strawberry.union("SearchHit", description="What search finds."),
]


@strawberry.type(description="A title that begins like what was typed.")
class Suggestion:
    """Rows: `datasources.store.rows.SuggestionRow`."""

    text: str = strawberry.field(description="The title.")
    type: SearchType = strawberry.field(description="What kind of entry it belongs to.")
    id: strawberry.ID = strawberry.field(description="The entry's id.")


@strawberry.type(description="A search hit.")
class SearchEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: SearchHit = strawberry.field(description="What was found.")
    score: float = strawberry.field(description="How well it matches; higher is better.")
    highlight: str | None = strawberry.field(
        description="The title in CommonMark, with what matched in bold: **Feuerwehr** Polch."
    )


@strawberry.type(description="Search hits, the best first, page by page.")
class SearchConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[SearchEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[SearchHit] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)

    @batched(list[Facet], description=FACETS)
    @staticmethod
    async def facets(
        parents: Sequence[Connection],
        info: Info,
        *,
        by: Annotated[list[SearchDimension], strawberry.argument(description=FACETS_BY)],
    ) -> Sequence[Sequence[CountedFacet] | Exception]:
        return await facets_of(parents, info, by)
