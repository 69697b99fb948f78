"""A letter as a mail: what is written on it, whoever carries it.

The same letter is the same mail, byte for byte, its Message-ID included, which is made of its key: mail servers and
programs that look for repeats recognise one. No text of a letter can add a header.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Final

__all__ = ["Letter", "UnwritableLetter", "digest_of", "written"]

MOST_SUBJECT_CHARS: Final = 200
_POLICY: Final = SMTP.clone(cte_type="7bit")
"""No server must be asked whether it takes 8 bits."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter on its way. `at` is when it was laid in, UTC seconds."""

    key: str
    recipient: str
    subject: str
    body: str
    at: int


class UnwritableLetter(Exception):
    """No mail can be made of it: its recipient is no address, or its text no Unicode. It never says which text."""


def digest_of(key: str) -> str:
    """What stands for a key where others may see it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def written(letter: Letter, sender: str) -> EmailMessage:
    """The mail. `sender` is an address, or a name with one: `Ehrenamt <ehrenamt@kreis.example>`.

    Raises UnwritableLetter.
    """
    name, address = parseaddr(sender)
    message = EmailMessage(policy=_POLICY)
    try:
        message["From"] = Address(name, addr_spec=address)
        message["To"] = Address(addr_spec=letter.recipient)
        message["Subject"] = _one_line(letter.subject)
        message["Date"] = format_datetime(datetime.fromtimestamp(letter.at, UTC))
        message["Message-ID"] = f"<{digest_of(letter.key)}@{address.rpartition('@')[2]}>"
        # RFC 3834: nobody's holiday answer is wanted.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(letter.body)
        letter.recipient.encode("ascii")
        message.as_bytes()
    except (ValueError, IndexError, AttributeError, MessageError):
        raise UnwritableLetter("no mail can be made of this letter") from None
    return message


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:MOST_SUBJECT_CHARS]
