"""Removals that were held back, applied after a person has looked: `hub sources release RUN`."""

from dataclasses import dataclass
from typing import Literal

from datasources.ingest.dependents import resolve_again
from datasources.ingest.removal import Missing, leave, mark_gone
from datasources.ingest.staging import Found
from datasources.ingest.work import Work
from datasources.store.database import Database
from datasources.store.statements import RUN
from datasources.store.writing import records, sources
from datasources.store.writing.shapes import KEY
from datasources.vocabulary import RecordKind, SourceStatus


@dataclass(frozen=True, slots=True)
class Released:
    """How many entries were removed."""

    removed: int


@dataclass(frozen=True, slots=True)
class NothingHeld:
    """There is no such run, or it holds nothing (any more); `instead` is the run of its source that does."""

    reason: Literal["UNKNOWN", "NOTHING_HELD"]
    instead: str | None = None


async def release_held_run(db: Database, run_id: str, *, now: int) -> Released | NothingHeld:
    """Removes what a run kept back, in one transaction. What came back to its source since then is not touched."""
    async with db.transaction() as transaction:
        found = await transaction.fetch(sources.RUN_BY_ID, id=run_id)
        if not found:
            return NothingHeld("UNKNOWN")
        run = dict(zip(RUN.c.keys(), found[0], strict=True))
        held = [
            Missing(pk, RecordKind(kind), origin_id, entity_pk, False)
            for pk, kind, origin_id, entity_pk in await transaction.fetch(records.HELD_BY_RUN, run_pk=run["pk"])
        ]
        source_pk = run["source_pk"]
        if not held:
            ((instead,),) = await transaction.fetch(sources.NEWEST_HOLDING_RUN, source_pk=source_pk)
            return NothingHeld("NOTHING_HELD", instead)
        work = await Work.begin(transaction, db.dialect, source_pk, now, Found())
        await mark_gone(work, held, run["started_at"])
        await leave(work, held)
        await resolve_again(work)
        ((still,),) = await transaction.fetch(sources.HELD_RECORDS, source_pk=source_pk)
        ((live,),) = await transaction.fetch(sources.LIVE_RECORDS, source_pk=source_pk)
        status = SourceStatus.HELD if still else SourceStatus.ACTIVE
        await transaction.execute(
            sources.RELEASE_RUN, released_at=now, removed=run["removed"] + len(held), **{KEY: run["pk"]}
        )
        await transaction.execute(sources.RELEASE_SOURCE, status=status.value, record_count=live, **{KEY: source_pk})
    return Released(len(held))
