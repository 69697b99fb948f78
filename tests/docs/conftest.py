"""The demo, read through its connectors once, for everything that is said of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from datasources import demo
from datasources.areas.loading import load_bundled
from datasources.ingest.declared import declare_all
from datasources.ingest.run import RunReport, run_source
from datasources.store.database import Database
from tests.docs.world import World

NOW = int(datetime(2026, 6, 15, 10, tzinfo=UTC).timestamp())


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The demo's database as a fresh `make serve` leaves it, and how each of its sources was read."""
    path = tmp_path_factory.mktemp("demo") / "hub.db"
    return World(path, asyncio.run(_fill(path)))


async def _fill(path: Path) -> tuple[RunReport, ...]:
    db = await Database.open(f"sqlite+aiosqlite:///{path}")
    try:
        await load_bundled(db)
        declarations = demo.declarations()
        await declare_all(db, declarations, NOW)
        folder = demo.DECLARATION.parent
        return tuple([await run_source(db, each, folder=folder, now=NOW) for each in declarations])
    finally:
        await db.close()


@pytest.fixture
async def db(world: World) -> AsyncIterator[Database]:
    """The demo's database, for reading."""
    opened = await Database.open(f"sqlite+aiosqlite:///{world.path}", migrate_first=False)
    yield opened
    await opened.close()
