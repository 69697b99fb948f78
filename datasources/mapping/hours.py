"""Opening hours and hours of help as people write them.

"Mo–Fr 9–12 Uhr, Do auch 14:00-18:00"          one entry per day and stretch
["09:00", "12:00", "14:00", "18:00"]           stretches of one day, two by two
"2–4 Stunden pro Woche"                        {"min": 2.0, "max": 4.0, "per": "WEEK", "flexible": False}
"""

import re
from collections.abc import Iterator
from typing import Final

from datasources.drafts import Json
from datasources.mapping.cells import Cell, Unreadable, blank, fold, shown, text_of
from datasources.mapping.dates import read_clock
from datasources.mapping.words import words_of
from datasources.vocabulary import HoursUnit, Weekday

MAX_HOURS_CHARS: Final = 1_000
MAX_STRETCHES: Final = 100

_WEEK: Final = [day.value for day in Weekday]
_CLOCK: Final = r"\d{1,2}(?:[:.]\d{2})?\s*(?:Uhr|h)?"
_STRETCH: Final = rf"{_CLOCK}\s*(?:-|–|—|bis|to)\s*{_CLOCK}"
_TOKEN = re.compile(
    rf"\s*(?:(?P<stretch>{_STRETCH})|(?P<day>[^\W\d_]{{2,12}})\.?|(?P<dash>-|–|—|bis)|(?P<and>[,;:/+&|.]+))", re.I
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bbis\b|\bto\b)\s*", re.I)
_PASSED_OVER: Final = frozenset({"und", "auch", "sowie", "and", "von", "from", "uhr", "jeweils", "jeden", "täglich"})
_NUMBER: Final = r"(\d{1,4}(?:[.,]\d{1,2})?)"
_AMOUNT = re.compile(
    r"(?:ca\.?|etwa|rund|mind\.?|mindestens|bis zu|max\.?|about|up to)?\s*"
    rf"{_NUMBER}(?:\s*(?:-|–|bis|to)\s*{_NUMBER})?\s*"
    r"(?:Std\.?|Stunden?|h|hours?|hrs?\.?)\s*(?:(?:/|pro|im|in der|je|am|per|a|an|each)?\s*([^\W\d_]{3,12}))?",
    re.I,
)


def read_opening(weekday: Cell, times: Cell) -> list[dict[str, Json]] | Unreadable:
    """The stretches of one day or of several ("Mo-Fr")."""
    days = read_weekdays(text_of(weekday))
    stretches = read_stretches(times)
    if isinstance(stretches, Unreadable):
        return stretches
    if not days:
        return Unreadable("WEEKDAY_UNKNOWN", {"value": shown(weekday)})
    return [_entry(day, opens, closes) for day in days for opens, closes in stretches]


def read_weekdays(text: str) -> list[str]:
    """Weekdays of "Montag", "Mo-Fr", "Sa, So"; none where it cannot be read."""
    words = words_of(Weekday)
    days: list[str] = []
    for part in re.split(r"\s*(?:[,;/&+]|\bund\b|\band\b)\s*", text.strip()[:100]):
        ends = [words.get(fold(end.rstrip("."))) for end in _BETWEEN.split(part)]
        if len(ends) == 1 and ends[0] is not None:
            days.append(ends[0])
        elif len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            days.extend(_days_between(ends[0], ends[1]))
        else:
            return []
    return days


def read_stretches(cell: Cell) -> list[tuple[str, str]] | Unreadable:
    """Times two by two, of a list of times or of "9–12, 14–18"."""
    if isinstance(cell, list):
        texts = [text_of(each) for each in cell[: 2 * MAX_STRETCHES] if not blank(each)]
        if texts and all(_BETWEEN.search(text) for text in texts):
            return read_stretches("; ".join(texts))
    else:
        text = text_of(cell)[:MAX_HOURS_CHARS]
        texts = [end for part in re.split(r"\s*[,;/]\s*|\s+und\s+", text) for end in _BETWEEN.split(part)]
    clocks: list[str] = []
    for text in texts:
        clock = read_clock(text)
        if isinstance(clock, Unreadable):
            return Unreadable("HOURS_UNREADABLE", {"value": shown(cell)})
        clocks.append(clock)
    if not clocks or len(clocks) % 2 or len(clocks) > 2 * MAX_STRETCHES:
        return Unreadable("HOURS_UNREADABLE", {"value": shown(cell)})
    return list(zip(clocks[::2], clocks[1::2], strict=True))


def read_opening_text(cell: Cell) -> list[dict[str, Json]] | Unreadable:
    """Opening hours in words: days, then their stretches, again and again."""
    text = text_of(cell).strip()
    if len(text) > MAX_HOURS_CHARS:
        return Unreadable("HOURS_UNREADABLE", {"value": shown(text)})
    words = words_of(Weekday)
    entries: list[dict[str, Json]] = []
    days: list[str] = []
    ended = span = False
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if token is None:
            return Unreadable("HOURS_UNREADABLE", {"value": shown(text)})
        position = token.end()
        if token["stretch"]:
            stretches = read_stretches(token["stretch"])
            if not days or isinstance(stretches, Unreadable):
                return Unreadable("HOURS_UNREADABLE", {"value": shown(text)})
            entries.extend(_entry(day, opens, closes) for day in days for opens, closes in stretches)
            ended = True
        elif token["dash"]:
            span = bool(days) and not ended
        elif token["day"]:
            word = fold(token["day"])
            if word in {"täglich", "daily"}:
                days, ended = list(_WEEK), False
            elif word not in words:
                if word not in _PASSED_OVER:
                    return Unreadable("HOURS_UNREADABLE", {"value": shown(text)})
            elif span:
                days = [*days[:-1], *_days_between(days[-1], words[word])]
                span = False
            else:
                days = [words[word]] if ended else [*days, words[word]]
                ended = False
        while position < len(text) and text[position].isspace():
            position += 1
    if not entries or not ended or len(entries) > MAX_STRETCHES:
        return Unreadable("HOURS_UNREADABLE", {"value": shown(text)})
    return entries


def read_amount(cell: Cell) -> dict[str, Json] | Unreadable:
    """Hours of help, of "2–4 Stunden pro Woche"."""
    match = _AMOUNT.fullmatch(text_of(cell).strip()[:100])
    if match is None:
        return Unreadable("AMOUNT_UNREADABLE", {"value": shown(cell)})
    least = float(match.group(1).replace(",", "."))
    most = float(match.group(2).replace(",", ".")) if match.group(2) else least
    word = match.group(3)
    per = HoursUnit.TOTAL.value if word is None else words_of(HoursUnit).get(fold(word))
    if per is None or most < least:
        return Unreadable("AMOUNT_UNREADABLE", {"value": shown(cell)})
    return {"min": least, "max": most, "per": per, "flexible": False}


def _entry(day: str, opens: str, closes: str) -> dict[str, Json]:
    return {"weekday": day, "opens": opens, "closes": closes, "note": None}


def _days_between(first: str, last: str) -> Iterator[str]:
    start, end = _WEEK.index(first), _WEEK.index(last)
    for offset in range((end - start) % 7 + 1):
        yield _WEEK[(start + offset) % 7]
