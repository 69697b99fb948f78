"""What the specification says of execution, section by section; each result is also compared with graphql-core's."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable
from typing import Any

import graphql
import pytest
from graphql import ExecutionResult, GraphQLSchema, build_schema, parse

from supergraph.execute import execute, fallbacks

SDL = """
interface Named { name: String }
type Club implements Named {
  name: String! members: [Person!] board: [[Person]!] chair: Person! status: Status size: Int
}
type Person implements Named { name: String friend: Person club: Club }
union Anyone = Club | Person
enum Status { ACTIVE DISSOLVED }
scalar Day
input Filter { text: String! = "Fest", limit: Int, status: Status, days: [Day!] }
input Which @oneOf { id: ID, slug: String }
type Query {
  club: Club
  clubs: [Club!]
  anyone: [Anyone]
  named: Named
  found(filter: Filter, which: Which, limit: Int = 20, names: [String!]): String
  word: String
  words: [String!]
  must: String!
  day: Day
  status: Status
  matrix: [[Int]]
}
type Mutation { first: Club second: Club! third: Int }
"""


def schema_with(**resolvers: Callable[..., object]) -> GraphQLSchema:
    """The schema with these resolvers of its Query."""
    schema = build_schema(SDL)
    assert schema.query_type is not None
    for name, resolver in resolvers.items():
        schema.query_type.fields[name].resolve = resolver
    return schema


SCHEMA = schema_with(
    found=lambda _root, _info, **arguments: repr(sorted(arguments.items())),
)
ROOT = {
    "club": {
        "name": "TV Mülheim",
        "members": [{"name": "Anna"}, {"name": "Bernd"}],
        "board": [[{"name": "Anna"}, None], []],
        "chair": {"name": "Anna", "friend": {"name": "Carla"}},
        "status": "ACTIVE",
        "size": 812,
    },
    "clubs": [
        {"name": "eins", "chair": {"name": "Anna"}, "members": []},
        {"name": "zwei", "chair": None, "members": None},
    ],
    "anyone": [{"__typename": "Person", "name": "Anna"}, {"__typename": "Club", "name": "eins"}, None],
    "named": {"__typename": "Club", "name": "eins", "size": 3},
    "word": "Fest",
    "words": ["a", None],
    "must": None,
    "day": "2026-03-29",
    "status": "GONE",
    "matrix": [[1, None], None, []],
}


def answer(
    text: str,
    variables: dict[str, Any] | None = None,
    *,
    schema: GraphQLSchema = SCHEMA,
    root: object = None,
    **options: Any,
) -> ExecutionResult:
    """Our answer, synchronous, checked to be graphql-core's."""
    given = {"root_value": ROOT if root is None else root, "variable_values": variables, **options}
    ours = execute(schema, parse(text), **given)
    theirs = graphql.execute(schema, parse(text), **given)
    assert isinstance(ours, ExecutionResult)
    assert isinstance(theirs, ExecutionResult)
    assert ours.formatted == theirs.formatted
    return ours


# 6.1 Executing requests


def test_the_only_operation_needs_no_name() -> None:
    assert answer("{ word }").data == {"word": "Fest"}
    assert answer("query Named { word }").data == {"word": "Fest"}


def test_one_of_several_operations_is_chosen_by_name() -> None:
    text = "query A { word } query B { day }"
    assert answer(text, operation_name="B").data == {"day": "2026-03-29"}


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("query A { word } query B { day }", None, "Must provide operation name"),
        ("query A { word }", "C", "Unknown operation named 'C'."),
        ("fragment F on Query { word }", None, "Must provide an operation."),
    ],
)
def test_an_operation_that_is_not_there_is_a_request_error(text: str, name: str | None, message: str) -> None:
    result = answer(text, operation_name=name)
    assert result.data is None
    assert message in (result.errors or [])[0].message


def test_variables_are_coerced_before_anything_is_executed() -> None:
    called: list[str] = []
    schema = schema_with(word=lambda *_: called.append("word"))
    result = answer("query($limit: Int!) { word found(limit: $limit) }", {"limit": "x"}, schema=schema)
    assert result.data is None
    assert "Variable '$limit' has invalid value" in (result.errors or [])[0].message
    assert called == []


def test_defaults_of_variables_arguments_and_input_fields_are_filled_in() -> None:
    text = "query($filter: Filter = {limit: 5}, $absent: Int) { found(filter: $filter, limit: $absent) }"
    assert answer(text).data == {"found": "[('filter', {'text': 'Fest', 'limit': 5}), ('limit', 20)]"}
    assert answer("{ found(limit: null) }").data == {"found": "[('limit', None)]"}


