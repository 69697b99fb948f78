"""Signing up in one step, and all that can be wrong with it: each with its code, and nothing left behind."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from datasources.people import taking_part
from datasources.people.consents import current
from datasources.people.requests import ConsentGrant, ContactDetails, SignUp
from datasources.people.taking_part import rules
from datasources.people.taking_part.asking import MAX_MESSAGE_CHARS, MAX_SHIFTS, asked
from datasources.people.vocabulary import EngagementState, Purpose
from datasources.problems import Problem, text_of
from datasources.store.database import count_statements
from datasources.store.people import consents, engagements_lists, profiles
from datasources.store.people.core import ACCOUNT, CONSENT, ENGAGEMENT, MESSAGE, VOLUNTEER
from datasources.store.statements import Statement
from tests.datasources.people.taking_part.world import (
    CLUB,
    CONTACT,
    DAY,
    HOUR,
    KUCHEN,
    KUCHEN_ID,
    NOW,
    SATURDAY,
    TRAINER,
    TRAINER_ID,
    World,
    codes,
)

S = EngagementState
VETTING = (*CONTACT, ConsentGrant(Purpose.VETTING, current(Purpose.VETTING)))
UNKNOWN_ID = "opp_aaaaaaaaaaaaaaaa"


async def kept(world: World) -> list[int]:
    """How many rows there are of everything that a sign-up writes."""
    tables = (ACCOUNT, VOLUNTEER, CONSENT, ENGAGEMENT, MESSAGE)
    counts = [await world.db.fetch(Statement(select(func.count()).select_from(table))) for table in tables]
    return [count for ((count,),) in counts]


async def test_an_hours_help_takes_one_step(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.shift(1, KUCHEN)
    row = await world.signed_up("lena", message="  Ich bringe\r\neine Schürze mit. ")
    assert (row.state, row.created_at, row.held_until, row.id[:4]) == (S.INTERESTED, NOW, None, "eng_")
    (shifts,) = await engagements_lists.shifts(world.db, [row.pk])
    assert [shift.id for shift in shifts] == [world.shifts[1]]
    (messages,) = await engagements_lists.messages(world.db, [row.pk])
    assert [(m.text, m.from_organization, m.at) for m in messages] == [("Ich bringe\neine Schürze mit.", False, NOW)]
    (profile,) = await profiles.by_pks(world.db, [row.volunteer_pk or 0])
    assert profile is not None
    assert (profile.display_name, profile.email) == ("Lena Vogt", "lena@beispiel.example")
    standing = await consents.standing(world.db, [profile.pk])
    assert [(each.purpose, each.recipient_pk, each.given_by) for each in standing[profile.pk]] == [
        ("CONTACT", CLUB, "SELF")
    ]
    assert await kept(world) == [1, 1, 1, 1, 1]


async def test_second_sign_up_needs_neither_contact_nor_consent_again(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER, commitment="REGULAR")
    await world.signed_up("lena")
    row = await world.signed_up("lena", TRAINER_ID, contact=None, consents=())
    assert row.state == S.INTERESTED
    assert await kept(world) == [1, 1, 1, 2, 0]


async def test_statistics_are_consented_to_towards_the_hub_and_matching_towards_the_organisation(world: World) -> None:
    await world.opportunity(KUCHEN)
    given = [ConsentGrant(purpose, current(purpose)) for purpose in Purpose]
    row = await world.signed_up("lena", consents=given)
    standing = await consents.standing(world.db, [row.volunteer_pk or 0])
    assert {each.purpose: each.recipient_pk for each in standing[row.volunteer_pk or 0]} == {
        "MATCHING": CLUB,
        "CONTACT": CLUB,
        "VETTING": CLUB,
        "STATISTICS": None,
    }


@pytest.mark.parametrize("changes", [{"organization_pk": None, "listed": False}, {"listed": False}])
async def test_what_is_not_listed_is_unknown(world: World, changes: dict[str, Any]) -> None:
    await world.opportunity(KUCHEN, **changes)
    for id in (KUCHEN_ID, UNKNOWN_ID, "", "org_aaaaaaaaaaaaaaaa", "x" * 10_000, "\ud800"):
        assert codes(await world.sign_up("lena", id)) == ["OPPORTUNITY_UNKNOWN"]
    assert await kept(world) == [0] * 5


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"status": "DRAFT"}, "DRAFT"),
        ({"status": "PAUSED"}, "PAUSED"),
        ({"status": "CLOSED"}, "CLOSED"),
        ({"last_date": "2026-06-30"}, "EXPIRED"),
        ({"apply_by": "2026-06-30", "last_date": "2026-06-30", "status": "FULL"}, "EXPIRED"),
    ],
)
async def test_what_is_closed_or_past_takes_nobody(world: World, changes: dict[str, Any], status: str) -> None:
    await world.opportunity(KUCHEN, **changes)
    outcome = await world.sign_up("lena")
    assert [(each.code, each.path, each.parameters) for each in outcome.problems] == [
        ("OPPORTUNITY_NOT_OPEN", "opportunity", {"status": status})
    ]
    assert await kept(world) == [0] * 5


async def test_the_last_day_still_counts(world: World) -> None:
    await world.opportunity(KUCHEN, last_date="2026-07-01")
    assert (await world.signed_up("lena")).state == S.INTERESTED


async def test_what_its_source_calls_full_has_a_waiting_list_only(world: World) -> None:
    await world.opportunity(KUCHEN, status="FULL", places=10)
    assert (await world.signed_up("lena")).state == S.WAITLISTED


async def test_shifts_are_the_opportunitys_own_and_still_to_come(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER)
    first = await world.shift(1, KUCHEN)
    gone = await world.shift(2, KUCHEN, start=SATURDAY + DAY, gone=True)
    past = await world.shift(3, KUCHEN, start=NOW)
    foreign = await world.shift(4, TRAINER)
    await world.shift(5, KUCHEN, start=SATURDAY + 5 * HOUR)

    async def told(*shifts: str) -> list[str]:
        return codes(await world.sign_up("lena", shifts=list(shifts)))

    assert await told(foreign) == ["SHIFT_UNKNOWN"]
    assert await told(first, gone) == ["SHIFT_UNKNOWN"]
    assert await told("shf_aaaaaaaaaaaaaaaa") == ["SHIFT_UNKNOWN"]
    assert await told("\ud800") == ["SHIFT_UNKNOWN"]
    assert await told(first, past) == ["SHIFT_PAST"]
    assert await told() == ["SHIFTS_NEEDED"]
    assert await told(*(f"shf_{number}" for number in range(MAX_SHIFTS + 1))) == ["TOO_MANY_SHIFTS"]
    assert await told(*(f"shf_{number}" for number in range(MAX_SHIFTS))) == ["SHIFT_UNKNOWN"]
    assert await told(first, first) == []
    assert await kept(world) == [1, 1, 1, 1, 0]


async def test_without_shifts_there_is_none_to_choose(world: World) -> None:
    """Most lists state no shifts; an office or a course asks for help over years."""
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER, commitment="REGULAR")
    await world.shift(1, TRAINER)
    await world.shift(2, TRAINER, start=SATURDAY + DAY)
    for id in (KUCHEN_ID, TRAINER_ID):
        row = await world.signed_up("lena", id)
        assert await engagements_lists.shifts(world.db, [row.pk]) == [[]]


async def test_nobody_signs_up_when_all_shifts_have_begun(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.shift(1, KUCHEN, start=NOW)
    await world.shift(2, KUCHEN, start=NOW - DAY)
    assert codes(await world.sign_up("lena")) == ["SHIFT_PAST"]


async def test_nobody_is_in_two_places_at_a_time(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER)
    first = await world.shift(1, KUCHEN, hours=3)
    second = await world.shift(2, KUCHEN, start=SATURDAY + 2 * HOUR)
    third = await world.shift(3, KUCHEN, start=SATURDAY + 3 * HOUR)
    elsewhere = await world.shift(4, TRAINER, start=SATURDAY - HOUR, hours=1)
    inside = await world.shift(5, TRAINER, start=SATURDAY + HOUR, hours=0.5)
    assert codes(await world.sign_up("lena", shifts=[first, second])) == ["SHIFTS_OVERLAP"]
    row = await world.signed_up("lena", shifts=[first, third])
    assert codes(await world.sign_up("lena", TRAINER_ID, shifts=[inside])) == ["SHIFTS_OVERLAP"]
    assert codes(await world.sign_up("lena", TRAINER_ID, shifts=[elsewhere])) == []
    await world.withdraw("lena", row)
    assert codes(await world.sign_up("lena", shifts=[second])) == []


async def test_one_sign_up_at_a_time_and_another_after_it_has_ended(world: World) -> None:
    await world.opportunity(KUCHEN, places=1)
    first = await world.signed_up("lena")
    assert codes(await world.sign_up("lena")) == ["ALREADY_SIGNED_UP"]
    await world.withdraw("lena", first)
    second = await world.signed_up("lena")
    await world.decided(second, S.CANCELLED_BY_ORGANIZATION)
    third = await world.signed_up("lena")
    await world.decided(third, S.ACCEPTED)
    await world.decided(third, S.DONE)
    fourth = await world.signed_up("lena")
    assert [first.state, second.state, third.state, fourth.state] == [S.INTERESTED] * 3 + [S.WAITLISTED]


async def test_who_was_declined_does_not_ask_again(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.decided(await world.signed_up("lena"), S.DECLINED)
    assert codes(await world.sign_up("lena")) == ["DECLINED_BEFORE"]
    assert codes(await world.sign_up("jonas")) == []


async def test_a_person_has_so_many_sign_ups_at_a_time_and_no_more(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(rules, "MAX_LIVE", 2)
    ids = [await world.opportunity(number) for number in (1, 2, 3)]
    rows = [await world.signed_up("lena", id) for id in ids[:2]]
    outcome = await world.sign_up("lena", ids[2])
    assert [(each.code, each.parameters) for each in outcome.problems] == [("TOO_MANY_SIGN_UPS", {"most": "2"})]
    await world.withdraw("lena", rows[0])
    assert codes(await world.sign_up("lena", ids[2])) == []


@pytest.mark.parametrize(
    ("birth_month", "shift_on", "told"),
    [
        ("2008-07", SATURDAY, ["TOO_YOUNG"]),  # 18 on 1 August
        ("2008-07", SATURDAY + 30 * DAY, []),
        ("2008-06", SATURDAY, []),
        ("2008-06", None, []),
        ("2008-07", None, ["TOO_YOUNG"]),
    ],
)
async def test_age_counts_on_the_day_of_the_first_shift(
    world: World, birth_month: str, shift_on: int | None, told: list[str]
) -> None:
    await world.opportunity(KUCHEN, min_age=18)
    if shift_on is not None:
        await world.shift(1, KUCHEN, start=shift_on)
    assert codes(await world.sign_up("lena", birth_month=birth_month)) == told


@pytest.mark.parametrize(
    ("start", "told"), [("2026-08-01", []), ("2026-07-31", ["TOO_YOUNG"]), ("2020-01-01", ["TOO_YOUNG"])]
)
async def test_without_shifts_age_counts_when_it_begins_or_today(world: World, start: str, told: list[str]) -> None:
    await world.opportunity(KUCHEN, min_age=18, start=start)
    assert codes(await world.sign_up("lena", birth_month="2008-07")) == told


async def test_a_way_to_be_reached_is_needed_and_either_will_do(world: World) -> None:
    await world.opportunity(KUCHEN)
    assert codes(await world.sign_up("lena", email=None)) == ["CONTACT_NEEDED"]
    assert codes(await world.sign_up("lena", email=None, telephone="02654 12345")) == []
    told = await world.sign_up("jonas", contact=None)
    assert codes(told) == ["BIRTH_MONTH_NEEDED", "CONTACT_NEEDED"]


async def test_consents_are_asked_for_what_the_opportunity_requires(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER, requirements='[{"kind": "JULEICA"}, {"kind": "TRAINING"}]')
    await world.opportunity(3, requirements='[{"kind": "TRAINING", "note": "\\"JULEICA\\""}]')
    lacking = [each.path for each in (await world.sign_up("lena", consents=())).problems]
    assert lacking == ["consents.CONTACT"]
    lacking = [each.path for each in (await world.sign_up("lena", TRAINER_ID, consents=())).problems]
    assert lacking == ["consents.CONTACT", "consents.VETTING"]
    assert codes(await world.sign_up("lena", TRAINER_ID)) == ["CONSENT_NEEDED"]
    assert codes(await world.sign_up("lena", TRAINER_ID, consents=VETTING)) == []


async def test_a_consent_to_one_organisation_is_none_to_another(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER, organization_pk=2)
    await world.signed_up("lena")
    assert codes(await world.sign_up("lena", TRAINER_ID, consents=())) == ["CONSENT_NEEDED"]


async def test_unknown_texts_and_doubled_consents_are_told_apart(world: World) -> None:
    await world.opportunity(KUCHEN)
    unknown = ConsentGrant(Purpose.CONTACT, "1999-01")
    assert codes(await world.sign_up("lena", consents=(unknown,))) == ["CONSENT_TEXT_UNKNOWN"]
    assert codes(await world.sign_up("lena", consents=CONTACT * 2)) == ["CONSENT_TWICE"]
    assert codes(await world.sign_up("lena", consents=CONTACT * 10_000)) == ["CONSENT_TWICE"]
    assert await kept(world) == [0] * 5


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"message": "<script>alert(1)</script>"}, [("TEXT_HTML", "message")]),
        ({"message": "Hallo\x07"}, [("TEXT_CONTROL_CHARACTERS", "message")]),
        ({"message": "Hallo \ud83d"}, [("TEXT_NOT_UNICODE", "message")]),
        ({"name": "<b>Lena</b>"}, [("TEXT_HTML", "contact.displayName")]),
        ({"birth_month": "1992-13"}, [("BIRTH_MONTH_UNREADABLE", "contact.birthMonth")]),
        ({"birth_month": "2031-01"}, [("BIRTH_MONTH_UNREADABLE", "contact.birthMonth")]),
        ({"message": "<b>", "name": "<b>"}, [("TEXT_HTML", "message"), ("TEXT_HTML", "contact.displayName")]),
    ],
)
def test_texts_are_refused_with_the_place_they_stand_at(values: dict[str, str], told: list[tuple[str, str]]) -> None:
    assert [(each.code, each.path) for each in _refused(**values)] == told


@pytest.mark.parametrize(
    ("values", "path"), [({"email": "lena@"}, "contact.email"), ({"telephone": "ruf an"}, "contact.telephone")]
)
def test_ways_to_be_reached_must_be_readable(values: dict[str, str], path: str) -> None:
    assert [each.path for each in _refused(**values)] == [path]


@pytest.mark.parametrize(("length", "is_refused"), [(MAX_MESSAGE_CHARS, False), (MAX_MESSAGE_CHARS + 1, True)])
def test_messages_have_a_length(length: int, is_refused: bool) -> None:
    assert bool(_refused(message="x" * length)) == is_refused


def _refused(message: str | None = None, **contact: str) -> tuple[Problem, ...]:
    details = {"display_name": contact.pop("name", "Lena Vogt"), "birth_month": "1992-04"} | contact
    found = asked(SignUp(KUCHEN_ID, message=message, contact=ContactDetails(**details)), date(2026, 7, 1))
    return found if isinstance(found, tuple) else ()


async def test_what_is_refused_by_its_words_leaves_nothing_behind(world: World) -> None:
    await world.opportunity(KUCHEN)
    assert codes(await world.sign_up("lena", message="<b>")) == ["TEXT_HTML"]
    assert await kept(world) == [0] * 5


@pytest.mark.parametrize("message", ["", "   \n "])
async def test_a_message_without_words_is_none(world: World, message: str) -> None:
    await world.opportunity(KUCHEN)
    await world.signed_up("lena", message=message)
    assert (await kept(world))[-1] == 0


async def test_all_problems_are_told_at_once_and_leave_nothing_behind(world: World) -> None:
    await world.opportunity(KUCHEN, min_age=18)
    await world.shift(1, KUCHEN)
    await world.shift(2, KUCHEN, start=SATURDAY + DAY)
    outcome = await world.sign_up("lena", birth_month="2010-01", email=None, consents=())
    assert codes(outcome) == ["SHIFTS_NEEDED", "TOO_YOUNG", "CONTACT_NEEDED", "CONSENT_NEEDED"]
    assert await kept(world) == [0] * 5
    for problem in outcome.problems:
        for language in ("de", "en"):
            assert "…" not in problem.message(language)
            assert problem.hint(language)


async def test_problems_name_nobody(world: World) -> None:
    await world.opportunity(KUCHEN, min_age=99)
    outcome = await world.sign_up("lena", name="Lena Vogt", message="Streng vertraulich")
    told = "".join(each.message() + str(each.parameters) for each in outcome.problems)
    assert not any(secret in told for secret in ("Lena", "Vogt", "vertraulich", "1992"))


async def test_a_profile_that_is_there_is_not_changed_by_a_sign_up(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER, commitment="REGULAR")
    row = await world.signed_up("lena")
    await world.signed_up("lena", TRAINER_ID, name="Jemand anders", email="andere@beispiel.example")
    (profile,) = await profiles.by_pks(world.db, [row.volunteer_pk or 0])
    assert profile is not None
    assert (profile.display_name, profile.email) == ("Lena Vogt", "lena@beispiel.example")


async def test_what_is_wrong_with_the_words_alone_costs_no_statement(world: World) -> None:
    viewer = await world.viewer("lena")
    with count_statements(world.db) as counted:
        outcome = await taking_part.express_interest(world.db, viewer, SignUp(KUCHEN_ID, message="<b>"), NOW)
    assert (codes(outcome), counted.count) == (["TEXT_HTML"], 0)


async def test_every_code_of_taking_part_has_both_languages_and_a_way_out() -> None:
    from datasources.problems import participation

    for code in participation.TEXTS:
        text = text_of(code)
        assert text.de != text.en
        assert text.hint_de, code
        assert text.hint_en, code


async def test_an_account_that_is_known_signs_up_as_itself(world: World) -> None:
    await world.opportunity(KUCHEN)
    await world.opportunity(TRAINER, commitment="REGULAR")
    first = await world.signed_up("lena")
    stranger = replace(await world.viewer("lena"), account_pk=None)
    outcome = await taking_part.express_interest(world.db, stranger, SignUp(TRAINER_ID), NOW)
    assert outcome.made is not None
    assert outcome.made.volunteer_pk == first.volunteer_pk
