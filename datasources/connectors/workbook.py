"""XLSX workbooks, read row by row: values as they were last calculated, dates as dates, sheets by their names.

A workbook is a zip of XML, and both can be bombs: what it would unpack to is read from its directory and bounded, and
no part may declare entities, before any of it is unpacked.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import BinaryIO, Final, Literal, Protocol, cast

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from datasources.connectors.content import Content
from datasources.connectors.tables import MAX_CELL_CHARS, MAX_COLUMNS, Cells, Line, Table, read_table
from datasources.mapping.cells import Cell, fold, shown_name
from datasources.mapping.declaration import RecordMapping
from datasources.mapping.findings import listing, nearest
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_PARTS: Final = 2_000
MAX_UNPACKED_BYTES: Final = 1_000_000_000
MAX_SHARED_BYTES: Final = 200_000_000
"""Of the parts that are held in memory while a sheet is read: its texts and styles."""
MAX_RATIO: Final = 300
RATIO_FROM_BYTES: Final = 10_000_000
"""Small parts may shrink to next to nothing; a large one that does holds nothing."""

_MEGABYTE: Final = 1_000_000
MAX_SHEET_ROWS: Final = 1_048_576
"""As many as the format has."""

_SCANNED_BYTES: Final = 1 << 20
_OVERLAP_BYTES: Final = 2_000
_HEAD_BYTES: Final = 4_096
_ERRORS: Final = frozenset({"#N/A", "#NV", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
_UNCALCULATED = re.compile(rb"<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    SyntaxError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)
"""openpyxl raises what its parser stumbles over; XML's ParseError is a SyntaxError."""


class _Sheet(Protocol):
    """What is asked of openpyxl's sheet in reading mode; its published types leave this out."""

    def reset_dimensions(self) -> None: ...

    def iter_rows(self, *, values_only: Literal[True]) -> Iterator[tuple[object, ...]]: ...

    def _get_source(self) -> BinaryIO: ...


def read_workbook(content: Content, mapping: RecordMapping | None, wanted: list[str]) -> Table | Problem:
    """The table in a sheet of a workbook."""
    with content.open() as stream:
        refused = check_archive(stream)
    if refused is not None:
        return refused
    return read_table(_lines(content, mapping.sheet if mapping is not None else None), mapping, wanted, addressed=True)


def check_archive(stream: BinaryIO) -> Problem | None:
    """Whether a zip may be unpacked; None where it may."""
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            held = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
            large = [
                part
                for part in parts
                if part.file_size > RATIO_FROM_BYTES and part.file_size > MAX_RATIO * max(part.compress_size, 1)
            ]
            if len(parts) > MAX_PARTS:
                return _refused("WORKBOOK_TOO_MANY_PARTS", count=len(parts), limit=MAX_PARTS)
            if unpacked > MAX_UNPACKED_BYTES:
                return _refused("WORKBOOK_TOO_LARGE", size=_megabytes(unpacked), limit=MAX_UNPACKED_BYTES // _MEGABYTE)
            if held > MAX_SHARED_BYTES:
                return _refused("WORKBOOK_TEXTS_TOO_LARGE", size=_megabytes(held), limit=MAX_SHARED_BYTES // _MEGABYTE)
            if large:
                ratio = max(part.file_size // max(part.compress_size, 1) for part in large)
                return _refused("WORKBOOK_PACKED_UNUSUALLY", ratio=ratio, limit=MAX_RATIO)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with archive.open(part) as opened:
                        if b"<!" in opened.read(_HEAD_BYTES).replace(b"<!--", b""):
                            return Problem(Severity.ERROR, "WORKBOOK_BROKEN", parameters={"reason": "DOCTYPE"})
    except _BROKEN as error:
        return _broken(error)
    return None


def _refused(code: str, **figures: int) -> Problem:
    """Figures without separators: what groups thousands in English is a decimal sign in German."""
    return Problem(Severity.ERROR, code, parameters={name: str(figure) for name, figure in figures.items()})


def _megabytes(size: int) -> int:
    return -(-size // _MEGABYTE)


def _lines(content: Content, sheet: str | None) -> Iterator[Line]:
    with content.open() as stream, warnings.catch_warnings():
        # openpyxl warns of what it leaves out (drop-downs, pictures): nothing that a table's reader can mend.
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            yield _broken(error)
            return
        try:
            sheets = [name for name in book.sheetnames if isinstance(book[name], ReadOnlyWorksheet)]
            visible = [name for name in sheets if book[name].sheet_state == "visible"] or sheets
            name = next(iter(visible), None) if sheet is None else _named(sheet, sheets)
            if name is None:
                closest = nearest(sheet or "", sheets)
                known = listing(sheets, closest)
                parameters = {"name": shown_name(sheet or ""), "nearest": shown_name(closest), "known": known}
                yield Problem(Severity.ERROR, "WORKBOOK_SHEET_UNKNOWN", parameters=parameters)
                return
            yield from _rows(cast(_Sheet, book[name]))
            uncalculated = _uncalculated(cast(_Sheet, book[name]))
            if uncalculated:
                parameters = {"count": str(uncalculated), "sheet": name}
                yield Problem(Severity.WARNING, "WORKBOOK_UNCALCULATED", parameters=parameters)
        except _BROKEN as error:
            yield _broken(error)
        finally:
            book.close()


def _named(sheet: str, sheets: list[str]) -> str | None:
    if sheet in sheets:
        return sheet
    return next((name for name in sheets if fold(name) == fold(sheet)), None)


def _rows(sheet: _Sheet) -> Iterator[Line]:
    """Rows with their numbers. What the sheet says of its own size is not believed: some writers say one cell."""
    sheet.reset_dimensions()
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MAX_SHEET_ROWS:
            yield Problem(Severity.ERROR, "TABLE_TOO_LONG", line=number, parameters={"limit": str(MAX_SHEET_ROWS)})
            return
        width = len(values)
        while width and values[width - 1] is None:
            width -= 1
        if width > MAX_COLUMNS:
            parameters = {"columns": str(width), "limit": str(MAX_COLUMNS)}
            yield Problem(Severity.ERROR, "TABLE_TOO_WIDE", line=number, parameters=parameters)
            continue
        cells: Cells = [_cell(value) for value in values[:width]]
        longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
        if longest > MAX_CELL_CHARS:
            parameters = {"length": str(longest), "limit": str(MAX_CELL_CHARS)}
            yield Problem(Severity.ERROR, "TABLE_CELL_TOO_LONG", line=number, parameters=parameters)
            continue
        yield number, cells


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return None if value in _ERRORS else value
    if isinstance(value, bool | int | float | datetime | date | time | timedelta) or value is None:
        return value
    return str(value)


def _uncalculated(sheet: _Sheet) -> int:
    """Formulas whose result was never saved: programs that write workbooks without opening them leave it out."""
    count = 0
    rest = b""
    with sheet._get_source() as source:
        while chunk := source.read(_SCANNED_BYTES):
            text = rest + chunk
            end = 0
            for match in _UNCALCULATED.finditer(text):
                count += 1
                end = match.end()
            rest = text[max(end, len(text) - _OVERLAP_BYTES) :]
    return count


def _broken(error: Exception) -> Problem:
    reason = " ".join(str(error).split())[:120] or type(error).__name__
    return Problem(Severity.ERROR, "WORKBOOK_BROKEN", parameters={"reason": reason})
