"""Areas in the store: what is loaded replaces its like, and nothing that was known is lost."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from datasources.areas import Area, Geometry, read_bundled
from datasources.areas.loading import load, load_bundled, stored
from datasources.criteria import Position
from datasources.store import areas
from datasources.store.database import Database
from datasources.store.statements import SEARCH_ENTRY, Statement
from datasources.vocabulary import AreaKind

POLCH = "071375002089"
SQUARE: Geometry = {"type": "MultiPolygon", "coordinates": [[[[7.0, 50.0], [8.0, 50.0], [8.0, 51.0], [7.0, 50.0]]]]}


@pytest.fixture
async def db() -> AsyncIterator[Database]:
    db = await Database.open("sqlite+aiosqlite://")
    yield db
    await db.close()


async def entries(db: Database) -> int:
    return len(await db.fetch(Statement(SEARCH_ENTRY.select())))


async def test_the_bundled_district_is_loaded_once_and_found_by_name(db: Database) -> None:
    assert await load_bundled(db) == len(read_bundled())
    assert await load_bundled(db) == 0
    assert len([area for area in await stored(db) if area.ars.startswith("07137") and area.ags]) == 87
    assert await entries(db) == len([area for area in read_bundled() if area.kind is AreaKind.MUNICIPALITY])


async def test_a_second_load_replaces_and_keeps_what_the_list_does_not_say(db: Database) -> None:
    await load_bundled(db)
    polch = next(area for area in read_bundled() if area.ars == POLCH)
    await load(db, [replace(polch, boundary=SQUARE)])
    before = await entries(db)
    await load(db, [replace(polch, population=1, lat=None, lon=None)])
    (row,) = await areas.by_ars(db, [POLCH])
    assert row is not None
    assert (row.population, row.lat, row.lon) == (1, polch.lat, polch.lon)
    assert await areas.boundaries(db, [POLCH]) != [None]
    assert await entries(db) == before
    (found,) = await areas.containing(db, [Position(50.2, 7.8)])
    assert found is not None
    assert found.ars == POLCH


async def test_a_load_that_breaks_leaves_what_was_there(db: Database) -> None:
    await load_bundled(db)
    twice = Area("07", None, "Zweimal", AreaKind.STATE, "00")
    with pytest.raises(Exception, match="UNIQUE"):
        await load(db, [twice, twice])
    (row,) = await areas.by_ars(db, ["07"])
    assert row is not None
    assert row.name == "Rheinland-Pfalz"
