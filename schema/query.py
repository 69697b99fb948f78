"""Where every question to the graph begins.

Each field says what may be asked and hands it, checked, to the resolvers: one parent, one answer.
"""

from collections.abc import Sequence
from typing import Annotated, TypeAlias

import strawberry

from datasources.store.people.rows import VolunteerRow
from datasources.store.rows import AreaRow, EventRow, OpportunityRow, OrganizationRow, SourceRow, SuggestionRow
from resolvers import aggregates, areas, clusters, entries, events, listings, opportunities, organizations, sources
from resolvers.concepts import ConceptRow, concepts_of_scheme
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.people import aggregates as people_aggregates
from resolvers.people import consents, profiles
from resolvers.permissions import Access
from resolvers.search import search, suggestions
from schema.aggregates import AggregateResult, Cluster
from schema.arguments import After, Before, First, FirstDates, IncludeEmpty, Language, Last, LastDates, page
from schema.columns import ORGANIZATIONS, columns_of, columns_of_one
from schema.concepts import Concept
from schema.enums import (
    AreaKind,
    ConceptScheme,
    OccurrenceDimension,
    OccurrenceOrder,
    OpportunityDimension,
    OpportunityMetric,
    OpportunityOrder,
    OrganizationDimension,
    OrganizationMetric,
    OrganizationOrder,
    SearchType,
    SourceStatus,
)
from schema.events import Event, EventConnection, OccurrenceConnection
from schema.fields import root
from schema.filters import EventFilter, OccurrenceFilter, OpportunityFilter, OrganizationFilter
from schema.inputs import AreaFilter, BoundingBox, IdentifierInput, PointInput
from schema.nodes import Node
from schema.opportunities import Opportunity, OpportunityConnection
from schema.organizations import Club, ClubConnection, Organization, OrganizationConnection
from schema.people.enums import EngagementDimension
from schema.people.profiles import ConsentText, VolunteerProfile
from schema.places import Municipality
from schema.search import SearchConnection, Suggestion
from schema.sources import Source, SourceConnection

__all__ = ["Query"]

_Id: TypeAlias = Annotated[strawberry.ID | None, strawberry.argument(description="Its id.")]
_Slug: TypeAlias = Annotated[str | None, strawberry.argument(description="Its part of a web address.")]
_Identifier: TypeAlias = Annotated[
    IdentifierInput | None, strawberry.argument(description="What a register or federation knows it by.")
]
_Organizations: TypeAlias = Annotated[
    OrganizationFilter | None, strawberry.argument(description="Which organisations.")
]
_Dates: TypeAlias = Annotated[OccurrenceFilter, strawberry.argument(description="Which dates.")]
_Opportunities: TypeAlias = Annotated[OpportunityFilter | None, strawberry.argument(description="Which opportunities.")]
_OrganizationOrders: TypeAlias = Annotated[
    list[OrganizationOrder] | None,
    strawberry.argument(description="What comes first; by RELEVANCE where there is a text, else by NAME."),
]
_Box: TypeAlias = Annotated[BoundingBox, strawberry.argument(description="The part of the map that is shown.")]
_Zoom: TypeAlias = Annotated[
    int, strawberry.argument(description="The map's zoom level, from 0 (the world) to 22 (a house).")
]
_Clusters: TypeAlias = Annotated[
    int | None, strawberry.argument(description="At most so many clusters, the largest first; up to 2,000.")
]
_SearchTypes: TypeAlias = Annotated[
    list[SearchType] | None, strawberry.argument(description="Only entries of these kinds.")
]


