"""The door: the application in this process, and a real `hub serve` as people and service managers run it."""

import json
import logging
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import structlog
from typer.testing import CliRunner

import gateway
from datasources import demo
from datasources.demo import booking
from datasources.ingest.refresh import Watched
from datasources.ingest.run import run_source
from datasources.store.database import Database
from gateway import Settings, application, cli
from supergraph.settings import load
from tests.supergraph.view.wire import Client, Response

ROOT = Path(__file__).parent.parent
HUB = [sys.executable, "-c", "import gateway; gateway.main()"]
START_S = 60
"""The longest wait for anything that a real process does; two slow cores are shared with other work."""
END_S = 30
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//DE
BEGIN:VEVENT
UID:1@verein.example
DTSTART;TZID=Europe/Berlin:20270612T180000
DTEND;TZID=Europe/Berlin:20270612T200000
SUMMARY:Sommerfest
END:VEVENT
END:VCALENDAR
"""
OWN_SOURCE = """
[[sources]]
key = "termine"
name = "Termine"
kind = "ICALENDAR"
file = "termine.ics"
publisher = { name = "Landkreis" }
license = { id = "CC0-1.0", name = "CC0" }
"""
PLACES = "{ opportunities(first: 100) { nodes { title places placesLeft records { originId } } } }"


def wait_until(is_so: Callable[[], object], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        time.sleep(0.05)


# ── a real server ────────────────────────────────────────────────────────────────────────────────────────────────────


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


def environment(**variables: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUB_") and name != "PORT"}
    return {**clean, "PYTHONPATH": str(ROOT), **variables}


@dataclass
class Server:
    """A `hub serve` of its own."""

    process: "subprocess.Popen[str]"
    port: int
    log: Path

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self._url(path), headers=headers))

    def query(self, query: str) -> Any:
        body = json.dumps({"query": query}).encode()
        status, text = self._ask(
            urllib.request.Request(self._url("/graphql"), body, {"content-type": "application/json"})
        )
        assert status == 200, text
        return json.loads(text)

    def answers(self, path: str) -> bool:
        try:
            return self.get(path)[0] == 200
        except OSError:
            assert self.process.poll() is None, self.log.read_text("utf-8")
            return False

    def wait_for(self, path: str) -> None:
        wait_until(lambda: self.answers(path), START_S, f"200 at {path}")

    def child(self) -> psutil.Process:
        """The process that refreshes sources."""
        found: list[psutil.Process] = []

        def is_there() -> bool:
            found[:] = psutil.Process(self.process.pid).children(recursive=True)
            return bool(found)

        wait_until(is_there, START_S, "the refreshing process")
        assert len(found) == 1
        return found[0]

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(END_S)

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]

    def _url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @staticmethod
    def _ask(request: urllib.request.Request) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@contextmanager
def serving(folder: Path, *arguments: str, **variables: str) -> Iterator[Server]:
    """`hub serve` in a folder, on a free port; whatever is left of it is killed in the end."""
    port = free_port()
    log = folder / "log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [*HUB, *arguments, "serve"],
            cwd=folder,
            env=environment(**{"PORT": str(port), **variables}),
            stdout=errors,
            stderr=errors,
            text=True,
        )
        try:
            yield Server(process, port, log)
        finally:
            family = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
            process.kill()
            process.wait(END_S)
            for left in family:
                if left.is_running():
                    left.kill()


def test_first_start_answers_while_it_reads_and_the_second_reads_nothing_again(tmp_path: Path) -> None:
    """A database of its own (HUB_DATABASE_URL), a port of its own (PORT), the demo, Ctrl-C, and the same once more."""
    database = f"sqlite+aiosqlite:///{tmp_path / 'eigene.db'}"
    with serving(tmp_path, HUB_DATABASE_URL=database, HUB_DEMO="true") as server:
        server.wait_for("/healthz")
        status, body = server.get("/readyz")
        assert (status, json.loads(body)["status"]) == (503, "starting")
        assert "vereinsregister" in json.loads(body)["waiting"]
        answer = server.query('{ clubs { totalCount } municipalities(within: "07137") { name } }')
        assert len(answer["data"]["municipalities"]) > 80
        child = server.child()
        server.wait_for("/readyz")
        assert json.loads(server.get("/readyz")[1]) == {"status": "ready", "waiting": []}
        assert server.query("{ organizations { totalCount } }")["data"]["organizations"]["totalCount"] > 300
        opportunities = server.query(PLACES)
        assert "errors" not in opportunities
        for node in opportunities["data"]["opportunities"]["nodes"]:
            left = booking.left(node["records"][0]["originId"])
            assert node["placesLeft"] == min(left, node["places"] or left), node
        assert server.end(signal.SIGINT) == 0
        wait_until(lambda: not child.is_running(), END_S, "the end of the refreshing process")
        assert not any(event["level"] in ("error", "critical") for event in server.events())
    assert (tmp_path / "eigene.db").exists()
    assert not (tmp_path / "hub.db").exists()

    runs = count(tmp_path / "eigene.db", "run")
    with serving(tmp_path, HUB_DATABASE_URL=database, HUB_DEMO="true") as server:
        server.wait_for("/healthz")
        assert server.get("/readyz")[0] == 200
        child = server.child()
        assert server.end(signal.SIGTERM) == 0
        wait_until(lambda: not child.is_running(), END_S, "the end of the refreshing process")
    assert count(tmp_path / "eigene.db", "run") == runs
    with closing(sqlite3.connect(tmp_path / "eigene.db")) as connection:
        assert connection.execute("SELECT count(*) FROM lease").fetchone() == (0,)


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_killed_server_leaves_no_process_behind(tmp_path: Path, migrated_sqlite: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "hub.db")
    (tmp_path / "hub.toml").write_text(OWN_SOURCE, "utf-8")
    (tmp_path / "termine.ics").write_text(CALENDAR.replace("\n", "\r\n"), "utf-8", newline="")
    with serving(tmp_path) as server:
        server.wait_for("/readyz")
        assert server.query("{ events { nodes { name } } }")["data"]["events"]["nodes"] == [{"name": "Sommerfest"}]
        child = server.child()
        assert server.end(signal.SIGKILL) == -signal.SIGKILL
        wait_until(lambda: not child.is_running(), END_S, "the end of the refreshing process")


# ── a start that cannot be ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """`hub serve` in this process, for starts that end before anything is served: what it said, with exit code 2."""
    for name in [name for name in os.environ if name.startswith("HUB_") or name == "PORT"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level

    def started(*arguments: str, **variables: str) -> str:
        result = CliRunner().invoke(cli, arguments, env=dict(variables), catch_exceptions=False)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        return result.stderr

    yield started
    for number, handler in signals.items():
        signal.signal(number, handler)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_port_in_use_is_told_with_a_way_out(start: Callable[..., str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = str(taken.getsockname()[1])
        told = start("serve", PORT=port)
    assert f"cannot listen on 127.0.0.1, port {port}" in told
    assert "in use" in told
    assert "--port" in told


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite+aiosqlite:///fehlt/hub.db", "its directory does not exist"),
        ("sqlite+aiosqlite:////proc/hub.db", "unable to open database file"),
        ("mysql://hub:geheim@localhost/hub", "The hub has no driver 'mysql'"),
        ("sqlite+aiosqlite:///keine.db", "file is not a database"),
        ("postgresql+asyncpg://hub:geheim@127.0.0.1:1/hub", "Connect call failed"),
        ("sqlite+aiosqlite://", "name a file: sqlite+aiosqlite:///hub.db"),
        ("sqlite+aiosqlite:///:memory:", "name a file: sqlite+aiosqlite:///hub.db"),
    ],
)
def test_database_that_cannot_be_used_is_told_without_its_password(
    start: Callable[..., str], url: str, why: str
) -> None:
    Path("keine.db").write_text("Das ist keine Datenbank. " * 100, "utf-8")
    told = start("serve", HUB_DATABASE_URL=url)
    assert "database_url" in told
    assert why in told
    assert "geheim" not in told


def test_wrong_settings_are_told_all_at_once_with_name_value_and_way_out(start: Callable[..., str]) -> None:
    Path("hub.toml").write_text('titel = "Kreis"\nlanguage = "fr"\n[paging]\ndefault = 200\n', "utf-8")
    told = start("serve", HUB_PORT="99999", HUB_TIMEZONE="Europe/Berln", HUB_LIMITS__DEPHT="9")
    assert "unknown setting; did you mean title?" in told
    assert "hub.toml: language = 'fr': Input should be 'de' or 'en'" in told
    assert "HUB_PORT: port = '99999': Input should be less than or equal to 65535" in told
    assert "timezone = 'Europe/Berln': no such time zone" in told
    assert "HUB_LIMITS__DEPHT = '9': unknown; did you mean HUB_LIMITS__DEPTH?" in told
    assert "default must not be larger" in told


def test_variable_that_is_no_json_is_told(start: Callable[..., str]) -> None:
    assert "HUB_SOURCES: sources = …: write a list as JSON" in start("serve", HUB_SOURCES='[{"url": "geheim')
    assert "HUB_CORS_ORIGINS: cors_origins = …: write a list as JSON" in start("serve", HUB_CORS_ORIGINS="*")


def test_setting_outside_its_table_is_told_where_it_belongs(start: Callable[..., str]) -> None:
    assert "did you mean HUB_LIMITS__DEPTH?" in start("serve", HUB_DEPHT="5")


@pytest.mark.parametrize("command", [("sources", "show", "x"), ("ingest",)])
def test_commands_refuse_a_database_in_memory(start: Callable[..., str], command: tuple[str, ...]) -> None:
    assert "a database in memory ends with its process" in start(*command, HUB_DATABASE_URL="sqlite+aiosqlite://")


def test_source_declared_twice_is_told(start: Callable[..., str]) -> None:
    Path("hub.toml").write_text(OWN_SOURCE + OWN_SOURCE, "utf-8")
    assert "sources: the key 'termine' is given twice" in start("serve")


def test_settings_file_that_is_a_directory_is_told(start: Callable[..., str]) -> None:
    assert "(the file) = a directory: name the file in it" in start("--config", ".", "serve")


def test_settings_file_that_is_not_there_is_told(start: Callable[..., str]) -> None:
    assert "fehlt.toml: (the file) = missing" in start("--config", "fehlt.toml", "serve")
    assert "fehlt.toml: (the file) = missing" in start("serve", HUB_CONFIG="fehlt.toml")


@pytest.mark.parametrize("port", ["99999", "-1", "acht"])
def test_port_that_is_none_is_told(start: Callable[..., str], port: str) -> None:
    assert "--port" in start("serve", PORT=port)


def test_host_that_is_none_is_told(start: Callable[..., str], migrated_sqlite: Path) -> None:
    shutil.copy(migrated_sqlite, "hub.db")
    assert "cannot listen on kein.host.invalid" in start("serve", "--host", "kein.host.invalid", PORT="0")


# ── the application, in this process ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The sources that each application would have refreshed; no process is started for them."""
    seen: list[list[str]] = []

    @asynccontextmanager
    async def refreshing(_: Database, each: Sequence[Watched], **__: object) -> AsyncIterator[None]:
        seen.append([one.declaration.key for one in each])
        yield

    monkeypatch.setattr(gateway, "refreshing", refreshing)
    return seen


