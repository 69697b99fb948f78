"""Keyed, deduplicating, batching loads: what several places of an operation ask of one source, asked of it once.

One loader per source and operation. Its face is that of `strawberry.dataloader.DataLoader`, so ordinary resolvers use
it unchanged; behind it, a whole level passes with one future instead of one for every key.

    municipalities = DataLoader(store.municipalities_by_key)

    await municipalities.load("07137003")                    # the value, or its error is raised
    await municipalities.load_many(["07137003", "07137068"])  # values in order; an error stands in its key's place

Outline

A. `load` and `load_many` note the keys nobody asked for yet in the open batch; known keys are answered from memory.
B. Two turns of the event loop later the batch closes, so that whoever asks meanwhile is still in time: the fields of a
   level start in one turn, and a field that starts tasks of its own asks one turn later.
C. `load_fn` is called once per batch (per `max_batch_size` keys), chunks at the same time.
D. Every key gets its own value or error; who waits is woken. A batch that nobody waits for any more is cancelled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar, cast

Key = TypeVar("Key")
Value = TypeVar("Value")

__all__ = ["DataLoader", "WrongAnswerCountError"]


class WrongAnswerCountError(Exception):
    """A programmer's error: `load_fn` must answer every key, in order; a missing value is None or an exception."""

    def __init__(self, asked: str, keys: int, answers: int) -> None:
        super().__init__(
            f"{asked} was asked for {keys} keys and answered {answers} values: "
            "answer one value per key, in order, with None or an exception where there is none."
        )


class DataLoader(Generic[Key, Value]):
    """Loads values by key through `load_fn(keys) -> values`, in order, where a value may be an exception.

    `key` makes a key hashable, and equal to those that mean the same. `max_batch_size` bounds the keys of one call.
    """

    def __init__(
        self,
        load_fn: Callable[[list[Key]], Awaitable[Sequence[Value | Exception]]],
        *,
        key: Callable[[Key], Hashable] | None = None,
        max_batch_size: int | None = None,
    ) -> None:
        if max_batch_size is not None and max_batch_size < 1:
            raise ValueError(f"max_batch_size is {max_batch_size}: give 1 or more, or None for no bound.")
        self.load_fn = load_fn
        self.max_batch_size = max_batch_size
        self._identify = key
        # What is known or under way; errors are known, too, until they are cleared.
        self._known: dict[Hashable, Value | Exception | _Batch[Key, Value]] = {}
        self._open: _Batch[Key, Value] | None = None
        # Counts what `prime` and `clear` did: a batch during which nothing was done is remembered as a whole.
        self.changes = 0

    def load(self, key: Key) -> Awaitable[Value]:
        """The value of `key`; awaiting it raises the key's error, if it has one. Asking starts at once."""
        future: asyncio.Future[Value] = asyncio.get_running_loop().create_future()
        asked = self._identify(key) if self._identify else cast(Hashable, key)
        known = self._lookup(asked, key)
        if isinstance(known, _Batch):
            known.singles.append((asked, future))
            future.add_done_callback(known.left)
        else:
            _settle(future, known)
        return future

    def load_many(self, keys: Iterable[Key]) -> Awaitable[list[Value | Exception]]:
        """The values of `keys` in order, an error standing in its key's place. Asking starts at once."""
        listed = list(keys)
        asked = list(map(self._identify, listed)) if self._identify else cast("list[Hashable]", listed)
        known = self._known
        found: list[object] = [known.get(one, _MISSING) for one in asked]
        fresh: dict[Hashable, Key] = {}
        for one, key, value in zip(asked, listed, found, strict=True):
            if value is _MISSING:
                fresh.setdefault(one, key)
        if fresh:
            batch = self._batch()
            batch.keys.update(fresh)
            known.update(dict.fromkeys(fresh, batch))
            found = [known[one] for one in asked]
        batches = {one for one in found if isinstance(one, _Batch)}
        return _Many(asked, found, [batch.join() for batch in batches])

    def prime(self, key: Key, value: Value, force: bool = False) -> None:
        """Make `value` known, unless something is known already; `force` replaces it."""
        self._prime(key, value, force)

    def prime_many(self, data: Mapping[Key, Value], force: bool = False) -> None:
        """Make these values known; a key that waits in the open batch is answered with its value, and not asked."""
        for key, value in data.items():
            self._prime(key, value, force)

    def clear(self, key: Key) -> None:
        """Forget what is known of `key`: the next load asks again."""
        self.clear_many((key,))

    def clear_many(self, keys: Iterable[Key]) -> None:
        """Forget what is known of these keys."""
        self.changes += 1
        for key in keys:
            self._known.pop(self._identify(key) if self._identify else cast(Hashable, key), None)

    def clear_all(self) -> None:
        """Forget everything."""
        self.changes += 1
        self._known.clear()

    def _prime(self, key: Key, value: Value, force: bool) -> None:
        asked = self._identify(key) if self._identify else cast(Hashable, key)
        known = self._known.get(asked, _MISSING)
        if self._open is not None and known is self._open:
            self._open.primed[asked] = value
        elif not force and known is not _MISSING:
            return
        self.changes += 1
        self._known[asked] = value

    def _lookup(self, asked: Hashable, key: Key) -> Value | Exception | _Batch[Key, Value]:
        known = self._known.get(asked, _MISSING)
        if known is not _MISSING:
            return cast("Value | Exception | _Batch[Key, Value]", known)
        batch = self._known[asked] = self._batch()
        batch.keys[asked] = key
        return batch

    def _batch(self) -> _Batch[Key, Value]:
        """The batch that new keys join."""
        if self._open is None:
            self._open = _Batch(self)
            asyncio.get_running_loop().call_soon(self._open.wait_a_turn)
        return self._open

    def close_batch(self, batch: _Batch[Key, Value]) -> None:
        """From here on, new keys open another batch."""
        if self._open is batch:
            self._open = None

    def remember(self, batch: _Batch[Key, Value]) -> None:
        """Keep what a batch answered, but for keys that were cleared or replaced while it was under way."""
        if self.changes == batch.changes:
            self._known.update(batch.answers)
            return
        for asked, value in batch.answers.items():
            if self._known.get(asked) is batch:
                self._known[asked] = value

    def forget(self, batch: _Batch[Key, Value]) -> None:
        """A cancelled batch answers nothing: its keys may be asked again."""
        for asked in batch.keys:
            if self._known.get(asked) is batch:
                del self._known[asked]


