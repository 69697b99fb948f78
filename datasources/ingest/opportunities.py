"""Ways to help: their rows and shifts, from what their record says.

One whose organisation is not known is kept and not listed, and becomes visible by itself once the organisation is
there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast
from zoneinfo import ZoneInfo

from datasources import ids
from datasources.drafts import Json
from datasources.folding import sort_key
from datasources.ingest import references
from datasources.ingest.atlas import NOWHERE, Located
from datasources.ingest.organizations import labels, tags
from datasources.ingest.places import Row, place_row, says_something
from datasources.ingest.work import Entry, Made, Work, json_list, json_text, text
from datasources.store.writing import entities
from datasources.vocabulary import Commitment, HoursUnit, OpportunityStatus, SearchType

SEARCH_TYPES: Final = (SearchType.OPPORTUNITY,)
ZONE: Final = ZoneInfo("Europe/Berlin")
"""Where shifts are told, which have no zone of their own."""
_MUNICIPALITY: Final = 12
_ON_ONE_DAY: Final = frozenset({Commitment.SPONTANEOUS.value, Commitment.ONE_TIME.value})
"""What begins and states no end is over on its day."""
_WEEKS_PER: Final[Mapping[HoursUnit, float]] = {
    HoursUnit.DAY: 1 / 7,
    HoursUnit.WEEK: 1.0,
    HoursUnit.MONTH: 52 / 12,
    HoursUnit.YEAR: 52.0,
}


@dataclass(slots=True)
class MadeOpportunity(Made):
    """An opportunity's row, and its shifts without id and opportunity."""

    shifts: tuple[tuple[str, Row], ...] = ()


async def make(work: Work, entries: Sequence[Entry]) -> list[Made]:
    """The rows of opportunities, with their organisations, events and places found."""
    keys = [references.key_of(entry.values["organization"], entry.best.source_key) for entry in entries]
    organizations = await references.resolve(work.transaction, filter(None, keys))
    owners = [_resolved(organizations, key) for key in keys]
    event_keys = [references.key_of(entry.values.get("event"), entry.best.source_key) for entry in entries]
    pairs = {(key, owner) for key, owner in zip(event_keys, owners, strict=True) if key is not None}
    events = await references.resolve_events(work.transaction, pairs) if pairs else {}
    known = {pk for pk in owners if pk is not None}
    homes: dict[int, tuple[str, str | None]] = {}
    if known:
        rows = await work.transaction.fetch(entities.ARS_OF_ORGANIZATIONS, pks=list(known))
        homes = {pk: (name, ars) for pk, name, ars in rows}
    wheres = [await _where(work, entry) for entry in entries]
    await work.places.ensure([row for row, _ in wheres if row is not None])
    work.arrivals.is_awaited = True
    made: list[Made] = []
    for entry, key, owner, event_key, where in zip(entries, keys, owners, event_keys, wheres, strict=True):
        event = events.get((event_key, owner)) if event_key is not None else None
        home = homes.get(owner) if owner is not None else None
        links: Row = {
            "organization_pk": owner,
            "organization_reference": key,
            "event_pk": event if isinstance(event, int) else None,
            "event_reference": event_key,
        }
        made.append(_made(work, entry, links, where, home))
    return made


async def _where(work: Work, entry: Entry) -> tuple[Row | None, Located]:
    location = entry.values.get("location")
    if not isinstance(location, dict) or not says_something(location):
        return None, NOWHERE
    located = await work.atlas.locate(location, work.sources[entry.best.source_key].municipality)
    return place_row(location, located), located


