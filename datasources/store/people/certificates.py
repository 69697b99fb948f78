"""Certificates: what was inspected, of one volunteer or of many."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Integer, String, and_, bindparam, delete, insert, select

from datasources.store import keyed
from datasources.store.database import Database, Transaction
from datasources.store.people.core import CERTIFICATE, ENGAGEMENT, VOLUNTEER
from datasources.store.people.rows import CertificateRow, EngagementRow
from datasources.store.rows import rows_of
from datasources.store.statements import OPPORTUNITY, Statement, in_array

__all__ = ["Bearer", "bearer_of", "of_volunteers", "record"]


class Bearer(NamedTuple):
    """Whose document is inspected within a sign-up: the volunteer, and the organisation that may inspect it."""

    engagement: EngagementRow
    volunteer_pk: int
    birth_month: str | None
    organization_pk: int | None


_C: Final = CERTIFICATE.c
_OF_VOLUNTEERS: Final = Statement(
    select(*_C).where(in_array(_C.volunteer_pk, "keys")).order_by(_C.kind, _C.inspected_on, _C.pk), quick=True
)
_FORMER: Final = Statement(
    delete(CERTIFICATE).where(
        and_(
            _C.volunteer_pk == bindparam("volunteer_pk", type_=Integer()),
            _C.kind == bindparam("kind", type_=String()),
            _C.organization_pk == bindparam("organization_pk", type_=Integer()),
        )
    )
)
_INSERT: Final = Statement(
    insert(CERTIFICATE).values({each.name: bindparam(each.name, type_=each.type) for each in _C if each.name != "pk"})
)
_BEARER: Final = Statement(
    select(
        *(ENGAGEMENT.c[name] for name in EngagementRow._fields), VOLUNTEER.c.birth_month, OPPORTUNITY.c.organization_pk
    )
    .join_from(ENGAGEMENT, OPPORTUNITY, OPPORTUNITY.c.pk == ENGAGEMENT.c.opportunity_pk)
    .join(VOLUNTEER, VOLUNTEER.c.pk == ENGAGEMENT.c.volunteer_pk)
    .where(ENGAGEMENT.c.id == bindparam("id", type_=String())),
    quick=True,
)


async def bearer_of(transaction: Transaction, engagement_id: str) -> Bearer | None:
    """Whose sign-up an id names; None for an unknown one, and for that of someone who erased themselves."""
    for *columns, birth_month, organization_pk in await transaction.fetch(_BEARER, id=engagement_id):
        (engagement,) = rows_of(EngagementRow, [columns])
        assert engagement.volunteer_pk is not None, "the join demands it"
        return Bearer(engagement, engagement.volunteer_pk, birth_month, organization_pk)
    return None


async def of_volunteers(db: Database, volunteer_pks: Sequence[int]) -> list[list[CertificateRow]]:
    """All that was inspected of each volunteer: at most one row per kind and organisation."""
    return await keyed.grouped(db, _OF_VOLUNTEERS, CertificateRow, "volunteer_pk", volunteer_pks)


async def record(
    transaction: Transaction,
    *,
    volunteer_pk: int,
    organization_pk: int,
    kind: str,
    inspected_on: str,
    valid_until: str | None,
    now: int,
) -> None:
    """Keeps an inspection, in the place of what the same organisation kept of the same kind."""
    await transaction.execute(_FORMER, volunteer_pk=volunteer_pk, kind=kind, organization_pk=organization_pk)
    await transaction.execute(
        _INSERT,
        volunteer_pk=volunteer_pk,
        organization_pk=organization_pk,
        kind=kind,
        inspected_on=inspected_on,
        valid_until=valid_until,
        created_at=now,
    )
