"""Whatever stands in a calendar costs a bounded time, is read or refused, and every refusal has its texts."""

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datasources.connectors.icalendar import MAX_BYTES
from datasources.connectors.icalendar.components import MAX_DEPTH, MAX_EVENTS
from datasources.connectors.icalendar.lines import MAX_LINE_BYTES
from datasources.problems import LANGUAGES, catalogue
from datasources.problems.calendars import TEXTS
from datasources.vocabulary import Severity
from tests.datasources.calendars import CALENDARS, codes, dates, event, reading


@pytest.mark.parametrize(
    ("size", "taken"), [(MAX_LINE_BYTES - 1, True), (MAX_LINE_BYTES, True), (MAX_LINE_BYTES + 1, False)]
)
def test_lines_are_taken_up_to_the_bound(size: int, taken: bool) -> None:
    drafts, problems = reading(
        event("UID:1@a.example", "SUMMARY:Fest", "DTSTART:20260704", "DESCRIPTION:".ljust(size, "x"))
    )
    assert ("description" in drafts["1@a.example"].fields) is taken
    assert codes(problems) == ([] if taken else [("CALENDAR_LINE_TOO_LONG", 7)])


def test_a_folded_attachment_beyond_the_bound_is_left_out() -> None:
    folded = "ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "\r\n ".join(["A" * 74] * 5_000)
    drafts, problems = reading(event("UID:1@a.example", "SUMMARY:Fest", folded, "DTSTART:20260704"))
    assert drafts
    assert codes(problems) == [("CALENDAR_LINE_TOO_LONG", 6)]


_LONG = ",".join(["20260705T180000"] * 12_600)
_SERIES = ("UID:1@a.example", "SUMMARY:Fest", "DTSTART:20260704T180000", "RRULE:FREQ=DAILY;COUNT=5")


@pytest.mark.parametrize("name", ["RDATE", "EXDATE", "RRULE"])
def test_a_series_with_a_line_beyond_the_bound_is_its_first_date_and_told(name: str) -> None:
    folded = "\r\n ".join([f"{name};TZID=Europe/Berlin:", _LONG[:100_000], _LONG[100_000:]])
    drafts, problems = reading(event(*_SERIES, folded))
    assert [date.start_date.isoformat() for date in dates(drafts["1@a.example"])] == ["2026-07-04"]
    assert codes(problems) == [("EVENT_SERIES_LEFT_OUT", 8)]
    assert (problems[0].severity, problems[0].record) == (Severity.WARNING, "1@a.example")
    assert problems[0].parameters == {"property": name}


@pytest.mark.parametrize(
    ("name", "code", "taken"), [("DTSTART", "EVENT_START_INVALID", 0), ("DTEND", "EVENT_END_LEFT_OUT", 1)]
)
def test_an_event_with_a_date_beyond_the_bound_is_refused_or_left_open(name: str, code: str, taken: int) -> None:
    stated = [] if name == "DTSTART" else ["DTSTART:20260704T180000"]
    drafts, problems = reading(event("UID:1@a.example", "SUMMARY:Fest", *stated, f"{name}:{_LONG}"))
    assert (len(drafts), [problem.code for problem in problems]) == (taken, [code])


def test_a_changed_date_whose_name_is_beyond_the_bound_does_not_become_the_event() -> None:
    changed = event("UID:1@a.example", "SUMMARY:Verlegt", "DTSTART:20260801T180000", f"RECURRENCE-ID:{_LONG}")
    drafts, problems = reading(event(*_SERIES) + changed)
    assert drafts["1@a.example"].fields["name"] == "Fest"
    assert codes(problems) == [("RECURRENCE_ID_INVALID", 12)]


def test_an_event_whose_class_is_beyond_the_bound_is_not_published() -> None:
    drafts, _ = reading(event(*_SERIES, "CLASS:PRIVATE".ljust(MAX_LINE_BYTES + 1)))
    assert drafts == {}


