"""The dataloader: who asks at the same time shares one call, and an error belongs to its key."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Hashable, Sequence

import pytest
import strawberry

from supergraph.dataloader import DataLoader, WrongAnswerCountError


class Register:
    """A source that remembers what it was asked; odd things happen at some keys."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def read(self, keys: list[int]) -> Sequence[str | Exception]:
        self.asked.append(keys)
        await asyncio.sleep(0)
        return [KeyError(f"no {key}") if key < 0 else f"Verein {key}" for key in keys]


@strawberry.type
class Club:
    id: int

    @strawberry.field
    async def name(self, info: strawberry.Info[DataLoader[int, str]]) -> str | None:
        return await info.context.load(self.id)

    @strawberry.field
    async def partners(self, info: strawberry.Info[DataLoader[int, str]]) -> list[str | None]:
        return await info.context.load_many([self.id, -self.id])  # type: ignore[return-value]


@strawberry.type
class Query:
    @strawberry.field
    def clubs(self) -> list[Club]:
        return [Club(id=1), Club(id=2), Club(id=1)]


@pytest.fixture
def register() -> Register:
    return Register()


async def test_keys_asked_at_the_same_time_are_one_call(register: Register) -> None:
    loader = DataLoader(register.read)
    one, three, two = await asyncio.gather(loader.load(1), loader.load_many([2, 1, 3]), loader.load(2))
    assert (one, three, two) == ("Verein 1", ["Verein 2", "Verein 1", "Verein 3"], "Verein 2")
    assert register.asked == [[1, 2, 3]]


async def test_who_starts_a_task_of_its_own_is_still_in_time(register: Register) -> None:
    loader = DataLoader(register.read)

    async def later() -> str:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(one())
        return task.result()

    async def one(key: int = 2) -> str:
        return await loader.load(key)

    first, second = await asyncio.gather(one(1), later())
    assert (first, second) == ("Verein 1", "Verein 2")
    assert register.asked == [[1, 2]]


async def test_what_is_known_is_not_asked_again(register: Register) -> None:
    loader = DataLoader(register.read)
    await loader.load(1)
    assert await loader.load(1) == "Verein 1"
    assert await loader.load_many([1, 2]) == ["Verein 1", "Verein 2"]
    assert register.asked == [[1], [2]]


async def test_what_is_under_way_is_not_asked_again() -> None:
    release = asyncio.Event()
    asked: list[list[int]] = []

    async def read(keys: list[int]) -> list[int]:
        asked.append(keys)
        await release.wait()
        return keys

    loader = DataLoader(read)
    first = loader.load(1)
    await asyncio.sleep(0.01)
    second = loader.load_many([1, 2])
    await asyncio.sleep(0.01)
    release.set()
    assert await first == 1
    assert await second == [1, 2]
    assert asked == [[1], [2]]


async def test_an_error_belongs_to_its_key(register: Register) -> None:
    loader = DataLoader(register.read)
    [good, bad] = await loader.load_many([1, -1])
    assert good == "Verein 1"
    assert isinstance(bad, KeyError)
    with pytest.raises(KeyError, match="no -1"):
        await loader.load(-1)
    assert register.asked == [[1, -1]]


async def test_a_source_that_raises_fails_the_keys_it_was_asked_for() -> None:
    async def read(keys: list[int]) -> list[int]:
        if keys == [1]:
            raise ConnectionError("the register is down")
        return keys

    loader = DataLoader(read, max_batch_size=1)
    [down, fine] = await loader.load_many([1, 2])
    assert isinstance(down, ConnectionError)
    assert fine == 2


async def test_a_wrong_count_of_answers_names_the_function() -> None:
    async def read_places(_keys: list[int]) -> list[int]:
        return [1]

    with pytest.raises(WrongAnswerCountError, match=r"read_places was asked for 2 keys and answered 1"):
        await asyncio.gather(*map(DataLoader(read_places).load, (1, 2)))


@pytest.mark.parametrize(
    ("size", "calls"), [(2, [[1, 2], [3, 4], [5]]), (5, [[1, 2, 3, 4, 5]]), (6, [[1, 2, 3, 4, 5]])]
)
async def test_a_call_has_at_most_as_many_keys_as_allowed(
    register: Register, size: int, calls: list[list[int]]
) -> None:
    await DataLoader(register.read, max_batch_size=size).load_many([1, 2, 3, 4, 5])
    assert register.asked == calls


def test_a_bound_below_one_is_refused(register: Register) -> None:
    with pytest.raises(ValueError, match="max_batch_size is 0"):
        DataLoader(register.read, max_batch_size=0)


