"""The merged graph: what the API shows, and of each element which subgraphs have it and how (the join
specification)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from supergraph.compose.elements import Applications, Kind


@dataclass(frozen=True, slots=True)
class TypeJoin:
    graph: str
    key: str | None = None
    extension: bool = False
    resolvable: bool = True
    interface_object: bool = False


@dataclass(frozen=True, slots=True)
class ContextArgument:
    name: str
    type: str
    context: str
    selection: str


@dataclass(frozen=True, slots=True)
class FieldJoin:
    """`graph` None: resolved through an @interfaceObject."""

    graph: str | None
    requires: str | None = None
    provides: str | None = None
    type: str | None = None
    external: bool = False
    override: str | None = None
    used_overridden: bool = False
    override_label: str | None = None
    context_arguments: tuple[ContextArgument, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedArgument:
    name: str
    type: str
    default: str | None
    description: str | None
    directives: Applications = ()


@dataclass(frozen=True, slots=True)
class MergedField:
    name: str
    type: str
    arguments: Mapping[str, MergedArgument]
    default: str | None
    description: str | None
    directives: Applications = ()
    joins: tuple[FieldJoin, ...] = ()


@dataclass(frozen=True, slots=True)
class MergedValue:
    name: str
    graphs: tuple[str, ...]
    description: str | None
    directives: Applications = ()


@dataclass(frozen=True, slots=True)
class MergedType:
    name: str
    kind: Kind
    description: str | None
    joins: tuple[TypeJoin, ...]
    directives: Applications = ()
    fields: Mapping[str, MergedField] = field(default_factory=dict)
    implements: tuple[tuple[str, str], ...] = ()  # (graph, interface)
    members: tuple[tuple[str, str], ...] = ()  # (graph, member)
    values: Mapping[str, MergedValue] = field(default_factory=dict)

    @property
    def interfaces(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(interface for _, interface in self.implements))

    @property
    def member_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(member for _, member in self.members))


@dataclass(frozen=True, slots=True)
class CarriedLink:
    """A specification that the supergraph links beside join, with what it imports of it: (name, spelling)."""

    url: str
    purpose: str | None
    imports: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Supergraph:
    graphs: tuple[tuple[str, str, str], ...]  # (name in join__Graph, name, url)
    join: str  # the join specification's version, "v0.3"
    types: Mapping[str, MergedType]
    links: tuple[CarriedLink, ...]
    spellings: Mapping[str, str]  # directive of a specification → as the supergraph spells it
    definitions: tuple[str, ...]  # directives that the API or a specification of the subgraphs' own has
    executable: tuple[str, ...]  # the names of those that the API shows
    schema_directives: Applications = ()

    def possible(self, name: str) -> tuple[str, ...]:
        found = self.types.get(name)
        match found.kind if found else None:
            case Kind.UNION:
                assert found is not None
                return found.member_names
            case Kind.INTERFACE:
                return tuple(t.name for t in self.types.values() if t.kind is Kind.OBJECT and name in t.interfaces)
            case _:
                return (name,)
