import asyncio
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import bindparam, delete, insert, literal_column, select, text

from datasources.criteria import OrganizationCriteria, Sort, Window
from datasources.store import organizations, sqlite
from datasources.store.database import Database, count_statements
from datasources.store.errors import AddressError, MigrationError, StoreError
from datasources.store.statements import EVENT, MARK, SEARCH_ENTRY, Statement, in_array

SET = Statement(insert(MARK).values(name=bindparam("name"), value=bindparam("value")))
FORGET = Statement(delete(MARK).where(in_array(MARK.c.name, "names")))
ALL = Statement(select(MARK.c.name, MARK.c.value).order_by(MARK.c.name))
QUICK = Statement(select(MARK.c.name).order_by(MARK.c.name), quick=True)

ENDLESS = {
    "sqlite": "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 400000000) SELECT count(*) FROM c",
    "postgresql": "SELECT pg_sleep(60)",
}


async def test_what_is_written_together_is_read_together(db: Database) -> None:
    async with db.transaction() as transaction:
        assert await transaction.execute(SET, name="a", value="1") == 1
        await transaction.executemany(SET, [{"name": "b", "value": "2"}, {"name": "c", "value": "3"}])
        await transaction.executemany(SET, [])
        assert len(await transaction.fetch(ALL)) == 3
        assert await db.fetch(ALL) == []
    assert [tuple(row) for row in await db.fetch(ALL)] == [("a", "1"), ("b", "2"), ("c", "3")]
    async with db.transaction() as transaction:
        assert await transaction.execute(FORGET, names=["a", "c", "x"]) == 2
    assert [tuple(row) for row in await db.fetch(QUICK)] == [("b",)]


async def test_booleans_are_booleans_in_every_database(district: Database) -> None:
    read = Statement(select(EVENT.c.pk, EVENT.c.listed, EVENT.c.is_accessible_for_free))
    rows = await district.fetch(read)
    assert {type(listed) for _, listed, _ in rows} == {bool}
    assert {True, None} <= {free for _, _, free in rows} <= {True, False, None}
    assert {type(free) for _, _, free in rows} == {bool, type(None)}
    async with district.transaction() as transaction:
        assert [tuple(row) for row in await transaction.fetch(read)] == [tuple(row) for row in rows]


async def test_a_list_may_hold_what_no_text_of_a_database_has(db: Database) -> None:
    async with db.transaction() as transaction:
        await transaction.execute(SET, name="a", value="1")
    named = Statement(select(MARK.c.value).where(in_array(MARK.c.name, "names")))
    assert [tuple(row) for row in await db.fetch(named, names=("a", "\ud800", "\0"))] == [("1",)]


async def test_an_error_undoes_the_whole_transaction(db: Database) -> None:
    async def fail() -> None:
        async with db.transaction() as transaction:
            await transaction.execute(SET, name="a", value="1")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        await fail()
    assert await db.fetch(ALL) == []
    async with db.transaction() as transaction:
        await transaction.execute(SET, name="b", value="2")
    assert len(await db.fetch(ALL)) == 1


async def test_a_cancelled_writer_leaves_nothing_behind(db: Database) -> None:
    begun = asyncio.Event()

    async def write() -> None:
        async with db.transaction() as transaction:
            await transaction.execute(SET, name="a", value="1")
            begun.set()
            await asyncio.sleep(60)

    writer = asyncio.create_task(write())
    await begun.wait()
    assert await db.fetch(ALL) == []
    writer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writer
    assert await db.fetch(ALL) == []
    async with db.transaction() as transaction:
        await transaction.execute(SET, name="b", value="2")


async def test_writers_take_turns(db: Database) -> None:
    async def write(number: int) -> None:
        async with db.transaction() as transaction:
            await transaction.execute(SET, name=f"{number:02d}", value="")
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as tasks:
        for number in range(20):
            tasks.create_task(write(number))
    assert len(await db.fetch(ALL)) == 20


async def test_a_cancelled_read_stops_and_gives_its_connection_back(db: Database) -> None:
    endless = Statement(text(ENDLESS[db.dialect]))
    for _ in range(sqlite.READERS + 1):
        begun = time.monotonic()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await db.fetch(endless)
        assert time.monotonic() - begun < 5
    async with asyncio.timeout(10):
        assert await db.fetch(ALL) == []


