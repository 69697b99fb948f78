"""The people that are measured on, and the help they are asked for: generated, the same at every run.

10,000 open opportunities of 1,000 organisations in one district, with 20,000 shifts to come; 100 volunteers who live
there, and let themselves be compared.
"""

import itertools
import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import data
from datasources.areas import read_bundled
from datasources.concepts import in_scheme
from datasources.criteria import Position
from datasources.people.consents import current
from datasources.people.vocabulary import ConsentGiver, Purpose
from datasources.store import tables
from datasources.store.people import tables as people_tables
from datasources.store.sphere import vector
from datasources.vocabulary import Commitment, ConceptScheme, RemoteMode, RequirementKind, Weekday

OPPORTUNITIES = 10_000
SHIFTS_EACH = 2
VOLUNTEERS = 100
DISTRICT = "07137"
SEED = 11
NOW = data.START + 180 * data.DAY_S


def people_database() -> Path:
    """The database, made where it is not kept."""
    return data.kept("people", _fill, Path(__file__))


def _fill(db: sqlite3.Connection) -> None:
    rng = random.Random(SEED)
    areas = [area for area in read_bundled() if area.ars.startswith(DISTRICT) and area.kind == "MUNICIPALITY"]
    clubs = OPPORTUNITIES // 10
    data.insert(db, tables.AreaTable, (data.area_row(area) for area in read_bundled()))
    data.insert(db, tables.PlaceTable, (_place(rng, pk, areas) for pk in range(1, clubs + 1)))
    data.insert(db, tables.OrganizationTable, (data.club_row(pk, areas[pk % len(areas)]) for pk in range(1, clubs + 1)))
    offers = [_opportunity(rng, pk, clubs, areas) for pk in range(1, OPPORTUNITIES + 1)]
    data.insert(db, tables.OpportunityTable, offers)
    data.insert(db, tables.TagTable, _tags(offers))
    data.insert(db, tables.ShiftTable, _shifts(rng))
    accounts = (
        {"pk": pk, "id": f"acc_{data.key(pk)}", "issuer": "bench", "subject": str(pk), "created_at": NOW}
        for pk in range(1, VOLUNTEERS + 1)
    )
    data.insert(db, people_tables.AccountTable, accounts)
    data.insert(db, people_tables.VolunteerTable, (_volunteer(rng, pk, areas) for pk in range(1, VOLUNTEERS + 1)))
    data.insert(db, people_tables.ConsentTable, (_consent(pk) for pk in range(1, VOLUNTEERS + 1)))


def _place(rng: random.Random, pk: int, areas: list[Any]) -> dict[str, Any]:
    area = areas[pk % len(areas)]
    lat, lon = area.lat + rng.uniform(-0.02, 0.02), area.lon + rng.uniform(-0.02, 0.02)
    x, y, z = vector(Position(lat, lon))
    return data.place_row(rng, pk, area) | {"lat": lat, "lon": lon, "x": x, "y": y, "z": z}


def _opportunity(rng: random.Random, pk: int, clubs: int, areas: list[Any]) -> dict[str, Any]:
    club = 1 + pk % clubs
    kinds = [kind.value for kind in RequirementKind]
    return {
        "pk": pk,
        "id": f"opp_{data.key(pk)}",
        "slug": f"mithelfen-{pk}",
        "title": f"Mithelfen {pk}",
        "sort_key": f"mithelfen {pk:06d}",
        "description": "Wir suchen Menschen, die mit anpacken. " * rng.randrange(4, 30),
        "organization_pk": club,
        "location_pk": club,
        "commitment": rng.choice([member.value for member in Commitment]),
        "last_date": "2027-06-30",
        "remote": rng.choices([None, *(mode.value for mode in RemoteMode)], (60, 25, 10, 5))[0],
        "min_age": rng.choice((None, None, 14, 16, 18)),
        "skills": _some(rng, ConceptScheme.SKILL, 2),
        "languages": json.dumps(rng.choice(([], [], [], ["de"], ["de", "tr"], ["uk"]))),
        "categories": _some(rng, ConceptScheme.TOPIC, 2),
        "requirements": json.dumps([{"kind": rng.choice(kinds), "note": None}] if rng.random() < 0.3 else []),
        "places": rng.randrange(1, 20),
        "status": "OPEN",
        "ars": areas[club % len(areas)].ars,
        "listed": 1,
        "created_at": data.START + pk,
        "updated_at": data.START + pk,
    }


def _some(rng: random.Random, scheme: ConceptScheme, most: int) -> str:
    return json.dumps([each.notation for each in rng.sample(in_scheme(scheme), rng.randrange(most + 1))])


def _tags(offers: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for offer in offers:
        for scheme, column in ((ConceptScheme.SKILL, "skills"), (ConceptScheme.TOPIC, "categories")):
            for notation in json.loads(offer[column]):
                yield {
                    "kind": "OPPORTUNITY",
                    "entity_pk": offer["pk"],
                    "scheme": scheme.value,
                    "notation": notation,
                }


def _shifts(rng: random.Random) -> Iterator[dict[str, Any]]:
    for pk, number in itertools.product(range(1, OPPORTUNITIES + 1), range(SHIFTS_EACH)):
        day, hour = rng.randrange(1, 300), rng.randrange(7, 20)
        start = NOW - NOW % data.DAY_S + day * data.DAY_S + hour * data.HOUR_S
        yield {
            "id": f"shf_{data.key(pk * SHIFTS_EACH + number)}",
            "opportunity_pk": pk,
            "start": start,
            "end": start + rng.randrange(1, 5) * data.HOUR_S,
            "weekday": (start // data.DAY_S + 3) % 7,
            "hour": hour + 2,
            "capacity": 5,
            "gone": 0,
        }


def _volunteer(rng: random.Random, pk: int, areas: list[Any]) -> dict[str, Any]:
    free = [
        {"weekday": day.value, "from": f"{rng.randrange(8, 15):02d}:00", "to": f"{rng.randrange(16, 23):02d}:30"}
        for day in rng.sample(list(Weekday), 4)
    ]
    return {
        "pk": pk,
        "id": f"vol_{data.key(pk)}",
        "account_pk": pk,
        "birth_month": f"{rng.randrange(1950, 2008)}-05",
        "home_ars": rng.choice(areas).ars,
        "radius_km": 80.0,
        "availability": json.dumps(free),
        "commitment": json.dumps(["SPONTANEOUS", "ONE_TIME"]),
        "skills": json.dumps([each.notation for each in rng.sample(in_scheme(ConceptScheme.SKILL), 3)]),
        "interests": json.dumps([each.notation for each in rng.sample(in_scheme(ConceptScheme.TOPIC), 4)]),
        "languages": json.dumps(["de", "tr"]),
        "created_at": NOW,
        "updated_at": NOW,
    }


def _consent(pk: int) -> dict[str, Any]:
    return {
        "volunteer_pk": pk,
        "purpose": Purpose.MATCHING.value,
        "text_version": current(Purpose.MATCHING),
        "given_by": ConsentGiver.SELF.value,
        "granted_at": NOW,
    }