@pytest.mark.parametrize("kept", [0.2, 0.4, 0.6, 0.8, 0.95, 0.999])
def test_a_calendar_that_ends_in_the_middle_is_refused_as_a_whole(kept: float) -> None:
    series = (*_SERIES, "BEGIN:VALARM", "ACTION:DISPLAY", "END:VALARM")
    whole = "".join(event(*series).replace("1@a", f"{number}@a") for number in range(4))
    whole = whole.replace("END:VCALENDAR\r\nBEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "")
    assert len(reading(whole)[0]) == 4
    drafts, problems = reading(whole[: int(len(whole.rstrip()) * kept)])
    assert drafts == {}
    assert [(problem.severity, problem.code) for problem in problems] == [(Severity.ERROR, "CALENDAR_CUT_OFF")]


def test_a_calendar_that_ends_between_two_events_is_refused_as_a_whole() -> None:
    drafts, problems = reading(event(*_SERIES).replace("END:VCALENDAR\r\n", ""))
    assert drafts == {}
    assert problems[0].parameters == {"component": "VCALENDAR", "begins": "1"}


@pytest.mark.parametrize("end", ["END:VCALENDAR", "END:VCALENDAR\x1a", "end:vcalendar \n\n"])
def test_a_calendar_is_whole_however_its_end_is_written(end: str) -> None:
    assert len(reading(event(*_SERIES).replace("END:VCALENDAR\r\n", end))[0]) == 1


@pytest.mark.parametrize(("depth", "deep"), [(MAX_DEPTH - 1, False), (MAX_DEPTH, True), (200_000, True)])
def test_nesting_is_bounded(depth: int, deep: bool) -> None:
    text = (
        "BEGIN:VCALENDAR\n" + "BEGIN:X-A\n" * depth + "BEGIN:X-B\nEND:X-B\n" + "END:X-A\n" * depth + "END:VCALENDAR\n"
    )
    _, problems = reading(text)
    assert ("CALENDAR_NESTING_TOO_DEEP" in [problem.code for problem in problems]) is deep


def test_events_beyond_the_bound_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("datasources.connectors.icalendar.components.MAX_EVENTS", 3)
    text = "BEGIN:VCALENDAR\n" + "".join(
        f"BEGIN:VEVENT\nUID:{n}\nSUMMARY:Fest\nDTSTART:20260704\nEND:VEVENT\n" for n in range(3)
    )
    drafts, problems = reading(text + "END:VCALENDAR\n")
    assert (len(drafts), problems) == (3, [])
    drafts, problems = reading(text + "BEGIN:VEVENT\nUID:4\nSUMMARY:Fest\nDTSTART:20260704\nEND:VEVENT\n")
    assert len(drafts) == 3
    assert codes(problems) == [("CALENDAR_TOO_LARGE", 17)]
    assert MAX_EVENTS >= 10_000


def test_bytes_beyond_the_bound_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text = event("UID:1@a.example", "SUMMARY:Fest", "DTSTART:20260704").encode()
    monkeypatch.setattr("datasources.connectors.icalendar.MAX_BYTES", len(text))
    assert len(reading(text)[0]) == 1
    monkeypatch.setattr("datasources.connectors.icalendar.MAX_BYTES", len(text) - 1)
    drafts, problems = reading(text)
    assert not drafts
    assert [problem.code for problem in problems] == ["CALENDAR_TOO_MANY_BYTES"]
    assert MAX_BYTES >= 10_000_000


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE:" + ",".join(["20260705T180000"] * 200_000),
        "DESCRIPTION:" + "<b>" * 60_000,
        "SUMMARY;" + "X=Y;" * 40_000 + ":a",
        'SUMMARY;CN="' + '","' * 60_000 + '":a',
        "LOCATION:" + "a 1 " * 45_000,
        "LOCATION:" + "(" * 150_000,
        "CATEGORIES:" + "a," * 90_000,
        "RRULE:FREQ=SECONDLY;BYSECOND=" + ",".join(["1"] * 90_000),
        "GEO:" + "1" * 190_000,
        "DURATION:P" + "1" * 190_000 + "D",
    ],
)
def test_hostile_lines_cost_little(line: str) -> None:
    began = time.perf_counter()
    drafts, _ = reading(event("UID:1@a.example", "SUMMARY:Fest", "DTSTART:20260704T180000", line))
    assert time.perf_counter() - began < 3
    assert len(drafts) <= 1


_WORDS = st.sampled_from(
    [
        *("BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VALARM", "END:VALARM", "UID:1"),
        *("SUMMARY:a", "DTSTART:20260704T180000", "DTSTART;VALUE=DATE:20260704", "DTEND:20260704T190000"),
        *("RRULE:FREQ=DAILY;COUNT=3", "RECURRENCE-ID:20260705T180000", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260705"),
        *("EXDATE:20260705T180000Z", "BEGIN:VTIMEZONE", "TZID:X", "END:VTIMEZONE", "BEGIN:STANDARD"),
        *("TZOFFSETFROM:+0100", "TZOFFSETTO:+9900", "DTSTART;TZID=X:20260704T180000", " fortgesetzt", "DURATION:P1W"),
        "RDATE;VALUE=PERIOD:20260706T180000/PT1H",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS | st.text(max_size=40), max_size=60), st.sampled_from(["\n", "\r\n"]))
def test_any_lines_are_drafts_and_problems(lines: list[str], line_end: str) -> None:
    for end in ([], ["END:VCALENDAR"]):
        text = line_end.join([*lines, *end])
        drafts, _ = reading(text.encode("utf-8", "replace"))
        for draft in drafts.values():
            assert draft.fields["name"]
            dates(draft)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert reading(data)[1]
    reading(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + data + b"\nDTSTART:20260704\nEND:VEVENT\nEND:VCALENDAR")


# Texts


def test_every_code_of_calendars_has_texts_and_every_text_its_code() -> None:
    used: Counter[str] = Counter()
    root = Path(__file__).parents[2] / "datasources"
    for path in (*root.glob("connectors/icalendar/*.py"), *root.glob("recurrence/*.py")):
        used.update(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', path.read_text()))
    own = {code for code in used if code in TEXTS}
    assert own == set(TEXTS)
    codes_used = {
        code for code in used if re.match(r"(CALENDAR|EVENT|RRULE|SCHEDULE|UID|RECURRENCE|NOT_A|CATEGORY)_", code)
    }
    assert codes_used <= set(catalogue())


def test_every_text_is_filled_by_the_parameters_its_code_gives() -> None:
    _, problems = reading(CALENDARS / "kaputt.ics", mapping={})
    for problem in problems:
        for language in LANGUAGES:
            assert "{" not in problem.message(language)
            assert "{" not in (problem.hint(language) or "")
