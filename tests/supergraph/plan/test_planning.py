"""Plans beyond the cases: what is kept, what is bounded, what is left out, what cannot be planned."""

from collections.abc import Mapping

import pytest
from graphql import OperationDefinitionNode, parse

from supergraph.errors import GraphError
from supergraph.joined import Joined, read_supergraph
from supergraph.plan import Plan, Plans, positions
from supergraph.plan import planner as planning
from tests.supergraph.run.world import SDL

JOINED = read_supergraph(SDL)


def planned(query: str, variables: Mapping[str, object] | None = None, joined: Joined = JOINED) -> Plan:
    document = parse(query)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return Plans(joined).plan(operation, document, variables or {})[0]


def requests(plan: Plan) -> list[str]:
    return [fetch.subgraph for series in plan.series for fetch in series]


def test_a_plan_is_made_once_for_each_answer_to_its_conditions() -> None:
    plans = Plans(JOINED, max_plans=2)
    selected = "clubs { grants @include(if: $a) { sum } id @skip(if: $b) }"
    document = parse(f"query ($a: Boolean!, $b: Boolean!) {{ {selected} }}")
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    first = plans.plan(operation, document, {"a": True, "b": True})[0]
    assert plans.plan(operation, document, {"a": True, "b": True})[0] is first
    assert requests(plans.plan(operation, document, {"a": False, "b": True})[0]) == ["hub"]
    assert (len(plans), plans.made) == (2, 2)
    plans.plan(operation, document, {"a": False, "b": False})
    assert (len(plans), plans.made) == (2, 3)
    assert plans.plan(operation, document, {"a": True, "b": True})[0] is not first


def test_a_skipped_fragment_is_not_fetched_however_it_is_skipped() -> None:
    for query in (
        "query ($yes: Boolean!) { clubs { id ...Money @skip(if: $yes) } } fragment Money on Club { grants { sum } }",
        "query ($yes: Boolean!) { clubs { id ... @skip(if: $yes) { grants { sum } } } }",
        "{ clubs { id grants @skip(if: true) { sum } } }",
        "{ clubs { id grants @include(if: false) { sum } } }",
    ):
        assert requests(planned(query, {"yes": True})) == ["hub"]


def test_roots_of_two_subgraphs_wait_for_nobody() -> None:
    plan = planned("{ clubs { id } halls { name } }")
    assert {fetch.subgraph: fetch.after for fetch in plan.series[0]} == {"hub": (), "pools": ()}


def test_fields_of_equal_arguments_are_fetched_once_and_of_others_apart() -> None:
    asked = "a: grants(year: 1) { sum } b: grants(year: 1) { year } c: grants(year: $y) { sum }"
    text = planned(f"query ($y: Int) {{ clubs {{ {asked} }} }}").series[0][1]
    assert text.text.count("grants(year: 1)") == 1
    assert "grants_2: grants(year: $y) { sum }" in text.text
    assert text.variables == ("y",)


def test_a_variable_in_a_string_is_none() -> None:
    sdl = SDL.replace("clubs(first: Int)", "clubs(first: Int, name: String)")
    plan = planned('query ($y: Int) { clubs(name: "costs $y", first: $y) { id } }', joined=read_supergraph(sdl))
    assert plan.series[0][0].variables == ("y",)
    plan = planned('query ($y: Int) { clubs(name: "costs $y") { id } }', joined=read_supergraph(sdl))
    assert plan.series[0][0].variables == ()


def test_equal_mutations_run_each_in_its_turn() -> None:
    plan = planned("mutation { a: renameClub(club: 1, name: 2) { id } b: renameClub(club: 1, name: 2) { id } }")
    assert [series[0].keys for series in plan.series] == [("a",), ("b",)]


@pytest.mark.parametrize(("most", "is_planned"), [(1, False), (2, True), (3, True)])
def test_fetches_of_a_plan_are_bounded(monkeypatch: pytest.MonkeyPatch, most: int, is_planned: bool) -> None:
    monkeypatch.setattr(planning, "MAX_FETCHES", most)
    if is_planned:
        assert len(requests(planned("{ clubs { grants { sum } } }"))) == 2
    else:
        with pytest.raises(GraphError, match="more than 1 fetches"):
            planned("{ clubs { grants { sum } } }")


def test_the_work_of_planning_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(positions, "MAX_WORK", 10)
    with pytest.raises(GraphError, match="more than 10 steps") as refused:
        planned("{ clubs { " + " ".join(f"a{index}: id" for index in range(20)) + " } }")
    assert refused.value.hint


def test_a_field_that_nobody_can_be_asked_for_is_an_error_that_names_it() -> None:
    broken = read_supergraph(SDL.replace('@join__type(graph: GRANTS, key: "id")', "@join__type(graph: GRANTS)"))
    with pytest.raises(GraphError, match=r"answers Club\.grantTotal at clubs"):
        planned("{ clubs { id grantTotal } }", joined=broken)
