"""The tour of docs/taking-part.md, walked as it stands: each request sent as its person, each answer as the page says.

Ids of what the tour makes are symbols there (`eng_jana`): the first answer binds one, later requests and answers use
it.
"""

import json
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from markdown_it import MarkdownIt

from datasources.demo import BOOKED_SOURCES, booking
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.store.database import Database
from datasources.store.statements import Statement
from resolvers.context import Context
from supergraph.execute import execute
from tests.docs.conftest import NOW
from tests.docs.world import ROOT, World
from tests.resolvers.asking import ask_graph, graphql_core

PAGE = ROOT / "docs" / "taking-part.md"
LIBRARY = "gemeindebuecherei-kornrade-alken"
CODE = "CODE-OF-THE-LETTER"
SYMBOL = re.compile(r"(?:eng|era)_[a-z]+")


class BookingSystem:
    """The demo's, as a hub that serves the demo asks it: its say in the places left is what readers see."""

    async def by_keys(self, keys: Sequence[str]) -> Sequence[int | Exception | None]:
        return [booking.left(key) for key in keys]


BOOKED = dict.fromkeys(BOOKED_SOURCES, BookingSystem())


@dataclass(frozen=True)
class Step:
    """A request of the page: who sends it, one of several perhaps, and what they are answered."""

    line: int
    person: str
    query: str
    answer: dict[str, Any]


@dataclass
class Tour:
    """What the tour has come to: the store, and what its symbols stand for."""

    db: Database
    run: Callable[..., Any] = execute
    bound: dict[str, str] = field(default_factory=dict)

    async def ask(self, step: Step) -> tuple[Any, list[dict[str, Any]]]:
        """The data and errors of a step; everybody comes a second after the one before."""
        query = step.query.replace(CODE, await self._code() if CODE in step.query else CODE)
        for symbol, id in self.bound.items():
            query = query.replace(f'"{symbol}"', f'"{id}"')
        viewer = await self._viewer(step.person)
        context = Context(self.db, language="de", now=NOW + step.line, viewer=viewer, live_places=BOOKED)
        answer = await ask_graph(context, query, run=self.run)
        errors = [{"code": error["extensions"]["code"], "path": error["path"]} for error in answer.errors]
        return answer.data, errors

    def bind(self, expected: Any, actual: Any) -> Any:
        """The expected answer with its symbols replaced by what they stand for, or stand for from now on."""
        match expected:
            case dict():
                return {
                    key: self.bind(value, actual.get(key) if isinstance(actual, dict) else None)
                    for key, value in expected.items()
                }
            case list():
                beside = actual if isinstance(actual, list) else []
                beside = [*beside, *[None] * len(expected)]
                return [self.bind(value, other) for value, other in zip(expected, beside, strict=False)]
            case str() if SYMBOL.fullmatch(expected) and isinstance(actual, str):
                return self.bound.setdefault(expected, actual)
            case _:
                return expected

    async def _viewer(self, person: str) -> Viewer:
        if person == "nobody":
            return ANONYMOUS
        viewer = Viewer(issuer="https://tour.example", subject=person)
        rows = await self._rows(f"SELECT pk FROM account WHERE subject = '{person}'")
        if rows:
            viewer = replace(viewer, account_pk=rows[0][0])
        if person == "the library":
            rows = await self._rows(f"SELECT pk FROM organization WHERE slug = '{LIBRARY}'")
            viewer = replace(viewer, edits=frozenset({rows[0][0]}))
        return viewer

    async def _code(self) -> str:
        """The code, as the guardian reads it in the only letter there is."""
        [(body,)] = await self._rows("SELECT body FROM letter WHERE sent_at IS NULL")
        [code] = re.findall(r"^\s*([A-Za-z0-9_-]{20,})\s*$", body, flags=re.MULTILINE)
        return str(code)

    async def _rows(self, text: str) -> list[tuple[Any, ...]]:
        return await self.db.fetch(Statement(sqlalchemy.text(text)))


def steps() -> Iterator[Step]:
    """The page's requests, each with the answer right after it."""
    blocks = [token for token in MarkdownIt().parse(PAGE.read_text("utf-8")) if token.type == "fence"]
    for block, following in pairwise(blocks):
        if block.info.startswith("graphql as "):
            assert following.info == "json", f"no answer follows {block.content}"
            line = block.map[0] + 1 if block.map else 0
            for person in block.info.removeprefix("graphql as ").split(", "):
                yield Step(line, person, block.content, json.loads(following.content))


@pytest.fixture
async def tour(world: World, tmp_path: Path) -> AsyncIterator[Tour]:
    """The demo, where nobody has signed up yet."""
    path = shutil.copy(world.path, tmp_path / "hub.db")
    db = await Database.open(f"sqlite+aiosqlite:///{path}", migrate_first=False)
    yield Tour(db)
    await db.close()


@pytest.mark.parametrize("run", [execute, graphql_core], ids=["ours", "graphql-core"])
async def test_the_tour_is_answered_as_its_page_says(tour: Tour, run: Callable[..., Any]) -> None:
    tour.run = run
    walked = list(steps())
    assert len(walked) >= 18
    for step in walked:
        data, errors = await tour.ask(step)
        expected = tour.bind(step.answer, {"data": data, "errors": errors})
        assert errors == expected.get("errors", []), f"taking-part.md:{step.line}"
        assert data == expected["data"], f"taking-part.md:{step.line}"


async def test_nothing_of_who_erased_herself_is_left(tour: Tour) -> None:
    for step in steps():
        data, errors = await tour.ask(step)
        tour.bind(step.answer, {"data": data, "errors": errors})
    path = Path(str(tour.db.url.database))
    for trace in ("Jana", "jana@post.example", "Schneidematte"):
        assert any(trace in step.query for step in steps()), f"{trace} was never told"
        for file in path.parent.glob("hub.db*"):
            assert trace.encode() not in file.read_bytes(), f"{trace} is in {file.name}"
