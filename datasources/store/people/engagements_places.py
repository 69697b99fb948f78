"""Places: who holds them, whether one is left, and who moves up when one falls free.

A sign-up holds one place of its opportunity, where places are stated, and one in each shift it names. Whoever awaits a
guardian holds it until `held_until` and no longer, whatever the housekeeping has written down by then.

A change of sign-ups is one transaction in this order, which lets no two of them wait for each other:

    A  the volunteer's row (`datasources.store.people.profiles`)
    B  the rows of the opportunities, by pk (`lock`): on PostgreSQL that is what makes two changes wait for each other,
       on SQLite the writer is alone anyway
    C  the sign-ups
    D  `settle`: lapsed holds end, who waits moves up, `opportunity.is_full` says what came of it
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)

from datasources.people import ages, consents
from datasources.people.vocabulary import HOLDING, EngagementState, Purpose
from datasources.store import days
from datasources.store.database import Database, Transaction
from datasources.store.people import consents as consent_store
from datasources.store.people.core import ENGAGEMENT, ENGAGEMENT_SHIFT, VOLUNTEER
from datasources.store.rows import OpportunityRow, rows_of
from datasources.store.statements import OPPORTUNITY, SHIFT, Statement, array_rows, in_array, one_of
from datasources.store.writing.shapes import KEY
from datasources.vocabulary import OpportunityStatus

__all__ = [
    "HELD_S",
    "Occupancy",
    "ShiftPlaces",
    "awaits_guardian",
    "full_among",
    "has_lapsed",
    "held_of_opportunities",
    "held_of_shift",
    "is_full",
    "is_open",
    "left_of_shifts",
    "lock",
    "mark_full",
    "mismarked",
    "occupancy",
    "settle",
]

HELD_S: Final = 48 * 3600
"""How long a place is held for someone whose guardian has not consented yet."""
MAX_WAITING: Final = 1_000
"""So many of a waiting list are looked at when a place falls free."""

_E: Final = ENGAGEMENT.c
_ES: Final = ENGAGEMENT_SHIFT.c
_P: Final = OPPORTUNITY.c
_S: Final = SHIFT.c
_AWAITING: Final = EngagementState.AWAITING_GUARDIAN


# ── what is held ─────────────────────────────────────────────────────────────────────────────────────────────────


class ShiftPlaces(NamedTuple):
    """A shift of an opportunity, and how many of its places are held."""

    pk: int
    id: str
    start: int
    end: int
    capacity: int
    gone: bool
    held: int


@dataclass(slots=True)
class Occupancy:
    """The places of an opportunity at an instant; `taken` follows what is given away since."""

    now: int
    places: int | None
    held: int
    shifts: Mapping[int, ShiftPlaces]
    taken: dict[int, int]

    def fits(self, shift_pks: Iterable[int], *, begun: bool = False) -> bool:
        """Whether a sign-up for these shifts finds a place in the opportunity and in every one of them; in those that
        have begun only where `begun` says so."""
        in_all = self.places is None or self.held < self.places
        return in_all and all(self._has_place(pk, begun) for pk in shift_pks)

    def take(self, shift_pks: Iterable[int]) -> None:
        """Gives a place away."""
        self.held += 1
        for pk in shift_pks:
            self.taken[pk] = self.taken.get(pk, 0) + 1

    def _has_place(self, pk: int, begun: bool) -> bool:
        shift = self.shifts.get(pk)
        if shift is None or shift.gone or (shift.start <= self.now and not begun):
            return False
        return shift.held + self.taken.get(pk, 0) < shift.capacity


async def lock(transaction: Transaction, opportunity_pks: Iterable[int]) -> dict[int, OpportunityRow]:
    """The opportunities, kept from other changes of sign-ups until the transaction ends."""
    rows = rows_of(OpportunityRow, await transaction.fetch(_LOCK, pks=sorted(set(opportunity_pks))))
    return {row.pk: row for row in rows}


async def occupancy(transaction: Transaction, opportunity: OpportunityRow, now: int) -> Occupancy:
    """What is held of an opportunity that is locked."""
    ((held,),) = await transaction.fetch(_HELD, opportunity=opportunity.pk, now=now)
    rows = rows_of(ShiftPlaces, await transaction.fetch(_SHIFTS, opportunity=opportunity.pk, now=now))
    return Occupancy(now, opportunity.places, held, {row.pk: row for row in rows}, {})


async def held_of_opportunities(db: Database, pks: Sequence[int], now: int) -> dict[int, int]:
    """How many places of each opportunity are held."""
    return dict(await db.fetch(_HELD_OF_MANY, keys=list(dict.fromkeys(pks)), now=now)) if pks else {}


async def left_of_shifts(db: Database, pks: Sequence[int], now: int) -> dict[int, int]:
    """How many places of each shift are left: its own, but no more than its opportunity's."""
    found = await db.fetch(_LEFT_OF_SHIFTS, keys=list(dict.fromkeys(pks)), now=now) if pks else []
    return {
        pk: max(0, capacity - held if places is None else min(capacity - held, places - held_of_all))
        for pk, capacity, held, places, held_of_all in found
    }


