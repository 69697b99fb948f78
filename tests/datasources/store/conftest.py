"""The district of these tests, on both databases, made once per session and copied for each test."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from datasources.store import days, horizon
from datasources.store.database import Database
from tests.conftest import DIALECTS, address, run_statement
from tests.datasources.store.district import NOW, TODAY, fill


@pytest.fixture(autouse=True)
def _first_of_july(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which the district's opportunities are open and its dates are stored."""
    monkeypatch.setattr(days, "today", lambda: TODAY)
    monkeypatch.setattr(horizon, "clock", lambda: NOW)


@pytest.fixture(scope="session")
def filled_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the district."""
    path = tmp_path_factory.mktemp("filled") / "hub.db"
    asyncio.run(_fill(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def filled_postgresql(postgresql_socket: str) -> str:
    """The name of a PostgreSQL database with the district."""
    asyncio.run(run_statement(postgresql_socket, "CREATE DATABASE filled"))
    asyncio.run(_fill(address(postgresql_socket, "filled")))
    return "filled"


@pytest.fixture(params=DIALECTS)
def filled_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own that holds the district."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("filled_sqlite"), tmp_path / "filled.db")
        yield f"sqlite+aiosqlite:///{path}"
        return
    socket, template = request.getfixturevalue("postgresql_socket"), request.getfixturevalue("filled_postgresql")
    name = f"test_{uuid4().hex}"
    asyncio.run(run_statement(socket, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"))
    yield address(socket, name)
    asyncio.run(run_statement(socket, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def district(filled_url: str) -> AsyncIterator[Database]:
    """An open database of the test's own that holds the district."""
    db = await Database.open(filled_url, migrate_first=False)
    yield db
    await db.close()


async def _fill(url: str) -> None:
    db = await Database.open(url)
    await fill(db)
    await db.close()
