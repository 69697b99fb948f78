"""Operations over WebSockets and as Server-Sent Events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from supergraph.limits import Limits
from supergraph.view.streams import MAX_OPERATIONS
from tests.supergraph.graphs import Fields
from tests.supergraph.view.wire import Client, Socket, application, websocket

COST = {"cost": {"estimated": 0, "limit": 50_000}}


@asynccontextmanager
async def connected(payload: dict[str, object] | None = None, **options: Any) -> AsyncIterator[Socket]:
    """A socket through its first steps: accepted and acknowledged."""
    headers = options.pop("headers", None)
    async with websocket(application(**options), headers=headers) as socket:
        accepted = await socket.message()
        assert (accepted["type"], accepted["subprotocol"]) == ("websocket.accept", "graphql-transport-ws")
        await socket.send({"type": "connection_init", **({"payload": payload} if payload is not None else {})})
        assert await socket.receive() == {"type": "connection_ack"}
        yield socket


async def subscribe(socket: Socket, query: str, id: str = "1", **more: object) -> None:
    await socket.send({"type": "subscribe", "id": id, "payload": {"query": query, **more}})


async def test_query_is_answered_in_a_text_frame() -> None:
    async with connected() as socket:
        await subscribe(socket, "query ($n: String) { hello(name: $n) }", variables={"n": "Köln"}, operationName=None)
        payload = {"data": {"hello": "Hallo Köln"}, "extensions": COST}
        assert await socket.receive() == {"id": "1", "type": "next", "payload": payload}
        assert await socket.receive() == {"id": "1", "type": "complete"}


async def test_subscription_is_answered_event_by_event() -> None:
    async with connected() as socket:
        await subscribe(socket, "subscription { counting(to: 2) }")
        for number in range(2):
            assert (await socket.receive())["payload"]["data"] == {"counting": number}
        assert await socket.receive() == {"id": "1", "type": "complete"}


async def test_mutation_runs_over_a_socket() -> None:
    async with connected() as socket:
        await subscribe(socket, 'mutation { rename(id: 1, name: "TV") }')
        assert (await socket.receive())["payload"]["data"] == {"rename": "TV"}


async def test_every_operation_has_a_context_of_its_own() -> None:
    """Loaders made once for a socket would go stale over its life."""
    async with connected() as socket:
        for number in (1, 2, 3):
            await subscribe(socket, "{ contextNumber }", id=str(number))
            assert (await socket.receive())["payload"]["data"] == {"contextNumber": number}
            await socket.receive()


async def test_languages_and_parameters_of_the_connection_reach_the_context() -> None:
    async with connected({"token": "x"}, headers={"accept-language": "de-AT, en"}) as socket:
        await subscribe(socket, "{ language }")
        assert (await socket.receive())["payload"]["data"] == {"language": "de-at,en"}
        await socket.receive()
        await subscribe(socket, "{ params }")
        assert (await socket.receive())["payload"]["data"] == {"params": {"token": "x"}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ unknown }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_NOT_FOUND"),
        ("query ($i: ID!) { club(id: $i) { name } }", "BAD_USER_INPUT"),
        ("{ clubs(first: 1000000) { nodes { name } } }", "OPERATION_TOO_COSTLY"),
        ("{ " + "self { " * 20 + "hello" + " }" * 21, "OPERATION_TOO_DEEP"),
        ("subscription { breaking }", "INTERNAL_SERVER_ERROR"),
    ],
)
async def test_refused_operation_ends_with_its_error_and_leaves_the_socket_open(query: str, code: str) -> None:
    with capture_logs():
        async with connected() as socket:
            await subscribe(socket, query)
            message = await socket.receive()
            assert (message["id"], message["type"]) == ("1", "error")
            assert message["payload"][0]["extensions"]["code"] == code
            await subscribe(socket, "{ hello }")
            assert (await socket.receive())["payload"]["data"] == {"hello": "Hallo Welt"}


async def test_errors_of_fields_are_masked() -> None:
    with capture_logs():
        async with connected() as socket:
            await subscribe(socket, "{ hello failing }")
            payload = (await socket.receive())["payload"]
            assert payload["data"] == {"hello": "Hallo Welt", "failing": None}
            assert "1234" not in str(payload)


async def test_value_that_json_does_not_know_ends_the_operation() -> None:
    fields = Fields()
    fields.json = {1, 2}
    with capture_logs():
        async with connected(fields=fields) as socket:
            await subscribe(socket, "{ json }")
            assert (await socket.receive())["type"] == "error"


async def test_late_operation_ends_with_its_error() -> None:
    async with connected(limits=Limits(deadline_s=0.05)) as socket:
        await subscribe(socket, "{ slow }")
        assert (await socket.receive())["payload"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"


async def test_completed_operation_is_stopped() -> None:
    fields = Fields()
    async with connected(fields=fields) as socket:
        await subscribe(socket, "{ slow }")
        await asyncio.sleep(0.02)
        assert fields.started == 1
        await socket.send({"type": "complete", "id": "1"})
        await asyncio.sleep(0.02)
        assert fields.stopped == 1


async def test_closed_socket_stops_its_operations() -> None:
    fields = Fields()
    async with connected(fields=fields) as socket:
        await subscribe(socket, "{ slow }")
        await asyncio.sleep(0.02)
    assert (fields.started, fields.stopped) == (1, 1)


async def test_operations_of_one_socket_are_bounded() -> None:
    async with connected() as socket:
        for number in range(MAX_OPERATIONS):
            await subscribe(socket, "{ slow }", id=str(number))
        await subscribe(socket, "{ hello }", id="more")
        message = await socket.receive()
        assert (message["id"], message["type"]) == ("more", "error")


async def test_ping_is_answered() -> None:
    async with connected() as socket:
        await socket.send({"type": "ping"})
        assert await socket.receive() == {"type": "pong"}


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "1",
        "null",
        "[]",
        '"x"',
        "{}",
        '{"type": 1}',
        '{"type": "unknown"}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": 1, "payload": {"query": "{ hello }"}}',
        '{"type": "subscribe", "id": "1", "payload": null}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "variables": []}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ hello }", "operationName": 1}}',
        '{"type": "complete", "id": []}',
        "[" * 100_000,
    ],
)
async def test_malformed_message_closes_the_socket(text: str) -> None:
    async with connected() as socket:
        await socket.say(text)
        code, reason = await socket.closed()
        assert code == 4400
        assert reason


@pytest.mark.parametrize("letter", ["x", "ä", "🌻", "\ud800"])
async def test_message_of_more_bytes_than_a_body_closes_the_socket_unread(letter: str) -> None:
    message = '{"type": "ping", "padding": ""}'
    allowed = 30_000
    letters = (allowed - len(message)) // len(letter.encode("utf-8", "surrogatepass"))
    fits = message.replace('""', f'"{letter * letters}"')
    async with connected(limits=Limits(body_bytes=allowed)) as socket:
        if letter.isprintable():  # half a pair of surrogates is no JSON
            await socket.say(fits)
            assert await socket.receive() == {"type": "pong"}
        await socket.say(fits + " " * (allowed + 1 - len(fits.encode("utf-8", "surrogatepass"))))
        assert await socket.closed() == (1009, "A message has more than the 30000 bytes allowed")


async def test_message_that_is_too_large_ends_what_runs_on_the_socket() -> None:
    fields = Fields()
    async with connected(fields=fields, limits=Limits(body_bytes=1_000)) as socket:
        await subscribe(socket, "{ slow }")
        await socket.send({"type": "ping"})
        assert await socket.receive() == {"type": "pong"}
        for _ in range(100):  # the operation is a task of its own
            await asyncio.sleep(0)
        assert fields.started == 1
        await socket.say("[" * 1_001)
        assert (await socket.closed())[0] == 1009
    assert fields.stopped == 1


async def test_subscribing_before_the_acknowledgement_closes_the_socket() -> None:
    async with websocket(application()) as socket:
        await socket.message()
        await subscribe(socket, "{ hello }")
        assert (await socket.closed())[0] == 4401


@pytest.mark.parametrize("subprotocols", [(), ("graphql-ws",), ("chat",)])
async def test_other_protocols_are_closed(subprotocols: tuple[str, ...]) -> None:
    async with websocket(application(), subprotocols=subprotocols) as socket:
        await socket.message()
        assert (await socket.closed())[0] == 4406


@pytest.mark.parametrize(
    ("origin", "allowed", "is_accepted"),
    [
        (None, (), True),
        ("http://hub.example", (), True),
        ("https://evil.example", (), False),
        ("https://app.kreis.example", ("https://app.kreis.example",), True),
        ("https://evil.example", ("https://app.kreis.example",), False),
        ("https://evil.example", ("*",), True),
    ],
)
async def test_foreign_pages_need_to_be_allowed(
    origin: str | None, allowed: tuple[str, ...], is_accepted: bool
) -> None:
    headers = {"host": "hub.example"} | ({"origin": origin} if origin else {})
    async with websocket(application(allowed_origins=allowed), headers=headers) as socket:
        assert (await socket.message())["type"] == ("websocket.accept" if is_accepted else "websocket.close")


# ── Server-Sent Events ──────────────────────────────────────────────────────────────────────────────────────────────

EVENTS = "text/event-stream"


async def test_subscription_is_answered_as_events() -> None:
    response = await Client(application()).post({"query": "subscription { counting(to: 2) }"}, accept=EVENTS)
    assert response.status == 200
    assert response.media == "text/event-stream"
    frames = response.body.decode().split("\r\n\r\n")
    assert [frame.split("\r\n")[0] for frame in frames[:-1]] == ["event: next", "event: next", "event: complete"]
    assert '"data":{"counting":1}' in frames[1]


async def test_query_is_answered_as_one_event_by_get_too() -> None:
    response = await Client(application()).get(query="{ hello }", accept=EVENTS)
    assert response.body.decode().startswith('event: next\r\ndata: {"data":{"hello":"Hallo Welt"}')


async def test_refused_operation_is_an_event() -> None:
    response = await Client(application()).post({"query": "{ unknown }"}, accept=EVENTS)
    assert response.status == 200
    assert b"GRAPHQL_VALIDATION_FAILED" in response.body
    assert response.body.endswith(b"event: complete\r\ndata: \r\n\r\n")


async def test_malformed_body_is_no_event() -> None:
    response = await Client(application()).post(b"null", accept=EVENTS)
    assert (response.status, response.code) == (400, "BAD_REQUEST")


async def test_client_that_leaves_stops_its_events() -> None:
    fields = Fields()
    client = Client(application(fields))
    body = b'{"query": "{ slow }"}'
    headers = {"content-type": "application/json", "accept": EVENTS}
    await client.send("POST", headers=headers, body=body, leaves=True)
    assert (fields.started, fields.stopped) == (1, 1)
