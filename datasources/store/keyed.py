"""Reads by key: keys in, rows out, in the order of the keys, None where there is none; one statement for all."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Table, select
from sqlalchemy.sql.expression import bindparam
from sqlalchemy.types import String

from datasources.store.database import Database
from datasources.store.rows import Row, fields_of, projection
from datasources.store.slices import Columns
from datasources.store.statements import ALIAS, Statement, in_array
from datasources.vocabulary import RecordKind

Key = TypeVar("Key", int, str)


async def by_key(
    db: Database, table: Table, row_type: type[Row], key: str, keys: Sequence[Key], *, columns: Columns = None
) -> list[Row | None]:
    """The row of each key, where `key` names a unique column."""
    if not keys:
        return []
    reading = _reading(table, row_type, key, None if columns is None else columns | {key})
    if len(keys) == 1:
        return cast(list[Row | None], await db.fetch_rows(reading.row_type, reading.one, key=keys[0])) or [None]
    rows = await db.fetch_rows(reading.row_type, reading.many, keys=list(dict.fromkeys(keys)))
    found = dict(zip(map(attrgetter(key), rows), rows, strict=True))
    return [found.get(each) for each in keys]


async def by_name(
    db: Database,
    table: Table,
    row_type: type[Row],
    key: str,
    keys: Sequence[str],
    *,
    kind: RecordKind,
    columns: Columns = None,
) -> list[Row | None]:
    """The row of each id or slug; one that was given up yields the entry that took its place, by a second statement."""
    rows = await by_key(db, table, row_type, key, keys, columns=columns)
    missed = [each for each, row in zip(keys, rows, strict=True) if row is None]
    if not missed:
        return rows
    reading = _reading(table, row_type, key, columns)
    survivors = await db.fetch(reading.aliased, kind=kind.value, keys=list(dict.fromkeys(missed)))
    width = len(fields_of(reading.row_type))
    found = {each[width]: reading.row_type.__new__(reading.row_type, *each[:width]) for each in survivors}
    return [found.get(each) if row is None else row for each, row in zip(keys, rows, strict=True)]


async def grouped(
    db: Database, statement: Statement, row_type: type[Row], key: str, keys: Sequence[Key], **values: Any
) -> list[list[Row]]:
    """The rows of each key, in the statement's order; the statement reads its list parameter `keys`."""
    if not keys:
        return []
    found: dict[Any, list[Row]] = {each: [] for each in keys}
    for row in await db.fetch_rows(row_type, statement, keys=list(found), **values):
        found[getattr(row, key)].append(row)
    return [found[each] for each in keys]


@dataclass(frozen=True, slots=True)
class _Reading:
    row_type: Any
    one: Statement
    many: Statement
    aliased: Statement = field(repr=False)


@lru_cache(maxsize=1024)
def _reading(table: Table, row_type: Any, key: str, columns: Columns) -> _Reading:
    narrow = row_type if columns is None else projection(row_type, columns)
    selected = [table.c[name] for name in fields_of(narrow)]
    column: Column[Any] = table.c[key]
    type_ = String() if isinstance(column.type, String) else column.type
    aliased = select(*selected)
    if "pk" in table.c:
        aliased = (
            select(*selected, ALIAS.c.alias)
            .join_from(ALIAS, table, table.c.pk == ALIAS.c.target_pk)
            .where(ALIAS.c.kind == bindparam("kind", type_=String()), in_array(ALIAS.c.alias, "keys"))
        )
    return _Reading(
        row_type=narrow,
        one=Statement(select(*selected).where(column == bindparam("key", type_=type_)), quick=True),
        many=Statement(select(*selected).where(in_array(column, "keys")), quick=True),
        aliased=Statement(aliased, quick=True),
    )
