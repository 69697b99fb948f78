"""What people say of themselves: each field has its form, and all that is wrong is told at once."""

from datetime import date
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.people.profiles import FreeHours, Known, checked_contact, free_hours_of, stated
from datasources.people.requests import ContactDetails
from datasources.store.rows import AreaRow
from datasources.vocabulary import Commitment, Weekday

TODAY = date(2026, 7, 1)
POLCH = AreaRow(
    ars="071375005086",
    ags="07137086",
    name="Polch",
    sort_key="polch",
    kind="MUNICIPALITY",
    parent_ars="071375005",
    population=6_900,
    area_km2=52.0,
    lat=50.3,
    lon=7.3,
    postal_code="56751",
    folded="polch",
)
DISTRICT = POLCH._replace(ars="07137", ags=None, name="Mayen-Koblenz", kind="DISTRICT")
HOMES = {"mun_071375005086": POLCH, "mun_07137": DISTRICT}
MONDAY, FRIDAY = Weekday.MONDAY, Weekday.FRIDAY


def read(name: str, value: object, **known: Any) -> Any:
    """The one column, or the codes and paths of the problems."""
    columns, problems = stated({name: value}, "input", Known(TODAY, HOMES, **known))
    if problems:
        return [(problem.code, problem.path) for problem in problems]
    (column,) = columns.values()
    return column


def test_a_whole_profile_is_read() -> None:
    columns, problems = stated(
        {
            "display_name": " Lena  Vogt ",
            "email": "lena@beispiel.example",
            "telephone": "02654 12345",
            "birth_month": "1992-03",
            "home": "mun_071375005086",
            "radius_km": 12,
            "availability": [FreeHours(MONDAY, "16:00", "20:00")],
            "commitment": [Commitment.REGULAR, Commitment.ONE_TIME, Commitment.REGULAR],
            "skills": ["urn:engagement-hub:skill:cooking", "urn:engagement-hub:skill:cooking"],
            "interests": ["urn:engagement-hub:topic:football"],
            "languages": ["DE", "pt-br", "sr-latn", "de"],
        },
        "input",
        Known(TODAY, HOMES),
    )
    assert problems == ()
    assert columns == {
        "display_name": "Lena Vogt",
        "email": "lena@beispiel.example",
        "telephone": "02654 12345",
        "birth_month": "1992-03",
        "home_ars": "071375005086",
        "radius_km": 12.0,
        "availability": '[{"weekday":"MONDAY","from":"16:00","to":"20:00"}]',
        "commitment": '["ONE_TIME","REGULAR"]',
        "skills": '["cooking"]',
        "interests": '["football"]',
        "languages": '["de","pt-BR","sr-Latn"]',
    }
    assert free_hours_of(str(columns["availability"])) == [FreeHours(MONDAY, "16:00", "20:00")]


def test_none_clears_and_what_is_not_named_stays() -> None:
    columns, problems = stated(
        {"email": None, "home": None, "radius_km": None, "skills": None, "availability": None},
        "input",
        Known(TODAY, {}),
    )
    assert problems == ()
    assert columns == {"email": None, "home_ars": None, "radius_km": None, "skills": "[]", "availability": "[]"}


def test_all_problems_are_told_at_once_each_at_its_place() -> None:
    _, problems = stated(
        {"display_name": "x", "email": "nein", "radius_km": -1.0, "skills": ["urn:engagement-hub:skill:nein"]},
        "input",
        Known(TODAY, HOMES),
    )
    assert [(problem.code, problem.path) for problem in problems] == [
        ("TEXT_TOO_SHORT", "input.displayName"),
        ("MAIL_ADDRESS_UNREADABLE", "input.email"),
        ("RADIUS_OUT_OF_RANGE", "input.radiusKm"),
        ("CONCEPT_UNKNOWN", "input.skills[0]"),
    ]


@pytest.mark.parametrize("value", ["2026-08", "1905-06", "1992", "1992-13", "03.1992", "1992-03-04", "", "１９９２-03"])
def test_a_month_of_birth_is_one_of_someone_who_lives(value: str) -> None:
    assert read("birth_month", value) == [("BIRTH_MONTH_UNREADABLE", "input.birthMonth")]


def test_a_month_of_birth_can_be_put_right_before_anything_rests_on_it() -> None:
    assert read("birth_month", "1992-03", birth_month="2012-03") == "1992-03"
    assert read("birth_month", None, birth_month="2012-03") is None


def test_a_sign_up_under_sixteen_cannot_be_made_one_of_someone_older() -> None:
    fixed = [("BIRTH_MONTH_FIXED", "input.birthMonth")]
    assert read("birth_month", "2010-08", birth_month="2010-07", has_signed_up=True) == "2010-08"
    assert read("birth_month", "2010-06", birth_month="2010-07", has_signed_up=True) == fixed
    assert read("birth_month", None, birth_month="2010-07", has_signed_up=True) == fixed
    assert read("birth_month", None, birth_month="1992-03", has_signed_up=True) == fixed
    assert read("birth_month", "1991-03", birth_month="1992-03", has_signed_up=True) == "1991-03"
    assert read("birth_month", "2012-03", birth_month="1992-03", has_signed_up=True) == "2012-03"
    assert read("birth_month", "2010-07", birth_month="2010-07", has_signed_up=True) == "2010-07"


def test_a_home_is_a_municipality_that_there_is() -> None:
    assert read("home", "mun_071375005086") == "071375005086"
    assert read("home", "mun_99") == [("AREA_UNKNOWN", "input.home")]
    assert read("home", "mun_07137") == [("AREA_TOO_WIDE", "input.home")]


