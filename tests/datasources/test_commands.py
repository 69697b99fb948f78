"""The commands of this room as people and scripts call them: what they print, where, and what they exit with."""

import json
import logging
import os
import pty
import re
import select
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import structlog
import typer
from typer.testing import CliRunner, Result

from datasources.commands.report import Report
from gateway import cli

AREAS = Path(__file__).parents[3] / "shared" / "corpus" / "areas"
HUB = [sys.executable, "-c", "import gateway; gateway.main()"]
CLUBS = "Nummer;Verein;Ort\n1;Turnverein Polch 1883 e.V.;Polch\n2;Müllerchor Mayen;Mayen\n"
DECLARED = """
[[sources]]
key = "vereine"
name = "Vereine"
kind = "CSV"
file = "vereine.csv"
publisher = { name = "Landkreis" }
license = { id = "CC0-1.0", name = "CC0" }
mapping = { record = "organization", origin_id = "Nummer", fields = { name = "Verein", seat = { locality = "Ort" } } }

[[sources]]
key = "termine"
name = "Termine"
kind = "ICALENDAR"
file = "termine.ics"
publisher = { name = "Landkreis" }
license = { id = "CC0-1.0", name = "CC0" }
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//DE
BEGIN:VEVENT
UID:1@verein.example
DTSTART;TZID=Europe/Berlin:20270612T180000
DTEND;TZID=Europe/Berlin:20270612T200000
SUMMARY:Sommerfest
END:VEVENT
BEGIN:VEVENT
UID:2@verein.example
SUMMARY:Ohne Anfang
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(autouse=True)
def hub_of_its_own(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder with a hub.toml, two sources and a database; the logs of this process are as before after it."""
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    for name in [name for name in os.environ if name.startswith("HUB_") or name == "PORT"]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    shutil.copy(migrated_sqlite, "hub.db")
    write("hub.toml", DECLARED)
    write("vereine.csv", CLUBS)
    write("termine.ics", CALENDAR.replace("\n", "\r\n"))
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


def write(name: str, text: str) -> Path:
    path = Path(name)
    path.write_text(text, "utf-8", newline="")
    return path


def hub(*arguments: str, exit_code: int = 0, **variables: str) -> Result:
    """One call of the command, in this process."""
    result = CliRunner().invoke(cli, arguments, env=dict(variables), catch_exceptions=False)
    assert result.exit_code == exit_code, (result.stdout, result.stderr)
    return result


def told(*arguments: str, exit_code: int = 0, **variables: str) -> Any:
    """The one document that a call with --json prints; it prints nothing else."""
    return json.loads(hub(*arguments, "--json", exit_code=exit_code, **variables).stdout)


def refused(*arguments: str, **variables: str) -> str:
    """What a call that is wrong says: on standard error, and nothing on standard output."""
    result = hub(*arguments, exit_code=2, **variables)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return " ".join(result.stderr.split())


def lines(result: Result) -> list[list[str]]:
    return [line.split("\t") for line in result.stdout.splitlines()]


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


# ── help ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", list(commands(typer.main.get_command(cli))), ids=" ".join)
def test_help_of_every_command_shows_an_example(path: tuple[str, ...]) -> None:
    shown = hub(*path, "--help").stdout
    assert re.search(r"Example: hub " + " ".join(path), shown), shown


def test_all_commands_are_there() -> None:
    assert {" ".join(path) for path in commands(typer.main.get_command(cli))} >= {
        "serve",
        "ingest",
        "check-feed",
        "sdl",
        "sources",
        "sources show",
        "sources release",
        "areas load",
    }


def test_an_unknown_option_is_a_wrong_call() -> None:
    assert "--jsn" in refused("ingest", "--jsn")


def test_sdl_prints_the_schema_and_nothing_else() -> None:
    golden = Path(__file__).parents[2] / "schema" / "schema.graphql"
    assert hub("sdl").stdout.strip() == golden.read_text("utf-8").strip()


# ── ingest ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_ingest_reads_every_declared_source_and_a_second_call_changes_nothing() -> None:
    runs = told("ingest")["runs"]
    assert [(run["source"], run["outcome"], run["created"]) for run in runs] == [
        ("vereine", "CHANGED", 2),
        ("termine", "CHANGED", 1),
    ]
    again = told("ingest")["runs"]
    assert [(run["outcome"], run["created"], run["unchanged"]) for run in again] == [
        ("UNCHANGED", 0, 2),
        ("UNCHANGED", 0, 1),
    ]


def test_ingest_prints_plain_lines_where_there_is_no_terminal() -> None:
    result = hub("ingest")
    rows = lines(result)
    assert rows[0][:3] == ["vereine", "CHANGED", "2"]
    assert rows[1][:3] == ["termine", "CHANGED", "1"]
    assert "\x1b" not in result.stdout
    assert "─" not in result.stdout
    assert result.stderr == ""


