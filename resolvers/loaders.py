"""One dataloader for each source that several places of an operation ask: keyed, deduplicating, one call at a time.

Loaders of the store answer None for a key that is not there. `places_left` asks the partners' live services: its keys
are split by source, each source is asked once and all of them at the same time, and a dead one costs its own keys only.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple, TypeVar

from datasources.lookups import Lookup, calendars, offers, registers
from datasources.store import areas, places, records, sources
from datasources.store.database import Database
from datasources.store.people import profiles
from datasources.store.people.rows import VolunteerRow
from datasources.store.rows import (
    AreaRow,
    EventRow,
    OpportunityRow,
    OrganizationRow,
    PlaceRow,
    RecordRow,
    SourceRow,
)
from datasources.store.slices import Slice
from datasources.vocabulary import RecordKind
from resolvers.listing import Listing
from resolvers.refusals import telling
from supergraph.dataloader import DataLoader
from supergraph.errors import ErrorCode, GraphError

__all__ = ["EntityKey", "LiveKey", "Loaders"]

Key = TypeVar("Key")
Row = TypeVar("Row")


class LiveKey(NamedTuple):
    """What a live service is asked for: the source's key, and the record's id there."""

    source: str
    origin_id: str


class EntityKey(NamedTuple):
    """What records are asked of: RecordKind and the entry's pk."""

    kind: str
    pk: int


class Loaders:
    """Made for one operation; a loader comes into being when it is first asked.

    No loader leads back to what holds it, so that an operation's rows are gone when it is (see its test).
    """

    def __init__(self, db: Database, live_places: Mapping[str, Lookup[str, int]]) -> None:
        self._db = db
        self._live_places = live_places

    @cached_property
    def organizations(self) -> DataLoader[int, OrganizationRow | None]:
        return _asking(registers(self._db))

    @cached_property
    def events(self) -> DataLoader[int, EventRow | None]:
        return _asking(calendars(self._db))

    @cached_property
    def opportunities(self) -> DataLoader[int, OpportunityRow | None]:
        return _asking(offers(self._db))

    @cached_property
    def profiles(self) -> DataLoader[int, VolunteerRow | None]:
        """By account: nobody's but the asker's is ever asked for."""
        return DataLoader(partial(profiles.by_accounts, self._db))

    @cached_property
    def places(self) -> DataLoader[int, PlaceRow | None]:
        return DataLoader(partial(places.by_pks, self._db))

    @cached_property
    def areas(self) -> DataLoader[str, AreaRow | None]:
        return DataLoader(partial(areas.by_ars, self._db))

    @cached_property
    def sources(self) -> DataLoader[int, SourceRow | None]:
        return DataLoader(partial(sources.by_pks, self._db))

    @cached_property
    def records(self) -> DataLoader[EntityKey, list[RecordRow]]:
        """The records of entries, those that are gone among them."""
        return DataLoader(partial(_records_of, self._db))

    @cached_property
    def pages(self) -> DataLoader[Listing, Sequence[Slice[Any]]]:
        return DataLoader(lambda listings: _each(listings, lambda listing: listing.pages()))

    @cached_property
    def counts(self) -> DataLoader[Listing, Sequence[int]]:
        return DataLoader(lambda listings: _each(listings, lambda listing: listing.counts()))

    @cached_property
    def places_left(self) -> DataLoader[LiveKey, int | None]:
        return DataLoader(partial(_places_left_of, self._live_places))


def _asking(lookup: Lookup[Key, Row]) -> DataLoader[Key, Row | None]:
    """A loader of what the lookup knows."""
    return DataLoader(lookup.by_keys)


async def _records_of(db: Database, keys: list[EntityKey]) -> list[list[RecordRow]]:
    """One statement for each kind of entry."""
    found: dict[EntityKey, list[RecordRow]] = {}
    for kind in dict.fromkeys(key.kind for key in keys):
        pks = [key.pk for key in keys if key.kind == kind]
        for pk, rows in zip(pks, await records.by_entities(db, RecordKind(kind), pks), strict=True):
            found[EntityKey(kind, pk)] = rows
    return [found[key] for key in keys]


async def _places_left_of(lookups: Mapping[str, Lookup[str, int]], keys: list[LiveKey]) -> list[int | Exception | None]:
    by_source: dict[str, list[LiveKey]] = {}
    for key in keys:
        by_source.setdefault(key.source, []).append(key)
    answers = dict[LiveKey, int | Exception | None]()
    async with asyncio.TaskGroup() as group:
        for source, asked in by_source.items():
            group.create_task(_ask(lookups.get(source), source, asked, answers))
    return [answers[key] for key in keys]


async def _ask(
    lookup: Lookup[str, int] | None, source: str, asked: list[LiveKey], answers: dict[LiveKey, int | Exception | None]
) -> None:
    if lookup is None:
        answers.update(dict.fromkeys(asked))
        return
    try:
        values = await lookup.by_keys([key.origin_id for key in asked])
    except Exception as error:  # a source that is down costs its own keys only
        values = [error] * len(asked)
    for key, value in zip(asked, values, strict=True):
        answers[key] = _unavailable(source, value) if isinstance(value, Exception) else value


async def _each(listings: list[Listing], read: Callable[[Listing], Awaitable[Row]]) -> list[Row | Exception]:
    """What each listing answers; they are read at the same time."""
    if len(listings) == 1:
        return [await _outcome(read, listings[0])]
    return list(await asyncio.gather(*(_outcome(read, listing) for listing in listings)))


async def _outcome(read: Callable[[Listing], Awaitable[Row]], listing: Listing) -> Row | Exception:
    try:
        with telling():
            return await read(listing)
    except Exception as error:  # the error of those who asked for this list
        return error


def _unavailable(source: str, error: Exception) -> GraphError:
    unavailable = GraphError(
        ErrorCode.SOURCE_UNAVAILABLE,
        f"The source {source!r} could not be asked for the places left.",
        hint="Ask again later; all other fields are answered.",
    )
    unavailable.__cause__ = error
    return unavailable
