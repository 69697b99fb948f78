"""From what resolvers answered to what stands in the answer: leaf values completed, objects flattened into branches.

Every function has a quick way for values that are as one would have them, decided by the set of their classes, and
a thorough way that goes value by value, finds errors and nulls where they may not be, and notes their places. The two
answer the same; differential tests compare both with graphql-core.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Sequence
from itertools import chain
from types import CoroutineType, GeneratorType, NoneType
from typing import TYPE_CHECKING, Any, cast

from graphql import GraphQLError, Undefined
from graphql.pyutils import is_awaitable, is_iterable

from supergraph.execute.faults import FAILED, Faults
from supergraph.execute.level import Branch, Column, Form, Level, Nested
from supergraph.execute.raw import RawRows, joined

if TYPE_CHECKING:
    from supergraph.execute.plan import FieldPlan

# What is awaited between two steps: the awaitable, and the list and index its value goes to.
Pending = tuple[Awaitable[object], list[object], int]

_LISTS = {list, tuple}
_UNDEFINED = type(Undefined)


def has_surprise(kinds: Iterable[type]) -> bool:
    """Whether values of these classes may be errors, awaitable, or graphql-core's Undefined."""
    return any(
        issubclass(kind, Exception) or is_awaitable_kind(kind) or kind is _UNDEFINED or kind is GeneratorType
        for kind in kinds
    )


def is_awaitable_kind(kind: type) -> bool:
    """Whether objects of this class can be awaited."""
    return kind is CoroutineType or hasattr(kind, "__await__")


class Allowance:
    """How many values an answer may still hold; None for any number."""

    __slots__ = ("_left",)

    def __init__(self, allowed: int | None) -> None:
        self._left = allowed

    def take(self, count: int) -> bool:
        """Count values that are about to be built; false once there are too many."""
        if self._left is not None:
            self._left -= count
        return not self.is_overdrawn

    @property
    def is_overdrawn(self) -> bool:
        return self._left is not None and self._left < 0


