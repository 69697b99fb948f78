"""Which municipality a place lies in, and how exact its point is."""

from dataclasses import replace

import pytest

from datasources.areas.loading import load, stored
from datasources.drafts import Json
from datasources.ingest.places import says_something
from datasources.store import tables
from tests.datasources.ingest.world import World, club

_POLCH, _MAYEN, _KOBLENZ = "071375002089", "071370068068", "071110000000"


@pytest.mark.parametrize(
    ("seat", "municipality", "ars"),
    [
        ({"ars": _POLCH}, None, _POLCH),
        ({"ags": "07137089"}, None, _POLCH),
        ({"locality": "Polch", "postalCode": "56751"}, None, _POLCH),
        ({"locality": "polch"}, None, _POLCH),
        ({"locality": "Mayen-Kürrenberg", "postalCode": "56727"}, None, _MAYEN),
        ({"locality": "Mülheim Kärlich"}, None, "071375008216"),
        ({"locality": "Koblenz-Lützel"}, None, _KOBLENZ),
        ({"locality": "Polch", "postalCode": "10115"}, None, None),
        ({"locality": "Atlantis"}, _MAYEN, _MAYEN),
        ({"locality": "Wien", "country": "AT"}, _MAYEN, None),
        ({"lat": 50.30, "lon": 7.32}, "07137", _POLCH),
        ({"lat": 50.30, "lon": 7.32}, None, None),
        ({"name": "Bürgerhaus"}, _POLCH, _POLCH),
        ({"name": "Bürgerhaus", "postalCode": "80331"}, _POLCH, None),
        (None, "07137", "07137"),
    ],
)
async def test_an_entry_lies_where_it_says(
    plain: World, seat: dict[str, Json] | None, municipality: str | None, ars: str | None
) -> None:
    plain.source("quelle", municipality=municipality)
    await plain.say("quelle", club("1", seat=seat))
    assert (await plain.one(tables.OrganizationTable))["ars"] == ars


async def test_a_boundary_decides_where_there_is_one(world: World) -> None:
    areas = {area.ars: area for area in await stored(world.db)}
    around_mayen = [[[7.30, 50.28], [7.34, 50.28], [7.34, 50.32], [7.30, 50.32], [7.30, 50.28]]]
    boundary = {"type": "MultiPolygon", "coordinates": [around_mayen]}
    await load(world.db, [replace(areas[_MAYEN], boundary=boundary)])  # type: ignore[arg-type]
    await world.say("quelle", club("1", seat={"lat": 50.30, "lon": 7.32}))
    assert (await world.one(tables.OrganizationTable))["ars"] == _MAYEN


@pytest.mark.parametrize(
    ("seat", "precision", "has_point"),
    [
        ({"street": "Am Markt 1", "locality": "Polch", "lat": 50.3, "lon": 7.31}, "EXACT", True),
        ({"street": "Am Markt 1", "locality": "Polch"}, "MUNICIPALITY", True),
        ({"postalCode": "56626"}, "POSTAL_CODE", True),
        ({"locality": "Atlantis"}, "NONE", False),
        ({"locality": "Polch", "lat": 95.0, "lon": 7.31}, "MUNICIPALITY", True),
    ],
)
async def test_a_place_says_how_exact_its_point_is(
    plain: World, seat: dict[str, Json], precision: str, has_point: bool
) -> None:
    await plain.say("quelle", club("1", seat=seat))
    place = await plain.one(tables.PlaceTable)
    assert (place["precision"], place["lat"] is not None, place["x"] is not None) == (precision, has_point, has_point)


async def test_entries_that_say_the_same_place_share_it(world: World) -> None:
    seat: dict[str, Json] = {"street": "Am Markt 1", "postalCode": "56751", "locality": "Polch"}
    await world.say("a", club("1", seat=seat), club("2", seat=dict(seat)), club("3", seat={**seat, "name": "Rathaus"}))
    await world.say("b", club("1", seat=seat))
    assert len(await world.rows(tables.PlaceTable)) == 2
    assert len({row["seat_pk"] for row in await world.rows(tables.OrganizationTable)}) == 2


def test_a_country_alone_is_no_place() -> None:
    assert not says_something({"country": "DE", "name": None})
    assert says_something({"country": "DE", "name": "Bürgerhaus"})
