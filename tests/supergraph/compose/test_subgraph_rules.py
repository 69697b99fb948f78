"""One broken rule a row: the subgraph that breaks it, beside one that breaks none."""

import pytest

from supergraph.compose import CompositionErrors, Subgraph, compose
from tests.supergraph.compose.subgraphs import refused, second

CLUBS = (
    'type Query { clubs: [Club!]! } type Club @key(fields: "id") { id: ID! name: String town: '
    "Town } type Town { name: String }"
)

BROKEN = {
    "KEY_INVALID_FIELDS": 'type Club @key(fields: "nummer") { id: ID! }',
    "KEY_INVALID_FIELDS_TYPE": "type Club @key(fields: 7) { id: ID! }",
    "KEY_FIELDS_HAS_ARGS": 'type Club @key(fields: "id") { id(kind: Int): ID! }',
    "KEY_FIELDS_SELECT_INVALID_TYPE": (
        'type Club @key(fields: "of { id }") { of: Node } interface Node { id: ID! } type X implements Node { id: ID! }'
    ),
    "KEY_DIRECTIVE_IN_FIELDS_ARG": 'type Club @key(fields: "id @skip(if: true)") { id: ID! }',
    "REQUIRES_FIELDS_MISSING_EXTERNAL": (
        'type Club @key(fields: "id") { id: ID! motto: String @shareable cry: String @requires(fields: "motto") }'
    ),
    "REQUIRES_INVALID_FIELDS": 'type Club @key(fields: "id") { id: ID! cry: String @requires(fields: "motto") }',
    "REQUIRES_INVALID_FIELDS_TYPE": 'type Club @key(fields: "id") { id: ID! cry: String @requires(fields: true) }',
    "REQUIRES_DIRECTIVE_IN_FIELDS_ARG": (
        'type Club @key(fields: "id") { id: ID! name: String @external cry: String @requires(fields: '
        '"name @skip(if: true)") }'
    ),
    "PROVIDES_ON_NON_OBJECT_FIELD": 'extend type Query { word: String @provides(fields: "id") }',
    "PROVIDES_INVALID_FIELDS": 'extend type Query { best: Club @provides(fields: "x") } type Club '
    '@key(fields: "id") { id: ID! }',
    "PROVIDES_INVALID_FIELDS_TYPE": (
        'extend type Query { best: Club @provides(fields: 1.5) } type Club @key(fields: "id") { id: ID! }'
    ),
    "PROVIDES_FIELDS_MISSING_EXTERNAL": (
        'extend type Query { best: Club @provides(fields: "id") } type Club @key(fields: "id") { id: ID! }'
    ),
    "PROVIDES_FIELDS_HAS_ARGS": (
        'extend type Query { best: Club @provides(fields: "name") } '
        'type Club @key(fields: "id") { id: ID! name(short: Boolean): String @external }'
    ),
    "EXTERNAL_UNUSED": 'type Club @key(fields: "id") { id: ID! name: String @external }',
    "EXTERNAL_ON_INTERFACE": "interface Named { name: String @external }",
    "EXTERNAL_COLLISION_WITH_ANOTHER_DIRECTIVE": (
        'type Club @key(fields: "id") { id: ID! town: Town @external @provides(fields: "name") '
        'cry: String @requires(fields: "town { name }") } type Town { name: String @external }'
    ),
    "MERGED_DIRECTIVE_APPLICATION_ON_EXTERNAL": (
        'type Club @key(fields: "id") { id: ID! name: String @external @tag(name: "a") cry: String '
        '@requires(fields: "name") }'
    ),
    "INVALID_SHAREABLE_USAGE": "interface Named { name: String @shareable }",
    "OVERRIDE_ON_INTERFACE": 'interface Named { name: String @override(from: "clubs") }',
    "INTERFACE_OBJECT_USAGE_ERROR": "type Named @interfaceObject { grade: Int }",
    "INTERFACE_KEY_NOT_ON_IMPLEMENTATION": (
        'interface Named @key(fields: "id") { id: ID! } type Choir implements Named { id: ID! }'
    ),
    "COST_APPLIED_TO_INTERFACE_FIELD": "interface Named { name: String @cost(weight: 3) }",
    "LIST_SIZE_APPLIED_TO_NON_LIST": "extend type Query { word: String @listSize(assumedSize: 3) }",
    "LIST_SIZE_INVALID_ASSUMED_SIZE": "extend type Query { words: [String] @listSize(assumedSize: -3) }",
    "LIST_SIZE_INVALID_SIZED_FIELD": (
        'extend type Query { page: Page @listSize(assumedSize: 3, sizedFields: ["x"]) } type Page { all: [Int] }'
    ),
    "LIST_SIZE_INVALID_SLICING_ARGUMENT": "extend type Query { words(first: String): [String] "
    '@listSize(slicingArguments: ["first"]) }',
    "CONTEXT_NAME_CONTAINS_UNDERSCORE": 'type Club @key(fields: "id") @context(name: "a_b") { id: ID! }',
    "CONTEXT_NAME_INVALID": 'type Club @key(fields: "id") @context(name: "1a") { id: ID! }',
    "CONTEXT_NOT_SET": 'type Club @key(fields: "id") { id: ID! cry(by: ID @fromContext(field: "$none '
    '{ id }")): String }',
    "CONTEXT_INVALID_SELECTION": 'type Club @key(fields: "id") { id: ID! cry(by: ID '
    '@fromContext(field: "none")): String }',
    "CONTEXT_NO_RESOLVABLE_KEY": (
        'type Club @key(fields: "id") @context(name: "club") { id: ID! team: Team } '
        'type Team { cry(by: ID @fromContext(field: "$club { id }")): String }'
    ),
    "AUTH_REQUIREMENTS_APPLIED_ON_INTERFACE": "interface Named @authenticated { name: String }",
    "DIRECTIVE_COMPOSITION_ERROR": 'extend schema @composeDirective(name: "@unknown")',
    "INVALID_GRAPHQL": "type Club { id: Nothing }",
    "ROOT_QUERY_USED": "schema { query: Wurzel } type Wurzel { a: Int } type Query { b: Int }",
    "ROOT_MUTATION_USED": "schema { mutation: Wurzel } type Wurzel { a: Int } type Mutation { b: Int }",
    "ROOT_SUBSCRIPTION_USED": "schema { subscription: Wurzel } type Wurzel { a: Int } type Subscription { b: Int }",
    "DIRECTIVE_DEFINITION_INVALID": "directive @shareable on ENUM",
}


