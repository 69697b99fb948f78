"""Sources, their readings and records: where everything in the graph comes from.

Rows: `SourceRow`, `RunRow`, `RecordRow` of `datasources.store.rows`; the rest is named at its type.
"""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from datasources.store.rows import RunRow, SourceRow
from resolvers import connections, provenance, sources
from resolvers.connections import Connection
from resolvers.context import Info
from resolvers.permissions import Access
from resolvers.places import municipalities_of
from schema.arguments import After, First, page
from schema.connections import CURSOR, EDGES, NODES, PAGE_INFO, TOTAL_COUNT, PageInfo
from schema.enums import RunOutcome, Severity, SourceKind, SourceStatus
from schema.fields import batched, reserved
from schema.nodes import Node
from schema.places import Municipality
from schema.scalars import JSON, URL, DateTime
from schema.values import License
from supergraph.batch import batch_field

__all__ = [
    "Problem",
    "Publisher",
    "Run",
    "RunConnection",
    "RunEdge",
    "Source",
    "SourceConnection",
    "SourceEdge",
    "SourceRecord",
    "SourceRecordConnection",
    "SourceRecordEdge",
    "Statement",
]


@strawberry.type(description="Who answers for the content of a source.")
class Publisher:
    """Rows: `resolvers.sources.Publisher`."""

    name: str = strawberry.field(description="Its name: a court, a municipality, a federation.")
    municipality: Municipality | None = batch_field(
        municipalities_of("ars"), description="The municipality or district it is or belongs to."
    )
    url: URL | None = strawberry.field(description="Its website.")


@strawberry.federation.type(
    keys=["id"], description="A register, calendar, list or subgraph that a partner lets the hub read."
)
class Source(Node):
    """Rows of sources."""

    name: str = strawberry.field(description="Its name.")
    kind: SourceKind = strawberry.field(description="The format in which it is read.")
    url: str | None = batch_field(
        sources.urls_of,
        description="Where it is read from, without credentials or query; the whole address is for its stewards.",
    )
    publisher: Publisher = batch_field(sources.publishers_of, description="Who answers for its content.")
    license: License = batch_field(sources.licenses_of, description="The terms under which its content may be used.")
    status: SourceStatus = strawberry.field(description="Where it stands.")
    refresh_minutes: int = strawberry.field(description="How often it is read: every so many minutes.")
    last_success: DateTime | None = batch_field(
        sources.last_successes_of, description="When it was last read without failing."
    )
    stale: bool = batch_field(
        sources.staleness_of, description="Whether it has not been read for more than twice its interval."
    )
    record_count: int = strawberry.field(description="How many records it has now.")
    median_age_hours: float | None = batch_field(
        sources.median_ages_of,
        description="How long ago its records last changed, in hours: half of them changed later than that.",
    )

    @batched(
        Annotated["RunConnection", strawberry.lazy("schema.sources")] | None,
        description="Its readings, the latest first. For its stewards.",
        access=Access.STEWARD,
    )
    @staticmethod
    def runs(
        parents: Sequence[SourceRow], info: Info, first: First = None, after: After = None
    ) -> Sequence[Connection]:
        return sources.runs_of(parents, info, page(first, after))

    @batched(
        Annotated["SourceRecordConnection", strawberry.lazy("schema.sources")] | None,
        description="Its records, in the order they came, those that are gone among them. For its stewards.",
        access=Access.STEWARD,
    )
    @staticmethod
    def records(
        parents: Sequence[SourceRow], info: Info, first: First = None, after: After = None
    ) -> Sequence[Connection]:
        return sources.records_of(parents, info, page(first, after))

    resolve_references = staticmethod(sources.by_references)


@strawberry.type(description="A line of a source that could not be taken, or only in part, and how to mend it.")
class Problem:
    """Rows: `resolvers.sources.Problem`."""

    severity: Severity = strawberry.field(description="How grave it is.")
    code: str = strawberry.field(description="Its kind, for programs; stays the same in every language.")
    record: str | None = strawberry.field(description="The record, as the source identifies it.")
    path: str | None = strawberry.field(description="The field of the hub that it concerns.")
    line: int | None = strawberry.field(description="The line in the source, counted from 1.")
    message: str = strawberry.field(description="What is wrong, in the language of the request.")
    hint: str | None = strawberry.field(description="How to mend it, in the language of the request.")


