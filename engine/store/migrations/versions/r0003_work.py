"""Timers, jobs and messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.types import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", SERIAL, nullable=False, comment="Counts up"),
        sa.Column("message_id", sa.Text(), nullable=True, comment="Id that the sender gave; taken once"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the message"),
        sa.Column("correlation", sa.Text(), nullable=False, comment="Correlation key"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="zlib of canonical JSON: the command"),
        sa.Column("received_at", UtcTime(), nullable=False, comment="When it came"),
        sa.Column("expires_at", UtcTime(), nullable=False, comment="Until when it is kept"),
        sa.Column("instance_id", sa.Text(), nullable=True, comment="The case that took it"),
        sa.PrimaryKeyConstraint("id", name=op.f("message_pkey")),
        sa.UniqueConstraint("message_id", name=op.f("message_message_id_key")),
        comment="Messages that nobody waited for yet, and ids of those that were taken",
    )
    op.create_index("message_expires_index", "message", ["expires_at"], unique=False)
    op.create_index(
        "message_waiting_index",
        "message",
        ["name", "correlation"],
        unique=False,
        sqlite_where=sa.text("instance_id IS NULL"),
        postgresql_where=sa.text("instance_id IS NULL"),
    )
    op.create_table(
        "subscription",
        sa.Column("instance_id", sa.Text(), nullable=False, comment="The case"),
        sa.Column("key", sa.Integer(), nullable=False, comment="The waiting activity within the case"),
        sa.Column("kind", sa.Text(), nullable=False, comment="message or signal"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the message or signal"),
        sa.Column(
            "correlation",
            sa.Text(),
            nullable=False,
            comment="Correlation key of a message; empty for a signal",
        ),
        sa.Column("element", sa.Text(), nullable=False, comment="Id of the waiting element"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("subscription_instance_id_fkey")),
        sa.PrimaryKeyConstraint("instance_id", "key", "kind", "name", name=op.f("subscription_pkey")),
        comment="Cases that wait for a message or signal",
    )
    op.create_index("subscription_name_index", "subscription", ["kind", "name", "correlation"], unique=False)
    op.create_table(
        "work",
        sa.Column("id", SERIAL, nullable=False, comment="Counts up"),
        sa.Column(
            "dedupe_key",
            sa.Text(),
            nullable=False,
            comment="Names the work; a second row for the same work cannot be written",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="timer, reminder, overdue, job, mail, or message, signal, deliver, start, kept, begin",
        ),
        sa.Column(
            "lane",
            sa.Integer(),
            nullable=False,
            comment="0 for what is quick, 1 for handlers and mails, which may take long and hold up no timer",
        ),
        sa.Column("instance_id", sa.Text(), nullable=True, comment="The case, if it belongs to one"),
        sa.Column("key", sa.Integer(), nullable=True, comment="The activity within the case"),
        sa.Column(
            "element", sa.Text(), nullable=True, comment="Id of the element, for people who look for it"
        ),
        sa.Column("due_at", UtcTime(), nullable=False, comment="Not before this time"),
        sa.Column("attempts", sa.Integer(), nullable=False, comment="How often it was begun"),
        sa.Column(
            "retries",
            sa.Integer(),
            nullable=False,
            comment="How often it may still fail before it becomes an incident",
        ),
        sa.Column(
            "parked",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="1 while its case is suspended; 2 while it has an incident: then it is left alone",
        ),
        sa.Column(
            "lock_owner", sa.Text(), nullable=True, comment="Worker that has it: host, process id, boot id"
        ),
        sa.Column(
            "lock_until", UtcTime(), nullable=True, comment="End of the lease; then others may take it"
        ),
        sa.Column(
            "epoch",
            sa.Integer(),
            nullable=False,
            comment="Counts up with every claim; a result of an older claim is refused",
        ),
        sa.Column("payload", sa.LargeBinary(), nullable=True, comment="JSON: what the worker needs"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("work_instance_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("work_pkey")),
        sa.UniqueConstraint("dedupe_key", name=op.f("work_dedupe_key_key")),
        comment="Timers, reminders, jobs and deliveries: one row each until it is done",
    )
    op.create_index(
        "work_due_index",
        "work",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("parked = 0"),
        postgresql_where=sa.text("parked = 0"),
    )
    op.create_index("work_instance_index", "work", ["instance_id", "key"], unique=False)


def downgrade() -> None:
    op.drop_table("work")
    op.drop_table("subscription")
    op.drop_table("message")
