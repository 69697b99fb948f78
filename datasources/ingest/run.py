"""One reading of a source, from its bytes to its report.

    A  note the run, as FAILED until it is known to be better: a killed run reads true
    B  pull; the same bytes under the same declaration change nothing, and are not even parsed
    C  read to the end and set aside (staging)
    D  in one transaction: compare, judge what is missing, write batch by batch, make gone entries anew, resolve
       references, and note how the run ended
    E  when anything fails, nothing of D is there, and the source is tried again later and later

A failure is told as a problem of the run; only programmer errors and cancellation leave `run_source` as exceptions, and
even those leave the run noted.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

import orjson
import structlog

from datasources import ids
from datasources.connectors import Connector
from datasources.connectors.registry import check, connector_for
from datasources.declarations import SourceDeclaration
from datasources.ingest.batches import Tally, take
from datasources.ingest.declared import FAILING_AFTER, SourceState, declare, declared_hash, known_areas, state_of
from datasources.ingest.dependents import report_unresolved, resolve_again
from datasources.ingest.pull import Known, NotModified, Pulled, pull
from datasources.ingest.removal import Comparison, Missing, compare, leave, mark_gone, mark_held
from datasources.ingest.staging import Found, Staging, stage
from datasources.ingest.work import Work
from datasources.problems import Problem
from datasources.store.database import Database, Transaction
from datasources.store.statements import PROBLEM, RUN, Statement, Value
from datasources.store.writing import sources
from datasources.store.writing.shapes import KEY, Keys
from datasources.vocabulary import RunOutcome, Severity, SourceKind, SourceStatus
from supergraph.outbound import Outbound

_log = structlog.get_logger(__name__)

OPTIMIZE_FROM: Final = 1_000
"""Entries written in one run from which on the database samples its indexes anew."""
KEPT_RUNS: Final = 20
"""Runs of a source whose problems are kept."""
MAX_BACKOFF_MINUTES: Final = 24 * 60
_FIRST_BACKOFF_MINUTES: Final = 5

Connectors: TypeAlias = Callable[[SourceKind], Connector]
Progress: TypeAlias = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it, and of how much."""
Fence: TypeAlias = Callable[[Transaction], Awaitable[None]]
"""Called within the transaction before it ends; raises where this process may not write any more."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a reading ended. `held` counts entries that are missing and were kept back."""

    source_key: str
    run_id: str
    outcome: RunOutcome
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: int = 0
    held: int = 0
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()

    @property
    def failed(self) -> bool:
        return self.outcome is RunOutcome.FAILED


@dataclass(slots=True)
class _Run:
    """A run under way."""

    db: Database
    declaration: SourceDeclaration
    state: SourceState
    pk: int
    id: str
    now: int
    declared: str
    progress: Progress
    fence: Fence | None
    found: Found = field(default_factory=Found)
    begun: float = field(default_factory=time.monotonic)


async def run_source(
    db: Database,
    declaration: SourceDeclaration,
    *,
    folder: Path,
    outbound: Outbound | None = None,
    now: int | None = None,
    connectors: Connectors = connector_for,
    progress: Progress | None = None,
    fence: Fence | None = None,
    turn: AbstractAsyncContextManager[None] | None = None,
) -> RunReport:
    """Reads one source once. `folder` is where its file's path counts from; `outbound` may be None where nothing is
    fetched; `now` is the instant of the run; `turn` is held while parsing and writing, so that of several sources that
    are pulled at once one is worked on at a time."""
    run = await _begin(db, declaration, int(time.time()) if now is None else now, progress, fence)
    try:
        report = await _read(run, folder, outbound, connectors, turn or nullcontext())
    except asyncio.CancelledError:
        await asyncio.shield(_fail(run, Problem(Severity.ERROR, "RUN_INTERRUPTED")))
        raise
    except Exception as error:
        _log.exception("a run failed", source=declaration.key, run=run.id)
        report = await _fail(run, Problem(Severity.ERROR, "RUN_FAILED", parameters={"error": type(error).__name__}))
    if report.created + report.updated + report.removed >= OPTIMIZE_FROM:
        await db.optimize()
    _log.info(
        "run ended",
        source=report.source_key,
        run=report.run_id,
        outcome=report.outcome.value,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        removed=report.removed,
        refused=report.refused,
        held=report.held,
        seconds=round(report.seconds, 3),
    )
    return report


# A


