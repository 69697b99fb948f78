"""What an operation asks, compiled once: fields grouped, merged and typed, as the specification's CollectFields says.

A plan belongs to one schema, one operation node and one set of answers to its `@skip` and `@include` variables; other
variables and all arguments are bound per request. Selections are compiled for a runtime type when its first object
appears, so that a plan grows with what is asked and answered, not with what could be.

    { clubs { name events(first: 2) { title } } }

    SelectionPlan(Query)   clubs   -> SelectionPlan(Club)    name     read from the row
                                                             events   called once for all clubs
                                                             -> SelectionPlan(Event)   title
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from types import NoneType

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNamedOutputType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.values import get_argument_values
from graphql.language import (
    BooleanValueNode,
    EnumValueNode,
    FloatValueNode,
    IntValueNode,
    NullValueNode,
    StringValueNode,
)
from graphql.utilities import type_from_ast

from supergraph.execute.leaf import Leaf, reader
from supergraph.execute.program import Program, compile_program
from supergraph.execute.reading import Kind, Reading, reading_of

# An estimate of what one field of a plan holds in memory: its own objects, its share of the generated function.
FIELD_BYTES = 1_500

# Values that no resolver can change.
IMMUTABLE = (str, int, float, bool, Enum, NoneType)

_CONSTANT = (BooleanValueNode, EnumValueNode, FloatValueNode, IntValueNode, NullValueNode, StringValueNode)
_UNSUPPORTED_DIRECTIVES = {"defer", "stream", "experimental_disableErrorPropagation"}


class UnsupportedError(Exception):
    """This executor does not do what the operation asks; graphql-core will. The message counts as the reason."""


@dataclass(slots=True, frozen=True, eq=False)
class FieldPlan:
    """One response key of a selection: what it reads, how, and what becomes of the values."""

    key: str
    name: str
    position: int
    nodes: list[FieldNode]
    parent: GraphQLObjectType
    definition: GraphQLField
    reading: Reading
    # Whether null is refused: at the field itself, then at each list depth below it.
    non_null: tuple[bool, ...]
    named: GraphQLNamedOutputType
    leaf: Leaf | None
    # For leaves: completes a usual value, and gives up at any other.
    read: Callable[[object], object] | None
    is_abstract: bool
    # The arguments, where neither a variable nor a mutable value is among them; else they are coerced per request.
    constants: dict[str, object] | None
    selections: dict[str, SelectionPlan] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """How many lists are around the named type."""
        return len(self.non_null) - 1

    @property
    def coordinate(self) -> str:
        """Type.field, as error messages name it."""
        return f"{self.parent.name}.{self.name}"


@dataclass(slots=True, frozen=True, eq=False)
class SelectionPlan:
    """The fields asked of one object type at one place. `read` takes what it can from the rows itself."""

    type: GraphQLObjectType
    fields: list[FieldPlan]
    read: Program
    _called: list[Program] = field(default_factory=list)

    @property
    def called(self) -> Program:
        """The program that wants every field as a column: for middleware, and for rows with a surprise."""
        if not self._called:
            self._called.append(compile_program(self.type.name, self.fields, direct=[], names=[]))
        return self._called[0]


class OperationPlan:
    """The compiled operation; `weight` is its estimated size in bytes, and grows with the types that appear."""

    def __init__(
        self,
        schema: GraphQLSchema,
        operation: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, bool],
    ) -> None:
        self.schema = schema
        self.operation = operation
        self.fragments = fragments
        self.weight = 0
        self._conditions = conditions
        self._definitions: list[GraphQLField] = []
        self._resolvers: list[object] = []
        root = schema.get_root_type(operation.operation)
        if root is None:
            raise UnsupportedError("no root type for the operation")
        self.root = self._compile(root, [operation.selection_set])
        self._one_by_one: list[SelectionPlan] | None = None

    def selection(self, parent: FieldPlan, runtime_type: GraphQLObjectType) -> SelectionPlan:
        """What `parent` selects of objects of `runtime_type`; compiled when first asked."""
        selection = parent.selections.get(runtime_type.name)
        if selection is None:
            sets = [node.selection_set for node in parent.nodes if node.selection_set]
            selection = parent.selections[runtime_type.name] = self._compile(runtime_type, sets)
        return selection

    def one_by_one(self) -> list[SelectionPlan]:
        """The root selection field by field: mutations run one after the other."""
        if self._one_by_one is None:
            self._one_by_one = [_selection(self.root.type, [chosen]) for chosen in self.root.fields]
        return self._one_by_one

    def is_current(self) -> bool:
        """False when somebody replaced a resolver since: the plan would call the old one."""
        return [definition.resolve for definition in self._definitions] == self._resolvers

    def _compile(self, runtime_type: GraphQLObjectType, sets: Sequence[SelectionSetNode]) -> SelectionPlan:
        grouped: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for selection_set in sets:
            for node in self._included(selection_set, runtime_type, visited):
                grouped.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        fields: list[FieldPlan] = []
        for key, nodes in grouped.items():
            definition = self.schema.get_field(runtime_type, nodes[0].name.value)
            if definition is not None:  # an unvalidated document: the specification leaves the entry out
                fields.append(_field_plan(key, len(fields), nodes, runtime_type, definition))
        self._definitions += [one.definition for one in fields]
        self._resolvers += [one.reading.resolver for one in fields]
        self.weight += FIELD_BYTES * (len(fields) + 1)
        return _selection(runtime_type, fields)

    def _included(
        self, selection_set: SelectionSetNode, runtime_type: GraphQLObjectType, visited: set[str]
    ) -> Iterator[FieldNode]:
        for node in selection_set.selections:
            if node.directives and not self._is_included(node.directives):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if self._applies(node, runtime_type):
                    yield from self._included(node.selection_set, runtime_type, visited)
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                fragment = self.fragments.get(name)
                if fragment is None or name in visited or not self._applies(fragment, runtime_type):
                    continue
                visited.add(name)
                yield from self._included(fragment.selection_set, runtime_type, visited)

    def _applies(self, fragment: FragmentDefinitionNode | InlineFragmentNode, runtime_type: GraphQLObjectType) -> bool:
        if fragment.type_condition is None:
            return True
        condition = type_from_ast(self.schema, fragment.type_condition)
        return condition is runtime_type or (
            is_abstract_type(condition) and self.schema.is_sub_type(condition, runtime_type)
        )

    def _is_included(self, directives: Sequence[DirectiveNode]) -> bool:
        answers = {"skip": False, "include": True}
        for directive in directives:
            if directive.name.value in answers:
                answers[directive.name.value] = self._condition(directive)
        return answers["include"] and not answers["skip"]

    def _condition(self, directive: DirectiveNode) -> bool:
        value = _condition_of(directive)
        return self._conditions[value.name.value] if isinstance(value, VariableNode) else value.value


@dataclass(slots=True, frozen=True)
class Survey:
    """What an operation's text says before anything is compiled: its fragments, and who decides on inclusion."""

    fragments: Mapping[str, FragmentDefinitionNode]
    conditions: tuple[str, ...]


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    """A document's fragments by name."""
    return {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}


