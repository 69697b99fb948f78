"""What has to be done for people without anybody asking: letters are sent, times that are over are noted, what is no
longer needed is dropped.

    async with housekeeping(db, carrier):        in every server's lifespan; whichever of them holds the lease works

Each round does every chore. One that fails is logged and tried again in the next; nothing ends the task but the
server's own end, and that lets a letter under way be noted first.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Final, TypeAlias

import structlog

from datasources.people import erasure
from datasources.people.letters import Carrier, Delivery
from datasources.people.taking_part import tidy
from datasources.store.database import Database
from datasources.store.lease import Lease
from datasources.store.people import guardians, kept_answers

__all__ = ["CHORES", "EVERY_S", "Chore", "housekeeping"]

_log = structlog.get_logger(__name__)

EVERY_S: Final = 20.0
GRACE_S: Final = 5.0
"""So long a round may go on when the server ends."""
LEASE: Final = "housekeeping"

Chore: TypeAlias = Callable[[Database, int], Awaitable[object]]
"""Something to be done again and again; it is given the time in UTC seconds, and bounds its own work."""


async def forget_guardians(db: Database, now: int) -> None:
    """Drops the addresses of guardians who never answered and whose codes have expired."""
    async with db.transaction() as transaction:
        await guardians.forget(transaction, now)


async def finish_erasures(db: Database, _now: int) -> None:
    """Clears the database's files where an erasure was kept from it."""
    await erasure.finish(db)


CHORES: Final[Mapping[str, Chore]] = MappingProxyType(
    {
        "sign-ups": tidy,
        "guardians": forget_guardians,
        "kept answers": kept_answers.drop_expired,
        "erasures": finish_erasures,
    }
)
"""By their names for logs."""


@asynccontextmanager
async def housekeeping(
    db: Database,
    carrier: Carrier | None,
    *,
    clock: Callable[[], float] = time.time,
    chores: Mapping[str, Chore] = CHORES,
    every_s: float = EVERY_S,
) -> AsyncIterator[None]:
    """Keeps house while the block runs. `carrier` takes the letters; without one they wait."""
    stop = asyncio.Event()
    task = asyncio.create_task(_keep(db, Delivery(db, carrier, clock), clock, chores, every_s, stop))
    try:
        yield
    finally:
        stop.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_S):
                await asyncio.shield(task)
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _keep(
    db: Database,
    delivery: Delivery,
    clock: Callable[[], float],
    chores: Mapping[str, Chore],
    every_s: float,
    stop: asyncio.Event,
) -> None:
    lease = Lease(db, LEASE, clock)
    held = False
    done: dict[str, Callable[[], Awaitable[object]]] = {
        **{name: _bound(chore, db, clock) for name, chore in chores.items()},
        "old letters": delivery.tidy,
        "letters": lambda: delivery.round(stop),
    }
    while not stop.is_set():
        try:
            held = await lease.take()
        except Exception:
            # Whoever else may hold it by now: chores are safe to be done twice, and letters are claimed one by one.
            _log.exception("housekeeping: the store does not let the lease be taken")
        if held:
            for name, chore in done.items():
                if stop.is_set():
                    break
                try:
                    await chore()
                except Exception:
                    _log.exception("housekeeping: a chore failed, and is tried again", chore=name)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every_s)
    if held:
        with contextlib.suppress(Exception):
            await lease.release()


def _bound(chore: Chore, db: Database, clock: Callable[[], float]) -> Callable[[], Awaitable[object]]:
    return lambda: chore(db, int(clock()))
