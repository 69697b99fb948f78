"""From a request to an answer: contexts, deadlines, bounds, masking."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Self

import pytest
import strawberry
from structlog.testing import capture_logs

from supergraph.engine import QUERIES, Answer, Caller, Engine, GraphRequest
from supergraph.errors import ErrorCode, GraphError
from supergraph.execute.cache import Plans
from supergraph.limits import Limits
from supergraph.schema import Schema
from tests.supergraph.graphs import Fields, graph

CALLER = Caller(languages=("de", "en"))


class Contexts:
    """Makes a context for each call, and remembers how many."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, caller: Caller) -> dict[str, object]:
        self.made += 1
        return {"languages": caller.languages, "number": self.made}


def engine(fields: Fields | None = None, **limits: float) -> Engine:
    return Engine(graph(fields), limits=Limits(**limits), context_factory=Contexts())


async def ask(asked: Engine, query: str, variables: Mapping[str, Any] | None = None) -> Answer:
    return await asked.run(GraphRequest(query, variables), CALLER)


def code_of(answer: Answer) -> object:
    return (answer.errors[0].extensions or {}).get("code")


async def test_query_is_answered_with_its_cost() -> None:
    answer = await ask(
        engine(), "query ($n: String) { hello(name: $n) clubs(first: 3) { nodes { name } } }", {"n": "Ü"}
    )
    assert answer.formatted() == {
        "data": {"hello": "Hallo Ü", "clubs": {"nodes": []}},
        "extensions": {"cost": {"estimated": 4, "limit": 50_000}},
    }
    assert answer.status == 200


async def test_every_operation_has_a_context_of_its_own() -> None:
    asked = engine()
    answers = await asyncio.gather(*(ask(asked, "{ contextNumber }") for _ in range(3)))
    assert sorted((answer.data or {})["contextNumber"] for answer in answers) == [1, 2, 3]


async def test_context_factory_may_be_asynchronous() -> None:
    async def make(caller: Caller) -> dict[str, object]:
        await asyncio.sleep(0)
        return {"languages": caller.languages}

    answer = await ask(Engine(graph(), context_factory=make), "{ language }")
    assert answer.data == {"language": "de,en"}


@pytest.mark.parametrize("query", ["{ language }", "{ slow }"])
async def test_context_that_is_a_context_manager_is_entered_and_left(query: str) -> None:
    trail: list[str] = []

    @asynccontextmanager
    async def make(caller: Caller) -> AsyncIterator[dict[str, object]]:
        trail.append("entered")
        try:
            yield {"languages": caller.languages}
        finally:
            trail.append("left")

    asked = Engine(graph(), limits=Limits(deadline_s=0.05), context_factory=make)
    await ask(asked, query)
    assert trail == ["entered", "left"]


async def test_context_that_enters_to_itself_is_entered_once() -> None:
    class Context:
        entered = 0
        left = 0

        async def __aenter__(self) -> Self:
            self.entered += 1
            return self

        async def __aexit__(self, *_: object) -> None:
            self.left += 1

    context = Context()
    answer = await ask(Engine(graph(), context_factory=lambda caller: context), "{ hello }")
    assert answer.errors == ()
    assert (context.entered, context.left) == (1, 1)


async def test_refused_operation_makes_no_context() -> None:
    contexts = Contexts()
    asked = Engine(graph(), context_factory=contexts)
    for query in ("{", "{ unknown }", "{ clubs(first: 100000) { nodes { name } } }"):
        assert not (await ask(asked, query)).is_executed
    assert contexts.made == 0


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ unknown }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "OPERATION_NOT_FOUND"),
        ("query ($i: ID!) { club(id: $i) { name } }", "BAD_USER_INPUT"),
        ("subscription { counting(to: 3) }", "SUBSCRIPTION_NEEDS_STREAM"),
    ],
)
async def test_request_that_cannot_run_has_a_code_and_no_data(query: str, code: str) -> None:
    answer = await ask(engine(), query)
    assert code_of(answer) == code
    assert not answer.is_executed
    assert "data" not in answer.formatted()
    assert answer.status in {400, 406}


