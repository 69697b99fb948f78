"""Sign-ups as they are read: their lists, whose they are, what hangs on them, and how many statements it takes."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import bindparam, select, update

from datasources.people import taking_part
from datasources.people.requests import SignUp
from datasources.people.viewer import ANONYMOUS, Viewer
from datasources.people.vocabulary import ConsentGiver, EngagementState, Purpose
from datasources.store import opportunities, organizations
from datasources.store.database import Database, count_statements
from datasources.store.people import access, consents, engagements_lists, profiles
from datasources.store.people.core import ACCESS_EVENT, VOLUNTEER
from datasources.store.people.rows import EngagementRow, VolunteerRow
from datasources.store.rows import OpportunityRow, OrganizationRow
from datasources.store.statements import Statement
from resolvers.connections import Connection, edges_of
from resolvers.context import Context, Info
from resolvers.paging import PageArguments
from resolvers.people import engagements
from supergraph.errors import GraphError
from tests.datasources.people.taking_part.world import (
    CLUB,
    DAY,
    EDITOR,
    HOUR,
    ISSUER,
    KUCHEN,
    OTHER_CLUB,
    OTHER_EDITOR,
    SATURDAY,
    TRAINER,
    TRAINER_ID,
    World,
    club,
)

S = EngagementState
EVERYTHING = PageArguments()
READ = Statement(select(ACCESS_EVENT.c.fields, ACCESS_EVENT.c.purpose))
GREW_UP = Statement(update(VOLUNTEER).values(birth_month="1990-01").where(VOLUNTEER.c.pk == bindparam("volunteer")))


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A club with an opportunity, on both databases."""
    db = await Database.open(database_url, migrate_first=False)
    world = await club(db)
    await world.opportunity(KUCHEN, places=2)
    await world.opportunity(TRAINER, organization_pk=OTHER_CLUB, commitment="REGULAR")
    yield world
    await db.close()


def info(world: World, viewer: Viewer = ANONYMOUS) -> Info:
    """What a batch function is given; `viewer` asks."""
    return cast(Info, SimpleNamespace(context=Context(world.db, now=world.now, viewer=viewer)))


async def offers(world: World, *pks: int) -> Sequence[OpportunityRow]:
    return [row for row in await opportunities.by_pks(world.db, pks) if row is not None]


async def clubs(world: World, *pks: int) -> Sequence[OrganizationRow]:
    return [row for row in await organizations.by_pks(world.db, pks) if row is not None]


async def person(world: World, row: EngagementRow) -> VolunteerRow:
    (found,) = await profiles.by_pks(world.db, [row.volunteer_pk or 0])
    assert found is not None
    return found


async def listed(connections: Sequence[Connection]) -> list[list[int]]:
    """The sign-ups of each list, by pk."""
    pages = await connections[0].listing.pages()
    return [[row.pk for row in pages[each.place].rows] for each in connections]


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_sign_ups_are_listed_for_their_opportunity_organisation_and_person(world: World) -> None:
    lena = await world.signed_up("lena")
    world.now += 1
    jonas = await world.signed_up("jonas")
    world.now += 1
    again = await world.signed_up("lena", TRAINER_ID)
    asked = info(world)
    of_opportunities = engagements.engagements_of_opportunities(
        await offers(world, KUCHEN, TRAINER), asked, None, EVERYTHING
    )
    assert await listed(of_opportunities) == [[jonas.pk, lena.pk], [again.pk]]
    of_clubs = engagements.engagements_of_organizations(await clubs(world, CLUB, OTHER_CLUB), asked, None, EVERYTHING)
    assert await listed(of_clubs) == [[jonas.pk, lena.pk], [again.pk]]
    people = [await person(world, row) for row in (lena, jonas)]
    of_people = engagements.engagements_of_volunteers(people, asked, EVERYTHING)
    assert await listed(of_people) == [[again.pk, lena.pk], [jonas.pk]]
    assert [list(await each[0].listing.counts()) for each in (of_opportunities, of_clubs, of_people)] == [
        [2, 1],
        [2, 1],
        [2, 1],
    ]


