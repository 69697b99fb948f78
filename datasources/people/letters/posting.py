"""A letter laid into the outbox, by the transaction that is its cause: both happen, or neither does."""

from typing import Final

from datasources.store.database import Transaction
from datasources.store.people import letters

__all__ = ["MOST_BODY_CHARS", "MOST_KEY_CHARS", "post"]

MOST_KEY_CHARS: Final = 200
MOST_BODY_CHARS: Final = 20_000


async def post(
    transaction: Transaction,
    *,
    key: str,
    recipient: str,
    subject: str,
    body: str,
    volunteer_pk: int | None,
    now: int,
) -> bool:
    """Lays a letter into the outbox within the caller's transaction; it is sent once the transaction holds.

    `key` names the cause, and the same cause is one letter, however often it is laid in: then False. It stays after the
    letter is sent, so it holds nothing personal (`guardian:<hash of the code>`). `recipient` is one mail address that
    was checked (`texts.checked_email`), `body` plain text. `volunteer_pk` says whose data the letter holds: an erasure
    drops it.
    """
    assert 0 < len(key) <= MOST_KEY_CHARS, "keys are made by the hub"
    assert len(body) <= MOST_BODY_CHARS, "bodies are written by the hub"
    return await letters.lay_in(
        transaction, key=key, recipient=recipient, subject=subject, body=body, volunteer_pk=volunteer_pk, now=now
    )