async def _begin(
    db: Database, declaration: SourceDeclaration, now: int, progress: Progress | None, fence: Fence | None
) -> _Run:
    async with db.transaction() as transaction:
        keys = Keys(transaction, db.dialect)
        state = await declare(transaction, keys, declaration, now)
        (pk,) = await keys.take(RUN, 1)
        run_id = ids.chance_id(ids.IdKind.RUN)
        row: dict[str, Value] = {
            "pk": pk,
            "id": run_id,
            "source_pk": state.pk,
            "started_at": now,
            "finished_at": None,
            "outcome": RunOutcome.FAILED.value,
            **dict.fromkeys(("created", "updated", "unchanged", "removed", "refused"), 0),
            "released_at": None,
        }
        await transaction.execute(sources.INSERT_RUN, **row)
        declared = declared_hash(declaration, await known_areas(transaction))
    return _Run(
        db=db,
        declaration=declaration,
        state=state,
        pk=pk,
        id=run_id,
        now=now,
        declared=declared,
        progress=progress or _silently,
        fence=fence,
    )


# B and C


async def _read(
    run: _Run,
    folder: Path,
    outbound: Outbound | None,
    connectors: Connectors,
    turn: AbstractAsyncContextManager[None],
) -> RunReport:
    mistakes = check(run.declaration)
    if mistakes:
        return await _fail(run, *mistakes)
    same = run.state.declared_hash == run.declared and run.state.content_hash is not None
    run.progress("pull", 0, None)
    known = Known(run.state.etag, run.state.last_modified) if same else None
    pulled = await pull(run.declaration, folder=folder, outbound=outbound, known=known)
    if isinstance(pulled, Problem):
        return await _fail(run, pulled)
    async with turn:
        if isinstance(pulled, NotModified) or (same and pulled.digest == run.state.content_hash):
            return await _stay(run, pulled)
        reading = connectors(run.declaration.kind)(pulled.content, run.declaration)
        staging = await stage(reading, lambda count: run.progress("read", count, None))
        try:
            run.found = staging.found
            if staging.broke_off or (staging.count == 0 and _has_error(staging)):
                return await _fail(run, *([] if staging.broke_off else [Problem(Severity.ERROR, "NOTHING_READ")]))
            return await _write(run, staging, pulled)
        finally:
            staging.close()


def _has_error(staging: Staging) -> bool:
    return any(problem.severity is Severity.ERROR for problem in staging.found.problems)


async def _stay(run: _Run, pulled: Pulled | NotModified) -> RunReport:
    """The source says what it said: only that it was asked is noted. References that others may have made good since
    then are looked at, so that problems stay true."""
    async with run.db.transaction() as transaction:
        work = await Work.begin(transaction, run.db.dialect, run.state.pk, run.now, run.found)
        await report_unresolved(work)
        tally = Tally()
        await _succeed(run, work, RunOutcome.UNCHANGED, tally, refused=0, pulled=pulled)
    return _report(run, RunOutcome.UNCHANGED, tally, 0, 0)


# D


async def _write(run: _Run, staging: Staging, pulled: Pulled) -> RunReport:
    tally = Tally()
    async with run.db.transaction() as transaction:
        work = await Work.begin(transaction, run.db.dialect, run.state.pk, run.now, run.found)
        # Another process may have read this source since the run began: what is known is what the store says now.
        run.state = await state_of(transaction, run.state.pk)
        comparison = await compare(work, staging)
        leaving, kept = await _judge(run, work, staging, comparison)
        await mark_gone(work, leaving, run.state.last_success_at)
        tally.removed = len(leaving)
        anew = run.state.declared_hash not in ("", run.declared)
        fresh = run.state.last_success_at is None
        done = 0
        for kind, batch in staging.batches():
            await take(work, kind, batch, tally, anew=anew, fresh=fresh)
            done += len(batch)
            run.progress("write", done, staging.count)
            await asyncio.sleep(0)
        await leave(work, leaving)
        await resolve_again(work)
        await report_unresolved(work)
        if work.unlocated:
            parameters = {"count": str(work.unlocated)}
            run.found.add(Problem(Severity.INFO, "MUNICIPALITY_UNKNOWN", path="municipality", parameters=parameters))
        outcome = _outcome(tally, kept)
        await _succeed(run, work, outcome, tally, refused=staging.refused, pulled=pulled)
    return _report(run, outcome, tally, staging.refused, kept)


async def _judge(run: _Run, work: Work, staging: Staging, comparison: Comparison) -> tuple[Sequence[Missing], int]:
    """The records that go now, and how many are kept back."""
    verdict = comparison.judged(staging)
    if not verdict.held:
        return comparison.missing, 0
    kept = comparison.to_remove()
    await mark_held(work, kept, run.pk)
    if verdict.many_missing:
        code, parameters = "REMOVALS_HELD", {"missing": str(len(kept)), "known": str(comparison.known)}
    else:
        read = staging.count + staging.refused
        code, parameters = "MANY_REFUSED", {"refused": str(staging.refused_unknown), "read": str(read)}
    run.found.problems.insert(0, Problem(Severity.WARNING, code, parameters={**parameters, "run": run.id}))
    return [each for each in comparison.missing if each.passed], len(kept)


