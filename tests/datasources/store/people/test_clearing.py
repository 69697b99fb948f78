"""Files are cleared after an erasure; what stands in the way puts it off, and breaks nothing."""

import shutil
from pathlib import Path

import apsw
import asyncpg
import pytest

from datasources.store.database import Database
from datasources.store.people import clearing, core


def test_all_tables_that_an_erasure_can_touch_are_cleared() -> None:
    tables = {str(table.name) for table in vars(core).values() if hasattr(table, "c")}
    assert set(clearing.TABLES) == tables - {"api_token", "erasure"}, "which hold nobody's own"


async def marked(db: Database) -> Database:
    async with db.transaction() as transaction:
        await clearing.mark_unclear(transaction)
    return db


async def is_marked(db: Database) -> bool:
    return bool(await db.fetch(clearing._MARKED, mark=clearing._NAME))


async def test_what_was_marked_is_cleared_once(db: Database) -> None:
    assert await clearing.clear(db)
    await marked(db)
    assert await is_marked(db)
    assert await clearing.clear(db)
    assert not await is_marked(db)


async def test_an_erasure_while_files_are_cleared_is_cleared_next(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await marked(db)

    async def clear(_: Database) -> bool:
        await marked(db)
        return True

    with monkeypatch.context() as patched:
        patched.setattr(clearing, "_clear", clear)
        assert await clearing.clear(db)
    assert await is_marked(db)
    assert await clearing.clear(db)
    assert not await is_marked(db)


@pytest.mark.parametrize(
    "error", [apsw.BusyError("x"), apsw.CantOpenError("x"), OSError("x"), asyncpg.LockNotAvailableError("x")]
)
async def test_what_cannot_be_cleared_now_is_cleared_later(
    db: Database, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    await marked(db)

    async def fail(_: Database) -> bool:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(clearing, "_clear", fail)
        assert not await clearing.clear(db)
    assert await is_marked(db)
    assert await clearing.clear(db)


async def test_a_reader_of_old_data_puts_the_clearing_off(
    migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "BUSY_TIMEOUT_S", 0.1)
    path = shutil.copy(migrated_sqlite, tmp_path / "hub.db")
    db = await Database.open(f"sqlite+aiosqlite:///{path}", migrate_first=False)
    reader = apsw.Connection(str(path))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM mark").fetchall()
    await marked(db)
    assert not await clearing.clear(db)
    assert await is_marked(db)
    reader.execute("COMMIT")
    reader.close()
    assert await clearing.clear(db)
    await db.close()
