"""One statement per edge and level, whatever the number of rows."""

from datasources.store.database import Database, count_statements
from resolvers.context import Context
from resolvers.paging import Bound, PageBounds
from tests.resolvers.asking import ask_graph
from tests.resolvers.conftest import Ask
from tests.resolvers.district import NOW, district

EVERY_EDGE = """query ($first: Int!) {
  clubs(filter: {categories: {anyOf: ["urn:engagement-hub:topic:culture"]}}, first: $first) { nodes {
    name
    municipality { name }
    seat { name }
    events { nodes { name nextOccurrence { start location { name } } } }
    opportunities { nodes { title } }
    records { originId }
  } }
}"""
STATEMENTS = 8
"""Clubs, municipalities, seats, events, next occurrences, their places, opportunities, records."""


async def test_a_query_over_every_edge_takes_as_many_statements_for_1_10_and_100_clubs() -> None:
    db = await Database.open("sqlite+aiosqlite:///:memory:")
    await district(100).write(db)
    counts = {}
    for first in (1, 10, 100):
        with count_statements(db) as counted:
            answer = await ask_graph(Context(db, now=NOW), EVERY_EDGE, {"first": first})
        nodes = answer.of("clubs", "nodes")
        assert len(nodes) == first
        assert all(len(node["events"]["nodes"]) == 2 and len(node["records"]) == 1 for node in nodes)
        assert all(node["events"]["nodes"][0]["nextOccurrence"]["location"]["name"] for node in nodes)
        counts[first] = counted.count
    await db.close()
    assert counts == {1: STATEMENTS, 10: STATEMENTS, 100: STATEMENTS}


async def test_counts_facets_and_page_info_cost_nothing_unless_asked(ask: Ask, db: Database) -> None:
    async def statements(selection: str) -> int:
        with count_statements(db) as counted:
            assert (await ask(f"{{ clubs(first: 2) {{ {selection} }} }}")).errors == []
        return counted.count

    assert await statements("__typename") == 0
    assert await statements("totalCount") == 1
    assert await statements("nodes { name }") == 1
    assert await statements("nodes { name } edges { cursor } pageInfo { endCursor }") == 1
    assert await statements("nodes { name } totalCount") == 2
    assert await statements("facets(by: [LEGAL_FORM]) { field }") == 1


async def test_counts_of_all_parents_are_one_statement(ask: Ask, db: Database) -> None:
    with count_statements(db) as counted:
        answer = await ask("{ clubs { nodes { events { totalCount } opportunities { totalCount } } } }")
    assert len(answer.of("clubs", "nodes")) == 9
    assert counted.count == 3


async def test_same_keys_of_several_places_are_read_once(ask: Ask, db: Database) -> None:
    query = """{ events { nodes { organizer { name municipality { name } } location { municipality { name } } } }
      opportunities { nodes { organization { name } } } }"""
    with count_statements(db) as counted:
        assert (await ask(query)).errors == []
    assert counted.count <= 6


async def test_lists_of_parents_have_the_same_bounds(ask: Ask) -> None:
    bounds = PageBounds(entries=Bound(1, 1))
    nodes = (await ask("{ clubs { nodes { events { nodes { name } } } } }", bounds=bounds)).of("clubs", "nodes")
    assert [len(node["events"]["nodes"]) for node in nodes] == [0]
