"""Dates, times and durations as text: RFC 5545's basic form in calendars, ISO 8601's extended form in schedules.

A moment is a `date` (all-day), a naive `datetime` (local time in the event's zone) or an aware one (an instant).
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias

Moment: TypeAlias = date | datetime

MAX_DURATION: Final = timedelta(days=366 * 10)

_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
_DATETIME = re.compile(r"^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(Z?)$", re.ASCII)
_DURATION = re.compile(
    r"^([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Duration:
    """Days of the calendar, which may have 23 or 25 hours, then exact seconds (RFC 5545, 3.3.6)."""

    days: int
    seconds: int

    def longest(self) -> timedelta:
        """An upper bound in exact time."""
        return timedelta(days=self.days, seconds=self.seconds) + (timedelta(hours=3) if self.days else timedelta())

    def __str__(self) -> str:
        days = f"{self.days}D" if self.days else ""
        hours, rest = divmod(self.seconds, 3_600)
        minutes, seconds = divmod(rest, 60)
        parts = ((hours, "H"), (minutes, "M"), (seconds, "S"))
        time = "".join(f"{number}{unit}" for number, unit in parts if number)
        return f"P{days}T{time}" if time else f"P{days}" if days else "PT0S"


def parse_date(text: str) -> date | None:
    """`20260704`."""
    match = _DATE.match(text)
    return None if match is None else _date(*map(int, match.groups()))


def parse_datetime(text: str) -> datetime | None:
    """`20260704T180000` is naive, `20260704T160000Z` aware. A leap second is the second before it (RFC 5545, 3.3.5)."""
    match = _DATETIME.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = map(int, match.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59))  # noqa: DTZ001 - local time
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if match[7] else moment


def basic(moment: Moment) -> str:
    """RFC 5545's form: `20260704`, `20260704T180000`, and `20260704T160000Z` for instants."""
    if not isinstance(moment, datetime):
        return f"{moment.year:04}{moment.month:02}{moment.day:02}"
    zulu = ""
    if moment.tzinfo is not None:
        moment, zulu = moment if moment.tzinfo is UTC else moment.astimezone(UTC), "Z"
    return f"{basic(moment.date())}T{moment.hour:02}{moment.minute:02}{moment.second:02}{zulu}"


def parse_duration(text: str) -> Duration | None:
    """`P2D`, `PT1H30M`, `P1W`; a negative or empty one is None."""
    match = _DURATION.match(text.strip().upper())
    if match is None or match[1] == "-" or not any(match.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in match.groups()[1:])
    duration = Duration(weeks * 7 + days, hours * 3_600 + minutes * 60 + seconds)
    return duration if duration.longest() <= MAX_DURATION else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
