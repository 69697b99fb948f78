"""Schedules are stored as JSON and give the same dates in every window, with local time kept across daylight saving."""

import json
import time as clock
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasources.drafts import Json
from datasources.problems import Problem
from datasources.recurrence import Date, Override, expand, fingerprint, schedule
from datasources.recurrence.moments import Moment
from datasources.recurrence.schedule import MAX_EVENT_DURATION, MAX_MOMENTS, MAX_RULES
from datasources.vocabulary import EventStatus

BERLIN = ZoneInfo("Europe/Berlin")


def local(*parts: int) -> datetime:
    return datetime(*parts)  # type: ignore[arg-type] # noqa: DTZ001 - local time in the schedule's zone


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def made(**arguments: object) -> dict[str, Json]:
    form = schedule(**arguments)  # type: ignore[arg-type]
    assert not isinstance(form, Problem), form
    assert json.loads(json.dumps(form)) == form
    return form


def dates(form: dict[str, Json], from_: datetime, to: datetime) -> list[Date]:
    expansion = expand(form, from_, to)
    assert not expansion.truncated
    return list(expansion.dates)


def ids(form: dict[str, Json], from_: datetime | None = None, to: datetime | None = None) -> list[str]:
    return [found.recurrence_id for found in dates(form, from_ or utc(2026, 1, 1), to or utc(2028, 1, 1))]


TUESDAYS: dict[str, object] = {
    "start": local(2026, 7, 7, 18),
    "end": local(2026, 7, 7, 20),
    "rrule": ["FREQ=WEEKLY;UNTIL=20260804T160000Z"],
}


def test_a_single_event_is_one_date_with_its_own_start_as_id() -> None:
    form = made(start=local(2026, 7, 4, 18), end=local(2026, 7, 4, 20))
    assert dates(form, utc(2026, 1, 1), utc(2027, 1, 1)) == [
        Date(
            recurrence_id="20260704T160000Z",
            start=utc(2026, 7, 4, 16),
            end=utc(2026, 7, 4, 18),
            all_day=False,
            start_date=date(2026, 7, 4),
            end_date=date(2026, 7, 4),
            timezone="Europe/Berlin",
        )
    ]


def test_an_all_day_festival_of_two_days_ends_on_its_second() -> None:
    form = made(start=date(2026, 7, 4), end=date(2026, 7, 5))
    (found,) = dates(form, utc(2026, 1, 1), utc(2027, 1, 1))
    assert (found.recurrence_id, found.all_day) == ("20260704", True)
    assert (found.start, found.end) == (utc(2026, 7, 3, 22), utc(2026, 7, 5, 22))
    assert (found.start_date, found.end_date) == (date(2026, 7, 4), date(2026, 7, 5))


@pytest.mark.parametrize(
    ("end", "last_day"),
    [
        (local(2026, 7, 5, 0), date(2026, 7, 4)),
        (local(2026, 7, 5, 0, 1), date(2026, 7, 5)),
        (local(2026, 7, 4, 23, 59), date(2026, 7, 4)),
        (None, date(2026, 7, 4)),
    ],
)
def test_an_evening_that_ends_at_midnight_ends_on_the_day_it_began(end: datetime | None, last_day: date) -> None:
    (found,) = dates(made(start=local(2026, 7, 4, 20), end=end), utc(2026, 1, 1), utc(2027, 1, 1))
    assert found.end_date == last_day


def test_wall_time_stays_across_daylight_saving() -> None:
    form = made(start=local(2026, 10, 18, 18), end=local(2026, 10, 18, 20), rrule=["FREQ=WEEKLY;COUNT=3"])
    found = dates(form, utc(2026, 1, 1), utc(2027, 1, 1))
    assert [d.start for d in found] == [utc(2026, 10, 18, 16), utc(2026, 10, 25, 17), utc(2026, 11, 1, 17)]
    assert [d.recurrence_id for d in found] == ["20261018T160000Z", "20261025T170000Z", "20261101T170000Z"]


def test_a_time_that_clocks_skip_is_told_by_the_offset_before_the_gap() -> None:
    form = made(start=local(2026, 3, 28, 2, 30), duration="PT30M", rrule=["FREQ=DAILY;COUNT=3"])
    starts = [d.start for d in dates(form, utc(2026, 1, 1), utc(2027, 1, 1))]
    assert starts == [utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1, 30), utc(2026, 3, 30, 0, 30)]


