"""A small district in a store: two towns, a few special entries, and as many ordinary clubs as a test asks for.

Everything is written through the tables, so that what is tested is the answering alone. The clock stands at NOW, a
Wednesday in July 2026 at noon in Polch.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Table, insert
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from datasources.criteria import Position
from datasources.folding import fold, slug, sort_key
from datasources.ids import entity_id, occurrence_id, place_id, record_id, shift_id, source_id
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
from datasources.vocabulary import ConceptScheme, RecordKind, SearchType

NOW = int(datetime(2026, 7, 1, 10, 0, tzinfo=UTC).timestamp())
DAY = 86_400

DISTRICT, ASSOCIATION = "07137", "071375005"
POLCH, MAYEN, OCHTENDUNG = "071375005086", "071370003003", "071375005080"
POSITIONS = {POLCH: (50.2994, 7.3167), MAYEN: (50.3267, 7.2228), OCHTENDUNG: (50.3500, 7.3897)}

PRIVATE_EMAIL = "privat@turnverein.example"
PUBLIC_EMAIL = "info@turnverein.example"
PRIVATE_TELEPHONE = "02654 000000"

REGISTER, CALENDAR, EXCHANGE = "vereinsregister", "kalender", "ehrenamt-boerse"

TURNVEREIN = entity_id(RecordKind.ORGANIZATION, REGISTER, "VR 1902")
MERGED_AWAY = entity_id(RecordKind.ORGANIZATION, CALENDAR, "tsv-polch")
TURNEN = entity_id(RecordKind.ORGANIZATION, REGISTER, "VR 1902/1")
FEUERWEHR = entity_id(RecordKind.ORGANIZATION, REGISTER, "FF Mayen")
NACHBARN = entity_id(RecordKind.ORGANIZATION, EXCHANGE, "nachbarn")
SOMMERFEST = entity_id(RecordKind.EVENT, CALENDAR, "sommerfest-2026")
TRAINING = entity_id(RecordKind.EVENT, CALENDAR, "training")
KUCHEN = entity_id(RecordKind.OPPORTUNITY, EXCHANGE, "EA-001")
TRAINER = entity_id(RecordKind.OPPORTUNITY, EXCHANGE, "EA-002")
VORBEI = entity_id(RecordKind.OPPORTUNITY, EXCHANGE, "EA-003")
FESTWIESE = 3
"""The place's pk: ordinary events are announced elsewhere than they take place."""

REGISTER_ID, CALENDAR_ID, EXCHANGE_ID = source_id(REGISTER), source_id(CALENDAR), source_id(EXCHANGE)

_SOURCE_PK = {REGISTER: 1, CALENDAR: 2, EXCHANGE: 3}