@pytest.mark.parametrize(
    ("which", "is_valid"),
    [
        ({"id": "1"}, True),
        ({"slug": "tv"}, True),
        ({"id": "1", "slug": "tv"}, False),
        ({}, False),
        ({"id": None}, False),
    ],
)
def test_exactly_one_key_of_a_one_of_input_is_given(which: dict[str, object], is_valid: bool) -> None:
    result = answer("query($which: Which) { found(which: $which) }", {"which": which})
    assert (not result.errors) is is_valid


def test_single_values_are_taken_as_lists_of_one() -> None:
    assert answer('{ found(names: "Anna") }').data == {"found": "[('limit', 20), ('names', ['Anna'])]"}


# 6.2 Executing operations


def test_a_schema_without_the_root_type_is_a_request_error() -> None:
    result = answer("subscription { word }")
    assert "not configured to execute subscription" in (result.errors or [])[0].message


def test_mutations_run_serially_and_each_is_complete_before_the_next() -> None:
    schema = build_schema("type Query { a: Int } type Mutation { set(to: Int!): Counter } type Counter { now: Int }")
    counter = type("Counter", (), {"now": 0})()
    log: list[object] = []

    async def assign(_root: object, _info: object, to: int) -> object:
        log.append(("begin", to))
        await asyncio.sleep(0)
        counter.now = to
        log.append(("end", to))
        return counter

    assert schema.mutation_type is not None
    schema.mutation_type.fields["set"].resolve = assign
    result = asyncio.run(_awaited(execute(schema, parse("mutation { a: set(to: 1) { now } b: set(to: 2) { now } }"))))
    assert result.data == {"a": {"now": 1}, "b": {"now": 2}}
    assert log == [("begin", 1), ("end", 1), ("begin", 2), ("end", 2)]


def test_a_mutation_that_nulls_the_answer_stops_those_after_it() -> None:
    called: list[str] = []
    root = {
        "first": lambda _info: called.append("first"),
        "second": None,
        "third": lambda _info: called.append("third"),
    }
    result = answer("mutation { first { name } second { name } third }", root=root)
    assert result.data is None
    assert called == ["first", "first"]  # by ours, and by graphql-core


# 6.3 Executing selection sets


def test_keys_stand_in_the_order_of_the_query() -> None:
    result = answer("{ day word again: word ... on Query { status } ...F } fragment F on Query { matrix day }")
    assert list(result.data or {}) == ["day", "word", "again", "status", "matrix"]


def test_fields_of_the_same_key_are_merged() -> None:
    text = (
        "{ club { chair { name } } club { chair { friend { name } } ...F } } fragment F on Club { chair { name } size }"
    )
    assert answer(text).data == {"club": {"chair": {"name": "Anna", "friend": {"name": "Carla"}}, "size": 812}}


@pytest.mark.parametrize("skip", [True, False])
@pytest.mark.parametrize("include", [True, False])
def test_skip_and_include_are_bound_for_each_request(skip: bool, include: bool) -> None:
    text = """query($skip: Boolean!, $include: Boolean!) {
      word @skip(if: $skip) @include(if: $include)
      ... @skip(if: $skip) { day }
      ...F @include(if: $include)
      matrix @skip(if: true) status @include(if: false)
    } fragment F on Query { again: word }"""
    data = answer(text, {"skip": skip, "include": include}).data or {}
    assert ("word" in data) is (include and not skip)
    assert ("day" in data) is not skip
    assert ("again" in data) is include
    assert not {"matrix", "status"} & set(data)


def test_an_empty_selection_is_an_empty_object() -> None:
    assert answer("{ club { name @skip(if: true) } }").data == {"club": {}}


def test_fragments_apply_by_object_interface_and_union() -> None:
    text = """{ anyone { __typename ... on Named { name } ... on Anyone { ... on Club { size } }
      ... on Person { friend { name } } } named { name ... on Club { size } ... on Person { name } } }"""
    assert answer(text).data == {
        "anyone": [
            {"__typename": "Person", "name": "Anna", "friend": None},
            {"__typename": "Club", "name": "eins", "size": None},
            None,
        ],
        "named": {"name": "eins", "size": 3},
    }


def test_what_is_unknown_in_an_unvalidated_document_is_left_out() -> None:
    assert answer("{ word nothing ...Nowhere }").data == {"word": "Fest"}


# 6.4 Executing fields


def test_arguments_that_cannot_be_coerced_are_the_fields_error() -> None:
    result = answer('{ word found(limit: "many") }')
    assert result.data == {"word": "Fest", "found": None}
    assert (result.errors or [])[0].path == ["found"]