async def full_among(db: Database, pks: Sequence[int], now: int) -> set[int]:
    """Which of these opportunities are full, counted now."""
    return {pk for (pk,) in await db.fetch(_FULL_AMONG, keys=list(pks), now=now)} if pks else set()


def is_open(opportunity: OpportunityRow, now: int) -> bool:
    """Whether a place that is free may be given away: listed, not past, and neither full, paused nor closed by its
    source."""
    not_past = opportunity.last_date is None or opportunity.last_date >= days.date_of(now)
    return opportunity.listed and opportunity.status == OpportunityStatus.OPEN.value and not_past


# ── who moves up ─────────────────────────────────────────────────────────────────────────────────────────────────


async def settle(
    transaction: Transaction, opportunity: OpportunityRow, now: int, *, passed_over: int | None = None
) -> int:
    """Ends lapsed holds of an opportunity that is locked, and lets who waits longest and fits move up, as far as there
    are places; answers how many sign-ups changed. `passed_over` is not moved: the organisation has just put it back."""
    changed = await transaction.execute(_LAPSE, opportunity=opportunity.pk, now=now)
    if is_open(opportunity, now):
        changed += await _move_up(transaction, opportunity, now, passed_over)
    await mark_full(transaction, [opportunity.pk], now)
    return changed


async def mark_full(transaction: Transaction, opportunity_pks: Sequence[int], now: int) -> int:
    """Writes down which of these opportunities are full; what says so already is not touched."""
    return await transaction.execute(_MARK_FULL, pks=list(opportunity_pks), now=now) if opportunity_pks else 0


async def mismarked(db: Database, now: int, limit: int) -> list[int]:
    """Opportunities whose mark the passing of time has made wrong: a hold lapsed, the last free shift began."""
    return [pk for (pk,) in await db.fetch(_MISMARKED, now=now, count=limit)]


async def awaits_guardian(
    transaction: Transaction, people: Mapping[int, str | None], organization_pk: int | None, now: int
) -> set[int]:
    """Which of these volunteers need the consent of a guardian before this organisation learns of them, and lack it.

    `people` are months of birth by pk; whoever states none is taken to be young.
    """
    today = date.fromisoformat(days.date_of(now))
    young = [pk for pk, month in people.items() if month is None or ages.needs_guardian(month, today)]
    standing = await consent_store.standing(transaction, young) if young else {}
    return {pk for pk in young if not consents.covers(standing[pk], Purpose.CONTACT, organization_pk, guarded=True)}


async def _move_up(transaction: Transaction, opportunity: OpportunityRow, now: int, passed_over: int | None) -> int:
    free = await occupancy(transaction, opportunity, now)
    if not free.fits(()):
        return 0
    waiting = await transaction.fetch(_WAITING, opportunity=opportunity.pk, count=MAX_WAITING)
    waiting = [row for row in waiting if row[0] != passed_over]
    if not waiting:
        return 0
    chosen: dict[int, list[int]] = {pk: [] for pk, _, _ in waiting}
    for engagement_pk, shift_pk in await transaction.fetch(_CHOSEN, keys=list(chosen)):
        chosen[engagement_pk].append(shift_pk)
    moved: list[tuple[int, int, str | None]] = []
    for row in waiting:
        if free.fits(chosen[row[0]]):
            free.take(chosen[row[0]])
            moved.append(row)
    people = {volunteer_pk: month for _, volunteer_pk, month in moved}
    lacking = await awaits_guardian(transaction, people, opportunity.organization_pk, now)
    changes = [
        {
            KEY: pk,
            "to_state": (_AWAITING if volunteer_pk in lacking else EngagementState.INTERESTED).value,
            "until": now + HELD_S if volunteer_pk in lacking else None,
            "now": now,
        }
        for pk, volunteer_pk, _ in moved
    ]
    await transaction.executemany(_MOVE, changes)
    return len(changes)


# ── statements ───────────────────────────────────────────────────────────────────────────────────────────────────

_NOW: Final = bindparam("now", type_=BigInteger())
_OPPORTUNITY: Final = bindparam("opportunity", type_=Integer())


def has_lapsed() -> ColumnElement[bool]:
    """Whether a sign-up awaited a guardian for too long at the parameter `now`: it counts as withdrawn."""
    return and_(_E.state == _AWAITING.value, _E.held_until <= _NOW)


def _holds() -> ColumnElement[bool]:
    """Whether a sign-up holds its places at the parameter `now`."""
    holding = one_of(_E.state, [state.value for state in EngagementState if state in HOLDING - {_AWAITING}])
    return or_(holding, and_(_E.state == _AWAITING.value, _E.held_until > _NOW))


