"""The executor against its peers: three operations over one SQLite file, through HTTP, side by side in one run.

Each server runs alone on one core while the load comes from another. The hub's allowances are off: one address asks
more in a minute than they grant, and would be refused. Before anything is timed, every subject's answers
are compared with the first one's. Reported per subject, operation and number of connections: requests a second, p50
and p99 in milliseconds, milliseconds of CPU a request, and the server's peak memory.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from bench.data import CLUB_ID, peers_database
from bench.report import Row, show, write
from bench.serving import PORT, Subject, ask, cpu_s, hub, peak_mib, serving

BENCH = Path(__file__).parent
WARM_UP_S = 2
MEASURED_S = 5
CONNECTIONS = (1, 8, 64)

OPERATIONS = {
    "nested": """{ clubs(first: 100) { nodes { id name municipality { ars name }
                   events(first: 10) { nodes { id name location { id name } } } } } }""",
    "flat": "{ clubs(first: 1000) { nodes { id slug name status legalForm registerNumber } } }",
    "point": f'{{ club(id: "{CLUB_ID}") {{ id slug name status legalForm registerNumber }} }}',
}


def run() -> None:
    """Measure all subjects and write the rows."""
    rows: list[Row] = []
    expected: dict[str, object] = {}
    database = peers_database()
    _install_peers()
    for subject in _subjects(database):
        with serving(subject) as server:
            for operation, query in OPERATIONS.items():
                _compare(subject, operation, query, expected)
                for connections in CONNECTIONS:
                    rows += _measure(subject, server, operation, query, connections)
            rows.append(Row("nested", subject.name, "peak_memory", peak_mib(server), "MiB"))
    rows += _ratios(rows)
    show("Three operations over 5,000 clubs and 50,000 events", rows)
    write(rows)


def _subjects(database: Path) -> tuple[Subject, ...]:
    uvicorn = (sys.executable, "-m", "uvicorn", "bench.peers.plain_strawberry:app", "--port", str(PORT))
    return (
        hub(database, HUB_PAGING__LIMIT="1000", HUB_LIMITS__COST="1000000", HUB_ALLOWANCES__ANONYMOUS_POINTS="0"),
        Subject(
            "strawberry", (*uvicorn, "--log-level", "warning", "--no-access-log"), {"BENCH_DATABASE": str(database)}
        ),
        Subject("mercurius-jit", ("node", str(BENCH / "peers/mercurius.mjs"), str(database), str(PORT)), {}),
        Subject("apollo-server", ("node", str(BENCH / "peers/apollo.mjs"), str(database), str(PORT)), {}),
    )


def _install_peers() -> None:
    if shutil.which("node") is None:
        raise SystemExit("the peers run on Node: install Node.js 20 or newer with npm, then run this again")
    if not (BENCH / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=BENCH, check=True)


def _compare(subject: Subject, operation: str, query: str, expected: dict[str, object]) -> None:
    answer = ask(query)
    if answer.get("errors"):
        raise SystemExit(f"{subject.name} answers {operation} with errors: {answer['errors'][:2]}")
    if expected.setdefault(operation, answer["data"]) != answer["data"]:
        raise SystemExit(f"{subject.name} answers {operation} differently from the first subject")


def _measure(subject: Subject, server: psutil.Process, operation: str, query: str, connections: int) -> Sequence[Row]:
    _load(query, connections, WARM_UP_S)
    before = cpu_s(server)
    seen = _load(query, connections, MEASURED_S)
    spent = cpu_s(server) - before
    if seen["errors"]:
        raise SystemExit(f"{subject.name} failed {seen['errors']} of {seen['requests']} requests of {operation}")

    def row(metric: str, value: float, unit: str) -> Row:
        return Row(operation, subject.name, metric, value, unit, connections)

    return (
        row("requests_per_second", seen["requests"] / seen["seconds"], "1/s"),
        row("p50", seen["p50"], "ms"),
        row("p99", seen["p99"], "ms"),
        row("cpu_per_request", spent * 1000 / max(1, seen["requests"]), "ms"),
    )


def _load(query: str, connections: int, seconds: int) -> dict[str, float]:
    cores = sorted(os.sched_getaffinity(0))
    body = json.dumps({"query": query})
    done = subprocess.run(
        [
            "node",
            str(BENCH / "peers/load.mjs"),
            f"http://127.0.0.1:{PORT}/graphql",
            body,
            str(connections),
            str(seconds),
        ],
        check=True,
        capture_output=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {cores[-1]}),
    )
    seen: dict[str, float] = json.loads(done.stdout)
    return seen


def _ratios(rows: Sequence[Row]) -> list[Row]:
    """How many times the requests of each peer the hub serves."""
    rates = {
        (row.benchmark, row.subject, row.connections): row.value for row in rows if row.metric == "requests_per_second"
    }
    return [
        Row(operation, f"hub / {peer}", "ratio", rates[operation, "hub", connections] / rate, "×", connections)
        for (operation, peer, connections), rate in rates.items()
        if peer != "hub" and rate
    ]