def test_an_argument_changed_by_one_object_does_not_reach_the_next() -> None:
    schema = build_schema("type Query { items: [Item] } type Item { tags(add: [String]): [String] }")
    item = schema.type_map["Item"]
    assert isinstance(item, graphql.GraphQLObjectType)

    def tags(source: str, _info: object, add: list[str]) -> list[str]:
        add.append(source)
        return add

    item.fields["tags"].resolve = tags
    result = answer('{ items { tags(add: ["x"]) } }', schema=schema, root={"items": ["a", "b"]})
    assert result.data == {"items": [{"tags": ["x", "a"]}, {"tags": ["x", "b"]}]}


def test_a_result_is_synchronous_unless_something_was_not() -> None:
    async def later(*_: object) -> str:
        return "later"

    schema = schema_with(word=later)
    assert isinstance(execute(schema, parse("{ day }"), {"day": "x"}), ExecutionResult)
    awaited = execute(schema, parse("{ day word }"), {"day": "x"})
    assert not isinstance(awaited, ExecutionResult)
    assert asyncio.run(_awaited(awaited)).data == {"day": "x", "word": "later"}


def test_fields_of_a_level_are_awaited_together() -> None:
    arrived: list[str] = []
    everyone = asyncio.Barrier(3)

    async def meet(_root: object, info: graphql.GraphQLResolveInfo[Any]) -> str:
        await everyone.wait()  # nobody would come through if they were awaited one after the other
        arrived.append(info.field_name)
        return info.field_name

    schema = schema_with(word=meet, day=meet, must=meet)
    result = asyncio.run(asyncio.wait_for(_awaited(execute(schema, parse("{ word day must }"))), 5))
    assert result.data == {"word": "word", "day": "day", "must": "must"}


async def _awaited(result: ExecutionResult | Awaitable[ExecutionResult]) -> ExecutionResult:
    return result if isinstance(result, ExecutionResult) else await result


# Kept from what random worlds found


def test_what_is_read_by_default_is_read_once_even_when_something_has_to_be_called() -> None:
    read: list[str] = []

    class Club:
        def __init__(self, name: str, size: object) -> None:
            self._name, self.size = name, size

        @property
        def name(self) -> Awaitable[str]:
            read.append(self._name)
            return _later(self._name)

    clubs = [Club("eins", 1), Club("zwei", lambda _info: _later(2))]
    result = asyncio.run(_awaited(execute(SCHEMA, parse("{ clubs { name size } }"), {"clubs": clubs})))
    assert result == ExecutionResult({"clubs": [{"name": "eins", "size": 1}, {"name": "zwei", "size": 2}]}, None)
    assert read == ["eins", "zwei"]


def test_an_argument_that_fails_is_the_error_of_a_field_without_a_resolver_too() -> None:
    result = answer("{ word many: found(limit: 2.5) }", schema=schema_with())
    assert [error.path for error in result.errors or []] == [["many"]]


async def _later(value: Any) -> Any:
    await asyncio.sleep(0)
    return value


# 6.4.3 Value completion


def test_lists_are_completed_item_by_item() -> None:
    assert answer("{ matrix club { board { name } } }").data == {
        "matrix": [[1, None], None, []],
        "club": {"board": [[{"name": "Anna"}, None], []]},
    }


@pytest.mark.parametrize("value", [5, "text", {"a": 1}])
def test_what_is_no_list_is_an_error(value: object) -> None:
    result = answer("{ words clubs { name } }", root={"words": value, "clubs": value})
    assert result.data == {"words": None, "clubs": None}
    assert (result.errors or [])[1].message == "Expected Iterable, but did not find one for field 'Query.clubs'."


def test_every_iterable_is_a_list() -> None:
    def values() -> dict[str, object]:
        return {"words": (word for word in ("a", "b")), "clubs": iter(({"name": "eins"},)), "matrix": ((1,), {2})}

    ours = execute(SCHEMA, parse("{ words clubs { name } matrix }"), values())
    assert ours == graphql.execute(SCHEMA, parse("{ words clubs { name } matrix }"), values())
    assert isinstance(ours, ExecutionResult)
    assert ours.data == {"words": ["a", "b"], "clubs": [{"name": "eins"}], "matrix": [[1], [2]]}


def test_a_leaf_that_cannot_be_serialized_is_an_error() -> None:
    result = answer("{ status club { size } }", root={"status": "GONE", "club": {"size": "many"}})
    assert result.data == {"status": None, "club": {"size": None}}
    assert "Enum 'Status' cannot represent value: 'GONE'" in (result.errors or [])[0].message


