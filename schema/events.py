"""Events as calendars announce them, and their dates one by one.

Rows: `datasources.store.rows.EventRow` and `OccurrenceRow`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import strawberry

from datasources.store.rows import EventRow
from resolvers import connections, events, occurrences, values
from resolvers.concepts import concepts_in
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.facets import Facet as CountedFacet
from resolvers.facets import facets_of
from resolvers.occurrences import occurrences_of_events
from resolvers.opportunities import opportunities_of_events
from resolvers.organizations import organizations_of
from resolvers.places import places_of
from schema.arguments import After, Before, FirstDates, Language, LastDates, page
from schema.columns import columns_of
from schema.concepts import Concept
from schema.connections import (
    CURSOR,
    DISTANCE,
    EDGES,
    FACETS,
    FACETS_BY,
    NODES,
    PAGE_INFO,
    TOTAL_COUNT,
    Facet,
    PageInfo,
)
from schema.enums import ConceptScheme, EventAttendanceMode, EventStatus, OccurrenceDimension
from schema.fields import batched
from schema.inputs import DateRange
from schema.nodes import Node, Sourced
from schema.scalars import URL, Date, DateTime
from schema.values import Image
from supergraph.batch import batch_field

if TYPE_CHECKING:
    from schema.opportunities import Opportunity
    from schema.organizations import Organization
    from schema.places import Place

__all__ = [
    "Event",
    "EventConnection",
    "EventEdge",
    "Occurrence",
    "OccurrenceConnection",
    "OccurrenceEdge",
    "Schedule",
]

_Place: TypeAlias = Annotated["Place", strawberry.lazy("schema.places")]
_Organization: TypeAlias = Annotated["Organization", strawberry.lazy("schema.organizations")]
_Opportunity: TypeAlias = Annotated["Opportunity", strawberry.lazy("schema.opportunities")]


@strawberry.type(description="When an event takes place, as its calendar announced it.")
class Schedule:
    """Rows: `resolvers.events.Schedule`."""

    start_date: str = strawberry.field(
        description="The first start, in local time: 2026-07-04T18:00:00, or 2026-07-04 when all-day."
    )
    timezone: str | None = strawberry.field(description="The time zone of the start: Europe/Berlin; null when all-day.")
    duration: str | None = strawberry.field(description="How long one date takes (ISO 8601): PT2H, P1D.")
    rrule: list[str] = strawberry.field(description="The rules of a series (RFC 5545): FREQ=WEEKLY;BYDAY=SA.")
    rdate: list[str] = strawberry.field(description="Dates beside the rules.")
    exdate: list[str] = strawberry.field(description="Dates that are left out.")

    @batched(str, description="The rule in words: every Saturday at 18:00.")
    @staticmethod
    def summary(parents: Sequence[events.Schedule], info: Info, language: Language = None) -> Sequence[str | Exception]:
        return events.summaries_of(parents, info, language)


@strawberry.federation.type(keys=["id"], description="One date of an event: what a calendar page lists.")
class Occurrence(Node):
    """Rows of stored dates, and of dates expanded on request."""

    event: "Event" = batch_field(occurrences.events_of, description="The event it is a date of.")
    recurrence_id: str = strawberry.field(
        description=(
            "RECURRENCE-ID of RFC 5545 in basic form (UTC, or a date when all-day): the date the rule gave, even where "
            "this one was moved; a single event's own start."
        )
    )
    start: DateTime = strawberry.field(description="When it begins; when all-day, at local midnight.")
    end: DateTime | None = strawberry.field(
        description="When it is over; when all-day, at the local midnight after its last day."
    )
    all_day: bool = strawberry.field(description="Whether it lasts whole days.")
    start_date: Date = strawberry.field(description="The local day it begins on.")
    end_date: Date = strawberry.field(
        description="The local day it ends on: a festival of two whole days ends on its second."
    )
    timezone: str = strawberry.field(description="The time zone of the local days: Europe/Berlin.")
    status: EventStatus = strawberry.field(description="Whether it takes place as announced.")
    previous_start: DateTime | None = strawberry.field(description="When it was to begin before it was moved.")
    name: str = strawberry.field(description="The name of this date; often that of the event.")
    location: _Place | None = batch_field(places_of("location_pk"), description="Where it takes place.")

    resolve_references = staticmethod(occurrences.by_references)


@strawberry.federation.type(keys=["id"], description="A single event or a series, as its calendar announced it.")
class Event(Node, Sourced):
    """Rows of events."""

    uid: str = strawberry.field(description="Its UID in the calendar (RFC 5545); unique within its source.")
    name: str = strawberry.field(description="Its name.")
    description: str | None = strawberry.field(description="What it is, in CommonMark; never HTML.")
    status: EventStatus = strawberry.field(description="Whether it takes place as announced.")
    attendance_mode: EventAttendanceMode | None = strawberry.field(description="At a place, online, or both.")
    organizer_name: str | None = strawberry.field(
        description="Who holds it, as the calendar names them, where no entry was recognised."
    )
    organizer: _Organization | None = batch_field(organizations_of("organizer_pk"), description="Who holds it.")
    location: _Place | None = batch_field(places_of("location_pk"), description="Where it takes place.")
    virtual_location: URL | None = strawberry.field(description="Where it takes place online.")
    categories: list[Concept] = batch_field(
        concepts_in("categories", ConceptScheme.TOPIC), description="What it is about."
    )
    is_accessible_for_free: bool | None = strawberry.field(description="Whether taking part costs nothing.")
    accessibility: list[Concept] = batch_field(
        concepts_in("accessibility", ConceptScheme.ACCESSIBILITY), description="What makes it accessible."
    )
    in_language: list[str] = batch_field(
        values.texts("in_language"), description="The languages it is held in: de, uk (BCP 47)."
    )
    url: URL | None = strawberry.field(description="Its own page.")
    images: list[Image] = batch_field(values.images("images"), description="Pictures of it.")
    slug: str = strawberry.field(description="Part of a web address; stays valid when the name changes.")
    created_at: DateTime = strawberry.field(description="When the hub first knew it.")
    updated_at: DateTime = strawberry.field(description="When what the hub knows of it last changed.")
    schedule: Schedule | None = batch_field(
        events.schedules_of, description="The rule of a series, kept as announced, and said in words."
    )
    next_occurrence: Occurrence | None = batch_field(
        events.next_occurrences_of, description="The next date that is not over yet; none once all have passed."
    )

    @batched(
        Annotated["OccurrenceConnection", strawberry.lazy("schema.events")],
        description="The dates on which it takes place. A range is required: a series may be endless.",
        reads=["pk"],
    )
    @staticmethod
    def occurrences(
        parents: Sequence[EventRow],
        info: Info,
        *,
        between: Annotated[DateRange, strawberry.argument(description="The time in which it takes place.")],
        first: FirstDates = None,
        after: After = None,
        last: LastDates = None,
        before: Before = None,
    ) -> Sequence[Connection]:
        return occurrences_of_events(
            parents,
            info,
            between.instants("between"),
            page(first, after, last, before),
            columns_of(info, "Occurrence"),
        )

    opportunities: list[_Opportunity] = batch_field(
        opportunities_of_events, description="Helpers wanted at this event."
    )

    resolve_references = staticmethod(events.by_references)


@strawberry.type(description="An event in a list.")
class EventEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: Event = strawberry.field(description="The event.")


@strawberry.type(description="A list of events, page by page.")
class EventConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[EventEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[Event] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)


@strawberry.type(description="A date in a list.")
class OccurrenceEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: Occurrence = strawberry.field(description="The date.")
    distance_km: float | None = strawberry.field(description=DISTANCE)


@strawberry.type(description="A list of dates, page by page.")
class OccurrenceConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[OccurrenceEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[Occurrence] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)

    @batched(list[Facet], description=FACETS)
    @staticmethod
    async def facets(
        parents: Sequence[Connection],
        info: Info,
        *,
        by: Annotated[list[OccurrenceDimension], strawberry.argument(description=FACETS_BY)],
    ) -> Sequence[Sequence[CountedFacet] | Exception]:
        return await facets_of(parents, info, by)
