"""The personal calendar's address: made, replaced and revoked by its owner."""

from datasources.people.calendar import CalendarAddress, fresh_secret, hash_of, path_of
from datasources.people.outcome import Outcome, problem
from datasources.store.people import calendar
from resolvers.context import Info

__all__ = ["share"]


async def share(info: Info, on: bool) -> Outcome[CalendarAddress]:
    """A new address in the place of the one before; or, `on` being false, no address any more."""
    context = info.context
    profile_pk = await context.own_profile_pk()
    if profile_pk is None:
        return Outcome(problems=(problem("CALENDAR_NO_PROFILE"),))
    secret = fresh_secret() if on else None
    async with context.db.transaction() as transaction:
        kept = None if secret is None else hash_of(secret)
        await calendar.keep_hash(transaction, profile_pk, kept, context.now)
    return Outcome(CalendarAddress(None if secret is None else f"{context.base_url}{path_of(secret)}"))
