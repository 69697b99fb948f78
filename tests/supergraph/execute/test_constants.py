"""Arguments that are the same in every request are coerced once, with the plan; all others for each request."""

from __future__ import annotations

import pytest
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLInt,
    GraphQLList,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLString,
    parse,
)

from supergraph.execute import execute


class Counted:
    """A graph with a scalar that counts how often it is read, and refuses -1; its lists are changed by the resolver."""

    def __init__(self) -> None:
        self.read = 0
        scalar = GraphQLScalarType("Number", parse_value=self._number)
        self.schema = GraphQLSchema(
            GraphQLObjectType(
                "Query",
                {
                    "told": GraphQLField(
                        GraphQLString,
                        {"of": GraphQLArgument(scalar), "again": GraphQLArgument(GraphQLInt, default_value=3)},
                        resolve=lambda _source, _info, **given: repr(sorted(given.items())),
                    ),
                    "drained": GraphQLField(
                        GraphQLString,
                        {"all": GraphQLArgument(GraphQLList(GraphQLInt))},
                        resolve=lambda _source, _info, all: str([all.pop() for _ in list(all)]),
                    ),
                },
            )
        )

    def _number(self, value: object) -> int:
        self.read += 1
        if value == -1:
            raise GraphQLError("no such number")
        assert isinstance(value, int)
        return value


@pytest.mark.parametrize(
    ("query", "read"),
    [
        ("{ told(of: 7) }", 1),
        ("query ($n: Number = 7) { told(of: $n) }", 3),
        ("{ told(of: null) }", 0),
        ("{ told }", 0),
    ],
)
def test_only_what_no_variable_decides_is_coerced_once(query: str, read: int) -> None:
    graph, document = Counted(), parse(query)
    answers = [execute(graph.schema, document, variable_values={"n": 7}) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0].errors is None  # type: ignore[union-attr]
    assert graph.read == read


def test_wrong_constants_are_told_in_every_request() -> None:
    graph, document = Counted(), parse("{ told(of: -1) }")
    for _ in range(2):
        answer = execute(graph.schema, document)
        assert "no such number" in answer.errors[0].message  # type: ignore[union-attr, index]
        assert answer.errors[0].path == ["told"]  # type: ignore[union-attr, index]


def test_what_a_resolver_may_change_is_made_anew() -> None:
    graph, document = Counted(), parse("{ drained(all: [1, 2]) }")
    for _ in range(2):
        assert execute(graph.schema, document).data == {"drained": "[2, 1]"}  # type: ignore[union-attr]
