"""Lookups at query time: one protocol for whoever can be asked by keys, in the store or over the wire.

Keys in, values out, in order: None for what is not known, an exception for what could not be told. Whoever asks splits
its keys by source, asks each source once, and all of them at the same time; so a dead source costs its own keys only.

    [[live]]                                     # a partner's booking system, which knows the places left
    key = "buchung"
    url = "https://buchung.example/places"
    sources = ["ehrenamt-boerse"]                # whose opportunities it knows, by their origin ids
    headers = { Authorization = { env = "BOOKING_TOKEN" } }

    POST https://buchung.example/places   {"ids": ["EA-001", "EA-007"]}
    200                                   {"places": {"EA-001": 3}}            an id it does not know is absent
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from datasources.declarations import Key
from datasources.store import events, opportunities, organizations
from datasources.store.database import Database
from datasources.store.rows import EventRow, OpportunityRow, OrganizationRow
from supergraph.errors import BadEncoding, OutboundError
from supergraph.outbound import Outbound, OutboundLimits, redact

K = TypeVar("K")
V = TypeVar("V")
K_contra = TypeVar("K_contra", contravariant=True)
V_co = TypeVar("V_co", covariant=True)

MAX_PLACES = 1_000_000
"""More places left than this are not believed."""
ANSWER_LIMITS = OutboundLimits(wire_bytes=1024 * 1024, body_bytes=1024 * 1024)


class Lookup(Protocol[K_contra, V_co]):
    """Something that can be asked by keys."""

    async def by_keys(self, keys: Sequence[K_contra]) -> Sequence[V_co | Exception | None]:
        """A value, None or an exception for each key, in order."""
        ...


@dataclass(frozen=True, slots=True)
class StoreLookup(Generic[K, V]):
    """Entries of the store: one statement for all keys."""

    db: Database
    read: Callable[[Database, Sequence[K]], Awaitable[Sequence[V | None]]]

    async def by_keys(self, keys: Sequence[K]) -> Sequence[V | None]:
        return await self.read(self.db, keys)


def registers(db: Database) -> Lookup[int, OrganizationRow]:
    """Organisations, by their internal keys."""
    return StoreLookup(db, organizations.by_pks)


def calendars(db: Database) -> Lookup[int, EventRow]:
    """Events, by their internal keys."""
    return StoreLookup(db, events.by_pks)


def offers(db: Database) -> Lookup[int, OpportunityRow]:
    """Opportunities, by their internal keys."""
    return StoreLookup(db, opportunities.by_pks)


class LiveDeclaration(BaseModel):
    """A partner's service that knows the places left, as an operator declares it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Key
    url: SecretStr
    sources: tuple[Key, ...] = Field(min_length=1)
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    batch_size: int = Field(default=100, ge=1, le=500)
    batches_at_once: int = Field(default=4, ge=1, le=32)
    timeout_s: float = Field(default=2.0, gt=0, le=30)


class LivePlaces:
    """The places left, asked of a partner's service in batches of ids; an id it does not know is None.

    A batch that fails is the error of its own keys. The outbound policy bounds the answer and breaks the circuit of a
    service that keeps failing, so that a dead one costs nothing but its fields.
    """

    def __init__(self, declaration: LiveDeclaration, outbound: Outbound) -> None:
        self._url = declaration.url.get_secret_value()
        self._headers = {name: value.get_secret_value() for name, value in declaration.headers.items()}
        self._declaration = declaration
        self._outbound = outbound

    async def by_keys(self, keys: Sequence[str]) -> Sequence[int | Exception | None]:
        size = self._declaration.batch_size
        at_once = asyncio.Semaphore(self._declaration.batches_at_once)

        async def ask(batch: Sequence[str]) -> list[int | Exception | None]:
            async with at_once:
                try:
                    return await self._ask(batch)
                except OutboundError as error:
                    return [error] * len(batch)

        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(ask(keys[start : start + size])) for start in range(0, len(keys), size)]
        return [value for task in asked for value in task.result()]

    async def _ask(self, batch: Sequence[str]) -> list[int | Exception | None]:
        fetched = await self._outbound.post_json(
            self._url, {"ids": list(batch)}, self._headers, self._declaration.timeout_s, limits=ANSWER_LIMITS
        )
        answer = fetched.json()
        places = answer.get("places") if isinstance(answer, dict) else None
        if not isinstance(places, dict):
            raise BadEncoding(redact(self._url), 'does not answer {"places": {…}}', hint="Ask the partner to mend it.")
        return [self._believed(places.get(key)) for key in batch]

    def _believed(self, places: object) -> int | Exception | None:
        if places is None or (type(places) is int and 0 <= places <= MAX_PLACES):
            return places
        return BadEncoding(
            redact(self._url), "answers places that are no number of them", hint="Ask the partner to mend it."
        )


def live_places(declarations: Sequence[LiveDeclaration], outbound: Outbound) -> Mapping[str, LivePlaces]:
    """The service that knows the places left, by the key of each source it serves; the first declared one wins."""
    found: dict[str, LivePlaces] = {}
    for declaration in declarations:
        places = LivePlaces(declaration, outbound)
        for source in declaration.sources:
            found.setdefault(source, places)
    return found
