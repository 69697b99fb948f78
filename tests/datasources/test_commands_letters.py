"""`hub letters`: what it counts, and what needs a person; never whom a letter is for."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import typer
from typer.testing import CliRunner, Result

from datasources.commands.letters import LATE_S, letters
from datasources.problems import Language
from datasources.store.database import Database
from datasources.store.people.letters import claim_due, give_up, mark_sent
from tests.datasources.people.letters.outbox import BODY, NOW, RECIPIENT, SUBJECT, lay_in


@dataclass
class Hub:
    """As much of the door as this command asks for."""

    url: str
    at: int = NOW
    language: Language = "en"

    def now(self) -> int:
        return self.at

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        db = await Database.open(self.url, migrate_first=False)
        yield db
        await db.close()


def run(hub: Hub, *arguments: str) -> Result:
    app = typer.Typer()
    app.command()(letters)
    return CliRunner().invoke(app, arguments, obj=hub)


async def fill(url: str) -> None:
    db = await Database.open(url, migrate_first=False)
    await lay_in(db, "a", "b", "c", "d")
    claimed = await claim_due(db, "me", NOW, NOW + 60, 2)
    await mark_sent(db, "me", claimed[0].pk, NOW + 1)
    await give_up(db, "me", claimed[1].pk, NOW, "SMTP_550")
    await db.close()


async def test_letters_are_counted_by_state_and_failure_and_nobody_is_named(database_url: str) -> None:
    await fill(database_url)
    told = await asyncio.to_thread(run, Hub(database_url), "--json")
    assert json.loads(told.stdout) == {
        "letters": [
            {"state": "GIVEN_UP", "letters": 1, "failure": "SMTP_550", "oldest": "2026-11-18T11:06:40Z"},
            {"state": "SENT", "letters": 1, "failure": None, "oldest": "2026-11-18T11:06:40Z"},
            {"state": "WAITING", "letters": 2, "failure": None, "oldest": "2026-11-18T11:06:40Z"},
        ]
    }
    assert told.exit_code == 1
    plain = await asyncio.to_thread(run, Hub(database_url))
    assert "GIVEN_UP\t1\tSMTP_550\t2026-11-18T11:06:40Z" in plain.stdout.splitlines()
    for secret in (RECIPIENT, SUBJECT, BODY):
        assert secret not in told.stdout + plain.stdout


def test_no_letter_is_told_and_is_well(database_url: str) -> None:
    told = run(Hub(database_url))
    assert (told.exit_code, told.stdout) == (0, "No letter has been written yet.\n")


@pytest.mark.parametrize(("waited", "exit_code"), [(LATE_S - 1, 0), (LATE_S, 1)])
async def test_a_letter_that_waits_for_long_needs_a_person(database_url: str, waited: int, exit_code: int) -> None:
    db = await Database.open(database_url, migrate_first=False)
    await lay_in(db, "a")
    await db.close()
    told = await asyncio.to_thread(run, Hub(database_url, NOW + waited))
    assert told.exit_code == exit_code
