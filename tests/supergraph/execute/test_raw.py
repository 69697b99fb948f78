"""Raw rows: read by position where a level is only answered, rows for whoever asks for them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
import strawberry
from graphql import ExecutionResult, parse
from graphql import execute as graphql_core

from supergraph import execute
from supergraph.batch import batch_field
from supergraph.execute import program
from supergraph.execute.raw import Layout, RawRows, column, joined
from supergraph.schema import Schema


class ClubRow(NamedTuple):
    pk: int
    name: str
    members: int | None

    @property
    def motto(self) -> str:
        return f"Gut Holz, {self.name}!"


class NamesFirst(NamedTuple):
    name: str
    pk: int
    members: int | None


CLUBS = [(1, "TV Mayen", 120, 0.5), (2, "MGV Polch", None, 0.7)]
LAYOUT = Layout(ClubRow, 4)


@strawberry.type
class Club:
    name: str
    members: int | None
    motto: str
    pk: int


def _lists(parents: Sequence[Any]) -> Sequence[RawRows[ClubRow]]:
    return [RawRows(parent.layout, parent.raws) for parent in parents]


@strawberry.type
class Town:
    clubs: list[Club] = batch_field(_lists)


@strawberry.type
class Query:
    towns: list[Town]


class _Town(NamedTuple):
    layout: Layout
    raws: list[tuple[Any, ...]]


class _Root(NamedTuple):
    towns: list[_Town]


SCHEMA = Schema(query=Query)._schema


def _both(selection: str, *towns: _Town) -> tuple[ExecutionResult, ExecutionResult]:
    document = parse(f"{{ towns {{ clubs {{ {selection} }} }} }}")
    ours = execute(SCHEMA, document, root_value=_Root(list(towns)))
    theirs = graphql_core(SCHEMA, document, root_value=_Root(list(towns)))
    assert isinstance(ours, ExecutionResult)
    assert isinstance(theirs, ExecutionResult)
    return ours, theirs


def test_an_answer_is_read_without_making_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = Layout(ClubRow, 4)
    monkeypatch.setattr(layout, "make", None)
    document = parse("{ towns { clubs { name members pk } } }")
    result = execute(SCHEMA, document, root_value=_Root([_Town(layout, CLUBS), _Town(layout, CLUBS[:1])]))
    assert isinstance(result, ExecutionResult)
    mayen = {"name": "TV Mayen", "members": 120, "pk": 1}
    polch = {"name": "MGV Polch", "members": None, "pk": 2}
    assert result == ExecutionResult({"towns": [{"clubs": [mayen, polch]}, {"clubs": [mayen]}]}, None)


def test_what_is_no_column_is_read_from_the_row() -> None:
    ours, theirs = _both("name motto", _Town(LAYOUT, CLUBS))
    assert ours.data == theirs.data
    assert ours.data is not None
    assert ours.data["towns"][0]["clubs"][0]["motto"] == "Gut Holz, TV Mayen!"


def test_lists_of_several_layouts_are_read_as_rows() -> None:
    narrow = [(name, pk, members) for pk, name, members, _ in CLUBS]
    ours, theirs = _both("name members pk", _Town(LAYOUT, CLUBS), _Town(Layout(NamesFirst, 3), narrow))
    assert ours.data == theirs.data
    assert ours.data is not None
    assert ours.data["towns"][0] == ours.data["towns"][1]


def test_a_value_that_may_not_stand_is_found_with_its_place() -> None:
    ours, theirs = _both("name pk", _Town(LAYOUT, [*CLUBS, (3, None, 7, 0.1)]))
    assert ours.data == theirs.data
    assert ours.errors is not None
    assert theirs.errors is not None
    assert [error.path for error in ours.errors] == [error.path for error in theirs.errors]


def test_layouts_without_end_do_not_fill_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    compile_ = program._compile

    def counting(*given: Any) -> Any:
        made.append(given)
        return compile_(*given)

    monkeypatch.setattr(program, "_compile", counting)
    document = parse("{ towns { clubs { name } } }")
    for place in range(program.MAX_LAYOUTS + 3):
        names = [f"other_{number}" for number in range(place)]
        row_type = NamedTuple("ClubRow", [*((name, object) for name in names), ("name", object)])  # type: ignore[misc]
        town = _Town(Layout(row_type, place + 1), [(*names, "TV Mayen")])
        result = execute(SCHEMA, document, root_value=_Root([town]))
        assert isinstance(result, ExecutionResult)
        assert result.data == {"towns": [{"clubs": [{"name": "TV Mayen"}]}]}
    assert len([given for given in made if "r[" in str(given)]) == program.MAX_LAYOUTS


def test_raw_rows_are_a_sequence_of_rows() -> None:
    rows: RawRows[ClubRow] = RawRows(LAYOUT, CLUBS)
    mayen, polch = rows
    assert mayen == ClubRow(1, "TV Mayen", 120)
    assert rows[1] is polch
    assert rows[:1] == [mayen]
    assert rows == [mayen, polch]
    assert rows != [mayen]
    assert len(rows) == 2


def test_a_column_is_read_of_raw_rows_and_of_others() -> None:
    rows: RawRows[ClubRow] = RawRows(LAYOUT, CLUBS)
    assert column(rows, "name") == column(list(rows), "name") == ["TV Mayen", "MGV Polch"]
    assert column(rows, "motto") == ["Gut Holz, TV Mayen!", "Gut Holz, MGV Polch!"]


def test_lists_are_joined_where_they_are_of_one_layout() -> None:
    first, second = (RawRows[ClubRow](LAYOUT, [raw]) for raw in CLUBS)
    whole = joined([first, second])
    assert whole is not None
    assert list(whole) == [*first, *second]
    assert joined([first, RawRows(Layout(ClubRow, 4), CLUBS)]) is None
    assert joined([]) is None
