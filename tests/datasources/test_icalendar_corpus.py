"""Calendars that nobody wrote for this project: every one is taken, or refused with a problem, and none hangs."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from datasources.connectors.content import Content
from datasources.connectors.icalendar import read
from datasources.declarations import SourceDeclaration
from datasources.problems import Problem
from datasources.recurrence import expand, parts, summary
from datasources.vocabulary import Severity, SourceKind

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "calendars"
SECONDS_PER_FILE = 5.0
SECONDS_IN_ALL = 60.0

DECLARED = SourceDeclaration.model_validate(
    {
        "key": "corpus",
        "name": "Corpus",
        "kind": SourceKind.ICALENDAR,
        "file": "corpus.ics",
        "publisher": {"name": "Viele"},
        "license": {"id": "other", "name": "Je Datei"},
    }
)


def test_every_calendar_of_the_corpus_is_taken_or_refused_with_a_problem() -> None:
    if not CORPUS.exists():
        pytest.skip(f"the corpus is missing: {CORPUS}")
    files = sorted(CORPUS.rglob("*.ics"))
    assert len(files) == 426
    told: Counter[tuple[Severity, str]] = Counter()
    events = 0
    began = time.perf_counter()
    for path in files:
        started = time.perf_counter()
        found = list(read(Content(path.name, path=path), DECLARED))
        assert found, path
        for item in found:
            if isinstance(item, Problem):
                assert item.message("de")
                assert item.message("en")
                told[item.severity, item.code] += 1
                continue
            events += 1
            form = item.fields["schedule"]
            assert isinstance(form, dict)
            assert item.fields["name"]
            assert summary(form, "de")
            assert summary(form, "en")
            assert parts(form).start_date
            dates = expand(form, datetime(1990, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC), 500).dates
            assert [(date.start, date.recurrence_id) for date in dates] == sorted(
                (date.start, date.recurrence_id) for date in dates
            )
            assert len({date.recurrence_id for date in dates}) == len(dates)
            assert all(date.end is None or date.end >= date.start for date in dates)
            assert all(date.end_date >= date.start_date for date in dates)
        assert time.perf_counter() - started < SECONDS_PER_FILE, path
    assert time.perf_counter() - began < SECONDS_IN_ALL
    # Figures of this corpus: a change here is a change in what partners' calendars become, and is to be looked at.
    assert events == 1_334
    assert sum(count for (severity, _), count in told.items() if severity is Severity.ERROR) == 123
    assert told[Severity.ERROR, "NOT_A_CALENDAR"] == 4
    assert told[Severity.ERROR, "CALENDAR_CUT_OFF"] == 7
    assert told[Severity.WARNING, "RRULE_UNSUPPORTED"] == 4
    assert told[Severity.WARNING, "RRULE_INVALID"] == 2
