"""Regular expressions that mappings declare, kept from running away.

Python's matcher tries again and again: "(a+)+b" takes hours on forty letters. So a pattern repeats no group, looks
neither ahead nor back, and the more repetitions it has, the shorter the texts it is tried on: k repetitions in a
search cost at most n^(k+1)/(k+1)! steps on n characters, and n is chosen so that this stays below MAX_STEPS.
"""

import re
from dataclasses import dataclass
from math import factorial
from typing import Final

MAX_PATTERN_CHARS: Final = 200
MAX_REPETITIONS: Final = 5
MAX_STEPS: Final = 2_000_000
MAX_TEXT_CHARS: Final = 1_000

_FLAGS = "(?i)"
_REPETITION = re.compile(r"[*+]|\{(\d*)(,?)(\d*)\}")
_SMALL: Final = 4
"""A repetition of at most so many does not count: it multiplies the steps by a small number only."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a pattern is not taken."""

    reason: str


def read_pattern(text: str) -> re.Pattern[str] | Refusal:
    """The compiled pattern, or why it is refused."""
    if len(text) > MAX_PATTERN_CHARS:
        return Refusal(f"> {MAX_PATTERN_CHARS}")
    repetitions = _count_repetitions(text)
    if isinstance(repetitions, Refusal):
        return repetitions
    if repetitions > MAX_REPETITIONS:
        return Refusal(f"{repetitions} × * + {{}} > {MAX_REPETITIONS}")
    try:
        pattern = re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        return Refusal(str(error))
    return pattern


def longest_text(pattern: re.Pattern[str]) -> int:
    """How many characters of text a pattern may be tried on."""
    repetitions = _count_repetitions(pattern.pattern)
    power = 1 + (repetitions if isinstance(repetitions, int) else MAX_REPETITIONS)
    return min(MAX_TEXT_CHARS, int((MAX_STEPS * factorial(power)) ** (1 / power)))


def _count_repetitions(text: str) -> int | Refusal:
    """Counts * + {} of single characters; refuses repeated groups, back-references and looking around."""
    text = text.removeprefix(_FLAGS)
    count = index = 0
    group_ended = False
    while index < len(text):
        character, after_group = text[index], group_ended
        group_ended = character == ")"
        if character == "\\":
            if text[index + 1 : index + 2].isdigit():
                return Refusal(text[index : index + 2])
            index += 2
            continue
        if character == "[":
            index = _end_of_class(text, index)
            continue
        if character == "(" and text[index + 1 : index + 2] == "?" and text[index + 2 : index + 3] != ":":
            return Refusal(text[index : index + 3])
        repeated = _REPETITION.match(text, index)
        if repeated is None:
            index += 1
            continue
        if after_group:
            return Refusal(")" + repeated.group())
        most = repeated.group(3) if repeated.group(2) else repeated.group(1)
        count += not (most and int(most) <= _SMALL)
        index = repeated.end()
    return count


def _end_of_class(text: str, start: int) -> int:
    index = start + 1
    if text[index : index + 1] == "^":
        index += 1
    if text[index : index + 1] == "]":
        index += 1
    while index < len(text) and text[index] != "]":
        index += 2 if text[index] == "\\" else 1
    return index + 1
