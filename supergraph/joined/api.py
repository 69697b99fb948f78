"""The API schema: the supergraph as clients see it.

(a) join's, link's and other specifications' types and directives are left out
(b) so is what is @inaccessible: types, fields, arguments, enum values, input fields
(c) so is what refers to nothing any more: interfaces and union members that went in (b)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from graphql import (
    ConstDirectiveNode,
    DefinitionNode,
    DirectiveDefinitionNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    SchemaDefinitionNode,
    TypeDefinitionNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    parse,
)

_KEPT: Final = frozenset({"deprecated", "specifiedBy", "oneOf"})
_EXECUTABLE: Final = frozenset(
    {"QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"}
)

Directives = tuple[ConstDirectiveNode, ...] | None


def api_schema(sdl: str) -> GraphQLSchema:
    """The schema that clients of a supergraph query; `sdl` is one that `read_supergraph` has taken."""
    document = parse(sdl, no_location=True)
    hidden = {
        definition.name.value
        for definition in document.definitions
        if isinstance(definition, TypeDefinitionNode) and _is_hidden(definition.directives)
    }
    definitions = [kept for definition in document.definitions if (kept := _visible(definition, hidden)) is not None]
    return build_ast_schema(DocumentNode(definitions=tuple(definitions)), assume_valid_sdl=True)


def _visible(definition: DefinitionNode, hidden: set[str]) -> DefinitionNode | None:
    match definition:
        case DirectiveDefinitionNode(name=name, locations=locations):
            is_ours = "__" in name.value or not all(each.value in _EXECUTABLE for each in locations)
            return None if is_ours else definition
        case SchemaDefinitionNode(operation_types=operations):
            kept = tuple(each for each in operations if each.type.name.value not in hidden)
            return replace(definition, operation_types=kept, directives=())
        case TypeDefinitionNode(name=name) if "__" in name.value or _is_hidden(definition.directives):
            return None
        case ObjectTypeDefinitionNode() | InterfaceTypeDefinitionNode():
            return replace(
                definition,
                interfaces=_named(definition.interfaces, hidden),
                directives=_kept(definition.directives),
                fields=tuple(
                    replace(each, directives=_kept(each.directives), arguments=_inputs(each.arguments))
                    for each in definition.fields or ()
                    if not _is_hidden(each.directives)
                ),
            )
        case UnionTypeDefinitionNode():
            return replace(definition, directives=_kept(definition.directives), types=_named(definition.types, hidden))
        case EnumTypeDefinitionNode():
            values = tuple(
                replace(each, directives=_kept(each.directives))
                for each in definition.values or ()
                if not _is_hidden(each.directives)
            )
            return replace(definition, directives=_kept(definition.directives), values=values)
        case InputObjectTypeDefinitionNode():
            return replace(definition, directives=_kept(definition.directives), fields=_inputs(definition.fields))
        case ScalarTypeDefinitionNode():
            return replace(definition, directives=_kept(definition.directives))
    return definition


def _inputs(given: tuple[InputValueDefinitionNode, ...] | None) -> tuple[InputValueDefinitionNode, ...]:
    return tuple(
        replace(each, directives=_kept(each.directives)) for each in given or () if not _is_hidden(each.directives)
    )


def _named(given: tuple[NamedTypeNode, ...] | None, hidden: set[str]) -> tuple[NamedTypeNode, ...]:
    return tuple(each for each in given or () if each.name.value not in hidden)


def _is_hidden(directives: Directives) -> bool:
    return any(each.name.value == "inaccessible" for each in directives or ())


def _kept(directives: Directives) -> tuple[ConstDirectiveNode, ...]:
    return tuple(each for each in directives or () if each.name.value in _KEPT)
