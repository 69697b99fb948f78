"""Statements: written once in SQLAlchemy Core, compiled once per dialect, run by the driver with plain parameters.

    BY_IDS = Statement(select(ORGANIZATION).where(in_array(ORGANIZATION.c.id, "ids")))
    rows = await db.fetch(BY_IDS, ids=["org_1", "org_2"])

A list is one parameter, whatever its length (`in_array`), so that a shape of query is one text: SQLite reads it from
JSON (`json_each`), PostgreSQL as an array (`= ANY`). What the dialects say differently stands here and nowhere else.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeAlias, cast

import orjson
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    SelectBase,
    String,
    Table,
    TableValuedAlias,
    Text,
    bindparam,
    column,
    literal_column,
    or_,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import ARRAY, asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import BindParameter, Executable, FunctionElement
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from datasources.store import tables

DialectName = Literal["sqlite", "postgresql"]
Value: TypeAlias = bool | int | float | str | bytes | None
Parameter: TypeAlias = Value | Sequence[str] | Sequence[int] | Sequence[float]

MAX_STATEMENT_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """A statement as one driver takes it: its text, and the names of its parameters in their order."""

    text: str
    names: tuple[str, ...]
    lists: frozenset[str]
    defaults: Mapping[str, Value]
    booleans: tuple[int, ...] = ()
    """Where its rows have booleans."""

    def arguments(self, parameters: Mapping[str, Parameter], dialect: DialectName) -> tuple[object, ...]:
        """The values in the order of the text; lists as the driver takes them."""
        if not self.lists:
            if not self.defaults:
                return tuple([parameters[name] for name in self.names])
            return tuple([parameters[name] if name in parameters else self.defaults[name] for name in self.names])
        arguments: list[object] = []
        for name in self.names:
            value = parameters[name] if name in parameters else self.defaults[name]
            if name in self.lists:
                sequence = cast(Sequence[object], value)
                value = _json(sequence) if dialect == "sqlite" else cast(Any, list(sequence))
            arguments.append(value)
        return tuple(arguments)


@dataclass(eq=False, slots=True)
class Statement:
    """One shape of query. `quick` says that an index bounds its work, so that it may run within the event loop."""

    core: Executable
    quick: bool = False
    _compiled: dict[DialectName, Compiled] = field(default_factory=dict)

    def compiled(self, dialect: DialectName) -> Compiled:
        """Its text for a dialect, compiled at the first use."""
        known = self._compiled.get(dialect)
        if known is None:
            known = self._compiled[dialect] = _compile(self.core, dialect)
        return known


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A text column as an expression that no index serves: for where leaving a list's order for it would cost more."""
    return cast(ColumnElement[Any], _Unindexed(column))