class District:
    """Collects rows and writes them in one transaction."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._tables: dict[str, Table] = {}

    def add(self, table: Table, **values: Any) -> int:
        """A row with the table's defaults; answers its pk."""
        rows = self._rows.setdefault(table.name, [])
        self._tables[table.name] = table
        row = _defaults(table) | values
        if "pk" in table.c and row.get("pk") is None:
            row["pk"] = len(rows) + 1
        rows.append(row)
        return int(row.get("pk", 0))

    async def write(self, db: Database) -> None:
        async with db.transaction() as transaction:
            for name, rows in self._rows.items():
                await transaction.executemany(_insert(self._tables[name]), rows)

    def place(self, name: str | None, ars: str, *, offset: float = 0.0, **values: Any) -> int:
        lat, lon = POSITIONS[ars][0] + offset, POSITIONS[ars][1] + offset
        x, y, z = vector(Position(lat, lon))
        return self.add(
            PLACE,
            id=place_id(name or "", ars, str(offset)),
            name=name,
            street="Hauptstraße 1",
            postal_code="56751" if ars == POLCH else "56727",
            locality="Polch" if ars == POLCH else "Mayen",
            lat=lat,
            lon=lon,
            x=x,
            y=y,
            z=z,
            precision="EXACT",
            ars=ars,
            **values,
        )

    def organization(self, id: str, name: str, *, type: str = "CLUB", ars: str = POLCH, **values: Any) -> int:
        topics = values.pop("topics", [])
        pk = self.add(
            ORGANIZATION,
            id=id,
            slug=values.pop("slug", slug(name)),
            type=type,
            name=name,
            sort_key=sort_key(name),
            status="ACTIVE",
            ars=ars,
            categories=_json(topics),
            created_at=NOW - 400 * DAY,
            updated_at=values.pop("updated_at", NOW - 10 * DAY),
            **values,
        )
        self.tagged(RecordKind.ORGANIZATION, pk, ConceptScheme.TOPIC, topics)
        self.add(SEARCH_ENTRY, **search_entry(SearchType(type), pk, name, topics, ars))
        return pk

    def event(self, id: str, name: str, schedule: Mapping[str, Any], *, first_start: int, **values: Any) -> int:
        topics = values.pop("topics", [])
        ars = values.pop("ars", POLCH)
        pk = self.add(
            EVENT,
            id=id,
            slug=slug(f"{name} {id[-4:]}"),
            uid=f"{id}@kalender.example",
            name=name,
            sort_key=sort_key(name),
            status=values.pop("status", "SCHEDULED"),
            schedule=_json(schedule),
            first_start=first_start,
            categories=_json(topics),
            ars=ars,
            created_at=NOW - 30 * DAY,
            updated_at=NOW - 5 * DAY,
            **values,
        )
        self.tagged(RecordKind.EVENT, pk, ConceptScheme.TOPIC, topics)
        self.add(SEARCH_ENTRY, **search_entry(SearchType.EVENT, pk, name, topics, ars))
        return pk

    def occurrence(self, event_pk: int, event_id: str, start: datetime, *, hours: float = 2, **values: Any) -> int:
        begins = int(start.timestamp())
        recurrence_id = start.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        all_day = values.pop("all_day", False)
        local = start + timedelta(hours=2)
        return self.add(
            OCCURRENCE,
            id=occurrence_id(event_id, values.pop("recurrence_id", recurrence_id)),
            event_pk=event_pk,
            recurrence_id=recurrence_id,
            start=begins,
            end=begins + int(hours * 3600),
            until=begins + int(hours * 3600),
            all_day=all_day,
            start_date=local.date().isoformat(),
            end_date=(local + timedelta(hours=hours, seconds=-1)).date().isoformat(),
            timezone="Europe/Berlin",
            weekday=local.weekday(),
            hour=None if all_day else local.hour,
            status=values.pop("status", "SCHEDULED"),
            **values,
        )

    def opportunity(self, id: str, title: str, organization_pk: int, **values: Any) -> int:
        ars = values.pop("ars", POLCH)
        pk = self.add(
            OPPORTUNITY,
            id=id,
            slug=slug(f"{title} {id[-4:]}"),
            title=title,
            sort_key=sort_key(title),
            organization_pk=organization_pk,
            status=values.pop("status", "OPEN"),
            ars=ars,
            created_at=values.pop("created_at", NOW - 3 * DAY),
            updated_at=NOW - 2 * DAY,
            **values,
        )
        self.add(SEARCH_ENTRY, **search_entry(SearchType.OPPORTUNITY, pk, title, [], ars))
        return pk

    def record(self, kind: RecordKind, source: str, origin: str, entity_pk: int, fields: Mapping[str, Any]) -> int:
        return self.add(
            RECORD,
            id=record_id(kind, source, origin),
            source_pk=_SOURCE_PK[source],
            kind=kind.value,
            origin_id=origin,
            hash="0",
            fields=_json(fields),
            entity_pk=entity_pk,
            first_seen_at=NOW - 100 * DAY,
            changed_at=NOW - 20 * DAY,
        )

    def tagged(self, kind: RecordKind, pk: int, scheme: ConceptScheme, notations: Sequence[str]) -> None:
        for notation in notations:
            self.add(TAG, kind=kind.value, entity_pk=pk, scheme=scheme.value, notation=notation)


def district(clubs: int = 0) -> District:
    """The special entries, and `clubs` ordinary ones beside them, each with two events and one opportunity."""
    made = District()
    _areas(made)
    _sources(made)
    _special(made)
    for number in range(clubs):
        _ordinary(made, number)
    return made


