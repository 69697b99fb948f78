"""Events: their rows, and the dates that are stored of them, from what their record says.

An event belongs where it takes place; where its location names no municipality, to its source's, or else its
organiser's. When its record goes, dates that have passed stay, and with them the event in lists; dates to come go.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from datasources.drafts import Json
from datasources.folding import sort_key
from datasources.ingest import references
from datasources.ingest.atlas import NOWHERE, Located
from datasources.ingest.dates import MAX_DATES, Spread, occurrence_row, spread
from datasources.ingest.organizations import labels, tags
from datasources.ingest.places import Row, place_row, says_something
from datasources.ingest.work import (
    Entry,
    Made,
    Work,
    json_list,
    json_text,
    text,
)
from datasources.problems import Problem
from datasources.recurrence import Date
from datasources.store.writing import entities
from datasources.vocabulary import EventStatus, SearchType, Severity

SEARCH_TYPES: Final = (SearchType.EVENT,)
_MUNICIPALITY: Final = 12


@dataclass(slots=True)
class MadeEvent(Made):
    """An event's row, and the dates to store."""

    dates: Sequence[Date] = ()
    places: Mapping[str, tuple[int, str | None]] = field(default_factory=dict)
    "Places of single dates, by recurrence id: key and area."


@dataclass(slots=True)
class _Where:
    row: Row | None
    located: Located
    of_dates: dict[str, tuple[Row, Located]]


async def make(work: Work, entries: Sequence[Entry]) -> list[Made]:
    """The rows of events, with their organisers and places found."""
    keys = [_organizer_key(entry) for entry in entries]
    organizers = await references.resolve(work.transaction, filter(None, keys)) if any(keys) else {}
    found = {pk for pk in organizers.values() if isinstance(pk, int)}
    homes: dict[int, tuple[str, str | None]] = {}
    if found:
        rows = await work.transaction.fetch(entities.ARS_OF_ORGANIZATIONS, pks=list(found))
        homes = {pk: (name, ars) for pk, name, ars in rows}
    spreads = [_spread(work, entry) for entry in entries]
    wheres = [await _where(work, entry, times) for entry, times in zip(entries, spreads, strict=True)]
    places = [where.row for where in wheres if where.row is not None]
    places += [row for where in wheres for row, _ in where.of_dates.values()]
    await work.places.ensure(places)
    made: list[Made] = []
    for entry, key, times, where in zip(entries, keys, spreads, wheres, strict=True):
        organizer = organizers.get(key) if key is not None else None
        organizer_pk = organizer if isinstance(organizer, int) else None
        home = homes.get(organizer_pk) if organizer_pk is not None else None
        made.append(_made(work, entry, times, where, organizer=key, organizer_pk=organizer_pk, home=home))
        if key is not None:
            work.arrivals.is_awaited = True
    return made


def occurrence_rows(made: Iterable[MadeEvent]) -> list[Row]:
    """The dates of events as rows, without pk."""
    rows: list[Row] = []
    for event in made:
        location_pk, ars = event.row["location_pk"], event.row["ars"]
        assert location_pk is None or isinstance(location_pk, int)
        assert ars is None or isinstance(ars, str)
        for date in event.dates:
            own_pk, own_ars = event.places.get(date.recurrence_id, (location_pk, ars))
            rows.append(occurrence_row(event.row, date, own_pk, own_ars or ars))
    return rows


def _spread(work: Work, entry: Entry) -> Spread:
    schedule = entry.values["schedule"]
    assert isinstance(schedule, dict), "staging looked at it"
    times = spread(schedule, work.dates)
    if times.truncated and entry.gone_at is None:
        parameters = {"limit": str(MAX_DATES)}
        work.found.add(
            Problem(Severity.WARNING, "DATES_TRUNCATED", entry.best.origin_id, "schedule", parameters=parameters)
        )
    if entry.gone_at is None:
        return times
    gone_at = entry.gone_at
    passed = [date for date in times.dates if date.start.timestamp() < gone_at]
    last = gone_at if times.last_end is None else min(times.last_end, gone_at)
    return Spread(times.first_start, last, passed, False)


