"""Checks what stands beside the steps and is written once: packs, calendars, documents; and that no case
number is missing."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.calendar import Calendar
from engine.history import raw
from engine.history.problem import Problem
from engine.model import packs
from engine.store import codec
from engine.store.tables import calendar_version, counter, document, instance, pack

_UNREADABLE = (zlib.error, msgspec.DecodeError, ValueError, KeyError, TypeError, AttributeError)


def check_store(connection: Connection) -> Iterator[Problem]:
    """Everything that is wrong outside the chains."""
    yield from _check_packs(connection)
    yield from _check_calendars(connection)
    yield from _check_documents(connection)
    yield from _check_numbers(connection)


def _check_packs(connection: Connection) -> Iterator[Problem]:
    for row in raw.rows(connection, pack, raw.select(connection, pack)):
        key = f"{raw.readable(row['key'])}:{row['version']}"
        try:
            found = packs.digest(codec.unpack_files(row["files"]))
        except _UNREADABLE:
            yield Problem("pack", "files", "The files of pack {key} cannot be read.", {"key": key}, key=key)
            continue
        if found != raw.readable(row["digest"]):
            message = "The files of pack {key} do not give the digest under which it was deployed."
            yield Problem("pack", "files", message, {"key": key}, key=key)


def _check_calendars(connection: Connection) -> Iterator[Problem]:
    for row in raw.rows(connection, calendar_version, raw.select(connection, calendar_version)):
        key = raw.readable(row["version"])
        try:
            found: str | None = Calendar.from_bytes(row["content"]).version
        except _UNREADABLE:
            found = None
        if found != key:
            message = "The calendar {key} is not the one that steps recorded by that name."
            yield Problem("calendar_version", "content", message, {"key": key}, key=key)


def _check_documents(connection: Connection) -> Iterator[Problem]:
    query = raw.select(connection, document).order_by(document.c.id)
    for row in raw.rows(connection, document, query):
        content = row["content"] or b""
        if hashlib.sha256(content).hexdigest() != raw.readable(row["digest"]):
            yield _document_problem(row, "content", "Document {name} does not give its digest.")
        elif row["size"] != len(content):
            yield _document_problem(row, "size", "Document {name} has another size than recorded.")


def _document_problem(row: raw.RawRow, what: str, message: str) -> Problem:
    return Problem(
        "document",
        what,
        message,
        {"name": raw.readable(row["name"])},
        instance_id=raw.readable(row["instance_id"]),
        seq=row["seq"],
        key=str(row["id"]),
    )


def _check_numbers(connection: Connection) -> Iterator[Problem]:
    """Numbers are given without gaps, so as many cases must be there as numbers were given."""
    given = connection.execute(
        sa.select(counter.c.pack_key, sa.func.sum(counter.c.value)).group_by(counter.c.pack_key)
    )
    there = sa.select(sa.func.count()).select_from(instance)
    for key, value in given.all():
        found = connection.execute(there.where(instance.c.pack_key == key)).scalar_one()
        if found != value:
            message = "{given} case numbers were given for pack {key}, but {found} cases are there."
            params = {"given": int(value), "key": key, "found": found}
            yield Problem("counter", "missing", message, params, key=key)