def test_a_time_that_occurs_twice_is_the_first() -> None:
    form = made(start=local(2026, 10, 24, 2, 30), rrule=["FREQ=DAILY;COUNT=3"])
    starts = [d.start for d in dates(form, utc(2026, 1, 1), utc(2027, 1, 1))]
    assert starts == [utc(2026, 10, 24, 0, 30), utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]


def test_hours_are_exact_and_days_nominal_over_a_clock_change() -> None:
    night = made(start=local(2026, 10, 24, 22), end=local(2026, 10, 25, 6))
    (found,) = dates(night, utc(2026, 1, 1), utc(2027, 1, 1))
    assert found.end == utc(2026, 10, 25, 5)
    day = made(start=local(2026, 10, 24, 12), duration="P1D")
    (found,) = dates(day, utc(2026, 1, 1), utc(2027, 1, 1))
    assert found.end == utc(2026, 10, 25, 11)
    hours = made(start=local(2026, 10, 24, 12), duration="PT24H")
    (found,) = dates(hours, utc(2026, 1, 1), utc(2027, 1, 1))
    assert found.end == utc(2026, 10, 25, 10)


def test_a_window_is_half_open_and_takes_what_overlaps_it() -> None:
    form = made(start=local(2026, 7, 4, 18), end=local(2026, 7, 4, 20))
    assert ids(form, utc(2026, 7, 4, 17), utc(2026, 7, 4, 18)) == ["20260704T160000Z"]
    assert ids(form, utc(2026, 7, 4, 18), utc(2026, 7, 4, 19)) == []
    assert ids(form, utc(2026, 7, 4, 15), utc(2026, 7, 4, 16)) == []
    assert ids(form, utc(2026, 7, 4, 15), utc(2026, 7, 4, 16, 1)) == ["20260704T160000Z"]
    endless = made(start=local(2026, 7, 4, 18))
    assert ids(endless, utc(2026, 7, 4, 16), utc(2026, 7, 4, 17)) == ["20260704T160000Z"]
    assert ids(endless, utc(2026, 7, 4, 16, 1), utc(2026, 7, 4, 17)) == []
    assert expand(form, utc(2026, 8, 1), utc(2026, 7, 1)).dates == ()


def test_until_and_count_and_single_dates_and_exceptions() -> None:
    assert len(ids(made(**TUESDAYS))) == 5
    form = made(
        **TUESDAYS,
        rdate=[local(2026, 7, 9, 18), (local(2026, 7, 10, 18), "PT3H"), local(2026, 7, 7, 18)],
        exdate=[local(2026, 7, 14, 18), date(2026, 7, 28), utc(2026, 8, 4, 16)],
    )
    found = dates(form, utc(2026, 1, 1), utc(2027, 1, 1))
    assert [d.recurrence_id[:8] for d in found] == ["20260707", "20260709", "20260710", "20260721"]
    assert found[2].end == utc(2026, 7, 10, 19)


def test_an_exception_takes_out_the_first_date_too() -> None:
    assert ids(made(**TUESDAYS, exdate=[local(2026, 7, 7, 18)]))[0] == "20260714T160000Z"


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260804", "20260804"),
        ("20260804T180000", "20260804"),
        ("20260804T175959", "20260728"),
        ("20260804T160000Z", "20260804"),
        ("20260804T155959Z", "20260728"),
    ],
)
def test_until_is_a_day_a_local_time_or_an_instant(until: str, last: str) -> None:
    form = made(start=local(2026, 7, 7, 18), rrule=[f"FREQ=WEEKLY;UNTIL={until}"])
    assert ids(form)[-1][:8] == last


def test_a_moved_date_keeps_its_id_and_says_when_it_was_to_be() -> None:
    moved = Override(local(2026, 7, 21, 18), start=local(2026, 7, 22, 19), end=local(2026, 7, 22, 21))
    form = made(**TUESDAYS, overrides=[moved])
    found = {d.recurrence_id: d for d in dates(form, utc(2026, 1, 1), utc(2027, 1, 1))}["20260721T160000Z"]
    assert (found.start, found.end) == (utc(2026, 7, 22, 17), utc(2026, 7, 22, 19))
    assert (found.previous_start, found.status) == (utc(2026, 7, 21, 16), EventStatus.RESCHEDULED)
    assert ids(form, utc(2026, 7, 21), utc(2026, 7, 22)) == []
    assert ids(form, utc(2026, 7, 22), utc(2026, 7, 23)) == ["20260721T160000Z"]


