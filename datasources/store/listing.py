"""What a list of entries is: its table, its orders, its parents, its conditions; and what a statement over it reads.

Pages, counts, facets, clusters and aggregates are made of the same `Query`, so that a filter means the same in all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Literal

from sqlalchemy import Column, ColumnElement, Table, and_, select
from sqlalchemy.sql import FromClause

from datasources.store import matching
from datasources.store.conditions import (
    AFTER_DIGITS,
    BROAD_KEY_DIGITS,
    MUNICIPALITY_DIGITS,
    Demand,
    Shape,
    prefix_of,
    shape_of,
    values_of,
)
from datasources.store.reaching import Ways
from datasources.store.rows import Row
from datasources.store.slices import ParentKind, Parents
from datasources.store.statements import PLACE, SEARCH_ENTRY, DialectName, Parameter, one_of, unindexed
from datasources.vocabulary import SearchType

RELEVANCE: Final = "RELEVANCE"
DISTANCE: Final = "DISTANCE"
PK: Final = "PK"


@dataclass(frozen=True, slots=True)
class Term:
    """What a list is ordered by: an expression over its table that is never null, and the type of its values."""

    expression: ColumnElement[Any]
    type: type[int] | type[float] | type[str]
    descending: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Listing(Generic[Row]):
    """A kind of entry that is listed.

    `orders` names its plain orders (RELEVANCE and DISTANCE every list has), `default` is the one where none is asked;
    `parents` maps a kind of parent to the column that holds its key; `place_pk` is where an entry stands; `searched_pk`
    is the column whose entry text search knows, under one of the types `searched`. The order PK is of the key alone.
    """

    table: Table
    row_type: type[Row]
    orders: Mapping[str, Term]
    default: str
    parents: Mapping[ParentKind, Column[Any]]
    through: Mapping[ParentKind, tuple[Column[Any], Column[Any]]] = field(default_factory=dict)
    """Where a parent's key stands in another table: the column that names that table's row, and the row's pk."""
    place_pk: Column[Any] | None = None
    searched: tuple[SearchType, ...] = ()
    searched_pk: Column[Any] | None = None
    searched_by: str = "entity_pk"
    by_name: Term | None = None
    in_order: bool = False
    """Whether an index gives the order of names, in which a common word is looked for."""


@dataclass(frozen=True, slots=True)
class Query(Generic[Row]):
    """What is asked of a listing. Each branch adds its demands; the list is all branches', which must not overlap."""

    listing: Listing[Row]
    demands: Sequence[Demand]
    text: str | None = None
    branches: tuple[Sequence[Demand], ...] = ()
    wide: bool = False
    """Whether its demands leave out few entries, so that reading in order soon fills a page."""
    narrow: bool = False
    """Whether its demands leave so few entries that each may be looked at for the text."""

    @property
    def words(self) -> int | None:
        """How many words its text has; None without a text."""
        return None if self.text is None or not self.text.strip() else len(matching.tokens(self.text))

    def shapes(self) -> tuple[Shape, ...]:
        """What statements over it are cached by: the shape of each branch."""
        return tuple(shape_of([*self.demands, *branch]) for branch in self.branches or ((),))

    def values(self, dialect: DialectName) -> dict[str, Parameter]:
        """The parameters of its clauses."""
        values = values_of([*self.demands, *(demand for branch in self.branches for demand in branch)])
        if self.text is not None and self.words:
            values.update(matching.text_values(self.text, dialect))
        return values


Reach = Literal["whole", "narrow", "broad"]


def reach_of(parents: Parents | None) -> Reach:
    """How parents' keys are compared: as wholes; or as areas by prefix, through an index of keys where all are narrow,
    in the order of the list where one covers a great part of it."""
    if parents is None or parents.kind != "area":
        return "whole"
    digits = min((len(prefix_of(str(key))) for key in parents.keys), default=0)
    if digits == MUNICIPALITY_DIGITS:
        return "whole"
    return "narrow" if digits > BROAD_KEY_DIGITS else "broad"


def parent_values(parents: Parents) -> Sequence[int] | Sequence[str]:
    """The keys as `of_parent` compares them."""
    return [prefix_of(str(key)) for key in parents.keys] if parents.kind == "area" else parents.keys


def joined(
    listing: Listing[Any], dialect: DialectName, words: int | None, *, places: bool = False, ways: Ways | None = None
) -> FromClause:
    """A listing's table with what its conditions and orders read: the hits of a text, places.

    Where a text is reached in some way (`ways`), with all search entries instead.
    """
    source: FromClause = listing.table
    if words is not None and ways is None:
        assert listing.searched_pk is not None
        found = matching.found(dialect, words, listing.searched)
        source = source.join(found, found.c[listing.searched_by] == listing.searched_pk)
    elif words is not None and listing.table is not SEARCH_ENTRY:
        types = one_of(SEARCH_ENTRY.c.type, [type_.value for type_ in listing.searched])
        source = source.join(SEARCH_ENTRY, and_(SEARCH_ENTRY.c.entity_pk == listing.searched_pk, types))
    if places:
        assert listing.place_pk is not None
        source = source.outerjoin(PLACE, PLACE.c.pk == listing.place_pk)
    return source


def of_parent(listing: Listing[Any], kind: ParentKind, key: ColumnElement[Any], reach: Reach) -> ColumnElement[bool]:
    """Whether a row is in the list of a parent; of an area, with all below it."""
    column: ColumnElement[Any] = listing.parents[kind]
    if kind in listing.through:
        names, pk = listing.through[kind]
        return names.in_(select(pk).where(column == key).correlate_except(pk.table))
    if reach == "whole":
        return column == key
    if reach == "broad":
        column = unindexed(column)
    return and_(column >= key, column < key.concat(AFTER_DIGITS))
