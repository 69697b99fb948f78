"""docs/composition.md names every code, with what mends it, and every hint."""

import re
from pathlib import Path

import pytest

from supergraph.compose.codes import MENDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "composition.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", MENDS)
def test_every_code_is_explained(code: str) -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| `{code}` |")]
    assert row.endswith(f" | {MENDS[code]} |")


def test_no_code_is_explained_that_is_not_there() -> None:
    errors = PAGE.split("## Errors")[1].split("## Hints")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", errors, re.MULTILINE)) == MENDS.keys()


def test_every_hint_is_explained() -> None:
    hints = set(re.findall(r"`([A-Z_]+)`", PAGE.split("## Hints")[1]))
    raised: set[str] = set()
    for path in (ROOT / "supergraph" / "compose").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        raised |= set(re.findall(r'\.hint\(\s*"([A-Z_]+)"', source))
    assert raised - hints == set()
