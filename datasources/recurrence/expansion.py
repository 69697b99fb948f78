"""The dates of an event in a window of time.

Outline:

    1  the window, in local time, widened by the longest duration and the farthest move, so that what began before it
       or was moved into it is found
    2  the recurrence set: first date, rules, single dates; without exceptions (RFC 5545, 3.8.5)
    3  each date as the rule gives it, or as the last THISANDFUTURE before it says
    4  single changes, wherever they were moved to; one for a date that the set does not hold is a date of its own
    5  what overlaps [from, to), by start, then recurrence id

Local times keep their wall clock across daylight saving; a time that clocks skip or repeat is read as RFC 5545,
3.3.5 says.
"""

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from datasources.drafts import Json
from datasources.recurrence.dates import Work, dates
from datasources.recurrence.moments import Duration, basic
from datasources.recurrence.rule import Rule
from datasources.recurrence.schedule import Change, Series, local_midnight, read_schedule
from datasources.vocabulary import EventStatus

MAX_DATES: Final = 2_000
"""Dates of one event in one expansion, unless the caller says otherwise."""
MAX_WORK: Final = 300_000
"""Steps that one expansion may take: about a quarter of a second for the worst rule there is."""

_DAY: Final = timedelta(days=1)
_CLOCK_CHANGE: Final = timedelta(hours=3)
"""More than clocks are ever put forward or back: dates within it may change their order."""
_NONE: Final = timedelta()
_EARLIEST: Final = datetime(1, 1, 3)  # noqa: DTZ001 - bounds of local time
_LATEST: Final = datetime(9998, 12, 30)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Date:
    """One date of an event. `start` and `end` are instants in UTC, `end` exclusive or None where nobody says it;
    `start_date` and `end_date` are local days, both inclusive. What is None in `status`, `name` and `location` is as
    the event says. `recurrence_id` is RFC 5545's in basic form: what the rule gave, even where this date was moved."""

    recurrence_id: str
    start: datetime
    end: datetime | None
    all_day: bool
    start_date: date
    end_date: date
    timezone: str
    status: EventStatus | None = None
    previous_start: datetime | None = None
    name: str | None = None
    location: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """The dates in a window; `truncated` tells that there are more than `limit`, or than could be worked out."""

    dates: tuple[Date, ...]
    truncated: bool


def expand(
    schedule: Mapping[str, Json], from_: datetime, to: datetime, limit: int = MAX_DATES, *, work: int = MAX_WORK
) -> Expansion:
    """The dates of `schedule` that overlap the half-open window [from_, to), in order; at most `limit`, the first ones.

    A date without an end, or that ends when it starts, is in the window when its start is. The same date has the same
    recurrence id in every window. Raises ValueError for a schedule that `schedule()` did not write.
    """
    if to <= from_ or limit < 1:
        return Expansion((), truncated=False)
    series = read_schedule(schedule)
    budget = Work(work)
    single = {change.id: change for change in series.changes if not change.future}
    lasting = sorted((change for change in series.changes if change.future), key=lambda change: change.id)
    reach, farthest = _reach(series, lasting)
    after = _local(from_, series.tz) - reach - farthest - _CLOCK_CHANGE
    before = _local(to, series.tz) + farthest + _CLOCK_CHANGE
    found: dict[str, Date] = {}
    enough: datetime | None = None
    truncated = False
    for local, duration in _recurrence_set(series, after, before, budget):
        if enough is not None and local > enough:
            truncated = True
            break
        if local in single:
            continue
        made = _date(series, local, _in_force(lasting, local), duration)
        if _overlaps(made, from_, to):
            found[made.recurrence_id] = made
            if enough is None and len(found) > limit:
                enough = local + 2 * farthest + _CLOCK_CHANGE
    for change in single.values():
        made = _date(series, change.id, change, None, _in_force(lasting, change.id))
        if _overlaps(made, from_, to):
            found[made.recurrence_id] = made
    ordered = sorted(found.values(), key=lambda made: (made.start, made.recurrence_id))
    return Expansion(tuple(ordered[:limit]), truncated or budget.exhausted or len(ordered) > limit)


# 1


def _reach(series: Series, lasting: list[Change]) -> tuple[timedelta, timedelta]:
    """The longest duration, and the farthest that a lasting change moves a date."""
    durations = [series.duration, *(length for _, length in series.extra), *(change.duration for change in lasting)]
    reach = max((length.longest() for length in durations if length is not None), default=_NONE)
    moves = (abs(change.start - change.id) for change in lasting if change.start is not None)
    return reach, max(moves, default=_NONE)


