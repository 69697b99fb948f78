"""Local dates of instants, where the store itself must judge by them."""

from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from datasources.criteria import InstantRange

ZONE: Final = ZoneInfo("Europe/Berlin")
"""Where entries state dates without a zone: opportunities are published for a country, not for the world."""


def date_of(instant: int) -> str:
    """The local date of an instant, as ISO text."""
    return datetime.fromtimestamp(instant, UTC).astimezone(ZONE).date().isoformat()


def today() -> str:
    """The local date of now."""
    return datetime.now(ZONE).date().isoformat()


def dates_of(between: InstantRange) -> tuple[str, str]:
    """The first and the last local date that a half-open range touches."""
    return date_of(between.start), date_of(max(between.start, between.end - 1))
