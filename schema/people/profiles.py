"""A volunteer's own profile, and what hangs on it. Only its owner reaches it: no list, search or entity key leads here.

Rows: `VolunteerRow`, `ConsentRow`, `AccessEventRow` of `datasources.store.people.rows`; the rest is named at its type.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from datasources.people.hours import HoursStatement as StatedHours
from datasources.store.people.rows import VolunteerRow
from resolvers import connections, values
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.people import access, certificates, consents, engagements, hours, profiles, suggestions
from resolvers.permissions import Access
from schema.arguments import After, Before, First, Last, page
from schema.columns import columns_of
from schema.concepts import Concept
from schema.connections import CURSOR, EDGES, NODES, PAGE_INFO, TOTAL_COUNT, PageInfo
from schema.enums import Commitment, Weekday
from schema.fields import batched, reserved
from schema.nodes import Node
from schema.people.applicants import Certificate
from schema.people.engagements import EngagementConnection
from schema.people.enums import AgeBand, ConsentGiver, GuardianConsentState, Purpose
from schema.people.hours import HoursStatement
from schema.scalars import DateTime
from supergraph.batch import batch_field

if TYPE_CHECKING:
    from schema.opportunities import OpportunityConnection
    from schema.organizations import Organization
    from schema.places import Municipality

__all__ = [
    "AccessEvent",
    "AccessEventConnection",
    "AccessEventEdge",
    "Availability",
    "Consent",
    "ConsentText",
    "VolunteerProfile",
]

_Municipality: TypeAlias = Annotated["Municipality", strawberry.lazy("schema.places")]
_Organization: TypeAlias = Annotated["Organization", strawberry.lazy("schema.organizations")]
_OpportunityConnection: TypeAlias = Annotated["OpportunityConnection", strawberry.lazy("schema.opportunities")]


@strawberry.type(description="What people consent to, in words; whoever consents names its version.")
class ConsentText:
    """Rows: `resolvers.people.consents`."""

    purpose: Purpose = strawberry.field(description="What personal data may be used for.")
    version: str = strawberry.field(description="The version; another wording is another version.")
    text: str = strawberry.field(description="The text.")
    language: str = strawberry.field(description="The language it is written in.")


@reserved(Access.OWNER)
@strawberry.type(description="Hours of one day of the week in which someone has time, in local time.")
class Availability:
    """Rows: `datasources.people.profiles.FreeHours`."""

    weekday: Weekday = strawberry.field(description="The day.")
    begins: str = strawberry.field(name="from", description="From when: 15:00.")
    ends: str = strawberry.field(name="to", description="Until when: 18:00; 24:00 ends a day.")


@reserved(Access.OWNER)
@strawberry.type(description="A consent, to one purpose and for one organisation or the platform itself.")
class Consent:
    """Rows of consents."""

    purpose: Purpose = strawberry.field(description="What it is for.")
    recipient: _Organization | None = batch_field(
        consents.recipients_of,
        description="The organisation it is for; null for the platform itself, and for a guardian's.",
    )
    text_version: str = strawberry.field(description="The version of the text that was consented to.")
    granted_at: DateTime = strawberry.field(description="When it was given.")
    revoked_at: DateTime | None = strawberry.field(description="When it was taken back; null while it stands.")
    given_by: ConsentGiver = strawberry.field(description="Who gave it.")


@reserved(Access.OWNER)
@strawberry.type(description="That someone read personal data.")
class AccessEvent:
    """Rows of access events."""

    at: DateTime = strawberry.field(description="When it was read.")
    by: str = strawberry.field(description="The organisation that read it, by its name at that time.")
    fields: list[str] = batch_field(values.texts("fields"), description="What was read, by its names in the graph.")
    purpose: Purpose = strawberry.field(description="What it was read for.")


@reserved(Access.OWNER)
@strawberry.type(description="A reading of personal data in a list.")
class AccessEventEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: AccessEvent = strawberry.field(description="The reading.")


@reserved(Access.OWNER)
@strawberry.type(description="A list of readings of personal data, page by page.")
class AccessEventConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[AccessEventEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[AccessEvent] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)


@reserved(Access.OWNER)
@strawberry.type(description="A volunteer's own profile. Only its owner reaches it; others see an Applicant.")
class VolunteerProfile(Node):
    """Rows of profiles."""

    display_name: str | None = strawberry.field(description="What they want to be called.")
    email: str | None = strawberry.field(description="Their e-mail address.")
    telephone: str | None = strawberry.field(description="Their telephone number.")
    age_band: AgeBand | None = batch_field(
        profiles.age_bands_of, description="About how old they are, by the month of birth."
    )
    guardian_consent: GuardianConsentState = batch_field(
        profiles.guardian_states_of, description="Where the consent of a guardian stands, for people under 16."
    )
    home: _Municipality | None = batch_field(profiles.homes_of, description="The municipality they live in.")
    radius_km: float | None = strawberry.field(description="How far they would go, in kilometres.")
    availability: list[Availability] = batch_field(
        profiles.availability_of, description="When they have time, week by week."
    )
    commitment: list[Commitment] = batch_field(profiles.commitments_of, description="How much it may bind them.")
    skills: list[Concept] = batch_field(profiles.skills_of, description="What they can do.")
    interests: list[Concept] = batch_field(profiles.interests_of, description="What they care about.")
    languages: list[str] = batch_field(profiles.languages_of, description="The languages they speak: de, uk (BCP 47).")
    certificates: list[Certificate] = batch_field(
        certificates.certificates_of, description="Documents that organisations inspected, expired ones too."
    )
    consents: list[Consent] = batch_field(
        profiles.consents_of, description="What they consented to, and what they took back."
    )

    @batched(AccessEventConnection, "Who read which of these data, when and for what; the newest first.", reads=["pk"])
    @staticmethod
    def access_log(
        parents: Sequence[VolunteerRow],
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Sequence[Connection]:
        return access.readings_of(parents, info, page(first, after, last, before))

    @batched(EngagementConnection, "What they signed up for, the newest first.", reads=["pk"])
    @staticmethod
    def engagements(
        parents: Sequence[VolunteerRow],
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Sequence[Connection]:
        return engagements.engagements_of_volunteers(parents, info, page(first, after, last, before))

    @batched(_OpportunityConnection, "Opportunities that suit them, best first, with the reasons.")
    @staticmethod
    def suggestions(
        parents: Sequence[VolunteerRow], info: Info, first: First = None, after: After = None
    ) -> Sequence[Connection]:
        return suggestions.suggestions_of(parents, info, page(first, after), columns_of(info, "Opportunity"))

    @batched(
        HoursStatement | None,
        "The hours that organisations confirmed, as a statement for the volunteer card (Ehrenamtskarte).",
    )
    @staticmethod
    async def hours(
        parents: Sequence[VolunteerRow],
        info: Info,
        *,
        year: Annotated[int | None, strawberry.argument(description="The year; without it, the current one.")] = None,
    ) -> Sequence[StatedHours]:
        return await hours.hours_of(parents, info, year)
