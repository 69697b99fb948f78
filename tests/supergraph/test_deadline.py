"""Work within a time: the timer, the way out, and what becomes of what ran."""

from __future__ import annotations

import asyncio

import pytest

from supergraph.deadline import OverdueError, within


async def answer(*waits: float) -> str:
    for wait in waits:
        await asyncio.sleep(wait)
    return "Antwort"


@pytest.mark.parametrize("waits", [(), (0,), (0, 0.001, 0)])
@pytest.mark.parametrize("delay_s", [None, 5.0])
async def test_work_in_time_answers(delay_s: float | None, waits: tuple[float, ...]) -> None:
    assert await within(delay_s, answer(*waits)) == "Antwort"


async def test_work_that_waits_for_nothing_needs_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    def timeout(_: float | None) -> asyncio.Timeout:
        raise AssertionError("a timer was started")

    monkeypatch.setattr(asyncio, "timeout", timeout)
    assert await within(5.0, answer()) == "Antwort"
    with pytest.raises(AssertionError, match="a timer"):
        await within(5.0, answer(0))


@pytest.mark.parametrize("waits", [(60,), (0, 60)])
@pytest.mark.parametrize("delay_s", [0.01, 0.0, -1.0])
async def test_work_that_takes_too_long_is_cancelled(delay_s: float, waits: tuple[float, ...]) -> None:
    ended = []

    async def work() -> None:
        try:
            await answer(*waits)
        finally:
            ended.append("cleaned up")

    with pytest.raises(OverdueError):
        await within(delay_s, work())
    assert ended == ["cleaned up"]
    task = asyncio.current_task()
    assert task is not None
    assert not task.cancelling()


async def test_a_timeout_of_the_work_itself_stays_one() -> None:
    async def work() -> None:
        async with asyncio.timeout(0.001):
            await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        await within(5.0, work())


@pytest.mark.parametrize("waits", [0, 1])
async def test_errors_of_the_work_come_through(waits: int) -> None:
    async def work() -> None:
        await answer(*[0] * waits)
        raise ValueError("kein Verein")

    with pytest.raises(ValueError, match="kein Verein"):
        await within(5.0, work())


async def test_cancelling_reaches_the_work_which_may_still_end_what_it_began() -> None:
    steps = []

    async def work() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await asyncio.sleep(0)
            steps.append("ended")
            raise
        return "never"

    task = asyncio.create_task(within(5.0, work()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert steps == ["ended"]


async def test_the_work_runs_in_one_task_from_first_to_last() -> None:
    async def work() -> set[asyncio.Task[object] | None]:
        tasks = {asyncio.current_task()}
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(0))
        return tasks | {asyncio.current_task()}

    assert await within(5.0, work()) == {asyncio.current_task()}
