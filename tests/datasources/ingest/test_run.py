"""Runs: what is taken, recognised, held back, and left alone when something fails."""

import asyncio

import pytest

from datasources.drafts import Draft, Json
from datasources.ingest.release import NothingHeld, Released, release_held_run
from datasources.ingest.run import run_source
from datasources.ingest.staging import BATCH
from datasources.store import tables
from datasources.store.database import Database
from datasources.vocabulary import RecordKind, RunOutcome, SourceStatus
from tests.datasources.ingest.world import (
    ENTITIES,
    Broken,
    Recording,
    World,
    club,
    codes,
    event,
    opportunity,
    refused,
    register,
    saying,
)


async def test_what_a_source_says_becomes_entries_with_their_records(world: World) -> None:
    report = await world.say(
        "vereine",
        club("1", "Möhnenverein Polch", seat={"locality": "Polch", "postalCode": "56751"}, memberCount=40),
        club("2", "TV Mayen", categories=["sport"]),
    )
    assert (report.outcome, report.created, report.unchanged) == (RunOutcome.CHANGED, 2, 0)
    found = await world.one(tables.OrganizationTable, name="Möhnenverein Polch")
    assert found["slug"] == "moehnenverein-polch"
    assert found["ars"] == "071375002089"
    assert found["member_count"] == 40
    assert found["listed"] is True
    record = await world.one(tables.RecordTable, origin_id="1")
    assert record["entity_pk"] == found["pk"]
    assert [row["notation"] for row in await world.rows(tables.TagTable)] == ["sport"]
    assert {row["label"] for row in await world.rows(tables.SearchEntryTable, type="CLUB")} == {
        "Möhnenverein Polch",
        "TV Mayen",
    }


async def test_a_second_run_of_the_same_input_writes_to_no_table_of_entries(world: World) -> None:
    said = [
        club("1", identifiers=register("Koblenz VR 1"), categories=["sport"]),
        event("a", rrule="FREQ=WEEKLY", organizer={"origin": "1"}),
        opportunity("o", organization={"origin": "1"}, shifts=[_shift()]),
    ]
    await world.say("quelle", *said)
    before = await world.dump()
    recording = Recording.of(world.db)
    report = await world.say("quelle", *said, db=recording)
    assert (report.outcome, report.unchanged) == (RunOutcome.UNCHANGED, 3)
    assert not {model.__tablename__ for model in ENTITIES} & set(recording.written)
    assert await world.dump() == before


async def test_the_same_bytes_are_not_even_parsed(plain: World) -> None:
    await plain.say("quelle", club("1"))
    again = await run_source(
        plain.db,
        plain.source("quelle"),
        folder=plain.folder,
        now=plain.now + 60,
        connectors=saying(AssertionError("parsed")),
    )
    assert (again.outcome, again.unchanged, again.problems) == (RunOutcome.UNCHANGED, 1, ())


async def test_a_changed_declaration_reads_the_same_bytes_anew(plain: World) -> None:
    await plain.say("quelle", club("1"))
    assert (await plain.one(tables.OrganizationTable))["ars"] is None
    declaration = plain.source("quelle", municipality="071375002089")
    await run_source(plain.db, declaration, folder=plain.folder, now=plain.now + 60, connectors=saying(club("1")))
    assert (await plain.one(tables.OrganizationTable))["ars"] == "071375002089"


async def test_a_changed_record_changes_only_its_entry(world: World) -> None:
    await world.say("quelle", club("1"), club("2"))
    first, second = await world.rows(tables.OrganizationTable)
    report = await world.say("quelle", club("1", memberCount=12), club("2"))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    changed, same = await world.rows(tables.OrganizationTable)
    assert same == second
    assert changed["updated_at"] > first["updated_at"]
    assert changed["created_at"] == first["created_at"]


async def test_a_slug_stays_when_the_name_changes(world: World) -> None:
    await world.say("quelle", club("1", "TV Polch"))
    await world.say("quelle", club("1", "Turnverein 1902 Polch"))
    found = await world.one(tables.OrganizationTable)
    assert (found["name"], found["slug"]) == ("Turnverein 1902 Polch", "tv-polch")


