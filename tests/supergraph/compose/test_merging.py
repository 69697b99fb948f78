"""What several subgraphs say of one element, merged or refused."""

import pytest

from supergraph.compose import Composition, CompositionErrors, Subgraph, compose
from tests.supergraph.compose.subgraphs import composed, refused, second

CLUBS = 'type Query { clubs: [Club!]! } type Club @key(fields: "id") { id: ID! name: String }'

BROKEN = {
    "INVALID_FIELD_SHARING": 'type Club @key(fields: "id") { id: ID! name: String }',
    "FIELD_TYPE_MISMATCH": 'type Club @key(fields: "id") { id: Int! }',
    "TYPE_KIND_MISMATCH": "enum Club { A }",
    "EXTERNAL_TYPE_MISMATCH": (
        'type Club @key(fields: "id") { id: ID! name: Int @external cry: Int @requires(fields: "name") }'
    ),
    "EXTERNAL_MISSING_ON_BASE": (
        'type Club @key(fields: "id") { id: ID! motto: Int @external cry: Int @requires(fields: "motto") }'
    ),
    "OVERRIDE_FROM_SELF_ERROR": 'type Club @key(fields: "id") { id: ID! cry: Int @override(from: "partner") }',
    "OVERRIDE_LABEL_INVALID": 'type Club @key(fields: "id") { id: ID! name: String @override(from: '
    '"clubs", label: "percent(101)") }',
    "INTERFACE_OBJECT_USAGE_ERROR": 'type Named @interfaceObject @key(fields: "id") { id: ID! }',
    "ONLY_INACCESSIBLE_CHILDREN": "type Town { name: String @inaccessible }",
    "REFERENCED_INACCESSIBLE": "extend type Query { town: Town } type Town @inaccessible { name: String }",
    "REQUIRED_INACCESSIBLE": "extend type Query { town(of: Int! @inaccessible): Int }",
    "DEFAULT_VALUE_USES_INACCESSIBLE": "extend type Query { town(kind: Kind = A): Int } enum Kind { "
    "A @inaccessible B }",
    "IMPLEMENTED_BY_INACCESSIBLE": (
        "interface Named { name: String other: Int } type Town implements Named { name: String "
        "@inaccessible other: Int }"
    ),
    "QUERY_ROOT_TYPE_INACCESSIBLE": "type Query @inaccessible { town: Int }",
    "MISSING_TRANSITIVE_AUTH_REQUIREMENTS": (
        "type Query { best: Club } "
        'type Club @key(fields: "id") { id: ID! name: String @external cry: Int @requires(fields: "name") }'
    ),
}


@pytest.mark.parametrize(("code", "sdl"), BROKEN.items(), ids=BROKEN)
def test_what_does_not_go_together_is_refused(code: str, sdl: str) -> None:
    clubs = CLUBS.replace("name: String", "name: String @authenticated") if code.startswith("MISSING") else CLUBS
    assert refused(clubs=clubs, partner=sdl).codes == {code}


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("FIELD_ARGUMENT_TYPE_MISMATCH", "a(n: Int): Int @shareable", "a(n: String): Int @shareable"),
        ("FIELD_ARGUMENT_DEFAULT_MISMATCH", "a(n: Int = 1): Int @shareable", "a(n: Int = 2): Int @shareable"),
        ("REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH", "a(n: Int!): Int @shareable", "a: Int @shareable"),
    ],
)
def test_arguments_must_agree(code: str, one: str, other: str) -> None:
    errors = refused(one=f"type Query {{ {one} }}", other=f"type Query {{ {other} }}")
    assert errors.codes == {code}
    assert {error.place for error in errors} == {"Query.a(n:)"}


@pytest.mark.parametrize(
    ("code", "one", "other"),
    [
        ("INPUT_FIELD_DEFAULT_MISMATCH", "a: Int = 1", "a: Int = 2"),
        ("REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH", "a: Int! b: Int", "b: Int"),
        ("EMPTY_MERGED_INPUT_TYPE", "a: Int", "b: Int"),
    ],
)
def test_inputs_must_agree(code: str, one: str, other: str) -> None:
    errors = refused(one=f"type Query {{ x(i: I): Int }} input I {{ {one} }}", other=f"input I {{ {other} }}")
    assert errors.codes == {code}


def test_an_enum_of_both_directions_is_repeated_in_full() -> None:
    errors = refused(
        clubs="type Query { a(kind: Kind): Kind } enum Kind { SPORT MUSIK }",
        partner="type Query { b: Kind } enum Kind { SPORT }",
    )
    assert errors.codes == {"ENUM_VALUE_MISMATCH"}
    assert "repeated in full" in next(iter(errors)).message


def test_an_enum_is_united_as_output_and_cut_as_input() -> None:
    output = composed(a="type Query { a: K } enum K { X Y }", b="type Query { b: K } enum K { Y Z }")
    cut = composed(a="type Query { a(k: K): Int } enum K { X Y }", b="type Query { b(k: K): Int } enum K { Y Z }")
    assert list(output.api_schema.type_map["K"].values) == ["X", "Y", "Z"]  # type: ignore[attr-defined]
    assert list(cut.api_schema.type_map["K"].values) == ["Y"]  # type: ignore[attr-defined]
    assert refused(a="type Query { a(k: K): Int } enum K { X }", b="enum K { Z }").codes == {"EMPTY_MERGED_ENUM_TYPE"}


