"""Places: the last one goes to exactly one, and who waits moves up."""

import asyncio
from collections import Counter

import pytest

from datasources.people.vocabulary import EngagementState
from datasources.store.people import engagements_places
from tests.datasources.people.taking_part.world import (
    DAY,
    HOUR,
    KUCHEN,
    SATURDAY,
    TRAINER,
    TRAINER_ID,
    World,
    codes,
)

S = EngagementState
PEOPLE = 100


async def test_last_place_goes_to_exactly_one_of_a_hundred_who_ask_at_the_same_time(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    made = await asyncio.gather(*(world.signed_up(f"mensch-{number}") for number in range(PEOPLE)))
    assert Counter(row.state for row in made) == {S.INTERESTED: 1, S.WAITLISTED: PEOPLE - 1}
    assert Counter(await world.states()) == {S.INTERESTED: 1, S.WAITLISTED: PEOPLE - 1}
    assert await world.is_full()


async def test_one_person_who_asks_a_hundred_times_at_once_signs_up_once(world: World) -> None:
    await world.opportunity(KUCHEN)
    outcomes = await asyncio.gather(*(world.sign_up("lena") for _ in range(PEOPLE)))
    assert Counter(tuple(codes(outcome)) for outcome in outcomes) == {(): 1, ("ALREADY_SIGNED_UP",): PEOPLE - 1}
    assert await world.states() == [S.INTERESTED]


async def test_first_of_those_who_wait_moves_up_when_a_place_falls_free(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    rows = []
    for number in range(4):
        world.now += 1
        rows.append(await world.signed_up(f"mensch-{number}"))
    assert await world.states() == [S.INTERESTED, S.WAITLISTED, S.WAITLISTED, S.WAITLISTED]
    await world.withdraw("mensch-0", rows[0])
    assert await world.states() == [S.WITHDRAWN, S.INTERESTED, S.WAITLISTED, S.WAITLISTED]
    await world.withdraw("mensch-2", rows[2])
    await world.withdraw("mensch-1", rows[1])
    assert await world.states() == [S.WITHDRAWN, S.WITHDRAWN, S.WITHDRAWN, S.INTERESTED]
    moved = await world.read(rows[3])
    assert (moved.waiting_since, moved.held_until) == (None, None)


async def test_places_are_given_on_while_many_withdraw_and_sign_up_at_once(world: World) -> None:
    await world.opportunity(KUCHEN, places=5)
    rows = await asyncio.gather(*(world.signed_up(f"mensch-{number}") for number in range(30)))
    leaving = [(f"mensch-{number}", row) for number, row in enumerate(rows) if row.state == S.INTERESTED]
    assert len(leaving) == 5
    await asyncio.gather(
        *(world.withdraw(who, row) for who, row in leaving), *(world.signed_up(f"neu-{number}") for number in range(10))
    )
    assert Counter(await world.states()) == {S.WITHDRAWN: 5, S.INTERESTED: 5, S.WAITLISTED: 30}


async def test_a_sign_up_takes_a_place_in_each_of_its_shifts(world: World) -> None:
    await world.opportunity(KUCHEN)
    first = await world.shift(1, KUCHEN)
    second = await world.shift(2, KUCHEN, start=SATURDAY + 3 * HOUR)
    both = await world.signed_up("lena", shifts=[second, first])
    assert both.state == S.INTERESTED
    assert await world.is_full()
    assert (await world.signed_up("jonas", shifts=[first])).state == S.WAITLISTED
    assert (await world.signed_up("mara", shifts=[second])).state == S.WAITLISTED
    await world.withdraw("lena", both)
    assert await world.states() == [S.WITHDRAWN, S.INTERESTED, S.INTERESTED]


async def test_who_waits_for_two_shifts_is_passed_by_who_fits_into_the_free_one(world: World) -> None:
    await world.opportunity(KUCHEN)
    first, second = await world.shift(1, KUCHEN), await world.shift(2, KUCHEN, start=SATURDAY + 3 * HOUR)
    a, b = await world.signed_up("a", shifts=[first]), await world.signed_up("b", shifts=[second])
    world.now += 1
    both = await world.signed_up("beide", shifts=[first, second])
    world.now += 1
    one = await world.signed_up("eine", shifts=[first])
    assert (both.state, one.state) == (S.WAITLISTED, S.WAITLISTED)
    await world.withdraw("a", a)
    assert (await world.read(both)).state == S.WAITLISTED
    assert (await world.read(one)).state == S.INTERESTED
    await world.withdraw("eine", one)
    await world.withdraw("b", b)
    assert (await world.read(both)).state == S.INTERESTED


async def test_combinations_of_shifts_at_the_same_time_never_wait_for_each_other(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER, commitment="REGULAR")
    ids = [await world.shift(n, KUCHEN, start=SATURDAY + n * 3 * HOUR, capacity=5) for n in (1, 2, 3)]
    pairs = [(0, 1), (1, 0), (1, 2), (2, 1), (0, 2), (2, 0)] * 5
    async with asyncio.timeout(60):
        await asyncio.gather(
            *(world.signed_up(f"m-{n}", shifts=[ids[a], ids[b]]) for n, (a, b) in enumerate(pairs)),
            *(world.signed_up(f"m-{n}", TRAINER_ID) for n in range(len(pairs))),
        )
    async with world.db.transaction() as transaction:
        opportunity = (await engagements_places.lock(transaction, [KUCHEN]))[KUCHEN]
        found = await engagements_places.occupancy(transaction, opportunity, world.now)
    assert all(shift.held <= shift.capacity for shift in found.shifts.values())
    assert sum(shift.held for shift in found.shifts.values()) == 2 * found.held
    with_place = [shift.pk for shift in found.shifts.values() if shift.held < shift.capacity]
    assert len(with_place) <= 1, "people wait for two shifts that both have a place"


async def test_places_of_the_opportunity_bound_those_of_its_shifts(world: World) -> None:
    await world.opportunity(KUCHEN, places=2)
    first = await world.shift(1, KUCHEN, capacity=5)
    await world.shift(2, KUCHEN, start=SATURDAY + 3 * HOUR, capacity=5)
    states = [(await world.signed_up(f"m-{n}", shifts=[first])).state for n in range(3)]
    assert states == [S.INTERESTED, S.INTERESTED, S.WAITLISTED]
    assert await engagements_places.left_of_shifts(world.db, [1, 2], world.now) == {1: 0, 2: 0}


@pytest.mark.parametrize(("capacity", "left"), [(0, 0), (1, 0), (2, 1)])
async def test_places_left_are_never_less_than_none(world: World, capacity: int, left: int) -> None:
    await world.opportunity(KUCHEN, places=2)
    shift = await world.shift(1, KUCHEN, capacity=2)
    await world.signed_up("lena", shifts=[shift])
    await world.set_capacity(1, capacity)
    assert await engagements_places.left_of_shifts(world.db, [1], world.now) == {1: left}


async def test_an_opportunity_without_stated_places_never_fills(world: World) -> None:
    await world.opportunity(KUCHEN)
    assert {(await world.signed_up(f"m-{n}")).state for n in range(5)} == {S.INTERESTED}
    assert not await world.is_full()


async def test_full_is_what_has_no_place_in_any_shift_to_come(world: World) -> None:
    await world.opportunity(KUCHEN)
    first = await world.shift(1, KUCHEN, start=SATURDAY)
    second = await world.shift(2, KUCHEN, start=SATURDAY + DAY)
    await world.shift(3, KUCHEN, start=world.now - DAY)
    await world.shift(4, KUCHEN, start=SATURDAY, gone=True)
    await world.signed_up("lena", shifts=[first])
    assert not await world.is_full()
    row = await world.signed_up("jonas", shifts=[second])
    assert await world.is_full()
    await world.withdraw("jonas", row)
    assert not await world.is_full()


async def test_a_newcomer_does_not_overtake_who_waits(world: World) -> None:
    """A hold has lapsed, and nobody has tidied yet: the place belongs to whoever waits."""
    await world.opportunity(KUCHEN, places=1)
    young = await world.signed_up("mia", birth_month="2012-01")
    waiting = await world.signed_up("jonas")
    assert (young.state, waiting.state) == (S.AWAITING_GUARDIAN, S.WAITLISTED)
    world.now += 48 * HOUR
    assert (await world.signed_up("lena")).state == S.WAITLISTED
    assert await world.states() == [S.WITHDRAWN, S.INTERESTED, S.WAITLISTED]


@pytest.mark.parametrize("changes", [{"status": "PAUSED"}, {"status": "FULL"}, {"listed": False}])
async def test_nobody_moves_up_where_nobody_can_join(world: World, changes: dict[str, object]) -> None:
    await world.opportunity(KUCHEN, places=1)
    row, _ = await world.signed_up("lena"), await world.signed_up("jonas")
    await world.change(KUCHEN, **changes)
    await world.withdraw("lena", row)
    assert await world.states() == [S.WITHDRAWN, S.WAITLISTED]


async def test_nobody_moves_up_into_a_shift_that_has_begun(world: World) -> None:
    await world.opportunity(KUCHEN)
    first = await world.shift(1, KUCHEN)
    await world.shift(2, KUCHEN, start=SATURDAY + DAY)
    row, _ = await world.signed_up("lena", shifts=[first]), await world.signed_up("jonas", shifts=[first])
    world.now = SATURDAY
    await world.withdraw("lena", row)
    assert await world.states() == [S.WITHDRAWN, S.WAITLISTED]


async def test_a_change_of_what_is_full_is_seen_as_a_change_of_the_opportunity(world: World) -> None:
    await world.opportunity(KUCHEN, places=2)
    await world.signed_up("lena")
    assert await world.updated_at() < world.now
    await world.signed_up("jonas")
    assert await world.updated_at() == world.now
