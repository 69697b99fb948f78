"""How the lists of all parents of a level are read: one statement for their pages, one for their counts."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from datasources.criteria import Window
from datasources.store.slices import FacetCounts, Slice

__all__ = ["Listing"]


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """The lists of all parents of a level. `order` names what they are ordered by, for cursors.

    `pages`, `counts` and `facets` answer one value per parent, in order. `label` marks what was found in a row's title.
    """

    order: str
    window: Window
    pages: Callable[[], Awaitable[Sequence[Slice[Any]]]]
    counts: Callable[[], Awaitable[Sequence[int]]]
    facets: Callable[[Sequence[str]], Awaitable[Sequence[Sequence[FacetCounts]]]] | None = None
    highlight: Callable[[Any], str | None] | None = None
