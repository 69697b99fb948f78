"""What stands before routing: programs' requests alone are answered there, and as they would be behind it."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from supergraph.engine import Engine
from supergraph.view import Front, routes
from tests.supergraph.graphs import graph
from tests.supergraph.view.wire import Client

HELLO: object = {"query": "{ hello }"}


class Passed:
    """A middleware that notes what came its way."""

    def __init__(self, app: ASGIApp, seen: list[str]) -> None:
        self._app = app
        self._seen = seen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._seen.append(scope["type"])
        await self._app(scope, receive, send)


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def front(seen: list[str]) -> Front:
    front = Front(Starlette(middleware=[Middleware(Passed, seen)]))
    front.behind.router.routes[:] = routes(Engine(graph()), sdl=str, front=front)
    return front


async def test_programs_are_answered_at_once_and_as_behind(front: Front, seen: list[str]) -> None:
    for asked in (HELLO, {"query": "{ unknown }"}, [], {"query": "mutation { none }"}):
        answer = await Client(front).post(asked)
        assert seen == []
        assert answer == await Client(front.behind).post(asked)
        assert seen.pop() == "http"


@pytest.mark.parametrize(
    ("method", "path", "origin", "status"),
    [
        ("POST", "/graphql", "https://app.kreis.example", 200),
        ("POST", "/graphql/", None, 307),
        ("POST", "/nirgends", None, 404),
        ("GET", "/graphql", None, 400),
        ("OPTIONS", "/graphql", None, 204),
    ],
)
async def test_all_others_go_their_way(
    front: Front, seen: list[str], method: str, path: str, origin: str | None, status: int
) -> None:
    headers = {"content-type": "application/json"} | ({"origin": origin} if origin else {})
    answer = await Client(front).send(method, path=path, headers=headers, body=b'{"query": "{ hello }"}')
    assert answer.status == status
    assert seen == ["http"]


async def test_before_the_graph_is_there_nobody_is_answered_at_the_front(seen: list[str]) -> None:
    answer = await Client(Front(Starlette(middleware=[Middleware(Passed, seen)]))).post(HELLO)
    assert answer.status == 404
    assert seen == ["http"]
