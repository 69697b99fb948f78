"""Every problem that tables and mappings can meet has its sentences, and they ask for no more than is given."""

import re
import string
from pathlib import Path

import pytest

from datasources.problems import catalogue
from datasources.problems.tables import TEXTS

ROOM = Path(__file__).parents[2] / "datasources"
WRITTEN = "\n".join(
    path.read_text()
    for folder in ("mapping", "connectors", "templates")
    for path in sorted((ROOM / folder).glob("*.py"))
)
CODES = frozenset(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', WRITTEN))


def placeholders(text: str | None) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text or "") if name}


def test_every_text_is_of_a_code_in_use() -> None:
    assert TEXTS.keys() - CODES == set()


@pytest.mark.parametrize("code", sorted(CODES & TEXTS.keys()))
def test_both_languages_ask_for_the_same(code: str) -> None:
    text = TEXTS[code]
    assert text.de != text.en
    assert placeholders(text.de) == placeholders(text.en)
    assert (text.hint_de is None) == (text.hint_en is None)
    if code != "MORE_OF_THE_SAME":
        assert text.hint_de, "a problem that a person can mend says how"
    assert placeholders(text.hint_de) == placeholders(text.hint_en)


def test_every_code_that_is_given_has_a_text() -> None:
    given = set(re.findall(r'(?:Unreadable|_ragged|_too_large)\(\s*"([A-Z_]+)"', WRITTEN))
    given |= set(re.findall(r'Severity\.[A-Z]+,\s*"([A-Z_]+)"', WRITTEN))
    given |= set(re.findall(r'findings\.(?:add|unknown)\(\s*"([A-Z_]+)"', WRITTEN))
    assert len(given) > 40
    assert given <= catalogue().keys()
