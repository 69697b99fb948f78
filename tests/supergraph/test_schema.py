"""The Strawberry schema over our executor: everything of Strawberry's works, and entities are asked by type."""

from __future__ import annotations

import copy
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import Any

import pytest
import strawberry
from graphql import ExecutionResult
from strawberry.extensions import FieldExtension, SchemaExtension
from strawberry.types.nodes import SelectedField

from supergraph.execute import fallbacks
from supergraph.schema import MAX_REPRESENTATIONS, Schema
from tests.supergraph.execute import clubs
from tests.supergraph.execute.clubs import Calls, schema

ENTITIES = """
query($sent: [_Any!]!) {
  _entities(representations: $sent) {
    __typename
    ... on Organization { id name events(first: 1) { id } }
    ... on Person { id }
    ... on Country { code }
  }
}
"""


async def entities(*sent: object) -> tuple[list[Any], dict[int, str], Calls]:
    """The answers, the errors' messages by index, and what was called."""
    calls = Calls()
    before = copy.deepcopy(sent)
    result = await schema.execute(ENTITIES, variable_values={"sent": sent}, context_value=calls)
    assert sent == before, "the caller's representations were changed"
    errors = {error.path[1]: error.message for error in result.errors or [] if error.path}
    assert result.data is not None
    return result.data["_entities"], errors, calls  # type: ignore[return-value]


async def test_entities_are_asked_once_for_each_type() -> None:
    answers, errors, calls = await entities(
        {"__typename": "Club", "id": "3"}, {"__typename": "Person", "id": "7"}, {"__typename": "Club", "id": "1"}
    )
    assert not errors
    assert answers == [
        {"__typename": "Club", "id": "3", "name": "Möhnenverein „Goldene 11“", "events": [{"id": "3-0"}]},
        {"__typename": "Person", "id": "7"},
        {"__typename": "Club", "id": "1", "name": "TV Mülheim-Kärlich 1894", "events": [{"id": "1-0"}]},
    ]
    assert calls == [
        ("references", [{"__typename": "Club", "id": "3"}, {"__typename": "Club", "id": "1"}]),
        ("events", 2, 1, None),
    ]


async def test_what_cannot_be_resolved_is_null_with_an_error_of_its_own_and_neighbours_are_answered() -> None:
    answers, errors, _ = await entities(
        {"__typename": "Nowhere", "id": "1"},
        {"__typename": "Club", "id": "unknown"},
        {"id": "1"},
        "Club:1",
        {"__typename": 5},
        {"__typename": "Event", "id": "1-0"},
        {"__typename": "Person", "name": "no key"},
        {"__typename": "Club", "id": "1"},
    )
    assert [answer and answer["__typename"] for answer in answers] == [None] * 7 + ["Club"]
    assert errors == {
        0: "Nowhere is not an entity of this graph.",
        1: "No Club is known for this representation.",
        2: "This representation is not an object with a __typename.",
        3: "This representation is not an object with a __typename.",
        4: "This representation is not an object with a __typename.",
        5: "Event is not an entity of this graph.",
        6: "The Person of this representation could not be read.",
    }


async def test_what_goes_wrong_inside_is_not_told() -> None:
    answers, errors, _ = await entities(
        {"__typename": "Club", "id": "locked"}, {"__typename": "Person", "id": "0"}, {"__typename": "Club"}
    )
    assert answers == [None, None, None]
    assert set(errors.values()) == {
        "The Club of this representation could not be read.",
        "The Person of this representation could not be read.",
    }


async def test_the_cause_of_a_masked_error_is_kept_for_the_log() -> None:
    result = await schema.execute(
        ENTITIES, variable_values={"sent": [{"__typename": "Club", "id": "locked"}]}, context_value=Calls()
    )
    [error] = result.errors or []
    assert error.original_error is not None
    assert isinstance(error.original_error.__cause__, OSError)
    assert not (error.extensions or {}).get("code")


async def test_a_type_without_a_resolver_of_references_is_what_was_sent() -> None:
    answers, errors, _ = await entities({"__typename": "Country", "code": "de"}, {"__typename": "Country"})
    assert answers == [{"__typename": "Country", "code": "de"}, None]
    assert errors == {1: "The Country of this representation could not be read."}


