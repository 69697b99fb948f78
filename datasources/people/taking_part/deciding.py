"""What becomes of a sign-up: whoever made it withdraws it, or the organisation decides on it.

A  the sign-up is found; an unknown id and one of somebody else's are the same problem
B  its opportunity is locked, and the sign-up read again: where it stands now is what counts
C  the step is allowed (`transitions`), and has what it needs: a place, a guardian's consent, hours
D  it is written down, and the place that fell free is given on
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from datasources.ids import IdKind, kind_of
from datasources.people.outcome import Outcome, problem
from datasources.people.taking_part.asking import checked_message
from datasources.people.taking_part.refusing import changing, refuse
from datasources.people.transitions import Actor, may, whereto
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import HOLDING, EngagementState
from datasources.problems import Problem
from datasources.store import days
from datasources.store.database import Database, Transaction
from datasources.store.people import engagements
from datasources.store.people import engagements_places as places
from datasources.store.people.engagements import SignedUp
from datasources.store.people.engagements_lists import state_at
from datasources.store.people.rows import EngagementRow
from datasources.store.rows import OpportunityRow

__all__ = ["HOURS_A_DAY", "MAX_HOURS", "Decision", "decide", "withdraw"]

HOURS_A_DAY: Final = 24
MAX_HOURS: Final = 1_000
"""Of a sign-up without shifts: what is done over weeks and years."""
_DIGITS: Final = 2
_UNKNOWN: Final[Outcome[EngagementRow]] = Outcome(problems=(problem("ENGAGEMENT_UNKNOWN", "id"),))


@dataclass(frozen=True, slots=True)
class Decision:
    """What an editor decides; `hours` belong to CONFIRMED alone."""

    id: str
    state: EngagementState
    hours: float | None = None
    message: str | None = None


async def withdraw(db: Database, viewer: Viewer, id: str, now: int) -> Outcome[EngagementRow]:
    """Withdraws the asker's own sign-up."""
    if kind_of(id) is not IdKind.ENGAGEMENT:
        return _UNKNOWN

    async def change(transaction: Transaction) -> EngagementRow:
        found = await engagements.by_id(transaction, id)  # A
        if found is None or found.account_pk is None or found.account_pk != viewer.account_pk:
            raise refuse("ENGAGEMENT_UNKNOWN", "id")
        opportunity, found = await _held_still(transaction, found)  # B
        _require(Actor.VOLUNTEER, found.row, EngagementState.WITHDRAWN, now)  # C
        changed = await engagements.change(transaction, found.row, EngagementState.WITHDRAWN, now)  # D
        await places.settle(transaction, opportunity, now)
        return changed

    return await changing(db, change)


async def decide(db: Database, viewer: Viewer, decision: Decision, now: int) -> Outcome[EngagementRow]:
    """Takes a sign-up to another state, for an editor of its organisation."""
    if kind_of(decision.id) is not IdKind.ENGAGEMENT:
        return _UNKNOWN
    message = checked_message(decision.message)
    if isinstance(message, Problem):
        return Outcome(problems=(message,))

    async def change(transaction: Transaction) -> EngagementRow:
        found = await engagements.by_id(transaction, decision.id)  # A
        if found is None:
            raise refuse("ENGAGEMENT_UNKNOWN", "id")
        opportunity, found = await _held_still(transaction, found)  # B
        if not viewer.may_edit(opportunity.organization_pk):
            raise refuse("ENGAGEMENT_UNKNOWN", "id")
        _require(Actor.EDITOR, found.row, decision.state, now)  # C
        hours = await _hours(transaction, found.row, decision)
        if decision.state in HOLDING and found.row.state not in HOLDING:
            await _require_place(transaction, opportunity, found, now)
        changed = await engagements.change(transaction, found.row, decision.state, now, hours=hours)  # D
        if message is not None and found.row.volunteer_pk is not None:
            await engagements.say(transaction, found.row.pk, message, from_organization=True, now=now)
        passed_over = found.row.pk if decision.state is EngagementState.WAITLISTED else None
        await places.settle(transaction, opportunity, now, passed_over=passed_over)
        return changed

    return await changing(db, change)


async def _held_still(transaction: Transaction, found: SignedUp) -> tuple[OpportunityRow, SignedUp]:
    opportunity = (await places.lock(transaction, [found.row.opportunity_pk]))[found.row.opportunity_pk]
    again = await engagements.by_id(transaction, found.row.id)
    if again is None:
        raise refuse("ENGAGEMENT_UNKNOWN", "id")
    return opportunity, again


def _require(actor: Actor, row: EngagementRow, after: EngagementState, now: int) -> None:
    before = state_at(row, now)
    if not may(actor, before, after):
        raise refuse(
            "TRANSITION_NOT_ALLOWED", "state" if actor is Actor.EDITOR else "id", **_steps(actor, before, after)
        )


def _steps(actor: Actor, before: EngagementState, after: EngagementState) -> dict[str, str]:
    allowed = ", ".join(state.value for state in whereto(actor, before))
    return {"from": before.value, "to": after.value, "allowed": allowed or "–"}


async def _require_place(transaction: Transaction, opportunity: OpportunityRow, found: SignedUp, now: int) -> None:
    """Whoever waits is accepted where a place is free and, under 16, once a guardian has consented. A shift that has
    begun is no reason against it: whoever stepped in at the door helped too."""
    free = await places.occupancy(transaction, opportunity, now)
    shifts = await engagements.shifts_of(transaction, found.row.pk)
    if not free.fits([pk for pk, _, _ in shifts], begun=True):
        raise refuse("NO_PLACE_LEFT", "state")
    if found.row.volunteer_pk is None:
        return
    people = {found.row.volunteer_pk: found.birth_month}
    if await places.awaits_guardian(transaction, people, opportunity.organization_pk, now):
        raise refuse("GUARDIAN_MISSING", "state")


async def _hours(transaction: Transaction, row: EngagementRow, decision: Decision) -> float | None:
    """The hours that are confirmed: more than none, and no more than the days of the shifts have."""
    if decision.state is not EngagementState.CONFIRMED:
        if decision.hours is not None:
            raise refuse("HOURS_NOT_EXPECTED", "hours")
        return None
    if decision.hours is None:
        raise refuse("HOURS_NEEDED", "hours")
    shifts = await engagements.shifts_of(transaction, row.pk)
    most = _most_hours([(start, end) for _, start, end in shifts])
    hours = round(decision.hours, _DIGITS) if math.isfinite(decision.hours) else 0.0
    if not 0 < hours <= most:
        raise refuse("HOURS_INVALID", "hours", most=str(most))
    return hours


def _most_hours(shifts: Sequence[tuple[int, int]]) -> int:
    """Twenty-four for each local day that a shift touches."""
    touched: set[int] = set()
    for start, end in shifts:
        first, last = (
            date.fromisoformat(days.date_of(instant)).toordinal() for instant in (start, max(start, end - 1))
        )
        touched.update(range(first, last + 1))
    return HOURS_A_DAY * len(touched) if touched else MAX_HOURS
