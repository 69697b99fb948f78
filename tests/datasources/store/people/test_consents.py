"""Consents are granted once, stand until they are revoked, and give way to a newer text."""

import pytest
from sqlalchemy import insert, select

from datasources.people.requests import ContactDetails
from datasources.people.vocabulary import ConsentGiver, Purpose
from datasources.store.database import Database
from datasources.store.people import consents, profiles
from datasources.store.people.core import ACCOUNT
from datasources.store.people.rows import VolunteerRow
from datasources.store.statements import Statement

NOW = 1_790_000_000
SELF, GUARDIAN = ConsentGiver.SELF, ConsentGiver.GUARDIAN
INSERT_ACCOUNT = Statement(
    insert(ACCOUNT).values(id="acc_aaaaaaaaaaaaaaaa", issuer="https://issuer.example", subject="lena", created_at=NOW)
)


@pytest.fixture
async def volunteer(db: Database) -> VolunteerRow:
    """A profile with nothing in it."""
    async with db.transaction() as transaction:
        await transaction.execute(INSERT_ACCOUNT)
        ((account,),) = await transaction.fetch(Statement(select(ACCOUNT.c.pk)))
        return await profiles.ensure(transaction, account, None, NOW)


async def test_granting_twice_keeps_one_row(db: Database, volunteer: VolunteerRow) -> None:
    async with db.transaction() as transaction:
        for now in (NOW, NOW + 5):
            await consents.grant(transaction, volunteer.pk, Purpose.CONTACT, 7, "2026-11", SELF, now)
    (row,) = (await consents.standing(db, [volunteer.pk]))[volunteer.pk]
    assert (row.purpose, row.recipient_pk, row.text_version, row.given_by) == ("CONTACT", 7, "2026-11", "SELF")
    assert (row.granted_at, row.revoked_at) == (NOW, None)
    assert await consents.of_volunteers(db, [volunteer.pk]) == [[row]]


async def test_a_newer_text_takes_the_place_of_the_older(db: Database, volunteer: VolunteerRow) -> None:
    async with db.transaction() as transaction:
        await consents.grant(transaction, volunteer.pk, Purpose.MATCHING, None, "2025-01", SELF, NOW)
        await consents.grant(transaction, volunteer.pk, Purpose.MATCHING, None, "2026-11", SELF, NOW + 1)
    (row,) = (await consents.standing(db, [volunteer.pk]))[volunteer.pk]
    assert row.text_version == "2026-11"
    ((older, newer),) = await consents.of_volunteers(db, [volunteer.pk])
    assert (older.revoked_at, newer) == (NOW + 1, row)


async def test_revoking_ends_one_purpose_and_recipient_and_no_other(db: Database, volunteer: VolunteerRow) -> None:
    given = ((Purpose.CONTACT, 7, SELF), (Purpose.CONTACT, 8, SELF), (Purpose.CONTACT, None, GUARDIAN))
    async with db.transaction() as transaction:
        for purpose, recipient, giver in (*given, (Purpose.MATCHING, None, SELF)):
            await consents.grant(transaction, volunteer.pk, purpose, recipient, "2026-11", giver, NOW)
        assert await consents.revoke(transaction, volunteer.pk, Purpose.CONTACT, None, SELF, NOW + 1) == 0
        assert await consents.revoke(transaction, volunteer.pk, Purpose.CONTACT, 7, SELF, NOW + 1) == 1
        assert await consents.revoke(transaction, volunteer.pk, Purpose.CONTACT, 7, SELF, NOW + 2) == 0
        seen = (await consents.standing(transaction, [volunteer.pk]))[volunteer.pk]
    left = [(row.purpose, row.recipient_pk, row.given_by) for row in seen]
    assert left == [("CONTACT", 8, "SELF"), ("CONTACT", None, "GUARDIAN"), ("MATCHING", None, "SELF")]
    async with db.transaction() as transaction:
        assert await consents.revoke_all_of(transaction, volunteer.pk, GUARDIAN, NOW + 3) == 1
    assert len((await consents.standing(db, [volunteer.pk]))[volunteer.pk]) == 2


async def test_whoever_consented_to_nothing_has_an_empty_list(db: Database) -> None:
    assert await consents.standing(db, [4, 5]) == {4: (), 5: ()}
    assert await consents.standing(db, []) == {}


async def test_a_profile_is_made_once_and_what_it_states_stays(db: Database, volunteer: VolunteerRow) -> None:
    contact = ContactDetails("Lena Vogt", "1992-03", email="lena@beispiel.example")
    async with db.transaction() as transaction:
        filled = await profiles.ensure(transaction, volunteer.account_pk, contact, NOW + 1)
        again = ContactDetails("Jemand anderes", "2001-01", telephone="02654 1234")
        completed = await profiles.ensure(transaction, volunteer.account_pk, again, NOW + 2)
    assert (filled.pk, filled.id) == (volunteer.pk, volunteer.id)
    assert completed == filled._replace(telephone="02654 1234", updated_at=NOW + 2)
    assert (completed.display_name, completed.birth_month) == ("Lena Vogt", "1992-03")
    assert await profiles.by_accounts(db, [volunteer.account_pk, 99]) == [completed, None]
    assert await profiles.by_pks(db, [99, volunteer.pk]) == [None, completed]
