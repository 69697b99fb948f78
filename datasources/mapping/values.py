"""A rule made into a function of a row: fetch, extract, split, value table, reading; its mistakes told, not raised.

    one(rule, part)(row, faults)      a value or None      "EINGETRAGENER_VEREIN"
    many(rule, part)(row, faults)     a list or None       ["sport", "youth"]

Columns repeat themselves (towns, dates, kinds), so what a text was read into is remembered, up to a bound.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, TypeAlias

from datasources.drafts import Json
from datasources.mapping.cells import BLANKS, Cell, Read, Row, Unreadable, blank, fold, shown, text_of
from datasources.mapping.declaration import AllOf, Column, Constant, FirstOf, Rule, Template, Unknown
from datasources.mapping.findings import Findings, nearest
from datasources.mapping.parts import Part, Reader
from datasources.mapping.patterns import longest_text
from datasources.mapping.readers import MAX_LINE_CHARS, Manner, is_settled, reader
from datasources.mapping.scope import MAX_ENTRIES, Getter, Scope

MAX_REMEMBERED: Final = 4_096
MAX_SPLIT_CHARS: Final = 100_000

Faults: TypeAlias = list[tuple[str, Unreadable]]
"""What could not be read of a row: the field's path, and the problem."""
Value: TypeAlias = Callable[[Row, Faults], Json]
"""Gives a field's value of a row, None where it states none; what cannot be read is appended to the faults."""
Pick: TypeAlias = Callable[[Row, Faults], Cell]
"""The same, before it is read: for parts that a composite reads together."""

_VOCABULARIES: Final = frozenset({Reader.ENUM, Reader.CONCEPT, Reader.BOOLEAN, Reader.LANGUAGE, Reader.COUNTRY})
"""Readers that know words of their own, which are asked before `otherwise`."""
_REMEMBERING: Final = _VOCABULARIES | {Reader.DATE, Reader.INTEGER, Reader.TIME, Reader.POSTAL_CODE}


@dataclass(frozen=True, slots=True)
class Compiler:
    """What rules are made into functions with. `findings` gathers columns that are not there."""

    scope: Scope
    manner: Manner
    findings: Findings

    def inside(self, scope: Scope) -> "Compiler":
        """The same, among the columns of a list's entries."""
        return replace(self, scope=scope)

    def one(self, path: str, part: Part, rule: Rule) -> Value:
        """A rule for one value."""
        return _defaulting(_one(self, path, part, rule), rule.default)

    def many(self, path: str, part: Part, rule: Rule) -> Value:
        """A rule for a list of values, each once, in order."""
        default: Json = rule.default if isinstance(rule.default, list) or rule.default is None else [rule.default]
        return _defaulting(_many(self, path, part, rule), default)

    def raw(self, path: str, rule: Rule) -> Pick:
        """A rule for a cell that its composite reads."""
        return _raw(self, path, rule)

    def column(self, path: str, name: str) -> Getter:
        """A column's getter; one that is not there is a finding, and gives nothing."""
        getter = self.scope.getter(name)
        if getter is None:
            self.findings.unknown("MAPPING_COLUMN_UNKNOWN", path, name, self.scope.names)
            return _nothing
        return getter


def _nothing(_: Row) -> Cell:
    return None


def _defaulting(value: Value, default: Json) -> Value:
    if default is None:
        return value

    def with_default(row: Row, faults: Faults) -> Json:
        stated = value(row, faults)
        return default if stated is None else stated

    return with_default


def _inherited(rule: Rule, child: Rule) -> Rule:
    """A child of first_of or all_of takes the steps that its parent states and it does not."""
    return replace(
        child,
        extract=child.extract or rule.extract,
        split=child.split or rule.split,
        values=rule.values if child.values is None else child.values,
        unknown=rule.unknown if child.unknown is Unknown.REPORT else child.unknown,
        otherwise=rule.otherwise if child.otherwise is None else child.otherwise,
        formats=child.formats or rule.formats,
        decimal=child.decimal or rule.decimal,
    )


# ── one value ────────────────────────────────────────────────────────────────────────────────────────────────────


def _one(compiler: Compiler, path: str, part: Part, rule: Rule) -> Value:
    origin = rule.origin
    if isinstance(origin, Constant):
        constant = origin.value
        return lambda row, faults: constant
    if isinstance(origin, FirstOf | AllOf):
        children = [compiler.one(path, part, _inherited(rule, child)) for child in origin.rules]

        def first(row: Row, faults: Faults) -> Json:
            for child in children:
                value = child(row, faults)
                if value is not None:
                    return value
            return None

        return first
    read = _reading(part, rule, compiler.manner)
    get = _fetch(compiler, path, origin)
    if rule.extract is None and not rule.split:
        if part.reader is Reader.TEXT and rule.values is None:
            return _plain_text(path, get, read)
        return _plain(path, get, read, _remembers(part, rule), rule.unknown is Unknown.IGNORE)
    cells = _cells(path, get, rule)
    quiet = rule.unknown is Unknown.IGNORE

    def first_cell(row: Row, faults: Faults) -> Json:
        for cell in cells(row, faults):
            value = read(cell)
            if not isinstance(value, Unreadable):
                return value
            if not quiet:
                faults.append((path, value))
            return None
        return None

    return first_cell


