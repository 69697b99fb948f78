"""Places: the last one goes to exactly one, and who waits moves up."""

import asyncio
from collections import Counter

from datasources.people.vocabulary import EngagementState
from tests.datasources.people.taking_part.world import World

S = EngagementState
PEOPLE = 100


async def test_last_place_goes_to_exactly_one_of_a_hundred_who_ask_at_the_same_time(world: World) -> None:
    await world.opportunity(1, places=1)
    made = await asyncio.gather(*(world.signed_up(f"mensch-{number}") for number in range(PEOPLE)))
    assert Counter(row.state for row in made) == {S.INTERESTED: 1, S.WAITLISTED: PEOPLE - 1}
    assert Counter(await world.states()) == {S.INTERESTED: 1, S.WAITLISTED: PEOPLE - 1}
    assert await world.is_full()
