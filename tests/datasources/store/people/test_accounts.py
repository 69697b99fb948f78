"""An account is made once; what someone may do is read in one statement, by what organisations are called now."""

import asyncio

import pytest
from sqlalchemy import func, select

from datasources.people.vocabulary import Role
from datasources.store.database import Database, count_statements
from datasources.store.people import accounts, erasure, roles
from datasources.store.people.accounts import Standing
from datasources.store.people.core import ACCOUNT
from datasources.store.statements import Statement
from tests.datasources.store.people.clubs import FORMER, FORMER_SLUG, SC, TV, UNKNOWN, fill

ISSUER = "https://login.kreis.example"
NOW = 1_790_000_000


@pytest.fixture
async def clubs(db: Database) -> Database:
    await fill(db)
    return db


async def ensure(db: Database, subject: str, issuer: str = ISSUER) -> int:
    async with db.transaction() as transaction:
        return await accounts.ensure(transaction, issuer, subject, NOW)


async def erase(db: Database, subject: str) -> int | None:
    async with db.transaction() as transaction:
        return await erasure.lock_account(transaction, ISSUER, subject)


async def grant(db: Database, subject: str, role: Role, scope: str) -> bool:
    async with db.transaction() as transaction:
        return await roles.grant(transaction, ISSUER, subject, role, scope, NOW)


async def revoke(db: Database, subject: str, role: Role, *scopes: str) -> int:
    async with db.transaction() as transaction:
        return await roles.revoke(transaction, ISSUER, subject, role, scopes)


async def test_an_account_is_made_once_for_an_issuer_and_subject(db: Database) -> None:
    first, again = await ensure(db, "anna"), await ensure(db, "anna")
    other, elsewhere = await ensure(db, "Anna"), await ensure(db, "anna", "https://other.example")
    assert first == again
    assert len({first, other, elsewhere}) == 3


async def test_those_who_come_at_once_get_the_same_account(db: Database) -> None:
    made = await asyncio.gather(*(ensure(db, "anna") for _ in range(8)))
    assert len(set(made)) == 1
    assert await db.fetch(Statement(select(func.count()).select_from(ACCOUNT))) == [(1,)]


async def test_who_comes_while_their_account_is_erased_gets_a_new_one(db: Database) -> None:
    former = await ensure(db, "anna")
    async with db.transaction() as transaction:
        assert await erasure.lock_account(transaction, ISSUER, "anna") == former
        coming = asyncio.ensure_future(ensure(db, "anna"))
        assert (await asyncio.wait({coming}, timeout=0.1))[0] == set(), "waits for the erasure"
        await erasure.erase_account(transaction, former)
    made = await coming
    assert await db.fetch(Statement(select(ACCOUNT.c.pk))) == [(made,)]


async def test_an_account_that_is_needed_is_not_erased_before_the_change_is_made(db: Database) -> None:
    await ensure(db, "anna")
    async with db.transaction() as transaction:
        needed = await accounts.ensure(transaction, ISSUER, "anna", NOW)
        erasing = asyncio.ensure_future(erase(db, "anna"))
        assert (await asyncio.wait({erasing}, timeout=0.1))[0] == set(), "waits for the change"
    assert await erasing == needed


async def test_whoever_has_no_account_stands_nowhere(clubs: Database) -> None:
    assert await accounts.standing(clubs, ISSUER, "anna") == Standing()


async def test_roles_of_the_store_are_read_in_one_statement(clubs: Database) -> None:
    for role, scope in (
        (Role.EDITOR, TV),
        (Role.EDITOR, UNKNOWN),
        (Role.STEWARD, "07137"),
        (Role.ANALYST, ""),
    ):
        assert await grant(clubs, "anna", role, scope)
    await grant(clubs, "ben", Role.ADMINISTRATOR, "")
    with count_statements(clubs) as counted:
        standing = await accounts.standing(clubs, ISSUER, "anna")
    assert counted.count == 1
    assert standing.account_pk == await ensure(clubs, "anna")
    assert standing.edits == {1}
    assert set(standing.roles) == {("STEWARD", "07137"), ("ANALYST", "")}


async def test_organizations_that_a_token_names_come_with_them_in_the_same_statement(clubs: Database) -> None:
    await grant(clubs, "anna", Role.EDITOR, TV)
    with count_statements(clubs) as counted:
        standing = await accounts.standing(clubs, ISSUER, "anna", [SC, UNKNOWN, "", "\0", "\ud800"])
        stranger = await accounts.standing(clubs, ISSUER, "stranger", [SC])
    assert counted.count == 2
    assert standing.edits == {1, 2}
    assert stranger == Standing(None, frozenset({2}), ())


async def test_a_former_id_leads_to_the_organization_that_took_its_place(clubs: Database) -> None:
    await grant(clubs, "anna", Role.EDITOR, FORMER)
    assert (await accounts.standing(clubs, ISSUER, "anna")).edits == {1}
    assert (await accounts.standing(clubs, ISSUER, "ben", [FORMER])).edits == {1}
    assert await accounts.organizations(clubs, [FORMER, SC, UNKNOWN]) == {1, 2}
    assert await accounts.organizations(clubs, []) == frozenset()


async def test_a_role_is_granted_once_and_taken_away_at_once(clubs: Database) -> None:
    assert await grant(clubs, "anna", Role.STEWARD, "07137")
    assert not await grant(clubs, "anna", Role.STEWARD, "07137")
    assert await grant(clubs, "anna", Role.STEWARD, "07131")
    assert await revoke(clubs, "ben", Role.STEWARD, "07137") == 0
    assert await revoke(clubs, "anna", Role.ANALYST, "07137") == 0
    assert await revoke(clubs, "anna", Role.STEWARD, "07137") == 1
    assert (await accounts.standing(clubs, ISSUER, "anna")).roles == (("STEWARD", "07131"),)


async def test_an_editor_of_a_former_id_is_taken_away_by_the_present_one(clubs: Database) -> None:
    await grant(clubs, "anna", Role.EDITOR, FORMER)
    found = await roles.names_of(clubs, "tv-polch")
    assert found is not None
    assert (found.pk, found.name, found.ids) == (1, "TV Polch", (TV, FORMER))
    assert await revoke(clubs, "anna", Role.EDITOR, *found.ids) == 1


@pytest.mark.parametrize("name", [TV, "tv-polch", FORMER, FORMER_SLUG])
async def test_an_organization_is_found_by_any_of_its_names(clubs: Database, name: str) -> None:
    found = await roles.names_of(clubs, name)
    assert found is not None
    assert (found.pk, found.ids) == (1, (TV, FORMER))


@pytest.mark.parametrize("name", ["", UNKNOWN, "verein", "\0"])
async def test_what_is_no_organization_is_not_found(clubs: Database, name: str) -> None:
    assert await roles.names_of(clubs, name) is None


async def test_granted_roles_are_listed_with_the_names_of_organizations(clubs: Database) -> None:
    await grant(clubs, "ben", Role.EDITOR, FORMER)
    await grant(clubs, "anna", Role.EDITOR, SC)
    await grant(clubs, "anna", Role.EDITOR, UNKNOWN)
    await grant(clubs, "anna", Role.ANALYST, "")
    listed = [(row.subject, row.role, row.scope, row.organization) for row in await roles.granted(clubs, 10)]
    assert listed == [
        ("anna", "ANALYST", "", None),
        ("anna", "EDITOR", SC, "SC Mayen"),
        ("anna", "EDITOR", UNKNOWN, None),
        ("ben", "EDITOR", FORMER, "TV Polch"),
    ]
    assert len(await roles.granted(clubs, 2)) == 2
