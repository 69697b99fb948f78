"""What a change came to: what was made, or the problems that kept it from being made."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from datasources.problems import Problem
from datasources.vocabulary import Severity

__all__ = ["Outcome", "problem", "refusal"]

Made_co = TypeVar("Made_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Made_co]):
    """`made` is None where there are problems; every problem is one that whoever asked can mend."""

    made: Made_co | None = None
    problems: tuple[Problem, ...] = ()


def problem(code: str, path: str | None = None, /, **parameters: str) -> Problem:
    """A problem of what was asked; `path` names the argument, as `input.email`. Never with personal data."""
    return Problem(Severity.ERROR, code, path=path, parameters=parameters)


def refusal(code: str, path: str | None = None, /, **parameters: str) -> Outcome[None]:
    """An outcome of one problem."""
    return Outcome(problems=(problem(code, path, **parameters),))
