"""Work within a time, whose timer begins when the work first waits.

A read by key is answered without waiting for anything. A timer of asyncio's costs as much as the read's statement
(4 µs to start, to enter and to end it), and an operation passes two of them: the engine's and the executor's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Generator
from typing import Generic, TypeVar

Result = TypeVar("Result")

__all__ = ["OverdueError", "within"]


class OverdueError(Exception):
    """The time is over; what ran has been cancelled."""


async def within(delay_s: float | None, work: Coroutine[object, None, Result]) -> Result:
    """What `work` answers; raises OverdueError when it still waits after `delay_s`. None: it may take forever."""
    try:
        awaited = work.send(None)
    except StopIteration as done:
        answer: Result = done.value
        return answer
    limit = asyncio.timeout(delay_s)
    try:
        async with limit:
            return await _Begun(work, awaited)
    except TimeoutError:
        if limit.expired():
            raise OverdueError from None
        raise


class _Begun(Generic[Result]):
    """A coroutine that waits already, for `awaited`: awaited from there on, in the task that began it."""

    def __init__(self, work: Coroutine[object, None, Result], awaited: object) -> None:
        self._work = work
        self._awaited = awaited

    def __await__(self) -> Generator[object, None, Result]:
        awaited = self._awaited
        try:
            while True:
                try:
                    yield awaited
                except BaseException as error:  # cancelled, among others: the work's to handle
                    awaited = self._work.throw(error)
                else:
                    awaited = self._work.send(None)
        except StopIteration as done:
            answer: Result = done.value
            return answer
