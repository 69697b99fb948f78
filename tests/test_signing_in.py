"""Signing in at the door: tokens over HTTP and WebSocket, on the whole application, and starts that are refused."""

import asyncio
import json
import logging
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from structlog.testing import capture_logs
from typer.testing import CliRunner

import gateway
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.store.database import Database
from gateway import Settings, application, cli
from resolvers.callers import Admit, admitting
from resolvers.context import Context
from supergraph.engine import Caller
from supergraph.settings import SettingsError, load
from supergraph.tokens import Verifier
from supergraph.tokens.development import ISSUER as DEVELOPMENT
from supergraph.view import Front
from tests.datasources.store.people.clubs import TV, fill
from tests.supergraph.tokens.signing import EC, ISSUER, NOW, SUBJECT, Clock, claims, encoded, token, write_keys
from tests.supergraph.view.wire import GRAPHQL, JSON, Client, Response, Socket, websocket

QUERY = {"query": '{ municipality(ars: "071370003003") { name } }'}
ANSWER = {"municipality": {"name": "Andernach"}}
SETTINGS = f"""
environment = "development"

[auth]
development_key = "key.json"

[[auth.issuers]]
issuer = "{ISSUER}"
audience = ["account", "hub"]
jwks_file = "keys.json"
grants = [
  {{ claim = "realm_access.roles", value = "hub-analyst", role = "ANALYST" }},
  {{ claim = "hub.editor_of", role = "EDITOR" }},
]
"""
UNSIGNED = ".".join((encoded(json.dumps({"alg": "none"}).encode()), token().split(".")[1], ""))


class Hub:
    """A running hub, and the contexts that it made."""

    def __init__(self, app: Front, seen: list[Context], clock: Clock) -> None:
        self.app = app
        self.client = Client(app)
        self.seen = seen
        self.clock = clock

    async def ask(self, authorization: str | None = None, accept: str = GRAPHQL) -> Response:
        headers = {"accept": accept, "content-type": JSON}
        return await self.client.send(
            "POST",
            headers=headers if authorization is None else {**headers, "authorization": authorization},
            body=json.dumps(QUERY).encode(),
        )

    async def viewer(self, authorization: str) -> Viewer:
        """Who asked, by what the operation's context says."""
        self.seen.clear()
        answer = await self.ask(authorization)
        assert (answer.status, answer.json()["data"]) == (200, ANSWER), answer.body
        (context,) = self.seen
        return context.viewer

    @asynccontextmanager
    async def socket(
        self, payload: dict[str, Any] | None, headers: dict[str, str] | None = None
    ) -> AsyncIterator[Socket]:
        async with websocket(self.app, headers=headers) as socket:
            assert (await socket.message())["type"] == "websocket.accept"
            await socket.send({"type": "connection_init", **({} if payload is None else {"payload": payload})})
            assert await socket.receive() == {"type": "connection_ack"}
            yield socket


async def ask_over(socket: Socket, id: str) -> Any:
    """What one operation on a socket is answered: its data, or the reason of its error."""
    await socket.send({"type": "subscribe", "id": id, "payload": QUERY})
    message = await socket.receive()
    if message["type"] == "error":
        (error,) = message["payload"]
        return error["extensions"]["code"], error["extensions"]["reason"]
    assert (await socket.receive())["type"] == "complete"
    return message["payload"]["data"]


@pytest.fixture
async def hub(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Hub]:
    """A hub that believes the development key and one issuer, at NOW."""
    seen: list[Context] = []
    clock = Clock()

    def recording(make: Callable[[Caller], Context], admit: Admit) -> object:
        def made(caller: Caller) -> Context:
            seen.append(make(caller))
            return seen[-1]

        return admitting(made, admit)

    @asynccontextmanager
    async def refreshing(*_: object, **__: object) -> AsyncIterator[None]:
        yield

    monkeypatch.setattr(gateway, "refreshing", refreshing)
    monkeypatch.setattr(gateway, "admitting", recording)
    monkeypatch.setattr(gateway, "Verifier", partial(Verifier, clock=clock))
    settings = prepared(tmp_path, migrated_sqlite)
    db = await Database.open(settings.database_url)
    await fill(db)
    await db.close()
    app = application(settings)
    async with app.behind.router.lifespan_context(app.behind):
        yield Hub(app, seen, clock)


