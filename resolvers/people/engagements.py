"""Sign-ups: the three changes, the lists of who may see them, and what hangs on each.

Fields that are for some only are guarded where they are declared (`resolvers.permissions`): a batch function here is
given parents that whoever asks may read. Changes name a sign-up by its id and check whose it is themselves.
"""

from collections.abc import Sequence

from datasources.people import taking_part
from datasources.people.outcome import Outcome
from datasources.people.requests import SignUp
from datasources.people.vocabulary import EngagementState, Purpose
from datasources.store.people import engagements_lists as engagement_store
from datasources.store.people import profiles
from datasources.store.people.rows import EngagementRow, MessageRow, VolunteerRow
from datasources.store.rows import OpportunityRow, OrganizationRow, ShiftRow
from datasources.store.slices import Parents
from resolvers import criteria, listings
from resolvers.columns import reading
from resolvers.connections import Connection
from resolvers.context import Context, Info
from resolvers.listing import Listing
from resolvers.paging import PageArguments, window_of
from resolvers.people.owners import became, known
from resolvers.people.readings import Reading
from resolvers.permissions import Access, refusal
from resolvers.references import loaded, missing

__all__ = [
    "by_ids",
    "decide",
    "engagements_of_opportunities",
    "engagements_of_organizations",
    "engagements_of_volunteers",
    "express_interest",
    "messages_of",
    "my_engagements_of_opportunities",
    "opportunities_of",
    "shifts_of",
    "states_of",
    "withdraw",
]

ORDER = "engagements"


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def express_interest(info: Info, sign_up: SignUp) -> Outcome[EngagementRow]:
    """Signs whoever asks up. Raises GraphError where they are not signed in as a person."""
    context = info.context
    if not context.viewer.is_person:
        raise refusal(Access.SIGNED_IN, context.viewer)
    outcome = await taking_part.express_interest(context.db, context.viewer, sign_up, context.now)
    if outcome.made is not None and outcome.made.volunteer_pk is not None:
        signed_up = await profiles.of_pk(context.db, outcome.made.volunteer_pk)
        # Whoever signs up for the first time has an account and a profile from here on: the answer is read as theirs.
        became(context, None if signed_up is None else signed_up.account_pk)
    return outcome


async def withdraw(info: Info, id: str) -> Outcome[EngagementRow]:
    """Withdraws the asker's own sign-up. Raises GraphError where they are not signed in as a person."""
    context = info.context
    if not context.viewer.is_person:
        raise refusal(Access.SIGNED_IN, context.viewer)
    return await taking_part.withdraw(context.db, context.viewer, id, context.now)


async def decide(
    info: Info, id: str, state: EngagementState, hours: float | None, message: str | None
) -> Outcome[EngagementRow]:
    """Takes a sign-up to another state, for an editor of its organisation. Raises GraphError for whoever edits none."""
    context = info.context
    if not context.viewer.edits:
        raise refusal(Access.ANY_EDITOR, context.viewer)
    await known(context)
    return await taking_part.decide(
        context.db, context.viewer, taking_part.Decision(id, state, hours, message), context.now
    )


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────


def engagements_of_opportunities(
    parents: Sequence[OpportunityRow], info: Info, states: Sequence[EngagementState] | None, page: PageArguments
) -> Sequence[Connection]:
    return _connections(info, Parents("opportunity", [parent.pk for parent in parents]), states, page)


def engagements_of_organizations(
    parents: Sequence[OrganizationRow], info: Info, states: Sequence[EngagementState] | None, page: PageArguments
) -> Sequence[Connection]:
    return _connections(info, Parents("organization", [parent.pk for parent in parents]), states, page)


def engagements_of_volunteers(parents: Sequence[VolunteerRow], info: Info, page: PageArguments) -> Sequence[Connection]:
    return _connections(info, Parents("volunteer", [parent.pk for parent in parents]), None, page)


@reading("pk")
async def my_engagements_of_opportunities(
    parents: Sequence[OpportunityRow], info: Info
) -> Sequence[EngagementRow | None]:
    """The asker's own sign-up for each: the one in which something is still to come, else their newest."""
    account_pk = info.context.viewer.account_pk
    if account_pk is None:
        return [None] * len(parents)
    pks = list(dict.fromkeys(parent.pk for parent in parents))
    found = await engagement_store.of_account(info.context.db, account_pk, pks)
    return [found.get(parent.pk) for parent in parents]


