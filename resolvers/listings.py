"""The lists of the graph: what each is ordered by, and how its pages, counts and facets are read.

Each function answers the Listing of one call: of the whole list, or, with `parents`, of the lists of all parents of a
level in one statement.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from datasources import occurrences as occurrence_store
from datasources.criteria import (
    EventCriteria,
    OccurrenceCriteria,
    OpportunityCriteria,
    OrganizationCriteria,
)
from datasources.store import events as event_store
from datasources.store import opportunities as opportunity_store
from datasources.store import organizations as organization_store
from datasources.store import sources as source_store
from datasources.store.rows import SourceRow
from datasources.store.slices import Columns, FacetCounts, Parents, Slice
from datasources.vocabulary import (
    OccurrenceDimension,
    OccurrenceOrder,
    OpportunityDimension,
    OpportunityOrder,
    OrganizationDimension,
    OrganizationOrder,
    OrganizationType,
    SourceStatus,
)
from resolvers import criteria
from resolvers.connections import Connection
from resolvers.context import Context
from resolvers.listing import Listing
from resolvers.paging import PageArguments, window_of

__all__ = [
    "alone",
    "clubs_of",
    "events_of",
    "occurrences_of",
    "of_parents",
    "opportunities_of",
    "organizations_of",
    "sources",
]


def of_parents(parents: Parents, listing_of: Callable[[Parents], Listing]) -> list[Connection]:
    """A connection for each parent; parents with the same key share one list."""
    keys = list(dict.fromkeys(parents.keys))
    places = {key: index for index, key in enumerate(keys)}
    listing = listing_of(Parents(parents.kind, keys))  # type: ignore[arg-type]
    return [Connection(listing, places[key]) for key in parents.keys]


def alone(listing: Listing) -> Connection:
    """The connection of a list that stands at the root."""
    return Connection(listing, 0)


def organizations_of(
    context: Context,
    wanted: OrganizationCriteria,
    orders: Sequence[OrganizationOrder] | None,
    page: PageArguments,
    columns: Columns = None,
    parents: Parents | None = None,
    *,
    types_differ: bool = True,
) -> Listing:
    sort = criteria.sort_of(orders, default="NAME", text=wanted.text, area=wanted.area)
    order = criteria.order_of("organizations", sort, wanted.text)
    window = window_of(page, context.bounds.entries, order)
    db = context.db
    if columns is not None and (types_differ or "pk" in columns):
        columns = columns | {"type"}  # by which a row tells its type: where a type is to be told, or as an entry
    return Listing(
        order=order,
        window=window,
        pages=lambda: organization_store.pages(db, wanted, sort, window, parents, columns=columns),
        counts=lambda: organization_store.counts(db, wanted, parents),
        facets=lambda by: organization_store.facets(db, wanted, [OrganizationDimension(each) for each in by], parents),
    )


def clubs_of(
    context: Context,
    wanted: OrganizationCriteria,
    orders: Sequence[OrganizationOrder] | None,
    page: PageArguments,
    columns: Columns = None,
    parents: Parents | None = None,
) -> Listing:
    """Organisations of type CLUB; a filter that asks for other types alone finds none."""
    clubs = replace(wanted, types=(OrganizationType.CLUB,))
    listing = organizations_of(context, clubs, orders, page, columns, parents, types_differ=False)
    if wanted.types and OrganizationType.CLUB not in wanted.types:
        return _empty(listing, 1 if parents is None else len(parents.keys))
    return listing


def events_of(
    context: Context,
    wanted: EventCriteria,
    page: PageArguments,
    columns: Columns = None,
    parents: Parents | None = None,
) -> Listing:
    sort = criteria.sort_of(None, default="START", text=wanted.text, area=wanted.area)
    order = criteria.order_of("events", sort, wanted.text)
    window = window_of(page, context.bounds.entries, order)
    db = context.db
    return Listing(
        order=order,
        window=window,
        pages=lambda: event_store.pages(db, wanted, sort, window, parents, columns=columns),
        counts=lambda: event_store.counts(db, wanted, parents),
    )


def occurrences_of(
    context: Context,
    wanted: OccurrenceCriteria,
    orders: Sequence[OccurrenceOrder] | None,
    page: PageArguments,
    columns: Columns = None,
    parents: Parents | None = None,
) -> Listing:
    """By START unless stated, also where there is a text: a calendar reads by date."""
    sort = criteria.sort_of(orders or [OccurrenceOrder.START], default="START", text=wanted.text, area=wanted.area)
    order = criteria.order_of("occurrences", sort, wanted.text)
    window = window_of(page, context.bounds.dates, order)
    db, now = context.db, context.now
    return Listing(
        order=order,
        window=window,
        pages=lambda: occurrence_store.pages(db, wanted, sort, window, parents, columns=columns, now=now),
        counts=lambda: occurrence_store.counts(db, wanted, parents, now=now),
        facets=lambda by: occurrence_store.facets(
            db, wanted, [OccurrenceDimension(each) for each in by], parents, now=now
        ),
    )


def opportunities_of(
    context: Context,
    wanted: OpportunityCriteria,
    orders: Sequence[OpportunityOrder] | None,
    page: PageArguments,
    columns: Columns = None,
    parents: Parents | None = None,
) -> Listing:
    sort = criteria.sort_of(orders, default="NEWEST", text=wanted.text, area=wanted.area)
    order = criteria.order_of("opportunities", sort, wanted.text)
    window = window_of(page, context.bounds.entries, order)
    db = context.db
    return Listing(
        order=order,
        window=window,
        pages=lambda: opportunity_store.pages(db, wanted, sort, window, parents, columns=columns),
        counts=lambda: opportunity_store.counts(db, wanted, parents),
        facets=lambda by: opportunity_store.facets(db, wanted, [OpportunityDimension(each) for each in by], parents),
    )


def sources(context: Context, statuses: Sequence[SourceStatus] | None, page: PageArguments) -> Connection:
    """The sources by name."""
    wanted = criteria.several("status", statuses)
    order = "sources"
    window = window_of(page, context.bounds.entries, order)
    db = context.db

    async def pages() -> list[Slice[SourceRow]]:
        return [await source_store.page(db, wanted, window)]

    async def counts() -> list[int]:
        return [await source_store.count(db, wanted)]

    return Connection(Listing(order, window, pages, counts), 0)


def _empty(listing: Listing, parents: int) -> Listing:
    """A list that nothing can be in, without asking the store."""

    async def pages() -> list[Slice[object]]:
        return [Slice([], more=False)] * parents

    async def counts() -> list[int]:
        return [0] * parents

    async def facets(by: Sequence[str]) -> list[list[FacetCounts]]:
        return [[FacetCounts(each, []) for each in by]] * parents

    return replace(listing, pages=pages, counts=counts, facets=facets)