def _areas(made: District) -> None:
    for ars, name, kind, parent, population in (
        ("07", "Rheinland-Pfalz", "STATE", None, 4_100_000),
        (DISTRICT, "Mayen-Koblenz", "DISTRICT", "07", 218_210),
        (ASSOCIATION, "Maifeld", "ASSOCIATION", DISTRICT, 24_000),
        (POLCH, "Polch", "MUNICIPALITY", ASSOCIATION, 7_000),
        (OCHTENDUNG, "Ochtendung", "MUNICIPALITY", ASSOCIATION, 5_500),
        (MAYEN, "Mayen", "MUNICIPALITY", DISTRICT, 19_000),
    ):
        lat, lon = POSITIONS.get(ars, (50.3, 7.4))
        made.add(
            AREA,
            ars=ars,
            ags=ars[:5] + ars[9:] if len(ars) == 12 else None,
            name=name,
            folded=fold(name),
            sort_key=sort_key(name),
            kind=kind,
            parent_ars=parent,
            population=population,
            area_km2=30.5,
            lat=lat,
            lon=lon,
            postal_code={POLCH: "56751", MAYEN: "56727"}.get(ars),
            boundary=_json(_square(lat, lon)) if ars == POLCH else None,
        )
        made.add(SEARCH_ENTRY, **search_entry(SearchType.MUNICIPALITY, int(ars), name, [], ars))


def _square(lat: float, lon: float) -> dict[str, Any]:
    west, south, east, north = lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def _sources(made: District) -> None:
    for key, name, kind, trust, refresh, read in (
        (REGISTER, "Vereinsregister Koblenz", "CSV", 80, 1440, NOW - 3600),
        (CALENDAR, "Kalender der Verbandsgemeinde", "ICALENDAR", 50, 60, NOW - 3 * 3600),
        (EXCHANGE, "Ehrenamtsbörse", "JSON", 50, 60, NOW - 600),
    ):
        made.add(
            SOURCE,
            pk=_SOURCE_PK[key],
            id=source_id(key),
            key=key,
            name=name,
            kind=kind,
            url=f"https://{key}.example/daten",
            publisher_name="Amtsgericht Koblenz" if key == REGISTER else "Verbandsgemeinde Maifeld",
            publisher_ars=DISTRICT,
            license_id="CC-BY-4.0",
            license_name="Creative Commons Namensnennung 4.0",
            license_url="https://creativecommons.org/licenses/by/4.0/",
            trust=trust,
            status="ACTIVE",
            refresh_minutes=refresh,
            declared_hash="0",
            created_at=NOW - 500 * DAY,
            last_success_at=read,
            next_due_at=NOW + 60,
            record_count=3,
        )
    run = made.add(
        RUN,
        id="run_aaaaaaaaaaaaaaaa",
        source_pk=1,
        started_at=NOW - 3700,
        finished_at=NOW - 3600,
        outcome="CHANGED",
    )
    made.add(PROBLEM, run_pk=run, severity="ERROR", code="CODE_OF_ANOTHER_VERSION", line=7, parameters="{}")


