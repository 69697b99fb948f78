"""Places of an operation where objects stand, and what is wanted there; made from the document, and grown by planning.

    { clubs { name ... on Club { grants { sum } } } }

    Query ── clubs: Organization ── leaf name
                └─ |Club: Club ── grants: Grant ── leaf sum

Aliases are the client's business: here a field is known by its key, one for each name and arguments. What @skip and
@include leave out does not come here at all, so it is never fetched: a plan is made for each set of their answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    print_ast,
    value_from_ast_untyped,
)

from supergraph.errors import ErrorCode, GraphError
from supergraph.joined import Joined

if TYPE_CHECKING:
    from supergraph.plan.drafts import Visit

MAX_WORK: Final = 400_000
"""Steps that one try of planning may take; some 2 µs each."""

INTROSPECTION: Final = frozenset({"__schema", "__type"})


def too_large(found: str) -> GraphError:
    """The refusal of an operation whose planning passes a bound."""
    return GraphError(
        ErrorCode.OPERATION_TOO_COSTLY,
        f"planning the operation takes {found}",
        hint="Ask for fewer fields of other subgraphs, or for fewer types of an interface, at once.",
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A step from an object to the next: the key of a field, and the only type of it that is meant."""

    key: str
    only: str | None = None

    def __str__(self) -> str:
        return self.key if self.only is None else f"{self.key}|{self.only}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A field with its arguments as printed, parentheses included; `key` is what it is called in answers and data."""

    key: str
    name: str
    arguments: str = ""


TYPENAME: Final = Asked("__typename", "__typename")


@dataclass(slots=True, eq=False)
class Position:
    """A place. `asked` is the field that leads here from `parent`, None where only the type is narrowed."""

    type: str
    parent: Position | None = None
    asked: Asked | None = None
    leaves: dict[str, Asked] = field(default_factory=dict)
    children: dict[str, Position] = field(default_factory=dict)
    narrowed: dict[str, Position] = field(default_factory=dict)
    is_typed: bool = False
    "Whether objects must be told apart here."
    is_wanted: bool = False
    "By the client, rather than for a key or a requirement."
    visits: list[Visit] = field(default_factory=list)

    @property
    def path(self) -> tuple[Step, ...]:
        if self.parent is None:
            return ()
        if self.asked is not None:
            return (*self.parent.path, Step(self.asked.key))
        above = self.parent.path
        return (*above[:-1], Step(above[-1].key, self.type)) if above else ()

    @property
    def is_narrow(self) -> bool:
        return self.parent is not None and self.asked is None

    def child(self, asked: Asked, named: str) -> Position:
        """The place of a field's objects, found or made."""
        found = self.children.get(asked.key)
        if found is None:
            found = self.children[asked.key] = Position(named, self, asked)
        return found

    def narrow(self, name: str) -> Position:
        """The place of those objects that have this type."""
        if name == self.type:
            return self
        found = self.narrowed.get(name)
        if found is None:
            found = self.narrowed[name] = Position(name, self)
        return found

    def walk(self) -> Iterable[Position]:
        """This place and all below it."""
        stack = [self]
        while stack:
            here = stack.pop()
            yield here
            stack += [*reversed(here.narrowed.values()), *reversed(here.children.values())]


class Keys:
    """The keys of fields: their name, numbered where the same name is asked with other arguments."""

    def __init__(self, taken: frozenset[str]) -> None:
        self._taken = taken
        self._keys: dict[tuple[str, str], str] = {}
        self._count: dict[str, int] = {}

    def asked(self, name: str, arguments: str = "") -> Asked:
        """The field under its key."""
        known = self._keys.get((name, arguments))
        if known is None:
            count = self._count.get(name, 0) + 1
            known = name if count == 1 else f"{name}_{count}"
            while count > 1 and known in self._taken:
                known += "_"
            self._count[name] = count
            self._keys[name, arguments] = known
        return Asked(known, name, arguments)

    def known(self) -> dict[tuple[str, str], str]:
        """The keys by name and arguments."""
        return dict(self._keys)


