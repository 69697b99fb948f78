"""What a client can read, and in which languages: the headers Accept, Accept-Language and Content-Type."""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Final

MAX_PREFERENCES: Final = 32
"""Entries read of one header; more are ignored."""
MAX_LANGUAGES: Final = 8


class Media(Enum):
    """What the hub answers with, in the order in which it prefers them where the client does not care."""

    GRAPHQL = "application/graphql-response+json"
    JSON = "application/json"
    EVENTS = "text/event-stream"
    PAGE = "text/html"

    def __init__(self, name: str) -> None:
        self.content_type = f"{name}; charset=utf-8".encode()


@lru_cache(maxsize=256)
def choose_media(accept: str | None, *, has_page: bool = True) -> Media | None:
    """The media type to answer with; None when the client can read none of them. `has_page`: whether a page is one.

    As GraphQL over HTTP has it: without a preference, or with wildcards only, `application/json`.
    """
    if accept is None or not accept.strip():
        return Media.JSON
    ranges = _ranges(accept)
    best: tuple[float, bool, int] | None = None
    chosen = None
    for order, media in enumerate(Media):
        if media is Media.PAGE and not has_page:
            continue
        quality, is_named = _quality(media, ranges)
        if quality <= 0 or (not is_named and media is not Media.JSON):
            continue
        rank = quality, is_named, -order
        if best is None or rank > best:
            best, chosen = rank, media
    return chosen


def _quality(media: Media, ranges: list[tuple[str, float]]) -> tuple[float, bool]:
    """The quality of the most specific range that covers the media type, and whether it names it in full."""
    kind = media.value.split("/")[0]
    for covering in (media.value, f"{kind}/*", "*/*"):
        for name, quality in ranges:
            if name == covering:
                return quality, covering == media.value
    return 0.0, False


def _ranges(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for entry in accept.split(",", MAX_PREFERENCES)[:MAX_PREFERENCES]:
        name, parameters = split_media_type(entry)
        if parameters.get("charset", "utf-8") == "utf-8":
            ranges.append((name, _q(parameters.get("q"))))
    return ranges


def split_media_type(header: str) -> tuple[str, dict[str, str]]:
    """'Application/JSON; Charset="UTF-8"' → ("application/json", {"charset": "utf-8"})."""
    name, *rest = header.split(";")
    parameters = {}
    for part in rest:
        key, _, value = part.partition("=")
        parameters[key.strip().lower()] = value.strip().strip('"').lower()
    return name.strip().lower(), parameters


def _q(text: str | None) -> float:
    """The value of a q parameter, 0 to 1; 0 for what is none."""
    if text is None:
        return 1.0
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0


@lru_cache(maxsize=256)
def parse_languages(accept_language: str | None) -> tuple[str, ...]:
    """'de-AT;q=0.8, en' → ("en", "de-at"): the dearest first, those with q=0 and * left out."""
    ranked = []
    for order, entry in enumerate((accept_language or "").split(",", MAX_PREFERENCES)[:MAX_PREFERENCES]):
        name, parameters = split_media_type(entry)
        quality = _q(parameters.get("q"))
        if quality > 0 and 0 < len(name) <= 35 and all(part.isascii() and part.isalnum() for part in name.split("-")):
            ranked.append((-quality, order, name))
    return tuple(dict.fromkeys(name for _, _, name in sorted(ranked)))[:MAX_LANGUAGES]
