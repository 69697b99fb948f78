"""Under 16: a place is held for two days, a guardian lets the organisation know of it, and takes it back."""

import asyncio

import pytest

from datasources.people.vocabulary import EngagementState, Purpose
from datasources.store.people import engagements, engagements_lists
from datasources.store.people.engagements_places import HELD_S
from tests.datasources.people.taking_part.world import HOUR, KUCHEN, KUCHEN_ID, TRAINER, TRAINER_ID, World, codes

S = EngagementState
YOUNG = "2012-01"


async def test_a_place_is_held_for_two_days(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    row = await world.signed_up("mia", birth_month=YOUNG)
    assert (row.state, row.held_until) == (S.AWAITING_GUARDIAN, world.now + 48 * HOUR)
    assert await world.is_full()
    assert (await world.signed_up("jonas")).state == S.WAITLISTED


async def test_a_guardian_lets_all_that_wait_for_them_go_on(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER, organization_pk=2)
    rows = [await world.signed_up("mia", id, birth_month=YOUNG) for id in (KUCHEN_ID, TRAINER_ID)]
    assert await world.guardian_consents(rows[0]) == 2
    found = [await world.read(row) for row in rows]
    assert [(row.state, row.held_until) for row in found] == [(S.INTERESTED, None)] * 2


async def test_a_guardian_who_consents_to_other_things_releases_nothing(world: World) -> None:
    await world.opportunity(KUCHEN)
    row = await world.signed_up("mia", birth_month=YOUNG)
    assert await world.guardian_consents(row, Purpose.MATCHING, Purpose.STATISTICS) == 0
    assert (await world.read(row)).state == S.AWAITING_GUARDIAN


async def test_who_has_a_guardians_consent_signs_up_like_anybody(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER)
    await world.guardian_consents(await world.signed_up("mia", birth_month=YOUNG))
    assert (await world.signed_up("mia", TRAINER_ID)).state == S.INTERESTED


async def test_a_hold_that_has_lapsed_is_withdrawn_for_everybody_before_it_is_written(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    row = await world.signed_up("mia", birth_month=YOUNG)
    world.now += HELD_S - 1
    assert engagements_lists.state_at(row, world.now) is S.AWAITING_GUARDIAN
    world.now += 1
    assert engagements_lists.state_at(row, world.now) is S.WITHDRAWN
    outcome = await world.withdraw("mia", row)
    assert [each.parameters for each in outcome.problems] == [{"from": "WITHDRAWN", "to": "WITHDRAWN", "allowed": "–"}]
    assert codes(await world.decide(row, S.DECLINED)) == ["TRANSITION_NOT_ALLOWED"]
    assert await world.guardian_consents(row) == 0
    assert (await world.read(row)).state == S.WITHDRAWN
    assert (await world.signed_up("mia")).state == S.INTERESTED


async def test_editors_decline_who_waits_for_a_guardian_and_do_nothing_else(world: World) -> None:
    await world.opportunity(KUCHEN)
    row = await world.signed_up("mia", birth_month=YOUNG)
    for state in (S.ACCEPTED, S.WAITLISTED, S.CANCELLED_BY_ORGANIZATION):
        assert codes(await world.decide(row, state)) == ["TRANSITION_NOT_ALLOWED"]
    assert (await world.decided(row, S.DECLINED)).held_until is None
    assert await world.guardian_consents(row) == 0


async def test_who_is_young_waits_like_anybody_and_then_for_a_guardian(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    first = await world.signed_up("jonas")
    young = await world.signed_up("mia", birth_month=YOUNG)
    assert (young.state, young.held_until) == (S.WAITLISTED, None)
    assert codes(await world.decide(young, S.ACCEPTED)) == ["NO_PLACE_LEFT"]
    world.now += HOUR
    await world.withdraw("jonas", first)
    moved = await world.read(young)
    assert (moved.state, moved.held_until) == (S.AWAITING_GUARDIAN, world.now + HELD_S)


async def test_who_is_young_and_waits_is_accepted_once_a_guardian_has_consented(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    await world.signed_up("jonas")
    young = await world.signed_up("mia", birth_month=YOUNG)
    await world.change(KUCHEN, places=2)
    assert codes(await world.decide(young, S.ACCEPTED)) == ["GUARDIAN_MISSING"]
    await world.guardian_consents(young)
    assert (await world.read(young)).state == S.WAITLISTED
    assert (await world.decided(young, S.ACCEPTED)).state == S.ACCEPTED


async def test_withdrawing_all_frees_every_place_and_leaves_what_is_over(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    await world.opportunity(TRAINER, places=1)
    await world.opportunity(3, places=1)
    done = await world.decided(await world.signed_up("mia"), S.ACCEPTED)
    await world.decided(done, S.DONE)
    held = await world.signed_up("mia", TRAINER_ID)
    waiting = await world.signed_up("jonas", TRAINER_ID)
    assert held.volunteer_pk is not None
    async with world.db.transaction() as transaction:
        assert await engagements.withdraw_all(transaction, held.volunteer_pk, world.now) == 1
    assert await world.states() == [S.DONE, S.WITHDRAWN, S.INTERESTED]
    assert (await world.read(waiting)).state == S.INTERESTED


@pytest.mark.parametrize("round_", range(3))
async def test_withdrawing_all_and_signing_up_at_the_same_time_never_wait_for_each_other(
    world: World, round_: int
) -> None:
    ids = [await world.opportunity(number, places=2) for number in range(1, 6)]
    rows = {who: [await world.signed_up(who, id) for id in ids] for who in ("mia", "jonas")}

    async def leave(who: str) -> None:
        async with world.db.transaction() as transaction:
            await engagements.withdraw_all(transaction, rows[who][0].volunteer_pk or 0, world.now)

    order = ids if round_ % 2 else ids[::-1]
    async with asyncio.timeout(60):
        await asyncio.gather(
            leave("mia"),
            *(world.sign_up("lena", id) for id in order),
            leave("jonas"),
            *(world.sign_up("nils", id) for id in order),
        )
    states = await world.states()
    assert states.count(S.WITHDRAWN) == 10
    assert states.count(S.INTERESTED) == 10
