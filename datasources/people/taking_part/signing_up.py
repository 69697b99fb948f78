"""Signing up in one step: account and profile where there are none, consents, the sign-up itself, and a first message.

A  what is asked is judged by itself; the opportunity is looked up
B  in one transaction: whoever asks, then the opportunity, both kept from other changes
C  lapsed holds end and who waits moves up first: a newcomer overtakes nobody
D  every rule is asked, so that all problems are told at once
E  a place, or the waiting list; under 16 without a guardian's consent the place is held for 48 hours
"""

from collections.abc import Sequence
from datetime import date

from datasources.people.consents import TO_AN_ORGANIZATION
from datasources.people.outcome import Outcome, refusal
from datasources.people.requests import ConsentGrant, SignUp
from datasources.people.taking_part import rules
from datasources.people.taking_part.asking import Asked, asked
from datasources.people.taking_part.refusing import Refused, changing, refuse
from datasources.people.transitions import Actor, may
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import ConsentGiver, EngagementState
from datasources.problems import Problem
from datasources.store import days, opportunities
from datasources.store.database import Database, Transaction
from datasources.store.people import accounts, consents, engagements, profiles
from datasources.store.people import engagements_places as places
from datasources.store.people.engagements_places import ShiftPlaces
from datasources.store.people.rows import EngagementRow, VolunteerRow
from datasources.store.rows import OpportunityRow

__all__ = ["express_interest"]

_KEYS = frozenset({"listed"})


async def express_interest(db: Database, viewer: Viewer, sign_up: SignUp, now: int) -> Outcome[EngagementRow]:
    """Signs up whoever asks, who is signed in as a person. `now` is in UTC seconds."""
    issuer, subject = viewer.issuer, viewer.subject
    assert issuer is not None, "only people sign up"
    assert subject is not None, "only people sign up"
    wanted = asked(sign_up, date.fromisoformat(days.date_of(now)))  # A
    if isinstance(wanted, tuple):
        return Outcome(problems=wanted)
    (known,) = await opportunities.by_ids(db, [sign_up.opportunity], _KEYS)
    if known is None or not known.listed:
        return Outcome(problems=refusal("OPPORTUNITY_UNKNOWN", "opportunity").problems)

    async def change(transaction: Transaction) -> EngagementRow:
        account_pk = await accounts.ensure(transaction, issuer, subject, now)
        volunteer = await profiles.ensure(transaction, account_pk, wanted.contact, now)
        return await _signed_up(transaction, volunteer, known.pk, wanted, now)

    return await changing(db, change)


async def _signed_up(
    transaction: Transaction, volunteer: VolunteerRow, opportunity_pk: int, wanted: Asked, now: int
) -> EngagementRow:
    await engagements.lock_volunteer(transaction, volunteer.pk)  # B
    opportunity = (await places.lock(transaction, [opportunity_pk])).get(opportunity_pk)
    if opportunity is None or not opportunity.listed:
        raise refuse("OPPORTUNITY_UNKNOWN", "opportunity")
    await places.settle(transaction, opportunity, now)  # C
    free = await places.occupancy(transaction, opportunity, now)
    chosen = rules.chosen_shifts(opportunity, free.shifts.values(), wanted.shifts, now)
    problems = await _problems(transaction, volunteer, opportunity, chosen, wanted, now)  # D
    if problems or isinstance(chosen, Problem):
        raise Refused(problems)
    await _grant(transaction, volunteer.pk, opportunity.organization_pk, wanted.consents, now)  # E
    shift_pks = [shift.pk for shift in chosen]
    state = EngagementState.WAITLISTED
    if places.is_open(opportunity, now) and free.fits(shift_pks):
        people = {volunteer.pk: volunteer.birth_month}
        lacking = await places.awaits_guardian(transaction, people, opportunity.organization_pk, now)
        state = EngagementState.AWAITING_GUARDIAN if lacking else EngagementState.INTERESTED
    assert may(Actor.VOLUNTEER, None, state)
    made = await engagements.make(transaction, opportunity.pk, volunteer.pk, state, shift_pks, now)
    if wanted.message is not None:
        await engagements.say(transaction, made.pk, wanted.message, from_organization=False, now=now)
    await places.mark_full(transaction, [opportunity.pk], now)
    return made


async def _problems(
    transaction: Transaction,
    volunteer: VolunteerRow,
    opportunity: OpportunityRow,
    chosen: Sequence[ShiftPlaces] | Problem,
    wanted: Asked,
    now: int,
) -> list[Problem]:
    """All that keeps someone from signing up. What is closed is not asked about any further."""
    today = days.date_of(now)
    closed = rules.open_problem(opportunity, today)
    if closed is not None:
        return [closed]
    earlier = await engagements.of_volunteer(transaction, volunteer.pk, opportunity.pk)
    standing = await consents.standing(transaction, [volunteer.pk])
    shifts = [] if isinstance(chosen, Problem) else chosen
    problems = rules.earlier_problems(earlier, opportunity.pk, now)
    if isinstance(chosen, Problem):
        problems.append(chosen)
    elif not problems:
        problems += rules.overlap_problems(chosen, earlier, now)
    problems += rules.age_problems(opportunity, volunteer, shifts, today)
    problems += rules.contact_problems(volunteer)
    problems += rules.missing_consents(
        opportunity, [grant.purpose for grant in wanted.consents], standing[volunteer.pk]
    )
    return problems


async def _grant(
    transaction: Transaction,
    volunteer_pk: int,
    organization_pk: int | None,
    given: Sequence[ConsentGrant],
    now: int,
) -> None:
    """Consents given with a sign-up are for its organisation; what no organisation can be given, for the hub."""
    for grant in given:
        recipient = organization_pk if grant.purpose in TO_AN_ORGANIZATION else None
        await consents.grant(
            transaction, volunteer_pk, grant.purpose, recipient, grant.text_version, ConsentGiver.SELF, now
        )
