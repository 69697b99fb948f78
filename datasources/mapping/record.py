"""A checked mapping made into a function of rows: rows in, drafts and problems out.

A  compile, once the columns are known: a function per field; a column that is not there refuses the table
B  per row: pass over what `only` leaves out; read the fields; complete what follows from them (DE-VR);
   tell the origin id; refuse the row if it lacks what every record must state
C  at the end: how often each unknown category was met, and what was too much to be told one by one
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias, cast
from zoneinfo import ZoneInfo

from datasources.declarations import SourceDeclaration
from datasources.drafts import Draft, Json, Reading
from datasources.fields import FIELDS, Form
from datasources.mapping.cells import Cell, Row, fold, text_of
from datasources.mapping.composites import geometry_point, several, single
from datasources.mapping.declaration import FieldRule, RecordMapping, Rule
from datasources.mapping.findings import Findings
from datasources.mapping.parts import LISTS, SHAPES, SINGLE, Part
from datasources.mapping.readers import Manner
from datasources.mapping.registers import (
    court_and_number,
    german_identifier,
    register_court,
    register_number,
)
from datasources.mapping.scope import Getter, Scope
from datasources.mapping.values import Compiler, Faults, Value
from datasources.problems import Problem
from datasources.timezones import DEFAULT_TIMEZONE, zone
from datasources.vocabulary import RecordKind, Severity, SourceKind

MAX_ORIGIN_CHARS: Final = 300
MAX_TOLD: Final = 100
"""Problems of one code and field that are told one by one; of the rest their number."""
MAX_DISTINCT: Final = 1_000
"""Unknown words of one field that are told each."""

Numbered: TypeAlias = tuple[int | None, Row]
"""A row with its line, where the format has lines."""
Completion: TypeAlias = Callable[[dict[str, Json]], None]

_COUNTED: Final = frozenset({"CATEGORY_UNKNOWN", "VALUE_UNKNOWN", "LANGUAGE_UNKNOWN", "COUNTRY_UNKNOWN"})
"""Unknown words come by the thousand: each is told once, with how often it was met."""


@dataclass(slots=True)
class RecordReader:
    """Reads rows by a mapping; `take` may be called once."""

    kind: RecordKind
    fields: tuple[tuple[str, Value], ...]
    required: tuple[str, ...]
    origin: tuple[Getter, ...]
    only: tuple[tuple[Getter, frozenset[str]], ...]
    completions: tuple[Completion, ...]
    skip: Callable[[Row], bool] | None = None
    told: Counter[tuple[str, str]] = field(default_factory=Counter)
    unknown: Counter[tuple[str, str, tuple[tuple[str, str], ...]]] = field(default_factory=Counter)
    derived: bool = False

    def take(self, rows: Iterable[Numbered | Problem]) -> Reading:
        """Drafts and problems, in the order of the rows."""
        faults: Faults = []
        fields, kind, only, skip = self.fields, self.kind, self.only, self.skip
        required = frozenset(self.required)
        for item in rows:
            if item.__class__ is Problem:
                yield item
                continue
            line, row = cast(Numbered, item)
            if (only and not self._counts(row)) or (skip is not None and skip(row)):
                continue
            values: dict[str, Json] = {}
            for name, read in fields:
                value = read(row, faults)
                if value is not None:
                    values[name] = value
            for complete in self.completions:
                complete(values)
            origin_id = self._origin_id(row, values)
            if faults:
                yield from self._tell(faults, origin_id, line)
                faults.clear()
            if origin_id is None or not required <= values.keys():
                lacking = [name for name in self.required if name not in values]
                yield from self._refuse(lacking, origin_id, line)
                continue
            yield Draft(kind, origin_id, values, line)
        yield from self._summary()

    def _counts(self, row: Row) -> bool:
        for get, allowed in self.only:
            cell = get(row)
            cells: Sequence[Cell] = cell if isinstance(cell, list) else (cell,)
            if not any(fold(text_of(each)) in allowed for each in cells):
                return False
        return True

    def _origin_id(self, row: Row, values: dict[str, Json]) -> str | None:
        if not self.origin:
            self.derived = True
            return _derived_id(values)
        if len(self.origin) == 1:
            cell = self.origin[0](row)
            text = (cell if cell.__class__ is str else text_of(cell)).strip()
        else:
            texts = [text_of(get(row)).strip() for get in self.origin]
            text = "|".join(texts) if any(texts) else ""
        if text.isprintable() and len(text) <= MAX_ORIGIN_CHARS:
            return text or None
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def _tell(self, faults: Faults, origin_id: str | None, line: int | None) -> Iterator[Problem]:
        for path, fault in faults:
            if fault.code in _COUNTED:
                key = (fault.code, path, tuple(fault.parameters.items()))
                if key in self.unknown or len(self.unknown) < MAX_DISTINCT:
                    self.unknown[key] += 1
                else:
                    self.told[fault.code, path] += 1
                continue
            self.told[fault.code, path] += 1
            if self.told[fault.code, path] <= MAX_TOLD:
                yield Problem(Severity.WARNING, fault.code, origin_id, path, line, fault.parameters)

    def _refuse(self, lacking: list[str], origin_id: str | None, line: int | None) -> Iterator[Problem]:
        if origin_id is None and not lacking:
            yield Problem(Severity.ERROR, "ORIGIN_ID_MISSING", None, "origin_id", line)
        for name in lacking[:1]:
            yield Problem(Severity.ERROR, "FIELD_MISSING", origin_id, name, line, {"name": ", ".join(lacking)})

    def _summary(self) -> Iterator[Problem]:
        if self.derived and not self.origin:
            yield Problem(Severity.WARNING, "ORIGIN_ID_DERIVED", path="origin_id")
        for (code, path, stated), count in self.unknown.items():
            parameters = {**dict(stated), "count": str(count)}
            yield Problem(Severity.WARNING, code, path=path, parameters=parameters)
        for (code, path), count in self.told.items():
            rest = count if code in _COUNTED else count - MAX_TOLD
            if rest > 0:
                parameters = {"count": str(rest), "code": code}
                yield Problem(Severity.WARNING, "MORE_OF_THE_SAME", path=path, parameters=parameters)


def compile_mapping(
    mapping: RecordMapping, scope: Scope, declaration: SourceDeclaration
) -> RecordReader | tuple[Problem, ...]:
    """A reader of this mapping's rows, or the columns that are not there."""
    findings = Findings()
    manner = Manner(
        zone=_zone(declaration.default_timezone),
        country=mapping.country,
        decimal=mapping.decimal,
        formats=mapping.formats,
    )
    compiler = Compiler(scope, manner, findings)
    fields = {name: _field(compiler, mapping.record, name, rule) for name, rule in mapping.fields.items()}
    if declaration.kind is SourceKind.GEOJSON:
        place = "seat" if mapping.record is RecordKind.ORGANIZATION else "location"
        fields[place] = geometry_point(fields.get(place))
    origin = tuple(compiler.column("origin_id", column) for column in mapping.origin_id)
    only = tuple((compiler.column(f"only.{column}", column), values) for column, values in mapping.only.items())
    if findings.problems:
        return tuple(findings.problems)
    return RecordReader(
        kind=mapping.record,
        fields=tuple(fields.items()),
        required=tuple(name for name, each in FIELDS[mapping.record].items() if each.required),
        origin=origin,
        only=only,
        completions=_completions(mapping, declaration),
    )


