"""How a text is looked up, on SQLite: through the index, or by reading a list in its order.

The index answers a rare word at once. Of a common one it answers thousands of entries, each of which would be read and
ranked to show twenty. Then it is sooner to read titles in the order of the list until the page is full, tier by tier:

    0, 1  the title is, or begins with, the text       by the index of titles
    2     each word begins a word of the title    ┐    by the text index where that is rare,
    3     each word is in the title               ├    else in the order of names
    4     each word is in title or body           ┘

What is rare is judged by the first hits: were they found soon, there are many. PostgreSQL judges by itself.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Integer, String, bindparam, func, literal_column, select

from datasources.store.database import Database
from datasources.store.matching import SEARCH_TEXT, match_values
from datasources.store.statements import SEARCH_ENTRY, Statement

MANY: Final = 12_000
"""Hits from which on reading in order is sooner."""
_PROBED: Final = 1_000

Way = Literal["index", "order"]
"""By the text index, or in the order of the list."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How the tiers 2, 3 and 4 of a text are reached."""

    starts: Way
    titles: Way
    bodies: Way


async def ways_of(db: Database, text: str) -> Ways | None:
    """How to reach the hits of a text; None where all its hits are few, and are simply looked up."""
    if db.dialect != "sqlite":
        return None
    matches = match_values(text)
    hits, bodies = await _way(db, matches["text_match"])
    if hits < _PROBED:
        return None
    titles = await way_of(db, matches["text_titles"])
    starts = await way_of(db, matches["text_starts"]) if titles == "order" else "index"
    return Ways(starts, titles, bodies)


async def way_of(db: Database, match: str) -> Way:
    """How to reach the hits of one question to SQLite's index."""
    return (await _way(db, match))[1]


async def _way(db: Database, match: str) -> tuple[int, Way]:
    """How many hits were met, up to 1,000, and the way. The 1,000th stands at a number of entries; in proportion, all
    entries have so many hits."""
    ((hits, last, entries),) = await db.fetch(_PROBE, match=match, probed=_PROBED)
    many = hits >= _PROBED and _PROBED * entries >= MANY * last
    return hits, "order" if many else "index"


def _probe() -> Statement:
    texts: Any = literal_column("search_text").op("MATCH")(bindparam("match", type_=String()))
    first = select(SEARCH_TEXT.c.rowid).where(texts).limit(bindparam("probed", type_=Integer())).subquery("first_hits")
    entries = select(func.max(SEARCH_ENTRY.c.pk)).scalar_subquery()
    return Statement(select(func.count(), func.max(first.c.rowid), entries).select_from(first), quick=True)


_PROBE: Final = _probe()
