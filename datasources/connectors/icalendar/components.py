"""Components of RFC 5545 (3.4): lines become calendars with events and zones, broken ones refused alone.

    BEGIN:VCALENDAR            a calendar, with its own zone (X-WR-TIMEZONE)
      BEGIN:VTIMEZONE          a zone, with observances within
      BEGIN:VEVENT             an event; what stands within it (VALARM) is passed over
    END:VCALENDAR

Tasks, journals and free/busy times are passed over. An event whose END is missing is a problem, not the end of reading;
but a source that ends while something is open is cut off, and nobody knows what would have come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from datasources.connectors.icalendar.lines import Line, Unreadable
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_EVENTS: Final = 100_000
MAX_DEPTH: Final = 8
MAX_LINES: Final = 20_000
"""Content lines that one event may have."""
MAX_ZONES: Final = 1_000
MAX_LINE_PROBLEMS: Final = 200


@dataclass(slots=True)
class Component:
    """A component as written: its lines, and for zones the observances within."""

    name: str
    number: int
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)
    too_long: dict[str, int] = field(default_factory=dict)
    "Lines of dates that were left out for their size: property and line."

    def first(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]


@dataclass(slots=True)
class Calendar:
    """One VCALENDAR: its own properties, events and the zones it describes, by TZID."""

    number: int
    properties: dict[str, Line] = field(default_factory=dict)
    events: list[Component] = field(default_factory=list)
    zones: dict[str, Component] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calendars:
    """What stands in a source; `cut_off` says that it ends in the middle."""

    calendars: list[Calendar]
    problems: list[Problem]
    cut_off: Problem | None = None


def read_components(lines: Iterable[Line | Unreadable]) -> Calendars:
    """The calendars of a source, with a problem for each line or component that could not be read."""
    reader = _Reader()
    for line in lines:
        if not reader.take(line):
            return Calendars(reader.calendars, reader.problems)
    cut_off = reader.cut_off()
    reader.finish()
    return Calendars(reader.calendars, reader.problems, cut_off)


DATES: Final = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"})
"""Properties without which nobody can say when an event is."""
_NOT_TO_BE_MISSED: Final = DATES | {"CLASS"}
_NAMED: Final = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
_KEPT: Final = frozenset({"VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"})


class _Reader:
    """The stack of open components. `None` on it is a component whose content is passed over."""

    def __init__(self) -> None:
        self.calendars: list[Calendar] = []
        self.problems: list[Problem] = []
        self._stack: list[tuple[str, Component | None]] = []
        self._events = 0
        self._zones = 0
        self._line_problems = 0
        self._open_calendar: int | None = None
        self._last = 1

    def take(self, line: Line | Unreadable) -> bool:
        """Whether to go on."""
        self._last = line.number
        if isinstance(line, Unreadable):
            self._unreadable(line)
            return True
        if line.name == "BEGIN":
            return self._begin(line)
        if line.name == "END":
            self._end(line)
            return True
        if self._stack:
            component = self._stack[-1][1]
            if component is not None and len(component.lines) < MAX_LINES:
                component.lines.append(line)
        elif self.calendars:
            self.calendars[-1].properties.setdefault(line.name, line)
        return True

    def finish(self) -> None:
        self._refuse_open()

    def cut_off(self) -> Problem | None:
        """What is open where the source ends. A missing END:VCALENDAR counts too: a program that dies between two
        events leaves exactly that behind."""
        if not self._stack and self._open_calendar is None:
            return None
        begun = [(name, kept) for name, kept in self._stack if name in _NAMED]
        component, kept = begun[-1] if begun else ("VCALENDAR", None)
        begins = kept.number if kept is not None else self._open_calendar or 1
        return _problem("CALENDAR_CUT_OFF", self._last, component=component, begins=str(begins))

    def _begin(self, line: Line) -> bool:
        name = line.value.strip().upper()
        if name == "VCALENDAR":
            self._refuse_open()
            self._open_calendar = line.number
            self.calendars.append(Calendar(line.number))
            return True
        if name == "VEVENT":
            # An event never stands within another: the one that is open lacks its END.
            self._refuse_open()
            if self._events >= MAX_EVENTS:
                self.problems.append(_problem("CALENDAR_TOO_LARGE", line.number, limit=str(MAX_EVENTS)))
                return False
            self._events += 1
        if len(self._stack) >= MAX_DEPTH:
            self.problems.append(_problem("CALENDAR_NESTING_TOO_DEEP", line.number, limit=str(MAX_DEPTH)))
            return False
        if not self.calendars:
            # Events without BEGIN:VCALENDAR are taken: the calendar around them says nothing we need.
            self.calendars.append(Calendar(line.number))
        within = self._stack[-1][1] if self._stack else None
        passed_over = name not in _KEPT or (bool(self._stack) and (within is None or within.name == "VEVENT"))
        self._stack.append((name, None if passed_over else Component(name, line.number)))
        return True

    def _end(self, line: Line) -> None:
        name = line.value.strip().upper()
        if name.startswith("VCALENDAR"):  # some files end with a control character behind it
            self._refuse_open()
            self._open_calendar = None
            return
        if not any(open_name == name for open_name, _ in self._stack):
            return
        while self._stack:
            open_name, component = self._stack.pop()
            if open_name == name:
                if component is not None:
                    self._keep(component)
                return
            self._refuse(component)

    def _keep(self, component: Component) -> None:
        if component.name == "VEVENT":
            self.calendars[-1].events.append(component)
        elif component.name == "VTIMEZONE":
            name = component.first("TZID")
            if name is not None and self._zones < MAX_ZONES:
                self._zones += 1
                self.calendars[-1].zones.setdefault(name.value.strip(), component)
        elif self._stack and (outer := self._stack[-1][1]) is not None:
            outer.parts.append(component)

    def _refuse_open(self) -> None:
        while self._stack:
            self._refuse(self._stack.pop()[1])

    def _refuse(self, component: Component | None) -> None:
        if component is not None and component.name in ("VEVENT", "VTIMEZONE"):
            self.problems.append(_problem("CALENDAR_COMPONENT_BROKEN", component.number, component=component.name))

    def _unreadable(self, line: Unreadable) -> None:
        within = self._stack[-1][1] if self._stack else None
        if self._stack and within is None:
            return
        if within is not None and within.name == "VEVENT" and line.name in _NOT_TO_BE_MISSED:
            within.too_long.setdefault(line.name, line.number)
            return
        self._line_problems += 1
        if self._line_problems > MAX_LINE_PROBLEMS:
            return
        if line.too_long:
            self.problems.append(Problem(Severity.INFO, "CALENDAR_LINE_TOO_LONG", line=line.number))
        else:
            self.problems.append(Problem(Severity.WARNING, "CALENDAR_LINE_INVALID", line=line.number))


def _problem(code: str, number: int, **parameters: str) -> Problem:
    return Problem(Severity.ERROR, code, line=number, parameters=parameters)
