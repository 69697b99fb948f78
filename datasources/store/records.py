"""Records: what sources said of entries, one per source and entry."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import String, bindparam, select

from datasources.store import keyed
from datasources.store.database import Database
from datasources.store.rows import RecordRow
from datasources.store.statements import RECORD, Statement, in_array
from datasources.vocabulary import RecordKind

_R: Final = RECORD.c


async def by_pks(db: Database, pks: Sequence[int]) -> list[RecordRow | None]:
    """The record of each pk."""
    return await keyed.by_key(db, RECORD, RecordRow, "pk", pks)


async def by_ids(db: Database, ids: Sequence[str]) -> list[RecordRow | None]:
    """The record of each id."""
    return await keyed.by_key(db, RECORD, RecordRow, "id", ids)


async def by_entities(db: Database, kind: RecordKind, pks: Sequence[int]) -> list[list[RecordRow]]:
    """The records behind each entry, those that are gone included, in the order they were first seen."""
    return await keyed.grouped(db, _BY_ENTITIES, RecordRow, "entity_pk", pks, kind=kind.value)


_BY_ENTITIES: Final = Statement(
    select(*(_R[name] for name in RecordRow._fields))
    .where(_R.kind == bindparam("kind", type_=String()), in_array(_R.entity_pk, "keys"))
    .order_by(_R.first_seen_at, _R.pk),
    quick=True,
)
