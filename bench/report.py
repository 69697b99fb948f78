"""What a benchmark says: rows of one form, printed as a table and written to bench/results.json.

    {"benchmark": "nested", "subject": "hub", "metric": "requests_per_second", "connections": 8, "value": 356.2, …}

A run replaces the rows of the benchmarks it measured and keeps the others.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULTS = Path(__file__).parent / "results.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `connections` is None where no load was applied over HTTP."""

    benchmark: str
    subject: str
    metric: str
    value: float
    unit: str
    connections: int | None = None


def write(rows: Sequence[Row]) -> None:
    """Keep the rows in bench/results.json."""
    measured = {row.benchmark for row in rows}
    kept = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []
    kept = [row for row in kept if row["benchmark"] not in measured]
    RESULTS.write_text(json.dumps([*kept, *map(asdict, rows)], indent=1) + "\n", "utf-8")


def show(title: str, rows: Iterable[Row]) -> None:
    """Print the rows, one line per figure, as they were measured."""
    table = Table(title=title, title_justify="left")
    for name in ("benchmark", "subject", "connections", "metric", "value", "unit"):
        table.add_column(name, justify="right" if name in ("connections", "value") else "left")
    for row in rows:
        connections = "" if row.connections is None else str(row.connections)
        table.add_row(row.benchmark, row.subject, connections, row.metric, f"{row.value:,.2f}", row.unit)
    Console(width=120).print(table)
