"""JSON: a list of objects, an object of entries by key, JSON lines; wherever in the document the mapping says.

    [{"name": …}, …]                          each entry a row
    {"data": {"clubs": [ … ]}}                with items = "data.clubs"
    {"tv-polch": {"name": …}, …}              each entry a row, its key "@key"
    {"tv-polch": "https://…", …}              the same, its value "@value"
    {"name": …}\\n{"name": …}\\n                JSON lines: a row per line

The whole document is held while it is read, which its size bounds; JSON lines are read one by one.
"""

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

import orjson

from datasources.connectors.content import Content
from datasources.connectors.encoding import recognise
from datasources.connectors.tables import MAX_ROWS
from datasources.connectors.tolerant import Document, read_json
from datasources.drafts import Json
from datasources.mapping.findings import listing, nearest
from datasources.mapping.record import Numbered
from datasources.mapping.scope import as_row
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_DOCUMENT_BYTES: Final = 200_000_000
MAX_LINE_BYTES: Final = 10_000_000
NAMES_SEEN: Final = 1_000
"""Rows whose names are gathered, for telling a column that none of them has."""

_KEYED_FROM: Final = 3
"""So many objects and nothing else are entries by key."""
_ITEMS_DEPTH: Final = 3
_ITEMS_LOOKED_AT: Final = 1_000
_WRAPPERS: Final = ("items", "data", "results", "records", "features", "value", "entries", "list")


def read_document(content: Content) -> Document | Problem:
    """The JSON document, whatever Unicode encoding it was saved in."""
    with content.open() as stream:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        return _too_large("JSON_TOO_LARGE", MAX_DOCUMENT_BYTES)
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    retold = data if _is_utf8(data) else _recoded(content, data) or data
    document = read_json(retold)
    return document if isinstance(document, Document) else _broken(document, retold)


def read_objects(content: Content, items: str | None) -> Iterator[Numbered | Problem] | Problem:
    """The rows of a JSON document or of JSON lines."""
    if items is None and _is_lines(content):
        return _lines(content)
    document = read_document(content)
    if isinstance(document, Problem):
        return document
    rows = rows_of(document.value, items)
    return rows if isinstance(rows, Problem) else chain(document.problems, rows)


def find_items(content: Content) -> str | None:
    """Where in a document its rows are likely to stand: the longest list of objects, by its path. None where the
    document is itself the list, or an object of entries by key."""
    if _is_lines(content):
        return None
    read = read_document(content)
    document = None if isinstance(read, Problem) else read.value
    if not isinstance(document, dict) or any(isinstance(document.get(name), list) for name in _WRAPPERS):
        return None
    if len(document) >= _KEYED_FROM and all(isinstance(each, dict) for each in document.values()):
        return None
    found: dict[str, int] = {}
    level: list[tuple[str, Json]] = [("", document)]
    for _ in range(_ITEMS_DEPTH):
        within = [
            (f"{path}.{name}" if path else name, value)
            for path, place in level
            if isinstance(place, dict)
            for name, value in place.items()
            if "." not in name
        ]
        level = within[:_ITEMS_LOOKED_AT]
        for path, value in level:
            if isinstance(value, list) and value and isinstance(value[0], dict):
                found[path] = len(value)
    return max(found, key=lambda path: found[path]) if found else None


def rows_of(document: Json, items: str | None) -> Iterator[Numbered | Problem] | Problem:
    """The rows that stand at a path of a document; without a path, the document itself or the one list in it."""
    place = document
    for segment in items.split(".") if items else ():
        if isinstance(place, dict) and segment in place:
            place = place[segment]
        elif isinstance(place, list) and segment.isdecimal() and len(segment) < 7 and int(segment) < len(place):
            place = place[int(segment)]
        else:
            known = listing(place, nearest(segment, place)) if isinstance(place, dict) else ""
            return Problem(
                Severity.ERROR, "JSON_ITEMS_MISSING", parameters={"path": items or "", "name": segment, "known": known}
            )
    if items is None and isinstance(place, dict):
        lists = [name for name in _WRAPPERS if isinstance(place.get(name), list)]
        place = place[lists[0]] if lists else place
    if isinstance(place, list):
        return _bounded((None, as_row(item)) for item in place)
    if isinstance(place, dict):
        return _bounded((None, as_row(item, key)) for key, item in place.items())
    return Problem(Severity.ERROR, "JSON_NO_LIST", parameters={"path": items or ""})


