"""Which subgraphs can be had at a position, and which of them answer a field: the searching half of the planner.

closure(position)    every subgraph that can be had there, each by its cheapest way
    (a) the fetches that are there already; at the root, a request to any subgraph
    (b) from the parent: by a field that the subgraph answers (`options`), or by narrowing the type
    (c) by reference: a subgraph with a key whose fields can be had from what is in the closure so far; in rounds, so
        that fewer hops come first, until nothing is added
options(position, field)    those of the closure that answer it
    (d) plainly; of an interface, only where every object that the subgraph may answer has it there
    (e) with @requires: by a reference that carries what is required, had in turn by (d) and (e)

Nothing is changed here but the memory of closures, which holds until the plan gains a fetch (`version`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from supergraph.joined import FieldSet, FieldSource, Joined, JoinedType
from supergraph.plan.drafts import Begin, Descend, FetchDraft, Input, Jump, Narrow, Reach
from supergraph.plan.positions import MAX_WORK, TYPENAME, Asked, Keys, Position, too_large

_TYPENAME_SOURCE: Final = FieldSource("String", "String!")

Option = tuple[Reach, FieldSource]


class Reaching:
    """The closures of one plan."""

    def __init__(self, joined: Joined, keys: Keys, deepest: int = 0) -> None:
        self.joined = joined
        self._deepest = deepest
        self.keys = keys
        self.fetches: list[FetchDraft] = []
        self.version = 0
        self._asked: set[tuple[str, int]] = set()
        self._closures: dict[Position, tuple[int, list[Reach]]] = {}
        self._passing: dict[Position, tuple[object, list[Reach]]] = {}
        self._growing: dict[Position, list[Reach]] = {}
        self._requiring: dict[tuple[Position, str], None] = {}
        self.work = 0

    def cost(self, reach: Reach) -> tuple[int, int, int, int]:
        """Hops of the whole plan with it, requests added, its own hops, data."""
        return max(self._deepest, reach.level), len(reach.new), reach.level, reach.size

    def add(self, fetch: FetchDraft) -> None:
        """Takes a fetch into the plan."""
        self.fetches.append(fetch)
        self._deepest = max(self._deepest, fetch.level)
        self._asked.add((fetch.graph, fetch.level))
        self.version += 1

    def best(self, position: Position, asked: Asked) -> Option | None:
        """The cheapest way to have a field."""
        return min(self.options(position, asked), key=lambda option: self.cost(option[0]), default=None)

    def closure(self, position: Position) -> list[Reach]:
        if position in self._growing:
            return self._growing[position]
        state = self._state()
        known = self._closures.get(position) if state is None else self._passing.get(position)
        if known is not None and known[0] == (self.version if state is None else state):
            return known[1]
        found: dict[tuple[str, str, FieldSet | None], Reach] = {}
        for reach in self._seeds(position):  # (a), (b)
            self._spend()
            key = reach.graph, reach.type, reach.provided
            if key not in found or self.cost(reach) < self.cost(found[key]):
                found[key] = reach
        reaches = self._growing[position] = sorted(found.values(), key=self.cost)
        try:
            self._add_references(position, reaches)
        finally:
            del self._growing[position]
        if state is None:
            self._closures[position] = self.version, reaches
        else:
            self._passing[position] = state, reaches
        return reaches

    def _state(self) -> object:
        """What a closure depends on while others grow; None when nothing else is under way."""
        if not self._growing and not self._requiring:
            return None
        growing = tuple((position, len(reaches)) for position, reaches in self._growing.items())
        return self.version, growing, tuple(self._requiring)

    def options(self, position: Position, asked: Asked) -> list[Option]:
        found: list[Option] = []
        by_reference: dict[str, FieldSource] = {}
        for reach in self.closure(position):
            self._spend()
            source = self._source(position, reach, asked.name)
            if source is None:
                continue
            if source.requires is None or _provides(reach, asked.name):
                found.append((reach, source))
            else:
                by_reference[reach.graph] = source
        if by_reference and (position, asked.key) not in self._requiring:
            self._requiring[position, asked.key] = None
            try:
                for graph, source in by_reference.items():  # (e)
                    if (carrying := self.reference(position, graph, source.requires)) is not None:
                        found.append((carrying, source))
            finally:
                del self._requiring[position, asked.key]
        return found

    def reference(self, position: Position, graph: str, required: FieldSet | None = None) -> Reach | None:
        """The cheapest way to ask the subgraph for the position's entities; `required` is carried beside the key."""
        if position.parent is None:
            return None
        seen = self.joined.seen_as(position.type, graph)
        keys = self.joined.types[seen].keys.get(graph, ()) if seen is not None else ()
        ways: list[Reach] = []
        for key in keys:
            carried = key.joined(required)
            inputs = self.inputs(position, carried)
            if inputs is None:
                continue
            if position.is_narrow:
                typed = self._typed(position)
                if typed is None:
                    continue
                inputs.append(typed)
            level = 1 + max((each.reach.level for each in inputs), default=0)
            new = frozenset[tuple[str, int]]().union(*(each.reach.new for each in inputs))
            if (graph, level) not in self._asked:
                new |= {(graph, level)}
            assert seen is not None
            ways.append(Reach(graph, seen, level, new, None, Jump(key, carried, tuple(inputs)), carried.size))
        return min(ways, key=self.cost, default=None)

    def _references(self, position: Position, graph: str) -> list[Reach]:
        reach = self.reference(position, graph)
        return [] if reach is None else [reach]

    def inputs(self, position: Position, wanted: FieldSet) -> list[Input] | None:
        """How each field of a key or requirement is had at the position; None when one of them cannot be."""
        found: list[Input] = []
        declared = self.joined.types[position.type].fields
        for each in wanted.fields:
            self._spend()
            asked = TYPENAME if each.name == "__typename" else self.keys.asked(each.name, each.arguments)
            if each.children is not None:
                if each.name not in declared:
                    return None
                child = position.child(asked, declared[each.name].named)
                inner = self.inputs(child, each.children)
                if inner is None:
                    return None
                if self.joined.types[child.type].is_abstract or not inner:
                    there = self.best(child, TYPENAME)
                    if there is not None:
                        inner.append(Input(child, TYPENAME, there[0], there[1].shape))
                found += inner
                continue
            option = self.best(position, asked)
            if option is not None:
                found.append(Input(position, asked, option[0], option[1].shape))
                continue
            apart = self._apart(position, FieldSet((each,)))
            if apart is None:
                return None
            found += apart
        for condition, inner_set in wanted.fragments:
            for name in sorted(self.joined.all_possible(condition) & self.joined.all_possible(position.type)):
                narrow = position.narrow(name)
                if not self.closure(narrow):
                    continue  # no subgraph answers such an object here
                inner = self.inputs(narrow, inner_set)
                if inner is None:
                    return None
                found += inner
        return found

    def possible_here(self, position: Position) -> list[str]:
        """The object types that the cheapest visit to an abstract position may answer."""
        for reach in self.closure(position):
            if not self.joined.is_interface_object(reach.type, reach.graph):
                return sorted(self.joined.possible(reach.type, reach.graph))
        return []

    def _apart(self, position: Position, wanted: FieldSet) -> list[Input] | None:
        """The inputs of an abstract position, for each of its types by itself."""
        types = self.possible_here(position) if self.joined.types[position.type].is_abstract else []
        found: list[Input] = []
        for name in types:
            inner = self.inputs(position.narrow(name), wanted)
            if inner is None:
                return None
            found += inner
        return found if types else None

    def _typed(self, position: Position) -> Input | None:
        """What tells the objects of a narrowed position from the others."""
        assert position.parent is not None
        option = self.best(position.parent, TYPENAME)
        return Input(position.parent, TYPENAME, option[0], option[1].shape) if option is not None else None

    def _seeds(self, position: Position) -> Iterator[Reach]:
        for visit in position.visits:
            yield Reach(visit.graph, visit.type, visit.fetch.level, frozenset(), visit.provided, visit)
        if position.parent is None:
            begun = {visit.graph for visit in position.visits}
            for graph in sorted(self.joined.types[position.type].subgraphs - begun):
                yield Reach(graph, position.type, 0, frozenset({(graph, 0)}), None, Begin())
        elif position.asked is not None:
            for reach, source in self.options(position.parent, position.asked):
                provided = reach.provided.field(position.asked.name) if reach.provided is not None else None
                within = provided.children if provided is not None else None
                within = source.provides.joined(within) if source.provides is not None else within
                yield Reach(
                    reach.graph, source.named, reach.level, reach.new, within, Descend(reach, source), reach.size
                )
        else:
            yield from self._narrowed(position, self.closure(position.parent))

    def _narrowed(self, position: Position, reaches: Iterable[Reach]) -> Iterator[Reach]:
        name = position.type
        for reach in reaches:
            provided = reach.provided
            if provided is not None:
                provided = provided.narrowed({name, *self.joined.types[name].interfaces})
            if self.joined.is_interface_object(reach.type, reach.graph):
                is_one, kind = reach.type in self.joined.types[name].interfaces, reach.type
            else:
                is_one, kind = name in self.joined.possible(reach.type, reach.graph), name
            if is_one:
                yield Reach(reach.graph, kind, reach.level, reach.new, provided, Narrow(reach), reach.size)

    def _add_references(self, position: Position, reaches: list[Reach]) -> None:  # (c)
        levels: dict[str, int] = {}
        for reach in reaches:
            levels[reach.graph] = min(levels.get(reach.graph, reach.level), reach.level)
        while reaches:
            ways = [
                reach
                for graph in self.joined.subgraphs
                if levels.get(graph, 2) > 1
                for reach in self._references(position, graph)
            ]
            lowest = min((reach.level for reach in ways if reach.level < levels.get(reach.graph, MAX_WORK)), default=0)
            added = [reach for reach in ways if reach.level == lowest < levels.get(reach.graph, MAX_WORK)]
            if not added:
                break
            reaches += sorted(added, key=self.cost)
            levels.update((reach.graph, reach.level) for reach in added)
        for graph in sorted({graph for graph, level in self._asked if level}):
            fewest = min((len(reach.new) for reach in reaches if reach.graph == graph), default=0)
            later = self._references(position, graph) if fewest else []
            reaches += [reach for reach in later if len(reach.new) < fewest]  # by a request that is made anyway

    def _source(self, position: Position, reach: Reach, name: str) -> FieldSource | None:  # (d)
        kind = self.joined.types[reach.type]
        is_stand_in = reach.graph in kind.interface_object_in
        if name == "__typename":
            return None if is_stand_in else _TYPENAME_SOURCE
        declared = kind.fields.get(name)
        source = declared.sources.get(reach.graph) if declared is not None else None
        if source is None:
            return None
        if is_stand_in and position.type != reach.type and not self._stands_in(position, kind, reach.graph, name):
            return None
        if _provides(reach, name):
            return source
        if source.is_external:
            return None
        if kind.is_abstract and not is_stand_in:
            for each in self.joined.possible(reach.type, reach.graph):
                own = self.joined.types[each].fields.get(name)
                of_object = own.sources.get(reach.graph) if own is not None else None
                if of_object is None or of_object.is_external or of_object.requires is not None:
                    return None
        return source

    def _stands_in(self, position: Position, interface: JoinedType, graph: str, name: str) -> bool:
        """Whether an interface object answers the field for this object type, which has no answer of its own."""
        own = self.joined.types[position.type].fields.get(name)
        is_key = any(key.field(name) is not None for key in interface.all_keys.get(graph, ()))
        return is_key or own is None or not own.sources

    def _spend(self) -> None:
        self.work += 1
        if self.work > MAX_WORK:
            raise too_large(f"more than {MAX_WORK} steps")


def _provides(reach: Reach, name: str) -> bool:
    return reach.provided is not None and reach.provided.field(name) is not None