def test_ingest_takes_keys_each_once() -> None:
    assert [run["source"] for run in told("ingest", "termine", "termine")["runs"]] == ["termine"]


def test_ingest_of_an_unknown_source_names_the_nearest() -> None:
    assert "No source is called verein. Did you mean vereine?" in refused("ingest", "verein")
    assert "Known are: vereine, termine." in refused("ingest", "xyz", "--json")


def test_ingest_without_sources_says_where_they_are_declared() -> None:
    write("hub.toml", "")
    assert "Add [[sources]] to hub.toml" in refused("ingest")


def test_problems_are_told_in_german_and_in_english() -> None:
    german = told("ingest", "termine")["runs"][0]["problems"]
    assert (german[0]["code"], german[0]["severity"]) == ("EVENT_START_MISSING", "ERROR")
    english = told("ingest", "termine", "--language", "en")["runs"][0]
    assert english["outcome"] == "UNCHANGED"
    assert {"message", "hint", "line", "record", "path"} <= german[0].keys()
    write("termine.ics", "kein Kalender")
    broken = told("ingest", "termine", exit_code=1)["runs"][0]["problems"]
    translated = told("ingest", "termine", "--language", "en", exit_code=1)["runs"][0]["problems"]
    by_setting = told("ingest", "termine", exit_code=1, HUB_LANGUAGE="en")["runs"][0]["problems"]
    assert [problem["code"] for problem in broken] == [problem["code"] for problem in translated]
    assert [problem["message"] for problem in broken] != [problem["message"] for problem in translated]
    assert by_setting == translated
    assert "--language is fr" in refused("ingest", "--language", "fr")


def test_ingest_of_a_source_that_is_missing_exits_with_1_and_takes_the_others() -> None:
    Path("vereine.csv").unlink()
    result = hub("ingest", exit_code=1)
    assert [row[1] for row in lines(result)[:2]] == ["FAILED", "CHANGED"]
    assert "FILE_NOT_FOUND" in result.stdout


def test_paths_of_files_begin_at_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "anderswo"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    database = f"sqlite+aiosqlite:///{tmp_path / 'hub.db'}"
    runs = told("--config", str(tmp_path / "hub.toml"), "ingest", HUB_DATABASE_URL=database)["runs"]
    assert {run["outcome"] for run in runs} == {"CHANGED"}


# ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sources_before_and_after_a_reading() -> None:
    assert told("sources") == {"sources": []}
    assert "hub ingest" in hub("sources").stdout
    hub("ingest")
    states = {state["key"]: state for state in told("sources")["sources"]}
    assert states["vereine"]["status"] == "ACTIVE"
    assert states["vereine"]["records"] == 2
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", states["vereine"]["lastSuccess"])
    assert [row[:4] for row in lines(hub("sources"))] == [
        ["termine", "ICALENDAR", "ACTIVE", "1"],
        ["vereine", "CSV", "ACTIVE", "2"],
    ]


def test_source_shown_with_its_runs_and_the_problems_of_the_last() -> None:
    run = told("ingest", "termine")["runs"][0]["run"]
    shown = told("sources", "show", "termine")
    assert [each["run"] for each in shown["runs"]] == [run]
    assert shown["problems"][0]["code"] == "EVENT_START_MISSING"
    plain = hub("sources", "show", "termine").stdout
    assert run in plain
    assert "EVENT_START_MISSING" in plain


def test_source_that_is_not_known_is_a_wrong_call() -> None:
    hub("ingest")
    assert "Did you mean termine?" in refused("sources", "show", "termin", "--json")


def clubs(count: int) -> str:
    return "Nummer;Verein;Ort\n" + "".join(f"{number};Verein {number};Polch\n" for number in range(count))


def test_held_run_is_told_and_released_once() -> None:
    write("vereine.csv", clubs(20))
    before = told("ingest", "vereine")["runs"][0]["run"]
    write("vereine.csv", clubs(4))
    held = told("ingest", "vereine", exit_code=1)["runs"][0]
    assert (held["outcome"], held["held"], held["removed"]) == ("HELD", 16, 0)
    states = {state["key"]: state["status"] for state in told("sources", exit_code=1)["sources"]}
    assert states["vereine"] == "HELD"
    assert told("sources", "show", "vereine", exit_code=1)["runs"][0]["run"] == held["run"]
    assert f"The run that holds something is {held['run']}." in refused("sources", "release", before)
    assert told("sources", "release", held["run"]) == {"run": held["run"], "removed": 16}
    assert "holds nothing back" in refused("sources", "release", held["run"])
    shown = told("sources", "show", "vereine")
    assert (shown["source"]["status"], shown["source"]["records"]) == ("ACTIVE", 4)
    assert shown["runs"][0]["released"] is not None
    assert "HELD (released)" in hub("sources", "show", "vereine").stdout


