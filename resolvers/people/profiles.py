"""Profiles: their owner's alone. Reading one, changing it, and what its fields answer for a level of them."""

from collections.abc import Mapping, Sequence
from datetime import date

from datasources.ids import ars_of
from datasources.people import ages, exporting
from datasources.people.guardians import state_of
from datasources.people.outcome import Outcome
from datasources.people.profiles import FreeHours, Known, free_hours_of, stated
from datasources.people.vocabulary import AgeBand, GuardianConsentState
from datasources.store import areas
from datasources.store.database import Transaction
from datasources.store.people import consents, guardians, kept_answers, profiles
from datasources.store.people.rows import ConsentRow, VolunteerRow
from datasources.store.rows import AreaRow
from datasources.vocabulary import ConceptScheme
from resolvers.columns import reading
from resolvers.concepts import concepts_in
from resolvers.context import Context, Info
from resolvers.people.owners import Undone, account_of, became, person
from resolvers.references import follow
from resolvers.values import texts

__all__ = [
    "age_bands_of",
    "availability_of",
    "commitments_of",
    "consents_of",
    "export",
    "guardian_states_of",
    "homes_of",
    "interests_of",
    "languages_of",
    "mine",
    "save",
    "skills_of",
]

homes_of = follow("home_ars", lambda context: context.loaders.areas)
commitments_of = texts("commitment")
languages_of = texts("languages")
skills_of = concepts_in("skills", ConceptScheme.SKILL)
interests_of = concepts_in("interests", ConceptScheme.TOPIC)


async def mine(info: Info) -> VolunteerRow | None:
    """The profile of whoever asks; None for those who have none."""
    account_pk = person(info.context).account_pk
    return None if account_pk is None else (await profiles.by_accounts(info.context.db, [account_pk]))[0]


async def save(info: Info, changes: Mapping[str, object]) -> Outcome[VolunteerRow]:
    """Changes the fields that are named, and makes the profile where there is none.

    `changes` as `datasources.people.profiles.stated` takes them; None clears, what is not named stays.
    """
    context = info.context
    person(context)
    homes = await _homes(context, changes.get("home"))
    try:
        async with context.db.transaction() as transaction:
            account_pk = await account_of(context, transaction)
            row = await _saved(context, transaction, account_pk, changes, homes)
    except Undone as undone:
        return Outcome(problems=undone.problems)
    became(context, account_pk)
    return Outcome(row)


async def export(info: Info) -> Mapping[str, object]:
    """Everything the hub holds of whoever asks, as one document."""
    context = info.context
    viewer = person(context)
    assert viewer.issuer is not None
    assert viewer.subject is not None
    return await exporting.export(context.db, viewer.issuer, viewer.subject, context.now)


@reading("birth_month")
def age_bands_of(parents: Sequence[VolunteerRow], info: Info) -> Sequence[AgeBand | None]:
    """The band of each one's age today, which is all that is ever answered of it."""
    today = date.fromisoformat(info.context.today)
    return [
        None if parent.birth_month is None else ages.band_of(ages.age_on(parent.birth_month, today))
        for parent in parents
    ]


@reading("birth_month")
async def guardian_states_of(parents: Sequence[VolunteerRow], info: Info) -> Sequence[GuardianConsentState]:
    """Where the consent of a guardian stands; two statements, and none where all are old enough."""
    context = info.context
    today = date.fromisoformat(context.today)
    guarded = [each.pk for each in parents if each.birth_month and ages.needs_guardian(each.birth_month, today)]
    given = await consents.standing(context.db, guarded)
    requests = await guardians.latest(context.db, guarded)
    return [
        state_of(each.birth_month, today, given.get(each.pk, ()), requests.get(each.pk), context.now)
        for each in parents
    ]


@reading("availability")
def availability_of(parents: Sequence[VolunteerRow]) -> Sequence[Sequence[FreeHours]]:
    return [free_hours_of(parent.availability) for parent in parents]


@reading()
async def consents_of(parents: Sequence[VolunteerRow], info: Info) -> Sequence[Sequence[ConsentRow]]:
    """All consents, those of a guardian and revoked ones among them, in the order they were granted."""
    return await consents.of_volunteers(info.context.db, [parent.pk for parent in parents])


async def _homes(context: Context, home: object) -> Mapping[str, AreaRow]:
    """The area that a change names, by its id."""
    ars = ars_of(home) if isinstance(home, str) else None
    row = None if ars is None else (await areas.by_ars(context.db, [ars]))[0]
    return {} if row is None else {str(home): row}


async def _saved(
    context: Context,
    transaction: Transaction,
    account_pk: int,
    changes: Mapping[str, object],
    homes: Mapping[str, AreaRow],
) -> VolunteerRow:
    before = await profiles.lock(transaction, account_pk)
    known = Known(
        today=date.fromisoformat(context.today),
        homes=homes,
        birth_month=None if before is None else before.birth_month,
        has_signed_up=before is not None and await profiles.has_signed_up(transaction, before.pk),
    )
    columns, problems = stated(changes, "input", known)
    if problems:
        raise Undone(problems)
    row = before or await profiles.ensure(transaction, account_pk, None, context.now)
    if "birth_month" in columns:  # whoever is younger than they said may need a guardian
        await kept_answers.withhold(transaction, row.pk)
    return await profiles.save(transaction, row, columns, context.now)
