"""CSV and its kin: encoding and delimiter recognised, rows with their lines, one broken row never more than itself.

Name;Ort                              delimiter ";"
"TV Vorwärts; Abt. Fußball";Polch     line 2, of two cells
"TV Rückwärts;Polch                   a quote that nobody closes: a problem, and reading goes on at line 4
"""

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from typing import Final

from datasources.connectors.content import Content
from datasources.connectors.encoding import recognise
from datasources.connectors.tables import HEADER_SEARCHED, MAX_CELL_CHARS, MAX_COLUMNS, Cells, Line, Table, read_table
from datasources.mapping.declaration import RecordMapping
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_LINE_CHARS: Final = 1_000_000
MAX_ROW_LINES: Final = 1_000
"""Lines that one row's cells may hold."""
MAX_HEADER_LINES: Final = 50
"""Lines that the first row may hold."""
MAX_REREAD_LINES: Final = 100_000
"""Lines that may be read again, all in all, after rows whose quotes are not closed."""
SAMPLE_CHARS: Final = 65_536

_DELIMITERS: Final = (";", ",", "\t", "|")


def read_delimited(content: Content, mapping: RecordMapping | None, wanted: list[str]) -> Table | Problem:
    """The table in a CSV file."""
    return read_table(_lines(content, mapping), mapping, wanted, addressed=False)


def _lines(content: Content, mapping: RecordMapping | None) -> Iterator[Line]:
    with content.open() as stream:
        foreign = _what_else(stream.read(_HEAD_BYTES))
    if foreign is not None:
        yield foreign
        return
    declared = mapping.encoding if mapping is not None else None
    encoding = recognise(content) if declared is None else None
    if encoding is not None and encoding.broken:
        yield Problem(Severity.WARNING, "ENCODING_BROKEN", parameters={"encoding": encoding.name})
    name = declared or (encoding.name if encoding else "utf-8")
    with content.open() as stream, io.TextIOWrapper(stream, encoding=name, errors="replace", newline="") as text:
        sample = text.read(SAMPLE_CHARS)
    first = sample.partition("\n")[0].strip().strip('"')
    told = first[4:5] if first.lower().startswith("sep=") else ""
    delimiter = (mapping.delimiter if mapping is not None else None) or told or recognise_delimiter(sample)
    with content.open() as stream, io.TextIOWrapper(stream, encoding=name, errors="replace", newline="") as text:
        rows = _rows(text, delimiter)
        if told:
            next(rows, None)
        yield from rows


_HEAD_BYTES: Final = 4_096
_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,1000}?-->\s*)?<(?:!doctype\s+html|html|head|body|script)\b", re.I | re.S
)
_SIGNATURES: Mapping[bytes, str] = {
    b"PK\x03\x04": "ZIP/XLSX", b"%PDF": "PDF", b"\xd0\xcf\x11\xe0": "XLS", b"\x1f\x8b": "GZIP", b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}  # fmt: skip
_CONTROLS: Final = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1a"))
_CONTROLS_FROM: Final = 4
_CONTROLS_SHARE: Final = 50


def _what_else(head: bytes) -> Problem | None:
    """What a file is that is no table: a web page (often a login), or no text at all."""
    if _WEB_PAGE.match(head):
        return Problem(Severity.ERROR, "TABLE_IS_WEB_PAGE", line=1)
    for signature, form in _SIGNATURES.items():
        if head.startswith(signature):
            return Problem(Severity.ERROR, "TABLE_IS_BINARY", parameters={"form": form})
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) > len(head) // 4 and max(even, odd) > 4 * min(even, odd):
        return None  # UTF-16 without its mark
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls >= _CONTROLS_FROM and controls * _CONTROLS_SHARE > len(head):
        return Problem(Severity.ERROR, "TABLE_IS_BINARY", parameters={"form": "?"})
    return None


def recognise_delimiter(sample: str) -> str:
    """The delimiter that cuts most rows into the same number of cells."""
    return max(_DELIMITERS, key=lambda delimiter: _regularity(sample, delimiter))


def _regularity(sample: str, delimiter: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths.update(len(row) for row in reader if len(row) > 1)
        rows = reader.line_num
    except csv.Error:
        rows = reader.line_num
    if not widths:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda item: (item[1] * min(item[0], 8), item[0]))
    return (count * min(width, 8) / max(rows, 1), width)


