"""People keep a profile of their own: made with their first change, changed field by field, read by nobody else."""

import asyncio

import pytest
from sqlalchemy import func, insert, select

from datasources.people.profiles import FreeHours
from datasources.people.viewer import Viewer
from datasources.people.vocabulary import AgeBand, ConsentGiver, GuardianConsentState, Purpose
from datasources.store.database import Database, count_statements
from datasources.store.people import consents, guardians
from datasources.store.people.core import ACCOUNT, ENGAGEMENT, VOLUNTEER
from datasources.store.people.rows import VolunteerRow
from datasources.store.statements import Statement
from datasources.vocabulary import Commitment, Weekday
from resolvers.context import Context
from resolvers.people import profiles
from supergraph.errors import ErrorCode, GraphError
from tests.resolvers.district import NOW, POLCH
from tests.resolvers.people.people import asked_by, codes, info_of

COUNTS = Statement(
    select(
        select(func.count()).select_from(ACCOUNT).scalar_subquery(),
        select(func.count()).select_from(VOLUNTEER).scalar_subquery(),
    )
)
SIGN_UP = Statement(insert(ENGAGEMENT))
DAY_S = 86_400


async def saved(db: Database, subject: str, now: int = NOW, **changes: object) -> VolunteerRow:
    outcome = await profiles.save(await asked_by(db, subject, now=now), changes)
    assert outcome.problems == ()
    assert outcome.made is not None
    return outcome.made


async def test_the_first_change_makes_account_and_profile(hub: Database) -> None:
    info = await asked_by(hub, "lena")
    assert await profiles.mine(info) is None
    outcome = await profiles.save(info, {"display_name": "Lena Vogt", "home": f"mun_{POLCH}"})
    assert outcome.problems == ()
    assert outcome.made is not None
    assert (outcome.made.display_name, outcome.made.home_ars, outcome.made.created_at) == ("Lena Vogt", POLCH, NOW)
    assert info.context.viewer.account_pk == outcome.made.account_pk
    assert await profiles.mine(info) == outcome.made
    assert await profiles.mine(await asked_by(hub, "jonas")) is None


async def test_a_change_touches_the_fields_it_names(hub: Database) -> None:
    first = await saved(hub, "lena", display_name="Lena", email="lena@beispiel.example", languages=["de"], radius_km=5)
    second = await saved(hub, "lena", NOW + 5, email=None, languages=None, telephone="02654 1234")
    assert second == first._replace(email=None, languages="[]", telephone="02654 1234", updated_at=NOW + 5)
    assert await saved(hub, "lena", NOW + 9) == second
    assert await profiles.mine(await asked_by(hub, "lena")) == second


async def test_problems_leave_nothing_behind(hub: Database) -> None:
    info = await asked_by(hub, "lena")
    outcome = await profiles.save(info, {"display_name": "Lena", "home": "mun_99", "email": "nein"})
    assert outcome.made is None
    assert codes(outcome.problems) == [
        ("AREA_UNKNOWN", "input.home"),
        ("MAIL_ADDRESS_UNREADABLE", "input.email"),
    ]
    assert info.context.viewer.account_pk is None
    assert [tuple(row) for row in await hub.fetch(COUNTS)] == [(0, 0)]


async def test_a_home_is_the_area_of_an_id(hub: Database) -> None:
    for home, expected in (("mun_07137", "AREA_TOO_WIDE"), ("071375005086", "AREA_UNKNOWN"), ("org_x", "AREA_UNKNOWN")):
        outcome = await profiles.save(await asked_by(hub, "lena"), {"home": home})
        assert codes(outcome.problems) == [(expected, "input.home")]
    row = await saved(hub, "lena", home=f"mun_{POLCH}")
    (area,) = await profiles.homes_of([row], await asked_by(hub, "lena"))
    assert area.name == "Polch"


async def test_only_people_who_are_signed_in_have_a_profile(hub: Database) -> None:
    for viewer, code in ((Viewer(), ErrorCode.UNAUTHENTICATED), (Viewer(token_pk=3), ErrorCode.FORBIDDEN)):
        info = info_of(Context(hub, now=NOW, viewer=viewer))
        for asked in (profiles.mine(info), profiles.save(info, {"display_name": "Lena"})):
            with pytest.raises(GraphError) as raised:
                await asked
            assert raised.value.code is code
    assert [tuple(row) for row in await hub.fetch(COUNTS)] == [(0, 0)]


async def test_changes_at_once_make_one_profile(hub: Database) -> None:
    infos = [await asked_by(hub, "lena") for _ in range(8)]
    outcomes = await asyncio.gather(*(profiles.save(info, {"radius_km": n + 1}) for n, info in enumerate(infos)))
    assert len({outcome.made.pk for outcome in outcomes if outcome.made}) == 1
    assert [tuple(row) for row in await hub.fetch(COUNTS)] == [(1, 1)]


