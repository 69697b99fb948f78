"""What changes answer: what was made, or the problems that kept it from being made.

Rows: `resolvers.people.payloads`.
"""

import strawberry

from resolvers.permissions import Access
from schema.fields import reserved
from schema.people.engagements import Engagement
from schema.people.profiles import VolunteerProfile
from schema.scalars import JSON, URL, DateTime
from schema.sources import Problem

__all__ = ["CalendarPayload", "EngagementPayload", "ErasureReceipt", "GuardianPayload", "ProfilePayload"]

_PROBLEMS = "What kept it from being made, and how to mend it."


@reserved(Access.OWNER)
@strawberry.type(description="A profile after a change, or the problems that kept it from being changed.")
class ProfilePayload:
    """Rows: `resolvers.people.payloads.ProfilePayload`."""

    profile: VolunteerProfile | None = strawberry.field(description="The profile; null where there are problems.")
    problems: list[Problem] = strawberry.field(description=_PROBLEMS)


@reserved(Access.PARTY)
@strawberry.type(description="A sign-up after a change, or the problems that kept it from being changed.")
class EngagementPayload:
    """Rows: `resolvers.people.payloads.EngagementPayload`."""

    engagement: Engagement | None = strawberry.field(description="The sign-up; null where there are problems.")
    problems: list[Problem] = strawberry.field(description=_PROBLEMS)


@strawberry.type(description="Whether a guardian's answer was taken.")
class GuardianPayload:
    """Rows: `resolvers.people.payloads.GuardianPayload`."""

    confirmed: bool = strawberry.field(description="Whether a guardian's consent stands now.")
    problems: list[Problem] = strawberry.field(description=_PROBLEMS)


@reserved(Access.OWNER)
@strawberry.type(description="The secret address of one's own calendar.")
class CalendarPayload:
    """Rows: `resolvers.people.payloads.CalendarPayload`."""

    url: URL | None = strawberry.field(
        description="Where a calendar program reads it. Told this once: who has it can read the calendar."
    )
    problems: list[Problem] = strawberry.field(description=_PROBLEMS)


@reserved(Access.OWNER)
@strawberry.type(description="What stays of an erasure: that it took place.")
class ErasureReceipt:
    """Rows: `datasources.people` erasures."""

    id: strawberry.ID = strawberry.field(description="The receipt's number.")
    completed_at: DateTime = strawberry.field(description="When it was complete.")
    erased: JSON = strawberry.field(description="How many of what was erased.")
