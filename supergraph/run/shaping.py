"""The joined data as the client asked for it, in one pass: names, nulls and errors as the specification says.

    data     {"clubs": [{"id": "c1", "grants_2": Failure, "__typename": "Club"}]}
    answer   {"clubs": [{"name": …, "funding": null}]}     errors: path ["clubs", 0, "funding"], service "grants"

A shape is made once for a plan: for each type that an object may have, its fields in the client's order with what
completes them. Each value is checked against the API schema; a wrong one is an error of the subgraph that gave it.
Where a null may not be, its parent is null instead, up to the nearest place where it may (the specification's 6.4.4).
Paths are written on the way up, so that values without errors cost nothing for them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLError,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    is_abstract_type,
)

from supergraph.errors import ErrorCode
from supergraph.execute import TooManyValuesError
from supergraph.plan import Plan
from supergraph.plan.positions import INTROSPECTION, is_left_out, printed_arguments
from supergraph.run.answers import Failure

_INT: Final = 2**31
"""Where integers end."""

MAX_ERRORS: Final = 100
"""Errors that one answer tells."""

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


@dataclass(slots=True)
class _Fault:
    """An error on its way up: its path is written backwards."""

    message: str
    service: str | None
    code: str | None = None
    path: list[str | int] = field(default_factory=list)


@dataclass(slots=True)
class Shaping:
    """One pass: what it has counted, and the errors so far."""

    max_values: int
    shows_messages: bool
    values: int = 0
    faults: list[_Fault] = field(default_factory=list)

    def fail(self, failure: Failure) -> None:
        failure.is_told = True
        is_shown = failure.is_own or self.shows_messages
        message = failure.message if is_shown else "the subgraph reported an error"
        self.faults.append(_Fault(message, failure.subgraph, failure.code if self.shows_messages else None))

    def wrong(self, message: str, service: str | None) -> None:
        self.faults.append(_Fault(message, service))

    def count(self, values: int) -> None:
        self.values += values
        if self.values > self.max_values:
            raise TooManyValuesError(self.max_values)

    def errors(self) -> list[GraphQLError]:
        """The errors as the client reads them."""
        return [_error(fault) for fault in self.faults[:MAX_ERRORS]]


Complete = Callable[[object, Shaping], object]


class _Nulled:
    """What a field answers that may not be null and is; its parent has to be null instead."""


_NULLED: Final = _Nulled()


class _Never:
    """A type that no value has."""


class _Field(NamedTuple):
    """A field of an object: a value of the type `exact` is right as it is; others are completed."""

    response_key: str
    data_key: str
    exact: type
    complete: Complete


class Shapes:
    """Makes the shape of one plan's answers."""

    def __init__(
        self,
        schema: GraphQLSchema,
        plan: Plan,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, bool],
    ) -> None:
        self.schema = schema
        self.plan = plan
        self.fragments = fragments
        self.conditions = conditions

    def root(self, selection_set: SelectionSetNode, kind: GraphQLObjectType) -> Shape:
        return Shape(self, kind, (selection_set,), ())

    def key(self, node: FieldNode, path: tuple[str, ...]) -> str:
        """What a field is called in the data."""
        if self.plan.kind == "mutation" and not path:
            return node.alias.value if node.alias else node.name.value
        return self.plan.keys.get((node.name.value, printed_arguments(node)), node.name.value)

    def completer(self, kind: GraphQLOutputType, place: _Place) -> Complete:
        if isinstance(kind, GraphQLNonNull):
            return _not_null(self.completer(kind.of_type, place), place)
        if isinstance(kind, GraphQLList):
            return _list(self.completer(kind.of_type, place), place)
        if isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType, GraphQLUnionType)):
            selections = tuple(node.selection_set for node in place.nodes if node.selection_set is not None)
            return Shape(self, kind, selections, place.path).complete
        return _leaf(kind, place)


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of a type, for the words of errors: `name` as in "Club.name"."""

    name: str
    path: tuple[str, ...]
    nodes: tuple[FieldNode, ...]
    service: str | None


class Shape:
    """The objects at one place. Fields are worked out for a type when the first object has it."""

    __slots__ = ("_by_type", "_is_abstract", "_kind", "_path", "_selections", "_service", "_shapes", "_told_apart")

    def __init__(
        self, shapes: Shapes, kind: Composite, selections: tuple[SelectionSetNode, ...], path: tuple[str, ...]
    ) -> None:
        self._shapes = shapes
        self._kind = kind
        self._selections = selections
        self._path = path
        self._is_abstract = is_abstract_type(kind)
        self._service = shapes.plan.services.get(path)
        self._by_type: dict[str, tuple[_Field, ...]] = {}
        self._told_apart: bool | None = None

    def complete(self, value: object, run: Shaping) -> object:
        if type(value) is not dict:
            if isinstance(value, Failure):
                run.fail(value)
            elif value is not None:
                run.wrong(f"{self._kind.name} is answered as {_kind_of(value)}", self._service)
            return None
        fields = self._fields(value, run)
        if fields is None:
            return None
        run.count(len(fields))
        answer: dict[str, object] = {}
        faults = run.faults
        for response_key, data_key, exact, complete in fields:
            found = value.get(data_key)
            if type(found) is exact and (exact is not int or -_INT <= found < _INT):  # type: ignore[operator]
                answer[response_key] = found
                continue
            before = len(faults)
            completed = complete(found, run)
            if len(faults) > before:
                for fault in faults[before:]:
                    fault.path.append(response_key)
            if completed is _NULLED:
                return None
            answer[response_key] = completed
        return answer

    def _fields(self, value: dict[str, object], run: Shaping) -> tuple[_Field, ...] | None:
        """The fields of an object by its type; None when that cannot be, which is told."""
        name: object = self._kind.name
        if self._is_abstract:
            name = value.get("__typename")
            if name is None and not self._is_told_apart():
                name = self._kind.name
            elif isinstance(name, Failure):
                run.fail(name)
                return None
        known = self._by_type.get(name) if isinstance(name, str) else None
        if known is not None:
            return known
        kind = self._shapes.schema.type_map.get(name) if isinstance(name, str) else None
        if kind is None or not self._is_possible(kind):
            run.wrong(f"an object of {self._kind.name} says no type that it may have", self._service)
            return None
        assert isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType))
        made = self._by_type[kind.name] = tuple(self._made(kind))
        return made

    def _is_possible(self, kind: GraphQLNamedType) -> bool:
        if kind is self._kind:
            return isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType))
        return (
            isinstance(self._kind, (GraphQLInterfaceType, GraphQLUnionType))
            and isinstance(kind, GraphQLObjectType)
            and self._shapes.schema.is_sub_type(self._kind, kind)
        )

    def _is_told_apart(self) -> bool:
        """Whether what the client asked for depends on the objects' types."""
        if self._told_apart is None:
            self._told_apart = isinstance(self._kind, GraphQLUnionType) or any(map(self._depends, self._selections))
        return self._told_apart

    def _depends(self, selection_set: SelectionSetNode) -> bool:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                if node.name.value == "__typename" and not is_left_out(node, self._shapes.conditions):
                    return True
            elif isinstance(node, (InlineFragmentNode, FragmentSpreadNode)):
                condition, inner = self._fragment(node)
                if is_left_out(node, self._shapes.conditions):
                    continue
                if not self._applies(condition, self._kind) or self._depends(inner):
                    return True
        return False

    def _made(self, kind: GraphQLObjectType | GraphQLInterfaceType) -> list[_Field]:
        grouped: dict[str, list[FieldNode]] = {}
        for selection_set in self._selections:
            self._group(selection_set, kind, grouped)
        return [self._field(kind, key, nodes) for key, nodes in grouped.items()]

    def _group(
        self,
        selection_set: SelectionSetNode,
        kind: GraphQLObjectType | GraphQLInterfaceType,
        grouped: dict[str, list[FieldNode]],
    ) -> None:
        for node in selection_set.selections:
            if not isinstance(node, (FieldNode, InlineFragmentNode, FragmentSpreadNode)):
                continue
            if is_left_out(node, self._shapes.conditions):
                continue
            if isinstance(node, FieldNode):
                grouped.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                continue
            condition, inner = self._fragment(node)
            if self._applies(condition, kind):
                self._group(inner, kind, grouped)

    def _fragment(self, node: InlineFragmentNode | FragmentSpreadNode) -> tuple[str | None, SelectionSetNode]:
        if isinstance(node, InlineFragmentNode):
            return (node.type_condition.name.value if node.type_condition else None), node.selection_set
        fragment = self._shapes.fragments[node.name.value]
        return fragment.type_condition.name.value, fragment.selection_set

    def _applies(self, condition: str | None, kind: Composite) -> bool:
        if condition is None or condition == kind.name:
            return True
        meant = self._shapes.schema.type_map.get(condition)
        return (
            isinstance(meant, (GraphQLInterfaceType, GraphQLUnionType))
            and isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType))
            and self._shapes.schema.is_sub_type(meant, kind)
        )

    def _field(
        self, kind: GraphQLObjectType | GraphQLInterfaceType, response_key: str, nodes: list[FieldNode]
    ) -> _Field:
        name = nodes[0].name.value
        if name == "__typename":
            return _Field(response_key, "__typename", _Never, lambda _, __, said=kind.name: said)  # type: ignore[misc]
        if name in INTROSPECTION and not self._path:
            return _Field(response_key, response_key, dict, lambda value, _: value)
        data_key = self._shapes.key(nodes[0], self._path)
        path = (*self._path, data_key)
        place = _Place(f"{kind.name}.{name}", path, tuple(nodes), self._shapes.plan.services.get(path))
        declared = kind.fields[name].type
        inner = declared.of_type if isinstance(declared, GraphQLNonNull) else declared
        exact = _EXACT.get(inner.name, _Never) if isinstance(inner, GraphQLNamedType) else _Never
        return _Field(response_key, data_key, exact, self._shapes.completer(declared, place))


