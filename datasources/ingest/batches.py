"""One batch of staged records, written: recognised, identified, and made into entries.

A  what the store knows of these origin ids; what is the same is passed over
B  new records get keys and ids, and every touched one its entry
C  records and identifiers are written
D  entries are made of them
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from datasources import ids
from datasources.drafts import Json
from datasources.ingest.entries import entries_of, write_entries
from datasources.ingest.identity import Clusters, Pair, Touch, cluster, free_ids
from datasources.ingest.organizations import stated_identifiers
from datasources.ingest.places import Row
from datasources.ingest.staging import Staged
from datasources.ingest.work import Entry, Work
from datasources.statements import Said
from datasources.store.statements import IDENTIFIER, RECORD
from datasources.store.writing import entities, records
from datasources.store.writing.shapes import KEY
from datasources.vocabulary import RecordKind


@dataclass(slots=True)
class Tally:
    """What a run did, by records."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


class _Known(NamedTuple):
    """A record that the store has."""

    pk: int
    origin_id: str
    hash: str
    entity_pk: int
    held_by_run_pk: int | None
    gone_at: int | None


@dataclass(slots=True)
class _Record:
    """A record that must be written."""

    pk: int
    staged: Staged
    known: _Known | None
    fields: dict[str, Json]


async def take(work: Work, kind: RecordKind, batch: Sequence[Staged], tally: Tally, *, anew: bool, fresh: bool) -> None:
    """Writes a batch. `anew` makes entries of unchanged records too, since what they depend on was declared otherwise;
    `fresh` says that the source has no records yet, so that there is nothing to compare with."""
    known = {} if fresh else await _known(work, kind, batch)  # A
    changed = [staged for staged in batch if _differs(staged, known.get(staged.origin_id))]
    tally.unchanged += len(batch) - len(changed)
    returned = [row.pk for row in known.values() if row.held_by_run_pk is not None]
    if returned:
        rows = [{"held_by_run_pk": None, KEY: pk} for pk in returned]
        await work.transaction.executemany(records.MARK_HELD, rows)
    touched = await _records(work, kind, changed, known)
    new = [each for each in touched if each.known is None]
    tally.created += len(new)
    tally.updated += len(touched) - len(new)
    identifiers = {each.pk: stated_identifiers(each.fields) for each in touched} if _has_identity(kind) else {}
    if _has_identity(kind):  # B
        clusters = await cluster(work, await _touches(work, touched, identifiers))
    else:
        clusters = await _one_each(work, kind, touched)
    await _write_records(work, kind, touched, clusters, fresh=fresh)  # C
    await _write_identifiers(work, touched, identifiers, clusters)
    entries = await _entries(work, kind, touched, clusters)  # D
    await write_entries(work, kind, entries)
    if anew:
        done = {entry.pk for entry in entries}
        same = {row.entity_pk for row in known.values()} - done
        await write_entries(work, kind, await entries_of(work, kind, sorted(same)))


# A


async def _known(work: Work, kind: RecordKind, batch: Sequence[Staged]) -> dict[str, _Known]:
    rows = await work.transaction.fetch(
        records.KNOWN, source_pk=work.source.pk, kind=kind.value, origins=[staged.origin_id for staged in batch]
    )
    return {row[1]: _Known(*row) for row in rows}


def _differs(staged: Staged, known: _Known | None) -> bool:
    return known is None or known.hash != staged.hash or known.gone_at is not None


# B


async def _records(
    work: Work, kind: RecordKind, changed: Sequence[Staged], known: Mapping[str, _Known]
) -> list[_Record]:
    new = [staged for staged in changed if staged.origin_id not in known]
    pks = dict(zip((staged.origin_id for staged in new), await work.keys.take(RECORD, len(new)), strict=True))
    return [
        _Record(
            pk=pks[staged.origin_id] if staged.origin_id in pks else known[staged.origin_id].pk,
            staged=staged,
            known=known.get(staged.origin_id),
            fields=orjson.loads(staged.fields),
        )
        for staged in changed
    ]


async def _touches(
    work: Work, touched: Sequence[_Record], identifiers: Mapping[int, Mapping[Pair, str | None]]
) -> list[Touch]:
    existing = [each.pk for each in touched if each.known is not None]
    former: dict[int, set[Pair]] = {}
    if existing:
        rows = await work.transaction.fetch(records.IDENTIFIERS_OF_RECORDS, records=existing)
        for pk, scheme, value, _ in rows:
            former.setdefault(pk, set()).add((scheme, value))
    return [
        Touch(
            record_pk=each.pk,
            origin_id=each.staged.origin_id,
            entity_pk=None if each.known is None else each.known.entity_pk,
            first_seen_at=work.now,
            identifiers=identifiers[each.pk],
            former=frozenset(former.get(each.pk, ())),
            moved=each.known is not None and each.known.gone_at is not None,
        )
        for each in touched
    ]