async def test_a_slow_read_holds_up_no_other(db: Database) -> None:
    endless = Statement(text(ENDLESS[db.dialect]))
    slow = asyncio.create_task(db.fetch(endless))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(10):
        for _ in range(20):
            await db.fetch(ALL)
            await db.fetch(QUICK)
    assert not slow.done()
    slow.cancel()
    with pytest.raises(asyncio.CancelledError):
        await slow


async def test_a_quick_read_that_is_not_leaves_the_loop(migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "QUICK_BUDGET_S", 0.01)
    counting = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3000000) SELECT count(*) FROM c"
    db = await Database.open(f"sqlite+aiosqlite:///{migrated_sqlite}", migrate_first=False)
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.001)
            longest = max(longest, time.monotonic() - begun)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    begun = time.monotonic()
    assert await db.fetch(Statement(text(counting), quick=True)) == [(3_000_000,)]
    taken = time.monotonic() - begun
    watching.cancel()
    assert longest < taken / 2
    await db.close()


async def test_statements_are_counted_while_they_are_watched(district: Database) -> None:
    with count_statements(district) as outer:
        await organizations.by_pks(district, [1, 2])
        with count_statements(district) as inner:
            await organizations.pages(district, OrganizationCriteria(), Sort(), Window(1))
    await organizations.by_pks(district, [1])
    assert (outer.count, inner.count) == (2, 1)
    assert "organization" in outer.texts[0]


async def test_a_shape_of_query_is_one_text_whatever_its_values(district: Database) -> None:
    with count_statements(district) as counted:
        for number in (2, 3, 40):
            await organizations.by_pks(district, list(range(number)))
            await organizations.pages(
                district, OrganizationCriteria(sources=tuple(map(str, range(number)))), Sort(), Window(number)
            )
    assert len(set(counted.texts)) == 2


async def test_search_follows_what_is_written(district: Database) -> None:
    change = Statement(
        SEARCH_ENTRY.update().where(SEARCH_ENTRY.c.pk == bindparam("entry")).values(title=bindparam("new_title"))
    )
    remove = Statement(delete(SEARCH_ENTRY).where(SEARCH_ENTRY.c.pk == bindparam("entry")))
    criteria = OrganizationCriteria(text="quittenbaum")
    assert await organizations.counts(district, criteria) == [0]
    async with district.transaction() as transaction:
        await transaction.execute(change, entry=1, new_title=" quittenbaumfreunde ")
    assert await organizations.counts(district, criteria) == [1]
    assert await organizations.counts(district, OrganizationCriteria(text="tv polch 1902")) == [2]
    async with district.transaction() as transaction:
        await transaction.execute(remove, entry=1)
    assert await organizations.counts(district, criteria) == [0]


async def test_looking_at_the_tables_changes_no_answer(district: Database) -> None:
    before = await organizations.pages(district, OrganizationCriteria(text="verein"), Sort(), Window(50))
    await district.optimize()
    after = await organizations.pages(district, OrganizationCriteria(text="verein"), Sort(), Window(50))
    assert before[0].rows == after[0].rows


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite+aiosqlite:////nowhere/at/all/hub.db"])
async def test_addresses_that_are_none_say_what_one_is(url: str) -> None:
    with pytest.raises(AddressError, match=r"database"):
        await Database.open(url)


async def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        await Database.open(f"postgresql+asyncpg://hub:geheim@/hub?host={tmp_path}", migrate_first=False)
    assert "geheim" not in str(caught.value)
    with pytest.raises(MigrationError) as caught_later:
        await Database.open(f"postgresql+asyncpg://hub:geheim@/hub?host={tmp_path}")
    assert "geheim" not in str(caught_later.value)


async def test_a_database_in_memory_is_gone_when_closed() -> None:
    db = await Database.open("sqlite+aiosqlite://")
    path = db.url.database or ""
    async with db.transaction() as transaction:
        await transaction.execute(SET, name="a", value="1")
    assert await asyncio.to_thread(os.path.exists, path)
    await db.close()
    assert not await asyncio.to_thread(os.path.exists, path)


async def test_readers_cannot_write(migrated_sqlite: Path) -> None:
    db = await Database.open(f"sqlite+aiosqlite:///{migrated_sqlite}", migrate_first=False)
    with pytest.raises(Exception, match="readonly"):
        await db.fetch(Statement(insert(MARK).values(name=literal_column("'x'"), value=literal_column("'y'"))))
    await db.close()
