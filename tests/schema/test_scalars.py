"""Scalars: how moments, days and addresses are read and written."""

import pytest
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st

from schema.scalars import read_date, read_date_time, read_url, write_date_time


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-07-04T18:00:00Z", "2026-07-04T18:00:00Z"),
        ("2026-07-04T18:00:00+02:00", "2026-07-04T16:00:00Z"),
        ("2026-07-04t18:00:00z", "2026-07-04T18:00:00Z"),
        ("2026-07-04T18:00:00.987Z", "2026-07-04T18:00:00Z"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"),
        ("2026-07-04T00:30:00-11:30", "2026-07-04T12:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_moments_of_any_offset_are_answered_in_utc(text: str, written: str) -> None:
    assert write_date_time(read_date_time(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-04T18:00:00",  # no offset: nobody knows when that is
        "2026-07-04",
        "2026-02-30T00:00:00Z",
        "2026-07-04T25:00:00Z",
        "2026-07-04T18:00:00+25:00",
        "0001-01-01T00:00:00+02:00",  # before the first year
        "9999-12-31T23:59:59-01:00",
        "٢٠٢٦-07-04T18:00:00Z",
        "",
        1_783_180_800,
        None,
        True,
    ],
)
def test_what_is_no_moment_is_refused(text: object) -> None:
    with pytest.raises(GraphQLError, match="is no DateTime"):
        read_date_time(text)


@given(st.integers(-62_135_596_800, 253_402_300_799))
def test_every_second_is_read_as_it_was_written(second: int) -> None:
    assert read_date_time(write_date_time(second)) == second


@pytest.mark.parametrize("text", ["2026-7-4", "2026-02-30", "04.07.2026", "2026-07-04T00:00:00Z", 20260704, None])
def test_what_is_no_day_is_refused(text: object) -> None:
    with pytest.raises(GraphQLError, match="is no Date"):
        read_date(text)


def test_day_is_read_as_it_came() -> None:
    assert read_date("2026-07-04") == "2026-07-04"


@pytest.mark.parametrize("text", ["https://example.org/a?b=c", "http://[::1]/", "urn:engagement-hub:topic:sport"])
def test_addresses_and_urns_are_urls(text: str) -> None:
    assert read_url(text) == text


@pytest.mark.parametrize(
    "text",
    ["example.org", "javascript:alert(1)", "//example.org", "https://", "http://[", "https://a b/", "", 1, "h" * 9_999],
)
def test_what_is_no_address_is_refused(text: object) -> None:
    with pytest.raises(GraphQLError, match="is no URL"):
        read_url(text)
