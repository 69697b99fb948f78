"""What mutations with an Idempotency-Key answered: claimed, kept, and dropped when their day is over.

This is `supergraph.idempotency.Keeper` over the store. Kept answers may hold personal data, so they belong to an
account and go with it.
"""

import time
from collections.abc import Callable
from typing import Final

import orjson
from sqlalchemy import BigInteger, Integer, String, and_, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from datasources import ids
from datasources.store.database import Database, Transaction
from datasources.store.people.core import ACCESS_EVENT, ACCOUNT, KEPT_ANSWER
from datasources.store.statements import Statement
from supergraph.errors import ErrorCode, GraphError
from supergraph.idempotency import Claimed, Kept, Running

__all__ = ["CLAIM_S", "KEEPS_S", "WITHHELD", "KeptAnswers", "drop_expired", "withhold"]

KEEPS_S: Final = 86_400
"""So long a mutation may be repeated."""
CLAIM_S: Final = 120
"""After so long, who claimed a key and did not answer is taken to be dead: longer than any operation may take."""

WITHHELD: Final = GraphError(
    ErrorCode.CONFLICT,
    "this was done; what was answered is not told again, since a consent that it stood on was taken back",
    hint="Read the sign-up anew.",
    details={"reason": "IDEMPOTENCY_ANSWER_WITHHELD"},
)
"""What a repetition is told whose first answer held somebody's data."""

_A: Final = ACCESS_EVENT.c
_K: Final = KEPT_ANSWER.c
_KEY: Final = _K.key_hash == bindparam("key", type_=String())
_NOW: Final = bindparam("now", type_=BigInteger())

_INSERT: Final = Statement(upsert(KEPT_ANSWER).on_conflict_do_nothing())
_TAKE_OVER: Final = Statement(
    update(KEPT_ANSWER)
    .where(
        _KEY,
        or_(
            _K.expires_at <= _NOW,
            and_(_K.answer.is_(None), _K.begun_at <= bindparam("dead_since", type_=BigInteger())),
        ),
    )
    .values(
        fingerprint=bindparam("asked", type_=String()),
        begun_at=_NOW,
        expires_at=bindparam("until", type_=BigInteger()),
        answer=None,
        account_pk=None,
    )
)
_READ: Final = Statement(select(_K.fingerprint, _K.answer).where(_KEY), quick=True)
_KEEP: Final = Statement(
    update(KEPT_ANSWER)
    .where(_KEY)
    .values(
        answer=bindparam("text", type_=String()),
        account_pk=select(ACCOUNT.c.pk)
        .where(
            ACCOUNT.c.issuer == bindparam("issuer", type_=String()),
            ACCOUNT.c.subject == bindparam("subject", type_=String()),
        )
        .scalar_subquery(),
    )
)
_ACCOUNT: Final = Statement(
    select(ACCOUNT.c.pk).where(
        ACCOUNT.c.issuer == bindparam("issuer", type_=String()),
        ACCOUNT.c.subject == bindparam("subject", type_=String()),
    ),
    quick=True,
)
_RELEASE: Final = Statement(delete(KEPT_ANSWER).where(_KEY, _K.answer.is_(None)))
_ANY: Final = 0
"""Stands for every organisation; none has this pk."""
_READ_IN_IT: Final = (
    select(1)
    .where(
        _A.volunteer_pk == bindparam("volunteer", type_=Integer()),
        bindparam("organization", type_=Integer()).in_([_ANY, _A.organization_pk]),
        _A.account_pk.is_not_distinct_from(_K.account_pk),
        _A.at.between(_K.begun_at - CLAIM_S, _K.begun_at + CLAIM_S),
    )
    .correlate(KEPT_ANSWER)
    .exists()
)
_WITHHOLD: Final = Statement(
    update(KEPT_ANSWER)
    .where(_K.answer.is_not(None), _READ_IN_IT)
    .values(answer=orjson.dumps({"errors": [WITHHELD.formatted], "data": None}).decode())
)
_DROP_EXPIRED: Final = Statement(delete(KEPT_ANSWER).where(_K.expires_at <= _NOW))


class KeptAnswers:
    """Claims and answers of keys. `clock` answers seconds in UTC."""

    def __init__(self, db: Database, clock: Callable[[], float] = time.time) -> None:
        self._db = db
        self._clock = clock

    async def claim(self, key: str, fingerprint: str) -> Claimed | Running | Kept:
        """Takes the key, or says who has it."""
        now = int(self._clock())
        async with self._db.transaction() as transaction:
            inserted = await transaction.execute(
                _INSERT,
                key_hash=key,
                account_pk=None,
                fingerprint=fingerprint,
                begun_at=now,
                expires_at=now + KEEPS_S,
                answer=None,
            )
            if inserted or await transaction.execute(
                _TAKE_OVER, key=key, now=now, dead_since=now - CLAIM_S, asked=fingerprint, until=now + KEEPS_S
            ):
                return Claimed()
            rows = await transaction.fetch(_READ, key=key)
        asked, answer = rows[0] if rows else (fingerprint, None)
        return Running() if answer is None else Kept(asked, answer)

    async def keep(self, key: str, owner: tuple[str, str] | None, answer: str) -> None:
        """Keeps what was answered; `owner` are issuer and subject of whoever asked.

        Of someone who has no account any more nothing is kept but the receipt of the erasure: an answer that belongs
        to nobody would outlive them.
        """
        issuer, subject = owner or ("", "")
        async with self._db.transaction() as transaction:
            is_known = owner is None or await transaction.fetch(_ACCOUNT, issuer=issuer, subject=subject)
            if is_known or _is_receipt(answer):
                await transaction.execute(_KEEP, key=key, text=answer, issuer=issuer, subject=subject)
            else:
                await transaction.execute(_RELEASE, key=key)

    async def release(self, key: str) -> None:
        """Gives a claimed key back."""
        async with self._db.transaction() as transaction:
            await transaction.execute(_RELEASE, key=key)


def _is_receipt(answer: str) -> bool:
    """Whether all that was answered is the receipt of an erasure."""
    data = orjson.loads(answer).get("data")
    return isinstance(data, dict) and all(
        isinstance(field, dict) and ids.kind_of(str(field.get("id"))) is ids.IdKind.ERASURE for field in data.values()
    )


async def withhold(transaction: Transaction, volunteer_pk: int, organization_pk: int | None = None) -> int:
    """Takes out of kept answers what was read of someone's data, by one organisation or by any; how many answers.

    A repetition is told that it was done, and is not executed again. It goes with every consent that ends.
    """
    organization = _ANY if organization_pk is None else organization_pk
    return await transaction.execute(_WITHHOLD, volunteer=volunteer_pk, organization=organization)


async def drop_expired(db: Database, now: int) -> int:
    """Drops the answers whose day is over; how many."""
    async with db.transaction() as transaction:
        return await transaction.execute(_DROP_EXPIRED, now=now)
