"""What a source did not declare public is answered by no field; what is for stewards is null to others, with a code."""

import json

import pytest

from datasources.people.viewer import ANONYMOUS, Viewer
from tests.resolvers.conftest import Ask
from tests.resolvers.district import PRIVATE_EMAIL, PRIVATE_TELEPHONE, PUBLIC_EMAIL, REGISTER, TURNVEREIN
from tests.resolvers.people.world import OTHER_STEWARD, STEWARD, STRANGER

EVERYTHING = """query ($id: ID!) { organization(id: $id) {
  name description alternateNames
  contactPoints { role name email telephone url }
  records { id originId raw }
  statements { field value reason record { originId } }
  contacts: statements(field: "contactPoints") { value chosen }
  opportunities(filter: {openOnly: false}) { nodes { contact { email } statements { value } records { raw } } }
  events { nodes { statements { value } records { raw } } }
} }"""


async def test_private_contacts_are_nowhere(ask: Ask) -> None:
    answer = await ask(EVERYTHING, {"id": TURNVEREIN})
    written = json.dumps([answer.data, answer.errors], ensure_ascii=False)
    assert PUBLIC_EMAIL in written
    assert PRIVATE_EMAIL not in written
    assert PRIVATE_TELEPHONE not in written
    assert "Vorsitz" not in written
    for text in (PRIVATE_EMAIL, "privat"):
        found = await ask("query ($text: String!) { search(text: $text) { totalCount } }", {"text": text})
        assert found.of("search", "totalCount") == 0


async def test_private_contacts_are_left_out_without_an_error(ask: Ask) -> None:
    query = (
        f'{{ club(id: "{TURNVEREIN}") {{ contactPoints {{ email }} statements(field: "contactPoints") {{ value }} }} }}'
    )
    club = (await ask(query)).of("club")
    assert club["contactPoints"] == [{"email": PUBLIC_EMAIL}]
    assert [[contact["email"] for contact in each["value"]] for each in club["statements"]] == [[PUBLIC_EMAIL]]


RAW = f'{{ club(id: "{TURNVEREIN}") {{ name records {{ originId raw }} }} }}'
LISTS = "{ sources(first: 1) { nodes { name runs { totalCount } records { totalCount } } } }"


@pytest.mark.parametrize(
    ("viewer", "code"), [(ANONYMOUS, "UNAUTHENTICATED"), (STRANGER, "FORBIDDEN"), (OTHER_STEWARD, "FORBIDDEN")]
)
async def test_what_is_for_stewards_is_null_and_costs_no_neighbour(ask: Ask, viewer: Viewer, code: str) -> None:
    answer = await ask(RAW, viewer=viewer)
    assert answer.data["club"]["records"] == [
        {"originId": "VR 1902", "raw": None},
        {"originId": "tsv-polch", "raw": None},
    ]
    assert answer.codes == [code, code]
    assert answer.errors[0]["path"] == ["club", "records", 0, "raw"]
    answer = await ask(LISTS, viewer=viewer)
    assert answer.data["sources"]["nodes"] == [{"name": "Ehrenamtsbörse", "runs": None, "records": None}]
    assert answer.codes == [code, code]


async def test_stewards_read_records_as_their_sources_gave_them(ask: Ask) -> None:
    raw = (await ask(RAW, viewer=STEWARD)).of("club", "records", 0, "raw")
    assert raw["contactPoints"][1]["email"] == PRIVATE_EMAIL
    node = (await ask(LISTS, viewer=STEWARD)).of("sources", "nodes", 0)
    assert node == {"name": "Ehrenamtsbörse", "runs": {"totalCount": 0}, "records": {"totalCount": 10}}


async def test_stewards_page_through_readings_and_records(ask: Ask) -> None:
    query = """query ($after: String) { sources { nodes { name
      runs { nodes { id outcome problems { code line } } }
      records(first: 1, after: $after) { nodes { originId } pageInfo { hasNextPage endCursor } }
    } } }"""
    register = (await ask(query, viewer=STEWARD)).of("sources", "nodes", 2)
    assert register["runs"]["nodes"] == [
        {
            "id": "run_aaaaaaaaaaaaaaaa",
            "outcome": "CHANGED",
            "problems": [{"code": "CODE_OF_ANOTHER_VERSION", "line": 7}],
        }
    ]
    first = register["records"]
    assert first["pageInfo"]["hasNextPage"] is True
    after = {"after": first["pageInfo"]["endCursor"]}
    second = (await ask(query, after, viewer=STEWARD)).of("sources", "nodes", 2, "records")
    assert second["nodes"] != first["nodes"]


async def test_whole_addresses_are_for_stewards(ask: Ask) -> None:
    whole = {REGISTER: "https://vereinsregister.example/daten?stand=heute"}
    query = "{ sources { nodes { url } } }"
    told = [node["url"] for node in (await ask(query, viewer=STEWARD, addresses=whole)).of("sources", "nodes")]
    assert told == ["https://ehrenamt-boerse.example/daten", "https://kalender.example/daten", whole[REGISTER]]
    others = (await ask(query, viewer=OTHER_STEWARD, addresses=whole)).of("sources", "nodes")
    assert "stand" not in str(others)


async def test_addresses_of_sources_hold_no_query(ask: Ask) -> None:
    urls = [node["url"] for node in (await ask("{ sources { nodes { url } } }")).of("sources", "nodes")]
    assert urls == [
        "https://ehrenamt-boerse.example/daten",
        "https://kalender.example/daten",
        "https://vereinsregister.example/daten",
    ]
