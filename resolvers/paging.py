"""Pages: how many rows, and from where. Cursors are opaque to clients and bound to the list they came from.

    first 20, after <cursor>    forwards                  last 20, before <cursor>    backwards

A cursor is base64url of a version, a checksum and the key of a row (JSON). The checksum covers what the list is ordered
by as well, so that a cursor of another list, another order or another search text is recognised, not misread.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import orjson
from pydantic import BaseModel, ConfigDict, Field, model_validator

from datasources.criteria import Key, Window
from supergraph.errors import ErrorCode, GraphError

__all__ = ["Bound", "PageArguments", "PageBounds", "PagingSettings", "cursor_of", "refused", "window_of"]

MAX_CURSOR_CHARS = 1_000
MAX_KEY_PARTS = 8

_VERSION = b"\x01"
_CHECK_BYTES = 4


@dataclass(frozen=True, slots=True)
class Bound:
    """How many rows a page has unless stated, and at most."""

    default: int
    largest: int


@dataclass(frozen=True, slots=True)
class PageBounds:
    """Settings of the operator; benchmarks raise them."""

    entries: Bound = Bound(20, 100)
    dates: Bound = Bound(20, 500)


class PagingSettings(BaseModel):
    """Entries of a page that names no size, and the most that may be asked for; dates have a bound of their own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    default: int = Field(20, ge=1)
    limit: int = Field(100, ge=1)
    dates_limit: int = Field(500, ge=1)

    @model_validator(mode="after")
    def _default_within_limits(self) -> Self:
        if self.default > min(self.limit, self.dates_limit):
            raise ValueError("default must not be larger than limit and dates_limit")
        return self

    def bounds(self) -> PageBounds:
        return PageBounds(Bound(self.default, self.limit), Bound(self.default, self.dates_limit))


@dataclass(frozen=True, slots=True)
class PageArguments:
    """`first`, `after`, `last`, `before`, as a client sent them."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


def window_of(arguments: PageArguments, bound: Bound, order: str) -> Window:
    """The window of a list that is ordered by `order`. Raises GraphError (BAD_USER_INPUT)."""
    if arguments.first is not None and arguments.last is not None:
        raise refused("first and last are given together: a page is counted from one end.", "Leave one of them out.")
    backwards = arguments.last is not None
    name, limit = ("last", arguments.last) if backwards else ("first", arguments.first)
    if limit is None:
        limit = bound.default
    elif not 0 <= limit <= bound.largest:
        raise refused(f"{name} is {limit}: it must be from 0 to {bound.largest}.", "Read page by page.")
    return Window(
        limit=limit,
        backwards=backwards,
        after=_key_of("after", arguments.after, order),
        before=_key_of("before", arguments.before, order),
    )


def cursor_of(key: Key, order: str) -> str:
    """The cursor of a row in a list that is ordered by `order`."""
    payload = orjson.dumps(key)
    return urlsafe_b64encode(_VERSION + _check(payload, order) + payload).rstrip(b"=").decode()


def refused(message: str, hint: str | None = None) -> GraphError:
    """What a client sent that is not allowed."""
    return GraphError(ErrorCode.BAD_USER_INPUT, message, hint=hint)


def _key_of(argument: str, cursor: str | None, order: str) -> Key | None:
    if cursor is None:
        return None
    key = _read(cursor, order)
    if key is None:
        raise refused(
            f"{argument} is no cursor of this list: it comes from another field, filter text or order, or was changed.",
            "Take cursors from pageInfo or edges of the same field with the same order.",
        )
    return tuple(key)


def _read(cursor: str, order: str) -> Sequence[str | int | float | None] | None:
    if len(cursor) > MAX_CURSOR_CHARS or not cursor.isascii():
        return None
    try:
        whole = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        check, payload = whole[1 : 1 + _CHECK_BYTES], whole[1 + _CHECK_BYTES :]
        if whole[:1] != _VERSION or check != _check(payload, order):
            return None
        key = orjson.loads(payload)
    except (NotBase64, ValueError):
        return None
    if not isinstance(key, list) or not 0 < len(key) <= MAX_KEY_PARTS:
        return None
    return key if all(part is None or type(part) in (str, int, float) for part in key) else None


def _check(payload: bytes, order: str) -> bytes:
    return zlib.crc32(payload, zlib.crc32(order.encode())).to_bytes(_CHECK_BYTES)
