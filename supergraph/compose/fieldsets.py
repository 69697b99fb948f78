"""Selections in directives: `@key(fields: "id owner { id }")`, `@requires(fields: "price(currency: EUR) ... on Book
{ pages }")`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    print_ast,
)

from supergraph.compose.elements import SubgraphSchema, Type, named

MAX_LENGTH = 20_000
MAX_DEPTH = 50


@dataclass(frozen=True, slots=True)
class Selection:
    """A field, or a fragment where `name` is "" and `on` may be the type it narrows to."""

    name: str
    on: str | None = None
    arguments: str = ""
    directives: tuple[str, ...] = ()
    children: tuple[Selection, ...] = ()

    @property
    def fragment(self) -> bool:
        return self.name == ""


Selections = tuple[Selection, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    reason: str


def parse_selections(text: str) -> Selections | Unreadable:
    """`id owner { id }`, with or without braces around it."""
    if len(text) > MAX_LENGTH:
        return Unreadable(f"the selection is longer than {MAX_LENGTH} characters")
    stripped = text.strip()
    source = stripped if stripped.startswith("{") else "{" + stripped + "}"
    try:
        document = parse(source, no_location=True)
    except (GraphQLError, RecursionError) as error:
        return Unreadable(error.message if isinstance(error, GraphQLError) else "the selection is nested too deeply")
    operation = document.definitions[0]
    if len(document.definitions) != 1 or not isinstance(operation, OperationDefinitionNode):
        return Unreadable("the selection is more than one selection")
    return _selections(operation.selection_set, 0)


def _selections(node: SelectionSetNode, depth: int) -> Selections | Unreadable:
    if depth > MAX_DEPTH:
        return Unreadable(f"the selection is deeper than {MAX_DEPTH} levels")
    found: list[Selection] = []
    for each in node.selections:
        children: Selections | Unreadable = ()
        match each:
            case FieldNode():
                if each.selection_set is not None:
                    children = _selections(each.selection_set, depth + 1)
                name, on = each.name.value, None
                arguments = ", ".join(print_ast(argument) for argument in each.arguments or ())
                if each.alias is not None:
                    return Unreadable(f'the alias "{each.alias.value}" is not allowed here')
            case InlineFragmentNode():
                children = _selections(each.selection_set, depth + 1)
                name, arguments = "", ""
                on = each.type_condition.name.value if each.type_condition else None
            case FragmentSpreadNode():
                return Unreadable(f'the fragment "{each.name.value}" is defined nowhere')
            case _:  # pragma: no cover - the parser knows no other selection
                return Unreadable("this is not a selection")
        if isinstance(children, Unreadable):
            return children
        directives = tuple(directive.name.value for directive in each.directives or ())
        found.append(Selection(name, on, arguments, directives, children))
    return tuple(found)


def printed(selections: Selections) -> str:
    """On one line, as the supergraph keeps it: `id owner { id }`."""
    parts: list[str] = []
    for each in selections:
        head = each.name if not each.fragment else f"... on {each.on}" if each.on else "..."
        arguments = f"({each.arguments})" if each.arguments else ""
        parts.append(head + arguments + (f" {{ {printed(each.children)} }}" if each.children else ""))
    return " ".join(parts)


def selected_fields(schema: SubgraphSchema, parent: str, selections: Selections) -> Iterator[tuple[str, str]]:
    """(type, field) of all that a selection names in a subgraph; a field of an interface stands for those of its
    implementations too."""
    found = schema.types.get(parent)
    if found is None:
        return
    for each in selections:
        if each.fragment:
            yield from selected_fields(schema, each.on or parent, each.children)
            continue
        for owner in (parent, *(name for name in schema.possible(parent) if name != parent)):
            yield owner, each.name
        field = found.fields.get(each.name)
        if field is not None and each.children:
            yield from selected_fields(schema, named(field.type), each.children)


def problem(schema: SubgraphSchema, parent: Type, selections: Selections) -> str | None:
    """Why a selection cannot be made on a type of a subgraph, or None."""
    if not selections:
        return "the selection is empty"
    for each in selections:
        if each.fragment:
            target = schema.types.get(each.on) if each.on else parent
            if target is None or not target.composite:
                return f'the subgraph has no type "{each.on}" to narrow to'
            if not set(schema.possible(parent.name)) & set(schema.possible(target.name)):
                return f'"{parent.name}" can never be "{target.name}"'
            wrong = problem(schema, target, each.children)
        elif each.name == "__typename":
            wrong = None
        else:
            field = parent.fields.get(each.name)
            if field is None:
                return (
                    f'type "{parent.name}" has no field "{each.name}" in this subgraph (if another one '
                    f"resolves it, add it here with @external)"
                )
            type_ = schema.types.get(named(field.type))
            composite = type_ is not None and type_.composite
            if composite and not each.children:
                return f'field "{parent.name}.{each.name}" needs a selection of its own'
            if not composite and each.children:
                return f'field "{parent.name}.{each.name}" of type "{field.type}" has no fields to select'
            wrong = problem(schema, type_, each.children) if composite and type_ else None
        if wrong is not None:
            return wrong
    return None
