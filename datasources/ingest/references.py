"""References between entries: how one names another, and whom that means.

    ["identifier", "DE-VR", "Koblenz VR 2726"]     whoever some record states this identifier for
    ["record", "vereinsregister", "VR 2726"]       the entry behind a source's record
    ["name", "tv 1902 polch"]                      the one listed organisation of that name (by its sort key)

An entry keeps its reference as such a key, resolved or not. What it resolves to is a function of what the store holds,
never of the order of reading: whenever an organisation arrives, leaves or changes its name, entries with its keys are
resolved again. A name that several bear leads to none of them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, cast

import orjson

from datasources.drafts import Json
from datasources.folding import sort_key
from datasources.ingest import schemes
from datasources.store.database import Transaction
from datasources.store.writing import entities, records
from datasources.vocabulary import RecordKind

Key: TypeAlias = str
"""A reference as JSON text."""

AMBIGUOUS: Final = "AMBIGUOUS"
Target: TypeAlias = int | Literal["AMBIGUOUS"]


def key_of(reference: Json, own_source: str) -> Key | None:
    """The key of a REFERENCE; an origin id without a source is one of the record's own source."""
    if not isinstance(reference, dict):
        return None
    identifier, origin, name = reference.get("identifier"), reference.get("origin"), reference.get("name")
    if isinstance(identifier, dict):
        pair = schemes.normal(str(identifier.get("scheme") or ""), str(identifier.get("value") or ""))
        if pair is not None:
            return identifier_key(*pair)
    if isinstance(origin, str) and origin:
        source = reference.get("source")
        return record_key(source if isinstance(source, str) and source else own_source, origin)
    if isinstance(name, str) and sort_key(name):
        return name_key(name)
    return None


def identifier_key(scheme: str, value: str) -> Key:
    return _key("identifier", scheme, value)


def record_key(source: str, origin: str) -> Key:
    return _key("record", source, origin)


def name_key(name: str) -> Key:
    return _key("name", sort_key(name))


def shown(key: Key) -> str:
    """A reference as a person reads it."""
    how, *parts = cast(list[str], orjson.loads(key))
    return parts[0] if how == "name" else " ".join(parts)


async def resolve(transaction: Transaction, keys: Iterable[Key]) -> dict[Key, Target]:
    """The organisation that each key means, or AMBIGUOUS; keys that mean none are absent."""
    asked = _sorted_out(keys)
    found: dict[Key, set[int]] = {}
    if asked.identifiers:
        schemes_, values = ({pair[at] for pair in asked.identifiers} for at in (0, 1))
        rows = await transaction.fetch(records.ORGANIZATIONS_BY_IDENTIFIER, schemes=list(schemes_), values=list(values))
        for scheme, value, pk in rows:
            if (scheme, value) in asked.identifiers:
                found.setdefault(identifier_key(scheme, value), set()).add(pk)
    if asked.records:
        await _by_record(transaction, RecordKind.ORGANIZATION, asked.records, found)
    if asked.names:
        for name, pk in await transaction.fetch(entities.ORGANIZATIONS_BY_NAME, names=list(asked.names)):
            found.setdefault(_key("name", name), set()).add(pk)
    return {key: _one(pks) for key, pks in found.items()}


async def resolve_events(
    transaction: Transaction, pairs: Collection[tuple[Key, int | None]]
) -> dict[tuple[Key, int | None], Target]:
    """The event that each pair means: a key, and the organisation among whose events a name is looked for."""
    asked = _sorted_out(key for key, _ in pairs)
    found: dict[Key, set[int]] = {}
    if asked.records:
        await _by_record(transaction, RecordKind.EVENT, asked.records, found)
    resolved: dict[tuple[Key, int | None], Target] = {
        (key, organizer): _one(found[key]) for key, organizer in pairs if key in found
    }
    organizers = {organizer for _, organizer in pairs if organizer is not None}
    if asked.names and organizers:
        rows = await transaction.fetch(entities.EVENTS_OF_ORGANIZERS, pks=list(organizers), names=list(asked.names))
        named: dict[tuple[Key, int | None], set[int]] = {}
        for organizer, name, pk in rows:
            named.setdefault((_key("name", name), organizer), set()).add(pk)
        resolved.update((each, _one(pks)) for each, pks in named.items())
    return resolved


@dataclass(slots=True)
class Arrivals:
    """Whose references must be resolved again: keys that may lead elsewhere now, and organisations that moved."""

    is_awaited: bool
    "Whether any entry refers to another at all."
    keys: set[Key] = field(default_factory=set)
    organizations: set[int] = field(default_factory=set)

    def note(self, keys: Iterable[Key]) -> None:
        if self.is_awaited:
            self.keys.update(keys)


@dataclass(slots=True)
class _Asked:
    identifiers: set[tuple[str, str]] = field(default_factory=set)
    records: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


def _sorted_out(keys: Iterable[Key]) -> _Asked:
    asked = _Asked()
    for key in set(keys):
        match orjson.loads(key):
            case ["identifier", scheme, value]:
                asked.identifiers.add((scheme, value))
            case ["record", source, origin]:
                asked.records.add((source, origin))
            case ["name", name]:
                asked.names.add(name)
    return asked


async def _by_record(
    transaction: Transaction, kind: RecordKind, asked: set[tuple[str, str]], found: dict[Key, set[int]]
) -> None:
    sources, origins = ({pair[at] for pair in asked} for at in (0, 1))
    rows = await transaction.fetch(
        records.ENTITIES_BY_ORIGIN, kind=kind.value, sources=list(sources), origins=list(origins)
    )
    for source, origin, pk in rows:
        if (source, origin) in asked:
            found.setdefault(record_key(source, origin), set()).add(pk)


def _one(pks: set[int]) -> Target:
    return next(iter(pks)) if len(pks) == 1 else AMBIGUOUS


def _key(*parts: str) -> Key:
    return orjson.dumps(parts).decode("utf-8")