def survey(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Survey:
    """Find the variables that `@skip` and `@include` ask, and refuse what only graphql-core does."""
    conditions: dict[str, None] = {}
    for directive in operation.directives or ():
        _refuse(directive)
    stack: list[SelectionSetNode] = [operation.selection_set, *(one.selection_set for one in fragments.values())]
    if any(one.variable_definitions for one in fragments.values()):
        raise UnsupportedError("fragment variables")
    while stack:
        for node in stack.pop().selections:
            for directive in node.directives or ():
                _refuse(directive)
                if directive.name.value in ("skip", "include"):
                    value = _condition_of(directive)
                    if isinstance(value, VariableNode):
                        conditions[value.name.value] = None
            if isinstance(node, (FieldNode, InlineFragmentNode)) and node.selection_set:
                stack.append(node.selection_set)
    return Survey(fragments, tuple(conditions))


def _refuse(directive: DirectiveNode) -> None:
    if directive.name.value in _UNSUPPORTED_DIRECTIVES:
        raise UnsupportedError(f"@{directive.name.value}")


def _condition_of(directive: DirectiveNode) -> VariableNode | BooleanValueNode:
    for argument in directive.arguments or ():
        if argument.name.value == "if" and isinstance(argument.value, (VariableNode, BooleanValueNode)):
            return argument.value
    raise UnsupportedError(f"@{directive.name.value} without a boolean")


def _field_plan(
    key: str, position: int, nodes: list[FieldNode], parent: GraphQLObjectType, definition: GraphQLField
) -> FieldPlan:
    kind, non_null = definition.type, []
    while True:
        non_null.append(isinstance(kind, GraphQLNonNull))
        if isinstance(kind, GraphQLNonNull):
            kind = kind.of_type
        if not isinstance(kind, GraphQLList):
            break
        kind = kind.of_type
    leaf = Leaf.of(kind) if is_leaf_type(kind) else None
    return FieldPlan(
        key=key,
        name=nodes[0].name.value,
        position=position,
        nodes=nodes,
        parent=parent,
        definition=definition,
        reading=reading_of(nodes[0].name.value, definition),
        non_null=tuple(non_null),
        named=kind,
        leaf=leaf,
        read=reader(leaf, tuple(non_null)) if leaf else None,
        is_abstract=is_abstract_type(kind),
        constants=_constants(nodes[0], definition),
    )


def _constants(node: FieldNode, definition: GraphQLField) -> dict[str, object] | None:
    """Arguments that are the same in every request. Wrong ones are told in each, where their error has its place."""
    if not definition.args and not node.arguments:
        return {}
    if not all(isinstance(argument.value, _CONSTANT) for argument in node.arguments or ()):
        return None
    try:
        coerced = get_argument_values(definition, node)
    except Exception:  # whatever a scalar raises belongs to the request
        return None
    return coerced if all(isinstance(value, IMMUTABLE) for value in coerced.values()) else None


def _selection(runtime_type: GraphQLObjectType, fields: list[FieldPlan]) -> SelectionPlan:
    plain = [one for one in fields if one.leaf is not None and one.reading.kind is Kind.ATTRIBUTE]
    names = [one for one in fields if one.reading.kind is Kind.TYPENAME]
    return SelectionPlan(runtime_type, fields, compile_program(runtime_type.name, fields, direct=plain, names=names))


__all__ = [
    "FIELD_BYTES",
    "IMMUTABLE",
    "FieldPlan",
    "OperationPlan",
    "SelectionPlan",
    "Survey",
    "UnsupportedError",
    "fragments_of",
    "survey",
]
