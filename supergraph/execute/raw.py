"""Rows as a driver hands them over: tuples, read by position; made rows of only where somebody wants their attributes.

    RawRows(Layout(ClubRow, 3), [(7, "org_7", "TV Mayen", 1.5), …])     the row, and what the list was read by behind it

Where a list is only read into an answer, its rows are never made: of 1,000 rows that saves a tenth of a millisecond,
and one more in the generated code, which finds values by position. All else sees a sequence of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import Any, TypeVar, cast, overload

Row = TypeVar("Row", bound=tuple[Any, ...])

__all__ = ["Layout", "RawRows", "column", "joined"]


class Layout:
    """Which named tuple the first values of a raw row make, and where each of its attributes stands."""

    __slots__ = ("make", "places")

    def __init__(self, row_type: type[tuple[Any, ...]], length: int) -> None:
        """`length` is how many values a raw row has."""
        names: tuple[str, ...] = row_type._fields  # type: ignore[attr-defined]
        self.places = {name: place for place, name in enumerate(names)}
        whole = cast("Callable[[Iterable[object]], Any]", partial(tuple.__new__, row_type))
        width = len(names)
        self.make: Callable[[Sequence[Any]], Any] = whole if width == length else lambda raw: whole(raw[:width])


class RawRows(Sequence[Row]):
    """A sequence of rows, none of which is made before it is asked for."""

    __slots__ = ("_made", "layout", "raws")

    def __init__(self, layout: Layout, raws: Sequence[Sequence[Any]]) -> None:
        self.layout = layout
        self.raws = raws
        self._made: list[Row] | None = None

    def __len__(self) -> int:
        return len(self.raws)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._all())

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        return self._all()[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (RawRows, list)) and self._all() == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(self._all())

    def _all(self) -> list[Row]:
        if self._made is None:
            self._made = list(map(self.layout.make, self.raws))
        return self._made


def joined(lists: Sequence[RawRows[Any]]) -> RawRows[Any] | None:
    """The rows of these lists, one after the other; None where they are not of one layout."""
    if not lists:
        return None
    layout = lists[0].layout
    if any(one.layout is not layout for one in lists):
        return None
    return lists[0] if len(lists) == 1 else RawRows(layout, list(chain.from_iterable([one.raws for one in lists])))


def column(rows: Sequence[Any], name: str) -> list[Any]:
    """An attribute of every row."""
    if isinstance(rows, RawRows) and name in rows.layout.places:
        return list(map(itemgetter(rows.layout.places[name]), rows.raws))
    return [getattr(row, name) for row in rows]
