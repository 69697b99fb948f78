"""The demo as a fresh `make serve` leaves it: what the graph then has to show, and what is nowhere in it."""

import csv
import json
import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from datasources import demo
from datasources.demo.district import organizations
from datasources.store.database import Database
from datasources.vocabulary import RunOutcome
from resolvers.context import Context
from tests.datasources.ingest.world import World as Saying
from tests.datasources.ingest.world import club, register
from tests.docs import conftest as demo_database
from tests.docs.conftest import NOW
from tests.docs.world import World
from tests.resolvers.asking import Answer, ask_graph

world = demo_database.world
db = demo_database.db

FEEDS = demo.DECLARATION.parent / "feeds"
PROBLEMS = Counter(
    {
        ("kreisverzeichnis", "DATE_NOT_OF_FORMAT"): 1,
        ("kreisverzeichnis", "URL_UNREADABLE"): 1,
        ("kreisverzeichnis", "FIELD_MISSING"): 1,
        ("kreisverzeichnis", "CATEGORY_UNKNOWN"): 1,
        ("sportkreis", "IDENTIFIER_NOT_UNIQUE"): 1,
        ("einrichtungen", "VALUE_UNKNOWN"): 1,
        ("veranstaltungen-weissenthurm", "DATE_UNREADABLE"): 1,
        ("veranstaltungen-weissenthurm", "FIELD_MISSING"): 1,
        ("ehrenamtsboerse", "FIELD_MISSING"): 1,
        ("ehrenamtsboerse", "DATE_UNREADABLE"): 1,
        ("engagement-karte", "CATEGORY_UNKNOWN"): 1,
        ("kalender-freiwillige-feuerwehr-kettig-loeschgruppe-schieferster", "CALENDAR_ENCODING_GUESSED"): 1,
        ("kalender-seniorenhaus-kiebitz-weissenthurm", "EVENT_START_MISSING"): 1,
    }
)
"""What the demo gets wrong on purpose."""
BOTH_YEARS = '{from: "2026-01-01T00:00:00+01:00", to: "2028-01-01T00:00:00+01:00"}'


