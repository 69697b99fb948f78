"""The graph's own scalars: how a stored value is written into an answer, and how a client's is read.

The store keeps instants as whole seconds since 1970 in UTC and local dates as ISO text; both stay so until here, where
`1783187100` becomes "2026-07-04T17:45:00Z". What a client sends is checked here, and refused with the rule it breaks.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NewType
from urllib.parse import urlsplit

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition

__all__ = ["JSON", "SCALARS", "URL", "Date", "DateTime", "GeoJSON"]

DateTime = NewType("DateTime", int)
"""Whole seconds since 1970 in UTC."""

Date = NewType("Date", str)
"""A local date as ISO text."""

URL = NewType("URL", str)
"""An absolute address."""

GeoJSON = NewType("GeoJSON", object)
"""A GeoJSON geometry."""

MAX_URL_CHARS = 2_048

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_UTC = _EPOCH.replace(tzinfo=None)  # one offset less to write
_DATE_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})", flags=re.ASCII
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", flags=re.ASCII)
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:\S+", flags=re.ASCII | re.IGNORECASE)


def write_date_time(value: int) -> str:
    """Seconds since 1970 as RFC 3339 in UTC."""
    return f"{(_EPOCH_UTC + timedelta(seconds=value)).isoformat()}Z"


def read_date_time(value: object) -> int:
    """Seconds since 1970 of an RFC 3339 text with any offset; fractions of a second are dropped."""
    parts = _DATE_TIME.fullmatch(value) if isinstance(value, str) else None
    if parts is None:
        raise GraphQLError(f"{_shown(value)} is no DateTime: write 2026-07-04T18:00:00+02:00, offset or Z included.")
    day, time, offset = parts.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{time}{'+00:00' if offset in 'Zz' else offset}")
        return (moment.astimezone(UTC) - _EPOCH) // timedelta(seconds=1)
    except (ValueError, OverflowError) as error:
        raise GraphQLError(f"{_shown(value)} is no DateTime: {error}.") from None


def read_date(value: object) -> str:
    """An ISO date, as it came."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise GraphQLError(f"{_shown(value)} is no Date: write 2026-07-04.")
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise GraphQLError(f"{_shown(value)} is no Date: {error}.") from None
    return value


def read_url(value: object) -> str:
    """An absolute http(s) address, or a URN: the uris of concepts are such."""
    if isinstance(value, str) and len(value) <= MAX_URL_CHARS and (_URN.fullmatch(value) or _is_web_address(value)):
        return value
    raise GraphQLError(f"{_shown(value)} is no URL: write https://example.org/, or a urn: as concepts have it.")


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", text)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _as_it_is(value: object) -> object:
    return value


SCALARS: Mapping[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment, as RFC 3339 writes it: answered in UTC with Z, read with any offset.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
        serialize=write_date_time,
        parse_value=read_date_time,
    ),
    Date: strawberry.scalar(
        name="Date",
        description="A day in local time: 2026-07-04.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
        serialize=_as_it_is,
        parse_value=read_date,
    ),
    URL: strawberry.scalar(
        name="URL",
        description="An absolute address: http or https, or a urn.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc3986",
        serialize=_as_it_is,
        parse_value=read_url,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc8259",
        serialize=_as_it_is,
        parse_value=_as_it_is,
    ),
    GeoJSON: strawberry.scalar(
        name="GeoJSON",
        description="A geometry as GeoJSON: its type and its coordinates in WGS 84.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc7946",
        serialize=_as_it_is,
        parse_value=_as_it_is,
    ),
}
