"""Every example of the pages is asked of the demo: it is answered, by both executors alike, and as the page says."""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from datasources.connectors.registry import check
from datasources.store.database import Database
from gateway import Settings
from resolvers.context import Context
from supergraph.settings import load
from tests.docs.conftest import NOW
from tests.docs.world import PAGES, ROOT, Example, examples
from tests.resolvers.asking import ask_graph, graphql_core

EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.place for example in EXAMPLES])
async def test_an_example_is_answered_as_its_page_says(db: Database, example: Example) -> None:
    answer = await ask_graph(Context(db, now=NOW), example.query, example.variables)
    assert answer.errors == []
    if example.answer is not None:
        assert answer.data == example.answer["data"]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.place for example in EXAMPLES])
async def test_both_executors_answer_an_example_alike(db: Database, example: Example) -> None:
    ours = await ask_graph(Context(db, now=NOW), example.query, example.variables)
    theirs = await ask_graph(Context(db, now=NOW), example.query, example.variables, run=graphql_core)
    assert ours == theirs


def test_the_readme_shows_a_query_with_its_answer() -> None:
    assert any(example.place.startswith("README.md") and example.answer for example in EXAMPLES)


def test_pages_lead_only_to_pages_that_exist() -> None:
    links = [
        (page, link) for page in PAGES for link in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ]
    assert links
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in PAGES[1:] if f"docs/{page.name}" not in readme] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_settings_shown_on_a_page_are_settings(page: Path, tmp_path: Path) -> None:
    """Every ```toml block is a settings file that the hub starts with, and its mappings are accepted."""
    file = tmp_path / "hub.toml"
    for block in MarkdownIt().parse(page.read_text("utf-8")):
        if block.type == "fence" and block.info == "toml":
            file.write_text(block.content, "utf-8")
            settings = load(Settings, file, {"BOOKING_TOKEN": "token", "MAIL_PASSWORD": "secret"})
            assert (
                settings.sources
                or settings.live
                or settings.auth.issuers
                or settings.development_key
                or settings.mail.host
            )
            assert [problem for source in settings.sources for problem in check(source)] == []
