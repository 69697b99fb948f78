"""From a subgraph's SDL to its elements.

    a  parse, under a bound
    b  links: which federation, under which names
    c  root types take their default names
    d  the subgraph's own definitions of federation's directives are right
    e  the whole is valid GraphQL
    f  types: definitions and extensions together, federation's machinery (`_entities`, `_Any`, …) left out
    g  what the operator ignores is left out

A subgraph that fails before f is not looked at further: what would be said of it follows from what was said already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    FieldDefinitionNode,
    GraphQLError,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    NamedTypeNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    parse,
    print_ast,
    visit,
)
from graphql.language.visitor import Visitor

from supergraph.compose.elements import (
    BUILT_IN_SCALARS,
    ROOTS,
    Application,
    Applications,
    Argument,
    EnumValue,
    Field,
    Kind,
    SubgraphSchema,
    Type,
    has,
)
from supergraph.compose.errors import Findings
from supergraph.compose.links import Vocabulary, read_links, vocabulary
from supergraph.compose.validity import check_definitions, check_validity

MAX_TOKENS = 1_000_000
_MACHINERY = frozenset({"_Any", "_Entity", "_Service", "_FieldSet", "link__Import", "link__Purpose", "core__Purpose"})
_MACHINE_FIELDS = frozenset({"_entities", "_service"})
_IGNORE = re.compile(r"^[_A-Za-z]\w*\.[_A-Za-z]\w*$")

_ObjectLike = (
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
)


def read_subgraph(
    name: str, url: str, sdl: str, ignore: Sequence[str], graph: str, findings: Findings
) -> SubgraphSchema | None:
    """The subgraph's elements; None when the findings say why there are none. `graph` is its name in `enum
    join__Graph`."""
    before = len(findings.errors)
    try:
        document = parse(sdl, no_location=True, max_tokens=MAX_TOKENS)
    except (GraphQLError, RecursionError) as error:
        reason = error.message if isinstance(error, GraphQLError) else "it is nested too deeply"
        findings.error("INVALID_GRAPHQL", f"The SDL cannot be read: {reason.rstrip('.')}.", name)
        return None
    schema_nodes = [
        node for node in document.definitions if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode)
    ]
    schema_directives = [directive for node in schema_nodes for directive in node.directives or ()]
    links = read_links(schema_directives, name, findings)
    if len(findings.errors) > before:
        return None
    own = [node.name.value for node in document.definitions if isinstance(node, DirectiveDefinitionNode)]
    words = vocabulary(links, own)
    document = _with_default_roots(document, name, findings)
    check_definitions(document, words, name, findings)
    if len(findings.errors) > before:
        return None
    check_validity(document, words, name, findings)
    if len(findings.errors) > before:
        return None
    types = _read_types(document, words)
    definitions = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, DirectiveDefinitionNode)
        and node.name.value not in words.directives
        and node.name.value != words.link_spelling
    }
    read = SubgraphSchema(
        name, url, graph, words.version, links, types, definitions, _applications(schema_directives, words)
    )
    return _without(read, ignore, findings)


def _with_default_roots(document: DocumentNode, subgraph: str, findings: Findings) -> DocumentNode:
    """`schema { query: RootQuery }` is renamed to Query throughout, since the supergraph has one name for it."""
    renames: dict[str, str] = {}
    for node in document.definitions:
        if isinstance(node, SchemaDefinitionNode | SchemaExtensionNode):
            for operation in node.operation_types or ():
                default = operation.operation.value.capitalize()
                if operation.type.name.value != default:
                    renames[operation.type.name.value] = default
    if not renames:
        return document
    names = {
        node.name.value for node in document.definitions if isinstance(node, TypeDefinitionNode | TypeExtensionNode)
    }
    clash = False
    for name, default in renames.items():
        if default in names:
            clash = True
            findings.error(
                f"ROOT_{default.upper()}_USED",
                f'The schema has a type "{default}", but its {default.lower()} root is "{name}".',
                subgraph,
                place=default,
            )
    return document if clash else visit(document, _Renaming(renames))


class _Renaming(Visitor):
    def __init__(self, renames: Mapping[str, str]) -> None:
        super().__init__()
        self.renames = renames

    def leave(self, node: object, *_: object) -> object:
        if isinstance(node, NamedTypeNode | TypeDefinitionNode | TypeExtensionNode) and node.name.value in self.renames:
            name = type(node.name)(value=self.renames[node.name.value])
            rebuilt: Callable[..., object] = type(node)
            return rebuilt(**{key: getattr(node, key, None) for key in node.keys} | {"name": name})
        return None


def _read_types(document: DocumentNode, words: Vocabulary) -> dict[str, Type]:
    types: dict[str, Type] = {}
    nodes = [node for node in document.definitions if isinstance(node, TypeDefinitionNode | TypeExtensionNode)]
    # Definitions before extensions, so that a type's elements come in the order of its definition.
    for node in sorted(nodes, key=lambda each: isinstance(each, TypeExtensionNode)):
        name = node.name.value
        if name in _MACHINERY or name in words.scalars or name in BUILT_IN_SCALARS:
            continue
        read = _read_type(node, words)
        types[name] = _joined(types[name], read) if name in types else read
    # Every subgraph answers `_service`, and so has a query type, also where its SDL names none.
    types.setdefault("Query", Type("Query", Kind.OBJECT))
    return types


def _read_type(node: TypeDefinitionNode | TypeExtensionNode, words: Vocabulary) -> Type:
    extension = isinstance(node, TypeExtensionNode)
    description = getattr(node, "description", None)
    directives = tuple(replace(each, extension=extension) for each in _applications(node.directives or (), words))
    extends = has(directives, "extends")
    fields: dict[str, Field] = {}
    interfaces: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    values: dict[str, EnumValue] = {}
    match node:
        case ScalarTypeDefinitionNode() | ScalarTypeExtensionNode():
            kind = Kind.SCALAR
        case UnionTypeDefinitionNode() | UnionTypeExtensionNode():
            kind = Kind.UNION
            members = tuple(member.name.value for member in node.types or ())
        case EnumTypeDefinitionNode() | EnumTypeExtensionNode():
            kind = Kind.ENUM
            for value in node.values or ():
                values[value.name.value] = EnumValue(
                    value.name.value, _applications(value.directives or (), words), _text(value.description)
                )
        case InputObjectTypeDefinitionNode() | InputObjectTypeExtensionNode():
            kind = Kind.INPUT
            for each in node.fields or ():
                fields[each.name.value] = _read_input_field(each, words, extension)
        case _:
            assert isinstance(node, _ObjectLike)
            kind = (
                Kind.OBJECT if isinstance(node, ObjectTypeDefinitionNode | ObjectTypeExtensionNode) else Kind.INTERFACE
            )
            interfaces = tuple(interface.name.value for interface in node.interfaces or ())
            for field in node.fields or ():
                if not (node.name.value in ROOTS and field.name.value in _MACHINE_FIELDS):
                    fields[field.name.value] = _read_field(field, words, extension)
    return Type(
        node.name.value,
        kind,
        directives,
        _text(description),
        fields,
        interfaces,
        members,
        values,
        defined=not extension,
        extended=extension or extends,
    )


def _joined(first: Type, second: Type) -> Type:
    return replace(
        first,
        directives=first.directives + second.directives,
        description=first.description or second.description,
        fields={**first.fields, **second.fields},
        interfaces=tuple(dict.fromkeys(first.interfaces + second.interfaces)),
        members=tuple(dict.fromkeys(first.members + second.members)),
        values={**first.values, **second.values},
        defined=first.defined or second.defined,
        extended=first.extended or second.extended,
    )


def _read_field(node: FieldDefinitionNode, words: Vocabulary, extension: bool) -> Field:
    arguments = {each.name.value: _read_argument(each, words) for each in node.arguments or ()}
    directives = _applications(node.directives or (), words)
    return Field(node.name.value, print_ast(node.type), arguments, None, directives, _text(node.description), extension)


def _read_input_field(node: InputValueDefinitionNode, words: Vocabulary, extension: bool) -> Field:
    read = _read_argument(node, words)
    return Field(read.name, read.type, {}, read.default, read.directives, read.description, extension)


def _read_argument(node: InputValueDefinitionNode, words: Vocabulary) -> Argument:
    default = print_ast(node.default_value) if node.default_value is not None else None
    return Argument(
        node.name.value,
        print_ast(node.type),
        default,
        _applications(node.directives or (), words),
        _text(node.description),
    )


def _applications(nodes: Sequence[DirectiveNode], words: Vocabulary) -> Applications:
    return tuple(
        Application(
            node.name.value,
            words.directives.get(node.name.value),
            {argument.name.value: argument.value for argument in node.arguments or ()},
        )
        for node in nodes
    )


def _text(description: StringValueNode | None) -> str | None:
    return description.value if description is not None else None


def _without(schema: SubgraphSchema, ignore: Sequence[str], findings: Findings) -> SubgraphSchema:
    """Without what the operator ignores: `Query.node`. A type all of whose fields are ignored goes with them."""
    types = dict(schema.types)
    for entry in ignore:
        type_name, _, field_name = entry.partition(".")
        found = types.get(type_name)
        if not _IGNORE.match(entry) or found is None or field_name not in found.fields:
            findings.error(
                "INVALID_IGNORE",
                f'The subgraph has no field "{entry}" that could be ignored.',
                schema.name,
                place=entry,
            )
            continue
        fields = {name: field for name, field in found.fields.items() if name != field_name}
        if fields or type_name == "Query":
            types[type_name] = replace(found, fields=fields)
        else:
            del types[type_name]
    return replace(schema, types=types)
