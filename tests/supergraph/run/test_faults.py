"""What a partner may do wrong, and what is left of the answer: everything that the others know."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from supergraph.engine import Caller, GraphRequest
from supergraph.errors import ErrorCode
from supergraph.limits import Limits
from supergraph.run import SubgraphRequest
from supergraph.run.shaping import MAX_ERRORS
from tests.supergraph.run.world import World

QUERY = "{ clubs(first: 2) { name grants { sum } } }"
NAMES = ["Schwimmverein Überlingen", "Musikverein"]
HELP = {"service": "grants", "code": "SOURCE_UNAVAILABLE"}

Fault = Callable[[SubgraphRequest, Mapping[str, Any]], object]

UNUSABLE: dict[str, object] = {
    "a page of HTML": b"<!doctype html><p>Wartungsarbeiten</p>",
    "nothing": b"",
    "garbage": b"\xff\xfe\x00",
    "JSON cut off": b'{"data": {"_entities": [',
    "a list": [],
    "a number": 7,
    "neither data nor errors": {},
    "data that is no object": {"data": [1]},
    "errors that are no list": {"errors": "down"},
    "errors that are no objects": {"data": None, "errors": ["down"]},
    "too few entities": {"data": {"_entities": [{"grants": []}]}},
    "too many entities": {"data": {"_entities": [{}, {}, {}]}},
    "entities that are no list": {"data": {"_entities": {"grants": []}}},
    "no entities": {"data": {}},
    "entities that are no objects": {"data": {"_entities": ["c1", 2]}},
    "an error for all of it": {"data": None, "errors": [{"message": "database locked"}]},
    "JSON nested without end": b'{"data": ' + b"[" * 100_000,
}


@pytest.mark.parametrize("said", UNUSABLE.values(), ids=UNUSABLE.keys())
async def test_an_answer_that_cannot_be_used_costs_the_fields_of_its_subgraph_only(said: object) -> None:
    answer = await World({"grants": lambda *_: said}).ask(QUERY)
    assert [club["name"] for club in answer["data"]["clubs"]] == NAMES
    assert [club["grants"] for club in answer["data"]["clubs"]] == [None, None]
    assert [error["path"] for error in answer["errors"]] == [["clubs", 0, "grants"], ["clubs", 1, "grants"]]
    assert all(error["extensions"] == HELP for error in answer["errors"])
    assert "database" not in str(answer)


@pytest.mark.parametrize(
    ("grants", "path", "left"),
    [
        ("many", ["clubs", 0, "grants"], None),
        ({"sum": 1}, ["clubs", 0, "grants"], None),
        ([7], ["clubs", 0, "grants", 0], None),
        ([{"sum": "viel"}], ["clubs", 0, "grants", 0, "sum"], None),
        ([{"sum": True}], ["clubs", 0, "grants", 0, "sum"], None),
        ([{"sum": 2**31}], ["clubs", 0, "grants", 0, "sum"], None),
        ([{"sum": None}], ["clubs", 0, "grants", 0, "sum"], None),
        ([{}], ["clubs", 0, "grants", 0, "sum"], None),
        ([None], ["clubs", 0, "grants", 0], None),
        ([{"sum": 5.0}], None, [{"sum": 5}]),
    ],
)
async def test_a_wrong_value_is_null_up_to_where_null_may_be(grants: object, path: object, left: object) -> None:
    said = {"data": {"_entities": [{"grants": grants}, {"grants": []}]}}
    answer = await World({"grants": lambda *_: said}).ask(QUERY)
    assert answer["data"]["clubs"] == [{"name": NAMES[0], "grants": left}, {"name": NAMES[1], "grants": []}]
    assert [error["path"] for error in answer.get("errors", [])] == ([path] if path else [])
    assert all(error["extensions"] == HELP for error in answer.get("errors", []))


async def test_an_enum_value_that_clients_do_not_know_is_an_error() -> None:
    world = World()
    world.grants["c1"] = [{"year": 2020, "sum": 1, "kind": "FORMER"}]
    answer = await world.ask("{ clubs(first: 1) { grants { kind } } }")
    assert answer["data"] == {"clubs": [{"grants": [{"kind": None}]}]}
    assert answer["errors"][0]["path"] == ["clubs", 0, "grants", 0, "kind"]


async def test_an_error_of_one_entity_stands_at_the_clients_path() -> None:
    def broken(_: SubgraphRequest, __: Mapping[str, Any]) -> object:
        error = {"message": "no access", "path": ["_entities", 1, "grants"], "extensions": {"code": "FORBIDDEN"}}
        return {"data": {"_entities": [{"grants": []}, {"grants": None}]}, "errors": [error]}

    query = "{ vereine: clubs(first: 2) { geld: grants { sum } } }"
    masked = await World({"grants": broken}).ask(query)
    assert masked["data"] == {"vereine": [{"geld": []}, {"geld": None}]}
    assert masked["errors"] == [
        {"message": "the subgraph reported an error", "path": ["vereine", 1, "geld"], "extensions": HELP}
    ]
    shown = await World({"grants": broken}, shows_messages=True).ask(query)
    assert shown["errors"][0]["message"] == "no access"
    assert shown["errors"][0]["extensions"] == {"code": "FORBIDDEN", "service": "grants"}


async def test_an_error_without_a_place_is_told_beside_the_data() -> None:
    def complaining(_: SubgraphRequest, answer: Mapping[str, Any]) -> object:
        return {**answer, "errors": [{"message": "slow today"}]}

    answer = await World({"grants": complaining}).ask(QUERY)
    assert answer["data"]["clubs"][0]["grants"] == [{"sum": 800}, {"sum": 1200}]
    assert [(error.get("path"), error["extensions"]) for error in answer["errors"]] == [(None, HELP)]


async def test_entities_that_are_null_are_null_without_an_error() -> None:
    answer = await World({"grants": lambda *_: {"data": {"_entities": [None, {"grants": []}]}}}).ask(QUERY)
    assert [club["grants"] for club in answer["data"]["clubs"]] == [None, []]
    assert "errors" not in answer


async def test_what_is_carried_and_failed_fails_those_who_need_it() -> None:
    def without_members(_: SubgraphRequest, answer: Mapping[str, Any]) -> object:
        clubs = [{**club, "members": None} for club in answer["data"]["clubs"]]
        return {"data": {"clubs": clubs}, "errors": [{"message": "secret", "path": ["clubs", 0, "members"]}]}

    answer = await World({"hub": without_members}).ask("{ clubs(first: 1) { name perMember } }")
    assert answer["data"] == {"clubs": [{"name": NAMES[0], "perMember": None}]}
    assert [(error["path"], error["extensions"]["service"]) for error in answer["errors"]] == [
        (["clubs", 0, "perMember"], "hub")
    ]


async def test_an_object_of_an_interface_without_its_type_is_an_error_of_its_subgraph() -> None:
    def untyped(_: SubgraphRequest, __: Mapping[str, Any]) -> object:
        return {"data": {"organizations": [{"name": "Namenlos"}]}}

    answer = await World({"hub": untyped}).ask("{ organizations { __typename name } }")
    assert answer["data"] is None
    assert answer["errors"][0]["path"] == ["organizations", 0]
    assert answer["errors"][0]["extensions"]["service"] == "hub"


async def test_a_root_that_fails_leaves_the_other_roots() -> None:
    answer = await World({"pools": lambda *_: b"<html>"}).ask("{ halls { name } clubs(first: 1) { name } }")
    assert answer["data"] == {"halls": None, "clubs": [{"name": NAMES[0]}]}
    assert [error["path"] for error in answer["errors"]] == [["halls"]]


async def test_equal_representations_are_sent_once() -> None:
    world = World()
    answer = await world.ask("{ clubs { events { place { halls { lanes } } } } }")
    assert len(answer["data"]["clubs"][0]["events"]) == 2
    request = next(each for each in world.asked if each.subgraph == "pools")
    assert len(request.variables["representations"]) == 2  # type: ignore[arg-type]
    assert world.counts == {"hub": 1, "pools": 1}


async def test_nothing_to_represent_is_not_asked() -> None:
    world = World()
    world.clubs.clear()
    assert await world.ask(QUERY) == {"data": {"clubs": []}}
    assert world.counts == {"hub": 1}


async def test_errors_are_told_up_to_a_number() -> None:
    world = World({"grants": lambda *_: b""})
    for index in range(MAX_ERRORS + 5):
        world.clubs.append({"__typename": "Club", "id": f"x{index}", "name": "Verein", "events": []})
    answer = await world.ask("{ clubs { name grants { sum } } }")
    assert len(answer["data"]["clubs"]) == MAX_ERRORS + 8
    assert len(answer["errors"]) == MAX_ERRORS


@pytest.mark.parametrize(("allowed", "is_answered"), [(5, False), (6, False), (7, True), (8, True)])
async def test_values_of_an_answer_are_bounded(allowed: int, is_answered: bool) -> None:
    world = World()
    world.engine.limits = Limits(answer_values=allowed)
    answer = await world.engine.run(GraphRequest("{ clubs { id } }"), Caller())
    assert (answer.data is not None) is is_answered
    if not is_answered:
        assert (answer.errors[0].extensions or {})["code"] == ErrorCode.OPERATION_TOO_COSTLY


async def test_logs_say_what_clients_are_not_told() -> None:
    with capture_logs() as said:
        await World({"grants": lambda *_: b"<html>"}).ask(QUERY)
    assert [(line["event"], line["subgraph"], line["reason"]) for line in said] == [
        ("subgraph_failed", "grants", "answered what is not JSON")
    ]
