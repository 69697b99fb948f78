"""Each source is asked once, all at the same time, and a dead one costs its own fields only."""

import asyncio
import gc
from collections.abc import Callable, Mapping, Sequence

import pytest

from datasources.lookups import Lookup
from datasources.store.database import Database, count_statements
from resolvers.context import Context
from resolvers.loaders import LiveKey, Loaders
from schema.build import build_schema
from supergraph.engine import Caller, Engine, GraphRequest
from tests.resolvers.asking import ask_graph
from tests.resolvers.conftest import Ask
from tests.resolvers.district import CALENDAR, EXCHANGE, NOW, REGISTER


class Booking:
    """A partner's booking system: it knows how many places are left of some of its ids."""

    def __init__(self, left: Mapping[str, int | Exception], meet: asyncio.Barrier | None = None) -> None:
        self.asked: list[list[str]] = []
        self._left = left
        self._meet = meet

    async def by_keys(self, keys: Sequence[str]) -> Sequence[int | Exception | None]:
        self.asked.append(list(keys))
        if self._meet is not None:
            await self._meet.wait()
        return [self._left.get(key) for key in keys]


class Dead:
    """A booking system that does not answer."""

    async def by_keys(self, keys: Sequence[str]) -> Sequence[int | Exception | None]:
        raise ConnectionError("no route to the host of the secret address")


PLACES = "{ opportunities(first: 100) { nodes { id title places placesLeft } } }"


async def test_booking_system_is_asked_once_for_the_whole_answer(ask: Ask) -> None:
    booking = Booking({"EA-001": 2, "EA-002": 0})
    query = PLACES.replace("placesLeft", "placesLeft again: placesLeft")
    answer = await ask(query, live_places={EXCHANGE: booking})
    left = {node["title"]: node["placesLeft"] for node in answer.of("opportunities", "nodes")}
    assert left["Kuchen verkaufen beim Sommerfest"] == 2
    assert left["Trainerin für die F-Jugend"] == 0
    assert left["Helfen bei 000"] == 2  # an id it does not know: the places as stated
    assert len(booking.asked) == 1
    assert len(booking.asked[0]) == len(set(booking.asked[0])) == len(left)


async def test_dead_booking_system_costs_its_own_field_only(ask: Ask) -> None:
    answer = await ask(PLACES, live_places={EXCHANGE: Dead()})
    assert all(node["title"] and node["placesLeft"] is None for node in answer.data["opportunities"]["nodes"])
    assert set(answer.codes) == {"SOURCE_UNAVAILABLE"}
    assert "secret" not in str(answer.errors)


async def test_one_bad_answer_is_the_error_of_its_own_entry(ask: Ask) -> None:
    booking = Booking({"EA-001": ValueError("no number"), "EA-002": 1})
    answer = await ask(PLACES, live_places={EXCHANGE: booking})
    nodes = {node["title"]: node["placesLeft"] for node in answer.data["opportunities"]["nodes"]}
    assert nodes["Kuchen verkaufen beim Sommerfest"] is None
    assert nodes["Trainerin für die F-Jugend"] == 1
    assert answer.codes == ["SOURCE_UNAVAILABLE"]


async def test_without_a_booking_system_places_are_as_stated(ask: Ask, db: Database) -> None:
    with count_statements(db) as counted:
        nodes = (await ask(PLACES)).of("opportunities", "nodes")
    assert all(node["placesLeft"] == node["places"] for node in nodes)
    assert counted.count == 2, "the list, and what sign-ups hold"


async def test_sources_are_asked_at_the_same_time_each_for_its_own_keys(db: Database) -> None:
    meet = asyncio.Barrier(3)  # passes only when all three are being asked
    sources = {key: Booking({"1": 1, "2": 2}, meet) for key in (REGISTER, CALENDAR, EXCHANGE)}
    loader = Loaders(db, sources).places_left
    keys = [LiveKey(source, origin) for source in sources for origin in ("1", "2", "3")]
    async with asyncio.timeout(5):
        assert await loader.load_many(keys) == [1, 2, None] * 3
    assert [booking.asked for booking in sources.values()] == [[["1", "2", "3"]]] * 3


async def test_dead_source_does_not_cost_its_neighbours(db: Database) -> None:
    loader = Loaders(db, {REGISTER: Dead(), EXCHANGE: Booking({"1": 1})}).places_left
    dead, alive, unknown = await loader.load_many(
        [LiveKey(REGISTER, "1"), LiveKey(EXCHANGE, "1"), LiveKey("none", "1")]
    )
    assert isinstance(dead, Exception)
    assert (alive, unknown) == (1, None)


async def test_one_call_per_source_for_a_query_across_all_of_them(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Registers, calendars and opportunities in the store, and a live service: each is asked once for a level."""
    calls: dict[str, int] = {}

    def counting(name: str, make: Callable[[Database], Lookup[int, object]]) -> Callable[[Database], object]:
        class Counted:
            def __init__(self, lookup: Lookup[int, object]) -> None:
                self._lookup = lookup

            async def by_keys(self, keys: Sequence[int]) -> Sequence[object]:
                calls[name] = calls.get(name, 0) + 1
                return await self._lookup.by_keys(keys)

        return lambda db: Counted(make(db))

    from resolvers import loaders

    for name in ("registers", "calendars", "offers"):
        monkeypatch.setattr(loaders, name, counting(name, getattr(loaders, name)))
    booking = Booking({"EA-001": 2})
    query = """{ search(text: "e", first: 100) { nodes {
      ... on Event { eventOrganizer: organizer { name } }
      ... on Opportunity { placesLeft organization { name } event { name } }
    } } }"""
    query = query.replace('"e"', '"20"').replace('text: "20"', 'text: "00"')
    answer = await ask_graph(Context(db, now=NOW, live_places={EXCHANGE: booking}), query)
    assert len(answer.of("search", "nodes")) > 20
    assert calls == {"registers": 1, "calendars": 1, "offers": 1}
    assert len(booking.asked) == 1


async def test_places_left_are_never_more_than_the_places(ask: Ask) -> None:
    booking = Booking({"EA-001": 1_000_000, "EA-002": 1_000_000})
    nodes = (await ask(PLACES, live_places={EXCHANGE: booking})).of("opportunities", "nodes")
    stated = [node for node in nodes if node["places"] is not None]
    assert stated
    assert all(node["placesLeft"] <= node["places"] for node in stated)


EVERYWHERE = """{ clubs { totalCount nodes {
  name municipality { name } seat { name } records { originId source { id } }
  events { nodes { name location { name } nextOccurrence { start } } }
  opportunities { nodes { title placesLeft } }
} } }"""


async def test_what_an_operation_loaded_is_gone_with_it(db: Database) -> None:
    # Rows in a circle of references would stay until the garbage collector comes by: memory that is never warm.
    engine = Engine(build_schema()._schema, context_factory=lambda _: Context(db, now=NOW))
    assert (await engine.run(GraphRequest(EVERYWHERE), Caller())).errors == ()
    await asyncio.sleep(0)
    gc.collect()
    gc.disable()
    try:
        await engine.run(GraphRequest(EVERYWHERE), Caller())
        await asyncio.sleep(0)  # a task's last callbacks
        assert gc.collect() == 0
    finally:
        gc.enable()