class _Source:
    """Lines for the csv reader, which remembers those of the current row so that they can be read again."""

    __slots__ = ("again", "line", "reread", "row", "text")

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.line = 0
        self.row: list[str] = []
        self.again: deque[str] = deque()
        self.reread = 0

    def __iter__(self) -> "_Source":
        return self

    def __next__(self) -> str:
        line = self.again.popleft() if self.again else self.text.readline(MAX_LINE_CHARS)
        if not line:
            raise StopIteration
        self.line += 1
        if line is _TOO_LONG:
            self.row.append(_TOO_LONG)
            raise _LineTooLong
        if len(line) == MAX_LINE_CHARS and line[-1] not in "\r\n":
            while (rest := self.text.readline(MAX_LINE_CHARS)) and rest[-1] not in "\r\n":
                pass
            self.row.append(_TOO_LONG)
            raise _LineTooLong
        if "\0" in line:
            line = line.replace("\0", "")
        row = self.row
        row.append(line)
        if len(row) > MAX_ROW_LINES:
            raise _RowTooLong
        return line

    def go_back(self) -> bool:
        """Puts all lines of the row but its first back; False where that was done too often."""
        back = self.row[1:]
        self.reread += len(back)
        if self.reread > MAX_REREAD_LINES:
            return False
        self.again.extendleft(reversed(back))
        self.line -= len(back)
        return True


class _RowTooLong(Exception):
    """A row goes over too many lines: its quote is not closed."""


class _LineTooLong(Exception):
    """A line is longer than any that is read."""


_TOO_LONG: Final = "\n\n"
"""Stands for such a line, so that it is told again when its row is read again; no line ends twice."""


def _rows(text: io.TextIOWrapper, delimiter: str) -> Iterator[Line]:
    source = _Source(text)
    width = rows = 0
    while True:
        reader = csv.reader(source, delimiter=delimiter, strict=True)
        begin = source.line
        try:
            for cells in reader:
                row, source.row = source.row, []
                begin = source.line - len(row) + 1
                rows += 1
                if rows <= HEADER_SEARCHED and len(row) == 1:
                    width = max(width, len(cells))  # titles above the header are narrower
                if len(row) > 1 and _swallowed(row, cells, width, delimiter):
                    source.row = row
                    break
                # A cell is not longer than the lines it stands in.
                longest = max(map(len, cells), default=0) if len(row) > 1 or len(row[0]) > MAX_CELL_CHARS else 0
                if longest > MAX_CELL_CHARS or len(cells) > MAX_COLUMNS:
                    yield _too_large(begin, longest, len(cells))
                    if rows == 1 and len(cells) > MAX_COLUMNS:
                        return  # nobody knows what the columns are
                    continue
                yield begin, cells  # type: ignore[misc]
            else:
                return
        except (csv.Error, _RowTooLong, _LineTooLong) as error:
            begin = source.line - len(source.row) + 1
            oversized = _oversized(error, source.row, begin)
            if oversized is not None:
                yield oversized
                if not rows:
                    return  # nobody knows what the columns are
                source.row = []
                continue
            loose = _read_loosely(source.row, delimiter)
            if loose and len(loose) >= width:
                source.row = []
                yield begin, loose
                continue
        yield Problem(Severity.ERROR, "TABLE_QUOTE_OPEN", line=begin)
        if not source.go_back():
            yield Problem(Severity.ERROR, "TABLE_QUOTES_BROKEN", line=begin)
            return
        source.row = []


def _oversized(error: Exception, row: list[str], line: int) -> Problem | None:
    """What is wrong with a row that is one line of a size no row has; of several lines a quote is to blame."""
    if len(row) != 1:
        return None
    if isinstance(error, _LineTooLong):
        return Problem(Severity.ERROR, "TABLE_LINE_TOO_LONG", line=line, parameters={"limit": str(MAX_LINE_CHARS)})
    if len(row[0]) > MAX_CELL_CHARS and "field limit" in str(error):
        parameters = {"limit": str(MAX_CELL_CHARS), "length": f"> {csv.field_size_limit()}"}
        return Problem(Severity.ERROR, "TABLE_CELL_TOO_LONG", line=line, parameters=parameters)
    return None


def _read_loosely(row: list[str], delimiter: str) -> Cells:
    """A row of one line whose quotes are not doubled: "TV "Eiche" Polch". Of several lines nobody knows the end."""
    if len(row) != 1:
        return []
    try:
        cells: Cells = [*next(csv.reader(row, delimiter=delimiter), ())]
    except csv.Error:
        return []
    return cells if all(isinstance(cell, str) and len(cell) <= MAX_CELL_CHARS for cell in cells) else []


def _swallowed(row: list[str], cells: list[str], width: int, delimiter: str) -> bool:
    """Whether a row of several lines took in what were rows of their own: its quote stands open to the end, or it has
    another number of cells than the first row while a line inside it has as many delimiters as a row needs."""
    if width <= 1:
        return len(row) > MAX_HEADER_LINES
    if len(cells) == width:
        return False
    return any(line.count(delimiter) >= width - 1 for line in row[1:]) or len(cells) < width


def _too_large(line: int, longest: int, columns: int) -> Problem:
    if columns > MAX_COLUMNS:
        parameters = {"columns": str(columns), "limit": str(MAX_COLUMNS)}
        return Problem(Severity.ERROR, "TABLE_TOO_WIDE", line=line, parameters=parameters)
    parameters = {"length": str(longest), "limit": str(MAX_CELL_CHARS)}
    return Problem(Severity.ERROR, "TABLE_CELL_TOO_LONG", line=line, parameters=parameters)