async def test_mutation_runs_where_it_may() -> None:
    request = GraphRequest('mutation { rename(id: 1, name: "TV") }')
    assert (await engine().run(request, CALLER)).data == {"rename": "TV"}
    refused = await engine().run(request, CALLER, QUERIES)
    assert (code_of(refused), refused.status) == ("METHOD_NOT_ALLOWED", 405)


@pytest.mark.parametrize(("first", "is_refused"), [(98, False), (99, False), (100, True)])
async def test_cost_is_bounded(first: int, is_refused: bool) -> None:
    answer = await ask(engine(cost=100), "query ($n: Int) { clubs(first: $n) { nodes { name } } }", {"n": first})
    assert answer.cost == (first + 1, 100)
    assert answer.is_executed is not is_refused
    if is_refused:
        assert code_of(answer) == "OPERATION_TOO_COSTLY"
        assert answer.formatted()["extensions"] == {"cost": {"estimated": 101, "limit": 100}}


async def test_variables_are_bounded() -> None:
    answer = await ask(
        engine(variable_values=3), "query ($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["a", "b", "c"]}
    )
    assert code_of(answer) == "VARIABLES_TOO_LARGE"


async def test_late_operation_is_stopped() -> None:
    fields = Fields()
    answer = await ask(engine(fields, deadline_s=0.05), "{ slow hello }")
    assert (code_of(answer), answer.status, answer.data) == ("DEADLINE_EXCEEDED", 504, None)
    assert (fields.started, fields.stopped) == (1, 1)


async def test_late_context_is_stopped() -> None:
    async def make(caller: Caller) -> None:
        await asyncio.sleep(30)

    answer = await ask(Engine(graph(), limits=Limits(deadline_s=0.05), context_factory=make), "{ hello }")
    assert code_of(answer) == "DEADLINE_EXCEEDED"


async def test_operations_at_once_are_bounded() -> None:
    fields = Fields()
    asked = engine(fields, running=2, deadline_s=0.1)
    answers = await asyncio.gather(*(ask(asked, "{ slow }") for _ in range(3)))
    assert sorted(str(code_of(answer)) for answer in answers) == [
        "DEADLINE_EXCEEDED",
        "DEADLINE_EXCEEDED",
        "SERVER_BUSY",
    ]
    assert asked.running == 0
    assert (await ask(asked, "{ hello }")).errors == ()


async def test_cancelled_operation_gives_its_place_back() -> None:
    fields = Fields()
    asked = engine(fields)
    task = asyncio.create_task(ask(asked, "{ slow }"))
    await asyncio.sleep(0.02)
    assert asked.running == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (asked.running, fields.stopped) == (0, 1)


async def test_errors_are_masked_and_neighbours_answered() -> None:
    with capture_logs() as logs:
        answer = await ask(engine(), "query Q { hello failing refusing }")
    assert answer.data == {"hello": "Hallo Welt", "failing": None, "refusing": None}
    assert [(error.extensions or {})["code"] for error in answer.errors] == ["INTERNAL_SERVER_ERROR", "FORBIDDEN"]
    assert "1234" not in str(answer.formatted())
    assert [(entry["event"], entry["operation"]) for entry in logs] == [("internal_error", "Q")]
    assert answer.status == 200


async def test_null_that_reaches_the_root_is_still_an_executed_answer() -> None:
    with capture_logs():
        answer = await ask(engine(), "{ needed }")
    assert answer.is_executed
    assert answer.formatted()["data"] is None


async def test_context_factory_may_refuse() -> None:
    def refuse(caller: Caller) -> object:
        raise GraphError(ErrorCode.UNAUTHENTICATED, "the token has expired", hint="Sign in again.")

    answer = await ask(Engine(graph(), context_factory=refuse), "{ hello }")
    assert (code_of(answer), answer.status) == ("UNAUTHENTICATED", 401)


