"""Dates that are not stored, made of their events' schedules.

Outline:

    1  events that may take place in the range, with the filters that concern events; one statement for all parents
    2  their dates, in a thread, bounded in number
    3  filters that concern dates: status, weekday, time of day
    4  the places of single dates that were moved elsewhere, and whether those lie in the area
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

from datasources import ids
from datasources.criteria import (
    AreaCriteria,
    Box,
    EventCriteria,
    InstantRange,
    OccurrenceCriteria,
    Position,
    Sort,
    Window,
)
from datasources.drafts import Json
from datasources.ingest.dates import occurrence_row
from datasources.recurrence import Date, expand
from datasources.store import events, paging, places
from datasources.store.conditions import prefix_of
from datasources.store.database import Database
from datasources.store.days import WEEKDAYS, hours_of
from datasources.store.horizon import DAY_S, RangeTooLong, TooManyDates
from datasources.store.listing import RELEVANCE
from datasources.store.rows import EventRow, OccurrenceRow, PlaceRow
from datasources.store.slices import Extra, Parents
from datasources.store.sphere import distance_km

MAX_DAYS: Final = 2 * 366
MAX_EVENTS: Final = 500
MAX_DATES: Final = 10_000
_MAX_DATES_OF_ONE: Final = 2_000
_WORK_OF_ONE: Final = 100_000
_NEAR: Final = timedelta(days=2)
_FAR: Final = timedelta(days=400)
_EARLIEST: Final = datetime(1, 1, 3, tzinfo=UTC)
_LATEST: Final = datetime(9998, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date, with its event and what belongs to it in this list; `location` where it has one of its own."""

    row: OccurrenceRow
    event: EventRow
    extra: Extra
    location: Mapping[str, Json] | None


async def dates_in(
    db: Database, criteria: OccurrenceCriteria, parents: Parents | None, sort: Sort
) -> list[list[Dated]]:
    """The dates of each parent's events, or of all, that fulfil the criteria, in no order.

    Raises RangeTooLong and TooManyDates.
    """
    _check(criteria.between)
    query = events.taking_place(_of_events(criteria), criteria.between)
    ranked = criteria.text is not None and parents is None
    order = Sort((RELEVANCE,) if ranked else (), sort.center)
    slices = await paging.pages(db, query, order, Window(MAX_EVENTS), parents)
    if any(each.more for each in slices) or sum(len(each.rows) for each in slices) > MAX_EVENTS:
        raise TooManyDates(
            f"More than {MAX_EVENTS} events may take place in a range beyond the stored dates (one year back to three "
            "ahead). Ask for one organiser's, one area's, or a shorter range."
        )
    found = [list(zip(each.rows, each.extras, strict=True)) for each in slices]
    lists = await asyncio.to_thread(_expand_all, found, criteria)
    return await _placed(db, lists, criteria.area, sort.center)


async def by_ids(db: Database, wanted: Sequence[str]) -> list[OccurrenceRow | None]:
    """The date of each id as its event's schedule gives it; None where it gives none."""
    named = [ids.event_of(each) for each in wanted]
    rows = iter(await events.by_ids(db, [each[0] for each in named if each is not None]))
    asked = [(next(rows), each[1]) if each is not None else (None, "") for each in named]
    found = await asyncio.to_thread(lambda: [_by_recurrence_id(event, recurrence) for event, recurrence in asked])
    (placed,) = await _placed(db, [[each for each in found if each is not None]], None, None)
    rows_found = iter(placed)
    return [None if each is None else next(rows_found).row for each in found]


async def _placed(
    db: Database, lists: list[list[Dated]], area: AreaCriteria | None, center: Position | None
) -> list[list[Dated]]:
    """The dates; one that takes place elsewhere than its event stands at the place that is known so, if any, and is
    left out where that is not in the area. (One that moved into the area, of an event outside it, is not found.)"""
    moved = [each for dates in lists for each in dates if each.location is not None]
    if not moved:
        return lists
    known = await places.by_statements(db, [_statement(each.location) for each in moved])
    there = {each.row.id: place for each, place in zip(moved, known, strict=True)}
    return [
        [
            each
            for date in dates
            if (each := date if date.location is None else _at(date, there[date.row.id], center)).location is None
            or area is None
            or _lies_within(each.row, there[each.row.id], area)
        ]
        for dates in lists
    ]


def _at(date: Dated, place: PlaceRow | None, center: Position | None) -> Dated:
    if place is None:
        return replace(date, row=date.row._replace(location_pk=None), extra=date.extra._replace(distance_km=None))
    position = _position(place)
    distance = None if center is None or position is None else distance_km(center, position)
    return replace(
        date,
        row=date.row._replace(location_pk=place.pk, ars=place.ars or date.row.ars),
        extra=date.extra._replace(distance_km=distance),
    )


