"""Sources refreshed in the background, each by its interval, in a process beside the server's.

    async with refreshing(db, watched):          in the server's lifespan: starts the other process and minds it
        ...
    python -m datasources.ingest.worker          that other process, which runs `watch`

Parsing and identifying are work for the processor; in the server's own process even a thread of them would hold up
every request. So they run in a child: it opens the store itself, has a lower priority, and ends with its parent. Where
several hubs share a store, one of the children holds the lease and works, the others wait for it to fall silent.
"""

import asyncio
import contextlib
import os
import pickle
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog

from datasources.connectors.registry import connector_for
from datasources.declarations import SourceDeclaration
from datasources.ingest.declared import SourceState, all_states, declare_all, declared_hash, known_areas
from datasources.ingest.rolling import roll_occurrences
from datasources.ingest.run import Connectors, run_source
from datasources.store.database import Database
from datasources.store.lease import RENEW_S, Lease, LeaseLost
from datasources.vocabulary import SourceStatus
from supergraph.outbound import Outbound, OutboundLimits

_log = structlog.get_logger(__name__)

AT_ONCE: Final = 4
"""Sources that are pulled at the same time."""
POLL_S: Final = 5.0
"""The longest wait before the store is asked again who is due."""
_ROOT: Final = str(Path(__file__).resolve().parents[2])
"""Where the rooms are: the child imports the same ones."""
_STOP_S: Final = 10.0
_RESTART_S: Final = (1.0, 2.0, 5.0, 15.0, 60.0)
_SETTLED_S: Final = 300.0
"""A process that lived so long is restarted at once."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A source and the folder that its file's path counts from."""

    declaration: SourceDeclaration
    folder: Path


@dataclass(frozen=True, slots=True)
class Orders:
    """What the child is told, over its standard input. It holds secrets: addresses and headers of sources."""

    database_url: str = field(repr=False)
    watched: tuple[Watched, ...] = field(repr=False)
    allowed_hosts: tuple[str, ...] = ()
    limits: OutboundLimits = field(default_factory=OutboundLimits)
    log_level: str = "info"


# ── the server's side ────────────────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def refreshing(
    db: Database,
    watched: Sequence[Watched],
    *,
    allowed_hosts: Sequence[str] = (),
    limits: OutboundLimits | None = None,
    log_level: str = "info",
) -> AsyncIterator[None]:
    """Keeps sources fresh while the block runs. Its process is started again when it dies."""
    orders = Orders(
        database_url=db.url.render_as_string(hide_password=False),
        watched=tuple(watched),
        allowed_hosts=tuple(allowed_hosts),
        limits=limits or OutboundLimits(),
        log_level=log_level,
    )
    minding = asyncio.create_task(_mind(orders))
    try:
        yield
    finally:
        minding.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await minding


async def _mind(orders: Orders) -> None:
    deaths = 0
    while True:
        begun = time.monotonic()
        code = await _run_child(orders)
        deaths = 0 if time.monotonic() - begun > _SETTLED_S else deaths + 1
        wait_s = _RESTART_S[min(deaths, len(_RESTART_S)) - 1] if deaths else 0.0
        _log.warning("the refreshing process ended; it is started again", code=code, after_s=wait_s)
        await asyncio.sleep(wait_s)


