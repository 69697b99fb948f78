"""The page on hours, certificates and calendars says what the code does."""

import re
from datetime import date

import pytest

from datasources.people.calendar import KEEPS_ENDED_S, KEEPS_PAST_S
from datasources.people.certificates import MONTHS_VALID, OLDEST_YEARS
from datasources.people.hours import LEAST_WEEKS, PER_WEEK, PER_YEAR, HoursEntry, statement
from tests.docs.world import ROOT

PAGE = (ROOT / "docs" / "engagement-hours.md").read_text("utf-8")
EXAMPLES = re.findall(
    r"^\| (\d{4}-\d\d-\d\d) \| (\d{4}-\d\d-\d\d) \| (\d+) \| [\d.]+ \| ([\d.]+) \| (yes|no) \|$", PAGE, re.MULTILINE
)


@pytest.mark.parametrize(("first", "today", "total", "average", "reached"), EXAMPLES)
def test_every_example_adds_up(first: str, today: str, total: str, average: str, reached: str) -> None:
    entry = HoursEntry("eng_1", "Kuchen backen", None, first, float(total))
    made = statement([entry], int(first[:4]), date.fromisoformat(today))
    assert (made.weekly_average, made.reached) == (float(average), reached == "yes")


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 5


def test_every_kind_of_document_is_on_the_page_with_its_time() -> None:
    told = dict(re.findall(r"^\| `([A-Z_]+)` \| (\d+ months|without end) \|$", PAGE, re.MULTILINE))
    assert told == {
        kind.value: "without end" if months is None else f"{months} months" for kind, months in MONTHS_VALID.items()
    }
    assert PAGE.count(f"{OLDEST_YEARS} years") == 2


def test_the_bounds_are_those_that_hold() -> None:
    assert f"({LEAST_WEEKS} weeks)" in PAGE
    assert (PER_WEEK, PER_YEAR) == (5, 250)
    assert "250 or more reach the card" in PAGE
    assert (KEEPS_PAST_S // 86_400, KEEPS_ENDED_S // 86_400) == (366, 30)
    assert "for 30 days" in PAGE
