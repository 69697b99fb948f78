"""The record of readings, for those whose data was read."""

from collections.abc import Sequence

from datasources.store.people import access
from datasources.store.people.rows import AccessEventRow, VolunteerRow
from datasources.store.slices import Parents, Slice
from resolvers import listings
from resolvers.columns import reading
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.listing import Listing
from resolvers.paging import PageArguments, window_of

__all__ = ["readings_of"]


@reading("pk")
def readings_of(parents: Sequence[VolunteerRow], info: Info, page: PageArguments) -> Sequence[Connection]:
    """Who read which of someone's data, when and for what: a list of each parent's own, newest first."""
    order = "readings"
    window = window_of(page, info.context.bounds.entries, order)
    db = info.context.db

    def listing(keys: Parents) -> Listing:
        pks = [int(key) for key in keys.keys]

        async def pages() -> Sequence[Slice[AccessEventRow]]:
            return await access.pages(db, pks, window)

        async def counts() -> Sequence[int]:
            return await access.counts(db, pks)

        return Listing(order, window, pages, counts)

    return listings.of_parents(Parents("volunteer", [parent.pk for parent in parents]), listing)
