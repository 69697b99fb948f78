"""Random schemas whose resolvers behave at random, and how two executors' results are compared.

A world is made of two numbers. The first makes a schema: objects, interfaces and unions, lists in lists, non-null here
and there, enums, a custom scalar, inputs. The second decides what every resolver does: it looks at nothing but its
path, so that two executors meet the same values, nulls, errors and awaitables, in whatever order they ask.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Mapping
from random import Random
from typing import Any, cast

import graphql
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    GraphQLSchema,
    GraphQLUnionType,
    build_schema,
    is_introspection_type,
)

Info = GraphQLResolveInfo[Any]
Execute = Callable[..., object]

_LEAVES = ("Int", "Float", "String", "Boolean", "ID", "Mood", "Day")


class Subject:
    """An object of some type. Fields without a resolver are read from it, and decided by its number."""

    def __init__(self, kind: str, world: World, number: int) -> None:
        self.kind = kind
        self._world = world
        self._number = number

    def __getattr__(self, name: str) -> object:
        return self._world.attribute(self.kind, name, self._number)

    def __repr__(self) -> str:
        return f"Subject({self.kind})"


class MappingSubject(Subject, Mapping[str, object]):
    """The same as a mapping, of which graphql-core reads keys."""

    def __getitem__(self, name: str) -> object:
        return self.kind if name == "__typename" else self._world.attribute(self.kind, name, self._number)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Chance:
    """A reproducible dice for one place of one world."""

    def __init__(self, seed: int, *place: object) -> None:
        self._state = zlib.crc32(repr((seed, place)).encode()) or 1

    def roll(self, sides: int) -> int:
        self._state = (self._state * 1103515245 + 12345) & 0x7FFFFFFF
        return (self._state >> 8) % sides


def random_sdl(seed: int) -> str:
    """The text of a random schema."""
    random = Random(seed)
    objects = [f"T{number}" for number in range(random.randint(2, 4))]
    interfaces = [f"I{number}" for number in range(random.randint(0, 2))]
    unions = [f"U{number}" for number in range(random.randint(0, 1))]
    inputs = "(n: Int = 2, list: [Int!], input: In, one: One, mood: Mood = HAPPY)"

    roots = ("Query", "Mutation")

    def wrapped(name: str) -> str:
        for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
            name = f"[{name}{random.choice(('', '!'))}]"
        return name + random.choice(("", "", "!"))

    def field(number: int) -> str:
        name = random.choice([*_LEAVES, *objects, *objects, *interfaces, *unions])
        return f"  f{number}{inputs if random.random() < 0.25 else ''}: {wrapped(name)}"

    def root(number: int) -> str:
        # Most roots are nullable: an answer that is null as a whole compares nothing.
        return field(number).rstrip("!") + random.choice(("", "", "", "!"))

    shared = {name: [field(10 * index + 50 + number) for number in range(2)] for index, name in enumerate(interfaces)}
    lines = ["scalar Day", "enum Mood { HAPPY SAD }", "input In { a: Int! = 3, b: [String], c: Mood }"]
    lines += ["input One @oneOf { x: Int, y: String }"]
    lines += [f"interface {name} {{\n" + "\n".join(fields) + "\n}" for name, fields in shared.items()]
    for index, name in enumerate([*objects, "Query", "Mutation"]):
        # The first object implements everything, so that no abstract type is without a type of its own.
        mine = [one for one in interfaces if index == 0 or random.random() < 0.5] if name not in roots else []
        fields = [line for one in mine for line in shared[one]] + [
            (root if name in roots else field)(number) for number in range(5)
        ]
        implements = f" implements {' & '.join(mine)}" if mine else ""
        lines.append(f"type {name}{implements} {{\n" + "\n".join(dict.fromkeys(fields)) + "\n}")
    lines += [f"union {name} = {' | '.join(objects[:2])}" for name in unions]
    return "\n".join(lines)


class World:
    """A schema of `random_sdl` whose resolvers behave as `seed` says; `calm` worlds have neither errors nor nulls."""

    def __init__(self, sdl: str) -> None:
        self.schema = build_schema(sdl)
        self.seed = 0
        self.calm = False
        # Coroutines complain when nobody awaits them, which graphql-core does not always do: it gets futures.
        self.later: Callable[[object], object] = later
        for kind in self.schema.type_map.values():
            if is_introspection_type(kind):
                continue
            if isinstance(kind, GraphQLObjectType):
                self._prepare_object(kind)
            elif isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)) and self._keeps(kind.name, 2):
                kind.resolve_type = cast(Any, self._resolve_type)
            elif isinstance(kind, GraphQLScalarType) and kind.name == "Day":
                kind.coerce_output_value = _serialize_day

    def _keeps(self, name: str, sides: int) -> bool:
        return Chance(7, name).roll(sides) == 0

    def _prepare_object(self, kind: GraphQLObjectType) -> None:
        for name, field in kind.fields.items():
            if not name.endswith("3"):
                field.resolve = self._resolver_of(field.type)
        kind.is_type_of = cast(Any, self._is_type_of(kind.name))

    def _is_type_of(self, name: str) -> Callable[[object, Info], object]:
        def is_type_of(value: object, info: Info) -> object:
            is_it = isinstance(value, Subject) and value.kind == name
            chance = Chance(self.seed, "is", name, info.path.as_list())
            return self.later(is_it) if not chance.roll(9) else is_it

        return is_type_of

    def _resolve_type(self, value: object, info: Info, _abstract: GraphQLAbstractType) -> object:
        chance = Chance(self.seed, "type", info.path.as_list())
        name = value.kind if isinstance(value, Subject) else None
        match chance.roll(20 if self.calm else 60):
            case 0 | 1:
                return self.later(name)
            case 20:
                raise ValueError("the type is a riddle")
            case 21:
                return "Query"
            case 22:
                return "Nowhere"
            case 23:
                return None
            case _:
                return name

    def _resolver_of(self, kind: GraphQLOutputType) -> Callable[..., object]:
        def resolve(source: object, info: Info, **arguments: object) -> object:
            del source
            chance = Chance(self.seed, info.path.as_list(), sorted(map(repr, arguments.items())))
            if not self.calm and not chance.roll(40):
                raise ValueError(f"cannot {info.field_name} with {sorted(arguments)}")
            value = self._value(kind, chance, info.schema)
            return self.later(value) if not chance.roll(5) else value

        return resolve

    def attribute(self, kind: str, name: str, number: int) -> object:
        """What a subject holds under a name: now and then something to call, or to await."""
        fields = cast(GraphQLObjectType, self.schema.type_map[kind]).fields
        if name not in fields:
            raise AttributeError(name)
        chance = Chance(self.seed, kind, name, number)
        match chance.roll(30):
            case 0 if not self.calm:
                raise ValueError("an attribute fails")
            case 1 | 2:
                return lambda info, **arguments: self._value(
                    fields[name].type, Chance(self.seed, number, sorted(arguments)), info.schema
                )
            case 3 | 4:
                return self.later(self._value(fields[name].type, chance, self.schema))
            case _:
                return self._value(fields[name].type, chance, self.schema)

    def _subject(self, kind: str, chance: Chance) -> Subject:
        # Numbers are few, so that chains of attributes end in a circle rather than going on for ever.
        number = chance.roll(1000)
        return (MappingSubject if number % 3 == 0 else Subject)(kind, self, number)

    def _value(self, kind: GraphQLOutputType, chance: Chance, schema: GraphQLSchema) -> Any:
        if isinstance(kind, GraphQLNonNull):
            return self._value(kind.of_type, chance, schema)
        if not self.calm:
            match chance.roll(80):
                case 0 | 1 | 2 | 3:
                    return None
                case 4:
                    return ValueError("answered, not raised")
                case 5:
                    return object
                case _:
                    pass
        if isinstance(kind, GraphQLList):
            return self._list(kind, chance, schema)
        if isinstance(kind, GraphQLEnumType):
            return ("HAPPY", "SAD")[chance.roll(2)]
        if isinstance(kind, GraphQLScalarType):
            return _leaf(kind.name, chance)
        if isinstance(kind, (GraphQLInterfaceType, GraphQLUnionType)):
            possible = schema.get_possible_types(kind)
            return self._subject(possible[chance.roll(len(possible))].name, chance)
        return self._subject(kind.name, chance)

    def _list(self, kind: GraphQLList[Any], chance: Chance, schema: GraphQLSchema) -> object:
        items = [self._value(kind.of_type, chance, schema) for _ in range(chance.roll(4))]
        match chance.roll(12):
            case 0:
                return tuple(items)
            case 1:
                return _each(items)
            case 2:
                return [self.later(item) if index % 2 else item for index, item in enumerate(items)]
            case 3:
                return iter(items)
            case _:
                return items


def _serialize_day(value: object) -> object:
    match value:
        case "sunday":
            return None
        case "doomsday":
            raise ValueError("no such day")
        case _:
            return f"day {value}"


def _leaf(name: str, chance: Chance) -> object:
    number = chance.roll(12)
    values: Mapping[str, tuple[object, ...]] = {
        "Int": (1, -5, 2**31 - 1, 2**31, 2.0, 2.5, "7", "x", True),
        "Float": (1.5, 2, float("nan"), float("inf"), "1.25", "x", True),
        "String": ("ä", "", 5, 1.5, True, {"a": 1}),
        "Boolean": (True, False, 0, 1.0, "yes"),
        "ID": ("id", 5, 2.5, True, b"x"),
        "Day": ("monday", "sunday", "doomsday", 5),
    }
    usual = values[name]
    return usual[number % len(usual)] if chance.roll(10) == 0 else usual[0]


async def later(value: object) -> object:
    """The value a turn of the loop later; an exception is raised then."""
    await asyncio.sleep(0)
    if isinstance(value, Exception):
        raise value
    return value


class Later:
    """The same, of which nobody notices when it is never awaited."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __await__(self) -> Generator[Any, None, object]:
        return later(self._value).__await__()


