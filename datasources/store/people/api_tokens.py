"""API tokens of partners and scripts: hashes with scopes, expiry and last use; never the tokens themselves."""

from collections.abc import Sequence
from typing import Final

import orjson
from sqlalchemy import BigInteger, Integer, String, bindparam, insert, or_, select, update

from datasources.store.database import Database, Transaction
from datasources.store.people.core import API_TOKEN
from datasources.store.people.rows import ApiTokenRow
from datasources.store.statements import Statement

__all__ = ["add", "all_tokens", "by_hash", "note_use", "revoke"]

_T: Final = API_TOKEN.c


async def add(
    transaction: Transaction,
    *,
    id: str,
    name: str,
    hash: str,
    scopes: Sequence[str],
    created_at: int,
    expires_at: int | None,
) -> None:
    """Keeps a new token by its hash."""
    await transaction.execute(
        _INSERT,
        id=id,
        name=name,
        hash=hash,
        scopes=orjson.dumps(list(scopes)).decode(),
        created_at=created_at,
        expires_at=expires_at,
    )


async def by_hash(db: Database, hash: str) -> ApiTokenRow | None:
    """The token with this hash, revoked and expired ones included."""
    rows = await db.fetch_rows(ApiTokenRow, _BY_HASH, hash=hash)
    return rows[0] if rows else None


async def all_tokens(db: Database, limit: int) -> list[ApiTokenRow]:
    """The tokens in the order they were made; at most `limit`, the newest."""
    return (await db.fetch_rows(ApiTokenRow, _ALL, limit=limit))[::-1]


async def revoke(transaction: Transaction, id: str, now: int) -> bool:
    """Ends a token for good; answers whether there was one that had not been revoked."""
    return await transaction.execute(_REVOKE, token=id, now=now) > 0


async def note_use(transaction: Transaction, pk: int, now: int, unless_since: int) -> None:
    """Notes that a token was used now, unless a use is noted that is as young as `unless_since`."""
    await transaction.execute(_NOTE_USE, token_pk=pk, now=now, unless_since=unless_since)


_NOW: Final = bindparam("now", type_=BigInteger())
_INSERT: Final = Statement(
    insert(API_TOKEN).values(
        {
            name: bindparam(name, type_=_T[name].type)
            for name in ("id", "name", "hash", "scopes", "created_at", "expires_at")
        }
    )
)
_BY_HASH: Final = Statement(
    select(*(_T[name] for name in ApiTokenRow._fields)).where(_T.hash == bindparam("hash", type_=String())), quick=True
)
_ALL: Final = Statement(
    select(*(_T[name] for name in ApiTokenRow._fields))
    .order_by(_T.created_at.desc(), _T.pk.desc())
    .limit(bindparam("limit", type_=Integer()))
)
_REVOKE: Final = Statement(
    update(API_TOKEN)
    .where(_T.id == bindparam("token", type_=String()), _T.revoked_at.is_(None))
    .values(revoked_at=_NOW)
)
_NOTE_USE: Final = Statement(
    update(API_TOKEN)
    .where(
        _T.pk == bindparam("token_pk", type_=Integer()),
        or_(_T.last_used_at.is_(None), _T.last_used_at <= bindparam("unless_since", type_=BigInteger())),
    )
    .values(last_used_at=_NOW)
)