@pytest.fixture
def own(tmp_path: Path, migrated_sqlite: Path) -> Callable[..., Settings]:
    """Settings of a hub in a folder and a database of its own."""
    shutil.copy(migrated_sqlite, tmp_path / "hub.db")

    def settings(text: str = "", **variables: str) -> Settings:
        file = tmp_path / "hub.toml"
        file.write_text(text, "utf-8")
        variables = {"HUB_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}", **variables}
        return load(Settings, file, variables).model_copy(update={"folder": tmp_path})

    return settings


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[Client]:
    """The application between its start and its end."""
    app = application(settings)
    async with app.behind.router.lifespan_context(app.behind):
        yield Client(app)


async def read_all(settings: Settings) -> None:
    """Reads the declared sources, as the refreshing process does."""
    db = await Database.open(settings.database_url)
    for declaration in settings.sources:
        report = await run_source(db, declaration, folder=settings.folder)
        assert not report.failed, report.problems
    await db.close()


@pytest.mark.usefixtures("watched")
async def test_graph_schema_health_lists_and_templates_are_mounted(own: Callable[..., Settings]) -> None:
    async with running(own()) as client:
        answer = await client.post({"query": '{ municipality(ars: "071370003003") { name } }'})
        assert answer.json()["data"] == {"municipality": {"name": "Andernach"}}
        for path in ("/healthz", "/readyz", "/schema.graphql", "/identifiers.csv", "/templates/vereine.xlsx"):
            assert (await client.send("GET", path=path)).status == 200, path
        assert (await client.send("GET", path="/nirgends")).status == 404
        assert (await client.send("POST", path=f"{demo.BOOKING}/places", body=b"{}")).status == 404