async def _run_child(orders: Orders) -> int:
    """Starts the child and waits for its end. When cancelled, it is told to stop, and killed if it does not."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])])}
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "datasources.ingest.worker", stdin=asyncio.subprocess.PIPE, env=environment
    )
    assert child.stdin is not None, "asked for"
    try:
        told = pickle.dumps(orders)
        child.stdin.write(len(told).to_bytes(8, "big") + told)
        with contextlib.suppress(ConnectionError):
            await child.stdin.drain()
        return await child.wait()
    finally:
        child.stdin.close()
        if child.returncode is None:
            await asyncio.shield(_end(child))


async def _end(child: asyncio.subprocess.Process) -> None:
    try:
        await asyncio.wait_for(child.wait(), _STOP_S)
    except TimeoutError:
        child.kill()
        await child.wait()


# ── the child's side ─────────────────────────────────────────────────────────────────────────────────────────────


async def watch(
    db: Database,
    watched: Sequence[Watched],
    outbound: Outbound | None,
    *,
    clock: Callable[[], float] = time.time,
    connectors: Connectors = connector_for,
    poll_s: float = POLL_S,
    rounds: int | None = None,
) -> None:
    """Refreshes whoever is due, for ever (or for so many rounds), as long as this process holds the lease."""
    lease = Lease(db, "refresh", clock)
    held = False
    try:
        while rounds is None or rounds > 0:
            rounds = None if rounds is None else rounds - 1
            try:
                if await lease.take():
                    if not held:
                        await declare_all(db, [each.declaration for each in watched], int(clock()))
                        held = True
                    await _refresh(db, watched, outbound, lease, clock, connectors)
                else:
                    held = False
            except LeaseLost:
                held = False
                _log.warning("another process has taken over refreshing")
            if rounds != 0:
                await asyncio.sleep(poll_s)
    finally:
        if held:
            await asyncio.shield(lease.release())


async def _refresh(
    db: Database,
    watched: Sequence[Watched],
    outbound: Outbound | None,
    lease: Lease,
    clock: Callable[[], float],
    connectors: Connectors,
) -> None:
    """Reads all that are due now; several are pulled at once, one is worked on at a time.

    First runs are worked on in the order of declaration, however fast each answers: whose record an entry's id is made
    from must not be a matter of chance.
    """
    places, turns = asyncio.Semaphore(AT_ONCE), Turns()
    states = await all_states(db)
    read_before = {state.key for state in states if state.first_run_ended_at is not None}

    async def read(each: Watched, turn: "Turn") -> None:
        async with places:
            try:
                await run_source(
                    db,
                    each.declaration,
                    folder=each.folder,
                    outbound=outbound,
                    now=int(clock()),
                    connectors=connectors,
                    fence=lease.fence,
                    turn=turn,
                )
            except LeaseLost:
                raise
            except Exception:
                # The store itself did not answer, so not even the run could be noted: others may fare better.
                _log.exception("a source could not be read", source=each.declaration.key)
            finally:
                turn.over.set()

    renewing = asyncio.create_task(_renew(lease))
    try:
        async with asyncio.TaskGroup() as group:
            for each in _due(states, watched, await known_areas(db), int(clock())):
                group.create_task(read(each, turns.next(in_order=each.declaration.key not in read_before)))
        await roll_occurrences(db, int(clock()))
    except* LeaseLost as lost:
        raise LeaseLost(str(lost)) from None
    finally:
        renewing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await renewing


@dataclass(slots=True)
class Turn:
    """A source's time to work: when the lock is free and, of those in order, the one before it is over."""

    lock: asyncio.Lock
    before: asyncio.Event | None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> None:
        if self.before is not None:
            await self.before.wait()
        await self.lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        self.lock.release()


@dataclass(slots=True)
class Turns:
    """The turns of one round."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last: asyncio.Event | None = None

    def next(self, *, in_order: bool) -> Turn:
        turn = Turn(self.lock, self.last if in_order else None)
        if in_order:
            self.last = turn.over
        return turn


async def _renew(lease: Lease) -> None:
    while True:
        await asyncio.sleep(RENEW_S)
        await lease.take()


def _due(states: Sequence[SourceState], watched: Sequence[Watched], areas: str, now: int) -> list[Watched]:
    """Sources whose interval is over, and those that would be read otherwise than they were; the longest due first."""
    by_key = {state.key: state for state in states}
    due: list[tuple[int, int, Watched]] = []
    for number, each in enumerate(watched):
        state = by_key.get(each.declaration.key)
        if state is None or state.status in (SourceStatus.PAUSED, SourceStatus.RETIRED):
            continue
        is_declared_anew = (
            state.declared_hash not in ("", declared_hash(each.declaration, areas)) and not state.failures
        )
        if state.next_due_at <= now or is_declared_anew:
            due.append((state.next_due_at, number, each))
    return [each for _, _, each in sorted(due, key=lambda item: item[:2])]
