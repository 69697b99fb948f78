"""Confirmed hours towards the volunteer card, as a statement of one calendar year."""

from collections.abc import Sequence
from datetime import date

from datasources.people.hours import FIRST_YEAR, HoursStatement, statements_of
from datasources.store.people.rows import VolunteerRow
from resolvers.columns import reading
from resolvers.context import Info
from resolvers.paging import refused

__all__ = ["hours_of"]


@reading("pk")
async def hours_of(parents: Sequence[VolunteerRow], info: Info, year: int | None = None) -> Sequence[HoursStatement]:
    """The statement of each volunteer: of the current year, unless another is named."""
    context = info.context
    today = date.fromisoformat(context.today)
    wanted = today.year if year is None else year
    if not FIRST_YEAR <= wanted <= today.year:
        raise refused(f"year is {wanted}: hours are added up for {FIRST_YEAR} to {today.year}.")
    return await statements_of(context.db, [parent.pk for parent in parents], wanted, today, context.timezone)
