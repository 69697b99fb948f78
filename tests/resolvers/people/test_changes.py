"""Changes as clients ask for them: payloads, problems in words, what is left out and what is null."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from graphql import GraphQLInputObjectType

from datasources.ids import shift_id
from datasources.people.viewer import Viewer
from datasources.store.database import Database
from resolvers.context import Context
from schema.build import build_schema
from supergraph.execute import execute
from tests.resolvers.asking import Answer, ask_graph, graphql_core
from tests.resolvers.district import KUCHEN, NOW, District
from tests.resolvers.people.people import ISSUER
from tests.resolvers.people.world import EDITOR, JANA, JANAS_SIGN_UP, OTHER_EDITOR, PERSONAL, people

SHIFTS = [shift_id(KUCHEN, "0"), shift_id(KUCHEN, "1")]
NEWCOMER = Viewer(ISSUER, "neu")
"""Signed in, and without an account: nothing of theirs is kept yet."""
SIGN_UP = """mutation ($opportunity: ID!, $shifts: [ID!], $contact: ContactInput, $message: String) {
  expressInterest(opportunity: $opportunity, shifts: $shifts, contact: $contact, message: $message, consents: [
    {purpose: CONTACT, textVersion: "2026-11"}, {purpose: VETTING, textVersion: "2026-11"}
  ]) {
    engagement {
      id state shifts { id } messages { text fromOrganization }
      applicant { displayName email } opportunity { myEngagement { id } }
    }
    problems { code path message hint severity }
  }
}"""
CONTACT = {"displayName": "Mia Roth", "birthMonth": "1992-03", "email": "mia@posteo.example"}


async def asked(db: Database, query: str, viewer: Viewer, **variables: Any) -> Answer:
    return await ask_graph(Context(db, now=NOW, viewer=viewer, language="en"), query, variables)


async def test_first_sign_up_is_answered_as_ones_own(hub: Database) -> None:
    """A token, no profile, one mutation: what hangs on the sign-up is read by the person it made."""
    answer = await asked(
        hub, SIGN_UP, NEWCOMER, opportunity=KUCHEN, shifts=[SHIFTS[0]], contact=CONTACT, message="Ich backe gern."
    )
    payload = answer.of("expressInterest")
    assert payload["problems"] == []
    made = payload["engagement"]
    assert made["state"] == "INTERESTED"
    assert made["shifts"] == [{"id": SHIFTS[0]}]
    assert made["messages"] == [{"text": "Ich backe gern.", "fromOrganization": False}]
    assert made["applicant"] == {"displayName": "Mia Roth", "email": "mia@posteo.example"}
    assert made["opportunity"]["myEngagement"] == {"id": made["id"]}


async def test_problems_are_data_in_the_language_of_the_request(hub: Database) -> None:
    payload = (await asked(hub, SIGN_UP, NEWCOMER, opportunity=KUCHEN, shifts=[SHIFTS[0]])).of("expressInterest")
    assert payload["engagement"] is None
    assert payload["problems"]
    for problem in payload["problems"]:
        assert problem["severity"] == "ERROR"
        assert problem["path"]
        assert problem["message"] != problem["code"]


SAVE = """mutation ($input: ProfileInput!) { saveMyProfile(input: $input) {
  profile { displayName telephone radiusKm ageBand availability { weekday from to } skills { notation } languages
    commitment home { name } guardianConsent }
  problems { code path }
} }"""


SEVERAL = """mutation {
  first: saveMyProfile(input: {displayName: "Mia", telephone: "02654 1234"}) { profile { displayName telephone } }
  refused: decideEngagement(id: "eng_aaaaaaaaaaaaaaaa", state: ACCEPTED) { problems { code } }
  second: saveMyProfile(input: {telephone: null}) { profile { displayName telephone } problems { code } }
  wrong: saveMyProfile(input: {displayName: "M"}) { profile { displayName } problems { code path } }
}"""


@pytest.mark.parametrize("run", [execute, graphql_core], ids=["ours", "graphql-core"])
async def test_changes_of_one_operation_follow_each_other_by_either_executor(
    hub: Database, run: Callable[..., Any]
) -> None:
    answer = await ask_graph(Context(hub, now=NOW, viewer=NEWCOMER), SEVERAL, run=run)
    assert [(error["path"], error["extensions"]["code"]) for error in answer.errors] == [(["refused"], "FORBIDDEN")]
    assert answer.data == {
        "first": {"profile": {"displayName": "Mia", "telephone": "02654 1234"}},
        "refused": None,
        "second": {"profile": {"displayName": "Mia", "telephone": None}, "problems": []},
        "wrong": {"profile": None, "problems": [{"code": "TEXT_TOO_SHORT", "path": "input.displayName"}]},
    }


async def test_every_field_of_a_profile_can_be_saved(hub: Database) -> None:
    """One that is declared, and that nobody checks or keeps, is an error and no problem."""
    declared = build_schema()._schema.type_map["ProfileInput"]
    assert isinstance(declared, GraphQLInputObjectType)
    nothing = dict.fromkeys(declared.fields)
    assert (await asked(hub, SAVE, NEWCOMER, input=nothing)).of("saveMyProfile", "problems") == []


async def test_what_is_left_out_stays_and_null_takes_away(hub: Database) -> None:
    whole = {
        "displayName": "Mia",
        "telephone": "+49 2654 1234",
        "birthMonth": "1992-03",
        "home": "mun_071375005086",
        "radiusKm": 12.5,
        "availability": [{"weekday": "WEDNESDAY", "from": "15:00", "to": "18:00"}],
        "commitment": ["SPONTANEOUS"],
        "skills": ["urn:engagement-hub:skill:cooking"],
        "languages": ["de"],
    }
    expected = {
        "displayName": "Mia",
        "telephone": "+49 2654 1234",
        "radiusKm": 12.5,
        "ageBand": "A27_59",
        "availability": [{"weekday": "WEDNESDAY", "from": "15:00", "to": "18:00"}],
        "skills": [{"notation": "cooking"}],
        "languages": ["de"],
        "commitment": ["SPONTANEOUS"],
        "home": {"name": "Polch"},
        "guardianConsent": "NOT_NEEDED",
    }
    first = (await asked(hub, SAVE, NEWCOMER, input=whole)).of("saveMyProfile")
    assert first["problems"] == []
    assert first["profile"]["telephone"].replace(" ", "") == "+4926541234"
    known = replace(NEWCOMER, account_pk=1)
    second = (await asked(hub, SAVE, known, input={"radiusKm": None, "skills": None})).of("saveMyProfile", "profile")
    assert second == expected | {"radiusKm": None, "skills": [], "telephone": first["profile"]["telephone"]}


async def test_problems_name_the_field_of_the_input(hub: Database) -> None:
    wrong = {
        "displayName": "Mia",
        "email": "keine adresse",
        "radiusKm": -3,
        "skills": ["urn:engagement-hub:skill:none"],
    }
    payload = (await asked(hub, SAVE, NEWCOMER, input=wrong)).of("saveMyProfile")
    assert payload["profile"] is None
    assert {problem["path"] for problem in payload["problems"]} == {"input.email", "input.radiusKm", "input.skills[0]"}


DECIDE = """mutation ($id: ID!, $state: EngagementState!, $hours: Float) {
  decideEngagement(id: $id, state: $state, hours: $hours) {
    engagement { state hours applicant { displayName } } problems { code path }
  }
}"""


async def test_editors_decide_and_are_recorded_as_readers(hub: Database) -> None:
    made = District()
    people(made)
    await made.write(hub)
    accepted = (await asked(hub, DECIDE, EDITOR, id=JANAS_SIGN_UP, state="ACCEPTED")).of("decideEngagement")
    assert accepted["engagement"]["state"] == "ACCEPTED"
    assert accepted["engagement"]["applicant"] == {"displayName": PERSONAL["displayName"]}
    log = "{ me { accessLog { totalCount nodes { fields purpose } } engagements { nodes { id state } } } }"
    me = (await asked(hub, log, JANA)).of("me")
    assert me["accessLog"]["nodes"][0] == {"fields": ["displayName"], "purpose": "CONTACT"}
    assert me["engagements"]["nodes"] == [{"id": JANAS_SIGN_UP, "state": "ACCEPTED"}]


@pytest.mark.parametrize("id", [JANAS_SIGN_UP, "eng_aaaaaaaaaaaaaaaa", "org_aaaaaaaaaaaaaaaa", "nonsense", ""])
async def test_sign_ups_of_others_are_as_unknown_as_unknown_ones(hub: Database, id: str) -> None:
    made = District()
    people(made)
    await made.write(hub)
    payload = (await asked(hub, DECIDE, OTHER_EDITOR, id=id, state="ACCEPTED")).of("decideEngagement")
    assert payload == {"engagement": None, "problems": [{"code": "ENGAGEMENT_UNKNOWN", "path": "id"}]}


async def test_changes_of_one_operation_see_each_other(hub: Database) -> None:
    query = """mutation {
      saveMyProfile(input: {displayName: "Mia", birthMonth: "1992-03"}) { profile { id displayName } }
      grantConsent(purpose: STATISTICS, textVersion: "2026-11") { profile { consents { purpose recipient { id } } } }
      shareMyCalendar(on: true) { url problems { code } }
      exportMyData
      eraseMe(confirm: "ERASE") { id completedAt erased }
    }"""
    answer = await asked(hub, query, NEWCOMER)
    assert answer.errors == []
    assert answer.data["saveMyProfile"]["profile"]["displayName"] == "Mia"
    assert answer.data["grantConsent"]["profile"]["consents"] == [{"purpose": "STATISTICS", "recipient": None}]
    assert answer.data["shareMyCalendar"]["problems"] == []
    assert "Mia" in str(answer.data["exportMyData"])
    assert answer.data["eraseMe"]["id"].startswith("era_")
    assert (await asked(hub, "{ me { id } }", NEWCOMER)).of("me") is None


async def test_texts_are_there_for_everybody_in_both_languages(hub: Database) -> None:
    query = '{ consentTexts { purpose version language } de: consentTexts(language: "de") { text language } }'
    answer = await ask_graph(Context(hub, now=NOW, language="en"), query)
    assert {text["language"] for text in answer.of("consentTexts")} == {"en"}
    assert {text["purpose"] for text in answer.of("consentTexts")} == {"MATCHING", "CONTACT", "VETTING", "STATISTICS"}
    assert {text["language"] for text in answer.of("de")} == {"de"}


async def test_editors_find_their_organisations(hub: Database) -> None:
    query = "{ myOrganizations { name viewerCanEdit } organizations { nodes { viewerCanEdit } } }"
    answer = await ask_graph(Context(hub, now=NOW, viewer=replace(EDITOR, edits=frozenset({1, 3}))), query)
    assert answer.of("myOrganizations") == [
        {"name": "Freiwillige Feuerwehr Mayen", "viewerCanEdit": True},
        {"name": "Turn- und Sportverein Polch 1902 e.V.", "viewerCanEdit": True},
    ]
    assert sum(node["viewerCanEdit"] for node in answer.of("organizations", "nodes")) == 2
