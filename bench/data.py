"""The data that is measured on: generated, the same at every run, written straight into the store's tables.

`peers_database` holds 5,000 clubs with 50,000 events, `large_database` 100,000 clubs with 1,000,000 occurrences; both
are kept in bench/.work until the tables change.
"""

import asyncio
import hashlib
import json
import math
import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlmodel import SQLModel

from datasources.areas import read_bundled
from datasources.folding import fold, sort_key
from datasources.store import tables
from datasources.store.database import Database

WORK = Path(__file__).parent / ".work"

_LETTERS = str.maketrans("0123456789", "abcdefghij")
START = 1_767_225_600
"""2026-01-01T00:00:00Z."""
DAY_S = 86_400
HOUR_S = 3_600
SEED = 20260704
BATCH = 10_000

TOPICS = ("sport", "musik", "kultur", "jugend", "senioren", "natur", "feuerwehr", "brauchtum", "soziales", "bildung")
KINDS = (
    "Turnverein",
    "Musikverein",
    "Förderverein",
    "Heimatverein",
    "Karnevalsgesellschaft",
    "Angelsportverein",
    "Jugendfeuerwehr",
    "Schützenbruderschaft",
    "Kirchenchor",
    "Tierschutzverein",
    "Möhnenverein",
    "Tennisclub",
)


def key(number: int) -> str:
    """The letters of an id: 16 of them, as the hub's own ids have."""
    return "bench" + f"{number:011d}".translate(_LETTERS)


CLUB_ID = f"org_{key(42)}"


def peers_database() -> Path:
    """5,000 clubs and 50,000 events."""
    return kept("peers", lambda db: _fill(db, clubs=5_000, events_per_club=10, dates_per_event=1))


def large_database() -> Path:
    """100,000 clubs and 1,000,000 occurrences, spread over all of Germany, with their search entries."""
    return kept("large", lambda db: _fill(db, clubs=100_000, events_per_club=1, dates_per_event=10))


def kept(name: str, fill: Callable[[sqlite3.Connection], None], *made_by: Path) -> Path:
    """The database of a name, filled where the tables, this module or those that fill it have changed since."""
    described = json.dumps([str(table.c) for table in SQLModel.metadata.sorted_tables])
    described += "".join(path.read_text("utf-8") for path in (Path(__file__), *made_by))
    version = hashlib.sha256(described.encode()).hexdigest()[:12]
    WORK.mkdir(exist_ok=True)
    path = WORK / f"{name}-{version}.db"
    if not path.exists():
        for stale in WORK.glob(f"{name}-*"):
            stale.unlink()
        making = WORK / f"{name}-making.db"
        asyncio.run(_migrate(making))
        with sqlite3.connect(making) as db:
            db.execute("PRAGMA synchronous = OFF")
            fill(db)
            db.execute("ANALYZE")
        db.close()
        making.rename(path)
    return path


