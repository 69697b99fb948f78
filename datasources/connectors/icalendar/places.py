"""LOCATION and GEO as a place, and links to rooms on the web.

"Bürgerhaus, Hauptstr. 12a, 56727 Mayen"     name, street, postal code and locality
"56727 Mayen"                                postal code and locality
"Wiese hinter dem Sportplatz"                a name: what is not certain is not taken apart
"https://meet.example.org/verein"            a room on the web
"""

import re
from typing import Final

from datasources.connectors.markdown import one_line
from datasources.drafts import Json

MAX_PLACE_CHARS: Final = 500
MAX_URL_CHARS: Final = 2_000

_SEPARATOR = re.compile(r"\s*(?:[,;|]|\n)\s*|\s+[–-]\s+")
_POSTAL = re.compile(r"^(?:D-?\s?)?(\d{5})\s+([A-ZÄÖÜ][^\d,()]{1,60})$")
_STREET_AND_POSTAL = re.compile(r"^(.{3,80}?\d+\s?[a-zA-Z]?)\s+((?:D-?\s?)?\d{5}\s+[A-ZÄÖÜ][^\d,()]{1,60})$")
_STREET = re.compile(r"^[A-ZÄÖÜa-zäöü][^\d,()]{2,80}\s\d{1,4}\s?[a-zA-Z]?(?:\s?[-/+]\s?\d{1,4}\s?[a-zA-Z]?)?$")
_BRACKETS = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_GERMANY = re.compile(r"(?:\s*[,;\n]\s*|\s+[–-]\s+)(?:Deutschland|Germany|DE|D)\s*$", re.IGNORECASE)
_URL = re.compile(r"^https?://[^\s<>\"]+$", re.IGNORECASE)
_GEO = re.compile(r"^\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[;,]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*$")


def web_url(text: str) -> str | None:
    """`text` as an absolute http(s) address, or None."""
    text = text.strip()
    return text if len(text) <= MAX_URL_CHARS and _URL.match(text) else None


def point(text: str) -> tuple[float, float] | None:
    """GEO as latitude and longitude. Zero and zero is what programs write that know no place."""
    match = _GEO.match(text)
    if match is None:
        return None
    lat, lon = float(match[1]), float(match[2])
    if abs(lat) > 90 or abs(lon) > 180 or (lat == 0 and lon == 0):
        return None
    return lat, lon


def place(text: str, geo: tuple[float, float] | None) -> dict[str, Json] | None:
    """The place that LOCATION and GEO describe; None when they say nothing."""
    found = _address(text[:MAX_PLACE_CHARS]) if text.strip() else {}
    if geo is not None:
        found["lat"], found["lon"] = geo
    return found or None


def _address(text: str) -> dict[str, Json]:
    whole: dict[str, Json] = {"name": one_line(text)} if one_line(text) else {}
    text = _GERMANY.sub("", text).strip()
    brackets = _BRACKETS.match(text)
    parts = [one_line(part) for part in _SEPARATOR.split(f"{brackets[1]}, {brackets[2]}" if brackets else text)]
    parts = [part for part in parts if part]
    if not parts:
        return whole
    joined = _STREET_AND_POSTAL.match(parts[-1])
    if joined is not None:
        parts[-1:] = [joined[1], joined[2]]
    postal = _POSTAL.match(parts[-1])
    if postal is None:
        return whole
    address: dict[str, Json] = {"postalCode": postal[1], "locality": postal[2].strip(), "country": "DE"}
    parts.pop()
    if parts and _STREET.match(parts[-1]):
        address["street"] = parts.pop()
    # The same words twice, as maps write them: "Bürgerhaus, Bürgerhaus, Hauptstr. 1, …".
    names = list(dict.fromkeys(parts))
    if names:
        address["name"] = ", ".join(names)
    return address
