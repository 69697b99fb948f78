"""A small district as the tables have it: what the store's tests read.

Forty-eight organisations in three municipalities, twelve events with dates round both nights on which clocks change,
and sixteen opportunities; deterministic, plainly fictitious. The clock stands at NOW, noon of 1 July 2026.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Table, bindparam, insert

from datasources.criteria import InstantRange, Position
from datasources.folding import fold, slug, sort_key
from datasources.store.database import Database
from datasources.store.matching import search_entry
from datasources.store.sphere import vector
from datasources.store.statements import (
    ALIAS,
    AREA,
    EVENT,
    IDENTIFIER,
    OCCURRENCE,
    OPPORTUNITY,
    ORGANIZATION,
    PLACE,
    PROBLEM,
    RECORD,
    RUN,
    SEARCH_ENTRY,
    SHIFT,
    SOURCE,
    TAG,
    Statement,
)
from datasources.vocabulary import SearchType

BERLIN: Final = ZoneInfo("Europe/Berlin")
NOW: Final = int(datetime(2026, 7, 1, 10, tzinfo=UTC).timestamp())
TODAY: Final = "2026-07-01"
DAY_S: Final = 86_400
YEAR: Final = InstantRange(NOW - 200 * DAY_S, NOW + 300 * DAY_S)

DISTRICT, ASSOCIATION = "07137", "071375002"
POLCH, MAYEN, MERTLOCH = "071375002089", "071370068068", "071375002067"
CENTERS: Final = {POLCH: (50.3003, 7.3153), MAYEN: (50.3257, 7.1956), MERTLOCH: (50.2706, 7.3064)}
POLCH_CENTER: Final = Position(*CENTERS[POLCH])

NAMES: Final = (
    "TV Polch 1902 e.V.",
    "Turnverein Mayen",
    "1. FC Mertloch",
    "Fußballverein Müllersheim",
    "Fussballfreunde Mueller",
    "Jugendfeuerwehrverein Polch",
    "Freiwillige Feuerwehr Mayen",
    "Förderverein der Grundschule",
    "Ärztehilfe Maifeld",
    "Arztmuseum Mayen",
    "Zukunft Mertloch",
    "Öko-Initiative Polch",
    "Ofenbauer Mayen",
    "Große Karnevalsgesellschaft",
    "Kirmesgesellschaft Mertloch",
    "Schützenbruderschaft St. Georg",
)
TOPICS: Final = (("sport", "football"), ("sport",), ("youth",), ("music", "culture"), ())


async def fill(db: Database) -> None:
    """Writes the district."""
    async with db.transaction() as transaction:
        for table, rows in _rows().items():
            await transaction.executemany(inserting(table), [complete(table, row) for row in rows])


def inserting(table: Table) -> Statement:
    """A statement that inserts whole rows; parameters are named after columns, with an underscore."""
    return Statement(
        insert(table).values({column.name: bindparam(f"{column.name}_", type_=column.type) for column in table.c})
    )


def complete(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row's parameters, with the defaults of what it does not state."""
    unknown = row.keys() - table.c.keys()
    assert not unknown, f"{table.name} has no {unknown}"
    return {f"{column.name}_": row.get(column.name, _default(column)) for column in table.c}


def organization_row(pk: int, name: str, **more: Any) -> dict[str, Any]:
    """An organisation as the table has it."""
    return {
        "pk": pk,
        "id": f"org_{pk:04d}",
        "slug": f"{slug(name)}-{pk}",
        "type": "CLUB",
        "name": name,
        "sort_key": sort_key(name),
        "status": "ACTIVE",
        "listed": True,
        "created_at": NOW - pk * DAY_S,
        "updated_at": NOW - (pk * 7 % 11) * DAY_S,
        **more,
    }


def occurrence_row(pk: int, event: Mapping[str, Any], start: datetime, hours: float, **more: Any) -> dict[str, Any]:
    """A date of an event as the table has it; `start` is local."""
    begins = int(start.timestamp())
    ends = begins + int(hours * 3600)
    return {
        "pk": pk,
        "id": f"occ_{event['id'][4:]}_{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "event_pk": event["pk"],
        "recurrence_id": f"{start.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "start": begins,
        "end": ends if hours else None,
        "until": ends,
        "all_day": False,
        "start_date": start.date().isoformat(),
        "end_date": (start + timedelta(hours=hours)).date().isoformat(),
        "timezone": "Europe/Berlin",
        "weekday": start.weekday(),
        "hour": start.hour,
        "status": event["status"],
        "name": event["name"],
        "location_pk": event["location_pk"],
        "organizer_pk": event["organizer_pk"],
        "ars": event["ars"],
        **more,
    }


