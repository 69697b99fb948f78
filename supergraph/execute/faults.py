"""What went wrong, and where: field errors with their paths, in the order in which the specification lists fields.

Levels meet errors column by column. Each is noted with its place; at the end they are sorted as a reader of the query
would meet them. Once a position is nulled by what failed below it, later errors below it are left out: they say nothing
more, and a list of ten thousand rows must not answer ten thousand times that its items may not be null.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphql import GraphQLError, located_error

if TYPE_CHECKING:
    from supergraph.execute.level import Level
    from supergraph.execute.plan import FieldPlan


class Failed:
    """Stands where a value failed and its position may not be null, so that whatever holds it is nulled."""

    def __repr__(self) -> str:
        return "FAILED"


FAILED = Failed()


@dataclass(slots=True, frozen=True)
class Fault:
    """`place` and `nulled` are the positions, as comparable keys, of the error and of the null it led to."""

    place: tuple[int, ...]
    nulled: tuple[int, ...]
    error: GraphQLError


class Faults:
    """The field errors of one execution."""

    def __init__(self) -> None:
        self._noted: list[Fault] = []
        # The first place, in order, that nulls each nulled position.
        self._firsts: dict[tuple[int, ...], tuple[int, ...]] = {}

    def note(
        self, error: Exception, level: Level, row: int, field: FieldPlan, indices: tuple[int, ...] = ()
    ) -> Failed | None:
        """Note an error of a field of the `row`th object, at `indices` in its lists; answer what stands there then."""
        place = (*level.order(row), field.position, *indices)
        nulled = place
        if field.non_null[len(indices)]:
            nulled = _nulled(level, row, field, indices)
            if self._firsts.get(nulled, place) < place:
                return FAILED  # what is null already for an earlier reason is not told again
            self._firsts[nulled] = place
        path: list[str | int] = [*level.path(row), field.key, *indices]
        self._noted.append(Fault(place, nulled, located_error(error, field.nodes, path)))
        return FAILED if field.non_null[len(indices)] else None

    def errors(self) -> list[GraphQLError]:
        """All that is worth telling, in specified order."""
        self._noted.sort(key=lambda fault: fault.place)
        told: list[GraphQLError] = []
        nulled: set[tuple[int, ...]] = set()
        for fault in self._noted:
            if nulled and any(fault.place[:length] in nulled for length in range(len(fault.place) + 1)):
                continue
            if fault.nulled != fault.place:
                nulled.add(fault.nulled)
            told.append(fault.error)
        return told


def _nulled(level: Level, row: int, field: FieldPlan, indices: tuple[int, ...]) -> tuple[int, ...]:
    """The position that becomes null: the nearest one at or above that may be."""
    while True:
        for depth in range(len(indices), -1, -1):
            if not field.non_null[depth]:
                return (*level.order(row), field.position, *indices[:depth])
        if level.origin is None:
            return ()
        level, row, field, indices = level.origin.locate(level, row)
