"""The district of these tests in a SQLite file, and `ask`, which answers an operation as the hub does."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from datasources.store.database import Database
from resolvers.context import Context
from tests.resolvers.asking import Answer, ask_graph
from tests.resolvers.district import NOW, district

Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the district and seven ordinary clubs; made once, copied for each test."""
    path = tmp_path_factory.mktemp("district") / "hub.db"

    async def fill() -> None:
        db = await Database.open(f"sqlite+aiosqlite:///{path}")
        await district(7).write(db)
        await db.close()

    asyncio.run(fill())
    return path


@pytest.fixture
async def db(filled: Path, tmp_path: Path) -> AsyncIterator[Database]:
    copy = tmp_path / "hub.db"
    for part in filled.parent.iterdir():
        shutil.copy(part, tmp_path / part.name)
    opened = await Database.open(f"sqlite+aiosqlite:///{copy}", migrate_first=False)
    yield opened
    await opened.close()


@pytest.fixture
def ask(db: Database) -> Ask:
    """`await ask(query, variables, language="en")`: data and errors, as a client reads them."""

    async def asked(query: str, variables: Mapping[str, Any] | None = None, **context: Any) -> Answer:
        return await ask_graph(Context(db, now=context.pop("now", NOW), **context), query, variables)

    return asked
