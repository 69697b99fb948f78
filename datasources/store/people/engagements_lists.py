"""Sign-ups as they are read: pages of an opportunity's, an organisation's or a volunteer's; by id; what hangs on them.

Nothing here judges who asks: callers name parents that whoever asks may read, or check what they get.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Integer, bindparam, case, select

from datasources.criteria import Sort, Window
from datasources.people.vocabulary import LIVE, EngagementState
from datasources.store import counting, keyed, paging
from datasources.store.conditions import Demand
from datasources.store.database import Database
from datasources.store.listing import Listing, Query, Term
from datasources.store.people.core import ENGAGEMENT, ENGAGEMENT_SHIFT, MESSAGE, VOLUNTEER
from datasources.store.people.engagements_places import has_lapsed
from datasources.store.people.rows import EngagementRow, MessageRow
from datasources.store.rows import ShiftRow, rows_of
from datasources.store.slices import Parents, Slice
from datasources.store.statements import OPPORTUNITY, SHIFT, Statement, in_array, one_of

__all__ = ["Held", "by_ids", "counts", "messages", "of_account", "pages", "shifts", "state_at"]

_E: Final = ENGAGEMENT.c
_S: Final = SHIFT.c

LISTING: Final = Listing(
    table=ENGAGEMENT,
    row_type=EngagementRow,
    orders={"NEWEST": Term(_E.created_at, int, descending=True)},
    default="NEWEST",
    parents={
        "opportunity": _E.opportunity_pk,
        "volunteer": _E.volunteer_pk,
        "organization": OPPORTUNITY.c.organization_pk,
    },
    through={"organization": (_E.opportunity_pk, OPPORTUNITY.c.pk)},
)


class Held(NamedTuple):
    """A sign-up, and whose it is: the account of whoever signed up, and the organisation."""

    row: EngagementRow
    account_pk: int | None
    organization_pk: int | None


def state_at(row: EngagementRow, now: int) -> EngagementState:
    """Where a sign-up stands: one that awaited a guardian too long is withdrawn, whether or not that is written yet."""
    state = EngagementState(row.state)
    lapsed = state is EngagementState.AWAITING_GUARDIAN and row.held_until is not None and row.held_until <= now
    return EngagementState.WITHDRAWN if lapsed else state


async def pages(
    db: Database,
    states: Sequence[EngagementState],
    window: Window,
    parents: Parents,
    now: int,
) -> list[Slice[EngagementRow]]:
    """A page of each parent's sign-ups, the newest first; those in one of these states, where any are named."""
    return await paging.pages(db, _query(states, now), Sort(), window, parents)


async def counts(db: Database, states: Sequence[EngagementState], parents: Parents, now: int) -> list[int]:
    """How many each parent's list has."""
    return await counting.counts(db, _query(states, now), parents)


async def by_ids(db: Database, ids: Sequence[str]) -> list[Held | None]:
    """The sign-up of each id."""
    if not ids:
        return []
    found: dict[str, Held] = {}
    for *columns, account_pk, organization_pk in await db.fetch(_BY_IDS, ids=list(dict.fromkeys(ids))):
        row = EngagementRow(*columns)
        found[row.id] = Held(row, account_pk, organization_pk)
    return [found.get(id) for id in ids]


async def of_account(db: Database, account_pk: int, opportunity_pks: Sequence[int]) -> dict[int, EngagementRow]:
    """The sign-up of one person for each opportunity: the one in which something is still to come, else the newest."""
    rows = rows_of(EngagementRow, await db.fetch(_OF_ACCOUNT, account=account_pk, keys=list(opportunity_pks)))
    return {row.opportunity_pk: row for row in rows}


async def shifts(db: Database, engagement_pks: Sequence[int]) -> list[list[ShiftRow]]:
    """The shifts of each sign-up, by start."""
    found: dict[int, list[ShiftRow]] = {pk: [] for pk in engagement_pks}
    for engagement_pk, *columns in await db.fetch(_SHIFTS, keys=list(found)) if found else ():
        found[engagement_pk].append(ShiftRow(*columns))
    return [found[pk] for pk in engagement_pks]


async def messages(db: Database, engagement_pks: Sequence[int]) -> list[list[MessageRow]]:
    """What was written about each sign-up, the earliest first."""
    return await keyed.grouped(db, _MESSAGES, MessageRow, "engagement_pk", engagement_pks)


def _query(states: Sequence[EngagementState], now: int) -> Query[EngagementRow]:
    wanted = [state.value for state in dict.fromkeys(states)]
    return Query(LISTING, [Demand(_is_in, (), {"states": wanted, "now": now})] if wanted else [])


def _is_in() -> ColumnElement[bool]:
    standing: ColumnElement[Any] = case((has_lapsed(), EngagementState.WITHDRAWN.value), else_=_E.state)
    return in_array(standing, "states")


_IS_LIVE: Final = case((one_of(_E.state, [state.value for state in EngagementState if state in LIVE]), 1), else_=0)
_BY_IDS: Final = Statement(
    select(*(_E[name] for name in EngagementRow._fields), VOLUNTEER.c.account_pk, OPPORTUNITY.c.organization_pk)
    .select_from(
        ENGAGEMENT.join(OPPORTUNITY, OPPORTUNITY.c.pk == _E.opportunity_pk).outerjoin(
            VOLUNTEER, VOLUNTEER.c.pk == _E.volunteer_pk
        )
    )
    .where(in_array(_E.id, "ids")),
    quick=True,
)
_OF_ACCOUNT: Final = Statement(
    select(*(_E[name] for name in EngagementRow._fields))
    .join_from(VOLUNTEER, ENGAGEMENT, _E.volunteer_pk == VOLUNTEER.c.pk)
    .where(VOLUNTEER.c.account_pk == bindparam("account", type_=Integer()), in_array(_E.opportunity_pk, "keys"))
    .order_by(_IS_LIVE, _E.pk),
    quick=True,
)
"""The last of an opportunity's rows is the one that is wanted."""
_SHIFTS: Final = Statement(
    select(ENGAGEMENT_SHIFT.c.engagement_pk, *(_S[name] for name in ShiftRow._fields))
    .join_from(ENGAGEMENT_SHIFT, SHIFT, _S.pk == ENGAGEMENT_SHIFT.c.shift_pk)
    .where(in_array(ENGAGEMENT_SHIFT.c.engagement_pk, "keys"))
    .order_by(_S.start, _S.pk),
    quick=True,
)
_MESSAGES: Final = Statement(
    select(*(MESSAGE.c[name] for name in MessageRow._fields))
    .where(in_array(MESSAGE.c.engagement_pk, "keys"))
    .order_by(MESSAGE.c.at, MESSAGE.c.pk),
    quick=True,
)
