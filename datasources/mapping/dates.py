"""Dates and times as people write them, with or without a declared format.

    recognised:  2026-07-04 · 2026-07-04T18:00+02:00 · 04.07.2026 · 4. Juli 2026, 18 Uhr · Sa., 4.7.26 · July 4, 2026
    declared:    TT.MM.JJJJ · dd/MM/yyyy · M/d/yy h:mm a · JJJJ (then 1 January) · yyyyMMdd HHmm

04/07/2026 is a day in April here and in July there: without a declared format it is not read.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from datasources.mapping.cells import Cell, Unreadable, shown, text_of

MAX_DATE_CHARS: Final = 60
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 2999

_MONTH_NAMES = (
    ("januar", "jänner", "january", "jan", "jän"),
    ("februar", "feber", "february", "feb"),
    ("märz", "maerz", "march", "mar", "mär", "mrz"),
    ("april", "apr"),
    ("mai", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("dezember", "december", "dez", "dec"),
)
MONTHS: Mapping[str, int] = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, its time where one is stated, and the offset from UTC where that is stated too."""

    day: date
    at: time | None = None
    offset: timezone | None = None

    def utc(self, zone: ZoneInfo) -> datetime:
        """The instant; `zone` counts where no offset is stated."""
        stated = datetime.combine(self.day, self.at or time(), tzinfo=self.offset or zone)
        return stated.astimezone(UTC)


