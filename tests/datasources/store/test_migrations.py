import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

from datasources.store import migrations
from datasources.store.database import Database
from datasources.store.errors import MigrationError
from datasources.store.migrations import newest
from tests.conftest import DIALECTS, address, run_statement

BESIDE_THE_MODELS = ("search_text", "ngrams", "search_entry_by_ngram")
"""What only the migrations make: indexes of texts, each in its database's own way."""


@pytest.fixture(params=DIALECTS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    socket = request.getfixturevalue("postgresql_socket")
    name = f"empty_{uuid4().hex}"
    asyncio.run(run_statement(socket, f"CREATE DATABASE {name}"))
    yield address(socket, name)
    asyncio.run(run_statement(socket, f"DROP DATABASE {name} WITH (FORCE)"))


async def test_migrations_make_the_tables_that_the_models_say(empty_url: str) -> None:
    await (await Database.open(empty_url)).close()
    assert await _differences(empty_url) == []


async def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    opened = await asyncio.gather(*(Database.open(empty_url) for _ in range(4)))
    for db in opened:
        await db.close()
    assert await _differences(empty_url) == []


async def test_tables_of_a_newer_version_are_refused(empty_url: str) -> None:
    await (await Database.open(empty_url)).close()
    await _run(empty_url, "UPDATE alembic_version SET version_num = 'from the future'")
    with pytest.raises(MigrationError, match=newest()):
        await Database.open(empty_url)


async def test_an_up_to_date_database_is_left_alone(empty_url: str) -> None:
    await (await Database.open(empty_url)).close()
    await _run(empty_url, "INSERT INTO mark (name, value) VALUES ('kept', '1')")
    db = await Database.open(empty_url)
    await db.close()
    await _run(empty_url, "INSERT INTO mark (name, value) SELECT 'again', value FROM mark WHERE name = 'kept'")


async def _differences(url: str) -> list[Any]:
    address_ = make_url(url)
    if address_.get_backend_name() == "sqlite":
        engine = create_engine(address_.set(drivername="sqlite"))
        try:
            with engine.connect() as connection:
                return _compare(connection)
        finally:
            engine.dispose()
    async_engine = create_async_engine(address_)
    try:
        async with async_engine.connect() as async_connection:
            return await async_connection.run_sync(_compare)
    finally:
        await async_engine.dispose()


def _compare(connection: Connection) -> list[Any]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_of_the_models})
    return list(compare_metadata(context, SQLModel.metadata))


def _is_of_the_models(_: object, name: str | None, *__: object) -> bool:
    return name is not None and not name.startswith(BESIDE_THE_MODELS)


async def _run(url: str, statement: str) -> None:
    async_engine = create_async_engine(url)
    try:
        async with async_engine.begin() as connection:
            await connection.execute(text(statement))
    finally:
        await async_engine.dispose()


async def test_a_file_that_is_open_here_is_left_to_the_sqlite_that_has_it(
    migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite+aiosqlite:///{migrated_sqlite}"
    first = await Database.open(url)
    monkeypatch.setattr(migrations, "create_engine", None)
    second = await Database.open(url)
    await second.close()
    await first.close()
