"""Stored dates, moved on each day: the day that came into reach is added, days that left it are dropped.

A mark in the store tells how far all events have been expanded. Each transaction is small, so that nobody waits for
it; one that is lost is done again, since an event's dates are compared with what is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import orjson

from datasources.ingest.dates import DateRange
from datasources.ingest.entries import rewrite
from datasources.ingest.staging import Found
from datasources.ingest.work import Work
from datasources.recurrence import expand
from datasources.store.database import Database
from datasources.store.writing import entities, sources
from datasources.vocabulary import RecordKind

MARK: Final = "dates_until"
EVENTS_AT_A_TIME: Final = 50
DATES_AT_A_TIME: Final = 5_000
_PAGE: Final = 500
_MAX_ROUNDS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Rolled:
    """Events that got further dates, and dates that were dropped."""

    events: int
    dropped: int


async def roll_occurrences(db: Database, now: int) -> Rolled:
    """Brings stored dates to where they belong today. Does nothing where that was done today."""
    within = DateRange.around(now)
    until = await _until(db, within)
    if until is not None and until >= within.end:
        return Rolled(0, 0)
    events = 0 if until is None else await _extend(db, now, until, within.end)
    dropped = await _drop(db, within.start)
    async with db.transaction() as transaction:
        value = str(within.end)
        if not await transaction.execute(sources.SET_MARK, mark=MARK, value=value):
            await transaction.execute(sources.INSERT_MARK, name=MARK, value=value)
    return Rolled(events, dropped)


async def _until(db: Database, within: DateRange) -> int | None:
    """How far all events have been expanded: as of the last roll, else as of the day of the first source."""
    marked = await db.fetch(sources.MARK_BY_NAME, name=MARK)
    if marked:
        return int(marked[0][0])
    ((oldest,),) = await db.fetch(entities.OLDEST_SOURCE)
    return None if oldest is None else min(DateRange.around(oldest).end, within.end)


async def _extend(db: Database, now: int, from_: int, to: int) -> int:
    extended, after = 0, 0
    for _ in range(_MAX_ROUNDS):
        page = await db.fetch(entities.EVENTS_TO_ROLL, after=after, from_=from_, count=_PAGE)
        due = [pk for pk, schedule in page if _takes_place(schedule, from_, to)]
        for start in range(0, len(due), EVENTS_AT_A_TIME):
            await _rewrite(db, now, due[start : start + EVENTS_AT_A_TIME])
        extended += len(due)
        if len(page) < _PAGE:
            break
        after = page[-1][0]
    return extended


async def _rewrite(db: Database, now: int, pks: Sequence[int]) -> None:
    async with db.transaction() as transaction:
        work = await Work.begin(transaction, db.dialect, None, now, Found())
        await rewrite(work, RecordKind.EVENT, pks)


async def _drop(db: Database, before: int) -> int:
    dropped = 0
    for _ in range(_MAX_ROUNDS):
        async with db.transaction() as transaction:
            gone = await transaction.execute(entities.OCCURRENCES_LEFT, before=before, count=DATES_AT_A_TIME)
        dropped += gone
        if gone < DATES_AT_A_TIME:
            break
    return dropped


def _takes_place(schedule: str, from_: int, to: int) -> bool:
    start, end = datetime.fromtimestamp(from_, UTC), datetime.fromtimestamp(to, UTC)
    return bool(expand(orjson.loads(schedule), start, end, 1).dates)
