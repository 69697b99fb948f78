"""A plan: the fetches of an operation, frozen, with a form to read and a form to keep.

    { clubs { name grants { sum } } }

    sequence
      fetch 0 hub
        { clubs { id name } }
      fetch 1 grants after 0
        query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Club { … } } }
        of clubs by id

A mutation has one series of fetches for each of its root fields, run one after the other; a query has one series.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from supergraph.plan.positions import Step

Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A field of a representation: where it is found in the data, how the subgraph calls it, what is in it.

    `only` are the types of objects that carry it; None for all.
    """

    key: str
    name: str
    children: tuple[Carried, ...] = ()
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Objects that a fetch fills: where they stand, and their representations."""

    path: Path
    typename: str
    "As the subgraph calls the type."
    is_typename_known: bool
    "Whether it holds for every object; otherwise an object's own is said, where it has one."
    carried: tuple[Carried, ...]
    keys: tuple[str, ...] = ()
    "The carried fields of which one must be there: an object whose keys are all null is no entity."


@dataclass(frozen=True, slots=True)
class Part:
    """One `_entities` of a request: `alias` in its answer, `variable` with its representations."""

    alias: str
    variable: str
    targets: tuple[Target, ...]
    keys: tuple[str, ...]
    "The fields that it fills."


@dataclass(frozen=True, slots=True)
class Fetch:
    """One request. `parts` are empty for one of the root type; `keys` are then the root fields it fills."""

    id: int
    subgraph: str
    text: str
    variables: tuple[str, ...] = ()
    "Of the client, that it passes on."
    keys: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    after: tuple[int, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    "Fields that are called otherwise in the answer than in the data: {'id_of_b': 'id'}."

    def lines(self) -> list[str]:
        after = f" after {', '.join(map(str, self.after))}" if self.after else ""
        lines = [f"fetch {self.id} {self.subgraph}{after}", f"  {self.text}"]
        for part in self.parts:
            for target in part.targets:
                path = ".".join(map(str, target.path)) or "the root"
                lines.append(f"  of {path} as {target.typename} by {_written(target.carried)}")
        return lines

    def json(self) -> dict[str, object]:
        written: dict[str, object] = {"id": self.id, "subgraph": self.subgraph, "query": self.text}
        if self.variables:
            written["variables"] = list(self.variables)
        if self.after:
            written["after"] = list(self.after)
        if self.parts:
            written["entities"] = [
                {
                    "alias": part.alias,
                    "variable": part.variable,
                    "targets": [
                        {
                            "path": [str(step) for step in target.path],
                            "type": target.typename,
                            "by": _written(target.carried),
                        }
                        for target in part.targets
                    ],
                }
                for part in self.parts
            ]
        return written


@dataclass(frozen=True, slots=True)
class Plan:
    """The fetches of one operation, under one set of answers to its @skip and @include."""

    kind: str
    series: tuple[tuple[Fetch, ...], ...]
    keys: Mapping[tuple[str, str], str] = field(default_factory=dict)
    "What a field of these arguments is called in the data."
    services: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    "Who was asked for the field that these keys lead to, for the errors of what came back."

    def pretty(self) -> str:
        """To be read; ends with a line break."""
        lines = [self.kind]
        for series in self.series:
            lines.append("  sequence")
            lines += [f"    {line}" for fetch in series for line in fetch.lines()]
        return "\n".join(lines) + "\n"

    def json(self) -> dict[str, object]:
        """Values that JSON knows."""
        return {"kind": self.kind, "series": [[fetch.json() for fetch in series] for series in self.series]}


def _written(carried: tuple[Carried, ...]) -> str:
    return " ".join(
        (f"... on {'|'.join(sorted(each.only))} " if each.only else "")
        + each.name
        + (f" {{ {_written(each.children)} }}" if each.children else "")
        for each in carried
    )
