"""Packs, calendars and running numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.types import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("version", sa.Text(), nullable=False, comment="Digest of the calendar, as steps record it"),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="The days, as engine.calendar writes them"
        ),
        sa.Column(
            "imported_at", UtcTime(), nullable=False, comment="When it came in; the newest is in force"
        ),
        sa.Column("imported_by", sa.Text(), nullable=False, comment="Login of who imported it"),
        sa.PrimaryKeyConstraint("version", name=op.f("calendar_version_pkey")),
        comment="Every working-day calendar that was ever in force; append-only",
    )
    op.create_table(
        "counter",
        sa.Column("pack_key", sa.Text(), nullable=False, comment="The pack that numbers its cases"),
        sa.Column(
            "year", sa.Integer(), nullable=False, comment="Year of the running number, in the office's zone"
        ),
        sa.Column("value", sa.Integer(), nullable=False, comment="The last number given"),
        sa.PrimaryKeyConstraint("pack_key", "year", name=op.f("counter_pkey")),
        comment="Running case numbers, per pack and year, without gaps",
    )
    op.create_table(
        "pack",
        sa.Column("key", sa.Text(), nullable=False, comment="Key of the pack, as in pack.yaml"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Counts up from 1 with every changed deployment"
        ),
        sa.Column("digest", sa.Text(), nullable=False, comment="SHA-256 over all files, hex"),
        sa.Column("title", sa.Text(), nullable=False, comment="Title, as in pack.yaml"),
        sa.Column(
            "processes", sa.Text(), nullable=False, comment="JSON: ids of its processes, the main one first"
        ),
        sa.Column(
            "files",
            sa.LargeBinary(),
            nullable=False,
            comment="All files: zlib of a MessagePack map from path to content",
        ),
        sa.Column("deployed_at", UtcTime(), nullable=False, comment="When it was deployed"),
        sa.Column("deployed_by", sa.Text(), nullable=False, comment="Login of who deployed it"),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pack_pkey")),
        comment="Every deployed version of every pack; append-only",
    )
    op.create_index("pack_digest_index", "pack", ["digest"], unique=False)
    op.create_table(
        "process",
        sa.Column("id", sa.Text(), nullable=False, comment="Id of the process in its BPMN file"),
        sa.Column("pack_key", sa.Text(), nullable=False, comment="The pack that deployed it last"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="The version that new instances start with"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("process_pkey")),
        comment="Where the newest version of each process is found",
    )
    op.create_table(
        "start_subscription",
        sa.Column("process", sa.Text(), nullable=False, comment="Id of the process that starts"),
        sa.Column("element", sa.Text(), nullable=False, comment="Id of the start event"),
        sa.Column("kind", sa.Text(), nullable=False, comment="message or signal"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the message or signal"),
        sa.Column("pack_key", sa.Text(), nullable=False, comment="The pack of the process"),
        sa.Column("version", sa.Integer(), nullable=False, comment="The version that starts: the newest"),
        sa.PrimaryKeyConstraint("process", "element", name=op.f("start_subscription_pkey")),
        comment="Start events of the newest versions that wait for a message or signal",
    )
    op.create_index("start_subscription_name_index", "start_subscription", ["kind", "name"], unique=False)


def downgrade() -> None:
    op.drop_table("start_subscription")
    op.drop_table("process")
    op.drop_table("pack")
    op.drop_table("counter")
    op.drop_table("calendar_version")
