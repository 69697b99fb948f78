"""From which state to which a sign-up may go, and who may send it there: one table, which the code asks and docs print.

    may(Actor.EDITOR, EngagementState.INTERESTED, EngagementState.ACCEPTED)     True
    may(Actor.VOLUNTEER, EngagementState.DONE, EngagementState.WITHDRAWN)       False

What else a step needs (a place, hours, a guardian) is for `datasources.people.taking_part` to ask.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from datasources.people.vocabulary import LIVE, EngagementState

__all__ = ["Actor", "may", "rows", "whereto"]


class Actor(StrEnum):
    """Who takes a step."""

    VOLUNTEER = "VOLUNTEER"
    GUARDIAN = "GUARDIAN"
    EDITOR = "EDITOR"
    HUB = "HUB"


AWAITING_GUARDIAN: Final = EngagementState.AWAITING_GUARDIAN
INTERESTED: Final = EngagementState.INTERESTED
WAITLISTED: Final = EngagementState.WAITLISTED
ACCEPTED: Final = EngagementState.ACCEPTED
DECLINED: Final = EngagementState.DECLINED
DONE: Final = EngagementState.DONE
CONFIRMED: Final = EngagementState.CONFIRMED
WITHDRAWN: Final = EngagementState.WITHDRAWN
CANCELLED: Final = EngagementState.CANCELLED_BY_ORGANIZATION
NO_SHOW: Final = EngagementState.NO_SHOW

_ALLOWED: Final[Mapping[Actor, Mapping[EngagementState | None, frozenset[EngagementState]]]] = {
    Actor.VOLUNTEER: {
        None: frozenset({AWAITING_GUARDIAN, INTERESTED, WAITLISTED}),
        **{state: frozenset({WITHDRAWN}) for state in LIVE},
    },
    Actor.GUARDIAN: {
        AWAITING_GUARDIAN: frozenset({INTERESTED, WITHDRAWN}),
        **{state: frozenset({WITHDRAWN}) for state in LIVE - {AWAITING_GUARDIAN}},
    },
    Actor.EDITOR: {
        AWAITING_GUARDIAN: frozenset({DECLINED}),
        INTERESTED: frozenset({WAITLISTED, ACCEPTED, DECLINED, CANCELLED}),
        WAITLISTED: frozenset({ACCEPTED, DECLINED, CANCELLED}),
        ACCEPTED: frozenset({WAITLISTED, DONE, CONFIRMED, CANCELLED, NO_SHOW}),
        DONE: frozenset({CONFIRMED, NO_SHOW}),
        NO_SHOW: frozenset({DONE, CONFIRMED}),
        CONFIRMED: frozenset({CONFIRMED}),
    },
    Actor.HUB: {
        AWAITING_GUARDIAN: frozenset({INTERESTED, WITHDRAWN}),
        WAITLISTED: frozenset({AWAITING_GUARDIAN, INTERESTED}),
        ACCEPTED: frozenset({DONE}),
    },
}
"""None is where there is no sign-up yet. CONFIRMED to itself corrects the hours."""


def may(actor: Actor, before: EngagementState | None, after: EngagementState) -> bool:
    """Whether someone may take a sign-up from one state to another; `before` is None for a new one."""
    return after in _ALLOWED[actor].get(before, frozenset())


def whereto(actor: Actor, before: EngagementState | None) -> tuple[EngagementState, ...]:
    """Where someone may take a sign-up that stands there, in the order of the enum."""
    return tuple(state for state in EngagementState if may(actor, before, state))


def rows() -> Iterator[tuple[Actor, EngagementState | None, tuple[EngagementState, ...]]]:
    """The table, in the order of the enums: who, from where, whereto."""
    for actor in Actor:
        for before in (None, *EngagementState):
            after = whereto(actor, before)
            if after:
                yield actor, before, after
