"""The demo: read through the real connectors, as large as promised, flawed only where it says so, and no one's data."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

import orjson
import pytest
from starlette.types import Message, Scope

from datasources.connectors.content import Content
from datasources.connectors.registry import check, connector_for
from datasources.declarations import SourceDeclaration
from datasources.demo import DECLARATION, booking, generate
from datasources.demo.calendars import Manner, calendars, event_uid
from datasources.demo.district import Organization, organizations
from datasources.demo.words import EMBLEMS
from datasources.drafts import Draft, Json
from datasources.problems import LANGUAGES, Problem
from datasources.vocabulary import OrganizationType, RecordKind, SourceKind

ORGANIZATION, EVENT, OPPORTUNITY = RecordKind.ORGANIZATION, RecordKind.EVENT, RecordKind.OPPORTUNITY

FLAWS = {
    ("kreisverzeichnis", "foundingDate"),
    ("kreisverzeichnis", "categories"),
    ("kreisverzeichnis", "website"),
    ("kreisverzeichnis", "name"),
    ("einrichtungen", "institutionKind"),
    ("veranstaltungen-weissenthurm", "schedule"),
    ("ehrenamtsboerse", "title"),
    ("ehrenamtsboerse", "applyBy"),
    ("engagement-karte", "skills"),
}
"""Source and field of what is wrong on purpose, beside the calendar's date without a start."""


@cache
def declarations() -> dict[str, SourceDeclaration]:
    listed = tomllib.loads(DECLARATION.read_text(encoding="utf-8"))["sources"]
    declared = [SourceDeclaration.model_validate(each) for each in listed]
    assert len({each.key for each in declared}) == len(declared)
    return {each.key: each for each in declared}


@cache
def read(key: str) -> tuple[tuple[Draft, ...], tuple[Problem, ...]]:
    declaration = declarations()[key]
    assert declaration.file is not None
    content = Content(declaration.file, path=DECLARATION.parent / declaration.file)
    items = list(connector_for(declaration.kind)(content, declaration))
    return (
        tuple(item for item in items if isinstance(item, Draft)),
        tuple(item for item in items if isinstance(item, Problem)),
    )


def drafts(kind: RecordKind) -> Iterator[tuple[str, Draft]]:
    for key in declarations():
        for draft in read(key)[0]:
            if draft.kind is kind:
                yield key, draft


def calendar_keys() -> list[str]:
    return [key for key, declared in declarations().items() if declared.kind is SourceKind.ICALENDAR]