@reserved(Access.STEWARD)
@strawberry.type(description="One reading of a source: what it changed, and what it refused.")
class Run(Node):
    """Rows of runs."""

    source: Source = batch_field(sources.sources_of("source_pk"), description="The source that was read.")
    started_at: DateTime = strawberry.field(description="When it began.")
    finished_at: DateTime | None = strawberry.field(description="When it ended; null while it runs.")
    outcome: RunOutcome = strawberry.field(description="How it ended.")
    created: int = strawberry.field(description="How many records were new.")
    updated: int = strawberry.field(description="How many records were different.")
    unchanged: int = strawberry.field(description="How many records were as before.")
    removed: int = strawberry.field(description="How many records were gone, or would have been removed.")
    refused: int = strawberry.field(description="How many records could not be taken.")

    @batched(list[Problem], description="What could not be taken, or only in part.")
    @staticmethod
    async def problems(
        parents: Sequence[RunRow], info: Info, first: First = None
    ) -> Sequence[Sequence[sources.Problem] | Exception]:
        return await sources.problems_of(parents, info, first)


@strawberry.type(description="An entry as a source gave it: the mapped columns only, and those for its stewards only.")
class SourceRecord(Node):
    """Rows of records."""

    source: Source = batch_field(sources.sources_of("source_pk"), description="The source it came from.")
    origin_id: str = strawberry.field(description="What the source knows it by.")
    raw = batched(JSON | None, "The mapped columns as the source gave them. For its stewards.", access=Access.STEWARD)(
        provenance.raws_of
    )
    first_seen: DateTime = batch_field(provenance.first_seen_of, description="When it was first read.")
    last_seen: DateTime = batch_field(provenance.last_seen_of, description="When it was last read.")
    gone: DateTime | None = batch_field(
        provenance.gone_of, description="When it was no longer there; null while it is."
    )


@strawberry.type(description="What one source says of one field of an entry.")
class Statement:
    """Rows: `datasources.statements.Statement`."""

    field: str = strawberry.field(description="The field, by its name in the graph.")
    value: JSON | None = strawberry.field(
        description="What the source says; of contacts, those only that it declared public."
    )
    source: Source = batch_field(sources.sources_of("source_pk"), description="The source.")
    record: SourceRecord = batch_field(provenance.records_by_statement, description="The record that says it.")
    fetched_at: DateTime = strawberry.field(description="When it was last read.")
    chosen: bool = strawberry.field(description="Whether the entry shows this value.")
    reason: str = batch_field(
        provenance.reasons_of, description="Why it was chosen or not, in the language of the request."
    )


@strawberry.type(description="A source in a list.")
class SourceEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: Source = strawberry.field(description="The source.")


@strawberry.type(description="A list of sources, page by page.")
class SourceConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[SourceEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[Source] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)


@reserved(Access.STEWARD)
@strawberry.type(description="A reading in a list.")
class RunEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: Run = strawberry.field(description="The reading.")


@reserved(Access.STEWARD)
@strawberry.type(description="A list of readings, page by page.")
class RunConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[RunEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[Run] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)


@reserved(Access.STEWARD)
@strawberry.type(description="A record in a list.")
class SourceRecordEdge:
    """Rows: `resolvers.connections.Edge`."""

    cursor: str = strawberry.field(description=CURSOR)
    node: SourceRecord = strawberry.field(description="The record.")


@reserved(Access.STEWARD)
@strawberry.type(description="A list of records, page by page.")
class SourceRecordConnection:
    """Rows: `resolvers.connections.Connection`."""

    edges: list[SourceRecordEdge] = batch_field(connections.edges_of, description=EDGES)
    nodes: list[SourceRecord] = batch_field(connections.nodes_of, description=NODES)
    page_info: PageInfo = batch_field(connections.page_infos_of, description=PAGE_INFO)
    total_count: int = batch_field(connections.total_counts_of, description=TOTAL_COUNT)
