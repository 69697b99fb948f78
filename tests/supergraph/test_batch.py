"""Batch fields: declared on Strawberry types, called once for a level, alone under graphql-core."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Annotated, Any, NamedTuple

import graphql
import pytest
import strawberry
from graphql import ExecutionResult, GraphQLField, GraphQLList, GraphQLObjectType, GraphQLSchema, GraphQLString, parse

from supergraph.batch import batch_field
from supergraph.execute import BATCH, BatchAnswerError, execute, fallbacks
from supergraph.schema import Schema
from tests.supergraph.execute.clubs import Calls, schema


async def ask(query: str, **variables: object) -> tuple[ExecutionResult, Calls]:
    calls = Calls()
    result = execute(schema.core, parse(query), context_value=calls, variable_values=variables)
    if isinstance(result, Awaitable):
        result = await result
    return result, calls


async def test_a_batch_field_is_called_once_for_all_parents_and_an_error_is_its_parents_own() -> None:
    result, calls = await ask("{ clubs { id events(first: 1) { title start } } }")
    assert calls == [("events", 3, 1, None)]
    assert result.data is None  # the list of events may not be null, nor may a club
    [error] = result.errors or []
    assert (error.path, error.message) == (["clubs", 1, "events"], "the calendar of 2 is broken")


async def test_arguments_are_converted_as_strawberry_does() -> None:
    result, calls = await ask(
        "query($like: String) { clubs(first: 1) { events(filter: {textLike: $like}) { id } } }", like="Fest"
    )
    assert not result.errors
    assert calls == [("events", 1, 2, "Fest")]


async def test_parents_in_different_lists_are_one_level() -> None:
    _, calls = await ask("{ clubs(first: 1) { partner { notes } } more: clubs { partner { partner { id } notes } } }")
    # Two places of the query, although both are partners of clubs; at each place one call for all parents.
    assert calls == [("notes", ["1"])]


async def test_types_of_one_place_share_the_call_of_their_interface() -> None:
    result, calls = await ask("{ organizations { __typename events(first: 1) { id } } }")
    assert result.data == {
        "organizations": [
            {"__typename": "Club", "events": [{"id": "1-0"}]},
            {"__typename": "School", "events": [{"id": "9-0"}]},
            {"__typename": "Club", "events": [{"id": "3-0"}]},
        ]
    }
    assert calls == [("events", 3, 1, None)]


async def test_types_that_ask_differently_are_called_apart() -> None:
    _, calls = await ask(
        "{ organizations { ... on Club { events(first: 1) { id } } ... on School { events(first: 3) { id } } } }"
    )
    assert calls == [("events", 2, 1, None), ("events", 1, 3, None)]


async def test_permissions_are_asked_for_each_parent_and_the_refused_are_left_out() -> None:
    result, calls = await ask("{ clubs { notes minutes } }")
    assert result.data == {
        "clubs": [
            {"notes": "note 1", "minutes": "note 1"},
            {"notes": None, "minutes": None},
            {"notes": "note 3", "minutes": None},
        ]
    }
    assert [(error.path, error.message) for error in result.errors or []] == [
        (["clubs", 1, "notes"], "only for editors"),
        (["clubs", 1, "minutes"], "only for editors"),
        (["clubs", 2, "minutes"], "only for stewards"),
    ]
    assert calls == [("notes", ["1", "3"]), ("notes", ["1"])]


@pytest.mark.parametrize(
    "query",
    [
        "{ clubs { id name status alternateNames memberCount size partner { name size } notes } }",
        "{ organizations { __typename id name events { id title start } ... on School { pupils } } }",
        "{ anyone { __typename ... on Club { name greeting } ... on School { pupils } ... on Person { id } } }",
        "{ clubs { events { id } } }",
        "{ clubs { minutes } }",
    ],
)
async def test_the_answers_are_the_same_under_graphql_core(query: str) -> None:
    ours, _ = await ask(query)
    theirs = graphql.execute(schema.core, parse(query), context_value=Calls())
    if not isinstance(theirs, ExecutionResult):
        theirs = await theirs
    assert ours.data == theirs.data
    assert _messages(ours) == _messages(theirs)
    assert not fallbacks(schema.core)


def _messages(result: ExecutionResult) -> list[tuple[object, str]]:
    return sorted((error.path, error.message) for error in result.errors or [])


def test_the_sdl_says_type_arguments_description_deprecation_and_directives() -> None:
    sdl = schema.as_str()
    assert '"""Calendars it publishes."""\n  events(\n    """How many."""\n    first: Int! = 2\n' in sdl
    assert '): [Event!]! @tag(name: "kalender")' in sdl
    assert 'size: Int @deprecated(reason: "Use memberCount.")' in sdl
    assert "partner: Club @shareable" in sdl


class Row(NamedTuple):
    id: str


@strawberry.type
class Leaf:
    id: strawberry.ID


def later(parents: Sequence[Row]) -> Sequence[Annotated[Late, strawberry.lazy("tests.supergraph.test_batch")]]:
    return [Late(id=strawberry.ID("late")) for _ in parents]


def too_few(parents: Sequence[Row]) -> Sequence[int | None]:
    return [1 for _ in parents][1:]


def no_sequence(parents: Sequence[Row]) -> Sequence[int | None]:
    return None  # type: ignore[return-value]


def raising(parents: Sequence[Row]) -> Sequence[int | None]:
    raise LookupError(f"none of {len(parents)}")


async def lists(parents: Sequence[Row]) -> list[list[Leaf | None] | ValueError | Exception | None]:
    return [[None, Leaf(id=strawberry.ID(one.id))] if one.id == "a" else None for one in parents]


@strawberry.type
class Root:
    late: Late = batch_field(later)  # type: ignore[assignment, unused-ignore]
    inferred = batch_field(lists)
    few: int | None = batch_field(too_few)
    none: int | None = batch_field(no_sequence)
    broken: int | None = batch_field(raising, name="kaputt")


@strawberry.type
class Late:
    id: strawberry.ID


@strawberry.type
class Query:
    @strawberry.field
    def roots(self) -> list[Root]:
        return [Row("a"), Row("b")]  # type: ignore[list-item]


def test_the_element_type_is_read_from_the_annotation_without_its_exceptions() -> None:
    sdl = Schema(Query).as_str()
    assert "inferred: [Leaf]\n" in sdl
    assert "late: Late!\n" in sdl


@pytest.mark.parametrize(
    ("field", "kind", "message"),
    [
        ("few", BatchAnswerError, "The batch field Root.few answered 1 values for 2 parents"),
        ("none", BatchAnswerError, "The batch field Root.none answered NoneType, not a sequence"),
        ("kaputt", LookupError, "none of 2"),
    ],
)
def test_what_a_function_gets_wrong_is_the_error_of_every_parent(field: str, kind: type, message: str) -> None:
    result = Schema(Query).execute_sync(f"{{ roots {{ {field} }} }}")
    assert result.data == {"roots": [{field: None}, {field: None}]}
    for row, error in enumerate(result.errors or []):
        assert error.path == ["roots", row, field]
        assert message in error.message
        assert isinstance(error.original_error, kind)
    assert len(result.errors or []) == 2


def test_a_function_without_parents_is_refused_by_name() -> None:
    def orphan() -> Sequence[int]:
        return []

    with pytest.raises(TypeError, match="The batch function orphan takes no parents"):
        batch_field(orphan)


def test_a_function_that_answers_no_sequence_is_refused() -> None:
    def single(parents: Sequence[Row]) -> int:
        return len(parents)

    with pytest.raises(TypeError, match="it answers a Sequence"):
        strawberry.type(type("Broken", (), {"single": batch_field(single)}))


def test_a_plain_graphql_core_field_can_be_a_batch_field() -> None:
    class Shouts:
        asked: list[int]

        def __init__(self) -> None:
            self.asked = []

        def resolve_level(self, parents: Sequence[object], info: Any, arguments: dict[str, object]) -> object:
            self.asked.append(len(parents))
            return [f"{one}{arguments['mark']}" for one in parents]

    shouts = Shouts()
    word = GraphQLObjectType(
        "Word",
        {
            "loud": GraphQLField(
                GraphQLString,
                {"mark": graphql.GraphQLArgument(GraphQLString, default_value="!")},
                extensions={BATCH: shouts},
            )
        },
    )
    query = GraphQLObjectType("Query", {"words": GraphQLField(GraphQLList(word), resolve=lambda *_: ["na", "so"])})
    result = execute(GraphQLSchema(query), parse("{ words { loud } }"))
    assert result == ExecutionResult({"words": [{"loud": "na!"}, {"loud": "so!"}]}, None)
    assert shouts.asked == [2]
