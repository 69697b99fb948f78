"""The dates of events that are stored: from one year back to three ahead, as rows.

DateRange.around(now)                from midnight UTC a year ago to midnight UTC in three years
spread(schedule, range)              first and last instant of an event, and its dates in the range
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from datasources import ids
from datasources.drafts import Json
from datasources.ingest.places import Row
from datasources.recurrence import Date, expand
from datasources.recurrence.schedule import Series, read_schedule
from datasources.timezones import zone

DAY_S: Final = 86_400
DAYS_BACK: Final = 365
DAYS_AHEAD: Final = 3 * 365
MAX_DATES: Final = 2_000
"""Dates of one event that are stored."""
_LONG: Final = timedelta(days=366 * 60)
"""A finite rule is followed so far to find its end; one that ends later counts as endless."""


@dataclass(frozen=True, slots=True)
class DateRange:
    """A half-open range of instants, at midnights in UTC."""

    start: int
    end: int

    @classmethod
    def around(cls, now: int) -> "DateRange":
        """What is stored on this day."""
        today = now - now % DAY_S
        return cls(today - DAYS_BACK * DAY_S, today + DAYS_AHEAD * DAY_S)


@dataclass(frozen=True, slots=True)
class Spread:
    """When an event takes place. `last_end` is None where it is endless."""

    first_start: int
    last_end: int | None
    dates: Sequence[Date]
    truncated: bool


def spread(schedule: Mapping[str, Json], within: DateRange) -> Spread:
    """First and last instant of a schedule, and its dates in the range. Raises ValueError for what is no schedule."""
    series = read_schedule(schedule)
    start, end = _moment(within.start), _moment(within.end)
    begins = series.start.replace(tzinfo=series.tz).astimezone(UTC)
    if _is_endless(series):
        found = expand(schedule, start, end, MAX_DATES)
        first = begins if begins < start or not found.dates else found.dates[0].start
        return Spread(_seconds(first), None, found.dates, found.truncated)
    earliest = _shifted(begins, -_LONG) if series.extra or series.changes else begins
    whole = expand(schedule, earliest, _shifted(begins, _LONG), MAX_DATES)
    if whole.truncated:
        found = expand(schedule, start, end, MAX_DATES)
        return Spread(_seconds(begins), None, found.dates, found.truncated)
    if not whole.dates:
        return Spread(_seconds(begins), _seconds(begins), (), False)
    last = max(date.end or date.start for date in whole.dates)
    inside = [date for date in whole.dates if _overlaps(date, start, end)]
    return Spread(_seconds(whole.dates[0].start), _seconds(last), inside, False)


def occurrence_row(event: Row, date: Date, location_pk: int | None, ars: str | None) -> Row:
    """A date as the columns of the table, its pk aside. `event` is the event's row, with its pk and id."""
    tz = zone(date.timezone) or UTC
    local = date.start.astimezone(tz)
    end = None if date.end is None else _seconds(date.end)
    start = _seconds(date.start)
    return {
        "id": ids.occurrence_id(str(event["id"]), date.recurrence_id),
        "event_pk": event["pk"],
        "recurrence_id": date.recurrence_id,
        "start": start,
        "end": end,
        "until": start if end is None else end,
        "all_day": date.all_day,
        "start_date": date.start_date.isoformat(),
        "end_date": date.end_date.isoformat(),
        "timezone": date.timezone,
        "weekday": date.start_date.weekday(),
        "hour": None if date.all_day else local.hour,
        "status": event["status"] if date.status is None else date.status.value,
        "previous_start": None if date.previous_start is None else _seconds(date.previous_start),
        "name": date.name or event["name"],
        "location_pk": location_pk,
        "organizer_pk": event["organizer_pk"],
        "ars": ars,
    }


def _is_endless(series: Series) -> bool:
    return any(rule.until is None and rule.count is None for rule in series.rules)


def _shifted(moment: datetime, by: timedelta) -> datetime:
    try:
        return moment + by
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC) if by < timedelta() else datetime.max.replace(tzinfo=UTC)


def _overlaps(date: Date, start: datetime, end: datetime) -> bool:
    if date.end is None or date.end <= date.start:
        return start <= date.start < end
    return date.start < end and date.end > start


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
