"""Consents: what stands, what is granted and what is revoked.

A row stands while it is not revoked; whether its text is one of ours is for `datasources.people.consents` to say.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Integer, String, bindparam, func, insert, select, update

from datasources.people.vocabulary import ConsentGiver, Purpose
from datasources.store import keyed
from datasources.store.database import Database, Transaction
from datasources.store.people.core import CONSENT
from datasources.store.people.rows import ConsentRow
from datasources.store.rows import rows_of
from datasources.store.statements import Statement, in_array

__all__ = ["grant", "of_volunteers", "revoke", "revoke_all_of", "standing"]

_C: Final = CONSENT.c
_COLUMNS: Final = tuple(_C[name] for name in ConsentRow._fields)
_ANYBODY: Final = 0
"""Stands for "no recipient" in comparisons, since null equals nothing; no organisation has this pk."""


async def standing(source: Database | Transaction, volunteer_pks: Sequence[int]) -> dict[int, tuple[ConsentRow, ...]]:
    """The consents of each volunteer that are not revoked, a guardian's among them; every pk is a key."""
    found: dict[int, list[ConsentRow]] = {pk: [] for pk in volunteer_pks}
    if found:
        for row in rows_of(ConsentRow, await source.fetch(_STANDING, keys=list(found))):
            found[row.volunteer_pk].append(row)
    return {pk: tuple(rows) for pk, rows in found.items()}


async def of_volunteers(db: Database, volunteer_pks: Sequence[int]) -> list[list[ConsentRow]]:
    """All consents of each volunteer, revoked ones among them, in the order they were granted."""
    return await keyed.grouped(db, _ALL, ConsentRow, "volunteer_pk", volunteer_pks)


async def grant(
    transaction: Transaction,
    volunteer_pk: int,
    purpose: Purpose,
    recipient_pk: int | None,
    text_version: str,
    given_by: ConsentGiver,
    now: int,
) -> None:
    """Lets one consent stand. The same one again changes nothing; one to an older text gives way to it."""
    same = _same(volunteer_pk, purpose, recipient_pk, given_by)
    rows = rows_of(ConsentRow, await transaction.fetch(_SAME, **same))
    if any(row.text_version == text_version for row in rows):
        return
    if rows:
        await transaction.execute(_REVOKE, **same, now=now)
    await transaction.execute(_GRANT, **(same | {"recipient": recipient_pk}), version=text_version, now=now)


async def revoke(
    transaction: Transaction,
    volunteer_pk: int,
    purpose: Purpose,
    recipient_pk: int | None,
    given_by: ConsentGiver,
    now: int,
) -> int:
    """Ends what stands for this purpose and recipient; answers how many that were."""
    return await transaction.execute(_REVOKE, **_same(volunteer_pk, purpose, recipient_pk, given_by), now=now)


async def revoke_all_of(transaction: Transaction, volunteer_pk: int, given_by: ConsentGiver, now: int) -> int:
    """Ends everything that one of the two consented to."""
    return await transaction.execute(_REVOKE_ALL, volunteer=volunteer_pk, giver=given_by.value, now=now)


def _same(
    volunteer_pk: int, purpose: Purpose, recipient_pk: int | None, given_by: ConsentGiver
) -> dict[str, int | str | None]:
    return {
        "volunteer": volunteer_pk,
        "of_purpose": purpose.value,
        "giver": given_by.value,
        "recipient": _ANYBODY if recipient_pk is None else recipient_pk,
    }


_IS_SAME: Final = (
    _C.volunteer_pk == bindparam("volunteer", type_=Integer()),
    _C.purpose == bindparam("of_purpose", type_=String()),
    _C.given_by == bindparam("giver", type_=String()),
    func.coalesce(_C.recipient_pk, _ANYBODY) == bindparam("recipient", type_=Integer()),
    _C.revoked_at.is_(None),
)
_STANDING: Final = Statement(
    select(*_COLUMNS).where(in_array(_C.volunteer_pk, "keys"), _C.revoked_at.is_(None)).order_by(_C.pk), quick=True
)
_ALL: Final = Statement(select(*_COLUMNS).where(in_array(_C.volunteer_pk, "keys")).order_by(_C.pk), quick=True)
_SAME: Final = Statement(select(*_COLUMNS).where(*_IS_SAME))
_GRANT: Final = Statement(
    insert(CONSENT).values(
        volunteer_pk=bindparam("volunteer", type_=Integer()),
        purpose=bindparam("of_purpose", type_=String()),
        recipient_pk=bindparam("recipient", type_=Integer()),
        text_version=bindparam("version", type_=String()),
        given_by=bindparam("giver", type_=String()),
        granted_at=bindparam("now", type_=_C.granted_at.type),
    )
)
_REVOKE: Final = Statement(
    update(CONSENT).where(*_IS_SAME).values(revoked_at=bindparam("now", type_=_C.revoked_at.type))
)
_REVOKE_ALL: Final = Statement(
    update(CONSENT)
    .where(
        _C.volunteer_pk == bindparam("volunteer", type_=Integer()),
        _C.given_by == bindparam("giver", type_=String()),
        _C.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("now", type_=_C.revoked_at.type))
)
