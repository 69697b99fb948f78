"""What a client asks wrongly is told with the argument, the rule and a code."""

import pytest

from tests.resolvers.conftest import Ask

WRONG = {
    "{ club { name } }": "Exactly one of id, slug, identifier names an entry, but none of them is given",
    '{ club(id: "a", slug: "b") { name } }': "but id and slug is given",
    "{ event { name } }": "Exactly one of id, slug",
    '{ opportunity(id: "a", slug: "b") { title } }': "Exactly one of id, slug",
    '{ municipality(ars: "07137", ags: "07137074") { name } }': "Exactly one of ars, ags, at",
    '{ municipality(ars: "7137") { name } }': "ars is '7137': an official key (ARS) has",
    '{ municipality(ags: "07137") { name } }': "ags is '07137': an AGS has 8 digits",
    "{ municipality(at: {lat: 91, lon: 7}) { name } }": "at.lat is 91: it must be from -90 to 90",
    "{ municipality(at: {lat: 50, lon: 181}) { name } }": "at.lon is 181",
    "{ clubs(orderBy: RELEVANCE) { totalCount } }": "orderBy RELEVANCE needs a text",
    "{ clubs(orderBy: DISTANCE) { totalCount } }": "orderBy DISTANCE needs a point",
    "{ opportunities(orderBy: [NEWEST, DISTANCE]) { totalCount } }": "orderBy DISTANCE needs a point",
    "{ opportunities(orderBy: RELEVANCE) { totalCount } }": "orderBy RELEVANCE needs a text",
    '{ clubs(filter: {area: {ars: ["0713"]}}) { totalCount } }': "filter.area.ars is '0713'",
    "{ clubs(filter: {area: {near: {radiusKm: 5}}}) { totalCount } }": "filter.area.near needs exactly one of point",
    '{ clubs(filter: {area: {near: {point: {lat: 50, lon: 7}, place: "Polch", radiusKm: 5}}}) { totalCount } }': (
        "filter.area.near needs exactly one of point and place"
    ),
    '{ clubs(filter: {area: {near: {place: "Atlantis", radiusKm: 5}}}) { totalCount } }': (
        "filter.area.near.place is 'Atlantis': no municipality of that name"
    ),
    '{ clubs(filter: {area: {near: {place: " ", radiusKm: 5}}}) { totalCount } }': "filter.area.near.place must be",
    '{ clubs(filter: {area: {near: {place: "Polch", radiusKm: 0}}}) { totalCount } }': "radiusKm is 0",
    '{ clubs(filter: {area: {near: {place: "Polch", radiusKm: 501}}}) { totalCount } }': "radiusKm is 501",
    "{ clubs(filter: {area: {bbox: {west: 7, south: 51, east: 8, north: 50}}}) { totalCount } }": (
        "filter.area.bbox.south is above"
    ),
    '{ clubs(filter: {categories: {anyOf: ["urn:engagement-hub:topic:footbal"]}}) { totalCount } }': (
        "filter.categories.anyOf holds 'urn:engagement-hub:topic:footbal': the list TOPIC has no such concept"
    ),
    '{ clubs(filter: {purposes: ["urn:engagement-hub:topic:sport"]}) { totalCount } }': (
        "the list CHARITABLE_PURPOSE has no such concept"
    ),
    '{ opportunities(filter: {skills: {allOf: ["https://example.org/skill"]}}) { totalCount } }': (
        "the list SKILL has no such concept"
    ),
    '{ clubs(filter: {identifier: {scheme: " ", value: "1"}}) { totalCount } }': "filter.identifier needs a scheme",
    "{ opportunities(filter: {age: 200}) { totalCount } }": "filter.age is 200",
    "{ opportunities(filter: {maxHoursPerWeek: -1}) { totalCount } }": "filter.maxHoursPerWeek is -1",
    '{ opportunities(filter: {languages: ["Deutsch!"]}) { totalCount } }': "filter.languages holds 'Deutsch!'",
    (
        '{ occurrences(filter: {between: {from: "2026-07-02T00:00:00Z", to: "2026-07-02T00:00:00Z"}}) { totalCount } }'
    ): "filter.between.from is not before filter.between.to",
    (
        '{ occurrences(filter: {between: {from: "2026-01-01T00:00:00Z", to: "2028-02-01T00:00:00Z"}}) { totalCount } }'
    ): "at most two years are allowed",
    (
        '{ occurrences(filter: {between: {from: "2026-07-01T00:00:00Z", to: "2026-08-01T00:00:00Z"}}, '
        "orderBy: RELEVANCE) { totalCount } }"
    ): "orderBy RELEVANCE needs a text",
    '{ search(text: "  ") { totalCount } }': "text is empty",
    '{ suggest(prefix: "a", first: 21) { text } }': "first is 21",
    "{ municipalities(limit: 2001) { name } }": "limit is 2001",
    '{ municipalities(within: "x") { name } }': "within is 'x'",
    "{ organizationClusters(bbox: {west: 7, south: 50, east: 8, north: 51}, zoom: 23) { count } }": "zoom is 23",
    "{ organizationClusters(bbox: {west: 7, south: 50, east: 8, north: 51}, zoom: 9, limit: 0) { count } }": (
        "limit is 0"
    ),
    "{ aggregateOrganizations(groupBy: []) { total } }": "groupBy names 0 dimensions",
    "{ aggregateOrganizations(groupBy: [MUNICIPALITY, ASSOCIATION, CATEGORY, PURPOSE]) { total } }": (
        "groupBy names 4 dimensions"
    ),
    "{ aggregateOrganizations(groupBy: [LEGAL_FORM], metrics: [PER_1000_INHABITANTS]) { total } }": (
        "needs groups that are areas"
    ),
    "{ clubs { facets(by: []) { field } } }": "names no field to count by",
    '{ club(slug: "tus-polch") { statements(field: "webseite") { value } } }': "field is 'webseite'",
    '{ concepts(scheme: TOPIC) { label(language: "fr") } }': "language is 'fr'",
}


