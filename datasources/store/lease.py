"""A task that only one process may do: it holds a lease in the store, renews it, and loses it when it falls silent."""

import secrets
from collections.abc import Callable
from typing import Final

from datasources.store.database import Database, Transaction
from datasources.store.writing import sources

LASTS_S: Final = 120
RENEW_S: Final = 30


class LeaseLost(Exception):
    """Another process has taken over, after this one did not renew its lease in time. Nothing more may be written."""


class Lease:
    """One process's claim on a task."""

    def __init__(self, db: Database, name: str, clock: Callable[[], float], *, lasts_s: int = LASTS_S) -> None:
        self._db = db
        self._clock = clock
        self._lasts_s = lasts_s
        self.name = name
        self.holder = secrets.token_hex(8)

    async def take(self) -> bool:
        """Takes the lease where nobody holds it, or prolongs it; False while another process holds it."""
        now = int(self._clock())
        async with self._db.transaction() as transaction:
            taken = await transaction.execute(
                sources.TAKE_LEASE,
                lease=self.name,
                mine=self.holder,
                holder=self.holder,
                now=now,
                until=now + self._lasts_s,
            )
            if taken or await transaction.fetch(sources.LEASE_BY_NAME, name=self.name):
                return bool(taken)
            inserted = await transaction.execute(
                sources.INSERT_LEASE, name=self.name, holder=self.holder, until=now + self._lasts_s
            )
            return bool(inserted)

    async def fence(self, transaction: Transaction) -> None:
        """Prolongs the lease within a transaction, so that both hold or neither does. Raises LeaseLost."""
        until = int(self._clock()) + self._lasts_s
        if not await transaction.execute(sources.RENEW_LEASE, lease=self.name, mine=self.holder, until=until):
            raise LeaseLost(f"the lease {self.name!r} belongs to another process")

    async def release(self) -> None:
        """Gives it back, so that another process need not wait for its end."""
        async with self._db.transaction() as transaction:
            await transaction.execute(sources.DROP_LEASE, lease=self.name, mine=self.holder)
