"""Events of a calendar as drafts: components with one UID become one event with its changed dates.

A series stands in a calendar as several components: one with the rule, and one for each changed date (RECURRENCE-ID).
Where only changed dates are left, as in exports that are cut off, they are the event. Private entries are left out, and
of people only the organiser's name is taken: never an address, never those who attend.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from datasources.connectors.icalendar.categories import Categories
from datasources.connectors.icalendar.components import Calendar, Component
from datasources.connectors.icalendar.lines import Line, split_list, unescape
from datasources.connectors.icalendar.moments import Zone, Zones
from datasources.connectors.icalendar.places import place, point, web_url
from datasources.connectors.icalendar.timing import Told, read_recurrence, read_schedule, read_span
from datasources.connectors.markdown import from_html, from_plain, one_line
from datasources.declarations import SourceDeclaration
from datasources.drafts import Draft, Json
from datasources.problems import Problem
from datasources.recurrence import Override
from datasources.recurrence.moments import Moment
from datasources.recurrence.schedule import MAX_EVENT_DURATION
from datasources.vocabulary import EventAttendanceMode, EventStatus, RecordKind, Severity

MAX_NAME_CHARS: Final = 500
MAX_UID_CHARS: Final = 255
MAX_IMAGES: Final = 10
MAX_CHANGES: Final = 5_000
"""Changed dates of one event."""

_STATUS: Final[Mapping[str, EventStatus]] = {
    "CONFIRMED": EventStatus.SCHEDULED,
    "TENTATIVE": EventStatus.TENTATIVE,
    "CANCELLED": EventStatus.CANCELLED,
    "CANCELED": EventStatus.CANCELLED,
}
_PRIVATE: Final = frozenset({"PRIVATE", "CONFIDENTIAL"})
_MAIL = re.compile(r"\S+@\S+\.\S+|^mailto:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A component with the calendar that it stands in."""

    component: Component
    calendar: Calendar
    zones: Zones

    def text(self, name: str) -> str:
        line = self.component.first(name)
        return "" if line is None else unescape(line.value)

    @property
    def private(self) -> bool:
        return self.text("CLASS").strip().upper() in _PRIVATE or "CLASS" in self.component.too_long

    @property
    def changes_a_date(self) -> bool:
        return self.component.first("RECURRENCE-ID") is not None or "RECURRENCE-ID" in self.component.too_long


def read_events(
    calendars: Sequence[Calendar], declaration: SourceDeclaration, default: Zone, categories: Categories
) -> Iterator[Draft | Problem]:
    """A draft for each event, with the problems it has, in the order of the source."""
    groups: dict[str, list[_Entry]] = {}
    every_zones: list[Zones] = []
    for calendar in calendars:
        zones = Zones(calendar, default)
        every_zones.append(zones)
        for component in calendar.events:
            entry = _Entry(component, calendar, zones)
            groups.setdefault(_uid(entry), []).append(entry)
    for uid, entries in groups.items():
        told = Told(uid)
        draft = _event(uid, entries, declaration, categories, told)
        yield from told.problems
        if draft is not None:
            yield draft
    for zones in every_zones:
        for name, number in zones.unknown.items():
            yield Problem(
                Severity.WARNING,
                "CALENDAR_TIMEZONE_UNKNOWN",
                path="schedule",
                line=number,
                parameters={"timezone": name, "used": zones.floating.name},
            )


def _uid(entry: _Entry) -> str:
    """The event's id at its source. One without UID is known by what makes it the same event to a reader."""
    uid = one_line(entry.text("UID"))
    if uid and len(uid) <= MAX_UID_CHARS:
        return uid
    lines = (entry.component.first(name) for name in ("DTSTART", "SUMMARY", "RRULE", "LOCATION"))
    told = uid or "\n".join("" if line is None else line.value for line in lines)
    return f"derived-{hashlib.sha256(told.encode('utf-8', 'replace')).hexdigest()[:32]}"


