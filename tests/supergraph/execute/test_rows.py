"""Rows stay rows: how they tell their type, and how they are read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import graphql
import pytest
import strawberry
from graphql import ExecutionResult, parse

from supergraph.batch import batch_field
from supergraph.execute import execute
from supergraph.execute.rows import TypedRow
from supergraph.schema import Schema


class PlaceRow:
    """A row that counts how often it is read, and whose class tells its type."""

    __slots__ = ("reads",)

    typename = "Place"

    def __init__(self) -> None:
        self.reads = 0

    @property
    def name(self) -> str:
        self.reads += 1
        return "Bürgerhaus"


class HallRow(NamedTuple):
    name: str
    typename: str = "Hall"


class Field:
    """A row of the old kind: it tells nothing, and is_type_of knows it."""

    name = "Sportplatz"


class Castable:
    name = "was cast"


@strawberry.interface
class Spot:
    name: str


@strawberry.type
class Place(Spot):
    pass


@strawberry.type
class Hall(Spot):
    pass


@strawberry.type
class Pitch(Spot):
    @classmethod
    def is_type_of(cls, obj: Any, _info: graphql.GraphQLResolveInfo[Any]) -> bool:
        return isinstance(obj, Field | Pitch)


ROW = PlaceRow()


async def spots_of(parents: Sequence[object]) -> Sequence[PlaceRow]:
    return [ROW for _ in parents]


@strawberry.type
class Event:
    number: int
    at: Place = batch_field(spots_of)


class EventRow(NamedTuple):
    number: int


@strawberry.type
class Query:
    @strawberry.field
    def spots(self, info: strawberry.Info) -> list[Spot | None]:
        return info.context  # type: ignore[no-any-return]

    @strawberry.field
    def either(self, info: strawberry.Info) -> list[Annotated[Place | Hall, strawberry.union("Either")] | None]:
        return info.context  # type: ignore[no-any-return]

    @strawberry.field
    def events(self, first: int) -> list[Event]:
        return [EventRow(number) for number in range(first)]  # type: ignore[misc]


schema = Schema(Query, types=[Place, Hall, Pitch]).core


def types(field: str, rows: Sequence[object]) -> tuple[list[str | None], list[str]]:
    """The names of the rows' types and the errors' messages, the same by both executors."""
    document = parse(f"{{ {field} {{ __typename ... on Spot {{ name }} }} }}")
    ours = execute(schema, document, context_value=rows)
    theirs = graphql.execute(schema, document, context_value=rows)
    assert isinstance(ours, ExecutionResult)
    assert isinstance(theirs, ExecutionResult)
    assert ours.formatted == theirs.formatted
    assert ours.data is not None
    return [one and one["__typename"] for one in ours.data[field]], [error.message for error in ours.errors or []]


def test_rows_tell_their_type_by_class_by_attribute_or_as_instances() -> None:
    rows = [PlaceRow(), HallRow("Halle"), Place(name="Platz"), None, TypedRow("Hall", PlaceRow())]
    assert types("spots", rows) == (["Place", "Hall", "Place", None, "Hall"], [])
    assert types("either", rows) == (["Place", "Hall", "Place", None, "Hall"], [])


def test_what_tells_nothing_is_asked_of_the_schema() -> None:
    assert types("spots", [Field(), Pitch(name="Feld")]) == (["Pitch", "Pitch"], [])


def test_a_cast_row_is_of_the_type_it_was_cast_to() -> None:
    assert types("spots", [strawberry.cast(Hall, Castable())]) == (["Hall"], [])


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (HallRow("?", "Nowhere"), "was resolved to a type 'Nowhere' that does not exist"),
        (HallRow("?", "Event"), "Runtime Object type 'Event' is not a possible type for 'Spot'"),
        (object(), "must resolve to an Object type at runtime"),
    ],
)
def test_a_row_of_no_possible_type_fails_alone(row: object, message: str) -> None:
    names, errors = types("spots", [PlaceRow(), row, PlaceRow()])
    assert names == ["Place", None, "Place"]
    assert len(errors) == 1
    assert message in errors[0]


def test_a_row_that_many_share_is_read_once() -> None:
    document = parse("{ events(first: 50) { number at { name } } }")
    ROW.reads = 0
    result = execute(schema, document)
    assert not isinstance(result, ExecutionResult)
    answered = asyncio.run(_awaited(result))
    assert answered.data == {"events": [{"number": number, "at": {"name": "Bürgerhaus"}} for number in range(50)]}
    assert ROW.reads == 1


async def _awaited(result: Any) -> ExecutionResult:
    answer = await result
    assert isinstance(answer, ExecutionResult)
    return answer
