"""Whether a subgraph's SDL is valid GraphQL once what federation defines is added to it, and its own definitions of
those are right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLType,
    InputValueDefinitionNode,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectValueNode,
    ScalarTypeDefinitionNode,
    StringValueNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    Undefined,
    ValueNode,
    build_ast_schema,
    get_named_type,
    parse,
    print_ast,
    type_from_ast,
    validate_schema,
    value_from_ast,
)
from graphql.language import ast
from graphql.validation.specified_rules import specified_sdl_rules
from graphql.validation.validate import validate_sdl

from supergraph.compose.errors import Findings
from supergraph.compose.links import Vocabulary
from supergraph.compose.specifications import LATEST, SCALARS, definitions

_LINK = "(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA"
_SELECTIONS = frozenset({"key", "requires", "provides"})
_FORGIVEN = frozenset({"Query root type must be provided.", "Type Query must define one or more fields."})
_CUSTOM_SCALARS = frozenset(SCALARS)


def check_definitions(document: DocumentNode, words: Vocabulary, subgraph: str, findings: Findings) -> None:
    """A subgraph may define federation's directives itself, if it defines them as the specification does."""
    texts = definitions(words.version or LATEST)
    composed = {
        node.name.value
        for node in document.definitions
        if isinstance(node, TypeDefinitionNode) and not isinstance(node, ScalarTypeDefinitionNode)
    }
    for name in sorted(composed & (words.scalars.keys() | _CUSTOM_SCALARS)):
        if name in words.scalars or any(_takes(node, name) for node in document.definitions):
            findings.error(
                "INVALID_GRAPHQL", f'The type "{name}" is the specification\'s, and a scalar.', subgraph, place=name
            )
    for node in document.definitions:
        if not isinstance(node, DirectiveDefinitionNode):
            continue
        meaning = words.directives.get(node.name.value)
        if meaning is None:
            continue
        expected = parse(f"directive @{meaning}{texts[meaning]}", no_location=True).definitions[0]
        assert isinstance(expected, DirectiveDefinitionNode)
        wrong = _difference(node, expected, words)
        if wrong is not None:
            findings.error(
                "DIRECTIVE_DEFINITION_INVALID",
                f'The definition of "@{node.name.value}" is not the specification\'s: {wrong}.',
                subgraph,
                place=f"@{node.name.value}",
            )


def _takes(node: DefinitionNode, name: str) -> bool:
    """Whether a definition of @key or the like has an argument of a type."""
    return (
        isinstance(node, DirectiveDefinitionNode)
        and node.name.value in _SELECTIONS
        and any(print_ast(argument.type).strip("[]!") == name for argument in node.arguments or ())
    )


def _difference(actual: DirectiveDefinitionNode, expected: DirectiveDefinitionNode, words: Vocabulary) -> str | None:
    wanted = {argument.name.value: argument for argument in expected.arguments or ()}
    given = {argument.name.value: argument for argument in actual.arguments or ()}
    for name, argument in given.items():
        if name not in wanted:
            return f'it has no argument "{name}"'
        type_ = _canonical(print_ast(argument.type), words)
        right = print_ast(wanted[name].type)
        if type_ not in (right, right.rstrip("!"), right + "!") and not _stands_for(type_, right, words):
            return f'argument "{name}" has type "{print_ast(argument.type)}" instead of "{right}"'
    for name, argument in wanted.items():
        if name not in given and print_ast(argument.type).endswith("!"):
            return f'argument "{name}" is missing'
    if actual.repeatable and not expected.repeatable:
        return "it is not repeatable"
    allowed = {location.value for location in expected.locations}
    for location in actual.locations:
        if location.value not in allowed:
            return f"it does not belong on {location.value}"
    return None


def _canonical(type_: str, words: Vocabulary) -> str:
    name = type_.strip("[]!")
    return type_.replace(name, words.scalars.get(name, name))


def _stands_for(type_: str, right: str, words: Vocabulary) -> bool:
    """Schemas of the first federation write String, or _FieldSet, where the specification has a scalar of its own."""
    name = right.strip("[]!")
    first = words.version is None and name == "FieldSet"  # there, lists of field names were in use too
    return (
        name in _CUSTOM_SCALARS
        and type_.strip("[]!") in ("String", "_FieldSet")
        and (first or type_.count("[") == right.count("["))
    )


def check_validity(document: DocumentNode, words: Vocabulary, subgraph: str, findings: Findings) -> None:
    """INVALID_GRAPHQL for each thing that GraphQL itself forbids."""
    whole = _completed(document, words)
    try:
        errors: Sequence[GraphQLError] = validate_sdl(whole, rules=specified_sdl_rules)
        if not errors:
            schema = build_ast_schema(whole, assume_valid_sdl=True)
            errors = [
                *(e for e in validate_schema(schema) if not _forgiven(e)),
                *_wrong_values(whole, schema, words),
            ]
    except (GraphQLError, TypeError, ValueError, KeyError, RecursionError) as error:
        # build_ast_schema refuses some documents (a name that GraphQL reserves) by raising
        errors = [error if isinstance(error, GraphQLError) else GraphQLError(str(error) or type(error).__name__)]
    for each in errors:
        message = each.message
        if message.startswith("Unknown directive '@") or message.startswith('Unknown directive "@'):
            message += _advice(message.split("@", 1)[1].split("'")[0].split('"')[0], words)
        findings.error("INVALID_GRAPHQL", message if message.endswith(".") else message + ".", subgraph)


def _forgiven(error: GraphQLError) -> bool:
    """A subgraph may have no query of its own; defaults are looked at here, more leniently."""
    return error.message in _FORGIVEN or " has invalid default value: " in error.message


