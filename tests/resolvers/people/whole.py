"""Someone of whom the hub holds everything that it can hold, each text of theirs found nowhere else."""

import json
from random import Random
from typing import Any, Final

from sqlalchemy import insert, select

from datasources.people import letters
from datasources.people.consents import current
from datasources.people.guardians import hash_of
from datasources.people.vocabulary import ConsentGiver, EngagementState, Purpose
from datasources.store.database import Database, Transaction
from datasources.store.people import accounts, calendar, consents, engagements, guardians, profiles
from datasources.store.people.core import ACCESS_EVENT, ACCOUNT, CERTIFICATE, KEPT_ANSWER, ROLE
from datasources.store.people.rows import VolunteerRow
from datasources.store.statements import Statement
from tests.resolvers.district import NOW
from tests.resolvers.people.people import ISSUER

SUBJECT: Final = "subjekt-zwiebelturm-4711"
CODE: Final = "brief-code-wolkenbruch"
CODE_HASH: Final = hash_of(CODE)
CAKE_PK, TRAINER_PK, CLUB_PK = 1, 2, 1
FIRST_SHIFT, SECOND_SHIFT = 1, 2

PROFILE: Final[dict[str, Any]] = {
    "display_name": "Zwetschgenkuchen Ährenwirth",
    "email": "zwetschge.aehrenwirth@postfach.example",
    "telephone": "02654 987 654 321",
    "birth_month": "2011-09",
    "home_ars": "071375005086",
    "radius_km": 13.625,
    "availability": '[{"weekday":"MONDAY","from":"16:07","to":"19:53"}]',
    "commitment": '["ONE_TIME"]',
    "skills": '["cooking"]',
    "interests": '["football"]',
    "languages": '["de","gsw-CH"]',
}
"""Every column that people state of themselves."""
CALENDAR_HASH: Final = hash_of("kalender-adresse-quitte")
MESSAGE: Final = 'Ich bringe den großen Käsekuchen mit,\nden "mit Rosinen".'
ANSWER: Final = "Danke, liebe Zwetschgenkuchen Ährenwirth!"
GUARDIAN: Final = "papa.aehrenwirth@postfach.example"
LETTER_TEXT: Final = f"Bitte geben Sie diesen Code ein: {CODE}"
KEPT: Final = '{"data":{"saveMyProfile":{"profile":{"displayName":"Zwetschgenkuchen Ährenwirth"}}}}'
EDITORS_KEPT: Final = '{"data":{"decideEngagement":{"applicant":"Zwetschgenkuchen Ährenwirth (Bewerbung)"}}}'
OTHERS_KEPT: Final = json.dumps({"data": {"messages": [MESSAGE]}})
READ_FIELDS: Final = '["displayName","email"]'

STRINGS: Final = (
    SUBJECT,
    CODE,
    CODE_HASH,
    PROFILE["display_name"],
    "Zwetschgenkuchen",
    "Ährenwirth",
    PROFILE["email"],
    "aehrenwirth@postfach",
    PROFILE["telephone"],
    PROFILE["availability"],
    "16:07",
    CALENDAR_HASH,
    "gsw-CH",
    MESSAGE,
    "Käsekuchen",
    ANSWER,
    GUARDIAN,
    LETTER_TEXT,
    KEPT,
    "(Bewerbung)",
    "schluessel-der-wiederholung",
    "ehemals.zwetschge@postfach.example",
)
"""All of these lead to this person, and stand nowhere else in the database."""


async def fill(db: Database, subject: str = SUBJECT) -> VolunteerRow:
    """Writes this person into every table of people, and changes some of it, so that old values were there too."""
    async with db.transaction() as transaction:
        account_pk = await accounts.ensure(transaction, ISSUER, subject, NOW)
        editor_pk = await accounts.ensure(transaction, ISSUER, "redaktion", NOW)
        other_pk = await accounts.ensure(transaction, ISSUER, "andere", NOW)
        await _insert(transaction, ROLE, account_pk=account_pk, role="EDITOR", scope="org_x", granted_at=NOW)
        row = await profiles.ensure(transaction, account_pk, None, NOW)
        former = PROFILE | {"email": "ehemals.zwetschge@postfach.example"}
        await profiles.save(transaction, row, former, NOW)
        row = await profiles.save(transaction, row, PROFILE, NOW + 1)
        await calendar.keep_hash(transaction, row.pk, CALENDAR_HASH, NOW + 1)
        for purpose, recipient in ((Purpose.CONTACT, CLUB_PK), (Purpose.STATISTICS, None), (Purpose.MATCHING, None)):
            giver = ConsentGiver.SELF
            await consents.grant(transaction, row.pk, purpose, recipient, current(purpose), giver, NOW)
            giver = ConsentGiver.GUARDIAN
            await consents.grant(transaction, row.pk, purpose, None, current(purpose), giver, NOW)
        await guardians.request(
            transaction,
            volunteer_pk=row.pk,
            email=GUARDIAN,
            code_hash=hash_of(CODE),
            purposes='["CONTACT"]',
            text_version=current(Purpose.CONTACT),
            now=NOW,
            expires_at=NOW + 172_800,
        )
        made = await engagements.make(
            transaction, CAKE_PK, row.pk, EngagementState.INTERESTED, [FIRST_SHIFT, SECOND_SHIFT], NOW
        )
        await engagements.say(transaction, made.pk, MESSAGE, from_organization=False, now=NOW)
        await engagements.say(transaction, made.pk, ANSWER, from_organization=True, now=NOW + 5)
        done = await engagements.make(transaction, TRAINER_PK, row.pk, EngagementState.INTERESTED, [], NOW)
        await engagements.change(transaction, done, EngagementState.CONFIRMED, NOW + 9, hours=3.5)
        await _insert(
            transaction,
            CERTIFICATE,
            volunteer_pk=row.pk,
            kind="FIRST_AID",
            inspected_on="2026-05-03",
            valid_until="2028-05-03",
            organization_pk=CLUB_PK,
            created_at=NOW,
        )
        for reader, volunteer in ((editor_pk, row.pk), (None, row.pk)):
            await _read(transaction, volunteer, reader)
        await letters.post(
            transaction,
            key=f"guardian:{hash_of(CODE)}",
            recipient=GUARDIAN,
            subject="Ihre Einwilligung",
            body=LETTER_TEXT,
            volunteer_pk=row.pk,
            now=NOW,
        )
        for account, key, answer in (
            (account_pk, "schluessel-der-wiederholung", KEPT),
            (editor_pk, "redaktion-1", EDITORS_KEPT),
            (None, "api-token-1", EDITORS_KEPT),
            (other_pk, "andere-redaktion", OTHERS_KEPT),
        ):
            await _insert(
                transaction,
                KEPT_ANSWER,
                key_hash=key,
                account_pk=account,
                fingerprint="0" * 64,
                begun_at=NOW,
                expires_at=NOW + 86_400,
                answer=answer,
            )
    return row