@pytest.mark.usefixtures("watched")
async def test_browsers_find_graphiql_at_the_door(own: Callable[..., Settings]) -> None:
    async with running(own('title = "Mitmachen im Kreis"')) as client:
        moved = await client.send("GET", path="/")
        assert (moved.status, moved.headers["location"]) == (307, "/graphql")
        page = await client.send("GET", headers={"accept": "text/html,application/xhtml+xml"})
    assert page.status == 200
    assert page.media.startswith("text/html")
    assert "Mitmachen im Kreis" in page.body.decode()


@pytest.mark.usefixtures("watched")
async def test_default_query_of_graphiql_is_answered(own: Callable[..., Settings]) -> None:
    async with running(own()) as client:
        answer = await client.post({"query": gateway.DEFAULT_QUERY})
    assert answer.status == 200
    assert "errors" not in answer.json()


async def preflight(client: Client, origin: str) -> Response:
    headers = {
        "origin": origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    return await client.send("OPTIONS", headers=headers)


@pytest.mark.usefixtures("watched")
async def test_any_page_may_ask_unless_origins_are_named(own: Callable[..., Settings]) -> None:
    query = {"query": "{ __typename }"}
    async with running(own()) as client:
        allowed = await preflight(client, "https://app.kreis.example")
        assert (allowed.status, allowed.headers["access-control-allow-origin"]) == (200, "*")
        assert "content-type" in allowed.headers["access-control-allow-headers"]
        answer = await client.post(query, origin="https://app.kreis.example")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "ETag" in answer.headers["access-control-expose-headers"]
    async with running(own('cors_origins = ["https://app.kreis.example"]')) as client:
        ours = await client.post(query, origin="https://app.kreis.example")
        assert ours.headers["access-control-allow-origin"] == "https://app.kreis.example"
        assert "access-control-allow-origin" not in (await client.post(query, origin="https://x.example")).headers
        assert (await preflight(client, "https://x.example")).status == 400


async def test_demo_is_put_into_an_empty_database(own: Callable[..., Settings], watched: list[list[str]]) -> None:
    async with running(own("demo = true")) as client:
        assert json.loads((await client.send("GET", path="/readyz")).body)["waiting"] == watched[0]
        booked = await client.send("POST", path=f"{demo.BOOKING}/places", body=b'{"ids": ["EA-001"]}')
        assert booked.json() == {"places": {"EA-001": booking.left("EA-001")}}
    async with running(own("demo = true")):
        pass
    assert len(watched[0]) > 70
    assert watched[1] == watched[0]


async def test_demo_is_put_into_no_other_database_and_touches_nothing_there(
    own: Callable[..., Settings], watched: list[list[str]], tmp_path: Path
) -> None:
    (tmp_path / "termine.ics").write_text(CALENDAR.replace("\n", "\r\n"), "utf-8", newline="")
    await read_all(own(OWN_SOURCE))
    async with running(own("demo = true")) as client:
        answer = await client.post({"query": "{ sources { nodes { name status } } }"})
    assert answer.json()["data"]["sources"]["nodes"] == [{"name": "Termine", "status": "ACTIVE"}]
    assert watched == []


async def test_own_sources_come_before_the_demo(own: Callable[..., Settings], watched: list[list[str]]) -> None:
    async with running(own("demo = true\n" + OWN_SOURCE)):
        pass
    assert watched == [["termine"]]


OFFERS = """
[[sources]]
key = "vereine"
name = "Vereine"
kind = "CSV"
file = "vereine.csv"
publisher = { name = "Landkreis" }
license = { id = "CC0-1.0", name = "CC0" }
mapping = { record = "organization", origin_id = "Nr", fields = { name = "Verein" } }

[[sources]]
key = "boerse"
name = "Börse"
kind = "CSV"
file = "boerse.csv"
publisher = { name = "Landkreis" }
license = { id = "CC0-1.0", name = "CC0" }

[sources.mapping]
record = "opportunity"
origin_id = "Nr"

[sources.mapping.fields]
title = "Titel"
organization = { source = "vereine", origin = "Verein" }
commitment = { constant = "REGULAR" }
places = "Plätze"

[[live]]
key = "buchung"
url = "http://127.0.0.1:1/places"
sources = ["boerse"]

[outbound]
allowed_hosts = ["127.0.0.1"]
limits = { attempts = 1 }
"""


@pytest.mark.usefixtures("watched")
async def test_booking_system_that_is_down_costs_only_the_places_left(
    own: Callable[..., Settings], tmp_path: Path
) -> None:
    offers = "Nr;Titel;Verein;Plätze\n1;Trikots waschen;7;4\n2;Kuchen backen;7;2\n"
    (tmp_path / "boerse.csv").write_text(offers, "utf-8")
    (tmp_path / "vereine.csv").write_text("Nr;Verein\n7;Turnverein Polch\n", "utf-8")
    settings = own(OFFERS)
    await read_all(settings)
    async with running(settings) as client:
        answer = await client.post({"query": PLACES})
    assert answer.status == 200
    nodes = answer.json()["data"]["opportunities"]["nodes"]
    assert {node["title"] for node in nodes} == {"Trikots waschen", "Kuchen backen"}
    assert [node["placesLeft"] for node in nodes] == [None, None]
    assert sorted(error["path"] for error in answer.json()["errors"]) == [
        ["opportunities", "nodes", number, "placesLeft"] for number in (0, 1)
    ]


@pytest.mark.usefixtures("watched")
async def test_limits_pages_and_language_are_those_of_the_settings(own: Callable[..., Settings]) -> None:
    settings = own('language = "en"\n[limits]\ndepth = 3\n[paging]\ndefault = 2\nlimit = 3\n')
    async with running(settings) as client:
        deep = await client.post({"query": "{ clubs { nodes { municipality { parent { name } } } } }"})
        wide = await client.post({"query": "{ clubs(first: 4) { totalCount } }"})
        label = await client.post({"query": "{ concepts(scheme: ACCESSIBILITY) { label } }"})
    assert "errors" in deep.json()
    assert wide.code == "BAD_USER_INPUT"
    assert any("wheelchair" in each["label"].lower() for each in label.json()["data"]["concepts"])


def test_hub_reaches_itself_where_it_listens() -> None:
    def address(host: str) -> str:
        return Settings(host=host, port=8000).own_address

    assert address("0.0.0.0") == address("::") == address("localhost") == "127.0.0.1:8000"
    assert address("192.0.2.7") == "192.0.2.7:8000"
    assert address("2001:db8::7") == "[2001:db8::7]:8000"


def test_secrets_of_the_settings_are_not_shown(own: Callable[..., Settings]) -> None:
    shown = repr(own(OFFERS, HUB_DATABASE_URL="postgresql+asyncpg://hub:geheim@db.example/hub"))
    assert "geheim" not in shown