def _advice(name: str, words: Vocabulary) -> str:
    if words.version is None or name not in definitions(words.version):
        return ""
    return f' Add "@{name}" to the `import` of the @link to federation, or write "@federation__{name}".'


def _completed(document: DocumentNode, words: Vocabulary) -> DocumentNode:
    """The document with what it may leave out: federation's definitions, and a definition for what is only extended."""
    nodes: list[DefinitionNode] = []
    defined = {node.name.value for node in document.definitions if isinstance(node, TypeDefinitionNode)}
    directives = {node.name.value for node in document.definitions if isinstance(node, DirectiveDefinitionNode)}
    for node in document.definitions:
        if isinstance(node, TypeExtensionNode) and node.name.value not in defined:
            defined.add(node.name.value)
            nodes.append(as_definition(node))
        else:
            nodes.append(node)
    missing: list[str] = []
    texts = definitions(words.version or LATEST)
    wanted_scalars: set[str] = set()
    spelling = (
        {meaning: name for name, meaning in words.scalars.items()}
        if words.version
        else {"FieldSet": "federation__FieldSet"}
    )
    for name, meaning in words.directives.items():
        if name in directives:
            continue
        text = texts[meaning]
        for scalar in SCALARS:
            if f"{scalar}!" in text or f": {scalar})" in text:
                written = spelling.get(scalar, scalar)
                text = text.replace(f"{scalar}!", f"{written}!").replace(f": {scalar})", f": {written})")
                wanted_scalars.add(written)
        missing.append(f"directive @{name}{text}")
    if words.version is not None:
        wanted_scalars |= {name for name in words.scalars if name not in defined}
    missing.extend(f"scalar {name}" for name in sorted(wanted_scalars - defined))
    if words.link_spelling not in directives:
        missing.append(f"directive @{words.link_spelling}{_LINK}")
        if "link__Import" not in defined:
            missing.append("scalar link__Import")
        if "link__Purpose" not in defined:
            missing.append("enum link__Purpose { SECURITY EXECUTION }")
    if missing:
        nodes.extend(parse("\n".join(missing), no_location=True).definitions)
    return DocumentNode(definitions=tuple(nodes))


def as_definition(node: TypeExtensionNode) -> TypeDefinitionNode:
    """`extend type A {…}` as `type A {…}`, for a type that another subgraph defines."""

    definition: Callable[..., TypeDefinitionNode] = getattr(ast, type(node).__name__.replace("Extension", "Definition"))
    values = {key: getattr(node, key, None) for key in node.keys if key != "description"}
    return definition(**values)


def _wrong_values(document: DocumentNode, schema: GraphQLSchema, words: Vocabulary) -> Iterator[GraphQLError]:
    """Defaults, and arguments of directives, that their types do not admit."""
    for node in _walk(document):
        if isinstance(node, InputValueDefinitionNode) and node.default_value is not None:
            type_ = type_from_ast(schema, node.type)
            if (
                type_ is not None
                and value_from_ast(node.default_value, _input(type_)) is Undefined
                and not _names_value(node, type_)
            ):
                yield GraphQLError(
                    f'The default {print_ast(node.default_value)} of "{node.name.value}" is no value of type '
                    f"{print_ast(node.type)}"
                )
        elif isinstance(node, DirectiveNode):
            definition = schema.get_directive(node.name.value)
            for argument in node.arguments or ():
                declared = definition.args.get(argument.name.value) if definition else None
                if declared is None or _is_selection(node, argument.name.value, words):
                    continue
                if not _admits(argument.value, declared.type):
                    yield GraphQLError(
                        f"{print_ast(argument.value)} is no value of type {declared.type} for "
                        f'"@{node.name.value}({argument.name.value}:)"'
                    )


def _admits(value: ValueNode, type_: GraphQLInputType) -> bool:
    """Whether a directive's argument is of its type; a field that an input object lacks is the server's to miss, as
    composers have it."""
    if isinstance(type_, GraphQLNonNull):
        return not isinstance(value, NullValueNode) and _admits(value, type_.of_type)
    if isinstance(value, NullValueNode):
        return True
    if isinstance(type_, GraphQLList):
        values = value.values if isinstance(value, ListValueNode) else (value,)
        return all(_admits(each, type_.of_type) for each in values)
    if isinstance(type_, GraphQLInputObjectType):
        return isinstance(value, ObjectValueNode) and all(
            each.name.value in type_.fields and _admits(each.value, type_.fields[each.name.value].type)
            for each in value.fields
        )
    return value_from_ast(value, type_) is not Undefined


def _names_value(node: InputValueDefinitionNode, type_: object) -> bool:
    """`type: UserType = "Regular"`: many servers print an enum's value as a string."""
    enum = get_named_type(type_) if isinstance(type_, GraphQLType) else None
    return (
        isinstance(node.default_value, StringValueNode)
        and isinstance(enum, GraphQLEnumType)
        and node.default_value.value in enum.values
    )


def _is_selection(node: DirectiveNode, argument: str, words: Vocabulary) -> bool:
    """The selections of @key, @requires and @provides have codes of their own."""
    return argument == "fields" and words.directives.get(node.name.value) in _SELECTIONS


def _input(type_: object) -> GraphQLInputType:
    return type_  # type: ignore[return-value]  # an input value's type is an input type, or validation said so before


def _walk(node: Node) -> Iterator[Node]:
    stack: list[Node] = [node]
    while stack:
        current = stack.pop()
        yield current
        for key in current.keys:
            value = getattr(current, key, None)
            if isinstance(value, Node):
                stack.append(value)
            elif isinstance(value, tuple | list):
                stack.extend(each for each in value if isinstance(each, Node))