def _default(column: Any) -> Any:
    default = column.default
    return None if default is None or callable(default.arg) else default.arg


def _rows() -> dict[Table, Sequence[Mapping[str, Any]]]:
    organizations, tags, entries = _organizations()
    events, dates = _events(organizations)
    opportunities, shifts = _opportunities(organizations, events)
    for event in events:
        tags += [_tag("EVENT", event["pk"], "TOPIC", topic) for topic in TOPICS[event["pk"] % len(TOPICS)]]
        entries.append(search_entry(SearchType.EVENT, event["pk"], event["name"], [], event["ars"], place_pk=1))
    for each in opportunities:
        tags += [_tag("OPPORTUNITY", each["pk"], "TOPIC", topic) for topic in TOPICS[each["pk"] % len(TOPICS)]]
        tags.append(_tag("OPPORTUNITY", each["pk"], "SKILL", "cooking" if each["pk"] % 2 else "driving"))
        if each["pk"] % 4 == 0:
            tags += [_tag("OPPORTUNITY", each["pk"], "ACCESSIBILITY", mark) for mark in ("step-free", "toilet")]
        entries.append(
            search_entry(
                SearchType.OPPORTUNITY, each["pk"], each["title"], [], each["ars"], place_pk=each["location_pk"]
            )
        )
    areas = _areas()
    entries += [
        search_entry(SearchType.MUNICIPALITY, int(area["ars"]), area["name"], [], area["ars"])
        for area in areas
        if area["kind"] == "MUNICIPALITY"
    ]
    return {
        AREA: areas,
        PLACE: _places(),
        SOURCE: _sources(),
        RUN: _runs(),
        PROBLEM: [_problem(pk) for pk in range(1, 8)],
        ORGANIZATION: organizations,
        RECORD: _records(organizations),
        IDENTIFIER: _identifiers(),
        ALIAS: [
            {"kind": "ORGANIZATION", "alias": "org_old", "target_pk": 3},
            {"kind": "ORGANIZATION", "alias": "fc-mertloch", "target_pk": 3},
        ],
        EVENT: events,
        OCCURRENCE: dates,
        OPPORTUNITY: opportunities,
        SHIFT: shifts,
        TAG: tags,
        SEARCH_ENTRY: [{**entry, "pk": number} for number, entry in enumerate(entries, start=1)],
    }


def _areas() -> list[dict[str, Any]]:
    west, south, east, north = 7.28, 50.28, 7.36, 50.33
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    square = json.dumps({"type": "MultiPolygon", "coordinates": [[ring]]})
    named = (
        ("00", None, "Deutschland", "COUNTRY", None, 84_358_845, None),
        ("07", None, "Rheinland-Pfalz", "STATE", "00", 4_159_150, None),
        (DISTRICT, None, "Mayen-Koblenz", "DISTRICT", "07", 218_210, None),
        (ASSOCIATION, None, "Maifeld", "ASSOCIATION", DISTRICT, 25_084, None),
        (POLCH, "07137089", "Polch", "MUNICIPALITY", ASSOCIATION, 6_900, "56751"),
        (MERTLOCH, "07137067", "Mertloch", "MUNICIPALITY", ASSOCIATION, 1_300, "56753"),
        (MAYEN, "07137068", "Mayen", "MUNICIPALITY", DISTRICT, 19_708, "56727"),
    )
    return [
        {
            "ars": ars,
            "ags": ags,
            "name": name,
            "folded": fold(name),
            "sort_key": sort_key(name),
            "kind": kind,
            "parent_ars": parent,
            "population": population,
            "lat": CENTERS[ars][0] if ars in CENTERS else None,
            "lon": CENTERS[ars][1] if ars in CENTERS else None,
            "postal_code": code,
            "boundary": square if ars == POLCH else None,
        }
        for ars, ags, name, kind, parent, population, code in named
    ]


def _places() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for pk in range(1, 13):
        ars = (POLCH, MAYEN, MERTLOCH)[pk % 3]
        lat, lon = CENTERS[ars][0] + pk * 0.002, CENTERS[ars][1] + pk * 0.003
        point = vector(Position(lat, lon))
        rows.append(
            {
                "pk": pk,
                "id": f"plc_{pk:04d}",
                "name": f"Halle {pk}",
                "locality": ars,
                "lat": lat,
                "lon": lon,
                "x": point.x,
                "y": point.y,
                "z": point.z,
                "precision": "EXACT",
                "ars": ars,
                "postal_code": "56751" if ars == POLCH else None,
            }
        )
    rows.append({"pk": 13, "id": "plc_0013", "name": "Irgendwo", "precision": "NONE"})
    return rows


