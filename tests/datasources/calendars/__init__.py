"""Calendars for tests, and one way to read them: `reading` gives the drafts by their ids and the problems in order."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from datasources.connectors.content import Content
from datasources.connectors.icalendar import read
from datasources.declarations import SourceDeclaration
from datasources.drafts import Draft
from datasources.problems import Problem
from datasources.recurrence import Date, expand
from datasources.vocabulary import SourceKind

CALENDARS = Path(__file__).parent


def declared(**changes: object) -> SourceDeclaration:
    return SourceDeclaration.model_validate(
        {
            "key": "kalender",
            "name": "Kalender",
            "kind": SourceKind.ICALENDAR,
            "file": "kalender.ics",
            "publisher": {"name": "Stadt Beispielstadt"},
            "license": {"id": "CC0-1.0", "name": "CC0"},
            **changes,
        }
    )


def reading(
    source: bytes | str | Path, *, content_type: str | None = None, **changes: Any
) -> tuple[dict[str, Draft], list[Problem]]:
    data = source.read_bytes() if isinstance(source, Path) else source
    data = data.encode() if isinstance(data, str) else data
    drafts: dict[str, Draft] = {}
    problems: list[Problem] = []
    for found in read(Content("kalender.ics", data=data, content_type=content_type), declared(**changes)):
        if isinstance(found, Problem):
            assert found.message("de")
            assert found.message("en")
            assert found.hint("de")
            problems.append(found)
        else:
            assert json.loads(json.dumps(found.fields)) == found.fields
            assert found.origin_id not in drafts
            drafts[found.origin_id] = found
    return drafts, problems


def event(*lines: str, calendar: str = "") -> str:
    head = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{calendar}BEGIN:VEVENT\r\n"
    return head + "".join(f"{line}\r\n" for line in lines) + "END:VEVENT\r\nEND:VCALENDAR\r\n"


def one(*lines: str, calendar: str = "", **changes: Any) -> Draft:
    drafts, _ = reading(event("UID:1@a.example", "SUMMARY:Fest", *lines, calendar=calendar), **changes)
    return drafts["1@a.example"]


def dates(draft: Draft, year: int = 2026) -> list[Date]:
    form = draft.fields["schedule"]
    assert isinstance(form, dict)
    return list(expand(form, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)).dates)


def codes(problems: list[Problem]) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.line) for problem in problems]
