"""A partner's web server on this machine, and the hub's client that may ask it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from supergraph.outbound import Outbound, OutboundLimits

type_of_handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

QUICK = OutboundLimits(total_s=5.0, read_s=1.0, connect_s=1.0, attempts=3, retry_wait_s=0.001, retry_after_s=1.0)


def quick(**changes: float) -> OutboundLimits:
    """Those limits with some of them changed."""
    return OutboundLimits.model_validate({**QUICK.model_dump(), **changes})


class Partner:
    """Serves what a test tells it to, and remembers who asked."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.handlers: dict[str, type_of_handler] = {}
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._handle)
        self.server = TestServer(application, host="127.0.0.1")

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path_qs, dict(request.headers)))
        return await self.handlers[request.path](request)

    def answers(self, path: str, *responses: web.Response) -> None:
        """Answer the path with these, one after another; the last one again and again."""
        left = list(responses)

        async def handler(request: web.Request) -> web.StreamResponse:
            given = left.pop(0) if len(left) > 1 else left[0]
            return web.Response(status=given.status, headers=given.headers, body=given.body)

        self.handlers[path] = handler

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    def url(self, path: str, *, credentials: str = "") -> str:
        return f"http://{credentials}{self.host}{path}"


@pytest.fixture
async def partner() -> AsyncIterator[Partner]:
    serving = Partner()
    await serving.server.start_server()
    yield serving
    await serving.server.close()


@pytest.fixture
async def other() -> AsyncIterator[Partner]:
    """A second server, whose port makes it another origin."""
    serving = Partner()
    await serving.server.start_server()
    yield serving
    await serving.server.close()


@pytest.fixture
async def outbound(partner: Partner) -> AsyncIterator[Outbound]:
    async with Outbound(allowed_hosts={"127.0.0.1"}, limits=QUICK) as client:
        yield client
