"""Personal calendars: found by the hash of their secret alone, and the shifts that stand in one."""

from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Integer, String, and_, bindparam, case, or_, select, update

from datasources.people.vocabulary import EngagementState
from datasources.store.database import Database, Transaction
from datasources.store.people.core import ENGAGEMENT, ENGAGEMENT_SHIFT, VOLUNTEER
from datasources.store.statements import OPPORTUNITY, ORGANIZATION, PLACE, SHIFT, Statement, one_of

__all__ = ["CalendarShiftRow", "keep_hash", "shifts_of", "volunteer_of"]


class CalendarShiftRow(NamedTuple):
    """A shift in someone's calendar; instants in UTC seconds."""

    engagement: str
    shift: str
    state: str
    gone: bool
    start: int
    end: int
    changed_at: int
    title: str
    organization: str | None
    place: str | None
    street: str | None
    postal_code: str | None
    locality: str | None
    lat: float | None
    lon: float | None


_E: Final = ENGAGEMENT.c
_STANDING: Final = (EngagementState.ACCEPTED, EngagementState.DONE, EngagementState.CONFIRMED)
_ENDED: Final = (EngagementState.WITHDRAWN, EngagementState.CANCELLED_BY_ORGANIZATION)
_CHANGED_AT: Final = case((OPPORTUNITY.c.updated_at > _E.updated_at, OPPORTUNITY.c.updated_at), else_=_E.updated_at)
_KEEP_HASH: Final = Statement(
    update(VOLUNTEER)
    .where(VOLUNTEER.c.pk == bindparam("volunteer", type_=Integer()))
    .values(calendar_hash=bindparam("hash", type_=String()), updated_at=bindparam("now", type_=BigInteger()))
)
_VOLUNTEER: Final = Statement(
    select(VOLUNTEER.c.pk).where(VOLUNTEER.c.calendar_hash == bindparam("hash", type_=String())), quick=True
)
_SHIFTS: Final = Statement(
    select(
        _E.id,
        SHIFT.c.id,
        _E.state,
        SHIFT.c.gone,
        SHIFT.c.start,
        SHIFT.c.end,
        _CHANGED_AT,
        OPPORTUNITY.c.title,
        ORGANIZATION.c.name,
        PLACE.c.name,
        PLACE.c.street,
        PLACE.c.postal_code,
        PLACE.c.locality,
        PLACE.c.lat,
        PLACE.c.lon,
    )
    .join_from(ENGAGEMENT, ENGAGEMENT_SHIFT, ENGAGEMENT_SHIFT.c.engagement_pk == _E.pk)
    .join(SHIFT, SHIFT.c.pk == ENGAGEMENT_SHIFT.c.shift_pk)
    .join(OPPORTUNITY, OPPORTUNITY.c.pk == _E.opportunity_pk)
    .outerjoin(ORGANIZATION, ORGANIZATION.c.pk == OPPORTUNITY.c.organization_pk)
    .outerjoin(PLACE, PLACE.c.pk == OPPORTUNITY.c.location_pk)
    .where(
        _E.volunteer_pk == bindparam("volunteer", type_=Integer()),
        SHIFT.c.end >= bindparam("since", type_=BigInteger()),
        or_(
            one_of(_E.state, _STANDING),
            and_(one_of(_E.state, _ENDED), _E.updated_at >= bindparam("ended_since", type_=BigInteger())),
        ),
    )
    .order_by(SHIFT.c.start.desc(), SHIFT.c.pk, _E.pk)
    .limit(bindparam("most", type_=Integer()))
)


async def keep_hash(transaction: Transaction, volunteer_pk: int, hash: str | None, now: int) -> None:
    """Sets the hash of the secret, in the place of the one before; None revokes it."""
    await transaction.execute(_KEEP_HASH, volunteer=volunteer_pk, hash=hash, now=now)


async def volunteer_of(db: Database, hash: str) -> int | None:
    """Whose calendar the secret of this hash opens."""
    for (pk,) in await db.fetch(_VOLUNTEER, hash=hash):
        return int(pk)
    return None


async def shifts_of(
    db: Database, volunteer_pk: int, *, since: int, ended_since: int, most: int
) -> list[CalendarShiftRow]:
    """The accepted shifts that end at `since` or later, and those of sign-ups that ended at `ended_since` or later; the
    last `most` of them, in the order of time."""
    rows = await db.fetch_rows(
        CalendarShiftRow, _SHIFTS, volunteer=volunteer_pk, since=since, ended_since=ended_since, most=most
    )
    return rows[::-1]
