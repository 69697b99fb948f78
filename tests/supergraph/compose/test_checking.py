"""What is said to a partner before it joins."""

from supergraph.compose import Subgraph
from supergraph.compose.checking import check_joining
from tests.supergraph.compose.subgraphs import second, subgraphs

HUB = second(
    "type Query { node(id: ID!): Node clubs: [Club!] } interface Node { id: ID! } "
    'type Club implements Node @key(fields: "id") { id: ID! name: String }'
)


def test_what_clients_gain_is_listed() -> None:
    check = check_joining(
        Subgraph(
            "grants", "", second('type Club @key(fields: "id") { id: ID! grants: [Grant!] } type Grant { cents: Int! }')
        ),
        subgraphs(hub=HUB),
    )
    assert check.composes
    assert check.added == ("Club.grants", "Grant.cents")
    assert check.removed == check.breaking == ()


def test_relays_node_is_suggested_to_be_ignored() -> None:
    relay = second(
        "type Query { node(id: ID!): Node } interface Node { id: ID! } type Hall implements Node { id: ID! }"
    )
    check = check_joining(Subgraph("halls", "", relay), subgraphs(hub=HUB))
    assert check.composes
    assert check.suggested_ignore == ("Query.node",)
    assert "Hall.id" in check.added


def test_another_clash_is_not_ignored_away() -> None:
    check = check_joining(
        Subgraph("halls", "", second('type Club @key(fields: "id") { id: ID! name: String }')), subgraphs(hub=HUB)
    )
    assert [error.code for error in check.errors] == ["INVALID_FIELD_SHARING"]


def test_a_new_version_of_a_subgraph_shows_what_breaks() -> None:
    old = second('type Club @key(fields: "id") { id: ID! grants(year: Int): Int halls: Int }')
    new = second('type Club @key(fields: "id") { id: ID! grants(year: Int!): Int }')
    check = check_joining(Subgraph("grants", "", new), subgraphs(hub=HUB, grants=old))
    assert check.removed == ("Club.halls",)
    assert len(check.breaking) == 2
    assert any("halls" in change for change in check.breaking)
