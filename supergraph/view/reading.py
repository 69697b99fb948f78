"""A GraphQL request out of an HTTP request: its body within its bounds, its parameters with their types.

Whatever a client sends, the outcome is a GraphRequest or a GraphError with the HTTP status to answer; nothing here
raises.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Mapping
from functools import lru_cache
from types import NoneType
from typing import Final
from urllib.parse import unquote_to_bytes

import orjson
from starlette.types import Receive

from supergraph.engine import GraphRequest
from supergraph.errors import ErrorCode, GraphError
from supergraph.limits import Limits
from supergraph.view.negotiation import split_media_type

MAX_PARAMETERS: Final = 20
"""Parameters of an address that are looked at."""

_EXAMPLE: Final = 'Send {"query": "{ … }", "variables": {…}} as application/json.'
_KNOWN: Final = frozenset({"query", "variables", "operationName", "extensions"})
_TEXT: Final = (str, NoneType)
_OBJECT: Final = (dict, NoneType)


class Disconnected(Exception):
    """The client left before its body was complete: nobody reads an answer."""


async def read_body(receive: Receive, headers: Mapping[bytes, bytes], limits: Limits) -> bytes | GraphError:
    """The body, inflated if it came as gzip. Raises Disconnected."""
    if refusal := _refuse_headers(headers, limits):
        return refusal
    message = await receive()
    if message["type"] != "http.request":
        raise Disconnected
    body: bytes = message.get("body", b"")
    if message.get("more_body", False):
        rest = await _read_rest(receive, body, limits)
        if isinstance(rest, GraphError):
            return rest
        body = rest
    if len(body) > limits.body_bytes:
        return _too_large(limits)
    if b"content-encoding" in headers and _encoding(headers) == b"gzip":
        return _inflate(body, limits)
    return body


async def _read_rest(receive: Receive, first: bytes, limits: Limits) -> bytes | GraphError:
    pieces = bytearray(first)
    try:
        async with asyncio.timeout(limits.body_s):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    raise Disconnected
                pieces += message.get("body", b"")
                if len(pieces) > limits.body_bytes:
                    return _too_large(limits)
                if not message.get("more_body", False):
                    return bytes(pieces)
    except TimeoutError:
        return GraphError(
            ErrorCode.REQUEST_TIMEOUT,
            f"the body did not arrive within {limits.body_s:g} s",
            hint="Send it at once.",
        )


def _refuse_headers(headers: Mapping[bytes, bytes], limits: Limits) -> GraphError | None:
    """Content-Type, Content-Encoding and Content-Length, before a byte of the body is read."""
    if rule := _unsupported_type(headers.get(b"content-type", b"")):
        return GraphError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, rule, hint=_EXAMPLE)
    if b"content-encoding" in headers:
        encoding = _encoding(headers)
        if encoding not in {b"", b"identity", b"gzip"}:
            return GraphError(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                f"the Content-Encoding is {encoding[:60].decode('latin-1')!r}",
                hint="Send the body plain or as gzip.",
            )
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and (len(length) > 18 or int(length) > limits.body_bytes):
        return _too_large(limits)
    return None


@lru_cache(maxsize=256)
def _unsupported_type(content_type: bytes) -> str | None:
    """What is wrong with a Content-Type; None for JSON in UTF-8."""
    media, parameters = split_media_type(content_type.decode("latin-1"))
    if media != "application/json":
        return f"the Content-Type is {media[:60] or 'missing'!r}"
    return None if parameters.get("charset", "utf-8") in {"utf-8", "utf8"} else "JSON is UTF-8"


def _encoding(headers: Mapping[bytes, bytes]) -> bytes:
    return headers[b"content-encoding"].strip().lower()


def _too_large(limits: Limits) -> GraphError:
    return GraphError(
        ErrorCode.BODY_TOO_LARGE,
        f"the body has more than {limits.body_bytes} bytes",
        hint="Send several smaller operations, or fewer variables at once.",
        details={"limit": "body_bytes", "allowed": limits.body_bytes},
    )


def _inflate(body: bytes, limits: Limits) -> bytes | GraphError:
    """gzip, never more than one byte beyond the bound."""
    decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        inflated = decoder.decompress(body, limits.body_bytes + 1)
    except zlib.error:
        return _malformed("the body is not gzip, as its Content-Encoding says")
    if len(inflated) > limits.body_bytes:
        return _too_large(limits)
    if not decoder.eof:
        return _malformed("the body ends in the middle of its gzip data")
    return inflated


def request_of_body(body: bytes) -> GraphRequest | GraphError:
    """The request that a JSON body states."""
    if not body:
        return _malformed("the body is empty")
    try:
        stated = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return _malformed(f"the body is not JSON: {_reason(error)}")
    if isinstance(stated, list):
        return GraphError(
            ErrorCode.BATCHING_NOT_SUPPORTED,
            "the body is a list of operations",
            hint="Send one request for each, at the same time; or one operation with several fields.",
        )
    if not isinstance(stated, dict):
        return _malformed(f"the body is {_kind(stated)} instead of an object")
    return _request(stated)


def request_of_address(query_string: bytes, limits: Limits) -> GraphRequest | GraphError:
    """The request that the parameters of a GET state: variables and extensions as JSON."""
    if len(query_string) > limits.body_bytes:
        return _too_large(limits)
    stated: dict[str, object] = {}
    parts = query_string.split(b"&", MAX_PARAMETERS)
    if len(parts) > MAX_PARAMETERS:
        return _malformed(f"the address has more than {MAX_PARAMETERS} parameters")
    for part in parts:
        key, _, value = part.partition(b"=")
        try:
            name = _unquote(key)
            if name not in _KNOWN:
                continue
            text = _unquote(value)
        except UnicodeDecodeError:
            return _malformed("a parameter of the address is not UTF-8")
        if name in stated:
            return _malformed(f"the parameter {name} is given twice")
        stated[name] = text
    for name in ("variables", "extensions"):
        written = stated.get(name)
        if not isinstance(written, str):
            continue
        try:
            stated[name] = orjson.loads(written) if written else None
        except orjson.JSONDecodeError as error:
            return _malformed(f"the parameter {name} is not JSON: {_reason(error)}")
    return _request(stated)


def _unquote(part: bytes) -> str:
    return unquote_to_bytes(part.replace(b"+", b" ")).decode()


def _request(stated: Mapping[str, object]) -> GraphRequest | GraphError:
    query = stated.get("query")
    variables = stated.get("variables")
    operation_name = stated.get("operationName")
    extensions = stated.get("extensions")
    if not isinstance(query, _TEXT):
        return _malformed(f"query is {_kind(query)} instead of a string")
    if not isinstance(variables, _OBJECT):
        return _malformed(f"variables is {_kind(variables)} instead of an object")
    if not isinstance(operation_name, _TEXT):
        return _malformed(f"operationName is {_kind(operation_name)} instead of a string")
    if not isinstance(extensions, _OBJECT):
        return _malformed(f"extensions is {_kind(extensions)} instead of an object")
    if not query:
        if extensions and "persistedQuery" in extensions:
            return GraphError(
                ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
                "PersistedQueryNotSupported",  # the message that Apollo's clients look for
                hint="Send the document as query.",
            )
        return _malformed("query is missing")
    return GraphRequest(query, variables, operation_name, extensions)


def _malformed(rule: str) -> GraphError:
    return GraphError(ErrorCode.BAD_REQUEST, rule, hint=_EXAMPLE)


def _reason(error: orjson.JSONDecodeError) -> str:
    return f"{error.msg[:100]} (line {error.lineno}, column {error.colno})"


def _kind(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"
