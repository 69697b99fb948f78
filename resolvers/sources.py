"""Sources: who publishes them and under which licence, how fresh they are, and what their readings met.

Readings and records are for a source's stewards (`schema.sources` declares it); so is its whole address.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from datasources.criteria import Window
from datasources.problems import Problem as StoredProblem
from datasources.problems import catalogue
from datasources.store import sources
from datasources.store.rows import ProblemRow, RunRow, SourceRow
from datasources.store.slices import Parents, Slice
from datasources.vocabulary import Severity
from resolvers import listings
from resolvers.connections import Connection
from resolvers.context import Context, Info
from resolvers.listing import Listing
from resolvers.paging import PageArguments, refused, window_of
from resolvers.permissions import Access, allowed
from resolvers.references import loaded, missing, text_of
from resolvers.values import License

__all__ = [
    "Problem",
    "Publisher",
    "by_references",
    "last_successes_of",
    "licenses_of",
    "median_ages_of",
    "one",
    "problems_of",
    "publishers_of",
    "records_of",
    "runs_of",
    "sources_of",
    "staleness_of",
    "urls_of",
]

DEFAULT_PROBLEMS = 20
MAX_PROBLEMS = 1_000


class Publisher(NamedTuple):
    """Who answers for the content of a source."""

    name: str
    ars: str | None
    url: str | None


class Problem(NamedTuple):
    """A problem of a reading, in words."""

    severity: str
    code: str
    record: str | None
    path: str | None
    line: int | None
    message: str
    hint: str | None


async def one(context: Context, id: str) -> SourceRow | None:
    return (await sources.by_ids(context.db, [id]))[0]


def sources_of(column: str) -> Any:
    """The sources that a column names, by pk; there always is one."""

    async def found(parents: Sequence[object], info: Info) -> Sequence[SourceRow | Exception]:
        rows = await loaded([getattr(parent, column) for parent in parents], info.context.loaders.sources)
        return [missing("The source") if row is None else row for row in rows]

    return found


def publishers_of(parents: Sequence[SourceRow]) -> Sequence[Publisher]:
    return [Publisher(parent.publisher_name, parent.publisher_ars, parent.publisher_url) for parent in parents]


def licenses_of(parents: Sequence[SourceRow]) -> Sequence[License]:
    return [
        License(parent.license_id, parent.license_name, parent.license_url, parent.license_attribution)
        for parent in parents
    ]


def last_successes_of(parents: Sequence[SourceRow]) -> Sequence[int | None]:
    return [parent.last_success_at for parent in parents]


def staleness_of(parents: Sequence[SourceRow], info: Info) -> Sequence[bool]:
    """Not read without failing for more than twice its interval, or never."""
    now = info.context.now
    return [
        parent.last_success_at is None or now - parent.last_success_at > 2 * 60 * parent.refresh_minutes
        for parent in parents
    ]


async def median_ages_of(parents: Sequence[SourceRow], info: Info) -> Sequence[float | None]:
    ages = await sources.median_ages(info.context.db, [parent.pk for parent in parents], info.context.now)
    return [None if age is None else round(age, 1) for age in ages]


async def urls_of(parents: Sequence[SourceRow], info: Info) -> Sequence[str | None]:
    """The whole address to stewards, as far as this process was told of it; to others without credentials and query."""
    addresses = info.context.addresses
    if not addresses:
        return [parent.url for parent in parents]
    whole = await allowed(Access.STEWARD, parents, info.context)
    return [
        addresses.get(parent.key, parent.url) if is_steward else parent.url
        for parent, is_steward in zip(parents, whole, strict=True)
    ]


def runs_of(parents: Sequence[SourceRow], info: Info, page: PageArguments) -> Sequence[Connection]:
    db = info.context.db
    return _lists(
        parents,
        info,
        page,
        order="runs",
        pages=lambda pks, window: sources.runs(db, pks, window),
        counts=lambda pks: sources.run_counts(db, pks),
    )


def records_of(parents: Sequence[SourceRow], info: Info, page: PageArguments) -> Sequence[Connection]:
    db = info.context.db
    return _lists(
        parents,
        info,
        page,
        order="records",
        pages=lambda pks, window: sources.records(db, pks, window),
        counts=lambda pks: sources.record_counts(db, pks),
    )


async def problems_of(
    parents: Sequence[RunRow], info: Info, first: int | None
) -> Sequence[Sequence[Problem] | Exception]:
    """What a reading could not take, in the language of the request."""
    limit = DEFAULT_PROBLEMS if first is None else first
    if not 0 <= limit <= MAX_PROBLEMS:
        raise refused(f"first is {limit}: it must be from 0 to {MAX_PROBLEMS}.")
    found = await sources.problems(info.context.db, [parent.pk for parent in parents], limit)
    return [[_said(row, info.context) for row in rows] for rows in found]


async def by_references(references: Sequence[Mapping[str, object]], info: Info) -> Sequence[SourceRow | None]:
    """`_entities`: by id."""
    return await sources.by_ids(info.context.db, [text_of(reference, "id") or "" for reference in references])


def _lists(
    parents: Sequence[SourceRow],
    info: Info,
    page: PageArguments,
    *,
    order: str,
    pages: Callable[[Sequence[int], Window], Awaitable[Sequence[Slice[Any]]]],
    counts: Callable[[Sequence[int]], Awaitable[Sequence[int]]],
) -> Sequence[Connection]:
    """A list of each source's own."""
    window = window_of(page, info.context.bounds.entries, order)

    def listing(keys: Parents) -> Listing:
        pks = [int(key) for key in keys.keys]
        return Listing(order, window, pages=lambda: pages(pks, window), counts=lambda: counts(pks))

    return listings.of_parents(Parents("source", [parent.pk for parent in parents]), listing)


def _said(row: ProblemRow, context: Context) -> Problem:
    """A problem in words. One whose code this version no longer knows is told by its code alone."""
    message, hint = row.code, None
    if row.code in catalogue():
        stored = StoredProblem(Severity(row.severity), row.code, parameters=orjson.loads(row.parameters))
        message, hint = stored.message(context.language), stored.hint(context.language)
    return Problem(row.severity, row.code, row.record, row.path, row.line, message, hint)
