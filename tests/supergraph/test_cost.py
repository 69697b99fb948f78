"""What operations are estimated to cost."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest
from graphql import GraphQLSchema, OperationDefinitionNode, build_schema, parse, validate
from hypothesis import given
from hypothesis import strategies as st

from supergraph.cost import CAP, CostRules, compile_cost

SCHEMA = build_schema("""
    type Query {
      clubs(first: Int, last: Int, after: String): ClubConnection!
      organizations(first: Int): [Organization!]!
      suggest(first: Int = 8): [Club!]!
      clusters(limit: Int = 500): [Cluster!]!
      nodes(ids: [ID!]!): [Organization]!
      club(id: ID!): Club
      tags: [String!]!
      kinds: [Kind!]!
      self: Query
    }
    interface Organization { id: ID! seat: Place }
    type Club implements Organization {
      id: ID! name: String seat: Place records: [Record!]! clubs(first: Int): ClubConnection!
    }
    type ClubConnection { edges: [ClubEdge!]! nodes: [Club!]! totalCount: Int facets: [Facet!]! }
    type ClubEdge { cursor: String node: Club! }
    type Cluster { count: Int }
    type Facet { value: String }
    type Place { street: String }
    type Record { source: Source }
    type Source { name: String }
    enum Kind { CLUB }
    union Found = Club | Cluster
""")


def estimate(
    text: str,
    variables: Mapping[str, object] | None = None,
    rules: CostRules | None = None,
    schema: GraphQLSchema = SCHEMA,
) -> int:
    document = parse(text)
    assert validate(schema, document) == []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return compile_cost(schema, document, operation, rules or CostRules()).estimate(variables or {})


def test_the_example_of_the_module_costs_what_it_says() -> None:
    text = "{ clubs(first: 10) { totalCount nodes { name seat { street } clubs(first: 5) { nodes { name } } } } }"
    assert estimate(text) == 1 + 10 * (1 + 1 + (1 + 5))


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ tags kinds __typename }", 0),
        ("{ club(id: 1) { name } }", 1),
        ("{ a: club(id: 1) { name } b: club(id: 1) { name } }", 2),
        ("{ self { self { club(id: 1) { id } } } }", 3),
        ("{ clubs { totalCount } }", 1),
        ("{ clubs { nodes { name } } }", 1 + 20),
        ("{ clubs(first: 3) { nodes { name } edges { cursor node { name } } } }", 1 + 3 + 3 * 2),
        ("{ clubs(first: 3, last: 7) { nodes { name } } }", 1 + 7),
        ("{ clubs(first: 0) { nodes { name } } }", 1),
        ("{ clubs(first: -3) { nodes { name } } }", 1),
        ("{ clubs(first: null) { nodes { name } } }", 1 + 20),
        ("{ clubs(first: 3) { facets { value } } }", 1 + 5),
        ("{ organizations(first: 4) { seat { street } } }", 4 * 2),
        ("{ organizations(first: 4) { ... on Club { seat { street } records { source { name } } } } }", 4 * 12),
        ("{ suggest { name } }", 8),
        ("{ suggest(first: 2) { name } }", 2),
        ("{ clusters { count } }", 500),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ nodes(ids: "a") { id } }', 1),
        ("{ nodes(ids: []) { id } }", 0),
        ("{ __schema { types { fields { name } } } }", 0),
        ("{ clubs(first: 3) { ...Page } } fragment Page on ClubConnection { nodes { ...C } }"
         " fragment C on Club { seat { street } }", 1 + 3 * 2),
    ],
)  # fmt: skip
def test_cost(text: str, cost: int) -> None:
    assert estimate(text) == cost


def test_fragment_costs_by_the_page_it_stands_in() -> None:
    text = (
        "{ a: clubs(first: 2) { ...Page } b: clubs(first: 30) { ...Page } }"
        " fragment Page on ClubConnection { nodes { name } }"
    )
    assert estimate(text) == 1 + 2 + 1 + 30


@pytest.mark.parametrize(
    ("variables", "cost"),
    [
        ({}, 1 + 3),
        ({"first": 10}, 1 + 10),
        ({"first": None}, 1 + 20),
        ({"first": "ten"}, 1 + 20),
        ({"first": True}, 1 + 20),
        ({"first": -1}, 1),
        ({"first": 10**30}, CAP),
    ],
)
def test_variables_count(variables: Mapping[str, object], cost: int) -> None:
    assert estimate("query ($first: Int = 3) { clubs(first: $first) { nodes { name } } }", variables) == cost


def test_variable_without_a_value_leaves_the_arguments_default() -> None:
    assert estimate("query ($first: Int) { suggest(first: $first) { name } }") == 8


def test_list_in_a_variable_counts_its_length() -> None:
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { id seat { street } } }"
    assert estimate(text, {"ids": ["a"] * 7}) == 14


def test_rules_of_the_schemas_owner_go_first() -> None:
    rules = CostRules({"ClubConnection.totalCount": 50, "Query.club": 7}, {"Club.records": 2, "Query.clubs": 3})
    assert estimate("{ clubs { totalCount nodes { records { source { name } } } } }", rules=rules) == 1 + 50 + 3 * (
        1 + 4
    )
    assert estimate("{ club(id: 1) { name } }", rules=rules) == 7


def test_assumed_sizes_are_settings() -> None:
    rules = CostRules(page_size=50, list_size=3)
    assert estimate("{ clubs { nodes { records { source { name } } } } }", rules=rules) == 1 + 50 * (1 + 3 * 2)


def test_fragments_that_double_are_estimated_at_once() -> None:
    steps = 60
    text = "query ($n: Int) { ...F0 } " + " ".join(
        f"fragment F{step} on Query {{ a: self {{ ...F{step + 1} }} b: self {{ ...F{step + 1} }} }}"
        for step in range(steps)
    )
    text += f" fragment F{steps} on Query {{ clubs(first: $n) {{ nodes {{ name }} }} }}"
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    started = time.perf_counter()
    assert compile_cost(SCHEMA, document, operation, CostRules()).estimate({"n": 3}) == CAP
    assert time.perf_counter() - started < 1


@given(st.integers(0, 100), st.integers(0, 100), st.integers(0, 100))
def test_nested_pages_multiply(outer: int, middle: int, inner: int) -> None:
    text = (
        f"query ($middle: Int) {{ clubs(first: {outer}) {{ nodes {{ clubs(first: $middle) {{ edges {{ node {{"
        f" clubs(first: {inner}) {{ nodes {{ name }} }} }} }} }} }} }} }}"
    )
    assert estimate(text, {"middle": middle}) == 1 + outer * (1 + 1 + middle * (1 + 1 + 1 + inner))
