"""A mapping that was checked: plain data, so that what is compiled from it need not doubt it again.

"Name"                                   Rule(Column("Name"))
{ template = "{Straße} {Nr}" }           Rule(Template(("", " ", ""), ("Straße", "Nr")))
{ street = "Straße", locality = "Ort" }  Composite({"street": Rule(…), "locality": Rule(…)})
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from datasources.drafts import Json
from datasources.vocabulary import RecordKind, SourceKind


class Unknown(StrEnum):
    """What happens to a value that no table of values knows."""

    REPORT = "report"
    IGNORE = "ignore"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, or a path into an object."""

    path: str


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The first of several rules that states something."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """The values of several rules, one after the other."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Template:
    """Texts and columns in turn: one text more than columns."""

    texts: tuple[str, ...]
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value for every record."""

    value: Json


Origin: TypeAlias = Column | FirstOf | AllOf | Template | Constant


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a value comes from, and the steps it takes: extract, split, values, then reading by its form."""

    origin: Origin
    extract: re.Pattern[str] | None = None
    split: tuple[str, ...] = ()
    values: Mapping[str, Json] | None = None
    """Folded text → value."""
    unknown: Unknown = Unknown.REPORT
    otherwise: Json = None
    formats: tuple[str, ...] = ()
    decimal: str | None = None
    default: Json = None


@dataclass(frozen=True, slots=True)
class Composite:
    """A value with parts. `literals` are stated in the mapping itself: a contact's `public`, an identifier's scheme.
    With `each`, one value per entry of that list, whose columns the parts then name."""

    parts: Mapping[str, Rule]
    literals: Mapping[str, Json] = field(default_factory=dict)
    each: str | None = None


FieldRule: TypeAlias = Rule | tuple[Composite, ...]
"""A field's rule: of one value (or of values of one form), or of values with parts."""


@dataclass(frozen=True, slots=True)
class Join:
    """A second table. Exactly one of `file`, `url` (then it comes with the content, under its name) and `items`."""

    name: str
    key: str
    of: str
    file: str | None = None
    url: str | None = None
    items: str | None = None
    kind: SourceKind = SourceKind.CSV


@dataclass(frozen=True, slots=True)
class RecordMapping:
    """A whole mapping, checked. No `origin_id` means that one is derived from what the record states."""

    record: RecordKind
    fields: Mapping[str, FieldRule]
    origin_id: tuple[str, ...] = ()
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    joins: Mapping[str, Join] = field(default_factory=dict)
    items: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    header_rows: int = 1
    delimiter: str | None = None
    encoding: str | None = None
    country: str = "DE"
    decimal: str | None = None
    formats: tuple[str, ...] = ()

    def columns(self) -> list[str]:
        """Every column the mapping names of the first table, each once; those inside `each` belong to its entries."""
        named = dict.fromkeys([*self.origin_id, *self.only, *(join.of for join in self.joins.values())])
        for rule in self.fields.values():
            for each in (rule,) if isinstance(rule, Rule) else rule:
                named |= dict.fromkeys(_columns(each))
        return [path for path in named if path.partition(".")[0] not in self.joins]


def _columns(rule: "Rule | Composite") -> Iterator[str]:
    if isinstance(rule, Composite):
        if rule.each is not None:
            yield rule.each
        else:
            for part in rule.parts.values():
                yield from _columns(part)
        return
    match rule.origin:
        case Column(path):
            yield path
        case Template(_, paths):
            yield from paths
        case FirstOf(rules) | AllOf(rules):
            for each in rules:
                yield from _columns(each)
        case Constant():
            pass
