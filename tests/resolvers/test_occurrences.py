"""Dates beyond what is stored are expanded on request, with ids that stay."""

from tests.resolvers.conftest import Ask
from tests.resolvers.district import TRAINING, TURNVEREIN

FAR = 'between: {from: "2035-01-01T00:00:00Z", to: "2035-02-01T00:00:00Z"}'


async def test_dates_beyond_the_store_are_expanded(ask: Ask) -> None:
    query = f"""{{ event(id: "{TRAINING}") {{ occurrences({FAR}, first: 2) {{
      totalCount pageInfo {{ endCursor hasNextPage }} nodes {{ id start allDay event {{ name }} location {{ name }} }}
    }} }} }}"""
    page = (await ask(query)).of("event", "occurrences")
    assert page["totalCount"] == 5
    assert page["nodes"][0]["start"] == "2035-01-02T17:00:00Z"  # winter: six o'clock is five in UTC
    assert page["nodes"][0]["location"] == {"name": "Bürgerhaus Polch"}
    cursor = page["pageInfo"]["endCursor"]
    rest = query.replace("first: 2", f'first: 10, after: "{cursor}"')
    later = (await ask(rest)).of("event", "occurrences", "nodes")
    assert [each["start"][:10] for each in later] == ["2035-01-16", "2035-01-23", "2035-01-30"]


async def test_expanded_dates_are_answered_by_id(ask: Ask) -> None:
    query = f'{{ event(id: "{TRAINING}") {{ occurrences({FAR}, first: 1) {{ nodes {{ id start }} }} }} }}'
    [date] = (await ask(query)).of("event", "occurrences", "nodes")
    node = await ask(
        "query ($id: ID!) { node(id: $id) { id ... on Occurrence { start event { id } } } }", {"id": date["id"]}
    )
    assert node.of("node") == {**date, "event": {"id": TRAINING}}


async def test_lists_of_a_club_reach_beyond_the_store(ask: Ask) -> None:
    query = f'{{ club(id: "{TURNVEREIN}") {{ occurrences(filter: {{{FAR}}}) {{ totalCount nodes {{ name }} }} }} }}'
    page = (await ask(query)).of("club", "occurrences")
    assert page["totalCount"] == 5
    assert {node["name"] for node in page["nodes"]} == {"Fußballtraining der Jugend"}


async def test_groups_of_dates_beyond_the_store_are_refused(ask: Ask) -> None:
    query = f"{{ aggregateOccurrences(filter: {{{FAR}}}, groupBy: [MONTH]) {{ total }} }}"
    assert "Groups and clusters of dates" in (await ask(query)).refusal()
