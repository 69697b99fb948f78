"""Any entry by its id: the kind is told by the id, and each kind is read in one statement."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

from datasources import occurrences
from datasources.ids import IdKind, ars_of, concept_uri_of, kind_of
from datasources.store import areas, events, opportunities, organizations, places, records, sources
from datasources.store.people import profiles
from resolvers.concepts import by_uri
from resolvers.context import Context
from resolvers.paging import refused
from resolvers.people import engagements
from resolvers.permissions import Access, allowed, refusal

__all__ = ["Entry", "by_ids"]

MAX_IDS = 100


class Entry(Protocol):
    """A row that tells its type in the graph."""

    @property
    def typename(self) -> str: ...


async def by_ids(context: Context, ids: Sequence[str]) -> list[Entry | Exception | None]:
    """The entries of these ids, in order; None where there is none. Ids of merged entries yield the survivor.

    Each kind is read once, all kinds at the same time; a value may be an error of its own.
    """
    if len(ids) > MAX_IDS:
        raise refused(f"ids holds {len(ids)} ids: at most {MAX_IDS} are answered at once.", "Ask in several steps.")
    kinds: dict[IdKind, list[str]] = {}
    for each in dict.fromkeys(ids):
        kind = kind_of(each)
        if kind is not None:
            kinds.setdefault(kind, []).append(each)
    read = await asyncio.gather(*(_READ[kind](context, asked) for kind, asked in kinds.items()))
    found: dict[str, Any] = {}
    for asked, rows in zip(kinds.values(), read, strict=True):
        found.update(zip(asked, rows, strict=True))
    return [found.get(each) for each in ids]


async def _areas(context: Context, ids: Sequence[str]) -> Sequence[object]:
    return await areas.by_ars(context.db, [ars_of(each) or "" for each in ids])


async def _concepts(context: Context, ids: Sequence[str]) -> Sequence[object]:
    return [by_uri(concept_uri_of(each) or "") for each in ids]


async def _runs(context: Context, ids: Sequence[str]) -> Sequence[object]:
    """Readings, to the stewards of their source; the others are told no more than that."""
    rows = await sources.run_by_ids(context.db, ids)
    known = [row for row in rows if row is not None]
    verdicts = dict(zip(known, await allowed(Access.STEWARD, known, context), strict=True))
    return [row if row is not None and verdicts[row] else refusal(Access.STEWARD, context.viewer) for row in rows]


async def _profiles(context: Context, ids: Sequence[str]) -> Sequence[object]:
    """One's own profile; that of others is not there."""
    account_pk = context.viewer.account_pk
    if account_pk is None:
        return [None] * len(ids)
    rows = await profiles.by_ids(context.db, ids)
    return [row if row is not None and row.account_pk == account_pk else None for row in rows]


async def _nothing(context: Context, ids: Sequence[str]) -> Sequence[object]:
    return [None] * len(ids)


_Read = Callable[[Context, Sequence[str]], Awaitable[Sequence[object]]]

_READ: Mapping[IdKind, _Read] = {
    IdKind.ORGANIZATION: lambda context, ids: organizations.by_ids(context.db, ids),
    IdKind.EVENT: lambda context, ids: events.by_ids(context.db, ids),
    IdKind.OCCURRENCE: lambda context, ids: occurrences.by_ids(context.db, ids),
    IdKind.OPPORTUNITY: lambda context, ids: opportunities.by_ids(context.db, ids),
    IdKind.SHIFT: lambda context, ids: opportunities.shifts_by_ids(context.db, ids),
    IdKind.PLACE: lambda context, ids: places.by_ids(context.db, ids),
    IdKind.SOURCE: lambda context, ids: sources.by_ids(context.db, ids),
    IdKind.RECORD: lambda context, ids: records.by_ids(context.db, ids),
    IdKind.RUN: _runs,
    IdKind.AREA: _areas,
    IdKind.CONCEPT: _concepts,
    IdKind.ENGAGEMENT: engagements.by_ids,
    IdKind.VOLUNTEER: _profiles,
    IdKind.ACCOUNT: _nothing,
    IdKind.API_TOKEN: _nothing,
    IdKind.ERASURE: _nothing,
}
"""How each kind is read. One that is missing here stops the tests. What belongs to people is answered to those whom it
concerns, and is not there for anybody else."""