class Values:
    """The values of one field of a level, one per row, on their way into the answer."""

    __slots__ = ("allowance", "faults", "field", "is_async_iterable", "level", "result", "values")

    def __init__(
        self,
        level: Level,
        field: FieldPlan,
        values: list[object],
        faults: Faults,
        allowance: Allowance,
        is_async_iterable: Callable[[object], bool],
    ) -> None:
        self.level = level
        self.field = field
        self.values = values
        self.faults = faults
        self.allowance = allowance
        self.is_async_iterable = is_async_iterable
        self.result: Column | Branch | None = None

    def advance(self, pending: list[Pending]) -> None:
        """Set `result`, or note in `pending` what has to be awaited before."""
        quick = self._leaf_quickly() if self.field.leaf else self._flatten_quickly()
        if quick is not None:
            self.result = quick
            return
        before = len(pending)
        self._await_items(self.values, self.field.depth, pending, owned=True)
        if len(pending) == before:
            self.result = self._leaf_thoroughly() if self.field.leaf else self._flatten_thoroughly()

    # The quick ways

    def _leaf_quickly(self) -> Column | None:
        field, values = self.field, self.values
        leaf, read = field.leaf, field.read
        assert leaf is not None
        assert read is not None
        if leaf.plain is not None and not field.depth:
            kinds = set(map(type, values))
            if field.non_null[0] and NoneType in kinds:
                return None
            return Column(values) if leaf.stands(values, kinds) else None
        try:
            return Column(list(map(read, values)))
        except Exception:
            return None

    def _flatten_quickly(self) -> Branch | None:
        field, values = self.field, self.values
        if field.depth > 1:
            return None
        kinds = set(map(type, values))
        if field.depth == 1:
            if kinds == {RawRows}:
                return self._flatten_raw(cast("list[RawRows[Any]]", values))
            if not kinds <= _LISTS:
                return None
            lists = cast("list[Sequence[object]]", values)
            counts = list(map(len, lists))
            if not self.allowance.take(sum(counts)):
                return Branch(self.level, field, Form.COUNTED, [])  # the run ends before anybody reads it
            rows = list(chain.from_iterable(lists))
            item_kinds = set(map(type, rows))
            if NoneType in item_kinds or has_surprise(item_kinds):
                return None
            branch = Branch(self.level, field, Form.COUNTED, rows)
            branch.counts = counts
            return branch
        if NoneType not in kinds:
            return None if has_surprise(kinds) else Branch(self.level, field, Form.DIRECT, values)
        kinds.discard(NoneType)
        if field.non_null[0] or has_surprise(kinds):
            return None
        present = [row for row, value in enumerate(values) if value is not None]
        branch = Branch(self.level, field, Form.SPARSE, [values[row] for row in present])
        branch.present = present
        return branch

    def _flatten_raw(self, lists: list[RawRows[Any]]) -> Branch | None:
        """What a driver answered holds neither errors nor nulls for rows: it is not looked at row by row."""
        rows = joined(lists)
        if rows is None:
            return None
        self.allowance.take(len(rows))
        branch = Branch(self.level, self.field, Form.COUNTED, rows)
        branch.counts = list(map(len, lists))
        return branch

    # The thorough ways

    def _await_items(self, values: list[object], depth: int, pending: list[Pending], *, owned: bool) -> list[object]:
        """Note every awaitable in `values` and the lists in them, and make lists of whatever else can be iterated.

        Lists that resolvers own are copied before an awaited value is put in its place.
        """
        for index, value in enumerate(values):
            put: object = value
            if is_awaitable(value):
                if not owned:
                    values, owned = list(values), True
                pending.append((value, values, index))
                continue
            if depth and not isinstance(value, Exception):
                if self.is_async_iterable(value):
                    if not owned:
                        values, owned = list(values), True
                    pending.append((_collected(cast("AsyncIterable[object]", value)), values, index))
                    continue
                if is_iterable(value):
                    put = self._listed(value, depth, pending)
            if put is not value:
                if not owned:
                    values, owned = list(values), True
                values[index] = put
        return values

    def _listed(self, value: Iterable[object], depth: int, pending: list[Pending]) -> object:
        if value.__class__ is list:
            items, owned = cast("list[object]", value), False
        else:
            items, owned = [], True
            try:
                items.extend(value)
            except Exception as error:  # iterating is resolving, too: the error is the list's
                return error
        return self._await_items(items, depth - 1, pending, owned=owned)

    def _leaf_thoroughly(self) -> Column:
        values = [self._complete(value, row, ()) for row, value in enumerate(self.values)]
        return Column(values, [row for row, value in enumerate(values) if value is FAILED])

    def _complete(self, value: object, row: int, indices: tuple[int, ...]) -> object:
        field = self.field
        leaf = field.leaf
        assert leaf is not None
        depth = len(indices)
        if isinstance(value, Exception):
            return self.faults.note(value, self.level, row, field, indices)
        if value is None or value is Undefined:
            if not field.non_null[depth]:
                return None
            return self.faults.note(_null_error(field), self.level, row, field, indices)
        try:
            if depth == field.depth:
                return leaf.complete(value)
            items = self._items(value)
        except Exception as error:  # whatever serializing raises is a field error
            return self.faults.note(error, self.level, row, field, indices)
        completed = [self._complete(item, row, (*indices, index)) for index, item in enumerate(items)]
        if any(one is FAILED for one in completed):
            return FAILED if field.non_null[depth] else None
        return completed

    def _flatten_thoroughly(self) -> Branch:
        rows: list[object] = []
        branch = Branch(self.level, self.field, Form.NESTED, rows)
        branch.nested = [self._nest(value, row, (), rows, branch) for row, value in enumerate(self.values)]
        self.allowance.take(len(rows))
        return branch

    def _nest(self, value: object, row: int, indices: tuple[int, ...], rows: list[object], branch: Branch) -> Nested:
        field = self.field
        depth = len(indices)
        if isinstance(value, Exception):
            return self.faults.note(value, self.level, row, field, indices)
        if value is None or value is Undefined:
            if not field.non_null[depth]:
                return None
            return self.faults.note(_null_error(field), self.level, row, field, indices)
        if depth == field.depth:
            rows.append(value)
            branch.places.append((row, indices))
            return len(rows) - 1
        try:
            items = self._items(value)
        except GraphQLError as error:
            return self.faults.note(error, self.level, row, field, indices)
        nested: list[Nested] = [
            self._nest(item, row, (*indices, index), rows, branch) for index, item in enumerate(items)
        ]
        return nested

    def _items(self, value: object) -> list[object]:
        # _await_items has made a list of everything that can be iterated.
        if value.__class__ is list:
            return cast("list[object]", value)
        raise GraphQLError(f"Expected Iterable, but did not find one for field '{self.field.coordinate}'.")


def _null_error(field: FieldPlan) -> TypeError:
    return TypeError(f"Cannot return null for non-nullable field {field.coordinate}.")


async def _collected(items: AsyncIterable[object]) -> list[object]:
    return [item async for item in items]
