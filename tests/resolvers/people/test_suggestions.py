"""`me { suggestions }` as a client reads it: with consent and without, page by page, in either language."""

from datetime import UTC, datetime
from typing import Any

import pytest

from datasources.people.viewer import Viewer
from datasources.store.database import Database, count_statements
from datasources.store.people.core import ACCOUNT, CONSENT, VOLUNTEER
from datasources.store.statements import SHIFT
from resolvers.context import Context
from tests.resolvers.asking import Answer, ask_graph
from tests.resolvers.district import DAY, MAYEN, NOW, POLCH, district
from tests.resolvers.filling import as_json

ASKED = """query ($first: Int, $after: String) { me { suggestions(first: $first, after: $after) {
  totalCount nodes { title } edges { cursor score why distanceKm node { title } }
  pageInfo { hasNextPage endCursor } } } }"""
SUBJECT = Viewer("https://anmeldung.example", "ayla", account_pk=1)
GARDENS = 12


async def filled(db: Database, *purposes: str, given_by: str = "SELF", **profile: Any) -> Database:
    """The district with a dozen gardens in Polch to help in, and Ayla with these consents."""
    made = district()
    wednesday = int(datetime(2026, 7, 8, 14, 0, tzinfo=UTC).timestamp())
    for number in range(GARDENS):
        pk = made.opportunity(
            f"opp_garten_{number:08d}",
            f"Garten {number}",
            1,
            location_pk=made.place(f"Garten {number}", POLCH, offset=0.001 * (number + 1)),
            categories=as_json(["gardening"]),
            commitment="SPONTANEOUS",
            created_at=NOW - DAY,
        )
        times = {"start": wednesday, "end": wednesday + 7200, "weekday": 2, "hour": 16}
        made.add(SHIFT, id=f"shf_garten_{number}", opportunity_pk=pk, capacity=3, **times)
    made.add(ACCOUNT, pk=1, id="acc_1", issuer=SUBJECT.issuer, subject="ayla", created_at=NOW)
    stated = {
        "home_ars": POLCH,
        "radius_km": 10.0,
        "birth_month": "1992-03",
        "commitment": as_json(["SPONTANEOUS"]),
        "availability": as_json([{"weekday": "WEDNESDAY", "from": "15:00", "to": "19:00"}]),
    }
    made.add(VOLUNTEER, pk=1, id="vol_1", account_pk=1, created_at=NOW, updated_at=NOW, **stated | profile)
    for purpose in purposes:
        for giver in {"SELF", given_by}:
            made.add(
                CONSENT,
                volunteer_pk=1,
                purpose=purpose,
                text_version="2026-11",
                given_by=giver,
                granted_at=NOW,
            )
    await made.write(db)
    return db


async def ask(db: Database, language: Any = "de", **variables: Any) -> Answer:
    return await ask_graph(Context(db, now=NOW, viewer=SUBJECT, language=language), ASKED, variables)


async def test_the_best_come_first_with_their_reasons(empty: Database) -> None:
    db = await filled(empty, "MATCHING")
    edges = (await ask(db, first=3)).of("me", "suggestions", "edges")
    assert [edge["node"]["title"] for edge in edges] == ["Garten 0", "Garten 1", "Garten 2"]
    assert edges[0]["why"] == ["Mittwoch nachmittags", "unter 1 km entfernt", "für ein paar Stunden"]
    assert edges[0]["score"] > edges[1]["score"] > edges[2]["score"] > 0.5
    assert 0 < edges[0]["distanceKm"] < edges[1]["distanceKm"]
    english = (await ask(db, language="en", first=1)).of("me", "suggestions", "edges", 0)
    assert english["why"] == ["Wednesday afternoon", "less than 1 km away", "for a few hours"]


async def test_pages_follow_their_cursors_to_the_end(empty: Database) -> None:
    db = await filled(empty, "MATCHING")
    titles: list[str] = []
    after, more = None, True
    while more:
        answer = (await ask(db, first=5, after=after)).of("me", "suggestions")
        titles += [node["title"] for node in answer["nodes"]]
        after, more = answer["pageInfo"]["endCursor"], answer["pageInfo"]["hasNextPage"]
    assert len(titles) == len(set(titles)) == answer["totalCount"]
    assert [title for title in titles if title.startswith("Garten")] == [f"Garten {n}" for n in range(GARDENS)]


@pytest.mark.parametrize(
    ("purposes", "given_by", "born", "compared"),
    [
        ((), "SELF", "1992-03", False),
        (("CONTACT",), "SELF", "1992-03", False),
        (("MATCHING",), "SELF", "1992-03", True),
        (("MATCHING",), "SELF", "2011-01", False),
        (("MATCHING",), "GUARDIAN", "2011-01", True),
    ],
)
async def test_nobody_is_compared_without_consent(
    empty: Database, purposes: tuple[str, ...], given_by: str, born: str, compared: bool
) -> None:
    db = await filled(empty, *purposes, given_by=given_by, birth_month=born)
    edges = (await ask(db, first=50)).of("me", "suggestions", "edges")
    assert edges
    assert any(edge["why"] for edge in edges) is compared
    assert any(edge["distanceKm"] is not None for edge in edges) is compared
    assert ({edge["score"] for edge in edges} == {0.5}) is not compared


async def test_a_home_without_a_centre_is_nowhere(empty: Database) -> None:
    db = await filled(empty, "MATCHING", home_ars="071370999999")
    edges = (await ask(db, first=1)).of("me", "suggestions", "edges")
    assert edges[0]["why"] == ["Mittwoch nachmittags", "für ein paar Stunden"]


async def test_elsewhere_nothing_is_near_enough(empty: Database) -> None:
    db = await filled(empty, "MATCHING", home_ars=MAYEN, radius_km=2.0)
    titles = [node["title"] for node in (await ask(db, first=50)).of("me", "suggestions", "nodes")]
    assert not [title for title in titles if title.startswith("Garten")]


async def test_a_fixed_number_of_statements_answers(empty: Database) -> None:
    db = await filled(empty, "MATCHING")
    counted = []
    for first in (1, 12):
        with count_statements(db) as statements:
            await ask(db, first=first)
        counted.append(statements.count)
    assert counted[0] == counted[1] <= 10


@pytest.mark.parametrize("after", ["", "x", "AQAAAAA"])
async def test_a_cursor_of_elsewhere_is_refused(empty: Database, after: str) -> None:
    db = await filled(empty, "MATCHING")
    assert "cursor" in (await ask(db, first=1, after=after)).refusal()


async def test_suggestions_are_not_counted_by_fields(empty: Database) -> None:
    db = await filled(empty, "MATCHING")
    query = "{ me { suggestions { facets(by: [CATEGORY]) { field } } } }"
    answer = await ask_graph(Context(db, now=NOW, viewer=SUBJECT), query)
    assert "not counted" in answer.refusal()
