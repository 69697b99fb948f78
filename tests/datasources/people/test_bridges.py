"""Bridges: found where there are any, with what they part."""

from hypothesis import given
from hypothesis import strategies as st

from datasources.people.bridges import bridge_of

CIRCLES = {"ab": "ab", "bc": "bc", "ca": "ca", "de": "de", "ef": "ef", "fd": "fd"}


def ends(edges: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (points[0], points[1]) for name, points in edges.items()}


def test_two_circles_are_parted_by_what_joins_them() -> None:
    assert bridge_of(ends(CIRCLES)) is None
    bridge = bridge_of(ends({**CIRCLES, "bd": "bd"}))
    assert bridge is not None
    assert bridge.edge == "bd"
    assert {bridge.here, bridge.there} == {frozenset("abc"), frozenset("def")}


def test_edges_side_by_side_are_a_circle_and_one_to_itself_is_none() -> None:
    assert bridge_of(ends({"one": "ab", "two": "ab", "self": "aa"})) is None
    assert bridge_of(ends({"one": "ab", "self": "aa"})) is not None
    assert bridge_of({}) is None


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_an_edge_is_a_bridge_where_nothing_else_joins_its_ends(points: list[tuple[int, int]]) -> None:
    edges = dict(enumerate(points))

    def joined(one: int, other: int, without: int) -> bool:
        seen, before = {one}, 0
        while before != len(seen):
            before = len(seen)
            for edge, pair in edges.items():
                if edge != without and seen & set(pair):
                    seen |= set(pair)
        return other in seen

    bridges = {edge for edge, (one, other) in edges.items() if not joined(one, other, edge)}
    found = bridge_of(edges)
    assert (found is None) == (not bridges)
    assert found is None or found.edge in bridges