def _event(
    uid: str, entries: list[_Entry], declaration: SourceDeclaration, categories: Categories, told: Told
) -> Draft | None:
    masters = [entry for entry in entries if not entry.changes_a_date]
    changes = [entry for entry in entries if entry.changes_a_date]
    master = _latest(masters, told) if masters else None
    if (master or entries[0]).private:
        told.problems = [
            Problem(Severity.INFO, "EVENT_PRIVATE", record=uid, line=(master or entries[0]).component.number)
        ]
        return None
    overrides, without = _changes(changes[:MAX_CHANGES], master, told)
    if len(changes) > MAX_CHANGES:
        number = changes[MAX_CHANGES].component.number
        told.tell(Severity.WARNING, "SCHEDULE_TOO_LARGE", number, part="RECURRENCE-ID", limit=str(MAX_CHANGES))
    if master is None:
        master = _stand_in(changes, overrides)
        if master is None:
            told.problems.clear()
            told.tell(Severity.ERROR, "RECURRENCE_ID_INVALID", entries[0].component.number)
            return None
    name = one_line(master.text("SUMMARY"))[:MAX_NAME_CHARS]
    if not name:
        number = master.component.number
        told.problems.append(Problem(Severity.ERROR, "EVENT_NAME_MISSING", record=uid, path="name", line=number))
        return None
    schedule = read_schedule(master.component, overrides, without, master.zones, told)
    if schedule is None:
        return None
    fields: dict[str, Json] = {"uid": uid, "name": name, "schedule": schedule}
    fields.update(_said(master, declaration, told))
    lines = master.component.all("CATEGORIES")
    topics = categories.topics((line.number, text) for line in lines for text in split_list(line.value))
    if topics:
        fields["categories"] = list(topics)
    return Draft(RecordKind.EVENT, uid, fields, line=master.component.number)


def _latest(entries: list[_Entry], told: Told) -> _Entry:
    """Of several components for one thing that with the highest SEQUENCE, then the latest DTSTAMP, then the last."""
    if len(entries) == 1:
        return entries[0]
    ordered = sorted(enumerate(entries), key=lambda item: (*_age(item[1]), item[0]))
    chosen = ordered[-1][1]
    told.tell(Severity.INFO, "UID_DUPLICATE", chosen.component.number, count=str(len(entries)))
    return chosen


def _age(entry: _Entry) -> tuple[int, str]:
    sequence = entry.text("SEQUENCE").strip()
    return (
        int(sequence) if sequence.isascii() and sequence.isdigit() and len(sequence) < 10 else 0,
        max(entry.text("DTSTAMP").strip(), entry.text("LAST-MODIFIED").strip()),
    )


def _changes(entries: list[_Entry], master: _Entry | None, told: Told) -> tuple[list[Override], list[Moment]]:
    """The changed dates of a series, and those that it is without because they are private."""
    latest: dict[tuple[Moment, bool], _Entry] = {}
    for entry in sorted(entries, key=_age):
        recurrence = read_recurrence(entry.component, entry.zones)
        if recurrence is None:
            told.tell(Severity.WARNING, "RECURRENCE_ID_INVALID", entry.component.number)
            continue
        latest[recurrence[0].moment(), recurrence[1]] = entry
    overrides: list[Override] = []
    without: list[Moment] = []
    for (moment, future), entry in latest.items():
        if entry.private:
            without.append(moment)
            continue
        override = _override(entry, moment, future, master, told)
        if override is not None:
            overrides.append(override)
    return overrides, without


def _override(entry: _Entry, moment: Moment, future: bool, master: _Entry | None, told: Told) -> Override | None:
    span = read_span(entry.component, entry.zones, told)
    if span is None and entry.component.first("DTSTART") is not None:
        told.tell(Severity.WARNING, "EVENT_START_INVALID", entry.component.number)
        return None
    name = one_line(entry.text("SUMMARY"))[:MAX_NAME_CHARS]
    where = _place(entry)
    start, end = (span.start.moment(), span.end) if span is not None else (None, None)
    duration = span.duration if span is not None else None
    if start is not None and end is not None and (code := _end_problem(start, end)) is not None:
        told.tell(Severity.WARNING, code, entry.component.number, start=str(start), end=str(end))
        end = None
    return Override(
        recurrence=moment,
        start=start,
        end=end,
        duration=duration,
        future=future,
        status=_status(entry),
        name=name if name and (master is None or name != one_line(master.text("SUMMARY"))[:MAX_NAME_CHARS]) else None,
        location=where if where is not None and (master is None or where != _place(master)) else None,
    )


def _end_problem(start: Moment, end: Moment) -> str | None:
    if isinstance(start, datetime):
        span = end - start if isinstance(end, datetime) else timedelta()
    else:
        span = timedelta() if isinstance(end, datetime) else end - start
    if span < timedelta():
        return "EVENT_END_BEFORE_START"
    return "EVENT_DURATION_TOO_LONG" if span > MAX_EVENT_DURATION else None


