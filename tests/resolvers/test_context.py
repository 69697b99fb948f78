"""The context of an operation: the language of who asks, the local day, loaders that live no longer than it."""

from datetime import UTC, datetime

import pytest

from datasources.store.database import Database
from resolvers.context import Context, context_factory
from resolvers.paging import Bound, PageBounds
from supergraph.engine import Caller
from tests.resolvers.conftest import Ask


@pytest.mark.parametrize(
    ("languages", "chosen"),
    [
        ((), "de"),
        (("en",), "en"),
        (("en-GB", "de"), "en"),
        (("fr", "de-at", "en"), "de"),
        (("fr", "*"), "de"),
        (("english",), "de"),
    ],
)
async def test_accept_language_chooses_the_language(db: Database, languages: tuple[str, ...], chosen: str) -> None:
    assert context_factory(db)(Caller(languages=languages)).language == chosen


async def test_operator_chooses_the_language_of_the_others(db: Database) -> None:
    assert context_factory(db, language="en")(Caller(languages=("fr",))).language == "en"


async def test_settings_reach_the_context(db: Database) -> None:
    bounds = PageBounds(Bound(5, 10), Bound(5, 10))
    context = context_factory(db, bounds=bounds, clock=lambda: 1_783_000_000.9)(Caller())
    assert context.bounds is bounds
    assert context.now == 1_783_000_000


async def test_day_is_local(db: Database) -> None:
    late = int(datetime(2026, 6, 30, 22, 30, tzinfo=UTC).timestamp())
    assert Context(db, now=late).today == "2026-07-01"


async def test_loaders_belong_to_one_operation(db: Database) -> None:
    make = context_factory(db)
    first, second = make(Caller()), make(Caller())
    assert first.loaders is first.loaders
    assert first.loaders is not second.loaders


async def test_language_of_the_request_is_the_default_of_labels(ask: Ask) -> None:
    query = '{ concepts(scheme: SKILL) { label german: label(language: "de") } }'
    german = (await ask(query)).of("concepts")
    english = (await ask(query, language="en")).of("concepts")
    assert [each["label"] for each in german] == [each["german"] for each in english]
    assert [each["label"] for each in german] != [each["label"] for each in english]
