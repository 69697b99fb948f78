"""Worlds: on both databases where SQL differs, on SQLite alone where only Python is at stake."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from datasources.store.database import Database
from tests.datasources.ingest.world import World, prepare


@pytest.fixture
async def world(db: Database, tmp_path: Path) -> World:
    """A world with the bundled areas, on SQLite and on PostgreSQL."""
    await prepare(db)
    return World(db, tmp_path)


@pytest.fixture
async def plain(migrated_sqlite: Path, tmp_path: Path) -> AsyncIterator[World]:
    """A world on SQLite."""
    path = shutil.copy(migrated_sqlite, tmp_path / "plain.db")
    db = await Database.open(f"sqlite+aiosqlite:///{path}", migrate_first=False)
    await prepare(db)
    yield World(db, tmp_path)
    await db.close()