def _held_of_opportunity() -> ColumnElement[Any]:
    own = select(func.count()).select_from(ENGAGEMENT).where(_E.opportunity_pk == _P.pk, _holds())
    return own.correlate(OPPORTUNITY).scalar_subquery()


def held_of_shift() -> ColumnElement[Any]:
    """How many places of the shift of the statement around it are held at the parameter `now`."""
    own = (
        select(func.count())
        .select_from(ENGAGEMENT_SHIFT.join(ENGAGEMENT, _E.pk == _ES.engagement_pk))
        .where(_ES.shift_pk == _S.pk, _holds())
    )
    return own.correlate(SHIFT).scalar_subquery()


def is_full() -> ColumnElement[bool]:
    """Whether nobody finds a place at the parameter `now`: all stated ones are held, or those of all shifts to come."""
    to_come = (_S.opportunity_pk == _P.pk, _S.gone.is_(False), _S.start > _NOW)
    any_to_come = exists(select(1).select_from(SHIFT).where(*to_come).correlate(OPPORTUNITY))
    with_place = select(1).select_from(SHIFT).where(*to_come, _S.capacity > held_of_shift()).correlate(OPPORTUNITY)
    of_all = func.coalesce(_P.places <= _held_of_opportunity(), False)
    return or_(of_all, and_(any_to_come, not_(exists(with_place))))


_LOCK: Final = Statement(
    select(*(_P[name] for name in OpportunityRow._fields))
    .where(in_array(_P.pk, "pks"))
    .order_by(_P.pk)
    .with_for_update(key_share=True)
)
_HELD: Final = Statement(
    select(func.count()).select_from(ENGAGEMENT).where(_E.opportunity_pk == _OPPORTUNITY, _holds())
)
_KEYS: Final = array_rows("keys", BigInteger(), "asked")
_HELD_OF_MANY: Final = Statement(
    select(
        _KEYS.c.value,
        select(func.count())
        .select_from(ENGAGEMENT)
        .where(_E.opportunity_pk == _KEYS.c.value, _holds())
        .correlate(_KEYS)
        .scalar_subquery(),
    ).select_from(_KEYS),
    quick=True,
)
"""Key by key, each through the index: grouped, SQLite would read the index from end to end."""
_SHIFTS: Final = Statement(
    select(_S.pk, _S.id, _S.start, _S.end, _S.capacity, _S.gone, held_of_shift())
    .where(_S.opportunity_pk == _OPPORTUNITY)
    .order_by(_S.start, _S.pk)
)
_LEFT_OF_SHIFTS: Final = Statement(
    select(_S.pk, _S.capacity, held_of_shift(), _P.places, _held_of_opportunity())
    .join_from(SHIFT, OPPORTUNITY, _P.pk == _S.opportunity_pk)
    .where(in_array(_S.pk, "keys")),
    quick=True,
)
_FULL_AMONG: Final = Statement(select(_P.pk).where(in_array(_P.pk, "keys"), is_full()), quick=True)
_LAPSE: Final = Statement(
    update(ENGAGEMENT)
    .where(_E.opportunity_pk == _OPPORTUNITY, has_lapsed())
    .values(state=EngagementState.WITHDRAWN.value, held_until=None, updated_at=_NOW)
)
_WAITING: Final = Statement(
    select(_E.pk, _E.volunteer_pk, VOLUNTEER.c.birth_month)
    .join_from(ENGAGEMENT, VOLUNTEER, VOLUNTEER.c.pk == _E.volunteer_pk)
    .where(_E.opportunity_pk == _OPPORTUNITY, _E.state == EngagementState.WAITLISTED.value)
    .order_by(_E.waiting_since, _E.pk)
    .limit(bindparam("count", type_=Integer()))
)
_CHOSEN: Final = Statement(select(_ES.engagement_pk, _ES.shift_pk).where(in_array(_ES.engagement_pk, "keys")))
_MOVE: Final = Statement(
    update(ENGAGEMENT)
    .where(_E.pk == bindparam(KEY, type_=Integer()))
    .values(
        state=bindparam("to_state", type_=_E.state.type),
        held_until=bindparam("until", type_=BigInteger()),
        waiting_since=None,
        updated_at=_NOW,
    )
)
_MARK_FULL: Final = Statement(
    update(OPPORTUNITY)
    .where(in_array(_P.pk, "pks"), _P.is_full.is_distinct_from(is_full()))
    .values(is_full=not_(_P.is_full), updated_at=_NOW)
)
"""`updated_at` tells readers that something they see has changed."""
_MISMARKED: Final = Statement(
    select(_P.pk)
    .where(
        or_(_P.is_full.is_(True), _P.pk.in_(select(_E.opportunity_pk).where(_holds()))),
        _P.is_full.is_distinct_from(is_full()),
    )
    .order_by(_P.pk)
    .limit(bindparam("count", type_=Integer()))
)