def _sources() -> list[dict[str, Any]]:
    return [
        {
            "pk": pk,
            "id": f"src_{pk}",
            "key": key,
            "name": name,
            "kind": "CSV",
            "publisher_name": "Amtsgericht",
            "license_id": "CC0-1.0",
            "license_name": "CC0",
            "trust": 50,
            "status": status,
            "refresh_minutes": 60,
            "declared_hash": "0",
            "created_at": NOW,
            "next_due_at": NOW,
        }
        for pk, key, name, status in (
            (1, "register", "Vereinsregister", "ACTIVE"),
            (2, "kalender", "Kalender", "ACTIVE"),
            (3, "alt", "Altes Verzeichnis", "PAUSED"),
        )
    ]


def _runs() -> list[dict[str, Any]]:
    return [
        {"pk": pk, "id": f"run_{pk}", "source_pk": 1 + pk % 2, "started_at": NOW - pk * 60, "outcome": "CHANGED"}
        for pk in range(1, 10)
    ]


def _problem(pk: int) -> dict[str, Any]:
    return {"pk": pk, "run_pk": 1 + pk % 2, "severity": "WARNING", "code": "X", "parameters": "{}"}


def _organizations() -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    rows, tags, entries = [], [], []
    for pk in range(1, 49):
        name = NAMES[(pk - 1) % len(NAMES)] + ("" if pk <= len(NAMES) else f" {('Nord', 'Süd')[pk // 17 % 2]}")
        type_ = ("CLUB", "CLUB", "INITIATIVE", "INSTITUTION")[pk % 4]
        place_pk = None if pk % 13 == 0 else 1 + pk % 12
        ars = None if place_pk is None else (POLCH, MAYEN, MERTLOCH)[place_pk % 3]
        listed = pk % 16 != 15
        rows.append(
            organization_row(
                pk,
                name,
                type=type_,
                listed=listed,
                seat_pk=place_pk,
                ars=ars,
                legal_form=("EINGETRAGENER_VEREIN", "STIFTUNG", None)[pk % 3],
                founding_decade=None if pk % 5 == 0 else 1900 + pk % 4 * 10,
                member_count=None if pk % 3 == 0 else pk * 10,
                institution_kind="FIRE_BRIGADE" if type_ == "INSTITUTION" else None,
                parent_pk=1 if pk in (17, 33) else None,
            )
        )
        tags += [_tag("ORGANIZATION", pk, "TOPIC", topic) for topic in TOPICS[pk % len(TOPICS)]]
        if pk % 2:
            tags.append(_tag("ORGANIZATION", pk, "CHARITABLE_PURPOSE", "21"))
        if listed:
            others = ["Wir proben jeden Dienstag im Gemeindehaus."] if pk % 6 == 0 else []
            entries.append(search_entry(SearchType(type_), pk, name, others, ars, place_pk=place_pk))
    return rows, tags, entries


def _tag(kind: str, pk: int, scheme: str, notation: str) -> dict[str, Any]:
    return {"kind": kind, "entity_pk": pk, "scheme": scheme, "notation": notation}