async def _one_each(work: Work, kind: RecordKind, touched: Sequence[_Record]) -> Clusters:
    """Events and opportunities have one record each."""
    clusters = Clusters()
    new = [each for each in touched if each.known is None]
    pks = await work.keys.take(entities.TABLES[kind], len(new))
    made = await free_ids(work, kind, [(work.source.key, each.staged.origin_id) for each in new])
    for each, pk, id in zip(new, pks, made, strict=True):
        clusters.entity_of[each.pk] = pk
        clusters.new_ids[pk] = id
    for each in touched:
        if each.known is not None:
            clusters.entity_of[each.pk] = each.known.entity_pk
    return clusters


def _has_identity(kind: RecordKind) -> bool:
    return kind is RecordKind.ORGANIZATION


# C


async def _write_records(
    work: Work, kind: RecordKind, touched: Sequence[_Record], clusters: Clusters, *, fresh: bool
) -> None:
    new = [each for each in touched if each.known is None]
    made = await _record_ids(work, kind, [each.staged.origin_id for each in new], fresh=fresh)
    inserted: list[Row] = [
        {
            "pk": each.pk,
            "id": id,
            "source_pk": work.source.pk,
            "kind": kind.value,
            "origin_id": each.staged.origin_id,
            "entity_pk": clusters.entity_of[each.pk],
            "first_seen_at": work.now,
            **_said(work, each.staged),
        }
        for each, id in zip(new, made, strict=True)
    ]
    updated: list[Row] = [
        {"origin_id": each.staged.origin_id, KEY: each.pk, **_said(work, each.staged)}
        for each in touched
        if each.known is not None
    ]
    await work.transaction.executemany(records.INSERT_RECORD, inserted)
    await work.transaction.executemany(records.CHANGE_RECORD, updated)
    moved = [each for each in touched if each.known and each.known.entity_pk != clusters.entity_of[each.pk]]
    await work.transaction.executemany(
        records.MOVE_RECORD, [{"entity_pk": clusters.entity_of[each.pk], KEY: each.pk} for each in moved]
    )


def _said(work: Work, staged: Staged) -> Row:
    return {
        "hash": staged.hash,
        "fields": staged.fields,
        "fingerprint": staged.fingerprint,
        "changed_at": work.now,
        "last_seen_at": None,
        "held_by_run_pk": None,
        "gone_at": None,
    }


async def _record_ids(work: Work, kind: RecordKind, origins: Sequence[str], *, fresh: bool) -> list[str]:
    made = [ids.record_id(kind, work.source.key, origin) for origin in origins]
    attempt = 0
    at_risk = [] if fresh else list(range(len(made)))
    while at_risk:
        asked = [made[at] for at in at_risk]
        taken = {id for (id,) in await work.transaction.fetch(records.RECORD_IDS, ids=asked)}
        at_risk = [at for at in at_risk if made[at] in taken]
        attempt += 1
        for at in at_risk:
            made[at] = ids.record_id(kind, work.source.key, origins[at], attempt)
    return made


async def _write_identifiers(
    work: Work,
    touched: Sequence[_Record],
    identifiers: Mapping[int, Mapping[Pair, str | None]],
    clusters: Clusters,
) -> None:
    if not identifiers:
        return
    existing = [each.pk for each in touched if each.known is not None]
    if existing:
        await work.transaction.execute(records.DELETE_IDENTIFIERS, keys=existing)
    rows: list[Row] = [
        {
            "record_pk": record_pk,
            "source_pk": work.source.pk,
            "organization_pk": clusters.entity_of[record_pk],
            "scheme": scheme,
            "value": value,
            "uri": uri,
        }
        for record_pk, stated in identifiers.items()
        for (scheme, value), uri in stated.items()
    ]
    for row, pk in zip(rows, await work.keys.take(IDENTIFIER, len(rows)), strict=True):
        row["pk"] = pk
    await work.transaction.executemany(records.INSERT_IDENTIFIER, rows)


# D


async def _entries(work: Work, kind: RecordKind, touched: Sequence[_Record], clusters: Clusters) -> list[Entry]:
    """Entries of records at hand, and, where others speak of them too, of all their records."""
    members: dict[int, list[_Record]] = {}
    for each in touched:
        members.setdefault(clusters.entity_of[each.pk], []).append(each)
    wider = set(clusters.affected)
    wider.update(pk for pk, those in members.items() if len(those) > 1)
    entries = [
        _entry(work, kind, pk, those[0], clusters.new_ids.get(pk)) for pk, those in members.items() if pk not in wider
    ]
    if wider:
        entries += await entries_of(work, kind, sorted(wider), clusters.new_ids)
    return entries


def _entry(work: Work, kind: RecordKind, pk: int, record: _Record, new_id: str | None) -> Entry:
    said = Said(
        work.source.trust,
        work.now,
        work.source.key,
        record.staged.origin_id,
        False,
        record.fields,
    )
    return Entry.of(kind, pk, [said], first_seen_at=work.now, new_id=new_id)
