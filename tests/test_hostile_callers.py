"""Hostile and unlucky callers, on the whole application: what the hub says of people in its logs and its errors, and
what repeated decisions tell."""

import json
import logging
import re
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog

import gateway
from datasources.store.database import Database
from datasources.store.people import profiles
from gateway import Settings, application
from supergraph import logs
from supergraph.settings import load
from tests.resolvers.filling import District
from tests.supergraph.tokens.signing import EC, ISSUER, claims, token, write_keys
from tests.supergraph.view.wire import GRAPHQL, JSON, Client, Response

SETTINGS = f"""
[mail]
sender = "hub@localhost"
folder = "mail"

[[auth.issuers]]
issuer = "{ISSUER}"
audience = "hub"
jwks_file = "keys.json"
grants = [{{ claim = "hub.editor_of", role = "EDITOR" }}]
"""
CLUB, OFFER = "org_aaaaaaaaaaaaaaaa", "opp_aaaaaaaaaaaaaaaa"
MARK = "qzx"
"""Stands in every text of the people here, and nowhere else."""
PERSON = {
    "displayName": f"Lena {MARK}name",
    "email": f"lena-{MARK}mail@post.example",
    "telephone": "+49 2654 7310642",
    "birthMonth": "1987-11",
}
PERSONAL = (MARK, "7310642", "2654 73", "1987-11")
SIGN_UP = """mutation ($contact: ContactInput, $message: String, $version: String = "2026-11") {
  expressInterest(
    opportunity: "opp_aaaaaaaaaaaaaaaa", message: $message, contact: $contact,
    consents: [{ purpose: CONTACT, textVersion: $version }]
  ) { engagement { id } problems { code message hint path } }
}"""
DECIDE = """mutation ($id: ID!, $state: EngagementState!, $message: String) {
  decideEngagement(id: $id, state: $state, message: $message) {
    engagement { state messages { text } applicant { displayName email } } problems { code message hint path }
  }
}"""
SAVE = "mutation ($input: ProfileInput!) { saveMyProfile(input: $input) { problems { code message hint path } } }"
GUARDIAN = """mutation ($email: String!) {
  requestGuardianConsent(email: $email, purposes: [CONTACT]) { problems { code message hint path } }
}"""
CONFIRM = "mutation ($code: String!) { confirmGuardianConsent(code: $code) { confirmed problems { code message } } }"
CERTIFY = """mutation ($id: ID!) {
  recordCertificate(engagement: $id, kind: FIRST_AID, inspectedOn: "2026-01-02") { problems { code message hint path } }
}"""
REVOKE = f'mutation {{ revokeConsent(purpose: CONTACT, recipient: "{CLUB}") {{ problems {{ code }} }} }}'


def settings_of(folder: Path) -> Settings:
    (folder / "hub.toml").write_text(SETTINGS, "utf-8")
    write_keys(folder, EC)
    url = f"sqlite+aiosqlite:///{folder / 'hub.db'}"
    return load(Settings, folder / "hub.toml", {"HUB_DATABASE_URL": url}).model_copy(update={"folder": folder})


