"""GraphQL over HTTP, as an ASGI application: `/graphql` by GET and POST.

    GET   ?query={…}                 a query; answered with an ETag, 304 when the client has it already
    GET   Accept: text/html          GraphiQL (`page`)
    POST  {"query": "…"}             a query or mutation
    POST  Accept: text/event-stream  any operation, its answers as Server-Sent Events (`streams`)
    WebSocket                        any operation, graphql-transport-ws (`streams`)

Statuses follow the specification: with `application/graphql-response+json` a request that is refused has a status of
4xx or 5xx; with `application/json` any well-formed one has 200. What is no GraphQL request, or comes with a token that
is refused, has its status with both.
Forms and plain text are refused, which keeps foreign pages from sending requests without asking the browser's CORS.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson
from graphql import GraphQLError
from starlette.types import Message, Receive, Scope, Send

from supergraph.engine import QUERIES, RETRY_AFTER_S, SINGLE, Answer, Caller, Engine, GraphRequest, refused
from supergraph.errors import ErrorCode, GraphError
from supergraph.idempotency import key_problem
from supergraph.view.etag import matches, weak_etag
from supergraph.view.negotiation import Media, choose_media, parse_languages
from supergraph.view.page import Page
from supergraph.view.reading import Disconnected, read_body, request_of_address, request_of_body
from supergraph.view.streams import answer_websocket, events_response
from supergraph.view.writing import encode

_VARY: Final = (b"vary", b"Accept, Accept-Language, Authorization")
_NO_STORE: Final = (b"cache-control", b"no-store")
_NOSNIFF: Final = (b"x-content-type-options", b"nosniff")
_ALLOW: Final = (b"allow", b"GET, POST, HEAD, OPTIONS")

_REPLAYED: Final = (b"idempotency-replayed", b"true")

_ABOUT_HTTP: Final = frozenset({401, 405, 406, 429})
"""Statuses that say something of the exchange, not of the operation: the same whatever is accepted."""

_UNSTORED: Final = {each: ((b"content-type", each.content_type), _NO_STORE, _VARY, _NOSNIFF) for each in Media}
"""The headers of an answer that is for this client and this moment."""

_UNQUOTABLE: Final = {ord('"'): "'", ord("\\"): "/"} | dict.fromkeys((*range(32), 127), " ")

Headers = list[tuple[bytes, bytes]]


class GraphView:
    """The ASGI application. `cache_control` is that of public GET answers without errors."""

    def __init__(
        self,
        engine: Engine,
        *,
        page: Page,
        cache_control: str = "public, max-age=60",
        allowed_origins: tuple[str, ...] = (),
    ) -> None:
        self._engine = engine
        self._page = page
        self._cache_control = cache_control.encode("ascii")
        self._allowed_origins = allowed_origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await answer_websocket(self._engine, scope, receive, send, self._allowed_origins)
            return
        headers = _headers(scope)
        method = scope["method"]
        media = choose_media(_text(headers.get(b"accept")), has_page=method != "POST")
        if method == "HEAD":
            send = _without_body(send)
        try:
            if method == "POST":
                await self._post(scope, headers, media, receive, send)
            elif method in {"GET", "HEAD"}:
                await self._get(scope, headers, media, receive, send)
            elif method == "OPTIONS":
                await _send(send, 204, [_ALLOW], b"")
            else:
                await _send_refusal(
                    send,
                    GraphError(ErrorCode.METHOD_NOT_ALLOWED, f"{method} is not answered", hint="Use GET or POST."),
                    media,
                    [_ALLOW],
                )
        except Disconnected:
            return

    async def _post(
        self, scope: Scope, headers: Mapping[bytes, bytes], media: Media | None, receive: Receive, send: Send
    ) -> None:
        if media is None:
            await _send_refusal(send, _not_acceptable(), None, [])
            return
        body = await read_body(receive, headers, self._engine.limits)
        request = body if isinstance(body, GraphError) else request_of_body(body)
        if b"idempotency-key" in headers and not isinstance(request, GraphError):
            request = _keyed(request, headers[b"idempotency-key"])
        if isinstance(request, GraphError):
            await _send_refusal(send, request, media, _extra(request))
            return
        if media is Media.EVENTS:
            await events_response(self._engine, request, _caller(scope, headers))(scope, receive, send)
            return
        answer = await self._engine.run(request, _caller(scope, headers), SINGLE)
        answer, status, response = _encode(answer, media)
        extra = _extra(answer.errors[0]) if status >= 400 else []
        await _send(send, status, [*_UNSTORED[media], *_spent(answer), *extra], response)

    async def _get(
        self, scope: Scope, headers: Mapping[bytes, bytes], media: Media | None, receive: Receive, send: Send
    ) -> None:
        if media is Media.PAGE:
            await self._page.answer(scope, receive, send)
            return
        if media is None:
            await _send_refusal(send, _not_acceptable(), None, [])
            return
        request = request_of_address(scope.get("query_string", b""), self._engine.limits)
        if isinstance(request, GraphError):
            await _send_refusal(send, request, media, _extra(request))
            return
        if media is Media.EVENTS:
            if mutation := self._refuse_mutation(request):
                await _send_refusal(send, mutation, Media.JSON, _extra(mutation))
                return
            await events_response(self._engine, request, _caller(scope, headers))(scope, receive, send)
            return
        answer = await self._engine.run(request, _caller(scope, headers), QUERIES)
        told = _spent(answer)
        # What is left changes with every request: in the body it would change the ETag of an answer that is the same.
        answer, status, response = _encode(answer._replace(spent=None), media)
        if answer.errors:
            extra = _extra(answer.errors[0]) if status >= 400 else []
            await _send(send, status, [*_UNSTORED[media], *told, *extra], response)
            return
        is_private = b"authorization" in headers or b"cookie" in headers
        etag = weak_etag(response)
        about: Headers = [
            (b"cache-control", b"private, no-cache" if is_private else self._cache_control),
            (b"etag", etag),
            _VARY,
            _NOSNIFF,
            *told,
        ]
        if matches(headers.get(b"if-none-match"), etag):
            await _send(send, 304, about, b"")
        else:
            await _send(send, status, [(b"content-type", media.content_type), *about], response)

    def _refuse_mutation(self, request: GraphRequest) -> GraphError | None:
        """A GET must change nothing, whatever it accepts."""
        operation = self._engine.documents.get(request.query).choose(request.operation_name)
        if isinstance(operation, GraphError) or operation.kind.value != "mutation":
            return None
        return GraphError(ErrorCode.METHOD_NOT_ALLOWED, "a mutation cannot be asked by GET", hint="Send it by POST.")


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """By lower-case name; repeated ones joined, as HTTP reads them."""
    pairs = scope["headers"]
    headers: dict[bytes, bytes] = dict(pairs)
    if len(headers) != len(pairs):
        headers = {}
        for name, value in pairs:
            headers[name] = headers[name] + b", " + value if name in headers else value
    return headers


def _caller(scope: Scope, headers: Mapping[bytes, bytes]) -> Caller:
    return Caller(scope, parse_languages(_text(headers.get(b"accept-language"))))


def _keyed(request: GraphRequest, value: bytes) -> GraphRequest | GraphError:
    key = value.decode("latin-1").strip().strip('"')
    return key_problem(key) or request._replace(idempotency_key=key)


def _spent(answer: Answer) -> Headers:
    """What the caller has left, and whether this answer was given before."""
    told: Headers = [] if answer.spent is None else answer.spent.headers()
    return told if answer.kept is None else [*told, _REPLAYED]


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode("latin-1")


def _encode(answer: Answer, media: Media) -> tuple[Answer, int, bytes]:
    """The answer (another if this one is not JSON), status and body. As JSON, what is GraphQL has 200, even refused."""
    answer, body = encode(answer)
    status = answer.status
    if status == 200:
        return answer, 200, body
    is_about_graphql = status not in _ABOUT_HTTP and status < 500
    return answer, (200 if media is Media.JSON and is_about_graphql else status), body


def _extra(error: GraphQLError) -> Headers:
    """The headers that belong to an error's status."""
    match (error.extensions or {}).get("code"):
        case ErrorCode.METHOD_NOT_ALLOWED.value:
            return [(b"allow", b"POST")]
        case ErrorCode.SERVER_BUSY.value:
            return [(b"retry-after", str(RETRY_AFTER_S).encode())]
        case ErrorCode.UNSUPPORTED_MEDIA_TYPE.value:
            return [(b"accept", b"application/json"), (b"accept-encoding", b"gzip")]
        case ErrorCode.BODY_TOO_LARGE.value | ErrorCode.REQUEST_TIMEOUT.value:
            return [(b"connection", b"close")]
        case ErrorCode.UNAUTHENTICATED.value:
            return [(b"www-authenticate", _challenge(error))]
        case ErrorCode.SOURCE_UNAVAILABLE.value if isinstance(wait := (error.extensions or {}).get("retryAfter"), int):
            return [(b"retry-after", str(wait).encode())]
        case _:
            return []


def _challenge(error: GraphQLError) -> bytes:
    """What a client without a token is told, or one whose token is refused (RFC 6750, section 3)."""
    if "reason" not in (error.extensions or {}):
        return b"Bearer"
    told = error.message.translate(_UNQUOTABLE).encode("ascii", "replace")
    return b'Bearer error="invalid_token", error_description="' + told + b'"'


def _not_acceptable() -> GraphError:
    return GraphError(
        ErrorCode.NOT_ACCEPTABLE,
        "none of the media types in Accept can be answered",
        hint="Accept application/graphql-response+json or application/json.",
    )


async def _send_refusal(send: Send, error: GraphError, media: Media | None, extra: Headers) -> None:
    """The answer to what is no GraphQL request."""
    kind = media if media in {Media.GRAPHQL, Media.JSON} else Media.JSON
    assert kind is not None
    body = orjson.dumps(refused(error).formatted())
    await _send(send, error.code.status, [*_UNSTORED[kind], *extra], body)


async def _send(send: Send, status: int, headers: Headers, body: bytes) -> None:
    if status not in {204, 304}:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _without_body(send: Send) -> Send:
    """For HEAD: the same head, and nothing after it."""

    async def send_head(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_head
