"""What is full: places left by the sign-ups, the status FULL, and that no open list, count or map shows it."""

import pytest

from datasources.people import taking_part
from datasources.people.consents import current
from datasources.people.requests import ConsentGrant, ContactDetails, SignUp
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import EngagementState, Purpose
from datasources.store import days
from datasources.store.database import Database, count_statements
from datasources.store.people import accounts
from datasources.store.people.rows import EngagementRow
from tests.resolvers.asking import Answer
from tests.resolvers.conftest import Ask
from tests.resolvers.district import EXCHANGE, KUCHEN, NOW, TRAINER, TURNVEREIN
from tests.resolvers.test_loaders import Booking

ISSUER = "https://anmeldung.example"
LISTED = """query ($club: ID!) {
  opportunities(filter: {organization: [$club]}) {
    totalCount nodes { id } facets(by: [COMMITMENT]) { buckets { key } }
  }
  aggregateOpportunities(filter: {openOnly: true}, groupBy: [COMMITMENT]) { groups { keys { key } count } }
  search(text: "F-Jugend", types: [OPPORTUNITY]) { totalCount }
}"""
CLUB = {"club": TURNVEREIN}
OFFERING = "{ organizations(filter: {hasOpportunities: true}, first: 100) { nodes { id } } }"
CLUSTERS = "{ opportunityClusters(bbox: {west: 5, south: 48, east: 9, north: 52}, zoom: 18) { count } }"
ONE = "query ($id: ID!) { opportunity(id: $id) { status places placesLeft shifts { placesLeft capacity } } }"
SHIFTS = "query ($id: ID!) { opportunity(id: $id) { shifts { id } } }"
WITH_HELPERS = "{ events(filter: {needsHelpers: true}) { nodes { name opportunities { id } } } }"
CONSENTS = tuple(ConsentGrant(purpose, current(purpose)) for purpose in (Purpose.CONTACT, Purpose.VETTING))


async def sign_up(db: Database, who: str, id: str, shifts: list[str] | None = None, **changes: str) -> EngagementRow:
    contact = ContactDetails("Lena Vogt", changes.get("birth_month", "1992-04"), email=f"{who}@beispiel.example")
    asked = SignUp(id, shifts, consents=CONSENTS, contact=contact)
    outcome = await taking_part.express_interest(db, Viewer(ISSUER, who), asked, NOW)
    assert outcome.made is not None, outcome.problems
    return outcome.made


async def withdraw(db: Database, who: str, row: EngagementRow) -> None:
    account_pk = (await accounts.standing(db, ISSUER, who)).account_pk
    viewer = Viewer(ISSUER, who, account_pk=account_pk)
    assert (await taking_part.withdraw(db, viewer, row.id, NOW)).made is not None


def _sum(answer: Answer) -> int:
    return int(sum(cluster["count"] for cluster in answer.of("opportunityClusters")))


@pytest.fixture(autouse=True)
def _in_july(monkeypatch: pytest.MonkeyPatch) -> None:
    """Filters of other lists judge by the real day what can be joined."""
    monkeypatch.setattr(days, "today", lambda: days.date_of(NOW))


async def test_what_is_full_leaves_every_open_list(ask: Ask, db: Database) -> None:
    before = await ask(LISTED, CLUB)
    assert {node["id"] for node in before.of("opportunities", "nodes")} == {KUCHEN, TRAINER}
    row = await sign_up(db, "lena", TRAINER)
    after = await ask(LISTED, CLUB)
    assert [node["id"] for node in after.of("opportunities", "nodes")] == [KUCHEN]
    assert after.of("opportunities", "totalCount") == 1
    assert [bucket["key"] for bucket in after.of("opportunities", "facets", 0, "buckets")] == ["SPONTANEOUS"]
    groups = [
        {group["keys"][0]["key"]: group["count"] for group in answer.of("aggregateOpportunities", "groups")}
        for answer in (before, after)
    ]
    assert groups[0]["REGULAR"] == groups[1].get("REGULAR", 0) + 1
    assert [answer.of("search", "totalCount") for answer in (before, after)] == [1, 0]
    await withdraw(db, "lena", row)
    assert (await ask(LISTED, CLUB)).of("opportunities") == before.of("opportunities")


