"""What a person can mend, in a source or in what they ask for: problems, as values, said in German and English.

A problem is made where it is seen, with a code and the parameters of its sentence; the sentence itself is chosen when
someone reads it, in the reader's language. Each room's texts stand in a module of their own beside this one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from datasources.problems.text import Text
from datasources.vocabulary import Severity

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")
MAX_PARAMETER_CHARS = 200


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of a source that could not be taken, or only in part.

    `record` is the origin id, `path` the field of the hub, `line` counts from 1; `parameters` fill the sentence and
    never hold personal data beyond what the sentence needs to be understood.
    """

    severity: Severity
    code: str
    record: str | None = None
    path: str | None = None
    line: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    def message(self, language: Language = "de") -> str:
        return _fill(text_of(self.code).message(language), self.parameters)

    def hint(self, language: Language = "de") -> str | None:
        hint = text_of(self.code).hint(language)
        return None if hint is None else _fill(hint, self.parameters)


def text_of(code: str) -> Text:
    """The texts of a code. Raises KeyError for a code that no catalogue holds: a mistake of ours, not of a source."""
    return catalogue()[code]


def catalogue() -> Mapping[str, Text]:
    """Every code a source can meet, with its texts."""
    return _CATALOGUE


def _fill(template: str, parameters: Mapping[str, str]) -> str:
    return template.format_map(_Parameters({name: _short(value) for name, value in parameters.items()}))


class _Parameters(dict[str, str]):
    """A run of an older version may lack a parameter that its sentence names today."""

    def __missing__(self, name: str) -> str:
        return "…"


def _short(value: str) -> str:
    return value if len(value) <= MAX_PARAMETER_CHARS else f"{value[:MAX_PARAMETER_CHARS]}…"


def _collect() -> Mapping[str, Text]:
    from datasources.problems import (
        areas,
        calendars,
        certificates,
        identity,
        ingest,
        participation,
        people,
        tables,
        transport,
    )

    texts: dict[str, Text] = {}
    rooms = (areas, calendars, certificates, identity, ingest, participation, people, tables, transport)
    for room in rooms:
        twice = texts.keys() & room.TEXTS.keys()
        assert not twice, f"codes with two texts: {sorted(twice)}"
        texts.update(room.TEXTS)
    return texts


_CATALOGUE = _collect()
