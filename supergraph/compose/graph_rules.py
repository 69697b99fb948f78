"""What the merged graph must keep: one function a rule, all of them run, everything found reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from graphql import EnumValueNode, ListValueNode, ObjectValueNode, ValueNode, parse_value

from supergraph.compose.elements import ROOTS, Applications, Kind, has, named, required
from supergraph.compose.errors import Findings
from supergraph.compose.facts import Facts
from supergraph.compose.guarding import check_transitive_demands
from supergraph.compose.merging_fields import Merge
from supergraph.compose.supergraph import MergedType, Supergraph

GraphRule = Callable[[Supergraph, Merge, Findings], None]


def check_graph(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    for rule in RULES:
        rule(graph, merge, findings)


def queries(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    query = graph.types.get("Query")
    if query is None or not query.fields:
        findings.error("NO_QUERIES", "No subgraph has a query.")


def interface_fields(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    """INTERFACE_FIELD_NO_IMPLEM: a merged interface has the fields of all subgraphs, and its implementations must
    too."""
    for type_ in graph.types.values():
        for name in type_.interfaces:
            interface = graph.types.get(name)
            if interface is None or interface.kind is not Kind.INTERFACE:
                continue
            for field in interface.fields:
                if field not in type_.fields:
                    names = [known.schema.name for known in merge.known if type_.name in known.schema.types]
                    findings.error(
                        "INTERFACE_FIELD_NO_IMPLEM",
                        f'Interface "{name}" has the field "{field}", its implementation "{type_.name}" has not.',
                        *names,
                        place=f"{type_.name}.{field}",
                    )


def interface_key_implementations(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    """INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE: who resolves an interface by its key must know all that is one."""
    for known in merge.known:
        for type_ in known.schema.types.values():
            if type_.kind is not Kind.INTERFACE or not any(key.resolvable for key in known.keys[type_.name]):
                continue
            missing = [
                name for name in graph.possible(type_.name) if name not in known.schema.implementations(type_.name)
            ]
            if missing:
                findings.error(
                    "INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE",
                    f'Interface "{type_.name}" has a resolvable @key, but the subgraph lacks its '
                    f'implementation "{missing[0]}".',
                    known.schema.name,
                    place=type_.name,
                )


def inaccessible_roots(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    query = graph.types.get("Query")
    if query is not None and has(query.directives, "inaccessible"):
        findings.error("QUERY_ROOT_TYPE_INACCESSIBLE", 'The type "Query" is @inaccessible.', place="Query")


def inaccessible_types(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    """REFERENCED_INACCESSIBLE, ONLY_INACCESSIBLE_CHILDREN"""
    for type_ in _visible(graph):
        children: list[Applications] = [field.directives for field in type_.fields.values()]
        children += [value.directives for value in type_.values.values()]
        children += [graph.types[name].directives for name in type_.member_names if name in graph.types]
        if children and all(has(each, "inaccessible") for each in children):
            findings.error(
                "ONLY_INACCESSIBLE_CHILDREN", f'All that type "{type_.name}" has is @inaccessible.', place=type_.name
            )
        for place, reference, directives in _references(type_):
            found = graph.types.get(reference)
            if found is not None and has(found.directives, "inaccessible") and not has(directives, "inaccessible"):
                findings.error(
                    "REFERENCED_INACCESSIBLE",
                    f'Type "{reference}" is @inaccessible, but "{place}" refers to it.',
                    place=place,
                )


def _visible(graph: Supergraph) -> Iterator[MergedType]:
    return (type_ for type_ in graph.types.values() if not has(type_.directives, "inaccessible"))


def _references(type_: MergedType) -> Iterator[tuple[str, str, Applications]]:
    for field in type_.fields.values():
        yield f"{type_.name}.{field.name}", named(field.type), field.directives
        if has(field.directives, "inaccessible"):
            continue
        for argument in field.arguments.values():
            yield f"{type_.name}.{field.name}({argument.name}:)", named(argument.type), argument.directives


def inaccessible_inputs(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    """REQUIRED_INACCESSIBLE: nobody could send it."""
    for type_ in _visible(graph):
        for field in type_.fields.values():
            place = f"{type_.name}.{field.name}"
            hidden = has(field.directives, "inaccessible")
            if type_.kind is Kind.INPUT and hidden and required(field.type, field.default):
                findings.error(
                    "REQUIRED_INACCESSIBLE", f'Input field "{place}" is required and @inaccessible.', place=place
                )
            for argument in field.arguments.values():
                if (
                    not hidden
                    and has(argument.directives, "inaccessible")
                    and required(argument.type, argument.default)
                ):
                    at = f"{place}({argument.name}:)"
                    findings.error("REQUIRED_INACCESSIBLE", f'Argument "{at}" is required and @inaccessible.', place=at)


def inaccessible_implementations(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    """IMPLEMENTED_BY_INACCESSIBLE: an interface shows what its implementation hides."""
    for type_ in _visible(graph):
        for name in type_.interfaces:
            interface = graph.types.get(name)
            if interface is None or has(interface.directives, "inaccessible"):
                continue
            for field in interface.fields.values():
                own = type_.fields.get(field.name)
                if own is None or has(field.directives, "inaccessible"):
                    continue
                place = f"{type_.name}.{field.name}"
                if has(own.directives, "inaccessible"):
                    findings.error(
                        "IMPLEMENTED_BY_INACCESSIBLE",
                        f'Field "{place}" is @inaccessible, but "{name}" shows it.',
                        place=place,
                    )
                for argument in field.arguments.values():
                    implementing = own.arguments.get(argument.name)
                    if (
                        implementing
                        and has(implementing.directives, "inaccessible")
                        and not has(argument.directives, "inaccessible")
                    ):
                        at = f"{place}({argument.name}:)"
                        findings.error(
                            "IMPLEMENTED_BY_INACCESSIBLE",
                            f'Argument "{at}" is @inaccessible, but "{name}" shows it.',
                            place=at,
                        )


def inaccessible_defaults(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    """DEFAULT_VALUE_USES_INACCESSIBLE: a default is part of what clients see."""
    for type_ in _visible(graph):
        for field in type_.fields.values():
            if has(field.directives, "inaccessible"):
                continue
            place = f"{type_.name}.{field.name}"
            inputs = [(place, field.type, field.default, field.directives)]
            inputs += [(f"{place}({a.name}:)", a.type, a.default, a.directives) for a in field.arguments.values()]
            for at, type_text, default, directives in inputs:
                if default is None or has(directives, "inaccessible"):
                    continue
                for hidden in _hidden_in(graph, named(type_text), parse_value(default, no_location=True)):
                    findings.error(
                        "DEFAULT_VALUE_USES_INACCESSIBLE",
                        f'The default of "{at}" uses "{hidden}", which is @inaccessible.',
                        place=at,
                    )


def _hidden_in(graph: Supergraph, type_name: str, value: ValueNode) -> Iterator[str]:
    found = graph.types.get(type_name)
    match value:
        case ListValueNode(values=values):
            for each in values:
                yield from _hidden_in(graph, type_name, each)
        case EnumValueNode(value=name) if found is not None and name in found.values:
            if has(found.values[name].directives, "inaccessible"):
                yield f"{type_name}.{name}"
        case ObjectValueNode(fields=fields) if found is not None:
            for given in fields:
                field = found.fields.get(given.name.value)
                if field is not None:
                    if has(field.directives, "inaccessible"):
                        yield f"{type_name}.{field.name}"
                    yield from _hidden_in(graph, named(field.type), given.value)


def demands(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    check_transitive_demands(graph, merge.known, findings)


def foreign_entities(graph: Supergraph, merge: Merge, findings: Findings) -> None:
    """A hint: a non-null field added to an entity of another subgraph takes the entity with it when its subgraph is
    down."""
    for type_ in graph.types.values():
        holders = [known for known in merge.known if known.keys.get(type_.name)]
        owners = [known for known in holders if type_.name in _returned_by_roots(known)]
        if type_.kind is not Kind.OBJECT or type_.name in ROOTS or not owners:
            continue
        for field in type_.fields.values():
            place = f"{type_.name}.{field.name}"
            resolving = [
                known
                for known in merge.known
                if type_.name in known.schema.types
                and field.name in known.schema.types[type_.name].fields
                and (type_.name, field.name) not in known.external
            ]
            if field.type.endswith("!") and len(resolving) == 1 and resolving[0] not in owners:
                name, owner = resolving[0].schema.name, owners[0].schema.name
                findings.hint(
                    "NON_NULL_FIELD_ON_FOREIGN_ENTITY",
                    f'Field "{place}" is non-null: when "{name}" is down, the "{type_.name}" of "{owner}" is '
                    f"null with it. Make it nullable.",
                    name,
                    place=place,
                )


def _returned_by_roots(known: Facts) -> set[str]:
    """The object types that a query or a mutation of a subgraph may return."""
    schema = known.schema
    return {
        possible
        for root in ROOTS
        if root in schema.types
        for field in schema.types[root].fields.values()
        for possible in schema.possible(named(field.type))
    }


RULES: tuple[GraphRule, ...] = (
    queries,
    interface_fields,
    interface_key_implementations,
    inaccessible_roots,
    inaccessible_types,
    inaccessible_inputs,
    inaccessible_implementations,
    inaccessible_defaults,
    demands,
    foreign_entities,
)
