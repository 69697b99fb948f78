"""What time alone changes, for the housekeeping: nobody need ask for it to happen.

Reads judge lapsed holds by themselves (`engagements_lists.state_at`); this writes them down, lets who waits move up,
marks help that has been given, and puts right which opportunities are full.
"""

from typing import Final

from datasources.store.database import Database
from datasources.store.people import engagements
from datasources.store.people import engagements_due as due
from datasources.store.people import engagements_places as places

__all__ = ["BATCH", "MAX_BATCHES", "tidy"]

BATCH: Final = 100
MAX_BATCHES: Final = 100
"""Of opportunities, in one round; the next round goes on."""


async def tidy(db: Database, now: int) -> int:
    """Writes down what has come due; answers how many sign-ups and marks changed. One transaction an opportunity, so
    that nobody who signs up waits for it."""
    changed = 0
    for volunteer_pk in await due.grown_up(db, now, BATCH):
        async with db.transaction() as transaction:
            await engagements.lock_volunteer(transaction, volunteer_pk)
            changed += await engagements.release_from_guardian(transaction, volunteer_pk, now)
    after = 0
    for _ in range(MAX_BATCHES):
        pks = await due.opportunities_due(db, now, after, BATCH)
        for pk in pks:
            changed += await _tidied(db, pk, now)
        if len(pks) < BATCH:
            break
        after = pks[-1]
    for _ in range(MAX_BATCHES):
        wrong = await places.mismarked(db, now, BATCH)
        if not wrong:
            break
        async with db.transaction() as transaction:
            await places.lock(transaction, wrong)
            changed += await places.mark_full(transaction, wrong, now)
    return changed


async def _tidied(db: Database, opportunity_pk: int, now: int) -> int:
    async with db.transaction() as transaction:
        opportunity = (await places.lock(transaction, [opportunity_pk])).get(opportunity_pk)
        if opportunity is None:
            return 0
        changed = await due.finish(transaction, opportunity_pk, now)
        return changed + await places.settle(transaction, opportunity, now)
