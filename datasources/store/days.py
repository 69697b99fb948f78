"""Local dates, weekdays and times of day, where the store itself must judge by them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from datasources.criteria import InstantRange
from datasources.vocabulary import TimeOfDay, Weekday

ZONE: Final = ZoneInfo("Europe/Berlin")
"""Where entries state dates without a zone: opportunities are published for a country, not for the world."""

WEEKDAYS: Final = tuple(Weekday)
"""In the order that columns number them: Monday is 0."""

NOON: Final = 12
EVENING: Final = 17


def date_of(instant: int) -> str:
    """The local date of an instant, as ISO text."""
    return datetime.fromtimestamp(instant, UTC).astimezone(ZONE).date().isoformat()


def today() -> str:
    """The local date of now."""
    return datetime.now(ZONE).date().isoformat()


def dates_of(between: InstantRange) -> tuple[str, str]:
    """The first and the last local date that a half-open range touches."""
    return date_of(between.start), date_of(max(between.start, between.end - 1))


def hours_of(times: Sequence[TimeOfDay]) -> list[int]:
    """The hours in which these times of day have starts."""
    hours = {
        TimeOfDay.MORNING: range(NOON),
        TimeOfDay.AFTERNOON: range(NOON, EVENING),
        TimeOfDay.EVENING: range(EVENING, 24),
    }
    return sorted({hour for time in times for hour in hours[time]})
