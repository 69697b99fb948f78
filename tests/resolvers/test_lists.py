"""Lists: filters, orders, facets, and lists within lists."""

from typing import Any

import pytest

from tests.resolvers.conftest import Ask
from tests.resolvers.district import CALENDAR_ID, FEUERWEHR, MAYEN, POLCH, TURNVEREIN

BETWEEN = 'between: {from: "2026-06-01T00:00:00Z", to: "2026-08-01T00:00:00Z"}'
TUS = "Turn- und Sportverein Polch 1902 e.V."
TURNEN = "Abteilung Turnen"


async def names(ask: Ask, query: str, name: str = "name", **variables: Any) -> list[str]:
    answer = await ask(query, variables)
    [connection] = answer.of().values()
    return [node[name] for node in connection["nodes"]]


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ('{text: "Turnverein"}', []),
        ('{text: "sportverein"}', [TUS]),
        ('{text: "SPORT polch"}', [TUS]),
        ('{categories: {anyOf: ["urn:engagement-hub:topic:football"]}}', [TUS]),
        ('{categories: {anyOf: ["urn:engagement-hub:topic:sport"]}}', [TURNEN, TUS]),
        ('{categories: {anyOf: ["urn:engagement-hub:topic:sport"], includeNarrower: false}}', []),
        (
            '{categories: {allOf: ["urn:engagement-hub:topic:football", "urn:engagement-hub:topic:gymnastics"]}}',
            [TUS],
        ),
        (
            '{categories: {anyOf: ["urn:engagement-hub:topic:sport"], noneOf: ["urn:engagement-hub:topic:football"]}}',
            [TURNEN],
        ),
        ('{purposes: ["urn:engagement-hub:charitable-purpose:21"]}', [TUS]),
        ("{legalForm: [OTHER]}", [TURNEN]),
        ('{identifier: {scheme: "DE-VR", value: "Koblenz VR 1902"}}', [TUS]),
        ('{updatedSince: "2026-06-29T00:00:00Z"}', [TUS]),
        ("{types: [INITIATIVE]}", []),
    ],
)
async def test_clubs_are_filtered(ask: Ask, filter: str, found: list[str]) -> None:
    query = f"{{ clubs(filter: {filter}) {{ totalCount nodes {{ name }} }} }}"
    assert await names(ask, query) == found
    assert (await ask(query)).of("clubs", "totalCount") == len(found)


async def test_sources_and_opportunities_filter_organizations(ask: Ask) -> None:
    assert await names(ask, f'{{ clubs(filter: {{sources: ["{CALENDAR_ID}"]}}) {{ nodes {{ name }} }} }}') == [TUS]
    wanted = await names(ask, "{ clubs(filter: {hasOpportunities: true}) { nodes { name } } }")
    assert TUS in wanted
    assert TURNEN not in wanted
    kinds = "{ organizations(filter: {institutionKind: [FIRE_BRIGADE]}) { nodes { id __typename } } }"
    assert (await ask(kinds)).of("organizations", "nodes") == [{"id": FEUERWEHR, "__typename": "Institution"}]


async def test_official_key_covers_all_below_it(ask: Ask) -> None:
    query = "query ($ars: [String!]) { organizations(filter: {area: {ars: $ars}}) { totalCount } }"
    counts = {key: (await ask(query, {"ars": [key]})).of("organizations", "totalCount") for key in ("07", "07137")}
    assert counts == {"07": 11, "07137": 11}
    polch = (await ask(query, {"ars": [POLCH]})).of("organizations", "totalCount")
    both = (await ask(query, {"ars": [POLCH, MAYEN]})).of("organizations", "totalCount")
    assert 0 < polch < both < 11


async def test_near_measures_from_a_point_a_name_or_a_postal_code(ask: Ask) -> None:
    query = """query ($near: Near!) {
      clubs(filter: {area: {near: $near}}, orderBy: DISTANCE, first: 2) { edges { distanceKm node { name } } }
    }"""
    for near in (
        {"point": {"lat": 50.3004, "lon": 7.3177}, "radiusKm": 1.5},
        {"place": "Polch", "radiusKm": 1.5},
        {"place": "56751", "radiusKm": 1.5},
    ):
        edges = (await ask(query, {"near": near})).of("clubs", "edges")
        distances = [edge["distanceKm"] for edge in edges]
        assert distances == sorted(distances)
        assert all(0 <= distance <= 1.5 for distance in distances)
        assert TUS in [edge["node"]["name"] for edge in edges]


async def test_distance_is_told_in_other_orders_too(ask: Ask) -> None:
    query = '{ clubs(filter: {area: {near: {place: "Polch", radiusKm: 2}}}) { edges { distanceKm } } }'
    edges = (await ask(query)).of("clubs", "edges")
    assert edges
    assert all(edge["distanceKm"] is not None for edge in edges)
    plain = (await ask("{ clubs(first: 1) { edges { distanceKm } } }")).of("clubs", "edges")
    assert plain == [{"distanceKm": None}]


