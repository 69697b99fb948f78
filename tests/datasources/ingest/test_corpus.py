"""Real input through the whole path, twice: the second run changes nothing."""

import tomllib
from pathlib import Path

import pytest

from datasources.connectors.registry import further_tables
from datasources.declarations import SourceDeclaration
from datasources.ingest.run import run_source
from datasources.store import tables
from datasources.vocabulary import RunOutcome, SourceKind
from tests.datasources.ingest.world import NOW, World

PROJECT = Path(__file__).parents[3]
CALENDARS = PROJECT.parent / "shared" / "corpus" / "calendars"
REGISTERS = [
    SourceDeclaration.model_validate(source)
    for source in tomllib.loads((PROJECT / "tests/datasources/corpus.toml").read_text("utf-8"))["sources"]
]


@pytest.mark.parametrize("declaration", REGISTERS, ids=lambda each: each.key)
async def test_registers_are_taken_and_a_second_run_changes_nothing(
    plain: World, declaration: SourceDeclaration
) -> None:
    files = [declaration.file, *(join.file for join in further_tables(declaration))]
    if not all((PROJECT / (file or "")).exists() for file in files):
        pytest.skip("the corpus is not beside the project")
    await _twice(plain, [(declaration, PROJECT)])
    assert await plain.rows(tables.RecordTable)


async def test_every_calendar_is_taken_or_refused_and_a_second_run_changes_nothing(plain: World) -> None:
    if not CALENDARS.exists():
        pytest.skip("the corpus is not beside the project")
    files = sorted(CALENDARS.rglob("*.ics"))
    assert len(files) == 426
    declared = [
        plain.source(f"k{number}", kind=SourceKind.ICALENDAR, file=str(path.relative_to(CALENDARS)))
        for number, path in enumerate(files)
    ]
    outcomes = await _twice(plain, [(declaration, CALENDARS) for declaration in declared])
    runs = await plain.rows(tables.RunTable)
    problems = {row["run_pk"] for row in await plain.rows(tables.ProblemTable)}
    for run in runs[: len(files)]:
        assert run["created"] or run["pk"] in problems, "taken, or refused with a problem"
    assert outcomes.count(RunOutcome.CHANGED) == 257
    assert len(await plain.rows(tables.EventTable, listed=True)) == 1_334
    assert not await plain.rows(tables.ProblemTable, code="RUN_FAILED")
    assert not await plain.rows(tables.ProblemTable, code="READING_BROKE_OFF")


async def _twice(world: World, declared: list[tuple[SourceDeclaration, Path]]) -> list[RunOutcome]:
    first = [await run_source(world.db, each, folder=folder, now=NOW) for each, folder in declared]
    before = await world.dump()
    for (each, folder), report in zip(declared, first, strict=True):
        again = await run_source(world.db, each, folder=folder, now=NOW + 60)
        expected = RunOutcome.FAILED if report.failed else RunOutcome.UNCHANGED
        assert again.outcome is expected, each.file
    assert await world.dump() == before
    return [report.outcome for report in first]
