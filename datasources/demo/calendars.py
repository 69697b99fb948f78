"""Sixty calendars of the demo district, as exported by many hands: zones, floating times, odd encodings, moved dates.

    BEGIN:VEVENT
    UID:chorprobe@mgv-eisvogel-ettringen.example
    DTSTART;TZID=Europe/Berlin:20260115T200000
    RRULE:FREQ=WEEKLY;BYDAY=TH;UNTIL=20271219T225959Z
    EXDATE;TZID=Europe/Berlin:20260402T200000,…        school holidays
    END:VEVENT
    BEGIN:VEVENT                                       one date of the series, moved or cancelled
    RECURRENCE-ID;TZID=Europe/Berlin:20260507T200000

What is odd in which calendar stands in `Manner`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import Final
from zoneinfo import ZoneInfo

from datasources.demo.district import Organization
from datasources.demo.programme import FEASTS, SCHOOL_HOLIDAYS, SERIES, Feast, Series
from datasources.folding import slug

CALENDARS: Final = {
    "rathaus": 4,
    "familie": 4,
    "buecherei": 7,
    "kirche": 5,
    "feuerwehr": 8,
    "pflege": 2,
    "schule": 2,
    "turnverein": 6,
    "fussball": 4,
    "chor": 5,
    "blasmusik": 3,
    "karneval": 3,
    "wandern": 2,
    "heimat": 1,
    "natur": 1,
    "nachbarschaft": 1,
    "jugend": 1,
    "kirmes": 1,
}
"""How many of each kind keep a calendar: sixty in all."""

YEARS: Final = (2026, 2027)
LAST_DAY: Final = date(2027, 12, 19)

_BERLIN = ZoneInfo("Europe/Berlin")
_UTC = ZoneInfo("UTC")
_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SATURDAY: Final = 5
_LINE_OCTETS: Final = 75


class Manner(Enum):
    """How a calendar was made, beyond the ordinary."""

    ORDINARY = auto()
    WINDOWS_ZONE = auto()
    FLOATING = auto()
    UTC = auto()
    CP1252 = auto()
    LINE_FEEDS = auto()
    RDATES = auto()
    THIS_AND_FUTURE = auto()
    NO_START = auto()
    """Broken on purpose: a date without DTSTART."""


_MANNERS: Final = {
    5: Manner.WINDOWS_ZONE,
    11: Manner.FLOATING,
    17: Manner.UTC,
    23: Manner.CP1252,
    29: Manner.NO_START,
    37: Manner.RDATES,
    41: Manner.THIS_AND_FUTURE,
    53: Manner.LINE_FEEDS,
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar: whose it is, and its file."""

    key: str
    name: str
    organization: Organization
    manner: Manner
    content: bytes


def calendars(organizations: Iterable[Organization]) -> tuple[Calendar, ...]:
    """The sixty calendars, in the order of `CALENDARS`."""
    listed = tuple(organizations)
    owners = [each for kind, count in CALENDARS.items() for each in [one for one in listed if one.kind == kind][:count]]
    return tuple(_calendar(each, _MANNERS.get(number, Manner.ORDINARY)) for number, each in enumerate(owners))


def event_uid(title: str, organization: Organization, suffix: str = "") -> str:
    """The UID of an event, by which opportunities name it."""
    return f"{slug(title)}{suffix}@{organization.key}.example"


def feast_day(feast: Feast, year: int) -> date:
    """The day of a feast in a year."""
    days = [
        day
        for day in (date(year, feast.month, 1) + timedelta(days=offset) for offset in range(31))
        if day.month == feast.month and day.weekday() == feast.weekday
    ]
    return days[feast.nth - 1 if feast.nth > 0 else feast.nth]


