"""What carries a letter, and what it may say of it: the seam between the outbox and the world."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from datasources.people.letters.message import Letter

__all__ = ["Carrier", "Receipt", "Word"]


class Word(Enum):
    """What became of a letter that was handed over."""

    TAKEN = auto()
    "Whoever took it answers for it from now on."
    LATER = auto()
    "This letter was refused for now."
    REFUSED = auto()
    "This letter was refused, and would be again."
    UNAVAILABLE = auto()
    "Nothing is taken at the moment, whatever the letter: the server is down, or its settings are wrong."


@dataclass(frozen=True, slots=True)
class Receipt:
    """`kind` names the failure for operators, as SMTP_550 or TIMED_OUT: never with an address or a server's words."""

    word: Word
    kind: str | None = None


class Carrier(Protocol):
    """A mail server or a folder."""

    @property
    def name(self) -> str:
        """For logs, without secrets: "smtp.kreis.example:587"."""
        ...

    async def hand_over(self, letter: Letter) -> Receipt:
        """Hands one letter over, within a bound of its own. It raises nothing that a server or a disk may cause."""
        ...
