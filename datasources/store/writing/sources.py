"""Sources, their runs and problems, leases and marks: what the hub notes about its own work."""

from sqlalchemy import BigInteger, String, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from datasources.store.statements import LEASE, MARK, PROBLEM, RECORD, RUN, SOURCE, Statement
from datasources.store.writing.shapes import changing, inserting, setting

INSERT_SOURCE = inserting(SOURCE)
DECLARE_SOURCE = changing(
    SOURCE,
    (
        "name",
        "kind",
        "url",
        "publisher_name",
        "publisher_url",
        "publisher_ars",
        "municipality",
        "license_id",
        "license_name",
        "license_url",
        "license_attribution",
        "trust",
        "refresh_minutes",
    ),
)
END_SOURCE_RUN = changing(
    SOURCE,
    (
        "declared_hash",
        "etag",
        "last_modified",
        "content_hash",
        "status",
        "first_run_ended_at",
        "last_success_at",
        "next_due_at",
        "failures",
        "record_count",
    ),
)
SET_SOURCE_STATUS = changing(SOURCE, ("status",))
SOURCES = Statement(select(*SOURCE.c).order_by(SOURCE.c.key))
SOURCE_BY_KEY = Statement(select(*SOURCE.c).where(SOURCE.c.key == bindparam("key")))
SOURCE_BY_PK = Statement(select(*SOURCE.c).where(SOURCE.c.pk == bindparam("pk")))

INSERT_RUN = inserting(RUN)
END_RUN = changing(RUN, ("finished_at", "outcome", "created", "updated", "unchanged", "removed", "refused"))
RELEASE_RUN = changing(RUN, ("released_at", "removed"))
RELEASE_SOURCE = changing(SOURCE, ("status", "record_count"))
NEWEST_HOLDING_RUN = Statement(
    select(func.max(RUN.c.id))
    .select_from(RUN.join(RECORD, RECORD.c.held_by_run_pk == RUN.c.pk))
    .where(RUN.c.source_pk == bindparam("source_pk"))
)
RUN_BY_ID = Statement(select(*RUN.c).where(RUN.c.id == bindparam("id")))
INSERT_PROBLEM = inserting(PROBLEM)
DELETE_OLD_PROBLEMS = Statement(
    delete(PROBLEM).where(
        PROBLEM.c.run_pk.in_(
            select(RUN.c.pk)
            .where(RUN.c.source_pk == bindparam("source_pk"))
            .order_by(RUN.c.started_at.desc(), RUN.c.pk.desc())
            .offset(bindparam("kept"))
        )
    )
)

LIVE_RECORDS = Statement(
    select(func.count())
    .select_from(RECORD)
    .where(RECORD.c.source_pk == bindparam("source_pk"), RECORD.c.gone_at.is_(None))
)
HELD_RECORDS = Statement(
    select(func.count())
    .select_from(RECORD)
    .where(RECORD.c.source_pk == bindparam("source_pk"), RECORD.c.held_by_run_pk.is_not(None))
)

ONE_WRITER = Statement(select(func.pg_advisory_xact_lock(4_711_020_523)))
"""On PostgreSQL: whoever makes entries waits for the one before, whatever process that is in."""
ONE_DECLARER = Statement(select(func.pg_advisory_xact_lock(4_711_020_524)))
"""The same for whoever puts a new source into the store."""

INSERT_LEASE = Statement(upsert(LEASE).on_conflict_do_nothing())
"""Both dialects write it alike."""
LEASE_BY_NAME = Statement(select(LEASE.c.holder, LEASE.c.until).where(LEASE.c.name == bindparam("name")))
TAKE_LEASE = Statement(
    update(LEASE)
    .where(
        and_(
            LEASE.c.name == bindparam("lease"),
            or_(LEASE.c.holder == bindparam("mine"), LEASE.c.until < bindparam("now", type_=BigInteger())),
        )
    )
    .values(holder=bindparam("holder"), until=bindparam("until", type_=BigInteger()))
)
RENEW_LEASE = Statement(
    update(LEASE)
    .where(LEASE.c.name == bindparam("lease"), LEASE.c.holder == bindparam("mine"))
    .values(until=bindparam("until", type_=BigInteger()))
)
DROP_LEASE = Statement(delete(LEASE).where(LEASE.c.name == bindparam("lease"), LEASE.c.holder == bindparam("mine")))

MARK_BY_NAME = Statement(select(MARK.c.value).where(MARK.c.name == bindparam("name")))
INSERT_MARK = inserting(MARK)
SET_MARK = setting(MARK, MARK.c.name == bindparam("mark", type_=String()), "value")
