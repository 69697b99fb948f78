"""Rules of RFC 5545 give the dates that libical's cases say, and those that python-dateutil gives where it is right."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import pytest
from dateutil import rrule as dateutil_rrule  # type: ignore[import-untyped]
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from datasources.problems import Problem
from datasources.recurrence import expand, schedule
from datasources.recurrence.dates import Work, dates
from datasources.recurrence.moments import parse_date, parse_datetime
from datasources.recurrence.rule import (
    MAX_COUNT,
    MAX_INTERVAL,
    MAX_RULE_CHARS,
    Rule,
    normal_rule,
    parse_rule,
    render_rule,
)
from datasources.recurrence.schedule import read_schedule, starts_by_rule

CASES = Path(__file__).parents[3] / "shared" / "corpus" / "recurrence" / "libical_icalrecur_test.txt"
FAR = datetime(2100, 1, 1)  # noqa: DTZ001 - rules live in local time

NOT_MATCHING = {
    # libical gives no dates itself ("UNIMPLEMENTED"): a problem, as nothing says which year BYWEEKNO means here.
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1;UNTIL=20320101": "RRULE_UNSUPPORTED",
}

# The first date does not follow its rule, which the RFC calls undefined. As a component libical, too, gives it besides
# the rule's dates; the connector tells RRULE_START_OUTSIDE.
START_OUTSIDE = {
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=FR;COUNT=3", "19970512T090000"),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=5", "19970902T090000"),
    ("FREQ=MONTHLY;INTERVAL=13;BYMONTH=5;COUNT=3", "20100212T000000"),
    ("FREQ=WEEKLY;BYDAY=WE,FR;INTERVAL=2;COUNT=4", "20190101T100000"),
    ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TU,SA;UNTIL=20170101T000000Z", "20130101T000000"),
    ("FREQ=HOURLY;BYHOUR=0;BYYEARDAY=360,-2;UNTIL=20260101T000000", "20251220T000000"),
    (
        "FREQ=MONTHLY;BYMINUTE=12,39;BYHOUR=8,14,15;BYDAY=1MO,1TU,2SA,3MO;BYSETPOS=1,-5,3,-21,4,-8;COUNT=15",
        "20240102T143900",
    ),
    ("FREQ=YEARLY;BYWEEKNO=53;COUNT=1", "20230101T000000Z"),
    ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=TH;COUNT=1", "20270103T000000Z"),
    ("FREQ=YEARLY;BYWEEKNO=53;INTERVAL=6;BYDAY=TH;COUNT=1", "20270103T000000Z"),
    ("FREQ=YEARLY;BYWEEKNO=53;INTERVAL=5;BYDAY=TH;COUNT=1", "20270103T000000Z"),
}


def _cases() -> Iterator[tuple[str, str, str | None, str]]:
    for block in CASES.read_text().split("\n\n"):
        found = dict(re.findall(r"^(RRULE|DTSTART|START-AT|INSTANCES):(.*)$", block, re.MULTILINE))
        if "RRULE" in found:
            yield found["RRULE"], found["DTSTART"], found.get("START-AT"), found["INSTANCES"].strip()


def _local(text: str) -> tuple[datetime, bool]:
    moment = parse_datetime(text) or parse_date(text)
    assert moment is not None
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None), False
    return datetime.combine(moment, time()), True


def _given(rule: Rule, start: datetime, *, all_day: bool, after: datetime) -> list[datetime]:
    work = Work(2_000_000)
    found: list[datetime] = []
    for local in dates(rule, start, after=after, before=FAR, all_day=all_day, work=work):
        if rule.until is not None and local > _end(rule.until):
            break
        found.append(local)
    assert not work.exhausted
    return found


def _end(until: date) -> datetime:
    return until.replace(tzinfo=None) if isinstance(until, datetime) else datetime.combine(until, time.max)


def test_libical_cases_match_and_the_rest_is_a_problem() -> None:
    if not CASES.exists():
        pytest.skip(f"the corpus is missing: {CASES}")
    met: set[str] = set()
    matched = 0
    for text, dtstart, start_at, instances in _cases():
        rule = parse_rule(text)
        if text in NOT_MATCHING:
            assert isinstance(rule, Problem)
            assert rule.code == NOT_MATCHING[text]
            met.add(text)
            continue
        assert isinstance(rule, Rule), text
        start, all_day = _local(dtstart)
        expected = [_local(instance)[0] for instance in instances.split(",")]
        assert _given(rule, start, all_day=all_day, after=start) == expected, text
        if start_at is not None:
            after = _local(start_at)[0]
            found = [local for local in _given(rule, start, all_day=all_day, after=after) if local >= after]
            assert found == [local for local in expected if local >= after], text
        matched += 1
    assert met == set(NOT_MATCHING)
    assert matched == 145


def test_schedules_give_libicals_dates_and_their_own_first_date() -> None:
    """RFC 5545, 3.8.5.3: DTSTART is in the set. Where the rule does not give it, the connector tells so."""
    if not CASES.exists():
        pytest.skip(f"the corpus is missing: {CASES}")
    outside: set[tuple[str, str]] = set()
    for text, dtstart, _, instances in _cases():
        if text in NOT_MATCHING:
            continue
        start, all_day = _local(dtstart)
        form = schedule(start=start, all_day=all_day, timezone="UTC", rrule=[text])
        assert not isinstance(form, Problem)
        expansion = expand(form, start.replace(tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC), 10_000)
        expected = {_local(instance)[0] for instance in instances.split(",")}
        assert {date.start.replace(tzinfo=None) for date in expansion.dates} == expected | {start}, text
        assert not expansion.truncated
        assert starts_by_rule(read_schedule(form)) is (start in expected)
        if start not in expected:
            outside.add((text, dtstart))
    assert outside == START_OUTSIDE


_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def _rules(draw: st.DrawFn) -> str:
    frequency = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY"]))
    parts = [f"FREQ={frequency}", f"INTERVAL={draw(st.integers(1, 40))}"]
    days = draw(st.lists(st.sampled_from(_WEEKDAYS), max_size=3, unique=True))
    if days and frequency in ("YEARLY", "MONTHLY") and draw(st.booleans()):
        days = [f"{draw(st.sampled_from([1, 2, 3, 4, 5, -1, -2]))}{day}" for day in days]
    if days:
        parts.append("BYDAY=" + ",".join(days))
    months = draw(st.lists(st.integers(1, 12), max_size=3, unique=True))
    if months:
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    if frequency != "WEEKLY":
        numbers = draw(st.lists(st.integers(-31, 31).filter(bool), max_size=3, unique=True))
        if numbers:
            parts.append("BYMONTHDAY=" + ",".join(map(str, numbers)))
    for name, most in (("BYHOUR", 23), ("BYMINUTE", 59)):
        numbers = draw(st.lists(st.integers(0, most), max_size=3, unique=True))
        if numbers:
            parts.append(f"{name}=" + ",".join(map(str, numbers)))
    if len(parts) > 2 and draw(st.booleans()):
        positions = draw(st.lists(st.integers(-4, 4).filter(bool), min_size=1, max_size=2, unique=True))
        parts.append("BYSETPOS=" + ",".join(map(str, positions)))
    parts.append("WKST=" + draw(st.sampled_from(_WEEKDAYS)))
    return ";".join(parts)


@settings(max_examples=80, deadline=None)
@given(
    text=_rules(),
    start=st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - local times
    later=st.integers(0, 400),
)
def test_dates_are_those_of_dateutil_where_it_is_right(text: str, start: datetime, later: int) -> None:
    # Where libical, whose cases we follow, and dateutil differ: BYMONTHDAY without BYMONTH, and the first week of
    # BYSETPOS, which dateutil begins at the first date.
    assume(not ("YEARLY" in text and "BYMONTHDAY" in text and "BYMONTH=" not in text))
    assume(not ("WEEKLY" in text and "BYSETPOS" in text))
    short = "HOURLY" in text or "MINUTELY" in text
    # dateutil walks every hour and minute to a far month.
    assume(not (short and ("BYMONTH" in text or "BYDAY" in text)))
    start = start.replace(microsecond=0)
    after = start + (timedelta(hours=later) if short else timedelta(days=later))
    before = after + timedelta(days=3 if short else 1_500)
    rule = parse_rule(text)
    assert isinstance(rule, Rule)
    work = Work(1_000_000)
    given_dates = dates(rule, start, after=after, before=before, all_day=False, work=work)
    found = [local for local in given_dates if after <= local < before]
    assert not work.exhausted
    # dateutil searches a rule without dates until the year 9999, so only as many are asked for as there are.
    assume(found)
    theirs = dateutil_rrule.rrulestr(text, dtstart=start)
    assert list(islice((local for local in theirs if local >= after), len(found))) == found


@given(_rules())
def test_a_rule_written_and_read_is_the_same(text: str) -> None:
    rule = parse_rule(text)
    assert isinstance(rule, Rule)
    assert parse_rule(render_rule(rule)) == rule
    assert normal_rule(render_rule(rule)) == render_rule(rule)


@given(st.text(max_size=200) | st.text(alphabet="FREQ=DAILYBYMONTH;,0123456789+-TZU", max_size=60))
def test_any_text_is_a_rule_or_a_problem(text: str) -> None:
    rule = parse_rule(text)
    assert isinstance(rule, Rule | Problem)
    if isinstance(rule, Problem):
        assert rule.message("de")
        assert rule.hint("en")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "FREQ"),
        ("FREQ=FORTNIGHTLY", "FREQ"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        (f"FREQ=DAILY;INTERVAL={MAX_INTERVAL + 1}", "INTERVAL"),
        ("FREQ=DAILY;COUNT=0", "COUNT"),
        (f"FREQ=DAILY;COUNT={MAX_COUNT + 1}", "COUNT"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY"),
        ("FREQ=WEEKLY;BYDAY=1MO", "BYDAY"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY"),
        ("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO"),
        ("FREQ=DAILY;BYYEARDAY=1", "BYYEARDAY"),
        ("FREQ=YEARLY;BYSETPOS=1", "BYSETPOS"),
        ("FREQ=DAILY;BYEASTER=0", "BYEASTER"),
        ("FREQ=DAILY;WKST=XX", "WKST"),
        ("FREQ=DAILY;;=", ""),
        ("FREQ=DAILY;BYMONTH=" + ",".join(["1"] * MAX_RULE_CHARS), "RRULE"),
    ],
)
def test_what_the_rfc_forbids_is_invalid_and_named(text: str, part: str) -> None:
    problem = parse_rule(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.parameters["part"]) == ("RRULE_INVALID", part)


@pytest.mark.parametrize(
    "text",
    ["RSCALE=CHINESE;FREQ=YEARLY", "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=FORWARD", "FREQ=YEARLY;BYWEEKNO=1;BYYEARDAY=3"],
)
def test_what_has_no_certain_meaning_is_unsupported(text: str) -> None:
    problem = parse_rule(text)
    assert isinstance(problem, Problem)
    assert problem.code == "RRULE_UNSUPPORTED"


@pytest.mark.parametrize(
    "text", [f"FREQ=DAILY;INTERVAL={MAX_INTERVAL}", f"FREQ=DAILY;COUNT={MAX_COUNT}", "RRULE:freq=daily;x-note=a;"]
)
def test_rules_at_the_bounds_are_taken(text: str) -> None:
    assert isinstance(parse_rule(text), Rule)


def test_weeks_that_begin_in_december_belong_to_the_new_year() -> None:
    """python-dateutil loses these days; libical, Google and the RFC's text have them."""
    rule = parse_rule("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO")
    assert isinstance(rule, Rule)
    start = datetime(2024, 1, 1, 19)  # noqa: DTZ001 - local time
    found = _given(rule, start, all_day=False, after=start)[:3]
    assert found == [datetime(2024, 1, 1, 19), datetime(2024, 12, 30, 19), datetime(2025, 12, 29, 19)]  # noqa: DTZ001


def test_instants_as_until_are_aware() -> None:
    rule = parse_rule("FREQ=DAILY;UNTIL=20261231T225959Z")
    assert isinstance(rule, Rule)
    assert rule.until == datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
