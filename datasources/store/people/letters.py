"""The outbox: letters are laid in by the transaction that is their cause, claimed by who sends them, and emptied when
they are sent or given up. What stays is the key and the times, so that the same cause stays one letter."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, BindParameter, Integer, String, and_, bindparam, case, delete, func, or_, select
from sqlalchemy import update as updating
from sqlalchemy.dialects.postgresql import insert

from datasources.store.database import Database, Transaction
from datasources.store.people.core import LETTER
from datasources.store.people.rows import LetterRow
from datasources.store.rows import builder
from datasources.store.statements import Statement, in_array

__all__ = [
    "LetterCount",
    "claim_due",
    "counts",
    "drop_old",
    "empty_stale",
    "give_up",
    "lay_in",
    "mark_sent",
    "put_back",
]


class LetterCount(NamedTuple):
    """How many letters stand alike: `state` is WAITING, SENT or GIVEN_UP, `failure` the kind of the last failure, and
    `oldest_at` when the oldest of them was laid in."""

    state: str
    failure: str | None
    letters: int
    oldest_at: int


def _instant(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInteger())


_L: Final = LETTER.c
_WRITTEN: Final = tuple(each.name for each in _L if each.name != "pk")
_UNSENT: Final = and_(_L.sent_at.is_(None), _L.recipient.is_not(None))
_FREE: Final = and_(_UNSENT, or_(_L.claimed_until.is_(None), _L.claimed_until <= _instant("now")))
_MINE: Final = and_(in_array(_L.pk, "pks"), _L.claimed_by == bindparam("mine", type_=String()), _L.sent_at.is_(None))
_EMPTIED: Final[dict[str, Any]] = {
    "recipient": None,
    "subject": None,
    "body": None,
    "claimed_by": None,
    "claimed_until": None,
}

_LAY_IN: Final = Statement(
    insert(LETTER).values({name: bindparam(name, type_=_L[name].type) for name in _WRITTEN}).on_conflict_do_nothing()
)
_CLAIM: Final = Statement(
    updating(LETTER)
    .where(
        # Asked of the row itself as well: of two processes, the one that waited for the other sees what it wrote.
        _FREE,
        _L.pk.in_(
            select(_L.pk)
            .where(_FREE, _L.due_at <= _instant("now"))
            .order_by(_L.due_at, _L.pk)
            .limit(bindparam("most", type_=Integer()))
        ),
    )
    .values(claimed_by=bindparam("mine", type_=String()), claimed_until=_instant("until"))
    .returning(*_L)
)
_SENT: Final = Statement(updating(LETTER).where(_MINE).values(sent_at=_instant("now"), failure=None, **_EMPTIED))
_PUT_BACK: Final = Statement(
    updating(LETTER)
    .where(_MINE)
    .values(
        claimed_by=None,
        claimed_until=None,
        due_at=_instant("due"),
        attempts=_L.attempts + bindparam("tried", type_=Integer()),
        failure=bindparam("kind", type_=String()),
    )
)
_GIVE_UP: Final = Statement(
    updating(LETTER)
    .where(_MINE)
    .values(attempts=_L.attempts + 1, failure=bindparam("kind", type_=String()), due_at=_instant("now"), **_EMPTIED)
)
_EMPTY_STALE: Final = Statement(
    updating(LETTER)
    .where(_FREE, _L.created_at <= _instant("before"))
    .values(failure=bindparam("kind", type_=String()), due_at=_instant("now"), **_EMPTIED)
)
_DROP_OLD: Final = Statement(
    delete(LETTER).where(
        _L.recipient.is_(None),
        or_(_L.sent_at <= _instant("sent"), and_(_L.sent_at.is_(None), _L.due_at <= _instant("given_up"))),
    )
)
_STATE: Final = case((_L.sent_at.is_not(None), "SENT"), (_L.recipient.is_(None), "GIVEN_UP"), else_="WAITING")
_COUNTS: Final = Statement(
    select(_STATE.label("state"), _L.failure, func.count(), func.min(_L.created_at))
    .group_by(_STATE, _L.failure)
    .order_by(_STATE, _L.failure)
)


async def lay_in(
    transaction: Transaction, *, key: str, recipient: str, subject: str, body: str, volunteer_pk: int | None, now: int
) -> bool:
    """Lays a letter into the outbox; False where one of the key has been laid in before."""
    return bool(
        await transaction.execute(
            _LAY_IN,
            key=key,
            volunteer_pk=volunteer_pk,
            recipient=recipient,
            subject=subject,
            body=body,
            created_at=now,
            due_at=now,
            attempts=0,
            claimed_by=None,
            claimed_until=None,
            sent_at=None,
            failure=None,
        )
    )


async def claim_due(db: Database, holder: str, now: int, until: int, most: int) -> list[LetterRow]:
    """Claims letters that are due, the longest due first; whoever is silent until `until` loses them again."""
    async with db.transaction() as transaction:
        rows = await transaction.fetch(_CLAIM, mine=holder, now=now, until=until, most=most)
    return sorted(map(builder(LetterRow), rows), key=lambda letter: (letter.due_at, letter.pk))


async def mark_sent(db: Database, holder: str, pk: int, now: int) -> bool:
    """Notes that a claimed letter was sent, and empties it; False where the claim was lost."""
    async with db.transaction() as transaction:
        return bool(await transaction.execute(_SENT, pks=[pk], mine=holder, now=now))


async def put_back(db: Database, holder: str, pks: Sequence[int], due: int, kind: str | None, *, tried: bool) -> int:
    """Gives claimed letters back until a time; `tried` where the letter itself was refused for now."""
    async with db.transaction() as transaction:
        return await transaction.execute(
            _PUT_BACK, pks=list(pks), mine=holder, due=due, kind=kind, tried=1 if tried else 0
        )


async def give_up(db: Database, holder: str, pk: int, now: int, kind: str) -> bool:
    """Empties a claimed letter that nobody will take; False where the claim was lost. `due_at` then says when."""
    async with db.transaction() as transaction:
        return bool(await transaction.execute(_GIVE_UP, pks=[pk], mine=holder, now=now, kind=kind))


async def empty_stale(db: Database, before: int, now: int, kind: str) -> int:
    """Empties letters that have waited since before a time; how many."""
    async with db.transaction() as transaction:
        return await transaction.execute(_EMPTY_STALE, before=before, now=now, kind=kind)


async def drop_old(db: Database, *, sent: int, given_up: int) -> int:
    """Drops emptied letters that were sent before one time, or given up before another; how many."""
    async with db.transaction() as transaction:
        return await transaction.execute(_DROP_OLD, sent=sent, given_up=given_up)


async def counts(db: Database) -> list[LetterCount]:
    """How many letters are in which state, without their addresses."""
    return await db.fetch_rows(LetterCount, _COUNTS)
