"""Counts by groups, and clusters for maps."""

from typing import Any

from resolvers.aggregates import _metric
from tests.resolvers.conftest import Ask
from tests.resolvers.district import NOW, OCHTENDUNG, POLCH

GROUPS = """
  total truncated asOf
  groups { keys { dimension key label } count suppressed metrics { name value } }
"""
BETWEEN = 'between: {from: "2026-06-01T00:00:00Z", to: "2026-08-01T00:00:00Z"}'
EUROPE = "{west: -10, south: 35, east: 30, north: 60}"


def by_key(result: dict[str, Any]) -> dict[str | None, dict[str, Any]]:
    return {group["keys"][0]["key"]: group for group in result["groups"]}


async def test_clubs_by_municipality(ask: Ask) -> None:
    query = f"""{{ aggregateOrganizations(
      filter: {{types: [CLUB]}}, groupBy: [MUNICIPALITY], metrics: [PER_1000_INHABITANTS, MEMBERS]
    ) {{ {GROUPS} }} }}"""
    result = (await ask(query)).of("aggregateOrganizations")
    assert result["total"] == 9
    assert result["truncated"] is False
    assert result["asOf"] == "2026-07-01T10:00:00Z"
    polch = by_key(result)[POLCH]
    assert polch["keys"] == [{"dimension": "MUNICIPALITY", "key": POLCH, "label": "Polch"}]
    metrics = {metric["name"]: metric["value"] for metric in polch["metrics"]}
    assert metrics["PER_1000_INHABITANTS"] == round(polch["count"] / 7, 3)
    assert metrics["MEMBERS"] == 412 + 3 + 20 * (polch["count"] - 2)
    assert sum(group["count"] for group in result["groups"]) == 9


async def test_few_people_are_suppressed_and_their_clubs_are_not(ask: Ask) -> None:
    query = f"""{{ aggregateOrganizations(filter: {{types: [CLUB]}}, groupBy: [LEGAL_FORM], metrics: [MEMBERS])
      {{ {GROUPS} }} }}"""
    groups = by_key((await ask(query)).of("aggregateOrganizations"))
    few = groups["OTHER"]
    assert (few["count"], few["suppressed"], few["metrics"]) == (1, True, [{"name": "MEMBERS", "value": None}])
    assert groups["EINGETRAGENER_VEREIN"]["suppressed"] is False


def test_groups_of_five_people_are_the_smallest_that_are_told() -> None:
    for members, suppressed in ((None, False), (0.0, False), (1.0, True), (4.0, True), (5.0, False)):
        metric, was = _metric("MEMBERS", members)
        assert was is suppressed
        assert metric.value == (None if suppressed else members)
    assert _metric("PLACES", 1.0)[0].value == 1.0


async def test_zero_groups_come_on_request(ask: Ask) -> None:
    query = """query ($empty: Boolean) { aggregateOrganizations(
      filter: {types: [INSTITUTION]}, groupBy: [MUNICIPALITY], includeEmpty: $empty
    ) { groups { keys { key } count } } }"""
    without = by_key((await ask(query, {"empty": False})).of("aggregateOrganizations"))
    assert OCHTENDUNG not in without
    empty = by_key((await ask(query, {"empty": True})).of("aggregateOrganizations"))
    assert empty[OCHTENDUNG]["count"] == 0
    assert without.keys() < empty.keys()


async def test_concepts_are_told_by_their_uris(ask: Ask) -> None:
    query = "{ aggregateOrganizations(groupBy: [CATEGORY]) { groups { keys { key label } count } } }"
    groups = by_key((await ask(query)).of("aggregateOrganizations"))
    assert groups["urn:engagement-hub:topic:football"]["keys"][0]["label"] == "Fußball"
    nothing = [group for key, group in groups.items() if key is None]
    assert all(group["keys"][0]["label"] == "nicht angegeben" for group in nothing)


async def test_dates_by_weekday_and_status(ask: Ask) -> None:
    query = f"{{ aggregateOccurrences(filter: {{{BETWEEN}}}, groupBy: [WEEKDAY, STATUS]) {{ {GROUPS} }} }}"
    result = (await ask(query)).of("aggregateOccurrences")
    found = {tuple(key["label"] for key in group["keys"]): group["count"] for group in result["groups"]}
    assert found["Dienstag", "Findet statt"] == 7
    assert found["Dienstag", "Abgesagt"] == 1


async def test_opportunities_count_the_past_unless_open_only(ask: Ask) -> None:
    query = f"""query ($filter: OpportunityFilter) {{ aggregateOpportunities(
      filter: $filter, groupBy: [COMMITMENT], metrics: [PLACES, SHARE_SPONTANEOUS]
    ) {{ {GROUPS} }} }}"""
    everything = (await ask(query)).of("aggregateOpportunities")
    assert by_key(everything)["ONE_TIME"]["count"] == 1
    open_only = (await ask(query, {"filter": {"openOnly": True}})).of("aggregateOpportunities")
    assert "ONE_TIME" not in by_key(open_only)
    assert everything["total"] == open_only["total"] + 1
    metrics = {metric["name"]: metric["value"] for metric in by_key(everything)["SPONTANEOUS"]["metrics"]}
    assert metrics == {"PLACES": 6.0, "SHARE_SPONTANEOUS": 1.0}


async def test_clusters_hold_everything_once(ask: Ask) -> None:
    query = f"""query ($zoom: Int!) {{
      organizationClusters(bbox: {EUROPE}, zoom: $zoom, filter: {{types: [CLUB]}}) {{
        count center {{ lat lon }} bbox {{ west south east north }} node {{ id ... on Club {{ name }} }}
      }} }}"""
    for zoom in (0, 9, 14, 22):
        found = (await ask(query, {"zoom": zoom})).of("organizationClusters")
        assert sum(cluster["count"] for cluster in found) == 8  # a club without a seat is on no map
        for cluster in found:
            assert (cluster["node"] is not None) is (cluster["count"] == 1)
            assert cluster["bbox"]["south"] - 1e-6 <= cluster["center"]["lat"] <= cluster["bbox"]["north"] + 1e-6
    assert len((await ask(query, {"zoom": 0})).of("organizationClusters")) == 1
    assert len((await ask(query, {"zoom": 22})).of("organizationClusters")) == 8


async def test_clusters_of_dates_and_opportunities(ask: Ask) -> None:
    dates = f"{{ occurrenceClusters(filter: {{{BETWEEN}}}, bbox: {EUROPE}, zoom: 3) {{ count node {{ id }} }} }}"
    assert sum(each["count"] for each in (await ask(dates)).of("occurrenceClusters")) == 23
    helps = f"{{ opportunityClusters(bbox: {EUROPE}, zoom: 22) {{ count node {{ ... on Opportunity {{ title }} }} }} }}"
    found = (await ask(helps)).of("opportunityClusters")
    assert {"count": 1, "node": {"title": "Kuchen verkaufen beim Sommerfest"}} in found


async def test_time_of_counting_is_the_operations(ask: Ask) -> None:
    query = "{ aggregateOrganizations(groupBy: [SOURCE]) { asOf } }"
    assert (await ask(query, now=NOW + 60)).of("aggregateOrganizations") == {"asOf": "2026-07-01T10:01:00Z"}