async def test_a_full_one_is_still_there_for_those_who_ask_for_it(ask: Ask, db: Database) -> None:
    await sign_up(db, "lena", TRAINER)
    found = (await ask(ONE, {"id": TRAINER})).of("opportunity")
    assert (found["status"], found["places"], found["placesLeft"]) == ("FULL", 1, 0)
    query = (
        "query ($club: ID!) { opportunities(filter: {openOnly: false, organization: [$club]}) { nodes { id status } } }"
    )
    nodes = {node["id"]: node["status"] for node in (await ask(query, CLUB)).of("opportunities", "nodes")}
    assert (nodes[TRAINER], nodes[KUCHEN]) == ("FULL", "OPEN")


async def test_shifts_count_their_own_places_and_events_their_helpers(ask: Ask, db: Database) -> None:
    first, second = (shift["id"] for shift in (await ask(SHIFTS, {"id": KUCHEN})).of("opportunity", "shifts"))
    for number in range(3):
        await sign_up(db, f"m-{number}", KUCHEN, [first])
    found = (await ask(ONE, {"id": KUCHEN})).of("opportunity")
    assert (found["status"], found["placesLeft"]) == ("OPEN", 3)
    assert [shift["placesLeft"] for shift in found["shifts"]] == [0, 3]
    assert KUCHEN in str((await ask(WITH_HELPERS)).of("events", "nodes"))
    shown = _sum(await ask(CLUSTERS))
    for number in range(3, 6):
        await sign_up(db, f"m-{number}", KUCHEN, [second])
    found = (await ask(ONE, {"id": KUCHEN})).of("opportunity")
    assert (found["status"], found["placesLeft"], [s["placesLeft"] for s in found["shifts"]]) == ("FULL", 0, [0, 0])
    assert (await ask(WITH_HELPERS)).of("events", "nodes") == []
    assert _sum(await ask(CLUSTERS)) == shown - 1
    assert TURNVEREIN in str((await ask(OFFERING)).of("organizations", "nodes"))
    await sign_up(db, "lena", TRAINER)
    assert TURNVEREIN not in str((await ask(OFFERING)).of("organizations", "nodes"))


async def test_a_hold_that_lapsed_frees_its_place_for_readers_at_once(ask: Ask, db: Database) -> None:
    row = await sign_up(db, "mia", TRAINER, birth_month="2012-01")
    assert row.state == EngagementState.AWAITING_GUARDIAN
    later = NOW + 48 * 3600
    assert (await ask(ONE, {"id": TRAINER}, now=later - 1)).of("opportunity", "status") == "FULL"
    found = (await ask(ONE, {"id": TRAINER}, now=later)).of("opportunity")
    assert (found["status"], found["placesLeft"]) == ("OPEN", 1)


async def test_past_is_told_before_full(ask: Ask, db: Database) -> None:
    shifts = (await ask(SHIFTS, {"id": KUCHEN})).of("opportunity", "shifts")
    for number in range(6):
        await sign_up(db, f"m-{number}", KUCHEN, [shifts[number // 3]["id"]])
    assert (await ask(ONE, {"id": KUCHEN})).of("opportunity", "status") == "FULL"
    assert (await ask(ONE, {"id": KUCHEN}, now=NOW + 30 * 86_400)).of("opportunity", "status") == "EXPIRED"


async def test_a_booking_system_knows_of_others_who_took_places(ask: Ask, db: Database) -> None:
    shifts = (await ask(SHIFTS, {"id": KUCHEN})).of("opportunity", "shifts")
    await sign_up(db, "lena", KUCHEN, [shifts[0]["id"]])
    for live, left, of_shifts in ((9, 5, [2, 3]), (4, 4, [2, 3]), (1, 1, [1, 1]), (0, 0, [0, 0])):
        booking = Booking({"EA-001": live})
        found = (await ask(ONE, {"id": KUCHEN}, live_places={EXCHANGE: booking})).of("opportunity")
        assert (found["placesLeft"], [shift["placesLeft"] for shift in found["shifts"]]) == (left, of_shifts)


async def test_places_left_and_status_cost_one_statement_a_level(ask: Ask, db: Database) -> None:
    await sign_up(db, "lena", TRAINER)

    async def statements(selection: str) -> int:
        with count_statements(db) as counted:
            query = f"{{ opportunities(filter: {{openOnly: false}}) {{ nodes {{ {selection} }} }} }}"
            assert (await ask(query)).errors == []
        return counted.count

    assert await statements("title") == 1
    assert await statements("status") == 2
    assert await statements("placesLeft") == 2
    assert await statements("shifts { placesLeft }") == 3