@pytest.mark.parametrize("values", [{"A": "a", "B": "b"}, {"A": 1, "B": True + 1}, {"A": [1], "B": {"two": 2}}])
def test_enums_are_told_by_value_whether_it_is_the_same_equal_or_has_no_hash(values: dict[str, Any]) -> None:
    enum = graphql.GraphQLEnumType("Kind", values)
    fields = {name: graphql.GraphQLField(enum) for name in ("one", "other", "wrong")}
    fields["all"] = graphql.GraphQLField(graphql.GraphQLList(enum))
    schema = GraphQLSchema(graphql.GraphQLObjectType("Query", fields))
    root = {"one": values["A"], "other": copy.deepcopy(values["B"]), "wrong": "C", "all": [*values.values(), None]}
    result = answer("{ one other wrong all }", schema=schema, root=root)
    assert result.data == {"one": "A", "other": "B", "wrong": None, "all": ["A", "B", None]}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"name": "?"}, "must resolve to an Object type at runtime"),
        ({"__typename": "Nowhere"}, "that does not exist inside the schema"),
        ({"__typename": "Status"}, "was resolved to a non-object type"),
        ({"__typename": "Query"}, "is not a possible type for 'Named'"),
    ],
)
def test_an_object_whose_type_is_not_told_is_an_error(value: object, message: str) -> None:
    result = answer("{ word named { name } }", root={"word": "Fest", "named": value})
    assert result.data == {"word": "Fest", "named": None}
    assert message in (result.errors or [])[0].message


# 6.4.4 Handling errors


def test_an_error_has_message_path_and_all_locations() -> None:
    result = answer(
        "{ club { chair { friend { name } } }\n  club { chair { friend { club { name } } } } }", root=_broken()
    )
    [error] = result.errors or []
    assert error.path == ["club", "chair", "friend"]
    assert [(at.line, at.column) for at in error.locations or []] == [(1, 18), (2, 18)]
    assert error.message == "no friends"
    assert isinstance(error.original_error, ValueError)


def _broken() -> dict[str, object]:
    def friend(_info: object) -> object:
        raise ValueError("no friends")

    return {"club": {"chair": {"friend": friend}}}


def test_an_error_of_an_extension_keeps_its_extensions() -> None:
    refused = graphql.GraphQLError("no", extensions={"code": "FORBIDDEN"})
    result = answer("{ word }", root={"word": refused})
    assert (result.errors or [])[0].extensions == {"code": "FORBIDDEN"}


def test_null_goes_up_to_the_nearest_position_that_may_be_null() -> None:
    result = answer("{ word clubs { name chair { name } } }")
    assert result.data == {"word": "Fest", "clubs": None}
    [error] = result.errors or []
    assert error.path == ["clubs", 1, "chair"]
    assert error.message == "Cannot return null for non-nullable field Club.chair."


def test_null_at_the_top_is_the_whole_answer() -> None:
    result = answer("{ word must }")
    assert result.data is None
    assert [error.path for error in result.errors or []] == [["must"]]


def test_an_error_in_a_list_nulls_the_item_or_the_list() -> None:
    result = answer("{ words matrix }", root={"words": ["a", None], "matrix": [[1, "x"], [2]]})
    assert result.data == {"words": None, "matrix": [[1, None], [2]]}
    assert [error.path for error in result.errors or []] == [["words", 1], ["matrix", 0, 1]]


def test_errors_stand_in_the_order_of_the_query() -> None:
    root = {
        "status": "GONE",
        "clubs": [{"name": "eins", "size": "x", "status": "?"}, {"name": "zwei", "size": "y"}],
        "matrix": [["z"]],
    }
    ours = execute(SCHEMA, parse("{ status clubs { size status } matrix }"), root)
    assert isinstance(ours, ExecutionResult)
    assert [error.path for error in ours.errors or []] == [
        ["status"],
        ["clubs", 0, "size"],
        ["clubs", 0, "status"],
        ["clubs", 1, "size"],
        ["matrix", 0, 0],
    ]


def test_ten_thousand_items_that_fail_together_are_one_error() -> None:
    ours = execute(SCHEMA, parse("{ clubs { chair { name } } }"), {"clubs": [{"chair": None}] * 10_000})
    assert isinstance(ours, ExecutionResult)
    assert [error.path for error in ours.errors or []] == [["clubs", 0, "chair"]]


# Beyond the sections


