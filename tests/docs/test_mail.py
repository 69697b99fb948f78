"""The operators' page on mail: every setting is on it with its default, and its bounds are those that hold."""

import re
import tomllib

import pytest
from pydantic import SecretStr

from datasources.people.letters import MailSettings
from datasources.people.letters.delivery import (
    CLAIM_S,
    KEEPS_KEYS_S,
    LONGEST_PAUSE_S,
    MOST_DEFERRALS,
    MOST_REFUSALS,
    SHOWN_S,
    WAITS_S,
    delay_s,
)
from tests.docs.world import ROOT

PAGE = (ROOT / "docs" / "operators.md").read_text("utf-8")
MAIL = PAGE[PAGE.index("## Mail") :].split("\n## ")[0]
TEXT = " ".join(MAIL.split())


@pytest.mark.parametrize("name", MailSettings.model_fields)
def test_every_setting_of_mail_is_on_the_page(name: str) -> None:
    (line,) = re.findall(rf"^\| (?:`\w+`, )?`{name}`.*$", MAIL, re.MULTILINE)
    default = MailSettings.model_fields[name].default
    assert f"| {'none' if default is None else default} |" in line or name == "port"


def test_the_example_is_a_setting() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", MAIL, re.DOTALL)
    stated = tomllib.loads(example)["mail"] | {"password": "geheim"}
    assert MailSettings.model_validate(stated).password == SecretStr("geheim")


def test_times_and_bounds_are_those_that_hold() -> None:
    delays = [str(delay_s(attempts) // 60) for attempts in range(6)]
    assert (
        f"after {', '.join(delays[:-1])}, then {delays[-1]} minutes, and given up after {MOST_DEFERRALS} times" in TEXT
    )
    assert f"for good (5xx) after {MOST_REFUSALS}." in TEXT
    assert f"then every {LONGEST_PAUSE_S // 60} minutes" in TEXT
    assert f"What nobody took for {WAITS_S // 86_400} days" in TEXT
    assert f"After {CLAIM_S // 60} minutes it is handed over again" in TEXT
    assert f"for a year ({SHOWN_S // 86_400} days where it was given up)" in TEXT
    assert KEEPS_KEYS_S // 86_400 == 366