def _outcome(tally: Tally, kept: int) -> RunOutcome:
    if kept:
        return RunOutcome.HELD
    return RunOutcome.CHANGED if tally.created or tally.updated or tally.removed else RunOutcome.UNCHANGED


async def _succeed(
    run: _Run, work: Work, outcome: RunOutcome, tally: Tally, *, refused: int, pulled: Pulled | NotModified
) -> None:
    """Notes in the same transaction how the run ended and what its source holds now."""
    transaction = work.transaction
    live = await _count(transaction, sources.LIVE_RECORDS, run.state.pk)
    held = await _count(transaction, sources.HELD_RECORDS, run.state.pk)
    if outcome is RunOutcome.UNCHANGED and not tally.unchanged:
        tally.unchanged = live
    status = SourceStatus.HELD if held else SourceStatus.ACTIVE
    arrived = pulled if isinstance(pulled, Pulled) else None
    await transaction.execute(
        sources.END_SOURCE_RUN,
        declared_hash=run.declared,
        etag=arrived.etag if arrived is not None else run.state.etag,
        last_modified=arrived.last_modified if arrived is not None else run.state.last_modified,
        content_hash=arrived.digest if arrived is not None else run.state.content_hash,
        status=status.value,
        first_run_ended_at=run.state.first_run_ended_at or run.now,
        last_success_at=run.now,
        next_due_at=run.now + run.declaration.refresh_minutes * 60,
        failures=0,
        record_count=live,
        **{KEY: run.state.pk},
    )
    await _end_run(run, transaction, outcome, tally, refused)


async def _end_run(run: _Run, transaction: Transaction, outcome: RunOutcome, tally: Tally, refused: int) -> None:
    await transaction.execute(
        sources.END_RUN,
        finished_at=run.now + int(time.monotonic() - run.begun),
        outcome=outcome.value,
        created=tally.created,
        updated=tally.updated,
        unchanged=tally.unchanged,
        removed=tally.removed,
        refused=refused,
        **{KEY: run.pk},
    )
    problems = run.found.all()
    pks = await Keys(transaction, run.db.dialect).take(PROBLEM, len(problems))
    await transaction.executemany(
        sources.INSERT_PROBLEM,
        [_problem_row(problem, run.pk, pk) for problem, pk in zip(problems, pks, strict=True)],
    )
    await transaction.execute(sources.DELETE_OLD_PROBLEMS, source_pk=run.state.pk, kept=KEPT_RUNS)
    if run.fence is not None:
        await run.fence(transaction)


def _problem_row(problem: Problem, run_pk: int, pk: int) -> Mapping[str, Value]:
    return {
        "pk": pk,
        "run_pk": run_pk,
        "severity": problem.severity.value,
        "code": problem.code,
        "record": problem.record,
        "path": problem.path,
        "line": problem.line,
        "parameters": orjson.dumps(dict(problem.parameters)).decode("utf-8"),
    }


# E


async def _fail(run: _Run, *problems: Problem) -> RunReport:
    """Notes a failed run, and when to try again: after 5, 10, 20 … minutes, never later than the source's interval."""
    run.found.problems[:0] = problems
    failures = run.state.failures + 1
    wait = min(
        _FIRST_BACKOFF_MINUTES * 2 ** min(failures - 1, 12), run.declaration.refresh_minutes, MAX_BACKOFF_MINUTES
    )
    status = SourceStatus.FAILING.value if failures >= FAILING_AFTER else run.state.status
    async with run.db.transaction() as transaction:
        await transaction.execute(
            sources.END_SOURCE_RUN,
            declared_hash=run.state.declared_hash,
            etag=run.state.etag,
            last_modified=run.state.last_modified,
            content_hash=run.state.content_hash,
            status=status,
            first_run_ended_at=run.state.first_run_ended_at or run.now,
            last_success_at=run.state.last_success_at,
            next_due_at=run.now + wait * 60,
            failures=failures,
            record_count=run.state.record_count,
            **{KEY: run.state.pk},
        )
        await _end_run(run, transaction, RunOutcome.FAILED, Tally(), 0)
    return _report(run, RunOutcome.FAILED, Tally(), 0, 0)


def _report(run: _Run, outcome: RunOutcome, tally: Tally, refused: int, held: int) -> RunReport:
    return RunReport(
        source_key=run.declaration.key,
        run_id=run.id,
        outcome=outcome,
        created=tally.created,
        updated=tally.updated,
        unchanged=tally.unchanged,
        removed=tally.removed,
        refused=refused,
        held=held,
        seconds=time.monotonic() - run.begun,
        problems=tuple(run.found.all()),
    )


async def _count(transaction: Transaction, statement: Statement, source_pk: int) -> int:
    ((count,),) = await transaction.fetch(statement, source_pk=source_pk)
    return int(count)


def _silently(step: str, done: int, total: int | None) -> None:
    """Nobody watches."""
