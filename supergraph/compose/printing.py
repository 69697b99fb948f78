"""The supergraph's SDL, in the join specification that existing routers run.

type Club
  @join__type(graph: HUB, key: "id")
  @join__type(graph: GRANTS, key: "id", extension: true)
{
  id: ID!
  grants: [Grant!] @join__field(graph: GRANTS)
}
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from graphql.language.print_string import print_string

from supergraph.compose.definitions import definition
from supergraph.compose.elements import Applications, Kind
from supergraph.compose.specifications import CARRIED
from supergraph.compose.supergraph import (
    CarriedLink,
    FieldJoin,
    MergedArgument,
    MergedField,
    MergedType,
    Supergraph,
    TypeJoin,
)

_TYPE = (
    "directive @join__type(graph: join__Graph!, key: join__FieldSet, extension: Boolean! = false, "
    "resolvable: Boolean! = true, "
    "isInterfaceObject: Boolean! = false) repeatable on OBJECT | INTERFACE | UNION | ENUM | INPUT_OBJECT | SCALAR"
)
_FIELD = (
    "directive @join__field(graph: join__Graph, requires: join__FieldSet, provides: join__FieldSet, type: "
    "String, external: Boolean, "
    "override: String, usedOverridden: Boolean{more}) repeatable on FIELD_DEFINITION | INPUT_FIELD_DEFINITION"
)
_FIELD_ARGUMENTS = {
    "v0.3": "",
    "v0.4": ", overrideLabel: String",
    "v0.5": ", overrideLabel: String, contextArguments: [join__ContextArgument!]",
}
_JOIN = (
    "directive @join__enumValue(graph: join__Graph!) repeatable on ENUM_VALUE",
    "directive @join__graph(name: String!, url: String!) on ENUM_VALUE",
    "directive @join__implements(graph: join__Graph!, interface: String!) repeatable on OBJECT | INTERFACE",
    "directive @join__unionMember(graph: join__Graph!, member: String!) repeatable on UNION",
    "directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA",
    "scalar join__FieldSet",
    "scalar link__Import",
    "enum link__Purpose {\n  SECURITY\n  EXECUTION\n}",
)
_JOIN_DIRECTIVE = (
    "directive @join__directive(graphs: [join__Graph!], name: String!, args: join__DirectiveArguments) "
    "repeatable on SCHEMA | OBJECT | INTERFACE | FIELD_DEFINITION",
    "scalar join__DirectiveArguments",
)
_JOIN_CONTEXT = (
    "scalar join__FieldValue",
    "input join__ContextArgument "
    "{\n  name: String!\n  type: String!\n  context: String!\n  selection: join__FieldValue!\n}",
)


def print_supergraph(graph: Supergraph) -> str:
    """The whole SDL; types in the order of their names, so that a change shows where it is."""
    parts = [_schema(graph), _TYPE, _FIELD.format(more=_FIELD_ARGUMENTS[graph.join]), *_JOIN]
    if graph.join != "v0.3":
        parts += _JOIN_DIRECTIVE
    if graph.join == "v0.5":
        parts += _JOIN_CONTEXT
    parts += [definition(feature, spelling) for feature, spelling in sorted(graph.spellings.items())]
    scalars = {CARRIED[feature].scalar for feature in graph.spellings if feature in CARRIED} - {None}
    parts += [f"scalar {name}" for name in sorted(str(each) for each in scalars)]
    if "context" in graph.spellings:
        parts += [
            "scalar context__ContextFieldValue",
            "directive @context__fromContext(field: context__ContextFieldValue) on ARGUMENT_DEFINITION",
        ]
    parts += graph.definitions
    values = "\n".join(
        f"  {each} @join__graph(name: {json.dumps(name)}, url: {json.dumps(url)})" for each, name, url in graph.graphs
    )
    parts.append(f"enum join__Graph {{\n{values}\n}}")
    parts += [_type(graph, graph.types[name]) for name in sorted(graph.types)]
    return "\n\n".join(parts) + "\n"


def _schema(graph: Supergraph) -> str:
    links = [
        CarriedLink("https://specs.apollo.dev/link/v1.0", None),
        CarriedLink(f"https://specs.apollo.dev/join/{graph.join}", "EXECUTION"),
        *graph.links,
    ]
    printed = "".join(f"\n  {_link(link)}" for link in links)
    printed += "".join(f"\n  {each}" for each in _directives(graph, graph.schema_directives))
    roots = "".join(
        f"\n  {name.lower()}: {name}" for name in ("Query", "Mutation", "Subscription") if name in graph.types
    )
    return f"schema{printed}\n{{{roots}\n}}"


def _link(link: CarriedLink) -> str:
    arguments = [f"url: {json.dumps(link.url)}"]
    if link.purpose:
        arguments.append(f"for: {link.purpose}")
    if link.imports:
        imports = (
            json.dumps(name) if name == spelling else f"{{name: {json.dumps(name)}, as: {json.dumps(spelling)}}}"
            for name, spelling in link.imports
        )
        arguments.append(f"import: [{', '.join(imports)}]")
    return f"@link({', '.join(arguments)})"


def _type(graph: Supergraph, type_: MergedType) -> str:
    adorned = [f'@join__implements(graph: {each}, interface: "{interface}")' for each, interface in type_.implements]
    adorned += [_type_join(each) for each in type_.joins]
    adorned += [f'@join__unionMember(graph: {each}, member: "{member}")' for each, member in type_.members]
    adorned += _directives(graph, type_.directives)
    head = "".join(f"\n  {each}" for each in adorned)
    described = _description(type_.description, "")
    implements = f" implements {' & '.join(type_.interfaces)}" if type_.interfaces else ""
    match type_.kind:
        case Kind.SCALAR:
            return f"{described}scalar {type_.name}{head}"
        case Kind.UNION:
            return f"{described}union {type_.name}{head}\n  = {' | '.join(type_.member_names)}"
        case Kind.ENUM:
            body = "\n".join(
                f"{_description(value.description, '  ')}  {value.name}"
                + "".join(f" @join__enumValue(graph: {each})" for each in value.graphs)
                + "".join(f" {each}" for each in _directives(graph, value.directives))
                for value in type_.values.values()
            )
            keyword = "enum"
        case Kind.INPUT | Kind.OBJECT | Kind.INTERFACE:
            body = "\n".join(_field(graph, field) for field in type_.fields.values())
            keyword = {Kind.INPUT: "input", Kind.OBJECT: "type", Kind.INTERFACE: "interface"}[type_.kind]
    return f"{described}{keyword} {type_.name}{implements}{head}\n{{\n{body}\n}}"


def _type_join(join: TypeJoin) -> str:
    key = f", key: {json.dumps(join.key)}" if join.key is not None else ""
    extension = ", extension: true" if join.extension else ""
    resolvable = "" if join.resolvable else ", resolvable: false"
    interface_object = ", isInterfaceObject: true" if join.interface_object else ""
    return f"@join__type(graph: {join.graph}{key}{extension}{resolvable}{interface_object})"


def _field(graph: Supergraph, field: MergedField) -> str:
    arguments = ", ".join(_argument(graph, each) for each in field.arguments.values())
    adorned = [_field_join(each) for each in field.joins] + list(_directives(graph, field.directives))
    default = f" = {field.default}" if field.default is not None else ""
    return (
        f"{_description(field.description, '  ')}  {field.name}{f'({arguments})' if arguments else ''}: "
        f"{field.type}{default}" + "".join(f" {each}" for each in adorned)
    )


def _argument(graph: Supergraph, argument: MergedArgument) -> str:
    default = f" = {argument.default}" if argument.default is not None else ""
    described = f"{json.dumps(argument.description, ensure_ascii=False)} " if argument.description else ""
    return f"{described}{argument.name}: {argument.type}{default}" + "".join(
        f" {each}" for each in _directives(graph, argument.directives)
    )


def _field_join(join: FieldJoin) -> str:
    arguments: list[str] = []
    if join.graph is not None:
        arguments.append(f"graph: {join.graph}")
    for name, text in (
        ("requires", join.requires),
        ("provides", join.provides),
        ("type", join.type),
        ("override", join.override),
        ("overrideLabel", join.override_label),
    ):
        if text is not None:
            arguments.append(f"{name}: {json.dumps(text, ensure_ascii=False)}")
    if join.external:
        arguments.append("external: true")
    if join.used_overridden:
        arguments.append("usedOverridden: true")
    if join.context_arguments:
        each = ", ".join(
            f'{{context: "{a.context}", name: "{a.name}", type: "{a.type}", selection: {json.dumps(a.selection)}}}'
            for a in join.context_arguments
        )
        arguments.append(f"contextArguments: [{each}]")
    return f"@join__field({', '.join(arguments)})" if arguments else "@join__field"


def _directives(graph: Supergraph, directives: Applications) -> Iterator[str]:
    for each in directives:
        spelling = graph.spellings.get(each.feature, each.spelling) if each.feature else each.spelling
        printed = each.printed()
        yield f"@{spelling}{printed[len('@' + (each.feature or each.spelling)) :]}"


def _description(text: str | None, indent: str) -> str:
    if text is None:
        return ""
    return f"{indent}{print_string(text)}\n"
