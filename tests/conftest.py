"""Databases for tests: every test that asks for `db` runs on SQLite and on a real PostgreSQL.

PostgreSQL is started once per session; each test has a database of its own, copied from one that is migrated already.
Where it cannot be started, its tests fail in CI and are skipped, with the reason, elsewhere.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from datasources.store.database import Database
from tests.datasources.store.postgresql_server import NoPostgresql, running_postgresql

DIALECTS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql_socket() -> Iterator[str]:
    """The directory of a running PostgreSQL's socket."""
    try:
        with running_postgresql() as socket:
            yield socket
    except NoPostgresql as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL must run in CI: {error}")
        pytest.skip(f"PostgreSQL cannot be started here: {error}")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with tables, to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "hub.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_socket: str) -> str:
    """The name of a PostgreSQL database with tables, to be copied."""
    asyncio.run(run_statement(postgresql_socket, "CREATE DATABASE migrated"))
    asyncio.run(_migrate(address(postgresql_socket, "migrated")))
    return "migrated"


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own, with tables and nothing in them."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "hub.db")
        yield f"sqlite+aiosqlite:///{path}"
        return
    socket, template = request.getfixturevalue("postgresql_socket"), request.getfixturevalue("migrated_postgresql")
    name = f"test_{uuid4().hex}"
    asyncio.run(run_statement(socket, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    yield address(socket, name)
    asyncio.run(run_statement(socket, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """An open database of the test's own."""
    database = await Database.open(database_url, migrate_first=False)
    yield database
    await database.close()


def address(socket: str, name: str) -> str:
    """The address of a database of the server at a socket."""
    return f"postgresql+asyncpg://postgres@/{name}?host={socket}"


async def _migrate(url: str) -> None:
    await (await Database.open(url)).close()


async def run_statement(socket: str, text: str) -> None:
    """Runs a statement that concerns whole databases."""
    connection = await asyncpg.connect(host=socket, user="postgres", database="postgres")
    try:
        await connection.execute(text)
    finally:
        await connection.close()