def seen_names(rows: Iterable[Numbered | Problem]) -> tuple[tuple[str, ...], Iterator[Numbered | Problem]]:
    """The names that the first rows have, and all rows again."""
    stream = iter(rows)
    held: list[Numbered | Problem] = []
    names: dict[str, None] = {}
    for row in stream:
        held.append(row)
        if isinstance(row, tuple) and isinstance(row[1], dict):
            names.update(dict.fromkeys(row[1]))
        if len(held) >= NAMES_SEEN:
            break
    return tuple(names), chain(held, stream)


def _bounded(rows: Iterable[Numbered]) -> Iterator[Numbered | Problem]:
    for count, row in enumerate(rows):
        if count >= MAX_ROWS:
            yield Problem(Severity.ERROR, "TABLE_TOO_LONG", parameters={"limit": str(MAX_ROWS)})
            return
        yield row


def _is_lines(content: Content) -> bool:
    """Whether the first two lines are objects of their own."""
    with content.open() as stream:
        lines = [line for line in _raw_lines(stream, 20) if line.strip()][:2]
    if len(lines) < 2:
        return False
    parsed = [read_json(line) for line in lines]
    return all(isinstance(each, Document) and isinstance(each.value, dict | list) for each in parsed)


def _lines(content: Content) -> Iterator[Numbered | Problem]:
    with content.open() as stream:
        count = 0
        for number, line in enumerate(_raw_lines(stream, None), 1):
            if not line.strip():
                continue
            count += 1
            if count > MAX_ROWS:
                yield Problem(Severity.ERROR, "TABLE_TOO_LONG", line=number, parameters={"limit": str(MAX_ROWS)})
                return
            if len(line) > MAX_LINE_BYTES:
                yield Problem(Severity.ERROR, "JSON_TOO_LARGE", line=number, parameters={"limit": str(MAX_LINE_BYTES)})
                continue
            item = read_json(line, number)
            if isinstance(item, orjson.JSONDecodeError):
                parameters = {"reason": str(item.msg), "place": f"{number}:{item.pos + 1}"}
                yield Problem(Severity.ERROR, "JSON_BROKEN", line=number, parameters=parameters)
                continue
            yield from item.problems
            yield number, as_row(item.value)


def _raw_lines(stream: BinaryIO, most: int | None) -> Iterator[bytes]:
    """Lines of at most one byte more than allowed; what goes beyond is passed over."""
    count = 0
    while (most is None or count < most) and (line := stream.readline(MAX_LINE_BYTES + 1)):
        if len(line) > MAX_LINE_BYTES:
            while (rest := stream.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
                pass
        yield line.removeprefix(codecs.BOM_UTF8) if count == 0 else line
        count += 1


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data[:4]


def _recoded(content: Content, data: bytes) -> bytes | None:
    """Documents in UTF-16 or cp1252, as some exports have them, in UTF-8."""
    encoding = recognise(content)
    if encoding.name in {"utf-8", "utf-8-sig"}:
        return None
    return data.decode(encoding.name, "replace").removeprefix("\ufeff").encode("utf-8", "replace")


def _broken(error: orjson.JSONDecodeError, data: bytes) -> Problem:
    if not data.strip():
        return Problem(Severity.ERROR, "TABLE_EMPTY")
    parameters = {"reason": str(error.msg), "place": f"{error.lineno}:{error.colno}"}
    return Problem(Severity.ERROR, "JSON_BROKEN", line=error.lineno, parameters=parameters)


def _too_large(code: str, limit: int) -> Problem:
    return Problem(Severity.ERROR, code, parameters={"limit": str(limit)})
