"""One entry by its id, slug or identifier; `node`, `nodes`, and `_entities` for other subgraphs."""

from typing import Any

from datasources.ids import IdKind, area_id, concept_id, occurrence_id, shift_id
from datasources.people.viewer import ANONYMOUS
from datasources.store.database import Database
from resolvers.entries import _READ
from tests.resolvers.conftest import Ask
from tests.resolvers.district import (
    FEUERWEHR,
    KUCHEN,
    MERGED_AWAY,
    NACHBARN,
    POLCH,
    REGISTER_ID,
    SOMMERFEST,
    TRAINING,
    TURNVEREIN,
    District,
)
from tests.resolvers.people.world import (
    ADMINISTRATOR,
    EDITOR,
    JANA,
    JANAS_PROFILE,
    JANAS_SIGN_UP,
    OTHER_EDITOR,
    STEWARD,
    STRANGER,
    people,
)

FOOTBALL = "urn:engagement-hub:topic:football"
ENTITIES = """query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on Club { id name }
    ... on Institution { id name }
    ... on Initiative { id }
    ... on Event { id uid }
    ... on Occurrence { id start }
    ... on Opportunity { id title }
    ... on Place { id place: name }
    ... on Municipality { ars name }
    ... on Concept { uri label }
    ... on Source { id name }
  }
}"""


def test_every_kind_of_id_can_be_read() -> None:
    assert _READ.keys() == set(IdKind)


async def test_node_answers_every_kind(ask: Ask) -> None:
    place = (await ask(f'{{ club(id: "{TURNVEREIN}") {{ seat {{ id }} records {{ id }} }} }}')).of("club")
    kinds = {
        TURNVEREIN: "Club",
        FEUERWEHR: "Institution",
        NACHBARN: "Initiative",
        SOMMERFEST: "Event",
        occurrence_id(SOMMERFEST, "20260704"): "Occurrence",
        KUCHEN: "Opportunity",
        shift_id(KUCHEN, "0"): "Shift",
        place["seat"]["id"]: "Place",
        place["records"][0]["id"]: "SourceRecord",
        REGISTER_ID: "Source",
        area_id(POLCH): "Municipality",
        concept_id(FOOTBALL): "Concept",
    }
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
    nodes = (await ask(query, {"ids": list(kinds)})).of("nodes")
    assert {node["id"]: node["__typename"] for node in nodes} == kinds
    for id, typename in kinds.items():
        one = await ask("query ($id: ID!) { node(id: $id) { __typename id } }", {"id": id})
        assert one.of("node") == {"__typename": typename, "id": id}


async def test_unknown_ids_are_null_and_their_neighbours_answered(ask: Ask) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = ["org_aaaaaaaaaaaaaaaa", TURNVEREIN, "nonsense", "", "x" * 10_000, TURNVEREIN, "mun_9999", "con_topic.none"]
    nodes = (await ask(query, {"ids": ids})).of("nodes")
    assert nodes == [None, {"id": TURNVEREIN}, None, None, None, {"id": TURNVEREIN}, None, None]


async def test_readings_are_for_stewards(ask: Ask) -> None:
    query = '{ nodes(ids: ["run_aaaaaaaaaaaaaaaa", "' + TURNVEREIN + '"]) { id } }'
    for viewer, code in ((ANONYMOUS, "UNAUTHENTICATED"), (STRANGER, "FORBIDDEN")):
        answer = await ask(query, viewer=viewer)
        assert answer.codes == [code]
        assert answer.data == {"nodes": [None, {"id": TURNVEREIN}]}
    assert (await ask(query, viewer=STEWARD)).of("nodes", 0) == {"id": "run_aaaaaaaaaaaaaaaa"}


async def test_what_belongs_to_people_is_there_for_those_whom_it_concerns(ask: Ask, db: Database) -> None:
    made = District()
    people(made)
    await made.write(db)
    ids = [JANAS_PROFILE, JANAS_SIGN_UP, "acc_aaaaaaaaaaaaaaaa", "tok_aaaaaaaaaaaaaaaa", "era_aaaaaaaaaaaaaaaa"]
    seen = {
        ANONYMOUS: [],
        STRANGER: [],
        ADMINISTRATOR: [],
        OTHER_EDITOR: [],
        EDITOR: [JANAS_SIGN_UP],
        JANA: [JANAS_PROFILE, JANAS_SIGN_UP],
    }
    for viewer, expected in seen.items():
        nodes = (await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ids}, viewer=viewer)).of("nodes")
        assert [None if node is None else node["id"] for node in nodes] == [
            id if id in expected else None for id in ids
        ]


async def test_id_of_a_merged_entry_yields_the_survivor(ask: Ask) -> None:
    query = "query ($id: ID, $slug: String) { club(id: $id, slug: $slug) { id } }"
    for variables in ({"id": MERGED_AWAY}, {"slug": "tus-polch"}, {"id": TURNVEREIN}):
        assert (await ask(query, variables)).of("club") == {"id": TURNVEREIN}
    node = await ask("query ($id: ID!) { node(id: $id) { id } }", {"id": MERGED_AWAY})
    assert node.of("node") == {"id": TURNVEREIN}


async def test_entries_by_their_other_names(ask: Ask) -> None:
    query = '{ organization(identifier: {scheme: "DE-VR", value: "Koblenz VR 1902"}) { __typename id } }'
    assert (await ask(query)).of("organization") == {"__typename": "Club", "id": TURNVEREIN}
    slug = (await ask(f'{{ event(id: "{SOMMERFEST}") {{ slug }} }}')).of("event", "slug")
    assert (await ask(f'{{ event(slug: "{slug}") {{ id }} }}')).of("event") == {"id": SOMMERFEST}
    slug = (await ask(f'{{ opportunity(id: "{KUCHEN}") {{ slug }} }}')).of("opportunity", "slug")
    assert (await ask(f'{{ opportunity(slug: "{slug}") {{ id }} }}')).of("opportunity") == {"id": KUCHEN}
    assert (await ask('{ municipality(ags: "07137086") { ars } }')).of("municipality") == {"ars": POLCH}
    assert (await ask(f'{{ source(id: "{REGISTER_ID}") {{ name }} }}')).of("source") == {
        "name": "Vereinsregister Koblenz"
    }


