"""The estimated cost of an operation: how many objects its answer may hold, before anything is asked.

    { clubs(first: 10) { totalCount nodes { name seat { street } events(first: 5) { nodes { title } } } } }

    clubs        1                                     the connection itself
      nodes      10 × (1 + seat 1 + events …)          first: 10 counts for `nodes` and for `edges`
        seat     1
        events   1 + 5 × 1                             nodes of the inner page
                 = 1 + 10 × (1 + 1 + 6) = 81           scalars cost nothing

- An object costs 1, a scalar or enum 0, unless `weights` names the field ("Query.search": 10).
- A field with `first`, `last` or `limit` is a page: the largest of them counts (variables and defaults included), for
  the list it returns or for the lists `nodes` and `edges` right beneath it; without a value, `limits.page_size`.
- A list field with `ids` or `representations` has as many entries as that argument.
- Any other list of objects counts as `limits.list_size`, unless `sizes` names it ("Club.records": 3).
- Equal fields count each time they are written, fragments at each spread: the estimate is never too low.

The ideas are those of the directives @cost and @listSize. An operation is compiled once to a list of sums, one for each
selection set, so that an evaluation with variables takes one pass, linear in the document, whatever its fragments.

    sum = base + page × (entries of the page that the selection set stands in)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)

CAP: Final = 10**15
"""Estimates end here, within what JSON's readers count exactly."""

_PAGE_ARGUMENTS: Final = ("first", "last", "limit")
_KEY_ARGUMENTS: Final = ("ids", "representations")
_PAGE_LISTS: Final = frozenset({"nodes", "edges"})


@dataclass(frozen=True, slots=True)
class CostRules:
    """What the schema's owner knows better, by "Type.field": the weight of one value, the entries of a list."""

    weights: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    page_size: int = 20
    list_size: int = 5


@dataclass(frozen=True, slots=True)
class _Variable:
    """A number that the request gives: an integer, or the length of a list."""

    name: str
    default: int | None


_Number = int | _Variable


@dataclass(frozen=True, slots=True)
class _Entry:
    """A field or spread within a selection set: size × (weight + the sum at `inner`).

    `sizes` are the numbers of which the largest counts, `otherwise` stands in when there is none; `is_page_list` takes
    the size of the surrounding page instead. `page` is the size of the page that `inner` stands in: None for that of
    this entry itself.
    """

    inner: int | None
    weight: int = 1
    sizes: tuple[_Number, ...] = ()
    otherwise: int = 1
    is_page_list: bool = False
    is_page: bool = False
    is_spread: bool = False


@dataclass(frozen=True, slots=True)
class CostPlan:
    """The compiled estimate of one operation."""

    _sums: tuple[tuple[_Entry, ...], ...]
    _list_size: int
    _constant: int | None

    def estimate(self, variables: Mapping[str, object]) -> int:
        """Objects that the answer may hold, at most CAP. Variables of a wrong type count as absent."""
        return self._constant if self._constant is not None else _evaluate(self._sums, self._list_size, variables)


def compile_cost(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, rules: CostRules
) -> CostPlan:
    """The estimate of an operation of a validated document."""
    root = schema.get_root_type(operation.operation)
    compiler = _Compiler(schema, document, operation, rules)
    compiler.compile(operation.selection_set, root)
    sums = tuple(compiler.sums)
    constant = None if compiler.has_variables else _evaluate(sums, rules.list_size, {})
    return CostPlan(sums, rules.list_size, constant)


def _evaluate(sums: tuple[tuple[_Entry, ...], ...], list_size: int, variables: Mapping[str, object]) -> int:
    """One pass: a selection set's sum stands after those that it refers to; the operation's is the last."""
    values: list[tuple[int, int]] = []
    for entries in sums:
        base = page = 0
        for entry in entries:
            inner_base, inner_page = values[entry.inner] if entry.inner is not None else (0, 0)
            if entry.is_spread:
                base += inner_base
                page += inner_page
                continue
            size = max((_count(number, variables) for number in entry.sizes), default=-1)
            size = entry.otherwise if size < 0 else size
            if entry.is_page:  # the connection is one object, its nodes and edges are `size`
                base += entry.weight + inner_base + inner_page * size
            elif entry.is_page_list:
                page += entry.weight + inner_base + inner_page * list_size
            else:
                base += size * (entry.weight + inner_base + inner_page * list_size)
        values.append((min(base, CAP), min(page, CAP)))
    base, page = values[-1]
    return min(base + page * list_size, CAP)


def _count(number: _Number, variables: Mapping[str, object]) -> int:
    """The number, or -1 where nothing usable is given."""
    if isinstance(number, int):
        return number
    value = variables.get(number.name, number.default)
    if isinstance(value, list):
        return len(value)
    return min(max(value, 0), CAP) if isinstance(value, int) and not isinstance(value, bool) else -1


