"""Random operations over the suites' supergraphs: each is planned, and each request fits its subgraph's schema."""

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    build_ast_schema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
    parse,
    validate,
)
from graphql.language import ast

from supergraph.joined import api_schema, read_supergraph
from supergraph.plan.cache import make_plan

CASES = Path(__file__).parents[4] / "shared" / "cases" / "federation"
SHAPES = ((3, 1.0), (3, 0.5), (5, 0.4), (4, 0.3))
"""How deep, and how likely each field is."""
ROUNDS = 2
MAX_CHARACTERS = 8_000

_WHOLE = {
    ast.ObjectTypeExtensionNode: ast.ObjectTypeDefinitionNode,
    ast.InterfaceTypeExtensionNode: ast.InterfaceTypeDefinitionNode,
    ast.UnionTypeExtensionNode: ast.UnionTypeDefinitionNode,
    ast.EnumTypeExtensionNode: ast.EnumTypeDefinitionNode,
}


def _suites() -> list[str]:
    return sorted(file.parent.name for file in CASES.glob("*/supergraph.graphql"))


@pytest.mark.parametrize("suite", _suites() or ["none"])
def test_every_operation_is_planned_and_every_request_fits_its_subgraph(suite: str) -> None:
    if not CASES.is_dir():
        pytest.skip("the cases from outside (../shared/cases/federation) are not here")
    sdl = (CASES / suite / "supergraph.graphql").read_text(encoding="utf-8")
    joined, api = read_supergraph(sdl), api_schema(sdl)
    schemas = {each.name: _subgraph(CASES / suite / f"{each.name}.graphql") for each in joined.subgraphs.values()}
    chance = random.Random(suite)
    planned = 0
    for kind, root in (("query", api.query_type), ("mutation", api.mutation_type)):
        for depth, likely in SHAPES * ROUNDS if root is not None else ():
            assert root is not None
            query = f"{kind} {_selection(root, api, depth, likely, chance)}"
            document = parse(query)
            if len(query) > MAX_CHARACTERS:
                continue
            assert validate(api, document) == []
            operation = document.definitions[0]
            assert isinstance(operation, OperationDefinitionNode)
            plan = make_plan(joined, operation, document, {})
            planned += 1
            for fetch in (fetch for series in plan.series for fetch in series):
                assert validate(schemas[fetch.subgraph], parse(fetch.text)) == [], (query, fetch.text)
    assert planned


def _selection(kind: GraphQLNamedType, api: GraphQLSchema, depth: int, likely: float, chance: random.Random) -> str:
    written = ["__typename"] if chance.random() < 0.3 else []
    if isinstance(kind, (GraphQLObjectType, GraphQLInterfaceType)):
        for name, field in kind.fields.items():
            inner = get_named_type(field.type)
            if chance.random() > likely or (depth == 0 and not is_leaf_type(inner)):
                continue
            below = "" if is_leaf_type(inner) else _selection(inner, api, depth - 1, likely, chance)
            written.append(f"a{chance.randrange(10**12)}: {name}{_arguments(field)} {below}")
    if is_abstract_type(kind) and depth > 0:
        written += [
            f"... on {possible.name} {_selection(possible, api, depth - 1, likely, chance)}"
            for possible in api.get_possible_types(kind)
            if chance.random() <= likely
        ]
    return f"{{ {' '.join(written) or '__typename'} }}"


def _arguments(field: GraphQLField) -> str:
    given = [f"{name}: {_value(each.type)}" for name, each in field.args.items() if is_required_argument(each)]
    return f"({', '.join(given)})" if given else ""


def _value(kind: GraphQLInputType) -> str:
    match kind:
        case GraphQLNonNull():
            return _value(kind.of_type)
        case GraphQLList():
            return "[]"
        case GraphQLEnumType():
            return str(next(iter(kind.values)))
        case GraphQLInputObjectType():
            fields = {name: each for name, each in kind.fields.items() if is_required_input_field(each)}
            return "{" + ", ".join(f"{name}: {_value(each.type)}" for name, each in fields.items()) + "}"
    values: Mapping[str, str] = {"Int": "1", "Float": "1.5", "Boolean": "true"}
    return values.get(kind.name, '"x"')


def _subgraph(file: Path) -> GraphQLSchema:
    """A subgraph's schema as it serves it: its SDL, extensions without a base taken for the types, and _entities."""
    document = parse(file.read_text(encoding="utf-8"))
    left_out = (SchemaDefinitionNode, SchemaExtensionNode)
    found = [each for each in document.definitions if not isinstance(each, left_out)]
    bases = {each.name.value for each in found if type(each) not in _WHOLE}  # type: ignore[attr-defined]
    for index, each in enumerate(found):
        whole = _WHOLE.get(type(each))
        if whole is not None and each.name.value not in bases:  # type: ignore[attr-defined]
            bases.add(each.name.value)  # type: ignore[attr-defined]
            found[index] = whole(**{key: getattr(each, key, None) for key in each.keys})
    entities = [
        each.name.value
        for each in found
        if isinstance(each, ast.ObjectTypeDefinitionNode)
        and any(directive.name.value == "key" for directive in each.directives or ())
    ]
    more = f"scalar _Any {'extend ' if 'Query' in bases else ''}type Query {{ _service: String "
    more += "_entities(representations: [_Any!]!): [_Entity]! } " if entities else "} "
    more += f"union _Entity = {' | '.join(dict.fromkeys(entities))}" if entities else ""
    definitions = (*found, *parse(more).definitions)
    return build_ast_schema(DocumentNode(definitions=definitions), assume_valid=True, assume_valid_sdl=True)
