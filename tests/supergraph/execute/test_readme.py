"""The table of specification sections names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[2]


def test_every_test_named_in_the_readme_exists() -> None:
    readme = (TESTS / "README.md").read_text(encoding="utf-8")
    sources = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py"))
    named = set(re.findall(r"\btest_[a-z_]{20,}\b(?!\.py)", readme))
    assert len(named) > 30
    assert {name for name in named if f"def {name}(" not in sources} == set()
