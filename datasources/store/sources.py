"""Sources, their readings, and what those met."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Float, Integer, bindparam, cast, func, select

from datasources.criteria import Sort, Window
from datasources.store import counting, keyed, paging
from datasources.store.conditions import among
from datasources.store.database import Database
from datasources.store.listing import PK, Listing, Query, Term
from datasources.store.rows import ProblemRow, RecordRow, RunRow, SourceRow
from datasources.store.slices import Parents, Slice
from datasources.store.statements import PROBLEM, RECORD, RUN, SOURCE, Statement, in_array
from datasources.vocabulary import SourceStatus

_HOUR_S: Final = 3600.0

LISTING: Final = Listing(SOURCE, SourceRow, {"NAME": Term(SOURCE.c.name, str)}, "NAME", {})
RUNS: Final = Listing(
    RUN, RunRow, {"STARTED": Term(RUN.c.started_at, int, descending=True)}, "STARTED", {"source": RUN.c.source_pk}
)
RECORDS: Final = Listing(RECORD, RecordRow, {}, PK, {"source": RECORD.c.source_pk})


async def by_pks(db: Database, pks: Sequence[int]) -> list[SourceRow | None]:
    """The source of each pk."""
    return await keyed.by_key(db, SOURCE, SourceRow, "pk", pks)


async def by_ids(db: Database, ids: Sequence[str]) -> list[SourceRow | None]:
    """The source of each id."""
    return await keyed.by_key(db, SOURCE, SourceRow, "id", ids)


async def page(db: Database, statuses: Sequence[SourceStatus], window: Window) -> Slice[SourceRow]:
    """A page of the sources by name; of some statuses, or of all."""
    return (await paging.pages(db, _query(statuses), Sort(), window))[0]


async def count(db: Database, statuses: Sequence[SourceStatus]) -> int:
    """How many sources there are."""
    return (await counting.counts(db, _query(statuses)))[0]


async def runs(db: Database, source_pks: Sequence[int], window: Window) -> list[Slice[RunRow]]:
    """A page of the readings of each source, latest first."""
    return await paging.pages(db, Query(RUNS, ()), Sort(), window, Parents("source", source_pks))


async def run_counts(db: Database, source_pks: Sequence[int]) -> list[int]:
    """How many readings each source has."""
    return await counting.counts(db, Query(RUNS, ()), Parents("source", source_pks))


async def run_by_ids(db: Database, ids: Sequence[str]) -> list[RunRow | None]:
    """The reading of each id."""
    return await keyed.by_key(db, RUN, RunRow, "id", ids)


async def run_by_pks(db: Database, pks: Sequence[int]) -> list[RunRow | None]:
    """The reading of each pk."""
    return await keyed.by_key(db, RUN, RunRow, "pk", pks)


async def problems(db: Database, run_pks: Sequence[int], limit: int) -> list[list[ProblemRow]]:
    """The first problems of each reading, in the order they were met."""
    if not run_pks:
        return []
    found: dict[int, list[ProblemRow]] = {pk: [] for pk in run_pks}
    for row in await db.fetch_rows(ProblemRow, _PROBLEMS, keys=list(found), limit=limit):
        found[row.run_pk].append(row)
    return [found[pk] for pk in run_pks]


async def records(db: Database, source_pks: Sequence[int], window: Window) -> list[Slice[RecordRow]]:
    """A page of the records of each source, in the order they came; those that are gone included."""
    return await paging.pages(db, Query(RECORDS, ()), Sort(), window, Parents("source", source_pks))


async def record_counts(db: Database, source_pks: Sequence[int]) -> list[int]:
    """How many records each source has, those that are gone included."""
    return await counting.counts(db, Query(RECORDS, ()), Parents("source", source_pks))


async def median_ages(db: Database, source_pks: Sequence[int], now: int) -> list[float | None]:
    """How long ago, in hours, half of each source's records had last changed; None where it has no records."""
    found = dict(await db.fetch(_MEDIANS, keys=list(source_pks))) if source_pks else {}
    return [None if found.get(pk) is None else round((now - found[pk]) / _HOUR_S, 1) for pk in source_pks]


def _query(statuses: Sequence[SourceStatus]) -> Query[SourceRow]:
    return Query(LISTING, among(SOURCE.c.status, "statuses", statuses))


def _problems() -> Statement:
    columns = [PROBLEM.c[name] for name in ProblemRow._fields]
    place = func.row_number().over(partition_by=PROBLEM.c.run_pk, order_by=PROBLEM.c.pk)
    met = select(*columns, place.label("place")).where(in_array(PROBLEM.c.run_pk, "keys")).subquery("met")
    first = select(*(met.c[name] for name in ProblemRow._fields)).where(
        met.c.place <= bindparam("limit", type_=Integer())
    )
    return Statement(first.order_by(met.c.run_pk, met.c.pk))


def _medians() -> Statement:
    """The middle of the sorted instants, or the mean of the two middle ones: the same on both databases."""
    place = func.row_number().over(partition_by=RECORD.c.source_pk, order_by=RECORD.c.changed_at)
    size = func.count().over(partition_by=RECORD.c.source_pk)
    sorted_: Any = (
        select(RECORD.c.source_pk, RECORD.c.changed_at, place.label("place"), size.label("size"))
        .where(in_array(RECORD.c.source_pk, "keys"), RECORD.c.gone_at.is_(None))
        .subquery("sorted")
    )
    twice = sorted_.c.place * 2
    middle = twice.between(sorted_.c.size, sorted_.c.size + 2)
    mean = cast(func.avg(cast(sorted_.c.changed_at, BigInteger)), Float)
    return Statement(select(sorted_.c.source_pk, mean).where(middle).group_by(sorted_.c.source_pk))


_PROBLEMS: Final = _problems()
_MEDIANS: Final = _medians()