def in_array(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Whether a column's value is among those of the list parameter `name`."""
    return cast(ColumnElement[bool], _InArray(column, _list_parameter(column.type, name)))


def one_of(column: ColumnElement[Any], values: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column has one of a few values that are part of the statement."""
    return or_(*(column == value for value in values))


def array_rows(name: str, type_: TypeEngine[Any], alias: str) -> TableValuedAlias:
    """A list parameter as a table, with the columns `value` and `position` (from 0)."""
    rows = _ArrayRows(_list_parameter(type_, name))
    return rows.table_valued(column("value", type_), column("position", Integer), name=alias)


def contains(text: ColumnElement[Any], part: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a text holds another, compared character by character."""
    return cast(ColumnElement[bool], _Contains(text, part))


def month_of(instant: ColumnElement[Any]) -> ColumnElement[Any]:
    """The month of an instant in UTC, as "2026-07"."""
    return cast(ColumnElement[Any], _MonthOf(instant))


def cell_of(degrees: ColumnElement[Any], size: ColumnElement[Any]) -> ColumnElement[Any]:
    """The number of the cell of a grid that a coordinate lies in; not of one below -180 degrees."""
    return cast(ColumnElement[Any], _CellOf(degrees, size))


def has_ngrams(name: str) -> ColumnElement[bool]:
    """Whether a search entry has all n-grams of the list parameter `name`; on PostgreSQL alone."""
    ngrams: ColumnElement[Any] = literal_column("search_entry.ngrams")
    return ngrams.op("@>", is_comparison=True)(bindparam(name, type_=_ListType(Text())))


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]


AREA = table(tables.AreaTable)
PLACE = table(tables.PlaceTable)
SOURCE = table(tables.SourceTable)
RUN = table(tables.RunTable)
PROBLEM = table(tables.ProblemTable)
RECORD = table(tables.RecordTable)
IDENTIFIER = table(tables.IdentifierTable)
ALIAS = table(tables.AliasTable)
TAG = table(tables.TagTable)
ORGANIZATION = table(tables.OrganizationTable)
EVENT = table(tables.EventTable)
OCCURRENCE = table(tables.OccurrenceTable)
OPPORTUNITY = table(tables.OpportunityTable)
SHIFT = table(tables.ShiftTable)
SEARCH_ENTRY = table(tables.SearchEntryTable)
LEASE = table(tables.LeaseTable)
MARK = table(tables.MarkTable)


class _ListType(ARRAY[Any]):
    """Marks a parameter that holds a list."""

    cache_ok = True


class _Unindexed(FunctionElement[Any]):
    type = String()
    inherit_cache = False
    name = "unindexed"


class _InArray(FunctionElement[Any]):
    """Untyped, because SQLite's dialect would append "= 1" to a boolean, which no index serves."""

    inherit_cache = False
    name = "in_array"


class _ArrayRows(FunctionElement[Any]):
    inherit_cache = False
    name = "array_rows"


class _MonthOf(FunctionElement[Any]):
    type = String()
    inherit_cache = False
    name = "month_of"


class _CellOf(FunctionElement[Any]):
    type = Integer()
    inherit_cache = False
    name = "cell_of"


class _Contains(FunctionElement[Any]):
    inherit_cache = False
    name = "contains"


def _list_parameter(type_: TypeEngine[Any], name: str) -> BindParameter[Any]:
    element: TypeEngine[Any] = String() if isinstance(type_, String) else type_
    return bindparam(name, type_=_ListType(element))


def _compile(core: Executable, dialect: DialectName) -> Compiled:
    compiled = cast(SQLCompiler, core.compile(dialect=_dialect(dialect)))  # type: ignore[attr-defined]
    text = str(compiled)
    assert len(text) <= MAX_STATEMENT_CHARS, f"a statement of {len(text)} characters: {text[:200]}…"
    names = tuple(compiled.positiontup or ())
    return Compiled(
        text=text,
        names=names,
        lists=frozenset(name for name in names if isinstance(compiled.binds[name].type, _ListType)),
        defaults={name: compiled.binds[name].effective_value for name in names if not compiled.binds[name].required},
        booleans=_booleans(core),
    )


def _booleans(core: Executable) -> tuple[int, ...]:
    columns = core.selected_columns if isinstance(core, SelectBase) else getattr(core, "exported_columns", ())
    return tuple(place for place, column in enumerate(columns) if isinstance(column.type, Boolean))


@cache
def _dialect(name: DialectName) -> Dialect:
    if name == "sqlite":
        return sqlite.dialect(paramstyle="qmark")
    return cast(Dialect, asyncpg.dialect())  # type: ignore[no-untyped-call]


def _json(values: Sequence[object]) -> str:
    """orjson takes a tenth of json's time, but refuses integers past 64 bits and halves of surrogate pairs."""
    listed = values if type(values) in (list, tuple) else list(values)
    try:
        return orjson.dumps(listed).decode()
    except TypeError:
        return json.dumps(listed)


@compiles(_Unindexed, "sqlite")
def _unindexed_sqlite(element: _Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


@compiles(_Unindexed, "postgresql")
def _unindexed_postgresql(element: _Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return f"({compiler.process(element.clauses, **options)} || '')"


@compiles(_InArray, "sqlite")
def _in_array_sqlite(element: _InArray, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return (
        f"{compiler.process(column, **options)} IN (SELECT value FROM json_each({compiler.process(values, **options)}))"
    )


@compiles(_InArray, "postgresql")
def _in_array_postgresql(element: _InArray, compiler: SQLCompiler, **options: Any) -> str:
    column, values = element.clauses
    return f"{compiler.process(column, **options)} = ANY ({compiler.process(values, **options)})"


@compiles(_ArrayRows, "sqlite")
def _array_rows_sqlite(element: _ArrayRows, compiler: SQLCompiler, **options: Any) -> str:
    return f"(SELECT value, key AS position FROM json_each({compiler.process(element.clauses, **options)}))"


@compiles(_ArrayRows, "postgresql")
def _array_rows_postgresql(element: _ArrayRows, compiler: SQLCompiler, **options: Any) -> str:
    rows = f"unnest({compiler.process(element.clauses, **options)}) WITH ORDINALITY AS each(value, ordinal)"
    return f"(SELECT value, CAST(ordinal AS INTEGER) - 1 AS position FROM {rows})"


@compiles(_Contains, "sqlite")
def _contains_sqlite(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    text, part = element.clauses
    return f"instr({compiler.process(text, **options)}, {compiler.process(part, **options)}) > 0"


@compiles(_Contains, "postgresql")
def _contains_postgresql(element: _Contains, compiler: SQLCompiler, **options: Any) -> str:
    text, part = element.clauses
    return f"strpos({compiler.process(text, **options)}, {compiler.process(part, **options)}) > 0"


@compiles(_MonthOf, "sqlite")
def _month_of_sqlite(element: _MonthOf, compiler: SQLCompiler, **options: Any) -> str:
    return f"strftime('%Y-%m', {compiler.process(element.clauses, **options)}, 'unixepoch')"


@compiles(_MonthOf, "postgresql")
def _month_of_postgresql(element: _MonthOf, compiler: SQLCompiler, **options: Any) -> str:
    instant = compiler.process(element.clauses, **options)
    return f"to_char(to_timestamp({instant}) AT TIME ZONE 'UTC', 'YYYY-MM') COLLATE \"C\""


@compiles(_CellOf, "sqlite")
def _cell_of_sqlite(element: _CellOf, compiler: SQLCompiler, **options: Any) -> str:
    degrees, size = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(({degrees} + 180.0) / {size} AS INTEGER)"


@compiles(_CellOf, "postgresql")
def _cell_of_postgresql(element: _CellOf, compiler: SQLCompiler, **options: Any) -> str:
    degrees, size = (compiler.process(part, **options) for part in element.clauses)
    return f"CAST(floor(({degrees} + 180.0) / {size}) AS INTEGER)"
