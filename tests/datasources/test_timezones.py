"""Zones have many names; each certain one is found, an uncertain one never."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasources.recurrence.zones import MAX_OBSERVANCES, Observance, custom_zone, describe, iana_name
from datasources.timezones import zone, zone_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        (' "Europe/Berlin" ', "Europe/Berlin"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("W. Europe Standard Time 1", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Argentina/Salta", "America/Argentina/Salta"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", "Europe/Berlin"),
        ("(GMT+10:00) Canberra, Melbourne, Sydney", "Australia/Canberra"),
        ("(UTC-05:00) Eastern Time (US and Canada)", "America/New_York"),
        ("MESZ", "Europe/Berlin"),
        ("GMT+0100", "Etc/GMT-1"),
        ("UTC-03:00", "Etc/GMT+3"),
        ("+00:00", "UTC"),
        ("Z", "UTC"),
        ("Customized Time Zone", None),
        ("tzone://Microsoft/Custom", None),
        ("GMT+05:30", None),
        ("UTC+14", None),
        ("", None),
        ("Europe/" + "x" * 200, None),
    ],
)
def test_names_are_known_or_not(text: str, name: str | None) -> None:
    found = zone_name(text)
    if name == "Australia/Canberra":
        # Canberra, Melbourne and Sydney share one clock; any of them is right.
        assert found in ("Australia/Canberra", "Australia/Melbourne", "Australia/Sydney")
    else:
        assert found == name


@given(st.text(max_size=250))
def test_any_text_gives_a_zone_that_exists_or_none(text: str) -> None:
    name = zone_name(text)
    assert name is None or zone(name) is not None


SUMMER = Observance(datetime(1981, 3, 29, 2), 3_600, 7_200, "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")  # noqa: DTZ001
WINTER = Observance(datetime(1996, 10, 27, 3), 7_200, 3_600, "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")  # noqa: DTZ001


def test_a_described_zone_that_goes_like_berlin_is_berlin() -> None:
    assert iana_name([SUMMER, WINTER]) == "Europe/Berlin"


def test_microsofts_zones_begin_in_1601_and_are_known_all_the_same() -> None:
    standard = Observance(datetime(1601, 1, 1, 2), -4 * 3_600, -5 * 3_600, "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11")  # noqa: DTZ001
    daylight = Observance(datetime(1601, 1, 1, 2), -5 * 3_600, -4 * 3_600, "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3")  # noqa: DTZ001
    assert iana_name([standard, daylight]) == "America/New_York"


def test_a_zone_like_no_other_is_kept_as_described() -> None:
    odd = Observance(datetime(2024, 1, 1), 36_000, 43_200)  # noqa: DTZ001
    later = Observance(datetime(2024, 5, 5, 8), 43_200, 36_000)  # noqa: DTZ001
    assert iana_name([odd, later]) is None
    tz = custom_zone(describe([odd, later]))
    assert tz is not None
    for local, expected in (
        (datetime(2024, 3, 3, 8), datetime(2024, 3, 2, 20, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2024, 5, 5, 7, 0, 1), datetime(2024, 5, 4, 19, 0, 1, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2024, 5, 5, 8, 0, 1), datetime(2024, 5, 4, 22, 0, 1, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2024, 8, 3, 8), datetime(2024, 8, 2, 22, tzinfo=UTC)),  # noqa: DTZ001
    ):
        assert local.replace(tzinfo=tz).astimezone(UTC) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.datetimes(datetime(1997, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001
    | st.integers(-200, 200).map(lambda minutes: datetime(2026, 10, 25, 2) + timedelta(minutes=minutes))  # noqa: DTZ001
    | st.integers(-200, 200).map(lambda minutes: datetime(2026, 3, 29, 2) + timedelta(minutes=minutes)),  # noqa: DTZ001
    st.sampled_from([0, 1]),
)
def test_a_described_zone_reads_clocks_as_python_reads_berlins(local: datetime, fold: int) -> None:
    described, berlin = custom_zone(describe([SUMMER, WINTER])), ZoneInfo("Europe/Berlin")
    assert described is not None
    local = local.replace(fold=fold)
    instant = local.replace(tzinfo=berlin).astimezone(UTC)
    assert local.replace(tzinfo=described).astimezone(UTC) == instant
    back, theirs = instant.astimezone(described), instant.astimezone(berlin)
    assert (back.replace(tzinfo=None), back.fold) == (theirs.replace(tzinfo=None), theirs.fold)


def test_descriptions_that_are_none_are_refused() -> None:
    assert custom_zone({}) is None
    assert custom_zone({"observances": []}) is None
    assert custom_zone({"observances": [{"start": "20260101T000000", "from": 0}]}) is None
    assert custom_zone({"observances": [{"start": "20260101T000000", "from": 0, "to": 99_999}]}) is None
    assert iana_name([SUMMER] * (MAX_OBSERVANCES + 1)) is None
    assert iana_name([]) is None