async def test_names_are_ordered_and_updates_come_last_first(ask: Ask) -> None:
    by_name = await names(ask, "{ clubs { nodes { name } } }")
    assert by_name == sorted(by_name)
    by_update = await names(ask, "{ clubs(orderBy: UPDATED) { nodes { name } } }")
    assert by_update[0] == TUS
    assert sorted(by_update) == by_name


async def test_text_orders_by_relevance_unless_stated(ask: Ask) -> None:
    found = await names(ask, '{ organizations(filter: {text: "nummer 00"}) { nodes { name } } }')
    assert len(found) == 7
    stated = await names(ask, '{ organizations(filter: {text: "nummer 00"}, orderBy: UPDATED) { nodes { name } } }')
    assert sorted(found) == sorted(stated)


async def test_umlauts_are_found_however_they_are_typed(ask: Ask) -> None:
    for text in ("Müllerweg", "muellerweg", "MÜLLER"):
        assert await names(ask, f'{{ organizations(filter: {{text: "{text}"}}) {{ nodes {{ name }} }} }}') == [
            "Nachbarschaftshilfe Müllerweg"
        ]


async def test_facets_count_values_without_their_own_filter(ask: Ask) -> None:
    query = """query ($filter: OrganizationFilter) {
      clubs(filter: $filter) { totalCount facets(by: [MUNICIPALITY, CATEGORY, LEGAL_FORM, SOURCE, FOUNDING_DECADE]) {
        field buckets { key label count }
      } }
    }"""
    answer = (await ask(query, {"filter": {"area": {"ars": [POLCH]}}})).of("clubs")
    facets = {facet["field"]: facet["buckets"] for facet in answer["facets"]}
    towns = {bucket["key"]: bucket for bucket in facets["MUNICIPALITY"]}
    assert towns[MAYEN]["label"] == "Mayen"
    assert sum(bucket["count"] for bucket in towns.values()) == 9 > answer["totalCount"]
    topics = {bucket["key"]: bucket["label"] for bucket in facets["CATEGORY"]}
    assert topics["urn:engagement-hub:topic:football"] == "Fußball"
    assert {"Eingetragener Verein", "Andere Rechtsform"} == {bucket["label"] for bucket in facets["LEGAL_FORM"]}
    assert "Vereinsregister Koblenz" in {bucket["label"] for bucket in facets["SOURCE"]}
    assert {"key": "1900", "label": "1900er Jahre", "count": 1} in facets["FOUNDING_DECADE"]
    english = (await ask(query, {"filter": None}, language="en")).of("clubs", "facets")
    labels = {bucket["label"] for facet in english for bucket in facet["buckets"]}
    assert {"Football", "Registered association (e.V.)", "1900s"} <= labels


async def test_facets_of_dates_and_opportunities(ask: Ask) -> None:
    dates = (
        await ask(
            f"{{ occurrences(filter: {{{BETWEEN}}}) {{ facets(by: [WEEKDAY, MONTH, STATUS, HOUR]) "
            "{ field buckets { key label count } } } }"
        )
    ).of("occurrences", "facets")
    buckets = {(facet["field"], bucket["label"]): bucket["count"] for facet in dates for bucket in facet["buckets"]}
    assert buckets["WEEKDAY", "Dienstag"] == 8
    assert buckets["STATUS", "Abgesagt"] == 1
    assert buckets["MONTH", "Juni 2026"] == 5
    assert buckets["HOUR", "18 Uhr"] > 8
    helps = (
        await ask(
            "{ opportunities(filter: {openOnly: false}) { facets(by: [COMMITMENT, REQUIREMENT]) "
            "{ field buckets { key label count } } } }"
        )
    ).of("opportunities", "facets")
    assert {"key": "SPONTANEOUS", "label": "Spontan", "count": 1} in helps[0]["buckets"]
    assert {"key": "FIRST_AID", "label": "Erste-Hilfe-Kurs", "count": 1} in helps[1]["buckets"]


async def test_opportunities_leave_out_what_is_past(ask: Ask) -> None:
    titles = await names(ask, "{ opportunities { nodes { title } } }", "title")
    assert "Aufbau beim Maifest" not in titles
    everything = (await ask("{ opportunities(filter: {openOnly: false}) { nodes { title status } } }")).of(
        "opportunities", "nodes"
    )
    assert {"title": "Aufbau beim Maifest", "status": "EXPIRED"} in everything
    spontaneous = await names(ask, "{ opportunities(filter: {longTerm: false}) { nodes { title } } }", "title")
    assert spontaneous == ["Kuchen verkaufen beim Sommerfest"]