async def test_clubs_of_one_name_get_slugs_that_tell_them_apart(world: World) -> None:
    seats: list[dict[str, Json]] = [
        {"locality": "Polch"},
        {"locality": "Mayen"},
        {"locality": "Mayen"},
        {"locality": "Mayen"},
    ]
    await world.say("quelle", *(club(str(number), "Förderverein", seat=seat) for number, seat in enumerate(seats)))
    slugs = [row["slug"] for row in await world.rows(tables.OrganizationTable)]
    assert len(set(slugs)) == 4
    assert slugs[0] == "foerderverein"
    assert "foerderverein-mayen" in slugs
    assert all(slug.startswith("foerderverein") for slug in slugs)


async def test_what_left_its_source_leaves_lists_and_still_answers_by_id(world: World) -> None:
    await world.say("quelle", club("1"), club("2"))
    gone = (await world.one(tables.OrganizationTable, name="Turnverein 2"))["id"]
    report = await world.say("quelle", club("1"))
    assert report.removed == 1
    left = await world.one(tables.OrganizationTable, id=gone)
    assert left["listed"] is False
    assert [row["label"] for row in await world.rows(tables.SearchEntryTable, type="CLUB")] == ["Turnverein 1"]
    record = await world.one(tables.RecordTable, origin_id="2")
    assert record["gone_at"] == world.now
    assert record["last_seen_at"] == world.now - 60


async def test_what_comes_back_is_listed_again_under_its_old_id(world: World) -> None:
    await world.say("quelle", club("1"), club("2"))
    before = await world.one(tables.OrganizationTable, name="Turnverein 2")
    await world.say("quelle", club("1"))
    report = await world.say("quelle", club("1"), club("2"))
    assert (report.created, report.updated) == (0, 1)
    after = await world.one(tables.OrganizationTable, name="Turnverein 2")
    assert (after["id"], after["listed"]) == (before["id"], True)
    assert (await world.one(tables.RecordTable, origin_id="2"))["gone_at"] is None


# ── the guard ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("known", "missing", "held"),
    [(5, 5, False), (6, 6, True), (29, 6, True), (30, 6, False), (31, 6, False), (100, 20, False), (100, 21, True)],
)
async def test_more_than_five_and_more_than_a_fifth_are_held(
    plain: World, known: int, missing: int, held: bool
) -> None:
    clubs = [club(str(number)) for number in range(known)]
    await plain.say("quelle", *clubs)
    report = await plain.say("quelle", *clubs[missing:])
    assert (report.outcome is RunOutcome.HELD) is held
    assert (report.held, report.removed) == ((missing, 0) if held else (0, missing))
    listed = [row for row in await plain.rows(tables.OrganizationTable) if row["listed"]]
    assert len(listed) == (known if held else known - missing)


async def test_a_held_run_applies_what_it_adds_and_changes(world: World) -> None:
    await world.say("quelle", *(club(str(number)) for number in range(10)))
    report = await world.say("quelle", club("0", memberCount=3), club("neu"))
    assert (report.outcome, report.created, report.updated, report.held) == (RunOutcome.HELD, 1, 1, 9)
    assert codes(report)[0] == "REMOVALS_HELD"
    assert report.run_id in (report.problems[0].hint("de") or "")
    assert (await world.one(tables.OrganizationTable, name="Turnverein 0"))["member_count"] == 3
    assert len(await world.rows(tables.OrganizationTable, listed=True)) == 11
    assert (await world.one(tables.SourceTable))["status"] == SourceStatus.HELD


async def test_releasing_a_run_removes_what_it_kept_back(world: World) -> None:
    await world.say("quelle", *(club(str(number)) for number in range(10)))
    held = await world.say("quelle", club("0"))
    assert await release_held_run(world.db, held.run_id, now=world.now + 5) == Released(9)
    assert [row["name"] for row in await world.rows(tables.OrganizationTable, listed=True)] == ["Turnverein 0"]
    source = await world.one(tables.SourceTable)
    assert (source["status"], source["record_count"]) == (SourceStatus.ACTIVE, 1)
    run = await world.one(tables.RunTable, id=held.run_id)
    assert (run["removed"], run["released_at"]) == (9, world.now + 5)
    assert await release_held_run(world.db, held.run_id, now=world.now) == NothingHeld("NOTHING_HELD")
    assert await release_held_run(world.db, "run_unbekannt", now=world.now) == NothingHeld("UNKNOWN")


