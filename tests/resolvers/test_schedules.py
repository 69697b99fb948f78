"""Rules in words, in German and English; what has no short words is not retold by half."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.schedules import schedule_of, summary

CASES: list[tuple[dict[str, Any], str, str]] = [
    ({"start": "2026-07-04T18:00:00"}, "am 4. Juli 2026, 18:00 Uhr", "on 4 July 2026, 18:00"),
    ({"start": "2026-07-04"}, "am 4. Juli 2026", "on 4 July 2026"),
    (
        {"start": "2026-07-04T18:00:00", "rdate": ["2026-07-05T18:00:00"]},
        "am 4. Juli 2026 und an einem weiteren Termin, 18:00 Uhr",
        "on 4 July 2026 and one more date, 18:00",
    ),
    (
        {"start": "2026-07-07T18:00:00", "rrule": ["FREQ=WEEKLY"]},
        "jeden Dienstag, 18:00 Uhr",
        "every Tuesday, 18:00",
    ),
    (
        {"start": "2026-07-07T18:00:00", "rrule": ["FREQ=WEEKLY;BYDAY=TH,TU"], "exdate": ["2026-07-14T18:00:00"]},
        "jeden Dienstag und Donnerstag, 18:00 Uhr, ein Ausfall",
        "every Tuesday and Thursday, 18:00, one date left out",
    ),
    (
        {"start": "2026-07-07T08:00:00", "rrule": ["FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"]},
        "montags bis freitags, 08:00 Uhr",
        "Monday to Friday, 08:00",
    ),
    (
        {"start": "2026-07-07T18:00:00", "rrule": ["FREQ=WEEKLY;INTERVAL=2;COUNT=10"]},
        "alle 2 Wochen am Dienstag, 18:00 Uhr, 10 Mal",
        "every 2 weeks on Tuesday, 18:00, 10 times",
    ),
    ({"start": "2026-07-07", "rrule": ["FREQ=DAILY"]}, "täglich", "every day"),
    (
        {"start": "2026-07-07T18:00:00", "rrule": ["FREQ=DAILY;UNTIL=20260709T220000Z", "FREQ=WEEKLY;BYDAY=SA"]},
        "täglich, bis 10. Juli 2026 und jeden Samstag, 18:00 Uhr",
        "every day, until 10 July 2026 and every Saturday, 18:00",
    ),
    (
        {"start": "2026-07-04T10:00:00", "rrule": ["FREQ=MONTHLY;BYDAY=1SA;UNTIL=20271231T225959Z"]},
        "jeden ersten Samstag im Monat, 10:00 Uhr, bis 31. Dezember 2027",
        "every first Saturday of the month, 10:00, until 31 December 2027",
    ),
    (
        {"start": "2026-07-31T10:00:00", "rrule": ["FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1"]},
        "jeden letzten Freitag im Monat, 10:00 Uhr",
        "every last Friday of the month, 10:00",
    ),
    (
        {"start": "2026-07-15", "rrule": ["FREQ=MONTHLY;BYMONTHDAY=1,15"]},
        "monatlich am 1. und 15.",
        "every month on day 1 and day 15",
    ),
    (
        {"start": "2026-12-24", "rrule": ["FREQ=YEARLY"]},
        "jährlich am 24. Dezember",
        "every year on day 24 December",
    ),
    (
        {"start": "2026-05-10", "rrule": ["FREQ=YEARLY;BYMONTH=5;BYDAY=2SU"]},
        "jährlich am zweiten Sonntag im Mai",
        "every year on the second Sunday of May",
    ),
    (
        {"start": "2026-07-07T18:00:00", "rrule": ["FREQ=YEARLY;BYWEEKNO=20"]},
        "wiederholt nach eigener Regel ab 7. Juli 2026, 18:00 Uhr",
        "repeated by a rule of its own from 7 July 2026, 18:00",
    ),
    (
        {"start": "2026-07-07T18:00:00", "rrule": ["FREQ=HOURLY;INTERVAL=3"]},
        "wiederholt nach eigener Regel ab 7. Juli 2026, 18:00 Uhr",
        "repeated by a rule of its own from 7 July 2026, 18:00",
    ),
]


@pytest.mark.parametrize(("form", "german", "english"), CASES)
def test_schedule_in_words(form: dict[str, Any], german: str, english: str) -> None:
    schedule = schedule_of({"timezone": "Europe/Berlin", "allDay": "T" not in form["start"], **form})
    assert summary(schedule, "de") == german
    assert summary(schedule, "en") == english


def test_all_day_dates_have_no_zone() -> None:
    assert schedule_of({"start": "2026-07-04", "allDay": True, "timezone": "Europe/Berlin"}).timezone is None
    assert schedule_of({"start": "2026-07-04T10:00:00", "timezone": "UTC"}).timezone == "UTC"


PARTS = st.lists(
    st.sampled_from(
        [
            "INTERVAL=3",
            "BYDAY=MO",
            "BYDAY=1MO,-1FR",
            "BYDAY=53MO",
            "BYMONTHDAY=-1",
            "BYMONTHDAY=31,-5",
            "BYMONTH=1,2,3,4,5,6,7,8",
            "BYMONTH=12",
            "BYSETPOS=1,2",
            "COUNT=3",
            "UNTIL=20271231",
            "BYHOUR=9,10",
            "BYYEARDAY=100",
            "WKST=SU",
        ]
    ),
    max_size=5,
    unique_by=lambda part: part.partition("=")[0],
)


@given(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY", "MINUTELY", "SECONDLY"]), PARTS)
def test_every_rule_has_words(frequency: str, parts: list[str]) -> None:
    form = {"start": "2026-07-07T18:00:00", "rrule": [";".join([f"FREQ={frequency}", *parts])]}
    for language in ("de", "en"):
        words = summary(schedule_of(form), language)
        assert words
        assert "None" not in words
        assert "{}" not in words
