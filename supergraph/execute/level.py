"""A level: all objects of one type at one place of the query, and the way back to the position of each.

    { clubs { events { title } } }

    Level(Query, 1 row) ── clubs ──▶ Level(Club, 100 rows) ── events ──▶ Level(Event, 1,000 rows)

Between two levels stands a Branch: the values of one field of all parents, flattened. It keeps what is needed to put
the answers back (and to name an object's path, which only errors and resolvers ask for) in the cheapest form that fits:

- DIRECT: every parent has exactly one object.
- SPARSE: some parents have none; `present` lists those that have.
- COUNTED: every parent has a flat list of objects; `counts` holds the lengths.
- NESTED: everything else, value by value: lists of lists, nulls within lists, failed items.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import Enum, auto
from itertools import accumulate
from typing import TYPE_CHECKING

from graphql.pyutils import Path

from supergraph.execute.faults import FAILED, Failed

if TYPE_CHECKING:
    from supergraph.execute.plan import FieldPlan, SelectionPlan


class Form(Enum):
    DIRECT = auto()
    SPARSE = auto()
    COUNTED = auto()
    NESTED = auto()


# A nested value: null, failed, the number of an object among the flattened ones, or a list of such.
Nested = None | Failed | int | list["Nested"]


class Branch:
    """The objects of one field of a level's parents, flattened into `rows`."""

    __slots__ = (
        "_starts",
        "children",
        "counts",
        "dropped",
        "field",
        "form",
        "nested",
        "parent",
        "places",
        "present",
        "rows",
    )

    def __init__(self, parent: Level, field: FieldPlan, form: Form, rows: Sequence[object]) -> None:
        self.parent = parent
        self.field = field
        self.form = form
        self.rows = rows
        self.present: list[int] = []
        self.counts: list[int] = []
        self.nested: list[Nested] = []
        self.places: list[tuple[int, tuple[int, ...]]] = []
        # Objects whose type could not be told: they failed before they had a level.
        self.dropped: list[int] = []
        # One level per runtime type; the numbers of its objects among `rows`, None for all of them.
        self.children: list[tuple[list[int] | None, Level]] = []
        self._starts: list[int] | None = None

    def place(self, number: int) -> tuple[int, tuple[int, ...]]:
        """The parent's row, and the indices within its lists, of the object at `number` of `rows`."""
        match self.form:
            case Form.DIRECT:
                return number, ()
            case Form.SPARSE:
                return self.present[number], ()
            case Form.COUNTED:
                if self._starts is None:
                    self._starts = [0, *accumulate(self.counts)]
                # Parents with empty lists share a start with the next: the last of them has the object.
                row = bisect_right(self._starts, number) - 1
                return row, (number - self._starts[row],)
            case Form.NESTED:
                return self.places[number]

    def locate(self, child: Level, row: int) -> tuple[Level, int, FieldPlan, tuple[int, ...]]:
        """Where the `row`th object of `child` stands in the level above."""
        number = row if child.numbers is None else child.numbers[row]
        parent_row, indices = self.place(number)
        return self.parent, parent_row, self.field, indices

    def scatter(self) -> tuple[list[object], list[int]]:
        """The answers of all objects back at their parents, and the parents' rows that fail through them."""
        flat, failing = self._flat()
        # The way up is still needed, for paths; the way down is not, and would keep all levels in a circle.
        self.children = []
        field = self.field
        if not failing:
            match self.form:
                case Form.DIRECT:
                    return flat, []
                case Form.SPARSE:
                    column: list[object] = [None] * len(self.parent.rows)
                    for row, value in zip(self.present, flat, strict=True):
                        column[row] = value
                    return column, []
                case Form.COUNTED:
                    column, start = [], 0
                    for count in self.counts:
                        column.append(flat[start : start + count])
                        start += count
                    return column, []
                case Form.NESTED:
                    pass
        column = [_filled(one, flat, field.non_null, 0) for one in self._as_nested()]
        return column, [row for row, value in enumerate(column) if value is FAILED]

    def _flat(self) -> tuple[list[object], bool]:
        if not self.dropped and len(self.children) == 1:
            child = self.children[0][1]
            return child.answers, child.failing
        flat: list[object] = [None] * len(self.rows)
        for number in self.dropped:
            flat[number] = FAILED
        failing = bool(self.dropped)
        for numbers, child in self.children:
            failing = failing or child.failing
            if numbers is None:
                flat = child.answers
            else:
                for number, answer in zip(numbers, child.answers, strict=True):
                    flat[number] = answer
        return flat, failing

    def _as_nested(self) -> list[Nested]:
        match self.form:
            case Form.DIRECT:
                return list(range(len(self.rows)))
            case Form.SPARSE:
                sparse: list[Nested] = [None] * len(self.parent.rows)
                for number, row in enumerate(self.present):
                    sparse[row] = number
                return sparse
            case Form.COUNTED:
                starts = [0, *accumulate(self.counts)]
                return [list(range(start, start + count)) for start, count in zip(starts, self.counts, strict=False)]
            case Form.NESTED:
                return self.nested


def _filled(nested: Nested, flat: Sequence[object], non_null: tuple[bool, ...], depth: int) -> object:
    """The answer at a nested position: a failed one is null, or fails what holds it."""
    filled: object
    if isinstance(nested, list):
        filled = [_filled(one, flat, non_null, depth + 1) for one in nested]
        if any(one is FAILED for one in filled):
            filled = FAILED
    elif isinstance(nested, int):
        filled = flat[nested]
    else:
        filled = nested
    if filled is FAILED and not non_null[depth]:
        return None
    return filled


class Level:
    """The objects of one type at one place. `numbers` are their places among the branch's rows, None for all."""

    __slots__ = ("_paths", "answers", "columns", "failing", "numbers", "origin", "place", "rows", "selection")

    def __init__(
        self, selection: SelectionPlan, rows: Sequence[object], origin: Branch | None, numbers: list[int] | None
    ) -> None:
        self.selection = selection
        self.rows = rows
        self.origin = origin
        self.numbers = numbers
        # The response keys on the way here: levels of several types may stand at one place.
        self.place: tuple[str, ...] = () if origin is None else (*origin.parent.place, origin.field.key)
        # Filled field by field, in the order of the program's columns.
        self.columns: list[Branch | Column] = []
        self.answers: list[object] = []
        self.failing = False
        self._paths: dict[int, Path | None] = {}

    def path_link(self, row: int) -> Path | None:
        """The path of an object as resolvers get it; None at the root."""
        if self.origin is None:
            return None
        known = self._paths.get(row)
        if known is None:
            parent, parent_row, field, indices = self.origin.locate(self, row)
            known = parent.field_link(parent_row, field)
            for index in indices:
                known = Path(known, index, None)
            self._paths[row] = known
        return known

    def field_link(self, row: int, field: FieldPlan) -> Path:
        """The path of a field of an object."""
        return Path(self.path_link(row), field.key, field.parent.name)

    def path(self, row: int) -> list[str | int]:
        """The path of an object as errors name it."""
        link = self.path_link(row)
        return [] if link is None else link.as_list()

    def order(self, row: int) -> tuple[int, ...]:
        """A key by which objects sort as a reader of the query meets them."""
        if self.origin is None:
            return ()
        parent, parent_row, field, indices = self.origin.locate(self, row)
        return (*parent.order(parent_row), field.position, *indices)


class Column:
    """Completed leaf values of one field, one per row, and the rows that fail through them."""

    __slots__ = ("failed", "values")

    def __init__(self, values: Sequence[object], failed: Sequence[int] = ()) -> None:
        self.values = values
        self.failed = failed
