"""Tables, whatever format they come in: finding the header, naming its columns, and squaring the rows with it.

    rows of a sheet or a CSV file      →  Table(header, rows)      →  drafts
    ["Vereine 2026", "", ""]              title rows are passed over
    ["Name", "Telefon", "Telefon"]        header: "Name", "Telefon", "Telefon (2)"
    ["TV Polch", "0261…", ""]             line 3

The header is declared, or it is the row among the first that holds most of the mapping's columns.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import Final, TypeAlias

from datasources.connectors.markdown import one_line
from datasources.mapping.cells import Cell, Row, blank, fold, shown_name, text_of
from datasources.mapping.declaration import RecordMapping
from datasources.mapping.record import Numbered
from datasources.problems import Problem
from datasources.vocabulary import Severity

MAX_ROWS: Final = 1_000_000
MAX_COLUMNS: Final = 1_000
MAX_CELL_CHARS: Final = 100_000
HEADER_SEARCHED: Final = 20
"""Rows among which the header is looked for."""

Cells: TypeAlias = list[Cell]
Line: TypeAlias = tuple[int, Cells] | Problem
"""A row of a file with its line, before it is known what is header and what is not."""


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the rows below it; `problems` are those met on the way to the header."""

    header: tuple[str, ...]
    rows: Iterator[Numbered | Problem]
    problems: tuple[Problem, ...] = ()


def read_table(
    lines: Iterable[Line], mapping: RecordMapping | None, wanted: Sequence[str], *, addressed: bool
) -> Table | Problem:
    """The table in a file's rows. `wanted` are the columns that a mapping names, by which its header is known.
    `addressed`: cells have places of their own, as in a workbook, so that a row of another width is a sound row."""
    stream = iter(lines)
    first: list[tuple[int, Cells]] = []
    problems: list[Problem] = []
    declared = mapping.header_row if mapping is not None else None
    depth = max(HEADER_SEARCHED, (declared or 0) + 3)
    for line in islice(stream, depth):
        if isinstance(line, Problem):
            problems.append(line)
        elif not all(map(blank, line[1])):
            first.append(line)
    if not first:
        return next(iter(problems), Problem(Severity.ERROR, "TABLE_EMPTY"))
    found = _find_header(first, declared, mapping.header_rows if mapping is not None else 1, wanted)
    if found is None:
        return Problem(Severity.ERROR, "TABLE_HEADER_MISSING", line=declared, parameters={"row": str(declared)})
    header, twice, end = found
    if len(header) > MAX_COLUMNS:
        parameters = {"columns": str(len(header)), "limit": str(MAX_COLUMNS)}
        return Problem(Severity.ERROR, "TABLE_TOO_WIDE", line=first[end - 1][0], parameters=parameters)
    told = [*problems, *(_twice(name, first[end - 1][0]) for name in twice if _is_wanted(name, wanted))]
    rows = chain(first[end:], stream)
    return Table(header, (_fit if addressed else _square)(rows, len(header)), tuple(told))


def _is_wanted(name: str, wanted: Sequence[str]) -> bool:
    return fold(name) in {fold(each) for each in wanted}


def _twice(name: str, line: int) -> Problem:
    return Problem(Severity.WARNING, "TABLE_HEADING_TWICE", line=line, parameters={"name": shown_name(name)})


# ── the header ───────────────────────────────────────────────────────────────────────────────────────────────────


def _find_header(
    first: Sequence[tuple[int, Cells]], declared: int | None, height: int, wanted: Sequence[str]
) -> tuple[tuple[str, ...], list[str], int] | None:
    """The header, headings that stand twice, and how many of the rows it ends after."""
    if declared is not None:
        start = next((index for index, (line, _) in enumerate(first) if line >= declared), None)
        if start is None or first[start][0] > declared:
            return None
        return (*_headings([cells for _, cells in first[start : start + height]]), min(start + height, len(first)))
    names = {fold(name) for name in wanted}
    best = (_headings([first[0][1]]), 1)
    most = -1
    for start in range(len(first)):
        for tall in (1, 2) if height == 1 else (height,):
            cells = [cells for _, cells in first[start : start + tall]]
            if len(cells) < tall:
                continue
            headings = _headings(cells)
            hits = sum(fold(heading) in names for heading in headings[0] if heading)
            if hits > most and (most >= 0 or sum(map(bool, headings[0])) > 1 or hits or len(first) == 1):
                most = hits
                best = (headings, start + tall)
    return (*best[0], best[1])