@pytest.mark.parametrize("value", [0, 0.0, -3.5, 200.1, float("nan"), float("inf")])
def test_a_radius_beyond_its_range_is_refused(value: float) -> None:
    assert read("radius_km", value) == [("RADIUS_OUT_OF_RANGE", "input.radiusKm")]


@pytest.mark.parametrize("value", [0.1, 200, 200.0])
def test_a_radius_within_its_range_is_taken(value: float) -> None:
    assert read("radius_km", value) == float(value)


def test_overlapping_hours_become_one_and_days_come_in_order() -> None:
    given_ = [
        FreeHours(FRIDAY, "08:00", "24:00"),
        FreeHours(MONDAY, "15:00", "18:00"),
        FreeHours(MONDAY, "14:00", "16:00"),
        FreeHours(MONDAY, "18:00", "18:30"),
        FreeHours(MONDAY, "20:00", "21:00"),
    ]
    assert free_hours_of(read("availability", given_)) == [
        FreeHours(MONDAY, "14:00", "18:30"),
        FreeHours(MONDAY, "20:00", "21:00"),
        FreeHours(FRIDAY, "08:00", "24:00"),
    ]


@pytest.mark.parametrize(
    ("begins", "ends", "code", "path"),
    [
        ("9:00", "10:00", "CLOCK_UNREADABLE", "input.availability[0].from"),
        ("24:01", "24:00", "CLOCK_UNREADABLE", "input.availability[0].from"),
        ("09:00", "25:00", "CLOCK_UNREADABLE", "input.availability[0].to"),
        ("09:00", "10:60", "CLOCK_UNREADABLE", "input.availability[0].to"),
        ("09:00\n", "10:00", "CLOCK_UNREADABLE", "input.availability[0].from"),
        ("10:00", "10:00", "HOURS_END_BEFORE_THEY_BEGIN", "input.availability[0].to"),
        ("22:00", "02:00", "HOURS_END_BEFORE_THEY_BEGIN", "input.availability[0].to"),
        ("24:00", "24:00", "HOURS_END_BEFORE_THEY_BEGIN", "input.availability[0].to"),
    ],
)
def test_hours_that_are_none_are_refused(begins: str, ends: str, code: str, path: str) -> None:
    assert read("availability", [FreeHours(MONDAY, begins, ends)]) == [(code, path)]


def test_lists_are_bounded() -> None:
    hour = FreeHours(MONDAY, "08:00", "09:00")
    assert len(free_hours_of(read("availability", [hour] * 50))) == 1
    assert read("availability", [hour] * 51) == [("TOO_MANY_ENTRIES", "input.availability")]
    skill, topic = "urn:engagement-hub:skill:cooking", "urn:engagement-hub:topic:sport"
    assert read("skills", [skill] * 50) == '["cooking"]'
    assert read("skills", [skill] * 51) == [("TOO_MANY_ENTRIES", "input.skills")]
    assert read("interests", [topic] * 51) == [("TOO_MANY_ENTRIES", "input.interests")]
    assert read("languages", ["de"] * 20) == '["de"]'
    assert read("languages", ["de"] * 21) == [("TOO_MANY_ENTRIES", "input.languages")]


def test_a_concept_of_another_list_is_unknown_in_this_one() -> None:
    assert read("skills", ["urn:engagement-hub:topic:sport"]) == [("CONCEPT_UNKNOWN", "input.skills[0]")]
    assert read("interests", ["urn:engagement-hub:skill:cooking"]) == [("CONCEPT_UNKNOWN", "input.interests[0]")]
    assert read("skills", ["cooking", ""]) == [
        ("CONCEPT_UNKNOWN", "input.skills[0]"),
        ("CONCEPT_UNKNOWN", "input.skills[1]"),
    ]


@pytest.mark.parametrize("tag", ["", "x", "deutsch", "de_DE", "qq", "de-", "de-Latn-DE-x-y", "d\ud800"])
def test_a_tag_of_no_language_is_refused(tag: str) -> None:
    assert read("languages", ["de", tag]) == [("LANGUAGE_TAG_UNKNOWN", "input.languages[1]")]


def test_contact_details_of_a_first_sign_up_are_checked_as_a_profile_is() -> None:
    contact = ContactDetails(" Lena Vogt", "1992-03", telephone="02654  12345")
    assert checked_contact(contact, "contact", TODAY) == ContactDetails("Lena Vogt", "1992-03", telephone="02654 12345")
    problems = checked_contact(ContactDetails("<i>", "heute", email="nein"), "contact", TODAY)
    assert isinstance(problems, tuple)
    assert [problem.path for problem in problems] == ["contact.displayName", "contact.birthMonth", "contact.email"]


_CLOCKS = st.builds(lambda hour, minute: f"{hour:02}:{minute:02}", st.integers(0, 23), st.integers(0, 59))
_HOURS = st.builds(
    lambda day, clocks: FreeHours(day, *sorted(clocks)),
    st.sampled_from(Weekday),
    st.lists(_CLOCKS, min_size=2, max_size=2, unique=True),
)


@given(st.lists(_HOURS, max_size=12))
def test_merged_hours_cover_the_same_minutes_without_overlap(hours: list[FreeHours]) -> None:
    merged = free_hours_of(read("availability", hours))

    def minutes(all_: list[FreeHours]) -> list[tuple[Weekday, int]]:
        def at(clock: str) -> int:
            return int(clock[:2]) * 60 + int(clock[3:])

        return [(each.weekday, minute) for each in all_ for minute in range(at(each.begins), at(each.ends))]

    assert set(minutes(merged)) == set(minutes(hours))
    assert len(minutes(merged)) == len(set(minutes(merged)))
    assert orjson.loads(read("availability", merged)) == orjson.loads(read("availability", hours))