async def _each(items: list[object]) -> AsyncIterator[object]:
    for item in items:
        yield item


def run(execute: Execute, schema: GraphQLSchema, document: DocumentNode, **arguments: object) -> ExecutionResult:
    """The result of an executor, awaited if it has to be. Ours leaves no task behind; graphql-core's are waited for."""

    async def answer() -> object:
        result = execute(schema, document, **arguments)
        if isinstance(result, Awaitable):
            result = await result
        while left := asyncio.all_tasks() - {asyncio.current_task()}:
            assert execute is graphql.execute, f"tasks left behind: {left}"
            await asyncio.gather(*left, return_exceptions=True)
        return result

    result = asyncio.run(answer())
    assert isinstance(result, ExecutionResult)
    return result


def assert_same(ours: ExecutionResult, theirs: ExecutionResult) -> None:
    """Data equal; errors equal in path, locations and message, and at least one each beneath a nulled position."""
    assert ours.data == theirs.data
    assert _ordered(ours.data) == _ordered(theirs.data)
    our_direct, our_nulled = _told(ours)
    their_direct, their_nulled = _told(theirs)
    assert our_direct == their_direct
    assert set(our_nulled) == set(their_nulled)


def _ordered(data: object) -> object:
    """Data with the order of its keys, which the specification fixes."""
    if isinstance(data, dict):
        return [(key, _ordered(value)) for key, value in data.items()]
    return [_ordered(item) for item in data] if isinstance(data, list) else data


def _told(result: ExecutionResult) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Errors at positions that are null themselves, and the positions nulled by errors below them."""
    direct: list[tuple[object, ...]] = []
    nulled: list[tuple[object, ...]] = []
    for error in result.errors or []:
        path = tuple(error.path or ())
        position = _null_above(result.data, path)
        if position == path:
            direct.append((path, error.message, tuple((at.line, at.column) for at in error.locations or ())))
        else:
            nulled.append(position)
    return sorted(direct, key=repr), nulled


def _null_above(data: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    for length, key in enumerate(path):
        if data is None:
            return path[:length]
        data = data[key]
    assert data is None, f"an error at {path}, where {data!r} stands"
    return path