class _Missing:
    """No value is known; None would be one."""


_MISSING = _Missing()


class _Batch(Generic[Key, Value]):
    """Keys asked in one call of `load_fn`, and those who wait for them."""

    def __init__(self, loader: DataLoader[Key, Value]) -> None:
        self.loader = loader
        self.changes = loader.changes
        self.keys: dict[Hashable, Key] = {}
        self.primed: dict[Hashable, Value] = {}
        self.answers: dict[Hashable, Value | Exception] = {}
        self.singles: list[tuple[Hashable, asyncio.Future[Value]]] = []
        self.joined: list[asyncio.Future[None]] = []
        self._task: asyncio.Task[None] | None = None

    def join(self) -> asyncio.Future[None]:
        """A future of one's own, so that who is cancelled does not take the others along.

        It tells only that the answers are there. Would it hold them, batch and future held each other, and the rows of
        every request stayed until the garbage collector came by, which took up to 30 ms every twentieth request.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.joined.append(future)
        future.add_done_callback(self.left)
        return future

    def wait_a_turn(self) -> None:
        asyncio.get_running_loop().call_soon(self._start)

    def left(self, future: asyncio.Future[Value] | asyncio.Future[None]) -> None:
        """Cancel the call when the last one who waited for it is gone."""
        if future.cancelled() and self._task is not None and self._is_abandoned():
            self._task.cancel()

    def _is_abandoned(self) -> bool:
        return all(one.cancelled() for one in self.joined) and all(one.cancelled() for _, one in self.singles)

    def _start(self) -> None:
        self.loader.close_batch(self)
        if self._is_abandoned():
            self.loader.forget(self)
            return
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        wanted = [asked for asked in self.keys if asked not in self.primed] if self.primed else list(self.keys)
        size = self.loader.max_batch_size or max(len(wanted), 1)
        chunks = [wanted[start : start + size] for start in range(0, len(wanted), size)]
        self.answers.update(self.primed)
        try:
            if len(chunks) == 1:
                await self._ask(chunks[0])
            else:
                async with asyncio.TaskGroup() as group:
                    for chunk in chunks:
                        group.create_task(self._ask(chunk))
        except asyncio.CancelledError:
            self.loader.forget(self)
            for joined in self.joined:
                joined.cancel()
            for _, single in self.singles:
                single.cancel()
            raise
        self.loader.remember(self)
        for joined in self.joined:
            if not joined.done():
                joined.set_result(None)
        for asked, single in self.singles:
            _settle(single, self.answers[asked])

    async def _ask(self, chunk: list[Hashable]) -> None:
        load_fn = self.loader.load_fn
        values: Sequence[Value | Exception]
        try:
            values = await load_fn([self.keys[asked] for asked in chunk])
        except Exception as error:  # whatever a source raises belongs to the keys it was asked for
            values = [error] * len(chunk)
        if len(values) != len(chunk):
            name = getattr(load_fn, "__qualname__", repr(load_fn))
            values = [WrongAnswerCountError(f"The loader's {name}", len(chunk), len(values))] * len(chunk)
        self.answers.update(zip(chunk, values, strict=True))


class _Many(Generic[Key, Value]):
    """What `load_many` gives: awaiting it waits for the batches its keys are in, and puts the values in order."""

    def __init__(
        self,
        asked: list[Hashable],
        known: list[object],
        waits: list[asyncio.Future[None]],
    ) -> None:
        self._asked = asked
        self._known = known
        self._waits = waits

    def __await__(self) -> Generator[object, None, list[Value | Exception]]:
        if not self._waits:
            return cast("list[Value | Exception]", list(self._known))
        for wait in self._waits:
            yield from wait
        values = [
            one.answers[asked] if isinstance(one, _Batch) else one
            for asked, one in zip(self._asked, self._known, strict=True)
        ]
        return cast("list[Value | Exception]", values)


def _settle(future: asyncio.Future[Value], value: Value | Exception) -> None:
    if future.done():
        return
    if isinstance(value, Exception):
        future.set_exception(value)
    else:
        future.set_result(value)
