"""Plain Strawberry with dataloaders and its parser and validation caches: uvicorn bench.peers.plain_strawberry:app.

As its documentation teaches it: a type per entity, a loader per edge, aiosqlite beneath.
"""

import json
import os
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

import aiosqlite
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.types import Info

CLUB = "pk, id, slug, name, status, legal_form, register_number, ars"
CLUBS = f"SELECT {CLUB} FROM organization WHERE listed = 1 AND type = 'CLUB' ORDER BY sort_key, pk LIMIT ?"
CLUB_BY_ID = f"SELECT {CLUB} FROM organization WHERE id = ? AND type = 'CLUB'"
AREAS = "SELECT ars, name FROM area WHERE ars IN (SELECT value FROM json_each(?))"
PLACES = "SELECT pk, id, name FROM place WHERE pk IN (SELECT value FROM json_each(?))"
EVENTS = """
SELECT organizer_pk, id, name, location_pk FROM (
  SELECT organizer_pk, pk, id, name, location_pk, first_start,
         row_number() OVER (PARTITION BY organizer_pk ORDER BY first_start, pk) AS n
  FROM event WHERE listed = 1 AND organizer_pk IN (SELECT value FROM json_each(?)))
WHERE n <= ? ORDER BY organizer_pk, first_start, pk
"""


class Loaders:
    """One set per request."""

    def __init__(self, db: aiosqlite.Connection) -> None:
        self.db = db
        self.municipalities = DataLoader(self._municipalities)
        self.places = DataLoader(self._places)
        self.events = DataLoader(self._events)

    async def _municipalities(self, keys: Sequence[str]) -> list["Municipality | None"]:
        rows = await self.db.execute_fetchall(AREAS, (json.dumps(list(keys)),))
        found = {row[0]: Municipality(ars=row[0], name=row[1]) for row in rows}
        return [found.get(key) for key in keys]

    async def _places(self, keys: Sequence[int]) -> list["Place | None"]:
        rows = await self.db.execute_fetchall(PLACES, (json.dumps(list(keys)),))
        found = {row[0]: Place(id=strawberry.ID(row[1]), name=row[2]) for row in rows}
        return [found.get(key) for key in keys]

    async def _events(self, keys: Sequence[tuple[int, int]]) -> list[list["Event"]]:
        rows = await self.db.execute_fetchall(EVENTS, (json.dumps([pk for pk, _ in keys]), keys[0][1]))
        lists: dict[int, list[Event]] = {pk: [] for pk, _ in keys}
        for organizer_pk, id_, name, location_pk in rows:
            lists[organizer_pk].append(Event(id=strawberry.ID(id_), name=name, location_pk=location_pk))
        return [lists[pk] for pk, _ in keys]


@strawberry.type
class Municipality:
    ars: str
    name: str


@strawberry.type
class Place:
    id: strawberry.ID
    name: str | None


@strawberry.type
class Event:
    id: strawberry.ID
    name: str
    location_pk: strawberry.Private[int | None]

    @strawberry.field
    async def location(self, info: Info[Loaders, None]) -> Place | None:
        return None if self.location_pk is None else await info.context.places.load(self.location_pk)


@strawberry.type
class EventConnection:
    nodes: list[Event]


@strawberry.type
class Club:
    pk: strawberry.Private[int]
    id: strawberry.ID
    slug: str
    name: str
    status: str
    legal_form: str | None
    register_number: str | None
    ars: strawberry.Private[str | None]

    @strawberry.field
    async def municipality(self, info: Info[Loaders, None]) -> Municipality | None:
        return None if self.ars is None else await info.context.municipalities.load(self.ars)

    @strawberry.field
    async def events(self, info: Info[Loaders, None], first: int | None = 20) -> EventConnection:
        return EventConnection(nodes=await info.context.events.load((self.pk, first or 20)))


def _club(row: sqlite3.Row) -> Club:
    pk, id_, slug, name, status, legal_form, register_number, ars = row
    return Club(
        pk=pk,
        id=strawberry.ID(id_),
        slug=slug,
        name=name,
        status=status,
        legal_form=legal_form,
        register_number=register_number,
        ars=ars,
    )


@strawberry.type
class ClubConnection:
    nodes: list[Club]


@strawberry.type
class Query:
    @strawberry.field
    async def clubs(self, info: Info[Loaders, None], first: int | None = 20) -> ClubConnection:
        rows = await info.context.db.execute_fetchall(CLUBS, (first,))
        return ClubConnection(nodes=[_club(row) for row in rows])

    @strawberry.field
    async def club(self, info: Info[Loaders, None], id: strawberry.ID | None = None) -> Club | None:
        rows = list(await info.context.db.execute_fetchall(CLUB_BY_ID, (id,)))
        return _club(rows[0]) if rows else None


class View(GraphQL[Loaders, None]):
    async def get_context(self, request: object, response: object) -> Loaders:
        return Loaders(cast(aiosqlite.Connection, cast(Request, request).app.state.db))


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with aiosqlite.connect(os.environ["BENCH_DATABASE"]) as db:
        app.state.db = db
        yield


_parsed, _validated = ParserCache(maxsize=100), ValidationCache(maxsize=100)
schema = strawberry.Schema(Query, extensions=[lambda: _parsed, lambda: _validated])
app = Starlette(lifespan=_lifespan, routes=[Route("/graphql", View(schema))])
