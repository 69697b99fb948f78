"""Sign-ups: what the person who signed up and the organisation's editors see of them.

Rows: `EngagementRow`, `MessageRow` of `datasources.store.people.rows`.
"""

from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from resolvers import connections
from resolvers.people import applicants, engagements
from resolvers.permissions import Access
from schema.connections import CURSOR, EDGES, NODES, PAGE_INFO, TOTAL_COUNT, PageInfo
from schema.fields import batched, reserved
from schema.nodes import Node
from schema.people.applicants import Applicant
from schema.people.enums import EngagementState
from schema.scalars import DateTime
from supergraph.batch import batch_field

if TYPE_CHECKING:
    from schema.opportunities import Opportunity, Shift

__all__ = ["Engagement", "EngagementConnection", "EngagementEdge", "Message"]

_Opportunity: TypeAlias = Annotated["Opportunity", strawberry.lazy("schema.opportunities")]
_Shift: TypeAlias = Annotated["Shift", strawberry.lazy("schema.opportunities")]


@reserved(Access.PARTY)
@strawberry.type(description="What one side of a sign-up wrote to the other.")
class Message:
    """Rows of messages."""

    at: DateTime = strawberry.field(description="When it was written.")
    from_organization: bool = strawberry.field(description="Whether the organisation wrote it.")
    text: str = strawberry.field(description="What it says.")


@reserved(Access.PARTY)
@strawberry.type(description="A sign-up: someone wants to help, or helped.")
class Engagement(Node):
    """Rows of engagements."""

    opportunity: _Opportunity = batch_field(engagements.opportunities_of, description="What they signed up for.")
    shifts: list[_Shift] = batch_field(
        engagements.shifts_of, description="The shifts they signed up for, the earliest first."
    )
    state: EngagementState = batch_field(engagements.states_of, description="Where it stands.")
    messages = batched(
        list[Message],
        "What both sides wrote, the earliest first. For the person who signed up and the organisation's editors.",
        access=Access.PARTY,
        quietly=True,
    )(engagements.messages_of)
    hours: float | None = strawberry.field(description="The hours that the organisation confirmed.")
    created_at: DateTime = strawberry.field(description="When they signed up.")
    applicant = batched(
        Applicant | None,
        "Who signed up, as the organisation may see them. Null once that person erased themselves.",
        access=Access.PARTY,
    )(applicants.applicants_of)


@reserved(Access.PARTY)
@strawberry.type(description="A sign-up in a list.")
class EngagementEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: Engagement = strawberry.field(description="The sign-up.")


@reserved(Access.PARTY)
@strawberry.type(description="A list of sign-ups, page by page.")
class EngagementConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[EngagementEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[Engagement] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)
