"""People who take part: accounts and roles, profiles, consents, sign-ups, letters, who read what.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from datasources.store.tables import ByteText

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LIVE = sa.text("volunteer_pk IS NOT NULL AND state IN ('AWAITING_GUARDIAN', 'INTERESTED', 'WAITLISTED', 'ACCEPTED')")
_TABLES = (
    "message",
    "engagement_shift",
    "guardian_request",
    "engagement",
    "consent",
    "certificate",
    "access_event",
    "volunteer",
    "role",
    "letter",
    "kept_answer",
    "erasure",
    "api_token",
    "account",
)
_UNSAMPLED = {
    "account": ("id", "issuer", "subject"),
    "volunteer": (
        "id",
        "display_name",
        "email",
        "telephone",
        "birth_month",
        "home_ars",
        "radius_km",
        "availability",
        "commitment",
        "skills",
        "interests",
        "languages",
        "calendar_hash",
    ),
    "guardian_request": ("email", "code_hash"),
    "message": ("text",),
    "letter": ("key", "recipient", "subject", "body"),
    "kept_answer": ("key_hash", "fingerprint", "answer"),
}
"""Columns whose values PostgreSQL shall not keep as samples for its plans: they would outlive the rows."""


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("issuer", ByteText(), nullable=False),
        sa.Column("subject", ByteText(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("issuer", "subject", name="account_of_subject"),
    )
    op.create_table(
        "api_token",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("name", ByteText(), nullable=False),
        sa.Column("hash", ByteText(), nullable=False),
        sa.Column("scopes", ByteText(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("hash"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=False),
        sa.Column("erased", ByteText(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "kept_answer",
        sa.Column("key_hash", ByteText(), nullable=False),
        sa.Column("account_pk", sa.Integer(), nullable=True),
        sa.Column("fingerprint", ByteText(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key_hash"),
    )
    op.create_index(op.f("ix_kept_answer_account_pk"), "kept_answer", ["account_pk"], unique=False)
    op.create_index(op.f("ix_kept_answer_expires_at"), "kept_answer", ["expires_at"], unique=False)
    op.create_table(
        "letter",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("key", ByteText(), nullable=False),
        sa.Column("volunteer_pk", sa.Integer(), nullable=True),
        sa.Column("recipient", ByteText(), nullable=True),
        sa.Column("subject", ByteText(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", ByteText(), nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("failure", ByteText(), nullable=True),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(op.f("ix_letter_volunteer_pk"), "letter", ["volunteer_pk"], unique=False)
    op.create_index("letter_due", "letter", ["sent_at", "due_at"], unique=False)
    op.create_table(
        "role",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("account_pk", sa.Integer(), nullable=False),
        sa.Column("role", ByteText(), nullable=False),
        sa.Column("scope", ByteText(), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_pk"], ["account.pk"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("account_pk", "role", "scope", name="role_once"),
    )
    op.create_index(op.f("ix_role_scope"), "role", ["scope"], unique=False)
    op.create_table(
        "volunteer",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("account_pk", sa.Integer(), nullable=False),
        sa.Column("display_name", ByteText(), nullable=True),
        sa.Column("email", ByteText(), nullable=True),
        sa.Column("telephone", ByteText(), nullable=True),
        sa.Column("birth_month", ByteText(), nullable=True),
        sa.Column("home_ars", ByteText(), nullable=True),
        sa.Column("radius_km", sa.Float(), nullable=True),
        sa.Column("availability", ByteText(), nullable=False),
        sa.Column("commitment", ByteText(), nullable=False),
        sa.Column("skills", ByteText(), nullable=False),
        sa.Column("interests", ByteText(), nullable=False),
        sa.Column("languages", ByteText(), nullable=False),
        sa.Column("calendar_hash", ByteText(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_pk"],
            ["account.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("account_pk"),
        sa.UniqueConstraint("calendar_hash"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "access_event",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("volunteer_pk", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", ByteText(), nullable=False),
        sa.Column("organization_pk", sa.Integer(), nullable=False),
        sa.Column("account_pk", sa.Integer(), nullable=True),
        sa.Column("fields", ByteText(), nullable=False),
        sa.Column("purpose", ByteText(), nullable=False),
        sa.ForeignKeyConstraint(["volunteer_pk"], ["volunteer.pk"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index("access_event_by_volunteer", "access_event", ["volunteer_pk", "at", "pk"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("volunteer_pk", sa.Integer(), nullable=False),
        sa.Column("kind", ByteText(), nullable=False),
        sa.Column("inspected_on", ByteText(), nullable=False),
        sa.Column("valid_until", ByteText(), nullable=True),
        sa.Column("organization_pk", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["volunteer_pk"], ["volunteer.pk"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(op.f("ix_certificate_volunteer_pk"), "certificate", ["volunteer_pk"], unique=False)
    op.create_table(
        "consent",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("volunteer_pk", sa.Integer(), nullable=False),
        sa.Column("purpose", ByteText(), nullable=False),
        sa.Column("recipient_pk", sa.Integer(), nullable=True),
        sa.Column("text_version", ByteText(), nullable=False),
        sa.Column("given_by", ByteText(), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["volunteer_pk"], ["volunteer.pk"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index("consent_by_volunteer", "consent", ["volunteer_pk", "purpose", "recipient_pk"], unique=False)
    op.create_table(
        "engagement",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", ByteText(), nullable=False),
        sa.Column("opportunity_pk", sa.Integer(), nullable=False),
        sa.Column("volunteer_pk", sa.Integer(), nullable=True),
        sa.Column("state", ByteText(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("waiting_since", sa.BigInteger(), nullable=True),
        sa.Column("held_until", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("age_band", ByteText(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_pk"],
            ["opportunity.pk"],
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_pk"],
            ["volunteer.pk"],
        ),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("engagement_awaiting", "engagement", ["state", "held_until"], unique=False)
    op.create_index("engagement_by_opportunity", "engagement", ["opportunity_pk", "state", "pk"], unique=False)
    op.create_index("engagement_by_volunteer", "engagement", ["volunteer_pk", "pk"], unique=False)
    op.create_index(
        "engagement_live",
        "engagement",
        ["opportunity_pk", "volunteer_pk"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_table(
        "guardian_request",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("volunteer_pk", sa.Integer(), nullable=False),
        sa.Column("email", ByteText(), nullable=False),
        sa.Column("code_hash", ByteText(), nullable=False),
        sa.Column("purposes", ByteText(), nullable=False),
        sa.Column("text_version", ByteText(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["volunteer_pk"], ["volunteer.pk"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_index(op.f("ix_guardian_request_volunteer_pk"), "guardian_request", ["volunteer_pk"], unique=False)
    op.create_table(
        "engagement_shift",
        sa.Column("engagement_pk", sa.Integer(), nullable=False),
        sa.Column("shift_pk", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["engagement_pk"], ["engagement.pk"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["shift_pk"],
            ["shift.pk"],
        ),
        sa.PrimaryKeyConstraint("engagement_pk", "shift_pk"),
    )
    op.create_index(op.f("ix_engagement_shift_shift_pk"), "engagement_shift", ["shift_pk"], unique=False)
    op.create_table(
        "message",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("engagement_pk", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("from_organization", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["engagement_pk"], ["engagement.pk"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk"),
    )
    op.create_index(op.f("ix_message_engagement_pk"), "message", ["engagement_pk"], unique=False)
    op.add_column("opportunity", sa.Column("is_full", sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in _UNSAMPLED.items():
            for column in columns:
                op.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


def downgrade() -> None:
    op.drop_column("opportunity", "is_full")
    for name in _TABLES:
        op.drop_table(name)