async def test_keys_that_mean_the_same_are_asked_once() -> None:
    asked: list[list[dict[str, str]]] = []

    async def read(keys: list[dict[str, str]]) -> list[str]:
        asked.append(keys)
        return [key["id"].upper() for key in keys]

    def identify(key: dict[str, str]) -> Hashable:
        return key["id"].lower()

    loader = DataLoader(read, key=identify)
    assert await loader.load_many([{"id": "a"}, {"id": "A"}]) == ["A", "A"]
    assert asked == [[{"id": "a"}]]
    loader.clear({"id": "A"})
    loader.prime({"id": "A"}, "primed")
    assert await loader.load({"id": "a"}) == "primed"


async def test_primed_values_are_not_asked_and_do_not_replace_unless_forced(register: Register) -> None:
    loader = DataLoader(register.read)
    loader.prime(1, "eins")
    loader.prime_many({1: "uno", 2: "due"})
    assert await loader.load_many([1, 2]) == ["eins", "due"]
    loader.prime(1, "uno", force=True)
    assert await loader.load(1) == "uno"
    assert register.asked == []


async def test_a_key_primed_while_it_waits_is_answered_with_its_value(register: Register) -> None:
    loader = DataLoader(register.read)
    waiting = loader.load_many([1, 2])
    loader.prime(1, "eins")
    assert await waiting == ["eins", "Verein 2"]
    assert register.asked == [[2]]


async def test_what_was_cleared_is_asked_again(register: Register) -> None:
    loader = DataLoader(register.read)
    await loader.load_many([1, 2, 3])
    loader.clear(1)
    loader.clear_many([2, 99])
    await loader.load_many([1, 2, 3])
    loader.clear_all()
    await loader.load(3)
    assert register.asked == [[1, 2, 3], [1, 2], [3]]


async def test_what_was_cleared_while_under_way_is_not_remembered(register: Register) -> None:
    loader = DataLoader(register.read)
    waiting = loader.load(1)
    loader.clear(1)
    assert await waiting == "Verein 1"
    await loader.load(1)
    assert register.asked == [[1], [1]]


async def test_who_is_cancelled_does_not_take_the_others_along(register: Register) -> None:
    loader = DataLoader(register.read)
    many, leaving = asyncio.ensure_future(_many(loader, [1, 2])), asyncio.ensure_future(_many(loader, [2, 3]))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await many == ["Verein 1", "Verein 2"]
    assert leaving.cancelled()


async def test_a_call_nobody_waits_for_is_cancelled_and_may_be_asked_again() -> None:
    seen: list[str] = []

    async def read(keys: list[int]) -> list[int]:
        seen.append("started")
        try:
            await asyncio.sleep(30 if len(seen) == 1 else 0)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise
        return keys

    loader = DataLoader(read)
    waiting = asyncio.ensure_future(_many(loader, [1]))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.sleep(0.01)
    assert seen == ["started", "cancelled"]
    assert await loader.load(1) == 1


async def test_a_batch_everybody_left_before_it_began_is_not_asked(register: Register) -> None:
    loader = DataLoader(register.read)
    waiting = asyncio.ensure_future(_many(loader, [1]))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.sleep(0.01)
    assert register.asked == []
    assert await loader.load(1) == "Verein 1"


async def test_no_keys_are_no_call(register: Register) -> None:
    assert await DataLoader(register.read).load_many([]) == []
    assert register.asked == []


async def test_an_ordinary_strawberry_schema_uses_it_unchanged(register: Register) -> None:
    result = await strawberry.Schema(Query).execute(
        "{ clubs { name partners } }", context_value=DataLoader(register.read)
    )
    assert result.data == {
        "clubs": [{"name": f"Verein {key}", "partners": [f"Verein {key}", None]} for key in (1, 2, 1)]
    }
    assert [error.path for error in result.errors or []] == [["clubs", row, "partners", 1] for row in range(3)]
    assert register.asked == [[1, -1, 2, -2]]


async def _many(loader: DataLoader[int, str] | DataLoader[int, int], keys: list[int]) -> Sequence[object]:
    return await loader.load_many(keys)


async def test_answers_are_gone_with_their_loader_without_the_garbage_collector() -> None:
    loader = DataLoader(Register().read)
    kept = weakref.ref(loader)
    gc.disable()
    try:
        await asyncio.gather(loader.load_many([1, 2]), loader.load(3))
        await asyncio.sleep(0)  # the task's last callbacks
        del loader
        assert kept() is None
    finally:
        gc.enable()
