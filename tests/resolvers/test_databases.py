"""The graph answers the same over SQLite and PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from datasources.store.database import Database
from resolvers.context import Context
from tests.resolvers.asking import ask_graph
from tests.resolvers.district import NOW, district
from tests.resolvers.test_executors import QUERIES


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """The same district in a database of each kind."""
    opened = await Database.open(database_url, migrate_first=False)
    await district(7).write(opened)
    yield opened
    await opened.close()


async def test_both_databases_answer_the_same(db: Database, other: Database) -> None:
    for name, (query, variables) in QUERIES.items():
        here = await ask_graph(Context(db, now=NOW), query, variables)
        there = await ask_graph(Context(other, now=NOW), query, variables)
        assert there == here, f"{name} over {other.dialect}"
        assert "INTERNAL_SERVER_ERROR" not in there.codes
