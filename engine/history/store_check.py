"""Checks what belongs to no case and is written once: packs, calendars; and that no number is missing."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.calendar import Calendar
from engine.history import raw
from engine.history.problem import Problem
from engine.model import files as packfiles
from engine.store import chain, codec
from engine.store.tables import calendar_version, counter, instance, pack

_UNREADABLE = (zlib.error, msgspec.DecodeError, ValueError, KeyError, TypeError, AttributeError)


def check_store(connection: Connection) -> Iterator[Problem]:
    """Everything that is wrong outside the chains."""
    yield from _check_packs(connection)
    yield from _check_calendars(connection)
    yield from _check_numbers(connection)


def _check_packs(connection: Connection) -> Iterator[Problem]:
    for row in raw.rows(connection, pack, raw.select(connection, pack)):
        key = f"{raw.readable(row['key'])}:{row['version']}"
        try:
            found = packfiles.digest(codec.unpack_files(row["files"]))
        except _UNREADABLE:
            yield Problem("pack", "files", "The files of pack {key} cannot be read.", {"key": key}, key=key)
            continue
        if found != raw.readable(row["digest"]):
            message = "The files of pack {key} do not give the digest under which it was deployed."
            yield Problem("pack", "files", message, {"key": key}, key=key)
        elif not _is_as_written(pack, row):
            message = "Pack {key} does not give its hash: its row was altered."
            yield Problem("pack", "content", message, {"key": key}, key=key)


def list_digests(connection: Connection) -> dict[tuple[bytes, int], str]:
    """Digest by key and version of every deployed pack."""
    query = raw.select(connection, pack, "files")
    found = raw.rows(connection, pack, query)
    return {(row["key"], row["version"]): raw.readable(row["digest"]) for row in found}


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
        elif not _is_as_written(calendar_version, row):
            message = "Calendar {key} does not give its hash: its row was altered."
            yield Problem("calendar_version", "content", message, {"key": key}, key=key)


def _is_as_written(table: sa.Table, row: raw.RawRow) -> bool:
    values = {name: value for name, value in row.items() if name != "hash"}
    return bool(row["hash"] == chain.row_hash(table.name, values))


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