async def test_fewest_hours_come_first(ask: Ask) -> None:
    titles = await names(ask, "{ opportunities(orderBy: FEWEST_HOURS, first: 2) { nodes { title } } }", "title")
    assert titles == ["Kuchen verkaufen beim Sommerfest", "Trainerin für die F-Jugend"]


async def test_lists_of_parents_are_their_own(ask: Ask) -> None:
    query = f"""{{ clubs {{ nodes {{ id
      events(first: 1) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ name organizer {{ id }} }} }}
      occurrences(filter: {{{BETWEEN}}}, first: 2) {{ totalCount nodes {{ start event {{ organizer {{ id }} }} }} }}
      opportunities {{ totalCount nodes {{ title organization {{ id }} }} }}
    }} }} }}"""
    clubs = (await ask(query)).of("clubs", "nodes")
    for club in clubs:
        assert all(event["organizer"]["id"] == club["id"] for event in club["events"]["nodes"])
        assert all(each["event"]["organizer"]["id"] == club["id"] for each in club["occurrences"]["nodes"])
        assert all(each["organization"]["id"] == club["id"] for each in club["opportunities"]["nodes"])
    tus = next(club for club in clubs if club["id"] == TURNVEREIN)
    assert tus["events"]["totalCount"] == 2
    assert tus["events"]["pageInfo"]["hasNextPage"]
    assert tus["occurrences"]["totalCount"] == 9
    assert tus["opportunities"]["totalCount"] == 2


async def test_areas_have_their_own_lists(ask: Ask) -> None:
    query = f"""query ($ars: String!) {{ municipality(ars: $ars) {{ id name
      clubs(first: 100) {{ totalCount nodes {{ municipality {{ ars }} }} }}
      organizations {{ totalCount }}
      occurrences(filter: {{{BETWEEN}}}) {{ totalCount }}
      opportunities {{ totalCount }}
      parent {{ name }} children {{ name }}
    }} }}"""
    polch = (await ask(query, {"ars": POLCH})).of("municipality")
    assert {club["municipality"]["ars"] for club in polch["clubs"]["nodes"]} == {POLCH}
    assert polch["parent"] == {"name": "Maifeld"}
    district = (await ask(query, {"ars": "07137"})).of("municipality")
    assert district["clubs"]["totalCount"] == 9
    assert district["organizations"]["totalCount"] == 11
    assert [child["name"] for child in district["children"]] == ["Maifeld", "Mayen"]


async def test_municipality_at_a_point(ask: Ask) -> None:
    query = "query ($at: PointInput!) { municipality(at: $at) { name } }"
    for lat, lon, name in ((50.30, 7.32, "Polch"), (50.3260, 7.2230, "Mayen")):
        assert (await ask(query, {"at": {"lat": lat, "lon": lon}})).of("municipality") == {"name": name}
    assert (await ask(query, {"at": {"lat": 10.0, "lon": 10.0}})).of("municipality") is None


async def test_municipalities_within_a_district(ask: Ask) -> None:
    query = '{ municipalities(within: "07137", kind: [MUNICIPALITY]) { name kind } }'
    found = (await ask(query)).of("municipalities")
    assert [each["name"] for each in found] == ["Mayen", "Ochtendung", "Polch"]


async def test_search_finds_all_kinds_and_marks_what_matched(ask: Ask) -> None:
    query = """query ($text: String!, $types: [SearchType!]) { search(text: $text, types: $types) {
      totalCount
      edges { score highlight node { __typename ... on Organization { name } ... on Event { name } } }
      facets(by: [TYPE, MUNICIPALITY]) { field buckets { key label count } }
    } }"""
    found = (await ask(query, {"text": "polch"})).of("search")
    kinds = [edge["node"]["__typename"] for edge in found["edges"]]
    assert kinds[0] == "Municipality"
    assert "Club" in kinds
    assert found["edges"][0]["highlight"] == "**Polch**"
    scores = [edge["score"] for edge in found["edges"]]
    assert scores == sorted(scores, reverse=True)
    assert found["totalCount"] == len(kinds)
    types = next(facet for facet in found["facets"] if facet["field"] == "TYPE")
    assert sum(bucket["count"] for bucket in types["buckets"]) == found["totalCount"]
    only = (await ask(query, {"text": "fussball", "types": ["EVENT"]})).of("search", "edges")
    assert [edge["highlight"] for edge in only] == ["**Fußball**training der Jugend"]


async def test_suggestions_begin_as_one_types(ask: Ask) -> None:
    found = (await ask('{ suggest(prefix: "turn") { text type id } }')).of("suggest")
    assert {"text": TUS, "type": "CLUB", "id": TURNVEREIN} in found
    assert (await ask('{ suggest(prefix: "  ") { text } }')).of("suggest") == []
