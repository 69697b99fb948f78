"""Counts by dimension: facets beside a list, one statement per dimension for all parents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, String, func, select
from sqlalchemy.sql import FromClause

from datasources.store.conditions import Shape
from datasources.store.counting import any_branch
from datasources.store.database import Database
from datasources.store.listing import Listing, Query, Reach, joined, of_parent, parent_values, reach_of
from datasources.store.slices import Count, FacetCounts, ParentKind, Parents
from datasources.store.statements import DialectName, Parameter, Statement, array_rows

LIMIT: Final = 50
"""How many values a facet answers where nothing else is asked."""


def as_text(value: Any) -> str:
    """A value as the key of a bucket or group."""
    return str(value)


@dataclass(frozen=True, slots=True, eq=False)
class Dimension:
    """What entries are counted by: an expression, over a joined table where it is not the listing's own.

    An entry meets each row of `table` once. `name` makes a key of a value.
    """

    key: ColumnElement[Any]
    table: FromClause | None = None
    on: ColumnElement[bool] | None = None
    name: Callable[[Any], str] = as_text

    def join(self, source: FromClause, *, outer: bool) -> FromClause:
        """The source with the dimension's table."""
        if self.table is None:
            return source
        assert self.on is not None
        return source.outerjoin(self.table, self.on) if outer else source.join(self.table, self.on)


async def counts_by(
    db: Database,
    query: Query[Any],
    dimension: Dimension,
    parents: Parents | None,
    limit: int,
    more_values: Mapping[str, Parameter] | None = None,
) -> list[list[Count]]:
    """The entries of the whole list, or of each parent's, by one dimension: most first, then by key."""
    lists = 1 if parents is None else len(parents.keys)
    if lists == 0 or query.words == 0:
        return [[] for _ in range(lists)]
    kind = None if parents is None else parents.kind
    reach = reach_of(parents)
    statement = _counts_by(query.listing, dimension, query.shapes(), query.words, db.dialect, kind, reach)
    values = {**query.values(db.dialect), **(more_values or {})}
    if parents is not None:
        values["parents"] = parent_values(parents)
    found: list[list[Count]] = [[] for _ in range(lists)]
    for position, value, number in await db.fetch(statement, **values):
        found[position].append(Count(dimension.name(value), number))
    return [_most(counts, limit) for counts in found]


async def facets(
    db: Database,
    asked: Sequence[tuple[str, Dimension, Query[Any]]],
    parents: Parents | None,
    limit: int,
    values: Mapping[str, Parameter] | None = None,
) -> list[list[FacetCounts]]:
    """The facets of each list: of every dimension by name, over the query that lacks its own filter."""
    lists = 1 if parents is None else len(parents.keys)
    found: list[list[FacetCounts]] = [[] for _ in range(lists)]
    for name, dimension, query in asked:
        by_list = await counts_by(db, query, dimension, parents, limit, values or {})
        for facets_, counts in zip(found, by_list, strict=True):
            facets_.append(FacetCounts(name, counts))
    return found


def _most(counts: Iterable[Count], limit: int) -> list[Count]:
    return sorted(counts, key=lambda each: (-each.count, each.key))[:limit]


@lru_cache(maxsize=512)
def _counts_by(
    listing: Listing[Any],
    dimension: Dimension,
    shapes: tuple[Shape, ...],
    words: int | None,
    dialect: DialectName,
    kind: ParentKind | None,
    reach: Reach,
) -> Statement:
    source = dimension.join(joined(listing, dialect, words), outer=False)
    conditions = [any_branch(shapes), dimension.key.is_not(None)]
    if kind is None:
        position: ColumnElement[Any] = func.min(0)
        statement = select(position, dimension.key, func.count()).select_from(source).where(*conditions)
        return Statement(statement.group_by(dimension.key))
    key = listing.parents[kind]
    parents = array_rows("parents", String() if isinstance(key.type, String) else BigInteger(), "parent")
    source = source.join(parents, of_parent(listing, kind, parents.c.value, reach))
    statement = select(parents.c.position, dimension.key, func.count()).select_from(source).where(*conditions)
    return Statement(statement.group_by(parents.c.position, dimension.key))
