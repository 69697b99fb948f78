"""Consents: granted to a text that was read, revoked at once, and the texts themselves."""

from collections.abc import Sequence
from typing import NamedTuple

from datasources.people.consents import WORDINGS, recipient_problem, version_problem
from datasources.people.outcome import Outcome, problem
from datasources.people.vocabulary import ConsentGiver, Purpose
from datasources.problems import Language, Problem
from datasources.store import organizations
from datasources.store.people import consents, kept_answers, profiles
from datasources.store.people.rows import VolunteerRow
from resolvers.context import Context, Info
from resolvers.people.owners import account_of, became, person
from resolvers.references import MAX_ID_CHARS, follow

__all__ = ["ConsentTextRow", "grant", "recipients_of", "revoke", "texts"]

recipients_of = follow("recipient_pk", lambda context: context.loaders.organizations)


class ConsentTextRow(NamedTuple):
    """One version of a text, in one language."""

    purpose: Purpose
    version: str
    text: str
    language: Language


def texts(info: Info, language: str | None = None) -> Sequence[ConsentTextRow]:
    """The texts that are consented to: first the newest of each purpose, then the older ones, which stay readable."""
    spoken = info.context.language_of(language)
    editions = [(index, purpose, wording) for purpose in Purpose for index, wording in enumerate(WORDINGS[purpose])]
    return [
        ConsentTextRow(purpose, wording.version, wording.text(spoken), spoken)
        for _, purpose, wording in sorted(editions, key=lambda edition: edition[0] > 0)
    ]


async def grant(info: Info, purpose: Purpose, recipient: str | None, text_version: str) -> Outcome[VolunteerRow]:
    """Lets a consent of whoever asks stand; makes their profile where there is none."""
    context = info.context
    person(context)
    recipient_pk, problems = await _recipient(context, purpose, recipient)
    outdated = version_problem(purpose, text_version, "textVersion")
    if outdated is not None:
        problems = (*problems, outdated)
    if problems:
        return Outcome(problems=problems)
    async with context.db.transaction() as transaction:
        account_pk = await account_of(context, transaction)
        row = await profiles.ensure(transaction, account_pk, None, context.now)
        await profiles.lock(transaction, account_pk)
        await consents.grant(transaction, row.pk, purpose, recipient_pk, text_version, ConsentGiver.SELF, context.now)
    became(context, account_pk)
    return Outcome(row)


async def revoke(info: Info, purpose: Purpose, recipient: str | None) -> Outcome[VolunteerRow]:
    """Ends a consent of whoever asks, at once. What does not stand is no problem: it does not stand afterwards either.

    A sign-up stays: the organisation then sees that someone has signed up, and nothing personal of them.
    """
    context = info.context
    account_pk = person(context).account_pk
    recipient_pk, problems = await _recipient(context, purpose, recipient)
    if problems:
        return Outcome(problems=problems)
    async with context.db.transaction() as transaction:
        row = None if account_pk is None else await profiles.lock(transaction, account_pk)
        if row is not None:
            await consents.revoke(transaction, row.pk, purpose, recipient_pk, ConsentGiver.SELF, context.now)
            if recipient_pk is not None:
                await kept_answers.withhold(transaction, row.pk, recipient_pk)
    return Outcome(row)


async def _recipient(
    context: Context, purpose: Purpose, recipient: str | None
) -> tuple[int | None, tuple[Problem, ...]]:
    """The organisation that a consent is for, by its pk."""
    found = recipient_problem(purpose, has_recipient=recipient is not None)
    if found is not None:
        return None, (found,)
    if recipient is None:
        return None, ()
    row = (await organizations.by_ids(context.db, [recipient[:MAX_ID_CHARS]]))[0]
    return (None, (problem("RECIPIENT_UNKNOWN", "recipient"),)) if row is None else (row.pk, ())
