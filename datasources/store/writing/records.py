"""Records: what each source said, and the identifiers it stated."""

from sqlalchemy import BigInteger, Integer, String, and_, bindparam, func, select, tuple_, update
from sqlalchemy.sql.elements import ColumnElement

from datasources.store.statements import EVENT, IDENTIFIER, OPPORTUNITY, RECORD, SOURCE, Statement, in_array
from datasources.store.writing.shapes import changing, deleting, inserting, setting
from datasources.vocabulary import RecordKind

INSERT_RECORD = inserting(RECORD)
CHANGE_RECORD = changing(
    RECORD, ("origin_id", "hash", "fields", "fingerprint", "changed_at", "last_seen_at", "held_by_run_pk", "gone_at")
)
MOVE_RECORD = changing(RECORD, ("entity_pk",))
MARK_GONE = changing(RECORD, ("gone_at", "last_seen_at", "held_by_run_pk"))
MARK_HELD = changing(RECORD, ("held_by_run_pk",))

KNOWN = Statement(
    select(
        RECORD.c.pk,
        RECORD.c.origin_id,
        RECORD.c.hash,
        RECORD.c.entity_pk,
        RECORD.c.held_by_run_pk,
        RECORD.c.gone_at,
    ).where(
        RECORD.c.source_pk == bindparam("source_pk"),
        RECORD.c.kind == bindparam("kind"),
        in_array(RECORD.c.origin_id, "origins"),
    )
)
"""The records of a source with these origin ids."""

_PASSED: ColumnElement[bool] = func.coalesce(
    EVENT.c.last_end < bindparam("now", type_=BigInteger()), OPPORTUNITY.c.last_date < bindparam("today"), False
)
LIVE_PAGE = Statement(
    select(
        RECORD.c.pk,
        RECORD.c.kind,
        RECORD.c.origin_id,
        RECORD.c.entity_pk,
        RECORD.c.fingerprint,
        _PASSED.label("passed"),
    )
    .select_from(
        RECORD.outerjoin(
            EVENT, and_(RECORD.c.kind == RecordKind.EVENT.value, EVENT.c.pk == RECORD.c.entity_pk)
        ).outerjoin(
            OPPORTUNITY, and_(RECORD.c.kind == RecordKind.OPPORTUNITY.value, OPPORTUNITY.c.pk == RECORD.c.entity_pk)
        )
    )
    .where(
        RECORD.c.source_pk == bindparam("source_pk"),
        RECORD.c.gone_at.is_(None),
        tuple_(RECORD.c.kind, RECORD.c.origin_id) > tuple_(bindparam("kind"), bindparam("origin", type_=String())),
    )
    .order_by(RECORD.c.kind, RECORD.c.origin_id)
    .limit(bindparam("count"))
)
"""The records that a source had, page by page, and whether their dates have passed."""

BY_FINGERPRINT = Statement(
    select(RECORD.c.pk, RECORD.c.origin_id, RECORD.c.fingerprint, RECORD.c.gone_at)
    .where(
        RECORD.c.source_pk == bindparam("source_pk"),
        RECORD.c.kind == bindparam("kind"),
        in_array(RECORD.c.fingerprint, "fingerprints"),
    )
    .order_by(RECORD.c.pk)
)
RENAME_RECORD = changing(RECORD, ("origin_id",))

HELD_BY_RUN = Statement(
    select(RECORD.c.pk, RECORD.c.kind, RECORD.c.origin_id, RECORD.c.entity_pk)
    .where(RECORD.c.held_by_run_pk == bindparam("run_pk", type_=Integer()))
    .order_by(RECORD.c.pk)
)
RECORD_IDS = Statement(select(RECORD.c.id).where(in_array(RECORD.c.id, "ids")))

OF_ENTITIES = Statement(
    select(
        RECORD.c.entity_pk,
        RECORD.c.pk,
        RECORD.c.source_pk,
        RECORD.c.origin_id,
        RECORD.c.fields,
        RECORD.c.first_seen_at,
        RECORD.c.changed_at,
        RECORD.c.gone_at,
        SOURCE.c.key,
        SOURCE.c.trust,
    )
    .select_from(RECORD.join(SOURCE, SOURCE.c.pk == RECORD.c.source_pk))
    .where(RECORD.c.kind == bindparam("kind"), in_array(RECORD.c.entity_pk, "pks"))
    .order_by(RECORD.c.entity_pk, RECORD.c.pk)
)
"""What is said of these entries, by whom, and how far that one is trusted."""

MEMBERS = Statement(
    select(
        RECORD.c.pk,
        RECORD.c.entity_pk,
        RECORD.c.source_pk,
        RECORD.c.gone_at,
        RECORD.c.first_seen_at,
        RECORD.c.origin_id,
        SOURCE.c.key,
    )
    .select_from(RECORD.join(SOURCE, SOURCE.c.pk == RECORD.c.source_pk))
    .where(RECORD.c.kind == RecordKind.ORGANIZATION.value, in_array(RECORD.c.entity_pk, "pks"))
    .order_by(RECORD.c.pk)
)
ENTITIES_OF_RECORDS = Statement(select(RECORD.c.pk, RECORD.c.entity_pk).where(in_array(RECORD.c.pk, "pks")))

INSERT_IDENTIFIER = inserting(IDENTIFIER)
DELETE_IDENTIFIERS = deleting(IDENTIFIER, "record_pk")
MOVE_IDENTIFIERS = setting(
    IDENTIFIER, IDENTIFIER.c.record_pk == bindparam("record", type_=Integer()), "organization_pk"
)
IDENTIFIERS_OF_RECORDS = Statement(
    select(IDENTIFIER.c.record_pk, IDENTIFIER.c.scheme, IDENTIFIER.c.value, IDENTIFIER.c.uri).where(
        in_array(IDENTIFIER.c.record_pk, "records")
    )
)
STATED = Statement(
    select(
        IDENTIFIER.c.scheme,
        IDENTIFIER.c.value,
        IDENTIFIER.c.record_pk,
        IDENTIFIER.c.source_pk,
        RECORD.c.entity_pk,
        RECORD.c.gone_at,
    )
    .select_from(IDENTIFIER.join(RECORD, RECORD.c.pk == IDENTIFIER.c.record_pk))
    .where(in_array(IDENTIFIER.c.scheme, "schemes"), in_array(IDENTIFIER.c.value, "values"))
)
"""Who states identifiers of these schemes and values: a superset of the pairs that are asked for."""

ORGANIZATIONS_BY_IDENTIFIER = Statement(
    select(IDENTIFIER.c.scheme, IDENTIFIER.c.value, RECORD.c.entity_pk)
    .select_from(IDENTIFIER.join(RECORD, RECORD.c.pk == IDENTIFIER.c.record_pk))
    .where(in_array(IDENTIFIER.c.scheme, "schemes"), in_array(IDENTIFIER.c.value, "values"))
    .distinct()
)
ENTITIES_BY_ORIGIN = Statement(
    select(SOURCE.c.key, RECORD.c.origin_id, RECORD.c.entity_pk)
    .select_from(RECORD.join(SOURCE, SOURCE.c.pk == RECORD.c.source_pk))
    .where(
        RECORD.c.kind == bindparam("kind"), in_array(SOURCE.c.key, "sources"), in_array(RECORD.c.origin_id, "origins")
    )
)
SET_ENTITY_OF_RECORDS = Statement(
    update(RECORD).where(in_array(RECORD.c.pk, "records")).values(entity_pk=bindparam("entity", type_=BigInteger()))
)
