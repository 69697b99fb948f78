"""Where the entries of a source belong that name no municipality of their own.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from datasources.store.tables import ByteText

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("municipality", ByteText(), nullable=True))


def downgrade() -> None:
    op.drop_column("source", "municipality")
