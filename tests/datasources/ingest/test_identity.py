"""Identity, the certain part: who is one organisation, and what becomes of ids."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datasources.drafts import Draft, Json
from datasources.store import organizations, tables
from datasources.store.database import Database
from tests.datasources.ingest.world import World, club, codes, event, parsed, register


async def test_records_that_state_the_same_identifier_become_one_club(world: World) -> None:
    await world.say("register", club("VR 2726", "Turnverein Polch 1902 e.V.", identifiers=register("Koblenz VR 2726")))
    await world.say("verband", club("4711", "TV Polch", identifiers=register("Amtsgericht Koblenz, VR 2726")))
    found = await world.one(tables.OrganizationTable)
    assert len(await world.rows(tables.RecordTable, entity_pk=found["pk"])) == 2
    assert {row["organization_pk"] for row in await world.rows(tables.IdentifierTable)} == {found["pk"]}
    assert {row["value"] for row in await world.rows(tables.IdentifierTable)} == {"Koblenz VR 2726"}


async def test_two_entries_become_one_and_the_old_id_yields_the_survivor(world: World) -> None:
    await world.say("register", club("1", "Turnverein Polch", identifiers=register("Koblenz VR 2726")))
    await world.say("verband", club("a", "TV Polch", categories=["sport"]))
    first, second = await world.rows(tables.OrganizationTable)
    await world.say("verband", club("a", "TV Polch", categories=["sport"], identifiers=register("Koblenz VR 2726")))
    survivor = await world.one(tables.OrganizationTable)
    assert survivor["id"] == first["id"]
    for alias in (second["id"], first["id"]):
        (row,) = await organizations.by_ids(world.db, [alias])
        assert row is not None
        assert row.pk == first["pk"]
    (row,) = await organizations.by_slugs(world.db, [second["slug"]])
    assert row is not None
    assert row.pk == first["pk"]
    assert {row["entity_pk"] for row in await world.rows(tables.TagTable)} == {first["pk"]}
    assert len(await world.rows(tables.SearchEntryTable, type="CLUB")) == 1


async def test_events_and_opportunities_follow_their_organisation_into_one(world: World) -> None:
    await world.say("register", club("1", "Turnverein Polch", identifiers=register("Koblenz VR 2726")))
    await world.say("verband", club("a", "TV Polch"), event("e", organizer={"origin": "a"}))
    second = (await world.one(tables.OrganizationTable, name="TV Polch"))["pk"]
    assert (await world.one(tables.EventTable))["organizer_pk"] == second
    await world.say(
        "verband",
        club("a", "TV Polch", identifiers=register("Koblenz VR 2726")),
        event("e", organizer={"origin": "a"}),
    )
    survivor = (await world.one(tables.OrganizationTable))["pk"]
    assert survivor != second
    assert (await world.one(tables.EventTable))["organizer_pk"] == survivor
    assert {row["organizer_pk"] for row in await world.rows(tables.OccurrenceTable)} == {survivor}


async def test_an_identifier_of_several_records_of_one_source_merges_nothing(world: World) -> None:
    report = await world.say(
        "register",
        club("1", identifiers=register("Koblenz VR 1")),
        club("2", identifiers=register("Koblenz VR 1")),
    )
    await world.say("verband", club("a", identifiers=register("Koblenz VR 1")))
    assert codes(report) == ["IDENTIFIER_NOT_UNIQUE"]
    assert len(await world.rows(tables.OrganizationTable)) == 3


async def test_a_second_record_with_the_identifier_parts_what_was_one(world: World) -> None:
    await world.say("register", club("1", "Turnverein Polch", identifiers=register("Koblenz VR 1")))
    await world.say("verband", club("a", "TV Polch", identifiers=register("Koblenz VR 1")))
    (one,) = await world.rows(tables.OrganizationTable)
    await world.say(
        "register",
        club("1", "Turnverein Polch", identifiers=register("Koblenz VR 1")),
        club("2", "Turnverein Mayen", identifiers=register("Koblenz VR 1")),
    )
    names = {row["name"]: row["id"] for row in await world.rows(tables.OrganizationTable)}
    assert names.keys() == {"Turnverein Polch", "TV Polch", "Turnverein Mayen"}
    assert names["Turnverein Polch"] == one["id"]


async def test_a_corrected_identifier_parts_what_it_had_joined_and_ids_return(world: World) -> None:
    await world.say("register", club("1", "Turnverein Polch", identifiers=register("Koblenz VR 1")))
    await world.say("verband", club("a", "Musikverein Mayen"))
    second = (await world.one(tables.OrganizationTable, name="Musikverein Mayen"))["id"]
    await world.say("verband", club("a", "Musikverein Mayen", identifiers=register("Koblenz VR 1")))
    assert len(await world.rows(tables.OrganizationTable)) == 1
    await world.say("verband", club("a", "Musikverein Mayen", identifiers=register("Koblenz VR 7")))
    found = {row["name"]: row["id"] for row in await world.rows(tables.OrganizationTable)}
    assert found["Musikverein Mayen"] == second
    (row,) = await organizations.by_ids(world.db, [second])
    assert row is not None
    assert row.name == "Musikverein Mayen"


async def test_a_source_that_renumbers_its_records_keeps_its_entries(world: World) -> None:
    await world.say("register", club("alt-1", "TV Polch", identifiers=register("Koblenz VR 1")))
    before = await world.one(tables.OrganizationTable)
    report = await world.say("register", club("neu-1", "TV Polch", identifiers=register("Koblenz VR 1")))
    assert (report.created, report.removed) == (1, 1)
    after = await world.one(tables.OrganizationTable)
    assert (after["id"], after["listed"]) == (before["id"], True)


async def test_three_records_hang_together_through_two_identifiers(world: World) -> None:
    await world.say("register", club("1", identifiers=register("Koblenz VR 1")))
    await world.say("bund", club("b", identifiers=register("07-11", "SPORTBUND")))
    assert len(await world.rows(tables.OrganizationTable)) == 2
    both = [*register("Koblenz VR 1"), *register("07-11", "Sportbund")]
    await world.say("stadt", club("s", identifiers=both))
    assert len(await world.rows(tables.OrganizationTable)) == 1


async def test_the_most_trusted_source_is_believed_then_the_most_recent(world: World) -> None:
    world.source("register", trust=80)
    number = register("Koblenz VR 1")
    await world.say("register", club("1", "Turnverein Polch", identifiers=number))
    await world.say("verband", club("a", "TV Polch", identifiers=number, memberCount=10, website="https://a.example/"))
    await world.say("stadt", club("s", "T.V. Polch", identifiers=number, memberCount=12))
    found = await world.one(tables.OrganizationTable)
    assert (found["name"], found["member_count"], found["website"]) == ("Turnverein Polch", 12, "https://a.example/")
    assert set(parsed(found["alternate_names"])) == {"TV Polch", "T.V. Polch"}
    await world.say("verband", club("a", "TV Polch", identifiers=number, memberCount=11))
    found = await world.one(tables.OrganizationTable)
    assert (found["member_count"], found["website"]) == (11, None)


async def test_a_changed_trust_chooses_anew_although_nothing_else_changed(world: World) -> None:
    number = register("Koblenz VR 1")
    await world.say("a", club("1", "Name bei A", identifiers=number))
    await world.say("b", club("1", "Name bei B", identifiers=number))
    assert (await world.one(tables.OrganizationTable))["name"] == "Name bei B"
    world.source("a", trust=90)
    await world.say("a", club("1", "Name bei A", identifiers=number))
    assert (await world.one(tables.OrganizationTable))["name"] == "Name bei A"


async def test_an_entry_stays_listed_while_one_of_its_records_is_there(world: World) -> None:
    number = register("Koblenz VR 1")
    await world.say("a", club("1", "Name bei A", identifiers=number), club("2"))
    await world.say("b", club("1", "Name bei B", identifiers=number))
    await world.say("b")
    found = await world.one(tables.OrganizationTable, name="Name bei A")
    assert found["listed"] is True


_PAIRS: Sequence[Json] = [{"scheme": "DE-VR", "value": f"Koblenz VR {number}", "uri": None} for number in range(4)]
_RUNS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.dictionaries(
            st.sampled_from("123"), st.sets(st.integers(0, 3), max_size=2).map(sorted), min_size=0, max_size=3
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(runs=_RUNS, order=st.randoms(use_true_random=False))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
async def test_any_order_of_the_same_runs_gives_the_same_clusters(
    runs: list[tuple[str, dict[str, list[int]]]], order: Any, migrated_sqlite: Path
) -> None:
    """Each source's own runs keep their order; how those of several sources interleave does not matter."""
    queues: dict[str, list[tuple[str, dict[str, list[int]]]]] = {}
    for run in runs:
        queues.setdefault(run[0], []).append(run)
    shuffled = []
    left = {key: list(queue) for key, queue in queues.items()}
    while left:
        key = order.choice(sorted(left))
        shuffled.append(left[key].pop(0))
        if not left[key]:
            del left[key]
    assert await _clusters(migrated_sqlite, runs) == await _clusters(migrated_sqlite, shuffled)


async def _clusters(template: Path, runs: Sequence[tuple[str, dict[str, list[int]]]]) -> set[frozenset[str]]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hub.db"
        shutil.copy(template, path)
        db = await Database.open(f"sqlite+aiosqlite:///{path}", migrate_first=False)
        try:
            world = World(db, Path(folder))
            for source, said in runs:
                await world.say(source, *(_club(origin, numbers) for origin, numbers in said.items()))
            sources = {row["pk"]: row["key"] for row in await world.rows(tables.SourceTable)}
            found: dict[int, set[str]] = {}
            for row in await world.rows(tables.RecordTable):
                found.setdefault(row["entity_pk"], set()).add(f"{sources[row['source_pk']]}/{row['origin_id']}")
            entities = {row["pk"] for row in await world.rows(tables.OrganizationTable)}
            assert found.keys() == entities, "every entry has records, and every record an entry"
            return {frozenset(part) for part in found.values()}
        finally:
            await db.close()


def _club(origin: str, numbers: Sequence[int]) -> Draft:
    return club(origin, identifiers=[_PAIRS[number] for number in numbers])