def _records(organizations: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for each in organizations:
        for source_pk in (1, 2) if each["pk"] % 4 == 0 else (1,):
            pk = len(rows) + 1
            rows.append(
                {
                    "pk": pk,
                    "id": f"rec_{pk}",
                    "source_pk": source_pk,
                    "kind": "ORGANIZATION",
                    "origin_id": f"VR {each['pk']}",
                    "hash": "0",
                    "fields": "{}",
                    "entity_pk": each["pk"],
                    "first_seen_at": NOW - DAY_S,
                    "changed_at": NOW - pk * 3600,
                    "gone_at": NOW if each["pk"] == 8 and source_pk == 2 else None,
                }
            )
    return rows


def _identifiers() -> list[dict[str, Any]]:
    stated = ((1, 1, 1, "DE-VR", "Koblenz VR 2726"), (2, 2, 2, "DE-VR", "Koblenz VR 11"), (3, 4, 4, "DE-WIDNR", "DE1"))
    rows = [
        {
            "pk": pk,
            "record_pk": record,
            "source_pk": 1,
            "organization_pk": organization,
            "scheme": scheme,
            "value": value,
        }
        for pk, record, organization, scheme, value in stated
    ]
    rows.append({**rows[2], "pk": 4, "record_pk": 5, "source_pk": 2})
    return rows


def _events(organizations: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    events: list[dict[str, Any]] = []
    dates: list[dict[str, Any]] = []
    for pk in range(1, 13):
        organizer = organizations[pk * 3 - 1]
        place_pk = 13 if pk == 12 else 1 + pk % 12
        local = datetime(2026, 1 + pk % 12, 20 + pk % 9, 8 + pk, tzinfo=BERLIN)
        name = ("Training", "Chorprobe", "Sommerfest", "Flohmarkt", "Übungsabend", "Kirmes")[pk % 6]
        event = {
            "pk": pk,
            "id": f"evt_{pk:04d}",
            "slug": f"{slug(name)}-{pk}",
            "uid": f"{pk}@example.org",
            "name": name,
            "sort_key": sort_key(name),
            "status": "CANCELLED" if pk == 6 else "SCHEDULED",
            "attendance_mode": ("OFFLINE", "ONLINE", None)[pk % 3],
            "organizer_pk": organizer["pk"],
            "location_pk": place_pk,
            "is_accessible_for_free": (True, False, None)[pk % 3],
            "schedule": "{}",
            "first_start": int(local.timestamp()),
            "ars": None if pk == 12 else (POLCH, MAYEN, MERTLOCH)[place_pk % 3],
            "listed": pk != 11,
            "created_at": NOW,
            "updated_at": NOW - pk * DAY_S,
        }
        events.append(event)
        if event["listed"]:
            for week in range(1 if pk % 4 == 0 else 30):
                start = (local.replace(tzinfo=None) + timedelta(weeks=week)).replace(tzinfo=BERLIN)
                dates.append(occurrence_row(len(dates) + 1, event, start, hours=(1.5, 0.0, 30.0)[week % 3]))
    exhibition = {**events[2], "name": "Dauerausstellung"}
    opening = datetime(2026, 1, 3, 9, tzinfo=BERLIN)
    dates.append(occurrence_row(len(dates) + 1, exhibition, opening, hours=24 * 250, all_day=True, hour=None))
    return events, dates


def _opportunities(
    organizations: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    shifts: list[dict[str, Any]] = []
    for pk in range(1, 17):
        organization = organizations[pk * 3 % 48]
        title = ("Kuchen backen", "Trainerin gesucht", "Fahrdienst", "Kassenwart:in")[pk % 4]
        rows.append(
            {
                "pk": pk,
                "id": f"opp_{pk:04d}",
                "slug": f"{slug(title)}-{pk}",
                "title": title,
                "sort_key": sort_key(title),
                "organization_pk": organization["pk"],
                "event_pk": events[pk % 12]["pk"] if pk % 3 == 0 else None,
                "commitment": ("SPONTANEOUS", "ONE_TIME", "REGULAR", "OFFICE", None)[pk % 5],
                "hours_per_week": None if pk % 4 == 0 else float(pk % 7),
                "start": "2026-07-10" if pk % 2 else None,
                "end": "2026-09-30" if pk % 2 else None,
                "first_date": "2026-07-10" if pk % 2 else None,
                "last_date": (None, "2026-09-30", "2026-06-30")[pk % 3],
                "location_pk": organization["seat_pk"],
                "remote": ("NO", "FULL", None)[pk % 3],
                "min_age": (None, 16, 18)[pk % 3],
                "languages": ('["de"]', '["de-AT", "uk"]', "[]")[pk % 3],
                "requirements": '[{"kind": "FIRST_AID", "note": "oder \\"TRAINING\\""}]' if pk % 4 == 1 else "[]",
                "places": pk if pk % 2 else None,
                "status": ("OPEN", "OPEN", "OPEN", "FULL", "PAUSED")[pk % 5],
                "ars": organization["ars"],
                "listed": pk != 16,
                "created_at": NOW - pk * 20 * DAY_S,
                "updated_at": NOW - pk * DAY_S,
            }
        )
        if pk % 4 == 2:
            for number in range(2):
                start = datetime(2026, 7, 11 + number, 9 + 9 * number, tzinfo=BERLIN)
                shifts.append(
                    {
                        "pk": len(shifts) + 1,
                        "id": f"shf_{pk}_{number}",
                        "opportunity_pk": pk,
                        "start": int(start.timestamp()),
                        "end": int(start.timestamp()) + 7200,
                        "weekday": start.weekday(),
                        "hour": start.hour,
                        "capacity": 3,
                        "gone": pk == 6 and number == 1,
                    }
                )
    return rows, shifts
