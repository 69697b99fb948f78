"""The served SDL: kept as a golden file, and true to the contract."""

import pytest
from graphql import parse
from typer.testing import CliRunner

from schema.build import build_schema
from schema.commands import app
from tests.schema.contract import CONTRACT, DEVIATIONS, contract, differences
from tests.schema.goldens import GOLDEN


def test_sdl_is_the_golden_file(request: pytest.FixtureRequest) -> None:
    sdl = build_schema().as_str() + "\n"
    if request.config.getoption("--update-goldens", default=False):
        GOLDEN.write_text(sdl, encoding="utf-8")
    assert sdl == GOLDEN.read_text(encoding="utf-8"), "run pytest tests/schema --update-goldens and review the change"


def test_sdl_says_what_the_contract_says() -> None:
    if not CONTRACT.exists():
        pytest.skip(f"the contract {CONTRACT.name} is not beside this project")
    found = differences(contract(), parse(build_schema().as_str()))
    undeclared = [each for each in found if each.partition(": ")[0] not in DEVIATIONS]
    assert undeclared == []
    assert {each.partition(": ")[0] for each in found} == DEVIATIONS.keys(), "a deviation is no longer one"


def test_sdl_is_federation_2_9() -> None:
    [linked] = [line for line in build_schema().as_str().splitlines() if line.startswith("schema ")]
    assert linked.startswith('schema @link(url: "https://specs.apollo.dev/federation/v2.9"')


def test_command_prints_the_sdl() -> None:
    printed = CliRunner().invoke(app, [])
    assert printed.exit_code == 0
    assert printed.output == build_schema().as_str() + "\n"
