"""Confirmed hours, as a statement for the volunteer card.

Rows: `datasources.people.hours`.
"""

import strawberry

from resolvers.permissions import Access
from schema.fields import reserved
from schema.scalars import Date

__all__ = ["HoursEntry", "HoursStatement"]


@reserved(Access.OWNER)
@strawberry.type(description="A sign-up whose hours an organisation confirmed.")
class HoursEntry:
    """Rows: `datasources.people.hours.HoursEntry`."""

    engagement: strawberry.ID = strawberry.field(description="The sign-up, by its id.")
    title: str = strawberry.field(description="What the help was, in one line.")
    organization: str | None = strawberry.field(description="Where it was, by name.")
    on: Date = strawberry.field(description="The day of its last shift, or else of the confirmation.")
    hours: float = strawberry.field(description="The hours that were confirmed.")


@reserved(Access.OWNER)
@strawberry.type(
    description="The confirmed hours of a calendar year, for the volunteer card: five a week or 250 a year."
)
class HoursStatement:
    """Rows: `datasources.people.hours.HoursStatement`."""

    year: int = strawberry.field(description="The calendar year.")
    entries: list[HoursEntry] = strawberry.field(description="What was counted, by day.")
    total: float = strawberry.field(description="The sum of the hours.")
    weekly_average: float = strawberry.field(
        description="The sum by the weeks since the first day that counts, at least half a year."
    )
    reached: bool = strawberry.field(
        description="Whether it is what the volunteer card asks for; the municipality decides."
    )