def _headings(rows: Sequence[Cells]) -> tuple[tuple[str, ...], list[str]]:
    """One heading per column. Of several rows the upper ones reach to the right, as merged cells do."""
    width = max(map(len, rows))
    texts = [
        ["" if blank(cell) else one_line(text_of(cell)) for cell in row] + [""] * (width - len(row)) for row in rows
    ]
    for upper, lower in pairwise(texts):
        reach = ""
        for index, text in enumerate(upper):
            reach = text or reach
            upper[index] = reach if lower[index] else text
    joined = [" ".join(dict.fromkeys(text for text in column if text)) for column in zip(*texts, strict=True)]
    seen: dict[str, int] = {}
    twice: list[str] = []
    for index, heading in enumerate(joined):
        if not heading:
            continue
        seen[heading] = seen.get(heading, 0) + 1
        if seen[heading] == 2:
            twice.append(heading)
        if seen[heading] > 1:
            joined[index] = f"{heading} ({seen[heading]})"
    return tuple(joined), twice


# ── the rows ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _fit(lines: Iterable[Line], width: int) -> Iterator[Numbered | Problem]:
    """Rows as wide as the header: what stands beyond it is under no heading."""
    for count, item in enumerate(lines):
        if isinstance(item, Problem):
            yield item
            continue
        line, cells = item
        if count >= MAX_ROWS:
            yield _too_long(line)
            return
        if not all(map(blank, cells)):
            yield line, cells[:width] + [None] * (width - len(cells))


def _too_long(line: int) -> Problem:
    return Problem(Severity.ERROR, "TABLE_TOO_LONG", line=line, parameters={"limit": str(MAX_ROWS)})


def _square(lines: Iterable[Line], width: int) -> Iterator[Numbered | Problem]:
    """Rows as wide as the header. Wider ones are refused, since nobody knows which of their cells are which; narrower
    ones miss empty cells at their end (some spreadsheets leave them out), unless two of them make up one row: then a
    line break stood in a cell without quotes."""
    held: tuple[int, Cells] | None = None
    for count, item in enumerate(lines):
        if item.__class__ is Problem:
            yield item
            continue
        line, cells = item  # type: ignore[misc]
        if count >= MAX_ROWS:
            yield _too_long(line)
            return
        if len(cells) == width and held is None:
            if any(cells):
                yield line, cells
            continue
        if all(map(blank, cells)):
            continue
        if held is not None:
            if len(cells) < width and len(held[1]) + len(cells) == width + 1 and len(held[1]) != len(cells):
                yield _ragged("TABLE_ROW_BROKEN", held[0], len(held[1]), width)
                yield _ragged("TABLE_ROW_BROKEN", line, len(cells), width)
                held = None
                continue
            yield from _padded(held, width)
            held = None
        if len(cells) < width:
            held = (line, cells)
        elif all(map(blank, cells[width:])):
            yield line, cells[:width]
        else:
            yield _ragged("TABLE_ROW_TOO_WIDE", line, len(cells), width)
    if held is not None:
        yield from _padded(held, width)


def _padded(held: tuple[int, Cells], width: int) -> Iterator[Numbered | Problem]:
    line, cells = held
    yield Problem(
        Severity.WARNING,
        "TABLE_ROW_TOO_NARROW",
        line=line,
        parameters={"cells": str(len(cells)), "columns": str(width)},
    )
    row: Row = cells + [None] * (width - len(cells))
    yield line, row


def _ragged(code: str, line: int, cells: int, width: int) -> Problem:
    return Problem(Severity.ERROR, code, line=line, parameters={"cells": str(cells), "columns": str(width)})
