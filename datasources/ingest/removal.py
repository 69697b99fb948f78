"""What a source does not list any more: known before anything is written, judged, and then marked or held back.

    missing   records that were there and are not in what was read
    renamed   events that are there under another UID: some calendars give new ones at every export. They are the same
              event where source, rule, start and title are the same, and keep their entry, its id and its dates
    passed    missing ones whose dates are over: nobody misses them, and they stay in lists of what was

Gone records stay in the store, with the day they went. An organisation or opportunity whose records are all gone leaves
lists, counts and search; an event keeps the dates it had.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from datasources.ingest.entries import entries_of, rewrite, write_entries
from datasources.ingest.guard import Verdict, judge
from datasources.ingest.identity import Pair, Touch, cluster
from datasources.ingest.organizations import KIND as ORGANIZATION
from datasources.ingest.staging import BATCH, Staging
from datasources.ingest.work import Work
from datasources.store.days import date_of
from datasources.store.writing import records
from datasources.store.writing.shapes import KEY
from datasources.vocabulary import RecordKind

_PAGE: Final = 5_000


class Missing(NamedTuple):
    """A record that is not in its source any more."""

    pk: int
    kind: RecordKind
    origin_id: str
    entity_pk: int
    passed: bool


@dataclass(slots=True)
class Comparison:
    """What was read, held against what was known."""

    known: int = 0
    "Records that were there, those whose dates have passed aside."
    missing: list[Missing] = field(default_factory=list)
    renamed: int = 0

    def to_remove(self) -> list[Missing]:
        """Missing ones that somebody could miss."""
        return [each for each in self.missing if not each.passed]

    def judged(self, staging: Staging) -> Verdict:
        """Whether they may go."""
        return judge(
            missing=len(self.to_remove()),
            known=self.known,
            refused=staging.refused_unknown,
            read=staging.count + staging.refused,
        )


async def compare(work: Work, staging: Staging) -> Comparison:
    """Finds what is missing, after giving renamed events their new UIDs."""
    comparison = Comparison()
    lost: list[tuple[Missing, str | None]] = []
    kind, origin = "", ""
    while True:
        page = await work.transaction.fetch(
            records.LIVE_PAGE,
            source_pk=work.source.pk,
            kind=kind,
            origin=origin,
            now=work.now,
            today=date_of(work.now),
            count=_PAGE,
        )
        for pk, kind_, origin_id, entity_pk, fingerprint, passed in page:
            comparison.known += not passed
            here = RecordKind(kind_)
            if origin_id not in staging.origins.get(here, {}) and origin_id not in staging.refused_origins:
                lost.append((Missing(pk, here, origin_id, entity_pk, bool(passed)), fingerprint))
        if len(page) < _PAGE:
            break
        kind, origin = page[-1][1], page[-1][2]
    renamed = await _rename(work, staging, lost)
    comparison.renamed = len(renamed)
    comparison.missing = [each for each, _ in lost if each.pk not in renamed]
    return comparison


async def _rename(work: Work, staging: Staging, lost: Sequence[tuple[Missing, str | None]]) -> set[int]:
    """Gives records of events their new UIDs; answers which. Those that went earlier are recognised too."""
    origins = staging.origins.get(RecordKind.EVENT, {})
    held: set[str] = set()
    candidates = list(origins)
    for start in range(0, len(candidates), _PAGE):
        rows = await work.transaction.fetch(
            records.KNOWN,
            source_pk=work.source.pk,
            kind=RecordKind.EVENT.value,
            origins=candidates[start : start + _PAGE],
        )
        held.update(row[1] for row in rows)
    new: dict[str, list[str]] = {}
    for origin_id, fingerprint in origins.items():
        if fingerprint is not None and origin_id not in held:
            new.setdefault(fingerprint, []).append(origin_id)
    if not new:
        return set()
    former = await _former(work, list(new), origins, {each.pk for each, _ in lost}, staging.refused_origins)
    changes: list[tuple[int, str]] = []
    for fingerprint, origin_ids in new.items():
        changes += zip(former.get(fingerprint, ()), sorted(origin_ids), strict=False)
    await work.transaction.executemany(
        records.RENAME_RECORD, [{"origin_id": origin_id, KEY: pk} for pk, origin_id in changes]
    )
    return {pk for pk, _ in changes}


async def _former(
    work: Work, fingerprints: Sequence[str], origins: Mapping[str, str | None], lost: set[int], refused: set[str]
) -> dict[str, list[int]]:
    """Records that are not in the source under their UID, by fingerprint: those just missing first, by UID."""
    found: dict[str, list[tuple[bool, str, int]]] = {}
    for start in range(0, len(fingerprints), _PAGE):
        rows = await work.transaction.fetch(
            records.BY_FINGERPRINT,
            source_pk=work.source.pk,
            kind=RecordKind.EVENT.value,
            fingerprints=fingerprints[start : start + _PAGE],
        )
        for pk, origin_id, fingerprint, _ in rows:
            if origin_id not in origins and origin_id not in refused:
                found.setdefault(fingerprint, []).append((pk not in lost, origin_id, pk))
    return {fingerprint: [pk for _, _, pk in sorted(those)] for fingerprint, those in found.items()}


async def mark_gone(work: Work, missing: Iterable[Missing], last_seen_at: int | None) -> None:
    """Marks records as gone; `last_seen_at` is when their source was last read well. Their entries are made anew by
    `leave`, after what is there has been written."""
    rows = [
        {"gone_at": work.now, "last_seen_at": last_seen_at, "held_by_run_pk": None, KEY: each.pk} for each in missing
    ]
    await work.transaction.executemany(records.MARK_GONE, rows)


async def mark_held(work: Work, missing: Iterable[Missing], run_pk: int) -> None:
    """Marks records as kept back for a person to decide."""
    rows = [{"held_by_run_pk": run_pk, KEY: each.pk} for each in missing]
    await work.transaction.executemany(records.MARK_HELD, rows)


async def leave(work: Work, missing: Sequence[Missing]) -> None:
    """Makes the entries of gone records anew."""
    organizations = [each for each in missing if each.kind is ORGANIZATION]
    for start in range(0, len(organizations), BATCH):
        await _leave_organizations(work, organizations[start : start + BATCH])
    for kind in (RecordKind.EVENT, RecordKind.OPPORTUNITY):
        await rewrite(work, kind, {each.entity_pk for each in missing if each.kind is kind})


async def _leave_organizations(work: Work, missing: Sequence[Missing]) -> None:
    """Their identifiers count anew: one that two records stated may join now that one of them is gone."""
    pks = [each.pk for each in missing]
    stated: dict[int, dict[Pair, str | None]] = {}
    for pk, scheme, value, uri in await work.transaction.fetch(records.IDENTIFIERS_OF_RECORDS, records=pks):
        stated.setdefault(pk, {})[scheme, value] = uri
    now_in = {row[0]: row[1] for row in await work.transaction.fetch(records.ENTITIES_OF_RECORDS, pks=pks)}
    touches = [
        Touch(
            record_pk=each.pk,
            origin_id=each.origin_id,
            entity_pk=now_in[each.pk],
            first_seen_at=work.now,
            identifiers=stated.get(each.pk, {}),
            former=frozenset(stated.get(each.pk, ())),
            moved=True,
            is_gone=True,
        )
        for each in missing
    ]
    clusters = await cluster(work, touches)
    await write_entries(
        work, ORGANIZATION, await entries_of(work, ORGANIZATION, sorted(clusters.affected), clusters.new_ids)
    )
