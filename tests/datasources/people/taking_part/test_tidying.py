"""What time alone changes, written down by the housekeeping."""

import pytest

from datasources.people import taking_part
from datasources.people.taking_part import tidying
from datasources.people.vocabulary import EngagementState
from tests.datasources.people.taking_part.world import DAY, HOUR, KUCHEN, SATURDAY, TRAINER, TRAINER_ID, World

S = EngagementState


async def test_a_hold_that_has_lapsed_is_given_to_who_waits(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    await world.signed_up("mia", birth_month="2012-01")
    await world.signed_up("jonas")
    world.now += 48 * HOUR - 1
    assert await taking_part.tidy(world.db, world.now) == 0
    world.now += 1
    assert await taking_part.tidy(world.db, world.now) == 2
    assert await world.states() == [S.WITHDRAWN, S.INTERESTED]
    assert await taking_part.tidy(world.db, world.now) == 0


async def test_whoever_turns_sixteen_waits_for_no_guardian_any_more(world: World) -> None:
    world.now = SATURDAY + 27 * DAY  # the last of July
    await world.opportunity(TRAINER, commitment="REGULAR")
    await world.signed_up("mia", TRAINER_ID, birth_month="2010-07")
    await world.signed_up("ben", TRAINER_ID, birth_month="2010-08")
    assert await taking_part.tidy(world.db, world.now) == 0
    assert await world.states() == [S.AWAITING_GUARDIAN, S.AWAITING_GUARDIAN]
    assert await taking_part.tidy(world.db, world.now + DAY) == 1
    assert await world.states() == [S.INTERESTED, S.AWAITING_GUARDIAN]


async def test_who_was_accepted_has_helped_when_the_last_shift_is_over(world: World) -> None:
    await world.opportunity(KUCHEN)
    ids = [await world.shift(n, KUCHEN, start=SATURDAY + n * DAY, capacity=3) for n in (0, 1)]
    row = await world.decided(await world.signed_up("lena", shifts=ids), S.ACCEPTED)
    asks = await world.signed_up("jonas", shifts=ids)
    for instant, state in (
        (SATURDAY + 2 * HOUR, S.ACCEPTED),
        (SATURDAY + DAY + 2 * HOUR - 1, S.ACCEPTED),
        (SATURDAY + DAY + 2 * HOUR, S.DONE),
    ):
        await taking_part.tidy(world.db, instant)
        assert (await world.read(row)).state == state
    assert (await world.read(asks)).state == S.INTERESTED


async def test_a_shift_that_was_called_off_is_no_help_given(world: World) -> None:
    await world.opportunity(KUCHEN)
    row = await world.decided(await world.signed_up("lena", shifts=[await world.shift(1, KUCHEN)]), S.ACCEPTED)
    await world.call_off(1)
    await taking_part.tidy(world.db, SATURDAY + 9 * DAY)
    assert (await world.read(row)).state == S.ACCEPTED


@pytest.mark.parametrize(
    ("values", "instant", "state"),
    [
        ({"commitment": "PROJECT", "start": "2026-07-01", "end": "2026-07-04"}, SATURDAY, S.ACCEPTED),
        ({"commitment": "PROJECT", "start": "2026-07-01", "end": "2026-07-04"}, SATURDAY + DAY, S.DONE),
        ({"commitment": "PROJECT", "start": "2026-07-01"}, SATURDAY + 999 * DAY, S.ACCEPTED),
        ({"commitment": "ONE_TIME", "start": "2026-07-04"}, SATURDAY, S.ACCEPTED),
        ({"commitment": "ONE_TIME", "start": "2026-07-04"}, SATURDAY + DAY, S.DONE),
        ({"apply_by": "2026-07-02", "last_date": "2026-07-02"}, SATURDAY + DAY, S.ACCEPTED),
    ],
)
async def test_without_shifts_help_is_over_when_the_opportunity_is(
    world: World, values: dict[str, str], instant: int, state: EngagementState
) -> None:
    await world.opportunity(KUCHEN, **values)
    row = await world.decided(await world.signed_up("lena"), S.ACCEPTED)
    await taking_part.tidy(world.db, instant)
    assert (await world.read(row)).state == state


async def test_places_that_a_source_adds_are_given_to_who_waits(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    for number in range(4):
        await world.signed_up(f"m-{number}")
    await world.change(KUCHEN, places=3, is_full=False)
    await taking_part.tidy(world.db, world.now)
    assert await world.states() == [S.INTERESTED, S.INTERESTED, S.INTERESTED, S.WAITLISTED]
    assert await world.is_full()


async def test_a_mark_that_time_has_made_wrong_is_put_right(world: World) -> None:
    """The last free shift begins: the others are full, and so is the opportunity."""
    await world.opportunity(KUCHEN)
    await world.shift(1, KUCHEN, start=SATURDAY)
    later = await world.shift(2, KUCHEN, start=SATURDAY + DAY)
    await world.signed_up("lena", shifts=[later])
    assert not await world.is_full()
    assert await taking_part.tidy(world.db, SATURDAY) == 1
    assert await world.is_full()
    assert await taking_part.tidy(world.db, SATURDAY + DAY) == 1
    assert not await world.is_full()


async def test_rounds_are_bounded_and_go_on_where_there_is_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "BATCH", 1)
    monkeypatch.setattr(tidying, "MAX_BATCHES", 1)
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER)
    for id in (None, TRAINER_ID):
        await world.signed_up("mia", **({} if id is None else {"opportunity": id}), birth_month="2012-01")
    world.now += 48 * HOUR
    await taking_part.tidy(world.db, world.now)
    assert await world.states() == [S.WITHDRAWN, S.AWAITING_GUARDIAN]
    await taking_part.tidy(world.db, world.now)
    assert await world.states() == [S.WITHDRAWN, S.WITHDRAWN]


async def test_more_than_a_batch_is_done_in_one_round(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidying, "BATCH", 2)
    for number in range(1, 6):
        await world.signed_up("mia", await world.opportunity(number, places=1), birth_month="2012-01")
    world.now += 48 * HOUR
    assert await taking_part.tidy(world.db, world.now) == 5
    assert set(await world.states()) == {S.WITHDRAWN}
