"""JSON that is none for a few values alone: those are neutralised and counted, and the rest is read.

NaN, Infinity, 1e999, a number of 5,000 digits      →  null          Python's json writes the first two
"\\ud83d" (half a character), bytes that are no UTF-8  →  "�"            text cut in the middle of a character
"""

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import orjson

from datasources.drafts import Json
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_DIGITS: Final = 300
"""A float has no more; whole numbers beyond 64 bits become floats, as in the strict reading."""
_SHOWN_CHARS: Final = 20
_REPLACEMENT: Final = "\ufffd"
_ESCAPE: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
_WHOLE: Final = range(-(2**63), 2**64)


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in a JSON document, with what had to be neutralised in it."""

    value: Json
    problems: tuple[Problem, ...] = ()


def read_json(data: bytes, line: int | None = None) -> Document | orjson.JSONDecodeError:
    """The document; the error of the strict reading where more than single values is wrong with it."""
    try:
        return Document(orjson.loads(data))
    except orjson.JSONDecodeError as error:
        strict = error
    found = _Found()
    try:
        text = data.decode("utf-8", "replace")
        for _ in range(text.count(_REPLACEMENT) - data.count(_REPLACEMENT.encode())):
            found.add(_REPLACEMENT)
        text = _ESCAPE.sub(found.half, text)
        value: Json = json.loads(text, parse_constant=found.add, parse_float=found.measure, parse_int=found.count)
    except (ValueError, RecursionError):
        return strict
    return Document(value, tuple(found.told(line))) if found.replaced else strict


@dataclass(slots=True)
class _Found:
    """How many values were neutralised, and what the first looked like."""

    replaced: int = 0
    first: str = field(default="")

    def add(self, text: str) -> None:
        self.first = self.first or (text if len(text) <= _SHOWN_CHARS else f"{text[:_SHOWN_CHARS]}…")
        self.replaced += 1

    def half(self, match: re.Match[str]) -> str:
        if match["half"] is None:
            return match[0]
        self.add(match[0])
        return _REPLACEMENT

    def measure(self, text: str) -> float | None:
        number = float(text)
        if math.isfinite(number):
            return number
        self.add(text)
        return None

    def count(self, text: str) -> int | float | None:
        if len(text) > MAX_DIGITS:
            self.add(text)
            return None
        number = int(text)
        return number if number in _WHOLE else float(number)

    def told(self, line: int | None) -> Iterator[Problem]:
        parameters = {"count": str(self.replaced), "value": self.first}
        yield Problem(Severity.WARNING, "JSON_VALUES_REPLACED", line=line, parameters=parameters)
