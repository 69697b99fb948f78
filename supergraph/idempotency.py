"""Repeating a mutation with the same Idempotency-Key changes nothing and answers the same.

    outcome = await once.answer(key, request, lambda: execute())

    (a) the key is bound to its caller, to what is asked, and to what the caller may do: the same key with another
        operation is a mistake, and who has lost a role is not told what it once showed
    (b) whoever comes first claims the key and executes; what was answered is kept before it is sent
    (c) whoever comes later gets that answer; while the first still runs, a CONFLICT that says to try again
    (d) a claim whose process died is taken over once it must have ended; what is no answer (a refused request,
        a defect of the hub) is not kept

Where claims and answers are kept is the store's business (`Keeper`).
"""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from supergraph.errors import ErrorCode, GraphError

__all__ = ["MAX_KEY_CHARS", "Claimed", "Keeper", "Kept", "Running", "answer_once", "fingerprint", "key_problem"]

MAX_KEY_CHARS: Final = 255

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Claimed:
    """The key is this request's: execute."""


@dataclass(frozen=True, slots=True)
class Running:
    """Another request with this key is being executed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the first request asked, and what it was answered."""

    fingerprint: str
    answer: str


class Keeper(Protocol):
    """Where claims and answers are kept.

    `key` is a hash of caller and key; `owner`, issuer and subject, is whose data the answer may hold.
    """

    async def claim(self, key: str, fingerprint: str) -> Claimed | Running | Kept: ...

    async def keep(self, key: str, owner: tuple[str, str] | None, answer: str) -> None: ...

    async def release(self, key: str) -> None: ...


def key_problem(key: str) -> GraphError | None:
    """What is wrong with the header's value, if anything."""
    if 0 < len(key) <= MAX_KEY_CHARS and key.isascii() and key.isprintable():
        return None
    return GraphError(
        ErrorCode.BAD_REQUEST,
        f"Idempotency-Key has {len(key)} characters or others than printable ASCII; 1 to {MAX_KEY_CHARS} are allowed",
        hint="Use a new UUID for each change, and the same one when you repeat it.",
    )


def fingerprint(query: str, operation_name: str | None, variables: Mapping[str, Any] | None, rights: str = "") -> str:
    """What a request asks, and with which rights, as a hash."""
    asked = json.dumps([query, operation_name, variables or {}, rights], sort_keys=True, separators=(",", ":"))
    return _hash(asked)


async def answer_once(
    keeper: Keeper,
    *,
    caller: str,
    owner: tuple[str, str] | None,
    key: str,
    asked: str,
    execute: Callable[[], Awaitable[Answer]],
    write: Callable[[Answer], str | None],
) -> Answer | Kept | GraphError:
    """The answer of `execute`, the kept one of an earlier request with this key, or what forbids both.

    `caller` is who asks, `asked` the fingerprint; `write` makes the text to keep of an answer, None where it is not to
    be kept.
    """
    hashed = _hash(f"{caller}\n{key}")  # (a)
    match await keeper.claim(hashed, asked):
        case Kept() as kept:
            return kept if kept.fingerprint == asked else _other_request()
        case Running():
            return _still_running()
        case Claimed():
            return await _claimed(keeper, hashed, owner, execute, write)


async def _claimed(
    keeper: Keeper,
    key: str,
    owner: tuple[str, str] | None,
    execute: Callable[[], Awaitable[Answer]],
    write: Callable[[Answer], str | None],
) -> Answer:
    is_kept = False
    try:
        answer = await execute()
        text = write(answer)
        if text is not None:
            await keeper.keep(key, owner, text)  # (b)
            is_kept = True
        return answer
    finally:
        if not is_kept:
            await keeper.release(key)  # (d)


def _other_request() -> GraphError:
    return GraphError(
        ErrorCode.BAD_REQUEST,
        "this Idempotency-Key was used for another operation, other variables, or with other rights",
        hint="Use a new key for each change.",
        details={"reason": "IDEMPOTENCY_KEY_REUSED"},
    )


def _still_running() -> GraphError:
    return GraphError(
        ErrorCode.CONFLICT,
        "a request with this Idempotency-Key is being executed",
        hint="Repeat it in a second; the answer will be that of the first.",
        details={"reason": "IDEMPOTENCY_KEY_IN_USE", "retryAfter": 1},
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