def test_a_cancelled_date_stays_and_says_so() -> None:
    form = made(**TUESDAYS, overrides=[Override(local(2026, 7, 21, 18), status=EventStatus.CANCELLED)])
    found = dates(form, utc(2026, 7, 21), utc(2026, 7, 22))
    assert [(d.status, d.previous_start) for d in found] == [(EventStatus.CANCELLED, None)]


def test_a_date_may_have_a_name_and_a_place_of_its_own() -> None:
    place: dict[str, Json] = {"name": "Turnhalle"}
    form = made(**TUESDAYS, overrides=[Override(local(2026, 7, 21, 18), name="Sommerfest", location=place)])
    (found,) = dates(form, utc(2026, 7, 21), utc(2026, 7, 22))
    assert (found.name, found.location, found.start) == ("Sommerfest", place, utc(2026, 7, 21, 16))


def test_this_and_future_moves_all_later_dates_and_single_changes_stand_above_it() -> None:
    form = made(
        **TUESDAYS,
        overrides=[
            Override(
                local(2026, 7, 21, 18),
                start=local(2026, 7, 22, 19),
                end=local(2026, 7, 22, 20),
                future=True,
                name="Probe",
            ),
            Override(local(2026, 7, 28, 18), status=EventStatus.CANCELLED),
        ],
    )
    found = dates(form, utc(2026, 1, 1), utc(2027, 1, 1))
    assert [(d.recurrence_id, d.start, d.name) for d in found] == [
        ("20260707T160000Z", utc(2026, 7, 7, 16), None),
        ("20260714T160000Z", utc(2026, 7, 14, 16), None),
        ("20260721T160000Z", utc(2026, 7, 22, 17), "Probe"),
        ("20260728T160000Z", utc(2026, 7, 29, 17), "Probe"),
        ("20260804T160000Z", utc(2026, 8, 5, 17), "Probe"),
    ]
    assert found[3].status is EventStatus.CANCELLED
    assert found[4].end == utc(2026, 8, 5, 18)


def test_of_two_lasting_changes_the_later_governs() -> None:
    form = made(
        **TUESDAYS,
        overrides=[
            Override(local(2026, 7, 14, 18), name="Zuerst", future=True),
            Override(local(2026, 7, 28, 18), name="Danach", future=True),
        ],
    )
    assert [d.name for d in dates(form, utc(2026, 1, 1), utc(2027, 1, 1))] == [
        None,
        "Zuerst",
        "Zuerst",
        "Danach",
        "Danach",
    ]


def test_a_change_for_a_date_the_rule_does_not_give_is_a_date_of_its_own() -> None:
    form = made(**TUESDAYS, overrides=[Override(local(2026, 9, 1, 18), name="Nachholtermin")])
    assert ids(form)[-1] == "20260901T160000Z"


def test_a_date_may_become_all_day_and_keeps_its_id() -> None:
    form = made(**TUESDAYS, overrides=[Override(local(2026, 7, 21, 18), start=date(2026, 7, 21))])
    (found,) = dates(form, utc(2026, 7, 21), utc(2026, 7, 21, 12))
    assert (found.recurrence_id, found.all_day, found.start) == ("20260721T160000Z", True, utc(2026, 7, 20, 22))


def test_a_rule_in_utc_keeps_utcs_clock_and_is_shown_in_the_readers() -> None:
    form = made(
        start=utc(2026, 10, 20, 22, 30),
        timezone="UTC",
        shown_in="Europe/Berlin",
        duration="PT1H",
        rrule=["FREQ=WEEKLY;COUNT=2"],
    )
    found = dates(form, utc(2026, 1, 1), utc(2027, 1, 1))
    assert [(d.start, d.start_date, d.timezone) for d in found] == [
        (utc(2026, 10, 20, 22, 30), date(2026, 10, 21), "Europe/Berlin"),
        (utc(2026, 10, 27, 22, 30), date(2026, 10, 27), "Europe/Berlin"),
    ]


