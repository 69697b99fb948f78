"""`hub letters`: how many letters wait, were sent or were given up, and why; never to whom."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from datasources.commands import Hub
from datasources.commands.report import DONE, NEEDS_A_PERSON, Report
from datasources.store.people.letters import LetterCount, counts

LATE_S: Final = 3_600
"""A letter that has waited for so long wants a look."""


def letters(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Count the letters: those that wait, were sent, or were given up, by the last failure.

    Example: hub letters --json
    """
    hub: Hub = context.obj
    report = Report(as_json=as_json, language=hub.language)
    found = asyncio.run(_counts(hub))
    report.table(
        "Letters",
        ("state", "letters", "last failure", "oldest"),
        [(each.state, each.letters, each.failure, _when(each.oldest_at)) for each in found],
    )
    if not found:
        report.line("No letter has been written yet.")
    report.document(
        {
            "letters": [
                {
                    "state": each.state,
                    "letters": each.letters,
                    "failure": each.failure,
                    "oldest": _when(each.oldest_at),
                }
                for each in found
            ]
        }
    )
    late = hub.now() - LATE_S
    raise typer.Exit(NEEDS_A_PERSON if any(_needs_a_person(each, late) for each in found) else DONE)


def _needs_a_person(found: LetterCount, late: int) -> bool:
    return found.state == "GIVEN_UP" or (found.state == "WAITING" and found.oldest_at <= late)


async def _counts(hub: Hub) -> Sequence[LetterCount]:
    async with hub.database() as db:
        return await counts(db)


def _when(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
