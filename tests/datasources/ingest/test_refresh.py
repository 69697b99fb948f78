"""Refreshing: by interval, by one process at a time, in a process of its own; and runs that are killed."""

import asyncio
import sys
import textwrap
import time
from typing import Any

from datasources.ingest.declared import all_states, declare_all, waiting
from datasources.ingest.refresh import Turns, Watched, refreshing, watch
from datasources.store import tables
from datasources.vocabulary import SourceKind, SourceStatus
from tests.datasources.ingest.world import NOW, Broken, World, club, saying

_CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Gemeinde Polch//DE
BEGIN:VEVENT
UID:1@polch.example
DTSTAMP:20260101T000000Z
SUMMARY:Bürgerfest
DTSTART;TZID=Europe/Berlin:20260704T180000
DTEND;TZID=Europe/Berlin:20260704T220000
END:VEVENT
END:VCALENDAR
"""


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


async def test_sources_are_read_when_they_are_due_and_not_before(world: World) -> None:
    clock = Clock()
    watched = [_watched(world, "a", refresh_minutes=10), _watched(world, "b", refresh_minutes=60)]
    runs = []
    for minutes in (0, 5, 6, 60):
        clock.now += minutes * 60
        await _round(world, watched, clock)
        runs.append(len(await world.rows(tables.RunTable)))
    assert runs == [2, 2, 3, 5]


async def test_first_runs_are_worked_on_in_the_order_of_declaration_however_fast_they_are() -> None:
    turns, worked = Turns(), list[str]()
    slow, fast, known = turns.next(in_order=True), turns.next(in_order=True), turns.next(in_order=False)

    async def work(name: str, pull_s: float, turn: Any) -> None:
        await asyncio.sleep(pull_s)
        async with turn:
            worked.append(name)
        turn.over.set()

    await asyncio.gather(work("slow", 0.05, slow), work("fast", 0, fast), work("known", 0, known))
    assert worked == ["known", "slow", "fast"]


async def test_a_first_run_that_never_took_its_turn_lets_the_next_one_go_on() -> None:
    turns = Turns()
    broken, waiting_one = turns.next(in_order=True), turns.next(in_order=True)
    broken.over.set()
    async with asyncio.timeout(1), waiting_one:
        pass


async def test_a_source_that_is_declared_otherwise_is_read_at_once(plain: World) -> None:
    clock = Clock()
    await _round(plain, [_watched(plain, "a")], clock)
    clock.now += 60
    await _round(plain, [_watched(plain, "a", trust=90)], clock)
    assert len(await plain.rows(tables.RunTable)) == 2


async def test_sources_that_are_not_declared_any_more_are_paused_and_go_on_when_they_are(world: World) -> None:
    a, b = _watched(world, "a"), _watched(world, "b")
    await _round(world, [a, b], Clock())
    await declare_all(world.db, [a.declaration], NOW)
    assert [state.status for state in await all_states(world.db)] == [SourceStatus.ACTIVE, SourceStatus.PAUSED]
    assert len(await world.rows(tables.OrganizationTable, listed=True)) == 2
    await declare_all(world.db, [a.declaration, b.declaration], NOW)
    assert [state.status for state in await all_states(world.db)] == [SourceStatus.ACTIVE, SourceStatus.ACTIVE]


async def test_the_hub_is_ready_once_every_source_was_read_well_or_not(world: World) -> None:
    a, b = world.source("a"), world.source("b")
    assert await waiting(world.db, [a.key, b.key])
    await world.say("a", club("1"))
    assert await waiting(world.db, [a.key, b.key])
    await world.say("b", Broken())
    assert not await waiting(world.db, [a.key, b.key])
    assert not await waiting(world.db, [])


async def test_a_failing_source_does_not_keep_others_from_being_read(plain: World) -> None:
    clock = Clock()
    missing = Watched(plain.source("fehlt"), plain.folder)
    await _round(plain, [missing, _watched(plain, "a")], clock)
    outcomes = {row["source_pk"]: row["outcome"] for row in await plain.rows(tables.RunTable)}
    assert sorted(outcomes.values()) == ["CHANGED", "FAILED"]
    problems = await plain.rows(tables.ProblemTable, code="FILE_NOT_FOUND")
    assert len(problems) == 1


async def test_the_child_process_reads_and_the_servers_loop_stays_free(plain: World) -> None:
    for number in range(3):
        (plain.folder / f"k{number}.txt").write_text(_CALENDAR, "utf-8")
    watched = [Watched(plain.source(f"k{number}", kind=SourceKind.ICALENDAR), plain.folder) for number in range(3)]
    lags: list[float] = []
    async with refreshing(plain.db, watched):
        deadline = time.monotonic() + 60
        while await waiting(plain.db, [each.declaration.key for each in watched]):
            assert time.monotonic() < deadline, "the child has not read its sources"
            begun = time.monotonic()
            await asyncio.sleep(0.01)
            lags.append(time.monotonic() - begun - 0.01)
    assert len(await plain.rows(tables.EventTable)) == 3
    assert sorted(lags)[len(lags) // 2] < 0.05
    assert await plain.rows(tables.LeaseTable) == [], "given back at the end"


async def test_a_killed_run_leaves_what_was_there_and_reads_as_failed(plain: World) -> None:
    await plain.say("quelle", *(club(str(number)) for number in range(20)))
    before = await plain.dump()
    script = textwrap.dedent(
        f"""
        import asyncio
        from pathlib import Path
        from datasources.store.database import Database
        from tests.datasources.ingest.world import World, club

        async def main():
            db = await Database.open({plain.db.url.render_as_string(hide_password=False)!r}, migrate_first=False)
            world = World(db, Path({str(plain.folder)!r}), now={plain.now}, times=100)
            from datasources.ingest import run
            async def hang(work):
                print("writing", flush=True)
                await asyncio.sleep(60)
            run.resolve_again = hang
            await world.say("quelle", *(club(str(n), f"Anderer Name {{n}}") for n in range(20)))

        asyncio.run(main())
        """
    )
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE)
    assert child.stdout is not None
    try:
        line = await child.stdout.readline()
        while line and b"writing" not in line:
            line = await child.stdout.readline()
        assert b"writing" in line
    finally:
        child.kill()
        await child.wait()
    assert await plain.dump() == before
    last = (await plain.rows(tables.RunTable))[-1]
    assert (last["outcome"], last["finished_at"]) == ("FAILED", None)
    report = await plain.say("quelle", *(club(str(number), f"Anderer Name {number}") for number in range(20)))
    assert report.updated == 20


def _watched(world: World, key: str, **changes: object) -> Watched:
    declaration = world.source(key, **changes)
    (world.folder / str(declaration.file)).write_text(key, "utf-8")
    return Watched(declaration, world.folder)


async def _round(world: World, watched: list[Watched], clock: Clock) -> None:
    await watch(world.db, watched, None, clock=clock, connectors=saying(club("1")), rounds=1)
