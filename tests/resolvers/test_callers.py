"""A caller's Authorization is found wherever the transport carries it, and judged for every operation."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.store.database import Database
from resolvers.callers import MAX_PARAMETERS, admitting, authorization_of, payer_of
from resolvers.context import Context, context_factory
from supergraph.engine import Caller
from tests.supergraph.view.wire import scope_of

KREIS = "https://login.kreis.example"
ALICE = Viewer(KREIS, "alice")


def caller(*headers: tuple[str, str], **params: Any) -> Caller:
    return Caller(scope_of("http", "/graphql", b"", headers), connection_params=params)


@pytest.mark.parametrize(
    ("asking", "expected"),
    [
        (Caller(), None),
        (caller(), None),
        (caller(("accept", "*/*")), None),
        (caller(("Authorization", "Bearer x")), "Bearer x"),
        (caller(("Authorization", "")), ""),
        (caller(("Authorization", "Bearer x"), ("Authorization", "Bearer y")), "Bearer x, Bearer y"),
        (caller(("Authorization", "Bearer ü")), "Bearer ü"),
        (caller(token="x"), None),
        (caller(authorization="Bearer x"), "Bearer x"),
        (caller(Authorization="Bearer x"), "Bearer x"),
        (caller(AUTHORIZATION=None), ""),
        (caller(authorization={"bearer": "x"}), ""),
        (caller(("Authorization", "Bearer header"), authorization="Bearer payload"), "Bearer payload"),
    ],
)
def test_the_authorization_is_found(asking: Caller, expected: str | None) -> None:
    assert authorization_of(asking) == expected


@pytest.mark.parametrize(("before", "expected"), [(MAX_PARAMETERS - 1, "Bearer x"), (MAX_PARAMETERS, None)])
def test_as_many_parameters_are_looked_at_as_is_bounded(before: int, expected: str | None) -> None:
    params: Mapping[str, str] = {**{str(n): "" for n in range(before)}, "authorization": "Bearer x"}
    assert authorization_of(Caller(connection_params=params)) == expected


async def test_who_brings_nothing_gets_a_context_at_once(db: Database) -> None:
    async def admit(_: str | None) -> Viewer:
        raise AssertionError("nobody was to be admitted")

    context = admitting(context_factory(db), admit)(caller())
    assert isinstance(context, Context)
    assert context.viewer is ANONYMOUS


async def test_who_brings_a_token_is_the_viewer(db: Database) -> None:
    async def admit(authorization: str | None) -> Viewer:
        assert authorization == "Bearer x"
        return ALICE

    for each in (admit, lambda _: ALICE):
        making = admitting(context_factory(db), each)(caller(("authorization", "Bearer x")))
        assert not isinstance(making, Context)
        assert (await making).viewer == ALICE


@pytest.mark.parametrize(
    ("viewer", "client", "key", "is_signed_in", "owner"),
    [
        (ANONYMOUS, "203.0.113.7", "address:203.0.113.7", False, None),
        (ANONYMOUS, None, "address:unknown", False, None),
        (ALICE, "203.0.113.7", f"person:{KREIS}\nalice", True, (KREIS, "alice")),
        (Viewer(token_pk=7), "203.0.113.7", "token:7", True, None),
    ],
)
def test_an_operation_goes_on_somebodys_account(
    db: Database, viewer: Viewer, client: str | None, key: str, is_signed_in: bool, owner: tuple[str, str] | None
) -> None:
    payer = payer_of(Context(db, viewer=viewer, client=client))
    assert (payer.key, payer.is_signed_in, payer.owner) == (key, is_signed_in, owner)


def test_who_may_do_something_else_has_other_rights(db: Database) -> None:
    several = [
        ALICE,
        replace(ALICE, edits=frozenset({1})),
        replace(ALICE, edits=frozenset({2})),
        replace(ALICE, stewards=("07137",)),
        replace(ALICE, is_analyst=True),
        replace(ALICE, is_administrator=True),
    ]
    assert len({payer_of(Context(db, viewer=viewer)).rights for viewer in several}) == len(several)
    assert payer_of(Context(db, viewer=replace(ALICE))).rights == payer_of(Context(db, viewer=ALICE)).rights
