"""Entries as chosen from their records, and what hangs on them: places, tags, dates, shifts, aliases, search."""

from typing import Final

from sqlalchemy import BigInteger, bindparam, delete, func, literal, or_, select, union_all, update

from datasources.store.statements import (
    ALIAS,
    AREA,
    EVENT,
    OCCURRENCE,
    OPPORTUNITY,
    ORGANIZATION,
    PLACE,
    RECORD,
    SEARCH_ENTRY,
    SHIFT,
    SOURCE,
    TAG,
    Statement,
    in_array,
)
from datasources.store.writing.shapes import changing, deleting, inserting
from datasources.vocabulary import RecordKind

TABLES: Final = {
    RecordKind.ORGANIZATION: ORGANIZATION,
    RecordKind.EVENT: EVENT,
    RecordKind.OPPORTUNITY: OPPORTUNITY,
}
COLUMNS: Final = {kind: tuple(column.name for column in table.c) for kind, table in TABLES.items()}
INSERT: Final = {kind: inserting(table) for kind, table in TABLES.items()}
CHANGE: Final = {kind: changing(table) for kind, table in TABLES.items()}
DELETE: Final = {kind: deleting(table) for kind, table in TABLES.items()}
BY_PKS: Final = {kind: Statement(select(*table.c).where(in_array(table.c.pk, "pks"))) for kind, table in TABLES.items()}
IDS_TAKEN: Final = {
    kind: Statement(
        union_all(
            select(table.c.id).where(in_array(table.c.id, "ids")),
            select(ALIAS.c.alias).where(ALIAS.c.kind == kind.value, in_array(ALIAS.c.alias, "ids")),
        )
    )
    for kind, table in TABLES.items()
}
"""Which of these ids belong to an entry, now or once."""
SLUGS_TAKEN: Final = {
    kind: Statement(
        union_all(
            select(table.c.slug).where(in_array(table.c.slug, "slugs")),
            select(ALIAS.c.alias).where(ALIAS.c.kind == kind.value, in_array(ALIAS.c.alias, "slugs")),
        )
    )
    for kind, table in TABLES.items()
}

INSERT_PLACE = inserting(PLACE)
PLACES_BY_ID = Statement(select(PLACE.c.id, PLACE.c.pk).where(in_array(PLACE.c.id, "ids")))

INSERT_TAG = inserting(TAG)
DELETE_TAGS = Statement(
    delete(TAG).where(
        TAG.c.kind == bindparam("kind_"),
        TAG.c.entity_pk == bindparam("entity", type_=BigInteger()),
        TAG.c.scheme == bindparam("scheme_"),
        TAG.c.notation == bindparam("notation_"),
    )
)
TAGS_OF = Statement(
    select(TAG.c.entity_pk, TAG.c.scheme, TAG.c.notation).where(
        TAG.c.kind == bindparam("kind"), in_array(TAG.c.entity_pk, "pks")
    )
)

INSERT_SEARCH_ENTRY = inserting(SEARCH_ENTRY)
CHANGE_SEARCH_ENTRY = changing(SEARCH_ENTRY)
DELETE_SEARCH_ENTRIES = deleting(SEARCH_ENTRY)
SEARCH_ENTRIES_OF = Statement(
    select(*SEARCH_ENTRY.c).where(in_array(SEARCH_ENTRY.c.type, "types"), in_array(SEARCH_ENTRY.c.entity_pk, "pks"))
)

INSERT_OCCURRENCE = inserting(OCCURRENCE)
CHANGE_OCCURRENCE = changing(OCCURRENCE)
DELETE_OCCURRENCES = deleting(OCCURRENCE)
OCCURRENCES_OF = Statement(select(*OCCURRENCE.c).where(in_array(OCCURRENCE.c.event_pk, "pks")))
OCCURRENCES_LEFT = Statement(
    delete(OCCURRENCE).where(
        OCCURRENCE.c.pk.in_(
            select(OCCURRENCE.c.pk)
            .where(OCCURRENCE.c.start < bindparam("before"), OCCURRENCE.c.until < bindparam("before"))
            .order_by(OCCURRENCE.c.start)
            .limit(bindparam("count"))
        )
    )
)
EVENTS_TO_ROLL = Statement(
    select(EVENT.c.pk, EVENT.c.schedule)
    .where(
        EVENT.c.listed.is_(True),
        EVENT.c.pk > bindparam("after"),
        or_(EVENT.c.last_end.is_(None), EVENT.c.last_end >= bindparam("from_")),
    )
    .order_by(EVENT.c.pk)
    .limit(bindparam("count"))
)

OLDEST_SOURCE = Statement(select(func.min(SOURCE.c.created_at)))

INSERT_SHIFT = inserting(SHIFT)
CHANGE_SHIFT = changing(SHIFT)
SHIFTS_OF = Statement(select(*SHIFT.c).where(in_array(SHIFT.c.opportunity_pk, "pks")))

INSERT_ALIAS = inserting(ALIAS)
MOVE_ALIASES = Statement(
    update(ALIAS)
    .where(ALIAS.c.kind == bindparam("kind_"), ALIAS.c.target_pk == bindparam("former"))
    .values(target_pk=bindparam("target"))
)
DELETE_ALIASES = Statement(delete(ALIAS).where(ALIAS.c.kind == bindparam("kind_"), in_array(ALIAS.c.alias, "aliases")))
ALIASES = Statement(
    select(ALIAS.c.alias, ALIAS.c.target_pk).where(
        ALIAS.c.kind == bindparam("kind"), in_array(ALIAS.c.alias, "aliases")
    )
)

