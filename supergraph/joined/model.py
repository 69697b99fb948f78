"""The values of a supergraph: its subgraphs, and for each type and field who has it and under what terms.

    type Club @join__type(graph: HUB, key: "id") @join__type(graph: GRANTS, key: "id")
    {
      id: ID!
      name: String! @join__field(graph: HUB)
      size: Int @join__field(graph: HUB) @join__field(graph: GRANTS, external: true)
      grants: [Grant!] @join__field(graph: GRANTS, requires: "size")
    }

    fields["grants"].sources == {"GRANTS": FieldSource(named="Grant", shape="[Grant!]", requires=FieldSet(size))}

A field that an interface object adds to the objects of its interface has no sources on them (`@join__field` alone): it
is looked for at the interface. Subgraphs are named by their value in `join__Graph`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from supergraph.joined.fieldsets import FieldSet


class Kind(Enum):
    """What a type is, as far as planning goes: scalars, enums and input objects are leaves."""

    OBJECT = "object"
    INTERFACE = "interface"
    UNION = "union"
    LEAF = "leaf"


@dataclass(frozen=True, slots=True)
class Subgraph:
    """One subgraph: `id` as `join__Graph` has it, `name` as its operators call it."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class FieldSource:
    """A field in one subgraph. `shape` is its type there as printed, `named` the innermost name of it."""

    named: str
    shape: str
    is_external: bool = False
    "Declared there for @key, @requires or @provides only, or overridden by another subgraph."
    requires: FieldSet | None = None
    provides: FieldSet | None = None


@dataclass(frozen=True, slots=True)
class JoinedField:
    """A field of the supergraph, and its sources by subgraph."""

    name: str
    named: str
    sources: Mapping[str, FieldSource]


@dataclass(frozen=True, slots=True)
class JoinedType:
    """A type of the supergraph. `possible` are its object types, by subgraph; of an object type itself."""

    name: str
    kind: Kind
    subgraphs: frozenset[str] = frozenset()
    keys: Mapping[str, tuple[FieldSet, ...]] = field(default_factory=dict)
    "Keys by which the subgraph resolves references to it."
    all_keys: Mapping[str, tuple[FieldSet, ...]] = field(default_factory=dict)
    "These, and those it does not resolve."
    interface_object_in: frozenset[str] = frozenset()
    fields: Mapping[str, JoinedField] = field(default_factory=dict)
    interfaces: frozenset[str] = frozenset()
    possible: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_abstract(self) -> bool:
        return self.kind is Kind.INTERFACE or self.kind is Kind.UNION


@dataclass(frozen=True, slots=True)
class Joined:
    """A supergraph. `roots` are the names of its root types: {"query": "Query"}."""

    subgraphs: Mapping[str, Subgraph]
    types: Mapping[str, JoinedType]
    roots: Mapping[str, str]
    field_names: frozenset[str]

    def possible(self, name: str, graph: str) -> frozenset[str]:
        """The object types that a value of the type may have in a subgraph."""
        found = self.types[name]
        return found.possible.get(graph, frozenset()) if found.is_abstract else frozenset((name,))

    def all_possible(self, name: str) -> frozenset[str]:
        """Those of all subgraphs together."""
        found = self.types[name]
        return frozenset().union(*found.possible.values()) if found.is_abstract else frozenset((name,))

    def seen_as(self, name: str, graph: str) -> str | None:
        """What a subgraph calls the type: its name, or that of an interface object which stands for it."""
        found = self.types[name]
        if graph in found.subgraphs:
            return name
        for interface in sorted(found.interfaces):
            if graph in self.types[interface].interface_object_in:
                return interface
        return None

    def is_interface_object(self, name: str, graph: str) -> bool:
        """Whether the subgraph has an object type for what is an interface elsewhere, and so cannot tell its types."""
        return graph in self.types[name].interface_object_in
