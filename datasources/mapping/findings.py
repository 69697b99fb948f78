"""Collecting what is wrong with a mapping: every mistake at once, each naming what was meant most likely."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from datasources.mapping.cells import fold, shown_name
from datasources.problems import MAX_PARAMETER_CHARS, Problem
from datasources.vocabulary import Severity

MAX_FINDINGS: Final = 200
MAX_COMPARED: Final = 1_000
MAX_LISTED_CHARS: Final = MAX_PARAMETER_CHARS - 3
"""What is longer would be cut in the middle of a name when the sentence is made."""


@dataclass(slots=True)
class Findings:
    """The problems found so far; `path` is the place inside the mapping, `fields.seat.street`."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, code: str, path: str, **parameters: str) -> None:
        """One more problem; beyond MAX_FINDINGS they would only repeat themselves."""
        if len(self.problems) < MAX_FINDINGS:
            self.problems.append(
                Problem(
                    Severity.ERROR, code, path=f"mapping.{path}".rstrip("."), parameters={"path": path, **parameters}
                )
            )

    def unknown(self, code: str, path: str, name: str, known: Iterable[str]) -> None:
        """A name that nobody knows, with the nearest that is known."""
        names = list(known)
        closest = nearest(name, names)
        self.add(code, path, name=shown_name(name), nearest=shown_name(closest), known=listing(names, closest))


def listing(names: Iterable[str], first: str = "") -> str:
    """Names for a sentence: `first` before the others, and "…" where there are more than a sentence can hold."""
    every = list(dict.fromkeys(names))
    ordered = sorted(every, key=lambda each: each != first) if first else every
    kept: list[str] = []
    length = 0
    for each in map(shown_name, ordered):
        length += len(each) + 2
        if length > MAX_LISTED_CHARS:
            return ", ".join([*kept, "…"])
        kept.append(each)
    return ", ".join(kept)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like `name`; "" where none is known."""
    wanted = fold(name[:200])
    matcher = SequenceMatcher()
    matcher.set_seq2(wanted)
    best, closest = "", -1.0
    for candidate in list(known)[:MAX_COMPARED]:
        matcher.set_seq1(fold(candidate[:200]))
        if matcher.real_quick_ratio() <= closest or matcher.quick_ratio() <= closest:
            continue
        likeness = matcher.ratio()
        if likeness > closest:
            best, closest = candidate, likeness
    return best
