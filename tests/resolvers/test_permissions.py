"""Guards: once for a level, in front of the function, without a statement for each row."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

import pytest

from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.store.database import Database, count_statements
from resolvers.context import Context, Info
from resolvers.permissions import Access, Guard, allowed, guarding, guarding_root
from supergraph.dataloader import WrongAnswerCountError
from supergraph.errors import GraphError
from tests.resolvers.asking import ask_graph, graphql_core
from tests.resolvers.district import NOW
from tests.resolvers.people.world import (
    ADMINISTRATOR,
    ANALYST,
    API_TOKEN,
    BEN,
    EDITOR,
    JANA,
    OTHER_EDITOR,
    OTHER_STEWARD,
    STEWARD,
    STRANGER,
)

CLUBS = "{ organizations(first: 100) { nodes { name engagements { totalCount } } } }"


class Club(NamedTuple):
    """As much of an organisation as a guard reads."""

    pk: int

    @property
    def typename(self) -> str:
        return "Club"


class Asked:
    """A batch function that notes what it was given."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []

    def __call__(self, parents: Sequence[Club], info: Info, *, times: int = 1) -> Sequence[int]:
        self.calls.append([parent.pk for parent in parents])
        return [parent.pk * times for parent in parents]


def info_of(viewer: Viewer) -> Info:
    return cast(Info, SimpleNamespace(context=SimpleNamespace(viewer=viewer)))


def guarded(guard: Guard, *, lists: bool = False) -> tuple[Asked, Any]:
    asked = Asked()

    def function(parents: Sequence[Club], info: Info, *, times: int = 1) -> Sequence[int]:
        return asked(parents, info, times=times)

    return asked, guarding(function, guard, lists=lists)


async def test_function_gets_the_rows_that_may_be_read_and_the_others_answer_for_themselves() -> None:
    asked, function = guarded(Guard(Access.EDITOR))
    viewer = Viewer("https://issuer.example", "anna", edits=frozenset({1, 3}))
    answers = await function([Club(1), Club(2), Club(3)], info=info_of(viewer), times=10)
    assert asked.calls == [[1, 3]]
    assert (answers[0], answers[2]) == (10, 30)
    assert isinstance(answers[1], GraphError)
    assert (answers[1].extensions or {})["code"] == "FORBIDDEN"


async def test_function_is_not_called_where_nothing_may_be_read() -> None:
    asked, function = guarded(Guard(Access.EDITOR))
    answers = await function([Club(1)], info=info_of(ANONYMOUS))
    assert asked.calls == []
    assert (answers[0].extensions or {})["code"] == "UNAUTHENTICATED"
    assert "Bearer" in (answers[0].extensions or {})["hint"]


@pytest.mark.parametrize(("lists", "nothing"), [(False, None), (True, [])])
async def test_quiet_guard_answers_nothing_instead_of_an_error(lists: bool, nothing: object) -> None:
    _, function = guarded(Guard(Access.EDITOR, quietly=True), lists=lists)
    viewer = Viewer("https://issuer.example", "anna", edits=frozenset({1}))
    assert await function([Club(2), Club(1)], info=info_of(viewer)) == [nothing, 1]


async def test_function_that_answers_too_few_is_found_out() -> None:
    def short(parents: Sequence[Club], info: Info) -> Sequence[int]:
        return []

    function: Any = guarding(short, Guard(Access.EDITOR), lists=False)
    with pytest.raises(WrongAnswerCountError, match="short"):
        await function([Club(1)], info=info_of(EDITOR))


async def test_root_is_asked_only_by_those_who_may() -> None:
    async def counts(info: Info, group: str) -> str:
        return f"by {group}"

    function = guarding_root(counts, Guard(Access.ANALYST), lists=False)
    assert await function(info=info_of(ANALYST), group="state") == "by state"
    with pytest.raises(GraphError, match="for analysts"):
        await function(info=info_of(JANA), group="state")
    quiet: Any = guarding_root(counts, Guard(Access.ANALYST, quietly=True), lists=True)
    assert await quiet(info=info_of(JANA), group="state") == []


HOLDERS = {
    Access.PUBLIC: {ANONYMOUS, API_TOKEN, JANA, EDITOR, OTHER_EDITOR, STEWARD, OTHER_STEWARD, ANALYST, ADMINISTRATOR},
    Access.SIGNED_IN: {JANA, EDITOR, OTHER_EDITOR, STEWARD, OTHER_STEWARD, ANALYST, ADMINISTRATOR},
    Access.EDITOR: {EDITOR},
    Access.ANY_EDITOR: {EDITOR, OTHER_EDITOR},
    Access.ANALYST: {ANALYST, ADMINISTRATOR},
}


@pytest.mark.parametrize(("access", "holders"), HOLDERS.items())
async def test_levels_are_held_by_those_whom_they_name(access: Access, holders: set[Viewer], db: Database) -> None:
    found = {
        viewer
        for viewer in HOLDERS[Access.PUBLIC]
        if await allowed(access, [Club(1)], Context(db, viewer=viewer)) == [True]
    }
    assert found == holders


async def test_administrators_edit_nothing_and_own_nothing(db: Database) -> None:
    context = Context(db, viewer=ADMINISTRATOR)
    assert await allowed(Access.EDITOR, [Club(1)], context) == [False]
    assert await allowed(Access.PARTY, [Club(1)], Context(db, viewer=STRANGER)) == [False]


@pytest.mark.parametrize("viewer", [ANONYMOUS, BEN, OTHER_EDITOR], ids=["nobody", "volunteer", "another's editor"])
async def test_refusing_a_level_takes_no_statement(db: Database, viewer: Viewer) -> None:
    """The fire brigade's editor is refused all the others, of which there are ten."""
    context = Context(db, now=NOW, viewer=viewer)
    with count_statements(db) as counted:
        answer = await ask_graph(context, CLUBS)
    edited = len(viewer.edits)
    assert counted.count == 1 + edited
    assert len(answer.errors) == 11 - edited
    assert all(node["name"] for node in answer.data["organizations"]["nodes"])


async def test_both_executors_refuse_alike(db: Database) -> None:
    ours = await ask_graph(Context(db, now=NOW, viewer=OTHER_EDITOR), CLUBS)
    theirs = await ask_graph(Context(db, now=NOW, viewer=OTHER_EDITOR), CLUBS, run=graphql_core)
    assert ours.data == theirs.data
    assert sorted(map(str, ours.errors)) == sorted(map(str, theirs.errors))
