"""HTTP and WebSocket without a network: requests as any client may send them, down to single bytes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson
from graphql import print_schema
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Scope

from supergraph.accounting import Accounting
from supergraph.engine import Caller, Engine
from supergraph.limits import Limits
from supergraph.view import routes
from tests.supergraph.graphs import Fields, graph

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"


def application(
    fields: Fields | None = None,
    *,
    limits: Limits | None = None,
    accounting: Accounting | None = None,
    **options: object,
) -> Starlette:
    """The view over the graph of the engine's tests; `options` are those of `routes`."""
    schema = graph(fields)
    numbers = iter(range(1, 1_000_000))

    def make(caller: Caller) -> dict[str, object]:
        return {"languages": caller.languages, "number": next(numbers), "params": caller.connection_params}

    engine = Engine(schema, limits=limits or Limits(), context_factory=make, accounting=accounting)
    return Starlette(routes=routes(engine, sdl=lambda: print_schema(schema), **options))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """The code of the first error."""
        code = self.json()["errors"][0]["extensions"]["code"]
        assert isinstance(code, str)
        return code

    @property
    def media(self) -> str:
        return self.headers["content-type"]


def scope_of(kind: str, path: str, query_string: bytes, headers: Iterable[tuple[str, str]]) -> Scope:
    return {
        "type": kind,
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http" if kind == "http" else "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query_string,
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
        "client": ("127.0.0.1", 1),
        "server": ("hub.example", 80),
        "state": {},
    }


@dataclass(slots=True)
class Client:
    """Sends requests to an application."""

    app: ASGIApp
    path: str = "/graphql"

    async def send(
        self,
        method: str,
        *,
        path: str | None = None,
        headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        body: bytes | Sequence[bytes] = b"",
        query_string: bytes = b"",
        hangs: bool = False,
        leaves: bool = False,
    ) -> Response:
        """`body` may come in pieces; with `hangs` its end never comes; with `leaves` the client goes after it."""
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers)
        scope = scope_of("http", path or self.path, query_string, pairs)
        scope["method"] = method
        pieces = [body] if isinstance(body, bytes) else list(body)
        sent: list[Message] = []

        async def receive() -> Message:
            if pieces:
                piece = pieces.pop(0)
                return {"type": "http.request", "body": piece, "more_body": bool(pieces) or hangs}
            await asyncio.sleep(0.02 if leaves else 3600)
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        if not sent:
            raise ConnectionAbortedError
        start = sent[0]
        names = [name for name, _ in start["headers"]]
        assert len(set(names)) == len(names), "no header is sent twice"
        return Response(
            start["status"],
            {name.decode(): value.decode("latin-1") for name, value in start["headers"]},
            b"".join(message.get("body", b"") for message in sent[1:]),
        )

    async def post(self, body: object, *, accept: str | None = JSON, **headers: str) -> Response:
        """POST a body: bytes as they are, anything else as JSON. Keywords name headers (content_type)."""
        given = {"content-type": JSON} | {name.replace("_", "-"): value for name, value in headers.items()}
        if accept is not None:
            given["accept"] = accept
        encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.send("POST", headers=given, body=encoded)

    async def get(
        self, *, accept: str | None = JSON, headers: Mapping[str, str] | None = None, **params: str
    ) -> Response:
        given = dict(headers or {})
        if accept is not None:
            given["accept"] = accept
        return await self.send("GET", headers=given, query_string=urlencode(params).encode())


@dataclass(slots=True)
class Socket:
    """One WebSocket, from the client's side."""

    incoming: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    outgoing: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)

    async def send(self, message: object) -> None:
        await self.say(json.dumps(message))

    async def say(self, text: str) -> None:
        await self.incoming.put({"type": "websocket.receive", "text": text})

    async def message(self) -> Message:
        """What the server does next: websocket.accept, websocket.send or websocket.close."""
        return await asyncio.wait_for(self.outgoing.get(), 5)

    async def receive(self) -> Any:
        """The next message of the protocol; it must be a text frame."""
        message = await self.message()
        assert message["type"] == "websocket.send", message
        assert message.get("bytes") is None
        return json.loads(message["text"])

    async def closed(self) -> tuple[int, str]:
        message = await self.message()
        assert message["type"] == "websocket.close", message
        return message["code"], message.get("reason", "")


@asynccontextmanager
async def websocket(
    app: ASGIApp,
    *,
    path: str = "/graphql",
    headers: Mapping[str, str] | None = None,
    subprotocols: Sequence[str] = ("graphql-transport-ws",),
) -> AsyncIterator[Socket]:
    """A socket that is connected; the server may have accepted or refused it."""
    socket = Socket()
    scope = scope_of("websocket", path, b"", (headers or {}).items())
    scope["subprotocols"] = list(subprotocols)
    await socket.incoming.put({"type": "websocket.connect"})
    task = asyncio.create_task(_run(app, scope, socket))
    try:
        yield socket
    finally:
        await socket.incoming.put({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(task, 5)


async def _run(app: ASGIApp, scope: Scope, socket: Socket) -> None:
    await app(scope, socket.incoming.get, socket.outgoing.put)
