"""Clearing a database's files of what deleted rows have left in them.

What a deletion leaves is out of every reader's reach, and yet in the file: in the write-ahead log, in the free part of
a page, in the figures that plans are made by. A connection of its own clears it, outside any transaction:

    SQLite       overwrites what it frees (secure_delete, of every connection that writes), writes the indexes of
                 people anew, and empties the log
    PostgreSQL   removes the dead rows of people's tables (VACUUM); of their texts it keeps no samples (migration 0003)

It is short work, since people's tables are small beside the registers.
"""

import asyncio
import secrets
from typing import Final

import apsw
import asyncpg
import structlog
from sqlalchemy import String, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from datasources.store.database import Database, Transaction
from datasources.store.people import core
from datasources.store.statements import MARK, Statement

__all__ = ["clear", "mark_unclear"]

log = structlog.get_logger(__name__)

TABLES: Final = tuple(
    str(table.name)
    for table in (
        core.ACCOUNT,
        core.ROLE,
        core.VOLUNTEER,
        core.GUARDIAN_REQUEST,
        core.CONSENT,
        core.ENGAGEMENT,
        core.ENGAGEMENT_SHIFT,
        core.MESSAGE,
        core.CERTIFICATE,
        core.ACCESS_EVENT,
        core.LETTER,
        core.KEPT_ANSWER,
    )
)
"""The tables that an erasure deletes from or changes."""
BUSY_TIMEOUT_S: Final = 5.0
"""So long readers of old data are waited for; after it, the clearing is tried again later."""
TIMEOUT_S: Final = 30.0
_NAME: Final = "people.unclear"


async def mark_unclear(transaction: Transaction) -> None:
    """Notes, with an erasure, that there is something to clear."""
    token = secrets.token_hex(8)
    await transaction.execute(_MARK, mark=_NAME, text=token)
    await transaction.execute(_MARK_ANEW, mark=_NAME, text=token)


async def clear(db: Database) -> bool:
    """Clears the files, if anything was erased since the last clearing; False where readers of old data are in the
    way, or anything else, so that it must be tried again. What was erased is erased all the same."""
    marked = await db.fetch(_MARKED, mark=_NAME)
    if not marked:
        return True
    try:
        async with asyncio.timeout(TIMEOUT_S):
            done = await _clear(db)
    except (TimeoutError, OSError, apsw.Error, asyncpg.PostgresError) as error:
        log.warning("not_cleared", reason=type(error).__name__)
        return False
    if done:
        async with db.transaction() as transaction:  # an erasure in the meantime has marked it anew
            await transaction.execute(_UNMARK, mark=_NAME, text=marked[0][0])
    return done


async def _clear(db: Database) -> bool:
    match db.dialect:
        case "sqlite":
            assert db.url.database is not None
            return await asyncio.to_thread(_clear_sqlite, db.url.database)
        case "postgresql":
            await _clear_postgresql(db.url.set(drivername="postgresql").render_as_string(hide_password=False))
            return True


def _clear_sqlite(path: str) -> bool:
    connection = apsw.Connection(path)
    try:
        connection.set_busy_timeout(int(BUSY_TIMEOUT_S * 1_000))
        connection.execute("PRAGMA secure_delete = ON")
        _forget_samples(connection)
        for table in TABLES:
            connection.execute(f'REINDEX "{table}"')
        ((busy, _, _),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()
    return busy == 0


def _forget_samples(connection: apsw.Connection) -> None:
    """A build with STAT4 keeps keys of rows as samples for its plans."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'").fetchall():
        marks = ", ".join("?" * len(TABLES))
        connection.execute(f"DELETE FROM sqlite_stat4 WHERE tbl IN ({marks})", TABLES)


async def _clear_postgresql(dsn: str) -> None:
    connection = await asyncpg.connect(dsn, timeout=BUSY_TIMEOUT_S)
    try:
        await connection.execute(f"SET lock_timeout = {int(BUSY_TIMEOUT_S * 1_000)}")
        tables = ", ".join(f'"{table}"' for table in TABLES)
        await connection.execute(f"VACUUM {tables}")
    finally:
        await connection.close(timeout=BUSY_TIMEOUT_S)


_IS: Final = MARK.c.name == bindparam("mark", type_=String())
_TEXT: Final = bindparam("text", type_=String())
_MARK: Final = Statement(
    upsert(MARK).values(name=bindparam("mark", type_=String()), value=_TEXT).on_conflict_do_nothing()
)
_MARK_ANEW: Final = Statement(update(MARK).where(_IS).values(value=_TEXT))
_MARKED: Final = Statement(select(MARK.c.value).where(_IS), quick=True)
_UNMARK: Final = Statement(delete(MARK).where(_IS, MARK.c.value == _TEXT))