def test_introspection_is_graphql_cores() -> None:
    assert answer(graphql.get_introspection_query(input_value_deprecation=True, specified_by_url=True)).data


@pytest.mark.parametrize("depth", [10, 150])
def test_deep_documents_are_answered(depth: int) -> None:
    schema = build_schema("type Query { me: Me } type Me { me: Me, name: String! }")
    me: dict[str, Any] = {"name": "ich"}
    me["me"] = me
    text = "{" + "me {" * depth + "name" + "}" * depth + "}"
    assert answer(text, schema=schema, root={"me": me}).data
    del me["name"]
    assert answer(text, schema=schema, root={"me": me}).errors


@pytest.mark.parametrize("start", ["me { ...F0 }", "...Q"])
def test_fragments_nested_too_deeply_are_an_error_and_no_crash(start: str) -> None:
    schema = build_schema("type Query { me: Me } type Me { me: Me, name: String }")
    chain = " ".join(f"fragment F{number} on Me {{ ...F{number + 1} }}" for number in range(3_000))
    queries = " ".join(f"fragment Q{number or ''} on Query {{ ...Q{number + 1} }}" for number in range(3_000))
    text = (
        f"{{ {start} }} {chain} fragment F3000 on Me {{ name }} {queries} fragment Q3000 on Query {{ me {{ name }} }}"
    )
    result = execute(schema, parse(text), {"me": {"name": "ich"}})
    assert isinstance(result, ExecutionResult)
    assert "nested too deeply" in (result.errors or [])[0].message


def test_resolvers_get_their_own_info() -> None:
    seen: list[graphql.GraphQLResolveInfo[Any]] = []
    schema = schema_with(word=lambda _root, info: seen.append(info))
    answer("query Q($limit: Int) { again: word found(limit: $limit) ...F } fragment F on Query { day }", schema=schema)
    ours, theirs = seen
    for name in theirs._fields:
        if name != "async_helpers":
            assert getattr(ours, name) == getattr(theirs, name), name


def test_helpers_for_asynchronous_work_gather_and_track() -> None:
    done: list[int] = []

    async def work(number: int) -> int:
        await asyncio.sleep(0)
        done.append(number)
        return number

    async def word(_root: object, info: graphql.GraphQLResolveInfo[Any]) -> str:
        info.async_helpers.track([work(3), "not awaitable"])
        return str(await info.async_helpers.gather([work(1), work(2)]))

    result = asyncio.run(_awaited(execute(schema_with(word=word), parse("{ word }"))))
    assert result.data == {"word": "[1, 2]"}
    assert sorted(done) == [1, 2, 3]


def test_nothing_of_this_was_left_to_graphql_core() -> None:
    # But the subscription, for which there is no root.
    assert set(fallbacks(SCHEMA)) <= {"no root type for the operation"}


def answered(query: str, max_values: int, root: object = ROOT) -> list[str]:
    """The codes of the errors of an execution that may answer so many values."""
    result = execute(SCHEMA, parse(query), root, max_values=max_values)
    assert isinstance(result, ExecutionResult)
    assert (result.data is None) == bool(result.errors)
    return [(error.extensions or {})["code"] for error in result.errors or ()]


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("{ word }", 0),  # what is asked of the root alone is bounded by the document
        ("{ club { name } }", 1),
        ("{ club { name size status } }", 3),
        ("{ club { members { name } } }", 1 + 2 + 2),
        ("{ club { board { name } } }", 1 + 1 + 1),
    ],
)
def test_fields_of_objects_and_entries_of_lists_are_counted(query: str, values: int) -> None:
    assert answered(query, values) == []
    if values:
        assert answered(query, values - 1) == ["OPERATION_TOO_COSTLY"]


def test_list_that_is_too_long_is_not_built_nor_what_is_below_it() -> None:
    asked = []

    class Person:
        @property
        def name(self) -> str:
            asked.append(self)
            return "Anna"

    root = {"club": {"name": "TV", "members": [Person()] * 10}}
    assert answered("{ club { members { name } } }", 10, root) == ["OPERATION_TOO_COSTLY"]
    assert asked == []


async def test_what_is_awaited_beside_a_list_that_is_too_long_is_awaited_to_its_end() -> None:
    ended = []

    async def word(_root: object, _info: object) -> str:
        await asyncio.sleep(0)
        ended.append(True)
        return "Wort"

    schema = schema_with(word=word, clubs=lambda _root, _info: [{"name": "TV"}] * 10)
    result = execute(schema, parse("{ clubs { name } word }"), max_values=9)
    assert not isinstance(result, ExecutionResult)
    assert (await result).data is None
    assert ended == [True]
