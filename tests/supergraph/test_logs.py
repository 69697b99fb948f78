"""Logs: one line an event, and no secret in it."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from supergraph.logs import configure


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    yield
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_an_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)
    structlog.get_logger("hub").info("ready", port=8000)
    (line,) = told(capsys)
    assert (line["event"], line["port"], line["level"]) == ("ready", 8000, "info")


def test_addresses_lose_their_secrets_wherever_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)
    secret = "https://anna:geheim@verein.example/termine.ics?token=geheim#geheim"
    structlog.get_logger("hub").warning(f"went to {secret}", url=secret, seen=[{"at": secret}])
    logging.getLogger("elsewhere").warning("also %s", secret)
    lines = told(capsys)
    assert len(lines) == 2
    assert "geheim" not in json.dumps(lines)
    assert "verein.example/termine.ics" in json.dumps(lines)


def test_tracebacks_are_told_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)
    try:
        raise ValueError("postgresql://hub:geheim@db.example/hub")  # noqa: TRY301 - what is told is what matters
    except ValueError:
        structlog.get_logger("hub").exception("failed")
    (line,) = told(capsys)
    assert "ValueError" in str(line["exception"])
    assert "geheim" not in json.dumps(line)


def test_rows_that_a_database_quotes_are_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    configure(as_json=True)
    person = "jana"
    try:
        raise ValueError(  # noqa: TRY301 - what is told is what matters
            f"violates a constraint\nDETAIL:  Failing row contains (1, {person}@post.example)."
        )
    except ValueError:
        structlog.get_logger("hub").exception("failed")
    (line,) = told(capsys)
    assert "violates a constraint" in str(line["exception"])
    assert "jana@" not in str(line)


def test_what_is_below_the_level_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    configure(level="warning", as_json=True)
    structlog.get_logger("hub").info("quiet")
    assert told(capsys) == []
