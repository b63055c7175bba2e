"""Tables of what is deployed: packs, their start subscriptions, calendars, running numbers."""

from __future__ import annotations

from sqlalchemy import Index, PrimaryKeyConstraint, Table

from engine.store.tables.base import blob, metadata, number, text, time

pack = Table(
    "pack",
    metadata,
    text("key", "Key of the pack, as in pack.yaml"),
    number("version", "Counts up from 1 with every changed deployment"),
    text("digest", "SHA-256 over all files, hex"),
    text("title", "Title, as in pack.yaml"),
    text("processes", "JSON: ids of its processes, the main one first"),
    blob("files", "All files: zlib of a MessagePack map from path to content"),
    time("deployed_at", "When it was deployed"),
    text("deployed_by", "Login of who deployed it"),
    text("on_behalf_of", "Login of the person for whom it was deployed", null=True),
    text("reason", "Why, where it was said", null=True),
    text("client", "Where the command came from", null=True),
    blob("hash", "SHA-256 over all other columns of this row", null=True),
    PrimaryKeyConstraint("key", "version"),
    Index("pack_digest_index", "digest"),
    comment="Every deployed version of every pack; append-only",
)

process = Table(
    "process",
    metadata,
    text("id", "Id of the process in its BPMN file", primary_key=True),
    text("pack_key", "The pack that deployed it last"),
    number("version", "The version that new instances start with"),
    comment="Where the newest version of each process is found",
)

start_subscription = Table(
    "start_subscription",
    metadata,
    text("process", "Id of the process that starts"),
    text("element", "Id of the start event; of kind correlation, of the correlation key"),
    text("kind", "message, signal or correlation: this process reads a key in the message"),
    text("name", "Name of the message or signal"),
    text("pack_key", "The pack of the process"),
    number("version", "The version that starts: the newest"),
    PrimaryKeyConstraint("process", "element", "kind", "name"),
    Index("start_subscription_name_index", "kind", "name"),
    comment="Which newest versions a message or signal starts, and which read a key in a message",
)

calendar_version = Table(
    "calendar_version",
    metadata,
    text("version", "Digest of the calendar, as steps record it", primary_key=True),
    blob("content", "The days, as engine.calendar writes them"),
    time("imported_at", "When it came in; the newest is in force"),
    text("imported_by", "Login of who imported it"),
    blob("hash", "SHA-256 over all other columns of this row", null=True),
    comment="Every working-day calendar that was ever in force; append-only",
)

counter = Table(
    "counter",
    metadata,
    text("pack_key", "The pack that numbers its cases"),
    number("year", "Year of the running number, in the office's zone"),
    number("value", "The last number given"),
    PrimaryKeyConstraint("pack_key", "year"),
    comment="Running case numbers, per pack and year, without gaps",
)