_EXACT: Final[Mapping[str, type]] = {
    "String": str,
    "ID": str,
    "Boolean": bool,
    "Int": int,
    "Float": float,
}
"""Types whose values are right as JSON has them, integers within their range. (JSON has no floats but finite ones.)"""


def _not_null(inner: Complete, place: _Place) -> Complete:
    def complete(value: object, run: Shaping) -> object:
        before = len(run.faults)
        completed = inner(value, run)
        if completed is not None:
            return completed
        if len(run.faults) == before:
            run.wrong(f"Cannot return null for non-nullable field {place.name}.", place.service)
        return _NULLED

    return complete


def _list(inner: Complete, place: _Place) -> Complete:
    def complete(value: object, run: Shaping) -> object:
        if type(value) is not list:
            if isinstance(value, Failure):
                run.fail(value)
            elif value is not None:
                run.wrong(f"{place.name} is answered as {_kind_of(value)} where a list belongs", place.service)
            return None
        run.count(len(value))
        answer: list[object] = []
        faults = run.faults
        for index, each in enumerate(value):
            before = len(faults)
            completed = inner(each, run)
            if len(faults) > before:
                for fault in faults[before:]:
                    fault.path.append(index)
            if completed is _NULLED:
                return None
            answer.append(completed)
        return answer

    return complete