@pytest.fixture
async def hub(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """A hub that runs, with a club that has something to do all year round."""

    @asynccontextmanager
    async def refreshing(*_: object, **__: object) -> AsyncIterator[None]:
        yield

    monkeypatch.setattr(gateway, "refreshing", refreshing)
    shutil.copy(migrated_sqlite, tmp_path / "hub.db")
    settings = settings_of(tmp_path)
    db = await Database.open(settings.database_url)
    made = District()
    club = made.organization(CLUB, "TV Polch 1902 e. V.")
    made.opportunity(OFFER, "Kinderturnen", club, commitment="REGULAR")
    await made.write(db)
    await db.close()
    app = application(settings)
    async with app.behind.router.lifespan_context(app.behind):
        yield Client(app)


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def send(
    hub: Client, query: str, subject: str | None, *, edits: str | None = None, key: str | None = None, **variables: Any
) -> Response:
    now = int(time.time())
    headers = {"content-type": JSON, "accept": GRAPHQL}
    if subject is not None:
        granted = {} if edits is None else {"hub": {"editor_of": [edits]}}
        stated = claims(sub=subject, iat=now - 10, exp=now + 600, **granted)
        headers["authorization"] = f"Bearer {token(stated)}"
    if key is not None:
        headers["idempotency-key"] = key
    return await hub.send("POST", headers=headers, body=json.dumps({"query": query, "variables": variables}).encode())


async def signed_up(hub: Client, subject: str) -> str:
    contact = {**PERSON, "email": f"{subject}-{MARK}@post.example"}
    made = (await send(hub, SIGN_UP, subject, contact=contact, message=f"{MARK} ruf an")).json()["data"]
    assert made["expressInterest"]["problems"] == []
    return str(made["expressInterest"]["engagement"]["id"])


@pytest.mark.usefixtures("logs_as_before")
@pytest.mark.parametrize("as_json", [True, False], ids=["json", "terminal"])
async def test_neither_logs_nor_errors_hold_personal_data(
    hub: Client, as_json: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    logs.configure(level="debug", as_json=as_json)
    lena, vera = f"sub-{MARK}-lena", f"sub-{MARK}-vera"
    refused: list[Response] = []

    async def refuse(query: str, subject: str | None = lena, **variables: Any) -> None:
        refused.append(await send(hub, query, subject, **variables))

    id = await signed_up(hub, lena)
    for wrong in (
        {**PERSON, "wrong": 1},
        {**PERSON, "email": [PERSON["email"]]},
        {**PERSON, "email": f"<b>{MARK}</b>", "telephone": MARK, "birthMonth": MARK},
        {**PERSON, "displayName": f"{MARK}\x00"},
        f"{MARK}",
    ):
        await refuse(SIGN_UP, contact=wrong, message=f"<script>{MARK}")
        await refuse(SAVE, input=wrong)
    await refuse(SIGN_UP, contact={"displayName": PERSON["displayName"]})
    await refuse(SAVE, input={"home": MARK, "skills": [f"urn:{MARK}"], "languages": [MARK], "interests": [MARK]})
    await refuse(SAVE, input={"availability": [{"weekday": "MONDAY", "from": MARK, "to": MARK}]})
    await refuse(SIGN_UP, version=MARK)
    await refuse(f'mutation {{ saveMyProfile(input: {{ displayName: "{MARK}", emial: "{MARK}" }}) {{ problems }} }}')
    await refuse(f'mutation {{ saveMyProfile(input: {{ displayName: {{ a: "{MARK}" "{MARK}" }}')
    await refuse(GUARDIAN, email=f"{MARK}@post.example")
    await refuse(CONFIRM, None, code=MARK)
    await refuse(DECIDE, vera, edits=CLUB, id=MARK, state="ACCEPTED")
    await refuse(DECIDE, vera, edits=CLUB, id=id, state="CONFIRMED", message=f"<i>{MARK}")
    await refuse(CERTIFY, vera, edits=CLUB, id=id)
    await refuse(f'mutation {{ eraseMe(confirm: "{MARK}") {{ id }} }}')
    await refuse(SIGN_UP, None, contact=PERSON)
    for response in refused:
        said = response.json()
        assert "errors" in said or any(field["problems"] for field in said["data"].values()), said
        assert not [each for each in PERSONAL if each in response.body.decode()], said

    with monkeypatch.context() as patch:

        async def broken(*_: object, **__: object) -> None:
            email = PERSON["email"]  # a frame's locals are not told
            raise LookupError(len(email))

        patch.setattr(profiles, "save", broken)
        failed = await send(hub, SAVE, lena, input=PERSON)
    assert failed.code == "INTERNAL_SERVER_ERROR"
    done = (
        await send(hub, SAVE, lena, input=PERSON),
        await send(hub, DECIDE, vera, edits=CLUB, id=id, state="ACCEPTED", message=f"{MARK} gern"),
        await send(hub, "mutation { shareMyCalendar(on: true) { url } }", lena),
        await send(hub, "{ me { displayName email consents { purpose } accessLog { totalCount } } }", lena),
        await send(hub, "mutation { exportMyData }", lena),
        await send(hub, SAVE, f"{MARK}-emil", input={"displayName": f"Emil {MARK}", "birthMonth": _young()}),
        await send(hub, GUARDIAN, f"{MARK}-emil", email=f"vater-{MARK}@post.example"),
        await send(hub, 'mutation { eraseMe(confirm: "ERASE") { id } }', lena),
    )
    for response in done:
        assert "errors" not in response.json(), response.body
    told = "".join(capsys.readouterr())
    assert "LookupError" in told
    assert not [each for each in PERSONAL if each in told]
    assert await send(hub, "{ me { id } }", lena)


def _young() -> str:
    return f"{time.gmtime().tm_year - 14}-01"


async def test_a_repeated_decision_is_executed_once_though_nothing_else_is_known_of_its_editor(hub: Client) -> None:
    id = await signed_up(hub, "lena")
    for _ in range(2):
        said = (await send(hub, DECIDE, "vera", edits=CLUB, key="k", id=id, state="ACCEPTED", message="Gern")).json()
        assert said["data"]["decideEngagement"]["problems"] == []
    messages = said["data"]["decideEngagement"]["engagement"]["messages"]
    assert [message["text"] for message in messages] == [f"{MARK} ruf an", "Gern"]


async def test_a_repetition_tells_nothing_of_who_took_their_consent_back(hub: Client) -> None:
    id = await signed_up(hub, "lena")
    decision = {"id": id, "state": "ACCEPTED"}
    first = await send(hub, DECIDE, "vera", edits=CLUB, key="k", **decision)
    assert MARK in first.body.decode()
    without_the_role = await send(hub, DECIDE, "vera", key="k", **decision)
    assert re.search("IDEMPOTENCY_KEY_REUSED", without_the_role.body.decode())
    await send(hub, REVOKE, "lena")
    again = await send(hub, DECIDE, "vera", edits=CLUB, key="k", **decision)
    assert MARK not in again.body.decode()
    assert again.json()["errors"][0]["extensions"]["reason"] == "IDEMPOTENCY_ANSWER_WITHHELD"