def _lies_within(row: OccurrenceRow, place: PlaceRow | None, area: AreaCriteria) -> bool:
    position = None if place is None else _position(place)
    if area.ars and not any(row.ars is not None and row.ars.startswith(prefix_of(key)) for key in area.ars):
        return False
    if area.near is not None and (position is None or distance_km(area.near.center, position) > area.near.radius_km):
        return False
    return area.bbox is None or (position is not None and _is_in(position, area.bbox))


def _is_in(position: Position, box: Box) -> bool:
    east_of_west, west_of_east = position.lon >= box.west, position.lon <= box.east
    across = east_of_west or west_of_east if box.west > box.east else east_of_west and west_of_east
    return across and box.south <= position.lat <= box.north


def _position(place: PlaceRow) -> Position | None:
    return None if place.lat is None or place.lon is None else Position(place.lat, place.lon)


def _check(between: InstantRange) -> None:
    if between.end - between.start > MAX_DAYS * DAY_S:
        raise RangeTooLong(
            f"A range that reaches beyond the stored dates (one year back to three ahead) is at most {MAX_DAYS} days "
            f"long; this one has {(between.end - between.start) // DAY_S}. Ask for it in parts."
        )


def _of_events(criteria: OccurrenceCriteria) -> EventCriteria:
    """The part of the criteria that concerns events; a date's status, weekday and time are its own."""
    return EventCriteria(
        text=criteria.text,
        area=criteria.area,
        categories=criteria.categories,
        organizer=criteria.organizer,
        attendance_mode=criteria.attendance_mode,
        free=criteria.free,
        needs_helpers=criteria.needs_helpers,
    )


def _expand_all(found: Sequence[Sequence[tuple[EventRow, Extra]]], criteria: OccurrenceCriteria) -> list[list[Dated]]:
    start, end = _moment(criteria.between.start), _moment(criteria.between.end)
    room = MAX_DATES
    lists: list[list[Dated]] = []
    for own in found:
        dates: list[Dated] = []
        for event, extra in own:
            expansion = expand(_schedule(event), start, end, min(room + 1, _MAX_DATES_OF_ONE), work=_WORK_OF_ONE)
            room -= len(expansion.dates)
            if expansion.truncated or room < 0:
                raise TooManyDates(
                    f"More than {MAX_DATES} dates, or more than {_MAX_DATES_OF_ONE} of {event.name!r}, lie in a range "
                    "beyond the stored ones. Ask for a shorter range."
                )
            dates.extend(_dated(event, date, extra) for date in expansion.dates if _still_announced(event, date.start))
        lists.append([each for each in dates if _fulfils(each.row, criteria)])
    return lists


def _still_announced(event: EventRow, start: datetime) -> bool:
    """What was taken out of its calendar has no dates after that."""
    return event.last_end is None or start.timestamp() <= event.last_end


def _fulfils(row: OccurrenceRow, criteria: OccurrenceCriteria) -> bool:
    return (
        (not criteria.status or row.status in criteria.status)
        and (not criteria.weekday or WEEKDAYS[row.weekday] in criteria.weekday)
        and (not criteria.time_of_day or row.hour in hours_of(criteria.time_of_day))
    )


def _by_recurrence_id(event: EventRow | None, recurrence_id: str) -> Dated | None:
    """Looked for where the rule gave it, then as far as a date may have been moved."""
    around = _instant_of(recurrence_id)
    if event is None or around is None:
        return None
    schedule = _schedule(event)
    for reach in (_NEAR, _FAR):
        expansion = expand(schedule, around - reach, around + reach, _MAX_DATES_OF_ONE, work=_WORK_OF_ONE)
        for date in expansion.dates:
            if date.recurrence_id == recurrence_id:
                return _dated(event, date, Extra())
    return None


def _instant_of(recurrence_id: str) -> datetime | None:
    """The instant of a recurrence id; a date's or a local time's to within the hours between time zones."""
    digits = recurrence_id.rstrip("Z")
    try:
        moment = datetime.strptime(digits, "%Y%m%dT%H%M%S" if "T" in digits else "%Y%m%d").replace(tzinfo=UTC)
        return moment if moment - _FAR > _EARLIEST and moment + _FAR < _LATEST else None
    except (ValueError, OverflowError):
        return None


def _dated(event: EventRow, date: Date, extra: Extra) -> Dated:
    columns = occurrence_row(
        {
            "id": event.id,
            "pk": event.pk,
            "status": event.status,
            "name": event.name,
            "organizer_pk": event.organizer_pk,
        },
        date,
        event.location_pk,
        event.ars,
    )
    row = OccurrenceRow(pk=0, **columns)  # type: ignore[arg-type]
    return Dated(row, event, extra, date.location if date.location else None)


def _schedule(event: EventRow) -> Mapping[str, Json]:
    loaded: Mapping[str, Json] = orjson.loads(event.schedule)
    return loaded


def _statement(location: Mapping[str, Json] | None) -> places.Stated:
    stated = location or {}
    name, street, code, locality = (_text(stated.get(key)) for key in ("name", "street", "postalCode", "locality"))
    return places.Stated(name, street, code, locality)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value else None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
