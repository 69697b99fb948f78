"""The names that calendars give to zones of time, and the IANA zone each means.

    zone_name("Europe/Berlin")                             "Europe/Berlin"
    zone_name("W. Europe Standard Time")                   Windows: "Europe/Berlin"
    zone_name("/freeassociation.sourceforge.net/Europe/Berlin")
    zone_name("(UTC+01:00) Amsterdam, Berlin, Bern, Rom")  Outlook shows its zones so
    zone_name("GMT+0100")                                  a fixed offset: "Etc/GMT-1"
    zone_name("Customized Time Zone")                      None: only the calendar itself can tell

Zones that only their calendar describes (VTIMEZONE) are read in `datasources.recurrence.zones`.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

DEFAULT_TIMEZONE: Final = "Europe/Berlin"
MAX_NAME_CHARS: Final = 200

_OTHER: Final[Mapping[str, str]] = {
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "cest": "Europe/Berlin",
    "deutschland": "Europe/Berlin",
    "europe/germany": "Europe/Berlin",
    "western/central europe": "Europe/Berlin",
    "eastern time (us & canada)": "America/New_York",
    "central time (us & canada)": "America/Chicago",
    "mountain time (us & canada)": "America/Denver",
    "pacific time (us & canada)": "America/Los_Angeles",
    "z": "UTC",
}
_FIXED = re.compile(r"^(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?$", re.IGNORECASE | re.ASCII)
_SHOWN_OFFSET = re.compile(r"^\((?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?\)\s*", re.IGNORECASE | re.ASCII)
_COPY_NUMBER = re.compile(r"\s+\d{1,3}$", re.ASCII)


def zone(name: str) -> ZoneInfo | None:
    """The zone of an IANA name."""
    return ZoneInfo(name) if name in _iana() else None


@lru_cache(maxsize=1_024)
def zone_name(text: str) -> str | None:
    """The IANA name that `text` means, or None where that is not certain."""
    name = text.strip().strip("\"'").strip().replace(" and Canada", " & Canada")
    if not name or len(name) > MAX_NAME_CHARS:
        return None
    return _listed(name) or _listed(_COPY_NUMBER.sub("", name)) or _in_path(name) or _fixed(name) or _by_city(name)


@lru_cache(maxsize=1)
def _iana() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _folded() -> Mapping[str, str]:
    """IANA and Windows names and a few that people write, folded; CLDR's Windows names come with icalendar."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    windows = {name.casefold(): iana for name, iana in WINDOWS_TO_OLSON.items() if iana in _iana()}
    return {**_OTHER, **windows, **{name.casefold(): name for name in _iana()}}


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    """The last part of each IANA name, where it means one zone only."""
    cities: dict[str, list[str]] = {}
    for name in _iana():
        area, slash, city = name.rpartition("/")
        if slash and area.split("/")[0] in _AREAS:
            cities.setdefault(city.casefold(), []).append(name)
    return {city: names[0] for city, names in cities.items() if len(names) == 1}


_AREAS: Final = frozenset({"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"})


def _listed(name: str) -> str | None:
    return name if name in _iana() else _folded().get(name.casefold())


def _in_path(name: str) -> str | None:
    """`/mozilla.org/20070129_1/Europe/Berlin` and `Tzfile/Europe/Berlin`: what stands at the end."""
    parts = name.split("/")
    for length in (3, 2):
        if len(parts) > length and (found := _listed("/".join(parts[-length:]))) is not None:
            return found
    return None


def _fixed(name: str) -> str | None:
    match = _FIXED.match(name)
    if match is None or match[3] not in (None, "00") or int(match[2]) > 12:
        return None
    hours = int(match[2])
    # IANA counts these the other way round: Etc/GMT-1 is one hour ahead of Greenwich.
    return "UTC" if hours == 0 else f"Etc/GMT{'-' if match[1] == '+' else '+'}{hours}"


def _by_city(name: str) -> str | None:
    shown = _SHOWN_OFFSET.match(name)
    if shown is None and "," not in name:
        return None
    rest = name[shown.end() :] if shown is not None else name
    if (known := _listed(rest)) is not None:
        return known
    found = [_cities().get(city.strip().replace(" ", "_").casefold()) for city in rest.split(",")]
    return DEFAULT_TIMEZONE if DEFAULT_TIMEZONE in found else next((city for city in found if city is not None), None)
