"""Cases with their history, tasks, documents, incidents and notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.types import UtcTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "instance",
        sa.Column("id", sa.Text(), nullable=False, comment="Short id, ordered by start time"),
        sa.Column("number", sa.Text(), nullable=False, comment="Running case number, as people name it"),
        sa.Column("pack_key", sa.Text(), nullable=False, comment="Pack that it runs on"),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="Version of the pack; kept for the whole life of the case",
        ),
        sa.Column("process", sa.Text(), nullable=False, comment="Id of the main process"),
        sa.Column("title", sa.Text(), nullable=False, comment="Title, made by the pack's case_title"),
        sa.Column("status", sa.Text(), nullable=False, comment="active, suspended, completed or cancelled"),
        sa.Column(
            "state",
            sa.LargeBinary(),
            nullable=False,
            comment="Lean state after the last step: zlib of canonical JSON",
        ),
        sa.Column("seq", sa.Integer(), nullable=False, comment="Number of the last step"),
        sa.Column("head", sa.LargeBinary(), nullable=False, comment="Hash of the last step"),
        sa.Column("started_at", UtcTime(), nullable=False, comment="Time of the first step"),
        sa.Column("started_by", sa.Text(), nullable=False, comment="Login of who started it"),
        sa.Column("changed_at", UtcTime(), nullable=False, comment="Time of the last step"),
        sa.Column("ended_at", UtcTime(), nullable=True, comment="When it was completed or cancelled"),
        sa.Column(
            "due_at", UtcTime(), nullable=True, comment="Due time of the running clock that is due first"
        ),
        sa.Column("warn_at", UtcTime(), nullable=True, comment="From when its lamp is yellow"),
        sa.Column(
            "provisional",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="1 while the due time rests on a year that is not published yet",
        ),
        sa.Column(
            "incidents",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="How many of its incidents are open",
        ),
        sa.Column(
            "search",
            sa.Text(),
            nullable=False,
            comment="What the worklist search looks through, in lower case",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("instance_pkey")),
        sa.UniqueConstraint("number", name=op.f("instance_number_key")),
        comment="One row per case; changed together with a new step, its incident count with an incident",
    )
    op.create_index("instance_started_by_index", "instance", ["started_by", "id"], unique=False)
    op.create_index("instance_status_index", "instance", ["status", "id"], unique=False)
    op.create_table(
        "notice_read",
        sa.Column("login", sa.Text(), nullable=False, comment="Login of the reader"),
        sa.Column("upto", sa.BigInteger(), nullable=False, comment="The newest notice that was read"),
        sa.PrimaryKeyConstraint("login", name=op.f("notice_read_pkey")),
        comment="How far each person has read",
    )
    op.create_table(
        "task_candidate",
        sa.Column("kind", sa.Text(), nullable=False, comment="group or user"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the group, or login of the user"),
        sa.Column(
            "sort_at", UtcTime(), nullable=False, comment="Due time, or the year 9999: the order of worklists"
        ),
        sa.Column("instance_id", sa.Text(), nullable=False, comment="The case"),
        sa.Column("key", sa.Integer(), nullable=False, comment="The task within the case"),
        sa.PrimaryKeyConstraint(
            "kind", "name", "sort_at", "instance_id", "key", name=op.f("task_candidate_pkey")
        ),
        comment="Who may claim an open task that nobody has: one row per candidate, in worklist order",
        sqlite_with_rowid=False,
    )
    op.create_index("task_candidate_task_index", "task_candidate", ["instance_id", "key"], unique=False)
    op.create_table(
        "document",
        sa.Column("id", SERIAL, nullable=False, comment="Counts up"),
        sa.Column("instance_id", sa.Text(), nullable=False, comment="The case"),
        sa.Column("seq", sa.Integer(), nullable=False, comment="The step that brought it"),
        sa.Column("element", sa.Text(), nullable=False, comment="Id of the element whose handler made it"),
        sa.Column("name", sa.Text(), nullable=False, comment="File name"),
        sa.Column("media_type", sa.Text(), nullable=False, comment="Media type"),
        sa.Column("size", sa.Integer(), nullable=False, comment="Bytes of the content"),
        sa.Column(
            "digest",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of the content, hex; also in the step's body",
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="The file"),
        sa.Column("created_at", UtcTime(), nullable=False, comment="Time of the step"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="Who gave the command"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("document_instance_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("document_pkey")),
        comment="Documents of cases; append-only",
    )
    op.create_index("document_instance_index", "document", ["instance_id"], unique=False)
    op.create_table(
        "incident",
        sa.Column("id", SERIAL, nullable=False, comment="Counts up"),
        sa.Column("instance_id", sa.Text(), nullable=False, comment="The case"),
        sa.Column("work_key", sa.Text(), nullable=True, comment="Key of the job or timer that failed"),
        sa.Column("kind", sa.Text(), nullable=False, comment="job, timer or message"),
        sa.Column("element", sa.Text(), nullable=False, comment="Id of the element where it happened"),
        sa.Column(
            "message",
            sa.Text(),
            nullable=False,
            comment="English sentence with places; key of its translation",
        ),
        sa.Column("params", sa.Text(), nullable=False, comment="JSON: values of the places"),
        sa.Column("detail", sa.Text(), nullable=True, comment="Traceback for the operator; shown on no page"),
        sa.Column("created_at", UtcTime(), nullable=False, comment="When it happened"),
        sa.Column(
            "resolved_at", UtcTime(), nullable=True, comment="When somebody had it retried, or the case ended"
        ),
        sa.Column("resolved_by", sa.Text(), nullable=True, comment="Login of that person"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("incident_instance_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("incident_pkey")),
        comment="Work that failed for the last time and needs a person",
    )
    op.create_index("incident_instance_index", "incident", ["instance_id"], unique=False)
    op.create_index(
        "incident_open_index",
        "incident",
        ["id"],
        unique=False,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "notice",
        sa.Column("id", SERIAL, nullable=False, comment="Counts up"),
        sa.Column("recipient_kind", sa.Text(), nullable=False, comment="group or user"),
        sa.Column("recipient", sa.Text(), nullable=False, comment="Name of the group, or login of the user"),
        sa.Column("kind", sa.Text(), nullable=False, comment="assigned, reminded or overdue"),
        sa.Column("instance_id", sa.Text(), nullable=False, comment="The case"),
        sa.Column("key", sa.Integer(), nullable=False, comment="The task within the case"),
        sa.Column("at", UtcTime(), nullable=False, comment="When it was given"),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("notice_instance_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("notice_pkey")),
        comment="Notifications within the product",
    )
    op.create_index("notice_recipient_index", "notice", ["recipient_kind", "recipient", "id"], unique=False)
    op.create_table(
        "step",
        sa.Column("instance_id", sa.Text(), nullable=False, comment="The case"),
        sa.Column(
            "seq", sa.Integer(), nullable=False, comment="Counts up from 1 within the case, without gaps"
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="Name of the command"),
        sa.Column(
            "actor",
            sa.Text(),
            nullable=False,
            comment="Login of the person, or name of the machine part, that gave it",
        ),
        sa.Column("at", UtcTime(), nullable=False, comment="When the engine took it in"),
        sa.Column(
            "body",
            sa.LargeBinary(),
            nullable=False,
            comment="zlib of canonical JSON: command, events, pack digest, calendar version",
        ),
        sa.Column(
            "state_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the state after the step"
        ),
        sa.Column(
            "prev_hash",
            sa.LargeBinary(),
            nullable=False,
            comment="Hash of the step before; zeros for the first",
        ),
        sa.Column(
            "hash", sa.LargeBinary(), nullable=False, comment="SHA-256 over all other columns of this row"
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("step_instance_id_fkey")),
        sa.PrimaryKeyConstraint("instance_id", "seq", name=op.f("step_pkey")),
        comment="The history: one row per command; append-only, chained by hashes",
    )
    op.create_table(
        "task",
        sa.Column("instance_id", sa.Text(), nullable=False, comment="The case"),
        sa.Column("key", sa.Integer(), nullable=False, comment="Key of the activity in the case's state"),
        sa.Column("element", sa.Text(), nullable=False, comment="Id of the user task in the model"),
        sa.Column("name", sa.Text(), nullable=False, comment="Name of the user task when it was created"),
        sa.Column("form", sa.Text(), nullable=True, comment="Id of its form"),
        sa.Column("status", sa.Text(), nullable=False, comment="open, completed or cancelled"),
        sa.Column("assignee", sa.Text(), nullable=True, comment="Login of who has it"),
        sa.Column("candidates", sa.Text(), nullable=True, comment="JSON: groups and users who may claim it"),
        sa.Column("priority", sa.Integer(), nullable=False, comment="0 to 100, 50 is usual"),
        sa.Column("created_at", UtcTime(), nullable=False, comment="When it was created"),
        sa.Column("due_at", UtcTime(), nullable=True, comment="When it is due"),
        sa.Column("warn_at", UtcTime(), nullable=True, comment="From when its lamp is yellow"),
        sa.Column(
            "sort_at", UtcTime(), nullable=False, comment="Due time, or the year 9999: the order of worklists"
        ),
        sa.Column(
            "provisional",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="1 while the due time rests on a year that is not published yet",
        ),
        sa.Column(
            "deadline",
            sa.Text(),
            nullable=True,
            comment="Key of the pack's deadline, or text of the rule of days",
        ),
        sa.Column("rule", sa.Text(), nullable=True, comment="Id of the legal rule"),
        sa.Column("ended_at", UtcTime(), nullable=True, comment="When it was completed or cancelled"),
        sa.Column("ended_by", sa.Text(), nullable=True, comment="Login of who completed it"),
        sa.Column(
            "on_behalf_of", sa.Text(), nullable=True, comment="Login of the person for whom it was completed"
        ),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("task_instance_id_fkey")),
        sa.PrimaryKeyConstraint("instance_id", "key", name=op.f("task_pkey")),
        comment="Tasks of people, open and done",
        sqlite_with_rowid=False,
    )
    op.create_index(
        "task_done_index",
        "task",
        ["ended_by", "ended_at", "instance_id", "key"],
        unique=False,
        sqlite_where=sa.text("status = 'completed'"),
        postgresql_where=sa.text("status = 'completed'"),
    )
    op.create_index(
        "task_mine_index",
        "task",
        ["assignee", "sort_at", "instance_id", "key"],
        unique=False,
        sqlite_where=sa.text("status = 'open' AND assignee IS NOT NULL"),
        postgresql_where=sa.text("status = 'open' AND assignee IS NOT NULL"),
    )
    op.create_table(
        "draft",
        sa.Column("instance_id", sa.Text(), nullable=False, comment="The case"),
        sa.Column("key", sa.Integer(), nullable=False, comment="The task within the case"),
        sa.Column("login", sa.Text(), nullable=False, comment="Who typed it"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="zlib of JSON: the fields so far"),
        sa.Column("saved_at", UtcTime(), nullable=False, comment="When it was saved last"),
        sa.ForeignKeyConstraint(
            ["instance_id", "key"], ["task.instance_id", "task.key"], name=op.f("draft_instance_id_key_fkey")
        ),
        sa.PrimaryKeyConstraint("instance_id", "key", "login", name=op.f("draft_pkey")),
        comment="What people typed into a form and did not send yet; no part of the history",
    )


def downgrade() -> None:
    op.drop_table("draft")
    op.drop_table("task")
    op.drop_table("step")
    op.drop_table("notice")
    op.drop_table("incident")
    op.drop_table("document")
    op.drop_table("task_candidate")
    op.drop_table("notice_read")
    op.drop_table("instance")
