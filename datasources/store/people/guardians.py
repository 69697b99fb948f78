"""Letters to guardians: their codes by hash, when they were sent, and what became of them."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, ColumnElement, Integer, String, bindparam, delete, func, insert, select, update

from datasources.store.database import Database, Transaction
from datasources.store.people.core import GUARDIAN_REQUEST
from datasources.store.people.rows import GuardianRequestRow
from datasources.store.rows import rows_of
from datasources.store.statements import Statement, in_array

__all__ = [
    "DAY_S",
    "by_code",
    "confirm",
    "count_since",
    "count_to",
    "forget",
    "latest",
    "replace_open",
    "request",
    "revoke",
]

DAY_S: Final = 86_400
"""Within it the letters of a volunteer are counted."""
_G: Final = GUARDIAN_REQUEST.c
_COLUMNS: Final = tuple(_G[name] for name in GuardianRequestRow._fields)


async def latest(source: Database | Transaction, volunteer_pks: Sequence[int]) -> dict[int, GuardianRequestRow]:
    """The newest letter of each volunteer who had one sent."""
    found: dict[int, GuardianRequestRow] = {}
    if volunteer_pks:
        for row in rows_of(GuardianRequestRow, await source.fetch(_OF_VOLUNTEERS, keys=list(volunteer_pks))):
            found[row.volunteer_pk] = row
    return found


async def count_since(source: Database | Transaction, volunteer_pk: int, since: int) -> int:
    """How many letters a volunteer had sent after a time."""
    ((count,),) = await source.fetch(_COUNT, volunteer=volunteer_pk, since=since)
    return int(count)


async def count_to(source: Database | Transaction, email: str, since: int) -> int:
    """How many letters were sent to an address after a time, whoever asked for them."""
    ((count,),) = await source.fetch(_COUNT_TO, address=email.lower(), since=since)
    return int(count)


async def request(
    transaction: Transaction,
    *,
    volunteer_pk: int,
    email: str,
    code_hash: str,
    purposes: str,
    text_version: str,
    now: int,
    expires_at: int,
) -> None:
    """Notes a letter; `purposes` is JSON."""
    await transaction.execute(
        _INSERT,
        volunteer_pk=volunteer_pk,
        email=email,
        code_hash=code_hash,
        purposes=purposes,
        text_version=text_version,
        requested_at=now,
        expires_at=expires_at,
        confirmed_at=None,
        revoked_at=None,
    )


async def replace_open(transaction: Transaction, volunteer_pk: int, now: int) -> int:
    """Lets the codes of earlier letters that nobody answered expire: the newest letter counts."""
    return await transaction.execute(_REPLACE, volunteer=volunteer_pk, now=now)


async def by_code(transaction: Transaction, code_hash: str) -> GuardianRequestRow | None:
    """The letter of a code, as the transaction sees it."""
    return next(iter(rows_of(GuardianRequestRow, await transaction.fetch(_BY_CODE, hash=code_hash))), None)


async def confirm(transaction: Transaction, pk: int, now: int) -> bool:
    """Notes that a guardian confirmed; False where that, or a revocation, was noted before."""
    return bool(await transaction.execute(_CONFIRM, key=pk, now=now))


async def revoke(transaction: Transaction, pk: int, now: int) -> bool:
    """Notes that a guardian revoked; False where that was noted before."""
    return bool(await transaction.execute(_REVOKE, key=pk, now=now))


async def forget(transaction: Transaction, before: int) -> int:
    """Drops letters that nobody answered and whose codes expired before a time: a guardian's address is not kept. Those
    of the last day stay, since they are counted."""
    return await transaction.execute(_FORGET, before=before, counted=before - DAY_S)


def _instant(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=BigInteger())


_OF_VOLUNTEER: Final = _G.volunteer_pk == bindparam("volunteer", type_=Integer())
_KEY: Final = _G.pk == bindparam("key", type_=Integer())
_OF_VOLUNTEERS: Final = Statement(
    select(*_COLUMNS).where(in_array(_G.volunteer_pk, "keys")).order_by(_G.requested_at, _G.pk), quick=True
)
_COUNT: Final = Statement(select(func.count()).where(_OF_VOLUNTEER, _G.requested_at > _instant("since")), quick=True)
_COUNT_TO: Final = Statement(
    select(func.count()).where(
        func.lower(_G.email) == bindparam("address", type_=String()), _G.requested_at > _instant("since")
    ),
    quick=True,
)
_INSERT: Final = Statement(
    insert(GUARDIAN_REQUEST).values(
        {each.name: bindparam(each.name, type_=each.type) for each in _G if each.name != "pk"}
    )
)
_REPLACE: Final = Statement(
    update(GUARDIAN_REQUEST)
    .where(
        _OF_VOLUNTEER,
        _G.confirmed_at.is_(None),
        _G.revoked_at.is_(None),
        _G.expires_at > _instant("now"),
    )
    .values(expires_at=_instant("now"))
)
_BY_CODE: Final = Statement(select(*_COLUMNS).where(_G.code_hash == bindparam("hash", type_=String())))
_CONFIRM: Final = Statement(
    update(GUARDIAN_REQUEST)
    .where(_KEY, _G.confirmed_at.is_(None), _G.revoked_at.is_(None))
    .values(confirmed_at=_instant("now"))
)
_REVOKE: Final = Statement(
    update(GUARDIAN_REQUEST).where(_KEY, _G.revoked_at.is_(None)).values(revoked_at=_instant("now"))
)
_FORGET: Final = Statement(
    delete(GUARDIAN_REQUEST).where(
        _G.confirmed_at.is_(None),
        _G.revoked_at.is_(None),
        _G.expires_at <= _instant("before"),
        _G.requested_at <= _instant("counted"),
    )
)