ORGANIZATIONS_BY_NAME = Statement(
    select(ORGANIZATION.c.sort_key, ORGANIZATION.c.pk).where(
        ORGANIZATION.c.listed.is_(True), in_array(ORGANIZATION.c.sort_key, "names")
    )
)
EVENTS_OF_ORGANIZERS = Statement(
    select(EVENT.c.organizer_pk, EVENT.c.sort_key, EVENT.c.pk).where(
        in_array(EVENT.c.organizer_pk, "pks"), EVENT.c.listed.is_(True), in_array(EVENT.c.sort_key, "names")
    )
)
ARS_OF_ORGANIZATIONS = Statement(
    select(ORGANIZATION.c.pk, ORGANIZATION.c.name, ORGANIZATION.c.ars).where(in_array(ORGANIZATION.c.pk, "pks"))
)

ANY_REFERENCE = Statement(
    select(
        select(EVENT.c.pk).where(EVENT.c.organizer_reference.is_not(None)).exists()
        | select(OPPORTUNITY.c.pk).exists()
        | select(ORGANIZATION.c.pk).where(ORGANIZATION.c.parent_reference.is_not(None)).exists()
    )
)
"""Whether any entry refers to another: where none does, nobody waits for those that arrive."""

REFERRING: Final = (
    (
        RecordKind.ORGANIZATION,
        Statement(select(ORGANIZATION.c.pk).where(in_array(ORGANIZATION.c.parent_reference, "keys"))),
    ),
    (RecordKind.EVENT, Statement(select(EVENT.c.pk).where(in_array(EVENT.c.organizer_reference, "keys")))),
    (
        RecordKind.OPPORTUNITY,
        Statement(
            select(OPPORTUNITY.c.pk).where(
                or_(
                    in_array(OPPORTUNITY.c.organization_reference, "keys"),
                    in_array(OPPORTUNITY.c.event_reference, "keys"),
                )
            )
        ),
    ),
)
"""Entries that refer to others by these keys."""
BELONGING: Final = (
    (RecordKind.ORGANIZATION, Statement(select(ORGANIZATION.c.pk).where(in_array(ORGANIZATION.c.parent_pk, "pks")))),
    (RecordKind.EVENT, Statement(select(EVENT.c.pk).where(in_array(EVENT.c.organizer_pk, "pks")))),
    (RecordKind.OPPORTUNITY, Statement(select(OPPORTUNITY.c.pk).where(in_array(OPPORTUNITY.c.organization_pk, "pks")))),
)
"""Entries that belong to these organisations."""

UNRESOLVED: Final = {
    RecordKind.OPPORTUNITY: Statement(
        select(RECORD.c.origin_id, OPPORTUNITY.c.organization_reference, literal("organization"))
        .select_from(RECORD.join(OPPORTUNITY, OPPORTUNITY.c.pk == RECORD.c.entity_pk))
        .where(
            RECORD.c.source_pk == bindparam("source_pk"),
            RECORD.c.kind == RecordKind.OPPORTUNITY.value,
            RECORD.c.gone_at.is_(None),
            OPPORTUNITY.c.organization_pk.is_(None),
        )
        .order_by(RECORD.c.pk)
        .limit(bindparam("count"))
    ),
    RecordKind.EVENT: Statement(
        select(RECORD.c.origin_id, EVENT.c.organizer_reference, EVENT.c.organizer_name)
        .select_from(RECORD.join(EVENT, EVENT.c.pk == RECORD.c.entity_pk))
        .where(
            RECORD.c.source_pk == bindparam("source_pk"),
            RECORD.c.kind == RecordKind.EVENT.value,
            RECORD.c.gone_at.is_(None),
            EVENT.c.organizer_pk.is_(None),
            EVENT.c.organizer_reference.is_not(None),
        )
        .order_by(RECORD.c.pk)
        .limit(bindparam("count"))
    ),
    RecordKind.ORGANIZATION: Statement(
        select(RECORD.c.origin_id, ORGANIZATION.c.parent_reference, literal("parent"))
        .select_from(RECORD.join(ORGANIZATION, ORGANIZATION.c.pk == RECORD.c.entity_pk))
        .where(
            RECORD.c.source_pk == bindparam("source_pk"),
            RECORD.c.kind == RecordKind.ORGANIZATION.value,
            RECORD.c.gone_at.is_(None),
            ORGANIZATION.c.parent_pk.is_(None),
            ORGANIZATION.c.parent_reference.is_not(None),
        )
        .order_by(RECORD.c.pk)
        .limit(bindparam("count"))
    ),
}
"""Entries of a source whose reference leads nowhere yet."""

AREA_POINTS = Statement(
    select(AREA.c.ars, AREA.c.ags, AREA.c.folded, AREA.c.kind, AREA.c.lat, AREA.c.lon, AREA.c.postal_code).order_by(
        AREA.c.ars
    )
)
AREA_BOUNDARIES = Statement(select(AREA.c.ars, AREA.c.boundary).where(in_array(AREA.c.ars, "keys")))
COUNT_AREAS = Statement(select(func.count(), func.count(AREA.c.boundary)).select_from(AREA))
SOURCE_FACTS = Statement(select(SOURCE.c.pk, SOURCE.c.key, SOURCE.c.trust, SOURCE.c.municipality))
