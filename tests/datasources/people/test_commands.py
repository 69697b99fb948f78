"""The commands about people: what they print, what they keep, and what they say of calls that are wrong."""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from datasources.areas import read_bundled
from datasources.areas.loading import load
from datasources.commands.people import api_tokens_commands, roles_commands, token
from datasources.people.entrance import Entrance
from datasources.people.viewer import Viewer
from datasources.problems import Language
from datasources.store.database import Database
from supergraph.outbound import Outbound
from supergraph.tokens import Verifier
from supergraph.tokens.development import ISSUER, development_issuer
from tests.datasources.store.people.clubs import FORMER, SC, TV, fill
from tests.supergraph.tokens.signing import NOW, Clock

OTHER = "https://login.kreis.example"
KEY = ".hub-development-key.json"

app = typer.Typer()
app.command("token")(token)
app.add_typer(api_tokens_commands, name="api-tokens")
app.add_typer(roles_commands, name="roles")


class TestHub:
    """What the door gives to commands, over a store of the test's own."""

    __test__ = False
    language: Language = "en"

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite+aiosqlite:///{folder / 'hub.db'}"
        self.development_key: Path | None = folder / KEY
        self.issuers: Sequence[str] = (ISSUER,)

    def now(self) -> int:
        return NOW

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        db = await Database.open(self.url, migrate_first=False)
        try:
            yield db
        finally:
            await db.close()

    def told(self, *arguments: str) -> Any:
        """The one document that a call with --json prints."""
        return json.loads(self.call(*arguments, "--json").stdout)

    def call(self, *arguments: str, exit_code: int = 0) -> Result:
        result = CliRunner().invoke(app, arguments, obj=self, catch_exceptions=False)
        assert result.exit_code == exit_code, (result.stdout, result.stderr)
        return result

    def refused(self, *arguments: str) -> str:
        """What a call that is wrong says, on standard error alone."""
        result = self.call(*arguments, exit_code=2)
        assert result.stdout == ""
        return " ".join(result.stderr.split())

    def viewer(self, token: str) -> Viewer:
        """Who comes in with a token."""

        async def enter() -> Viewer:
            assert self.development_key is not None
            issuer = development_issuer(self.development_key)
            async with self.database() as db, Entrance(db, Verifier([issuer], Outbound(), clock=Clock()), Clock()) as e:
                made = e.viewer(f"Bearer {token}")
                assert not isinstance(made, Viewer)
                return await made

        return asyncio.run(enter())


@pytest.fixture
def hub(tmp_path: Path, migrated_sqlite: Path) -> TestHub:
    shutil.copy(migrated_sqlite, tmp_path / "hub.db")
    made = TestHub(tmp_path)

    async def found() -> None:
        async with made.database() as db:
            await fill(db)

    asyncio.run(found())
    return made


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("volunteer",), {}),
        (("editor", "--organization", "tv-polch"), {"edits": {1}}),
        (("editor", "--organization", FORMER, "--organization", SC), {"edits": {1, 2}}),
        (("steward", "--area", "07137"), {"stewards": ("07137",)}),
        (("analyst",), {"is_analyst": True}),
        (("administrator",), {"is_administrator": True}),
    ],
)
def test_a_token_for_trying_out_lets_someone_in(
    hub: TestHub, arguments: Sequence[str], expected: dict[str, Any]
) -> None:
    printed = hub.call("token", "--subject", "alice", "--role", *arguments).stdout
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", printed)
    assert hub.viewer(printed.strip()) == Viewer(ISSUER, "alice", **expected)


def test_a_token_is_told_as_json_with_the_header_to_paste(hub: TestHub) -> None:
    told = hub.told("token", "--role", "editor", "--subject", "vera", "--organization", "tv-polch", "--hours", "2")
    assert told["headers"] == {"Authorization": f"Bearer {told['token']}"}
    assert (told["subject"], told["roles"], told["issuer"]) == ("vera", [f"EDITOR:{TV}"], ISSUER)
    assert told["expiresAt"] == "2026-09-21T16:13:20Z"