async def test_an_interface_with_a_key_finds_the_type_of_each_entity() -> None:
    answers, errors, calls = await entities(
        {"__typename": "Organization", "id": "9"}, {"__typename": "Organization", "id": "1"}
    )
    assert not errors
    assert [answer["__typename"] for answer in answers] == ["School", "Club"]
    assert calls[1:] == [("events", 2, 1, None)]


@pytest.mark.parametrize(("count", "is_answered"), [(MAX_REPRESENTATIONS, True), (MAX_REPRESENTATIONS + 1, False)])
def test_more_representations_than_allowed_are_refused(count: int, is_answered: bool) -> None:
    result = schema.execute_sync(
        "query($sent: [_Any!]!) { _entities(representations: $sent) { __typename } }",
        variable_values={"sent": [{"__typename": "Country", "code": "de"}] * count},
        context_value=Calls(),
    )
    assert (not result.errors) is is_answered
    if result.errors:
        assert result.errors[0].message.startswith(f"{count} representations were sent")


@strawberry.federation.type(keys=["id"])
class Odd:
    id: strawberry.ID

    @classmethod
    def resolve_references(cls, references: list[object]) -> list[object]:
        return references[1:]


@strawberry.type
class OddQuery:
    odd: Odd | None = None


async def test_a_wrong_count_of_references_names_the_type() -> None:
    result = await Schema(OddQuery).execute(
        '{ _entities(representations: [{__typename: "Odd", id: 1}]) { __typename } }'
    )
    [error] = result.errors or []
    assert error.original_error is not None
    assert "Odd.resolve_references was asked for 1 keys and answered 0 values" in str(error.original_error.__cause__)


async def test_the_service_field_prints_the_federation_version() -> None:
    result = await schema.execute("{ _service { sdl } }")
    assert result.data is not None
    assert 'url: "https://specs.apollo.dev/federation/v2.9"' in result.data["_service"]["sdl"]


# Strawberry's own features


class Noting(SchemaExtension):
    """Notes when it is asked, and adds to the extensions of the result."""

    def on_operation(self) -> Iterator[None]:
        self.execution_context.context.append("operation begins")
        yield
        self.execution_context.context.append("operation ends")

    def on_execute(self) -> Iterator[None]:
        yield
        assert isinstance(self.execution_context.result, ExecutionResult)
        self.execution_context.context.append("executed")

    def get_results(self) -> dict[str, object]:
        return {"noted": True}


class Counting(SchemaExtension):
    """Sees every field of every object, as graphql-core's middleware does."""

    def resolve(self, _next: Callable[..., Any], root: Any, info: Any, *args: str, **kwargs: Any) -> Any:
        info.context.append(f"{info.parent_type.name}.{info.field_name}")
        return _next(root, info, *args, **kwargs)


class Answering(SchemaExtension):
    """Answers instead of the executor."""

    def on_execute(self) -> Iterator[None]:
        self.execution_context.result = ExecutionResult({"clubs": []}, None)
        yield


async def test_extensions_run_around_the_execution() -> None:
    calls = Calls()
    noting = Schema(clubs.Query, types=[clubs.Club, clubs.School], extensions=[Noting])
    result = await noting.execute("{ clubs(first: 1) { name } }", context_value=calls)
    assert result.extensions == {"noted": True}
    assert calls == ["operation begins", "executed", "operation ends"]


async def test_an_extension_may_answer_itself() -> None:
    answering = Schema(clubs.Query, types=[clubs.Club, clubs.School], extensions=[Answering])
    assert (await answering.execute("{ clubs { name } }")).data == {"clubs": []}


async def test_middleware_sees_every_field_of_every_object() -> None:
    calls = Calls()
    counting = Schema(clubs.Query, types=[clubs.Club, clubs.School], extensions=[Counting])
    result = await counting.execute("{ clubs(first: 2) { __typename name size } }", context_value=calls)
    assert result.data == {
        "clubs": [{"__typename": "Club", "name": row.name, "size": row.member_count} for row in clubs.CLUBS[:2]]
    }
    assert sorted(calls) == sorted(["Query.clubs", *["Club.__typename", "Club.name", "Club.size"] * 2])


