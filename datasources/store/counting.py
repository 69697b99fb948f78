"""How many rows a list has, or each parent's list, in one statement."""

from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, String, and_, func, or_, select, true

from datasources.store.conditions import Shape, clauses_of
from datasources.store.database import Database
from datasources.store.listing import Listing, Query, Reach, joined, of_parent, parent_values, reach_of
from datasources.store.slices import ParentKind, Parents
from datasources.store.statements import DialectName, Statement, array_rows


async def counts(db: Database, query: Query[Any], parents: Parents | None = None) -> list[int]:
    """The number of rows of the whole list, or of each parent's, in the parents' order."""
    lists = 1 if parents is None else len(parents.keys)
    if lists == 0 or query.words == 0:
        return [0] * lists
    values = query.values(db.dialect)
    if parents is None:
        statement = _count(query.listing, query.shapes(), query.words, db.dialect)
        return [cast(int, (await db.fetch(statement, **values))[0][0])]
    reach = reach_of(parents)
    statement = _counts(query.listing, query.shapes(), query.words, db.dialect, parents.kind, reach)
    found = dict(await db.fetch(statement, parents=parent_values(parents), **values))
    return [found.get(position, 0) for position in range(lists)]


def any_branch(shapes: tuple[Shape, ...]) -> ColumnElement[bool]:
    """What every row of a list fulfils: the conditions of one of its branches."""
    branches = [and_(true(), *clauses_of(shape)) for shape in shapes]
    return branches[0] if len(branches) == 1 else or_(*branches)


@lru_cache(maxsize=512)
def _count(listing: Listing[Any], shapes: tuple[Shape, ...], words: int | None, dialect: DialectName) -> Statement:
    """Branches are counted apart, so that each is counted by its own index."""
    parts = [
        select(func.count()).select_from(joined(listing, dialect, words)).where(*clauses_of(shape)).scalar_subquery()
        for shape in shapes
    ]
    total: Any = parts[0]
    for part in parts[1:]:
        total = total + part
    return Statement(select(total))


@lru_cache(maxsize=512)
def _counts(
    listing: Listing[Any],
    shapes: tuple[Shape, ...],
    words: int | None,
    dialect: DialectName,
    kind: ParentKind,
    reach: Reach,
) -> Statement:
    key = listing.parents[kind]
    parents = array_rows("parents", String() if isinstance(key.type, String) else BigInteger(), "parent")
    own = (
        select(func.count())
        .select_from(joined(listing, dialect, words))
        .where(of_parent(listing, kind, parents.c.value, reach), any_branch(shapes))
        .correlate(parents)
        .scalar_subquery()
    )
    return Statement(select(parents.c.position, own))
