"""Queries that the API allows, and nobody can answer."""

from tests.supergraph.compose.subgraphs import composed, refused


def test_a_field_without_a_way_to_it_is_shown_by_a_query() -> None:
    errors = refused(
        clubs="type Query { club(id: ID!, kind: Kind!): Club } type Club { name: String } enum Kind { SPORT }",
        halls="type Club { hall: Hall } type Hall { name: String @shareable }",
    )
    (error,) = errors
    assert error.code == "SATISFIABILITY_ERROR"
    assert error.place == "Club.hall"
    assert error.subgraphs == ("clubs", "halls")
    assert '{\n  club(id: "…", kind: SPORT) {\n    hall {\n      ...\n    }\n  }\n}' in error.text
    assert 'from subgraph "clubs":\n  - cannot find field "Club.hall".' in error.text
    assert (
        'cannot move to subgraph "halls", which has field "Club.hall", because type "Club" has no resolvable @key'
        in error.text
    )


def test_a_key_that_cannot_be_had_is_named() -> None:
    errors = refused(
        clubs='type Query { club: Club } type Club @key(fields: "id") { id: ID! }',
        halls='type Club @key(fields: "id nr") { id: ID! nr: Int hall: Int }',
    )
    assert errors.codes == {"SATISFIABILITY_ERROR"}
    assert any(
        'using @key(fields: "id nr") of "Club", the key field(s) cannot be resolved' in error.text for error in errors
    )


def test_a_requirement_that_cannot_be_had_is_named() -> None:
    errors = refused(
        clubs='type Query { club: Club } type Club @key(fields: "id") { id: ID! }',
        names='type Club @key(fields: "nr") { nr: Int name: String }',
        cries='type Club @key(fields: "id") { id: ID! name: String @external cry: Int @requires(fields: "name") }',
    )
    assert any('cannot satisfy @require conditions on field "Club.cry"' in error.text for error in errors)


def test_several_hops_and_nested_keys_are_ways() -> None:
    composed(
        clubs='type Query { club: Club } type Club @key(fields: "id") { id: ID! }',
        numbers=(
            'type Club @key(fields: "id") @key(fields: "seat { nr }") { id: ID! seat: Seat } '
            "type Seat { nr: Int @shareable }"
        ),
        halls=(
            'type Club @key(fields: "seat { nr }") { seat: Seat @shareable hall: Int } type Seat { nr: Int @shareable }'
        ).replace("seat: Seat @shareable", "seat: Seat"),
    )


def test_what_a_parent_provides_is_had_there_alone() -> None:
    provided = (
        'type Query {{ best: Club {way} club: Club }} type Club @key(fields: "id") {{ id: ID! name: String @external }}'
    )
    owner = 'type Club @key(fields: "id", resolvable: false) { id: ID! name: String }'
    errors = refused(a=provided.format(way='@provides(fields: "name")'), b=owner)
    assert [error.place for error in errors] == ["Club.name"]
    assert all("  club {" in error.text for error in errors)


def test_behind_an_interface_each_type_is_looked_at() -> None:
    errors = refused(
        a="type Query { named: Named } interface Named { name: String } "
        "type X implements Named { name: String } type Y implements Named { name: String }",
        b="type Y { far: Int }",
    )
    assert any("... on Y {\n      far\n    }" in error.text for error in errors)


def test_what_stands_for_an_interface_must_lead_to_its_types() -> None:
    errors = refused(
        a='interface Named { id: ID! } type X implements Named @key(fields: "id") { id: ID! }',
        b='type Query { named: Named } type Named @interfaceObject @key(fields: "id") { id: ID! }',
    )
    assert errors.codes == {"SATISFIABILITY_ERROR"}
    assert "implementation type of @interfaceObject" in next(iter(errors)).text


def test_an_interface_object_adds_to_every_type() -> None:
    found = composed(
        a='type Query { named: Named } interface Named @key(fields: "id") { id: ID! } '
        'type X implements Named @key(fields: "id") { id: ID! }',
        b='type Named @interfaceObject @key(fields: "id") { id: ID! grade: Int }',
    )
    assert "grade: Int @join__field\n" in found.supergraph_sdl
    assert "isInterfaceObject: true" in found.supergraph_sdl


def test_mutations_and_subscriptions_are_followed_too() -> None:
    errors = refused(
        a="type Query { a: Int } type Mutation { rename: Club } type Club { name: String }", b="type Club { hall: Int }"
    )
    assert any("mutation {\n  rename {\n    hall\n  }\n}" in error.text for error in errors)
