"""Accounts: whom an issuer vouches for, and what they may do as the store keeps it.

An account is made when something of someone's is first kept (`ensure`); who only looks has none. What someone may do is
read with every operation, in one statement (`standing`), so that a role that was taken away is gone at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    null,
    select,
)
from sqlalchemy import union_all as both
from sqlalchemy.dialects.postgresql import insert as upsert

from datasources.ids import IdKind, chance_id
from datasources.people.vocabulary import Role
from datasources.store.database import Database, Transaction
from datasources.store.people.core import ACCOUNT, ROLE
from datasources.store.statements import ALIAS, ORGANIZATION, Statement, array_rows
from datasources.vocabulary import RecordKind
from supergraph.errors import ErrorCode, GraphError

__all__ = ["Standing", "ensure", "organizations", "standing"]

_ATTEMPTS: Final = 3
"""Whoever erases themselves more often within one change has to ask again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store knows of someone: their account, what they edit, and their other roles with their scopes."""

    account_pk: int | None = None
    edits: frozenset[int] = frozenset()
    roles: tuple[tuple[str, str], ...] = ()


async def ensure(transaction: Transaction, issuer: str, subject: str, now: int) -> int:
    """The pk of someone's account, which is made where there is none and stays until the transaction ends.

    Two that come at once get the same. Where its owner erases it at the same time, either that waits for this
    transaction, or this makes a new one. Raises GraphError CONFLICT where it is erased again and again.
    """
    for _ in range(_ATTEMPTS):
        if known := await transaction.fetch(_KEEP, issuer=issuer, subject=subject):
            return int(known[0][0])
        account = chance_id(IdKind.ACCOUNT)
        await transaction.execute(_INSERT, id=account, issuer=issuer, subject=subject, created_at=now)
        if made := await transaction.fetch(_KEEP, issuer=issuer, subject=subject):
            return int(made[0][0])
    raise GraphError(ErrorCode.CONFLICT, "The account is being erased.", hint="Try again shortly.")


async def standing(db: Database, issuer: str, subject: str, organizations: Sequence[str] = ()) -> Standing:
    """What someone may do: their roles in the store, and what `organizations` (ids that their token says they edit)
    are by now. Ids that nobody knows are left out."""
    asked = {"issuer": issuer, "subject": subject}
    rows = await (
        db.fetch(_STANDING_AND, **asked, organizations=organizations) if organizations else db.fetch(_STANDING, **asked)
    )
    account_pk = next((pk for pk, *_ in rows if pk is not None), None)
    return Standing(
        account_pk,
        frozenset(organization_pk for *_, organization_pk in rows if organization_pk is not None),
        tuple((role, scope) for _, role, scope, _ in rows if role is not None and role != Role.EDITOR),
    )


async def organizations(db: Database, ids: Sequence[str]) -> frozenset[int]:
    """The organisations of these ids, former ones included, by pk."""
    rows = await db.fetch(_ORGANIZATIONS, organizations=ids) if ids else []
    return frozenset(organization_pk for *_, organization_pk in rows if organization_pk is not None)


def _resolved(
    start: FromClause, scope: ColumnElement[str], *where: ColumnElement[bool]
) -> tuple[FromClause, ColumnElement[int]]:
    """A join that follows an organisation's id, its own or a former one, to the organisation; and its pk there."""
    joined = start.outerjoin(ORGANIZATION, and_(*where, ORGANIZATION.c.id == scope)).outerjoin(
        ALIAS, and_(*where, ALIAS.c.kind == RecordKind.ORGANIZATION.value, ALIAS.c.alias == scope)
    )
    return joined, func.coalesce(ORGANIZATION.c.pk, ALIAS.c.target_pk)


def _of_the_store() -> Select[int, str, str, int]:
    roles, organization_pk = _resolved(
        ACCOUNT.outerjoin(ROLE, ROLE.c.account_pk == ACCOUNT.c.pk), ROLE.c.scope, ROLE.c.role == Role.EDITOR.value
    )
    return select(ACCOUNT.c.pk, ROLE.c.role, ROLE.c.scope, organization_pk).select_from(roles).where(_SOMEONE)


def _of_the_token() -> Select[None, str, str, int]:
    asked = array_rows("organizations", String(), "asked")
    found, organization_pk = _resolved(asked, asked.c.value)
    return select(null(), literal(Role.EDITOR.value), literal(""), organization_pk).select_from(found)


_SOMEONE: Final = and_(
    ACCOUNT.c.issuer == bindparam("issuer", type_=String()), ACCOUNT.c.subject == bindparam("subject", type_=String())
)
_KEEP: Final = Statement(select(ACCOUNT.c.pk).where(_SOMEONE).with_for_update(read=True, key_share=True), quick=True)
"""Lets an erasure of the account (`erasure.lock_account`) wait."""
_INSERT: Final = Statement(
    upsert(ACCOUNT)
    .values(
        id=bindparam("id", type_=String()),
        issuer=bindparam("issuer", type_=String()),
        subject=bindparam("subject", type_=String()),
        created_at=bindparam("created_at", type_=BigInteger()),
    )
    .on_conflict_do_nothing()
)
_STANDING: Final = Statement(_of_the_store(), quick=True)
_STANDING_AND: Final = Statement(both(_of_the_store(), _of_the_token()), quick=True)
_ORGANIZATIONS: Final = Statement(_of_the_token(), quick=True)
