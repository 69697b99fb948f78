"""Leases: one process at a time does a task, until it falls silent."""

import asyncio

import pytest

from datasources.store.database import Database
from datasources.store.lease import Lease, LeaseLost


class Clock:
    """A clock that a test moves."""

    now = 1_782_900_000.0

    def __call__(self) -> float:
        return self.now


async def test_a_lease_belongs_to_one_process_until_it_falls_silent(db: Database) -> None:
    clock = Clock()
    first, second = Lease(db, "refresh", clock), Lease(db, "refresh", clock)
    assert await first.take()
    assert not await second.take()
    clock.now += 100
    assert await first.take(), "renewed"
    clock.now += 119
    assert not await second.take()
    clock.now += 2
    assert await second.take(), "taken over after the end"
    assert not await first.take()


async def test_who_lost_the_lease_writes_nothing_more(db: Database) -> None:
    clock = Clock()
    first, second = Lease(db, "refresh", clock), Lease(db, "refresh", clock)
    await first.take()
    clock.now += 121
    await second.take()
    with pytest.raises(LeaseLost):
        async with db.transaction() as transaction:
            await first.fence(transaction)
    async with db.transaction() as transaction:
        await second.fence(transaction)


async def test_a_lease_given_back_is_free_at_once(db: Database) -> None:
    clock = Clock()
    first, second = Lease(db, "refresh", clock), Lease(db, "refresh", clock)
    await first.take()
    await second.release()
    assert not await second.take()
    await first.release()
    assert await second.take()


async def test_two_processes_that_begin_together_do_not_both_hold_it(db: Database) -> None:
    clock = Clock()
    leases = [Lease(db, "refresh", clock) for _ in range(4)]
    assert sum(await asyncio.gather(*(lease.take() for lease in leases))) == 1
