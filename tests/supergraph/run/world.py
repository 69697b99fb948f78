"""A hub and two partners in process: clubs, grants and swimming halls, behind the seam where HTTP is elsewhere."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSchema, build_schema, execute_sync, parse

from supergraph.engine import Caller, Engine, GraphRequest
from supergraph.joined import api_schema, read_supergraph
from supergraph.run import Gateway, SubgraphAnswer, SubgraphFailed, SubgraphRequest
from supergraph.run.answers import read_answer

SDL = (Path(__file__).parent / "supergraph.graphql").read_text(encoding="utf-8")

Row = dict[str, Any]

_HUB = """
scalar _Any
union _Entity = Club | Institution | Place
interface Organization { id: ID! name: String! }
type Club implements Organization { id: ID! name: String! members: Int events: [Event!]! }
type Institution implements Organization { id: ID! name: String! }
type Event { name: String! place: Place }
type Place { id: ID! name: String! }
type Query {
  clubs(first: Int): [Club]!
  organizations: [Organization!]!
  _entities(representations: [_Any!]!): [_Entity]!
}
type Mutation { renameClub(club: ID!, name: String!): Club }
"""

_GRANTS = """
scalar _Any
union _Entity = Club
enum GrantKind { YOUTH SPORT FORMER }
type Club { id: ID! members: Int grants(year: Int): [Grant!] grantTotal: Int! perMember: Float }
type Grant { year: Int! sum: Int! kind: GrantKind }
type Query { _entities(representations: [_Any!]!): [_Entity]! }
type Mutation { applyForGrant(club: ID!, sum: Int!): Club }
"""

_POOLS = """
scalar _Any
union _Entity = Place
type Place { id: ID! halls: [SwimmingHall!] }
type SwimmingHall { name: String! lanes: Int! }
type Query { halls: [SwimmingHall!] _entities(representations: [_Any!]!): [_Entity]! }
"""


@dataclass
class World:
    """Subgraphs that answer as they should, unless `faults` has other words for one of them: a body, or a failure."""

    faults: dict[str, Callable[[SubgraphRequest, Mapping[str, Any]], object]] = field(default_factory=dict)
    asked: list[SubgraphRequest] = field(default_factory=list)
    shows_messages: bool = False

    def __post_init__(self) -> None:
        self.clubs = _clubs()
        self.grants: dict[str, list[Row]] = {
            "c1": [{"year": 2025, "sum": 800, "kind": "SPORT"}, {"year": 2026, "sum": 1200, "kind": "YOUTH"}],
            "c2": [],
            "c3": [{"year": 2026, "sum": 300, "kind": None}],
        }
        self._schemas = {"hub": self._hub(), "grants": self._grants_schema(), "pools": self._pools()}
        self.gateway = Gateway(read_supergraph(SDL), api_schema(SDL), self, shows_messages=self.shows_messages)
        self.engine = Engine(self.gateway.schema, execute=self.gateway.execute)

    @property
    def counts(self) -> Counter[str]:
        return Counter(request.subgraph for request in self.asked)

    async def ask(self, query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        answer = await self.engine.run(GraphRequest(query, variables), Caller())
        written: dict[str, Any] = orjson.loads(orjson.dumps(answer.formatted()))
        written.pop("extensions", None)
        return written

    async def fetch(self, request: SubgraphRequest) -> SubgraphAnswer:
        self.asked.append(request)
        await asyncio.sleep(0)
        variables = orjson.loads(orjson.dumps(request.variables))
        result = execute_sync(self._schemas[request.subgraph], parse(request.query), variable_values=variables)
        answer: Mapping[str, Any] = orjson.loads(orjson.dumps(result.formatted))
        fault = self.faults.get(request.subgraph)
        if fault is not None:
            said = fault(request, answer)
            if isinstance(said, SubgraphFailed):
                raise said
            return read_answer(request.subgraph, said if isinstance(said, bytes) else orjson.dumps(said))
        return read_answer(request.subgraph, orjson.dumps(answer))

    def _entities(self, find: Mapping[str, Callable[[Row], Row | None]]) -> Callable[..., list[Row | None]]:
        def resolve(_: object, __: object, representations: list[Row]) -> list[Row | None]:
            return [find[each["__typename"]](each) for each in representations]

        return resolve

    def _hub(self) -> GraphQLSchema:
        schema = build_schema(_HUB)
        by_id = {each["id"]: each for each in self.clubs}
        _resolve(schema, "Query", "clubs", lambda _, __, first=None: self.clubs[:first])
        _resolve(
            schema,
            "Query",
            "organizations",
            lambda *_: [*self.clubs, {"__typename": "Institution", "id": "i1", "name": "Bürgeramt"}],
        )
        _resolve(
            schema,
            "Query",
            "_entities",
            self._entities(
                {
                    "Club": lambda each: by_id.get(each["id"]),
                    "Place": lambda each: {"__typename": "Place", "id": each["id"], "name": f"Ort {each['id']}"},
                }
            ),
        )

        def rename(_: object, __: object, club: str, name: str) -> Row:
            by_id[club]["name"] = name
            return by_id[club]

        _resolve(schema, "Mutation", "renameClub", rename)
        return schema

    def _grants_schema(self) -> GraphQLSchema:
        schema = build_schema(_GRANTS)

        def per_member(club: Row, _: object) -> float:
            if "members" not in club:
                raise GraphQLError("members was not sent")
            return float(sum(each["sum"] for each in self.grants[club["id"]]) / club["members"])

        def grants(club: Row, _: object, year: int | None = None) -> list[Row]:
            return [each for each in self.grants[club["id"]] if year in (None, each["year"])]

        def apply(_: object, __: object, club: str, sum: int) -> Row:
            self.grants[club].append({"year": 2027, "sum": sum, "kind": "YOUTH"})
            return {"__typename": "Club", "id": club}

        _resolve(schema, "Club", "grants", grants)
        _resolve(schema, "Club", "grantTotal", lambda club, _: sum(each["sum"] for each in self.grants[club["id"]]))
        _resolve(schema, "Club", "perMember", per_member)
        _resolve(schema, "Query", "_entities", self._entities({"Club": lambda each: each}))
        _resolve(schema, "Mutation", "applyForGrant", apply)
        return schema

    def _pools(self) -> GraphQLSchema:
        schema = build_schema(_POOLS)
        halls = {"p1": [{"name": "Hallenbad Süd", "lanes": 6}]}
        _resolve(schema, "Query", "halls", lambda *_: halls["p1"])
        _resolve(
            schema,
            "Query",
            "_entities",
            self._entities({"Place": lambda each: {**each, "halls": halls.get(each["id"], [])}}),
        )
        return schema


def _resolve(schema: GraphQLSchema, kind: str, name: str, resolver: Callable[..., object]) -> None:
    schema.type_map[kind].fields[name].resolve = resolver  # type: ignore[attr-defined]


def _clubs() -> list[Row]:
    bath, hall = (
        {"__typename": "Place", "id": "p1", "name": "Schwimmbad"},
        {"__typename": "Place", "id": "p2", "name": "Halle"},
    )
    return [
        {
            "__typename": "Club",
            "id": "c1",
            "name": "Schwimmverein Überlingen",
            "members": 200,
            "events": [{"name": "Frühschwimmen", "place": bath}, {"name": "Wettkampf", "place": bath}],
        },
        {
            "__typename": "Club",
            "id": "c2",
            "name": "Musikverein",
            "members": 50,
            "events": [{"name": "Probe", "place": hall}, {"name": "Umzug", "place": None}],
        },
        {
            "__typename": "Club",
            "id": "c3",
            "name": "Förderverein Freibad",
            "members": 100,
            "events": [{"name": "Saisonstart", "place": bath}],
        },
    ]


def down(request: SubgraphRequest, _: Mapping[str, Any]) -> SubgraphFailed:
    """A partner that cannot be asked."""
    return SubgraphFailed(request.subgraph, "cannot be connected to")