class _Compiler:
    """Turns selection sets into sums, inner ones first; each fragment once."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        rules: CostRules,
    ) -> None:
        self.sums: list[tuple[_Entry, ...]] = []
        self.has_variables = False
        self._schema = schema
        self._rules = rules
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._compiled: dict[str, int] = {}
        self._defaults = {
            definition.variable.name.value: definition.default_value
            for definition in operation.variable_definitions or ()
        }

    def compile(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None) -> int:
        """The place of the selection set's sum in `sums`."""
        entries: list[_Entry] = []
        self._collect(selection_set, parent, entries)
        self.sums.append(tuple(entries))
        return len(self.sums) - 1

    def _collect(self, selection_set: SelectionSetNode, parent: GraphQLNamedType | None, entries: list[_Entry]) -> None:
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                entry = self._field(selection, parent)
                if entry is not None:
                    entries.append(entry)
            elif isinstance(selection, FragmentSpreadNode):
                inner = self._spread(selection.name.value)
                if inner is not None:
                    entries.append(_Entry(inner, is_spread=True))
            elif isinstance(selection, InlineFragmentNode):  # stands in the same selection set
                condition = selection.type_condition
                on = self._schema.get_type(condition.name.value) if condition else parent
                self._collect(selection.selection_set, on, entries)

    def _spread(self, name: str) -> int | None:
        if name not in self._compiled:
            fragment = self._fragments.get(name)
            if fragment is None:
                return None
            on = self._schema.get_type(fragment.type_condition.name.value)
            self._compiled[name] = self.compile(fragment.selection_set, on)
        return self._compiled[name]

    def _field(self, node: FieldNode, parent: GraphQLNamedType | None) -> _Entry | None:
        """None for a field that costs nothing: a scalar without a weight, or one of introspection."""
        name = node.name.value
        if name.startswith("__") or not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return None
        definition = parent.fields.get(name)
        if definition is None:
            return None
        coordinate = f"{parent.name}.{name}"
        named = get_named_type(definition.type)
        weight = self._rules.weights.get(coordinate)
        if weight is None and not is_composite_type(named):
            return None
        inner = self.compile(node.selection_set, named) if node.selection_set else None
        weight = 1 if weight is None else weight
        is_list = _is_list(definition.type)
        if any(argument in definition.args for argument in _PAGE_ARGUMENTS):
            sizes = self._numbers(node, definition, _PAGE_ARGUMENTS)
            otherwise = self._rules.sizes.get(coordinate, self._rules.page_size)
            return _Entry(inner, weight, sizes, otherwise, is_page=not is_list)
        if not is_list:
            return _Entry(inner, weight)
        if coordinate in self._rules.sizes:
            return _Entry(inner, weight, otherwise=self._rules.sizes[coordinate])
        if any(argument in definition.args for argument in _KEY_ARGUMENTS):
            sizes = self._numbers(node, definition, _KEY_ARGUMENTS)
            return _Entry(inner, weight, sizes, self._rules.list_size)
        return _Entry(inner, weight, otherwise=self._rules.list_size, is_page_list=name in _PAGE_LISTS)

    def _numbers(self, node: FieldNode, definition: GraphQLField, names: tuple[str, ...]) -> tuple[_Number, ...]:
        """The numbers that the named arguments have or default to."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        numbers = [self._number(given.get(name), definition.args[name]) for name in names if name in definition.args]
        return tuple(number for number in numbers if number is not None)

    def _number(self, value: ValueNode | None, argument: GraphQLArgument) -> _Number | None:
        """The number that is given for the argument, else its default."""
        if isinstance(value, VariableNode):
            self.has_variables = True
            of_variable = _literal(self._defaults.get(value.name.value))
            return _Variable(value.name.value, _default(argument) if of_variable is None else of_variable)
        return _default(argument) if value is None else _literal(value)


def _literal(value: ValueNode | None) -> int | None:
    match value:
        case IntValueNode():
            return min(max(int(value.value[:20]), 0), CAP)
        case ListValueNode():
            return len(value.values)
        case None | NullValueNode():
            return None
        case _:
            return 1  # a single value where a list is expected is a list of one


def _default(argument: GraphQLArgument) -> int | None:
    if argument.default is not None and argument.default.literal is not None:
        return _literal(argument.default.literal)
    value = argument.default.value if argument.default is not None else argument.default_value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_list(kind: GraphQLOutputType) -> bool:
    if isinstance(kind, GraphQLNonNull):
        kind = kind.of_type
    return isinstance(kind, GraphQLList)