def _stand_in(changes: list[_Entry], overrides: list[Override]) -> _Entry | None:
    """The event that changed dates without a series are: the first one's words, all their dates."""
    dated: list[tuple[datetime, _Entry]] = []
    for entry in changes:
        recurrence = read_recurrence(entry.component, entry.zones)
        if recurrence is not None and not entry.private:
            moment = recurrence[0].moment()
            instant = (
                moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
            )
            dated.append((instant, entry))
    if not dated or not overrides:
        return None
    dated.sort(key=lambda item: item[0])
    first = dated[0][1]
    several = len({instant for instant, _ in dated}) > 1
    lines = [
        line
        for line in first.component.lines
        if line.name not in _OF_ONE_DATE and not (several and line.name == "STATUS")
    ]
    for place_in_series, (_, entry) in enumerate(dated):
        line = entry.component.first("RECURRENCE-ID")
        assert line is not None
        lines.append(replace(line, name="RDATE" if place_in_series else "DTSTART"))
    return replace(first, component=Component("VEVENT", first.component.number, lines))


_OF_ONE_DATE: Final = frozenset({"DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RRULE", "RDATE", "EXDATE", "EXRULE"})


# What an event says besides its dates


def _said(entry: _Entry, declaration: SourceDeclaration, told: Told) -> Iterator[tuple[str, Json]]:
    status = _status(entry)
    if status is not None:
        yield "status", status.value
    description = _description(entry)
    if description:
        yield "description", description
    where, virtual = _place(entry), _virtual(entry)
    if where is not None:
        yield "location", where
    if virtual is not None:
        yield "virtualLocation", virtual
        mode = EventAttendanceMode.MIXED if where is not None else EventAttendanceMode.ONLINE
        yield "attendanceMode", mode.value
    organizer = entry.component.first("ORGANIZER")
    if organizer is not None:
        name = one_line(organizer.parameters.get("CN", ""))[:MAX_NAME_CHARS]
        if name and not _MAIL.search(name):
            yield "organizerName", name
    if declaration.organizer is not None:
        yield "organizer", declaration.organizer
    line = entry.component.first("URL")
    if line is not None and line.value.strip():
        url = web_url(line.value)
        if url is not None:
            yield "url", url
        elif not line.value.startswith(("mailto:", "message:")):
            told.problems.append(
                Problem(Severity.INFO, "EVENT_URL_INVALID", record=told.record, path="url", line=line.number)
            )
    images = _images(entry)
    if images:
        yield "images", images


def _status(entry: _Entry) -> EventStatus | None:
    method = entry.calendar.properties.get("METHOD")
    if method is not None and method.value.strip().upper() == "CANCEL":
        return EventStatus.CANCELLED
    return _STATUS.get(entry.text("STATUS").strip().upper())


def _description(entry: _Entry) -> str:
    """HTML where the calendar has it, which says what is a heading and what a list; else the plain text."""
    for line in entry.component.all("X-ALT-DESC"):
        if line.parameters.get("FMTTYPE", "text/html").lower() == "text/html":
            text = from_html(unescape(line.value))
            if text:
                return text
    for line in entry.component.all("STYLED-DESCRIPTION"):
        if line.parameters.get("FMTTYPE", "").lower() == "text/html":
            text = from_html(unescape(line.value))
            if text:
                return text
    return from_plain(entry.text("DESCRIPTION"))


def _place(entry: _Entry) -> dict[str, Json] | None:
    geo = entry.component.first("GEO")
    text = entry.text("LOCATION").strip()
    return place("" if web_url(text) is not None else text, point(geo.value) if geo is not None else None)


def _virtual(entry: _Entry) -> str | None:
    """A room on the web: CONFERENCE (RFC 7986), what Google and Microsoft write instead, or an address as LOCATION."""
    conference: Line | None
    for conference in entry.component.all("CONFERENCE"):
        url = web_url(conference.value)
        if url is not None:
            return url
    for name in ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL"):
        conference = entry.component.first(name)
        if conference is not None and (url := web_url(conference.value)) is not None:
            return url
    return web_url(entry.text("LOCATION"))


def _images(entry: _Entry) -> list[Json]:
    """IMAGE (RFC 7986) and attached images, by address: what is written into the calendar itself is left out."""
    urls: dict[str, None] = {}
    for line in (*entry.component.all("IMAGE"), *entry.component.all("ATTACH")):
        kind = line.parameters.get("FMTTYPE", "").lower()
        url = web_url(line.value)
        if url is not None and (kind.startswith("image/") or (line.name == "IMAGE" and not kind)):
            urls[url] = None
    return [{"url": url} for url in list(urls)[:MAX_IMAGES]]
