"""An outbox of the test's own: letters laid in, a clock that is moved, a carrier that says what it is told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from datasources.people import letters
from datasources.people.letters.carriers import Receipt, Word
from datasources.people.letters.message import Letter
from datasources.store.database import Database
from datasources.store.people.core import LETTER
from datasources.store.people.rows import LetterRow
from datasources.store.statements import Statement

NOW = 1_795_000_000
RECIPIENT = "juergen.schaefer@familie.example"
SUBJECT = "Bitte um Ihre Zustimmung"
BODY = "Der Code ist AB12-CD34."
_ALL = Statement(select(*LETTER.c).order_by(LETTER.c.pk))


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = float(NOW)

    def __call__(self) -> float:
        return self.now


@dataclass
class Carrier:
    """Answers in turn what it is given, the last again and again; `sent` are the keys of the letters it took."""

    says: Sequence[Receipt] = (Receipt(Word.TAKEN),)
    takes_s: float = 0.0
    asked: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "mail.kreis.example:587"

    async def hand_over(self, letter: Letter) -> Receipt:
        receipt = self.says[min(len(self.asked), len(self.says) - 1)]
        self.asked.append(letter.key)
        await asyncio.sleep(self.takes_s)
        if receipt.word is Word.TAKEN:
            self.sent.append(letter.key)
        return receipt


async def lay_in(db: Database, *keys: str, now: int = NOW) -> None:
    async with db.transaction() as transaction:
        for key in keys:
            await letters.post(
                transaction, key=key, recipient=RECIPIENT, subject=SUBJECT, body=BODY, volunteer_pk=1, now=now
            )


async def rows(db: Database) -> list[LetterRow]:
    return await db.fetch_rows(LetterRow, _ALL)


def contents(row: LetterRow) -> tuple[Any, ...]:
    return (row.recipient, row.subject, row.body)


def whole(folder: Path) -> bytes:
    """All that the files of a folder hold."""
    return b"".join(file.read_bytes() for file in folder.iterdir())
