"""Applicants: what editors see of them, under which consents, and what is written down of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from datasources.people.viewer import Viewer
from datasources.people.vocabulary import Purpose
from datasources.store.database import Database, Transaction, count_statements
from datasources.store.people.core import ACCESS_EVENT, ACCOUNT, CONSENT, ENGAGEMENT, VOLUNTEER
from datasources.store.people.rows import AccessEventRow
from datasources.store.statements import Statement
from resolvers.context import Context
from resolvers.people import readings
from resolvers.people.readings import Reading
from tests.resolvers.asking import Answer, ask_graph
from tests.resolvers.district import DAY, KUCHEN, NOW, District
from tests.resolvers.people.people import ISSUER
from tests.resolvers.people.world import (
    BEN,
    BENS_PK,
    BENS_SIGN_UP,
    CLUB_PK,
    EDITOR,
    JANA,
    JANAS_PK,
    JANAS_SIGN_UP,
    PERSONAL,
    applicant,
    people,
)

EVERYTHING = "displayName email telephone ageBand skills { notation } languages certificates { kind }"
EVENTS = Statement(
    select(*(ACCESS_EVENT.c[name] for name in AccessEventRow._fields)).order_by(ACCESS_EVENT.c.at, ACCESS_EVENT.c.pk)
)
NOTHING = dict.fromkeys(PERSONAL)


@pytest.fixture
async def peopled(hub: Database) -> Database:
    """The district and its people, on both databases."""
    made = District()
    people(made)
    await made.write(hub)
    return hub


async def ask(db: Database, selection: str, viewer: Viewer = EDITOR, id: str = JANAS_SIGN_UP) -> Answer:
    query = f'{{ node(id: "{id}") {{ ... on Engagement {{ id applicant {{ {selection} }} }} }} }}'
    return await ask_graph(Context(db, now=NOW, viewer=viewer), query)


async def events(db: Database) -> list[AccessEventRow]:
    """What was recorded since the world was made."""
    return (await db.fetch_rows(AccessEventRow, EVENTS))[1:]


async def run(db: Database, statement: Any) -> None:
    async with db.transaction() as transaction:
        await transaction.execute(Statement(statement))


async def test_editors_see_what_is_consented_to_and_each_purpose_is_recorded(peopled: Database) -> None:
    assert (await ask(peopled, EVERYTHING)).of("node", "applicant") == PERSONAL
    recorded = await events(peopled)
    assert {event.purpose: event.fields for event in recorded} == {
        "CONTACT": '["displayName","email","telephone"]',
        "MATCHING": '["ageBand","skills","languages"]',
        "VETTING": '["certificates"]',
    }
    for event in recorded:
        assert event.by == "Turn- und Sportverein Polch 1902 e.V."
        assert (event.volunteer_pk, event.organization_pk, event.account_pk, event.at) == (JANAS_PK, CLUB_PK, 3, NOW)


async def test_what_is_not_selected_is_not_recorded(peopled: Database) -> None:
    assert (await ask(peopled, "__typename mail: email again: email")).of("node", "applicant", "mail")
    assert [(event.purpose, event.fields) for event in await events(peopled)] == [("CONTACT", '["email"]')]


async def test_what_is_not_stated_is_not_recorded(peopled: Database) -> None:
    await run(peopled, update(VOLUNTEER).values(telephone=None, email=None))
    answer = await ask(peopled, "telephone email displayName")
    assert answer.of("node", "applicant", "telephone") is None
    assert [event.fields for event in await events(peopled)] == ['["displayName"]']


UNCOVERED = {
    "never consented to": delete(CONSENT),
    "taken back": update(CONSENT).values(revoked_at=NOW - 1),
    "another organisation's": update(CONSENT).values(recipient_pk=3),
    "the platform's": update(CONSENT).values(recipient_pk=None),
    "a text that nobody knows": update(CONSENT).values(text_version="1999-01"),
    "a guardian's alone": update(CONSENT).values(given_by="GUARDIAN", recipient_pk=None),
    "of a child without its guardian": update(VOLUNTEER).values(birth_month="2012-01"),
    "of someone without an age": update(VOLUNTEER).values(birth_month=None),
}


@pytest.mark.parametrize("change", UNCOVERED.values(), ids=UNCOVERED)
async def test_without_a_consent_that_covers_it_nothing_is_answered_or_recorded(peopled: Database, change: Any) -> None:
    await run(peopled, change)
    answer = await ask(peopled, EVERYTHING)
    assert answer.of("node", "applicant") == NOTHING
    assert await events(peopled) == []


@pytest.mark.parametrize("purpose", [purpose for purpose in Purpose if purpose is not Purpose.STATISTICS])
async def test_each_purpose_opens_its_own_fields(peopled: Database, purpose: Purpose) -> None:
    await run(peopled, delete(CONSENT).where(CONSENT.c.purpose != purpose.value))
    seen = (await ask(peopled, EVERYTHING)).of("node", "applicant")
    open_ = {
        Purpose.CONTACT: {"displayName", "email", "telephone"},
        Purpose.MATCHING: {"ageBand", "skills", "languages"},
        Purpose.VETTING: {"certificates"},
    }[purpose]
    assert seen == {name: PERSONAL[name] if name in open_ else None for name in PERSONAL}


async def test_child_is_seen_once_a_guardian_consented(peopled: Database) -> None:
    await run(peopled, update(ENGAGEMENT).values(state="INTERESTED"))
    assert (await ask(peopled, "displayName ageBand", id=BENS_SIGN_UP)).of("node", "applicant", "displayName") is None
    made = District()
    made.add(
        CONSENT,
        pk=900,
        volunteer_pk=BENS_PK,
        purpose="CONTACT",
        text_version="2026-11",
        given_by="GUARDIAN",
        granted_at=NOW,
    )
    await made.write(peopled)
    seen = (await ask(peopled, "displayName ageBand", id=BENS_SIGN_UP)).of("node", "applicant")
    assert seen == {"displayName": "Ben", "ageBand": None}  # the guardian was asked for CONTACT alone


@pytest.mark.parametrize("held_until", [NOW + DAY, NOW - DAY])
async def test_nothing_is_seen_while_a_guardian_is_awaited_whatever_was_consented_to(
    peopled: Database, held_until: int
) -> None:
    await run(peopled, update(ENGAGEMENT).values(state="AWAITING_GUARDIAN", held_until=held_until))
    assert (await ask(peopled, EVERYTHING)).of("node", "applicant") == NOTHING
    assert await events(peopled) == []


async def test_people_read_their_own_sign_up_unrecorded_and_whole(peopled: Database) -> None:
    await run(peopled, delete(CONSENT))
    assert (await ask(peopled, EVERYTHING, JANA)).of("node", "applicant") == PERSONAL
    own = (await ask(peopled, "displayName email", BEN, BENS_SIGN_UP)).of("node", "applicant")
    assert own == {"displayName": "Ben", "email": "ben@schule.example"}
    assert await events(peopled) == []


async def test_who_erased_themselves_is_nobody(peopled: Database) -> None:
    await run(peopled, update(ENGAGEMENT).values(volunteer_pk=None, state="DONE"))
    assert (await ask(peopled, EVERYTHING)).of("node") == {"id": JANAS_SIGN_UP, "applicant": None}


async def test_who_erases_themselves_meanwhile_is_not_answered(peopled: Database) -> None:
    context = Context(peopled, now=NOW, viewer=EDITOR)
    gone = Reading(4711, CLUB_PK, Purpose.CONTACT, "email", "email")
    there = Reading(JANAS_PK, CLUB_PK, Purpose.CONTACT, "email", "email")
    found = await context.disclosures.load_many([gone, there])
    assert found[0] is None
    assert [event.volunteer_pk for event in await events(peopled)] == [JANAS_PK]


async def test_owner_reads_the_record_newest_first_and_page_by_page(peopled: Database) -> None:
    await ask(peopled, "displayName email")
    await ask(peopled, "skills { notation }")
    query = """query ($after: String) { me { accessLog(first: 2, after: $after) {
      totalCount nodes { by fields purpose at } pageInfo { hasNextPage endCursor } } } }"""
    context = Context(peopled, now=NOW, viewer=JANA)
    log = (await ask_graph(context, query)).of("me", "accessLog")
    assert log["totalCount"] == 3
    assert [(node["purpose"], node["fields"]) for node in log["nodes"]] == [
        ("MATCHING", ["skills"]),
        ("CONTACT", ["displayName", "email"]),
    ]
    rest = await ask_graph(context, query, {"after": log["pageInfo"]["endCursor"]})
    assert [node["fields"] for node in rest.of("me", "accessLog", "nodes")] == [["displayName"]]


async def test_where_the_record_cannot_be_written_nothing_is_answered(peopled: Database) -> None:
    await run(peopled, text("DROP TABLE access_event"))
    answer = await ask(peopled, EVERYTHING)
    assert answer.data == {"node": {"id": JANAS_SIGN_UP, "applicant": NOTHING}}
    assert answer.codes == ["INTERNAL_SERVER_ERROR"] * len(PERSONAL)
    assert "jana" not in str(answer.errors)


async def test_what_was_not_committed_is_not_answered(peopled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = peopled.transaction

    @asynccontextmanager
    async def failing() -> AsyncIterator[Transaction]:
        async with ordinary() as transaction:
            yield transaction
            raise ConnectionError("the database went away")

    monkeypatch.setattr(peopled, "transaction", failing)
    answer = await ask(peopled, EVERYTHING)
    assert answer.data == {"node": {"id": JANAS_SIGN_UP, "applicant": NOTHING}}
    assert await events(peopled) == []


class Counting:
    """Transactions whose statements are counted."""

    def __init__(self, db: Database) -> None:
        self.transactions = 0
        self.statements = 0
        self._ordinary = db.transaction

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Transaction]:
        self.transactions += 1
        async with self._ordinary() as transaction:
            yield _Counted(transaction, self)


class _Counted:
    def __init__(self, transaction: Transaction, counting: Counting) -> None:
        self._transaction = transaction
        self._counting = counting

    async def execute(self, statement: Statement, **parameters: Any) -> int:
        self._counting.statements += 1
        return await self._transaction.execute(statement, **parameters)

    async def executemany(self, statement: Statement, rows: Any) -> None:
        self._counting.statements += 1
        await self._transaction.executemany(statement, rows)

    async def fetch(self, statement: Statement, **parameters: Any) -> list[tuple[Any, ...]]:
        self._counting.statements += 1
        return await self._transaction.fetch(statement, **parameters)


@pytest.mark.parametrize("count", [1, 10, 60])
async def test_applicants_take_as_many_statements_whatever_their_number(
    hub: Database, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    await crowd(hub, count)
    counting = Counting(hub)
    monkeypatch.setattr(hub, "transaction", counting)
    query = f"""{{ opportunity(id: "{KUCHEN}") {{ engagements(first: 100) {{ nodes {{
      state shifts {{ start }} opportunity {{ title }} messages {{ text }} applicant {{ {EVERYTHING} }} }} }} }} }}"""
    with count_statements(hub) as counted:
        nodes = (await ask_graph(Context(hub, now=NOW, viewer=SOMEBODY), query)).of(
            "opportunity", "engagements", "nodes"
        )
    assert [node["applicant"]["displayName"] for node in nodes] == [f"Person {pk}" for pk in range(count, 0, -1)]
    assert (counting.transactions, counting.statements) == (1, 3)
    assert counted.count == READS
    assert len(await hub.fetch_rows(AccessEventRow, EVENTS)) == 3 * count


READS = 8
"""The opportunity, its sign-ups, shifts, the opportunity again by key, the asker's profile, messages, the name of the
organisation, certificates."""


async def test_many_readings_are_recorded_in_bounded_steps(hub: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await crowd(hub, 5)
    monkeypatch.setattr(readings, "MAX_READINGS", 4)
    counting = Counting(hub)
    monkeypatch.setattr(hub, "transaction", counting)
    query = f'{{ opportunity(id: "{KUCHEN}") {{ engagements {{ nodes {{ applicant {{ email displayName }} }} }} }} }}'
    nodes = (await ask_graph(Context(hub, now=NOW, viewer=SOMEBODY), query)).of("opportunity", "engagements", "nodes")
    assert all(node["applicant"]["email"] for node in nodes)
    assert counting.transactions == 3
    recorded = [event.fields for event in await hub.fetch_rows(AccessEventRow, EVENTS)]
    assert sum(fields.count("email") for fields in recorded) == 5


SOMEBODY = replace(EDITOR, account_pk=1_000)
"""An editor who has not signed up for anything."""


async def crowd(hub: Database, count: int) -> None:
    """So many people who signed up at the club."""
    made = District()
    for pk in range(1, count + 1):
        made.add(ACCOUNT, id=f"acc_{_letters(pk)}", issuer=ISSUER, subject=f"person-{pk}", created_at=NOW)
        applicant(
            made,
            pk,
            f"vol_{_letters(pk)}",
            f"eng_{_letters(pk)}",
            display_name=f"Person {pk}",
            email=f"person{pk}@posteo.example",
            birth_month="1990-01",
        )
    await made.write(hub)


def _letters(pk: int) -> str:
    """An id's letters, of a number."""
    return str(pk).translate(str.maketrans("0189", "abcd")).rjust(16, "x")
