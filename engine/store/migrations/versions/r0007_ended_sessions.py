"""Sessions that were ended by signing out."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.types import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_session",
        sa.Column("mark", sa.Text(), nullable=False, comment="SHA-256 of the session's id"),
        sa.Column(
            "until",
            UtcTime(),
            nullable=False,
            comment="When the session would have ended by itself; the row may go then",
        ),
        sa.PrimaryKeyConstraint("mark", name=op.f("ended_session_pkey")),
        comment="Sessions that a person has ended by signing out; a copy of their cookie is worth nothing",
    )


def downgrade() -> None:
    op.drop_table("ended_session")
