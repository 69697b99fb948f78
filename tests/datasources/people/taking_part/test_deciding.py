"""Withdrawing and deciding: whose it is, which steps there are, and what each needs."""

import asyncio
from dataclasses import replace
from itertools import product

import pytest

from datasources.people import taking_part
from datasources.people.taking_part.deciding import MAX_HOURS
from datasources.people.transitions import Actor, may
from datasources.people.viewer import ANONYMOUS
from datasources.people.vocabulary import HOLDING, EngagementState
from datasources.store.people import engagements_lists
from tests.datasources.people.taking_part.world import (
    DAY,
    EDITOR,
    HOUR,
    KUCHEN,
    OTHER_EDITOR,
    SATURDAY,
    World,
    codes,
)

S = EngagementState
ROUTES = {
    S.INTERESTED: (),
    S.WAITLISTED: (S.WAITLISTED,),
    S.ACCEPTED: (S.ACCEPTED,),
    S.DECLINED: (S.DECLINED,),
    S.DONE: (S.ACCEPTED, S.DONE),
    S.CONFIRMED: (S.ACCEPTED, S.CONFIRMED),
    S.CANCELLED_BY_ORGANIZATION: (S.CANCELLED_BY_ORGANIZATION,),
    S.NO_SHOW: (S.ACCEPTED, S.NO_SHOW),
}
"""How an editor brings a sign-up into each state."""


async def test_every_step_of_an_editor_is_the_tables(world: World) -> None:
    """Each state against each: what the table allows happens, and what it does not is a problem that names both."""
    await world.opportunity(KUCHEN, commitment="REGULAR")
    for number, (before, after) in enumerate(product(ROUTES, EngagementState)):
        row = await world.signed_up(f"m-{number}")
        for step in ROUTES[before]:
            row = await world.decided(row, step, hours=1 if step is S.CONFIRMED else None)
        outcome = await world.decide(row, after, hours=2 if after is S.CONFIRMED else None)
        if may(Actor.EDITOR, before, after):
            assert outcome.made is not None, (before, after)
            assert (outcome.made.state, await world.read(row)) == (after, outcome.made)
        else:
            (problem,) = outcome.problems
            assert (problem.code, problem.path) == ("TRANSITION_NOT_ALLOWED", "state")
            allowed = ", ".join(state for state in EngagementState if may(Actor.EDITOR, before, state)) or "–"
            assert problem.parameters == {"from": before.value, "to": after.value, "allowed": allowed}
            assert (problem.hint("de") or "").endswith(f"Von {before.value} aus geht: {allowed}.")
            assert f"{before.value} nach {after.value}" in problem.message("de")
            assert (await world.read(row)).state == before


@pytest.mark.parametrize("before", [S.DECLINED, S.DONE, S.CONFIRMED, S.CANCELLED_BY_ORGANIZATION, S.NO_SHOW])
async def test_what_has_ended_cannot_be_withdrawn(world: World, before: EngagementState) -> None:
    await world.opportunity(KUCHEN)
    row = await world.signed_up("lena")
    for step in ROUTES[before]:
        row = await world.decided(row, step, hours=1 if step is S.CONFIRMED else None)
    outcome = await world.withdraw("lena", row)
    assert [(each.code, each.path) for each in outcome.problems] == [("TRANSITION_NOT_ALLOWED", "id")]
    assert (await world.read(row)).state == before


async def test_ids_of_others_are_as_unknown_as_ids_of_nothing(world: World) -> None:
    await world.opportunity(KUCHEN)
    row = await world.signed_up("lena")
    await world.signed_up("jonas")
    unknown = replace_id(row.id)
    for who in ("jonas", "niemand"):
        assert codes(await world.withdraw(who, row)) == ["ENGAGEMENT_UNKNOWN"]
    assert codes(await taking_part.withdraw(world.db, ANONYMOUS, row.id, world.now)) == ["ENGAGEMENT_UNKNOWN"]
    for by in (OTHER_EDITOR, ANONYMOUS, await world.viewer("lena"), replace(EDITOR, edits=frozenset())):
        outcome = await world.decide(row, S.ACCEPTED, by=by)
        assert outcome == await world.decide(row._replace(id=unknown), S.ACCEPTED, by=by)
        assert codes(outcome) == ["ENGAGEMENT_UNKNOWN"]
    for id in (unknown, "", "\ud800", "x" * 10_000):
        assert codes(await world.decide(row._replace(id=id), S.ACCEPTED)) == ["ENGAGEMENT_UNKNOWN"]
        assert codes(await world.withdraw("lena", row._replace(id=id))) == ["ENGAGEMENT_UNKNOWN"]
    assert await world.states() == [S.INTERESTED, S.INTERESTED]