def _plain(path: str, get: Getter, read: Read, remembers: bool, quiet: bool) -> Value:
    """A column as it is. What is written out here rather than called is so because it runs for every cell."""
    remembered: dict[str, Json | Unreadable] = {}

    def value(row: Row, faults: Faults) -> Json:
        cell = get(row)
        if cell.__class__ is list:
            cell = _first(cell)
        if cell.__class__ is str:
            if cell in remembered:
                found = remembered[cell]
            elif (len(cell) < 6 and (not cell or cell.strip() in BLANKS)) or cell.isspace():
                return None
            else:
                found = read(cell)
                if remembers:
                    if len(remembered) >= MAX_REMEMBERED:
                        remembered.clear()
                    remembered[cell] = found
        elif cell is None or cell == {}:
            return None
        else:
            found = read(cell)
        if isinstance(found, Unreadable):
            if not quiet:
                faults.append((path, found))
            return None
        return found

    return value


def _plain_text(path: str, get: Getter, read: Read) -> Value:
    """The commonest rule there is, a column of text, by the shortest way."""

    def value(row: Row, faults: Faults) -> Json:
        cell = get(row)
        if cell.__class__ is str:
            if 5 < len(cell) <= MAX_LINE_CHARS and "  " not in cell and is_settled(cell):
                return cell.strip() or None
            if not cell:
                return None
        if cell.__class__ is list:
            cell = _first(cell)
        if blank(cell):
            return None
        found = read(cell)
        if isinstance(found, Unreadable):
            faults.append((path, found))
            return None
        return found

    return value


def _first(cell: Cell) -> Cell:
    if isinstance(cell, list):
        for item in cell[:MAX_ENTRIES]:
            if not blank(item):
                return item
    return None


# ── several values ───────────────────────────────────────────────────────────────────────────────────────────────


def _many(compiler: Compiler, path: str, part: Part, rule: Rule) -> Value:
    origin = rule.origin
    if isinstance(origin, Constant):
        listed: Json = origin.value if isinstance(origin.value, list) or origin.value is None else [origin.value]
        return lambda row, faults: listed
    if isinstance(origin, FirstOf | AllOf):
        children = [compiler.many(path, part, _inherited(rule, child)) for child in origin.rules]
        only_first = isinstance(origin, FirstOf)

        def several(row: Row, faults: Faults) -> Json:
            values: list[Json] = []
            for child in children:
                found = child(row, faults)
                if isinstance(found, list):
                    values.extend(value for value in found if value not in values)
                    if only_first:
                        break
            return values or None

        return several
    read = _reading(part, rule, compiler.manner)
    get = _fetch(compiler, path, origin)
    cells = _known_or_split(path, get, rule, read) if part.reader is Reader.CONCEPT else _cells(path, get, rule)
    remembers = _remembers(part, rule)
    quiet = rule.unknown is Unknown.IGNORE
    remembered: dict[str, tuple[list[Json], Faults]] = {}

    def value(row: Row, faults: Faults) -> Json:
        cell = get(row)
        if not cell:
            return None
        if cell.__class__ is str and cell in remembered:
            values, told = remembered[cell]
        else:
            values, told = [], []
            for each in cells(row, told):
                found = read(each)
                if isinstance(found, Unreadable):
                    if not quiet:
                        told.append((path, found))
                    continue
                values.extend(one for one in _listed(found) if one is not None and one not in values)
            if remembers and cell.__class__ is str:
                if len(remembered) >= MAX_REMEMBERED:
                    remembered.clear()
                remembered[cell] = (values, told)
        if told:
            faults.extend(told)
        return values.copy() or None

    return value


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


# ── the steps ────────────────────────────────────────────────────────────────────────────────────────────────────


def _fetch(compiler: Compiler, path: str, origin: Column | Template) -> Getter:
    if isinstance(origin, Column):
        return compiler.column(path, origin.path)
    getters = [compiler.column(path, name) for name in origin.paths]
    texts = origin.texts

    def join(row: Row) -> Cell:
        stated = False
        joined = [texts[0]]
        for getter, text in zip(getters, texts[1:], strict=True):
            cell = getter(row)
            if not blank(cell):
                stated = True
                joined.append(text_of(_first(cell) if isinstance(cell, list) else cell).strip())
            joined.append(text)
        return "".join(joined).strip(" ,;/-") if stated else None

    return join