async def fill_neighbour(db: Database) -> VolunteerRow:
    """Someone else, of whom nothing may go: her data was read by the first person, as an editor."""
    async with db.transaction() as transaction:
        account_pk = await accounts.ensure(transaction, ISSUER, "nachbarin", NOW)
        row = await profiles.ensure(transaction, account_pk, None, NOW)
        row = await profiles.save(transaction, row, {"display_name": "Nachbarin Bleibtreu"}, NOW)
        await consents.grant(transaction, row.pk, Purpose.CONTACT, CLUB_PK, "2026-11", ConsentGiver.SELF, NOW)
        made = await engagements.make(transaction, CAKE_PK, row.pk, EngagementState.ACCEPTED, [FIRST_SHIFT], NOW)
        await engagements.say(transaction, made.pk, "Ich bleibe.", from_organization=False, now=NOW)
        ((reader,),) = await transaction.fetch(Statement(select(ACCOUNT.c.pk).where(ACCOUNT.c.subject == SUBJECT)))
        await _read(transaction, row.pk, reader)
        await _insert(
            transaction,
            KEPT_ANSWER,
            key_hash="nachbarin-1",
            account_pk=account_pk,
            fingerprint="1" * 64,
            begun_at=NOW,
            expires_at=NOW + 86_400,
            answer='{"data":{"ich":"bleibe"}}',
        )
    return row


async def _read(transaction: Transaction, volunteer_pk: int, reader: int | None) -> None:
    await _insert(
        transaction,
        ACCESS_EVENT,
        volunteer_pk=volunteer_pk,
        at=NOW + 60,
        by="Turn- und Sportverein Polch 1902 e.V.",
        organization_pk=CLUB_PK,
        account_pk=reader,
        fields=READ_FIELDS,
        purpose="CONTACT",
    )


async def _insert(transaction: Transaction, table: Any, **values: Any) -> None:
    await transaction.execute(Statement(insert(table).values(**values)))


async def fill_many(db: Database, count: int) -> None:
    """Others around, so that rows are spread over pages and pages are split."""
    async with db.transaction() as transaction:
        for number in range(count):
            account_pk = await accounts.ensure(transaction, ISSUER, f"jemand-{number:03d}", NOW)
            row = await profiles.ensure(transaction, account_pk, None, NOW)
            await profiles.save(transaction, row, {"display_name": f"Jemand {number:03d} " + "x" * 60}, NOW)
            made = await engagements.make(
                transaction, CAKE_PK, row.pk, EngagementState.WAITLISTED, [SECOND_SHIFT], NOW + number
            )
            await engagements.say(transaction, made.pk, f"Nachricht {number} " * 20, from_organization=False, now=NOW)


def grown(number: int) -> str:
    """The subject of one of the people who grow; it stands in all their texts."""
    return f"mensch-{number:04d}-waechst"


async def grow(db: Database, number: int, chance: Random) -> None:
    """Has someone say more, and otherwise, than before."""
    name = grown(number)
    async with db.transaction() as transaction:
        account_pk = await accounts.ensure(transaction, ISSUER, name, NOW)
        row = await profiles.ensure(transaction, account_pk, None, NOW)
        changes = {"display_name": name + "n" * chance.randrange(60), "availability": name * chance.randrange(200)}
        await profiles.save(transaction, row, changes, NOW)
        made = await engagements.make(transaction, TRAINER_PK, row.pk, EngagementState.DECLINED, [], NOW)
        text = f"{name} " * chance.randrange(1, 600)
        await engagements.say(transaction, made.pk, text, from_organization=False, now=NOW)
