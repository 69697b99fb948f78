"""What a client reads whose token is refused before anything is executed: status, challenge, and nothing to keep."""

import pytest
from graphql import print_schema
from starlette.applications import Starlette

from supergraph.engine import Engine
from supergraph.errors import ErrorCode, GraphError
from supergraph.tokens import Reason, refusal
from supergraph.view import routes
from tests.supergraph.graphs import graph
from tests.supergraph.view.wire import GRAPHQL, JSON, Client


def client(error: GraphError) -> Client:
    """Of a graph whose contexts cannot be made."""
    schema = graph()

    def make(_: object) -> object:
        raise error

    return Client(Starlette(routes=routes(Engine(schema, context_factory=make), sdl=lambda: print_schema(schema))))


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
async def test_a_refused_token_is_told_in_the_challenge(accept: str) -> None:
    asking = client(refusal(Reason.TOKEN_EXPIRED))
    for answer in (
        await asking.post({"query": "{ hello }"}, accept=accept),
        await asking.get(accept=accept, query="{ hello }"),
    ):
        assert (answer.status, answer.code, answer.headers["cache-control"]) == (401, "UNAUTHENTICATED", "no-store")
        assert answer.headers["www-authenticate"] == (
            'Bearer error="invalid_token", error_description="the token has expired"'
        )


async def test_who_brought_no_token_is_asked_for_one() -> None:
    answer = await client(GraphError(ErrorCode.UNAUTHENTICATED, "sign in")).post({"query": "{ hello }"})
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


async def test_a_challenge_holds_whatever_a_message_says() -> None:
    error = GraphError(ErrorCode.UNAUTHENTICATED, 'Schlüssel "a\\b"\r\nx: y', details={"reason": "X"})
    answer = await client(error).post({"query": "{ hello }"})
    assert answer.headers["www-authenticate"] == (
        'Bearer error="invalid_token", error_description="Schl?ssel \'a/b\'  x: y"'
    )


async def test_keys_that_cannot_be_had_say_when_to_try_again() -> None:
    answer = await client(refusal(Reason.KEYS_UNAVAILABLE)).post({"query": "{ hello }"})
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