def test_a_start_outside_its_rule_is_a_date_of_its_own() -> None:
    form = made(start=local(2026, 7, 8, 18), rrule=["FREQ=WEEKLY;BYDAY=TU;COUNT=2"])
    assert [found[:8] for found in ids(form)] == ["20260708", "20260714", "20260721"]


def test_dates_are_sorted_by_start_and_cut_after_the_first() -> None:
    form = made(
        start=local(2026, 1, 1, 8),
        rrule=["FREQ=DAILY"],
        overrides=[Override(local(2026, 1, 9, 8), start=local(2026, 1, 2, 7))],
    )
    expansion = expand(form, utc(2026, 1, 1), utc(2027, 1, 1), limit=3)
    assert [d.recurrence_id[:8] for d in expansion.dates] == ["20260101", "20260109", "20260102"]
    assert expansion.truncated
    assert not expand(form, utc(2026, 1, 1), utc(2026, 1, 4), limit=4).truncated
    assert expand(form, utc(2026, 1, 1), utc(2026, 1, 4), limit=3).truncated


@pytest.mark.parametrize(
    ("rule", "truncated"),
    [
        ("FREQ=SECONDLY", True),
        ("FREQ=MINUTELY", True),
        ("FREQ=SECONDLY;COUNT=900000000", True),
        ("FREQ=SECONDLY;INTERVAL=999983;BYSECOND=7", True),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", False),
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", False),
        ("FREQ=MONTHLY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60))), True),
        ("FREQ=YEARLY;BYDAY=MO;BYMINUTE=" + ",".join(map(str, range(60))) + ";BYSETPOS=-1", False),
        ("FREQ=DAILY", False),
        ("FREQ=YEARLY", False),
    ],
)
def test_no_rule_runs_longer_than_it_may(rule: str, truncated: bool) -> None:
    form = made(start=local(1990, 7, 7, 18), rrule=[rule])
    began = clock.perf_counter()
    expansion = expand(form, utc(2026, 7, 1), utc(2028, 7, 1), limit=1_000)
    assert clock.perf_counter() - began < 3
    assert expansion.truncated is truncated
    assert len(expansion.dates) <= 1_000


def test_windows_at_the_ends_of_the_calendar_are_answered() -> None:
    form = made(start=local(2026, 7, 7, 18), rrule=["FREQ=YEARLY"])
    assert expand(form, datetime.min.replace(tzinfo=UTC), utc(2027, 1, 1)).dates
    assert not expand(form, utc(2027, 1, 1), datetime.max.replace(tzinfo=UTC), limit=50_000).truncated


_RULES = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;COUNT=40",
        "FREQ=WEEKLY;BYDAY=TU,SA",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO,SU",
        "FREQ=HOURLY;INTERVAL=7",
    ]
)
_STARTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)) | st.dates(date(2024, 1, 1), date(2026, 12, 31))  # noqa: DTZ001


@settings(max_examples=60, deadline=None)
@given(
    start=_STARTS,
    rule=_RULES,
    days=st.integers(0, 500),
    first=st.integers(0, 2_000),
    second=st.integers(1, 2_000),
    shift=st.integers(-300, 300),
    changed=st.integers(0, 20),
    future=st.booleans(),
)
def test_two_adjacent_windows_give_what_one_gives(
    *, start: Moment, rule: str, days: int, first: int, second: int, shift: int, changed: int, future: bool
) -> None:
    start = start.replace(microsecond=0) if isinstance(start, datetime) else start
    plain = made(start=start, duration="PT5H" if isinstance(start, datetime) else "P2D", rrule=[rule])
    edge = utc(2024, 1, 1) + timedelta(days=days)
    given_dates = expand(plain, edge, edge + timedelta(days=90)).dates
    overrides = []
    if changed < len(given_dates):
        chosen = given_dates[changed]
        moved = chosen.start + timedelta(hours=shift)
        recurrence: Moment = chosen.start_date if chosen.all_day else chosen.start
        overrides = [Override(recurrence, start=moved, duration="PT3H", future=future)]
    form = made(
        start=start,
        duration="PT5H" if isinstance(start, datetime) else "P2D",
        rrule=[rule],
        overrides=overrides,
    )
    middle, end = edge + timedelta(hours=first), edge + timedelta(hours=first + second)
    whole = dates(form, edge, end)
    parts = [*dates(form, edge, middle), *dates(form, middle, end)]
    assert {d.recurrence_id: d for d in parts} == {d.recurrence_id: d for d in whole}
    assert [(d.start, d.recurrence_id) for d in whole] == sorted((d.start, d.recurrence_id) for d in whole)
    assert len({d.recurrence_id for d in whole}) == len(whole)
    assert all(d.start_date <= d.end_date for d in whole)
    assert all(d.start < end and (d.end is None or d.end > edge or d.start >= edge) for d in whole)