def _local(moment: datetime, tz: tzinfo) -> datetime:
    """A window's edge in local time, kept far enough from the ends of the calendar to be reckoned with."""
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    if not _EARLIEST + 800 * _DAY < naive < _LATEST - 800 * _DAY:
        return min(max(naive, _EARLIEST + 800 * _DAY), _LATEST - 800 * _DAY)
    return moment.astimezone(tz).replace(tzinfo=None)


# 2


def _recurrence_set(
    series: Series, after: datetime, before: datetime, work: Work
) -> Iterator[tuple[datetime, Duration | None]]:
    """The set's dates in [after, before) in ascending order, each once, with a duration where it has its own."""
    streams: list[Iterator[tuple[datetime, Duration | None]]] = [iter([(series.start, None), *series.extra])]
    if series.extra:
        streams = [iter(sorted([(series.start, None), *series.extra], key=lambda item: item[0]))]
    streams.extend(((local, None) for local in _by_rule(series, rule, after, before, work)) for rule in series.rules)
    last: datetime | None = None
    merged = heapq.merge(*streams, key=lambda item: item[0]) if len(streams) > 1 else streams[0]
    for local, duration in merged:
        if local == last or local < after or local in series.without or local.date() in series.without_days:
            continue
        if local >= before:
            return
        last = local
        yield local, duration


def _by_rule(series: Series, rule: Rule, after: datetime, before: datetime, work: Work) -> Iterator[datetime]:
    ends = last_local(rule, series.tz)
    for local in dates(rule, series.start, after=after, before=before, all_day=series.all_day, work=work):
        if ends is not None and local > ends:
            # An instant as UNTIL and a repeated hour: the wall clock may be past it for an hour, never for a day.
            return
        yield local


def last_local(rule: Rule, tz: tzinfo) -> datetime | None:
    """UNTIL in local time; a day's last second where it is a day."""
    match rule.until:
        case None:
            return None
        case datetime() as until:
            return until.astimezone(tz).replace(tzinfo=None) if until.tzinfo is not None else until
        case until:
            return local_midnight(until) + _DAY - timedelta(seconds=1)


# 3, 4


def _in_force(lasting: list[Change], local: datetime) -> Change | None:
    """The lasting change that governs a date: the last one that begins at or before it."""
    for change in reversed(lasting):
        if change.id <= local:
            return change
    return None


def _date(
    series: Series, given: datetime, change: Change | None, duration: Duration | None, beneath: Change | None = None
) -> Date:
    """The date that the rule gave at `given`, as `change` says, or else a lasting change `beneath` it."""
    all_day, begins, length = series.all_day, given, duration or series.duration
    for applied in (beneath, change):
        if applied is None or applied.start is None:
            continue
        all_day, length = applied.all_day, applied.duration
        begins = given + (applied.start - applied.id) if applied.future else applied.start
    given_start = _utc(given, series.tz)
    start = given_start if begins == given else _utc(begins, series.tz)
    end = _end(begins, start, length, series.tz, all_day=all_day)
    shown = series.tz if all_day else series.shown
    first = begins.date() if shown is series.tz else start.astimezone(shown).date()
    moved = start != given_start or all_day != series.all_day
    status = (change and change.status) or (beneath and beneath.status) or None
    return Date(
        recurrence_id=basic(given.date() if series.all_day else given_start),
        start=start,
        end=end,
        all_day=all_day,
        start_date=first,
        end_date=_last_day(first, end, shown),
        timezone=series.timezone,
        status=EventStatus.RESCHEDULED if moved and status in (None, EventStatus.SCHEDULED) else status,
        previous_start=given_start if moved else None,
        name=(change and change.name) or (beneath and beneath.name) or None,
        location=(change and change.location) or (beneath and beneath.location) or None,
    )


def _utc(local: datetime, tz: tzinfo) -> datetime:
    return local.replace(tzinfo=tz).astimezone(UTC)


def _end(begins: datetime, start: datetime, length: Duration | None, tz: tzinfo, *, all_day: bool) -> datetime | None:
    """Days pass on the calendar, hours by the clock that never jumps (RFC 5545, 3.3.6)."""
    if length is None:
        return _utc(begins + _DAY, tz) if all_day else None
    after_days = _utc(begins + timedelta(days=length.days), tz) if length.days else start
    return after_days + timedelta(seconds=length.seconds)


def _last_day(first: date, end: datetime | None, shown: tzinfo) -> date:
    """The last day the date touches: midnight belongs to the day before."""
    if end is None:
        return first
    return max(first, (end - timedelta(microseconds=1)).astimezone(shown).date())


# 5


def _overlaps(made: Date, from_: datetime, to: datetime) -> bool:
    if made.end is None or made.end <= made.start:
        return from_ <= made.start < to
    return made.start < to and made.end > from_