async def test_an_organisation_without_sign_ups_has_an_empty_list(world: World) -> None:
    await world.signed_up("lena")
    found = engagements.engagements_of_organizations(await clubs(world, OTHER_CLUB), info(world), None, EVERYTHING)
    assert await listed(found) == [[]]
    assert list(await found[0].listing.counts()) == [0]


async def test_lists_are_narrowed_by_state_and_a_lapsed_hold_counts_as_withdrawn(world: World) -> None:
    young = await world.signed_up("mia", birth_month="2012-01")
    gone = await world.signed_up("jonas")
    await world.withdraw("jonas", gone)
    world.now += 1
    asks = await world.signed_up("lena")

    async def found(*states: EngagementState) -> list[int]:
        asked = info(world)
        parents = await offers(world, KUCHEN)
        connections = engagements.engagements_of_opportunities(parents, asked, states, EVERYTHING)
        (pks,) = await listed(connections)
        assert list(await connections[0].listing.counts()) == [len(pks)]
        return sorted(pks)

    assert await found(S.AWAITING_GUARDIAN) == [young.pk]
    assert await found(S.WITHDRAWN) == [gone.pk]
    assert await found(S.INTERESTED, S.WITHDRAWN) == [gone.pk, asks.pk]
    assert await found() == [young.pk, gone.pk, asks.pk]
    world.now += 48 * HOUR
    assert await found(S.AWAITING_GUARDIAN) == []
    assert await found(S.WITHDRAWN) == [young.pk, gone.pk]
    assert engagements.states_of([young, asks], info(world)) == ["WITHDRAWN", "INTERESTED"]


async def test_pages_follow_each_other_without_gap_or_repetition(world: World) -> None:
    rows = [await world.signed_up(f"m-{number}") for number in range(7)]
    parents = await offers(world, KUCHEN)
    seen: list[int] = []
    after: str | None = None
    for _ in range(4):
        page = PageArguments(first=2, after=after)
        (connection,) = engagements.engagements_of_opportunities(parents, info(world), None, page)
        (edges,) = await edges_of([connection], info(world))
        assert not isinstance(edges, Exception)
        seen += [cast(EngagementRow, edge.node).pk for edge in edges]
        after = edges[-1].cursor
    assert seen == [row.pk for row in reversed(rows)]


@pytest.mark.parametrize("parents", [1, 10, 30])
async def test_a_level_takes_one_statement_whatever_its_size(world: World, parents: int) -> None:
    ids = [await world.opportunity(number) for number in range(10, 10 + parents)]
    rows = [await world.signed_up("lena", id) for id in ids[:20]]
    viewer = replace(await world.viewer("lena"), edits=frozenset({CLUB}))
    asked = info(world, viewer)
    offered = await offers(world, *range(10, 10 + parents))

    async def statements(read: Any) -> int:
        with count_statements(world.db) as counted:
            await read
        return counted.count

    lists = engagements.engagements_of_opportunities(offered, asked, [S.INTERESTED], EVERYTHING)
    assert await statements(lists[0].listing.pages()) == 1
    assert await statements(lists[0].listing.counts()) == 1
    assert await statements(engagements.my_engagements_of_opportunities(offered, asked)) == 1
    assert await statements(engagements.shifts_of(rows, asked)) == 1
    assert await statements(engagements.opportunities_of(rows, asked)) == 1
    assert await statements(engagements.messages_of(rows, info(world, viewer))) == 2
    assert await statements(engagements.messages_of(rows, info(world, EDITOR))) == 1
    assert await statements(engagements.by_ids(asked.context, [row.id for row in rows])) == 1


# ── whose they are ───────────────────────────────────────────────────────────────────────────────────────────────