def test_release_of_an_unknown_run_is_a_wrong_call() -> None:
    assert "There is no run run_aaaaaaaaaaaaaaaa." in refused("sources", "release", "run_aaaaaaaaaaaaaaaa")


# ── check-feed ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_check_feed_tells_what_would_be_taken_and_writes_nothing() -> None:
    Path("hub.db").unlink()
    seen = told("check-feed", "termine.ics", exit_code=1)
    assert seen["entries"] == {"EVENT": 1}
    assert seen["first"][0]["fields"]["name"] == "Sommerfest"
    assert [problem["code"] for problem in seen["problems"]] == ["EVENT_START_MISSING"]
    assert not Path("hub.db").exists()


def test_check_feed_with_a_mapping_and_without_one() -> None:
    suggested = told("check-feed", "vereine.csv", exit_code=1)
    assert suggested["entries"] == {}
    assert suggested["suggestedMapping"]["fields"]["name"] == "Verein"
    write("zuordnung.json", json.dumps(suggested["suggestedMapping"]))
    assert told("check-feed", "vereine.csv", "--mapping", "zuordnung.json")["entries"] == {"ORGANIZATION": 2}
    write("zuordnung.toml", '[mapping]\nrecord = "organization"\norigin_id = "Nummer"\nfields = { name = "Verein" }\n')
    result = hub("check-feed", "vereine.csv", "--mapping", "zuordnung.toml")
    assert "2 entries would be taken, 0 problems." in result.stdout
    assert "Müllerchor Mayen" in result.stdout


def test_check_feed_refuses_a_broken_mapping_before_anything_is_read() -> None:
    mapping = '[mapping]\nrecord = "organization"\norigin_id = "Nummer"\nfields = { nmae = "Verein" }\n'
    write("zuordnung.toml", mapping)
    seen = told("check-feed", "vereine.csv", "--mapping", "zuordnung.toml", exit_code=1)
    assert seen["entries"] == {}
    assert "name" in seen["problems"][0]["hint"]
    unreachable = told("check-feed", "http://127.0.0.1:1/x.csv", "--mapping", "zuordnung.toml", exit_code=1)
    assert unreachable["problems"] == seen["problems"]


def test_check_feed_names_what_is_wrong_with_the_call() -> None:
    assert "There is no file fehlt.csv." in refused("check-feed", "fehlt.csv")
    write("liste.abc", "x")
    assert "name one with --kind (CSV, GEOJSON, ICALENDAR, JSON, XLSX)" in refused("check-feed", "liste.abc")
    assert "--kind" in refused("check-feed", "liste.abc", "--kind", "XML")
    assert "fehlt.toml cannot be read" in refused("check-feed", "vereine.csv", "--mapping", "fehlt.toml")
    write("kaputt.toml", "= 1")
    assert "kaputt.toml cannot be read" in refused("check-feed", "vereine.csv", "--mapping", "kaputt.toml")