def test_all_day_is_kept_when_a_time_is_given_and_a_day_when_a_time_is_wanted() -> None:
    assert made(start=local(2026, 7, 4, 18), all_day=True)["start"] == "2026-07-04"
    assert made(start=date(2026, 7, 4), all_day=False)["start"] == "2026-07-04T00:00:00"
    assert made(start=utc(2026, 7, 3, 22), all_day=True)["start"] == "2026-07-04"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"start": local(2026, 7, 4, 18), "end": local(2026, 7, 4, 17, 59)}, "EVENT_END_BEFORE_START"),
        ({"start": date(2026, 7, 4), "end": date(2026, 7, 3)}, "EVENT_END_BEFORE_START"),
        ({"start": date(2026, 7, 4), "end": date(2026, 7, 4) + MAX_EVENT_DURATION}, "EVENT_DURATION_TOO_LONG"),
        ({"start": local(2026, 7, 4, 18), "duration": "-PT1H"}, "EVENT_DURATION_INVALID"),
        ({"start": local(2026, 7, 4, 18), "timezone": "Europa/Mayen"}, "SCHEDULE_TIMEZONE_UNKNOWN"),
        ({"start": local(2026, 7, 4, 18), "rrule": ["FREQ=NIE"]}, "RRULE_INVALID"),
        (
            {
                "start": local(2026, 7, 4, 18),
                "rrule": [f"FREQ=DAILY;INTERVAL={n}" for n in range(1, MAX_RULES + 2)],
            },
            "SCHEDULE_TOO_LARGE",
        ),
        (
            {
                "start": local(2026, 7, 4, 18),
                "rdate": [local(2026, 7, 4) + timedelta(hours=n) for n in range(MAX_MOMENTS + 1)],
            },
            "SCHEDULE_TOO_LARGE",
        ),
    ],
)
def test_what_cannot_be_is_a_problem(arguments: dict[str, object], code: str) -> None:
    problem = schedule(**arguments)  # type: ignore[arg-type]
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert problem.message("de")
    assert problem.hint("en")


def test_as_many_single_dates_as_the_bound_are_taken() -> None:
    many = [local(2026, 7, 4) + timedelta(hours=n) for n in range(MAX_MOMENTS)]
    assert (
        len(expand(made(start=local(2026, 7, 4), rdate=many), utc(2026, 1, 1), utc(2028, 1, 1), 9_000).dates) == 5_000
    )


def test_an_instant_in_the_repeated_hour_keeps_its_moment() -> None:
    form = made(start=utc(2026, 10, 25, 1, 30), timezone="Europe/Berlin")
    (found,) = dates(form, utc(2026, 1, 1), utc(2027, 1, 1))
    assert (found.start, found.timezone) == (utc(2026, 10, 25, 1, 30), "Europe/Berlin")


def test_a_fingerprint_outlives_a_new_uid_and_ends_with_title_start_or_rule() -> None:
    fields: dict[str, Json] = {"uid": "a", "name": "Übungsabend", "schedule": made(**TUESDAYS)}
    known = fingerprint(fields)
    assert known is not None
    changed = made(**TUESDAYS, exdate=[local(2026, 7, 14, 18)])
    assert fingerprint({**fields, "uid": "b", "name": "  übungsabend ", "schedule": changed}) == known
    assert fingerprint({**fields, "name": "Sommerfest"}) != known
    assert fingerprint({**fields, "schedule": made(start=local(2026, 7, 8, 18))}) != known
    assert fingerprint({**fields, "schedule": made(start=local(2026, 7, 7, 18))}) != known
    assert fingerprint({"name": "Übungsabend"}) is None
