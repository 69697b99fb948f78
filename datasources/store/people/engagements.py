"""Sign-ups: one at a time as a change sees it, and what becomes of all of someone's.

Each function is part of a transaction whose order `engagements_places` describes. Those that change all sign-ups of
someone (`release_from_guardian`, `withdraw_all`, `anonymise`) take its locks themselves, and are for callers that have
touched no opportunity yet.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Boolean, Integer, String, Text, bindparam, delete, insert, or_, select, update

from datasources.ids import IdKind, chance_id
from datasources.people.vocabulary import LIVE, EngagementState
from datasources.store.database import Transaction
from datasources.store.people import engagements_places as places
from datasources.store.people.core import ENGAGEMENT, ENGAGEMENT_SHIFT, MESSAGE, VOLUNTEER
from datasources.store.people.rows import EngagementRow
from datasources.store.rows import OpportunityRow, rows_of
from datasources.store.statements import SHIFT, Statement, in_array, one_of
from datasources.store.writing.shapes import KEY, changing

__all__ = [
    "OwnSignUp",
    "SignedUp",
    "anonymise",
    "by_id",
    "change",
    "lock_volunteer",
    "make",
    "of_volunteer",
    "release_from_guardian",
    "say",
    "withdraw_all",
]

_E: Final = ENGAGEMENT.c
_ES: Final = ENGAGEMENT_SHIFT.c
_S: Final = SHIFT.c
_CHANGEABLE: Final = ("state", "hours", "waiting_since", "held_until", "confirmed_at", "updated_at")


class SignedUp(NamedTuple):
    """A sign-up as a change finds it; `account_pk` and `birth_month` are of whoever signed up, None once erased."""

    row: EngagementRow
    account_pk: int | None
    birth_month: str | None


class OwnSignUp(NamedTuple):
    """One of someone's own sign-ups, with the times of one of its shifts: a row per shift."""

    pk: int
    opportunity_pk: int
    state: str
    held_until: int | None
    start: int | None
    end: int | None


# ── one ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def by_id(transaction: Transaction, id: str) -> SignedUp | None:
    """The sign-up of an id."""
    found = await transaction.fetch(_BY_ID, id=id)
    if not found:
        return None
    *row, account_pk, birth_month = found[0]
    return SignedUp(EngagementRow(*row), account_pk, birth_month)


async def shifts_of(transaction: Transaction, engagement_pk: int) -> list[tuple[int, int, int]]:
    """The shifts someone signed up for: pk, start, end."""
    return [(pk, start, end) for pk, start, end in await transaction.fetch(_SHIFTS_OF, engagement=engagement_pk)]


async def lock_volunteer(transaction: Transaction, volunteer_pk: int) -> None:
    """Lets two changes of one person's sign-ups follow each other."""
    await transaction.fetch(_LOCK_VOLUNTEER, volunteer=volunteer_pk)


async def of_volunteer(transaction: Transaction, volunteer_pk: int, opportunity_pk: int) -> list[OwnSignUp]:
    """Someone's sign-ups: all in which something is still to come, and those for this opportunity."""
    rows = await transaction.fetch(_OF_VOLUNTEER, volunteer=volunteer_pk, opportunity=opportunity_pk)
    return rows_of(OwnSignUp, rows)


async def make(
    transaction: Transaction,
    opportunity_pk: int,
    volunteer_pk: int,
    state: EngagementState,
    shift_pks: Sequence[int],
    now: int,
) -> EngagementRow:
    """A new sign-up: INTERESTED, WAITLISTED from now on, or AWAITING_GUARDIAN for as long as a place is held."""
    rows = await transaction.fetch(
        _INSERT,
        id=chance_id(IdKind.ENGAGEMENT),
        opportunity_pk=opportunity_pk,
        volunteer_pk=volunteer_pk,
        state=state.value,
        waiting_since=now if state is EngagementState.WAITLISTED else None,
        held_until=now + places.HELD_S if state is EngagementState.AWAITING_GUARDIAN else None,
        now=now,
    )
    (row,) = rows_of(EngagementRow, rows)
    await transaction.executemany(_INSERT_SHIFT, [{"engagement_pk": row.pk, "shift_pk": pk} for pk in shift_pks])
    return row


async def change(
    transaction: Transaction, row: EngagementRow, state: EngagementState, now: int, *, hours: float | None = None
) -> EngagementRow:
    """The sign-up in another state; `hours` are those that are confirmed."""
    confirmed = state is EngagementState.CONFIRMED
    changed = row._replace(
        state=state.value,
        hours=hours if confirmed else None,
        confirmed_at=now if confirmed else None,
        waiting_since=now if state is EngagementState.WAITLISTED else None,
        held_until=None,
        updated_at=now,
    )
    values = {name: getattr(changed, name) for name in _CHANGEABLE}
    await transaction.execute(_CHANGE, **{KEY: row.pk}, **values)
    return changed


