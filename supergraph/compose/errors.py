"""What composing answers when it cannot, and what it remarks when it can.

CompositionError  one broken rule: its code, a sentence that names subgraph, type and field, and what would mend it
CompositionErrors all of them; a value, not an exception, since a partner's schema that does not compose is expected
Hint              legal and unwise
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from supergraph.compose.codes import MENDS


@dataclass(frozen=True, slots=True)
class CompositionError:
    """`place` is the type, field or argument (`User.name`), "" where the schema as a whole is meant."""

    code: str
    text: str
    subgraphs: tuple[str, ...] = ()
    place: str = ""

    def __post_init__(self) -> None:
        assert self.code in MENDS, f"the code {self.code} has no entry in codes.py"

    @property
    def mend(self) -> str:
        return MENDS[self.code]

    @property
    def message(self) -> str:
        named = "".join(f"[{name}] " for name in self.subgraphs[:1]) if len(self.subgraphs) == 1 else ""
        return f"{named}{self.text} {self.mend}"


@dataclass(frozen=True, slots=True)
class CompositionErrors:
    """At least one error. Iterate it, or ask for its codes."""

    errors: tuple[CompositionError, ...]

    def __iter__(self) -> Iterator[CompositionError]:
        return iter(self.errors)

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(error.code for error in self.errors)


@dataclass(frozen=True, slots=True)
class Hint:
    code: str
    message: str
    subgraphs: tuple[str, ...] = ()
    place: str = ""


@dataclass(slots=True)
class Findings:
    """Where rules put what they find, so that all of it is reported and not the first alone."""

    errors: list[CompositionError] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)

    def error(self, code: str, text: str, *subgraphs: str, place: str = "") -> None:
        found = CompositionError(code, text, subgraphs, place)
        if found not in self.errors:
            self.errors.append(found)

    def hint(self, code: str, message: str, *subgraphs: str, place: str = "") -> None:
        found = Hint(code, message, subgraphs, place)
        if found not in self.hints:
            self.hints.append(found)


def listed(names: list[str] | tuple[str, ...]) -> str:
    """`subgraphs "a", "b" and "c"`"""
    quoted = [f'"{name}"' for name in names]
    if len(quoted) == 1:
        return f"subgraph {quoted[0]}"
    return f"subgraphs {', '.join(quoted[:-1])} and {quoted[-1]}"
