"""Erasing oneself: everything that leads to a person goes, and with it the copies that databases and caches keep.

A. In one transaction: sign-ups are withdrawn (places fall free, who waits moves up) and reduced to counts, profile and
   account are deleted with all that hangs on them, the receipt is kept, and a mark says that bytes are left to clear.
B. After it: the database overwrites what deleted rows have left in its files (`clearing`), and whoever keeps
   copies in memory is told (`on_erased`). The mark goes when the files are clear.
C. Where B was cut short, `finish` does it: the housekeeping calls it, and it costs one read where nothing is left.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date

from datasources.ids import IdKind, chance_id
from datasources.people import ages
from datasources.people.consents import covers
from datasources.people.guardians import needs_guardian
from datasources.people.vocabulary import Purpose
from datasources.store.database import Database, Transaction
from datasources.store.people import clearing, consents, engagements, profiles
from datasources.store.people import erasure as store
from datasources.store.people.rows import ErasureRow, VolunteerRow

__all__ = ["erase", "finish"]


async def erase(
    db: Database,
    issuer: str,
    subject: str,
    now: int,
    today: str,
    on_erased: Callable[[], None] | None = None,
) -> ErasureRow | None:
    """Erases everything of someone; answers the receipt, and None where there is nothing of them.

    `on_erased` is called when they are gone: for caches that may hold what they wrote.
    """
    async with db.transaction() as transaction:
        account_pk = await store.lock_account(transaction, issuer, subject)
        if account_pk is None:
            return None
        erased = Counter[str]()
        profile = await profiles.lock(transaction, account_pk)
        if profile is not None:
            erased.update(await _erase_profile(transaction, profile, now, date.fromisoformat(today)))
        erased.update(await store.erase_account(transaction, account_pk))
        receipt = ErasureRow(chance_id(IdKind.ERASURE), now, {name: erased[name] for name in sorted(erased)})
        await store.keep_receipt(transaction, receipt)
        await clearing.mark_unclear(transaction)
    if on_erased is not None:
        on_erased()
    await finish(db)
    return receipt


async def finish(db: Database) -> bool:
    """Clears from the database's files what erasures have left there; False where readers of old data are in the way,
    so that it must be tried again."""
    return await clearing.clear(db)


async def _erase_profile(transaction: Transaction, profile: VolunteerRow, now: int, today: date) -> dict[str, int]:
    messages = await store.messages_of(transaction, profile.pk)
    own = (profile.id, profile.display_name, profile.email, profile.telephone)
    copies = await store.erase_copies(transaction, profile.pk, [*messages, *filter(None, own)])
    band = await _counted_band(transaction, profile, today)
    signed_up = await engagements.anonymise(transaction, profile.pk, band, now)
    erased = await store.erase_volunteer(transaction, profile.pk)
    return {"engagement": signed_up, "message": len(messages), "kept_answer": copies, **erased}


async def _counted_band(transaction: Transaction, profile: VolunteerRow, today: date) -> str | None:
    """The age band that stays with the counts: only where that was consented to."""
    standing = (await consents.standing(transaction, [profile.pk]))[profile.pk]
    guarded = needs_guardian(profile.birth_month, today)
    if profile.birth_month is None or not covers(standing, Purpose.STATISTICS, None, guarded=guarded):
        return None
    return ages.band_of(ages.age_on(profile.birth_month, today)).value