def replace_id(id: str) -> str:
    return id[:-1] + ("a" if id[-1] != "a" else "b")


async def test_a_decision_can_say_something(world: World) -> None:
    await world.opportunity(KUCHEN)
    row = await world.signed_up("lena", message="Darf mein Hund mit?")
    world.now += 60
    await world.decided(row, S.ACCEPTED, message="Gern, er mag Kuchen.")
    (messages,) = await engagements_lists.messages(world.db, [row.pk])
    assert [(each.from_organization, each.text) for each in messages] == [
        (False, "Darf mein Hund mit?"),
        (True, "Gern, er mag Kuchen."),
    ]


async def test_a_decision_with_a_bad_text_is_none(world: World) -> None:
    await world.opportunity(KUCHEN)
    row = await world.signed_up("lena")
    assert codes(await world.decide(row, S.ACCEPTED, message="<img src=x>")) == ["TEXT_HTML"]
    assert codes(await world.decide(row, S.DONE, message="Danke")) == ["TRANSITION_NOT_ALLOWED"]
    assert (await world.read(row)).state == S.INTERESTED
    assert await engagements_lists.messages(world.db, [row.pk]) == [[]]


@pytest.mark.parametrize("after", [S.DECLINED, S.CANCELLED_BY_ORGANIZATION])
async def test_a_place_that_an_organisation_frees_is_given_on(world: World, after: EngagementState) -> None:
    await world.opportunity(KUCHEN, places=1)
    first, second = await world.signed_up("lena"), await world.signed_up("jonas")
    await world.decided(first, after)
    assert (await world.read(second)).state == S.INTERESTED


