"""A Strawberry schema over rows whose attributes are random: every leaf, in lists, null, wrong, raising, awaited.

An attribute that has to be awaited is read twice by our executor: first with all others at once, which finds it not
to be plain, then by itself. So what is read must not mind: these are no coroutines, which would complain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from enum import Enum
from typing import Any, cast

import strawberry
from strawberry.scalars import JSON

from supergraph.batch import batch_field
from supergraph.schema import Schema
from tests.supergraph.execute.worlds import Chance, Later


@strawberry.enum
class Mood(Enum):
    HAPPY = "happy"
    SAD = "sad"


class Behaviour:
    """What rows do at present."""

    seed = 0
    calm = False


NOON = dt.datetime(2026, 10, 25, 12, tzinfo=dt.UTC)

_VALUES: dict[str, tuple[object, ...]] = {
    "id": ("a", 5, b"x", None),
    "name": ("ä", "", 5, True, None),
    "count": (1, 2**31, 2.0, "x", None),
    "ratio": (1.5, 2, float("nan"), "x", None),
    "flag": (True, False, 1, "x", None),
    "day": (NOON, NOON, "2026", None),
    "mood": (Mood.HAPPY, Mood.SAD, "sad", "HAPPY", None),
    "json": ({"a": [1]}, [1], "text", None),
}


class Row:
    """Row number so-and-so; its attributes follow from the number, the name and the seed."""

    def __init__(self, number: int) -> None:
        self._number = number % 500

    def __getattr__(self, name: str) -> object:
        chance = Chance(Behaviour.seed, self._number, name)
        if name == "typename":
            return "Thing" if Behaviour.calm or chance.roll(40) else "Nothing"
        if name not in Thing.__annotations__:
            raise AttributeError(name)
        if not Behaviour.calm and not chance.roll(60):
            raise ValueError(f"{name} cannot be read")
        value = value_of(name, chance)
        return value if chance.roll(30) else Later(value)


def value_of(name: str, chance: Chance) -> Any:
    """A value for the attribute `name`: what it should be, mostly."""
    if not Behaviour.calm:
        match chance.roll(80):
            case 0:
                return ValueError(f"{name} was answered, not raised")
            case 1 | 2:
                return None
            case 3:
                return object
            case _:
                pass
    if name in ("names", "moods", "days", "counts"):
        items = [value_of(name[:-1], chance) for _ in range(chance.roll(4))]
        return items if chance.roll(5) else tuple(items)
    if name == "matrix":
        return [value_of("counts", chance) for _ in range(chance.roll(3))]
    if name in ("other", "named"):
        return Row(chance.roll(500))
    if name == "others":
        return [value_of("other", chance) for _ in range(chance.roll(4))]
    values = _VALUES[name]
    return values[chance.roll(len(values))] if not Behaviour.calm and not chance.roll(12) else values[0]


def answer_of(parent: object, name: str) -> Any:
    """A batch function's value for one parent; what is no row, as happens here, is an error of its own."""
    if not isinstance(parent, Row):
        return TypeError(f"{parent!r} is not a row")
    return value_of(name, Chance(Behaviour.seed, "batch", parent._number))


def counts_of(parents: Sequence[Row]) -> Sequence[int | Exception | None]:
    return [answer_of(one, "count") for one in parents]


async def friends_of(parents: Sequence[Row]) -> Sequence[list[Row | None] | Exception | None]:
    return [answer_of(one, "others") for one in parents]


@strawberry.interface
class Named:
    name: str
    mood: Mood | None
    counted: int | None = batch_field(counts_of)


@strawberry.type
class Thing(Named):
    id: strawberry.ID
    name: str
    mood: Mood | None
    count: int | None
    ratio: float | None
    flag: bool | None
    day: dt.datetime | None
    json: JSON | None
    names: list[str]
    moods: list[Mood | None] | None
    days: list[dt.datetime | None]
    counts: list[int] | None
    matrix: list[list[int | None] | None] | None
    other: Thing | None
    named: Named | None
    others: list[Thing | None] | None
    friends: list[Thing | None] | None = batch_field(friends_of)


@strawberry.type
class Query:
    @strawberry.field
    def things(self) -> list[Thing | None] | None:
        return cast("list[Thing | None]", [Row(number) for number in range(5)])

    @strawberry.field
    async def named(self) -> list[Named | None] | None:
        return cast("list[Named | None]", [Row(number) for number in range(5)])


schema = Schema(Query, types=[Thing])
