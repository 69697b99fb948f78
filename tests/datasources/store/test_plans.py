"""SQLite's query plans: a condition that leaves few rows is served by an index, and no large table is read whole."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import apsw
import pytest

from datasources.criteria import (
    AreaCriteria,
    Around,
    Box,
    ConceptCriteria,
    EventCriteria,
    IdentifierCriteria,
    InstantRange,
    OccurrenceCriteria,
    OpportunityCriteria,
    OrganizationCriteria,
    Sort,
    Window,
)
from datasources.store import (
    events,
    extent,
    identifiers,
    occurrences,
    opportunities,
    organizations,
    records,
    search,
    sources,
)
from datasources.store.database import Database, count_statements
from datasources.store.search import SearchCriteria
from datasources.store.slices import Parents
from datasources.vocabulary import RecordKind
from tests.datasources.store.district import DAY_S, NOW, POLCH, POLCH_CENTER, TODAY

PAGE = Window(20)
NEAR = AreaCriteria(near=Around(POLCH_CENTER, 5.0))
TOWN = AreaCriteria(ars=(POLCH,))
DISTRICT = AreaCriteria(ars=("07137",))
BOX = AreaCriteria(bbox=Box(7.2, 50.2, 7.3, 50.3))
SPORT = ConceptCriteria(any_of=("sport",))
DAY = InstantRange(NOW, NOW + DAY_S)
OPEN = OpportunityCriteria(today=TODAY)
LARGE = ("organization", "event", "occurrence", "opportunity", "place", "record", "identifier", "tag", "search_entry")

Read = Callable[[Database], Awaitable[Any]]


def _organizations(criteria: OrganizationCriteria, *by: str) -> Read:
    center = POLCH_CENTER if "DISTANCE" in by else None
    return lambda db: organizations.pages(db, criteria, Sort(by, center), PAGE)


def _occurrences(criteria: OccurrenceCriteria, *by: str) -> Read:
    center = POLCH_CENTER if "DISTANCE" in by else None
    return lambda db: occurrences.pages(db, criteria, Sort(by, center), PAGE)


READS: dict[str, tuple[Read, str]] = {
    "first page": (_organizations(OrganizationCriteria()), "organization_by_name"),
    "latest": (_organizations(OrganizationCriteria(), "UPDATED"), "organization_by_update"),
    "a later page": (
        lambda db: organizations.pages(db, OrganizationCriteria(), Sort(), Window(20, after=("m", 5))),
        "organization_by_name (listed=? AND ",
    ),
    "of a town": (_organizations(OrganizationCriteria(area=TOWN)), "organization_by_area"),
    "near": (_organizations(OrganizationCriteria(area=NEAR), "DISTANCE"), "place_by_position"),
    "in a box": (_organizations(OrganizationCriteria(area=BOX)), "place_by_position"),
    "of a topic": (_organizations(OrganizationCriteria(categories=SPORT)), "tag_by_concept"),
    "of a purpose": (_organizations(OrganizationCriteria(purposes=("21",))), "tag_by_concept"),
    "with an identifier": (
        _organizations(OrganizationCriteria(identifier=IdentifierCriteria("DE-VR", "1"))),
        "identifier_by_value",
    ),
    "of a source": (_organizations(OrganizationCriteria(sources=("src_1",))), "record_by_"),
    "updated since": (
        _organizations(OrganizationCriteria(updated_since=NOW), "UPDATED"),
        "organization_by_update (listed=? AND updated_at>?)",
    ),
    "with opportunities": (_organizations(OrganizationCriteria(has_opportunities=True)), "opportunity_by_"),
    "by text": (_organizations(OrganizationCriteria(text="verein"), "RELEVANCE"), "VIRTUAL TABLE INDEX 0:M2"),
    "events of an organiser": (
        lambda db: events.pages(db, EventCriteria(organizer=("org_0001",)), Sort(), PAGE),
        "event_by_organizer",
    ),
    "events of parents": (
        lambda db: events.pages(db, EventCriteria(), Sort(), PAGE, Parents("organization", [1, 2])),
        "event_by_organizer (organizer_pk=? AND listed=?)",
    ),
    "dates": (_occurrences(OccurrenceCriteria(DAY)), "occurrence_by_start (start>? AND start<?)"),
    "dates that go on": (_occurrences(OccurrenceCriteria(DAY)), "occurrence_long (until>?)"),
    "dates in a town": (_occurrences(OccurrenceCriteria(DAY, area=TOWN)), "occurrence_by_area"),
    "dates near": (_occurrences(OccurrenceCriteria(DAY, area=NEAR), "DISTANCE"), "place_by_position"),
    "dates by text": (_occurrences(OccurrenceCriteria(DAY, text="fest"), "RELEVANCE"), "VIRTUAL TABLE INDEX 0:M2"),
    "dates of an organiser": (_occurrences(OccurrenceCriteria(DAY, organizer=("org_0001",))), "occurrence_by_"),
    "dates of parents": (
        lambda db: occurrences.pages(db, OccurrenceCriteria(DAY), Sort(), PAGE, Parents("organization", [1, 2])),
        "occurrence_by_organizer (organizer_pk=?",
    ),
    "dates of events": (
        lambda db: occurrences.pages(db, OccurrenceCriteria(DAY), Sort(), PAGE, Parents("event", [1, 2])),
        "occurrence_by_event (event_pk=?",
    ),
    "next dates": (lambda db: events.next_occurrences(db, [1, 2], NOW), "occurrence_by_event (event_pk=?"),
    "opportunities": (lambda db: opportunities.pages(db, OPEN, Sort(), PAGE), "opportunity_by_creation"),
    "opportunities of parents": (
        lambda db: opportunities.pages(db, OPEN, Sort(), PAGE, Parents("organization", [1])),
        "opportunity_by_organization (organization_pk=?",
    ),
    "search": (lambda db: search.page(db, SearchCriteria("verein", TODAY), PAGE), "VIRTUAL TABLE INDEX 0:M2"),
    "suggestions": (lambda db: search.suggest(db, "v", (), 8), "search_entry_by_title (title>? AND title<?)"),
    "by id": (lambda db: organizations.by_ids(db, ["a", "b"]), "(id=?)"),
    "by slug": (lambda db: organizations.by_slugs(db, ["a"]), "(slug=?)"),
    "records of entries": (
        lambda db: records.by_entities(db, RecordKind.EVENT, [1, 2]),
        "record_by_entity (kind=? AND entity_pk=?)",
    ),
    "records of a source": (lambda db: sources.records(db, [1], PAGE), "record_by_source (source_pk=?"),
    "identifiers of a scheme": (
        lambda db: identifiers.stream(db, "DE-VR", None, 5),
        "identifier_by_value (scheme=?",
    ),
}


@pytest.fixture
async def on_sqlite(filled_sqlite: Path) -> AsyncIterator[Database]:
    db = await Database.open(f"sqlite+aiosqlite:///{filled_sqlite}", migrate_first=False)
    yield db
    await db.close()


@pytest.mark.parametrize("name", READS)
async def test_an_index_serves(on_sqlite: Database, name: str) -> None:
    read, index = READS[name]
    plan = await _plan(on_sqlite, read)
    assert any(index in step for step in plan), plan


@pytest.mark.parametrize("name", set(READS) - {"first page"})
async def test_no_large_table_is_read_whole(on_sqlite: Database, name: str) -> None:
    read, _ = READS[name]
    scans = [step for step in await _plan(on_sqlite, read) if step.startswith("SCAN ")]
    whole = [step for step in scans if step.split()[1] in LARGE and "INDEX" not in step]
    assert whole == []


async def test_a_page_in_the_order_of_names_sorts_nothing(on_sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "FEW", 1)  # the district is more than that
    for criteria in (OrganizationCriteria(), OrganizationCriteria(area=AreaCriteria(ars=("07137",)))):
        plan = await _plan(on_sqlite, _organizations(criteria))
        assert not [step for step in plan if "TEMP B-TREE" in step], plan


async def test_a_broad_area_that_holds_little_is_read_through_the_index_of_keys(
    on_sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = await organizations.counts(on_sqlite, OrganizationCriteria(area=DISTRICT))
    for few, index in ((whole[0], "organization_by_name"), (whole[0] + 1, "organization_by_area (ars>? AND ars<?)")):
        monkeypatch.setattr(extent, "FEW", few)
        plan = await _plan(on_sqlite, _organizations(OrganizationCriteria(area=DISTRICT)))
        assert any(index in step for step in plan), plan


async def test_the_country_and_a_town_are_not_counted_before(on_sqlite: Database) -> None:
    everywhere = OrganizationCriteria(area=AreaCriteria(ars=("00",)))
    with count_statements(on_sqlite) as counted:
        await _organizations(everywhere)(on_sqlite)
        await _organizations(OrganizationCriteria(area=TOWN))(on_sqlite)
    assert counted.count == 2


async def _plan(db: Database, read: Read) -> list[str]:
    with count_statements(db) as counted:
        await read(db)
    connection = apsw.Connection(db.url.database or "", flags=apsw.SQLITE_OPEN_READONLY)
    try:
        steps: list[str] = []
        for statement in counted.texts:
            nothing = [None] * statement.count("?")
            steps += [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", nothing)]
        return steps
    finally:
        connection.close()
