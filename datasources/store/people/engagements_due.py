"""What time alone makes due: holds that lapsed, places that a source added, and help that has been given."""

from typing import Final

from sqlalchemy import BigInteger, ColumnElement, Integer, String, and_, bindparam, exists, not_, or_, select, update

from datasources.people.ages import GUARDED_BELOW
from datasources.people.vocabulary import EngagementState
from datasources.store import days
from datasources.store.database import Database, Transaction
from datasources.store.people.core import ENGAGEMENT, ENGAGEMENT_SHIFT, VOLUNTEER
from datasources.store.people.engagements_places import has_lapsed, is_full
from datasources.store.statements import OPPORTUNITY, SHIFT, Statement, one_of
from datasources.store.volunteering import stated_open_on
from datasources.vocabulary import Commitment

__all__ = ["finish", "grown_up", "opportunities_due"]

_E: Final = ENGAGEMENT.c
_ES: Final = ENGAGEMENT_SHIFT.c
_P: Final = OPPORTUNITY.c
_S: Final = SHIFT.c


async def opportunities_due(db: Database, now: int, after: int, limit: int) -> list[int]:
    """The opportunities, by pk and beyond `after`, among whose sign-ups something may be due."""
    rows = await db.fetch(_DUE, now=now, today=days.date_of(now), after=after, count=limit)
    return [pk for (pk,) in rows]


async def grown_up(db: Database, now: int, limit: int) -> list[int]:
    """Volunteers with a sign-up that awaits a guardian, who need none any more: their birth month has ended since."""
    year, month = (int(part) for part in days.date_of(now).split("-")[:2])
    last = year * 12 + month - 2  # the month before this one, counted from the year 0
    born = f"{last // 12 - GUARDED_BELOW:04d}-{last % 12 + 1:02d}"
    return [pk for (pk,) in await db.fetch(_GROWN_UP, now=now, born=born, count=limit)]


async def finish(transaction: Transaction, opportunity_pk: int, now: int) -> int:
    """Whoever was accepted has helped once their last shift is over; without shifts, once the opportunity is."""
    return await transaction.execute(_FINISH, opportunity=opportunity_pk, now=now, today=days.date_of(now))


_NOW: Final = bindparam("now", type_=BigInteger())
_TODAY: Final = bindparam("today", type_=String())


def _is_over() -> ColumnElement[bool]:
    """Shifts that were called off count for nothing: whether anybody came then, only the organisation knows."""
    own = (_ES.engagement_pk == _E.pk, _S.pk == _ES.shift_pk)
    named = exists(select(1).select_from(ENGAGEMENT_SHIFT).where(_ES.engagement_pk == _E.pk).correlate(ENGAGEMENT))
    held = exists(select(1).where(*own, _S.gone.is_(False)).correlate(ENGAGEMENT))
    to_end = exists(select(1).where(*own, _S.gone.is_(False), _S.end > _NOW).correlate(ENGAGEMENT))
    short = one_of(_P.commitment, [Commitment.SPONTANEOUS.value, Commitment.ONE_TIME.value])
    past = exists(
        select(1)
        .select_from(OPPORTUNITY)
        .where(_P.pk == _E.opportunity_pk, or_(_P.end < _TODAY, and_(_P.end.is_(None), short, _P.start < _TODAY)))
        .correlate(ENGAGEMENT)
    )
    return or_(and_(held, not_(to_end)), and_(not_(named), past))


_ACCEPTED: Final = _E.state == EngagementState.ACCEPTED.value
_DUE: Final = Statement(
    select(_E.opportunity_pk)
    .where(
        _E.opportunity_pk > bindparam("after", type_=Integer()),
        or_(
            has_lapsed(),
            and_(_ACCEPTED, _is_over()),
            and_(
                _E.state == EngagementState.WAITLISTED.value,
                exists(
                    select(1)
                    .select_from(OPPORTUNITY)
                    .where(_P.pk == _E.opportunity_pk, stated_open_on(), not_(is_full()))
                    .correlate(ENGAGEMENT)
                ),
            ),
        ),
    )
    .distinct()
    .order_by(_E.opportunity_pk)
    .limit(bindparam("count", type_=Integer()))
)
_GROWN_UP: Final = Statement(
    select(_E.volunteer_pk)
    .join_from(ENGAGEMENT, VOLUNTEER, VOLUNTEER.c.pk == _E.volunteer_pk)
    .where(
        _E.state == EngagementState.AWAITING_GUARDIAN.value,
        _E.held_until > _NOW,
        VOLUNTEER.c.birth_month <= bindparam("born", type_=String()),
    )
    .distinct()
    .order_by(_E.volunteer_pk)
    .limit(bindparam("count", type_=Integer()))
)
_FINISH: Final = Statement(
    update(ENGAGEMENT)
    .where(_E.opportunity_pk == bindparam("opportunity", type_=Integer()), _ACCEPTED, _is_over())
    .values(state=EngagementState.DONE.value, updated_at=_NOW)
)