async def test_who_is_put_on_the_waiting_list_goes_to_its_end(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    first = await world.signed_up("lena")
    world.now += 60
    second = await world.signed_up("jonas")
    world.now += 60
    back = await world.decided(first, S.WAITLISTED)
    assert (back.state, back.waiting_since) == (S.WAITLISTED, world.now)
    assert (await world.read(second)).state == S.INTERESTED
    await world.withdraw("jonas", second)
    assert (await world.read(first)).state == S.INTERESTED


async def test_who_is_put_on_the_waiting_list_is_not_moved_up_by_the_place_they_freed(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    row = await world.decided(await world.signed_up("lena"), S.WAITLISTED)
    assert (await world.read(row)).state == S.WAITLISTED
    assert not await world.is_full()
    assert (await world.decided(row, S.ACCEPTED)).waiting_since is None


async def test_who_waits_is_accepted_only_into_a_free_place(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    first, second = await world.signed_up("lena"), await world.signed_up("jonas")
    outcome = await world.decide(second, S.ACCEPTED)
    assert [(each.code, each.path) for each in outcome.problems] == [("NO_PLACE_LEFT", "state")]
    await world.decided(first, S.ACCEPTED)
    await world.change(KUCHEN, places=2)
    assert (await world.decided(second, S.ACCEPTED)).state == S.ACCEPTED


async def test_who_stepped_in_at_the_door_is_accepted_into_a_shift_that_has_begun(world: World) -> None:
    await world.opportunity(KUCHEN)
    shift = await world.shift(1, KUCHEN)
    first, second = await world.signed_up("lena", shifts=[shift]), await world.signed_up("jonas", shifts=[shift])
    world.now = SATURDAY + HOUR
    await world.withdraw("lena", first)
    assert (await world.read(second)).state == S.WAITLISTED
    await world.decided(second, S.ACCEPTED)
    assert (await world.decided(second, S.CONFIRMED, hours=1)).hours == 1


async def test_two_editors_who_accept_into_the_last_place_accept_one(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    rows = [await world.signed_up(f"m-{number}") for number in range(3)]
    await world.change(KUCHEN, places=2, status="PAUSED")
    outcomes = await asyncio.gather(*(world.decide(row, S.ACCEPTED) for row in rows))
    assert sorted(codes(outcome) for outcome in outcomes) == [[], [], ["NO_PLACE_LEFT"]]


async def test_hours_are_confirmed_and_corrected(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.shift(1, KUCHEN)
    row = await world.decided(await world.signed_up("lena"), S.ACCEPTED)
    assert codes(await world.decide(row, S.CONFIRMED)) == ["HOURS_NEEDED"]
    confirmed = await world.decided(row, S.CONFIRMED, hours=2.499999)
    assert (confirmed.hours, confirmed.confirmed_at) == (2.5, world.now)
    world.now += DAY
    corrected = await world.decided(row, S.CONFIRMED, hours=3)
    assert (corrected.hours, corrected.confirmed_at) == (3.0, world.now)


@pytest.mark.parametrize("hours", [0.0, -1.0, 24.01, 1e300, float("inf"), float("nan"), 0.004])
async def test_hours_are_more_than_none_and_fit_into_the_day(world: World, hours: float) -> None:
    await world.opportunity(KUCHEN)
    await world.shift(1, KUCHEN)
    row = await world.decided(await world.signed_up("lena"), S.ACCEPTED)
    outcome = await world.decide(row, S.CONFIRMED, hours=hours)
    assert [(each.code, each.path, each.parameters) for each in outcome.problems] == [
        ("HOURS_INVALID", "hours", {"most": "24"})
    ]
    assert (await world.decided(row, S.CONFIRMED, hours=24)).hours == 24


@pytest.mark.parametrize(
    ("shifts", "most"),
    [
        ([], MAX_HOURS),
        ([(SATURDAY, 2), (SATURDAY + 3 * HOUR, 2)], 24),
        ([(SATURDAY, 2), (SATURDAY + DAY, 2)], 48),
        ([(SATURDAY + 12 * HOUR, 3)], 48),  # past midnight
        ([(SATURDAY, 14)], 24),  # until midnight
    ],
)
async def test_hours_are_bounded_by_the_days_of_the_shifts(
    world: World, shifts: list[tuple[int, float]], most: int
) -> None:
    await world.opportunity(KUCHEN)
    ids = [await world.shift(n, KUCHEN, start=start, hours=hours) for n, (start, hours) in enumerate(shifts, 1)]
    row = await world.decided(await world.signed_up("lena", shifts=ids), S.ACCEPTED)
    outcome = await world.decide(row, S.CONFIRMED, hours=most + 0.01)
    assert [each.parameters for each in outcome.problems] == [{"most": str(most)}]
    assert (await world.decided(row, S.CONFIRMED, hours=most)).hours == most


async def test_hours_belong_to_confirming_alone(world: World) -> None:
    await world.opportunity(KUCHEN)
    row = await world.signed_up("lena")
    assert codes(await world.decide(row, S.ACCEPTED, hours=2)) == ["HOURS_NOT_EXPECTED"]
    row = await world.decided(row, S.ACCEPTED)
    row = await world.decided(row, S.NO_SHOW)
    assert row.hours is None
    assert (await world.decided(row, S.CONFIRMED, hours=1)).hours == 1


@pytest.mark.parametrize("before", ROUTES)
async def test_places_are_held_by_the_states_that_hold_them(world: World, before: EngagementState) -> None:
    await world.opportunity(KUCHEN, places=1)
    row = await world.signed_up("lena")
    for step in ROUTES[before]:
        row = await world.decided(row, step, hours=1 if step is S.CONFIRMED else None)
    assert await world.is_full() == (before in HOLDING)
    expected = S.WAITLISTED if before in HOLDING else S.INTERESTED
    if before is S.WAITLISTED:  # who waits is let in first, by the settling that a newcomer sets off
        expected = S.WAITLISTED
    assert (await world.signed_up("jonas")).state == expected
