"""What a template is: its headings, where their values go, and how a table filled in from it is known again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from datasources.concepts import in_scheme
from datasources.drafts import Json
from datasources.mapping.cells import Row, fold, text_of
from datasources.mapping.words import WORDS
from datasources.vocabulary import ConceptScheme

EXAMPLE: Final = "Beispiel:"
"""What the number and the name of an example row begin with."""
LISTED: Final = (";", ",")
"""What stands between several values of one cell."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: where its value goes (`path` in the mapping; several columns may share a composite), and its help."""

    text: str
    path: str
    help: str
    example: str | int | date = ""
    choices: type[StrEnum] | ConceptScheme | bool | None = None
    needed: bool = False
    split: tuple[str, ...] = ()
    width: int = 20


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook to fill in, and the mapping that reads it."""

    name: str
    title: str
    record: str
    headings: tuple[Heading, ...]
    literals: Mapping[str, Mapping[str, Json]]
    """Literals of composites with parts from columns, by the composite's path."""

    def mapping_for(self, header: Sequence[str]) -> dict[str, Json]:
        """The mapping of those columns that a table has."""
        present = {fold(name) for name in header}
        fields: dict[str, Json] = {}
        origin: Json = None
        for heading in self.headings:
            if fold(heading.text) not in present:
                continue
            if heading.path == "origin_id":
                origin = heading.text
                continue
            rule: Json = {"from": heading.text, "split": list(heading.split)} if heading.split else heading.text
            name, _, part = heading.path.partition(".")
            if not part:
                fields[name] = rule
                continue
            composite = fields.setdefault(name, {**self.literals.get(name, {})})
            assert isinstance(composite, dict), "a heading with a part belongs to a composite"
            composite[part] = rule
        mapping: dict[str, Json] = {"record": self.record, "fields": fields}
        return mapping if origin is None else {**mapping, "origin_id": origin}


def choices_of(heading: Heading) -> list[str]:
    """The words of a heading's drop-down."""
    if heading.choices is None:
        return []
    if isinstance(heading.choices, bool):
        return ["ja", "nein"]
    if isinstance(heading.choices, ConceptScheme):
        return [concept.label("de") for concept in in_scheme(heading.choices)]
    return [words[0] for words in WORDS[heading.choices].values()]


def example_test(template: Template, header: Sequence[str]) -> Callable[[Row], bool]:
    """Tells the template's own example row from others: by its number or, where that column was taken out, its name."""
    marked = {fold(each.text) for each in template.headings if str(each.example).startswith(EXAMPLE)}
    places = [index for index, name in enumerate(header) if fold(name) in marked]

    def is_example(row: Row) -> bool:
        cells = list(row.values()) if isinstance(row, dict) else row
        return any(text_of(cells[place]).lstrip().startswith(EXAMPLE) for place in places)

    return is_example
