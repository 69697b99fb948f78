"""The headers Accept, Accept-Language and Content-Type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supergraph.view.negotiation import MAX_LANGUAGES, Media, choose_media, parse_languages, split_media_type

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, Media.JSON),
        ("", Media.JSON),
        ("*/*", Media.JSON),
        ("application/*", Media.JSON),
        ("application/json", Media.JSON),
        ("application/json; charset=utf-8", Media.JSON),
        ("APPLICATION/JSON", Media.JSON),
        ("application/graphql-response+json", Media.GRAPHQL),
        ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", Media.GRAPHQL),
        ("application/json, application/graphql-response+json", Media.GRAPHQL),
        ("application/json, application/graphql-response+json;q=0.9", Media.JSON),
        ("application/graphql-response+json;q=0.5, application/json;q=0.4, */*", Media.GRAPHQL),
        ("application/graphql-response+json, */*;q=0.1", Media.GRAPHQL),
        ("application/graphql-response+json;q=0, */*", Media.JSON),
        ("text/event-stream", Media.EVENTS),
        ("text/event-stream, application/json;q=0.5", Media.EVENTS),
        (BROWSER, Media.PAGE),
        ("application/json, text/html;q=0.5", Media.JSON),
        ("text/*, application/json;q=0.2", Media.JSON),
        ("image/png", None),
        ("text/plain", None),
        ("application/json;q=0", None),
        ("application/json;q=x", None),
        ("application/json;q=2", None),
        ("application/json; charset=latin-1", None),
        ("*/*;q=0", None),
        (";,;;=,", None),
    ],
)
def test_media_type_is_chosen(accept: str | None, media: Media | None) -> None:
    assert choose_media(accept) is media


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        (None, ()),
        ("", ()),
        ("de", ("de",)),
        ("de-DE,de;q=0.9,en;q=0.8", ("de-de", "de", "en")),
        ("en;q=0.5, de", ("de", "en")),
        ("de;q=0, en", ("en",)),
        ("*, de", ("de",)),
        ("de, DE", ("de",)),
        ("<script>, ../../etc, de", ("de",)),
        ("x" * 36, ()),
    ],
)
def test_languages_are_ordered(header: str | None, languages: tuple[str, ...]) -> None:
    assert parse_languages(header) == languages


def test_languages_are_bounded() -> None:
    assert len(parse_languages(",".join(f"de-x{number}" for number in range(10_000)))) == MAX_LANGUAGES


@given(st.text())
def test_no_header_breaks_the_reading(header: str) -> None:
    assert choose_media(header) in {*Media, None}
    for language in parse_languages(header):
        assert language.isascii()
    name, _ = split_media_type(header)
    assert name == name.strip().lower()
