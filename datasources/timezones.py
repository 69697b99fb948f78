"""Zones of time: the names that calendars use for them, and zones that only a calendar itself describes."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from datasources.drafts import Json

DEFAULT_TIMEZONE: Final = "Europe/Berlin"


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name."""
    return ZoneInfo(name) if name in _known() else None


def to_utc(local: datetime, tz: tzinfo) -> datetime:
    """A local time as an instant. RFC 5545, 3.3.5: of a time that occurs twice the first is meant; one that clocks skip
    is told by the offset before the gap. Python's fold 0 means the same."""
    return local.replace(tzinfo=tz).astimezone(UTC)


def custom_zone(description: Mapping[str, Json]) -> tzinfo | None:
    """The zone that a calendar describes itself, in the form of `describe`; None for a form that is none."""
    raise NotImplementedError(description)