async def _migrate(path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{path}")
    await database.close()


def _fill(db: sqlite3.Connection, *, clubs: int, events_per_club: int, dates_per_event: int) -> None:
    rng = random.Random(SEED)
    areas = [area for area in read_bundled() if area.kind == "MUNICIPALITY" and area.lat is not None]
    insert(db, tables.AreaTable, (area_row(area) for area in read_bundled()))
    insert(db, tables.PlaceTable, (place_row(rng, pk, areas[pk % len(areas)]) for pk in range(1, clubs + 1)))
    insert(db, tables.OrganizationTable, (club_row(pk, areas[pk % len(areas)]) for pk in range(1, clubs + 1)))
    insert(db, tables.TagTable, (_tag("ORGANIZATION", pk, rng) for pk in range(1, clubs + 1)))
    insert(db, tables.SearchEntryTable, (_entry(pk, areas[pk % len(areas)]) for pk in range(1, clubs + 1)))
    events = clubs * events_per_club
    insert(db, tables.EventTable, (_event(rng, pk, 1 + pk % clubs, areas) for pk in range(1, events + 1)))
    insert(db, tables.TagTable, (_tag("EVENT", pk, rng) for pk in range(1, events + 1)))
    insert(db, tables.OccurrenceTable, _occurrences(rng, events, clubs, dates_per_event, areas))


def insert(db: sqlite3.Connection, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Every row has the columns of the first; others take the default of their column."""
    rows = iter(rows)
    first = next(rows)
    fixed = {
        column.name: column.default.arg
        for column in table.metadata.tables[str(table.__tablename__)].columns
        if column.name not in first and isinstance(column.default, ScalarElementColumnDefault)
    }
    names = [*first, *fixed]
    marks = ", ".join("?" * len(names))
    columns = ", ".join(f'"{name}"' for name in names)
    constants = tuple(fixed.values())
    db.executemany(
        f"INSERT INTO {table.__tablename__} ({columns}) VALUES ({marks})",
        (tuple(row.values()) + constants for row in _and_first(first, rows)),
    )


def _and_first(first: dict[str, Any], rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rows


def area_row(area: Any) -> dict[str, Any]:
    return {
        "ars": area.ars,
        "ags": area.ags,
        "name": area.name,
        "folded": fold(area.name),
        "sort_key": sort_key(area.name),
        "kind": area.kind,
        "parent_ars": area.parent_ars,
        "population": area.population,
        "area_km2": area.area_km2,
        "lat": area.lat,
        "lon": area.lon,
        "postal_code": area.postal_code,
        "boundary": None,
    }


def place_row(rng: random.Random, pk: int, area: Any) -> dict[str, Any]:
    lat, lon = round(rng.uniform(47.5, 54.8), 5), round(rng.uniform(6.0, 14.9), 5)
    phi, lam = math.radians(lat), math.radians(lon)
    return {
        "pk": pk,
        "id": f"plc_{key(pk)}",
        "name": f"Vereinsheim {pk}",
        "street": f"Hauptstraße {pk % 90 + 1}",
        "postal_code": area.postal_code,
        "locality": area.name,
        "country": "DE",
        "lat": lat,
        "lon": lon,
        "x": math.cos(phi) * math.cos(lam),
        "y": math.cos(phi) * math.sin(lam),
        "z": math.sin(phi),
        "precision": "EXACT",
        "ars": area.ars,
    }


def _name(pk: int, area: Any) -> str:
    return f"{KINDS[pk % len(KINDS)]} {area.name} {1850 + pk % 170}"


def club_row(pk: int, area: Any) -> dict[str, Any]:
    name = _name(pk, area)
    return {
        "pk": pk,
        "id": f"org_{key(pk)}",
        "slug": f"verein-{pk}",
        "type": "CLUB",
        "name": name,
        "sort_key": sort_key(name),
        "status": "ACTIVE",
        "legal_form": "EINGETRAGENER_VEREIN",
        "register_number": f"VR {pk}",
        "register_court": "Koblenz",
        "seat_pk": pk,
        "ars": area.ars,
        "listed": 1,
        "created_at": START - pk,
        "updated_at": START + pk % 5000,
    }


def _tag(kind: str, pk: int, rng: random.Random) -> dict[str, Any]:
    return {"kind": kind, "entity_pk": pk, "scheme": "TOPIC", "notation": rng.choice(TOPICS)}


def _entry(pk: int, area: Any) -> dict[str, Any]:
    name = _name(pk, area)
    return {
        "type": "CLUB",
        "entity_pk": pk,
        "title": f" {fold(name)} ",
        "body": f" {fold(area.name)} ",
        "label": name,
        "sort_key": sort_key(name),
        "ars": area.ars,
    }


def _event(rng: random.Random, pk: int, club: int, areas: list[Any]) -> dict[str, Any]:
    start = START + rng.randrange(730) * DAY_S + rng.randrange(8, 20) * HOUR_S
    schedule = {"start": "2026-01-01T18:00:00", "timezone": "Europe/Berlin"}
    return {
        "pk": pk,
        "id": f"evt_{key(pk)}",
        "slug": f"termin-{pk}",
        "uid": f"{pk}@bench.example",
        "name": f"Training {pk % 40}",
        "sort_key": f"training {pk % 40:02d}",
        "status": "SCHEDULED",
        "organizer_pk": club,
        "location_pk": club,
        "schedule": json.dumps(schedule),
        "first_start": start,
        "last_end": start + 2 * HOUR_S,
        "ars": areas[club % len(areas)].ars,
        "listed": 1,
        "created_at": START,
        "updated_at": START + pk % 5000,
    }


def _occurrences(
    rng: random.Random, events: int, clubs: int, dates_per_event: int, areas: list[Any]
) -> Iterator[dict[str, Any]]:
    for event in range(1, events + 1):
        club = 1 + event % clubs
        for number in range(dates_per_event):
            day, hour = rng.randrange(730), rng.randrange(8, 20)
            start = START + day * DAY_S + hour * HOUR_S
            recurrence_id = datetime.fromtimestamp(start + number, UTC).strftime("%Y%m%dT%H%M%SZ")
            date = f"{2026 + day // 365}-{1 + day % 365 // 31:02d}-{1 + day % 365 % 31 % 28:02d}"
            yield {
                "id": f"occ_{key(event)}_{recurrence_id}",
                "event_pk": event,
                "recurrence_id": recurrence_id,
                "start": start,
                "end": start + 2 * HOUR_S,
                "until": start + 2 * HOUR_S,
                "all_day": 0,
                "start_date": date,
                "end_date": date,
                "timezone": "Europe/Berlin",
                "weekday": day % 7,
                "hour": hour,
                "status": "SCHEDULED",
                "name": f"Training {event % 40}",
                "location_pk": club,
                "organizer_pk": club,
                "ars": areas[club % len(areas)].ars,
            }