def series_days(series: Series) -> list[date]:
    """The days of a series before breaks, first to last."""
    parts = dict(part.split("=", 1) for part in series.rule.split(";"))
    by_day = parts["BYDAY"].split(",")
    first = date(2026, 1, 12)
    days = [first + timedelta(days=offset) for offset in range((LAST_DAY - first).days + 1)]
    if parts["FREQ"] == "MONTHLY":
        return [day for day in days if _names(day) & set(by_day)]
    interval = int(parts.get("INTERVAL", "1"))
    return [day for day in days if _WEEKDAYS[day.weekday()] in by_day and (day - first).days // 7 % interval == 0]


def pauses(day: date) -> bool:
    """Whether school is out."""
    return any(start <= day.isoformat() <= end for start, end in SCHOOL_HOLIDAYS)


def _names(day: date) -> set[str]:
    """How a monthly rule may name a day: "2TU", and "-1FR" where it is the month's last."""
    weekday = _WEEKDAYS[day.weekday()]
    last = {f"-1{weekday}"} if (day + timedelta(days=7)).month != day.month else set()
    return {f"{(day.day - 1) // 7 + 1}{weekday}"} | last


def _calendar(organization: Organization, manner: Manner) -> Calendar:
    writer = _Writer(organization, manner)
    writer.write()
    ending = "\n" if manner is Manner.LINE_FEEDS else "\r\n"
    text = "".join(part + ending for line in writer.lines for part in _folded(line, ending))
    return Calendar(
        key=f"kalender-{organization.key}"[:63].rstrip("-"),
        name=f"Kalender: {organization.short}",
        organization=organization,
        manner=manner,
        content=text.encode("cp1252" if manner is Manner.CP1252 else "utf-8"),
    )


@dataclass(slots=True)
class _Writer:
    """Writes the lines of one calendar."""

    organization: Organization
    manner: Manner
    lines: list[str] = field(default_factory=list)

    def write(self) -> None:
        kind = self.organization.kind
        self.lines += ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Musterkreis//Demo-Kalender//DE"]
        self.lines += [f"X-WR-CALNAME:{_escaped(self.organization.short)}"]
        match self.manner:
            case Manner.FLOATING:
                self.lines += ["X-WR-TIMEZONE:Europe/Berlin"]
            case Manner.WINDOWS_ZONE:
                self.lines += _zone("W. Europe Standard Time")
            case Manner.UTC:
                pass
            case _:
                self.lines += _zone("Europe/Berlin")
        for number, series in enumerate(SERIES.get(kind, ())):
            if self.manner is not Manner.UTC:
                self._series(series, number)
        for number, feast in enumerate(FEASTS.get(kind, ())):
            for year in YEARS:
                self._feast(feast, year, number)
        if self.manner is Manner.NO_START:
            self._event("Ausflug", "", self._text("Termin folgt.", "Ehrenamt"), [])
        self.lines += ["END:VCALENDAR"]

    def _series(self, series: Series, number: int) -> None:
        days = series_days(series)
        start = time.fromisoformat(series.at)
        length = timedelta(minutes=series.minutes)
        left_out = [day for day in days if series.breaks and pauses(day)]
        held = [day for day in days if day not in left_out]
        until = _BERLIN_until if self.manner is not Manner.FLOATING else f"{LAST_DAY:%Y%m%d}T235959"
        rule = [f"RRULE:{series.rule};UNTIL={until}"]
        if left_out:
            rule.append(self._moments("EXDATE", [datetime.combine(day, start) for day in left_out]))
        if self.manner is Manner.RDATES and number == 0:
            extra = [date(2026, 5, 16), date(2027, 5, 22)]
            rule.append(self._moments("RDATE", [datetime.combine(day, start) for day in extra]))
        text = self._text(series.text, series.topics)
        uid = event_uid(series.title, self.organization)
        first = datetime.combine(days[0], start)
        self._event(series.title, uid, text, [*self._span(first, first + length), *rule])

        moved = datetime.combine(held[5 + number], start)
        later = moved + timedelta(days=1 if moved.weekday() < _SATURDAY else -1, minutes=30)
        change = [self._moments("RECURRENCE-ID", [moved]), *self._span(later, later + length)]
        self._event(f"{series.title} (verlegt)", uid, text, change)
        dropped = datetime.combine(held[-4 - number], start)
        change = [self._moments("RECURRENCE-ID", [dropped]), *self._span(dropped, dropped + length), "STATUS:CANCELLED"]
        self._event(series.title, uid, text, change)
        if self.manner is Manner.THIS_AND_FUTURE and number == 0:
            turn = datetime.combine(held[len(held) // 2], start)
            later = turn + timedelta(minutes=30)
            marker = self._moments("RECURRENCE-ID;RANGE=THISANDFUTURE", [turn])
            self._event(series.title, uid, text, [marker, *self._span(later, later + length)])

    def _feast(self, feast: Feast, year: int, number: int) -> None:
        day = feast_day(feast, year)
        uid = event_uid(feast.title, self.organization, f"-{year}")
        if feast.days:
            end = day + timedelta(days=feast.days)
            span = [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]
        else:
            start = datetime.combine(day, time.fromisoformat(feast.at))
            span = self._span(start, start + timedelta(minutes=feast.minutes))
        last_year = year == YEARS[-1]
        some = len(self.organization.key) % 3
        if last_year and number == 1 and some == 0:
            span.append("STATUS:TENTATIVE")
        elif not last_year and number == 2 and some == 1:
            span.append("STATUS:CANCELLED")
        text = self._text(feast.text, feast.topics)
        if not feast.free:
            text[0] += r"\n\nEintritt: 8 Euro\, ermäßigt 5 Euro."
        self._event(feast.title, uid, text, [*span, f"URL:{self.organization.website}{slug(feast.title)}"])

    def _text(self, text: str, topics: str) -> list[str]:
        owner = self.organization
        where = f"{owner.hall}, {owner.street}, {owner.postal_code} {owner.place}"
        lines = [f"LOCATION:{_escaped(where)}", f"GEO:{owner.lat:.5f};{owner.lon:.5f}", f"CATEGORIES:{topics}"]
        return [f"DESCRIPTION:{_escaped(text or owner.text)}", *lines]

    def _event(self, title: str, uid: str, text: list[str], times: list[str]) -> None:
        uid = uid or event_uid(title, self.organization)
        self.lines += ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260105T090000Z", *times]
        self.lines += [f"SUMMARY:{_escaped(title)}", *text, "END:VEVENT"]

    def _span(self, start: datetime, end: datetime) -> list[str]:
        return [self._moments("DTSTART", [start]), self._moments("DTEND", [end])]

    def _moments(self, name: str, moments: list[datetime]) -> str:
        """A property of local times, in the calendar's manner."""
        match self.manner:
            case Manner.FLOATING:
                return f"{name}:" + ",".join(f"{each:%Y%m%dT%H%M%S}" for each in moments)
            case Manner.UTC:
                instants = [each.replace(tzinfo=_BERLIN).astimezone(_UTC) for each in moments]
                return f"{name}:" + ",".join(f"{each:%Y%m%dT%H%M%SZ}" for each in instants)
            case Manner.WINDOWS_ZONE:
                zone = "W. Europe Standard Time"
            case _:
                zone = "Europe/Berlin"
        return f"{name};TZID={zone}:" + ",".join(f"{each:%Y%m%dT%H%M%S}" for each in moments)


_BERLIN_until: Final = f"{datetime.combine(LAST_DAY, time(23, 59, 59), _BERLIN).astimezone(_UTC):%Y%m%dT%H%M%SZ}"


def _zone(name: str) -> list[str]:
    rules = [
        ("DAYLIGHT", "19700329T020000", "3", "+0100", "+0200", "CEST"),
        ("STANDARD", "19701025T030000", "10", "+0200", "+0100", "CET"),
    ]
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}"]
    for kind, start, month, before, after, short in rules:
        lines += [f"BEGIN:{kind}", f"DTSTART:{start}", f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY=-1SU"]
        lines += [f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", f"TZNAME:{short}", f"END:{kind}"]
    return [*lines, "END:VTIMEZONE"]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")


def _folded(line: str, ending: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, those after the first begun with a space (RFC 5545, 3.1)."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > _LINE_OCTETS:
            yield piece
            piece = " "
        piece += character
    yield piece