def prepared(folder: Path, migrated: Path, text: str = SETTINGS, **variables: str) -> Settings:
    """Settings of a hub with a folder, a database and the keys of its issuer."""
    shutil.copy(migrated, folder / "hub.db")
    write_keys(folder, EC)
    (folder / "hub.toml").write_text(text, "utf-8")
    url = f"sqlite+aiosqlite:///{folder / 'hub.db'}"
    return load(Settings, folder / "hub.toml", {"HUB_DATABASE_URL": url, **variables}).model_copy(
        update={"folder": folder}
    )


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """The `hub` command in the folder of the hub; what it prints, on standard error where it fails."""
    for name in [name for name in os.environ if name.startswith("HUB_") or name == "PORT"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def called(*arguments: str, exit_code: int = 0, **variables: str) -> str:
        result = CliRunner().invoke(cli, arguments, env=dict(variables), catch_exceptions=False)
        assert result.exit_code == exit_code, (result.stdout, result.stderr)
        return result.stderr if exit_code else result.stdout

    yield called
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


async def test_whoever_brings_no_token_is_answered_as_before(hub: Hub) -> None:
    answer = await hub.ask()
    assert (answer.status, answer.json()["data"]) == (200, ANSWER)
    assert [context.viewer for context in hub.seen] == [ANONYMOUS]


async def test_a_token_of_an_issuer_says_who_asks(hub: Hub) -> None:
    stated = claims(realm_access={"roles": ["hub-analyst"]}, hub={"editor_of": [TV]})
    assert await hub.viewer(f"Bearer {token(stated)}") == Viewer(ISSUER, SUBJECT, edits=frozenset({1}), is_analyst=True)


REFUSED = {
    f"Bearer {token(claims(exp=NOW - 3600))}": "TOKEN_EXPIRED",
    f"Bearer {token(claims(aud='shop'))}": "AUDIENCE_WRONG",
    f"Bearer {UNSIGNED}": "ALGORITHM_NOT_ALLOWED",
    f"Bearer {'x' * 9000}": "TOKEN_TOO_LARGE",
    f"Bearer hub_{'a' * 16}_{'b' * 43}": "TOKEN_UNKNOWN",
    "Basic YW5uYTpnZWhlaW0=": "SCHEME_NOT_SUPPORTED",
    "": "SCHEME_NOT_SUPPORTED",
}


@pytest.mark.parametrize("accept", [GRAPHQL, JSON, "*/*"])
async def test_a_token_that_is_refused_is_a_401_with_its_reason(hub: Hub, accept: str) -> None:
    for authorization, reason in REFUSED.items():
        answer = await hub.ask(authorization, accept)
        assert (answer.status, answer.code) == (401, "UNAUTHENTICATED")
        (error,) = answer.json()["errors"]
        assert error["extensions"]["reason"] == reason
        assert "data" not in answer.json()
        assert answer.headers["www-authenticate"] == (
            f'Bearer error="invalid_token", error_description="{error["message"]}"'
        )
    assert hub.seen == []


async def test_keys_that_cannot_be_had_are_a_503_to_try_again(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "keys.json").unlink()
    with capture_logs():
        answer = await hub.ask(f"Bearer {token()}")
    assert (answer.status, answer.code, answer.headers["retry-after"]) == (503, "SOURCE_UNAVAILABLE", "5")
    assert (await hub.ask()).status == 200


async def test_a_get_with_a_token_is_answered_privately(hub: Hub) -> None:
    answer = await hub.client.get(accept=GRAPHQL, headers={"authorization": f"Bearer {token()}"}, **QUERY)
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-cache")
    refused = await hub.client.get(accept=GRAPHQL, headers={"authorization": "Bearer x"}, **QUERY)
    assert (refused.status, refused.headers["cache-control"]) == (401, "no-store")


@pytest.mark.parametrize("name", ["authorization", "Authorization", "AUTHORIZATION"])
async def test_a_socket_says_who_asks_when_it_begins(hub: Hub, name: str) -> None:
    async with hub.socket({name: f"Bearer {token()}"}) as socket:
        assert await ask_over(socket, "1") == ANSWER
    assert [context.viewer.subject for context in hub.seen] == [SUBJECT]


async def test_a_socket_may_have_a_header_too(hub: Hub) -> None:
    async with hub.socket(None, {"authorization": f"Bearer {token()}"}) as socket:
        assert await ask_over(socket, "1") == ANSWER
    assert [context.viewer.subject for context in hub.seen] == [SUBJECT]


async def test_a_token_that_expires_ends_what_comes_after_it_on_an_open_socket(hub: Hub) -> None:
    async with hub.socket({"authorization": f"Bearer {token(claims(exp=NOW + 10))}"}) as socket:
        assert await ask_over(socket, "1") == ANSWER
        hub.clock.now = NOW + 10 + 60
        assert await ask_over(socket, "2") == ("UNAUTHENTICATED", "TOKEN_EXPIRED")
        assert await ask_over(socket, "3") == ("UNAUTHENTICATED", "TOKEN_EXPIRED")


@pytest.mark.parametrize("payload", [{"authorization": "Bearer x"}, {"authorization": None}, {"authorization": [1]}])
async def test_a_socket_with_a_wrong_token_stays_open_and_refuses(hub: Hub, payload: dict[str, Any]) -> None:
    async with hub.socket(payload) as socket:
        for id in ("1", "2"):
            assert (await ask_over(socket, id))[0] == "UNAUTHENTICATED"


async def test_neither_token_nor_subject_is_in_any_log(
    hub: Hub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    given = [token(), token(claims(exp=1)), token()[:-9], token(claims(iss="https://elsewhere.example"))]
    caplog.set_level(logging.DEBUG)
    with capture_logs() as logs:
        for each in given:
            await hub.ask(f"Bearer {each}")
            async with hub.socket({"authorization": f"Bearer {each}"}) as socket:
                await ask_over(socket, "1")
        hub.clock.now += 10
        (tmp_path / "keys.json").write_text("nein", "utf-8")
        await hub.ask(f"Bearer {token(claims(jti='new'))}")
    told = json.dumps(logs, default=str) + caplog.text
    assert SUBJECT not in told
    assert not any(part in told for each in given for part in each.split(".")[1:])


async def test_what_the_hub_signs_itself_lets_someone_in(hub: Hub, call: Callable[..., str]) -> None:
    hub_command = partial(asyncio.to_thread, call)
    hub.clock.now = time.time()
    signed = await hub_command("token", "--role", "editor", "--subject", "vera", "--organization", "tv-polch")
    assert await hub.viewer(f"Bearer {signed.strip()}") == Viewer(DEVELOPMENT, "vera", edits=frozenset({1}))


async def test_an_api_token_and_a_granted_role_hold_from_the_next_request_on(
    hub: Hub, call: Callable[..., str]
) -> None:
    hub_command = partial(asyncio.to_thread, call)
    made = json.loads(await hub_command("api-tokens", "create", "--name", "Amt", "--scope", "steward:07137", "--json"))
    assert (await hub.viewer(f"Bearer {made['token']}")).stewards == ("07137",)
    await hub_command("api-tokens", "revoke", made["id"])
    assert (await hub.ask(f"Bearer {made['token']}")).status == 401
    who = ("--issuer", ISSUER, "--subject", SUBJECT, "--role", "administrator")
    await hub_command("roles", "grant", *who)
    admitted = await hub.viewer(f"Bearer {token()}")
    assert admitted.is_administrator
    assert admitted.account_pk is not None
    await hub_command("roles", "revoke", *who)
    assert not (await hub.viewer(f"Bearer {token()}")).is_administrator


async def test_production_believes_no_development_key(tmp_path: Path, migrated_sqlite: Path) -> None:
    with pytest.raises(SettingsError, match=r"auth\.development_key is set in production"):
        prepared(tmp_path, migrated_sqlite, HUB_ENVIRONMENT="production")
    with pytest.raises(SettingsError, match=r"auth\.development_key is set in production"):
        prepared(tmp_path, migrated_sqlite, "", HUB_AUTH__DEVELOPMENT_KEY="key.json")
    assert prepared(tmp_path, migrated_sqlite, "").development_key is None


def test_a_production_start_with_a_development_key_ends_and_says_why(call: Callable[..., str]) -> None:
    Path("hub.toml").write_text('[auth]\ndevelopment_key = "key.json"\n', "utf-8")
    told = call("serve", exit_code=2)
    assert "auth.development_key is set in production" in told
    assert 'environment = "development"' in told
    assert "Traceback" not in told


def test_production_signs_no_tokens(call: Callable[..., str]) -> None:
    told = call("--no-config", "token", "--role", "administrator", "--subject", "eve", exit_code=2)
    assert "trusts no development key" in told
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(
    ("issuer", "told"),
    [
        ('issuer = "https://a.example"', "audience = missing"),
        ('issuer = "http://a.example"\naudience = "hub"', "plain_http"),
        ('issuer = "https://a.example"\naudience = "hub"\nalgorithms = ["HS256"]', "algorithms"),
        ('issuer = "https://a.example"\naudience = "hub"\njwks_uri = "x"', "did you mean"),
        (
            'issuer = "https://a.example"\naudience = "hub"\ngrants = [{ claim = "x", value = "y", role = "GOD" }]',
            "GOD",
        ),
    ],
)
def test_issuers_that_cannot_be_believed_stop_the_start(call: Callable[..., str], issuer: str, told: str) -> None:
    Path("hub.toml").write_text(f"[[auth.issuers]]\n{issuer}\n", "utf-8")
    assert told in call("serve", exit_code=2)


def test_the_repositorys_own_settings_are_for_trying_out() -> None:
    folder = Path(__file__).parents[1]
    settings = load(Settings, folder / "hub.toml", {})
    assert settings.development_key is not None
    assert f"/{settings.development_key.name}" in (folder / ".gitignore").read_text("utf-8").splitlines()
