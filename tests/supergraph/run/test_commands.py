"""The gateway by itself: over HTTP, and the commands that serve and plan a file."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from supergraph.joined import api_schema, read_supergraph
from supergraph.limits import Limits
from supergraph.run import Partner
from supergraph.run.commands import application, gateway, plan
from tests.supergraph.run.world import SDL
from tests.supergraph.view.wire import Client

FILE = Path(__file__).parent / "supergraph.graphql"
QUERY = "{ clubs { grants { sum } } }"

cli = typer.Typer()
cli.command("gateway")(gateway)
cli.command("plan")(plan)


async def test_a_gateway_answers_over_http_though_nobody_of_its_subgraphs_does() -> None:
    joined = read_supergraph(SDL)
    partners = {each.name: Partner(each.name, "http://127.0.0.1:9/") for each in joined.subgraphs.values()}
    front = application(joined, api_schema(SDL), partners, limits=Limits())
    async with front.behind.router.lifespan_context(front.behind):
        client = Client(front)
        assert (await client.send("GET", path="/healthz")).json() == {"status": "ok"}
        assert (await client.post({"query": "{ __typename }"})).json()["data"] == {"__typename": "Query"}
        sdl = (await client.send("GET", path="/schema.graphql")).body.decode()
        assert "interface Organization" in sdl
        assert "join__" not in sdl
        answer = (await client.post({"query": QUERY})).json()
        assert answer["data"] is None
        assert answer["errors"][0]["path"] == ["clubs"]
        assert answer["errors"][0]["extensions"] == {"code": "SOURCE_UNAVAILABLE", "service": "hub"}
        assert (await client.post({"query": "{ nothing }"})).code == "GRAPHQL_VALIDATION_FAILED"


def test_a_plan_is_read_and_kept() -> None:
    read = CliRunner().invoke(cli, ["plan", QUERY, "--supergraph", str(FILE)])
    assert read.exit_code == 0
    assert read.output.startswith("query\n  sequence\n    fetch 0 hub\n")
    kept = json.loads(CliRunner().invoke(cli, ["plan", QUERY, "--supergraph", str(FILE), "--json"]).output)
    first, second = kept["series"][0]
    assert (first["subgraph"], second["subgraph"], second["after"]) == ("hub", "grants", [0])
    assert second["entities"][0]["targets"] == [{"path": ["clubs"], "type": "Club", "by": "id"}]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("{ nothing }", "nothing"),
        ("{", "Syntax Error"),
        ("query A { halls { lanes } } query B { __typename }", "2 operations"),
    ],
)
def test_what_cannot_be_planned_is_a_wrong_call(query: str, said: str) -> None:
    result = CliRunner().invoke(cli, ["plan", query, "--supergraph", str(FILE)])
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize(
    ("sdl", "said"),
    [
        ("type Query { x: Int }", "no enum join__Graph"),
        ("type Query {", "not GraphQL"),
        (SDL.replace("members: Int ", "members: Int @authenticated "), "Club.members is guarded by @authenticated"),
    ],
)
def test_what_cannot_be_served_as_it_is_meant_is_not_served(tmp_path: Path, sdl: str, said: str) -> None:
    file = tmp_path / "supergraph.graphql"
    file.write_text(sdl, encoding="utf-8")
    result = CliRunner().invoke(cli, ["gateway", "--supergraph", str(file)])
    assert result.exit_code == 2
    assert said in result.output
