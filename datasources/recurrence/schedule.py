"""The SCHEDULE form: when an event takes place, for ever, without the calendar it came from.

    {"start": "2026-07-07T18:00:00",                       local time in `timezone`; "2026-07-04" when all-day
     "allDay": false,
     "timezone": "Europe/Berlin",                          IANA; where the rule's clock ticks ("UTC" too)
     "duration": "PT2H",                                   null: the end is not stated; all-day: whole days, "P2D"
     "rrule": ["FREQ=WEEKLY;UNTIL=20271231T225959Z"],
     "rdate": ["2026-07-09T18:00:00", "2026-07-10T18:00:00/PT3H"],
     "exdate": ["2026-07-14T18:00:00", "2026-07-28"],      a date in a timed schedule takes out all of its day
     "overrides": [{"id": "2026-07-21T18:00:00", "start": "2026-07-22T19:00:00", "duration": "PT2H",
                    "future": false, "status": "CANCELLED", "name": "…", "location": {"name": "…"}}],
     "shownIn": "Europe/Berlin",                           only where dates are told in another zone than the rule's
     "zone": {…}}                                          only where `timezone` is no IANA name: see `zones`

`overrides` are RFC 5545's RECURRENCE-ID: `id` is the date the rule gave; absent keys stay as the event says; `future`
is RANGE=THISANDFUTURE, by which this and all later dates move by the same difference.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final, cast

from datasources.drafts import Json
from datasources.problems import Problem
from datasources.recurrence.dates import gives
from datasources.recurrence.moments import Duration, Moment, parse_duration
from datasources.recurrence.rule import Rule, normal_rule, parse_rule
from datasources.recurrence.zones import custom_zone
from datasources.timezones import DEFAULT_TIMEZONE, zone
from datasources.vocabulary import EventStatus, Severity

MAX_RULES: Final = 20
MAX_MOMENTS: Final = 5_000
"""Single dates, exceptions and overrides that one event may have, each."""
MAX_EVENT_DURATION: Final = timedelta(days=366 * 2)


@dataclass(frozen=True, slots=True)
class Override:
    """One changed date of a series: `recurrence` is the date the rule gave. What is None stays as the event says.

    `end` is an instant or local time, or the last day (inclusive) when `start` is a date."""

    recurrence: Moment
    start: Moment | None = None
    end: Moment | None = None
    duration: str | None = None
    future: bool = False
    status: EventStatus | None = None
    name: str | None = None
    location: dict[str, Json] | None = None


def schedule(
    *,
    start: Moment,
    end: Moment | None = None,
    duration: str | None = None,
    all_day: bool | None = None,
    timezone: str = DEFAULT_TIMEZONE,
    rrule: Sequence[str] = (),
    rdate: Iterable[Moment | tuple[Moment, str]] = (),
    exdate: Iterable[Moment] = (),
    overrides: Iterable[Override] = (),
    shown_in: str | None = None,
    custom: Mapping[str, Json] | None = None,
) -> dict[str, Json] | Problem:
    """The SCHEDULE form of an event, or the first thing that is wrong with it.

    A `date` is a day, a naive `datetime` local time in `timezone`, an aware one an instant, told in `timezone`.
    `all_day` is taken from `start` when None. `end` of a timed event is when it ends; of an all-day one its LAST day,
    inclusive, as people write it. `duration` is ISO 8601 ("PT2H"), used where `end` is None.
    """
    tz: tzinfo | None = zone(timezone) if custom is None else custom_zone(custom)
    if tz is None:
        return _problem("SCHEDULE_TIMEZONE_UNKNOWN", timezone=timezone)
    if _second_of_a_repeated_hour(start, tz) and not rrule and custom is None:
        # Local time cannot tell it from the first.
        timezone, shown_in, tz = "UTC", shown_in or timezone, UTC
    whole_days = not isinstance(start, datetime) if all_day is None else all_day
    first = _moment(start, tz, all_day=whole_days)
    length = _length(start, end, duration, tz, all_day=whole_days)
    if isinstance(length, Problem):
        return length
    rules: list[Json] = []
    for text in rrule:
        rule = normal_rule(text)
        if isinstance(rule, Problem):
            return rule
        if rule not in rules:
            rules.append(rule)
    if len(rules) > MAX_RULES:
        return _problem("SCHEDULE_TOO_LARGE", part="RRULE", limit=str(MAX_RULES))
    extra = sorted({_extra(moment, tz, all_day=whole_days) for moment in rdate})
    without = sorted({_exception(moment, tz, all_day=whole_days) for moment in exdate})
    changes: dict[tuple[str, bool], dict[str, Json]] = {}
    for change in overrides:
        written = _override(change, first, tz, all_day=whole_days)
        if isinstance(written, Problem):
            return written
        changes[cast(str, written["id"]), change.future] = written
    for part, many in (("RDATE", extra), ("EXDATE", without), ("RECURRENCE-ID", changes)):
        if len(many) > MAX_MOMENTS:
            return _problem("SCHEDULE_TOO_LARGE", part=part, limit=str(MAX_MOMENTS))
    form: dict[str, Json] = {
        "start": _iso(first),
        "allDay": whole_days,
        "timezone": timezone,
        "duration": None if length is None else str(length),
        "rrule": rules,
        "rdate": list(extra),
        "exdate": list(without),
        "overrides": [changes[key] for key in sorted(changes)],
    }
    if shown_in is not None and shown_in != timezone:
        form["shownIn"] = shown_in
    if custom is not None:
        form["zone"] = dict(custom)
    return form


def fingerprint(fields: Mapping[str, Json]) -> str | None:
    """What an event is known by when its UID changes at each export: title, start and rule. None where it has neither
    title nor schedule. Exceptions, changed dates and the end are left out: they change while the event stays."""
    form, name = fields.get("schedule"), fields.get("name")
    if not isinstance(form, dict) or not isinstance(name, str):
        return None
    rules = sorted(str(rule) for rule in _list(form, "rrule"))
    told = [" ".join(name.casefold().split()), str(form.get("start")), str(form.get("timezone")), *rules]
    return hashlib.sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()[:32]


# Reading the form


@dataclass(frozen=True, slots=True)
class Change:
    """An override as read: `id`, the date that the rule gave, and `start` are local times."""

    id: datetime
    future: bool
    start: datetime | None
    all_day: bool
    duration: Duration | None
    status: EventStatus | None
    name: str | None
    location: Mapping[str, Json] | None


@dataclass(frozen=True, slots=True)
class Series:
    """A SCHEDULE as read: local times are naive and in `tz`; all-day dates stand at midnight."""

    start: datetime
    all_day: bool
    timezone: str
    tz: tzinfo
    shown: tzinfo
    duration: Duration | None
    rules: tuple[Rule, ...]
    extra: tuple[tuple[datetime, Duration | None], ...]
    without: frozenset[datetime]
    without_days: frozenset[date]
    changes: tuple[Change, ...]


def read_schedule(form: Mapping[str, Json]) -> Series:
    """The schedule that `schedule()` wrote. Raises ValueError for anything else: records hold our own form only."""
    timezone = str(form["timezone"])
    custom = form.get("zone")
    tz = custom_zone(custom) if isinstance(custom, dict) else zone(timezone)
    if tz is None:
        raise ValueError(f"schedule in {timezone!r}, a zone that this system's time zone data does not hold")
    shown = zone(str(form.get("shownIn", timezone))) or tz
    all_day = bool(form["allDay"])
    without = [str(text) for text in _list(form, "exdate")]
    return Series(
        start=_read_moment(str(form["start"])),
        all_day=all_day,
        timezone=str(form.get("shownIn", timezone)),
        tz=tz,
        shown=shown,
        duration=_read_duration(form.get("duration")),
        rules=tuple(_read_rule(str(text)) for text in _list(form, "rrule")),
        extra=tuple(_read_extra(str(text)) for text in _list(form, "rdate")),
        without=frozenset(_read_moment(text) for text in without if all_day or "T" in text),
        without_days=frozenset(date.fromisoformat(text) for text in without if not all_day and "T" not in text),
        changes=tuple(_read_change(item) for item in _list(form, "overrides") if isinstance(item, dict)),
    )


def starts_by_rule(series: Series) -> bool:
    """Whether the first date of a series is one that its rule gives, as RFC 5545 asks; calendars often differ."""
    return any(gives(rule, series.start, all_day=series.all_day) for rule in series.rules)


def local_midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _list(form: Mapping[str, Json], key: str) -> list[Json]:
    value = form.get(key) or []
    if not isinstance(value, list):
        raise ValueError(f"schedule.{key} is no list")  # noqa: TRY004 - the form is data
    return value


def _read_moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _read_duration(text: Json) -> Duration | None:
    return None if text is None else parse_duration(str(text))


def _read_rule(text: str) -> Rule:
    rule = parse_rule(text)
    if isinstance(rule, Problem):
        raise ValueError(f"schedule with a rule that is none: {text!r}")  # noqa: TRY004
    return rule


def _read_extra(text: str) -> tuple[datetime, Duration | None]:
    moment, _, duration = text.partition("/")
    return _read_moment(moment), parse_duration(duration) if duration else None


def _read_change(item: Mapping[str, Json]) -> Change:
    start, status, name, location = item.get("start"), item.get("status"), item.get("name"), item.get("location")
    return Change(
        id=_read_moment(str(item["id"])),
        future=bool(item.get("future", False)),
        start=_read_moment(start) if isinstance(start, str) else None,
        all_day=isinstance(start, str) and "T" not in start,
        duration=_read_duration(item.get("duration")),
        status=EventStatus(status) if isinstance(status, str) else None,
        name=name if isinstance(name, str) else None,
        location=location if isinstance(location, dict) else None,
    )


# Writing it


def _moment(moment: Moment, tz: tzinfo, *, all_day: bool) -> Moment:
    """The moment in local time, or its day."""
    if isinstance(moment, datetime):
        local = moment if moment.tzinfo is None else moment.astimezone(tz).replace(tzinfo=None)
        return local.date() if all_day else local.replace(microsecond=0, fold=0)
    return moment if all_day else local_midnight(moment)


def _second_of_a_repeated_hour(moment: Moment, tz: tzinfo) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is not None and moment.astimezone(tz).fold == 1


def _length(
    start: Moment, end: Moment | None, duration: str | None, tz: tzinfo, *, all_day: bool
) -> Duration | Problem | None:
    """How long it lasts. Between start and end it is exact time, as RFC 5545, 3.8.5.3 says of DTEND."""
    if end is None:
        if duration is None:
            return Duration(1, 0) if all_day else None
        length = parse_duration(duration)
        if length is None or length.longest() > MAX_EVENT_DURATION:
            return _problem("EVENT_DURATION_INVALID", duration=duration)
        # A part of a day counts as a whole one: a day is the smallest thing an all-day event can take.
        return Duration(max(1, length.days + -(-length.seconds // 86_400)), 0) if all_day else length
    first, last = _moment(start, tz, all_day=all_day), _moment(end, tz, all_day=all_day)
    if all_day:
        days = (last - first).days + 1
        return Duration(days, 0) if 1 <= days <= MAX_EVENT_DURATION.days else _ends_wrong(first, last, days < 1)
    assert isinstance(first, datetime)
    assert isinstance(last, datetime)
    if not isinstance(end, datetime):
        last += timedelta(days=1)  # a timed start and a mere date as end: until that day is over
    seconds = int((_instant(end, last, tz) - _instant(start, first, tz)).total_seconds())
    if 0 <= seconds <= MAX_EVENT_DURATION.total_seconds():
        return Duration(0, seconds)
    return _ends_wrong(first, last, seconds < 0)


def _instant(moment: Moment, local: datetime, tz: tzinfo) -> datetime:
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(UTC)
    return local.replace(tzinfo=tz).astimezone(UTC)


def _ends_wrong(first: Moment, last: Moment, backwards: bool) -> Problem:
    code = "EVENT_END_BEFORE_START" if backwards else "EVENT_DURATION_TOO_LONG"
    return _problem(code, start=_iso(first), end=_iso(last))


def _extra(moment: Moment | tuple[Moment, str], tz: tzinfo, *, all_day: bool) -> str:
    if isinstance(moment, tuple):
        begin, duration = moment
        length = parse_duration(duration)
        written = _iso(_moment(begin, tz, all_day=all_day))
        return written if length is None or all_day else f"{written}/{length}"
    return _iso(_moment(moment, tz, all_day=all_day))


def _exception(moment: Moment, tz: tzinfo, *, all_day: bool) -> str:
    if not all_day and not isinstance(moment, datetime):
        return moment.isoformat()
    return _iso(_moment(moment, tz, all_day=all_day))


def _override(change: Override, first: Moment, tz: tzinfo, *, all_day: bool) -> dict[str, Json] | Problem:
    recurrence = _moment(change.recurrence, tz, all_day=all_day)
    if isinstance(first, datetime) and not isinstance(change.recurrence, datetime):
        # A mere date as RECURRENCE-ID of a timed event, as some calendars write it, means that day's own.
        recurrence = datetime.combine(change.recurrence, first.time())
    written: dict[str, Json] = {"id": _iso(recurrence)}
    if change.start is not None:
        moved_all_day = not isinstance(change.start, datetime)
        length = _length(change.start, change.end, change.duration, tz, all_day=moved_all_day)
        if isinstance(length, Problem):
            return length
        written["start"] = _iso(_moment(change.start, tz, all_day=moved_all_day))
        written["duration"] = None if length is None else str(length)
    if change.future:
        written["future"] = True
    if change.status is not None:
        written["status"] = change.status.value
    if change.name is not None:
        written["name"] = change.name
    if change.location is not None:
        written["location"] = change.location
    return written


def _iso(moment: Moment) -> str:
    return moment.isoformat()


def _problem(code: str, **parameters: str) -> Problem:
    return Problem(Severity.ERROR, code, path="schedule", parameters=parameters)
