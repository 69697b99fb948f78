"""How a change that has begun is given up: its transaction is rolled back, and its problems are the outcome."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

from datasources.people.outcome import Outcome, problem
from datasources.problems import Problem
from datasources.store.database import Database, Transaction

__all__ = ["Refused", "changing", "refuse"]

Made = TypeVar("Made")


class Refused(Exception):
    """Leaves a transaction; never leaves this package."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


def refuse(code: str, path: str | None = None, /, **parameters: str) -> Refused:
    """A refusal of one problem."""
    return Refused([problem(code, path, **parameters)])


async def changing(db: Database, change: Callable[[Transaction], Awaitable[Made]]) -> Outcome[Made]:
    """What a change makes, in a transaction of its own, or the problems that kept it from being made."""
    try:
        async with db.transaction() as transaction:
            return Outcome(await change(transaction))
    except Refused as refused:
        return Outcome(problems=refused.problems)