def test_an_interface_needs_its_fields_on_every_implementation() -> None:
    errors = refused(
        a=(
            "type Query { n: Named } interface Named { name: String town: String } type X implements "
            "Named { name: String town: String }"
        ),
        b="interface Named { name: String } type Y implements Named { name: String }",
    )
    assert errors.codes == {"INTERFACE_FIELD_NO_IMPLEM"}


def test_merged_types_must_be_valid_together() -> None:
    errors = refused(
        a=(
            "type Query { n: Named } interface Named { name: String! } type X implements Named "
            "@shareable { name: String! }"
        ),
        b="interface Other { name: String } type X implements Other @shareable { name: String }",
    )
    assert errors.codes == {"INVALID_GRAPHQL"}


def test_a_field_of_one_subgraph_is_joined_to_it() -> None:
    found = composed(hub=CLUBS, grants='type Club @key(fields: "id") { id: ID! grants: [Int!] }')
    assert "grants: [Int!] @join__field(graph: GRANTS)" in found.supergraph_sdl
    assert '@join__type(graph: HUB, key: "id")' in found.supergraph_sdl
    assert "join" not in found.api_sdl


def test_what_is_inaccessible_is_kept_from_the_api_alone() -> None:
    found = composed(hub='type Query { a: Int b: Int @inaccessible } type Club @key(fields: "id") { id: ID! }')
    assert "b: Int" not in found.api_sdl
    assert "b: Int @inaccessible" in found.supergraph_sdl
    assert "https://specs.apollo.dev/inaccessible/v0.2" in found.supergraph_sdl


def test_demands_of_several_subgraphs_all_hold() -> None:
    found = composed(
        a='type Query { x: Int @shareable @requiresScopes(scopes: [["a"], ["b"]]) @cost(weight: 3) }',
        b='type Query { x: Int @shareable @requiresScopes(scopes: [["c"]]) @cost(weight: 9) }',
    )
    assert '@requiresScopes(scopes: [["a", "c"], ["b", "c"]])' in found.supergraph_sdl
    assert "@cost(weight: 9)" in found.supergraph_sdl


def test_an_overridden_field_that_a_key_names_stays_named() -> None:
    found = composed(
        old='type Query { a: Bill } type Bill @key(fields: "id") @key(fields: "nr") { id: ID! nr: Int sum: Int }',
        new='type Bill @key(fields: "id") { id: ID! nr: Int @override(from: "old") sum: Int @override(from: "old") }',
    )
    assert (
        'nr: Int @join__field(graph: NEW, override: "old") @join__field(graph: OLD, usedOverridden: true)'
        in found.supergraph_sdl
    )
    assert 'sum: Int @join__field(graph: NEW, override: "old")\n' in found.supergraph_sdl
    assert {hint.code for hint in found.hints} == {"OVERRIDDEN_FIELD_CAN_BE_REMOVED"}


def test_ignored_fields_do_not_clash() -> None:
    relay = second(
        "type Query { node(id: ID!): Node } interface Node { id: ID! } type A implements Node @shareable { id: ID! }"
    )
    clash = compose([Subgraph("a", "", relay), Subgraph("b", "", relay)])
    eased = compose([Subgraph("a", "", relay), Subgraph("b", "", relay, ignore=("Query.node",))])
    unknown = compose([Subgraph("a", "", relay, ignore=("Query.nodes",))])
    assert isinstance(clash, CompositionErrors)
    assert clash.codes == {"INVALID_FIELD_SHARING"}
    assert isinstance(eased, Composition)
    assert "node(id: ID!): Node @join__field(graph: A)" in eased.supergraph_sdl
    assert isinstance(unknown, CompositionErrors)
    assert unknown.codes == {"INVALID_IGNORE"}


def test_a_non_null_field_on_anothers_entity_is_hinted_at() -> None:
    found = composed(hub=CLUBS, grants='type Club @key(fields: "id") { id: ID! grants: Int! halls: Int }')
    assert [(hint.code, hint.place) for hint in found.hints] == [("NON_NULL_FIELD_ON_FOREIGN_ENTITY", "Club.grants")]


def test_an_extension_without_base_is_refused_in_the_first_federation() -> None:
    found = compose(
        [Subgraph("a", "", 'type Query { a: A } extend type A @key(fields: "id") { id: ID! @external b: Int }')]
    )
    assert isinstance(found, CompositionErrors)
    assert found.codes == {"EXTENSION_WITH_NO_BASE"}


def test_value_types_of_the_first_federation_are_shared() -> None:
    town = "type Town { name: String }"
    found = compose(
        [Subgraph("a", "", f"type Query {{ a: Town }} {town}"), Subgraph("b", "", f"type Query {{ b: Town }} {town}")]
    )
    assert isinstance(found, Composition)


def test_no_queries_is_no_graph() -> None:
    assert refused(a='type A @key(fields: "id") { id: ID! }').codes == {"NO_QUERIES"}
