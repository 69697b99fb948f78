"""How commands say what they did: tables on a terminal, plain lines elsewhere, one JSON document on request."""

import difflib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from datasources.commands import Hub
from datasources.problems import Language, Problem

DONE: Final = 0
NEEDS_A_PERSON: Final = 1
WRONG_CALL: Final = 2
_NEAR: Final = 1
_SOME: Final = 10
_SHORT_CHARS: Final = 24
_CONTROLS: Final = dict.fromkeys((*range(32), *range(127, 160)), " ")
"""What a feed says may not move the cursor, and stays on one line."""


class Report:
    """What one command prints. With `as_json` nothing is printed but the document given to `document`."""

    def __init__(self, *, as_json: bool, language: Language) -> None:
        self.as_json = as_json
        self.language: Language = language
        self._console = Console(highlight=False)

    @property
    def is_terminal(self) -> bool:
        return self._console.is_terminal and not self.as_json

    def line(self, text: str) -> None:
        """One line for people."""
        if not self.as_json:
            self._console.print(Text(text), soft_wrap=True)

    def table(self, title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Lines with tabs, every column in them; on a terminal a table, without columns that tell nothing (0 or empty
        in every row), since widths are short there."""
        if self.as_json:
            return
        if not self.is_terminal:
            for row in rows:
                typer.echo("\t".join(map(_plain, row)))
            return
        all_rows = list(rows)
        telling = [number for number in range(len(columns)) if number == 0 or any(row[number] for row in all_rows)]
        table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        for number in telling:
            is_number = all(isinstance(row[number], int) for row in all_rows)
            is_short = all(len(_plain(row[number])) <= _SHORT_CHARS for row in all_rows)
            table.add_column(
                columns[number], overflow="fold", justify="right" if is_number else "left", no_wrap=is_short
            )
        for row in all_rows:
            table.add_row(*(Text(_plain(row[number])) for number in telling))
        self._console.print(table)

    def problems(self, problems: Sequence[Problem], *, most: int = 50) -> None:
        """Problems with their place, sentence and hint; the first of them."""
        rows = [
            (
                problem.severity.value,
                problem.code,
                problem.record,
                problem.path,
                problem.line,
                " ".join(filter(None, (problem.message(self.language), problem.hint(self.language)))),
            )
            for problem in problems[:most]
        ]
        if rows:
            self.table("Problems", ("severity", "code", "record", "field", "line", "what, and how to mend it"), rows)
        if len(problems) > most:
            self.line(f"… and {len(problems) - most} more; --json tells them all.")

    def document(self, document: Mapping[str, Any]) -> None:
        """The whole report as JSON, where it was asked for."""
        if self.as_json:
            json.dump(document, sys.stdout, ensure_ascii=False, indent=2, default=str)
            sys.stdout.write("\n")


def problem_as_json(problem: Problem, language: Language) -> dict[str, Any]:
    """A problem as the graph names its parts."""
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        "record": problem.record,
        "path": problem.path,
        "line": problem.line,
        "message": problem.message(language),
        "hint": problem.hint(language),
    }


def unknown_source(asked: Sequence[str], known: Sequence[str]) -> typer.Exit:
    """Say which sources there are not, and which there are; raise what it answers."""
    near = list(dict.fromkeys(name for key in asked for name in difflib.get_close_matches(key, known, n=_NEAR)))
    some = ", ".join(known[:_SOME]) + (f" and {len(known) - _SOME} more" if len(known) > _SOME else "")
    way_out = f"Did you mean {' or '.join(near)}?" if near else f"Known are: {some or 'none'}."
    return wrong_call(f"No source is called {', '.join(asked)}. {way_out}")


def _plain(cell: object) -> str:
    return "" if cell is None else str(cell).translate(_CONTROLS)


def wrong_call(message: str) -> typer.Exit:
    """Say on standard error what is wrong with the call; raise what it answers."""
    typer.echo(message, err=True)
    return typer.Exit(WRONG_CALL)


def language_of(asked: str | None, hub: Hub) -> Language:
    """The language of a report: the one asked for, or that of the settings."""
    match asked:
        case None:
            return hub.language
        case "de" | "en":
            return asked
        case _:
            raise wrong_call(f"--language is {asked}: texts are written in de and en.")