def printed_arguments(node: FieldNode) -> str:
    """The arguments as a field's key counts them."""
    return f"({', '.join(print_ast(each) for each in node.arguments)})" if node.arguments else ""


def is_left_out(node: FieldNode | InlineFragmentNode | FragmentSpreadNode, conditions: Mapping[str, bool]) -> bool:
    """Whether @skip or @include leaves it out; `conditions` are the variables they may ask."""
    for directive in node.directives or ():
        if directive.name.value not in {"skip", "include"}:
            continue
        for argument in directive.arguments or ():
            value = argument.value
            answer = conditions.get(value.name.value) if isinstance(value, VariableNode) else None
            if not isinstance(value, VariableNode):
                answer = bool(value_from_ast_untyped(value))
            if answer is (directive.name.value == "skip"):
                return True
    return False


class Wants:
    """Grows the positions of one operation."""

    def __init__(
        self,
        joined: Joined,
        fragments: Mapping[str, FragmentDefinitionNode],
        conditions: Mapping[str, bool],
        keys: Keys,
    ) -> None:
        self._joined = joined
        self._fragments = fragments
        self._conditions = conditions
        self._keys = keys
        self._work = 0

    def root(self, operation: OperationDefinitionNode) -> Position:
        """Where a query begins."""
        root = Position(self._joined.roots[operation.operation.value], is_wanted=True)
        self._collect(root, operation.selection_set)
        return root

    def roots(
        self, operation: OperationDefinitionNode, fields: Iterable[tuple[str, list[FieldNode]]]
    ) -> list[Position]:
        """Where each field of a mutation begins: each is asked by itself, one after the other."""
        assert operation.operation is OperationType.MUTATION
        found = []
        for key, nodes in fields:
            root = Position(self._joined.roots["mutation"], is_wanted=True)
            for node in nodes:
                self._field(root, node, Asked(key, node.name.value, printed_arguments(node)))
            found.append(root)
        return found

    def _collect(self, position: Position, selection_set: SelectionSetNode) -> None:
        for selection in selection_set.selections:
            self._work += 1
            if self._work > MAX_WORK:
                raise too_large(f"more than {MAX_WORK} steps")
            if not isinstance(selection, (FieldNode, InlineFragmentNode, FragmentSpreadNode)):
                continue
            if is_left_out(selection, self._conditions):
                continue
            if isinstance(selection, FieldNode):
                name = selection.name.value
                if name == "__typename":
                    position.is_typed = position.is_typed or self._joined.types[position.type].is_abstract
                elif name not in INTROSPECTION:
                    self._field(position, selection, self._keys.asked(name, printed_arguments(selection)))
                continue
            if isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                condition, inner = fragment.type_condition.name.value, fragment.selection_set
            else:
                inner = selection.selection_set
                condition = selection.type_condition.name.value if selection.type_condition else position.type
            self._narrowed(position, condition, inner)

    def _field(self, position: Position, node: FieldNode, asked: Asked) -> None:
        named = self._joined.types[position.type].fields[asked.name].named
        if node.selection_set is None:
            position.leaves[asked.key] = asked
            return
        child = position.child(asked, named)
        child.is_wanted = True
        self._collect(child, node.selection_set)

    def _narrowed(self, position: Position, condition: str, inner: SelectionSetNode) -> None:
        here, meant = self._joined.all_possible(position.type), self._joined.all_possible(condition)
        kind = self._joined.types[position.type]
        is_all = here <= meant and (not kind.is_abstract or condition in kind.interfaces)
        if condition == position.type or is_all:
            self._collect(position, inner)
            return
        position.is_typed = True
        for name in sorted(here & meant):
            narrow = position.narrow(name)
            narrow.is_wanted = True
            self._collect(narrow, inner)