_TIME = r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
_RECOGNISED = (
    re.compile(
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
        r"(?:(?:T|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
        r"\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?)?"
    ),
    re.compile(
        r"(?:[^\W\d_]{2,10}\.?,?\s+)?(?P<day>\d{1,2})\.\s*(?:(?P<month>\d{1,2})\.|(?P<name>[^\W\d_]{3,9})\.?)\s*"
        r"(?P<year>\d{4}|\d{2})(?:,?\s+(?:um\s+|ab\s+)?" + _TIME + r"\s*(?:Uhr)?)?"
    ),
    re.compile(
        r"(?:[^\W\d_]{2,10}\.?,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<name>[^\W\d_]{3,9})\.?,?\s+(?P<year>\d{4})"
        r"(?:,?\s+" + _TIME + r")?"
    ),
    re.compile(
        r"(?:[^\W\d_]{2,10}\.?,\s+)?(?P<name>[^\W\d_]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
        r"(?:,?\s+" + _TIME + r"\s*(?P<half>[ap]\.?m\.?)?)?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?"
        r"(?P<offset>Z)?)?"
    ),
)
_CLOCK = re.compile(
    r"(?:um|ab|bis|at)?\s*(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})?(?::(?P<second>\d{2}))?)?\s*"
    r"(?P<half>[ap]\.?m\.?)?\s*(?:Uhr|h)?",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[yj]+|t+|d+|m+|h+|s+|e+|a+|.", re.IGNORECASE | re.DOTALL)


def read_moment(cell: Cell, formats: tuple[str, ...]) -> Moment | Unreadable:
    """A date with or without a time. `formats` are those declared; none: the recognised ones."""
    if isinstance(cell, datetime):
        offset = cell.utcoffset()
        # A workbook's dates are midnights.
        at = None if cell.time() == time() and offset is None else cell.time()
        return Moment(cell.date(), at, None if offset is None else timezone(offset))
    if isinstance(cell, date):
        return Moment(cell)
    text = "" if isinstance(cell, list | dict | bool | time | timedelta) else text_of(cell).strip()
    if not 0 < len(text) <= MAX_DATE_CHARS:
        return _no_date(cell, formats)
    for pattern in (tuple(map(format_pattern, formats)) if formats else _RECOGNISED) or ():
        match = pattern.fullmatch(text) if pattern else None
        moment = _moment(match) if match else None
        if moment is not None:
            return moment
    return _no_date(text, formats)


def _no_date(cell: Cell, formats: tuple[str, ...]) -> Unreadable:
    if formats:
        return Unreadable("DATE_NOT_OF_FORMAT", {"value": shown(cell), "format": " | ".join(formats)})
    return Unreadable("DATE_UNREADABLE", {"value": shown(cell)})


def date_reader(formats: tuple[str, ...]) -> Callable[[Cell], str | Unreadable]:
    """Reads cells into dates, "2026-07-04"."""

    def read(cell: Cell) -> str | Unreadable:
        moment = read_moment(cell, formats)
        return moment if isinstance(moment, Unreadable) else moment.day.isoformat()

    return read


def instant_reader(formats: tuple[str, ...], zone: ZoneInfo) -> Callable[[Cell], str | Unreadable]:
    """Reads cells into instants, "2026-07-04T16:00:00Z"."""

    def read(cell: Cell) -> str | Unreadable:
        moment = read_moment(cell, formats)
        if isinstance(moment, Unreadable):
            return moment
        return moment.utc(zone).strftime("%Y-%m-%dT%H:%M:%SZ")

    return read


def read_clock(cell: Cell) -> str | Unreadable:
    """A time of day, "18:00"; "24:00" stays, for what closes at midnight."""
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta) and timedelta() <= cell <= timedelta(days=1):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}"
    if isinstance(cell, float) and 0 <= cell < 1:  # a workbook's time is a part of its day
        minutes = round(cell * 24 * 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    match = None if isinstance(cell, list | dict | bool) else _CLOCK.fullmatch(text_of(cell).strip()[:MAX_DATE_CHARS])
    if match is None:
        return Unreadable("TIME_UNREADABLE", {"value": shown(cell)})
    hour, minute = _hour(match), int(match["minute"] or 0)
    if hour is None or hour > 24 or minute > 59 or (hour == 24 and minute):
        return Unreadable("TIME_UNREADABLE", {"value": shown(cell)})
    return f"{hour:02}:{minute:02}"


@lru_cache(maxsize=256)
def format_pattern(declared: str) -> re.Pattern[str] | None:
    """A declared format as a pattern; None where it names no year, or one thing twice.

    Letters count in either case and language (TT.MM.JJJJ, dd.mm.yyyy): m after an hour are minutes, as in workbooks.
    Between signs a day or month of one digit is read too, since people write 1.5.1988; in TTMMJJJJ every digit counts.
    """
    parts: list[str] = []
    named: set[str] = set()
    tokens: list[str] = _TOKEN.findall(declared)
    for index, token in enumerate(tokens):
        beside = (*tokens[max(index - 1, 0) : index], *tokens[index + 1 : index + 2])
        name, pattern = _token(token, named, strict=any(each[0].isalnum() for each in beside))
        if name in named:
            return None
        named |= {name} - {""}
        parts.append(pattern)
    return re.compile("".join(parts), re.IGNORECASE) if "year" in named else None


def _token(token: str, named: set[str], *, strict: bool) -> tuple[str, str]:
    letter, length = token[0].lower(), len(token)
    match letter:
        case "y" | "j":
            return ("year", r"(?P<year>\d{4})" if length > 2 else r"(?P<year>\d{2})")
        case "m" if "hour" in named and "minute" not in named:
            return ("minute", r"(?P<minute>\d{2})")
        case "m" if length > 2:
            return ("month", r"(?P<name>[^\W\d_]{3,9})\.?")
        case "m":
            return ("month", r"(?P<month>\d{2})" if length == 2 and strict else r"(?P<month>\d{1,2})")
        case "d" | "t" if length <= 2:
            return ("day", r"(?P<day>\d{2})" if length == 2 and strict else r"(?P<day>\d{1,2})")
        case "h":
            return ("hour", r"(?P<hour>\d{2})" if length == 2 else r"(?P<hour>\d{1,2})")
        case "s":
            return ("second", r"(?P<second>\d{2})")
        case "e":
            return ("weekday", r"[^\W\d_]{2,10}\.?")
        case "a" if length == 1:
            return ("half", r"(?P<half>[ap]\.?m\.?)")
        case _ if token.isspace():
            return ("", r"\s+")
        case _:
            return ("", re.escape(token))


def _moment(match: re.Match[str]) -> Moment | None:
    found = match.groupdict()
    month = MONTHS.get(found["name"].lower().rstrip(".")) if found.get("name") else int(found.get("month") or 1)
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000 if year < 50 else 1900
    if month is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    hour = _hour(match) if found.get("hour") else None
    try:
        day = date(year, month, int(found.get("day") or 1))
        if not found.get("hour"):
            return Moment(day)
        if hour is None:
            return None
        if hour == 24:
            return Moment(day + timedelta(days=1), time())
        return Moment(
            day,
            time(hour, int(found.get("minute") or 0), int(found.get("second") or 0)),
            _offset(found.get("offset")),
        )
    except (ValueError, OverflowError):
        return None


def _hour(match: re.Match[str]) -> int | None:
    hour = int(match["hour"])
    half = (match.groupdict().get("half") or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        return hour % 12 + (12 if half.startswith("p") else 0)
    return hour


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in {"Z", "z"}:
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))
