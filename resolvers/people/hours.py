"""Confirmed hours towards the volunteer card, as a statement of one calendar year."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from datasources.people.hours import HoursEntry, HoursStatement, statement
from datasources.store.database import Database
from datasources.store.people.hours import ConfirmedRow, confirmed_of
from datasources.store.people.rows import VolunteerRow
from resolvers.columns import reading
from resolvers.context import Info
from resolvers.paging import refused

__all__ = ["FIRST_YEAR", "hours_of", "statements_of"]

FIRST_YEAR: Final = 2000


@reading("pk")
async def hours_of(parents: Sequence[VolunteerRow], info: Info, year: int | None = None) -> Sequence[HoursStatement]:
    """The statement of each volunteer: of the current year, unless another is named."""
    context = info.context
    today = date.fromisoformat(context.today)
    wanted = today.year if year is None else year
    if not FIRST_YEAR <= wanted <= today.year:
        raise refused(f"year is {wanted}: hours are added up for {FIRST_YEAR} to {today.year}.")
    return await statements_of(context.db, [parent.pk for parent in parents], wanted, today, context.timezone)


async def statements_of(
    db: Database, volunteer_pks: Sequence[int], year: int, today: date, zone: ZoneInfo
) -> list[HoursStatement]:
    """The statement of each volunteer for one calendar year, which is that of the zone."""
    begins, ends = (int(datetime(each, 1, 1, tzinfo=zone).timestamp()) for each in (year, year + 1))
    rows = await confirmed_of(db, volunteer_pks, begins, ends - 1)
    return [statement([_entry(row, zone) for row in each], year, today) for each in rows]


def _entry(row: ConfirmedRow, zone: ZoneInfo) -> HoursEntry:
    day = datetime.fromtimestamp(row.at, zone).date().isoformat()
    return HoursEntry(row.id, row.title, row.organization, day, row.hours)