def _leaf(kind: GraphQLNamedType, place: _Place) -> Complete:
    read = _reader(kind)

    def complete(value: object, run: Shaping) -> object:
        if value is None:
            return None
        if isinstance(value, Failure):
            run.fail(value)
            return None
        found = read(value)
        if found is None:
            run.wrong(f"{place.name} is answered as {_kind_of(value)} that is no {kind.name}", place.service)
        return found

    return complete


def _reader(kind: GraphQLNamedType) -> Callable[[object], object]:
    """What makes a leaf's value of JSON's; None for what is none."""
    if isinstance(kind, GraphQLEnumType):
        names = frozenset(kind.values)
        return lambda value: value if isinstance(value, str) and value in names else None
    readers: dict[str, Callable[[object], object]] = {
        GraphQLString.name: lambda value: value if isinstance(value, str) else None,
        GraphQLID.name: _read_id,
        GraphQLInt.name: _read_int,
        GraphQLFloat.name: _read_float,
        GraphQLBoolean.name: lambda value: value if isinstance(value, bool) else None,
    }
    return readers.get(kind.name, lambda value: value)


def _read_id(value: object) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _read_int(value: object) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    is_int = isinstance(value, int) and not isinstance(value, bool) and -_INT <= value < _INT
    return value if is_int and isinstance(value, int) else None


def _read_float(value: object) -> float | int | None:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return value if is_number and isinstance(value, (int, float)) else None


def _kind_of(value: object) -> str:
    match value:
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case dict():
            return "an object"
    return "something"


def _error(fault: _Fault) -> GraphQLError:
    extensions: dict[str, object] = {"code": fault.code or ErrorCode.SOURCE_UNAVAILABLE.value}
    if fault.service is not None:
        extensions["service"] = fault.service
    path = list(reversed(fault.path))
    return GraphQLError(fault.message, path=path or None, extensions=extensions)
