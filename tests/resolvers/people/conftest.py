"""The district on both databases, for what people change."""

from collections.abc import AsyncIterator

import pytest

from datasources.store.database import Database
from tests.resolvers.district import district


@pytest.fixture
async def hub(database_url: str) -> AsyncIterator[Database]:
    """A database of the test's own with the district's special entries; every test runs on both kinds."""
    db = await Database.open(database_url, migrate_first=False)
    await district().write(db)
    yield db
    await db.close()


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Database]:
    """A database of the test's own with tables only, of both kinds, for a district of the test's own."""
    db = await Database.open(database_url, migrate_first=False)
    yield db
    await db.close()
