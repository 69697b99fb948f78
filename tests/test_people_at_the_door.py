"""What the door mounts for people: their calendar, their statement of hours, and letters sent in the background."""

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

import gateway
from datasources.store.database import Database
from gateway import Settings, application
from supergraph.settings import SettingsError, load
from tests.datasources.people.letters.outbox import RECIPIENT, lay_in
from tests.supergraph.tokens.signing import EC, ISSUER, claims, token, write_keys
from tests.supergraph.view.wire import GRAPHQL, JSON, Client

SETTINGS = f"""
public_url = "https://hub.kreis.example/"
title = "Ehrenamt im Kreis"

[mail]
sender = "hub@localhost"
folder = "mail"

[[auth.issuers]]
issuer = "{ISSUER}"
audience = "hub"
jwks_file = "keys.json"
"""
PROFILE = 'mutation { saveMyProfile(input: { displayName: "Lena Vogt", birthMonth: "1992-04" }) { problems { code } } }'
SHARE = "mutation ($on: Boolean!) { shareMyCalendar(on: $on) { url problems { code } } }"


def settings_of(folder: Path, text: str = SETTINGS) -> Settings:
    (folder / "hub.toml").write_text(text, "utf-8")
    write_keys(folder, EC)
    url = f"sqlite+aiosqlite:///{folder / 'hub.db'}"
    return load(Settings, folder / "hub.toml", {"HUB_DATABASE_URL": url}).model_copy(update={"folder": folder})


@pytest.fixture
async def hub(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """A hub that runs, with a letter in its outbox."""

    @asynccontextmanager
    async def refreshing(*_: object, **__: object) -> AsyncIterator[None]:
        yield

    monkeypatch.setattr(gateway, "refreshing", refreshing)
    shutil.copy(migrated_sqlite, tmp_path / "hub.db")
    settings = settings_of(tmp_path)
    db = await Database.open(settings.database_url)
    await lay_in(db, "guardian:1", now=int(time.time()))
    await db.close()
    app = application(settings)
    async with app.behind.router.lifespan_context(app.behind):
        yield Client(app)


def lena() -> dict[str, str]:
    """What she brings along."""
    now = int(time.time())
    return {"authorization": f"Bearer {token(claims(iat=now, exp=now + 600))}"}


async def ask(hub: Client, query: str, **variables: object) -> Any:
    body = json.dumps({"query": query, "variables": variables}).encode()
    answer = await hub.send("POST", headers={"content-type": JSON, "accept": GRAPHQL, **lena()}, body=body)
    told = answer.json()
    assert "errors" not in told, told
    (field,) = told["data"].values()
    assert field["problems"] == []
    return field


async def test_a_calendar_is_shared_at_the_hubs_address_read_there_and_revoked(hub: Client) -> None:
    await ask(hub, PROFILE)
    url = (await ask(hub, SHARE, on=True))["url"]
    assert url.startswith("https://hub.kreis.example/calendars/")
    path = url.removeprefix("https://hub.kreis.example")
    read = await hub.send("GET", path=path)
    assert (read.status, read.media) == (200, "text/calendar; charset=utf-8")
    assert (await ask(hub, SHARE, on=False))["url"] is None
    assert (await hub.send("GET", path=path)).status == 404


async def test_the_statement_of_hours_is_for_who_is_signed_in(hub: Client) -> None:
    await ask(hub, PROFILE)
    read = await hub.send("GET", path="/me/hours", headers=lena())
    assert read.status == 200
    assert "durch Ehrenamt im Kreis" in read.body.decode()
    assert "Lena Vogt" in read.body.decode()
    assert (await hub.send("GET", path="/me/hours")).status == 401
    assert (await hub.send("GET", path="/me/hours", headers={"authorization": "Bearer x.y.z"})).status == 401


async def test_letters_are_sent_while_the_hub_runs(hub: Client, tmp_path: Path) -> None:
    found: list[Path] = []
    async with asyncio.timeout(20):
        while not found:
            await asyncio.sleep(0.02)
            found = await asyncio.to_thread(lambda: list((tmp_path / "mail").glob("*.eml")))
    (letter,) = found
    assert f"To: {RECIPIENT}" in letter.read_text("ascii")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ('public_url = "hub.kreis.example"', "write the address"),
        ('public_url = "https://hub.kreis.example/?a=b"', "write the address"),
        ('mail = { sender = "hub@localhost", host = "a.example", folder = "mail" }', "two ways"),
        ('mail = { host = "a.example", password = "ganz-geheim" }', "sender is missing"),
    ],
)
def test_what_cannot_work_stops_the_start_and_shows_no_secret(tmp_path: Path, setting: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told) as refused:
        settings_of(tmp_path, setting)
    assert "ganz-geheim" not in str(refused.value)
