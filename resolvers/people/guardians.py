"""The consent of a guardian: asked for by the young person, given and revoked by whoever has the code of the letter.

Everything that follows happens in the same transaction: a letter goes out if, and only if, its code is known to the
hub; a revocation that was answered has taken effect.
"""

from collections.abc import Sequence
from datetime import date

import orjson

from datasources.people import guardians as rules
from datasources.people import letters
from datasources.people.consents import covers_for_guardian, text_as_of
from datasources.people.outcome import Outcome
from datasources.people.texts import checked_email
from datasources.people.vocabulary import ConsentGiver, Purpose
from datasources.store.database import Transaction
from datasources.store.people import consents, engagements, guardians, kept_answers, profiles
from datasources.store.people.rows import GuardianRequestRow, VolunteerRow
from resolvers.context import Context, Info
from resolvers.people.owners import Undone, person

__all__ = ["confirm", "request"]

_HOUR_S = 3_600


async def request(info: Info, email: str, purposes: Sequence[Purpose]) -> Outcome[VolunteerRow]:
    """Has a letter sent to a guardian, with a code that confirms and revokes; earlier codes can no longer confirm."""
    context = info.context
    account_pk = person(context).account_pk
    address = checked_email(email, "email")
    if not isinstance(address, str):
        return Outcome(problems=(address,))
    wanted = [purpose for purpose in Purpose if purpose in purposes]
    try:
        async with context.db.transaction() as transaction:
            row = None if account_pk is None else await profiles.lock(transaction, account_pk)
            return Outcome(await _requested(context, transaction, row, address, wanted))
    except Undone as undone:
        return Outcome(problems=undone.problems)


async def confirm(info: Info, code: str, revoke: bool) -> Outcome[bool]:
    """Lets the guardian's consent stand, or ends it. True where it stands afterwards, False where it does not."""
    context = info.context
    async with context.db.transaction() as transaction:
        letter = await _letter(transaction, code)
        problem = rules.code_problem(letter, revoke=revoke, now=context.now)
        if problem is not None or letter is None:
            return Outcome(False, () if problem is None else (problem,))
        if revoke:
            await _revoked(context, transaction, letter)
        else:
            await _confirmed(context, transaction, letter)
    return Outcome(not revoke)


async def _requested(
    context: Context, transaction: Transaction, row: VolunteerRow | None, address: str, purposes: Sequence[Purpose]
) -> VolunteerRow:
    problem = rules.request_problem(
        birth_month=row and row.birth_month,
        today=date.fromisoformat(context.today),
        own_email=row and row.email,
        email=address,
        purposes=purposes,
        sent_today=0
        if row is None
        else await guardians.count_since(transaction, row.pk, context.now - guardians.DAY_S),
        sent_there_today=await guardians.count_to(transaction, address, context.now - guardians.DAY_S),
    )
    if problem is not None or row is None:
        raise Undone(() if problem is None else (problem,))
    code, edition = rules.new_code(), rules.edition(purposes)
    await guardians.replace_open(transaction, row.pk, context.now)
    await guardians.request(
        transaction,
        volunteer_pk=row.pk,
        email=address,
        code_hash=rules.hash_of(code),
        purposes=orjson.dumps([purpose.value for purpose in purposes]).decode(),
        text_version=edition,
        now=context.now,
        expires_at=context.now + rules.CODE_HOURS * _HOUR_S,
    )
    letter = rules.letter(purposes, edition, code, context.language, context.guardian_url)
    await letters.post(
        transaction,
        key=f"guardian:{rules.hash_of(code)}",
        recipient=address,
        subject=letter.subject,
        body=letter.body,
        volunteer_pk=row.pk,
        now=context.now,
    )
    return row


async def _letter(transaction: Transaction, code: str) -> GuardianRequestRow | None:
    """The letter of a code, after whose volunteer was locked: every change of theirs locks them first."""
    found = await guardians.by_code(transaction, rules.hash_of(code))
    if found is None or await profiles.lock_pk(transaction, found.volunteer_pk) is None:
        return None
    return await guardians.by_code(transaction, found.code_hash)


async def _confirmed(context: Context, transaction: Transaction, letter: GuardianRequestRow) -> None:
    await guardians.confirm(transaction, letter.pk, context.now)
    for name in orjson.loads(letter.purposes):
        purpose = Purpose(name)
        wording = text_as_of(purpose, letter.text_version)
        assert wording is not None, "a letter is written with texts that there are, and none is ever taken away"
        await consents.grant(
            transaction, letter.volunteer_pk, purpose, None, wording.version, ConsentGiver.GUARDIAN, context.now
        )
    if await _allows_contact(transaction, letter.volunteer_pk):
        await engagements.release_from_guardian(transaction, letter.volunteer_pk, context.now)


async def _revoked(context: Context, transaction: Transaction, letter: GuardianRequestRow) -> None:
    """A revocation ends all that guardians consented to; a refusal in advance ends its own letter. Sign-ups that no
    guardian allows any more are withdrawn, unless their person has become old enough in the meantime."""
    await guardians.revoke(transaction, letter.pk, context.now)
    if letter.confirmed_at is not None:
        await consents.revoke_all_of(transaction, letter.volunteer_pk, ConsentGiver.GUARDIAN, context.now)
        await kept_answers.withhold(transaction, letter.volunteer_pk)
    row = await profiles.of_pk(transaction, letter.volunteer_pk)
    assert row is not None, "a letter goes with its profile"
    if not rules.needs_guardian(row.birth_month, date.fromisoformat(context.today)):
        return
    if not await _allows_contact(transaction, row.pk):
        await engagements.withdraw_all(transaction, row.pk, context.now)


async def _allows_contact(transaction: Transaction, volunteer_pk: int) -> bool:
    standing = (await consents.standing(transaction, [volunteer_pk]))[volunteer_pk]
    return covers_for_guardian(standing, Purpose.CONTACT)
