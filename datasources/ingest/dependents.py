"""Entries that refer to others, resolved again after those arrived, left, moved or changed their names.

And what is still unresolved at the end of a run, as problems: an opportunity is not listed until its organisation is
known, so its source is told at every run.
"""

from collections.abc import Sequence
from typing import Final

from datasources.ingest import references
from datasources.ingest.entries import rewrite
from datasources.ingest.staging import MAX_PROBLEMS
from datasources.ingest.work import Work
from datasources.problems import Problem
from datasources.store.writing import entities
from datasources.vocabulary import RecordKind, Severity

_PAGE: Final = 2_000
_ROUNDS: Final = 3
"""An organisation's change reaches its events, and through them opportunities: no chain is longer."""

_UNKNOWN: Final = {
    RecordKind.ORGANIZATION: ("PARENT_UNKNOWN", "parent"),
    RecordKind.EVENT: ("ORGANIZER_UNKNOWN", "organizer"),
    RecordKind.OPPORTUNITY: ("ORGANIZATION_UNKNOWN", "organization"),
}


async def resolve_again(work: Work) -> None:
    """Makes anew whoever refers to what this run changed."""
    for _ in range(_ROUNDS):
        keys, organizations = sorted(work.arrivals.keys), sorted(work.arrivals.organizations)
        if not keys and not organizations:
            return
        work.arrivals.keys.clear()
        work.arrivals.organizations.clear()
        waiting: dict[RecordKind, set[int]] = {}
        for start in range(0, len(keys), _PAGE):
            for kind, statement in entities.REFERRING:
                rows = await work.transaction.fetch(statement, keys=keys[start : start + _PAGE])
                waiting.setdefault(kind, set()).update(pk for (pk,) in rows)
        for start in range(0, len(organizations), _PAGE):
            for kind, statement in entities.BELONGING:
                rows = await work.transaction.fetch(statement, pks=organizations[start : start + _PAGE])
                waiting.setdefault(kind, set()).update(pk for (pk,) in rows)
        for kind in (RecordKind.ORGANIZATION, RecordKind.EVENT, RecordKind.OPPORTUNITY):
            await rewrite(work, kind, waiting.get(kind, ()))


async def report_unresolved(work: Work) -> None:
    """A problem for each entry of the source whose reference leads nowhere."""
    for kind, statement in entities.UNRESOLVED.items():
        rows = await work.transaction.fetch(statement, source_pk=work.source.pk, count=MAX_PROBLEMS)
        asked = [(origin, key) for origin, key, name in rows if key is not None and not _is_mere_name(kind, key, name)]
        if not asked:
            continue
        found = await references.resolve(work.transaction, {key for _, key in asked})
        _report(work, kind, asked, found)


def _report(
    work: Work, kind: RecordKind, asked: Sequence[tuple[str, str]], found: dict[str, references.Target]
) -> None:
    unknown, path = _UNKNOWN[kind]
    for origin, key in asked:
        code = "REFERENCE_AMBIGUOUS" if found.get(key) == references.AMBIGUOUS else unknown
        parameters = {"reference": references.shown(key)}
        work.found.add(Problem(Severity.WARNING, code, origin, path, parameters=parameters))


def _is_mere_name(kind: RecordKind, key: str, organizer_name: str | None) -> bool:
    """A calendar's ORGANIZER is a text for people; that nobody is registered under it is no mistake."""
    return kind is RecordKind.EVENT and organizer_name is not None and key == references.name_key(organizer_name)
