"""Where the columns of a mapping lead: a table's header, or paths into objects; and the tables joined to them.

    TableScope(("Name", "PLZ")).getter("PLZ")            row → row[1]
    ObjectScope().getter("adresse.ort")                  row → row["adresse"]["ort"]
    scope with join "orte": getter("orte.city")          row → the city of the joined row; of several rows, a list

A scope is asked once per column, before the first row; what it gives back is called for every row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, Protocol, TypeAlias, cast

from datasources.drafts import Json
from datasources.mapping.cells import Cell, Row, blank, fold, text_of
from datasources.mapping.declaration import Join

MAX_ENTRIES: Final = 1_000
"""Values that one cell may hold in a list, and rows that one row may be joined with."""
MAX_JOINED_ROWS: Final = 1_000_000

Getter: TypeAlias = Callable[[Row], Cell]
Entries: TypeAlias = Callable[[Row], Sequence[Row]]


class Scope(Protocol):
    """Finds columns by their names."""

    @property
    def names(self) -> Sequence[str]:
        """The columns there are, as far as that is known."""
        ...

    def getter(self, path: str) -> Getter | None:
        """Gets a column's cell of a row; None where there is no such column."""
        ...

    def entries(self, path: str) -> "tuple[Entries, Scope] | None":
        """The objects of a list inside a row, or the rows joined to it, with the scope of their own columns."""
        ...


@dataclass(frozen=True, slots=True)
class Joined:
    """A second table, by the key that its rows are found with."""

    join: Join
    scope: Scope
    rows: Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class TableScope:
    """The columns of a table by their headings; `#3` is the third."""

    header: tuple[str, ...]
    joined: Mapping[str, Joined] = field(default_factory=dict)

    @property
    def names(self) -> Sequence[str]:
        return [name for name in self.header if name] + [
            f"{name}.{column}" for name, joined in self.joined.items() for column in joined.scope.names
        ]

    def getter(self, path: str) -> Getter | None:
        index = self.index(path)
        if index is not None:
            return cast(Getter, itemgetter(index))
        return _joined_getter(self, self.joined, path)

    def index(self, path: str) -> int | None:
        """Which column a name means: its heading, or its place."""
        if path in self.header:
            return self.header.index(path)
        folded = fold(path)
        for index, heading in enumerate(self.header):
            if heading and fold(heading) == folded:
                return index
        place = path.removeprefix("#")
        if path.startswith("#") and place.isdecimal() and len(place) < 6 and 0 < int(place) <= len(self.header):
            return int(place) - 1
        return None

    def entries(self, path: str) -> tuple[Entries, Scope] | None:
        return _joined_entries(self, self.joined, path)


@dataclass(frozen=True, slots=True)
class ObjectScope:
    """Paths into objects. Objects need not be alike, so every path is one; `seen` are the names for messages."""

    joined: Mapping[str, Joined] = field(default_factory=dict)
    seen: tuple[str, ...] = ()

    @property
    def names(self) -> Sequence[str]:
        return self.seen

    def getter(self, path: str) -> Getter | None:
        joined = _joined_getter(self, self.joined, path)
        if joined is not None:
            return joined
        if path.partition(".")[0] in self.joined:
            return None
        return path_getter(path)

    def entries(self, path: str) -> tuple[Entries, Scope] | None:
        joined = _joined_entries(self, self.joined, path)
        if joined is not None:
            return joined
        get = path_getter(path)

        def objects(row: Row) -> Sequence[Row]:
            value = get(row)
            if isinstance(value, dict):
                listed: list[Json] = list(value.values()) if _all_objects(value.values()) else [value]
            else:
                listed = value if isinstance(value, list) else []
            return [as_row(item) for item in listed[:MAX_ENTRIES]]

        return objects, ObjectScope()


def as_row(item: Json, key: str | None = None) -> dict[str, Json]:
    """An entry of a list as an object: what is no object itself becomes `@value`; `key` becomes `@key`."""
    row: dict[str, Json] = item if isinstance(item, dict) else {"@value": item}
    return row if key is None else {**row, "@key": key}


def path_getter(path: str) -> Getter:
    """Gets what stands at a path of an object. Numbers count a list's entries; else a list gives the values of all."""
    segments = tuple(path.split("."))
    if len(segments) == 1:

        def get_key(row: Row) -> Cell:
            return row.get(path) if isinstance(row, dict) else None

        return get_key

    def get(row: Row) -> Cell:
        if isinstance(row, dict):
            return row[path] if path in row else _follow(row, segments)
        return None

    return get


def index_rows(join: Join, scope: Scope, rows: Iterable[Row]) -> Joined | None:
    """A second table, ready to be joined; None where it lacks the key's column."""
    key = scope.getter(join.key)
    if key is None:
        return None
    found: dict[str, list[Row]] = {}
    for count, row in enumerate(rows):
        if count >= MAX_JOINED_ROWS:
            break
        for value in _keys(key(row)):
            listed = found.setdefault(value, [])
            if len(listed) < MAX_ENTRIES:
                listed.append(row)
    return Joined(join, scope, found)


def _follow(value: Json, segments: Sequence[str]) -> Json:
    for position, segment in enumerate(segments):
        if isinstance(value, dict):
            value = value.get(segment)
        elif isinstance(value, list):
            if segment.isdecimal() and len(segment) < 6:
                index = int(segment)
                value = value[index] if index < len(value) else None
            else:
                found = (_follow(item, segments[position:]) for item in value[:MAX_ENTRIES])
                return [item for item in found if item is not None]
        else:
            return None
    return value


def _all_objects(values: Iterable[Json]) -> bool:
    return all(isinstance(value, dict) for value in values)


def _joined_getter(scope: Scope, tables: Mapping[str, Joined], path: str) -> Getter | None:
    name, dot, column = path.partition(".")
    table = tables.get(name)
    inner = table.scope.getter(column) if table is not None and dot else None
    found = _joined_entries(scope, tables, name)
    if inner is None or found is None:
        return None
    rows_of = found[0]

    def get(row: Row) -> Cell:
        rows = rows_of(row)
        if len(rows) == 1:
            return inner(rows[0])
        return [cast(Json, cell) for each in rows if not blank(cell := inner(each))]

    return get


def _joined_entries(scope: Scope, tables: Mapping[str, Joined], name: str) -> tuple[Entries, Scope] | None:
    table = tables.get(name)
    of = None if table is None or name == table.join.of else scope.getter(table.join.of)
    if table is None or of is None:
        return None
    rows = table.rows

    def joined_rows(row: Row) -> Sequence[Row]:
        keys = _keys(of(row))
        if len(keys) == 1:
            return rows.get(keys[0], ())
        return [each for key in keys for each in rows.get(key, ())][:MAX_ENTRIES]

    return joined_rows, table.scope


def _keys(cell: Cell) -> list[str]:
    """What a cell is joined by: its text, or the texts of its list."""
    cells: Sequence[Cell] = cell if isinstance(cell, list) else (cell,)
    return [text_of(each).strip() for each in cells[:MAX_ENTRIES] if not blank(each)]