def values(value: Json, name: str) -> Iterator[Json]:
    """Everything under a name, at any depth."""
    if isinstance(value, dict):
        for key, each in value.items():
            if key == name:
                yield each
            yield from values(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from values(each, name)


# ── made by the generator ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_generator_gives_the_files_byte_for_byte_and_no_others() -> None:
    made = generate.files()
    feeds = {path for path in (generate.HERE / "feeds").rglob("*") if path.is_file()}
    assert {str(path.relative_to(generate.HERE)) for path in feeds} | {generate.DECLARATION} == set(made)
    for name, content in made.items():
        assert (generate.HERE / name).read_bytes() == content, name
    assert sum(len(content) for content in made.values()) < 2_500_000


def test_the_district_has_some_300_clubs_and_institutions_in_most_municipalities() -> None:
    district = organizations()
    types = Counter(each.type for each in district)
    assert 280 <= len(district) <= 350
    assert types[OrganizationType.INSTITUTION] == 70
    assert types[OrganizationType.INITIATIVE] >= 10
    assert sum(each.parent is not None for each in district) >= 10
    assert len({each.area.ars for each in district}) > 60
    assert {each.area.ars[:5] for each in district} == {"07137", "07111"}


def test_names_and_numbers_are_nobodys() -> None:
    for each in organizations():
        assert any(emblem in each.name for emblem in EMBLEMS), each.name
        assert re.fullmatch(r"030 23125-\d{3}", each.telephone), each.name
        assert re.fullmatch(r"https://www\.[a-z0-9-]+\.example/", each.website)
        assert each.email.endswith(".example")
        assert each.person.email.endswith(".example")
        assert re.search(r"Muster|Beispiel|Platzhalter|Probe|Niemand", each.person.name)
        assert each.register_number is None or 90_000 < each.register_number < 100_000


# ── read by the connectors ───────────────────────────────────────────────────────────────────────────────────────────


def test_every_declaration_is_sound() -> None:
    assert {key: check(declared) for key, declared in declarations().items() if check(declared)} == {}


def test_every_format_is_there() -> None:
    assert {declared.kind for declared in declarations().values()} == {
        SourceKind.ICALENDAR,
        SourceKind.CSV,
        SourceKind.XLSX,
        SourceKind.JSON,
        SourceKind.GEOJSON,
    }


def test_sixty_calendars_are_read_and_each_holds_events() -> None:
    assert len(calendar_keys()) == 60
    for key in calendar_keys():
        assert len(read(key)[0]) >= 3, key


def test_series_and_single_dates_are_events() -> None:
    events = [draft for _, draft in drafts(EVENT)]
    repeated = [draft for draft in events if any(values(dict(draft.fields), "rrule"))]
    assert len(events) > 400
    assert len(repeated) > 80


def test_150_opportunities_range_from_an_hour_to_an_office() -> None:
    offers = [draft for _, draft in drafts(OPPORTUNITY)]
    assert 145 <= len(offers) <= 160
    assert {draft.fields["commitment"] for draft in offers} == {
        "SPONTANEOUS",
        "ONE_TIME",
        "PROJECT",
        "REGULAR",
        "OFFICE",
    }
    assert len({draft.origin_id for draft in offers}) == len(offers)
    requirements = {kind for draft in offers for kind in values(draft.fields.get("requirements"), "kind")}
    assert len(requirements) >= 6
    assert any(len(list(values(draft.fields.get("requirements"), "kind"))) > 1 for draft in offers)
    assert any(draft.fields.get("shifts") for draft in offers)


def test_only_the_deliberate_flaws_are_problems_and_each_is_told_in_both_languages() -> None:
    found: set[tuple[str, str | None]] = set()
    in_calendars: list[str] = []
    for key, declared in declarations().items():
        for problem in read(key)[1]:
            assert all(problem.message(language) for language in LANGUAGES)
            if declared.kind is SourceKind.ICALENDAR:
                in_calendars.append(problem.code)
            else:
                found.add((key, problem.path))
    assert found == FLAWS
    assert sorted(in_calendars) == ["CALENDAR_ENCODING_GUESSED", "EVENT_START_MISSING"]


def test_rows_without_a_name_or_a_start_are_refused_and_others_lose_one_field() -> None:
    district = list(read("kreisverzeichnis")[0])
    rows = len((DECLARATION.parent / "feeds/kreisverzeichnis.csv").read_text(encoding="utf-8-sig").splitlines()) - 1
    assert len(district) == rows - 1


# ── what the hub can show with it ────────────────────────────────────────────────────────────────────────────────────


def identities(key: str) -> dict[str, Draft]:
    """The drafts of a source by court and register number."""
    return {
        f"{draft.fields.get('registerCourt')} {draft.fields['registerNumber']}": draft
        for draft in read(key)[0]
        if draft.fields.get("registerNumber")
    }


@pytest.mark.parametrize(("other", "least"), [("kreisverzeichnis", 80), ("vereine-maifeld", 20), ("sportkreis", 30)])
def test_lists_overlap_under_the_same_register_number_with_other_values(other: str, least: int) -> None:
    register, further = identities("vereinsregister"), identities(other)
    shared = register.keys() & further.keys()
    assert len(shared) >= least
    assert sum(register[key].fields["name"] != further[key].fields["name"] for key in shared) >= least // 4


def test_lists_disagree_about_when_a_club_was_founded() -> None:
    register, district = identities("vereinsregister"), identities("kreisverzeichnis")
    shared = register.keys() & district.keys()
    assert any(register[key].fields.get("foundingDate") != district[key].fields.get("foundingDate") for key in shared)


def test_departments_name_a_club_of_the_federation() -> None:
    clubs = {draft.origin_id for draft in read("sportkreis")[0]}
    departments = read("sportkreis-abteilungen")[0]
    assert len(departments) >= 10
    for draft in departments:
        parent = draft.fields["parent"]
        assert isinstance(parent, dict)
        assert parent["source"] == "sportkreis"
        assert parent["origin"] in clubs


def test_references_lead_to_records_that_are_there() -> None:
    origins = {key: {draft.origin_id for draft in read(key)[0]} for key in declarations()}
    registered = {f"{key}" for key in identities("vereinsregister")}

    def leads_somewhere(source: str, reference: Json) -> bool:
        assert isinstance(reference, dict)
        identifier = reference.get("identifier")
        if isinstance(identifier, dict):
            return identifier["scheme"] == "DE-VR" and identifier["value"] in registered
        if "origin" in reference:
            return reference["origin"] in origins[str(reference.get("source", source))]
        return any(draft.fields["name"] == reference["name"] for _, draft in drafts(ORGANIZATION))

    refused = read("kreisverzeichnis")[1]
    missing = [
        (key, draft.origin_id, field)
        for key, draft in (*drafts(EVENT), *drafts(OPPORTUNITY))
        for field in ("organizer", "organization", "event")
        if field in draft.fields and not leads_somewhere(key, draft.fields[field])
    ]
    assert refused
    assert missing == []
    assert any("event" in draft.fields for _, draft in drafts(OPPORTUNITY))


def test_every_calendar_belongs_to_an_organisation_of_the_lists() -> None:
    for key in calendar_keys():
        assert declarations()[key].organizer is not None


# ── private stays private ────────────────────────────────────────────────────────────────────────────────────────────


def test_people_are_in_private_contacts_only_and_birthdays_nowhere() -> None:
    names = {each.person.name for each in organizations()}
    birthdays = {f"{each.person.birthday:%d.%m.%Y}" for each in organizations()}
    private = 0
    for _, draft in (*drafts(ORGANIZATION), *drafts(EVENT), *drafts(OPPORTUNITY)):
        fields = dict(draft.fields)
        contacts = [*_contacts(fields.pop("contactPoints", None)), *_contacts(fields.pop("contact", None))]
        for contact in contacts:
            if contact.get("name") in names:
                assert contact["public"] is False
                private += 1
            if contact["public"] is True:
                assert ".privat@" not in str(contact.get("email"))
        rest = str(fields)
        assert not any(birthday in rest for birthday in birthdays)
        assert not any(name in rest for name in names)
    assert private > 100


def _contacts(value: Json | object) -> list[dict[str, Json]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_all_dates_are_in_2026_and_2027_whatever_day_it_is() -> None:
    for _, draft in (*drafts(EVENT), *drafts(OPPORTUNITY)):
        text = str({name: draft.fields[name] for name in draft.fields.keys() & _DATED})
        years = {int(year) for year in re.findall(r"(?<!\d)((?:19|20)\d\d)(?=-?\d\d)", text)}
        assert years <= {2026, 2027}, (draft.origin_id, text)


_DATED = {"schedule", "start", "end", "applyBy", "shifts"}


def test_each_season_of_both_years_has_feasts_and_offers() -> None:
    feasts = {
        (int(str(start)[:4]), (int(str(start)[5:7]) - 1) // 3)
        for _, draft in drafts(EVENT)
        for start in values(dict(draft.fields), "start")
    }
    offers = {
        date.fromisoformat(str(draft.fields["start"])).year
        for _, draft in drafts(OPPORTUNITY)
        if draft.fields.get("start")
    }
    assert {(year, season) for year in (2026, 2027) for season in range(4)} <= feasts
    assert offers == {2026, 2027}


def test_calendars_hold_moved_cancelled_and_tentative_dates_in_many_manners() -> None:
    kept = calendars(organizations())
    assert {each.manner for each in kept} == set(Manner)
    text = b"".join(each.content for each in kept)
    for sign in (
        b"RECURRENCE-ID",
        b"EXDATE",
        b"RDATE",
        b"STATUS:CANCELLED",
        b"STATUS:TENTATIVE",
        b"RANGE=THISANDFUTURE",
    ):
        assert sign in text, sign
    assert text.count(b"RRULE:FREQ=WEEKLY") > 60


def test_uids_are_unique_within_a_calendar_but_for_the_dates_of_a_series() -> None:
    for calendar in calendars(organizations()):
        events = calendar.content.decode("cp1252" if calendar.manner is Manner.CP1252 else "utf-8")
        unfolded = re.sub(r"\r?\n ", "", events)
        masters = [part for part in unfolded.split("BEGIN:VEVENT")[1:] if "RECURRENCE-ID" not in part]
        uids = [re.search(r"^UID:(\S+)", part, re.M) for part in masters]
        assert len({uid[1] for uid in uids if uid}) == len(masters)


def test_helpers_are_bound_to_dates_of_the_towns_calendar() -> None:
    owner: Organization = calendars(organizations())[0].organization
    uids = {event_uid(title, owner, f"-{year}") for title in ("Stadtfest", "Weinfest") for year in (2026, 2027)}
    bound = {origin for draft in read("helfer")[0] for origin in values(draft.fields["event"], "origin")}
    assert uids <= bound


# ── the booking system ───────────────────────────────────────────────────────────────────────────────────────────────


async def ask(body: bytes) -> tuple[int, Json]:
    """Asks the booking system in-process."""
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": "/places",
        "root_path": "",
        "headers": [],
        "query_string": b"",
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await booking.application()(scope, receive, send)
    start, *bodies = sent
    answer: Json = orjson.loads(b"".join(message["body"] for message in bodies))
    return start["status"], answer


async def test_places_are_answered_in_one_batch_and_unknown_ids_are_absent() -> None:
    status, answer = await ask(b'{"ids": ["EA-001", "H07", "EA-001", "XY-1", "EA-"]}')
    assert status == 200
    assert answer == {"places": {"EA-001": booking.left("EA-001"), "H07": booking.left("H07")}}


def test_places_are_the_same_at_every_call_and_differ() -> None:
    left = [booking.left(draft.origin_id) for _, draft in drafts(OPPORTUNITY)]
    assert left == [booking.left(draft.origin_id) for _, draft in drafts(OPPORTUNITY)]
    assert min(left) == 1
    assert max(left) > 2


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"ids": 1}', b'{"ids": [1]}', b"1", b'{"ids": ["' + b"x" * booking.MAX_BYTES + b'"]}']
)
async def test_what_is_no_list_of_ids_is_refused(body: bytes) -> None:
    status, answer = await ask(body)
    assert status == 400
    assert isinstance(answer, dict)
    assert answer["error"]


async def test_a_batch_is_answered_up_to_its_bound_and_refused_beyond() -> None:
    def batch(count: int) -> bytes:
        ids = ", ".join(f'"EA-{number}"' for number in range(count))
        return f'{{"ids": [{ids}]}}'.encode()

    assert (await ask(batch(booking.MAX_IDS)))[0] == 200
    assert (await ask(batch(booking.MAX_IDS + 1)))[0] == 400
