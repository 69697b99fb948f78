"""What a cell of a table or a value of an object can be, and what a cell that cannot be read gives."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias

from datasources.drafts import Json

Cell: TypeAlias = Json | datetime | date | time | timedelta
"""Workbooks know dates; objects know lists and objects; texts are all that CSV knows."""

Row: TypeAlias = list[Cell] | tuple[Cell, ...] | dict[str, Json]
"""A table's cells in the order of its header, or an object."""

BLANKS: Final = frozenset({"-", "–", "—", "--", "---", "k.A.", "k. A.", "n/a", "N/A", "NULL", "null", "#N/A", "#NV"})
"""What people write to say that they state nothing."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that could not be read: the code of its problem, with what its sentence needs."""

    code: str
    parameters: dict[str, str] = field(default_factory=dict)


Read: TypeAlias = Callable[[Cell], Json | Unreadable]
"""Reads a cell that is not blank into the normal form of a value; None where it states nothing after all."""

__all__ = ["BLANKS", "Cell", "Read", "Row", "Unreadable", "blank", "fold", "shown", "shown_name", "text_of"]

_SPACES = re.compile(r"\s+")
MAX_SHOWN_CHARS: Final = 80
MAX_SHOWN_NAME_CHARS: Final = 60


def blank(cell: Cell) -> bool:
    """Whether a cell states nothing."""
    if cell is None:
        return True
    if isinstance(cell, str):
        return not cell or cell.isspace() or cell.strip() in BLANKS
    return isinstance(cell, list | dict) and not cell


def text_of(cell: Cell) -> str:
    """A cell as text: 12.0 as "12", a date as ISO 8601, a list's entries after commas."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, list):
        return ", ".join(text_of(item) for item in cell if not blank(item))
    if cell is None or isinstance(cell, dict):
        return ""
    return str(cell)


def fold(text: str) -> str:
    """Text as value tables and headings compare it: no case, single spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def shown(cell: Cell) -> str:
    """A cell as a problem may show it: one line, short."""
    return _short(text_of(cell), MAX_SHOWN_CHARS)


def shown_name(name: str) -> str:
    """A column's name as a problem may show it."""
    return _short(name, MAX_SHOWN_NAME_CHARS)


def _short(text: str, limit: int) -> str:
    text = _SPACES.sub(" ", text[: 10 * limit]).strip()
    text = "".join(character if character.isprintable() else "�" for character in text[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"
