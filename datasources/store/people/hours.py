"""Confirmed hours of volunteers, with what they were for."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, select

from datasources.people.vocabulary import EngagementState
from datasources.store import keyed
from datasources.store.database import Database
from datasources.store.people.core import ENGAGEMENT, ENGAGEMENT_SHIFT
from datasources.store.statements import OPPORTUNITY, ORGANIZATION, SHIFT, Statement, in_array

__all__ = ["ConfirmedRow", "confirmed_of"]


class ConfirmedRow(NamedTuple):
    """A confirmed sign-up whose hours count; `at` is when its last shift began, else when it was confirmed."""

    volunteer_pk: int
    id: str
    title: str
    organization: str | None
    at: int
    hours: float


_LAST_SHIFT: Final = (
    select(func.max(SHIFT.c.start))
    .join_from(ENGAGEMENT_SHIFT, SHIFT, SHIFT.c.pk == ENGAGEMENT_SHIFT.c.shift_pk)
    .where(ENGAGEMENT_SHIFT.c.engagement_pk == ENGAGEMENT.c.pk)
    .scalar_subquery()
)
_AT: Final = func.coalesce(_LAST_SHIFT, ENGAGEMENT.c.confirmed_at, ENGAGEMENT.c.updated_at)
_CONFIRMED: Final = Statement(
    select(
        ENGAGEMENT.c.volunteer_pk, ENGAGEMENT.c.id, OPPORTUNITY.c.title, ORGANIZATION.c.name, _AT, ENGAGEMENT.c.hours
    )
    .join_from(ENGAGEMENT, OPPORTUNITY, OPPORTUNITY.c.pk == ENGAGEMENT.c.opportunity_pk)
    .outerjoin(ORGANIZATION, ORGANIZATION.c.pk == OPPORTUNITY.c.organization_pk)
    .where(
        in_array(ENGAGEMENT.c.volunteer_pk, "keys"),
        ENGAGEMENT.c.state == EngagementState.CONFIRMED.value,
        ENGAGEMENT.c.hours.is_not(None),
        OPPORTUNITY.c.counts_for_ehrenamtskarte.is_distinct_from(False),
        _AT.between(bindparam("begins", type_=BigInteger()), bindparam("ends", type_=BigInteger())),
    )
    .order_by(ENGAGEMENT.c.pk)
)


async def confirmed_of(db: Database, volunteer_pks: Sequence[int], first: int, last: int) -> list[list[ConfirmedRow]]:
    """The confirmed sign-ups of each volunteer between two seconds (UTC) that count for the volunteer card."""
    return await keyed.grouped(db, _CONFIRMED, ConfirmedRow, "volunteer_pk", volunteer_pks, begins=first, ends=last)