async def test_my_sign_up_is_the_one_that_is_still_to_come_else_the_newest(world: World) -> None:
    first = await world.signed_up("lena")
    await world.withdraw("lena", first)
    second = await world.signed_up("lena")
    await world.signed_up("jonas")
    parents = [*await offers(world, KUCHEN, TRAINER), *await offers(world, KUCHEN)]
    viewer = await world.viewer("lena")
    found = await engagements.my_engagements_of_opportunities(parents, info(world, viewer))
    assert [None if row is None else row.pk for row in found] == [second.pk, None, second.pk]
    await world.withdraw("lena", second)
    found = await engagements.my_engagements_of_opportunities(parents[:1], info(world, viewer))
    assert [None if row is None else row.pk for row in found] == [second.pk]


async def test_who_has_no_account_has_no_sign_up_and_costs_no_statement(world: World) -> None:
    await world.signed_up("lena")
    parents = await offers(world, KUCHEN)
    with count_statements(world.db) as counted:
        for viewer in (ANONYMOUS, Viewer(ISSUER, "niemand"), Viewer(token_pk=1)):
            assert await engagements.my_engagements_of_opportunities(parents, info(world, viewer)) == [None]
            assert await engagements.by_ids(info(world, viewer).context, ["eng_aaaaaaaaaaaaaaaa"]) == [None]
    assert counted.count == 0


async def test_an_id_leads_its_owner_and_the_editors_to_a_sign_up_and_nobody_else(world: World) -> None:
    row = await world.signed_up("lena")
    await world.signed_up("jonas")
    asked = [row.id, "eng_aaaaaaaaaaaaaaaa", "\ud800"]
    for viewer, found in (
        (await world.viewer("lena"), [row, None, None]),
        (EDITOR, [row, None, None]),
        (await world.viewer("jonas"), [None] * 3),
        (OTHER_EDITOR, [None] * 3),
        (ANONYMOUS, [None] * 3),
        (Viewer(is_administrator=True, token_pk=1), [None] * 3),
    ):
        assert await engagements.by_ids(info(world, viewer).context, asked) == found


async def test_changes_are_for_people_who_are_signed_in(world: World) -> None:
    row = await world.signed_up("lena")
    attempts: list[Any] = []
    for viewer in (ANONYMOUS, Viewer(token_pk=1)):
        asked = info(world, viewer)
        attempts += [
            (viewer, engagements.express_interest(asked, SignUp(TRAINER_ID))),
            (viewer, engagements.withdraw(asked, row.id)),
            (viewer, engagements.decide(asked, row.id, S.ACCEPTED, None, None)),
        ]
    for viewer, attempt in attempts:
        with pytest.raises(GraphError) as refused:
            await attempt
        assert refused.value.code == ("FORBIDDEN" if viewer.is_signed_in else "UNAUTHENTICATED")
    with pytest.raises(GraphError) as refused:
        await engagements.decide(info(world, await world.viewer("lena")), row.id, S.ACCEPTED, None, None)
    assert refused.value.code == "FORBIDDEN"
    assert (await world.read(row)).state == S.INTERESTED


async def test_changes_go_through_to_the_sign_up(world: World) -> None:
    row = await world.signed_up("lena")
    accepted = await engagements.decide(info(world, EDITOR), row.id, S.ACCEPTED, None, "Bis Samstag!")
    assert accepted.made is not None
    assert accepted.made.state == S.ACCEPTED
    withdrawn = await engagements.withdraw(info(world, await world.viewer("lena")), row.id)
    assert withdrawn.made is not None
    assert withdrawn.made.state == S.WITHDRAWN
    again = await engagements.express_interest(info(world, await world.viewer("lena")), SignUp(TRAINER_ID))
    assert [problem.code for problem in again.problems] == ["CONSENT_NEEDED"]


# ── what hangs on a sign-up ──────────────────────────────────────────────────────────────────────────────────────


async def texts(world: World, row: EngagementRow, viewer: Viewer) -> list[str]:
    (messages,) = await engagements.messages_of([await world.read(row)], info(world, viewer))
    assert not isinstance(messages, Exception)
    return [message.text for message in messages]


