"""An event's schedule: DTSTART, DTEND, DURATION, RRULE, RDATE, EXDATE and the changed dates of its series.

What cannot be followed costs as little as it can: a rule that is none leaves the first date and the single ones, an
end before the start leaves the start, a changed date that cannot be read leaves the date as the rule gives it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

from datasources.connectors.icalendar.components import Component
from datasources.connectors.icalendar.lines import Line
from datasources.connectors.icalendar.moments import At, Zone, Zones
from datasources.drafts import Json
from datasources.problems import Problem
from datasources.recurrence import Override, normal_rule, schedule
from datasources.recurrence.moments import Moment, parse_duration
from datasources.recurrence.schedule import MAX_MOMENTS, starts_by_rule
from datasources.recurrence.schedule import read_schedule as read_stored
from datasources.vocabulary import Severity

_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Told:
    """The problems of one event, with the event's id."""

    record: str
    problems: list[Problem] = field(default_factory=list)

    def tell(self, severity: Severity, code: str, line: int, **parameters: str) -> None:
        self.problems.append(
            Problem(severity, code, record=self.record, path="schedule", line=line, parameters=parameters)
        )

    def hand_on(self, problem: Problem, severity: Severity, line: int) -> None:
        """A problem that was seen without knowing whose it is."""
        self.tell(severity, problem.code, line, **problem.parameters)


@dataclass(frozen=True, slots=True)
class Span:
    """When one component takes place: its start, and its end as `schedule` wants it (of all-day ones the last day)."""

    start: At
    end: Moment | None
    duration: str | None


def read_schedule(
    event: Component, changes: Sequence[Override], without: Sequence[Moment], zones: Zones, told: Told
) -> dict[str, Json] | None:
    """The SCHEDULE of an event with its changed dates and those that are `without` it; None, and an ERROR, for an event
    whose start cannot be read."""
    span = read_span(event, zones, told)
    if span is None:
        told.tell(Severity.ERROR, *_no_start(event))
        return None
    if _series_left_out(event, told):
        rules, extra, exceptions = list[str](), list[Moment | tuple[Moment, str]](), list[Moment]()
    else:
        rules = _rules(event, told)
        extra = list(_extra(event, zones, told))
        exceptions = [at.moment() for line in event.all("EXDATE") for at in _moments(line, zones, told)]
    without = [*exceptions, *without]
    return _write(event, span, rules=rules, extra=extra, without=without, changes=changes, shown=zones.shown, told=told)


def read_span(event: Component, zones: Zones, told: Told) -> Span | None:
    """Start and end of a component; None when its start cannot be read."""
    line = event.first("DTSTART")
    starts = zones.read(line) if line is not None else None
    if line is None or starts is None:
        return None
    start = starts[0]
    if start.duration is not None:
        return Span(start, None, str(start.duration))
    end_line, duration_line = event.first("DTEND"), event.first("DURATION")
    for name in ("DTEND", "DURATION"):
        if name in event.too_long:
            told.tell(Severity.WARNING, "EVENT_END_LEFT_OUT", event.too_long[name], property=name)
    if end_line is None:
        if duration_line is None:
            return Span(start, None, None)
        duration = duration_line.value.strip()
        if parse_duration(duration) is None:
            told.tell(Severity.WARNING, "EVENT_DURATION_INVALID", duration_line.number, duration=duration)
            return Span(start, None, None)
        return Span(start, None, duration)
    ends = zones.read(end_line)
    if ends is None:
        told.tell(Severity.WARNING, "EVENT_DATE_INVALID", end_line.number, property="DTEND", value=end_line.value)
        return Span(start, None, None)
    return Span(start, _end(start, ends[0]), None)


def _end(start: At, end: At) -> Moment:
    """DTEND as `schedule` wants it. A day is exclusive: the day before is the last, but never before the first."""
    local = end.local()
    if not start.is_day:
        return end.moment() if isinstance(local, datetime) else datetime.combine(local, time(), tzinfo=end.zone.tz)
    if isinstance(local, datetime):
        midnight = local.time() == time()
        local = local.date() if midnight else local.date() + _DAY
    first = start.local()
    return max(first, local - _DAY) if local >= first else local


