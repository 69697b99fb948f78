"""Where entries come from: records, statements, sources and how fresh they are."""

from tests.resolvers.conftest import Ask
from tests.resolvers.district import NOW, TURNVEREIN


async def test_statements_say_which_value_was_chosen_and_why(ask: Ask) -> None:
    query = f"""{{ club(id: "{TURNVEREIN}") {{ statements(field: "website") {{
      field value chosen reason fetchedAt source {{ name }} record {{ originId firstSeen lastSeen gone }}
    }} }} }}"""
    first, second = (await ask(query)).of("club", "statements")
    assert (first["chosen"], second["chosen"]) == (True, False)
    assert first["reason"] == "Dieser Quelle wird am meisten vertraut (80)."
    assert first["source"] == {"name": "Vereinsregister Koblenz"}
    assert first["fetchedAt"] == first["record"]["lastSeen"] == "2026-07-01T09:00:00Z"
    assert second["record"]["gone"] is None
    english = (await ask(query, language="en")).of("club", "statements")
    assert english[1]["reason"] == "Another source is trusted more."


async def test_field_that_no_source_states_has_no_statements(ask: Ask) -> None:
    query = f'{{ club(id: "{TURNVEREIN}") {{ statements(field: "memberCount") {{ value }} }} }}'
    assert (await ask(query)).of("club", "statements") == []


async def test_sources_tell_how_fresh_they_are(ask: Ask) -> None:
    query = """{ sources { totalCount nodes { name status stale lastSuccess medianAgeHours refreshMinutes recordCount
      publisher { name municipality { name } } license { id name url attribution } } } }"""
    sources = {source["name"]: source for source in (await ask(query)).of("sources", "nodes")}
    assert [source["stale"] for source in sources.values()] == [False, True, False]
    assert sources["Vereinsregister Koblenz"]["publisher"] == {
        "name": "Amtsgericht Koblenz",
        "municipality": {"name": "Mayen-Koblenz"},
    }
    assert sources["Vereinsregister Koblenz"]["medianAgeHours"] == 480.0
    later = {
        source["name"]: source["stale"] for source in (await ask(query, now=NOW + 3 * 86_400)).of("sources", "nodes")
    }
    assert all(later.values())


async def test_sources_are_filtered_by_status(ask: Ask) -> None:
    query = "query ($status: [SourceStatus!]) { sources(status: $status) { totalCount } }"
    assert (await ask(query, {"status": ["ACTIVE"]})).of("sources", "totalCount") == 3
    assert (await ask(query, {"status": ["FAILING", "HELD"]})).of("sources", "totalCount") == 0
