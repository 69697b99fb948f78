"""Events: one by its names, those that other entries lead to, their rules and their next dates."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from datasources import recurrence
from datasources.criteria import EventCriteria
from datasources.store import events
from datasources.store.rows import EventRow, OccurrenceRow, OrganizationRow
from datasources.store.slices import Columns, Parents
from resolvers import criteria, listings
from resolvers.columns import reading
from resolvers.connections import Connection
from resolvers.context import Context, Info
from resolvers.paging import PageArguments
from resolvers.references import follow, text_of
from supergraph.execute.raw import column

__all__ = [
    "Schedule",
    "by_references",
    "events_by",
    "events_of_organizations",
    "next_occurrences_of",
    "one",
    "schedules_of",
    "summaries_of",
]


class Schedule(NamedTuple):
    """A schedule's parts, as `recurrence.parts` tells them, and the stored form that its words are made of."""

    start_date: str
    timezone: str
    duration: str | None
    rrule: Sequence[str]
    rdate: Sequence[str]
    exdate: Sequence[str]
    form: Mapping[str, Any]


def events_by(column: str) -> Any:
    """The events that a column names, by pk."""
    return follow(column, lambda context: context.loaders.events)


async def one(context: Context, *, id: str | None, slug: str | None) -> EventRow | None:
    """The event that exactly one of the two names."""
    criteria.exactly_one({"id": id, "slug": slug})
    if id is not None:
        return (await events.by_ids(context.db, [id]))[0]
    return (await events.by_slugs(context.db, [slug or ""]))[0]


def events_of_organizations(
    parents: Sequence[OrganizationRow], info: Info, wanted: EventCriteria, page: PageArguments, columns: Columns = None
) -> Sequence[Connection]:
    return listings.of_parents(
        Parents("organization", column(parents, "pk")),
        lambda keys: listings.events_of(info.context, wanted, page, columns, keys),
    )


@reading("schedule")
def schedules_of(parents: Sequence[EventRow]) -> Sequence[Schedule]:
    return [_schedule(orjson.loads(parent.schedule)) for parent in parents]


def summaries_of(parents: Sequence[Schedule], info: Info, language: str | None) -> Sequence[str]:
    spoken = info.context.language_of(language)
    return [recurrence.summary(parent.form, spoken) for parent in parents]


@reading("pk")
async def next_occurrences_of(parents: Sequence[EventRow], info: Info) -> Sequence[OccurrenceRow | None]:
    return await events.next_occurrences(info.context.db, [parent.pk for parent in parents], info.context.now)


async def by_references(references: Sequence[Mapping[str, object]], info: Info) -> Sequence[EventRow | None]:
    """`_entities`: by id."""
    return await events.by_ids(info.context.db, [text_of(reference, "id") or "" for reference in references])


def _schedule(form: Mapping[str, Any]) -> Schedule:
    told = recurrence.parts(form)
    return Schedule(told.start_date, told.timezone, told.duration, told.rrule, told.rdate, told.exdate, form)
