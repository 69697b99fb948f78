"""Brings a database to the tables that this version reads; Alembic's scripts stand in `versions/`.

Several processes may start at once: the first migrates, the others wait for it (SQLite: the write lock, PostgreSQL: an
advisory lock) and find nothing to do.
"""

import asyncio
import threading
from pathlib import Path
from typing import Any, Final

import apsw
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from datasources.store.errors import MigrationError
from datasources.store.wal import enter_wal

_SCRIPTS: Final = Path(__file__).parent
_LOCK: Final = 4_711_020_522
_BUSY_TIMEOUT_S: Final = 120
_ALONE: Final = threading.Lock()
"""One migration of a file at a time within a process: Alembic's SQLite and apsw's are two, which do not see each
other's locks, and one that closes a file takes the other's shared memory away. Other processes wait by SQLite's own
locks."""


async def migrate(url: URL, revision: str = "head") -> None:
    """Runs the migrations a database has not seen.

    Raises MigrationError where a newer version made the tables, or a migration fails; nothing is changed then.
    """
    try:
        if url.get_backend_name() == "sqlite":
            await asyncio.to_thread(_migrate_sqlite, url, revision)
        else:
            await _migrate_postgresql(url, revision)
    except CommandError as error:
        shown = url.render_as_string(hide_password=True)
        raise MigrationError(
            f"The tables of {shown} cannot be brought to version {newest()}: {error}. "
            "Run the version of the hub that made them, or restore a backup."
        ) from error
    except (DBAPIError, OSError) as error:
        shown = url.render_as_string(hide_password=True)
        reason = error.orig if isinstance(error, DBAPIError) else error
        raise MigrationError(
            f"The database {shown} cannot be opened at version {newest()}: {reason}. "
            "Check its address, that it runs, and that the hub may write to it."
        ) from error


def newest() -> str:
    """The revision that this version reads."""
    return str(ScriptDirectory.from_config(_config(None)).get_current_head())


def _migrate_sqlite(url: URL, revision: str) -> None:
    with _ALONE:
        _migrate_file(url, revision)


def _migrate_file(url: URL, revision: str) -> None:
    if revision == "head" and _revision_of(url) == newest():
        return
    engine = create_engine(url.set(drivername="sqlite"), connect_args={"timeout": _BUSY_TIMEOUT_S})

    @event.listens_for(engine, "connect")
    def _begin_ourselves(connection: Any, _: object) -> None:
        connection.isolation_level = None
        enter_wal(connection)

    @event.listens_for(engine, "begin")
    def _take_the_write_lock(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            _upgrade(connection, revision)
    finally:
        engine.dispose()


def _revision_of(url: URL) -> str | None:
    """What version a file has; None where it has none yet. Looked up on apsw, since the file may be open on it here:
    another SQLite in the process, opening and closing it, would drop its locks."""
    assert url.database is not None
    try:
        connection = apsw.Connection(url.database, flags=apsw.SQLITE_OPEN_READONLY)
    except apsw.CantOpenError:
        return None
    try:
        connection.set_busy_timeout(_BUSY_TIMEOUT_S * 1000)
        found: Any = connection.execute("SELECT version_num FROM alembic_version").get
        return None if found is None else str(found)
    except apsw.Error:
        return None
    finally:
        connection.close()


async def _migrate_postgresql(url: URL, revision: str) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await connection.run_sync(_upgrade, revision)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, revision: str) -> None:
    command.upgrade(_config(connection), revision)


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
