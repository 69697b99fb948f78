"""Who comes in: from an Authorization to a Viewer, once per operation.

    viewer = entrance.viewer("Bearer eyJhbGciOi…")      # a JWT of an issuer
    viewer = entrance.viewer("Bearer hub_3kq5…_…")      # an API token of this hub
    viewer = entrance.viewer(None)                      # ANONYMOUS, at once

A token says who someone is. What they may do is what the store keeps and what the issuer's claims grant by the
operator's settings, together; it is read anew for every operation. Organisations that nobody knows, and scopes that are
none, grant nothing.

API tokens are `hub_` with 16 letters of their id and a secret; the store has their hashes. Their use is noted once a
minute at most, beside the answer and never before it.
"""

import asyncio
import hashlib
import re
import secrets
import time
from collections.abc import Callable, Coroutine, Iterable
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

import orjson
import structlog

from datasources.ids import IdKind, area_id, ars_of, chance_id, kind_of
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.people.vocabulary import Role
from datasources.store.database import Database
from datasources.store.people import accounts, api_tokens
from supergraph.tokens import Granted, Reason, Verifier, refusal

__all__ = ["Entrance", "NewToken", "new_token", "scope_of"]

log = structlog.get_logger(__name__)

NOTED_EVERY_S: Final = 60
MAX_ORGANIZATIONS: Final = 1000
"""Organisations of one token."""
_PREFIX: Final = "hub_"
_SECRET_BYTES: Final = 32
_API_TOKEN: Final = re.compile(r"hub_[a-z2-7]{16}_[A-Za-z0-9_-]{43}")


class NewToken(NamedTuple):
    """An API token as it is shown once."""

    id: str
    token: str
    hash: str


def new_token() -> NewToken:
    """An API token that nobody has seen."""
    id = chance_id(IdKind.API_TOKEN)
    token = f"{_PREFIX}{id[4:]}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    return NewToken(id, token, _hash_of(token))


def scope_of(text: str) -> Granted | None:
    """The role, and what it is about, that a text names: "analyst", "steward:07137", "editor:org_…"; None for any
    other. Whether such an organisation exists is not looked at."""
    name, _, scope = text.partition(":")
    try:
        role = Role(name.upper())
    except ValueError:
        return None
    return Granted(role.value, scope) if _is_about(role, scope) else None


class Entrance:
    """Makes viewers. `clock` is in UTC seconds. Close it, or use it as an async context manager."""

    def __init__(self, db: Database, verifier: Verifier, clock: Callable[[], float] = time.time) -> None:
        self._db = db
        self._verifier = verifier
        self._clock = clock
        self._noting: dict[int, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Waits until every use is noted."""
        await asyncio.gather(*self._noting.values())

    def viewer(self, authorization: str | None) -> Viewer | Coroutine[Any, Any, Viewer]:
        """Who an Authorization speaks of: at once where there is none. Awaiting raises GraphError UNAUTHENTICATED."""
        return ANONYMOUS if authorization is None else self._signed_in(authorization)

    async def _signed_in(self, authorization: str) -> Viewer:
        scheme, _, token = authorization.strip().partition(" ")
        if scheme.lower() != "bearer":
            raise refusal(Reason.SCHEME_NOT_SUPPORTED)
        token = token.strip()
        return await (self._partner(token) if token.startswith(_PREFIX) else self._person(token))

    async def _person(self, token: str) -> Viewer:
        claims = await self._verifier.verify(token)
        granted = [each for each in claims.granted if _is_grant(each)]
        organizations = [scope for role, scope in granted if role == Role.EDITOR][:MAX_ORGANIZATIONS]
        standing = await accounts.standing(self._db, claims.issuer, claims.subject, organizations)
        return _viewer(
            Viewer(claims.issuer, claims.subject, standing.account_pk, edits=standing.edits),
            (*granted, *standing.roles),
        )

    async def _partner(self, token: str) -> Viewer:
        if _API_TOKEN.fullmatch(token) is None:
            raise refusal(Reason.TOKEN_MALFORMED)
        row = await api_tokens.by_hash(self._db, _hash_of(token))
        now = int(self._clock())
        if row is None:
            raise refusal(Reason.TOKEN_UNKNOWN)
        if row.revoked_at is not None:
            raise refusal(Reason.TOKEN_REVOKED)
        if row.expires_at is not None and row.expires_at <= now:
            raise refusal(Reason.TOKEN_EXPIRED)
        if (row.last_used_at or 0) <= now - NOTED_EVERY_S:
            self._note_use(row.pk, now)
        granted = [scope for text in orjson.loads(row.scopes) if (scope := scope_of(text)) is not None]
        organizations = [scope for role, scope in granted if role == Role.EDITOR]
        edits = await accounts.organizations(self._db, organizations)
        return _viewer(Viewer(token_pk=row.pk, edits=edits), granted)

    def _note_use(self, pk: int, now: int) -> None:
        """Notes a use beside the answer; one note of a token at a time."""
        if pk not in self._noting:
            self._noting[pk] = asyncio.create_task(self._write_use(pk, now))

    async def _write_use(self, pk: int, now: int) -> None:
        try:
            async with self._db.transaction() as transaction:
                await api_tokens.note_use(transaction, pk, now, now - NOTED_EVERY_S)
        except Exception as error:  # whatever the store says: a note is never worth an answer
            log.warning("api_token_use_not_noted", kind=type(error).__name__)
        finally:
            del self._noting[pk]


def _viewer(viewer: Viewer, granted: Iterable[tuple[str, str]]) -> Viewer:
    """The viewer with what was granted, but for organisations, which it has by their keys."""
    roles = set(granted)
    return Viewer(
        viewer.issuer,
        viewer.subject,
        viewer.account_pk,
        viewer.token_pk,
        viewer.edits,
        tuple(sorted(scope for role, scope in roles if role == Role.STEWARD)),
        is_analyst=(Role.ANALYST.value, "") in roles,
        is_administrator=(Role.ADMINISTRATOR.value, "") in roles,
    )


def _is_grant(granted: Granted) -> bool:
    return granted.role in Role.__members__ and _is_about(Role(granted.role), granted.scope)


def _is_about(role: Role, scope: str) -> bool:
    """Whether a scope is one that the role may have. A steward of nothing would be one of everything."""
    match role:
        case Role.EDITOR:
            return kind_of(scope) is IdKind.ORGANIZATION
        case Role.STEWARD:
            return ars_of(area_id(scope)) is not None
        case Role.ANALYST | Role.ADMINISTRATOR:
            return scope == ""


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
