"""Areas into the store: the bundled district at first start, the whole country when an operator loads it.

A list without boundaries keeps the boundaries and centres that are there, and boundaries without a list keep the areas.
All of it is one transaction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import orjson

from datasources.areas import Area, read_bundled
from datasources.folding import fold, sort_key
from datasources.store.database import Database, Transaction
from datasources.store.matching import search_entry
from datasources.store.statements import AREA, SEARCH_ENTRY, Parameter
from datasources.store.writing import areas as statements
from datasources.store.writing.shapes import Keys, inserting
from datasources.vocabulary import AreaKind, SearchType

BATCH: Final = 2_000
_INSERT: Final = inserting(AREA)
_INSERT_ENTRY: Final = inserting(SEARCH_ENTRY)


async def load_bundled(db: Database) -> int:
    """Put the areas that come with the project into a store that has none; answers how many."""
    ((known,),) = await db.fetch(statements.COUNT)
    return 0 if known else await load(db, read_bundled())


async def load(db: Database, areas: Iterable[Area]) -> int:
    """Put areas into the store, in place of those with the same keys; answers how many."""
    loaded = 0
    every = list(areas)
    async with db.transaction() as transaction:
        keys = Keys(transaction, db.dialect)
        for start in range(0, len(every), BATCH):
            batch = every[start : start + BATCH]
            await _replace(transaction, keys, batch)
            loaded += len(batch)
    await db.optimize()
    return loaded


async def stored(db: Database) -> list[Area]:
    """The areas that the store holds, without their boundaries."""
    return [
        Area(ars, ags, name, AreaKind(kind), parent, population, area_km2, lat, lon, postal_code)
        for ars, ags, name, kind, parent, population, area_km2, lat, lon, postal_code in await db.fetch(statements.ALL)
    ]


async def _replace(transaction: Transaction, keys: Keys, batch: Sequence[Area]) -> None:
    ars = [area.ars for area in batch]
    shapes = {
        key: (boundary, lat, lon) for key, boundary, lat, lon in await transaction.fetch(statements.SHAPES, keys=ars)
    }
    municipalities = [area for area in batch if area.kind is AreaKind.MUNICIPALITY]
    await transaction.execute(statements.DELETE, keys=ars)
    await transaction.execute(
        statements.DELETE_ENTRIES, type=SearchType.MUNICIPALITY.value, keys=[int(area.ars) for area in municipalities]
    )
    await transaction.executemany(_INSERT, [_row(area, *shapes.get(area.ars, (None, None, None))) for area in batch])
    pks = await keys.take(SEARCH_ENTRY, len(municipalities))
    await transaction.executemany(
        _INSERT_ENTRY,
        [
            {"pk": pk} | search_entry(SearchType.MUNICIPALITY, int(area.ars), area.name, _others(area), area.ars)
            for pk, area in zip(pks, municipalities, strict=True)
        ],
    )


def _others(area: Area) -> list[str]:
    return [area.postal_code] if area.postal_code else []


def _row(area: Area, boundary: str | None, lat: float | None, lon: float | None) -> dict[str, Parameter]:
    if area.boundary is not None:
        boundary = orjson.dumps(area.boundary).decode()
    elif area.lat is None:
        area = replace(area, lat=lat, lon=lon)
    return {
        "ars": area.ars,
        "ags": area.ags,
        "name": area.name,
        "folded": fold(area.name),
        "sort_key": sort_key(area.name),
        "kind": area.kind.value,
        "parent_ars": area.parent_ars,
        "population": area.population,
        "area_km2": area.area_km2,
        "lat": area.lat,
        "lon": area.lon,
        "postal_code": area.postal_code,
        "boundary": boundary,
    }
