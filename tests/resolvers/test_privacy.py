"""What a source did not declare public is answered by no field; what is for stewards is null, with FORBIDDEN."""

import json

from tests.resolvers.conftest import Ask
from tests.resolvers.district import PRIVATE_EMAIL, PRIVATE_TELEPHONE, PUBLIC_EMAIL, TURNVEREIN

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


async def test_raw_records_are_for_stewards(ask: Ask) -> None:
    answer = await ask(f'{{ club(id: "{TURNVEREIN}") {{ name records {{ originId raw }} }} }}')
    assert answer.data["club"]["records"] == [
        {"originId": "VR 1902", "raw": None},
        {"originId": "tsv-polch", "raw": None},
    ]
    assert answer.codes == ["FORBIDDEN", "FORBIDDEN"]
    assert answer.errors[0]["path"] == ["club", "records", 0, "raw"]


async def test_readings_and_records_of_a_source_are_for_stewards(ask: Ask) -> None:
    answer = await ask("{ sources(first: 1) { nodes { name runs { totalCount } records { totalCount } } } }")
    assert answer.data["sources"]["nodes"] == [{"name": "Ehrenamtsbörse", "runs": None, "records": None}]
    assert sorted(answer.codes) == ["FORBIDDEN", "FORBIDDEN"]


async def test_addresses_of_sources_hold_no_query(ask: Ask) -> None:
    urls = [node["url"] for node in (await ask("{ sources { nodes { url } } }")).of("sources", "nodes")]
    assert urls == [
        "https://ehrenamt-boerse.example/daten",
        "https://kalender.example/daten",
        "https://vereinsregister.example/daten",
    ]
