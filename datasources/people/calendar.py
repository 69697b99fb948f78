"""The personal calendar: accepted shifts as iCalendar, behind a secret address that its owner may revoke.

    GET /calendars/<secret>.ics     200 text/calendar; 304 where nothing changed
                                    404 for any other secret, and for any other text

The secret is all that opens it, so that a telephone's calendar can subscribe. It is kept as a hash; a new one replaces
the one before. What stands there are the shifts, and nothing about who goes there.
"""

import hashlib
import re
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from datasources.people.vocabulary import EngagementState
from datasources.problems import Language
from datasources.store.database import Database
from datasources.store.people.calendar import CalendarShiftRow, shifts_of, volunteer_of

__all__ = ["CalendarAddress", "calendar", "fresh_secret", "hash_of", "path_of", "routes"]

MOST_SHIFTS: Final = 1_000
KEEPS_PAST_S: Final = 366 * 86_400
KEEPS_ENDED_S: Final = 30 * 86_400
"""So long a shift that will not be is told as cancelled: a calendar that asks once a week learns of it."""
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{43}", flags=re.ASCII)
_HEADERS: Final = {
    "cache-control": "private, no-cache",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "x-content-type-options": "nosniff",
}
_NAMES: Final[dict[Language, str]] = {"de": "Mein Ehrenamt", "en": "My volunteering"}
_ENDED: Final = frozenset({EngagementState.WITHDRAWN.value, EngagementState.CANCELLED_BY_ORGANIZATION.value})


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """Where the calendar is, told once: afterwards nobody knows it, the hub included. None where it was revoked."""

    url: str | None


def fresh_secret() -> str:
    """A new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def path_of(secret: str) -> str:
    """The address of a calendar, beneath that of the hub."""
    return f"/calendars/{secret}.ics"


def calendar(shifts: Iterable[CalendarShiftRow], language: Language) -> bytes:
    """The shifts as one iCalendar (RFC 5545). The same shifts are the same bytes."""
    made = Calendar()
    made.add("prodid", "-//engagement-hub//personal calendar//EN")
    made.add("version", "2.0")
    made.add("name", _NAMES[language])
    made.add("x-wr-calname", _NAMES[language])
    made.add("refresh-interval", timedelta(hours=1), {"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for shift in shifts:
        made.add_component(_event(shift))
    return bytes(made.to_ical())


def _event(shift: CalendarShiftRow) -> Event:
    event = Event()
    event.add("uid", f"{shift.engagement}-{shift.shift}@engagement-hub")
    event.add("dtstamp", _instant(shift.changed_at))
    event.add("last-modified", _instant(shift.changed_at))
    event.add("dtstart", _instant(shift.start))
    event.add("dtend", _instant(shift.end))
    event.add("summary", _plain(shift.title))
    street = ", ".join(filter(None, (shift.street, " ".join(filter(None, (shift.postal_code, shift.locality))))))
    if place := ", ".join(filter(None, (shift.place, street))):
        event.add("location", _plain(place))
    if shift.lat is not None and shift.lon is not None:
        event.add("geo", (shift.lat, shift.lon))
    if shift.organization is not None:
        event.add("description", _plain(shift.organization))
    event.add("status", "CANCELLED" if shift.gone or shift.state in _ENDED else "CONFIRMED")
    return event


def routes(db: Database, *, language: Language = "de", clock: Callable[[], float] = time.time) -> list[Route]:
    """The calendars' addresses."""

    async def answer(request: Request) -> Response:
        secret = request.path_params["secret"]
        volunteer_pk = await volunteer_of(db, hash_of(secret)) if _SECRET.fullmatch(secret) else None
        if volunteer_pk is None:
            return Response(status_code=404, headers=_HEADERS)
        now = int(clock())
        shifts = await shifts_of(
            db, volunteer_pk, since=now - KEEPS_PAST_S, ended_since=now - KEEPS_ENDED_S, most=MOST_SHIFTS
        )
        body = calendar(shifts, language)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if tag in (each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=_HEADERS | {"etag": tag})
        return Response(
            body,
            headers=_HEADERS | {"etag": tag, "content-disposition": 'attachment; filename="calendar.ics"'},
            media_type="text/calendar",
        )

    return [Route("/calendars/{secret}.ics", answer, methods=["GET"], name="calendar")]


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _plain(text: str) -> str:
    """Without what a calendar's line cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\n\t")
