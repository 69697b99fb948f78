"""The arithmetic of docs/suggestions.md: its weights are those of the code, its example is recomputed by the store."""

import json
import math
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from datasources.criteria import Position, Window
from datasources.people.suggestions import Offer, Parts, score, why, wishes_of
from datasources.people.suggestions.scoring import (
    CERTIFICATE_LACKING,
    CERTIFICATES_LACKING,
    LANGUAGE_LACKING,
    WEIGHTS,
    gain,
)
from datasources.store.database import Database
from datasources.store.people import suggestions
from datasources.store.people.suggestions import Asked
from datasources.store.sphere import EARTH_RADIUS_KM
from datasources.store.statements import SHIFT
from datasources.vocabulary import ConceptScheme, RecordKind
from tests.datasources.store.people.test_suggestions import HOME, TODAY, local, profile
from tests.resolvers.filling import NOW, POLCH, District


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """An empty database of either kind, in the place of the world of the other pages."""
    opened = await Database.open(database_url, migrate_first=False)
    yield opened
    await opened.close()


PAGE = (Path(__file__).parents[2] / "docs" / "suggestions.md").read_text("utf-8")
AYLA = profile(
    home_ars=POLCH,
    radius_km=10.0,
    availability=[{"weekday": "WEDNESDAY", "from": "15:00", "to": "19:00"}],
    languages=["de", "tr"],
    interests=["gardening"],
    skills=["cooking", "driving"],
    commitment=["SPONTANEOUS"],
)


def table(heading: str) -> list[list[str]]:
    """The cells of the table that begins with these headings."""
    _, _, rest = PAGE.partition(f"| {heading} |")
    lines = rest.splitlines()[2:]
    rows = lines[: next(number for number, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def garden(made: District, requirements: str = "[]") -> None:
    """The club's school garden, three kilometres north of the centre."""
    degrees = math.degrees(3.0 / EARTH_RADIUS_KM)
    north = made.place("Schulgarten", POLCH, offset=0.0)
    row = made._rows["place"][north - 1]
    lat, lon = math.radians(HOME.lat + degrees), math.radians(HOME.lon)
    row |= {"x": math.cos(lat) * math.cos(lon), "y": math.cos(lat) * math.sin(lon), "z": math.sin(lat)}
    pk = made.opportunity(
        "opp_schulgarten",
        "Schulgarten",
        made.organization("org_schule", "Schulverein"),
        location_pk=north,
        commitment="SPONTANEOUS",
        categories='["nature"]',
        skills='["cooking","teaching"]',
        languages='["tr"]',
        requirements=requirements,
    )
    made.tagged(RecordKind.OPPORTUNITY, pk, ConceptScheme.TOPIC, ["nature"])
    made.tagged(RecordKind.OPPORTUNITY, pk, ConceptScheme.SKILL, ["cooking", "teaching"])
    start, end = local(0, "16:00")
    times = {"start": int(start.timestamp()), "end": int(end.timestamp()), "weekday": start.weekday(), "hour": 16}
    made.add(SHIFT, id="shf_garten", opportunity_pk=pk, capacity=4, **times)


async def scored(db: Database, requirements: str = "[]") -> tuple[Parts, float, tuple[str, ...]]:
    made = District()
    garden(made, requirements)
    await made.write(db)
    wished = wishes_of(AYLA, Position(HOME.lat, HOME.lon), (), date.fromisoformat(TODAY))
    ((found,), more) = await suggestions.page(db, Asked(1, wished, NOW, TODAY), Window(limit=5))
    assert not more
    offer = Offer(
        fits=local(0, "16:00")[0],
        distance_km=found.distance_km,
        categories=json.loads(found.row.categories),
        skills=json.loads(found.row.skills),
        commitment=found.row.commitment,
        languages=json.loads(found.row.languages),
    )
    return found.parts, found.score, why(wished, offer, found.parts, "de")


def test_the_weights_on_the_page_are_those_of_the_code() -> None:
    assert {row[0]: int(row[1]) for row in table("part | weight | 100 % | 0 %")} == WEIGHTS
    assert sum(WEIGHTS.values()) == 100


def test_what_stands_in_the_way_is_as_the_page_says() -> None:
    factors = [float(row[1]) for row in table("what | the score times")]
    assert factors == [LANGUAGE_LACKING, CERTIFICATE_LACKING, CERTIFICATES_LACKING]


async def test_the_example_is_what_the_store_computes(db: Database) -> None:
    *rows, total = table("part | percent | weight | points")
    parts, computed, _ = await scored(db)
    for name, percent, weight, points in rows:
        assert round(getattr(parts, name), 2) == pytest.approx(float(percent)), name
        assert float(points) == pytest.approx(float(percent) * int(weight) / 100)
    assert sum(float(row[3]) for row in rows) == pytest.approx(float(total[3].strip("*")))
    told = re.search(r"The score is (0\.\d+)\.", PAGE)
    assert told is not None
    assert round(computed, 4) == float(told[1]) == round(score(parts), 4)


async def test_the_reasons_stand_in_the_order_of_the_page(db: Database) -> None:
    _, _, text = PAGE.partition("The reasons, by how far")
    told = re.findall(r"\*([^*]+)\* \(([\d.]+)\)", text.partition("\n\n")[0].replace("\n", " "))
    parts, _, reasons = await scored(db)
    assert reasons == tuple(phrase for phrase, _ in told)
    gains = sorted((gain(parts, name) for name in WEIGHTS), reverse=True)
    assert [round(each, 2) for each in gains[:5]] == [float(points) for _, points in told]


async def test_a_document_that_is_lacking_lowers_the_example_as_told(db: Database) -> None:
    told = re.search(r"the sum ([\d.]+), and the score × ([\d.]+): ([\d.]+)\.", PAGE)
    assert told is not None
    parts, computed, _ = await scored(db, '[{"kind":"FIRST_AID","note":null}]')
    assert parts.certificates == 0
    assert round(computed, 4) == float(told[3]) == round(float(told[1]) * float(told[2]) / 100, 4)
