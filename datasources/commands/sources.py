"""`hub sources`: where every source stands, what its readings said, and letting a held one go on."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import orjson
import typer

from datasources.commands import Hub
from datasources.commands.report import (
    DONE,
    NEEDS_A_PERSON,
    Report,
    language_of,
    problem_as_json,
    unknown_source,
    wrong_call,
)
from datasources.criteria import Window
from datasources.ingest.declared import SourceState, all_states
from datasources.ingest.release import NothingHeld, Released, release_held_run
from datasources.problems import Problem
from datasources.store import sources
from datasources.store.rows import ProblemRow, RunRow
from datasources.vocabulary import RunOutcome, Severity, SourceStatus

RUNS: Final = 10
PROBLEMS: Final = 1_000
_NEEDS_A_PERSON: Final = (SourceStatus.FAILING.value, SourceStatus.HELD.value)

app = typer.Typer()


@app.callback(invoke_without_command=True)
def list_sources(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List the sources: status, records, last success and next reading.

    Example: hub sources --json
    """
    if context.invoked_subcommand is not None:
        return
    hub: Hub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    states = asyncio.run(_states(hub))
    report.table(
        "Sources",
        ("source", "kind", "status", "records", "last success", "next reading", "failures"),
        [
            (
                state.key,
                state.kind,
                state.status,
                state.record_count,
                _when(state.last_success_at),
                _when(state.next_due_at),
                state.failures,
            )
            for state in states
        ],
    )
    if not states:
        report.line("No source has been read yet. Run: hub ingest")
    report.document({"sources": [_state_as_json(state) for state in states]})
    raise typer.Exit(NEEDS_A_PERSON if any(state.status in _NEEDS_A_PERSON for state in states) else DONE)


@app.command("show")
def show(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="The source's key.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    language: Annotated[str | None, typer.Option(help="Of problems: de or en.")] = None,
) -> None:
    """Show the latest readings of a source, and the problems of the last that read it.

    Example: hub sources show vereinsregister
    """
    hub: Hub = context.obj
    report = Report(as_json=as_json, language=language_of(language, hub))
    state, runs, problems = asyncio.run(_show(hub, key))
    report.line(f"{state.key}: {state.name}, {state.status}, {state.record_count} records")
    report.table(
        "Runs",
        ("run", "started", "outcome", "created", "updated", "unchanged", "removed", "refused"),
        [
            (
                run.id,
                _when(run.started_at),
                _outcome(run),
                run.created,
                run.updated,
                run.unchanged,
                run.removed,
                run.refused,
            )
            for run in runs
        ],
    )
    report.problems(problems)
    report.document(
        {
            "source": _state_as_json(state),
            "runs": [_run_as_json(run) for run in runs],
            "problems": [problem_as_json(problem, report.language) for problem in problems],
        }
    )
    raise typer.Exit(NEEDS_A_PERSON if state.status in _NEEDS_A_PERSON else DONE)


@app.command("release")
def release(
    context: typer.Context,
    run: Annotated[str, typer.Argument(help="The held run, as `hub sources show` names it.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Apply the removals that a run was held for. What it added and changed was applied at once.

    Example: hub sources release run_3kq5u7w2n4x6y2ab
    """
    hub: Hub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    match asyncio.run(_release(hub, run)):
        case Released(removed):
            report.line(f"{removed} entries removed.")
            report.document({"run": run, "removed": removed})
            raise typer.Exit(DONE)
        case NothingHeld("UNKNOWN"):
            raise wrong_call(f"There is no run {run}. hub sources show KEY names the runs of a source.")
        case NothingHeld(_, instead):
            other = f" The run that holds something is {instead}." if instead is not None else ""
            raise wrong_call(f"The run {run} holds nothing back (any more).{other}")


async def _release(hub: Hub, run: str) -> Released | NothingHeld:
    async with hub.database() as db:
        return await release_held_run(db, run, now=hub.now())


async def _states(hub: Hub) -> list[SourceState]:
    async with hub.database() as db:
        return await all_states(db)


async def _show(hub: Hub, key: str) -> tuple[SourceState, Sequence[RunRow], list[Problem]]:
    async with hub.database() as db:
        states = {state.key: state for state in await all_states(db)}
        if key not in states:
            raise unknown_source([key], list(states))
        (page,) = await sources.runs(db, [states[key].pk], Window(RUNS))
        told = await sources.problems(db, [run.pk for run in _telling(page.rows)], PROBLEMS)
        problems = [_problem(row) for rows in told for row in rows]
        return states[key], page.rows, [each for n, each in enumerate(problems) if each not in problems[:n]]


def _telling(runs: Sequence[RunRow]) -> list[RunRow]:
    """The last run, and the last that read the source: one that found it unchanged tells no more of its lines."""
    read = next((run for run in runs if run.outcome != RunOutcome.UNCHANGED), None)
    return [run for run in runs if run is runs[0] or run is read]


def _problem(row: ProblemRow) -> Problem:
    return Problem(Severity(row.severity), row.code, row.record, row.path, row.line, orjson.loads(row.parameters))


def _outcome(run: RunRow) -> str:
    return f"{run.outcome} (released)" if run.released_at is not None else run.outcome


def _when(instant: int | None) -> str | None:
    return None if instant is None else datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _state_as_json(state: SourceState) -> dict[str, Any]:
    return {
        "key": state.key,
        "id": state.id,
        "name": state.name,
        "kind": state.kind,
        "status": state.status,
        "records": state.record_count,
        "lastSuccess": _when(state.last_success_at),
        "nextReading": _when(state.next_due_at),
        "failures": state.failures,
    }


def _run_as_json(run: RunRow) -> dict[str, Any]:
    return {
        "run": run.id,
        "startedAt": _when(run.started_at),
        "finishedAt": _when(run.finished_at),
        "outcome": run.outcome,
        "released": _when(run.released_at),
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "removed": run.removed,
        "refused": run.refused,
    }
