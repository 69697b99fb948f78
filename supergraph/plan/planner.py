"""From positions and what is wanted there to fetches: the deciding half of the planner (`reaching` searches).

(a) an abstract position's fields are asked of the interface where that costs no more, else of each object type apart
(b) every wanted leaf has ways; those with the fewest are settled first, since they leave no choice
(c) a leaf takes the way that costs least beside what is settled: hops of the whole plan, then requests, then data
(d) what a way needs is settled before it: the fields of keys and requirements are leaves themselves
(e) a place that nothing was asked of is visited, so that it is known whether something is there
(f) fetches with room to wait are moved to a later level where their subgraph is asked anyway

Since (c) looks at nothing that is settled later, a plan that asks a subgraph twice is made once more, with the hops of
the first for nothing from the start: way and order then find what may be asked together (`cache`).

A leaf that cannot be had although its parent was asked of the interface is tried again with the types apart.
"""

from __future__ import annotations

from typing import Final

from supergraph.joined import FieldSource, Joined
from supergraph.plan.drafts import (
    Begin,
    Descend,
    FetchDraft,
    Jump,
    Narrow,
    Node,
    Reach,
    Visit,
)
from supergraph.plan.positions import TYPENAME, Asked, Keys, Position, too_large
from supergraph.plan.reaching import Reaching

MAX_FETCHES: Final = 200
"""Parts of requests in one plan."""

MAX_APART: Final = 16
"""Times that planning begins again with the types of an interface apart."""

Apart = frozenset[tuple[tuple[str, ...], str]]
Way = tuple[Reach, FieldSource | Position]
"""How a leaf is had; or the place that is visited instead, where no object of the leaf's type is answered."""


class UnsatisfiableError(Exception):
    """No subgraph that can be reached answers a field."""

    def __init__(self, position: Position, asked: Asked) -> None:
        super().__init__(f"{position.type}.{asked.name} at {'.'.join(map(str, position.path)) or 'the root'}")
        self.position = position
        self.asked = asked


class Planner:
    """One run of planning, over positions that are its own. `deepest` are the hops that the plan has for nothing."""

    def __init__(self, joined: Joined, keys: Keys, apart: Apart = frozenset(), deepest: int = 0) -> None:
        self._joined = joined
        self._apart = apart
        self._reaching = Reaching(joined, keys, deepest)

    @property
    def work(self) -> int:
        """The steps that it took."""
        return self._reaching.work

    def fetches(self, root: Position) -> list[FetchDraft]:
        """The fetches that answer everything below the root; raises UnsatisfiableError."""
        for position in list(root.walk()):
            if position.is_wanted:
                self._part(position)  # (a)
        wanted = [position for position in root.walk() if position.is_wanted]
        leaves = [
            (position, asked)
            for position in wanted
            for asked in (*position.leaves.values(), *((TYPENAME,) if position.is_typed else ()))
        ]
        for position, asked in sorted(leaves, key=lambda leaf: self._freedom(*leaf)):  # (b)
            self._settle(position, asked)
        for position in wanted:  # (e)
            if position.asked is not None and not position.visits:
                self._visit_somewhere(position)
        settle_levels(self._reaching.fetches)  # (f)
        return self._reaching.fetches

    def _part(self, position: Position) -> None:
        kind = self._joined.types[position.type]
        if not kind.is_abstract or not self._reaching.closure(position):
            return
        for asked in [*position.leaves.values(), *(child.asked for child in position.children.values() if child.asked)]:
            if self._is_better_apart(position, asked):
                self._move(position, asked)

    def _is_better_apart(self, position: Position, asked: Asked) -> bool:
        reaching = self._reaching
        if (tuple(map(str, position.path)), asked.key) in self._apart:
            return True
        whole = reaching.best(position, asked)
        nearest = min(reaching.closure(position), key=reaching.cost)
        if whole is not None and (whole[0].level, len(whole[0].new)) <= (nearest.level, len(nearest.new)):
            return False
        types = reaching.possible_here(position)
        parts = [reaching.best(position.narrow(name), asked) for name in types]
        if not types or not all(parts):
            return whole is None and bool(types)
        if whole is None:
            return True
        level = max(part[0].level for part in parts if part)
        new = frozenset[tuple[str, int]]().union(*(part[0].new for part in parts if part))
        return (level, len(new)) < (whole[0].level, len(whole[0].new))

    def _move(self, position: Position, asked: Asked) -> None:
        """Wants the field of each type apart, no more of the interface."""
        child = position.children.pop(asked.key, None)
        position.leaves.pop(asked.key, None)
        position.is_typed = True
        for name in self._reaching.possible_here(position):
            narrow = position.narrow(name)
            narrow.is_wanted = True
            if child is None:
                narrow.leaves[asked.key] = asked
            else:
                named = self._joined.types[name].fields[asked.name].named
                _graft(child, narrow.child(asked, named), self._joined)
        for narrow in position.narrowed.values():
            for below in narrow.walk():
                self._part(below)

    def _ways(self, position: Position, asked: Asked) -> list[Way]:
        """The options of a leaf, and the visits above it after which it needs none, as no such object is answered."""
        ways: list[Way] = list(self._reaching.options(position, asked))
        here: Position | None = position
        while here is not None:
            if here.is_narrow and here.parent is not None:
                for reach in self._reaching.closure(here.parent):
                    is_stand_in = self._joined.is_interface_object(reach.type, reach.graph)
                    if not is_stand_in and here.type not in self._joined.possible(reach.type, reach.graph):
                        ways.append((reach, here.parent))
            here = here.parent
        return ways

    def _freedom(self, position: Position, asked: Asked) -> tuple[int, int]:
        """How many ways a leaf has, and how few hops, negated: of leaves without choice the farthest is first."""
        ways = self._ways(position, asked)
        return len(ways), -min((way[0].level for way in ways), default=0)

    def _settle(self, position: Position, asked: Asked) -> None:  # (c)
        ways = self._ways(position, asked)
        if not ways:
            raise UnsatisfiableError(position, asked)
        match min(ways, key=lambda way: self._reaching.cost(way[0])):
            case (Reach() as reach, FieldSource() as source):
                self._fetch(position, asked, reach, source.shape)
            case (Reach() as reach, Position() as above):
                self._visit(above, reach)

    def _fetch(self, position: Position, asked: Asked, reach: Reach, shape: str) -> FetchDraft:
        visit = self._visit(position, reach)
        visit.node.leaf(asked, shape)
        return visit.fetch

    def _visit_somewhere(self, position: Position) -> None:
        reaches = self._reaching.closure(position)
        if reaches:
            self._visit(position, min(reaches, key=self._reaching.cost))

    def _visit(self, position: Position, reach: Reach) -> Visit:  # (d)
        """The visit that a way leads to, with everything that it needs."""
        how = reach.how
        match how:
            case Visit():
                return how
            case Begin():
                fetch = self._begin(reach)
                node = fetch.node
            case Descend(parent, source):
                assert position.parent is not None
                assert position.asked is not None
                above = self._visit(position.parent, parent)
                fetch, node = above.fetch, above.node.inner(position.asked, source)
                self._tell_types(position, reach, node)
            case Narrow(parent):
                assert position.parent is not None
                above = self._visit(position.parent, parent)
                fetch = above.fetch
                is_stand_in = self._joined.is_interface_object(above.type, above.graph)
                node = above.node if is_stand_in else above.node.narrow(position.type)
            case Jump():
                fetch = self._jump(position, reach, how)
                node = fetch.node
                self._tell_types(position, reach, node)
        for known in position.visits:
            if known.fetch is fetch and known.node is node:
                return known
        visit = Visit(reach.graph, reach.type, fetch, node, reach.provided)
        position.visits.append(visit)
        return visit

    def _tell_types(self, position: Position, reach: Reach, node: Node) -> None:
        is_abstract = self._joined.types[position.type].is_abstract
        if is_abstract and not self._joined.is_interface_object(reach.type, reach.graph):
            node.leaf(TYPENAME, "String!")

    def _begin(self, reach: Reach) -> FetchDraft:
        for fetch in self._reaching.fetches:
            if fetch.position is None and fetch.graph == reach.graph:
                return fetch
        return self._add(FetchDraft(reach.graph, 0, Node(reach.type)))

    def _jump(self, position: Position, reach: Reach, how: Jump) -> FetchDraft:
        after = {self._fetch(each.position, each.asked, each.reach, each.shape) for each in how.inputs}
        level = 1 + max((fetch.level for fetch in after), default=0)
        for fetch in self._reaching.fetches:
            is_same = fetch.position is position and fetch.graph == reach.graph and fetch.node.type == reach.type
            if is_same and (fetch.key, fetch.carried, fetch.after) == (how.key, how.carried, after):
                return fetch
        return self._add(FetchDraft(reach.graph, level, Node(reach.type), position, how.key, how.carried, after))

    def _add(self, fetch: FetchDraft) -> FetchDraft:
        if len(self._reaching.fetches) >= MAX_FETCHES:
            raise too_large(f"more than {MAX_FETCHES} fetches")
        self._reaching.add(fetch)
        return fetch


