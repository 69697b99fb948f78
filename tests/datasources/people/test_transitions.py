"""Who may take a sign-up from which state to which."""

from itertools import product

import pytest

from datasources.people import transitions
from datasources.people.transitions import Actor, may
from datasources.people.vocabulary import HOLDING, LIVE, EngagementState

S = EngagementState


@pytest.mark.parametrize("state", EngagementState)
def test_volunteers_withdraw_while_something_is_to_come_and_do_nothing_else(state: EngagementState) -> None:
    allowed = {after for after in EngagementState if may(Actor.VOLUNTEER, state, after)}
    assert allowed == ({S.WITHDRAWN} if state in LIVE else set())


def test_a_new_sign_up_waits_or_holds_a_place_and_is_nothing_that_others_decide() -> None:
    allowed = {after for after in EngagementState if may(Actor.VOLUNTEER, None, after)}
    assert allowed == {S.AWAITING_GUARDIAN, S.INTERESTED, S.WAITLISTED}
    assert not any(may(actor, None, after) for actor in (Actor.EDITOR, Actor.HUB) for after in EngagementState)


def test_editors_may_only_decline_who_waits_for_a_guardian() -> None:
    assert {after for after in EngagementState if may(Actor.EDITOR, S.AWAITING_GUARDIAN, after)} == {S.DECLINED}


def test_editors_confirm_what_took_place_and_correct_it() -> None:
    for before in (S.ACCEPTED, S.DONE, S.NO_SHOW, S.CONFIRMED):
        assert may(Actor.EDITOR, before, S.CONFIRMED)
    for before in (S.INTERESTED, S.WAITLISTED, S.AWAITING_GUARDIAN):
        assert not may(Actor.EDITOR, before, S.CONFIRMED)


@pytest.mark.parametrize("state", [S.DECLINED, S.WITHDRAWN, S.CANCELLED_BY_ORGANIZATION])
def test_what_has_ended_never_comes_back(state: EngagementState) -> None:
    assert not any(may(actor, state, after) for actor, after in product(Actor, EngagementState))


def test_nobody_but_the_hub_and_a_guardian_brings_a_sign_up_from_waiting_to_interested() -> None:
    moves = {(actor, before) for actor, before, after in transitions.rows() if S.INTERESTED in after and before}
    assert moves == {(Actor.GUARDIAN, S.AWAITING_GUARDIAN), (Actor.HUB, S.WAITLISTED), (Actor.HUB, S.AWAITING_GUARDIAN)}


def test_withdrawing_always_frees_a_place() -> None:
    assert S.WITHDRAWN not in HOLDING
    assert not any(may(Actor.EDITOR, before, S.WITHDRAWN) for before in EngagementState)


def test_every_state_can_be_reached() -> None:
    assert {after for _, _, states in transitions.rows() for after in states} == set(EngagementState)
