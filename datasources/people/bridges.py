"""Edges of a graph that lie on no circle: without one of them, what it joins falls apart.

a ─── b ─── d ─── e
 ╲   ╱       ╲   ╱        b ─ d is a bridge: it lies on no way from b back to b
   c           f
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Bridge", "bridge_of"]

Edge = TypeVar("Edge", bound=Hashable)
_Step = tuple[Hashable, Hashable, Edge | None, Iterator[tuple[Edge, Hashable]]]


@dataclass(frozen=True, slots=True)
class Bridge(Generic[Edge]):
    """An edge, and the points on both of its sides."""

    edge: Edge
    here: frozenset[Hashable]
    there: frozenset[Hashable]


def bridge_of(ends: Mapping[Edge, tuple[Hashable, Hashable]]) -> Bridge[Edge] | None:
    """A bridge, if there is one: of each edge, `ends` are the two points that it joins. Time grows with the edges."""
    around: dict[Hashable, list[tuple[Edge, Hashable]]] = defaultdict(list)
    for edge, (one, other) in ends.items():
        if one != other:
            around[one].append((edge, other))
            around[other].append((edge, one))
    order: dict[Hashable, int] = {}
    lowest: dict[Hashable, int] = {}
    for root, edges in around.items():
        if root in order:
            continue
        order[root] = lowest[root] = len(order)
        # Of each point on the way down: how it was reached, and which of its edges are left.
        way: list[_Step[Edge]] = [(root, None, None, iter(edges))]
        while way:
            point, above, by, left = way[-1]
            step = next(left, None)
            if step is None:
                way.pop()
                if by is not None:
                    lowest[above] = min(lowest[above], lowest[point])
                    if lowest[point] > order[above]:
                        return Bridge(by, _beyond(around, above, by), _beyond(around, point, by))
                continue
            edge, other = step
            if edge == by:
                continue
            if other in order:
                lowest[point] = min(lowest[point], order[other])
            else:
                order[other] = lowest[other] = len(order)
                way.append((other, point, edge, iter(around[other])))
    return None


def _beyond(
    around: Mapping[Hashable, list[tuple[Edge, Hashable]]], start: Hashable, without: Edge
) -> frozenset[Hashable]:
    """The points that are reached from one, but for an edge."""
    seen, left = {start}, [start]
    while left:
        for edge, other in around[left.pop()]:
            if edge != without and other not in seen:
                seen.add(other)
                left.append(other)
    return frozenset(seen)
