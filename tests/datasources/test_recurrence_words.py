"""Schedules are told in German and English as people say them, and never wrongly."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasources.drafts import Json
from datasources.problems import Problem
from datasources.recurrence import Override, Parts, parts, schedule, summary
from datasources.vocabulary import EventStatus

START = datetime(2026, 7, 7, 18)  # noqa: DTZ001 - local time
END = datetime(2026, 7, 7, 20)  # noqa: DTZ001 - local time


def made(**arguments: object) -> dict[str, Json]:
    form = schedule(**arguments)  # type: ignore[arg-type]
    assert not isinstance(form, Problem), form
    return form


@pytest.mark.parametrize(
    ("rule", "german", "english"),
    [
        (
            "FREQ=WEEKLY;UNTIL=20271231T225959Z",
            "jeden Dienstag, 18:00 bis 20:00 Uhr, bis 31.12.2027",
            "every Tuesday, 18:00 to 20:00, until 31 December 2027",
        ),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
            "alle 2 Wochen am Dienstag und Donnerstag, 18:00 bis 20:00 Uhr",
            "every 2 weeks on Tuesday and Thursday, 18:00 to 20:00",
        ),
        (
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
            "jeden Montag bis Freitag, 18:00 bis 20:00 Uhr",
            "every Monday to Friday, 18:00 to 20:00",
        ),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "täglich, 18:00 bis 20:00 Uhr", "daily, 18:00 to 20:00"),
        ("FREQ=DAILY;COUNT=5", "täglich, 18:00 bis 20:00 Uhr, 5-mal", "daily, 18:00 to 20:00, 5 times"),
        (
            "FREQ=MONTHLY;BYDAY=1TU",
            "jeden ersten Dienstag im Monat, 18:00 bis 20:00 Uhr",
            "every first Tuesday of the month, 18:00 to 20:00",
        ),
        (
            "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=1",
            "jeden ersten Dienstag im Monat, 18:00 bis 20:00 Uhr",
            "every first Tuesday of the month, 18:00 to 20:00",
        ),
        (
            "FREQ=MONTHLY;BYDAY=1TU,3TU",
            "jeden ersten und dritten Dienstag im Monat, 18:00 bis 20:00 Uhr",
            "every first and third Tuesday of the month, 18:00 to 20:00",
        ),
        (
            "FREQ=MONTHLY",
            "am 7. jedes Monats, 18:00 bis 20:00 Uhr",
            "on the 7th of every month, 18:00 to 20:00",
        ),
        (
            "FREQ=YEARLY",
            "jedes Jahr am 7. Juli, 18:00 bis 20:00 Uhr",
            "every year on 7 July, 18:00 to 20:00",
        ),
        (
            "FREQ=YEARLY;BYMONTH=7;BYDAY=1TU",
            "jedes Jahr am ersten Dienstag im Juli, 18:00 bis 20:00 Uhr",
            "every year on the first Tuesday in July, 18:00 to 20:00",
        ),
        (
            "FREQ=WEEKLY;BYMONTH=5,6,7,8",
            "jeden Dienstag von Mai bis August, 18:00 bis 20:00 Uhr",
            "every Tuesday from May to August, 18:00 to 20:00",
        ),
        (
            "FREQ=DAILY;INTERVAL=3;UNTIL=20260801T060000Z",
            "alle 3 Tage, 18:00 bis 20:00 Uhr, bis 31.07.2026",
            "every 3 days, 18:00 to 20:00, until 31 July 2026",
        ),
        ("FREQ=HOURLY;INTERVAL=2", "alle 2 Stunden, ab 18:00 Uhr", "every 2 hours, from 18:00"),
        (
            "FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=1,2,3,4,5,6,7",
            "monatlich nach besonderer Regel, 18:00 bis 20:00 Uhr",
            "monthly by a special rule, 18:00 to 20:00",
        ),
        (
            "FREQ=YEARLY;BYWEEKNO=28",
            "jedes Jahr nach besonderer Regel, 18:00 bis 20:00 Uhr",
            "every year by a special rule, 18:00 to 20:00",
        ),
    ],
)
def test_rules_are_told_as_people_say_them(rule: str, german: str, english: str) -> None:
    form = made(start=START, end=END, rrule=[rule])
    assert summary(form) == summary(form, "de-AT") == german
    assert summary(form, "en") == summary(form, "fr") == english


@pytest.mark.parametrize(
    ("arguments", "german", "english"),
    [
        ({"start": date(2026, 7, 4)}, "04.07.2026, ganztägig", "4 July 2026, all day"),
        (
            {"start": date(2026, 7, 4), "end": date(2026, 7, 5)},
            "04.07.2026 bis 05.07.2026, ganztägig",
            "4 July 2026 to 5 July 2026, all day",
        ),
        ({"start": START}, "07.07.2026, 18:00 Uhr", "7 July 2026, 18:00"),
        (
            {"start": START, "end": datetime(2026, 7, 9, 14)},  # noqa: DTZ001
            "07.07.2026, 18:00 bis 09.07.2026, 14:00 Uhr",
            "7 July 2026, 18:00 to 9 July 2026, 14:00",
        ),
        (
            {"start": datetime(2026, 10, 24, 22), "end": datetime(2026, 10, 25, 6)},  # noqa: DTZ001
            "24.10.2026, 22:00 bis 06:00 Uhr",
            "24 October 2026, 22:00 to 06:00",
        ),
        (
            {"start": date(2026, 7, 4), "end": date(2026, 7, 5), "rrule": ["FREQ=YEARLY"]},
            "jedes Jahr am 4. Juli, ganztägig, 2 Tage",
            "every year on 4 July, all day, 2 days",
        ),
        (
            {
                "start": datetime(2026, 7, 7, 16, tzinfo=UTC),
                "timezone": "UTC",
                "shown_in": "Europe/Berlin",
                "rrule": ["FREQ=WEEKLY"],
            },
            "jeden Dienstag, 18:00 Uhr",
            "every Tuesday, 18:00",
        ),
        (
            {
                "start": datetime(2026, 7, 7, 23, tzinfo=UTC),
                "timezone": "UTC",
                "shown_in": "Europe/Berlin",
                "rrule": ["FREQ=WEEKLY"],
            },
            "wöchentlich nach besonderer Regel, 01:00 Uhr",
            "weekly by a special rule, 01:00",
        ),
    ],
)
def test_times_and_days_are_told(arguments: dict[str, object], german: str, english: str) -> None:
    assert summary(made(**arguments), "de") == german
    assert summary(made(**arguments), "en") == english


def test_exceptions_and_changes_are_counted() -> None:
    form = made(
        start=datetime(2026, 7, 6, 18),  # noqa: DTZ001 - a Monday, which the rule does not give
        end=datetime(2026, 7, 6, 20),  # noqa: DTZ001
        rrule=["FREQ=WEEKLY;BYDAY=TU"],
        exdate=[datetime(2026, 7, 14, 18), date(2026, 7, 21)],  # noqa: DTZ001
        rdate=[datetime(2026, 7, 9, 18)],  # noqa: DTZ001
        overrides=[
            Override(datetime(2026, 7, 28, 18), status=EventStatus.CANCELLED),  # noqa: DTZ001
            Override(datetime(2026, 8, 4, 18), name="Sommerfest"),  # noqa: DTZ001
        ],
    )
    told = "jeden Dienstag, 18:00 bis 20:00 Uhr, und 2 weitere Termine, außer an 3 Terminen, 1 Termin geändert"
    assert summary(form) == told
    told = "every Tuesday, 18:00 to 20:00, and 2 more dates, except 3 dates, 1 date changed"
    assert summary(form, "en") == told


def test_the_parts_are_those_of_the_graph() -> None:
    form = made(start=START, end=END, rrule=["RRULE:freq=weekly;byday=th,tu"], exdate=[datetime(2026, 7, 14, 18)])  # noqa: DTZ001
    assert parts(form) == Parts(
        start_date="2026-07-07T18:00:00",
        timezone="Europe/Berlin",
        duration="PT2H",
        rrule=("FREQ=WEEKLY;BYDAY=TU,TH",),
        rdate=(),
        exdate=("2026-07-14T18:00:00",),
    )


@given(
    frequency=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY"]),
    interval=st.integers(1, 5),
    days=st.lists(st.sampled_from(["MO", "WE", "SU"]), max_size=3, unique=True),
    months=st.lists(st.integers(1, 12), max_size=4, unique=True),
    language=st.sampled_from(["de", "en"]),
)
def test_every_rule_has_words(frequency: str, interval: int, days: list[str], months: list[int], language: str) -> None:
    rule = f"FREQ={frequency};INTERVAL={interval}"
    rule += f";BYDAY={','.join(days)}" if days else ""
    rule += f";BYMONTH={','.join(map(str, months))}" if months else ""
    told = summary(made(start=START, rrule=[rule]), language)
    assert told
    assert "None" not in told
    assert "{" not in told
