"""The record of readings: who read which of someone's data, when and for what.

It is written in the transaction in which the data is read (`present`), so that nothing is answered that is not
recorded, and nothing is recorded of someone who is gone.
"""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.sql.expression import bindparam

from datasources.criteria import Sort, Window
from datasources.store import counting, paging
from datasources.store.database import Database, Transaction
from datasources.store.listing import Listing, Query, Term
from datasources.store.people.core import ACCESS_EVENT, VOLUNTEER
from datasources.store.people.rows import AccessEventRow, VolunteerRow
from datasources.store.rows import rows_of
from datasources.store.slices import Parents, Slice
from datasources.store.statements import Parameter, Statement, in_array

__all__ = ["counts", "pages", "present", "record"]

_A: Final = ACCESS_EVENT.c
_WRITTEN: Final = tuple(name for name in AccessEventRow._fields if name != "pk")

LISTING: Final = Listing(
    ACCESS_EVENT,
    AccessEventRow,
    {"NEWEST": Term(_A.at, int, descending=True)},
    "NEWEST",
    {"volunteer": _A.volunteer_pk},
)


async def present(transaction: Transaction, volunteer_pks: Sequence[int]) -> dict[int, VolunteerRow]:
    """The profiles of these pks that are there, and stay so until the transaction ends."""
    rows = rows_of(VolunteerRow, await transaction.fetch(_PRESENT, keys=list(dict.fromkeys(volunteer_pks))))
    return {row.pk: row for row in rows}


async def record(transaction: Transaction, readings: Sequence[AccessEventRow]) -> None:
    """Writes readings down; their pks are the database's to give."""
    written: list[dict[str, Parameter]] = [{name: getattr(each, name) for name in _WRITTEN} for each in readings]
    await transaction.executemany(_RECORD, written)


async def pages(db: Database, volunteer_pks: Sequence[int], window: Window) -> list[Slice[AccessEventRow]]:
    """A page of the readings of each person's data, newest first."""
    return await paging.pages(db, Query(LISTING, ()), Sort(), window, Parents("volunteer", volunteer_pks))


async def counts(db: Database, volunteer_pks: Sequence[int]) -> list[int]:
    """How many readings of each person's data there were."""
    return await counting.counts(db, Query(LISTING, ()), Parents("volunteer", volunteer_pks))


_PRESENT: Final = Statement(
    select(*(VOLUNTEER.c[name] for name in VolunteerRow._fields))
    .where(in_array(VOLUNTEER.c.pk, "keys"))
    .order_by(VOLUNTEER.c.pk)
    .with_for_update(read=True, key_share=True)
)


def _values() -> dict[str, Any]:
    return {name: bindparam(name, type_=_A[name].type) for name in _WRITTEN}


_RECORD: Final = Statement(insert(ACCESS_EVENT).values(**_values()))
