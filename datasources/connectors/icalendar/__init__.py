"""iCalendar (RFC 5545, 7986): calendars as events, with everything that real calendars do to the standard.

    lines         bytes, encodings, folding           → content lines with their numbers
    components    BEGIN and END                       → calendars, events, zones; broken ones refused alone
    moments       DTSTART, TZID, VTIMEZONE            → days and times in a known zone
    timing        RRULE, RDATE, EXDATE, RECURRENCE-ID → the schedule of `datasources.recurrence`
    places        LOCATION, GEO                       → a place
    categories    CATEGORIES                          → topics
    events        components of one UID               → a draft

`read` is the connector. It is a plain function that holds the calendar in memory and runs off the event loop; every
bound it keeps to stands beside what it bounds.
"""

import re
from collections.abc import Iterator
from typing import Final

from datasources.connectors.content import Content
from datasources.connectors.icalendar.categories import Categories
from datasources.connectors.icalendar.components import read_components
from datasources.connectors.icalendar.events import read_events
from datasources.connectors.icalendar.lines import content_lines, read_source
from datasources.connectors.icalendar.moments import named_zone
from datasources.declarations import SourceDeclaration
from datasources.drafts import Draft
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_BYTES: Final = 64 * 1024 * 1024

_CHARSET = re.compile(r"charset=\"?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


def read(content: Content, declaration: SourceDeclaration) -> Iterator[Draft | Problem]:
    """The events of a calendar as drafts, and its problems. `declaration.mapping` may name the source's categories
    (see `categories`), `default_timezone` is where its floating times and whole days are, `organizer` whose it is."""
    default = named_zone(declaration.default_timezone)
    if default is None:
        timezone = declaration.default_timezone
        yield Problem(Severity.ERROR, "CALENDAR_DEFAULT_TIMEZONE", parameters={"timezone": timezone})
        return
    categories = Categories(declaration.mapping)
    if categories.problems:
        yield from categories.problems
        return
    with content.open() as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        yield Problem(Severity.ERROR, "CALENDAR_TOO_MANY_BYTES", parameters={"limit": str(MAX_BYTES)})
        return
    declared = _CHARSET.search(content.content_type or "")
    source = read_source(data, declared[1] if declared is not None else None)
    if source.guessed:
        yield Problem(Severity.INFO, "CALENDAR_ENCODING_GUESSED", parameters={"encoding": source.encoding})
    found = read_components(content_lines(source))
    if not found.calendars:
        yield Problem(Severity.ERROR, "NOT_A_CALENDAR", line=1)
        return
    if found.cut_off is not None:
        # Without a draft the run fails and what was there stays: what is missing here is not gone.
        yield found.cut_off
        return
    yield from found.problems
    if not any(calendar.events for calendar in found.calendars):
        yield Problem(Severity.INFO, "CALENDAR_EMPTY")
    yield from read_events(found.calendars, declaration, default, categories)
    yield from categories.unknown()
