"""The hub's own graph answers the same through both executors."""

from typing import Any

import pytest

from datasources.store.database import Database
from resolvers.context import Context
from tests.resolvers.asking import ask_graph, graphql_core
from tests.resolvers.district import EXCHANGE, FEUERWEHR, KUCHEN, NOW, SOMMERFEST, TRAINING, TURNVEREIN
from tests.resolvers.test_entries import ENTITIES
from tests.resolvers.test_loaders import Booking
from tests.resolvers.test_privacy import EVERYTHING
from tests.resolvers.test_statement_counts import EVERY_EDGE

BETWEEN = 'between: {from: "2026-06-01T00:00:00Z", to: "2026-08-01T00:00:00Z"}'
FULL = """fragment Place on Place { id name precision address { street postalCode locality country } point { lat lon }
  municipality { name } distanceKm(from: {lat: 50.3, lon: 7.3}) }
fragment Everything on Organization {
  __typename id slug name alternateNames description website socialMedia status createdAt updatedAt
  identifiers { scheme value uri } categories { uri label } logo { url alt license { id } } images { url width }
  contactPoints { role email } openingHours { weekday opens closes note } accessibility { label }
  seat { ...Place } municipality { id ars kind center { lat lon } boundary }
  ... on Club { legalForm registerNumber registerCourt foundingDate memberCount charitablePurposes { notation }
    parent { name } departments { name } }
  ... on Institution { kind }
}
"""
REPRESENTATIONS = [
    {"__typename": "Club", "id": TURNVEREIN},
    {"__typename": "Club", "id": "nobody"},
    {"__typename": "Organization", "id": FEUERWEHR},
    {"__typename": "Concept", "uri": "urn:engagement-hub:topic:football"},
    {"__typename": "Municipality", "ars": "07137"},
]
SEARCH = """{ search(text: "polch") {
  totalCount
  edges { score highlight node { __typename ... on Club { id } ... on Municipality { ars } } }
  facets(by: [TYPE, MUNICIPALITY, CATEGORY]) { field buckets { key label count } }
} }"""
CALENDAR = f"""{{ occurrences(filter: {{{BETWEEN}}}) {{
  totalCount pageInfo {{ hasNextPage endCursor }}
  nodes {{
    id start end startDate endDate allDay status location {{ name }}
    event {{ name schedule {{ summary rrule }} organizer {{ name }} }}
  }}
}} }}"""
EVENT = f"""{{ event(id: "{TRAINING}") {{
  nextOccurrence {{ start }} opportunities {{ title }}
  occurrences({BETWEEN}, last: 2) {{ edges {{ cursor node {{ start }} }} pageInfo {{ hasPreviousPage }} }}
}} }}"""
OPPORTUNITIES = """{ opportunities(filter: {openOnly: false}) { nodes {
  title status placesLeft shifts { start placesLeft } requirements { kind note } hours { per }
  organization { name } event { name } statements { field reason }
} } }"""
AREAS = f"""{{ municipalities(within: "07137") {{
  name parent {{ name }} children {{ name }}
  clubs(first: 2) {{ totalCount nodes {{ name }} }}
  occurrences(filter: {{{BETWEEN}}}, first: 1) {{ nodes {{ start }} }}
}} }}"""
GROUPS = """{
  aggregateOrganizations(groupBy: [MUNICIPALITY, CATEGORY], metrics: [MEMBERS], includeEmpty: true) {
    total groups { keys { key label } count metrics { name value } }
  }
  organizationClusters(bbox: {west: 7, south: 50, east: 8, north: 51}, zoom: 12) {
    count center { lat } bbox { west } node { id }
  }
}"""
QUERIES: dict[str, tuple[str, dict[str, Any]]] = {
    "every edge": (EVERY_EDGE, {"first": 5}),
    "everything": (EVERYTHING, {"id": TURNVEREIN}),
    "entities": (ENTITIES, {"representations": REPRESENTATIONS}),
    "interfaces": (FULL + "{ organizations { nodes { ...Everything } edges { cursor node { id } } } }", {}),
    "nodes": (
        FULL + "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename ...Everything ... on Event { uid } } }",
        {"ids": [TURNVEREIN, SOMMERFEST, "nobody", KUCHEN, FEUERWEHR]},
    ),
    "search": (SEARCH, {}),
    "calendar": (CALENDAR, {}),
    "event": (EVENT, {}),
    "opportunities": (OPPORTUNITIES, {}),
    "areas": (AREAS, {}),
    "sources": ("{ sources { nodes { name stale license { id } runs { totalCount } } } }", {}),
    "groups": (GROUPS, {}),
    "wrong arguments": ("{ clubs(first: 1000) { totalCount } concepts(scheme: TOPIC) { uri } }", {}),
}


@pytest.mark.parametrize("name", QUERIES)
async def test_both_executors_answer_the_same(db: Database, name: str) -> None:
    query, variables = QUERIES[name]

    def context() -> Context:
        return Context(db, now=NOW, live_places={EXCHANGE: Booking({"EA-001": 2, "EA-002": ValueError("?")})})

    ours = await ask_graph(context(), query, variables)
    theirs = await ask_graph(context(), query, variables, run=graphql_core)
    assert ours.data == theirs.data
    key = ("path", "message", "extensions", "locations")
    assert sorted(str([error.get(each) for each in key]) for error in ours.errors) == sorted(
        str([error.get(each) for each in key]) for error in theirs.errors
    )
    assert "INTERNAL_SERVER_ERROR" not in ours.codes
