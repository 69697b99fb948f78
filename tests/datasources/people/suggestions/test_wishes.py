"""What a profile says, as it is compared: windows of the week, concepts with their relatives, an age."""

from datetime import date

import pytest

from datasources.people.suggestions import NOTHING_STATED, wishes_of
from datasources.people.suggestions.wishes import MAX_WINDOWS, Window, windows_of
from tests.datasources.store.people.test_suggestions import profile

TODAY = date(2026, 7, 1)


def free(*spans: str) -> tuple[Window, ...]:
    """Windows of "MONDAY 08:00 10:00"."""
    return windows_of([dict(zip(("weekday", "from", "to"), span.split(), strict=True)) for span in spans])


def test_an_empty_profile_states_nothing() -> None:
    wished = wishes_of(profile(), None, (), TODAY)
    assert wished.certificates == frozenset()
    assert [getattr(wished, name) for name in ("windows", "home", "interests", "skills", "languages", "age")] == [
        getattr(NOTHING_STATED, name) for name in ("windows", "home", "interests", "skills", "languages", "age")
    ]


def test_an_interest_covers_what_is_narrower_and_is_related_to_what_is_broader() -> None:
    wished = wishes_of(profile(interests=["football", "nature"]), None, (), TODAY)
    assert {"football", "nature", "gardening"} <= set(wished.interests)
    assert wished.related == ("sport",)
    assert not set(wished.interests) & set(wished.related)


def test_a_concept_that_is_no_longer_listed_stands_for_itself() -> None:
    wished = wishes_of(profile(interests=["gone-by"], skills=["gone-too"]), None, (), TODAY)
    assert (wished.interests, wished.skills) == (("gone-by",), ("gone-too",))


def test_languages_are_compared_without_their_regions() -> None:
    assert wishes_of(profile(languages=["de-AT", "de", "tr"]), None, (), TODAY).languages == ("de", "tr")


def test_documents_that_are_not_there_are_lacking() -> None:
    wished = wishes_of(profile(), None, ("JULEICA", "FIRST_AID"), TODAY)
    assert wished.certificates_lacking == ("ERWEITERTES_FUEHRUNGSZEUGNIS", "MEASLES_PROTECTION", "DRIVING_LICENCE")
    assert NOTHING_STATED.certificates_lacking == ()


@pytest.mark.parametrize(("month", "age"), [("2010-06", 16), ("2010-07", 15), (None, None)])
def test_an_age_is_reached_when_its_birth_month_has_ended(month: str | None, age: int | None) -> None:
    assert wishes_of(profile(birth_month=month), None, (), TODAY).age == age


@pytest.mark.parametrize(
    ("spans", "windows"),
    [
        (("MONDAY 08:00 10:00",), ((0, 480, 600),)),
        (("MONDAY 10:00 12:00", "MONDAY 08:00 10:00"), ((0, 480, 720),)),
        (("MONDAY 08:00 11:00", "MONDAY 09:00 10:00"), ((0, 480, 660),)),
        (("MONDAY 20:00 24:00", "TUESDAY 00:00 06:00"), ((0, 1200, 1800), (1, 0, 360))),
        (("MONDAY 22:00 06:00",), ((0, 1320, 1800), (1, 0, 360))),
        (("SUNDAY 20:00 24:00", "MONDAY 00:00 02:00"), ((0, 0, 120), (6, 1200, 1560))),
        (("SUNDAY 22:00 02:00", "MONDAY 01:00 05:00"), ((0, 0, 300), (6, 1320, 1740))),
    ],
)
def test_windows_that_touch_are_one(spans: tuple[str, ...], windows: tuple[tuple[int, int, int], ...]) -> None:
    assert free(*spans) == windows


def test_who_always_has_time_has_it_on_every_day_and_beyond() -> None:
    days = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
    windows = free(*(f"{day} 00:00 24:00" for day in days))
    assert [window.weekday for window in windows] == list(range(7))
    assert all(window.start == 0 and window.end >= 7 * 1440 for window in windows)


def test_windows_beyond_the_bound_are_not_compared() -> None:
    spans = [f"MONDAY {number // 6:02d}:{number % 6}0 {number // 6:02d}:{number % 6}5" for number in range(MAX_WINDOWS)]
    assert len(free(*spans)) == MAX_WINDOWS
    assert len(free(*spans, "SUNDAY 08:00 10:00")) == MAX_WINDOWS