async def test_info_knows_its_path_selection_schema_context_and_variables() -> None:
    seen: list[object] = []

    class Shout(FieldExtension):
        def resolve(self, next_: Callable[..., Any], source: Any, info: strawberry.Info, **kwargs: Any) -> Any:
            return next_(source, info, **kwargs).upper()

    def say(root: object, info: strawberry.Info, word: str = "ja") -> str:
        seen.append((info.path.as_list(), info.python_name, info.context, info.variable_values, info.schema))
        [field] = info.selected_fields
        assert isinstance(field, SelectedField)
        seen.append((field.name, field.arguments, info.root_value, info.operation.name))
        return word

    @strawberry.type
    class Query:
        speak: str = strawberry.field(resolver=say, extensions=[Shout()])

    shouting = Schema(Query)
    result = await shouting.execute(
        "query($word: String!) { said: speak(word: $word) }", {"word": "nein"}, context_value="ctx", root_value="root"
    )
    assert result.data == {"said": "NEIN"}
    assert seen == [
        (["said"], "speak", "ctx", {"word": "nein"}, shouting),
        ("speak", {"word": "nein"}, "root", None),
    ]


async def test_mutations_run_one_after_the_other() -> None:
    calls = Calls()
    result = await schema.execute("mutation { a: wait(turns: 3) b: wait(turns: 1) }", context_value=calls)
    assert result.data == {"a": 3, "b": 1}
    assert calls == [("begin", 3), ("end", 3), ("begin", 1), ("end", 1)]


def test_a_synchronous_operation_needs_no_event_loop() -> None:
    result = schema.execute_sync("{ clubs { name size } }")
    assert not result.errors
    assert result.data is not None
    assert len(result.data["clubs"]) == 3


async def test_introspection_is_that_of_strawberry() -> None:
    assert (
        schema.introspect()
        == strawberry.federation.Schema(
            clubs.Query, clubs.Mutation, clubs.Subscription, types=[clubs.Club, clubs.School], federation_version="2.9"
        ).introspect()
    )


async def test_nothing_of_this_was_left_to_graphql_core() -> None:
    assert not fallbacks(schema.core)


# Subscriptions


async def events(query: str, context: object) -> list[Any]:
    stream = await schema.subscribe(query, context_value=context)
    assert isinstance(stream, AsyncGenerator)
    return [event async for event in stream]


async def test_each_event_goes_through_the_plan() -> None:
    calls = Calls()
    results = await events("subscription { club { name notes events(first: 1) { id } } }", calls)
    assert [result.data for result in results] == [
        {"club": {"name": clubs.CLUBS[0].name, "notes": "note 1", "events": [{"id": "1-0"}]}},
        None,  # the calendar of 2 is broken, and nothing on the way may be null
    ]
    assert [error.path for error in results[1].errors or []] == [["club", "notes"], ["club", "events"]]
    assert calls[:2] == [("notes", ["1"]), ("events", 1, 1, None)]


async def test_each_event_has_a_context_of_its_own_where_the_context_makes_one() -> None:
    class Connection(Calls):
        made: list[Calls]

        def for_event(self) -> Calls:
            self.made.append(Calls())
            return self.made[-1]

    connection = Connection()
    connection.made = []
    await events("subscription { club { notes } }", connection)
    assert connection == []
    assert connection.made == [[("notes", ["1"])], []]


async def test_a_subscription_leaves_to_graphql_core_what_only_it_does() -> None:
    other = Schema(clubs.Query, None, clubs.Subscription, types=[clubs.Club, clubs.School])
    stream = await other.subscribe(
        "subscription($if: Boolean = true) { club { name @include(if: $if) } }", {"if": None}, context_value=Calls()
    )
    assert isinstance(stream, AsyncGenerator)
    messages = [error.message async for event in stream for error in event.errors or []]
    assert len(messages) == 2
    assert "Argument 'if' has invalid value" in messages[0]
    assert fallbacks(other.core) == {"a condition that is not a boolean": 2}
