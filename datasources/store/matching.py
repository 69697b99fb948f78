"""Text search: which entries match a text, and how well. The same entries in the same order on both databases.

Texts are folded (`datasources.folding`), so that Fußball is Fussball and Müller Mueller. Every word of a search must
be found in the title or the body: within words from three letters on ("feuerwehr" in "Jugendfeuerwehrverein"),
shorter ones at the start of a word ("TV", the "1" of "1. FC"). Hits have tiers, best first:

    0  the title is the text      1  the title begins with it      2  each word begins a word of the title
    3  each word is in the title  4  the rest

SQLite's FTS5 and PostgreSQL's GIN both look up three letters at a time. Entries keep a space around each word, and the
index two before it, so that even one letter at the start of a word makes three.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import CTE, ColumnElement, String, and_, bindparam, case, func, literal_column, or_, select, true
from sqlalchemy.sql import column, table

from datasources.folding import fold, sort_key
from datasources.store.statements import SEARCH_ENTRY, DialectName, Parameter, contains, has_ngrams, one_of
from datasources.vocabulary import SearchType

MAX_TOKENS: Final = 8
MAX_TOKEN_CHARS: Final = 60
MAX_BODY_CHARS: Final = 4_000
_NGRAM: Final = 3
AFTER_LETTERS: Final = "\U0010ffff"
"""Follows every letter: from "ab" to before "ab" and this are the texts that begin with "ab"."""

_SPACE: Final = literal_column("' '", String())

SEARCH_TEXT: Final = table("search_text", column("rowid"), column("search_text"))
"""SQLite's index; PostgreSQL's is a column."""


def tokens(text: str) -> tuple[str, ...]:
    """The words of a search, folded, each once, in their order; at most eight are looked for."""
    return tuple(dict.fromkeys(word[:MAX_TOKEN_CHARS] for word in fold(text).split()))[:MAX_TOKENS]


def search_entry(
    type_: SearchType,
    entity_pk: int,
    title: str,
    others: Iterable[str],
    ars: str | None,
    *,
    place_pk: int | None = None,
) -> dict[str, Parameter]:
    """The columns of a search entry, its pk aside.

    `others` are texts that find it less well: other names, topics, places, description. `place_pk` is its place's.
    """
    body = " ".join(filter(None, map(fold, others)))
    if len(body) > MAX_BODY_CHARS:
        body = body[: MAX_BODY_CHARS + 1].rpartition(" ")[0]
    return {
        "type": type_.value,
        "entity_pk": entity_pk,
        "title": f" {fold(title)} ",
        "body": f" {body} " if body else " ",
        "label": title,
        "sort_key": sort_key(title),
        "ars": ars,
        "place_pk": place_pk,
    }


@lru_cache(maxsize=256)
def found(dialect: DialectName, count: int, types: tuple[SearchType, ...]) -> CTE:
    """The entries of these types that hold every one of `count` words: `entity_pk`, and `tier`, how well, 0 best.

    Materialised, so that neither database looks the texts up anew for every row of a list.
    """
    entry = SEARCH_ENTRY.c
    wanted = one_of(entry.type.concat(""), [type_.value for type_ in types])
    hits = select(entry.pk, entry.type, entry.entity_pk, entry.sort_key, entry.ars, tier(count).label("tier"))
    return hits.where(matches(dialect, count), wanted).cte("found").prefix_with("MATERIALIZED")


def matches(dialect: DialectName, count: int) -> ColumnElement[bool]:
    """Whether a search entry holds every one of `count` words, by the text index."""
    if dialect == "sqlite":
        return indexed("text_match")
    return and_(has_ngrams("text_ngrams"), holds(count))


def indexed(name: str) -> ColumnElement[bool]:
    """Whether SQLite's index finds a search entry by the parameter `name`."""
    texts = literal_column("search_text").op("MATCH")(bindparam(name, type_=String()))
    return SEARCH_ENTRY.c.pk.in_(select(SEARCH_TEXT.c.rowid).where(texts))


def holds(count: int) -> ColumnElement[bool]:
    """Whether a search entry holds every one of `count` words, by reading it."""
    held = [
        or_(contains(SEARCH_ENTRY.c.title, _part(number)), contains(SEARCH_ENTRY.c.body, _part(number)))
        for number in range(count)
    ]
    return and_(true(), *held)


def begins() -> ColumnElement[bool]:
    """Whether a title begins with the text, by the index of titles."""
    titled = SEARCH_ENTRY.alias("titled")
    whole, after = bindparam("text_whole", type_=String()), bindparam("text_after", type_=String())
    return SEARCH_ENTRY.c.pk.in_(select(titled.c.pk).where(titled.c.title >= whole, titled.c.title < after))


def starts(count: int) -> ColumnElement[bool]:
    """Whether each of `count` words begins a word of the title, by reading it."""
    return and_(true(), *(contains(SEARCH_ENTRY.c.title, _start(number)) for number in range(count)))


def tier(count: int) -> ColumnElement[Any]:
    """How well a search entry matches."""
    title, whole = SEARCH_ENTRY.c.title, bindparam("text_whole", type_=String())
    tiers = [
        (title == whole.concat(_SPACE), 0),
        (func.substr(title, 1, func.length(whole)) == whole, 1),
        (and_(*(contains(title, _start(number)) for number in range(count))), 2),
        (and_(*(contains(title, _part(number)) for number in range(count))), 3),
    ]
    return case(*((condition, literal_column(str(number))) for condition, number in tiers), else_=literal_column("4"))


def text_values(text: str, dialect: DialectName) -> dict[str, Parameter]:
    """The parameters that `matches` and `tier` read."""
    words = tokens(text)
    whole = " " + " ".join(fold(text).split())
    values: dict[str, Parameter] = {"text_whole": whole}
    for number, word in enumerate(words):
        values[f"text_start_{number}"] = " " + word
        values[f"text_part_{number}"] = word if len(word) >= _NGRAM else " " + word
    values["text_after"] = whole + AFTER_LETTERS
    if dialect == "sqlite":
        values.update(match_values(text))
    else:
        values["text_ngrams"] = sorted({gram for word in words for gram in _ngrams(_indexed(word))})
    return values


def match_values(text: str) -> dict[str, str]:
    """What SQLite's index is asked for: entries with every word, those with them in the title, and there at starts."""
    words = tokens(text)
    return {
        "text_match": " AND ".join(f'"{_indexed(word)}"' for word in words),
        "text_titles": " AND ".join(f'{{title}} : "{_indexed(word)}"' for word in words),
        "text_starts": " AND ".join(f'{{title}} : "  {word}"' for word in words),
    }


def _indexed(word: str) -> str:
    """A word as the index has it: from three letters on anywhere, before that at the start of a word only."""
    return word if len(word) >= _NGRAM else " " * (_NGRAM - len(word)) + word


def _ngrams(text: str) -> set[str]:
    return {text[start : start + _NGRAM] for start in range(len(text) - _NGRAM + 1)}


def _part(number: int) -> ColumnElement[Any]:
    return bindparam(f"text_part_{number}", type_=String())


def _start(number: int) -> ColumnElement[Any]:
    return bindparam(f"text_start_{number}", type_=String())