def _special(made: District) -> None:
    hall = made.place("Bürgerhaus Polch", POLCH, offset=0.001)
    station = made.place("Feuerwache Mayen", MAYEN)
    green = made.place("Festwiese", MAYEN, offset=0.005)
    assert green == FESTWIESE
    club = made.organization(
        TURNVEREIN,
        "Turn- und Sportverein Polch 1902 e.V.",
        topics=["football", "gymnastics"],
        alternate_names=_json(["TuS Polch"]),
        description="Wir **turnen** dienstags.",
        website="https://turnverein.example/",
        social_media=_json(["https://social.example/@tus"]),
        logo=_json({"url": "https://turnverein.example/logo.png", "alt": "Wappen", "license": "CC-BY-4.0"}),
        images=_json(
            [{"url": "https://turnverein.example/halle.jpg", "alt": "Die Halle", "width": 800, "height": 600}]
        ),
        contact_points=_json([{"role": "Geschäftsstelle", "email": PUBLIC_EMAIL, "public": True}]),
        opening_hours=_json([{"weekday": "MONDAY", "opens": "09:00", "closes": "12:30", "note": None}]),
        accessibility=_json(["wheelchair"]),
        charitable_purposes=_json(["21"]),
        legal_form="EINGETRAGENER_VEREIN",
        register_number="VR 1902",
        register_court="Koblenz",
        founding_date="1902-05-01",
        founding_decade=1900,
        member_count=412,
        seat_pk=hall,
        updated_at=NOW - DAY,
    )
    made.tagged(RecordKind.ORGANIZATION, club, ConceptScheme.CHARITABLE_PURPOSE, ["21"])
    made.organization(
        TURNEN, "Abteilung Turnen", topics=["gymnastics"], parent_pk=club, legal_form="OTHER", member_count=3
    )
    made.organization(
        FEUERWEHR,
        "Freiwillige Feuerwehr Mayen",
        type="INSTITUTION",
        ars=MAYEN,
        institution_kind="FIRE_BRIGADE",
        seat_pk=station,
    )
    made.organization(NACHBARN, "Nachbarschaftshilfe Müllerweg", type="INITIATIVE", ars=OCHTENDUNG)
    made.add(ALIAS, kind=RecordKind.ORGANIZATION.value, alias=MERGED_AWAY, target_pk=club)
    made.add(ALIAS, kind=RecordKind.ORGANIZATION.value, alias="tus-polch", target_pk=club)

    stated = {
        "name": "Turn- und Sportverein Polch 1902 e.V.",
        "website": "https://turnverein.example/",
        "contactPoints": [
            {"role": "Geschäftsstelle", "email": PUBLIC_EMAIL, "public": True},
            {"role": "Vorsitz", "email": PRIVATE_EMAIL, "telephone": PRIVATE_TELEPHONE, "public": False},
        ],
    }
    first = made.record(RecordKind.ORGANIZATION, REGISTER, "VR 1902", club, stated)
    made.record(
        RecordKind.ORGANIZATION,
        CALENDAR,
        "tsv-polch",
        club,
        {
            "name": "TSV Polch",
            "website": "https://alt.example/",
            "contactPoints": [{"role": "Vorsitz", "email": PRIVATE_EMAIL, "public": False}],
        },
    )
    made.add(IDENTIFIER, record_pk=first, source_pk=1, organization_pk=club, scheme="DE-VR", value="Koblenz VR 1902")

    festival = made.event(
        SOMMERFEST,
        "Sommerfest am Bürgerhaus",
        {
            "start": "2026-07-04",
            "allDay": True,
            "timezone": "Europe/Berlin",
            "duration": "P2D",
            "rrule": [],
            "rdate": [],
            "exdate": [],
            "overrides": [],
        },
        first_start=int(datetime(2026, 7, 3, 22, tzinfo=UTC).timestamp()),
        organizer_pk=club,
        location_pk=hall,
        is_accessible_for_free=True,
        topics=["culture"],
    )
    made.occurrence(
        festival,
        SOMMERFEST,
        datetime(2026, 7, 3, 22, tzinfo=UTC),
        hours=48,
        all_day=True,
        recurrence_id="20260704",
        name="Sommerfest am Bürgerhaus",
        location_pk=hall,
        organizer_pk=club,
        ars=POLCH,
    )
    made.record(RecordKind.EVENT, CALENDAR, "sommerfest-2026", festival, {"name": "Sommerfest am Bürgerhaus"})
    training = made.event(
        TRAINING,
        "Fußballtraining der Jugend",
        {
            "start": "2026-06-02T18:00:00",
            "allDay": False,
            "timezone": "Europe/Berlin",
            "duration": "PT2H",
            "rrule": ["FREQ=WEEKLY;BYDAY=TU"],
            "rdate": [],
            "exdate": [],
            "overrides": [],
        },
        first_start=int(datetime(2026, 6, 2, 16, tzinfo=UTC).timestamp()),
        organizer_pk=club,
        location_pk=hall,
        topics=["football"],
    )
    for week in range(8):
        made.occurrence(
            training,
            TRAINING,
            datetime(2026, 6, 2, 16, tzinfo=UTC) + timedelta(weeks=week),
            name="Fußballtraining der Jugend",
            location_pk=hall,
            organizer_pk=club,
            ars=POLCH,
            status="CANCELLED" if week == 5 else "SCHEDULED",
        )
    _opportunities(made, club, festival, hall)


