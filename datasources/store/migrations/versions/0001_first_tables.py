"""The first tables: every table of the store, and what text search needs beside them."""

import sqlalchemy as sa
from alembic import op

from datasources.store.tables import ByteText

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        _index_texts_on_sqlite()
    else:
        _index_texts_on_postgresql()


def _create_tables() -> None:  # noqa: PLR0915
    op.create_table(
        "alias",
        sa.Column("kind", ByteText(), nullable=False),
        sa.Column("alias", ByteText(), nullable=False),
        sa.Column("target_pk", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "alias"),
    )
    op.create_index(op.f("ix_alias_target_pk"), "alias", ["target_pk"], unique=False)
    op.create_table(
        "area",
        sa.Column("ars", ByteText(), nullable=False),
        sa.Column("ags", ByteText(), nullable=True),
        sa.Column("name", ByteText(), nullable=False),
        sa.Column("folded", ByteText(), nullable=False),
        sa.Column("sort_key", ByteText(), nullable=False),
        sa.Column("kind", ByteText(), nullable=False),
        sa.Column("parent_ars", ByteText(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("area_km2", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("postal_code", ByteText(), nullable=True),
        sa.Column("boundary", ByteText(), nullable=True),
        sa.PrimaryKeyConstraint("ars"),
    )
    op.create_index(op.f("ix_area_ags"), "area", ["ags"], unique=False)
    op.create_index(op.f("ix_area_folded"), "area", ["folded"], unique=False)
    op.create_index(op.f("ix_area_kind"), "area", ["kind"], unique=False)
    op.create_index(op.f("ix_area_parent_ars"), "area", ["parent_ars"], unique=False)
    op.create_index(op.f("ix_area_postal_code"), "area", ["postal_code"], unique=False)
    op.create_table(
        "lease",
        sa.Column("name", ByteText(), nullable=False),
        sa.Column("holder", ByteText(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "mark",
        sa.Column("name", ByteText(), nullable=False),
        sa.Column("value", ByteText(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "place",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("name", ByteText(), nullable=True),
        sa.Column("street", ByteText(), nullable=True),
        sa.Column("postal_code", ByteText(), nullable=True),
        sa.Column("locality", ByteText(), nullable=True),
        sa.Column("country", ByteText(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("x", sa.Float(), nullable=True),
        sa.Column("y", sa.Float(), nullable=True),
        sa.Column("z", sa.Float(), nullable=True),
        sa.Column("precision", ByteText(), nullable=False),
        sa.Column("ars", ByteText(), nullable=True),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_place_ars"), "place", ["ars"], unique=False)
    op.create_index(op.f("ix_place_postal_code"), "place", ["postal_code"], unique=False)
    op.create_index("place_by_position", "place", ["lat", "lon"], unique=False)
    op.create_table(
        "search_entry",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("type", ByteText(), nullable=False),
        sa.Column("entity_pk", sa.BigInteger(), nullable=False),
        sa.Column("title", ByteText(), nullable=False),
        sa.Column("body", ByteText(), nullable=False),
        sa.Column("label", ByteText(), nullable=False),
        sa.Column("sort_key", ByteText(), nullable=False),
        sa.Column("ars", ByteText(), nullable=True),
        sa.Column("place_pk", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("type", "entity_pk", name="search_entry_of"),
    )
    op.create_index(op.f("ix_search_entry_ars"), "search_entry", ["ars"], unique=False)
    op.create_index(op.f("ix_search_entry_place_pk"), "search_entry", ["place_pk"], unique=False)
    op.create_index("search_entry_by_name", "search_entry", ["sort_key", "pk"], unique=False)
    op.create_index("search_entry_by_title", "search_entry", ["title", "pk"], unique=False)
    op.create_table(
        "source",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("key", ByteText(), nullable=False),
        sa.Column("name", ByteText(), nullable=False),
        sa.Column("kind", ByteText(), nullable=False),
        sa.Column("url", ByteText(), nullable=True),
        sa.Column("publisher_name", ByteText(), nullable=False),
        sa.Column("publisher_url", ByteText(), nullable=True),
        sa.Column("publisher_ars", ByteText(), nullable=True),
        sa.Column("license_id", ByteText(), nullable=False),
        sa.Column("license_name", ByteText(), nullable=False),
        sa.Column("license_url", ByteText(), nullable=True),
        sa.Column("license_attribution", ByteText(), nullable=True),
        sa.Column("trust", sa.Integer(), nullable=False),
        sa.Column("status", ByteText(), nullable=False),
        sa.Column("refresh_minutes", sa.Integer(), nullable=False),
        sa.Column("declared_hash", ByteText(), nullable=False),
        sa.Column("etag", ByteText(), nullable=True),
        sa.Column("last_modified", ByteText(), nullable=True),
        sa.Column("content_hash", ByteText(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("first_run_ended_at", sa.BigInteger(), nullable=True),
        sa.Column("last_success_at", sa.BigInteger(), nullable=True),
        sa.Column("next_due_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("record_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_source_next_due_at"), "source", ["next_due_at"], unique=False)
    op.create_index(op.f("ix_source_status"), "source", ["status"], unique=False)
    op.create_table(
        "tag",
        sa.Column("kind", ByteText(), nullable=False),
        sa.Column("entity_pk", sa.Integer(), nullable=False),
        sa.Column("scheme", ByteText(), nullable=False),
        sa.Column("notation", ByteText(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "entity_pk", "scheme", "notation"),
    )
    op.create_index("tag_by_concept", "tag", ["kind", "scheme", "notation", "entity_pk"], unique=False)
    op.create_table(
        "event",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("slug", ByteText(), nullable=False),
        sa.Column("uid", ByteText(), nullable=False),
        sa.Column("name", ByteText(), nullable=False),
        sa.Column("sort_key", ByteText(), nullable=False),
        sa.Column("description", ByteText(), nullable=True),
        sa.Column("status", ByteText(), nullable=False),
        sa.Column("attendance_mode", ByteText(), nullable=True),
        sa.Column("organizer_name", ByteText(), nullable=True),
        sa.Column("organizer_pk", sa.Integer(), nullable=True),
        sa.Column("organizer_reference", ByteText(), nullable=True),
        sa.Column("location_pk", sa.Integer(), nullable=True),
        sa.Column("virtual_location", ByteText(), nullable=True),
        sa.Column("categories", ByteText(), nullable=False),
        sa.Column("accessibility", ByteText(), nullable=False),
        sa.Column("is_accessible_for_free", sa.Boolean(), nullable=True),
        sa.Column("in_language", ByteText(), nullable=False),
        sa.Column("url", ByteText(), nullable=True),
        sa.Column("images", ByteText(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("first_start", sa.BigInteger(), nullable=False),
        sa.Column("last_end", sa.BigInteger(), nullable=True),
        sa.Column("ars", ByteText(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_pk"],
            ["place.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index("event_by_organizer", "event", ["organizer_pk", "listed", "first_start", "pk"], unique=False)
    op.create_index("event_by_start", "event", ["listed", "first_start", "pk"], unique=False)
    op.create_index("event_by_update", "event", ["listed", "updated_at", "pk"], unique=False)
    op.create_index(op.f("ix_event_ars"), "event", ["ars"], unique=False)
    op.create_index(op.f("ix_event_location_pk"), "event", ["location_pk"], unique=False)
    op.create_index(op.f("ix_event_organizer_reference"), "event", ["organizer_reference"], unique=False)
    op.create_table(
        "opportunity",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("slug", ByteText(), nullable=False),
        sa.Column("title", ByteText(), nullable=False),
        sa.Column("sort_key", ByteText(), nullable=False),
        sa.Column("description", ByteText(), nullable=True),
        sa.Column("organization_pk", sa.Integer(), nullable=True),
        sa.Column("organization_reference", ByteText(), nullable=True),
        sa.Column("event_pk", sa.Integer(), nullable=True),
        sa.Column("event_reference", ByteText(), nullable=True),
        sa.Column("commitment", ByteText(), nullable=True),
        sa.Column("hours_min", sa.Float(), nullable=True),
        sa.Column("hours_max", sa.Float(), nullable=True),
        sa.Column("hours_per", ByteText(), nullable=True),
        sa.Column("hours_flexible", sa.Boolean(), nullable=True),
        sa.Column("hours_per_week", sa.Float(), nullable=True),
        sa.Column("start", ByteText(), nullable=True),
        sa.Column("end", ByteText(), nullable=True),
        sa.Column("apply_by", ByteText(), nullable=True),
        sa.Column("first_date", ByteText(), nullable=True),
        sa.Column("last_date", ByteText(), nullable=True),
        sa.Column("location_pk", sa.Integer(), nullable=True),
        sa.Column("remote", ByteText(), nullable=True),
        sa.Column("min_age", sa.Integer(), nullable=True),
        sa.Column("skills", ByteText(), nullable=False),
        sa.Column("languages", ByteText(), nullable=False),
        sa.Column("categories", ByteText(), nullable=False),
        sa.Column("requirements", ByteText(), nullable=False),
        sa.Column("accessibility", ByteText(), nullable=False),
        sa.Column("images", ByteText(), nullable=False),
        sa.Column("contact", ByteText(), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("status", ByteText(), nullable=False),
        sa.Column("apply_url", ByteText(), nullable=True),
        sa.Column("counts_for_ehrenamtskarte", sa.Boolean(), nullable=True),
        sa.Column("ars", ByteText(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_pk"],
            ["place.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index(op.f("ix_opportunity_commitment"), "opportunity", ["commitment"], unique=False)
    op.create_index(op.f("ix_opportunity_event_pk"), "opportunity", ["event_pk"], unique=False)
    op.create_index(op.f("ix_opportunity_event_reference"), "opportunity", ["event_reference"], unique=False)
    op.create_index(op.f("ix_opportunity_first_date"), "opportunity", ["first_date"], unique=False)
    op.create_index(op.f("ix_opportunity_last_date"), "opportunity", ["last_date"], unique=False)
    op.create_index(op.f("ix_opportunity_location_pk"), "opportunity", ["location_pk"], unique=False)
    op.create_index(
        op.f("ix_opportunity_organization_reference"), "opportunity", ["organization_reference"], unique=False
    )
    op.create_index("opportunity_by_area", "opportunity", ["ars", "listed", "created_at", "pk"], unique=False)
    op.create_index("opportunity_by_creation", "opportunity", ["listed", "created_at", "pk"], unique=False)
    op.create_index(
        "opportunity_by_organization", "opportunity", ["organization_pk", "listed", "created_at", "pk"], unique=False
    )
    op.create_table(
        "organization",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("slug", ByteText(), nullable=False),
        sa.Column("type", ByteText(), nullable=False),
        sa.Column("name", ByteText(), nullable=False),
        sa.Column("sort_key", ByteText(), nullable=False),
        sa.Column("status", ByteText(), nullable=False),
        sa.Column("alternate_names", ByteText(), nullable=False),
        sa.Column("description", ByteText(), nullable=True),
        sa.Column("website", ByteText(), nullable=True),
        sa.Column("social_media", ByteText(), nullable=False),
        sa.Column("logo", ByteText(), nullable=True),
        sa.Column("images", ByteText(), nullable=False),
        sa.Column("contact_points", ByteText(), nullable=False),
        sa.Column("opening_hours", ByteText(), nullable=False),
        sa.Column("categories", ByteText(), nullable=False),
        sa.Column("accessibility", ByteText(), nullable=False),
        sa.Column("charitable_purposes", ByteText(), nullable=False),
        sa.Column("legal_form", ByteText(), nullable=True),
        sa.Column("register_number", ByteText(), nullable=True),
        sa.Column("register_court", ByteText(), nullable=True),
        sa.Column("founding_date", ByteText(), nullable=True),
        sa.Column("founding_decade", sa.Integer(), nullable=True),
        sa.Column("member_count", sa.Integer(), nullable=True),
        sa.Column("institution_kind", ByteText(), nullable=True),
        sa.Column("parent_pk", sa.Integer(), nullable=True),
        sa.Column("parent_reference", ByteText(), nullable=True),
        sa.Column("seat_pk", sa.Integer(), nullable=True),
        sa.Column("ars", ByteText(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seat_pk"],
            ["place.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_index(op.f("ix_organization_institution_kind"), "organization", ["institution_kind"], unique=False)
    op.create_index(op.f("ix_organization_legal_form"), "organization", ["legal_form"], unique=False)
    op.create_index(op.f("ix_organization_parent_pk"), "organization", ["parent_pk"], unique=False)
    op.create_index(op.f("ix_organization_parent_reference"), "organization", ["parent_reference"], unique=False)
    op.create_index(op.f("ix_organization_seat_pk"), "organization", ["seat_pk"], unique=False)
    op.create_index(op.f("ix_organization_type"), "organization", ["type"], unique=False)
    op.create_index("organization_by_area", "organization", ["ars", "listed", "sort_key", "pk"], unique=False)
    op.create_index("organization_by_name", "organization", ["listed", "sort_key", "pk", "type"], unique=False)
    op.create_index("organization_by_update", "organization", ["listed", "updated_at", "pk"], unique=False)
    op.create_table(
        "record",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("source_pk", sa.Integer(), nullable=False),
        sa.Column("kind", ByteText(), nullable=False),
        sa.Column("origin_id", ByteText(), nullable=False),
        sa.Column("hash", ByteText(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("fingerprint", ByteText(), nullable=True),
        sa.Column("entity_pk", sa.BigInteger(), nullable=False),
        sa.Column("first_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("held_by_run_pk", sa.Integer(), nullable=True),
        sa.Column("gone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_pk"],
            ["source.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("source_pk", "kind", "origin_id", name="record_by_origin"),
    )
    op.create_index(op.f("ix_record_fingerprint"), "record", ["fingerprint"], unique=False)
    op.create_index(op.f("ix_record_held_by_run_pk"), "record", ["held_by_run_pk"], unique=False)
    op.create_index("record_by_entity", "record", ["kind", "entity_pk"], unique=False)
    op.create_index("record_by_source", "record", ["source_pk", "pk"], unique=False)
    op.create_table(
        "run",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("source_pk", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", ByteText(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_pk"],
            ["source.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("run_by_source", "run", ["source_pk", "started_at", "pk"], unique=False)
    op.create_table(
        "identifier",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("record_pk", sa.Integer(), nullable=False),
        sa.Column("source_pk", sa.Integer(), nullable=False),
        sa.Column("organization_pk", sa.Integer(), nullable=False),
        sa.Column("scheme", ByteText(), nullable=False),
        sa.Column("value", ByteText(), nullable=False),
        sa.Column("uri", ByteText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_pk"],
            ["record.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["source_pk"],
            ["source.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("record_pk", "scheme", "value", name="identifier_once"),
    )
    op.create_index("identifier_by_value", "identifier", ["scheme", "value"], unique=False)
    op.create_index(op.f("ix_identifier_organization_pk"), "identifier", ["organization_pk"], unique=False)
    op.create_table(
        "occurrence",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("event_pk", sa.Integer(), nullable=False),
        sa.Column("recurrence_id", ByteText(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("all_day", sa.Boolean(), nullable=False),
        sa.Column("start_date", ByteText(), nullable=False),
        sa.Column("end_date", ByteText(), nullable=False),
        sa.Column("timezone", ByteText(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=True),
        sa.Column("status", ByteText(), nullable=False),
        sa.Column("previous_start", sa.BigInteger(), nullable=True),
        sa.Column("name", ByteText(), nullable=False),
        sa.Column("location_pk", sa.Integer(), nullable=True),
        sa.Column("organizer_pk", sa.Integer(), nullable=True),
        sa.Column("ars", ByteText(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_pk"],
            ["event.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("event_pk", "recurrence_id", name="occurrence_of_event"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("occurrence_by_area", "occurrence", ["ars", "start", "pk"], unique=False)
    op.create_index("occurrence_by_event", "occurrence", ["event_pk", "start", "pk", "until"], unique=False)
    op.create_index("occurrence_by_location", "occurrence", ["location_pk", "start", "pk"], unique=False)
    op.create_index("occurrence_by_organizer", "occurrence", ["organizer_pk", "start", "pk"], unique=False)
    op.create_index("occurrence_by_start", "occurrence", ["start", "pk"], unique=False)
    op.create_index(
        "occurrence_long",
        "occurrence",
        ["until"],
        unique=False,
        sqlite_where=sa.text('until - "start" > 86400'),
        postgresql_where=sa.text('until - "start" > 86400'),
    )
    op.create_table(
        "problem",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("run_pk", sa.Integer(), nullable=False),
        sa.Column("severity", ByteText(), nullable=False),
        sa.Column("code", ByteText(), nullable=False),
        sa.Column("record", ByteText(), nullable=True),
        sa.Column("path", ByteText(), nullable=True),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("parameters", ByteText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_pk"],
            ["run.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(op.f("ix_problem_run_pk"), "problem", ["run_pk"], unique=False)
    op.create_table(
        "shift",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("opportunity_pk", sa.Integer(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("end", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_pk"],
            ["opportunity.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("shift_by_opportunity", "shift", ["opportunity_pk", "start", "pk"], unique=False)


def _index_texts_on_sqlite() -> None:
    """Trigrams of title and body, every word with two spaces before it: so even " 1" is found as the start of a word.

    The index holds no texts of its own, and the triggers tell it what to forget.
    """
    op.execute(
        "CREATE VIRTUAL TABLE search_text USING fts5(title, body, content='', tokenize='trigram case_sensitive 1')"
    )
    new = "new.pk, replace(new.title, ' ', '  '), replace(new.body, ' ', '  ')"
    old = "'delete', old.pk, replace(old.title, ' ', '  '), replace(old.body, ' ', '  ')"
    learn = f"INSERT INTO search_text (rowid, title, body) VALUES ({new});"
    forget = f"INSERT INTO search_text (search_text, rowid, title, body) VALUES ({old});"
    op.execute(f"CREATE TRIGGER search_entry_inserted AFTER INSERT ON search_entry BEGIN {learn} END")
    op.execute(f"CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry BEGIN {forget} END")
    op.execute(
        "CREATE TRIGGER search_entry_updated AFTER UPDATE OF pk, title, body ON search_entry "
        "WHEN old.pk <> new.pk OR old.title <> new.title OR old.body <> new.body "
        f"BEGIN {forget} {learn} END"
    )


def _index_texts_on_postgresql() -> None:
    """The same trigrams, each once, as an array: word by word, since what is looked for never spans two words."""
    op.execute(
        """
        CREATE FUNCTION search_ngrams(folded text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT array_agg(DISTINCT substr(word, start, 3))
            FROM (SELECT DISTINCT '  ' || each || '  ' AS word FROM unnest(string_to_array(folded, ' ')) AS each
                  WHERE each <> '') AS words
            CROSS JOIN LATERAL generate_series(1, length(word) - 2) AS start
        $$
        """
    )
    op.execute(
        "ALTER TABLE search_entry ADD COLUMN ngrams text[] "
        "GENERATED ALWAYS AS (search_ngrams(title || ' ' || body)) STORED"
    )
    op.execute("CREATE INDEX search_entry_by_ngram ON search_entry USING gin (ngrams)")