async def test_messages_are_read_by_both_sides(world: World) -> None:
    row = await world.signed_up("lena", message="Ich bringe Kuchen mit.")
    await world.decided(row, S.ACCEPTED, message="Gern!")
    for viewer in (await world.viewer("lena"), EDITOR):
        assert await texts(world, row, viewer) == ["Ich bringe Kuchen mit.", "Gern!"]
    for viewer in (OTHER_EDITOR, ANONYMOUS, Viewer(ISSUER, "niemand")):
        assert await texts(world, row, viewer) == []


async def test_reading_messages_is_recorded(world: World) -> None:
    row = await world.signed_up("lena", message="Ich bringe Kuchen mit.")
    silent = await world.signed_up("jonas")
    await engagements.messages_of([row, silent], info(world, EDITOR))
    await texts(world, row, await world.viewer("lena"))
    await texts(world, row, OTHER_EDITOR)
    volunteers = [row.volunteer_pk or 0, silent.volunteer_pk or 0]
    (own, other) = await access.counts(world.db, volunteers)
    assert (own, other) == (1, 0)
    assert [tuple(event) for event in await world.db.fetch(READ)] == [('["messages"]', "CONTACT")]


async def test_messages_wait_for_the_guardian_even_if_none_is_needed_any_more(world: World) -> None:
    row = await world.signed_up("mia", birth_month="2012-01", message="Darf ich?")
    async with world.db.transaction() as transaction:
        await transaction.execute(GREW_UP, volunteer=row.volunteer_pk)
    assert await texts(world, row, EDITOR) == []


async def test_messages_leave_editors_with_the_consent_to_contact(world: World) -> None:
    row = await world.signed_up("lena", message="Ich bringe Kuchen mit.")
    async with world.db.transaction() as transaction:
        await consents.revoke(transaction, row.volunteer_pk or 0, Purpose.CONTACT, CLUB, ConsentGiver.SELF, world.now)
    assert await texts(world, row, EDITOR) == []
    assert await texts(world, row, await world.viewer("lena")) == ["Ich bringe Kuchen mit."]


async def test_messages_of_the_young_reach_editors_once_a_guardian_consents(world: World) -> None:
    row = await world.signed_up("mia", birth_month="2012-01", message="Darf ich?")
    assert await texts(world, row, EDITOR) == []
    assert await texts(world, row, await world.viewer("mia")) == ["Darf ich?"]
    await world.guardian_consents(row)
    assert await texts(world, row, EDITOR) == ["Darf ich?"]
    async with world.db.transaction() as transaction:
        await consents.revoke_all_of(transaction, row.volunteer_pk or 0, ConsentGiver.GUARDIAN, world.now)
    assert await texts(world, row, EDITOR) == []


async def test_shifts_and_opportunities_come_in_the_order_of_the_sign_ups(world: World) -> None:
    ids = [await world.shift(n, KUCHEN, start=SATURDAY - n * DAY, capacity=9) for n in (1, 2)]
    lena = await world.signed_up("lena", shifts=ids)
    jonas = await world.signed_up("jonas", TRAINER_ID)
    rows = [jonas, lena, jonas]
    shifts = await engagements.shifts_of(rows, info(world))
    assert [[shift.pk for shift in each] for each in shifts] == [[], [2, 1], []]
    found = await engagements.opportunities_of(rows, info(world))
    assert [each.pk for each in found if isinstance(each, OpportunityRow)] == [TRAINER, KUCHEN, TRAINER]


async def test_a_sign_up_outlives_its_opportunitys_being_listed(world: World) -> None:
    row = await world.signed_up("lena")
    await world.change(KUCHEN, listed=False)
    (found,) = await engagements.opportunities_of([row], info(world))
    assert isinstance(found, OpportunityRow)
    assert not found.listed


async def test_what_the_organisation_confirms_is_what_everybody_reads(world: World) -> None:
    row = await world.decided(await world.signed_up("lena"), S.ACCEPTED)
    decision = taking_part.Decision(row.id, S.CONFIRMED, 3.0)
    await taking_part.decide(world.db, EDITOR, decision, world.now)
    (held,) = await engagements_lists.by_ids(world.db, [row.id])
    assert held is not None
    assert (held.row.state, held.row.hours) == (S.CONFIRMED, 3.0)
