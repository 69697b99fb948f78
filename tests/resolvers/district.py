"""A small district in a store: two towns, a few special entries, and as many ordinary clubs as a test asks for.

Everything is written through the tables, so that what is tested is the answering alone. The clock stands at NOW, a
Wednesday in July 2026 at noon in Polch.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from datasources.folding import fold, sort_key
from datasources.ids import entity_id, shift_id, source_id
from datasources.store.matching import search_entry
from datasources.store.statements import (
    ALIAS,
    AREA,
    IDENTIFIER,
    PROBLEM,
    RUN,
    SEARCH_ENTRY,
    SHIFT,
    SOURCE,
)
from datasources.vocabulary import ConceptScheme, RecordKind, SearchType
from tests.resolvers.filling import (
    CALENDAR,
    DAY,
    EXCHANGE,
    MAYEN,
    NOW,
    OCHTENDUNG,
    POLCH,
    POSITIONS,
    REGISTER,
    SOURCE_PK,
    District,
    as_json,
)

__all__ = ["CALENDAR", "DAY", "EXCHANGE", "MAYEN", "NOW", "OCHTENDUNG", "POLCH", "REGISTER", "District", "district"]


DISTRICT, ASSOCIATION = "07137", "071375005"

PRIVATE_EMAIL = "privat@turnverein.example"
PUBLIC_EMAIL = "info@turnverein.example"
PRIVATE_TELEPHONE = "02654 000000"


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
            boundary=as_json(_square(lat, lon)) if ars == POLCH else None,
        )
        made.add(SEARCH_ENTRY, **search_entry(SearchType.MUNICIPALITY, int(ars), name, [], ars))


def _square(lat: float, lon: float) -> dict[str, Any]:
    west, south, east, north = lon - 0.02, lat - 0.02, lon + 0.02, lat + 0.02
    return {
        "type": "MultiPolygon",
        "coordinates": [[[[west, south], [east, south], [east, north], [west, north], [west, south]]]],
    }


def _sources(made: District) -> None:
    for key, name, kind, trust, refresh, read in (
        (REGISTER, "Vereinsregister Koblenz", "CSV", 80, 1440, NOW - 3600),
        (CALENDAR, "Kalender der Verbandsgemeinde", "ICALENDAR", 50, 60, NOW - 3 * 3600),
        (EXCHANGE, "Ehrenamtsbörse", "JSON", 50, 60, NOW - 600),
    ):
        made.add(
            SOURCE,
            pk=SOURCE_PK[key],
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
        alternate_names=as_json(["TuS Polch"]),
        description="Wir **turnen** dienstags.",
        website="https://turnverein.example/",
        social_media=as_json(["https://social.example/@tus"]),
        logo=as_json({"url": "https://turnverein.example/logo.png", "alt": "Wappen", "license": "CC-BY-4.0"}),
        images=as_json(
            [{"url": "https://turnverein.example/halle.jpg", "alt": "Die Halle", "width": 800, "height": 600}]
        ),
        contact_points=as_json([{"role": "Geschäftsstelle", "email": PUBLIC_EMAIL, "public": True}]),
        opening_hours=as_json([{"weekday": "MONDAY", "opens": "09:00", "closes": "12:30", "note": None}]),
        accessibility=as_json(["wheelchair"]),
        charitable_purposes=as_json(["21"]),
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
        requirements=as_json([{"kind": "FIRST_AID", "note": None}]),
        contact=as_json([{"role": "Fest", "email": PUBLIC_EMAIL, "public": True}]),
        skills=as_json([]),
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
        requirements=as_json([{"kind": "ERWEITERTES_FUEHRUNGSZEUGNIS", "note": "wird erstattet"}]),
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
