"""Where entries come from: their records, and what each record states, field by field.

Which of several values an entry shows is decided by `datasources.statements`, when records are read and here again for
the reader. What a source declared private is neither: no statement holds a private contact.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TypeAlias

import orjson

from datasources import statements
from datasources.fields import FIELDS
from datasources.statements import Statement
from datasources.store.rows import EventRow, OpportunityRow, OrganizationRow, RecordRow, SourceRow
from datasources.vocabulary import RecordKind
from resolvers.columns import reading
from resolvers.context import Info
from resolvers.loaders import EntityKey
from resolvers.paging import refused

__all__ = [
    "SourcedRow",
    "Statement",
    "first_seen_of",
    "gone_of",
    "last_seen_of",
    "raws_of",
    "reasons_of",
    "records_by_statement",
    "records_of",
    "statements_of",
]

SourcedRow: TypeAlias = OrganizationRow | EventRow | OpportunityRow


_KINDS: Mapping[str, RecordKind] = {
    "Club": RecordKind.ORGANIZATION,
    "Institution": RecordKind.ORGANIZATION,
    "Initiative": RecordKind.ORGANIZATION,
    "Event": RecordKind.EVENT,
    "Opportunity": RecordKind.OPPORTUNITY,
}


@reading("pk")
async def records_of(parents: Sequence[SourcedRow], info: Info) -> Sequence[Sequence[RecordRow] | Exception]:
    return await info.context.loaders.records.load_many(_keys(parents))


async def statements_of(
    parents: Sequence[SourcedRow], info: Info, field: str | None
) -> Sequence[Sequence[Statement] | Exception]:
    """What every record of each entry states; of one field, if one is named."""
    if field is not None:
        _check_field(field)
    loaders = info.context.loaders
    records = await loaders.records.load_many(_keys(parents))
    pks = list({record.source_pk for rows in records if not isinstance(rows, Exception) for record in rows})
    sources = {
        pk: row for pk, row in zip(pks, await loaders.sources.load_many(pks), strict=True) if isinstance(row, SourceRow)
    }
    return [
        rows
        if isinstance(rows, Exception)
        else statements.statements(
            _KINDS[parent.typename], [row for row in rows if row.source_pk in sources], sources, field
        )
        for parent, rows in zip(parents, records, strict=True)
    ]


def reasons_of(parents: Sequence[Statement], info: Info) -> Sequence[str]:
    return [parent.reason(info.context.language) for parent in parents]


def records_by_statement(parents: Sequence[Statement]) -> Sequence[RecordRow]:
    return [parent.record for parent in parents]


def raws_of(parents: Sequence[RecordRow], info: Info) -> Sequence[object]:
    """The mapped columns as the source gave them, private contacts among them: for its stewards."""
    return [orjson.loads(parent.fields) for parent in parents]


def first_seen_of(parents: Sequence[RecordRow]) -> Sequence[int]:
    return [parent.first_seen_at for parent in parents]


async def last_seen_of(parents: Sequence[RecordRow], info: Info) -> Sequence[int | Exception]:
    sources = await info.context.loaders.sources.load_many([parent.source_pk for parent in parents])
    return [_last_seen(parent, source) for parent, source in zip(parents, sources, strict=True)]


def gone_of(parents: Sequence[RecordRow]) -> Sequence[int | None]:
    return [parent.gone_at for parent in parents]


def _last_seen(record: RecordRow, source: SourceRow | Exception | None) -> int:
    """A record that is there was last seen when its source was last read."""
    if record.last_seen_at is not None:
        return record.last_seen_at
    read = source.last_success_at if isinstance(source, SourceRow) else None
    return max(read or record.changed_at, record.changed_at)


def _keys(parents: Sequence[SourcedRow]) -> list[EntityKey]:
    return [EntityKey(_KINDS[parent.typename].value, parent.pk) for parent in parents]


def _check_field(field: str) -> None:
    known = {name for fields in FIELDS.values() for name in fields}
    if field not in known:
        near = get_close_matches(field[:100], known, n=1)
        raise refused(
            f"field is {field[:100]!r}: no source can state a field of that name.",
            f"Did you mean {near[0]}?" if near else "Names are those of the graph, such as website.",
        )
