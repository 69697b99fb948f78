"""Erasing: what leads to a person is deleted, table by table; what stays is a receipt that leads to nobody.

Sign-ups are reduced to counts by `engagements.anonymise`, before their person goes. The bytes themselves are then
overwritten where the database would keep them: see `clearing`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Final

import orjson
from sqlalchemy import BigInteger, Integer, String, and_, bindparam, delete, insert, or_, select, update

from datasources.store.database import Transaction
from datasources.store.people.core import (
    ACCESS_EVENT,
    ACCOUNT,
    CERTIFICATE,
    CONSENT,
    ENGAGEMENT,
    ERASURE,
    GUARDIAN_REQUEST,
    KEPT_ANSWER,
    LETTER,
    MESSAGE,
    ROLE,
    VOLUNTEER,
)
from datasources.store.people.rows import ErasureRow
from datasources.store.statements import Statement, array_rows, contains

__all__ = [
    "erase_account",
    "erase_copies",
    "erase_volunteer",
    "keep_receipt",
    "lock_account",
    "messages_of",
]


async def lock_account(transaction: Transaction, issuer: str, subject: str) -> int | None:
    """The account of someone, kept from every other change until the transaction ends; None where there is none."""
    rows = await transaction.fetch(_ACCOUNT, issuer=issuer, subject=subject)
    return int(rows[0][0]) if rows else None


async def erase_volunteer(transaction: Transaction, volunteer_pk: int) -> dict[str, int]:
    """Deletes a profile and what hangs on it; answers how many rows of which table. Sign-ups stay, without volunteer,
    once `engagements.anonymise` has made counts of them.
    """
    return {name: await transaction.execute(each, volunteer=volunteer_pk) for name, each in _OF_VOLUNTEER.items()}


async def messages_of(transaction: Transaction, volunteer_pk: int) -> list[str]:
    """The texts of all messages of someone's sign-ups."""
    return [text for (text,) in await transaction.fetch(_MESSAGES, volunteer=volunteer_pk)]


async def erase_copies(transaction: Transaction, volunteer_pk: int, texts: Iterable[str]) -> int:
    """Deletes answers that were kept for others and in which someone's data stands: those of editors who read it, and
    those that hold one of these texts. Answers how many; a repetition of such a mutation is then executed anew.
    """
    spellings = {before + each for text in texts for each in (_as_json(text), _as_ascii(text)) for before in _BEFORE}
    erased = await transaction.execute(_READERS_ANSWERS, volunteer=volunteer_pk)
    return erased + await transaction.execute(_ANSWERS_HOLDING, texts=sorted(spellings))


async def erase_account(transaction: Transaction, account_pk: int) -> dict[str, int]:
    """Deletes an account, its roles and what was kept of its answers; answers how many rows of which table.

    Readings of others' data by this person stay the organisation's, without saying who it was.
    """
    await transaction.execute(_READINGS, account=account_pk)
    return {name: await transaction.execute(each, account=account_pk) for name, each in _OF_ACCOUNT.items()}


async def keep_receipt(transaction: Transaction, receipt: ErasureRow) -> None:
    """Keeps that an erasure took place, and how many of what it erased."""
    erased = orjson.dumps(dict(receipt.erased)).decode()
    await transaction.execute(_RECEIPT, id=receipt.id, completed_at=receipt.completed_at, erased=erased)


def _as_json(text: str) -> str:
    return orjson.dumps(text).decode()


def _as_ascii(text: str) -> str:
    return json.dumps(text)


_BEFORE: Final = (":", ": ", "[")
"""What stands before a text in JSON, and before no name of a field. Whole texts are looked for: whoever is called Al or
Data is not in every answer."""
_VOLUNTEER: Final = bindparam("volunteer", type_=Integer())
_BY: Final = bindparam("account", type_=Integer())
_A: Final = ACCESS_EVENT.c
_K: Final = KEPT_ANSWER.c
_ACCOUNT: Final = Statement(
    select(ACCOUNT.c.pk)
    .where(
        ACCOUNT.c.issuer == bindparam("issuer", type_=String()),
        ACCOUNT.c.subject == bindparam("subject", type_=String()),
    )
    .with_for_update()
)
_MESSAGES: Final = Statement(
    select(MESSAGE.c.text)
    .select_from(MESSAGE.join(ENGAGEMENT, ENGAGEMENT.c.pk == MESSAGE.c.engagement_pk))
    .where(ENGAGEMENT.c.volunteer_pk == _VOLUNTEER)
)
_READERS: Final = select(_A.account_pk).where(_A.volunteer_pk == _VOLUNTEER, _A.account_pk.is_not(None))
_READ_BY_TOKEN: Final = select(_A.pk).where(_A.volunteer_pk == _VOLUNTEER, _A.account_pk.is_(None)).exists()
_READERS_ANSWERS: Final = Statement(
    delete(KEPT_ANSWER).where(
        _K.answer.is_not(None),
        or_(_K.account_pk.in_(_READERS), and_(_K.account_pk.is_(None), _READ_BY_TOKEN)),
    )
)
_TEXTS: Final = array_rows("texts", String(), "held")
_ANSWERS_HOLDING: Final = Statement(
    delete(KEPT_ANSWER).where(
        _K.answer.is_not(None), select(_TEXTS.c.value).where(contains(_K.answer, _TEXTS.c.value)).exists()
    )
)
_OF_VOLUNTEER: Final[Mapping[str, Statement]] = {
    **{
        str(table.name): Statement(delete(table).where(table.c.volunteer_pk == _VOLUNTEER))
        for table in (GUARDIAN_REQUEST, CONSENT, CERTIFICATE, ACCESS_EVENT, LETTER)
    },
    "volunteer": Statement(delete(VOLUNTEER).where(VOLUNTEER.c.pk == _VOLUNTEER)),
}
_READINGS: Final = Statement(update(ACCESS_EVENT).where(_A.account_pk == _BY).values(account_pk=None))
_OF_ACCOUNT: Final[Mapping[str, Statement]] = {
    "kept_answer": Statement(delete(KEPT_ANSWER).where(_K.account_pk == _BY)),
    "role": Statement(delete(ROLE).where(ROLE.c.account_pk == _BY)),
    "account": Statement(delete(ACCOUNT).where(ACCOUNT.c.pk == _BY)),
}
_RECEIPT: Final = Statement(
    insert(ERASURE).values(
        id=bindparam("id", type_=String()),
        completed_at=bindparam("completed_at", type_=BigInteger()),
        erased=bindparam("erased", type_=String()),
    )
)
