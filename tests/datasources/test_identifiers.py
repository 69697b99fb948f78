"""/identifiers.csv: hub ids beside what registers call the same organisations, for partners to join their data."""

import csv
import io
from pathlib import Path

import pytest
from starlette.applications import Starlette

from datasources import identifiers
from datasources.ingest.schemes import MAX_CHARS
from datasources.store import tables
from datasources.store.database import Database, count_statements
from tests.datasources.ingest.world import World, club, prepare, register
from tests.supergraph.view.wire import Client, Response


@pytest.fixture
async def world(db: Database, tmp_path: Path) -> World:
    await prepare(db)
    return World(db, tmp_path)


async def ask(world: World, query_string: str = "") -> Response:
    client = Client(Starlette(routes=identifiers.routes(world.db)))
    return await client.send("GET", path="/identifiers.csv", query_string=query_string.encode())


async def rows(world: World, query_string: str = "") -> list[list[str]]:
    """The lines below the heading."""
    answer = await ask(world, query_string)
    assert answer.status == 200
    heading, *lines = csv.reader(io.StringIO(answer.body.decode("utf-8"), newline=""))
    assert heading == ["id", "scheme", "value"]
    return lines


async def test_more_than_a_page_comes_whole_and_each_once_in_order(world: World) -> None:
    count = identifiers.PAGE * 2 + 1
    await world.say("a", *(club(str(n), identifiers=register(f"Koblenz VR {n}")) for n in range(1, count + 1)))
    with count_statements(world.db) as statements:
        listed = await rows(world)
    assert statements.count == 4, "three pages, and one that is empty"
    assert len(listed) == count
    assert len({id_ for id_, _, _ in listed}) == count
    assert [value for _, _, value in listed] == sorted(value for _, _, value in listed)
    assert {value for _, _, value in listed} == {f"Koblenz VR {n}" for n in range(1, count + 1)}


async def test_of_one_scheme_or_of_all(world: World) -> None:
    both = [*register("Koblenz VR 1"), *register("SK-1", "SPORTKREIS")]
    await world.say("a", club("1", identifiers=both))
    assert {(scheme, value) for _, scheme, value in await rows(world)} == {
        ("DE-VR", "Koblenz VR 1"),
        ("SPORTKREIS", "SK-1"),
    }
    assert [value for _, _, value in await rows(world, "scheme=SPORTKREIS")] == ["SK-1"]
    assert [value for _, _, value in await rows(world, "scheme=%20de-vr")] == ["Koblenz VR 1"]
    assert await rows(world, "scheme=AT-ZVR") == []


async def test_several_records_of_one_club_give_its_id_once(world: World) -> None:
    await world.say("a", club("1", "Turnverein Polch", identifiers=register("Koblenz VR 1")))
    await world.say("b", club("x", "TV Polch 1883", identifiers=register("Koblenz VR 1")))
    organization = await world.one(tables.OrganizationTable)
    assert await rows(world) == [[organization["id"], "DE-VR", "Koblenz VR 1"]]


async def test_after_two_became_one_only_the_survivor_is_listed(world: World) -> None:
    await world.say("a", club("1", identifiers=register("Koblenz VR 1")))
    await world.say("b", club("x", identifiers=register("SK-1", "SPORTKREIS")))
    before = {id_ for id_, _, _ in await rows(world)}
    assert len(before) == 2
    await world.say("b", club("x", identifiers=[*register("SK-1", "SPORTKREIS"), *register("Koblenz VR 1")]))
    after = await rows(world)
    assert {(scheme, value) for _, scheme, value in after} == {("DE-VR", "Koblenz VR 1"), ("SPORTKREIS", "SK-1")}
    (survivor,) = {id_ for id_, _, _ in after}
    assert survivor in before


async def test_clubs_that_are_gone_are_not_listed(world: World) -> None:
    await world.say("a", *(club(n, identifiers=register(f"Koblenz VR {n}")) for n in "123"))
    await world.say("a", *(club(n, identifiers=register(f"Koblenz VR {n}")) for n in "12"))
    assert [value for _, _, value in await rows(world)] == ["Koblenz VR 1", "Koblenz VR 2"]


async def test_identifier_whose_record_is_gone_is_not_listed_though_its_club_is(world: World) -> None:
    await world.say("a", club("1", identifiers=register("Koblenz VR 1")), club("2"))
    await world.say("b", club("x", identifiers=[*register("Koblenz VR 1"), *register("SK-1", "SPORTKREIS")]), club("y"))
    await world.say("b", club("y"))
    assert [value for _, _, value in await rows(world)] == ["Koblenz VR 1"]


@pytest.mark.parametrize("value", ["=HYPERLINK(1)", "+49", "-1", "@x"])
async def test_what_a_spreadsheet_takes_for_a_formula_is_made_harmless(world: World, value: str) -> None:
    await world.say("a", club("1", identifiers=register(value, "EIGENE")))
    ((_, _, listed),) = await rows(world)
    assert listed == f"'{value}"


async def test_quotes_and_commas_are_kept(world: World) -> None:
    await world.say("a", club("1", identifiers=register('7,"b"', "EIGENE")))
    ((_, _, listed),) = await rows(world)
    assert listed == '7,"b"'


async def test_it_is_a_csv_file_to_be_saved(world: World) -> None:
    answer = await ask(world)
    assert answer.media == "text/csv; charset=utf-8; header=present"
    assert 'filename="identifiers.csv"' in answer.headers["content-disposition"]
    assert answer.body == b"id,scheme,value\r\n"


@pytest.mark.parametrize(
    ("query_string", "told"),
    [
        ("schema=DE-VR", "There is no parameter 'schema'; the only one is scheme."),
        ("scheme=DE-VR&page=2", "There is no parameter 'page'"),
        ("scheme=", f"scheme must have 1 to {MAX_CHARS} characters"),
        ("scheme=" + "x" * (MAX_CHARS + 1), f"scheme must have 1 to {MAX_CHARS} characters"),
    ],
)
async def test_call_that_is_wrong_is_refused_with_the_way_out(world: World, query_string: str, told: str) -> None:
    answer = await ask(world, query_string)
    assert answer.status == 400
    assert told in answer.body.decode()
