"""`hub compose` and `hub check-subgraph`, as they are typed."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from graphql import parse
from typer.testing import CliRunner

from supergraph.compose import Subgraph
from supergraph.compose import commands as module
from supergraph.compose.commands import commands
from supergraph.outbound import Outbound
from tests.supergraph.compose.subgraphs import second

HUB = second('type Query { clubs: [Club!] } type Club @key(fields: "id") { id: ID! }')
GRANTS = second('type Club @key(fields: "id") { id: ID! grants: Int! }')

runner = CliRunner()


def run(*arguments: str, configured: tuple[Subgraph, ...] = (Subgraph("hub", "", HUB),)) -> tuple[int, str, str]:
    app = commands(lambda _: configured, lambda _, host: Outbound(allowed_hosts={host}))
    result = runner.invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def written(folder: Path, *entries: dict[str, object]) -> str:
    path = folder / "subgraphs.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return str(path)


def test_compose_prints_the_supergraph_of_what_is_configured() -> None:
    code, out, _ = run("compose")
    assert code == 0
    assert "@join__graph" in out
    parse(out)


def test_compose_writes_the_supergraph_of_a_file(tmp_path: Path) -> None:
    file = written(
        tmp_path, {"name": "hub", "url": None, "sdl": HUB}, {"name": "grants", "url": "http://g", "sdl": GRANTS}
    )
    out = tmp_path / "supergraph.graphql"
    code, said, hints = run("compose", "--subgraphs", file, "--out", str(out))
    assert code == 0
    assert said == ""
    assert "NON_NULL_FIELD_ON_FOREIGN_ENTITY" in hints
    assert "grants: Int! @join__field(graph: GRANTS)" in out.read_text(encoding="utf-8")


def test_compose_says_why_not_and_writes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, {"name": "hub", "sdl": "type Query { a: Nothing }"})
    out = tmp_path / "supergraph.graphql"
    code, said, _ = run("compose", "--subgraphs", file, "--out", str(out), "--json")
    assert code == 1
    assert [error["code"] for error in json.loads(said)["errors"]] == ["INVALID_GRAPHQL"]
    assert not out.exists()


@pytest.mark.parametrize("content", ["{", "{}", '[{"name": "a"}]', '[{"name": "a", "sdl": 1}]'])
def test_a_file_that_lists_no_subgraphs_is_a_wrong_call(tmp_path: Path, content: str) -> None:
    path = tmp_path / "subgraphs.json"
    path.write_text(content, encoding="utf-8")
    assert run("compose", "--subgraphs", str(path))[0] == 2
    assert run("compose", "--subgraphs", str(tmp_path / "none.json"))[0] == 2


def test_a_file_past_the_bound_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "grants.graphql"
    path.write_text(GRANTS, encoding="utf-8")
    monkeypatch.setattr(module, "MAX_FILE_BYTES", len(GRANTS.encode()))
    assert run("check-subgraph", str(path))[0] == 0
    monkeypatch.setattr(module, "MAX_FILE_BYTES", len(GRANTS.encode()) - 1)
    assert run("check-subgraph", str(path))[0] == 2


def test_check_subgraph_tells_what_a_file_would_bring(tmp_path: Path) -> None:
    path = tmp_path / "grants.graphql"
    path.write_text(GRANTS, encoding="utf-8")
    code, out, _ = run("check-subgraph", str(path), "--name", "grants", "--json")
    assert code == 0
    report = json.loads(out)
    assert report["added"] == ["Club.grants"]
    assert [hint["code"] for hint in report["hints"]] == ["NON_NULL_FIELD_ON_FOREIGN_ENTITY"]
    code, out, _ = run("check-subgraph", str(path))
    assert out.endswith("added\tClub.grants\nIt composes.\n")


def test_check_subgraph_fails_with_the_reasons(tmp_path: Path) -> None:
    path = tmp_path / "grants.graphql"
    path.write_text("type Club {", encoding="utf-8")
    code, out, _ = run("check-subgraph", str(path))
    assert code == 1
    assert out.startswith("INVALID_GRAPHQL\t")
    assert out.endswith("It does not compose.\n")


@asynccontextmanager
async def serving(body: str) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        assert (await request.json())["query"] == "{ _service { sdl } }"
        return web.Response(text=body, content_type="application/json")

    served = web.Application()
    served.router.add_post("/graphql", answer)
    host = web.AppRunner(served)
    await host.setup()
    site = web.TCPSite(host, "127.0.0.1", 0)
    await site.start()
    port = host.addresses[0][1]
    try:
        yield f"http://127.0.0.1:{port}/graphql"
    finally:
        await host.cleanup()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (json.dumps({"data": {"_service": {"sdl": GRANTS}}}), 0),
        (json.dumps({"data": {"_service": None}}), 2),
        ("<html>", 2),
    ],
)
async def test_check_subgraph_asks_an_address_for_its_sdl(body: str, code: int) -> None:
    import asyncio

    async with serving(body) as url:
        found, out, _ = await asyncio.to_thread(run, "check-subgraph", url, "--name", "grants")
    assert found == code
    assert ("Club.grants" in out) == (code == 0)
