"""Ways to help, for an hour or for years.

Rows: `datasources.store.rows.OpportunityRow` and `ShiftRow`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from datasources.store.rows import OpportunityRow, ShiftRow
from resolvers import connections, opportunities, values
from resolvers.concepts import concepts_in
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.events import events_by
from resolvers.facets import Facet as CountedFacet
from resolvers.facets import facets_of
from resolvers.people import engagements
from resolvers.permissions import Access
from resolvers.places import places_of
from schema.arguments import After, Before, First, Last, page
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
    Commitment,
    ConceptScheme,
    HoursUnit,
    OpportunityDimension,
    OpportunityStatus,
    RemoteMode,
    RequirementKind,
)
from schema.events import Event
from schema.fields import batched
from schema.inputs import DateRange, range_of
from schema.nodes import Node, Sourced
from schema.people.enums import EngagementState
from schema.scalars import URL, Date, DateTime
from schema.values import ContactPoint, Image
from supergraph.batch import batch_field

if TYPE_CHECKING:
    from schema.organizations import Organization
    from schema.people.engagements import Engagement, EngagementConnection
    from schema.places import Place

__all__ = [
    "HoursPattern",
    "Opportunity",
    "OpportunityConnection",
    "OpportunityEdge",
    "Requirement",
    "Shift",
]

_Place: TypeAlias = Annotated["Place", strawberry.lazy("schema.places")]
_Organization: TypeAlias = Annotated["Organization", strawberry.lazy("schema.organizations")]
_Engagement: TypeAlias = Annotated["Engagement", strawberry.lazy("schema.people.engagements")]
_EngagementConnection: TypeAlias = Annotated["EngagementConnection", strawberry.lazy("schema.people.engagements")]


@strawberry.type(description="A time in which a number of helpers is wanted.")
class Shift(Node):
    """Rows of shifts."""

    start: DateTime = strawberry.field(description="When it begins.")
    end: DateTime = strawberry.field(description="When it is over.")
    capacity: int = strawberry.field(description="How many helpers are wanted.")
    places_left: int = batch_field(
        opportunities.shift_places_left, description="How many of these places are still free."
    )


@strawberry.type(description="How much time it takes.")
class HoursPattern:
    """Rows: `resolvers.opportunities.HoursPattern`."""

    min: float | None = strawberry.field(description="At least so many hours.")
    max: float | None = strawberry.field(description="At most so many hours.")
    per: HoursUnit = strawberry.field(description="The time the hours are counted in.")
    flexible: bool = strawberry.field(description="Whether helpers choose when.")


@strawberry.type(description="Something helpers must bring.")
class Requirement:
    """Rows: `resolvers.values.Requirement`."""

    kind: RequirementKind = strawberry.field(description="What it is.")
    note: str | None = strawberry.field(description="What else to know of it.")


@strawberry.federation.type(keys=["id"], description="A way to help, for an hour or for years.")
class Opportunity(Node, Sourced):
    """Rows of opportunities."""

    title: str = strawberry.field(description="What help is wanted, in one line.")
    description: str | None = strawberry.field(description="What there is to do, in CommonMark; never HTML.")
    organization: _Organization = batch_field(
        opportunities.organizations_of_opportunities, description="Where the help is wanted."
    )
    event: Event | None = batch_field(events_by("event_pk"), description="The event at which help is wanted.")
    commitment: Commitment | None = strawberry.field(description="How much it binds.")
    hours: HoursPattern | None = batch_field(opportunities.hours_of, description="How much time it takes.")

    @batched(list[Shift], "The times in which helpers are wanted, the earliest first.", reads=["pk"])
    @staticmethod
    async def shifts(
        parents: Sequence[OpportunityRow],
        info: Info,
        *,
        between: Annotated[
            DateRange | None, strawberry.argument(description="Only shifts in this time, at least in part.")
        ] = None,
    ) -> Sequence[Sequence[ShiftRow]]:
        return await opportunities.shifts_of(parents, info, range_of("between", between))

    start: Date | None = strawberry.field(description="The first day.")
    end: Date | None = strawberry.field(description="The last day.")
    apply_by: Date | None = strawberry.field(description="The last day to apply.")
    location: _Place | None = batch_field(places_of("location_pk"), description="Where it is.")
    remote: RemoteMode | None = strawberry.field(description="Whether help can be given from home.")
    min_age: int | None = strawberry.field(description="The youngest age at which one may help.")
    skills: list[Concept] = batch_field(
        concepts_in("skills", ConceptScheme.SKILL), description="What helpers should be able to do."
    )
    languages: list[str] = batch_field(
        values.texts("languages"), description="The languages helpers should speak: de, uk (BCP 47)."
    )
    categories: list[Concept] = batch_field(
        concepts_in("categories", ConceptScheme.TOPIC), description="What it is about."
    )
    requirements: list[Requirement] = batch_field(
        values.requirements("requirements"), description="What helpers must bring."
    )
    accessibility: list[Concept] = batch_field(
        concepts_in("accessibility", ConceptScheme.ACCESSIBILITY), description="What makes it accessible."
    )
    images: list[Image] = batch_field(values.images("images"), description="Pictures of it.")
    contact: ContactPoint | None = batch_field(
        values.contact("contact"), description="Whom to ask, where the source declared it public."
    )
    slug: str = strawberry.field(description="Part of a web address; stays valid when the title changes.")
    created_at: DateTime = strawberry.field(description="When the hub first knew it.")
    updated_at: DateTime = strawberry.field(description="When what the hub knows of it last changed.")
    my_engagement = batched(
        _Engagement | None,
        "One's own sign-up; null where there is none, or nobody is signed in.",
        reads=["pk"],
        access=Access.SIGNED_IN,
        quietly=True,
        of_row=Access.OWNER,
    )(engagements.my_engagements_of_opportunities)

    @batched(
        _EngagementConnection | None,
        "Who wants to help, the newest first. For the organisation's editors.",
        reads=["pk", "organization_pk"],
        access=Access.EDITOR,
    )
    @staticmethod
    def engagements(
        parents: Sequence[OpportunityRow],
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
        return engagements.engagements_of_opportunities(parents, info, state, page(first, after, last, before))

    places: int | None = strawberry.field(description="How many helpers are wanted.")
    places_left: int | None = batch_field(
        opportunities.places_left_of,
        description="How many places no sign-up holds; at most what a booking system says, where there is one.",
    )
    status: OpportunityStatus = batch_field(
        opportunities.statuses_of,
        description="Whether one can still sign up: FULL while all places, or all shifts to come, are held; EXPIRED "
        "once its dates have passed.",
    )
    apply_url: URL | None = strawberry.field(description="Where to sign up.")
    counts_for_ehrenamtskarte: bool | None = strawberry.field(
        description="Whether the hours count for the volunteer card (Ehrenamtskarte)."
    )

    resolve_references = staticmethod(opportunities.by_references)


@strawberry.type(description="An opportunity in a list.")
class OpportunityEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: Opportunity = strawberry.field(description="The opportunity.")
    distance_km: float | None = strawberry.field(description=DISTANCE)
    score: float | None = strawberry.field(
        description="How well it suits, in lists ordered by relevance; higher is better."
    )
    why: list[str] = strawberry.field(
        description="Why it suits, in words, in lists made for one person; empty in others."
    )


@strawberry.type(description="A list of opportunities, page by page.")
class OpportunityConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[OpportunityEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[Opportunity] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)

    @batched(list[Facet], description=FACETS)
    @staticmethod
    async def facets(
        parents: Sequence[Connection],
        info: Info,
        *,
        by: Annotated[list[OpportunityDimension], strawberry.argument(description=FACETS_BY)],
    ) -> Sequence[Sequence[CountedFacet] | Exception]:
        return await facets_of(parents, info, by)
