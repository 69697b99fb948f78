"""What the tests of pages share: the demo as it was read, and the pages' examples."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from datasources.ingest.run import RunReport

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


@dataclass(frozen=True)
class World:
    """The demo's database, and how each of its sources was read."""

    path: Path
    runs: tuple[RunReport, ...]


@dataclass(frozen=True)
class Example:
    """An operation on a page, with the variables and the answer that stand right after it, if any do."""

    place: str
    query: str
    variables: dict[str, Any] | None
    answer: Any


def examples() -> Iterator[Example]:
    """Every ```graphql block of README.md and docs/; what follows it as ```json variables, and as ```json."""
    for page in PAGES:
        blocks = [token for token in MarkdownIt().parse(page.read_text("utf-8")) if token.type == "fence"]
        for index, block in enumerate(blocks):
            if block.info != "graphql":
                continue
            following = blocks[index + 1 : index + 3]
            variables = answer = None
            if following and following[0].info == "json variables":
                variables = json.loads(following.pop(0).content)
            if following and following[0].info == "json":
                answer = json.loads(following[0].content)
            line = block.map[0] + 1 if block.map else 0
            yield Example(f"{page.relative_to(ROOT)}:{line}", block.content, variables, answer)