async def test_club_is_not_an_institution(ask: Ask) -> None:
    assert (await ask(f'{{ club(id: "{FEUERWEHR}") {{ name }} }}')).of("club") is None
    assert (await ask(f'{{ organization(id: "{FEUERWEHR}") {{ name }} }}')).of("organization") is not None


async def test_entities_are_answered_by_type_and_neighbours_survive(ask: Ask) -> None:
    seat = (await ask(f'{{ club(id: "{TURNVEREIN}") {{ seat {{ id }} }} }}')).of("club", "seat", "id")
    representations: list[dict[str, Any]] = [
        {"__typename": "Club", "id": TURNVEREIN},
        {"__typename": "Club", "id": "org_aaaaaaaaaaaaaaaa"},
        {"__typename": "Institution", "id": FEUERWEHR},
        {"__typename": "Club", "id": FEUERWEHR},
        {"__typename": "Initiative", "id": NACHBARN},
        {"__typename": "Organization", "id": FEUERWEHR},
        {"__typename": "Event", "id": SOMMERFEST},
        {"__typename": "Occurrence", "id": occurrence_id(SOMMERFEST, "20260704")},
        {"__typename": "Opportunity", "id": KUCHEN},
        {"__typename": "Place", "id": seat},
        {"__typename": "Municipality", "ars": POLCH},
        {"__typename": "Municipality", "ags": "07137003"},
        {"__typename": "Concept", "uri": FOOTBALL},
        {"__typename": "Source", "id": REGISTER_ID},
        {"__typename": "Martian", "id": "1"},
        {"__typename": "Club"},
        {"__typename": "Club", "id": 7},
    ]
    before = [dict(each) for each in representations]
    answer = await ask(ENTITIES, {"representations": representations})
    entities = answer.data["_entities"]
    assert [None if each is None else each["__typename"] for each in entities] == [
        "Club",
        None,
        "Institution",
        None,
        "Initiative",
        "Institution",
        "Event",
        "Occurrence",
        "Opportunity",
        "Place",
        "Municipality",
        "Municipality",
        "Concept",
        "Source",
        None,
        None,
        None,
    ]
    assert entities[11]["name"] == "Mayen"
    assert entities[12]["label"] == "Fußball"
    failed = {error["path"][1]: error["extensions"]["code"] for error in answer.errors}
    assert failed == {1: "NOT_FOUND", 3: "NOT_FOUND", 14: "BAD_USER_INPUT", 15: "NOT_FOUND", 16: "NOT_FOUND"}
    assert representations == before


async def test_occurrence_knows_its_event(ask: Ask) -> None:
    query = f"""{{ event(id: "{TRAINING}") {{
      schedule {{ startDate timezone duration rrule summary english: summary(language: "en") }}
      nextOccurrence {{ start event {{ id }} }}
      occurrences(between: {{from: "2026-07-01T00:00:00Z", to: "2026-07-31T00:00:00Z"}}) {{
        totalCount nodes {{ start status event {{ name }} location {{ name }} }}
      }}
      opportunities {{ title }}
    }} }}"""
    event = (await ask(query)).of("event")
    assert event["schedule"]["summary"] == "jeden Dienstag, 18:00 bis 20:00 Uhr"
    assert event["schedule"]["english"] == "every Tuesday, 18:00 to 20:00"
    assert event["nextOccurrence"] == {"start": "2026-07-14T16:00:00Z", "event": {"id": TRAINING}}
    assert event["occurrences"]["totalCount"] == 3
    assert [each["status"] for each in event["occurrences"]["nodes"]] == ["CANCELLED", "SCHEDULED", "SCHEDULED"]
    assert event["opportunities"] == []


async def test_festival_wants_helpers_in_shifts(ask: Ask) -> None:
    query = f"""{{ event(id: "{SOMMERFEST}") {{ opportunities {{
      title status places placesLeft hours {{ min max per flexible }} requirements {{ kind note }}
      shifts {{ start capacity placesLeft }}
      late: shifts(between: {{from: "2026-07-04T14:00:00Z", to: "2026-07-04T15:00:00Z"}}) {{ start }}
      contact {{ email }} event {{ id }}
    }} }} }}"""
    [cake] = (await ask(query)).of("event", "opportunities")
    assert [shift["capacity"] for shift in cake["shifts"]] == [3, 3]
    assert cake["late"] == [{"start": "2026-07-04T14:00:00Z"}]
    assert cake["status"] == "OPEN"
    assert cake["hours"] == {"min": 1.0, "max": 2.0, "per": "TOTAL", "flexible": False}


async def test_concepts_lead_up_and_down(ask: Ask) -> None:
    query = """{ concepts(scheme: TOPIC) { uri label english: label(language: "en-GB")
      altLabels broader { uri } narrower { uri } } }"""
    topics = {topic["uri"]: topic for topic in (await ask(query)).of("concepts")}
    football = topics[FOOTBALL]
    assert (football["label"], football["english"]) == ("Fußball", "Football")
    assert football["broader"] == {"uri": "urn:engagement-hub:topic:sport"}
    assert {"uri": FOOTBALL} in topics["urn:engagement-hub:topic:sport"]["narrower"]
