"""What clients see of the merged graph: no join, no specifications, nothing @inaccessible."""

from __future__ import annotations

import json
from collections.abc import Iterator

from graphql.language.print_string import print_string

from supergraph.compose.elements import Applications, Kind, has
from supergraph.compose.supergraph import MergedArgument, MergedField, MergedType, Supergraph

_KEPT = ("deprecated", "specifiedBy", "oneOf")


def print_api(graph: Supergraph) -> str:
    """The API schema's SDL."""
    parts = [
        each
        for each in graph.definitions
        if each.split("(")[0].split(" on ")[0].removeprefix("directive @") in graph.executable
    ]
    parts += [_type(graph, type_) for type_ in graph.types.values() if not has(type_.directives, "inaccessible")]
    return "\n\n".join(parts) + "\n"


def _type(graph: Supergraph, type_: MergedType) -> str:
    described = _description(type_.description, "")
    adorned = _directives(type_.directives)
    shown = [name for name in type_.interfaces if not _hidden(graph, name)]
    implements = f" implements {' & '.join(shown)}" if shown else ""
    match type_.kind:
        case Kind.SCALAR:
            return f"{described}scalar {type_.name}{adorned}"
        case Kind.UNION:
            members = " | ".join(name for name in type_.member_names if not _hidden(graph, name))
            return f"{described}union {type_.name}{adorned} = {members}"
        case Kind.ENUM:
            body = "\n".join(
                f"{_description(value.description, '  ')}  {value.name}{_directives(value.directives)}"
                for value in type_.values.values()
                if not has(value.directives, "inaccessible")
            )
            keyword = "enum"
        case Kind.INPUT | Kind.OBJECT | Kind.INTERFACE:
            body = "\n".join(_fields(type_))
            keyword = {Kind.INPUT: "input", Kind.OBJECT: "type", Kind.INTERFACE: "interface"}[type_.kind]
    return f"{described}{keyword} {type_.name}{implements}{adorned} {{\n{body}\n}}"


def _hidden(graph: Supergraph, name: str) -> bool:
    found = graph.types.get(name)
    return found is not None and has(found.directives, "inaccessible")


def _fields(type_: MergedType) -> Iterator[str]:
    for field in type_.fields.values():
        if not has(field.directives, "inaccessible"):
            yield _field(field)


def _field(field: MergedField) -> str:
    arguments = ", ".join(
        _argument(each) for each in field.arguments.values() if not has(each.directives, "inaccessible")
    )
    default = f" = {field.default}" if field.default is not None else ""
    return (
        f"{_description(field.description, '  ')}  {field.name}{f'({arguments})' if arguments else ''}: "
        f"{field.type}{default}"
        f"{_directives(field.directives)}"
    )


def _argument(argument: MergedArgument) -> str:
    default = f" = {argument.default}" if argument.default is not None else ""
    described = f"{json.dumps(argument.description, ensure_ascii=False)} " if argument.description else ""
    return f"{described}{argument.name}: {argument.type}{default}{_directives(argument.directives)}"


def _directives(directives: Applications) -> str:
    return "".join(f" {each.printed()}" for each in directives if each.feature is None and each.spelling in _KEPT)


def _description(text: str | None, indent: str) -> str:
    return "" if text is None else f"{indent}{print_string(text)}\n"