async def test_what_came_back_before_the_release_stays(world: World) -> None:
    clubs = [club(str(number)) for number in range(10)]
    await world.say("quelle", *clubs)
    first = await world.say("quelle", clubs[0])
    second = await world.say("quelle", *clubs[:3])
    assert (second.outcome, second.held) == (RunOutcome.HELD, 7)
    assert await release_held_run(world.db, first.run_id, now=world.now) == NothingHeld("NOTHING_HELD", second.run_id)
    assert await release_held_run(world.db, second.run_id, now=world.now) == Released(7)
    assert len(await world.rows(tables.OrganizationTable, listed=True)) == 3


async def test_a_source_that_says_everything_again_holds_nothing(world: World) -> None:
    clubs = [club(str(number)) for number in range(10)]
    await world.say("quelle", *clubs)
    await world.say("quelle", clubs[0])
    report = await world.say("quelle", *clubs)
    assert (report.outcome, report.unchanged) == (RunOutcome.UNCHANGED, 10)
    assert (await world.one(tables.SourceTable))["status"] == SourceStatus.ACTIVE
    assert all(row["held_by_run_pk"] is None for row in await world.rows(tables.RecordTable))


async def test_dates_that_have_passed_do_not_trip_the_guard(world: World) -> None:
    passed = [event(f"alt-{number}", f"Fest {number}", "2026-05-01T18:00:00") for number in range(20)]
    coming = [event(f"neu-{number}", f"Kurs {number}", "2026-09-01T18:00:00") for number in range(5)]
    await world.say("kalender", *passed, *coming)
    report = await world.say("kalender", *coming)
    assert (report.outcome, report.removed) == (RunOutcome.CHANGED, 20)
    assert len(await world.rows(tables.EventTable, listed=True)) == 25


async def test_passed_dates_are_no_excuse_for_losing_those_to_come(plain: World) -> None:
    passed = [event(f"alt-{number}", f"Fest {number}", "2026-05-01T18:00:00") for number in range(100)]
    coming = [event(f"neu-{number}", f"Kurs {number}", "2026-09-01T18:00:00") for number in range(6)]
    await plain.say("kalender", *passed, *coming)
    report = await plain.say("kalender", *passed)
    assert (report.outcome, report.held) == (RunOutcome.HELD, 6)


# ── what is broken ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_source_that_breaks_off_half_way_changes_nothing(world: World) -> None:
    await world.say("quelle", club("1"), club("2"))
    before = await world.dump()
    report = await world.say("quelle", club("1", memberCount=7), Broken("Ende"))
    assert report.outcome is RunOutcome.FAILED
    assert codes(report) == ["READING_BROKE_OFF"]
    assert await world.dump() == before
    run = (await world.rows(tables.RunTable))[-1]
    assert (run["outcome"], run["finished_at"] is not None) == ("FAILED", True)


async def test_an_unreadable_source_fails_and_removes_nothing(world: World) -> None:
    await world.say("quelle", club("1"), club("2"))
    report = await world.say("quelle", refused(None, None))
    assert (report.outcome, codes(report)[0]) == (RunOutcome.FAILED, "NOTHING_READ")
    assert len(await world.rows(tables.OrganizationTable, listed=True)) == 2


async def test_an_empty_source_of_many_entries_loses_nothing(plain: World) -> None:
    await plain.say("quelle", *(club(str(number)) for number in range(50)))
    report = await plain.say("quelle")
    assert (report.outcome, report.held) == (RunOutcome.HELD, 50)
    assert len(await plain.rows(tables.OrganizationTable, listed=True)) == 50


async def test_a_row_that_is_refused_is_not_gone(world: World) -> None:
    await world.say("quelle", club("1"), club("2"))
    report = await world.say("quelle", club("1"), refused("2"))
    assert (report.refused, report.removed) == (1, 0)
    assert len(await world.rows(tables.OrganizationTable, listed=True)) == 2


async def test_many_refused_rows_keep_what_is_missing(plain: World) -> None:
    clubs = [club(str(number)) for number in range(40)]
    await plain.say("quelle", *clubs)
    report = await plain.say("quelle", *clubs[3:], *(refused(None, line) for line in range(12)))
    assert (report.outcome, report.held, codes(report)[0]) == (RunOutcome.HELD, 3, "MANY_REFUSED")
    assert len(await plain.rows(tables.OrganizationTable, listed=True)) == 40