def test_a_token_too_long_to_be_read_is_not_printed(hub: TestHub, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = len(hub.call("token", "--role", "volunteer", "--subject", "alice").stdout.strip())
    for most, exit_code in ((whole, 0), (whole - 1, 2)):
        monkeypatch.setattr("datasources.commands.people.MAX_CHARACTERS", most)
        hub.call("token", "--role", "volunteer", "--subject", "alice", exit_code=exit_code)


def test_the_key_is_made_at_the_first_use(hub: TestHub, tmp_path: Path) -> None:
    assert not (tmp_path / KEY).exists()
    hub.call("token", "--role", "volunteer", "--subject", "alice")
    first = (tmp_path / KEY).read_bytes()
    hub.call("token", "--role", "volunteer", "--subject", "alice")
    assert (tmp_path / KEY).read_bytes() == first


def test_where_no_development_key_is_trusted_none_is_made(hub: TestHub, tmp_path: Path) -> None:
    hub.development_key = None
    said = hub.refused("token", "--role", "volunteer", "--subject", "alice")
    assert 'environment = "development"' in said
    assert not (tmp_path / KEY).exists()


def test_a_key_that_cannot_be_used_is_told(hub: TestHub, tmp_path: Path) -> None:
    (tmp_path / KEY).write_text("nein", "utf-8")
    assert "Delete it" in hub.refused("token", "--role", "volunteer", "--subject", "alice")


WRONG: list[tuple[Sequence[str], str]] = [
    (("token", "--subject", "a", "--role", "editor"), "name them with --organization"),
    (("token", "--subject", "a", "--role", "editor", "--organization", "verein"), "No organisation has the id or slug"),
    (("token", "--subject", "a", "--role", "analyst", "--organization", TV), "--role editor alone"),
    (("token", "--subject", "a", "--role", "volunteer", "--organization", TV), "A volunteer has neither"),
    (("token", "--subject", "a", "--role", "steward"), "official key"),
    (("token", "--subject", "a", "--role", "steward", "--area", "Mayen"), "official key"),
    (("token", "--subject", "a", "--role", "steward", "--area", ""), "official key"),
    (("token", "--subject", "a", "--role", "analyst", "--area", "07137"), "--role steward alone"),
    (("token", "--subject", "", "--role", "volunteer"), "1 to 255"),
    (("token", "--subject", "a", "--role", "god"), "god"),
    (("token", "--subject", "a", "--role", "volunteer", "--hours", "0"), "--hours"),
    (("roles", "grant", "--subject", "a", "--role", "volunteer"), "volunteer"),
    (("roles", "grant", "--subject", "a", "--role", "analyst", "--issuer", OTHER), "does not believe"),
    (("roles", "revoke", "--subject", "a", "--role", "analyst"), "no such role"),
    (("api-tokens", "create", "--name", "Amt", "--scope", "god"), "a scope is one of"),
    (("api-tokens", "create", "--name", "Amt", "--scope", "editor:verein"), "No organisation"),
    (("api-tokens", "create", "--name", "Amt", "--scope", "steward"), "a scope is one of"),
    (("api-tokens", "create", "--name", "", "--scope", "analyst"), "--name"),
    (("api-tokens", "create", "--name", "a\nb", "--scope", "analyst"), "--name"),
    (("api-tokens", "create", "--name", "Amt"), "--scope"),
    (("api-tokens", "create", "--name", "Amt", *(["--scope", "analyst"] * 101)), "at most 100"),
    (("api-tokens", "revoke", "tok_unknownunknown22"), "No API token"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG, ids=[" ".join(call)[:60] for call, _ in WRONG])
def test_calls_that_are_wrong_say_the_way_out(hub: TestHub, arguments: Sequence[str], told: str) -> None:
    assert told in hub.refused(*arguments)


def test_an_api_token_is_shown_once_and_works(hub: TestHub) -> None:
    made = hub.told(
        "api-tokens",
        "create",
        "--name",
        "Statistikamt",
        "--scope",
        "ANALYST",
        "--scope",
        "editor:tv-polch",
        "--days",
        "1",
    )
    assert made["scopes"] == ["analyst", f"editor:{TV}"]
    partner = hub.viewer(made["token"])
    assert (partner.is_analyst, partner.edits, partner.is_person) == (True, frozenset({1}), False)
    listed = hub.told("api-tokens", "list")["tokens"]
    assert listed == [
        {
            "id": made["id"],
            "name": "Statistikamt",
            "scopes": made["scopes"],
            "state": "in use",
            "createdAt": "2026-09-21T14:13:20Z",
            "expiresAt": "2026-09-22T14:13:20Z",
            "lastUsedAt": "2026-09-21T14:13:20Z",
            "revokedAt": None,
        }
    ]
    assert made["token"][20:] not in hub.call("api-tokens", "list").stdout
    assert made["token"].encode()[21:] not in (Path(hub.url.partition("///")[2])).read_bytes()


def test_an_api_token_prints_as_itself_for_scripts(hub: TestHub) -> None:
    printed = hub.call("api-tokens", "create", "--name", "Amt", "--scope", "steward:07137").stdout
    assert re.fullmatch(r"hub_[a-z2-7]{16}_[\w-]{43}\n", printed)


@pytest.mark.parametrize(
    "arguments",
    [
        ("roles", "grant", "--subject", "ben", "--role", "steward", "--area"),
        ("api-tokens", "create", "--name", "Amt", "--scope"),
    ],
)
def test_stewards_answer_for_areas_that_there_are(hub: TestHub, arguments: Sequence[str]) -> None:
    *call, last = arguments
    prefix = "steward:" if last == "--scope" else ""

    async def read() -> None:
        async with hub.database() as db:
            await load(db, read_bundled())

    hub.call(*call, last, f"{prefix}07999")
    asyncio.run(read())
    hub.call(*call, last, f"{prefix}07137")
    assert "No area has the official key '07999'" in hub.refused(*call, last, f"{prefix}07999")


def test_an_api_token_is_revoked_once(hub: TestHub) -> None:
    made = hub.told("api-tokens", "create", "--name", "Amt", "--scope", "analyst")
    assert "is revoked" in hub.call("api-tokens", "revoke", made["id"]).stdout
    assert [each["state"] for each in hub.told("api-tokens", "list")["tokens"]] == ["revoked"]
    assert "No API token" in hub.refused("api-tokens", "revoke", made["id"])


def test_roles_are_granted_listed_and_taken_away(hub: TestHub) -> None:
    vera = ("--subject", "vera", "--role", "editor", "--organization")
    assert hub.told("roles", "grant", *vera, FORMER)["scopes"] == [TV]
    assert hub.told("roles", "grant", *vera, "tv-polch")["granted"] == 0
    assert (
        "steward 07137" in hub.call("roles", "grant", "--subject", "ben", "--role", "steward", "--area", "07137").stdout
    )
    listed = [
        (each["subject"], each["role"], each["scope"], each["organization"])
        for each in hub.told("roles", "list")["roles"]
    ]
    assert listed == [("ben", "STEWARD", "07137", None), ("vera", "EDITOR", TV, "TV Polch")]
    signed = hub.call("token", "--role", "volunteer", "--subject", "vera").stdout.strip()
    assert hub.viewer(signed).edits == {1}
    assert hub.told("roles", "revoke", *vera, "tv-polch")["revoked"] == 1
    assert hub.viewer(signed).edits == frozenset()


@pytest.mark.parametrize("issuers", [(), (ISSUER, OTHER)])
def test_an_issuer_is_named_unless_there_is_one_alone(hub: TestHub, issuers: Sequence[str]) -> None:
    hub.issuers = issuers
    said = hub.refused("roles", "grant", "--subject", "vera", "--role", "analyst")
    assert "--issuer" in said
    assert all(each in said for each in issuers)


def test_lists_that_are_empty_say_what_to_do(hub: TestHub) -> None:
    for rest in ((), ("list",)):
        assert "hub roles grant" in hub.call("roles", *rest).stdout
        assert "hub api-tokens create" in hub.call("api-tokens", *rest).stdout
    assert hub.told("roles") == {"roles": []}
    assert hub.told("api-tokens") == {"tokens": []}


def calls() -> list[tuple[str, Callable[..., Any]]]:
    groups = (("", app), ("api-tokens ", api_tokens_commands), ("roles ", roles_commands))
    return [
        (f"{prefix}{each.name}", each.callback)
        for prefix, group in groups
        for each in group.registered_commands
        if each.callback is not None
    ]


@pytest.mark.parametrize(("name", "callback"), calls())
def test_every_command_shows_an_example_of_itself(name: str, callback: Callable[..., Any]) -> None:
    assert f"Example: hub {name}" in (callback.__doc__ or "")
