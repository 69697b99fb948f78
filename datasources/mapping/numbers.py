"""Numbers as people write them: 1.234,5 and 1,234.5, 1 234, 1'234, "ca. 120 Mitglieder", 50,359.

Which sign is the decimal one is told by the mapping, else by the number: where both stand, the last; where one stands
alone, it is the decimal sign of a measure (50,359) and groups the thousands of a count (1.234).
"""

import re
from typing import Final

from datasources.mapping.cells import Cell, Unreadable, shown, text_of

MAX_NUMBER_CHARS: Final = 60
MAX_COUNT: Final = 2**31 - 1
"""The graph's Int has 32 bits."""

_NUMBER = re.compile(r"[-+−]?\d[\d.,'’\u00a0\u202f ]*")
_AROUND = re.compile(r"(?:ca\.?|circa|rund|etwa|about|approx\.?|~|≈|[A-Z]{3}|[€$£]|Fr\.)?\s*", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:[^\W\d_][\w.²³%/ -]{0,40}|[€$£%°])?\.?")
_GROUPING = re.compile(r"[ '’\u00a0\u202f]")


def read_count(cell: Cell, decimal: str | None) -> int | Unreadable:
    """A whole number of 32 bits, not negative."""
    if type(cell) is int and 0 <= cell <= MAX_COUNT:
        return cell
    if type(cell) is str and cell.isascii() and cell.isdigit() and len(cell) <= 9:
        return int(cell)
    number = _parse(cell, decimal, counts=True)
    if number is None or number != int(number) or not 0 <= number <= MAX_COUNT:
        return Unreadable("NUMBER_UNREADABLE", {"value": shown(cell)})
    return int(number)


def read_measure(cell: Cell, decimal: str | None) -> float | Unreadable:
    """A number with or without decimals."""
    if type(cell) is float or type(cell) is int:
        return float(cell) if abs(cell) < 1e15 else Unreadable("NUMBER_UNREADABLE", {"value": shown(cell)})
    number = _parse(cell, decimal, counts=False)
    return Unreadable("NUMBER_UNREADABLE", {"value": shown(cell)}) if number is None else number


def _parse(cell: Cell, decimal: str | None, *, counts: bool) -> float | None:
    if isinstance(cell, bool | list | dict) or cell is None:
        return None
    text = text_of(cell).strip()
    if len(text) > MAX_NUMBER_CHARS:
        return None
    before = _AROUND.match(text)
    number = _NUMBER.match(text, before.end() if before else 0)
    if number is None or not _AFTER.fullmatch(text, number.end()):
        return None
    return _value(_GROUPING.sub("", number.group()).rstrip(".,").replace("−", "-"), decimal, counts=counts)


def _value(digits: str, decimal: str | None, *, counts: bool) -> float | None:
    dots, commas = digits.count("."), digits.count(",")
    if decimal is None:
        if dots and commas:
            decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
        elif dots + commas == 1:
            sign = "." if dots else ","
            grouped = counts and re.fullmatch(r"[-+]?\d{1,3}[.,]\d{3}", digits)
            decimal = ("," if sign == "." else ".") if grouped else sign
        else:
            decimal = "," if dots else "."
    thousands = "," if decimal == "." else "."
    whole, _, fraction = digits.partition(decimal)
    if decimal in fraction or thousands in fraction or not _grouped(whole, thousands):
        return None
    try:
        number = float(whole.replace(thousands, "") + "." + (fraction or "0"))
    except ValueError:
        return None
    return number if abs(number) < 1e15 else None


def _grouped(whole: str, thousands: str) -> bool:
    first, *rest = whole.lstrip("+-").split(thousands)
    return all(len(group) == 3 for group in rest) and (not rest or 1 <= len(first) <= 3)