@pytest.mark.parametrize(("code", "sdl"), BROKEN.items(), ids=BROKEN)
def test_a_broken_rule_is_named_with_its_subgraph_and_what_mends_it(code: str, sdl: str) -> None:
    errors = refused(clubs=CLUBS, partner=sdl)
    assert errors.codes == {code}, [error.message for error in errors]
    error = next(iter(errors))
    assert error.subgraphs == ("partner",)
    assert error.message.startswith("[partner] ")
    assert error.mend in error.message


def test_all_that_is_broken_is_reported() -> None:
    errors = refused(
        clubs=CLUBS, partner=" ".join([BROKEN["EXTERNAL_UNUSED"], BROKEN["INVALID_SHAREABLE_USAGE"]]), third="{"
    )
    assert errors.codes == {"EXTERNAL_UNUSED", "INVALID_SHAREABLE_USAGE", "INVALID_GRAPHQL"}
    assert [error.place for error in errors if error.code == "EXTERNAL_UNUSED"] == ["Club.name"]


@pytest.mark.parametrize(
    ("code", "link"),
    [
        ("UNKNOWN_LINK_VERSION", '@link(url: "https://specs.apollo.dev/federation/v2.99")'),
        ("INVALID_LINK_IDENTIFIER", '@link(url: "https://specs.apollo.dev/federation/neuest")'),
        ("INVALID_LINK_DIRECTIVE_USAGE", '@link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@cost"])'),
        ("INVALID_LINK_DIRECTIVE_USAGE", '@link(url: "https://specs.apollo.dev/federation/v2.9", import: ["key"])'),
        (
            "INVALID_LINK_DIRECTIVE_USAGE",
            '@link(url: "https://specs.apollo.dev/federation/v2.9", import: [{as: "@a"}])',
        ),
    ],
)
def test_a_wrong_link_is_said_to_be_wrong(code: str, link: str) -> None:
    found = compose([Subgraph("partner", "", f"extend schema {link} type Query {{ a: Int }}")])
    assert isinstance(found, CompositionErrors)
    assert found.codes == {code}


@pytest.mark.parametrize(
    ("code", "sdl"),
    [
        ("KEY_UNSUPPORTED_ON_INTERFACE", 'interface Named @key(fields: "id") { id: ID! }'),
        ("REQUIRES_UNSUPPORTED_ON_INTERFACE", 'interface Named { a: Int @requires(fields: "b") b: Int }'),
        ("PROVIDES_UNSUPPORTED_ON_INTERFACE", 'interface Named { a: Named @provides(fields: "b") b: Int }'),
    ],
)
def test_early_versions_have_no_entity_interfaces(code: str, sdl: str) -> None:
    found = compose([Subgraph("partner", "", second(sdl, "key requires provides", "2.2"))])
    assert isinstance(found, CompositionErrors)
    assert code in found.codes


def test_names_of_subgraphs_are_their_own() -> None:
    twice = compose([Subgraph("grants", "", CLUBS), Subgraph("grants", "", CLUBS)])
    none = compose([])
    assert isinstance(twice, CompositionErrors)
    assert isinstance(none, CompositionErrors)
    assert twice.codes == {"INVALID_SUBGRAPH_NAME"}
    assert none.codes == {"NO_SUBGRAPHS"}
