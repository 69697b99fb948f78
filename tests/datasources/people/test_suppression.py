"""Groups of people that are too small: hidden, and not to be had by subtracting what is told."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasources.people.bridges import bridge_of
from datasources.people.suppression import FEWEST, Cell, Keys, Table, hidden_of, tables_of

SignUp = tuple[int, Keys]
"""Who, and where it counts."""

KEYS = st.sampled_from(["a", "b", "c", None])


def counted(sign_ups: Sequence[SignUp], table: Table) -> list[Cell]:
    """The groups of a table, as a database counts them."""
    people: dict[Keys, list[int]] = defaultdict(list)
    for person, keys in sign_ups:
        people[tuple(keys[place] for place in table)].append(person)
    return [Cell(keys, len(persons), len(set(persons))) for keys, persons in people.items()]


def tables(sign_ups: Sequence[SignUp], dimensions: int) -> dict[Table, list[Cell]]:
    return {table: counted(sign_ups, table) for table in tables_of(dimensions)}


def told(sign_ups: Sequence[SignUp], table: Table) -> dict[Keys, int | None] | None:
    """What an analyst reads who asks for this table: None for each count that is suppressed, or where it is refused."""
    within = {places: counted(sign_ups, tuple(table[place] for place in places)) for places in tables_of(len(table))}
    hidden = hidden_of(within)
    if hidden is None:
        return None
    return dict.fromkeys(hidden) | {
        cell.keys: None if cell.keys in hidden else cell.sign_ups for cell in within[tuple(range(len(table)))]
    }


def lines(answer: Mapping[Keys, int | None], place: int) -> dict[Keys, list[int | None]]:
    found: dict[Keys, list[int | None]] = defaultdict(list)
    for keys, count in answer.items():
        found[keys[:place] + keys[place + 1 :]].append(count)
    return found


def only_one_way(line: Sequence[int | None], total: int) -> bool:
    """Whether the sum of a line, less what is told of it, leaves its hidden groups no choice."""
    missing = total - sum(count for count in line if count is not None)
    unknown = sum(count is None for count in line)
    return unknown == 1 or (unknown > 0 and missing <= unknown)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[int, list[SignUp]]:
    dimensions = draw(st.integers(1, 3))
    blocks = draw(
        st.lists(st.tuples(st.tuples(*[KEYS] * dimensions), st.integers(1, 9), st.integers(1, 9)), max_size=20)
    )
    sign_ups: list[SignUp] = []
    for number, (keys, people, times) in enumerate(blocks):
        shared = draw(st.booleans())
        sign_ups += [((0 if shared else number * 100) + each % people, keys) for each in range(max(people, times))]
    return dimensions, sign_ups


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_no_hidden_count_is_derived_along_a_line(world: tuple[int, list[SignUp]]) -> None:
    """Of every table that can be asked for, with the sums of its lines as the coarser tables tell them."""
    dimensions, sign_ups = world
    for table in tables_of(dimensions):
        answer = told(sign_ups, table)
        for place in range(len(table) if answer is not None else 0):
            coarse = table[:place] + table[place + 1 :]
            sums: Mapping[Keys, int | None] | None = told(sign_ups, coarse) if coarse else {(): len(sign_ups)}
            assert answer is not None
            assert sums is not None
            trivial = len({keys[place] for keys in answer}) == 1
            for keys, line in lines(answer, place).items():
                total = sums[keys]
                assert not trivial or not coarse or (total is None) == (line == [None])
                if trivial and coarse:
                    continue
                everybody_hidden = not coarse and all(count is None for count in line)
                assert total is None or everybody_hidden or not only_one_way(line, total), (table, keys, line, total)


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_what_is_hidden_in_a_coarser_table_is_not_the_sum_of_a_finer_line(world: tuple[int, list[SignUp]]) -> None:
    dimensions, sign_ups = world
    for table in tables_of(dimensions):
        answer = told(sign_ups, table)
        for place in range(len(table) if answer is not None and len(table) > 1 else 0):
            sums = told(sign_ups, table[:place] + table[place + 1 :])
            assert answer is not None
            assert sums is not None
            for keys, line in lines(answer, place).items():
                assert sums[keys] is not None or None in line


@settings(max_examples=200, deadline=None)
@given(worlds())
def test_whoever_is_too_few_is_hidden(world: tuple[int, list[SignUp]]) -> None:
    dimensions, sign_ups = world
    found = tables(sign_ups, dimensions)
    hidden = hidden_of(found)
    finest = found[tuple(range(dimensions))]
    few = {cell.keys for cell in finest if cell.people < FEWEST}
    assert hidden is None or few <= hidden
    assert bool(few) or not hidden or dimensions > 1


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        ({"a": 5, "b": 6, "c": 7}, set()),
        ({"a": 4, "b": 6, "c": 7}, {"a", "b"}),
        ({"a": 1, "b": 1, "c": 7, "d": 9}, {"a", "b", "c"}),
        ({"a": 2, "b": 3, "c": 7}, {"a", "b"}),
        ({"a": 4}, {"a"}),
        ({"a": 5}, set()),
        ({"a": 1, "b": 1}, {"a", "b"}),
        ({}, set()),
    ],
    ids=str,
)
def test_the_smallest_join_until_they_are_enough(people: dict[str, int], hidden: set[str]) -> None:
    cells = [Cell((key,), number, number) for key, number in people.items()]
    assert hidden_of({(0,): cells}) == {(key,) for key in hidden}


def test_people_are_counted_and_not_their_sign_ups() -> None:
    cells = [Cell(("busy",), 40, 4), Cell(("many",), 5, 5), Cell(("more",), 9, 9)]
    assert hidden_of({(0,): cells}) == {("busy",), ("many",)}


def test_the_table_of_the_module_is_hidden_as_it_shows() -> None:
    rows = {"Polch": (12, 3, 7), "Mayen": (9, 8, 6)}
    cells = [
        Cell((place, state), number, number)
        for place, row in rows.items()
        for state, number in zip(("ACCEPTED", "DONE", "WITHDRAWN"), row, strict=True)
    ]
    sums = [Cell((place,), sum(row), sum(row)) for place, row in rows.items()]
    columns = zip(("ACCEPTED", "DONE", "WITHDRAWN"), zip(*rows.values(), strict=True), strict=True)
    states = [Cell((state,), sum(column), sum(column)) for state, column in columns]
    assert hidden_of({(0,): sums, (1,): states, (0, 1): cells}) == {
        ("Polch", "DONE"),
        ("Polch", "WITHDRAWN"),
        ("Mayen", "DONE"),
        ("Mayen", "WITHDRAWN"),
    }


def test_what_cannot_be_protected_is_not_told_at_all() -> None:
    people = {("a", "a", "a"): 13, ("b", "a", "a"): 4, ("b", "a", "b"): 5, ("b", "b", "a"): 9}
    numbers = iter(range(100))
    sign_ups = [(next(numbers), keys) for keys, number in people.items() for _ in range(number)]
    assert hidden_of(tables(sign_ups, 3)) is None
    assert told(sign_ups, (0, 2)) is not None


def test_a_group_of_nobody_is_hidden_beside_one_that_its_sum_would_tell() -> None:
    people = {("Polch", "ACCEPTED"): 12, ("Polch", "DONE"): 3, ("Mayen", "DONE"): 6, ("Polch", "NO_SHOW"): 20}
    numbers = iter(range(100))
    sign_ups = [(next(numbers), keys) for keys, number in people.items() for _ in range(number)]
    hidden = hidden_of(tables(sign_ups, 2))
    assert hidden is not None
    assert {keys for keys in hidden if keys not in people} == {("Mayen", "ACCEPTED")}


CLOSED = {
    (0, 1): 12, (0, 2): 2, (0, 3): 3, (1, 0): 20, (1, 2): 9, (1, 3): 3, (2, 1): 3,
    (2, 2): 12, (3, 0): 20, (3, 1): 8, (4, 0): 6, (4, 1): 20, (4, 2): 20, (4, 3): 20,
}  # fmt: skip
"""Each line hides two groups or more; and yet (2, 1) is what is left of rows 0 and 1 and columns 2 and 3 together."""


def test_what_all_lines_together_would_tell_is_hidden_with_another() -> None:
    people = iter(range(1_000))
    sign_ups = [(next(people), (str(row), str(column))) for (row, column), size in CLOSED.items() for _ in range(size)]
    hidden = hidden_of(tables(sign_ups, 2))
    assert hidden is not None
    ends = {keys: (("row", keys[0]), ("column", keys[1])) for keys in sorted(hidden, key=str)}
    assert bridge_of(ends) is None
    assert ("2", "1") in hidden
    assert len(hidden) < len(CLOSED)
