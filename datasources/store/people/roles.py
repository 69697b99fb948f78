"""Roles as the store keeps them: granted and taken away by an operator, listed for one.

An editor's scope is the id of an organisation, a steward's an official key; the others have none (""). An organisation
that became part of another keeps its editors: its former id leads to the survivor (`accounts.standing`).
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Integer, String, and_, bindparam, delete, func, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert

from datasources.people.vocabulary import Role
from datasources.store.database import Database, Transaction
from datasources.store.people import accounts
from datasources.store.people.core import ACCOUNT, ROLE
from datasources.store.statements import ALIAS, ORGANIZATION, Statement, in_array
from datasources.vocabulary import RecordKind

__all__ = ["GrantedRow", "OrganizationNames", "grant", "granted", "names_of", "revoke"]


class GrantedRow(NamedTuple):
    """A role with whose it is, and the name of the organisation that it is about."""

    issuer: str
    subject: str
    role: str
    scope: str
    granted_at: int
    organization: str | None


class OrganizationNames(NamedTuple):
    """An organisation with every id it was ever answered under, its own first."""

    pk: int
    name: str
    ids: tuple[str, ...]


async def grant(transaction: Transaction, issuer: str, subject: str, role: Role, scope: str, now: int) -> bool:
    """Gives a role; answers whether it is new. The account is made where there is none."""
    account_pk = await accounts.ensure(transaction, issuer, subject, now)
    asked = {"account_pk": account_pk, "role": role.value, "scope": scope}
    if await transaction.fetch(_HAS, **asked):
        return False
    await transaction.execute(_INSERT, **asked, granted_at=now)
    return True


async def revoke(transaction: Transaction, issuer: str, subject: str, role: Role, scopes: Sequence[str]) -> int:
    """Takes a role away, with any of these scopes; answers how many there were."""
    return await transaction.execute(_DELETE, issuer=issuer, subject=subject, role=role.value, scopes=scopes)


async def granted(db: Database, limit: int) -> list[GrantedRow]:
    """The roles that were granted, by issuer and subject; at most `limit`."""
    return await db.fetch_rows(GrantedRow, _GRANTED, limit=limit)


async def names_of(db: Database, id_or_slug: str) -> OrganizationNames | None:
    """The organisation that an id or slug, its own or a former one, leads to."""
    rows = await db.fetch(_NAMES, name=id_or_slug)
    if not rows:
        return None
    pk, id, name, _ = rows[0]
    former = [alias for *_, alias in rows if alias is not None and alias.startswith(id[:4])]
    return OrganizationNames(pk, name, (id, *former))


_HAS: Final = Statement(
    select(ROLE.c.pk).where(
        ROLE.c.account_pk == bindparam("account_pk", type_=Integer()),
        ROLE.c.role == bindparam("role", type_=String()),
        ROLE.c.scope == bindparam("scope", type_=String()),
    ),
    quick=True,
)
_INSERT: Final = Statement(
    upsert(ROLE)
    .values(
        account_pk=bindparam("account_pk", type_=Integer()),
        role=bindparam("role", type_=String()),
        scope=bindparam("scope", type_=String()),
        granted_at=bindparam("granted_at", type_=BigInteger()),
    )
    .on_conflict_do_nothing()
)
_DELETE: Final = Statement(
    delete(ROLE).where(
        ROLE.c.role == bindparam("role", type_=String()),
        in_array(ROLE.c.scope, "scopes"),
        ROLE.c.account_pk.in_(
            select(ACCOUNT.c.pk).where(
                ACCOUNT.c.issuer == bindparam("issuer", type_=String()),
                ACCOUNT.c.subject == bindparam("subject", type_=String()),
            )
        ),
    )
)
_FORMER: Final = ALIAS.alias("former")
_OWN: Final = ORGANIZATION.alias("own")
_GRANTED: Final = Statement(
    select(ACCOUNT.c.issuer, ACCOUNT.c.subject, ROLE.c.role, ROLE.c.scope, ROLE.c.granted_at, ORGANIZATION.c.name)
    .select_from(
        ROLE.join(ACCOUNT, ACCOUNT.c.pk == ROLE.c.account_pk)
        .outerjoin(ALIAS, and_(ALIAS.c.kind == RecordKind.ORGANIZATION.value, ALIAS.c.alias == ROLE.c.scope))
        .outerjoin(ORGANIZATION, or_(ORGANIZATION.c.id == ROLE.c.scope, ORGANIZATION.c.pk == ALIAS.c.target_pk))
    )
    .order_by(ACCOUNT.c.issuer, ACCOUNT.c.subject, ROLE.c.role, ROLE.c.scope)
    .limit(bindparam("limit", type_=Integer()))
)
_NAME: Final = bindparam("name", type_=String())
_NAMES: Final = Statement(
    select(ORGANIZATION.c.pk, ORGANIZATION.c.id, ORGANIZATION.c.name, _FORMER.c.alias)
    .select_from(
        ORGANIZATION.outerjoin(
            _FORMER,
            and_(_FORMER.c.kind == RecordKind.ORGANIZATION.value, _FORMER.c.target_pk == ORGANIZATION.c.pk),
        )
    )
    .where(
        ORGANIZATION.c.pk
        == func.coalesce(
            select(_OWN.c.pk).where(or_(_OWN.c.id == _NAME, _OWN.c.slug == _NAME)).limit(1).scalar_subquery(),
            select(ALIAS.c.target_pk)
            .where(ALIAS.c.kind == RecordKind.ORGANIZATION.value, ALIAS.c.alias == _NAME)
            .scalar_subquery(),
        )
    )
    .order_by(_FORMER.c.alias)
)
