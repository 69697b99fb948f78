"""A server to measure: started alone on one core, asked over HTTP, ended by its own pid."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

PORT = 8931
START_TIMEOUT_S = 60.0
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Subject:
    """A server to measure: its command, and what it needs of the environment."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]


def hub(database: Path, **environment: str) -> Subject:
    """The hub over an SQLite file, with no sources of its own."""
    return Subject(
        "hub",
        (sys.executable, "-m", "gateway", "--no-config", "serve"),
        {
            "HUB_DATABASE_URL": f"sqlite+aiosqlite:///{database}",
            "HUB_LOG_LEVEL": "warning",
            "PORT": str(PORT),
            **environment,
        },
    )


@contextmanager
def serving(subject: Subject) -> Iterator[psutil.Process]:
    """The subject, ready to answer on PORT, pinned to the first core."""
    cores = sorted(os.sched_getaffinity(0))
    process = subprocess.Popen(
        subject.command,
        env={**os.environ, "NODE_ENV": "production", **subject.environment},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        preexec_fn=lambda: os.sched_setaffinity(0, {cores[0]}),  # noqa: PLW1509 - no threads here to upset
    )
    try:
        _until_it_answers(subject, process)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _until_it_answers(subject: Subject, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{subject.name} stopped with {process.returncode} before it answered")
        try:
            ask("{ __typename }")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{subject.name} did not answer within {START_TIMEOUT_S} s")


def ask(query: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The answer to one operation, as parsed JSON."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{PORT}/graphql",
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={"content-type": "application/json", "accept": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def cpu_s(server: psutil.Process) -> float:
    """Seconds of CPU the process has used."""
    times = server.cpu_times()
    return float(times.user + times.system)


def peak_mib(server: psutil.Process) -> float:
    """The most memory the process has held, in MiB."""
    for line in Path(f"/proc/{server.pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float(server.memory_info().rss) / 2**20