@pytest.mark.parametrize(("query", "said"), WRONG.items(), ids=range(len(WRONG)))
async def test_wrong_arguments_are_told(ask: Ask, query: str, said: str) -> None:
    answer = await ask(query)
    assert answer.codes[0] == "BAD_USER_INPUT"
    assert said in str(answer.errors[0]["message"])


async def test_too_many_values_are_refused(ask: Ask) -> None:
    query = "query ($ids: [ID!]!) { clubs(filter: {sources: $ids}) { totalCount } nodes(ids: $ids) { id } }"
    assert (await ask(query, {"ids": [f"src_{number}" for number in range(100)]})).errors == []
    answer = await ask(query, {"ids": [f"src_{number}" for number in range(101)]})
    assert set(answer.codes) == {"BAD_USER_INPUT"}


async def test_unknown_concept_names_the_nearest(ask: Ask) -> None:
    answer = await ask('{ clubs(filter: {categories: {anyOf: ["urn:engagement-hub:topic:footbal"]}}) { totalCount } }')
    assert answer.errors[0]["extensions"]["hint"] == "Did you mean urn:engagement-hub:topic:football?"


async def test_text_without_words_does_not_filter(ask: Ask) -> None:
    everything = (await ask("{ clubs { totalCount } }")).of("clubs", "totalCount")
    assert (await ask('{ clubs(filter: {text: "   "}) { totalCount } }')).of("clubs", "totalCount") == everything


async def test_longest_text_is_searched_for(ask: Ask) -> None:
    query = "query ($text: String!) { clubs(filter: {text: $text}) { totalCount } }"
    assert (await ask(query, {"text": "a" * 200})).of("clubs", "totalCount") == 0
    assert "has 201 characters" in (await ask(query, {"text": "a" * 201})).refusal()


async def test_range_of_two_years_is_the_longest(ask: Ask) -> None:
    query = """query ($to: DateTime!) {
      occurrences(filter: {between: {from: "2026-01-01T00:00:00Z", to: $to}}) { totalCount }
    }"""
    assert (await ask(query, {"to": "2028-01-01T00:00:00Z"})).errors == []
    assert "two years" in (await ask(query, {"to": "2028-01-04T00:00:00Z"})).refusal()
