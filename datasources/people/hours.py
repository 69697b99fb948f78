"""Hours of help that organisations confirmed, added up towards the volunteer card (Ehrenamtskarte).

    statement(entries, 2026, date(2026, 7, 4))    HoursStatement(total=96.5, weekly_average=3.71, reached=False, …)

The card asks for five hours a week or 250 hours a year. What that means here:

- A confirmed sign-up counts with its confirmed hours in the calendar year of its day, unless its opportunity says that
  its hours do not count. Its day is the local day of its last shift; without shifts, the day of the confirmation.
- `total` is their sum. 250 hours or more in the calendar year reach the card.
- `weekly_average` is the total by the weeks from the first day that counts to the year's end, or to today in the
  current year; both days included, and at least half a year (26 weeks): one Saturday is no five hours a week. Five or
  more reach the card. So whoever begins in July with six hours a week is not measured by the months before.

Whether the card is issued is for the municipality to decide; this is the sum that it asks for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from datasources.store.database import Database
from datasources.store.people.hours import ConfirmedRow, confirmed_of

__all__ = [
    "FIRST_YEAR",
    "LEAST_WEEKS",
    "PER_WEEK",
    "PER_YEAR",
    "HoursEntry",
    "HoursStatement",
    "statement",
    "statements_of",
]

FIRST_YEAR: Final = 2000
"""No statement is made of years before it."""

PER_WEEK: Final = 5.0
PER_YEAR: Final = 250.0
LEAST_WEEKS: Final = 26
"""A shorter time is averaged over so many weeks."""


@dataclass(frozen=True, slots=True)
class HoursEntry:
    """A confirmed sign-up. `on` is a local ISO date, `hours` as the organisation confirmed them."""

    engagement: str
    "The sign-up's id."
    title: str
    organization: str | None
    on: str
    hours: float


@dataclass(frozen=True, slots=True)
class HoursStatement:
    """The confirmed hours of one calendar year, in the order of their days."""

    year: int
    entries: tuple[HoursEntry, ...]
    total: float
    weekly_average: float
    reached: bool
    "Whether the sum, or the average, is what the volunteer card asks for."

    @property
    def typename(self) -> str:
        return "HoursStatement"


async def statements_of(
    db: Database, volunteer_pks: Sequence[int], year: int, today: date, zone: ZoneInfo
) -> list[HoursStatement]:
    """The statement of each volunteer for one calendar year, which is that of the zone."""
    begins, ends = (int(datetime(each, 1, 1, tzinfo=zone).timestamp()) for each in (year, year + 1))
    rows = await confirmed_of(db, volunteer_pks, begins, ends - 1)
    return [statement([_entry(row, zone) for row in each], year, today) for each in rows]


def statement(entries: Iterable[HoursEntry], year: int, today: date) -> HoursStatement:
    """The statement of one year; entries of other years are left out."""
    counted = tuple(
        sorted((each for each in entries if each.on[:4] == f"{year:04d}"), key=lambda each: (each.on, each.engagement))
    )
    total = round(sum(each.hours for each in counted), 2)
    average = total / _weeks(date.fromisoformat(counted[0].on), min(date(year, 12, 31), today)) if counted else 0.0
    return HoursStatement(
        year=year,
        entries=counted,
        total=total,
        weekly_average=round(average, 2),
        reached=total >= PER_YEAR or average >= PER_WEEK,
    )


def _weeks(first: date, last: date) -> float:
    return max(((last - first).days + 1) / 7, float(LEAST_WEEKS))


def _entry(row: ConfirmedRow, zone: ZoneInfo) -> HoursEntry:
    day = datetime.fromtimestamp(row.at, zone).date().isoformat()
    return HoursEntry(row.id, row.title, row.organization, day, row.hours)
