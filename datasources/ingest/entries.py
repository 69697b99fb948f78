"""Entries written: each compared with what the store holds, and only differences put down.

A  rows are made from records (organizations, events, opportunities)
B  what is there is read; a new entry gets a slug
C  rows that are new or differ are written; `updated_at` tells readers that something they see has changed
D  so are tags, search entries, dates and shifts; places that were added or taken away change what is full
E  whoever refers to an entry that arrived, left or changed its name is noted, to be resolved again
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

import orjson

from datasources.folding import slug
from datasources.ingest import events, opportunities, organizations, references
from datasources.ingest.events import MadeEvent
from datasources.ingest.opportunities import MadeOpportunity
from datasources.ingest.places import Row
from datasources.ingest.staging import BATCH
from datasources.ingest.work import Entry, Made, Work
from datasources.statements import Said
from datasources.store.people.engagements_places import mark_full
from datasources.store.statements import OCCURRENCE, SEARCH_ENTRY, SHIFT, Statement
from datasources.store.writing import entities, records
from datasources.store.writing.shapes import KEY
from datasources.vocabulary import RecordKind, SearchType

_MAKERS: Final[Mapping[RecordKind, Callable[[Work, Sequence[Entry]], Awaitable[list[Made]]]]] = {
    RecordKind.ORGANIZATION: organizations.make,
    RecordKind.EVENT: events.make,
    RecordKind.OPPORTUNITY: opportunities.make,
}
_SEARCH_TYPES: Final[Mapping[RecordKind, tuple[SearchType, ...]]] = {
    RecordKind.ORGANIZATION: organizations.SEARCH_TYPES,
    RecordKind.EVENT: events.SEARCH_TYPES,
    RecordKind.OPPORTUNITY: opportunities.SEARCH_TYPES,
}
_SLUG_LETTERS: Final = (4, 8, 16)
_KEPT: Final = ("id", "slug", "created_at", "updated_at", "is_full")
"""What an entry keeps when it is made anew; whether an opportunity is full is for sign-ups to say."""


@dataclass(slots=True)
class Written:
    """Keys of entries that were made, and of those that were changed."""

    created: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)


async def rewrite(work: Work, kind: RecordKind, pks: Iterable[int]) -> Written:
    """Makes entries anew from their records, in batches; what comes out the same is not written."""
    wanted = sorted(set(pks))
    total = Written()
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        written = await write_entries(work, kind, await entries_of(work, kind, part))
        total.created |= written.created
        total.changed |= written.changed
    return total


async def entries_of(
    work: Work, kind: RecordKind, pks: Sequence[int], new_ids: Mapping[int, str] | None = None
) -> list[Entry]:
    """Entries with all that is said of them. `new_ids` are those of entries that have no row yet."""
    said: dict[int, list[tuple[Said, int | None, int]]] = {}
    for row in await work.transaction.fetch(records.OF_ENTITIES, kind=kind.value, pks=list(pks)):
        pk, _, _, origin, fields, first_seen_at, changed_at, gone_at, source_key, trust = row
        each = Said(trust, changed_at, source_key, origin, gone_at is not None, orjson.loads(fields))
        said.setdefault(pk, []).append((each, gone_at, first_seen_at))
    return [
        Entry.of(
            kind,
            pk,
            [each for each, _, _ in all_of_it],
            gone_at=_gone_at([gone_at for _, gone_at, _ in all_of_it]),
            first_seen_at=min(first for _, _, first in all_of_it),
            new_id=(new_ids or {}).get(pk),
        )
        for pk, all_of_it in said.items()
    ]


async def write_entries(work: Work, kind: RecordKind, entries: Sequence[Entry]) -> Written:
    """Writes entries as their records say they are."""
    if not entries:
        return Written()
    await work.atlas.open()
    made = await _MAKERS[kind](work, entries)  # A
    former = await _former(work, kind, entries)  # B
    await _name(work, kind, made, former)
    written = await _write_rows(work, kind, made, former)  # C
    await _write_tags(work, kind, made, former)  # D
    await _write_search(work, kind, made, former)
    if kind is RecordKind.EVENT:
        await _write_dates(work, cast(list[MadeEvent], made), former)
    elif kind is RecordKind.OPPORTUNITY:
        await _write_shifts(work, cast(list[MadeOpportunity], made), former)
        await mark_full(work.transaction, [each.entry.pk for each in made], work.now)
    _note(work, kind, made, former)  # E
    return written


async def drop(work: Work, kind: RecordKind, pks: Sequence[int]) -> None:
    """Takes away the rows of entries that became part of others, with their tags and search entries."""
    await _delete_search(work, kind, pks)
    tags = await work.transaction.fetch(entities.TAGS_OF, kind=kind.value, pks=list(pks))
    await work.transaction.executemany(entities.DELETE_TAGS, [_lost_tag(kind, tag) for tag in tags])
    await work.transaction.execute(entities.DELETE[kind], keys=list(pks))


# B


async def _former(work: Work, kind: RecordKind, entries: Sequence[Entry]) -> dict[int, Row]:
    pks = [entry.pk for entry in entries if entry.new_id is None]
    if not pks:
        return {}
    names = entities.COLUMNS[kind]
    rows = await work.transaction.fetch(entities.BY_PKS[kind], pks=pks)
    return {row["pk"]: row for row in (dict(zip(names, values, strict=True)) for values in rows)}


async def _name(work: Work, kind: RecordKind, made: Sequence[Made], former: Mapping[int, Row]) -> None:
    """Ids, slugs and times. A slug stays as it is while its entry lives; a new one takes the first that is free: the
    name, the name and the town, then the name and letters of its id."""
    new: list[Made] = []
    for each in made:
        known = former.get(each.entry.pk)
        if known is None:
            new.append(each)
        else:
            each.row.update((name, known[name]) for name in _KEPT if name in known)
    if not new:
        return
    wanted = [list(_slugs(each)) for each in new]
    taken = await _taken(work, kind, {slug_ for slugs in wanted for slug_ in slugs})
    for each, slugs in zip(new, wanted, strict=True):
        chosen = next((slug_ for slug_ in slugs if slug_ not in taken), None) or f"{slugs[0]}-{each.entry.new_id}"
        taken.add(chosen)
        since = each.entry.first_seen_at or work.now
        each.row.update(id=each.entry.new_id, slug=chosen, created_at=since, updated_at=work.now)


def _slugs(made: Made) -> Iterable[str]:
    first = slug(made.titles[0])
    yield first
    for addition in made.titles[1:]:
        if addition and slug(addition) not in first:
            yield f"{first}-{slug(addition)}"
    assert made.entry.new_id is not None, "only new entries are named"
    for count in _SLUG_LETTERS:
        yield f"{first}-{made.entry.new_id[4 : 4 + count]}"


async def _taken(work: Work, kind: RecordKind, slugs: set[str]) -> set[str]:
    return {slug_ for (slug_,) in await work.transaction.fetch(entities.SLUGS_TAKEN[kind], slugs=list(slugs))}


# C


async def _write_rows(work: Work, kind: RecordKind, made: Sequence[Made], former: Mapping[int, Row]) -> Written:
    new: list[Row] = []
    changed: list[Row] = []
    for each in made:
        known = former.get(each.entry.pk)
        if known is None:
            new.append(each.row)
        elif any(known[name] != value for name, value in each.row.items()):
            each.row["updated_at"] = work.now
            changed.append({**each.row, KEY: each.entry.pk})
    await work.transaction.executemany(entities.INSERT[kind], new)
    await work.transaction.executemany(entities.CHANGE[kind], changed)
    return Written({cast(int, row["pk"]) for row in new}, {cast(int, row["pk"]) for row in changed})


# D


async def _write_tags(work: Work, kind: RecordKind, made: Sequence[Made], former: Mapping[int, Row]) -> None:
    wanted = {(each.entry.pk, *tag) for each in made for tag in each.tags}
    held: set[tuple[int, str, str]] = set()
    if former:
        held.update(await work.transaction.fetch(entities.TAGS_OF, kind=kind.value, pks=list(former)))
    await work.transaction.executemany(entities.DELETE_TAGS, [_lost_tag(kind, tag) for tag in sorted(held - wanted)])
    await work.transaction.executemany(entities.INSERT_TAG, [_tag(kind, tag) for tag in sorted(wanted - held)])


def _tag(kind: RecordKind, tag: tuple[int, str, str]) -> Row:
    pk, scheme, notation = tag
    return {"kind": kind.value, "entity_pk": pk, "scheme": scheme, "notation": notation}


def _lost_tag(kind: RecordKind, tag: tuple[int, str, str]) -> Row:
    pk, scheme, notation = tag
    return {"kind_": kind.value, "entity": pk, "scheme_": scheme, "notation_": notation}


async def _write_search(work: Work, kind: RecordKind, made: Sequence[Made], former: Mapping[int, Row]) -> None:
    held = await _search_entries(work, kind, list(former)) if former else {}
    new: list[Row] = []
    changed: list[Row] = []
    gone: list[int] = []
    for each in made:
        known = held.get(each.entry.pk)
        if each.search is None:
            if known is not None:
                gone.append(cast(int, known["pk"]))
        elif known is None:
            new.append(each.search)
        elif any(known[name] != value for name, value in each.search.items()):
            changed.append({**each.search, KEY: known["pk"]})
    await work.transaction.execute(entities.DELETE_SEARCH_ENTRIES, keys=gone) if gone else None
    pks = await work.keys.take(SEARCH_ENTRY, len(new))
    rows = [{**row, "pk": pk} for row, pk in zip(new, pks, strict=True)]
    await work.transaction.executemany(entities.INSERT_SEARCH_ENTRY, rows)
    await work.transaction.executemany(entities.CHANGE_SEARCH_ENTRY, changed)


async def _delete_search(work: Work, kind: RecordKind, pks: Sequence[int]) -> None:
    held = await _search_entries(work, kind, pks)
    if held:
        keys = [cast(int, row["pk"]) for row in held.values()]
        await work.transaction.execute(entities.DELETE_SEARCH_ENTRIES, keys=keys)


async def _search_entries(work: Work, kind: RecordKind, pks: Sequence[int]) -> dict[int, Row]:
    types = [type_.value for type_ in _SEARCH_TYPES[kind]]
    rows = await work.transaction.fetch(entities.SEARCH_ENTRIES_OF, types=types, pks=list(pks))
    return {cast(int, row["entity_pk"]): row for row in _named(SEARCH_ENTRY.c.keys(), rows)}


async def _write_dates(work: Work, made: Sequence[MadeEvent], former: Mapping[int, Row]) -> None:
    held: dict[tuple[Any, ...], Row] = {}
    if former:
        rows = await work.transaction.fetch(entities.OCCURRENCES_OF, pks=list(former))
        held = {(row["event_pk"], row["recurrence_id"]): row for row in _named(OCCURRENCE.c.keys(), rows)}
    wanted = {(row["event_pk"], row["recurrence_id"]): row for row in events.occurrence_rows(made)}
    gone = [cast(int, row["pk"]) for key, row in held.items() if key not in wanted]
    if gone:
        await work.transaction.execute(entities.DELETE_OCCURRENCES, keys=gone)
    await _put(work, OCCURRENCE, (entities.INSERT_OCCURRENCE, entities.CHANGE_OCCURRENCE), wanted, held)


async def _write_shifts(work: Work, made: Sequence[MadeOpportunity], former: Mapping[int, Row]) -> None:
    """A shift that is not stated any more is marked gone: people may have signed up for it."""
    held: dict[tuple[Any, ...], Row] = {}
    if former:
        rows = await work.transaction.fetch(entities.SHIFTS_OF, pks=list(former))
        held = {(row["id"],): row for row in _named(SHIFT.c.keys(), rows)}
    wanted: dict[tuple[Any, ...], Row] = {}
    for each in made:
        wanted.update({(row["id"],): row for row in opportunities.shift_rows(each, str(each.row["id"]))})
    for key, row in held.items():
        if key not in wanted:
            wanted[key] = {**{name: value for name, value in row.items() if name != "pk"}, "gone": True}
    await _put(work, SHIFT, (entities.INSERT_SHIFT, entities.CHANGE_SHIFT), wanted, held)


async def _put(
    work: Work,
    table: Any,
    statements: tuple[Statement, Statement],
    wanted: Mapping[tuple[Any, ...], Row],
    held: Mapping[tuple[Any, ...], Row],
) -> None:
    """Inserts and changes rows so that the table holds what is wanted."""
    new = [row for key, row in wanted.items() if key not in held]
    changed = [
        {**row, KEY: held[key]["pk"]}
        for key, row in wanted.items()
        if key in held and any(held[key][name] != value for name, value in row.items())
    ]
    pks = await work.keys.take(table, len(new))
    for row, pk in zip(new, pks, strict=True):
        row["pk"] = pk
    await work.transaction.executemany(statements[0], new)
    await work.transaction.executemany(statements[1], changed)


def _named(names: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> Iterable[Row]:
    columns = tuple(names)
    return (dict(zip(columns, row, strict=True)) for row in rows)


# E


def _note(work: Work, kind: RecordKind, made: Sequence[Made], former: Mapping[int, Row]) -> None:
    if not work.arrivals.is_awaited or kind is RecordKind.OPPORTUNITY:
        return
    for each in made:
        known = former.get(each.entry.pk)
        now = each.row
        if known is None:
            work.arrivals.note((references.name_key(str(now["name"])),))
            work.arrivals.note(references.record_key(said.source_key, said.origin_id) for said in each.entry.said)
            continue
        if known["sort_key"] != now["sort_key"] or known["listed"] != now["listed"]:
            work.arrivals.note((references.name_key(str(now["name"])), references.name_key(str(known["name"]))))
        if kind is RecordKind.ORGANIZATION and (known["ars"] != now["ars"] or known["name"] != now["name"]):
            work.arrivals.organizations.add(each.entry.pk)
        if kind is RecordKind.EVENT and known["organizer_pk"] != now["organizer_pk"]:
            work.arrivals.note((references.name_key(str(now["name"])),))


def _gone_at(marks: Sequence[int | None]) -> int | None:
    """When the last record went; None while one is there."""
    if any(mark is None for mark in marks):
        return None
    return max(mark for mark in marks if mark is not None)
