"""Ingest of 100,000 clubs from CSV and of 10,000 calendar events, beside the floor beneath it.

The floor parses the same file with the parser alone and inserts the very rows that ingest made into the same tables
with the same indexes, in one transaction. Aim: within 4 times the floor, and under 400 MB.
"""

import csv
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import icalendar

from bench.data import KINDS, WORK
from bench.report import Row, show, write
from bench.serving import ROOT

CLUBS = 100_000
EVENTS = 10_000
SEED = 11
TOWNS = ("Mayen", "Polch", "Bendorf", "Andernach", "Mendig", "Vallendar", "Ochtendung", "Rhens")
WRITTEN = ("place", "record", "identifier", "organization", "event", "occurrence", "tag", "search_entry")


@dataclass(frozen=True, slots=True)
class Input:
    """What is ingested: a name, its file, its declaration, the rows it holds, and how it is merely parsed."""

    name: str
    file: Path
    declaration: str
    rows: int
    parse: Callable[[Path], int]


def run() -> None:
    """Measure both inputs and write the rows."""
    WORK.mkdir(exist_ok=True)
    rows: list[Row] = []
    for source in (_clubs(), _calendar()):
        database = WORK / f"{source.name}.db"
        _remove(database)
        elapsed, peak = _ingest(source, database)
        again, _ = _ingest(source, database)
        floor = _floor(source, database)
        rows += [
            Row("ingest", source.name, "rows_per_second", source.rows / elapsed, "1/s"),
            Row("ingest", source.name, "peak_memory", peak, "MiB"),
            Row("ingest", source.name, "floor_rows_per_second", source.rows / floor, "1/s"),
            Row("ingest", source.name, "times_the_floor", elapsed / floor, "×"),
            Row("ingest", source.name, "unchanged_rows_per_second", source.rows / again, "1/s"),
        ]
        _remove(database)
    show("Ingest beside the floor of parsing and inserting", rows)
    write(rows)


def _ingest(source: Input, database: Path) -> tuple[float, float]:
    """Seconds and peak MiB of a whole `hub ingest`, its start included."""
    config = WORK / f"{source.name}.toml"
    config.write_text(source.declaration, "utf-8")
    command = [sys.executable, "-m", "gateway", "--config", str(config), "ingest", "--json"]
    environment = {**os.environ, "HUB_DATABASE_URL": f"sqlite+aiosqlite:///{database}", "HUB_LOG_LEVEL": "warning"}
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"hub ingest of {source.name} ended with {process.returncode}")
    return elapsed, usage.ru_maxrss / 1024


def _floor(source: Input, database: Path) -> float:
    """Seconds to parse the file and to insert the rows of `database` into an empty copy of its tables."""
    empty = database.with_suffix(".floor.db")
    _remove(empty)
    shutil.copy(database, empty)
    made = sqlite3.connect(database)
    with sqlite3.connect(empty) as target:
        target.execute("PRAGMA foreign_keys = OFF")
        for table in reversed(WRITTEN):
            target.execute(f"DELETE FROM {table}")
    target.execute("VACUUM")
    target.execute("PRAGMA synchronous = NORMAL")
    begun = time.perf_counter()
    if source.parse(source.file) != source.rows:
        raise SystemExit(f"the parser sees another number of rows in {source.file}")
    elapsed = time.perf_counter() - begun
    target.execute("BEGIN")
    for table in WRITTEN:
        rows = made.execute(f"SELECT * FROM {table}").fetchall()
        if not rows:
            continue
        marks = ", ".join("?" * len(rows[0]))
        begun = time.perf_counter()
        target.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        elapsed += time.perf_counter() - begun
    begun = time.perf_counter()
    target.commit()
    elapsed += time.perf_counter() - begun
    target.close()
    made.close()
    _remove(empty)
    return elapsed


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def _declaration(key: str, kind: str, file: Path, rest: str) -> str:
    return f"""[[sources]]
key = "{key}"
name = "{key}"
kind = "{kind}"
file = "{file}"
publisher = {{ name = "Bench" }}
license = {{ id = "CC0-1.0", name = "CC0" }}
municipality = "071370003003"
{rest}
"""


def _clubs() -> Input:
    file = WORK / "clubs.csv"
    rng = random.Random(SEED)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(("Nummer", "Name", "Straße", "PLZ", "Ort", "Breite", "Länge", "Gegründet", "Mitglieder", "Web"))
        for number in range(1, CLUBS + 1):
            town, year = rng.choice(TOWNS), rng.randrange(1850, 2025)
            writer.writerow(
                (
                    f"VR {number}",
                    f"{rng.choice(KINDS)} {town} {year} {number}",
                    f"Gartenstraße {number % 120 + 1}",
                    "56727",
                    town,
                    f"{rng.uniform(50.2, 50.5):.5f}".replace(".", ","),
                    f"{rng.uniform(7.0, 7.6):.5f}".replace(".", ","),
                    f"{rng.randrange(1, 29):02d}.{rng.randrange(1, 13):02d}.{year}",
                    str(rng.randrange(7, 900)),
                    f"https://verein-{number}.example/",
                )
            )
    mapping = """[sources.mapping]
record = "organization"
origin_id = "Nummer"
[sources.mapping.fields]
name = "Name"
registerNumber = "Nummer"
registerCourt = { constant = "Koblenz" }
foundingDate = { from = "Gegründet", format = "TT.MM.JJJJ" }
memberCount = "Mitglieder"
website = "Web"
[sources.mapping.fields.seat]
street = "Straße"
postalCode = "PLZ"
locality = "Ort"
lat = { from = "Breite", decimal = "," }
lon = { from = "Länge", decimal = "," }
"""
    return Input("clubs", file, _declaration("clubs", "CSV", file, mapping), CLUBS, _parse_csv)


def _calendar() -> Input:
    file = WORK / "events.ics"
    rng = random.Random(SEED)
    with file.open("w", encoding="utf-8", newline="\r\n") as stream:
        stream.write("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//bench//DE\n")
        for number in range(1, EVENTS + 1):
            month, day, hour = rng.randrange(1, 13), rng.randrange(1, 28), rng.randrange(8, 20)
            rule = "RRULE:FREQ=WEEKLY;COUNT=10\n" if number % 20 == 0 else ""
            stream.write(
                f"BEGIN:VEVENT\nUID:{number}@bench.example\nDTSTAMP:20260101T000000Z\n"
                f"SUMMARY:Übungsabend {number % 300}\nLOCATION:Bürgerhaus\\, Hauptstraße {number % 90}\\, 56727 Mayen\n"
                f"DTSTART;TZID=Europe/Berlin:2026{month:02d}{day:02d}T{hour:02d}0000\n"
                f"DTEND;TZID=Europe/Berlin:2026{month:02d}{day:02d}T{hour + 2:02d}0000\n{rule}END:VEVENT\n"
            )
        stream.write("END:VCALENDAR\n")
    return Input("calendar", file, _declaration("calendar", "ICALENDAR", file, ""), EVENTS, _parse_calendar)


def _parse_csv(file: Path) -> int:
    with file.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.DictReader(stream, delimiter=";"))


def _parse_calendar(file: Path) -> int:
    return sum(1 for _ in icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT"))
