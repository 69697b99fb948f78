"""What a subgraph's SDL says, as plain values: types, fields, arguments and the directives on them.

Everything after reading works on these and on no syntax tree: composing compares the same element of several
subgraphs, and an element that
knows its subgraph's spelling ("@renamed") beside its meaning ("key") is what makes them comparable. Types are text
(`[User!]!`), since they
are compared and printed and little else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from graphql import DirectiveDefinitionNode, StringValueNode, ValueNode, print_ast

BUILT_IN_SCALARS = frozenset({"Int", "Float", "String", "Boolean", "ID"})
ROOTS = ("Query", "Mutation", "Subscription")


class Kind(Enum):
    """A type's kind; its value is what a message calls it."""

    SCALAR = "Scalar"
    OBJECT = "Object"
    INTERFACE = "Interface"
    UNION = "Union"
    ENUM = "Enum"
    INPUT = "Input Object"


@dataclass(frozen=True, slots=True)
class Application:
    """A directive where it stands: as the subgraph spells it, and what it means.

    `feature` is the name that the specification gives it (`key`), or None for a directive of the subgraph's own.
    `extension` says that it stood on an `extend type`, which matters to @key and @shareable.
    """

    spelling: str
    feature: str | None
    arguments: Mapping[str, ValueNode]
    extension: bool = False

    def text(self, name: str) -> str | None:
        value = self.arguments.get(name)
        return value.value if isinstance(value, StringValueNode) else None

    def printed(self) -> str:
        """`@tag(name: "a")`: two applications are one when this is the same."""
        arguments = ", ".join(f"{name}: {print_ast(value)}" for name, value in sorted(self.arguments.items()))
        return f"@{self.feature or self.spelling}" + (f"({arguments})" if arguments else "")


Applications = tuple[Application, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    name: str
    type: str
    default: str | None
    directives: Applications
    description: str | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object, an interface or an input object; `default` is an input field's own."""

    name: str
    type: str
    arguments: Mapping[str, Argument]
    default: str | None
    directives: Applications
    description: str | None
    extension: bool = False


@dataclass(frozen=True, slots=True)
class EnumValue:
    name: str
    directives: Applications
    description: str | None


@dataclass(frozen=True, slots=True)
class Type:
    """A type as one subgraph has it, its definition and its extensions together."""

    name: str
    kind: Kind
    directives: Applications = ()
    description: str | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    interfaces: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    values: Mapping[str, EnumValue] = field(default_factory=dict)
    defined: bool = True
    extended: bool = False

    @property
    def composite(self) -> bool:
        return self.kind in (Kind.OBJECT, Kind.INTERFACE, Kind.UNION)


@dataclass(frozen=True, slots=True)
class Link:
    """`@link(url: "https://specs.apollo.dev/federation/v2.9", as: "fed", import: ["@key", {name: "@tag", as:
    "@label"}])`"""

    url: str
    identity: str
    name: str
    version: tuple[int, int]
    namespace: str
    imports: Mapping[str, str]  # as the specification names it ("@key", "FieldSet") → as it is spelt here

    @property
    def printed_version(self) -> str:
        return f"v{self.version[0]}.{self.version[1]}"


@dataclass(frozen=True, slots=True)
class SubgraphSchema:
    """A subgraph as read: `version` is the federation version it links, None for the first federation."""

    name: str
    url: str
    graph: str
    version: tuple[int, int] | None
    links: tuple[Link, ...]
    types: Mapping[str, Type]
    definitions: Mapping[str, DirectiveDefinitionNode]
    schema_directives: Applications

    def implementations(self, interface: str) -> tuple[str, ...]:
        """The object types that implement an interface here."""
        return tuple(t.name for t in self.types.values() if t.kind is Kind.OBJECT and interface in t.interfaces)

    def possible(self, name: str) -> tuple[str, ...]:
        """The object types that a value of this type may be here."""
        found = self.types.get(name)
        match found.kind if found else None:
            case Kind.UNION:
                assert found is not None
                return found.members
            case Kind.INTERFACE:
                return self.implementations(name)
            case _:
                return (name,)


def applied(directives: Applications, feature: str) -> Iterator[Application]:
    return (each for each in directives if each.feature == feature)


def has(directives: Applications, feature: str) -> bool:
    return any(each.feature == feature for each in directives)


def named(type_: str) -> str:
    """`[User!]!` → `User`"""
    return type_.strip("[]!")


def nullable(type_: str) -> str:
    return type_[:-1] if type_.endswith("!") else type_


def required(type_: str, default: str | None) -> bool:
    return type_.endswith("!") and default is None


def is_list(type_: str) -> bool:
    return nullable(type_).startswith("[")
