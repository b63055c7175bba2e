"""Tables of cases: the case itself, its history, its tasks, and what people see and keep beside them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
)
from sqlalchemy import text as sql

from engine.store.tables.base import SERIAL, blob, flag, metadata, number, text, time

instance = Table(
    "instance",
    metadata,
    text("id", "Short id, ordered by start time", primary_key=True),
    text("number", "Running case number, as people name it", unique=True),
    text("pack_key", "Pack that it runs on"),
    number("version", "Version of the pack; kept for the whole life of the case"),
    text("process", "Id of the main process"),
    text("title", "Title, made by the pack's case_title"),
    text("status", "active, suspended, completed or cancelled"),
    blob("state", "Lean state after the last step: zlib of canonical JSON"),
    number("seq", "Number of the last step"),
    blob("head", "Hash of the last step"),
    time("started_at", "Time of the first step"),
    text("started_by", "Login of who started it"),
    time("changed_at", "Time of the last step"),
    time("ended_at", "When it was completed or cancelled", null=True),
    time("due_at", "Due time of the running clock that is due first", null=True),
    time("warn_at", "From when its lamp is yellow", null=True),
    flag("provisional", "1 while the due time rests on a year that is not published yet"),
    number("incidents", "How many of its incidents are open", server_default="0"),
    text("search", "What the worklist search looks through, in lower case"),
    Index("instance_status_index", "status", "id"),
    Index("instance_started_by_index", "started_by", "id"),
    comment="One row per case; changed together with a new step, its incident count with an incident",
)

step = Table(
    "step",
    metadata,
    text("instance_id", "The case", ForeignKey("instance.id")),
    number("seq", "Counts up from 1 within the case, without gaps"),
    text("kind", "Name of the command"),
    text("actor", "Login of the person, or name of the machine part, that gave it"),
    time("at", "When the engine took it in"),
    blob(
        "body",
        "zlib of canonical JSON: command, events, pack digest, calendar version",
    ),
    blob("state_hash", "SHA-256 of the state after the step"),
    blob("prev_hash", "Hash of the step before; zeros for the first"),
    blob("hash", "SHA-256 over all other columns of this row"),
    PrimaryKeyConstraint("instance_id", "seq"),
    comment="The history: one row per command; append-only, chained by hashes",
)

task = Table(
    "task",
    metadata,
    text("instance_id", "The case", ForeignKey("instance.id")),
    number("key", "Key of the activity in the case's state"),
    text("element", "Id of the user task in the model"),
    text("name", "Name of the user task when it was created"),
    text("form", "Id of its form", null=True),
    text("status", "open, completed or cancelled"),
    text("assignee", "Login of who has it", null=True),
    text("candidates", "JSON: groups and users who may claim it", null=True),
    number("priority", "0 to 100, 50 is usual"),
    time("created_at", "When it was created"),
    time("due_at", "When it is due", null=True),
    time("warn_at", "From when its lamp is yellow", null=True),
    time("sort_at", "Due time, or the year 9999: the order of worklists"),
    flag("provisional", "1 while the due time rests on a year that is not published yet"),
    text("deadline", "Key of the pack's deadline, or text of the rule of days", null=True),
    text("rule", "Id of the legal rule", null=True),
    time("ended_at", "When it was completed or cancelled", null=True),
    text("ended_by", "Login of who completed it", null=True),
    text("on_behalf_of", "Login of the person for whom it was completed", null=True),
    PrimaryKeyConstraint("instance_id", "key"),
    Index("task_mine_index", "assignee", "sort_at", "instance_id", "key",
          sqlite_where=sql("status = 'open' AND assignee IS NOT NULL"),
          postgresql_where=sql("status = 'open' AND assignee IS NOT NULL")),
    Index("task_done_index", "ended_by", "ended_at", "instance_id", "key",
          sqlite_where=sql("status = 'completed'"), postgresql_where=sql("status = 'completed'")),
    comment="Tasks of people, open and done",
    sqlite_with_rowid=False,
)  # fmt: skip

task_candidate = Table(
    "task_candidate",
    metadata,
    text("kind", "group or user"),
    text("name", "Name of the group, or login of the user"),
    time("sort_at", "Due time, or the year 9999: the order of worklists"),
    text("instance_id", "The case"),
    number("key", "The task within the case"),
    PrimaryKeyConstraint("kind", "name", "sort_at", "instance_id", "key"),
    Index("task_candidate_task_index", "instance_id", "key"),
    comment="Who may claim an open task that nobody has: one row per candidate, in worklist order",
    sqlite_with_rowid=False,
)

incident = Table(
    "incident",
    metadata,
    Column("id", SERIAL, primary_key=True, comment="Counts up"),
    text("instance_id", "The case", ForeignKey("instance.id")),
    text("work_key", "Key of the job or timer that failed", null=True),
    text("kind", "job, timer or message"),
    text("element", "Id of the element where it happened"),
    text("message", "English sentence with places; key of its translation"),
    text("params", "JSON: values of the places"),
    text("detail", "Traceback for the operator; shown on no page", null=True),
    time("created_at", "When it happened"),
    time("resolved_at", "When somebody had it retried, or the case ended", null=True),
    text("resolved_by", "Login of that person", null=True),
    Index("incident_instance_index", "instance_id"),
    Index("incident_open_index", "id", sqlite_where=sql("resolved_at IS NULL"),
          postgresql_where=sql("resolved_at IS NULL")),
    comment="Work that failed for the last time and needs a person",
)  # fmt: skip

notice = Table(
    "notice",
    metadata,
    Column("id", SERIAL, primary_key=True, comment="Counts up"),
    text("recipient_kind", "group or user"),
    text("recipient", "Name of the group, or login of the user"),
    text("kind", "assigned, reminded or overdue"),
    text("instance_id", "The case", ForeignKey("instance.id")),
    number("key", "The task within the case"),
    time("at", "When it was given"),
    Index("notice_recipient_index", "recipient_kind", "recipient", "id"),
    comment="Notifications within the product",
)

notice_read = Table(
    "notice_read",
    metadata,
    text("login", "Login of the reader", primary_key=True),
    Column("upto", BigInteger, nullable=False, comment="The newest notice that was read"),
    comment="How far each person has read",
)

document = Table(
    "document",
    metadata,
    Column("id", SERIAL, primary_key=True, comment="Counts up"),
    text("instance_id", "The case", ForeignKey("instance.id")),
    number("seq", "The step that brought it"),
    text("element", "Id of the element whose handler made it"),
    text("name", "File name"),
    text("media_type", "Media type"),
    number("size", "Bytes of the content"),
    text("digest", "SHA-256 of the content, hex; also in the step's body"),
    blob("content", "The file"),
    time("created_at", "Time of the step"),
    text("created_by", "Who gave the command"),
    Index("document_instance_index", "instance_id"),
    comment="Documents of cases; append-only",
)

draft = Table(
    "draft",
    metadata,
    text("instance_id", "The case"),
    number("key", "The task within the case"),
    text("login", "Who typed it"),
    blob("body", "zlib of JSON: the fields so far"),
    time("saved_at", "When it was saved last"),
    PrimaryKeyConstraint("instance_id", "key", "login"),
    ForeignKeyConstraint(["instance_id", "key"], ["task.instance_id", "task.key"]),
    comment="What people typed into a form and did not send yet; no part of the history",
)
