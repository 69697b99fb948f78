"""The way of letters out of the outbox, one at a time.

    round: a letter that is due is claimed → handed over → what is said of it is noted, and so on

    TAKEN         it is marked as sent, and emptied
    LATER         it is put off: 1, 4, 16, 64, 256, then 360 minutes; given up after MOST_DEFERRALS
    REFUSED       the same, and given up after MOST_REFUSALS: a server may be set up wrongly for an hour
    UNAVAILABLE   it goes back uncounted, and no other is tried for 1 to 15 minutes: a server may be down for days

What was handed over, and by whom it was claimed, decides what happens when something dies in between:

- Before it was taken, nothing happened: the claim ends after CLAIM_S, and the letter is claimed anew.
- After it was taken and before that is noted, nobody but the server knows. A process that lives notes it as soon as the
  store answers again, and does not send it anew. Of a process that died, the letter is handed over again, as the same
  mail with the same Message-ID: a folder, which knows names, has it once; a mail server may deliver it a second time.
  The other way, to note it before, would lose it for ever, and with it the code that a guardian waits for.
"""

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, assert_never

import structlog

from datasources.people.letters.carriers import Carrier, Receipt, Word
from datasources.people.letters.message import Letter
from datasources.store.database import Database
from datasources.store.people import letters
from datasources.store.people.rows import LetterRow

__all__ = ["CLAIM_S", "KEEPS_KEYS_S", "MOST_DEFERRALS", "MOST_REFUSALS", "SHOWN_S", "WAITS_S", "Delivery", "delay_s"]

_log = structlog.get_logger(__name__)

CLAIM_S: Final = 600
"""Longer than any hand-over may take (see MailSettings.timeout_s)."""
ROUND_S: Final = 60.0
MOST_IN_ROUND: Final = 200
"""A round ends with whichever comes first; other housekeeping waits for it."""
MOST_REFUSALS: Final = 5
MOST_DEFERRALS: Final = 24
FIRST_DELAY_S: Final = 60
LONGEST_DELAY_S: Final = 6 * 3_600
LONGEST_PAUSE_S: Final = 15 * 60
WAITS_S: Final = 30 * 86_400
"""A letter that nobody took for so long is emptied: it holds an address, and what it says is past."""
KEEPS_KEYS_S: Final = 366 * 86_400
"""So long the key of a letter that was sent stays, so that its cause makes no second one."""
SHOWN_S: Final = 30 * 86_400
"""So long operators are shown that a letter was given up."""


def delay_s(attempts: int) -> int:
    """How long a letter is put off that was refused so often before."""
    return min(FIRST_DELAY_S << 2 * min(attempts, 10), LONGEST_DELAY_S)


@dataclass(slots=True)
class Delivery:
    """One process's part in sending. `carrier` is None where no mail is set up: then letters wait."""

    db: Database
    carrier: Carrier | None
    clock: Callable[[], float] = time.time
    holder: str = field(default_factory=lambda: secrets.token_hex(8))
    _taken: dict[int, int] = field(default_factory=dict)
    "Letters that were taken and are not noted as sent, by pk; the time they were taken."
    _pauses: int = 0
    _paused_until: float = 0.0
    _told: str | None = None
    "What operators were last told: said once, until it changes."

    async def round(self, stop: asyncio.Event | None = None) -> int:
        """Sends letters that are due, until none is, the round is over or `stop` is set; how many were taken."""
        await self._note_taken()
        if self.carrier is None:
            await self._tell_of_waiting()
            return 0
        if self.clock() < self._paused_until:
            return 0
        sent, ends = 0, time.monotonic() + ROUND_S
        for _ in range(MOST_IN_ROUND):
            if (stop is not None and stop.is_set()) or time.monotonic() > ends:
                break
            now = int(self.clock())
            claimed = await letters.claim_due(self.db, self.holder, now, now + CLAIM_S, 1)
            if not claimed:
                break
            receipt = await self._hand_over(self.carrier, claimed[0])
            sent += receipt.word is Word.TAKEN
            if receipt.word is Word.UNAVAILABLE:
                break
        return sent

    async def tidy(self) -> None:
        """Empties letters that have waited too long, and drops the keys of old ones."""
        now = int(self.clock())
        if emptied := await letters.empty_stale(self.db, now - WAITS_S, now, "WAITED_TOO_LONG"):
            _log.error("letters were given up: nobody took them for 30 days", letters=emptied)
        await letters.drop_old(self.db, sent=now - KEEPS_KEYS_S, given_up=now - SHOWN_S)

    async def _hand_over(self, carrier: Carrier, row: LetterRow) -> Receipt:
        assert row.recipient is not None, "only letters with content are claimed"
        letter = Letter(row.key, row.recipient, row.subject or "", row.body or "", row.created_at)
        receipt = Receipt(Word.TAKEN) if row.pk in self._taken else await carrier.hand_over(letter)
        now = int(self.clock())
        match receipt.word:
            case Word.TAKEN:
                self._taken.setdefault(row.pk, now)
                await self._note_taken()
                self._is_well(carrier)
            case Word.LATER | Word.REFUSED:
                await self._refused(row, receipt, now)
                self._is_well(carrier)
            case Word.UNAVAILABLE:
                pause_s = min(FIRST_DELAY_S << min(self._pauses, 10), LONGEST_PAUSE_S)
                self._pauses += 1
                self._paused_until = now + pause_s
                await letters.put_back(self.db, self.holder, [row.pk], now + pause_s, receipt.kind, tried=False)
                self._tell("no letters are taken at the moment; they wait", carrier=carrier.name, failure=receipt.kind)
            case _:
                assert_never(receipt.word)
        return receipt

    async def _note_taken(self) -> None:
        for pk, at in list(self._taken.items()):
            await letters.mark_sent(self.db, self.holder, pk, at)
            del self._taken[pk]

    async def _refused(self, row: LetterRow, receipt: Receipt, now: int) -> None:
        most = MOST_REFUSALS if receipt.word is Word.REFUSED else MOST_DEFERRALS
        kind = receipt.kind or receipt.word.name
        if row.attempts + 1 >= most:
            await letters.give_up(self.db, self.holder, row.pk, now, kind)
            _log.error("a letter was given up", letter=row.pk, failure=kind, attempts=row.attempts + 1)
        else:
            await letters.put_back(self.db, self.holder, [row.pk], now + delay_s(row.attempts), kind, tried=True)

    def _is_well(self, carrier: Carrier) -> None:
        self._pauses, self._paused_until = 0, 0.0
        if self._told is not None:
            self._told = None
            _log.info("letters are taken again", carrier=carrier.name)

    async def _tell_of_waiting(self) -> None:
        if self._told is None and any(each.state == "WAITING" for each in await letters.counts(self.db)):
            self._tell("letters wait, and no mail is set up: set [mail] host, or folder for trying out")

    def _tell(self, what: str, **values: object) -> None:
        told = f"{what} {sorted(values.items())}"
        if told != self._told:
            self._told = told
            _log.warning(what, **values)