def _opportunities(made: District, club: int, festival: int, hall: int) -> None:
    cake = made.opportunity(
        KUCHEN,
        "Kuchen verkaufen beim Sommerfest",
        club,
        event_pk=festival,
        commitment="SPONTANEOUS",
        hours_min=1.0,
        hours_max=2.0,
        hours_per="TOTAL",
        hours_flexible=False,
        hours_per_week=1.0,
        first_date="2026-07-04",
        last_date="2026-07-05",
        start="2026-07-04",
        end="2026-07-05",
        location_pk=hall,
        places=6,
        requirements=_json([{"kind": "FIRST_AID", "note": None}]),
        contact=_json([{"role": "Fest", "email": PUBLIC_EMAIL, "public": True}]),
        skills=_json([]),
    )
    made.record(RecordKind.OPPORTUNITY, EXCHANGE, "EA-001", cake, {"title": "Kuchen verkaufen beim Sommerfest"})
    for number, hour in enumerate((12, 14)):
        start = int(datetime(2026, 7, 4, hour, tzinfo=UTC).timestamp())
        made.add(
            SHIFT,
            id=shift_id(KUCHEN, str(number)),
            opportunity_pk=cake,
            start=start,
            end=start + 7200,
            weekday=5,
            hour=hour + 2,
            capacity=3,
        )
    trainer = made.opportunity(
        TRAINER,
        "Trainerin für die F-Jugend",
        club,
        commitment="REGULAR",
        hours_per_week=4.0,
        hours_min=4.0,
        hours_per="WEEK",
        places=1,
        created_at=NOW - 5 * DAY,
        requirements=_json([{"kind": "ERWEITERTES_FUEHRUNGSZEUGNIS", "note": "wird erstattet"}]),
    )
    made.record(RecordKind.OPPORTUNITY, EXCHANGE, "EA-002", trainer, {"title": "Trainerin für die F-Jugend"})
    over = made.opportunity(
        VORBEI,
        "Aufbau beim Maifest",
        club,
        commitment="ONE_TIME",
        first_date="2026-05-01",
        last_date="2026-05-01",
        created_at=NOW - 90 * DAY,
    )
    made.record(RecordKind.OPPORTUNITY, EXCHANGE, "EA-003", over, {"title": "Aufbau beim Maifest"})


def _ordinary(made: District, number: int) -> None:
    ars = (POLCH, MAYEN, OCHTENDUNG)[number % 3]
    place = made.place(f"Halle {number}", ars, offset=0.002 * (number % 7) + 0.0001 * number)
    origin = f"VR {3000 + number}"
    id = entity_id(RecordKind.ORGANIZATION, REGISTER, origin)
    name = f"Verein Nummer {number:03} e.V."
    club = made.organization(
        id, name, ars=ars, seat_pk=place, topics=["culture"], legal_form="EINGETRAGENER_VEREIN", member_count=20
    )
    made.record(RecordKind.ORGANIZATION, REGISTER, origin, club, {"name": name})
    for each in range(2):
        event_id = entity_id(RecordKind.EVENT, CALENDAR, f"{number}-{each}")
        start = datetime(2026, 7, 10 + each, 16, tzinfo=UTC)
        title = f"Treffen {each} von {number:03}"
        event = made.event(
            event_id,
            title,
            {
                "start": f"2026-07-{10 + each}T18:00:00",
                "allDay": False,
                "timezone": "Europe/Berlin",
                "duration": "PT2H",
            },
            first_start=int(start.timestamp()),
            organizer_pk=club,
            location_pk=place,
            ars=ars,
        )
        made.occurrence(event, event_id, start, name=title, location_pk=FESTWIESE, organizer_pk=club, ars=ars)
    opportunity = entity_id(RecordKind.OPPORTUNITY, EXCHANGE, f"E-{number}")
    pk = made.opportunity(opportunity, f"Helfen bei {number:03}", club, ars=ars, location_pk=place, places=2)
    made.record(RecordKind.OPPORTUNITY, EXCHANGE, f"E-{number}", pk, {"title": f"Helfen bei {number:03}"})


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


@cache
def _insert(table: Table) -> Statement:
    return Statement(insert(table))


def _defaults(table: Table) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in table.columns:
        default = column.default
        values[column.name] = default.arg if isinstance(default, ScalarElementColumnDefault) else None
    return values
