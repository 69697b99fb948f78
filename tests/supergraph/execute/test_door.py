"""The door: what is left to graphql-core and counted, plans within bounds, deadlines and cancellation."""

from __future__ import annotations

import asyncio
import time
import weakref
from collections.abc import Awaitable, Callable
from typing import Any

import graphql
import pytest
from graphql import ExecutionResult, GraphQLSchema, build_schema, parse
from graphql.execution import Executor, MiddlewareManager

import supergraph
from supergraph.execute import DeadlineError, Plans, execute, fallbacks
from supergraph.execute.plan import FIELD_BYTES

SDL = "type Query { word: String child: Query children: [Query] slow: String any: Any } union Any = Query"


def schema_with(**resolvers: Callable[..., object]) -> GraphQLSchema:
    schema = build_schema(SDL)
    assert schema.query_type is not None
    for name, resolver in resolvers.items():
        schema.query_type.fields[name].resolve = resolver
    return schema


async def awaited(result: ExecutionResult | Awaitable[ExecutionResult]) -> ExecutionResult:
    return result if isinstance(result, ExecutionResult) else await result


def test_the_package_exports_it() -> None:
    assert supergraph.execute is execute


# Left to graphql-core


class Shouting(Executor[Any]):
    """An executor of somebody's own."""


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        ("{ word }", {"executor_class": Shouting}, "executor_class"),
        ("{ word }", {"is_awaitable": lambda _value: False}, "a predicate of its own for awaitables"),
        ("query @experimental_disableErrorPropagation { word }", {}, "@experimental_disableErrorPropagation"),
        ("query($if: Boolean) { word child @include(if: $if) { word } }", {}, "a condition that is not a boolean"),
        ("{ word child @skip { word } }", {}, "@skip without a boolean"),
        ("mutation { word }", {}, "no root type for the operation"),
    ],
)
def test_what_is_not_done_here_is_done_by_graphql_core_and_counted(
    text: str, options: dict[str, Any], reason: str
) -> None:
    schema, root = schema_with(), {"word": "Fest", "child": {}}
    ours = execute(schema, parse(text), root, **options)
    assert ours == graphql.execute(schema, parse(text), root, **options)
    assert fallbacks(schema) == {reason: 1}


def test_fragment_variables_are_left_to_graphql_core() -> None:
    schema = schema_with()
    document = parse(
        "{ ...F(if: true) } fragment F($if: Boolean!) on Query { word @include(if: $if) }",
        experimental_fragment_arguments=True,
    )
    assert execute(schema, document, {"word": "Fest"}) == ExecutionResult({"word": "Fest"}, None)
    assert fallbacks(schema) == {"fragment variables": 1}


def test_a_schema_with_incremental_delivery_is_left_to_graphql_core() -> None:
    schema = build_schema(f"directive @defer on FIELD {SDL}")
    with pytest.raises(graphql.GraphQLError, match="experimental directives"):
        execute(schema, parse("{ word }"))
    assert fallbacks(schema) == {"incremental delivery": 1}


def test_an_invalid_schema_is_a_programmers_error() -> None:
    with pytest.raises(TypeError, match="Query root type must be provided"):
        execute(GraphQLSchema(), parse("{ word }"))


# graphql-core's parameters


def test_field_and_type_resolvers_are_those_given() -> None:
    def field(source: object, info: graphql.GraphQLResolveInfo[Any], **_arguments: object) -> object:
        return {} if info.field_name == "any" else f"{info.field_name} of {source}"

    result = execute(
        schema_with(),
        parse("{ word any { ... on Query { word } } }"),
        "root",
        field_resolver=field,
        type_resolver=lambda *_: "Query",
    )
    assert result == ExecutionResult({"word": "word of root", "any": {"word": "word of {}"}}, None)


@pytest.mark.parametrize("kind", [list, tuple, lambda given: MiddlewareManager(*given)])
def test_middleware_sees_every_field(kind: Callable[..., Any]) -> None:
    seen: list[str] = []

    def note(
        next_: Callable[..., object], root: object, info: graphql.GraphQLResolveInfo[Any], **given: object
    ) -> object:
        seen.append(info.field_name)
        return next_(root, info, **given)

    result = execute(
        schema_with(), parse("{ __typename word child { word } }"), {"word": "a", "child": {}}, middleware=kind([note])
    )
    assert result == ExecutionResult({"__typename": "Query", "word": "a", "child": {"word": None}}, None)
    assert seen == ["__typename", "word", "child", "word"]


def test_middleware_of_a_wrong_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="Middleware must be passed as"):
        execute(schema_with(), parse("{ word }"), middleware=object())  # type: ignore[arg-type]


# Plans


def test_an_operation_is_compiled_once() -> None:
    schema, document = schema_with(), parse("{ word child { word } }")
    for _ in range(3):
        execute(schema, document, {"word": "a", "child": {}})
    assert Plans.of(schema).compiled == 1
    execute(schema, parse("{ word child { word } }"))
    assert Plans.of(schema).compiled == 2


def test_conditions_have_a_plan_for_each_of_their_answers() -> None:
    schema, document = schema_with(), parse("query($if: Boolean!) { word @include(if: $if) child { word } }")
    for answer in (True, False, True, False):
        result = execute(schema, document, {"word": "a"}, variable_values={"if": answer})
        assert isinstance(result, ExecutionResult)
        assert ("word" in (result.data or {})) is answer
    assert Plans.of(schema).compiled == 2


@pytest.mark.parametrize(("documents", "kept"), [(2, 2), (3, 3), (4, 3)])
def test_plans_are_bounded_in_number(documents: int, kept: int) -> None:
    schema = schema_with()
    plans = Plans.of(schema)
    plans.max_plans = 3
    for _ in range(documents):
        execute(schema, parse("{ word }"))
    assert len(plans) == kept


