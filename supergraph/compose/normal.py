"""A supergraph's normal form: two supergraphs mean the same when their normal forms are the same text.

a  definitions that a linked specification implies (join__, link__, @tag of specs.apollo.dev, …) are left out: the
link says them
b  types, fields, arguments, values, members, interfaces, directives and imports are put in the order of their names
c  selections are spelt one way: `books{id}` and `{ books { id } }` become `books { id }`
d  arguments that say what their default says (`external: false`) are left out
e  descriptions are left out: they are the reader's, not the router's
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from graphql import (
    ArgumentNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    SchemaDefinitionNode,
    StringValueNode,
    TypeDefinitionNode,
    ValueNode,
    parse,
    print_ast,
)

from supergraph.compose.fieldsets import Selections, Unreadable, parse_selections, printed

_SORTED = ("fields", "arguments", "values", "types", "interfaces", "operation_types", "locations")
_DEFAULTS = {
    "join__type": {"extension": "false", "resolvable": "true", "isInterfaceObject": "false"},
    "join__field": {"external": "false", "usedOverridden": "false"},
}
_SELECTIONS = frozenset({"key", "requires", "provides", "selection"})
_N = TypeVar("_N", bound=Node)


def normal_form(sdl: str) -> str:
    """The normal form of a supergraph, or of any schema."""
    document = parse(sdl, no_location=True)
    implied = _implied(document)
    nodes = [
        _normal(node)
        for node in document.definitions
        if not (
            isinstance(node, DirectiveDefinitionNode | TypeDefinitionNode) and _is_implied(node.name.value, implied)
        )
    ]
    return "\n\n".join(sorted(print_ast(node) for node in nodes)) + "\n"


def _implied(document: DocumentNode) -> frozenset[str]:
    """Names, and namespaces with `__`, of the specifications that the schema links (a)."""
    names: set[str] = set()
    for node in document.definitions:
        if not isinstance(node, SchemaDefinitionNode):
            continue
        for directive in node.directives or ():
            if directive.name.value != "link":
                continue
            values = {argument.name.value: argument.value for argument in directive.arguments or ()}
            url = values.get("url")
            if not isinstance(url, StringValueNode) or not url.value.startswith("https://specs.apollo.dev/"):
                continue
            name = url.value.split("/")[-2]
            names |= {name, name + "__"}
            imports = values.get("import")
            for each in imports.values if isinstance(imports, ListValueNode) else ():
                if isinstance(each, StringValueNode):
                    names.add(each.value.removeprefix("@"))
                elif isinstance(each, ObjectValueNode):
                    names |= {
                        f.value.value.removeprefix("@") for f in each.fields if isinstance(f.value, StringValueNode)
                    }
    return frozenset(names)


def _is_implied(name: str, implied: frozenset[str]) -> bool:
    if name == "join__Graph":
        return False
    return name in implied or ("__" in name and name.split("__", maxsplit=1)[0] + "__" in implied)


def _normal(node: _N) -> _N:
    values: dict[str, object] = {}
    for key in node.keys:
        value = getattr(node, key, None)
        if key == "description":
            value = None  # e
        elif key == "directives":
            value = tuple(sorted((_directive(each) for each in value or ()), key=print_ast))
        elif isinstance(value, Node) and not _is_type_reference(key):
            value = _normal(value)
        elif isinstance(value, tuple | list):
            children = [_normal(each) if isinstance(each, Node) else each for each in value]
            value = tuple(
                _ordered(children) if key in _SORTED and not isinstance(node, ListValueNode) else children
            )  # b
        values[key] = value
    rebuilt: Callable[..., _N] = type(node)
    return rebuilt(**values)


def _is_type_reference(key: str) -> bool:
    return key in ("type", "name")


def _ordered(children: Sequence[object]) -> list[object]:
    return sorted(children, key=lambda child: print_ast(child) if isinstance(child, Node) else str(child))


def _directive(node: DirectiveNode) -> DirectiveNode:
    defaults = _DEFAULTS.get(node.name.value, {})
    arguments: Iterable[ArgumentNode] = (
        ArgumentNode(name=each.name, value=_value(each.name.value, each.value, node.name.value))
        for each in node.arguments or ()
        if defaults.get(each.name.value) != print_ast(each.value)  # d
    )
    return DirectiveNode(name=node.name, arguments=tuple(sorted(arguments, key=lambda each: each.name.value)))


def _value(name: str, value: ValueNode, directive: str) -> ValueNode:
    if isinstance(value, StringValueNode):
        if name in _SELECTIONS and directive.startswith("join__"):
            selections = parse_selections(value.value)
            if not isinstance(selections, Unreadable):
                return StringValueNode(value=printed(_sorted_selections(selections)))  # c
        return StringValueNode(value=value.value, block=False)
    if isinstance(value, ObjectValueNode):
        fields = [
            type(each)(name=each.name, value=_value(each.name.value, each.value, directive)) for each in value.fields
        ]
        return ObjectValueNode(fields=tuple(sorted(fields, key=lambda each: each.name.value)))
    if isinstance(value, ListValueNode):
        values = [_value("", each, directive) for each in value.values]
        ordered = (
            sorted(values, key=print_ast) if name in ("import", "contextArguments", "scopes", "policies") else values
        )
        return ListValueNode(values=tuple(ordered))
    return value


def _sorted_selections(selections: Selections) -> Selections:
    nested = [replace(each, children=_sorted_selections(each.children)) for each in selections]
    return tuple(sorted(nested, key=lambda each: printed((each,))))
