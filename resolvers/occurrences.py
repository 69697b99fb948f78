"""Dates of events: of one event, of an organisation, of an area."""

from collections.abc import Mapping, Sequence

from datasources import occurrences
from datasources.criteria import InstantRange, OccurrenceCriteria
from datasources.store.rows import AreaRow, EventRow, OccurrenceRow, OrganizationRow
from datasources.store.slices import Columns, Parents
from resolvers import listings
from resolvers.columns import reading
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.paging import PageArguments
from resolvers.references import loaded, missing, text_of

__all__ = [
    "by_references",
    "events_of",
    "occurrences_of_areas",
    "occurrences_of_events",
    "occurrences_of_organizations",
]


@reading("event_pk")
async def events_of(parents: Sequence[OccurrenceRow], info: Info) -> Sequence[EventRow | Exception]:
    found = await loaded([parent.event_pk for parent in parents], info.context.loaders.events)
    return [missing("The event of this date") if row is None else row for row in found]


def occurrences_of_events(
    parents: Sequence[EventRow], info: Info, between: InstantRange, page: PageArguments, columns: Columns = None
) -> Sequence[Connection]:
    return listings.of_parents(
        Parents("event", [parent.pk for parent in parents]),
        lambda keys: listings.occurrences_of(info.context, OccurrenceCriteria(between), None, page, columns, keys),
    )


def occurrences_of_organizations(
    parents: Sequence[OrganizationRow],
    info: Info,
    wanted: OccurrenceCriteria,
    page: PageArguments,
    columns: Columns = None,
) -> Sequence[Connection]:
    return listings.of_parents(
        Parents("organization", [parent.pk for parent in parents]),
        lambda keys: listings.occurrences_of(info.context, wanted, None, page, columns, keys),
    )


def occurrences_of_areas(
    parents: Sequence[AreaRow], info: Info, wanted: OccurrenceCriteria, page: PageArguments, columns: Columns = None
) -> Sequence[Connection]:
    return listings.of_parents(
        Parents("area", [parent.ars for parent in parents]),
        lambda keys: listings.occurrences_of(info.context, wanted, None, page, columns, keys),
    )


async def by_references(references: Sequence[Mapping[str, object]], info: Info) -> Sequence[OccurrenceRow | None]:
    """`_entities`: by id; also of dates that are not stored, but that the rule gives."""
    ids = [text_of(reference, "id") or "" for reference in references]
    return await occurrences.by_ids(info.context.db, ids)
