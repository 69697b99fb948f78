"""Batch functions called: once for each place of the query, whatever types its parents are of.

    { organizations { name events { title } } }

Organizations are clubs, institutions and initiatives: three levels at one place. Where they share the batch function of
`events`, because their interface declares it, and ask it the same, it is called once with the parents of all three, and
each level gets its share of the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphql import GraphQLError
from graphql.pyutils import is_awaitable

if TYPE_CHECKING:
    from supergraph.execute.level import Level
    from supergraph.execute.plan import FieldPlan
    from supergraph.execute.run import Run
    from supergraph.execute.values import Pending


class BatchAnswerError(Exception):
    """A programmer's error: a batch function did not answer one value per parent."""


class Call:
    """One call of a batch function. The answer is held in a list of one: an awaited one takes its awaitable's place."""

    __slots__ = ("arguments", "field", "held", "level", "parents")

    def __init__(self, level: Level, field: FieldPlan, arguments: dict[str, object] | GraphQLError) -> None:
        self.level = level
        self.field = field
        self.arguments = arguments
        self.parents: Sequence[object] = ()
        self.held: list[object] = [None]

    def answers(self) -> list[object] | Exception:
        """One value per parent, or what went wrong for all of them."""
        answer = self.held[0]
        if isinstance(answer, Exception):
            return answer
        if isinstance(answer, (list, tuple)):
            if len(answer) == len(self.parents):
                return list(answer)
            said = f"answered {len(answer)} values for {len(self.parents)} parents"
        else:
            said = f"answered {type(answer).__name__}, not a sequence"
        return BatchAnswerError(
            f"The batch field {self.field.coordinate} {said}: answer one value per parent, in order, "
            "with None or an exception where there is none."
        )


class Share:
    """One level's part of a call."""

    __slots__ = ("call", "count", "start")

    def __init__(self, call: Call, start: int, count: int) -> None:
        self.call = call
        self.start = start
        self.count = count

    def values(self) -> list[object]:
        """The values for the level's objects, in order."""
        answers = self.call.answers()
        if isinstance(answers, Exception):
            return [answers] * self.count
        return answers if self.count == len(answers) else answers[self.start : self.start + self.count]


class Calls:
    """The batch calls of one step down."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._calls: dict[tuple[object, ...], list[Call]] = {}

    def join(self, level: Level, field: FieldPlan) -> Share:
        """Ask `field` for the objects of `level`, together with levels that ask the same at the same place."""
        arguments, _ = self._run.arguments(field)
        # The same nodes: a function may look at what is selected below it.
        key = (id(field.reading.batch), *level.place, *map(id, field.nodes))
        known = self._calls.setdefault(key, [])
        call = next((one for one in known if _same(one.arguments, arguments)), None)
        if call is None:
            call = Call(level, field, arguments)
            known.append(call)
        share = Share(call, len(call.parents), len(level.rows))
        call.parents = level.rows if share.start == 0 else [*call.parents, *level.rows]
        return share

    def start(self, pending: list[Pending]) -> None:
        """Call every function once; what is awaitable is noted in `pending`."""
        for calls in self._calls.values():
            for call in calls:
                call.held[0] = answer = self._answer(call)
                if is_awaitable(answer):
                    pending.append((answer, call.held, 0))

    def _answer(self, call: Call) -> object:
        if isinstance(call.arguments, GraphQLError):
            return call.arguments
        batch = call.field.reading.batch
        assert batch is not None
        try:
            info = self._run.info(call.field, call.level.field_link(0, call.field))
            return batch.resolve_level(call.parents, info, dict(call.arguments))
        except Exception as error:  # the error of all parents
            return error


def _same(one: dict[str, object] | GraphQLError, other: dict[str, object] | GraphQLError) -> bool:
    return type(one) is type(other) and (isinstance(one, GraphQLError) or one == other)
