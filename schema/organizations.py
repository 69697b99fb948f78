"""Organisations: clubs, institutions, initiatives. What they share is declared once, on the interface.

Rows: `datasources.store.rows.OrganizationRow`; which type a row has is told by its `typename`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from datasources.store.rows import OrganizationRow
from resolvers import connections, organizations, values
from resolvers.concepts import concepts_in
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.events import events_of_organizations
from resolvers.facets import Facet as CountedFacet
from resolvers.facets import facets_of
from resolvers.occurrences import occurrences_of_organizations
from resolvers.opportunities import opportunities_of_organizations
from resolvers.people.engagements import engagements_of_organizations
from resolvers.permissions import Access
from resolvers.places import municipalities_of, places_of
from schema.arguments import After, Before, First, FirstDates, Last, LastDates, page
from schema.columns import columns_of
from schema.concepts import Concept
from schema.connections import (
    CURSOR,
    DISTANCE,
    EDGES,
    FACETS,
    FACETS_BY,
    NODES,
    PAGE_INFO,
    TOTAL_COUNT,
    Facet,
    PageInfo,
)
from schema.enums import (
    ConceptScheme,
    InstitutionKind,
    LegalForm,
    OrganizationDimension,
    OrganizationStatus,
)
from schema.fields import batched
from schema.filters import EventFilter, OccurrenceFilter, OpportunityFilter
from schema.nodes import Node, Sourced
from schema.people.enums import EngagementState
from schema.scalars import URL, Date, DateTime
from schema.values import ContactPoint, Identifier, Image, OpeningHours
from supergraph.batch import batch_field

if TYPE_CHECKING:
    from schema.events import EventConnection, OccurrenceConnection
    from schema.opportunities import OpportunityConnection
    from schema.people.engagements import EngagementConnection
    from schema.places import Municipality, Place

__all__ = [
    "Club",
    "ClubConnection",
    "ClubEdge",
    "Initiative",
    "Institution",
    "Organization",
    "OrganizationConnection",
    "OrganizationEdge",
]

_Place: TypeAlias = Annotated["Place", strawberry.lazy("schema.places")]
_Municipality: TypeAlias = Annotated["Municipality", strawberry.lazy("schema.places")]
_EventConnection: TypeAlias = Annotated["EventConnection", strawberry.lazy("schema.events")]
_OccurrenceConnection: TypeAlias = Annotated["OccurrenceConnection", strawberry.lazy("schema.events")]
_OpportunityConnection: TypeAlias = Annotated["OpportunityConnection", strawberry.lazy("schema.opportunities")]
_EngagementConnection: TypeAlias = Annotated["EngagementConnection", strawberry.lazy("schema.people.engagements")]


@strawberry.federation.interface(
    keys=["id"],
    description=(
        "Anyone who offers events or opportunities: a club, an initiative, a school, a kindergarten, a fire brigade."
    ),
)
class Organization(Node, Sourced):
    """What clubs, institutions and initiatives have in common."""

    slug: str = strawberry.field(description="Part of a web address; stays valid when the name changes.")
    name: str = strawberry.field(description="Its name.")
    alternate_names: list[str] = batch_field(
        values.texts("alternate_names"), description="Other names it goes by, short forms among them."
    )
    identifiers: list[Identifier] = batch_field(
        organizations.identifiers_of, description="What registers and federations know it by."
    )
    description: str | None = strawberry.field(description="What it does, in CommonMark; never HTML.")
    categories: list[Concept] = batch_field(
        concepts_in("categories", ConceptScheme.TOPIC), description="What it is about."
    )
    website: URL | None = strawberry.field(description="Its own website.")
    social_media: list[URL] = batch_field(values.texts("social_media"), description="Its pages in social networks.")
    logo: Image | None = batch_field(values.image("logo"), description="Its logo.")
    images: list[Image] = batch_field(values.images("images"), description="Pictures of it.")
    contact_points: list[ContactPoint] = batch_field(
        values.contacts("contact_points"),
        description="Ways to reach it, those only that its source declared public.",
    )
    opening_hours: list[OpeningHours] = batch_field(
        values.opening_hours("opening_hours"), description="When it is open."
    )
    accessibility: list[Concept] = batch_field(
        concepts_in("accessibility", ConceptScheme.ACCESSIBILITY), description="What makes it accessible."
    )
    seat: _Place | None = batch_field(places_of("seat_pk"), description="Where it is at home.")
    municipality: _Municipality | None = batch_field(
        municipalities_of("ars"), description="The municipality it is at home in."
    )
    status: OrganizationStatus = strawberry.field(description="Whether it still exists.")
    created_at: DateTime = strawberry.field(description="When the hub first knew it.")
    updated_at: DateTime = strawberry.field(description="When what the hub knows of it last changed.")

    @batched(_EventConnection, "Events and series it announced, the earliest first.", reads=["pk"])
    @staticmethod
    async def events(
        parents: Sequence[OrganizationRow],
        info: Info,
        *,
        filter: Annotated[EventFilter | None, strawberry.argument(description="Which events.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Sequence[Connection]:
        criteria = await (filter or EventFilter()).criteria(info.context)
        return events_of_organizations(
            parents, info, criteria, page(first, after, last, before), columns_of(info, "Event")
        )

    @batched(
        _OccurrenceConnection,
        description="What takes place, date by date, over all its calendars, the earliest first.",
        reads=["pk"],
    )
    @staticmethod
    async def occurrences(
        parents: Sequence[OrganizationRow],
        info: Info,
        *,
        filter: Annotated[OccurrenceFilter, strawberry.argument(description="Which dates.")],
        first: FirstDates = None,
        after: After = None,
        last: LastDates = None,
        before: Before = None,
    ) -> Sequence[Connection]:
        criteria = await filter.criteria(info.context)
        return occurrences_of_organizations(
            parents, info, criteria, page(first, after, last, before), columns_of(info, "Occurrence")
        )

    @batched(_OpportunityConnection, "Ways to help here, the newest first.", reads=["pk"])
    @staticmethod
    async def opportunities(
        parents: Sequence[OrganizationRow],
        info: Info,
        *,
        filter: Annotated[OpportunityFilter | None, strawberry.argument(description="Which opportunities.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Sequence[Connection]:
        criteria = await (filter or OpportunityFilter()).criteria(info.context)
        return opportunities_of_organizations(
            parents, info, criteria, page(first, after, last, before), columns_of(info, "Opportunity")
        )

    @batched(
        _EngagementConnection | None,
        "People who want to help here, the newest first. For its editors.",
        reads=["pk"],
        access=Access.EDITOR,
    )
    @staticmethod
    def engagements(
        parents: Sequence[OrganizationRow],
        info: Info,
        *,
        state: Annotated[
            list[EngagementState] | None, strawberry.argument(description="Only those that stand so.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Sequence[Connection]:
        return engagements_of_organizations(parents, info, state, page(first, after, last, before))

    viewer_can_edit: bool = batch_field(
        organizations.editable_of, description="Whether whoever asks is one of its editors."
    )

    resolve_references = staticmethod(organizations.by_references())


@strawberry.federation.type(
    keys=["id"], description="A club or association (Verein); registered ones (e.V.) carry their register number."
)
class Club(Organization):
    """Rows of type CLUB."""

    legal_form: LegalForm | None = strawberry.field(description="Its legal form.")
    register_number: str | None = strawberry.field(description="Its number in the register of associations: VR 2726.")
    register_court: str | None = strawberry.field(description="The court that keeps the register: Koblenz.")
    charitable_purposes: list[Concept] = batch_field(
        concepts_in("charitable_purposes", ConceptScheme.CHARITABLE_PURPOSE),
        description="The charitable purposes it pursues, by section 52 of the German tax code (AO).",
    )
    founding_date: Date | None = strawberry.field(description="The day it was founded.")
    member_count: int | None = strawberry.field(description="How many members it has, as it states.")
    parent: "Club | None" = batch_field(
        organizations.parents_of, description="The main club, where this is one of its departments."
    )
    departments: "list[Club]" = batch_field(
        organizations.departments_of, description="Its departments, where they are entries of their own, by name."
    )

    resolve_references = staticmethod(organizations.by_references("Club"))


@strawberry.federation.type(
    keys=["id"], description="A school, kindergarten, fire brigade, parish or office that people can help in."
)
class Institution(Organization):
    """Rows of type INSTITUTION."""

    kind: InstitutionKind = batch_field(organizations.kinds_of, description="What it is.")

    resolve_references = staticmethod(organizations.by_references("Institution"))


@strawberry.federation.type(
    keys=["id"],
    description="People who act together without being an association: a neighbourhood initiative, a project group.",
)
class Initiative(Organization):
    """Rows of type INITIATIVE."""

    resolve_references = staticmethod(organizations.by_references("Initiative"))


@strawberry.type(description="An organisation in a list.")
class OrganizationEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: Organization = strawberry.field(description="The organisation.")
    distance_km: float | None = strawberry.field(description=DISTANCE)


@strawberry.type(description="A list of organisations, page by page.")
class OrganizationConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[OrganizationEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[Organization] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)

    @batched(list[Facet], description=FACETS)
    @staticmethod
    async def facets(
        parents: Sequence[Connection],
        info: Info,
        *,
        by: Annotated[list[OrganizationDimension], strawberry.argument(description=FACETS_BY)],
    ) -> Sequence[Sequence[CountedFacet] | Exception]:
        return await facets_of(parents, info, by)


@strawberry.type(description="A club in a list.")
class ClubEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: Club = strawberry.field(description="The club.")
    distance_km: float | None = strawberry.field(description=DISTANCE)


@strawberry.type(description="A list of clubs, page by page.")
class ClubConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[ClubEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[Club] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)

    @batched(list[Facet], description=FACETS)
    @staticmethod
    async def facets(
        parents: Sequence[Connection],
        info: Info,
        *,
        by: Annotated[list[OrganizationDimension], strawberry.argument(description=FACETS_BY)],
    ) -> Sequence[Sequence[CountedFacet] | Exception]:
        return await facets_of(parents, info, by)
