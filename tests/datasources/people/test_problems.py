"""Every problem of what people say of themselves has its sentences, says the way out, and holds nothing personal."""

import re
import string
from pathlib import Path

import pytest

from datasources.problems import catalogue
from datasources.problems.people import TEXTS

ROOM = Path(__file__).parents[3]
SOURCES = (
    *(ROOM / "datasources" / "people").glob("*.py"),
    *(ROOM / "datasources" / "people" / "consents").glob("*.py"),
    *(ROOM / "resolvers" / "people").glob("*.py"),
)
WRITTEN = "\n".join(path.read_text("utf-8") for path in sorted(SOURCES))
GIVEN = set(re.findall(r'(?:problem|refusal)\(\s*"([A-Z_]+)"', WRITTEN)) | set(
    re.findall(r'"(CONSENT_TEXT_[A-Z]+)"', WRITTEN)
)
PERMITTED = {"most", "least", "name", "scheme", "purpose", "version", "hours"}
"""Bounds, words of the hub's own lists and names of areas: never what someone wrote."""


def placeholders(text: str | None) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text or "") if name}


def test_every_code_that_is_given_has_a_text_and_every_text_a_code() -> None:
    assert len(GIVEN) > 25
    assert catalogue().keys() >= GIVEN
    assert TEXTS.keys() - GIVEN == set()


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_say_the_same_and_the_way_out(code: str) -> None:
    text = TEXTS[code]
    assert text.de != text.en
    assert text.hint_de
    assert text.hint_en
    assert text.hint_de != text.hint_en
    assert placeholders(text.de) == placeholders(text.en) <= PERMITTED
    assert placeholders(text.hint_de) == placeholders(text.hint_en) <= PERMITTED