def test_check_feed_reads_a_kind_that_the_ending_does_not_tell() -> None:
    shutil.copy("termine.ics", "termine.php")
    assert told("check-feed", "termine.php", "--kind", "ICALENDAR", exit_code=1)["entries"] == {"EVENT": 1}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: standard error belongs to the command."""


def test_check_feed_of_an_address_that_is_allowed_and_of_one_that_is_not(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/termine.ics?token=geheim"
        closed = told("check-feed", address, exit_code=1)
        assert closed["problems"][0]["code"] == "FETCH_REFUSED"
        assert "geheim" not in json.dumps(closed)
        seen = told("check-feed", address, exit_code=1, HUB_OUTBOUND__ALLOWED_HOSTS='["127.0.0.1"]')
        assert seen["entries"] == {"EVENT": 1}
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_check_feed_finds_the_demos_deliberate_problems() -> None:
    feed = Path(__file__).parents[2] / "datasources" / "demo" / "feeds" / "vereine-maifeld.xlsx"
    assert told("check-feed", str(feed))["entries"] == {"ORGANIZATION": 35}


# ── areas ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def corpus(name: str) -> str:
    path = AREAS / name
    if not path.exists():
        pytest.skip(f"corpus file missing: areas/{name}")
    return str(path)


def areas_in_store() -> tuple[int, int]:
    """How many areas there are, and how many of them have a boundary."""
    with closing(sqlite3.connect("hub.db")) as connection:
        counted = connection.execute("SELECT count(*), count(boundary) FROM area").fetchone()
    return int(counted[0]), int(counted[1])


def test_the_whole_countrys_list_is_loaded() -> None:
    loaded = told("areas", "load", corpus("gv100ad_2023/gemeinden_de_2023.csv"))
    assert loaded == {"loaded": 10_981, "problems": []}
    assert areas_in_store()[0] > 10_981


def test_boundaries_are_added_to_the_areas_that_are_there() -> None:
    result = told("areas", "load", "--boundaries", corpus("myk_vg250/gemeinden_07137_07111.geojson"))
    assert result["problems"] == []
    known, bounded = areas_in_store()
    assert known == 99
    assert bounded == 88
    assert told("areas", "load", "--boundaries", corpus("myk_vg250/gemeinden_07137_07111.geojson")) == result


def test_areas_from_nowhere_are_a_wrong_call() -> None:
    assert "Nothing to load" in refused("areas", "load")
    assert "There is no file fehlt.txt." in refused("areas", "load", "fehlt.txt")
    assert "There is no file fehlt.json." in refused("areas", "load", "--boundaries", "fehlt.json")


def test_lines_of_a_list_that_cannot_be_read_are_problems() -> None:
    write("gv100.txt", "das ist keine Gemeindeliste\n")
    document = told("areas", "load", "gv100.txt", exit_code=1)
    assert document["loaded"] == 0
    assert document["problems"][0]["hint"]
    assert document["problems"][0]["code"] in hub("areas", "load", "gv100.txt", exit_code=1).stdout


# ── what is printed ──────────────────────────────────────────────────────────────────────────────────────────────────


_SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
HOSTILE = "[bold]Verein[/bold] [/nichts] :smile: \x1b[2J\x07\tEnde\nneue Zeile"


def test_text_of_a_feed_is_no_markup_and_moves_no_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(as_json=False, language="de")
    report.table("T", ("a", "b"), [(HOSTILE, None)])
    report.line("[red]Zeile :smile:")
    shown = capsys.readouterr().out
    assert shown.splitlines() == [
        "[bold]Verein[/bold] [/nichts] :smile:  [2J  Ende neue Zeile\t",
        "[red]Zeile :smile:",
    ]


def on_a_terminal(arguments: Sequence[str], columns: int = 100) -> tuple[int, str]:
    """A command's exit code, and what it shows on a terminal of its own, colours and movements aside."""
    environment = {
        **os.environ,
        "TERM": "xterm-256color",
        "COLUMNS": str(columns),
        "LINES": "40",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    ours, theirs = pty.openpty()
    shown = bytearray()
    deadline = time.monotonic() + 60
    with subprocess.Popen([*HUB, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        while time.monotonic() < deadline:
            if select.select([ours], [], [], 0.2)[0]:
                try:
                    shown += os.read(ours, 65_536)
                except OSError:  # Linux says so when the other side has closed
                    break
            elif process.poll() is not None:
                break
        else:
            process.kill()
        code = process.wait(10)
    os.close(ours)
    return code, _SEQUENCE.sub("", shown.decode("utf-8", "replace"))


def test_on_a_terminal_there_are_bars_and_a_table_of_what_tells_something() -> None:
    code, shown = on_a_terminal(["ingest"], columns=80)
    assert code == 0, shown
    bars, _, table = shown.partition("Runs")
    assert re.search(r"sources ━+ 0/2", bars)
    heading, _, first, second = [line.strip() for line in table.splitlines() if line.strip()][:4]
    assert heading.split() == ["source", "outcome", "created", "refused", "problems", "seconds"]
    assert first.split()[:3] == ["vereine", "CHANGED", "2"]
    assert second.split()[:4] == ["termine", "CHANGED", "1", "1"]
    assert "EVENT_START_MISSING" in table


def test_json_on_a_terminal_is_json_all_the_same() -> None:
    code, shown = on_a_terminal(["sources", "--json"])
    assert code == 0
    assert json.loads(shown) == {"sources": []}


def test_check_feed_tells_what_only_the_whole_source_can() -> None:
    """An id given twice is what ingest would refuse, so the partner hears of it before."""
    write("doppelt.csv", CLUBS + "2;Noch ein Chor;Mayen\n")
    write("mapping.toml", 'record = "organization"\norigin_id = "Nummer"\n[fields]\nname = "Verein"\n')
    document = told("check-feed", "doppelt.csv", "--mapping", "mapping.toml")
    assert document["entries"] == {"ORGANIZATION": 2}
    assert "ORIGIN_ID_TWICE" in [problem["code"] for problem in document["problems"]]


def test_problems_stay_told_after_a_run_that_found_nothing_new() -> None:
    hub("ingest", "termine")
    hub("ingest", "termine")
    shown = told("sources", "show", "termine")
    assert [run["outcome"] for run in shown["runs"]] == ["UNCHANGED", "CHANGED"]
    assert "EVENT_START_MISSING" in [problem["code"] for problem in shown["problems"]]
    german = hub("sources", "show", "termine", "--language", "de").stdout
    english = hub("sources", "show", "termine", "--language", "en").stdout
    assert german != english