async def test_defect_of_the_context_factory_is_masked() -> None:
    def fail(caller: Caller) -> object:
        raise RuntimeError("the password is 1234")

    with capture_logs() as logs:
        answer = await ask(Engine(graph(), context_factory=fail), "{ hello }")
    assert (code_of(answer), answer.status) == ("INTERNAL_SERVER_ERROR", 500)
    assert "1234" not in str(answer.formatted())
    assert len(logs) == 1


# ── streams ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def stream(asked: Engine, query: str) -> list[Answer]:
    return [answer async for answer in asked.stream(GraphRequest(query), CALLER)]


async def test_query_streams_one_answer() -> None:
    (answer,) = await stream(engine(), "{ hello }")
    assert answer.data == {"hello": "Hallo Welt"}


async def test_subscription_streams_an_answer_for_each_event_with_a_context_of_its_own() -> None:
    contexts = Contexts()
    answers = await stream(Engine(graph(), context_factory=contexts), "subscription { counting(to: 3) }")
    assert [answer.data for answer in answers] == [{"counting": 0}, {"counting": 1}, {"counting": 2}]
    assert contexts.made == 4, "one for the source, one for each event"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription {", "GRAPHQL_PARSE_FAILED"),
        ("subscription { unknown }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription ($t: Int!) { counting(to: $t) }", "BAD_USER_INPUT"),
        ("subscription { breaking }", "INTERNAL_SERVER_ERROR"),
    ],
)
async def test_subscription_that_cannot_start_streams_one_refusal(query: str, code: str) -> None:
    with capture_logs():
        (answer,) = await stream(engine(), query)
    assert code_of(answer) == code
    assert not answer.is_executed
    assert "1234" not in str(answer.formatted())


async def test_stream_that_is_left_closes_its_source() -> None:
    context: dict[str, object] = {}
    asked = Engine(graph(), context_factory=lambda caller: context)
    answers = asked.stream(GraphRequest("subscription { counting(to: 1000000) }"), CALLER)
    assert (await anext(answers)).data == {"counting": 0}
    assert context == {}
    await answers.aclose()
    assert context == {"closed": True}


async def test_open_subscriptions_are_bounded() -> None:
    asked = engine(subscriptions=1)
    query = "subscription { counting(to: 1000000) }"
    first = asked.stream(GraphRequest(query), CALLER)
    await anext(first)
    (second,) = await stream(asked, query)
    assert (code_of(second), second.status) == ("SERVER_BUSY", 503)
    await first.aclose()
    third = asked.stream(GraphRequest(query), CALLER)
    assert (await anext(third)).data == {"counting": 0}
    await third.aclose()


async def test_subscription_that_does_not_begin_is_stopped() -> None:
    (answer,) = await stream(engine(deadline_s=0.05), "subscription { sleeping }")
    assert code_of(answer) == "DEADLINE_EXCEEDED"


async def test_strawberry_schema_runs_behind_the_engine() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        async def hello(self, info: strawberry.Info) -> str:
            return f"Hallo {info.context}"

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        async def counting(self, info: strawberry.Info, to: int) -> AsyncGenerator[int, None]:
            for number in range(to):
                yield number

    schema = Schema(query=Query, subscription=Subscription)
    asked = Engine(schema._schema, context_factory=lambda caller: "Welt")
    assert (await ask(asked, "{ hello }")).data == {"hello": "Hallo Welt"}
    answers = await stream(asked, "subscription { counting(to: 2) }")
    assert [answer.data for answer in answers] == [{"counting": 0}, {"counting": 1}]


async def test_a_forgetful_engine_holds_neither_documents_nor_plans() -> None:
    asked = engine(Fields())
    query = "{ language contextNumber }"
    await ask(asked, query)
    plans = Plans.of(asked.schema)
    assert (len(asked.documents), len(plans)) == (1, 1)
    asked.forget()
    assert (len(asked.documents), len(plans)) == (0, 0)
    assert (await ask(asked, query)).data == {"language": "de,en", "contextNumber": 2}
