"""What the reading functions answer beside rows: pages of lists, counts by dimension, clusters, groups."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, TypeVar

from datasources.criteria import Key

Row = TypeVar("Row")

ParentKind = Literal["organization", "event", "area"]


@dataclass(frozen=True, slots=True)
class Parents:
    """Whose lists are asked: one slice per key, in order. An area's key is its ARS and covers all below it."""

    kind: ParentKind
    keys: Sequence[int] | Sequence[str]


class Extra(NamedTuple):
    """What belongs to a row in this list only; None where it was not asked."""

    distance_km: float | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """A page of a list, in forward order. `more` says that rows follow in the direction that was read."""

    rows: list[Row]
    keys: list[Key]
    extras: list[Extra]
    more: bool


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
