"""Sources as declared, put into the store: what readers are told of them, and nothing that is secret.

The digest of a declaration covers all that decides what is read and how, so that a changed mapping, or a new list of
municipalities, reads an unchanged file anew. Of an address it holds a digest of all, so that
nothing secret can be read back.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Protocol
from urllib.parse import urlsplit

import orjson

from datasources import ids
from datasources.declarations import PublisherDeclaration, SourceDeclaration
from datasources.ingest.staging import FORM_VERSION
from datasources.store.database import Database, Transaction
from datasources.store.statements import SOURCE, Statement, Value
from datasources.store.writing import entities, sources
from datasources.store.writing.shapes import KEY, Keys
from datasources.vocabulary import SourceStatus
from supergraph.outbound import redact

FAILING_AFTER: Final = 3
"""Failures in a row after which a source is shown as failing."""
_MUNICIPALITY: Final = 12
"""Digits of a municipality's key."""
_HASHED: Final = {
    "kind",
    "file",
    "trust",
    "default_timezone",
    "municipality",
    "organizer",
    "mapping",
}


class SourceState(NamedTuple):
    """A source's row."""

    pk: int
    id: str
    key: str
    name: str
    kind: str
    url: str | None
    publisher_name: str
    publisher_url: str | None
    publisher_ars: str | None
    municipality: str | None
    license_id: str
    license_name: str
    license_url: str | None
    license_attribution: str | None
    trust: int
    status: str
    refresh_minutes: int
    declared_hash: str
    etag: str | None
    last_modified: str | None
    content_hash: str | None
    created_at: int
    first_run_ended_at: int | None
    last_success_at: int | None
    next_due_at: int
    failures: int
    record_count: int


def _state(row: tuple[Any, ...]) -> SourceState:
    named = dict(zip(SOURCE.c.keys(), row, strict=True))
    return SourceState(**{name: named[name] for name in SourceState._fields})


class Fetching(Protocol):
    """A database, or a transaction."""

    async def fetch(self, statement: Statement, /) -> list[tuple[Any, ...]]: ...


async def known_areas(store: Fetching) -> str:
    """What municipalities the store knows: with others, entries may lie elsewhere."""
    ((count, boundaries),) = await store.fetch(entities.COUNT_AREAS)
    return f"{count} areas, {boundaries} boundaries"


def declared_hash(declaration: SourceDeclaration, areas: str) -> str:
    """A digest of what decides how a source is read; `areas` is what `known_areas` answers."""
    told = declaration.model_dump(mode="json", include=_HASHED)
    told["areas"] = areas
    told["form"] = FORM_VERSION
    told["address"] = public_address(declaration)
    told["municipality"] = declaration.municipality or _seat(declaration.publisher)
    if declaration.url is not None:
        told["url"] = hashlib.blake2b(declaration.url.get_secret_value().encode(), digest_size=8).hexdigest()
    return hashlib.blake2b(orjson.dumps(told, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()


def public_address(declaration: SourceDeclaration) -> str | None:
    """The address without user, query and fragment; None for a file."""
    if declaration.url is None:
        return None
    shown = redact(declaration.url.get_secret_value())
    parts = urlsplit(shown)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


async def declare(transaction: Transaction, keys: Keys, declaration: SourceDeclaration, now: int) -> SourceState:
    """Puts a source into the store, or brings what is told of it up to date; answers its row."""
    told = _told(declaration)
    found = await transaction.fetch(sources.SOURCE_BY_KEY, key=declaration.key)
    if not found and keys.dialect == "postgresql":
        await transaction.fetch(sources.ONE_DECLARER)
        found = await transaction.fetch(sources.SOURCE_BY_KEY, key=declaration.key)
    if not found:
        (pk,) = await keys.take(SOURCE, 1)
        row: dict[str, Value] = {
            **told,
            "pk": pk,
            "id": ids.source_id(declaration.key),
            "key": declaration.key,
            "status": SourceStatus.ACTIVE.value,
            "declared_hash": "",
            "etag": None,
            "last_modified": None,
            "content_hash": None,
            "created_at": now,
            "first_run_ended_at": None,
            "last_success_at": None,
            "next_due_at": now,
            "failures": 0,
            "record_count": 0,
        }
        await transaction.execute(sources.INSERT_SOURCE, **row)
        found = await transaction.fetch(sources.SOURCE_BY_KEY, key=declaration.key)
    state = _state(found[0])
    if any(getattr(state, name) != value for name, value in told.items()):
        await transaction.execute(sources.DECLARE_SOURCE, **{**told, KEY: state.pk})
        state = state._replace(**told)  # type: ignore[arg-type]
    if state.status == SourceStatus.PAUSED:
        await transaction.execute(sources.SET_SOURCE_STATUS, status=SourceStatus.ACTIVE.value, **{KEY: state.pk})
        state = state._replace(status=SourceStatus.ACTIVE.value)
    return state


async def declare_all(db: Database, declarations: Sequence[SourceDeclaration], now: int) -> list[SourceState]:
    """Puts every declared source into the store, in order. One that is not declared any more is PAUSED: what it said
    stays, and it is read no more; declared again, it goes on."""
    async with db.transaction() as transaction:
        keys = Keys(transaction, db.dialect)
        states = [await declare(transaction, keys, declaration, now) for declaration in declarations]
        declared = {state.key for state in states}
        for row in await transaction.fetch(sources.SOURCES):
            state = _state(row)
            if state.key not in declared and state.status not in (SourceStatus.PAUSED, SourceStatus.RETIRED):
                await transaction.execute(
                    sources.SET_SOURCE_STATUS, status=SourceStatus.PAUSED.value, **{KEY: state.pk}
                )
    return states


async def all_states(db: Database) -> list[SourceState]:
    """The rows of all sources, by key."""
    return [_state(row) for row in await db.fetch(sources.SOURCES)]


async def state_of(transaction: Transaction, pk: int) -> SourceState:
    """The row of a source, as this transaction sees it."""
    (row,) = await transaction.fetch(sources.SOURCE_BY_PK, pk=pk)
    return _state(row)


async def waiting(db: Database, keys: Sequence[str]) -> list[str]:
    """Those of the sources whose first run has not ended, well or not: before that, answers are incomplete."""
    ended = {state.key for state in await all_states(db) if state.first_run_ended_at is not None}
    return [key for key in keys if key not in ended]


def _seat(publisher: PublisherDeclaration) -> str | None:
    """A municipality that publishes speaks of itself; a district or state would say too little."""
    return publisher.municipality if publisher.municipality and len(publisher.municipality) == _MUNICIPALITY else None


def _told(declaration: SourceDeclaration) -> dict[str, Value]:
    publisher, license_ = declaration.publisher, declaration.license
    return {
        "name": declaration.name,
        "kind": declaration.kind.value,
        "url": public_address(declaration),
        "publisher_name": publisher.name,
        "publisher_url": publisher.url,
        "publisher_ars": publisher.municipality,
        "municipality": declaration.municipality or _seat(publisher),
        "license_id": license_.id,
        "license_name": license_.name,
        "license_url": license_.url,
        "license_attribution": license_.attribution,
        "trust": declaration.trust,
        "refresh_minutes": declaration.refresh_minutes,
    }