async def _where(work: Work, entry: Entry, times: Spread) -> _Where:
    municipality = work.sources[entry.best.source_key].municipality
    location = entry.values.get("location")
    row, located = None, NOWHERE
    if isinstance(location, dict) and says_something(location):
        located = await work.atlas.locate(location, municipality)
        row = place_row(location, located)
    of_dates: dict[str, tuple[Row, Located]] = {}
    for date in times.dates:
        if date.location is not None and says_something(dict(date.location)):
            there = await work.atlas.locate(date.location, municipality)
            of_dates[date.recurrence_id] = place_row(date.location, there), there
    return _Where(row, located, of_dates)


def _made(
    work: Work,
    entry: Entry,
    times: Spread,
    where: _Where,
    *,
    organizer: str | None,
    organizer_pk: int | None,
    home: tuple[str, str | None] | None,
) -> MadeEvent:
    values = entry.values
    name = str(values["name"])
    ars = _ars(work, entry, where.located, home)
    if ars is None:
        work.unlocated += 1
    listed = entry.gone_at is None or times.first_start < entry.gone_at
    row: Row = {
        "pk": entry.pk,
        "uid": text(values, "uid") or entry.best.origin_id,
        "name": name,
        "sort_key": sort_key(name),
        "description": text(values, "description"),
        "status": text(values, "status") or EventStatus.SCHEDULED.value,
        "attendance_mode": text(values, "attendanceMode"),
        "organizer_name": _organizer_name(values),
        "organizer_pk": organizer_pk,
        "organizer_reference": organizer,
        "location_pk": work.places.pk(where.row),
        "virtual_location": text(values, "virtualLocation"),
        "categories": json_list(values, "categories"),
        "accessibility": json_list(values, "accessibility"),
        "is_accessible_for_free": values.get("isAccessibleForFree"),  # type: ignore[dict-item]
        "in_language": json_list(values, "inLanguage"),
        "url": text(values, "url"),
        "images": json_list(values, "images"),
        "schedule": json_text(values["schedule"]),
        "first_start": times.first_start,
        "last_end": times.last_end,
        "ars": ars,
        "listed": listed,
    }
    places = {
        recurrence_id: (work.places.pk(place) or 0, located.ars)
        for recurrence_id, (place, located) in where.of_dates.items()
    }
    locality = str((where.row and where.row["locality"]) or "")
    made = MadeEvent(
        entry,
        row,
        tags(values),
        titles=(name, locality),
        dates=times.dates if listed else (),
        places=places,
    )
    if listed:
        others = (
            *labels(values),
            home[0] if home is not None else _organizer_name(values) or "",
            str((where.row and where.row["name"]) or ""),
            locality,
            text(values, "description") or "",
        )
        made.find_by(SearchType.EVENT, others, "location_pk")
    return made


def _ars(work: Work, entry: Entry, located: Located, home: tuple[str, str | None] | None) -> str | None:
    if located.is_own:
        return located.ars
    municipality = work.sources[entry.best.source_key].municipality
    if municipality is not None and len(municipality) == _MUNICIPALITY:
        return municipality
    return (home[1] if home is not None else None) or municipality


def _organizer_key(entry: Entry) -> str | None:
    stated = references.key_of(entry.values.get("organizer"), entry.best.source_key)
    if stated is not None:
        return stated
    name = text(entry.values, "organizerName")
    return references.key_of({"name": name}, entry.best.source_key) if name else None


def _organizer_name(values: Mapping[str, Json]) -> str | None:
    named = text(values, "organizerName")
    organizer = values.get("organizer")
    stated = organizer.get("name") if isinstance(organizer, dict) else None
    return named or (stated if isinstance(stated, str) else None)