@pytest.mark.parametrize(("lost", "outcome"), [(1, RunOutcome.HELD), (2, RunOutcome.HELD), (3, RunOutcome.CHANGED)])
async def test_what_may_be_among_the_unreadable_rows_is_not_removed(
    plain: World, lost: int, outcome: RunOutcome
) -> None:
    clubs = [club(str(number)) for number in range(20)]
    await plain.say("quelle", *clubs)
    report = await plain.say("quelle", *clubs[lost:], refused(None, 1), refused(None, 2))
    assert report.outcome is outcome


async def test_of_two_records_with_one_id_the_first_counts(world: World) -> None:
    report = await world.say("quelle", club("1", "Der erste"), club("1", "Der zweite"))
    assert codes(report) == ["ORIGIN_ID_TWICE"]
    assert [row["name"] for row in await world.rows(tables.OrganizationTable)] == ["Der erste"]


async def test_a_record_without_what_it_must_state_is_refused(plain: World) -> None:
    report = await plain.say("quelle", club("1"), Draft(RecordKind.ORGANIZATION, "2", {"memberCount": 4}))
    assert (report.created, report.refused, codes(report)) == (1, 1, ["FIELD_NOT_STATED"])


async def test_a_value_of_the_wrong_form_is_left_out(plain: World) -> None:
    report = await plain.say("quelle", club("1", memberCount="vierzig", unknown=1))
    assert codes(report) == ["FIELD_FORM_WRONG", "FIELD_FORM_WRONG"]
    assert (await plain.one(tables.OrganizationTable))["member_count"] is None


async def test_a_failing_source_is_tried_again_later_and_later_and_shown_as_failing(world: World) -> None:
    waits = []
    for _ in range(4):
        await world.say("quelle", Broken())
        source = await world.one(tables.SourceTable)
        waits.append((source["next_due_at"] - world.now) // 60)
    assert waits == [5, 10, 20, 40]
    assert (source["status"], source["failures"]) == (SourceStatus.FAILING, 4)
    await world.say("quelle", club("1"))
    source = await world.one(tables.SourceTable)
    assert (source["status"], source["failures"]) == (SourceStatus.ACTIVE, 0)
    assert source["next_due_at"] - world.now == 1440 * 60


async def test_a_defect_while_writing_leaves_what_was_there(world: World) -> None:
    await world.say("quelle", club("1"))
    before = await world.dump()
    report = await world.say("quelle", club("1", "Neuer Name"), db=_Defect.of(world.db))
    assert (report.outcome, codes(report)) == (RunOutcome.FAILED, ["RUN_FAILED"])
    assert await world.dump() == before


async def test_problems_are_kept_up_to_a_bound_and_counted_beyond(plain: World) -> None:
    plain.source("quelle", municipality="071375002089")
    report = await plain.say("quelle", club("1"), *(refused(None, line) for line in range(1_200)))
    assert len(report.problems) == 1_001
    assert (report.problems[-1].code, report.problems[-1].parameters["count"]) == ("PROBLEMS_LEFT_OUT", "200")
    assert len(await plain.rows(tables.ProblemTable)) == 1_001


async def test_sources_larger_than_a_batch_are_taken_whole(world: World) -> None:
    count = BATCH * 2 + 1
    report = await world.say("quelle", *(club(str(number)) for number in range(count)))
    assert report.created == count
    assert len(await world.rows(tables.OrganizationTable)) == count


class _Defect(Recording):
    """A database that fails at the last moment of a run's transaction, not when the failure is noted."""

    @classmethod
    def of(cls, db: Database) -> "_Defect":
        made = cls(db._driver, db.dialect, db.url)
        made.written = _Tripping()
        return made


class _Tripping(list[str]):
    def append(self, item: str) -> None:
        if item == "search_entry":
            raise ZeroDivisionError("a defect")


def _shift() -> dict[str, Json]:
    return {"id": "1", "start": "2026-07-11T08:00:00Z", "end": "2026-07-11T12:00:00Z", "capacity": 4}


async def test_two_first_runs_at_the_same_time_both_end_well(world: World) -> None:
    """`hub ingest` beside a server that starts: the second finds what the first has written meanwhile."""
    first, second = await asyncio.gather(world.say("quelle", club("1")), world.say("quelle", club("1")))
    assert RunOutcome.FAILED not in (first.outcome, second.outcome)
    assert len(await world.rows(tables.RecordTable)) == 1
