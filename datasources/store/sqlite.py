"""SQLite on apsw: it hands rows over in half the time of the standard library's driver, and brings its own SQLite.

Two copies of SQLite in one process must not hold one file: closing it in one drops the other's locks on it. Alembic's
migrations, which are on the standard library's, therefore run only on a file that is not of their version yet: before
this opens it.

Three ways lead to the file, each with connections of its own:

- *quick* reads, whose work an index bounds, run within the event loop: a hop to a thread and back costs several times
  what such a read does. One that turns out to take longer than its budget is stopped and begun again in a thread.
- other reads run in threads, several at once; cancelling one stops it in SQLite too;
- writes run in one thread, one transaction at a time. In WAL mode no read waits for them.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import apsw

from datasources.store.statements import Compiled, Parameter, Statement
from datasources.store.wal import enter_wal

READERS: Final = 4
QUICK_BUDGET_S: Final = 0.02
BUSY_TIMEOUT_MS: Final = 120_000
RECONNECT_S: Final = 600.0
"""So long a reading connection keeps its figures of the indexes: another process may have sampled them anew."""
_CACHED_STATEMENTS: Final = 512
_CACHE_KIB: Final = 65_536
_MMAP_BYTES: Final = 1 << 30
_TICK_INSTRUCTIONS: Final = 20_000
_ANALYZE: Final = "PRAGMA analysis_limit = 2000; ANALYZE;"
_SLOW_TICK_INSTRUCTIONS: Final = 1_000_000
_FLAGS: Final = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_NOMUTEX


class SqliteDriver:
    """Reads and writes one SQLite file."""

    def __init__(self, path: Path, scratch: tempfile.TemporaryDirectory[str] | None = None) -> None:
        self._path = path
        self._scratch = scratch
        self._quick = _Reader(path, _TICK_INSTRUCTIONS)
        self._readers = [_Reader(path, _SLOW_TICK_INSTRUCTIONS) for _ in range(READERS)]
        self._idle: asyncio.LifoQueue[_Reader] = asyncio.LifoQueue()
        for reader in self._readers:
            self._idle.put_nowait(reader)
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-read")
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="sqlite-write")
        self._writer = _connect(path, writes=True)
        self._turn = asyncio.Lock()

    async def fetch(self, compiled: Compiled, arguments: tuple[object, ...], *, quick: bool) -> list[Any]:
        """The rows of a reading statement."""
        if quick:
            try:
                return _told(compiled, self._quick.fetch(compiled.text, arguments, QUICK_BUDGET_S))
            except _OutOfTime:
                pass
        return _told(compiled, await self._fetch_in_thread(compiled.text, arguments))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["SqliteTransaction"]:
        """One transaction, begun when the one before it has ended; rolled back where an error leaves the block."""
        async with self._turn:
            transaction = SqliteTransaction(self._writer, self._writing)
            await transaction.run("BEGIN IMMEDIATE")
            try:
                yield transaction
            except BaseException:
                await asyncio.shield(transaction.run("ROLLBACK"))
                raise
            await asyncio.shield(transaction.run("COMMIT"))

    async def optimize(self) -> None:
        """Samples the indexes; readers learn of it by connecting anew."""
        async with self._turn:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._writing, self._writer.execute, _ANALYZE)
        for reader in (self._quick, *self._readers):
            reader.outdate()

    async def close(self) -> None:
        """Stops what is running and closes every connection."""
        for reader in self._readers:
            reader.stop()
        await asyncio.to_thread(self._threads.shutdown)
        await asyncio.to_thread(self._writing.shutdown)
        for connection in (self._quick, *self._readers):
            connection.close()
        self._writer.close()
        if self._scratch is not None:
            self._scratch.cleanup()

    async def _fetch_in_thread(self, text: str, arguments: tuple[object, ...]) -> list[Any]:
        reader = await self._idle.get()
        running = asyncio.get_running_loop().run_in_executor(self._threads, reader.fetch, text, arguments, None)
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            reader.stop()
            raise
        finally:
            if running.done():
                self._idle.put_nowait(reader)
            else:
                running.add_done_callback(lambda done: self._give_back(reader, done))

    def _give_back(self, reader: "_Reader", done: "asyncio.Future[list[Any]]") -> None:
        if not done.cancelled():
            done.exception()
        self._idle.put_nowait(reader)


class SqliteTransaction:
    """A transaction of the writing connection."""

    def __init__(self, connection: apsw.Connection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread

    async def execute(self, statement: Statement, **parameters: Parameter) -> int:
        compiled = statement.compiled("sqlite")
        return await self.run(compiled.text, compiled.arguments(parameters, "sqlite"))

    async def executemany(self, statement: Statement, rows: Sequence[Mapping[str, Parameter]]) -> None:
        if rows:
            compiled = statement.compiled("sqlite")
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._thread, self._write_all, compiled, rows)

    async def fetch(self, statement: Statement, **parameters: Parameter) -> list[tuple[Any, ...]]:
        compiled = statement.compiled("sqlite")
        arguments = compiled.arguments(parameters, "sqlite")
        loop = asyncio.get_running_loop()
        return _told(compiled, await loop.run_in_executor(self._thread, self._fetch, compiled.text, arguments))

    async def run(self, text: str, arguments: tuple[Any, ...] = ()) -> int:
        """Runs a text in the writing thread; answers how many rows it touched."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, text, arguments)

    def _run(self, text: str, arguments: tuple[Any, ...]) -> int:
        self._connection.execute(text, arguments)
        return self._connection.changes()

    def _write_all(self, compiled: Compiled, rows: Sequence[Mapping[str, Parameter]]) -> None:
        self._connection.executemany(compiled.text, (compiled.arguments(row, "sqlite") for row in rows))

    def _fetch(self, text: str, arguments: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        return self._connection.execute(text, arguments).fetchall()


class _OutOfTime(Exception):
    """A quick read took longer than its budget."""


class _Reader:
    """A reading connection that can be stopped from outside while it works."""

    def __init__(self, path: Path, tick_instructions: int) -> None:
        self._path = path
        self._tick_instructions = tick_instructions
        self._stop_at: float | None = None
        self._stopped = False
        self._connect()

    def fetch(self, text: str, arguments: tuple[Any, ...], budget_s: float | None) -> list[Any]:
        """All rows; raises _OutOfTime past its budget and apsw.InterruptError when stopped."""
        if self._outdated or time.monotonic() >= self._reconnect_at:
            self._connection.close()
            self._connect()
        self._stopped = False
        self._stop_at = None if budget_s is None else time.monotonic() + budget_s
        try:
            return self._connection.execute(text, arguments).fetchall()
        except apsw.InterruptError as error:
            if budget_s is not None and time.monotonic() >= self._stop_at:  # type: ignore[operator]
                raise _OutOfTime from error
            raise

    def stop(self) -> None:
        """Makes the statement that is running fail soon; from any thread."""
        self._stopped = True
        self._connection.interrupt()

    def outdate(self) -> None:
        """Has the figures for its plans read anew, by a new connection, before the next statement."""
        self._outdated = True

    def close(self) -> None:
        self._connection.close()

    def _connect(self) -> None:
        self._connection = _connect(self._path, writes=False)
        self._connection.set_progress_handler(self._tick, self._tick_instructions)
        self._outdated = False
        self._reconnect_at = time.monotonic() + RECONNECT_S

    def _tick(self) -> bool:
        return self._stopped or (self._stop_at is not None and time.monotonic() >= self._stop_at)


def _told(compiled: Compiled, rows: list[Any]) -> list[Any]:
    """The rows with their booleans, which SQLite keeps as numbers; rows without one as they are."""
    if not compiled.booleans:
        return rows
    told = []
    for row in rows:
        values = list(row)
        for place in compiled.booleans:
            if values[place] is not None:
                values[place] = values[place] != 0
        told.append(tuple(values))
    return told


def _connect(path: Path, *, writes: bool) -> apsw.Connection:
    """Without SQLite's own locking of the connection, which no two threads use at once: a quarter of a read's time."""
    connection = apsw.Connection(str(path), flags=_FLAGS, statementcachesize=_CACHED_STATEMENTS)
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    enter_wal(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute(f"PRAGMA mmap_size = {_MMAP_BYTES}")
    connection.execute("PRAGMA temp_store = MEMORY")
    if writes:
        connection.execute("PRAGMA foreign_keys = ON")
        # From the first write on, also for an address that is changed: an erasure can clear only what is still there.
        connection.execute("PRAGMA secure_delete = ON")
    else:
        connection.execute("PRAGMA query_only = ON")
    return connection
