"""Lists read the columns that are selected, and no field reads one that it does not declare."""

import gc
from weakref import ref

import pytest
from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
)

from datasources.people.viewer import Viewer
from datasources.store.database import Database, count_statements
from datasources.store.rows import EventRow, OccurrenceRow, OpportunityRow, OrganizationRow, fields_of
from resolvers.context import Context
from schema.build import build_schema
from schema.columns import ORGANIZATIONS, _Memory, columns_read
from tests.resolvers.asking import ask_graph
from tests.resolvers.district import NOW

BETWEEN = '{from: "2026-06-01T00:00:00Z", to: "2026-08-01T00:00:00Z"}'
LISTS = {
    "Club": "organizations(filter: {types: [CLUB]})",
    "Institution": "organizations(filter: {types: [INSTITUTION]})",
    "Initiative": "organizations(filter: {types: [INITIATIVE]})",
    "Event": "events",
    "Occurrence": f"occurrences(filter: {{between: {BETWEEN}}})",
    "Opportunity": "opportunities(filter: {openOnly: false})",
}
EVERYWHERE = Viewer("https://issuer.example", "editor", account_pk=1, edits=frozenset(range(100)))
"""Whoever may read every field of a list."""
ARGUMENTS = {"filter": f"filter: {{between: {BETWEEN}}}", "between": f"between: {BETWEEN}"}


def selections(typename: str) -> list[tuple[str, str]]:
    """Each field of a type, selected alone."""
    graphql_type = build_schema()._schema.type_map[typename]
    assert isinstance(graphql_type, GraphQLObjectType)
    return [(typename, f"{name}{_arguments(field)}{_below(field)}") for name, field in graphql_type.fields.items()]


def _arguments(field: GraphQLField) -> str:
    needed = [ARGUMENTS[name] for name, argument in field.args.items() if is_required_argument(argument)]
    return f"({', '.join(needed)})" if needed else ""


def _below(field: GraphQLField) -> str:
    return "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"


FIELDS = [each for typename in LISTS for each in selections(typename)]


CLUBS = [selection for typename, selection in FIELDS if typename == "Club"]


@pytest.mark.parametrize("selection", CLUBS)
async def test_each_field_of_a_club_can_be_read_where_all_are_clubs(db: Database, selection: str) -> None:
    answer = await ask_graph(Context(db, now=NOW, viewer=EVERYWHERE), f"{{ clubs {{ nodes {{ {selection} }} }} }}")
    assert answer.errors == []
    assert answer.data["clubs"]["nodes"]


@pytest.mark.parametrize("selection", CLUBS)
async def test_each_field_of_one_club_can_be_read_alone(db: Database, selection: str) -> None:
    listed = await ask_graph(Context(db, now=NOW), "{ clubs(first: 1) { nodes { id } } }")
    named = f'id: "{listed.data["clubs"]["nodes"][0]["id"]}"'
    for field in ("club", "organization"):
        query = f"{{ {field}({named}) {{ ... on Club {{ {selection} }} }} }}"
        answer = await ask_graph(Context(db, now=NOW, viewer=EVERYWHERE), query)
        assert answer.errors == []
        assert answer.data[field] is not None


async def test_of_one_club_what_is_selected_is_read(db: Database) -> None:
    listed = await ask_graph(Context(db, now=NOW), "{ clubs(first: 1) { nodes { id slug name } } }")
    [club] = listed.data["clubs"]["nodes"]
    for named in (f'id: "{club["id"]}"', f'slug: "{club["slug"]}"'):
        with count_statements(db) as counted:
            answer = await ask_graph(Context(db, now=NOW), f"{{ club({named}) {{ id slug name }} }}")
        assert answer.data == {"club": club}
        assert "description" not in counted.texts[0]


async def test_keys_are_read_where_cursors_are_asked_for(db: Database) -> None:
    for below, is_keyed in (("nodes { name }", False), ("nodes { name } pageInfo { endCursor }", True)):
        with count_statements(db) as counted:
            answer = await ask_graph(Context(db, now=NOW), f"{{ clubs {{ {below} }} }}")
        assert answer.errors == []
        assert counted.texts[-1].startswith("SELECT organization.pk") is is_keyed
    assert answer.data["clubs"]["pageInfo"]["endCursor"]


@pytest.mark.parametrize(("typename", "selection"), FIELDS)
async def test_each_field_can_be_read_alone(db: Database, typename: str, selection: str) -> None:
    query = f"{{ {LISTS[typename]} {{ nodes {{ ... on {typename} {{ {selection} }} }} }} }}"
    answer = await ask_graph(Context(db, now=NOW, viewer=EVERYWHERE), query)
    assert answer.errors == []
    [connection] = answer.data.values()
    assert connection["nodes"]


def test_every_field_of_a_list_says_what_it_reads() -> None:
    schema = build_schema()
    for types, row in (
        (ORGANIZATIONS, OrganizationRow),
        (("Event",), EventRow),
        (("Occurrence",), OccurrenceRow),
        (("Opportunity",), OpportunityRow),
    ):
        for field, columns in columns_read(schema, types).items():
            assert columns is not None, f"{types[-1]}.{field} reads any column"
            assert columns <= set(fields_of(row)), f"{types[-1]}.{field}"


async def test_columns_that_are_not_selected_are_not_read(db: Database) -> None:
    query = """query { clubs { ...Page } }
      fragment Page on ClubConnection { nodes { ... on Club { ...Names } } edges { node { seat { name } } } }
      fragment Names on Organization { name }"""
    with count_statements(db) as counted:
        assert (await ask_graph(Context(db, now=NOW), query)).errors == []
    first = counted.texts[0]
    assert "organization.name" in first
    assert "organization.seat_pk" in first
    assert "description" not in first
    assert "contact_points" not in first


async def test_same_columns_are_read_through_every_spelling(db: Database) -> None:
    for query in (
        "{ clubs { edges { node { website } } } }",
        "{ a: clubs { n: nodes { w: website } } }",
        "query ($yes: Boolean!) { clubs { nodes { website @include(if: $yes) } } }",
    ):
        answer = await ask_graph(Context(db, now=NOW), query, {"yes": True} if "$yes" in query else None)
        assert "https://turnverein.example/" in str(answer.data)


def test_memory_is_bounded_and_holds_no_document() -> None:
    memory = _Memory(2)
    places = [_place(f"{{ a{number} }}") for number in range(3)]
    for number in range(3):
        memory.remember(number, [places[number]], (frozenset({str(number)}),))
    assert memory.recall(0, [places[0]]) is None  # the oldest made room
    assert memory.recall(2, [places[2]]) == (frozenset({"2"}),)
    assert memory.recall(2, [places[1]]) is None  # another node that took its place in memory
    gone = ref(places.pop())
    gc.collect()
    assert gone() is None


def _place(text: str) -> FieldNode:
    [operation] = parse(text).definitions
    assert isinstance(operation, OperationDefinitionNode)
    [place] = operation.selection_set.selections
    assert isinstance(place, FieldNode)
    return place