async def ask(db: Database, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
    return await ask_graph(Context(db, now=NOW), query, variables)


async def every(db: Database, field: str, selection: str, arguments: str = "") -> list[dict[str, Any]]:
    """All entries of a list, page after page."""
    nodes: list[dict[str, Any]] = []
    after: str | None = None
    for _ in range(200):
        query = f"""query ($after: String) {{ {field}(first: 100, after: $after{arguments}) {{
          nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
        page = (await ask(db, query, {"after": after})).of(field)
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return nodes
    raise AssertionError("more pages than there can be")


# ── how it was read ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_source_was_read_and_only_the_deliberate_problems_were_found(world: World) -> None:
    assert {run.outcome for run in world.runs} == {RunOutcome.CHANGED}
    assert [run.source_key for run in world.runs] == [each.key for each in demo.declarations()]
    assert Counter((run.source_key, problem.code) for run in world.runs for problem in run.problems) == PROBLEMS
    assert all(run.created > 0 for run in world.runs)
    assert sum(run.refused for run in world.runs) == 4


async def test_the_district_is_as_large_as_promised(db: Database) -> None:
    answer = await ask(
        db,
        """{ organizations { totalCount } clubs { totalCount }
             opportunities(filter: {openOnly: false}) { totalCount } sources { totalCount } }""",
    )
    assert 300 <= answer.of("organizations", "totalCount") <= 350
    assert 200 <= answer.of("clubs", "totalCount") <= 280
    assert 145 <= answer.of("opportunities", "totalCount") <= 160
    kinds = Counter(source["kind"] for source in await every(db, "sources", "kind"))
    assert kinds["ICALENDAR"] == 60
    assert kinds.keys() == {"ICALENDAR", "CSV", "XLSX", "JSON", "GEOJSON"}


async def test_every_source_is_active_and_says_whose_it_is(db: Database) -> None:
    for source in await every(db, "sources", "name status recordCount url publisher { name } license { id name }"):
        assert (source["status"], source["url"]) == ("ACTIVE", None), source
        assert source["recordCount"] > 0
        assert source["publisher"]["name"]
        assert source["license"]["id"]


# ── provenance ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_one_register_number_is_one_club_with_a_record_of_each_list(db: Database) -> None:
    query = """{ club(identifier: {scheme: "DE-VR", value: "Koblenz VR 90007"}) {
      id name foundingDate memberCount website records { source { name } } identifiers { scheme value }
      statements { field value chosen reason source { name } } } }"""
    found = (await ask(db, query)).of("club")
    assert found["name"] == "Turnverein Eisvogel Kottenheim 1881 e. V."
    assert [record["source"]["name"] for record in found["records"]] == [
        "Vereinsregister (Auszug)",
        "Vereinsverzeichnis des Kreises",
        "Mitglieder des Sportkreises",
    ]
    assert {each["scheme"] for each in found["identifiers"]} == {"DE-VR", "DEMO-SPORTKREIS"}
    told = {
        (each["field"], each["source"]["name"]): (each["value"], each["chosen"], each["reason"])
        for each in found["statements"]
    }
    assert told["name", "Vereinsregister (Auszug)"] == (
        found["name"],
        True,
        "Dieser Quelle wird am meisten vertraut (80).",
    )
    assert told["name", "Mitglieder des Sportkreises"][1:] == (False, "Einer anderen Quelle wird mehr vertraut.")
    assert told["memberCount", "Vereinsverzeichnis des Kreises"][:2] == (found["memberCount"], True)
    assert told["memberCount", "Mitglieder des Sportkreises"][1] is False
    assert told["website", "Vereinsverzeichnis des Kreises"][:2] == (found["website"], True)


async def test_some_hundred_clubs_have_records_of_several_lists_and_one_value_chosen_for_each_field(
    db: Database,
) -> None:
    selection = "name records { id } statements { field chosen reason source { id } }"
    clubs = await every(db, "clubs", selection)
    assert sum(len(each["records"]) > 1 for each in clubs) > 100
    for each in clubs:
        assert each["records"]
        chosen = Counter(one["field"] for one in each["statements"] if one["chosen"])
        stated = {one["field"] for one in each["statements"]}
        assert set(chosen) == stated, each["name"]
        assert all(one["reason"] for one in each["statements"])


async def test_register_number_that_one_list_gives_twice_merges_nothing(db: Database) -> None:
    held: dict[str, set[str]] = {}
    for each in await every(db, "organizations", "id identifiers { scheme value }"):
        for identifier in each["identifiers"]:
            held.setdefault(f"{identifier['scheme']} {identifier['value']}", set()).add(each["id"])
    assert sum(len(ids) > 1 for ids in held.values()) <= 1


async def test_old_id_yields_the_survivor_after_two_entries_became_one(world: World, tmp_path: Path) -> None:
    for suffix in ("", "-wal"):
        if (part := Path(f"{world.path}{suffix}")).exists():
            shutil.copy(part, tmp_path / f"hub.db{suffix}")
    copy = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}", migrate_first=False)
    try:
        saying = Saying(copy, tmp_path, now=NOW)
        await saying.say("dorfblatt", club("1", "Turner im Dorf"))
        named = await ask(copy, '{ organizations(filter: {text: "Turner im Dorf"}) { nodes { id } } }')
        old = named.of("organizations", "nodes", 0, "id")
        await saying.say("dorfblatt", club("1", "Turner im Dorf", identifiers=register("Koblenz VR 90007")))
        query = """query ($id: ID!) { club(id: $id) { id name } node(id: $id) { id }
          register: club(identifier: {scheme: "DE-VR", value: "Koblenz VR 90007"}) { id records { originId } } }"""
        answer = await ask(copy, query, {"id": old})
        survivor = answer.of("register", "id")
        assert survivor != old
        assert answer.of("club", "id") == answer.of("node", "id") == survivor
        assert len(answer.of("register", "records")) == 4
    finally:
        await copy.close()


async def test_departments_stand_below_their_clubs(db: Database) -> None:
    clubs = await every(db, "clubs", "name parent { name departments { name } } departments { name parent { name } }")
    departments = [each for each in clubs if each["parent"]]
    assert len(departments) == 15
    for each in departments:
        assert "Abteilung" in each["name"]
        assert {"name": each["name"]} in each["parent"]["departments"]
    assert sum(len(each["departments"]) for each in clubs) == 15


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_events_have_cancelled_tentative_and_moved_dates(db: Database) -> None:
    selection = "id recurrenceId start previousStart startDate status timezone event { id name }"
    arguments = f", filter: {{between: {BOTH_YEARS}}}"
    dates = await every(db, "occurrences", selection, arguments)
    assert len(dates) > 9_000
    assert len({each["id"] for each in dates}) == len(dates)
    assert [each["start"] for each in dates] == sorted(each["start"] for each in dates)
    statuses = Counter(each["status"] for each in dates)
    assert statuses["CANCELLED"] > 10
    assert statuses["TENTATIVE"] > 0
    moved = [each for each in dates if each["previousStart"]]
    assert len(moved) > 10
    assert all(each["previousStart"] != each["start"] for each in moved)
    assert {date.fromisoformat(each["startDate"]).year for each in dates} == {2026, 2027}


async def test_series_keep_their_local_hour_across_daylight_saving(db: Database) -> None:
    query = f"""{{ events(first: 100, filter: {{text: "Turnen"}}) {{ nodes {{ name schedule {{ startDate rrule }}
      occurrences(between: {BOTH_YEARS}, first: 60) {{ nodes {{ start previousStart }} }} }} }} }}"""
    weekly = [
        event
        for event in (await ask(db, query)).of("events", "nodes")
        if event["schedule"] and any("WEEKLY" in rule for rule in event["schedule"]["rrule"])
    ]
    assert weekly
    for event in weekly:
        hours = {each["start"][11:16] for each in event["occurrences"]["nodes"] if not each["previousStart"]}
        assert len(hours) == 2, (event["name"], hours)


async def test_every_calendar_has_an_organizer_and_offers_lead_to_organisations(db: Database) -> None:
    events = await every(db, "events", "name organizer { name } records { source { kind } }")
    of_calendars = [event for event in events if event["records"][0]["source"]["kind"] == "ICALENDAR"]
    assert len(of_calendars) > 300
    assert [event["name"] for event in of_calendars if event["organizer"] is None] == []
    offers = await every(
        db, "opportunities", "title organization { name } event { name }", ", filter: {openOnly: false}"
    )
    assert all(offer["organization"]["name"] for offer in offers)
    assert sum(offer["event"] is not None for offer in offers) >= 14


# ── what is nowhere ──────────────────────────────────────────────────────────────────────────────────────────────────


def digits(text: str) -> str:
    """A telephone number without the ways to write it: +49 30 23125-141 and 030 23125-141 are one."""
    return re.sub(r"\D", "", text).removeprefix("49").removeprefix("0")


@cache
def never_mapped() -> frozenset[str]:
    """What lists hold in columns that no mapping names: birthdays, and the newspaper's box numbers."""
    with (FEEDS / "kreisverzeichnis.csv").open(encoding="utf-8-sig", newline="") as file:
        birthdays = {row["Geburtstag"] for row in csv.DictReader(file)}
    return frozenset(birthdays - {""})


@cache
def box_numbers() -> frozenset[str]:
    """Private numbers that stand only in the newspaper's column, which no mapping names."""
    with (FEEDS / "mitmachen.tsv").open(encoding="utf-8-sig", newline="") as file:
        boxes = {digits(row["Chiffre-Telefon"]) for row in csv.DictReader(file, delimiter="\t")}
    with (FEEDS / "kreisverzeichnis.csv").open(encoding="utf-8-sig", newline="") as file:
        mapped = {digits(row["Telefon privat"]) for row in csv.DictReader(file)}
    return frozenset(boxes - mapped - {""})


@cache
def private() -> frozenset[str]:
    """Names, addresses and numbers of the people behind organisations: mapped as private, or not at all."""
    people = [each.person for each in organizations()]
    public = {digits(each.telephone) for each in organizations()}
    numbers = {digits(person.telephone) for person in people} - public
    return frozenset({person.name for person in people} | {person.email for person in people} | numbers)


@cache
def texts(path: Path) -> Mapping[tuple[str, str], str]:
    """All that stands in a column of a table, one value a line."""
    columns: dict[tuple[str, str], list[str]] = {}
    with closing(sqlite3.connect(path)) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            cursor = connection.execute(f'SELECT * FROM "{table}"')
            names = [column[0] for column in cursor.description]
            for row in cursor:
                for name, value in zip(names, row, strict=True):
                    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    columns.setdefault((table, name), []).append(text)
    return {place: "\n".join(values) for place, values in columns.items()}


_NUMBER = re.compile(r"\+?\(?\d[\d ()/-]{6,24}\d")


def found_in(text: str, words: frozenset[str]) -> set[str]:
    """The words that a text holds; telephone numbers in any way of writing."""
    numbers = {digits(number) for number in _NUMBER.findall(text)}
    return {word for word in words if word in text} | (words & numbers)


def test_what_no_mapping_names_is_in_no_byte_of_the_database(world: World) -> None:
    assert len(never_mapped()) > 100
    written = b"".join(part.read_bytes() for part in world.path.parent.glob(f"{world.path.name}*"))
    assert b"Eisvogel" in written
    assert [word for word in never_mapped() if word.encode() in written] == []
    assert box_numbers()
    assert {place: found for place, text in texts(world.path).items() if (found := found_in(text, box_numbers()))} == {}


def test_private_contacts_are_kept_with_their_records_and_in_no_other_table(world: World) -> None:
    places = {place for place, text in texts(world.path).items() if found_in(text, private())}
    assert places == {("record", "fields")}


async def test_private_contacts_are_in_no_answer(db: Database) -> None:
    contacts = "contactPoints { role name email telephone url }"
    record = "records { id originId }"
    statements = "statements { field value reason }"
    lists = {
        "organizations": f"id name description alternateNames slug website {contacts} {record} {statements}",
        "events": f"id name description organizerName url {record} {statements}",
        "opportunities": f"id title description contact {{ role name email telephone url }} {record} {statements}",
        "sources": "id name url publisher { name url } license { attribution }",
    }
    written = ""
    for field, selection in lists.items():
        arguments = ", filter: {openOnly: false}" if field == "opportunities" else ""
        written += json.dumps(await every(db, field, selection, arguments), ensure_ascii=False)
    assert "info@tv-eisvogel-kottenheim.example" in written
    assert digits("+49 30 23125-140") in {digits(number) for number in re.findall(r"\+49[\d -]+", written)}
    assert found_in(written, private()) == set()
    assert found_in(written, never_mapped()) == set()


async def test_private_contacts_are_not_found_by_searching(db: Database) -> None:
    for person in {each.person.name: each.person for each in organizations()[:40]}.values():
        query = """query ($name: String!, $mail: String!) {
          search(text: $name) { totalCount } mail: search(text: $mail) { totalCount }
          suggest(prefix: $name) { text }
          organizations(filter: {text: $name}) { totalCount } }"""
        answer = await ask(db, query, {"name": person.name, "mail": person.email})
        assert answer.of("search", "totalCount") == answer.of("mail", "totalCount") == 0, person
        assert answer.of("organizations", "totalCount") == 0
        assert answer.of("suggest") == []


async def test_what_records_hold_is_for_stewards(db: Database) -> None:
    answer = await ask(db, "{ clubs(first: 20) { nodes { records { raw } } } }")
    assert set(answer.codes) == {"UNAUTHENTICATED"}
    raws = [record["raw"] for each in answer.data["clubs"]["nodes"] for record in each["records"]]
    assert raws
    assert set(raws) == {None}