def settle_levels(fetches: list[FetchDraft]) -> None:
    """Moves all of a subgraph's fetches of one level to a later level of it, where nothing is held up by that."""
    is_moving = True
    while is_moving:
        is_moving = False
        deepest = max((fetch.level for fetch in fetches), default=0)
        latest = _latest(fetches, deepest)
        levels: dict[str, dict[int, list[FetchDraft]]] = {}
        for fetch in fetches:
            if fetch.position is not None:
                levels.setdefault(fetch.graph, {}).setdefault(fetch.level, []).append(fetch)
        for by_level in levels.values():
            for level, members in sorted(by_level.items()):
                room = min(latest[member] for member in members)
                target = next((later for later in sorted(by_level) if level < later <= room), None)
                if target is None:
                    continue
                for member in members:
                    member.level = target
                _push(fetches)
                is_moving = True
                break
            if is_moving:
                break


def _latest(fetches: list[FetchDraft], deepest: int) -> dict[FetchDraft, int]:
    """The last level at which a fetch may run without making the plan deeper."""
    latest = dict.fromkeys(fetches, deepest)
    for fetch in sorted(fetches, key=lambda each: each.level, reverse=True):
        for before in fetch.after:
            latest[before] = min(latest[before], latest[fetch] - 1)
    return latest


def _push(fetches: list[FetchDraft]) -> None:
    for fetch in sorted(fetches, key=lambda each: each.level):
        fetch.level = max(fetch.level, 1 + max((before.level for before in fetch.after), default=-1))


def _graft(child: Position, onto: Position, joined: Joined) -> None:
    """Wants below `onto` what was wanted below `child`. Their types may differ: an object's field may be narrower."""
    onto.is_wanted = True
    onto.is_typed = (onto.is_typed or child.is_typed) and joined.types[onto.type].is_abstract
    onto.leaves.update(child.leaves)
    for each in child.children.values():
        if each.asked is not None and each.is_wanted:
            named = joined.types[onto.type].fields[each.asked.name].named
            _graft(each, onto.child(each.asked, named), joined)
    for name, narrow in child.narrowed.items():
        if narrow.is_wanted and name in joined.all_possible(onto.type):
            _graft(narrow, onto.narrow(name), joined)
