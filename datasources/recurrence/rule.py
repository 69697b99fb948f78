"""A recurrence rule of RFC 5545 (section 3.3.10): read, checked against the RFC's table, written.

    FREQ=MONTHLY;BYDAY=1SA          the first Saturday of each month
    FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20271231T225959Z

What the RFC forbids or leaves without a meaning is a problem here, so that no date is ever made up: rules in another
calendar scale (RFC 7529), and BYWEEKNO together with days of the month or of the year, where nothing says whether the
calendar's year or the weeks' year is meant.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final, Literal, TypeAlias, get_args

from datasources.problems import Problem
from datasources.recurrence.moments import parse_date, parse_datetime
from datasources.vocabulary import Severity

Frequency = Literal["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
FREQUENCIES: Final[tuple[Frequency, ...]] = get_args(Frequency)
SUB_DAILY: Final = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

MAX_RULE_CHARS: Final = 4_000
MAX_INTERVAL: Final = 1_000_000
MAX_COUNT: Final = 1_000_000_000

Until: TypeAlias = date | datetime
"""The last moment of a rule: a date, a local time (naive) or an instant (aware)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A checked rule. The lists are sorted and hold each value once; `by_day` holds (ordinal or 0, weekday 0–6)."""

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: Until | None = None
    by_second: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0


@lru_cache(maxsize=2_048)
def parse_rule(text: str) -> Rule | Problem:
    """The rule that `text` (with or without "RRULE:") states, or why it cannot be followed."""
    text = text.strip().upper().removeprefix("RRULE:")
    if len(text) > MAX_RULE_CHARS:
        return _invalid(text, "RRULE")
    parts: dict[str, str] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or name in parts:
            return _invalid(text, name)
        parts[name] = value
    for name in ("RSCALE", "SKIP"):
        if name in parts and parts[name] not in ("GREGORIAN", "OMIT"):
            return _unsupported(text, f"{name}={parts[name]}")
    unknown = [name for name in parts if name not in _KNOWN and not name.startswith("X-")]
    if unknown:
        return _invalid(text, unknown[0])
    return _read(text, parts)


def normal_rule(text: str) -> str | Problem:
    """`text` in the form that a schedule stores, or why the rule cannot be followed."""
    rule = parse_rule(text)
    return rule if isinstance(rule, Problem) else render_rule(rule)


def render_rule(rule: Rule) -> str:
    """The rule as RFC 5545 writes it; equal rules give equal texts."""
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval != 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={_render_until(rule.until)}")
    for name, values in (
        ("BYMONTH", rule.by_month),
        ("BYWEEKNO", rule.by_week),
        ("BYYEARDAY", rule.by_year_day),
        ("BYMONTHDAY", rule.by_month_day),
    ):
        if values:
            parts.append(f"{name}={','.join(map(str, values))}")
    if rule.by_day:
        parts.append("BYDAY=" + ",".join(f"{nth or ''}{WEEKDAYS[day]}" for nth, day in rule.by_day))
    for name, values in (
        ("BYHOUR", rule.by_hour),
        ("BYMINUTE", rule.by_minute),
        ("BYSECOND", rule.by_second),
        ("BYSETPOS", rule.by_position),
    ):
        if values:
            parts.append(f"{name}={','.join(map(str, values))}")
    if rule.week_start:
        parts.append(f"WKST={WEEKDAYS[rule.week_start]}")
    return ";".join(parts)


_BY_DAY = re.compile(r"^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
_NUMBER = re.compile(r"^[+-]?\d{1,10}$", re.ASCII)
_RANGES: Final = {
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
_FROM_ZERO: Final = frozenset({"BYSECOND", "BYMINUTE", "BYHOUR"})
_KNOWN: Final = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", "RSCALE", "SKIP", *_RANGES})


def _read(text: str, parts: dict[str, str]) -> Rule | Problem:
    frequency = next((known for known in FREQUENCIES if known == parts.get("FREQ")), None)
    if frequency is None:
        return _invalid(text, "FREQ")
    lists: dict[str, tuple[int, ...]] = {}
    for name in _RANGES:
        values = _numbers(name, parts[name]) if name in parts else ()
        if values is None:
            return _invalid(text, name)
        lists[name] = values
    by_day = _days(parts["BYDAY"]) if "BYDAY" in parts else ()
    if by_day is None:
        return _invalid(text, "BYDAY")
    interval = _number(parts.get("INTERVAL", "1"), MAX_INTERVAL)
    count = _number(parts["COUNT"], MAX_COUNT) if "COUNT" in parts else None
    if interval is None or ("COUNT" in parts and count is None):
        return _invalid(text, "INTERVAL" if interval is None else "COUNT")
    until = _until(parts["UNTIL"]) if "UNTIL" in parts else None
    if "UNTIL" in parts and until is None:
        return _invalid(text, "UNTIL")
    week_start = parts.get("WKST", "MO")
    if week_start not in WEEKDAYS:
        return _invalid(text, "WKST")
    rule = Rule(
        frequency=frequency,
        interval=interval,
        count=count,
        until=until,
        by_second=tuple(sorted({min(second, 59) for second in lists["BYSECOND"]})),
        by_minute=lists["BYMINUTE"],
        by_hour=lists["BYHOUR"],
        by_day=by_day,
        by_month_day=lists["BYMONTHDAY"],
        by_year_day=lists["BYYEARDAY"],
        by_week=lists["BYWEEKNO"],
        by_month=lists["BYMONTH"],
        by_position=lists["BYSETPOS"],
        week_start=WEEKDAYS.index(week_start),
    )
    for part, broken in _FORBIDDEN:
        if broken(rule):
            return _invalid(text, part)
    if rule.by_week and (rule.by_month_day or rule.by_year_day):
        return _unsupported(text, "BYWEEKNO + " + ("BYMONTHDAY" if rule.by_month_day else "BYYEARDAY"))
    return rule


# The table of RFC 5545, section 3.3.10: which parts may stand with which frequency.
_FORBIDDEN: Final[tuple[tuple[str, Callable[[Rule], bool]], ...]] = (
    ("BYWEEKNO", lambda rule: bool(rule.by_week) and rule.frequency != "YEARLY"),
    ("BYYEARDAY", lambda rule: bool(rule.by_year_day) and rule.frequency in ("DAILY", "WEEKLY", "MONTHLY")),
    ("BYMONTHDAY", lambda rule: bool(rule.by_month_day) and rule.frequency == "WEEKLY"),
    ("BYDAY", lambda rule: any(nth for nth, _ in rule.by_day) and rule.frequency not in ("MONTHLY", "YEARLY")),
    ("BYDAY", lambda rule: any(nth for nth, _ in rule.by_day) and bool(rule.by_week)),
    ("BYSETPOS", lambda rule: bool(rule.by_position) and not _has_list(rule)),
)


def _has_list(rule: Rule) -> bool:
    days = rule.by_day or rule.by_month_day or rule.by_year_day or rule.by_week or rule.by_month
    return bool(days or rule.by_hour or rule.by_minute or rule.by_second)


def _numbers(name: str, value: str) -> tuple[int, ...] | None:
    low, high = _RANGES[name]
    numbers: set[int] = set()
    for item in value.split(","):
        item = item.strip()
        if not _NUMBER.match(item):
            return None
        number = int(item)
        if not low <= number <= high or (number == 0 and name not in _FROM_ZERO):
            return None
        numbers.add(number)
    return tuple(sorted(numbers))


def _days(value: str) -> tuple[tuple[int, int], ...] | None:
    days: set[tuple[int, int]] = set()
    for item in value.split(","):
        match = _BY_DAY.match(item.strip())
        if match is None:
            return None
        nth = int(match[1]) if match[1] else 0
        if (match[1] and nth == 0) or abs(nth) > 53:
            return None
        days.add((nth, WEEKDAYS.index(match[2])))
    return tuple(sorted(days, key=lambda day: (day[1], day[0])))


def _number(value: str, most: int) -> int | None:
    if not _NUMBER.match(value) or not 1 <= int(value) <= most:
        return None
    return int(value)


def _until(value: str) -> Until | None:
    return parse_datetime(value) or parse_date(value)


def _render_until(until: Until) -> str:
    if isinstance(until, datetime):
        return until.strftime("%Y%m%dT%H%M%S").zfill(15) + ("Z" if until.tzinfo else "")
    return f"{until.year:04}{until.month:02}{until.day:02}"


def _invalid(rule: str, part: str) -> Problem:
    return Problem(Severity.ERROR, "RRULE_INVALID", path="schedule", parameters={"rule": rule, "part": part})


def _unsupported(rule: str, part: str) -> Problem:
    return Problem(Severity.ERROR, "RRULE_UNSUPPORTED", path="schedule", parameters={"rule": rule, "part": part})
