"""A supergraph SDL's join directives, read into the model.

(a) the enum join__Graph names the subgraphs and their addresses
(b) @join__type of each type: who has it, by which keys
(c) @join__field of each field: who answers it; without any, everyone who has the type
(d) @join__implements, @join__unionMember: which objects a subgraph may answer for an interface or union
(e) what cannot be served as it is meant is refused, all reasons at once
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from graphql import (
    ConstDirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    InterfaceTypeDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    parse,
    parse_type,
    print_ast,
    value_from_ast_untyped,
)

from supergraph.errors import SupergraphError
from supergraph.joined.fieldsets import read_field_set
from supergraph.joined.model import FieldSource, Joined, JoinedField, JoinedType, Kind, Subgraph

MAX_CHARACTERS: Final = 32 * 1024 * 1024
"""Of a supergraph's SDL."""

_GUARDS: Final = frozenset({"authenticated", "requiresScopes", "policy"})
_PERCENT: Final = re.compile(r"percent\((\d+(?:\.\d+)?)\)")
_COMPOSITE: Final = (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode, UnionTypeDefinitionNode)

Arguments = dict[str, object]


class SupergraphRefused(SupergraphError):
    """An SDL that is no supergraph, or cannot be served as it is meant; `problems` says why, one by one."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def read_supergraph(sdl: str, *, labels: frozenset[str] = frozenset()) -> Joined:
    """The model of a supergraph SDL; raises SupergraphRefused.

    `labels` are those of progressive overrides that are in force; others leave the field where it was, but for
    percent(100).
    """
    if len(sdl) > MAX_CHARACTERS:
        raise SupergraphRefused((f"the supergraph has {len(sdl)} characters, at most {MAX_CHARACTERS} are read",))
    try:
        document = parse(sdl, no_location=True)
        return _Reading(document, labels).joined()
    except GraphQLError as error:
        raise SupergraphRefused((f"the supergraph is not GraphQL: {error.message}",)) from None


class _Reading:
    def __init__(self, document: DocumentNode, labels: frozenset[str]) -> None:
        self._types = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, TypeDefinitionNode)
        }
        self._schemas = [each for each in document.definitions if isinstance(each, SchemaDefinitionNode)]
        self._labels = labels
        self._problems: list[str] = []
        self._names: dict[str, str] = {}

    def joined(self) -> Joined:
        subgraphs = self._subgraphs()
        self._names = {graph: subgraph.name for graph, subgraph in subgraphs.items()}
        if not subgraphs:
            self._problems.append("the supergraph has no enum join__Graph with its subgraphs: compose it first")
        possible = self._possible()
        types = {
            name: self._type(definition, possible.get(name, {}))
            for name, definition in self._types.items()
            if not name.startswith(("join__", "link__", "core__"))
        }
        if self._problems:
            raise SupergraphRefused(tuple(dict.fromkeys(self._problems)))
        names = frozenset(name for each in types.values() for name in each.fields)
        return Joined(subgraphs, types, self._roots(), names)

    def _subgraphs(self) -> dict[str, Subgraph]:  # (a)
        graphs = self._types.get("join__Graph")
        found: dict[str, Subgraph] = {}
        for value in (graphs.values or ()) if isinstance(graphs, EnumTypeDefinitionNode) else ():
            for given in _applied(value.directives, "join__graph"):
                url, name = str(given.get("url") or ""), str(given.get("name"))
                found[value.name.value] = Subgraph(value.name.value, name, url)
        return found

    def _roots(self) -> dict[str, str]:
        for schema in self._schemas:
            return {each.operation.value: each.type.name.value for each in schema.operation_types}
        names = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}
        return {kind: name for kind, name in names.items() if name in self._types}

    def _possible(self) -> dict[str, dict[str, frozenset[str]]]:  # (d)
        found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for name, definition in self._types.items():
            if isinstance(definition, ObjectTypeDefinitionNode):
                for given in _applied(definition.directives, "join__implements"):
                    found[str(given["interface"])][str(given["graph"])].add(name)
            elif isinstance(definition, UnionTypeDefinitionNode):
                for given in _applied(definition.directives, "join__unionMember"):
                    found[name][str(given["graph"])].add(str(given["member"]))
        return {
            name: {graph: frozenset(types) for graph, types in by_graph.items()} for name, by_graph in found.items()
        }

    def _type(self, definition: TypeDefinitionNode, possible: dict[str, frozenset[str]]) -> JoinedType:  # (b)
        name = definition.name.value
        self._refuse_guards(definition.directives, name)
        if not isinstance(definition, _COMPOSITE):
            return JoinedType(name, Kind.LEAF)
        given = list(_applied(definition.directives, "join__type"))
        keys: dict[str, list[str]] = defaultdict(list)
        all_keys: dict[str, list[str]] = defaultdict(list)
        for each in given:
            if each.get("key") is not None:
                all_keys[str(each["graph"])].append(str(each["key"]))
                if each.get("resolvable", True):
                    keys[str(each["graph"])].append(str(each["key"]))
        graphs = frozenset(str(each["graph"]) for each in given)
        is_union = isinstance(definition, UnionTypeDefinitionNode)
        is_object = isinstance(definition, ObjectTypeDefinitionNode)
        fields = () if isinstance(definition, UnionTypeDefinitionNode) else definition.fields
        interfaces = () if isinstance(definition, UnionTypeDefinitionNode) else definition.interfaces
        return JoinedType(
            name,
            Kind.UNION if is_union else Kind.OBJECT if is_object else Kind.INTERFACE,
            graphs,
            {graph: tuple(map(read_field_set, texts)) for graph, texts in keys.items()},
            {graph: tuple(map(read_field_set, texts)) for graph, texts in all_keys.items()},
            frozenset(str(each["graph"]) for each in given if each.get("isInterfaceObject")),
            {field.name.value: self._field(name, field, graphs) for field in fields or ()},
            frozenset(each.name.value for each in interfaces or ()),
            possible,
        )

    def _field(self, parent: str, definition: FieldDefinitionNode, graphs: frozenset[str]) -> JoinedField:  # (c)
        name = definition.name.value
        place = f"{parent}.{name}"
        self._refuse_guards(definition.directives, place)
        given = list(_applied(definition.directives, "join__field"))
        own = _source(definition.type)
        if not given:
            return JoinedField(name, own.named, dict.fromkeys(sorted(graphs), own))
        overrides = [each for each in given if each.get("override")]
        waiting = {str(each["override"]) for each in overrides if not self._is_in_force(each.get("overrideLabel"))}
        taken = {str(each["override"]) for each in overrides} - waiting
        sources: dict[str, FieldSource] = {}
        for each in given:
            if each.get("graph") is None:
                continue
            if each.get("contextArguments"):
                self._problems.append(f"{place} takes arguments from a context (@fromContext), which is not served yet")
            graph = str(each["graph"])
            name_of_it = self._names.get(graph, graph)
            waits = bool(each.get("override")) and str(each["override"]) in waiting
            typed = _source(parse_type(str(each["type"]))) if each.get("type") else own
            requires, provides = each.get("requires"), each.get("provides")
            is_lost = name_of_it in taken or (bool(each.get("usedOverridden")) and name_of_it not in waiting)
            sources[graph] = FieldSource(
                typed.named,
                typed.shape,
                is_external=bool(each.get("external")) or waits or is_lost,
                requires=read_field_set(str(requires)) if requires else None,
                provides=read_field_set(str(provides)) if provides else None,
            )
        return JoinedField(name, own.named, sources)

    def _is_in_force(self, label: object) -> bool:
        if not label:
            return True
        percent = _PERCENT.fullmatch(str(label))
        return str(label) in self._labels or (percent is not None and float(percent[1]) >= 100)

    def _refuse_guards(self, directives: tuple[ConstDirectiveNode, ...] | None, place: str) -> None:  # (e)
        for directive in directives or ():
            if directive.name.value in _GUARDS:
                self._problems.append(
                    f"{place} is guarded by @{directive.name.value}, which needs a configured issuer or policy"
                )


def _applied(directives: tuple[ConstDirectiveNode, ...] | None, name: str) -> Iterator[Arguments]:
    for directive in directives or ():
        if directive.name.value == name:
            yield {each.name.value: value_from_ast_untyped(each.value) for each in directive.arguments or ()}


def _source(node: TypeNode) -> FieldSource:
    inner = node
    while isinstance(inner, (ListTypeNode, NonNullTypeNode)):
        inner = inner.type
    assert isinstance(inner, NamedTypeNode)
    return FieldSource(inner.name.value, print_ast(node))
