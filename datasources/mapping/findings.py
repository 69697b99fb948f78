"""Collecting what is wrong with a mapping: every mistake at once, each naming what was meant most likely."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from datasources.mapping.cells import fold
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_FINDINGS: Final = 200
MAX_COMPARED: Final = 1_000


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
        self.add(code, path, name=name[:80], nearest=nearest(name, names), known=", ".join(names))


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
