"""Search over all kinds of entries at once: hits by rank, then the entries themselves, each kind in one statement."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from datasources.criteria import AreaCriteria, Window
from datasources.store import search as store
from datasources.store.rows import HitRow, SuggestionRow
from datasources.store.slices import FacetCounts, Slice
from datasources.vocabulary import SearchDimension, SearchType
from resolvers import criteria
from resolvers.connections import Connection
from resolvers.context import Context
from resolvers.highlight import highlight
from resolvers.listing import Listing
from resolvers.paging import PageArguments, refused, window_of

__all__ = ["search", "suggestions"]

MAX_SUGGESTIONS = 20

_ORGANIZATIONS = (SearchType.CLUB, SearchType.INITIATIVE, SearchType.INSTITUTION)


def search(
    context: Context,
    text: str,
    types: Sequence[SearchType] | None,
    area: AreaCriteria | None,
    page: PageArguments,
) -> Connection:
    """What matches the text, the best first."""
    words = criteria.text("text", text)
    if words is None:
        raise refused("text is empty: there is nothing to search for.")
    wanted = store.SearchCriteria(words, context.today, types=criteria.several("types", types), area=area)
    order = f"search\x1f{words}"
    window = window_of(page, context.bounds.entries, order)

    async def pages() -> list[Slice[Any]]:
        return [await _page(context, wanted, window)]

    async def counts() -> list[int]:
        return [await store.count(context.db, wanted)]

    async def facets(by: Sequence[str]) -> list[list[FacetCounts]]:
        return [await store.facets(context.db, wanted, [SearchDimension(each) for each in by])]

    return Connection(Listing(order, window, pages, counts, facets, lambda row: highlight(_title(row), words)), 0)


async def suggestions(
    context: Context, prefix: str, types: Sequence[SearchType] | None, first: int | None
) -> list[SuggestionRow]:
    """Titles that begin as someone types."""
    limit = 8 if first is None else first
    if not 0 <= limit <= MAX_SUGGESTIONS:
        raise refused(f"first is {limit}: it must be from 0 to {MAX_SUGGESTIONS}.")
    begun = criteria.text("prefix", prefix)
    if begun is None or limit == 0:
        return []
    return await store.suggest(context.db, begun, criteria.several("types", types), limit)


async def _page(context: Context, wanted: store.SearchCriteria, window: Window) -> Slice[Any]:
    """The hits, with the entries in their places; what went between two statements is left out."""
    hits = await store.page(context.db, wanted, window)
    loaders = context.loaders
    organizations, events, opportunities, areas = await asyncio.gather(
        loaders.organizations.load_many(_keys(hits.rows, _ORGANIZATIONS)),
        loaders.events.load_many(_keys(hits.rows, (SearchType.EVENT,))),
        loaders.opportunities.load_many(_keys(hits.rows, (SearchType.OPPORTUNITY,))),
        loaders.areas.load_many([hit.ars or "" for hit in hits.rows if hit.type == SearchType.MUNICIPALITY]),
    )
    found: list[Any] = [None] * len(hits.rows)
    for types, rows in (
        (_ORGANIZATIONS, organizations),
        ((SearchType.EVENT,), events),
        ((SearchType.OPPORTUNITY,), opportunities),
        ((SearchType.MUNICIPALITY,), areas),
    ):
        places = [index for index, hit in enumerate(hits.rows) if hit.type in types]
        for index, row in zip(places, rows, strict=True):
            found[index] = row
    failed = next((row for row in found if isinstance(row, Exception)), None)
    if failed is not None:
        raise failed
    kept = [index for index, row in enumerate(found) if row is not None]
    return replace(hits, rows=[found[index] for index in kept], raws=[hits.raws[index] for index in kept])


def _keys(hits: Sequence[HitRow], types: Sequence[SearchType]) -> list[int]:
    return [hit.entity_pk for hit in hits if hit.type in types]


def _title(row: Any) -> str:
    title = row.title if row.typename == "Opportunity" else row.name
    assert isinstance(title, str)
    return title