def _made(
    work: Work,
    entry: Entry,
    links: Row,
    where: tuple[Row | None, Located],
    home: tuple[str, str | None] | None,
) -> MadeOpportunity:
    values, (place, located) = entry.values, where
    title = str(values["title"])
    municipality = work.sources[entry.best.source_key].municipality
    whole = municipality if municipality is not None and len(municipality) == _MUNICIPALITY else None
    ars = located.ars if located.is_own else (home[1] if home is not None else None) or whole or municipality
    if ars is None:
        work.unlocated += 1
    shifts = _shifts(values)
    listed = entry.gone_at is None and links["organization_pk"] is not None
    row: Row = {
        "pk": entry.pk,
        "title": title,
        "sort_key": sort_key(title),
        "description": text(values, "description"),
        **links,
        "commitment": text(values, "commitment"),
        **_hours(values.get("hours")),
        "start": text(values, "start"),
        "end": text(values, "end"),
        "apply_by": text(values, "applyBy"),
        **_span(values, shifts),
        "location_pk": work.places.pk(place),
        "remote": text(values, "remote"),
        "min_age": values.get("minAge"),  # type: ignore[dict-item]
        "skills": json_list(values, "skills"),
        "languages": json_list(values, "languages"),
        "categories": json_list(values, "categories"),
        "requirements": json_list(values, "requirements"),
        "accessibility": json_list(values, "accessibility"),
        "images": json_list(values, "images"),
        "contact": _contact(values.get("contact")),
        "places": values.get("places"),  # type: ignore[dict-item]
        "status": text(values, "status") or OpportunityStatus.OPEN.value,
        "apply_url": text(values, "applyUrl"),
        "counts_for_ehrenamtskarte": values.get("countsForEhrenamtskarte"),  # type: ignore[dict-item]
        "ars": ars,
        "listed": listed,
        "is_full": False,
    }
    locality = str((place and place["locality"]) or "")
    made = MadeOpportunity(entry, row, tags(values), titles=(title, home[0] if home else locality), shifts=shifts)
    if listed:
        others = (
            *labels(values),
            home[0] if home is not None else "",
            str((place and place["name"]) or ""),
            locality,
            text(values, "description") or "",
        )
        made.find_by(SearchType.OPPORTUNITY, others, "location_pk")
    return made


def _resolved(targets: Mapping[str, references.Target], key: str | None) -> int | None:
    target = targets.get(key) if key is not None else None
    return target if isinstance(target, int) else None


def _hours(hours: Json) -> Row:
    """The columns of a HOURS value. TOTAL is no rhythm, so it has no hours a week."""
    if not isinstance(hours, dict) or not hours.get("per"):
        return dict.fromkeys(("hours_min", "hours_max", "hours_per", "hours_flexible", "hours_per_week"))
    per = str(hours["per"])
    least, most = _number(hours.get("min")), _number(hours.get("max"))
    asked = least if least is not None else most
    weeks = _WEEKS_PER.get(HoursUnit(per)) if per in HoursUnit.__members__ else None
    return {
        "hours_min": least,
        "hours_max": most,
        "hours_per": per if per in HoursUnit.__members__ else HoursUnit.WEEK.value,
        "hours_flexible": bool(hours.get("flexible", False)),
        "hours_per_week": None if asked is None or weeks is None else asked / weeks,
    }


def _shifts(values: Mapping[str, Json]) -> tuple[tuple[str, Row], ...]:
    """Shifts as the source calls them, with their columns; one without start or end is left out."""
    listed = values.get("shifts")
    found: dict[str, Row] = {}
    for number, shift in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(shift, dict):
            continue
        start, end = _instant(shift.get("start")), _instant(shift.get("end"))
        if start is None or end is None:
            continue
        local = datetime.fromtimestamp(start, ZONE)
        capacity = shift.get("capacity")
        found.setdefault(
            str(shift.get("id") or number),
            {
                "start": start,
                "end": end,
                "weekday": local.weekday(),
                "hour": local.hour,
                "capacity": capacity if isinstance(capacity, int) else 1,
                "gone": False,
            },
        )
    return tuple(found.items())


def _span(values: Mapping[str, Json], shifts: Sequence[tuple[str, Row]]) -> Row:
    """The first and last date on which something is to be done; nobody can join after the last, or after applyBy."""
    days = [_local_date(cast(int, shift["start"])) for _, shift in shifts]
    last_days = [_local_date(cast(int, shift["end"]) - 1) for _, shift in shifts]
    first = min(filter(None, (text(values, "start"), *days)), default=None)
    ends = [day for day in (text(values, "end"), *last_days) if day]
    last = max(ends, default=None)
    if last is None and text(values, "commitment") in _ON_ONE_DAY:
        last = text(values, "start")
    apply_by = text(values, "applyBy")
    if apply_by is not None:
        last = apply_by if last is None else min(last, apply_by)
    return {"first_date": first, "last_date": last}


def _contact(contacts: Json) -> str | None:
    """The first contact; those that are not public have been left out."""
    return json_text(contacts[0]) if isinstance(contacts, list) and contacts else None


def _number(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _instant(value: Json) -> int | None:
    if not isinstance(value, str):
        return None
    try:
        return int(datetime.fromisoformat(value).timestamp())
    except ValueError:
        return None


def _local_date(instant: int) -> str:
    return datetime.fromtimestamp(instant, ZONE).date().isoformat()


def shift_rows(made: MadeOpportunity, opportunity_id: str) -> list[Row]:
    """Its shifts as rows, without pk."""
    pk = made.entry.pk
    return [{"id": ids.shift_id(opportunity_id, name), "opportunity_pk": pk, **row} for name, row in made.shifts]
