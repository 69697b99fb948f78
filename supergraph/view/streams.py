"""Answers that come one after another: over a WebSocket (graphql-transport-ws), or as Server-Sent Events.

Strawberry's handlers speak the protocols; what an operation answers comes from the engine, so that limits, deadlines,
masking and one fresh context per operation and event hold here as over HTTP. Frames are text, as clients expect them.
A document that cannot be run ends its operation with an `error` message and leaves the socket open. A message of more
bytes than a request's body may have closes it (1009), before it is read as JSON.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import timedelta
from typing import Any, Final, cast

import orjson
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.http.streaming import SSETransport, merge_stream_with_heartbeat
from strawberry.schema.base import BaseSchema
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message, SubscribeMessage

from supergraph.engine import Answer, Caller, Engine, GraphRequest
from supergraph.view.negotiation import parse_languages
from supergraph.view.writing import encode

MAX_OPERATIONS: Final = 50
"""Operations that one WebSocket may have under way."""

TOO_LARGE: Final = 1009
"""What a socket is closed with after a message that is too large (RFC 6455)."""

INIT_TIMEOUT: Final = timedelta(seconds=10)
"""A socket that says nothing is closed after this."""


def events_response(engine: Engine, request: GraphRequest, caller: Caller) -> StreamingResponse:
    """The operation's answers as Server-Sent Events: `next` for each, `complete` at the end."""
    transport = SSETransport()

    async def frames() -> AsyncGenerator[str, None]:
        async with aclosing(engine.stream(request, caller)) as answers:
            async for answer in answers:
                yield transport.encode_event("next", encode(answer)[1].decode())
        yield transport.encode_complete()

    stream = merge_stream_with_heartbeat(
        frames,
        lambda: transport.encode_comment("ping"),
        interval=transport.heartbeat_interval,
        send_initial_heartbeat=transport.send_initial_heartbeat,
    )
    return StreamingResponse(stream(), headers=dict(transport.headers))


async def answer_websocket(
    engine: Engine, scope: Scope, receive: Receive, send: Send, allowed_origins: tuple[str, ...]
) -> None:
    """Serve one WebSocket until it closes. Pages of foreign origins are refused unless they are allowed."""
    await _Socket(engine, allowed_origins)(scope, receive, send)


class _Handler(BaseGraphQLTransportWSHandler[Any, None]):
    """Strawberry's handler of the protocol, which asks the engine."""

    async def handle(self) -> None:
        try:
            await super().handle()
        except _MessageTooLarge as error:
            await self.websocket.close(TOO_LARGE, f"A message has more than the {error.allowed} bytes allowed")

    async def handle_message(self, message: Message) -> None:
        stated: object = message
        if not isinstance(stated, dict) or not isinstance(stated.get("type"), str):
            await self.handle_invalid_message("A message is an object with a type")
            return
        if stated["type"] in {"subscribe", "complete"} and not isinstance(stated.get("id"), str):
            await self.handle_invalid_message("The id of a message is a string")
            return
        await super().handle_message(message)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        payload: object = message.get("payload")
        is_valid = (
            isinstance(payload, dict)
            and isinstance(payload.get("query"), str)
            and isinstance(payload.get("variables"), dict | None)
            and isinstance(payload.get("operationName"), str | None)
        )
        if not is_valid:
            await self.handle_invalid_message("The payload of a subscribe message is a GraphQL request")
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        socket = cast("_Socket", self.view)
        request = GraphRequest(operation.query, operation.variables, operation.operation_name)
        caller = Caller(self.context["scope"], self.context["languages"], self.context.get("connection_params", {}))
        try:
            async with aclosing(socket.engine.stream(request, caller)) as answers:
                async for answer in answers:
                    if not answer.is_executed:
                        await operation.send_initial_errors(list(answer.errors))
                        return
                    await _send_next(operation, answer)
            await operation.send_operation_message({"id": operation.id, "type": "complete"})
        except WebSocketDisconnected:
            return


async def _send_next(operation: Operation[Any, None], answer: Answer) -> None:
    answer, body = encode(answer)
    if not answer.is_executed:
        await operation.send_initial_errors(list(answer.errors))
        return
    payload = cast("Any", orjson.Fragment(body))
    await operation.send_operation_message({"id": operation.id, "type": "next", "payload": payload})


class _MessageTooLarge(Exception):
    """Ends the reading of a socket; never leaves this module."""

    def __init__(self, allowed: int) -> None:
        super().__init__(allowed)
        self.allowed = allowed


class _Socket(GraphQL[Any, None]):
    """Strawberry's view, for its WebSockets alone."""

    graphql_transport_ws_handler_class = _Handler

    def __init__(self, engine: Engine, allowed_origins: tuple[str, ...]) -> None:
        super().__init__(
            cast("BaseSchema", None),  # our handler asks the engine, and nothing else here asks the schema
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=INIT_TIMEOUT,
            max_subscriptions_per_connection=MAX_OPERATIONS,
            allowed_origins=allowed_origins,
        )
        self.engine = engine

    async def get_context(self, request: object, response: object) -> dict[str, object]:
        """What belongs to the connection; the context of an operation is made by the engine."""
        assert isinstance(request, WebSocket)
        languages = parse_languages(request.headers.get("accept-language"))
        return {"scope": request.scope, "languages": languages}

    def decode_json(self, data: str | bytes) -> object:
        allowed = self.engine.limits.body_bytes
        size = len(data)
        if isinstance(data, str) and size <= allowed < 4 * size:  # characters have up to four bytes
            size = len(data.encode("utf-8", "surrogatepass"))
        if size > allowed:
            raise _MessageTooLarge(allowed)
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        return orjson.dumps(data).decode()
