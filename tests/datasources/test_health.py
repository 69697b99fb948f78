"""Health: what a process manager is told of a hub that lives, of one that still reads, and of one without its store."""

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import apsw
import pytest
from asyncpg import InterfaceError, PostgresConnectionError
from sqlalchemy.engine import make_url
from starlette.applications import Starlette

from datasources import health
from datasources.store.database import Database, Transaction
from datasources.store.errors import StoreError
from datasources.store.statements import Compiled
from tests.datasources.ingest.world import Broken, World, club, prepare
from tests.supergraph.view.wire import Client, Response


async def ask(db: Database, path: str, *keys: str) -> Response:
    return await Client(Starlette(routes=health.routes(db, keys))).send("GET", path=path)


async def test_hub_lives_when_its_store_answers(db: Database) -> None:
    answer = await ask(db, "/healthz", "vereine")
    assert (answer.status, answer.json()) == (200, {"status": "ok"})
    assert answer.headers["cache-control"] == "no-store"


async def test_hub_is_ready_when_the_first_run_of_every_source_has_ended_well_or_not(
    db: Database, tmp_path: Path
) -> None:
    await prepare(db)
    world = World(db, tmp_path)
    keys = ("vereine", "termine")
    begun = await ask(db, "/readyz", *keys)
    assert (begun.status, begun.json()) == (503, {"status": "starting", "waiting": ["vereine", "termine"]})
    await world.say("vereine", club("1"))
    half = await ask(db, "/readyz", *keys)
    assert (half.status, half.json()["waiting"]) == (503, ["termine"])
    failed = await world.say("termine", Broken("kaputt"))
    assert failed.failed
    done = await ask(db, "/readyz", *keys)
    assert (done.status, done.json()) == (200, {"status": "ready", "waiting": []})
    assert done.headers["cache-control"] == "no-store"


async def test_hub_without_sources_is_ready(db: Database) -> None:
    assert (await ask(db, "/readyz")).status == 200


class Dead:
    """A driver that answers nothing: it fails, or never ends."""

    def __init__(self, error: Exception | None) -> None:
        self._error = error

    async def fetch(self, compiled: Compiled, arguments: tuple[object, ...], *, quick: bool) -> list[Any]:
        if self._error is not None:
            raise self._error
        await asyncio.sleep(3600)
        raise AssertionError("it was waited for")

    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        raise AssertionError("health only reads")

    async def optimize(self) -> None:
        raise AssertionError("health only reads")

    async def close(self) -> None:
        raise AssertionError("the test ends it by itself")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize(
    "error",
    [
        StoreError("fort"),
        apsw.IOError("disk I/O error"),
        PostgresConnectionError("fort"),
        InterfaceError("pool is closed"),
        ConnectionRefusedError(),
        None,
    ],
    ids=lambda error: type(error).__name__,
)
async def test_store_that_does_not_answer_is_told_in_time(
    error: Exception | None, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ANSWER_S", 0.02)
    answer = await ask(Database(Dead(error), "sqlite", make_url("sqlite://")), path, "vereine")
    assert answer.status == 503
    assert answer.json()["status"] == "the store does not answer"


async def test_only_get_is_answered(db: Database) -> None:
    posted = await Client(Starlette(routes=health.routes(db, ()))).send("POST", path="/healthz")
    assert posted.status == 405
