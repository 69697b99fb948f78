"""What the reading functions answer beside rows: pages of lists, counts by dimension, clusters, groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar

from datasources.criteria import Key
from datasources.store.sphere import kilometres

Row = TypeVar("Row")

Columns: TypeAlias = frozenset[str] | None
"""Which columns to read; None for all. Keys that a caller joins by must be among them, `pk` where a list's cursors are
wanted."""

ParentKind = Literal["organization", "event", "area", "source", "opportunity", "volunteer"]

SCORES = (1.0, 0.8, 0.6, 0.4, 0.2)
"""Of a hit by its tier: the title itself, its beginning, beginnings of its words, within its words, the body."""


@dataclass(frozen=True, slots=True)
class Parents:
    """Whose lists are asked: one slice per key, in order. An area's key is its ARS and covers all below it."""

    kind: ParentKind
    keys: Sequence[int] | Sequence[str]


class Extra(NamedTuple):
    """What belongs to a row in this list only; None where it was not asked, or not known."""

    distance_km: float | None = None
    score: float | None = None
    why: Sequence[str] = ()


@dataclass(slots=True)
class Slice(Generic[Row]):
    """A page of a list, in forward order. `more` says that rows follow in the direction that was read.

    `keys` and `extras` are made when they are asked for: a nested list of a thousand rows seldom needs them.
    """

    rows: Sequence[Row]
    more: bool
    raws: Sequence[Sequence[Any]] = ()
    key: Callable[[Sequence[Any]], Key] = tuple
    measures: tuple[int | None, int | None] = (None, None)
    known_extras: list[Extra] | None = None

    @property
    def keys(self) -> list[Key]:
        """What a cursor holds, row by row."""
        return list(map(self.key, self.raws))

    @property
    def extras(self) -> list[Extra]:
        """Distance and score, row by row."""
        if self.known_extras is not None:
            return self.known_extras
        chord, tier = self.measures
        if chord is None and tier is None:
            return [Extra()] * len(self.rows)
        return [
            Extra(
                distance_km=None if chord is None or raw[chord] is None else kilometres(raw[chord]),
                score=None if tier is None else SCORES[raw[tier]],
            )
            for raw in self.raws
        ]


@dataclass(frozen=True, slots=True)
class Count:
    """How many entries have one value of a dimension; `key` is a notation, an ARS, an enum member, a number as text."""

    key: str
    count: int


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """The counts of one dimension, most first, then by key; at most the limit asked for."""

    dimension: str
    counts: list[Count]


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """Entries close together; `pk` is the entry's where `count` is 1."""

    lat: float
    lon: float
    count: int
    west: float
    south: float
    east: float
    north: float
    pk: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """One group of an aggregate: a key per dimension (None: not stated), a value per metric."""

    keys: tuple[str | None, ...]
    count: int
    metrics: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups, most entries first, then by keys. `total` counts entries, each once."""

    groups: list[Group] = field(default_factory=list)
    total: int = 0
    truncated: bool = False
