"""Whoever comes in is who their token says, and may do what store and claims grant together."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from datasources.people.entrance import Entrance, NewToken, new_token, scope_of
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.people.vocabulary import Role
from datasources.store.database import Database, count_statements
from datasources.store.people import accounts, api_tokens, roles
from supergraph.errors import GraphError
from supergraph.tokens import Grant, Granted
from tests.datasources.store.people.clubs import FORMER, SC, TV, UNKNOWN, fill
from tests.supergraph.tokens.signing import EC, ISSUER, NOW, SUBJECT, Clock, claims, issuer, token, verifier, write_keys

GRANTS = (Grant(claim="hub.roles"), Grant(claim="groups", value="statistik", role="ANALYST"))


@pytest.fixture
async def clubs(db: Database) -> Database:
    await fill(db)
    return db


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def entrance(clubs: Database, clock: Clock, tmp_path: Path) -> AsyncIterator[Entrance]:
    write_keys(tmp_path, EC)
    async with Entrance(clubs, verifier(tmp_path, issuer(grants=GRANTS), clock=clock), clock) as made:
        yield made


async def viewer(entrance: Entrance, authorization: str) -> Viewer:
    made = entrance.viewer(authorization)
    assert not isinstance(made, Viewer)
    return await made


async def reason(entrance: Entrance, authorization: str) -> str:
    with pytest.raises(GraphError) as caught:
        await viewer(entrance, authorization)
    assert caught.value.code.value == "UNAUTHENTICATED"
    return str((caught.value.extensions or {})["reason"])


async def add(db: Database, *scopes: str, expires_at: int | None = NOW + 100) -> NewToken:
    made = new_token()
    async with db.transaction() as transaction:
        await api_tokens.add(
            transaction,
            id=made.id,
            name="Amt",
            hash=made.hash,
            scopes=scopes,
            created_at=NOW - 100,
            expires_at=expires_at,
        )
    return made


async def test_whoever_brings_nothing_is_anonymous_at_once(entrance: Entrance) -> None:
    assert entrance.viewer(None) is ANONYMOUS


async def test_someone_without_account_or_roles_is_signed_in_and_no_more(entrance: Entrance) -> None:
    for scheme in ("Bearer", "bearer", "BEARER"):
        assert await viewer(entrance, f"{scheme} {token()}") == Viewer(ISSUER, SUBJECT)


async def test_roles_of_the_store_and_of_the_claims_go_together(clubs: Database, entrance: Entrance) -> None:
    async with clubs.transaction() as transaction:
        account_pk = await accounts.ensure(transaction, ISSUER, SUBJECT, NOW)
        await roles.grant(transaction, ISSUER, SUBJECT, Role.EDITOR, FORMER, NOW)
        await roles.grant(transaction, ISSUER, SUBJECT, Role.STEWARD, "07137", NOW)
    named = [f"EDITOR:{SC}", f"EDITOR:{UNKNOWN}", "STEWARD:07131", "STEWARD:07137"]
    given = token(claims(hub={"roles": named}, groups=["statistik"]))
    with count_statements(clubs) as counted:
        made = await viewer(entrance, f"Bearer {given}")
    assert counted.count == 1
    assert made == Viewer(
        ISSUER, SUBJECT, account_pk, edits=frozenset({1, 2}), stewards=("07131", "07137"), is_analyst=True
    )


async def test_a_role_that_was_taken_away_is_gone_with_the_next_operation(clubs: Database, entrance: Entrance) -> None:
    async with clubs.transaction() as transaction:
        await roles.grant(transaction, ISSUER, SUBJECT, Role.ADMINISTRATOR, "", NOW)
    assert (await viewer(entrance, f"Bearer {token()}")).is_administrator
    async with clubs.transaction() as transaction:
        await roles.revoke(transaction, ISSUER, SUBJECT, Role.ADMINISTRATOR, [""])
    assert not (await viewer(entrance, f"Bearer {token()}")).is_administrator


@pytest.mark.parametrize(
    "role",
    [
        "STEWARD",
        "STEWARD:",
        "STEWARD:0",
        "STEWARD:07 ",
        "EDITOR",
        "EDITOR:*",
        "EDITOR:1",
        "ANALYST:07137",
        "GOD",
        "admin",
    ],
)
async def test_roles_that_are_none_grant_nothing(entrance: Entrance, role: str) -> None:
    """Above all: a steward of nothing is not one of everything."""
    made = await viewer(entrance, f"Bearer {token(claims(hub={'roles': [role]}))}")
    assert made == Viewer(ISSUER, SUBJECT)
    assert not made.is_steward_of("07137")


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [
        ("", "SCHEME_NOT_SUPPORTED"),
        ("Basic YW5uYTpnZWhlaW0=", "SCHEME_NOT_SUPPORTED"),
        ("DPoP e30.e30.e30", "SCHEME_NOT_SUPPORTED"),
        ("Bearer", "TOKEN_MALFORMED"),
        ("Bearer  ", "TOKEN_MALFORMED"),
        ("Bearer x", "TOKEN_MALFORMED"),
        ("Bearer hub_", "TOKEN_MALFORMED"),
        ("Bearer hub_tok_x", "TOKEN_MALFORMED"),
        (f"Bearer hub_{'a' * 16}_{'b' * 44}", "TOKEN_MALFORMED"),
        (f"Bearer hub_{'a' * 16}_{'b' * 43}", "TOKEN_UNKNOWN"),
        (f"Bearer {token()}, Bearer {token()}", "TOKEN_MALFORMED"),
    ],
)
async def test_what_is_no_token_is_refused(entrance: Entrance, authorization: str, expected: str) -> None:
    assert await reason(entrance, authorization) == expected


async def test_an_api_token_may_do_what_its_scopes_say(clubs: Database, entrance: Entrance) -> None:
    made = await add(clubs, "analyst", "steward:07137", f"editor:{FORMER}", f"editor:{UNKNOWN}", "nonsense")
    partner = await viewer(entrance, f"Bearer {made.token}")
    assert partner.token_pk is not None
    assert partner == Viewer(token_pk=partner.token_pk, edits=frozenset({1}), stewards=("07137",), is_analyst=True)
    assert (partner.is_signed_in, partner.is_person) == (True, False)


async def test_an_api_token_ends_when_it_expires_or_is_revoked(
    clubs: Database, entrance: Entrance, clock: Clock
) -> None:
    made = await add(clubs, "analyst")
    clock.now = NOW + 99
    assert (await viewer(entrance, f"Bearer {made.token}")).is_analyst
    clock.now = NOW + 100
    assert await reason(entrance, f"Bearer {made.token}") == "TOKEN_EXPIRED"
    async with clubs.transaction() as transaction:
        await api_tokens.revoke(transaction, made.id, NOW)
    assert await reason(entrance, f"Bearer {made.token}") == "TOKEN_REVOKED"


async def test_use_is_noted_once_a_minute_beside_the_answer(clubs: Database, entrance: Entrance, clock: Clock) -> None:
    made = await add(clubs, "analyst")
    async with clubs.transaction():  # the store cannot be written meanwhile: nobody waits for that
        await asyncio.wait_for(asyncio.gather(*(viewer(entrance, f"Bearer {made.token}") for _ in range(20))), 5)
    await entrance.close()
    noted = []
    for clock.now in (NOW + 59, NOW + 60):
        await viewer(entrance, f"Bearer {made.token}")
        await entrance.close()
        (row,) = await api_tokens.all_tokens(clubs, 10)
        noted.append(row.last_used_at)
    assert noted == [NOW, NOW + 60]


async def test_a_use_that_cannot_be_noted_costs_no_answer(
    clubs: Database, entrance: Entrance, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(api_tokens, "note_use", broken)
    made = await add(clubs, "analyst")
    with capture_logs() as logs:
        assert (await viewer(entrance, f"Bearer {made.token}")).is_analyst
        await entrance.close()
    assert [(each["event"], each["kind"]) for each in logs] == [("api_token_use_not_noted", "OSError")]


def test_tokens_are_made_of_chance_and_kept_as_hashes() -> None:
    made = [new_token() for _ in range(100)]
    assert len({each.token for each in made}) == len({each.hash for each in made}) == 100
    assert all(each.token.startswith(f"hub_{each.id[4:]}_") and each.hash not in each.token for each in made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("analyst", Granted("ANALYST", "")),
        ("ANALYST", Granted("ANALYST", "")),
        ("steward:07137", Granted("STEWARD", "07137")),
        (f"editor:{TV}", Granted("EDITOR", TV)),
        ("administrator", Granted("ADMINISTRATOR", "")),
        ("steward", None),
        ("steward:", None),
        ("editor", None),
        ("editor:tv-polch", None),
        ("analyst:07137", None),
        ("volunteer", None),
        ("", None),
    ],
)
def test_scopes_are_roles_in_words(text: str, expected: Granted | None) -> None:
    assert scope_of(text) == expected
