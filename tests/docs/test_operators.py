"""The operators' page: every setting, limit, command and endpoint is on it, with the values that hold."""

import re

import pytest
from pydantic_core import PydanticUndefined

from datasources.declarations import SourceDeclaration
from gateway import Settings, cli
from supergraph.limits import Limits
from supergraph.tokens import Issuer
from tests.docs.world import ROOT

PAGE = (ROOT / "docs" / "operators.md").read_text("utf-8")


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_on_the_page(name: str) -> None:
    assert re.search(rf"^\| [^|]*`{name}`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", Limits.model_fields)
def test_every_limit_is_on_the_page_with_its_default(name: str) -> None:
    field = Limits.model_fields[name]
    assert field.default is not PydanticUndefined
    ((default, description),) = re.findall(rf"\| `{name}` \| ([^|]+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert float(default) == field.default
    assert description == field.description


@pytest.mark.parametrize("name", SourceDeclaration.model_fields)
def test_every_option_of_a_source_is_on_the_page(name: str) -> None:
    assert re.search(rf"^\| [^|]*`{name}`", PAGE, re.MULTILINE)


def test_every_command_is_on_the_page() -> None:
    commands = {command.name for command in cli.registered_commands} | {group.name for group in cli.registered_groups}
    assert {name for name in commands if f"hub {name or 'serve'}" not in PAGE} == set()


@pytest.mark.parametrize("name", Issuer.model_fields)
def test_every_option_of_an_issuer_is_on_the_page_with_its_default(name: str) -> None:
    ((default,),) = [re.findall(rf"^\| [^|]*`{name}`[^|]* \| ([^|]+) \|", PAGE, re.MULTILINE)]
    stated = Issuer.model_fields[name].default
    match stated:
        case bool():
            assert default == str(stated).lower()
        case int() | float():
            assert float(default) == stated
        case str():
            assert default == stated
        case tuple():
            assert default == (", ".join(stated) or "none")
