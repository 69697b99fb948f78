"""A supergraph's SDL, read: who answers what, and what is refused."""

import pytest

from supergraph.joined import FieldSet, SelectedField, SupergraphRefused, api_schema, read_supergraph
from supergraph.joined.fieldsets import read_field_set
from tests.supergraph.run.world import SDL


def test_a_field_has_its_sources() -> None:
    club = read_supergraph(SDL).types["Club"]
    members = club.fields["members"].sources
    assert {graph: source.is_external for graph, source in members.items()} == {"GRANTS": True, "HUB": False}
    assert club.fields["perMember"].sources["GRANTS"].requires == read_field_set("members")
    assert club.fields["id"].sources.keys() == {"GRANTS", "HUB"}
    assert club.keys["GRANTS"] == (read_field_set("id"),)


def test_objects_of_an_interface_are_known_by_subgraph() -> None:
    joined = read_supergraph(SDL)
    assert joined.possible("Organization", "HUB") == {"Club", "Institution"}
    assert joined.possible("Organization", "GRANTS") == frozenset()
    assert joined.roots == {"query": "Query", "mutation": "Mutation"}


@pytest.mark.parametrize(
    ("override", "labels", "hub", "grants"),
    [
        ('override: "hub"', (), True, False),
        ('override: "hub", overrideLabel: "spring"', (), False, True),
        ('override: "hub", overrideLabel: "spring"', ("spring",), True, False),
        ('override: "hub", overrideLabel: "percent(50)"', (), False, True),
        ('override: "hub", overrideLabel: "percent(100)"', (), True, False),
    ],
)
def test_an_override_moves_a_field_when_it_is_in_force(
    override: str, labels: tuple[str, ...], hub: bool, grants: bool
) -> None:
    sdl = SDL.replace(
        "  events: [Event!]! @join__field(graph: HUB)",
        f"  events: [Event!]! @join__field(graph: HUB, usedOverridden: true) @join__field(graph: GRANTS, {override})",
    )
    sources = read_supergraph(sdl, labels=frozenset(labels)).types["Club"].fields["events"].sources
    assert (sources["HUB"].is_external, sources["GRANTS"].is_external) == (hub, grants)


def test_a_field_set_is_what_it_selects() -> None:
    read = read_field_set('id price(currency: "EUR") organization { ... on Club { number } ... { name } }')
    assert read == FieldSet(
        (
            SelectedField("id"),
            SelectedField("price", '(currency: "EUR")'),
            SelectedField(
                "organization",
                "",
                FieldSet((SelectedField("name"),), (("Club", FieldSet((SelectedField("number"),))),)),
            ),
        )
    )
    assert read_field_set(str(read)) == read
    assert read.joined(read_field_set("id name")).field("name") == SelectedField("name")


def test_clients_do_not_see_what_is_inaccessible_nor_how_it_is_joined() -> None:
    schema = api_schema(
        SDL.replace("members: Int ", "members: Int @inaccessible ").replace("  SPORT @", "  SPORT @inaccessible @")
    )
    club, kind = schema.type_map["Club"], schema.type_map["GrantKind"]
    assert "members" not in club.fields  # type: ignore[attr-defined]
    assert list(kind.values) == ["YOUTH"]  # type: ignore[attr-defined]
    assert not [name for name in schema.type_map if "__" in name[1:]]


def test_all_that_cannot_be_served_is_said_at_once() -> None:
    sdl = SDL.replace("lanes: Int!", "lanes: Int! @policy(policies: [])").replace(
        "name: String!\n  lanes", "name: String! @requiresScopes(scopes: [])\n  lanes"
    )
    with pytest.raises(SupergraphRefused) as refused:
        read_supergraph(sdl)
    assert len(refused.value.problems) == 2
