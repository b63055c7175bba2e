"""Tables of work that nobody is waiting for: timers and jobs, and who waits for which message."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, PrimaryKeyConstraint, Table
from sqlalchemy import text as sql

from engine.store.tables.base import SERIAL, blob, flag, metadata, number, text, time

work = Table(
    "work",
    metadata,
    Column("id", SERIAL, primary_key=True, comment="Counts up"),
    text("dedupe_key", "Names the work; a second row for the same work cannot be written", unique=True),
    text("kind", "timer, reminder, overdue, job, mail, or message, signal, deliver, start, kept, begin"),
    number("lane", "0 for what is quick, 1 for handlers and mails, which may take long and hold up no timer"),
    text("instance_id", "The case, if it belongs to one", ForeignKey("instance.id"), null=True),
    number("key", "The activity within the case", null=True),
    text("element", "Id of the element, for people who look for it", null=True),
    time("due_at", "Not before this time"),
    number("attempts", "How often it was begun"),
    number("retries", "How often it may still fail before it becomes an incident"),
    flag("parked", "1 while its case is suspended; 2 while it has an incident: then it is left alone"),
    text("lock_owner", "Worker that has it: host, process id, boot id", null=True),
    time("lock_until", "End of the lease; then others may take it", null=True),
    number("epoch", "Counts up with every claim; a result of an older claim is refused"),
    blob("payload", "JSON: what the worker needs", null=True),
    Index(
        "work_due_index", "due_at", "id", sqlite_where=sql("parked = 0"), postgresql_where=sql("parked = 0")
    ),
    Index("work_instance_index", "instance_id", "key"),
    comment="Timers, reminders, jobs and deliveries: one row each until it is done",
)

subscription = Table(
    "subscription",
    metadata,
    text("instance_id", "The case", ForeignKey("instance.id")),
    number("key", "The waiting activity within the case"),
    text("kind", "message or signal"),
    text("name", "Name of the message or signal"),
    text("correlation", "Correlation key of a message; empty for a signal"),
    text("element", "Id of the waiting element"),
    PrimaryKeyConstraint("instance_id", "key", "kind", "name"),
    Index("subscription_name_index", "kind", "name", "correlation"),
    comment="Cases that wait for a message or signal",
)

message = Table(
    "message",
    metadata,
    Column("id", SERIAL, primary_key=True, comment="Counts up"),
    text("message_id", "Id that the sender gave; taken once", null=True, unique=True),
    text("name", "Name of the message"),
    text("correlation", "Correlation key"),
    blob("body", "zlib of canonical JSON: the command"),
    time("received_at", "When it came"),
    time("expires_at", "Until when it is kept"),
    text("instance_id", "The case that took it", null=True),
    Index("message_waiting_index", "name", "correlation", sqlite_where=sql("instance_id IS NULL"),
          postgresql_where=sql("instance_id IS NULL")),
    Index("message_expires_index", "expires_at"),
    comment="Messages that nobody waited for yet, and ids of those that were taken",
)  # fmt: skip