@strawberry.type(description="Where every question to the graph begins.")
class Query:
    """The root fields."""

    @root(Node | None, description="Any entry by its id; null where there is none.")
    @staticmethod
    async def node(
        info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The id.")]
    ) -> entries.Entry | Exception | None:
        return (await entries.by_ids(info.context, [id]))[0]

    @root(
        list[Node | None],
        description="Several entries by their ids, at most 100, in order; null where there is none.",
    )
    @staticmethod
    async def nodes(
        info: Info, ids: Annotated[list[strawberry.ID], strawberry.argument(description="The ids.")]
    ) -> list[entries.Entry | Exception | None]:
        return await entries.by_ids(info.context, ids)

    @root(Club | None, description="One club, by exactly one of id, slug and identifier.")
    @staticmethod
    async def club(
        info: Info, id: _Id = None, slug: _Slug = None, identifier: _Identifier = None
    ) -> OrganizationRow | None:
        known_by = None if identifier is None else identifier.criteria("identifier")
        columns = columns_of_one(info, "Club")
        return await organizations.one(
            info.context, id=id, slug=slug, identifier=known_by, typename="Club", columns=columns
        )

    @root(ClubConnection, description="Clubs.")
    @staticmethod
    async def clubs(
        info: Info,
        *,
        filter: Annotated[OrganizationFilter | None, strawberry.argument(description="Which clubs.")] = None,
        order_by: _OrganizationOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection:
        criteria = await (filter or OrganizationFilter()).criteria(info.context)
        columns = columns_of(info, "Club")
        return listings.alone(
            listings.clubs_of(info.context, criteria, order_by, page(first, after, last, before), columns)
        )

    @root(
        Organization | None,
        description="One organisation of any kind, by exactly one of id, slug and identifier.",
    )
    @staticmethod
    async def organization(
        info: Info, id: _Id = None, slug: _Slug = None, identifier: _Identifier = None
    ) -> OrganizationRow | None:
        known_by = None if identifier is None else identifier.criteria("identifier")
        columns = columns_of_one(info, *ORGANIZATIONS)
        return await organizations.one(info.context, id=id, slug=slug, identifier=known_by, columns=columns)

    @root(OrganizationConnection, description="Organisations of all kinds.")
    @staticmethod
    async def organizations(
        info: Info,
        *,
        filter: _Organizations = None,
        order_by: _OrganizationOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection:
        criteria = await (filter or OrganizationFilter()).criteria(info.context)
        columns = columns_of(info, *ORGANIZATIONS)
        return listings.alone(
            listings.organizations_of(info.context, criteria, order_by, page(first, after, last, before), columns)
        )

    @root(Event | None, description="One event, by exactly one of id and slug.")
    @staticmethod
    async def event(info: Info, id: _Id = None, slug: _Slug = None) -> EventRow | None:
        return await events.one(info.context, id=id, slug=slug)

    @root(EventConnection, description="Events and series, the earliest first.")
    @staticmethod
    async def events(
        info: Info,
        *,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Which events.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection:
        criteria = await (filter or EventFilter()).criteria(info.context)
        return listings.alone(
            listings.events_of(info.context, criteria, page(first, after, last, before), columns_of(info, "Event"))
        )

    @root(OccurrenceConnection, description="What takes place, date by date.")
    @staticmethod
    async def occurrences(
        info: Info,
        *,
        filter: _Dates,
        order_by: Annotated[
            list[OccurrenceOrder] | None,
            strawberry.argument(description="What comes first; by START unless stated."),
        ] = None,
        first: FirstDates = None,
        after: After = None,
        last: LastDates = None,
        before: Before = None,
    ) -> Connection:
        criteria = await filter.criteria(info.context)
        columns = columns_of(info, "Occurrence")
        return listings.alone(
            listings.occurrences_of(info.context, criteria, order_by, page(first, after, last, before), columns)
        )

    @root(Opportunity | None, description="One opportunity, by exactly one of id and slug.")
    @staticmethod
    async def opportunity(info: Info, id: _Id = None, slug: _Slug = None) -> OpportunityRow | None:
        return await opportunities.one(info.context, id=id, slug=slug)

    @root(OpportunityConnection, description="Ways to help.")
    @staticmethod
    async def opportunities(
        info: Info,
        *,
        filter: _Opportunities = None,
        order_by: Annotated[
            list[OpportunityOrder] | None,
            strawberry.argument(description="What comes first; by RELEVANCE where there is a text, else the NEWEST."),
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection:
        criteria = await (filter or OpportunityFilter()).criteria(info.context)
        columns = columns_of(info, "Opportunity")
        return listings.alone(
            listings.opportunities_of(info.context, criteria, order_by, page(first, after, last, before), columns)
        )

    @root(
        Municipality | None,
        description="One municipality or area above it, by exactly one of ars, ags and at.",
    )
    @staticmethod
    async def municipality(
        info: Info,
        *,
        ars: Annotated[str | None, strawberry.argument(description="Its ARS: 071375001074 or 07137.")] = None,
        ags: Annotated[str | None, strawberry.argument(description="Its AGS: 07137074.")] = None,
        at: Annotated[
            PointInput | None,
            strawberry.argument(
                description="A point in it; where no boundary is loaded, the nearest centre within 25 km decides."
            ),
        ] = None,
    ) -> AreaRow | None:
        point = None if at is None else at.position("at")
        return await areas.one(info.context, ars=ars, ags=ags, at=point)

    @root(
        list[Municipality],
        description=(
            "Areas below an official key, by name: within 07137, kind MUNICIPALITY gives the municipalities of that "
            "district."
        ),
    )
    @staticmethod
    async def municipalities(
        info: Info,
        *,
        within: Annotated[
            str | None, strawberry.argument(description="An official key (ARS); without it, everywhere.")
        ] = None,
        kind: Annotated[list[AreaKind] | None, strawberry.argument(description="Only areas of these levels.")] = None,
        limit: Annotated[int | None, strawberry.argument(description="At most so many; up to 2,000.")] = 500,
    ) -> list[AreaRow]:
        return await areas.within(info.context, within, kind, limit)

    @root(list[Concept], description="The concepts of one list, each before those that are part of it.")
    @staticmethod
    def concepts(
        info: Info, scheme: Annotated[ConceptScheme, strawberry.argument(description="The list.")]
    ) -> list[ConceptRow]:
        return concepts_of_scheme(scheme)

    @root(SearchConnection, description="Search over everything at once, the best match first.")
    @staticmethod
    async def search(
        info: Info,
        *,
        text: Annotated[
            str,
            strawberry.argument(
                description="Words as people type them: Fussball finds Fußball, feuerwehr Jugendfeuerwehrverein."
            ),
        ],
        types: _SearchTypes = None,
        area: Annotated[AreaFilter | None, strawberry.argument(description="Where it is.")] = None,
        first: First = None,
        after: After = None,
    ) -> Connection:
        where = None if area is None else await area.criteria("area", info.context)
        return search(info.context, text, types, where, page(first, after))

    @root(list[Suggestion], description="Titles that begin like what someone is typing.")
    @staticmethod
    async def suggest(
        info: Info,
        *,
        prefix: Annotated[str, strawberry.argument(description="What was typed so far.")],
        types: _SearchTypes = None,
        first: Annotated[int | None, strawberry.argument(description="At most so many; up to 20.")] = 8,
    ) -> list[SuggestionRow]:
        return await suggestions(info.context, prefix, types, first)

    @root(SourceConnection, description="The sources of everything the graph knows, by name.")
    @staticmethod
    def sources(
        info: Info,
        *,
        status: Annotated[
            list[SourceStatus] | None, strawberry.argument(description="Only sources that stand so.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection:
        return listings.sources(info.context, status, page(first, after))

    @root(Source | None, description="One source, by its id.")
    @staticmethod
    async def source(
        info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="Its id.")]
    ) -> SourceRow | None:
        return await sources.one(info.context, id)

    @root(list[Cluster], description="Organisations on a map, those close together as one.")
    @staticmethod
    async def organization_clusters(
        info: Info,
        *,
        bbox: _Box,
        zoom: _Zoom,
        filter: _Organizations = None,
        limit: _Clusters = 500,
    ) -> list[clusters.Cluster]:
        criteria = await (filter or OrganizationFilter()).criteria(info.context)
        return await clusters.of_organizations(info.context, criteria, bbox.box("bbox"), zoom, limit)

    @root(list[Cluster], description="Dates on a map, those close together as one.")
    @staticmethod
    async def occurrence_clusters(
        info: Info,
        *,
        filter: _Dates,
        bbox: _Box,
        zoom: _Zoom,
        limit: _Clusters = 500,
    ) -> list[clusters.Cluster]:
        criteria = await filter.criteria(info.context)
        return await clusters.of_occurrences(info.context, criteria, bbox.box("bbox"), zoom, limit)

    @root(list[Cluster], description="Opportunities on a map, those close together as one.")
    @staticmethod
    async def opportunity_clusters(
        info: Info,
        *,
        bbox: _Box,
        zoom: _Zoom,
        filter: _Opportunities = None,
        limit: _Clusters = 500,
    ) -> list[clusters.Cluster]:
        criteria = await (filter or OpportunityFilter()).criteria(info.context)
        return await clusters.of_opportunities(info.context, criteria, bbox.box("bbox"), zoom, limit)

    @root(AggregateResult, description="Organisations counted by groups.")
    @staticmethod
    async def aggregate_organizations(
        info: Info,
        *,
        group_by: Annotated[list[OrganizationDimension], strawberry.argument(description="What to group by.")],
        filter: _Organizations = None,
        metrics: Annotated[
            list[OrganizationMetric] | None, strawberry.argument(description="Figures beside the count.")
        ] = None,
        include_empty: IncludeEmpty = False,
    ) -> aggregates.AggregateResult:
        criteria = await (filter or OrganizationFilter()).criteria(info.context)
        return await aggregates.of_organizations(info.context, criteria, group_by, metrics, include_empty is True)

    @root(AggregateResult, description="Dates counted by groups.")
    @staticmethod
    async def aggregate_occurrences(
        info: Info,
        *,
        filter: _Dates,
        group_by: Annotated[list[OccurrenceDimension], strawberry.argument(description="What to group by.")],
        include_empty: IncludeEmpty = False,
    ) -> aggregates.AggregateResult:
        criteria = await filter.criteria(info.context)
        return await aggregates.of_occurrences(info.context, criteria, group_by, include_empty is True)

    @root(
        AggregateResult,
        description="Opportunities counted by groups, also those closed or past unless openOnly is true.",
    )
    @staticmethod
    async def aggregate_opportunities(
        info: Info,
        *,
        group_by: Annotated[list[OpportunityDimension], strawberry.argument(description="What to group by.")],
        filter: _Opportunities = None,
        metrics: Annotated[
            list[OpportunityMetric] | None, strawberry.argument(description="Figures beside the count.")
        ] = None,
        include_empty: IncludeEmpty = False,
    ) -> aggregates.AggregateResult:
        criteria = await (filter or OpportunityFilter()).criteria(info.context, open_only=False)
        return await aggregates.of_opportunities(info.context, criteria, group_by, metrics, include_empty is True)

    @root(
        AggregateResult | None,
        description="Sign-ups counted by groups, people never alone. For analysts.",
        access=Access.ANALYST,
    )
    @staticmethod
    async def aggregate_engagements(
        info: Info,
        *,
        group_by: Annotated[list[EngagementDimension], strawberry.argument(description="What to group by.")],
    ) -> aggregates.AggregateResult:
        return await people_aggregates.of_engagements(info.context, group_by)

    @root(
        list[ConsentText],
        description="What people consent to, in words: the newest version of each text first.",
    )
    @staticmethod
    def consent_texts(info: Info, language: Language = None) -> Sequence[consents.ConsentTextRow]:
        return consents.texts(info, language)

    @root(
        list[Organization],
        description="Organisations that whoever asks may edit, by name.",
        access=Access.ANY_EDITOR,
        quietly=True,
    )
    @staticmethod
    async def my_organizations(info: Info) -> Sequence[OrganizationRow]:
        return await organizations.edited_by_viewer(info.context)

    @root(
        VolunteerProfile | None,
        description="The profile of whoever asks; null before there is one.",
        access=Access.SIGNED_IN,
        of_row=Access.OWNER,
    )
    @staticmethod
    async def me(info: Info) -> VolunteerRow | None:
        return await profiles.mine(info)
