"""A plan while it is made: fetches with the selections that grow in them, and the visits they pay to positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from supergraph.joined import FieldSet, FieldSource
from supergraph.plan.positions import Asked, Position


@dataclass(slots=True, eq=False)
class NodeField:
    """A field of a selection; `alias` is what it is called in the request, where that is not its key."""

    asked: Asked
    shape: str
    child: Node | None = None
    alias: str | None = None


@dataclass(slots=True, eq=False)
class Node:
    """A selection of the objects of one type, as the subgraph calls it."""

    type: str
    fields: dict[str, NodeField] = field(default_factory=dict)
    on: dict[str, Node] = field(default_factory=dict)

    def leaf(self, asked: Asked, shape: str) -> None:
        self.fields.setdefault(asked.key, NodeField(asked, shape))

    def inner(self, asked: Asked, source: FieldSource) -> Node:
        found = self.fields.get(asked.key)
        if found is None:
            found = self.fields[asked.key] = NodeField(asked, source.shape, Node(source.named))
        assert found.child is not None
        return found.child

    def narrow(self, name: str) -> Node:
        if name == self.type:
            return self
        return self.on.setdefault(name, Node(name))

    def merge(self, other: Node) -> None:
        """Asks for what the other asks for as well."""
        for key, each in other.fields.items():
            known = self.fields.setdefault(key, each)
            if known is not each and known.child is not None and each.child is not None:
                known.child.merge(each.child)
        for name, inner in other.on.items():
            known_inner = self.on.setdefault(name, inner)
            if known_inner is not inner:
                known_inner.merge(inner)

    def level(self) -> Iterator[Node]:
        """This selection and those of its fragments: all that stand at the same objects."""
        yield self
        for inner in self.on.values():
            yield from inner.level()


@dataclass(slots=True, eq=False)
class FetchDraft:
    """A request's part: of a root, or of the entities at a position."""

    graph: str
    level: int
    node: Node
    position: Position | None = None
    key: FieldSet = field(default_factory=FieldSet)
    "What a representation is told by."
    carried: FieldSet = field(default_factory=FieldSet)
    "What it holds: the key, and what is required."
    after: set[FetchDraft] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Visit:
    """A fetch at a position: there its subgraph is asked for more by adding to `node`."""

    graph: str
    type: str
    fetch: FetchDraft
    node: Node
    provided: FieldSet | None = None


@dataclass(frozen=True, slots=True)
class Begin:
    """A request of the root type."""


@dataclass(frozen=True, slots=True)
class Descend:
    """By a field of the parent."""

    parent: Reach
    source: FieldSource


@dataclass(frozen=True, slots=True)
class Narrow:
    """By the type, within the same selection."""

    parent: Reach


@dataclass(frozen=True, slots=True)
class Input:
    """A field that a representation needs, and how it is had."""

    position: Position
    asked: Asked
    reach: Reach
    shape: str


@dataclass(frozen=True, slots=True)
class Jump:
    """By reference: a request of entities by `key`, whose representations hold what is `carried`, had by `inputs`."""

    key: FieldSet
    carried: FieldSet
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """A way to have a subgraph at a position: `level` of the fetch, and the requests (graph, level) that it adds."""

    graph: str
    type: str
    level: int
    new: frozenset[tuple[str, int]]
    provided: FieldSet | None
    how: Visit | Begin | Descend | Narrow | Jump
    size: int = 0
    "Of the representations that it takes."