def read_recurrence(event: Component, zones: Zones) -> tuple[At, bool] | None:
    """RECURRENCE-ID, and whether it is for all later dates too."""
    line = event.first("RECURRENCE-ID")
    moments = zones.read(line) if line is not None else None
    if line is None or not moments:
        return None
    return moments[0], line.parameters.get("RANGE", "").upper() == "THISANDFUTURE"


def _no_start(event: Component) -> tuple[str, int]:
    if "DTSTART" in event.too_long:
        return "EVENT_START_INVALID", event.too_long["DTSTART"]
    line = event.first("DTSTART")
    return ("EVENT_START_MISSING", event.number) if line is None else ("EVENT_START_INVALID", line.number)


def _series_left_out(event: Component, told: Told) -> bool:
    """Whether a line of the series is too long to be read: what is left of the series would be taken for all of it."""
    left_out = [name for name in ("RRULE", "RDATE", "EXDATE", "EXRULE") if name in event.too_long]
    for name in left_out:
        told.tell(Severity.WARNING, "EVENT_SERIES_LEFT_OUT", event.too_long[name], property=name)
    return bool(left_out)


def _rules(event: Component, told: Told) -> list[str]:
    rules: list[str] = []
    for line in event.all("RRULE"):
        rule = normal_rule(line.value)
        if isinstance(rule, Problem):
            told.hand_on(rule, Severity.WARNING, line.number)
            return []
        if rule.startswith(("FREQ=SECONDLY", "FREQ=MINUTELY")):
            told.tell(Severity.WARNING, "RRULE_TOO_FREQUENT", line.number, rule=rule)
        rules.append(rule)
    excluding = event.first("EXRULE")
    if rules and excluding is not None:
        # EXRULE was dropped from the standard in 2009. Without it the series would show dates that are none.
        told.tell(Severity.WARNING, "RRULE_UNSUPPORTED", excluding.number, rule=excluding.value, part="EXRULE")
        return []
    return rules


def _extra(event: Component, zones: Zones, told: Told) -> Iterator[Moment | tuple[Moment, str]]:
    for line in event.all("RDATE"):
        for at in _moments(line, zones, told):
            yield at.moment() if at.duration is None else (at.moment(), str(at.duration))


def _moments(line: Line, zones: Zones, told: Told) -> list[At]:
    if not line.value.strip():
        return []
    if line.value.count(",") >= MAX_MOMENTS:
        told.tell(Severity.WARNING, "SCHEDULE_TOO_LARGE", line.number, part=line.name, limit=str(MAX_MOMENTS))
        return []
    moments = zones.read(line)
    if moments is None:
        told.tell(Severity.WARNING, "EVENT_DATE_INVALID", line.number, property=line.name, value=line.value)
        return []
    return moments


def _write(
    event: Component,
    span: Span,
    *,
    rules: list[str],
    extra: list[Moment | tuple[Moment, str]],
    without: list[Moment],
    changes: Sequence[Override],
    shown: Zone,
    told: Told,
) -> dict[str, Json] | None:
    start = span.start
    name, custom = start.zone.name, start.zone.custom
    shown_in = shown.name if custom is not None else None
    begins = start.local()
    if start.zulu:
        begins = start.moment()
        assert isinstance(begins, datetime)
        repeats = bool(rules or extra or changes or without)
        # A single date in UTC is told in the calendar's zone; a rule keeps UTC's clock and is shown in the zone's.
        name, custom, shown_in = ("UTC", None, shown.name) if repeats else (shown.name, None, None)
    end, duration = span.end, span.duration
    written: dict[str, Json] | Problem | None = None
    for _ in range(3):
        written = schedule(
            start=begins,
            end=end,
            duration=duration,
            timezone=name,
            rrule=rules,
            rdate=extra,
            exdate=without,
            overrides=changes,
            shown_in=shown_in,
            custom=custom,
        )
        if not isinstance(written, Problem):
            break
        told.hand_on(written, Severity.WARNING, event.number)
        if written.code in ("EVENT_END_BEFORE_START", "EVENT_DURATION_TOO_LONG", "EVENT_DURATION_INVALID"):
            end, duration = None, None
        else:
            rules, extra, without, changes = [], [], [], []
    if isinstance(written, Problem) or written is None:
        return None
    if rules and not starts_by_rule(read_stored(written)):
        told.tell(Severity.INFO, "RRULE_START_OUTSIDE", event.number, rule=rules[0])
    return written