async def say(transaction: Transaction, engagement_pk: int, text: str, *, from_organization: bool, now: int) -> None:
    """Keeps a message; its text has been checked."""
    await transaction.execute(_SAY, engagement_pk=engagement_pk, at=now, from_organization=from_organization, text=text)


# ── all of someone's ─────────────────────────────────────────────────────────────────────────────────────────────


async def release_from_guardian(transaction: Transaction, volunteer_pk: int, now: int) -> int:
    """Sign-ups that awaited a guardian become INTERESTED where the consents now cover CONTACT for the organisation;
    answers how many. A hold that has lapsed stays so."""
    locked = await _lock_all(transaction, volunteer_pk, [EngagementState.AWAITING_GUARDIAN])
    released = 0
    for opportunity in locked:
        ((birth_month,),) = await transaction.fetch(_BIRTH_MONTH, volunteer=volunteer_pk)
        people = {volunteer_pk: birth_month}
        if not await places.awaits_guardian(transaction, people, opportunity.organization_pk, now):
            released += await transaction.execute(_RELEASE, volunteer=volunteer_pk, opportunity=opportunity.pk, now=now)
        await places.settle(transaction, opportunity, now)
    return released


async def withdraw_all(transaction: Transaction, volunteer_pk: int, now: int) -> int:
    """Withdraws every sign-up in which something is still to come; answers how many. Their places are given on."""
    locked = await _lock_all(transaction, volunteer_pk, [state for state in EngagementState if state in LIVE])
    withdrawn = await transaction.execute(_WITHDRAW_ALL, volunteer=volunteer_pk, now=now)
    for opportunity in locked:
        await places.settle(transaction, opportunity, now)
    return withdrawn


async def anonymise(transaction: Transaction, volunteer_pk: int, age_band: str | None, now: int) -> int:
    """Leaves of someone's sign-ups what can be counted, and nobody told apart by: the opportunity, the state, the
    hours, the month (UTC), and the age band where that was consented to. What is still to come is withdrawn.

    Messages and shifts go, and so does the person's pk. Answers how many sign-ups there were.
    """
    await withdraw_all(transaction, volunteer_pk, now)
    rows = rows_of(EngagementRow, await transaction.fetch(_ALL_OF, volunteer=volunteer_pk))
    keys = [row.pk for row in rows]
    if not keys:
        return 0
    await transaction.execute(_DELETE_MESSAGES, keys=keys)
    await transaction.execute(_DELETE_SHIFTS, keys=keys)
    await transaction.executemany(
        _ANONYMISE,
        [
            {
                KEY: row.pk,
                "band": age_band,
                "made_in": _month(row.created_at),
                "changed_in": _month(row.updated_at),
                "confirmed_in": None if row.confirmed_at is None else _month(row.confirmed_at),
            }
            for row in rows
        ],
    )
    await places.mark_full(transaction, sorted({row.opportunity_pk for row in rows}), now)
    return len(rows)


async def _lock_all(
    transaction: Transaction, volunteer_pk: int, states: Sequence[EngagementState]
) -> list[OpportunityRow]:
    """The opportunities of someone's sign-ups in these states, locked by pk, after the person's own row."""
    await lock_volunteer(transaction, volunteer_pk)
    found = await transaction.fetch(_OPPORTUNITIES_OF, volunteer=volunteer_pk, states=[state.value for state in states])
    locked = await places.lock(transaction, [pk for (pk,) in found])
    return list(locked.values())


def _month(instant: int) -> int:
    """The first instant of its month, in UTC as counts by month are."""
    day = datetime.fromtimestamp(instant, UTC)
    return int(day.replace(day=1, hour=0, minute=0, second=0).timestamp())


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────

_NOW: Final = bindparam("now", type_=BigInteger())
_VOLUNTEER: Final = bindparam("volunteer", type_=Integer())
_OPPORTUNITY: Final = bindparam("opportunity", type_=Integer())
_IS_LIVE: Final = one_of(_E.state, [state.value for state in EngagementState if state in LIVE])
_COLUMNS: Final = tuple(_E[name] for name in EngagementRow._fields)

