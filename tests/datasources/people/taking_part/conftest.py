"""A club on both databases."""

import pytest

from datasources.store.database import Database
from tests.datasources.people.taking_part.world import World, club


@pytest.fixture
async def world(db: Database) -> World:
    return await club(db)
