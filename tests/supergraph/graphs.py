"""A small graph about clubs for the engine's tests, whose fields do what a test needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, GraphQLSchema, build_schema

from supergraph.errors import ErrorCode, GraphError

Info = GraphQLResolveInfo[Any]

SDL = """
type Query {
  hello(name: String = "Welt"): String
  club(id: ID!): Club
  clubs(first: Int, last: Int, after: String): ClubConnection!
  suggest(prefix: String!, first: Int = 8): [Club!]!
  nodes(ids: [ID!]!): [Club]!
  self: Query
  failing: String
  refusing: String
  badNumber: Int
  needed: String!
  slow: String
  language: String
  contextNumber: Int
  params: JSON
  json: JSON
}

type Mutation {
  rename(id: ID!, name: String!): String
}

type Subscription {
  counting(to: Int!): Int
  breaking: Int
  sleeping: Int
}

type ClubConnection {
  edges: [ClubEdge!]!
  nodes: [Club!]!
  totalCount: Int!
}

type ClubEdge {
  node: Club!
}

type Club {
  id: ID!
  name: String!
  seat: Place
  records: [Club!]!
  clubs(first: Int): ClubConnection!
}

type Place {
  street: String
}

scalar JSON
"""


class Fields:
    """The root value: each attribute is the resolver of the field of that name."""

    def __init__(self) -> None:
        self.json: object = {"a": 1}
        self.started = 0
        self.stopped = 0

    @property
    def self(self) -> Fields:
        return self

    def hello(self, info: Info, name: str | None) -> str:
        return f"Hallo {name}"

    def club(self, info: Info, id: str) -> Mapping[str, object]:
        return {"id": id, "name": f"TV {id}"}

    def clubs(self, info: Info, **page: object) -> Mapping[str, object]:
        return {"edges": [], "nodes": [], "totalCount": 0}

    def suggest(self, info: Info, prefix: str, first: int) -> list[object]:
        return []

    def nodes(self, info: Info, ids: list[str]) -> list[object]:
        return [None for _ in ids]

    def failing(self, info: Info) -> str:
        raise RuntimeError("the password is 1234")

    def refusing(self, info: Info) -> str:
        raise GraphError(ErrorCode.FORBIDDEN, "only editors may see this", hint="Sign in.")

    def badNumber(self, info: Info) -> str:
        return "the password is 1234"

    def needed(self, info: Info) -> str | None:
        return None

    async def slow(self, info: Info) -> str:
        self.started += 1
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        return "late"

    def language(self, info: Info) -> str:
        return ",".join(info.context["languages"])

    def contextNumber(self, info: Info) -> int:
        number = info.context["number"]
        assert isinstance(number, int)
        return number

    def params(self, info: Info) -> object:
        return info.context["params"]

    def rename(self, info: Info, id: str, name: str) -> str:
        return name


async def counting(root: object, info: Info, to: int) -> AsyncIterator[Mapping[str, int]]:
    try:
        for number in range(to):
            yield {"counting": number}
    finally:
        info.context["closed"] = True


def breaking(root: object, info: Info) -> object:
    raise GraphQLError("the password is 1234")


async def sleeping(root: object, info: Info) -> object:
    await asyncio.sleep(30)
    return None


def graph(fields: Fields | None = None) -> GraphQLSchema:
    """The schema, its root fields answered by `fields`."""
    schema = build_schema(SDL)
    answering = fields or Fields()
    for kind in (schema.query_type, schema.mutation_type):
        assert kind is not None
        for name, field in kind.fields.items():
            field.resolve = _resolver(answering, name)
    assert schema.subscription_type is not None
    schema.subscription_type.fields["counting"].subscribe = counting
    schema.subscription_type.fields["breaking"].subscribe = breaking
    schema.subscription_type.fields["sleeping"].subscribe = sleeping
    return schema


def _resolver(fields: Fields, name: str) -> Any:
    def resolve(root: object, info: Info, **arguments: object) -> object:
        found = getattr(fields, name)
        return found(info, **arguments) if callable(found) else found

    return resolve