async def by_ids(context: Context, ids: Sequence[str]) -> Sequence[EngagementRow | None]:
    """Sign-ups of the asker's own and of organisations that they edit; None for all others, as for unknown ids."""
    viewer = context.viewer
    if viewer.account_pk is None and not viewer.edits:
        return [None] * len(ids)
    found = await engagement_store.by_ids(context.db, ids)

    def may_see(held: engagement_store.Held) -> bool:
        own = held.account_pk is not None and held.account_pk == viewer.account_pk
        return own or viewer.may_edit(held.organization_pk)

    return [held.row if held is not None and may_see(held) else None for held in found]


def _connections(
    info: Info, parents: Parents, states: Sequence[EngagementState] | None, page: PageArguments
) -> Sequence[Connection]:
    context = info.context
    wanted = criteria.several("state", states)
    window = window_of(page, context.bounds.entries, ORDER)
    db, now = context.db, context.now
    return listings.of_parents(
        parents,
        lambda keys: Listing(
            order=ORDER,
            window=window,
            pages=lambda: engagement_store.pages(db, wanted, window, keys, now),
            counts=lambda: engagement_store.counts(db, wanted, keys, now),
        ),
    )


# ── what hangs on a sign-up ──────────────────────────────────────────────────────────────────────────────────────


@reading("opportunity_pk")
async def opportunities_of(parents: Sequence[EngagementRow], info: Info) -> Sequence[OpportunityRow | Exception]:
    """Listed or not: a sign-up outlives its opportunity's being listed."""
    found = await loaded([parent.opportunity_pk for parent in parents], info.context.loaders.opportunities)
    return [missing("The opportunity of this sign-up") if row is None else row for row in found]


@reading("pk")
async def shifts_of(parents: Sequence[EngagementRow], info: Info) -> Sequence[Sequence[ShiftRow]]:
    return await engagement_store.shifts(info.context.db, [parent.pk for parent in parents])


@reading("state", "held_until")
def states_of(parents: Sequence[EngagementRow], info: Info) -> Sequence[str]:
    """Withdrawn, too, where a guardian did not consent in time: whether or not that is written down yet."""
    return [engagement_store.state_at(parent, info.context.now).value for parent in parents]


@reading("pk", "volunteer_pk", "opportunity_pk", "state", "held_until")
async def messages_of(parents: Sequence[EngagementRow], info: Info) -> Sequence[Sequence[MessageRow] | Exception]:
    """All of them to whoever signed up. To editors those under a consent to CONTACT for their organisation, of a
    guardian too where one is needed, and recorded as read; else none, as if nothing had been written."""
    context = info.context
    pks = [row.pk for row in parents]
    written = dict(zip(pks, await engagement_store.messages(context.db, pks), strict=True))
    own_pk = await context.own_profile_pk()
    shown: dict[int, Sequence[MessageRow] | Exception] = {
        row.pk: written[row.pk] for row in parents if own_pk is not None and row.volunteer_pk == own_pk
    }
    others = [row for row in parents if row.pk not in shown and written[row.pk]]
    readings = await _readings_of(others, context)
    disclosed = await context.disclosures.load_many(list(readings.values())) if readings else ()
    for pk, profile in zip(readings, disclosed, strict=True):
        if profile is not None:
            shown[pk] = profile if isinstance(profile, Exception) else written[pk]
    return [shown.get(pk, ()) for pk in pks]


async def _readings_of(rows: Sequence[EngagementRow], context: Context) -> dict[int, Reading]:
    """What reading the messages of others is, by sign-up, for an editor; nothing while a guardian is awaited."""
    if not rows or not context.viewer.edits:
        return {}
    offered = await loaded([row.opportunity_pk for row in rows], context.loaders.opportunities)
    return {
        row.pk: Reading(row.volunteer_pk, offer.organization_pk, Purpose.CONTACT, "messages", None)
        for row, offer in zip(rows, offered, strict=True)
        if isinstance(offer, OpportunityRow)
        and row.volunteer_pk is not None
        and row.state != EngagementState.AWAITING_GUARDIAN
        and offer.organization_pk is not None
        and context.viewer.may_edit(offer.organization_pk)
    }
