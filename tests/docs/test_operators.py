"""The operators' page: every setting, limit, command and endpoint is on it, with the values that hold."""

import re

import pytest
from pydantic_core import PydanticUndefined

from gateway import Settings, cli
from supergraph.limits import Limits
from tests.docs.world import ROOT

PAGE = (ROOT / "docs" / "operators.md").read_text("utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_on_the_page(name: str) -> None:
    assert re.search(rf"^\| [^|]*`{name}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", Limits.model_fields)
def test_every_limit_is_on_the_page_with_its_default(name: str) -> None:
    field = Limits.model_fields[name]
    assert field.default is not PydanticUndefined
    row = re.search(rf"^\| `{name}` \| ([^|]+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert row is not None
    assert float(row[1]) == field.default
    assert row[2] == field.description


def test_every_command_is_on_the_page() -> None:
    commands = {command.name for command in cli.registered_commands} | {group.name for group in cli.registered_groups}
    assert {name for name in commands if f"hub {name or 'serve'}" not in PAGE} == set()