def _cells(path: str, get: Getter, rule: Rule) -> Callable[[Row, Faults], Sequence[Cell]]:
    """The cells of a row that are to be read one by one, after extracting and splitting."""
    splitter = re.compile("|".join(map(re.escape, rule.split))) if rule.split else None
    pattern = rule.extract
    longest = 0 if pattern is None else longest_text(pattern)

    def cells(row: Row, faults: Faults) -> Sequence[Cell]:
        cell = get(row)
        if blank(cell):
            return ()
        listed: Sequence[Cell] = cell[:MAX_ENTRIES] if isinstance(cell, list) else (cell,)
        if pattern is not None:
            listed = [_extracted(path, pattern, longest, text_of(each), faults) for each in listed]
        if splitter is not None:
            listed = [
                part
                for each in listed
                for part in splitter.split(text_of(each)[:MAX_SPLIT_CHARS], maxsplit=MAX_ENTRIES)
            ]
        return [each for each in listed if not blank(each)]

    return cells


def _known_or_split(path: str, get: Getter, rule: Rule, read: Read) -> Callable[[Row, Faults], Sequence[Cell]]:
    """Concepts whose names hold the sign that divides them ("Rock, Pop und Jazz; Sport") are kept whole: what is known
    is not split, and signs are tried in their order."""
    if not rule.split:
        return _cells(path, get, rule)
    whole = _cells(path, get, replace(rule, split=()))

    def pieces(text: str, signs: tuple[str, ...]) -> Iterator[str]:
        if not signs or not isinstance(read(text), Unreadable):
            yield text
            return
        for piece in text.split(signs[0], MAX_ENTRIES):
            if not blank(piece):
                yield from pieces(piece, signs[1:])

    def cells(row: Row, faults: Faults) -> Sequence[Cell]:
        found = (piece for cell in whole(row, faults) for piece in pieces(text_of(cell)[:MAX_SPLIT_CHARS], rule.split))
        return list(islice(found, MAX_ENTRIES))

    return cells


def _extracted(path: str, pattern: re.Pattern[str], longest: int, text: str, faults: Faults) -> str | None:
    if len(text) > longest:
        faults.append((path, Unreadable("EXTRACT_TOO_LONG", {"length": str(len(text)), "limit": str(longest)})))
        return None
    match = pattern.search(text)
    if match is None:
        return None
    return match.group(1) if pattern.groups else match.group()


def _raw(compiler: Compiler, path: str, rule: Rule) -> Pick:
    origin = rule.origin
    if isinstance(origin, Constant):
        constant = origin.value
        return lambda row, faults: constant
    if isinstance(origin, FirstOf | AllOf):
        children = [_raw(compiler, path, _inherited(rule, child)) for child in origin.rules]

        def first(row: Row, faults: Faults) -> Cell:
            for child in children:
                cell = child(row, faults)
                if not blank(cell):
                    return cell
            return None

        return first
    get = _fetch(compiler, path, origin)
    values = rule.values
    if rule.extract is None and not rule.split and values is None:
        return lambda row, faults: get(row)
    cells = _cells(path, get, rule)

    def several(row: Row, faults: Faults) -> Cell:
        found: list[Json] = []
        for cell in cells(row, faults):
            known = text_of(cell) if values is None else values.get(fold(text_of(cell)), text_of(cell))
            found.append(known)
        return found[0] if len(found) == 1 else found

    return several


def _reading(part: Part, rule: Rule, manner: Manner) -> Read:
    """The value table, and the reader behind it."""
    manner = replace(manner, formats=rule.formats or manner.formats, decimal=rule.decimal or manner.decimal)
    return _looking_up(part, rule, reader(part, manner))


def _remembers(part: Part, rule: Rule) -> bool:
    return part.reader in _REMEMBERING or rule.values is not None


def _looking_up(part: Part, rule: Rule, read: Read) -> Read:
    values, otherwise = rule.values, rule.otherwise
    if values is None:
        return read
    knows_words = part.reader in _VOCABULARIES

    def look_up(cell: Cell) -> Json | Unreadable:
        text = fold(text_of(cell))
        if text in values:
            return values[text]
        if knows_words:
            value = read(cell)
            return otherwise if isinstance(value, Unreadable) and otherwise is not None else value
        if otherwise is not None:
            return otherwise
        if rule.unknown is Unknown.REPORT:
            return Unreadable("VALUE_UNKNOWN", {"value": shown(cell), "nearest": nearest(text, values)})
        return read(cell) if rule.unknown is Unknown.KEEP else None

    return look_up
