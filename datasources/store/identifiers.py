"""Identifiers: what others know organisations by."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, String, bindparam, select, tuple_

from datasources.store import keyed
from datasources.store.database import Database
from datasources.store.rows import IdentifierRow
from datasources.store.statements import IDENTIFIER, ORGANIZATION, RECORD, Statement, in_array

_I: Final = IDENTIFIER.c
_O: Final = ORGANIZATION.c

After = tuple[str, str, int]
"""Where a stream goes on: the scheme, value and pk of the last identifier."""


async def by_organizations(db: Database, pks: Sequence[int]) -> list[list[IdentifierRow]]:
    """The identifiers of each organisation by scheme and value, each once; those of records that are gone aside."""
    found = await keyed.grouped(db, _BY_ORGANIZATIONS, IdentifierRow, "organization_pk", pks)
    return [list({(row.scheme, row.value): row for row in reversed(rows)}.values())[::-1] for rows in found]


async def stream(
    db: Database, scheme: str | None, after: After | None, limit: int
) -> list[tuple[str, str, str, After]]:
    """Organisations' ids with their identifiers (id, scheme, value, where to go on), ordered by scheme and value.

    Of listed organisations; of one scheme, or of all. The next call begins after the last one's `After`.
    """
    values: dict[str, Any] = {"limit": limit}
    if scheme is not None:
        values["scheme"] = scheme
    if after is not None:
        values["after_scheme"], values["after_value"], values["after_pk"] = after
    rows = await db.fetch(_stream(scheme is not None, after is not None), **values)
    return [(id_, of_scheme, value, (of_scheme, value, pk)) for id_, of_scheme, value, pk in rows]


_BY_ORGANIZATIONS: Final = Statement(
    select(*(_I[name] for name in IdentifierRow._fields))
    .join(RECORD, RECORD.c.pk == _I.record_pk)
    .where(in_array(_I.organization_pk, "keys"), RECORD.c.gone_at.is_(None))
    .order_by(_I.scheme, _I.value, _I.pk),
    quick=True,
)


@cache
def _stream(of_scheme: bool, after: bool) -> Statement:
    """An organisation that several records give the same identifier comes once, with the first of them."""
    twin, twins_record = IDENTIFIER.alias("twin"), RECORD.alias("twins_record")
    earlier = (
        select(twin.c.pk)
        .join(twins_record, twins_record.c.pk == twin.c.record_pk)
        .where(
            twins_record.c.gone_at.is_(None),
            twin.c.scheme == _I.scheme,
            twin.c.value == _I.value,
            twin.c.organization_pk == _I.organization_pk,
            twin.c.pk < _I.pk,
        )
        .exists()
    )
    statement = (
        select(_O.id, _I.scheme, _I.value, _I.pk)
        .join_from(IDENTIFIER, ORGANIZATION, _O.pk == _I.organization_pk)
        .join(RECORD, RECORD.c.pk == _I.record_pk)
        .where(_O.listed.is_(True), RECORD.c.gone_at.is_(None), ~earlier)
    )
    if of_scheme:
        statement = statement.where(_I.scheme == bindparam("scheme", type_=String()))
    if after:
        key = [bindparam(f"after_{name}", type_=String()) for name in ("scheme", "value")]
        beyond = tuple_(*key, bindparam("after_pk", type_=Integer()))
        statement = statement.where(tuple_(_I.scheme, _I.value, _I.pk) > beyond)
    return Statement(statement.order_by(_I.scheme, _I.value, _I.pk).limit(bindparam("limit", type_=Integer())))