async def test_after_a_sign_up_the_month_of_birth_cannot_do_without_a_guardian(hub: Database) -> None:
    row = await saved(hub, "mia", birth_month="2011-03")
    assert (await saved(hub, "mia", birth_month="2009-03")).birth_month == "2009-03"
    await saved(hub, "mia", birth_month="2011-03")
    async with hub.transaction() as transaction:
        await transaction.execute(
            SIGN_UP,
            pk=1,
            id="eng_aaaaaaaaaaaaaaaa",
            opportunity_pk=1,
            volunteer_pk=row.pk,
            state="WITHDRAWN",
            hours=None,
            waiting_since=None,
            held_until=None,
            confirmed_at=None,
            age_band=None,
            created_at=NOW,
            updated_at=NOW,
        )
    outcome = await profiles.save(await asked_by(hub, "mia"), {"birth_month": "2009-03", "display_name": "Mia"})
    assert codes(outcome.problems) == [("BIRTH_MONTH_FIXED", "input.birthMonth")]
    mine = await profiles.mine(await asked_by(hub, "mia"))
    assert mine is not None
    assert (mine.birth_month, mine.display_name) == ("2011-03", None)
    assert (await saved(hub, "mia", birth_month="2011-04")).birth_month == "2011-04"


async def test_fields_of_a_profile_are_answered_for_a_level(hub: Database) -> None:
    lena = await saved(
        hub,
        "lena",
        birth_month="1992-03",
        availability=[FreeHours(Weekday.FRIDAY, "16:00", "20:00")],
        commitment=[Commitment.ONE_TIME],
        skills=["urn:engagement-hub:skill:cooking"],
        interests=["urn:engagement-hub:topic:football"],
        languages=["de", "uk"],
    )
    mia = await saved(hub, "mia", birth_month="2012-06")
    jan = await saved(hub, "jan")
    info, level = await asked_by(hub, "lena"), [lena, mia, jan]
    assert profiles.age_bands_of(level, info) == [AgeBand.A27_59, AgeBand.A14_15, None]
    assert profiles.availability_of(level) == [[FreeHours(Weekday.FRIDAY, "16:00", "20:00")], [], []]
    assert profiles.commitments_of(level) == [["ONE_TIME"], [], []]
    assert profiles.languages_of(level) == [["de", "uk"], [], []]
    assert [[each.notation for each in row] for row in profiles.skills_of(level)] == [["cooking"], [], []]
    assert [[each.notation for each in row] for row in profiles.interests_of(level)] == [["football"], [], []]
    async with hub.transaction() as transaction:
        await consents.grant(transaction, lena.pk, Purpose.MATCHING, None, "2026-11", ConsentGiver.SELF, NOW)
    with count_statements(hub) as counted:
        (given, *none) = await profiles.consents_of(level, info)
        assert counted.count == 1
    assert [each.purpose for each in given] == ["MATCHING"]
    assert none == [[], []]


async def test_guardian_states_are_told_with_two_statements_or_none(hub: Database) -> None:
    lena = await saved(hub, "lena", birth_month="1992-03")
    mia = await saved(hub, "mia", birth_month="2012-06")
    tim = await saved(hub, "tim", birth_month="2013-06")
    ida = await saved(hub, "ida", birth_month="2011-06")
    async with hub.transaction() as transaction:
        await consents.grant(transaction, mia.pk, Purpose.CONTACT, None, "2026-11", ConsentGiver.GUARDIAN, NOW)
        await guardians.request(
            transaction,
            volunteer_pk=tim.pk,
            email="papa@beispiel.example",
            code_hash="0" * 64,
            purposes='["CONTACT"]',
            text_version="2026-11",
            now=NOW,
            expires_at=NOW + 2 * DAY_S,
        )
    level = [lena, mia, tim, ida]
    needed, given = GuardianConsentState.NOT_NEEDED, GuardianConsentState.GIVEN
    requested, missing = GuardianConsentState.REQUESTED, GuardianConsentState.MISSING
    with count_statements(hub) as counted:
        states = await profiles.guardian_states_of(level, await asked_by(hub, None))
        assert counted.count == 2
    assert states == [needed, given, requested, missing]
    later = await asked_by(hub, None, now=NOW + 2 * DAY_S)
    assert await profiles.guardian_states_of(level, later) == [needed, given, missing, missing]
    grown_up = await asked_by(hub, None, now=NOW + 4 * 366 * DAY_S)
    with count_statements(hub) as counted:
        assert await profiles.guardian_states_of(level, grown_up) == [needed] * 4
        assert counted.count == 0
