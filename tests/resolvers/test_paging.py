"""Pages and cursors: first and last, forwards and backwards, and whatever is no cursor of ours."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.paging import Bound, PageArguments, PageBounds, cursor_of, window_of
from supergraph.errors import GraphError
from tests.resolvers.conftest import Ask

CLUBS = """
query ($first: Int, $after: String, $last: Int, $before: String) {
  clubs(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { name } }
    nodes { name }
  }
}
"""
BOUND = Bound(20, 100)

keys = st.lists(
    st.one_of(
        st.none(),
        st.text(max_size=40),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False, width=32),
    ),
    min_size=1,
    max_size=4,
).map(tuple)


async def names(ask: Ask) -> list[str]:
    return [node["name"] for node in (await ask(CLUBS)).of("clubs", "nodes")]


async def test_pages_forwards_are_the_whole_list(ask: Ask) -> None:
    whole, found, after = await names(ask), [], None
    for _ in range(10):
        page = (await ask(CLUBS, {"first": 4, "after": after})).of("clubs")
        found += [edge["node"]["name"] for edge in page["edges"]]
        assert page["totalCount"] == len(whole)
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == whole
    assert len(whole) == 9


async def test_pages_backwards_are_the_whole_list(ask: Ask) -> None:
    whole, before = await names(ask), None
    found: list[str] = []
    for _ in range(10):
        page = (await ask(CLUBS, {"last": 4, "before": before})).of("clubs")
        found = [node["name"] for node in page["nodes"]] + found
        assert page["pageInfo"]["hasNextPage"] is (before is not None)
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert found == whole


async def test_cursor_of_an_edge_leads_on_from_there(ask: Ask) -> None:
    edges = (await ask(CLUBS)).of("clubs", "edges")
    page = (await ask(CLUBS, {"after": edges[2]["cursor"], "before": edges[5]["cursor"]})).of("clubs")
    assert page["nodes"] == [edges[3]["node"], edges[4]["node"]]


async def test_page_of_none_has_no_cursors(ask: Ask) -> None:
    page = (await ask(CLUBS, {"first": 0})).of("clubs")
    assert page["nodes"] == []
    assert page["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"first": 101}, "first is 101: it must be from 0 to 100"),
        ({"last": 101}, "last is 101"),
        ({"first": -1}, "first is -1"),
        ({"first": 5, "last": 5}, "first and last are given together"),
        ({"after": "nonsense"}, "after is no cursor of this list"),
        ({"before": "ü" * 10}, "before is no cursor of this list"),
        ({"after": ""}, "after is no cursor"),
        ({"after": "A" * 5_000}, "after is no cursor"),
    ],
)
async def test_pages_out_of_bounds_are_refused(ask: Ask, arguments: dict[str, Any], said: str) -> None:
    assert said in (await ask(CLUBS, arguments)).refusal()


async def test_bounds_are_settings(ask: Ask) -> None:
    bounds = PageBounds(entries=Bound(2, 3))
    assert len((await ask(CLUBS, bounds=bounds)).of("clubs", "nodes")) == 2
    assert "from 0 to 3" in (await ask(CLUBS, {"first": 4}, bounds=bounds)).refusal()


async def test_cursor_of_another_order_is_refused(ask: Ask) -> None:
    cursor = (await ask("{ clubs(orderBy: UPDATED, first: 1) { pageInfo { endCursor } } }")).of(
        "clubs", "pageInfo", "endCursor"
    )
    assert "no cursor of this list" in (await ask(CLUBS, {"after": cursor})).refusal()


async def test_cursor_of_another_text_is_refused(ask: Ask) -> None:
    query = """query ($text: String!, $after: String) {
      search(text: $text, first: 1, after: $after) { pageInfo { endCursor } }
    }"""
    cursor = (await ask(query, {"text": "Verein"})).of("search", "pageInfo", "endCursor")
    assert (await ask(query, {"text": "Verein", "after": cursor})).errors == []
    assert "no cursor of this list" in (await ask(query, {"text": "Polch", "after": cursor})).refusal()


async def test_occurrences_have_larger_pages(ask: Ask) -> None:
    query = """query ($first: Int) {
      occurrences(filter: { between: { from: "2026-06-01T00:00:00Z", to: "2026-08-01T00:00:00Z" } }, first: $first) {
        nodes { id }
      }
    }"""
    assert len((await ask(query, {"first": 500})).of("occurrences", "nodes")) > 20
    assert "from 0 to 500" in (await ask(query, {"first": 501})).refusal()


@given(key=keys, order=st.text(max_size=20))
def test_cursor_is_read_as_it_was_written(key: tuple[Any, ...], order: str) -> None:
    window = window_of(PageArguments(after=cursor_of(key, order)), BOUND, order)
    assert window.after == key
    assert window.limit == 20


@given(key=keys, order=st.text(max_size=20), other=st.text(max_size=20))
def test_cursor_of_another_list_is_not_misread(key: tuple[Any, ...], order: str, other: str) -> None:
    if order != other:
        with pytest.raises(GraphError, match="no cursor of this list"):
            window_of(PageArguments(before=cursor_of(key, order)), BOUND, other)


@given(text=st.text(max_size=200))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with pytest.raises(GraphError, match="no cursor of this list"):
        window_of(PageArguments(after=text), BOUND, "organizations")