_BY_ID: Final = Statement(
    select(*_COLUMNS, VOLUNTEER.c.account_pk, VOLUNTEER.c.birth_month)
    .join_from(ENGAGEMENT, VOLUNTEER, VOLUNTEER.c.pk == _E.volunteer_pk, isouter=True)
    .where(_E.id == bindparam("id", type_=String()))
)
_SHIFTS_OF: Final = Statement(
    select(_S.pk, _S.start, _S.end)
    .join_from(ENGAGEMENT_SHIFT, SHIFT, _S.pk == _ES.shift_pk)
    .where(_ES.engagement_pk == bindparam("engagement", type_=Integer()))
    .order_by(_S.start, _S.pk)
)
_LOCK_VOLUNTEER: Final = Statement(
    select(VOLUNTEER.c.pk).where(VOLUNTEER.c.pk == _VOLUNTEER).with_for_update(key_share=True)
)
_BIRTH_MONTH: Final = Statement(select(VOLUNTEER.c.birth_month).where(VOLUNTEER.c.pk == _VOLUNTEER))
_OF_VOLUNTEER: Final = Statement(
    select(_E.pk, _E.opportunity_pk, _E.state, _E.held_until, _S.start, _S.end)
    .select_from(
        ENGAGEMENT.outerjoin(ENGAGEMENT_SHIFT, _ES.engagement_pk == _E.pk).outerjoin(SHIFT, _S.pk == _ES.shift_pk)
    )
    .where(_E.volunteer_pk == _VOLUNTEER, or_(_IS_LIVE, _E.opportunity_pk == _OPPORTUNITY))
    .order_by(_E.pk)
)
_INSERT: Final = Statement(
    insert(ENGAGEMENT)
    .values(
        id=bindparam("id", type_=String()),
        opportunity_pk=bindparam("opportunity_pk", type_=Integer()),
        volunteer_pk=bindparam("volunteer_pk", type_=Integer()),
        state=bindparam("state", type_=String()),
        waiting_since=bindparam("waiting_since", type_=BigInteger()),
        held_until=bindparam("held_until", type_=BigInteger()),
        created_at=_NOW,
        updated_at=_NOW,
    )
    .returning(*_COLUMNS)
)
_INSERT_SHIFT: Final = Statement(
    insert(ENGAGEMENT_SHIFT).values(
        engagement_pk=bindparam("engagement_pk", type_=Integer()), shift_pk=bindparam("shift_pk", type_=Integer())
    )
)
_CHANGE: Final = changing(ENGAGEMENT, _CHANGEABLE)
_SAY: Final = Statement(
    insert(MESSAGE).values(
        engagement_pk=bindparam("engagement_pk", type_=Integer()),
        at=bindparam("at", type_=BigInteger()),
        from_organization=bindparam("from_organization", type_=Boolean()),
        text=bindparam("text", type_=Text()),
    )
)
_OPPORTUNITIES_OF: Final = Statement(
    select(_E.opportunity_pk).where(_E.volunteer_pk == _VOLUNTEER, in_array(_E.state, "states"))
)
_RELEASE: Final = Statement(
    update(ENGAGEMENT)
    .where(
        _E.volunteer_pk == _VOLUNTEER,
        _E.opportunity_pk == _OPPORTUNITY,
        _E.state == EngagementState.AWAITING_GUARDIAN.value,
        _E.held_until > _NOW,
    )
    .values(state=EngagementState.INTERESTED.value, held_until=None, updated_at=_NOW)
)
_WITHDRAW_ALL: Final = Statement(
    update(ENGAGEMENT)
    .where(_E.volunteer_pk == _VOLUNTEER, _IS_LIVE)
    .values(state=EngagementState.WITHDRAWN.value, held_until=None, waiting_since=None, updated_at=_NOW)
)
_ALL_OF: Final = Statement(select(*_COLUMNS).where(_E.volunteer_pk == _VOLUNTEER).order_by(_E.pk))
_DELETE_MESSAGES: Final = Statement(delete(MESSAGE).where(in_array(MESSAGE.c.engagement_pk, "keys")))
_DELETE_SHIFTS: Final = Statement(delete(ENGAGEMENT_SHIFT).where(in_array(_ES.engagement_pk, "keys")))
_ANONYMISE: Final = Statement(
    update(ENGAGEMENT)
    .where(_E.pk == bindparam(KEY, type_=Integer()))
    .values(
        volunteer_pk=None,
        age_band=bindparam("band", type_=String()),
        created_at=bindparam("made_in", type_=BigInteger()),
        updated_at=bindparam("changed_in", type_=BigInteger()),
        confirmed_at=bindparam("confirmed_in", type_=BigInteger()),
        waiting_since=None,
        held_until=None,
    )
)
