"""Profiles: reached by their owner's account, by a sign-up, or by pk; never listed.

`ensure` makes the profile of an account out of what a first sign-up asks for; `save` changes named columns.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Integer, String, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from datasources.ids import IdKind, chance_id
from datasources.people.requests import ContactDetails
from datasources.store import keyed
from datasources.store.database import Database, Transaction
from datasources.store.people.core import ENGAGEMENT, GUARDIAN_REQUEST, VOLUNTEER
from datasources.store.people.rows import VolunteerRow
from datasources.store.rows import rows_of
from datasources.store.slices import Columns
from datasources.store.statements import Parameter, Statement
from datasources.store.writing.shapes import KEY, changing

__all__ = [
    "by_accounts",
    "by_ids",
    "by_pks",
    "ensure",
    "has_signed_up",
    "lock",
    "lock_pk",
    "of_account",
    "of_pk",
    "save",
]

_V: Final = VOLUNTEER.c
_COLUMNS: Final = tuple(_V[name] for name in VolunteerRow._fields)
_CONTACT: Final = ("display_name", "birth_month", "email", "telephone")


async def by_accounts(db: Database, account_pks: Sequence[int], columns: Columns = None) -> list[VolunteerRow | None]:
    """The profile of each account."""
    return await keyed.by_key(db, VOLUNTEER, VolunteerRow, "account_pk", account_pks, columns=columns)


async def by_pks(db: Database, pks: Sequence[int], columns: Columns = None) -> list[VolunteerRow | None]:
    """The profile of each pk."""
    return await keyed.by_key(db, VOLUNTEER, VolunteerRow, "pk", pks, columns=columns)


async def by_ids(db: Database, ids: Sequence[str], columns: Columns = None) -> list[VolunteerRow | None]:
    """The profile of each id; whether whoever asks is its owner is the caller's to check."""
    return await keyed.by_key(db, VOLUNTEER, VolunteerRow, "id", ids, columns=columns)


async def of_account(source: Database | Transaction, account_pk: int) -> VolunteerRow | None:
    """The profile of one account, as the transaction sees it."""
    return next(iter(rows_of(VolunteerRow, await source.fetch(_OF_ACCOUNT, account=account_pk))), None)


async def lock_pk(transaction: Transaction, pk: int) -> VolunteerRow | None:
    """The profile of one pk, which no other transaction changes until this one ends."""
    return next(iter(rows_of(VolunteerRow, await transaction.fetch(_LOCK_PK, key=pk))), None)


async def lock(transaction: Transaction, account_pk: int) -> VolunteerRow | None:
    """The profile of one account, which no other transaction changes until this one ends."""
    return next(iter(rows_of(VolunteerRow, await transaction.fetch(_LOCK, account=account_pk))), None)


async def has_signed_up(source: Database | Transaction, pk: int) -> bool:
    """Whether a sign-up, or a letter to a guardian, was ever made by this volunteer."""
    return bool(await source.fetch(_SIGNED_UP, key=pk))


async def of_pk(source: Database | Transaction, pk: int) -> VolunteerRow | None:
    """The profile of one pk, as the transaction sees it."""
    return next(iter(rows_of(VolunteerRow, await source.fetch(_OF_PK, key=pk))), None)


async def ensure(transaction: Transaction, account_pk: int, contact: ContactDetails | None, now: int) -> VolunteerRow:
    """The profile of an account, made where there is none, and locked as by `lock`. `contact` fills what is not stated
    yet, and changes nothing that is; its texts have been checked."""
    await transaction.execute(_INSERT, id=chance_id(IdKind.VOLUNTEER), account_pk=account_pk, now=now)
    row = await lock(transaction, account_pk)
    assert row is not None, "a profile that was just made is there"
    if contact is None:
        return row
    missing = {
        name: value for name in _CONTACT if getattr(row, name) is None and (value := getattr(contact, name)) is not None
    }
    return await save(transaction, row, missing, now)


async def save(transaction: Transaction, row: VolunteerRow, changes: Mapping[str, Parameter], now: int) -> VolunteerRow:
    """The profile after a change of named columns; `changes` holds columns as the table has them, checked before."""
    if not changes:
        return row
    unknown = changes.keys() - _CHANGEABLE
    assert not unknown, f"columns that cannot be changed: {sorted(unknown)}"
    changed = row._replace(**{name: _any(value) for name, value in changes.items()}, updated_at=now)
    values = {name: getattr(changed, name) for name in _CHANGEABLE}
    await transaction.execute(_SAVE, **{KEY: row.pk}, updated_at=now, **values)
    return changed


def _any(value: Parameter) -> Any:
    """Fields of a row are given by name here; the column's own type has been checked."""
    return value


_CHANGEABLE: Final = frozenset(
    {
        "display_name",
        "email",
        "telephone",
        "birth_month",
        "home_ars",
        "radius_km",
        "availability",
        "commitment",
        "skills",
        "interests",
        "languages",
    }
)
_OF_ACCOUNT: Final = Statement(
    select(*_COLUMNS).where(_V.account_pk == bindparam("account", type_=Integer())), quick=True
)
_OF_PK: Final = Statement(select(*_COLUMNS).where(_V.pk == bindparam("key", type_=Integer())), quick=True)
_LOCK: Final = Statement(
    select(*_COLUMNS).where(_V.account_pk == bindparam("account", type_=Integer())).with_for_update(key_share=True)
)
_LOCK_PK: Final = Statement(
    select(*_COLUMNS).where(_V.pk == bindparam("key", type_=Integer())).with_for_update(key_share=True)
)
_SIGNED_UP: Final = Statement(
    select(ENGAGEMENT.c.pk)
    .where(ENGAGEMENT.c.volunteer_pk == bindparam("key", type_=Integer()))
    .union_all(
        select(GUARDIAN_REQUEST.c.pk).where(GUARDIAN_REQUEST.c.volunteer_pk == bindparam("key", type_=Integer()))
    )
    .limit(1)
)
_INSERT: Final = Statement(
    upsert(VOLUNTEER)
    .values(
        id=bindparam("id", type_=String()),
        account_pk=bindparam("account_pk", type_=Integer()),
        availability="[]",
        commitment="[]",
        skills="[]",
        interests="[]",
        languages="[]",
        created_at=bindparam("now", type_=_V.created_at.type),
        updated_at=bindparam("now", type_=_V.updated_at.type),
    )
    .on_conflict_do_nothing()
)
_SAVE: Final = changing(VOLUNTEER, (*sorted(_CHANGEABLE), "updated_at"))
