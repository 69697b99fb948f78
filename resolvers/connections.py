"""Lists: their pages, counts and facets, each read only where it is asked for, and once for all parents of a level.

A connection field answers one `Connection` per parent. They share a `Listing`, which knows how to read the pages of all
of them in one statement, and their counts in another:

    clubs { nodes { events(first: 2) { totalCount nodes { name } } } }
                    └ one Listing, as many Connections as clubs
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from datasources.store.slices import Extra, Slice
from resolvers.context import Info
from resolvers.listing import Listing
from resolvers.paging import cursor_of

__all__ = [
    "Connection",
    "Edge",
    "PageInfo",
    "connections_of",
    "edges_of",
    "nodes_of",
    "page_infos_of",
    "per_listing",
    "total_counts_of",
]

Value = TypeVar("Value")


class PageInfo(NamedTuple):
    """Where a page stands in its list."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


class Edge(NamedTuple):
    """A row in its list."""

    cursor: str
    node: object
    distance_km: float | None = None
    score: float | None = None
    highlight: str | None = None
    why: Sequence[str] = ()


class Connection(NamedTuple):
    """The list of one parent: its place in the listing."""

    listing: Listing
    place: int


def connections_of(listing: Listing, indices: Sequence[int]) -> list[Connection]:
    """A connection for each parent; parents that are the same share a place."""
    return [Connection(listing, place) for place in indices]


async def nodes_of(parents: Sequence[Connection], info: Info) -> Sequence[Sequence[object] | Exception]:
    return await per_listing(parents, info, _rows)


async def edges_of(parents: Sequence[Connection], info: Info) -> Sequence[Sequence[Edge] | Exception]:
    return await per_listing(parents, info, _edges)


async def page_infos_of(parents: Sequence[Connection], info: Info) -> Sequence[PageInfo | Exception]:
    return await per_listing(parents, info, _page_info)


async def total_counts_of(parents: Sequence[Connection], info: Info) -> Sequence[int | Exception]:
    listings = distinct(parents)
    counts = dict(zip(map(id, listings), await info.context.loaders.counts.load_many(listings), strict=True))
    return [_at(counts[id(parent.listing)], parent.place) for parent in parents]


async def per_listing(
    parents: Sequence[Connection], info: Info, of_slice: Callable[[Listing, Slice[Any]], Value]
) -> list[Value | Exception]:
    """What `of_slice` makes of each parent's page."""
    listings = distinct(parents)
    pages = dict(zip(map(id, listings), await info.context.loaders.pages.load_many(listings), strict=True))
    answers: list[Value | Exception] = []
    for listing, place in parents:
        page = _at(pages[id(listing)], place)
        answers.append(page if isinstance(page, Exception) else of_slice(listing, page))
    return answers


def distinct(parents: Sequence[Connection]) -> list[Listing]:
    """The listings of these connections, each once: one, unless graphql-core asks object by object."""
    listings: dict[int, Listing] = {}
    for parent in parents:
        listings.setdefault(id(parent.listing), parent.listing)
    return list(listings.values())


def _at(values: Sequence[Value] | Exception, index: int) -> Value | Exception:
    return values if isinstance(values, Exception) else values[index]


def _rows(listing: Listing, page: Slice[Any]) -> Sequence[object]:
    return page.rows


def _edges(listing: Listing, page: Slice[Any]) -> Sequence[Edge]:
    order, highlight = listing.order, listing.highlight
    extras = page.extras or [Extra()] * len(page.rows)
    return [
        Edge(
            cursor_of(key, order),
            row,
            extra.distance_km,
            extra.score,
            None if highlight is None else highlight(row),
            extra.why,
        )
        for row, key, extra in zip(page.rows, page.keys, extras, strict=True)
    ]


def _page_info(listing: Listing, page: Slice[Any]) -> PageInfo:
    """Beyond the end that was not read from, there is what the cursor was taken of."""
    window = listing.window
    keys = page.keys
    return PageInfo(
        has_next_page=window.before is not None if window.backwards else page.more,
        has_previous_page=page.more if window.backwards else window.after is not None,
        start_cursor=cursor_of(keys[0], listing.order) if keys else None,
        end_cursor=cursor_of(keys[-1], listing.order) if keys else None,
    )