def _zone(name: str) -> ZoneInfo:
    found = zone(name)
    return found if isinstance(found, ZoneInfo) else ZoneInfo(DEFAULT_TIMEZONE)


def _field(compiler: Compiler, record: RecordKind, name: str, rule: FieldRule) -> Value:
    declared = FIELDS[record][name]
    if isinstance(rule, Rule):
        if declared.form in SINGLE:
            return compiler.one(name, Part(SINGLE[declared.form], declared.values, declared.scheme), rule)
        return compiler.many(name, Part(LISTS[declared.form], declared.values, declared.scheme), rule)
    if declared.form is Form.REQUIREMENTS or SHAPES[declared.form].several:
        return several(compiler, name, declared.form, rule)
    return single(compiler, name, declared.form, rule[0])


# ── what follows from what is stated ─────────────────────────────────────────────────────────────────────────────


def _completions(mapping: RecordMapping, declaration: SourceDeclaration) -> tuple[Completion, ...]:
    completions: list[Completion] = []
    if mapping.record is RecordKind.ORGANIZATION and "registerNumber" in mapping.fields:
        completions.append(_complete_register)
    owner = {RecordKind.EVENT: "organizer", RecordKind.OPPORTUNITY: "organization"}.get(mapping.record)
    if owner is not None and declaration.organizer is not None:
        organizer, name = declaration.organizer, owner

        def complete_owner(values: dict[str, Json]) -> None:
            if name not in values and "organizerName" not in values:
                values[name] = dict(organizer)

        completions.append(complete_owner)
    return tuple(completions)


def _complete_register(values: dict[str, Json]) -> None:
    """Court and number in one form each; together they are the identifier that other registers know the club by."""
    number = values.get("registerNumber")
    if not isinstance(number, str):
        return
    court = values.get("registerCourt")
    both = None if isinstance(court, str) else court_and_number(number)
    if both is not None:
        court, number = both
    number = values["registerNumber"] = register_number(number)
    if not isinstance(court, str):
        return
    court = values["registerCourt"] = register_court(court)
    value = german_identifier(court, number)
    if value is None:
        return
    entry: dict[str, Json] = {"scheme": "DE-VR", "value": value, "uri": None}
    listed = values.get("identifiers")
    values["identifiers"] = [*listed, entry] if isinstance(listed, list) and entry not in listed else [entry]


def _derived_id(values: dict[str, Json]) -> str | None:
    """An identity of a name, a place and a start, for lists that have none."""
    name = values.get("name", values.get("title"))
    if not isinstance(name, str):
        return None
    stated = [name]
    for holder, parts in (
        ("seat", ("street", "locality")),
        ("location", ("name", "locality")),
        ("schedule", ("start",)),
    ):
        value = values.get(holder)
        if isinstance(value, dict):
            stated += [str(value[part]) for part in parts if part in value]
    text = "\x1f".join(fold(each) for each in stated)
    return "derived-" + hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