@pytest.mark.parametrize(("documents", "kept"), [(2, 2), (3, 3), (4, 3)])
def test_plans_are_bounded_in_bytes(documents: int, kept: int) -> None:
    schema = schema_with()
    plans = Plans.of(schema)
    plans.max_bytes = 3 * 2 * FIELD_BYTES
    for _ in range(documents):
        execute(schema, parse("{ word }"))
    assert len(plans) == kept
    assert plans.bytes == kept * 2 * FIELD_BYTES


def test_a_plan_that_grows_while_it_runs_is_weighed_again() -> None:
    schema = schema_with()
    plans = Plans.of(schema)
    plans.max_bytes = 5 * FIELD_BYTES
    execute(schema, parse("{ word }"))
    execute(schema, parse("{ child { word } }"), {"child": None})
    assert len(plans) == 2
    execute(schema, parse("{ child { word } }"), {"child": {}})
    assert plans.bytes <= plans.max_bytes
    assert len(plans) == 1


def test_the_plan_that_was_not_asked_for_longest_goes_first() -> None:
    schema = schema_with()
    plans = Plans.of(schema)
    plans.max_plans = 2
    often, once = parse("{ word }"), parse("{ slow }")
    for document in (often, once, often, parse("{ word }"), often):
        execute(schema, document)
    assert plans.compiled == 3


def test_plans_go_with_their_schema() -> None:
    schema = schema_with()
    execute(schema, parse("{ word }"))
    gone = weakref.ref(Plans.of(schema))
    schema.extensions.clear()
    assert gone() is None


def test_a_resolver_that_was_replaced_is_called() -> None:
    schema, document = schema_with(word=lambda *_: "old"), parse("{ word }")
    assert execute(schema, document) == ExecutionResult({"word": "old"}, None)
    assert schema.query_type is not None
    schema.query_type.fields["word"].resolve = lambda *_: "new"
    assert execute(schema, document) == ExecutionResult({"word": "new"}, None)


def test_a_plan_is_never_taken_for_that_of_another_operation() -> None:
    # The key is a node's identity, which is given to another once the node is gone: so plans keep their nodes.
    schema = schema_with()
    Plans.of(schema).max_plans = 3
    for number in range(300):
        assert execute(schema, parse(f"{{ w{number}: word }}")) == ExecutionResult({f"w{number}": None}, None)


# Deadlines and cancellation


async def test_a_deadline_stops_what_runs() -> None:
    stopped: list[str] = []

    async def slow(*_: object) -> str:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            stopped.append("slow")
            raise
        return "never"

    begun = time.monotonic()
    result = await awaited(execute(schema_with(slow=slow), parse("{ word slow }"), deadline=begun + 0.05))
    assert time.monotonic() - begun < 5
    assert result.data is None
    [error] = result.errors or []
    assert isinstance(error, DeadlineError)
    assert (error.extensions or {})["code"] == "DEADLINE_EXCEEDED"
    assert stopped == ["slow"]
    assert asyncio.all_tasks() == {asyncio.current_task()}


def test_a_deadline_stops_work_between_levels() -> None:
    reached: list[int] = []

    def child(source: int, *_: object) -> int:
        reached.append(source)
        time.sleep(0.02)
        return source + 1

    schema = schema_with(child=child)
    text = "{ child { child { child { child { word } } } } }"
    result = execute(schema, parse(text), 0, deadline=time.monotonic() + 0.03)
    assert isinstance(result, ExecutionResult)
    assert isinstance((result.errors or [])[0], DeadlineError)
    assert reached == [0, 1]


async def test_a_deadline_in_the_past_starts_nothing() -> None:
    called: list[str] = []
    schema = schema_with(word=lambda *_: called.append("word"))
    result = await awaited(execute(schema, parse("{ word }"), deadline=time.monotonic() - 1))
    assert isinstance((result.errors or [])[0], DeadlineError)
    assert called == []


async def test_a_timeout_of_a_resolver_is_its_own_error() -> None:
    async def slow(*_: object) -> str:
        raise TimeoutError("the register did not answer")

    result = await awaited(execute(schema_with(slow=slow), parse("{ word slow }"), deadline=time.monotonic() + 30))
    assert result.data == {"word": None, "slow": None}
    assert [error.message for error in result.errors or []] == ["the register did not answer"]


@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_who_is_cancelled_at_once_leaves_nothing_behind(turns: int) -> None:
    async def slow(*_: object) -> str:
        await asyncio.sleep(30)
        return "never"

    schema = schema_with(slow=slow, word=slow)
    task = asyncio.ensure_future(awaited(execute(schema, parse("{ slow word }"), deadline=time.monotonic() + 20)))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_who_is_cancelled_leaves_no_task_behind() -> None:
    stopped: list[int] = []

    async def slow(source: int, *_: object) -> str:
        try:
            await asyncio.sleep(30)
        finally:
            stopped.append(source)
        return "never"

    schema = schema_with(slow=slow, children=lambda *_: [1, 2, 3])
    task = asyncio.ensure_future(awaited(execute(schema, parse("{ children { slow } slow }"), 0)))
    await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stopped == [0]  # the level below was not begun
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_resolver_that_cancels_itself_is_an_error_of_its_own() -> None:
    async def slow(*_: object) -> str:
        raise asyncio.CancelledError

    result = await awaited(execute(schema_with(slow=slow), parse("{ slow word }"), {"word": "Fest"}))
    assert result.data == {"slow": None, "word": "Fest"}
    assert [error.path for error in result.errors or []] == [["slow"]]
