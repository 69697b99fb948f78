"""Dates and times as calendars write them, read in the zone that each means.

A TZID is looked up by name; where no list knows the name, the calendar's own VTIMEZONE is compared with the known
zones, and kept as it is where none goes the same. Floating times stand in the calendar's zone: its
X-WR-TIMEZONE, or the source's.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final

from datasources.connectors.icalendar.components import Calendar, Component
from datasources.connectors.icalendar.lines import Line
from datasources.drafts import Json
from datasources.recurrence.moments import Duration, parse_date, parse_datetime, parse_duration
from datasources.recurrence.zones import Observance, custom_zone, describe, iana_name, observed_rule
from datasources.timezones import zone, zone_name


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone by name, with its description where no list knows it."""

    name: str
    tz: tzinfo
    custom: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class At:
    """A moment as written: a day, or a local time in `zone`; `zulu` tells that it was written in UTC. `duration`
    is that of a PERIOD."""

    value: date | datetime
    zone: Zone
    zulu: bool = False
    duration: Duration | None = None

    @property
    def is_day(self) -> bool:
        return not isinstance(self.value, datetime)

    def moment(self) -> date | datetime:
        """The day, or the time as an instant."""
        if isinstance(self.value, datetime):
            return self.value if self.value.tzinfo is not None else self.value.replace(tzinfo=self.zone.tz)
        return self.value

    def local(self) -> date | datetime:
        """The day, or the time on its zone's clock."""
        if isinstance(self.value, datetime) and self.value.tzinfo is not None:
            return self.value.astimezone(self.zone.tz).replace(tzinfo=None)
        return self.value


class Zones:
    """The zones of one calendar: `floating` is that of times without one; `shown`, an IANA zone, that of whole days and
    of times in UTC or in a zone that only this calendar knows. `unknown` collects the names that nobody knows, with the
    line of the first use."""

    def __init__(self, calendar: Calendar, default: Zone) -> None:
        stated = calendar.properties.get("X-WR-TIMEZONE")
        self._described = calendar.zones
        self._found: dict[str, Zone | None] = {}
        self.unknown: dict[str, int] = {}
        self.floating = (self._find(stated.value) if stated is not None else None) or default
        # Programs that know no zone of their own say UTC; a day is then the reader's, not Greenwich's.
        unfit = self.floating.custom is not None or self.floating.name in _NO_ZONE
        self.shown = default if unfit else self.floating
        if stated is not None and self._found.get(stated.value.strip()) is None and stated.value.strip():
            self.unknown[stated.value.strip()] = stated.number

    def read(self, line: Line) -> list[At] | None:
        """The moments of a line such as DTSTART, EXDATE or RDATE; None when one of them is none."""
        moments: list[At] = []
        local = self._zone_of(line)
        for text in line.value.split(","):
            moment = _read(text.strip(), local, self.shown)
            if moment is None:
                return None
            moments.append(moment)
        return moments

    def _zone_of(self, line: Line) -> Zone:
        name = line.parameters.get("TZID", "").strip()
        if not name:
            return self.floating
        found = self._find(name)
        if found is None:
            self.unknown.setdefault(name, line.number)
            return self.floating
        return found

    def _find(self, text: str) -> Zone | None:
        name = text.strip()
        if name not in self._found:
            self._found[name] = named_zone(name) or self._own(name)
        return self._found[name]

    def _own(self, name: str) -> Zone | None:
        described = self._described.get(name)
        if described is None:
            return None
        location = described.first("X-LIC-LOCATION")
        if location is not None and (known := named_zone(location.value)) is not None:
            return known
        observances = [observance for part in described.parts if (observance := _observance(part)) is not None]
        iana = iana_name(observances)
        if iana is not None:
            return named_zone(iana)
        description = describe(observances)
        tz = custom_zone(description)
        return None if tz is None else Zone(name, tz, description)


def named_zone(text: str) -> Zone | None:
    """The zone that a name means to everyone."""
    name = zone_name(text)
    tz = zone(name) if name is not None else None
    return None if name is None or tz is None else Zone(name, tz)


_SHORT_TIME = re.compile(r"^(\d{8}T\d{4})(Z?)$", re.ASCII)
_OFFSET = re.compile(r"^([+-])(\d{2})(\d{2})(\d{2})?$", re.ASCII)
_MAX_SINGLES: Final = 500
_NO_ZONE: Final = frozenset({"UTC", "Etc/UTC", "GMT", "Etc/GMT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"})


def _read(text: str, local: Zone, shown: Zone) -> At | None:
    begin, slash, rest = text.upper().partition("/")
    day = parse_date(begin)
    if day is not None:
        return At(day, shown)
    short = _SHORT_TIME.match(begin)
    time = parse_datetime(f"{short[1]}00{short[2]}" if short is not None else begin)
    if time is None:
        return None
    zulu = time.tzinfo is not None
    if not slash:
        return At(time, local, zulu=zulu)
    duration = parse_duration(rest)
    end = parse_datetime(rest)
    if duration is None and end is not None and (end.tzinfo is None) == (time.tzinfo is None) and end >= time:
        duration = Duration(0, int((end - time).total_seconds()))
    return At(time, local, zulu=zulu, duration=duration)


def _observance(part: Component) -> Observance | None:
    start, before, after = part.first("DTSTART"), part.first("TZOFFSETFROM"), part.first("TZOFFSETTO")
    if start is None or before is None or after is None:
        return None
    begins, offset_from, offset_to = parse_datetime(start.value.strip()), _offset(before.value), _offset(after.value)
    if begins is None or offset_from is None or offset_to is None:
        return None
    rule = part.first("RRULE")
    singles = [
        single.replace(tzinfo=None)
        for line in part.all("RDATE")
        for text in line.value.split(",")[:_MAX_SINGLES]
        if (single := parse_datetime(text.strip())) is not None
    ]
    return Observance(
        start=begins.replace(tzinfo=None),
        offset_from=offset_from,
        offset_to=offset_to,
        rule=observed_rule(rule.value) if rule is not None else None,
        singles=tuple(singles[:_MAX_SINGLES]),
    )


def _offset(text: str) -> int | None:
    match = _OFFSET.match(text.strip())
    if match is None:
        return None
    seconds = int(match[2]) * 3_600 + int(match[3]) * 60 + int(match[4] or 0)
    return -seconds if match[1] == "-" else seconds
