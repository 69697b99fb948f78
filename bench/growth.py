"""How time grows from 10 to 10,000 parents: a nested operation over rows in memory, executed level by level and by
graphql-core on the same schema."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import strawberry
from graphql import ExecutionResult, parse
from graphql import execute as graphql_core

from bench.report import Row, show, write
from supergraph import execute, memory
from supergraph.batch import batch_field
from supergraph.schema import Schema

PARENTS = (10, 100, 1_000, 10_000)
EVENTS = 10
BUDGET_S = 1.0
MAX_RUNS = 50
QUERY = parse("{ clubs { id name events { id name place { id name } } } }")


class PlaceRow(NamedTuple):
    id: str
    name: str


class EventRow(NamedTuple):
    id: str
    name: str


class ClubRow(NamedTuple):
    id: str
    name: str


PLACE = PlaceRow("p", "Bürgerhaus")


@strawberry.type
class Place:
    id: strawberry.ID
    name: str


def _places(parents: Sequence[EventRow]) -> Sequence[PlaceRow]:
    return [PLACE._replace(id=parent.id) for parent in parents]


@strawberry.type
class Event:
    id: strawberry.ID
    name: str
    place: Place = batch_field(_places)


def _events(parents: Sequence[ClubRow]) -> Sequence[list[EventRow]]:
    return [[EventRow(f"{parent.id}-{number}", "Training") for number in range(EVENTS)] for parent in parents]


@strawberry.type
class Club:
    id: strawberry.ID
    name: str
    events: list[Event] = batch_field(_events)


@strawberry.type
class Query:
    clubs: list[Club]


class Root(NamedTuple):
    clubs: list[ClubRow]


def run() -> None:
    """Measure both executors and write the rows."""
    schema = Schema(query=Query)._schema
    memory.settle()
    rows: list[Row] = []
    for parents in PARENTS:
        root = Root([ClubRow(str(number), f"TV Mayen {number}") for number in range(parents)])
        for subject, executor in (("hub", execute), ("graphql-core", graphql_core)):
            rows.append(Row("growth", subject, f"{parents} parents", _median_ms(executor, schema, root), "ms"))
    show("One nested operation in process: parents, each with 10 events and their places", rows)
    write(rows)


def _median_ms(executor: Callable[..., Any], schema: Any, root: Root) -> float:
    times: list[float] = []
    until = time.perf_counter() + BUDGET_S
    while len(times) < MAX_RUNS and (not times or time.perf_counter() < until):
        begun = time.perf_counter()
        result = executor(schema, QUERY, root_value=root)
        times.append((time.perf_counter() - begun) * 1000)
        assert isinstance(result, ExecutionResult)
        assert not result.errors
    return statistics.median(times)
