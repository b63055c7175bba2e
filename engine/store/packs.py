"""The only writer of `pack`, `process`, `start_subscription`, `calendar_version` and `counter`, and their
loader for the engine itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from engine.commands import Deploy
from engine.store.chain import row_hash
from engine.store.codec import dumps, pack_files, unpack_files
from engine.store.people import touch
from engine.store.tables import calendar_version, pack, process, start_subscription

_NEWEST_OF = sa.select(process.c.pack_key, process.c.version).where(process.c.id == bindparam("b_process"))
# one statement on both databases: the row is made with the first number, else counted up
_COUNT = sa.text(
    "INSERT INTO counter (pack_key, year, value) VALUES (:pack_key, :year, 1) "
    "ON CONFLICT (pack_key, year) DO UPDATE SET value = counter.value + 1 RETURNING value"
)


@dataclass(frozen=True, slots=True)
class StoredPack:
    key: str
    version: int
    digest: str
    files: dict[str, bytes]


def find_newest(connection: Connection, key: str) -> tuple[int, str] | None:
    """Version and digest of the newest deployment of a pack."""
    row = connection.execute(
        sa.select(pack.c.version, pack.c.digest)
        .where(pack.c.key == key)
        .order_by(pack.c.version.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.version, row.digest)


def find_newest_of(connection: Connection, process_id: str) -> str | None:
    """Reference `key:version` of the newest pack that holds a process."""
    row = connection.execute(_NEWEST_OF, {"b_process": process_id}).first()
    return None if row is None else f"{row.pack_key}:{row.version}"


def find_owner(connection: Connection, process_ids: Iterable[str], key: str) -> tuple[str, str] | None:
    """A process of these that another pack than `key` holds: (process, pack)."""
    row = connection.execute(
        sa.select(process.c.id, process.c.pack_key).where(
            process.c.id.in_(list(process_ids)), process.c.pack_key != key
        )
    ).first()
    return None if row is None else (row.id, row.pack_key)


def load(connection: Connection, key: str, version: int) -> StoredPack | None:
    """The files of a deployed version."""
    row = connection.execute(sa.select(pack).where(pack.c.key == key, pack.c.version == version)).first()
    return None if row is None else StoredPack(row.key, row.version, row.digest, unpack_files(row.files))


def list_newest(connection: Connection) -> list[StoredPack]:
    """The newest version of every pack, with its files."""
    newest = sa.select(pack.c.key, sa.func.max(pack.c.version)).group_by(pack.c.key).order_by(pack.c.key)
    found = (load(connection, key, version) for key, version in connection.execute(newest).all())
    return [stored for stored in found if stored is not None]


def add(
    connection: Connection,
    stored: StoredPack,
    title: str,
    at: datetime,
    command: Deploy,
    processes: Sequence[str],
    starts: Iterable[dict[str, Any]],
) -> None:
    """Write a new version; new instances start with it from now on.

    command: says who deployed it, on whose behalf, why and from where; its files are those of `stored`.
    starts: `process`, `element`, `kind`, `name` of start events that wait for a message or signal.
    """
    row: dict[str, Any] = {
        "key": stored.key, "version": stored.version, "digest": stored.digest, "title": title,
        "processes": dumps(list(processes)).decode(), "files": pack_files(stored.files), "deployed_at": at,
        "deployed_by": command.actor, "on_behalf_of": command.on_behalf_of, "reason": command.reason,
        "client": command.client,
    }  # fmt: skip
    connection.execute(sa.insert(pack).inline(), {**row, "hash": row_hash("pack", row)})
    owner = {"pack_key": stored.key, "version": stored.version}
    connection.execute(sa.delete(process).where(process.c.pack_key == stored.key))
    connection.execute(sa.delete(start_subscription).where(start_subscription.c.pack_key == stored.key))
    connection.execute(sa.insert(process).inline(), [{"id": name, **owner} for name in processes])
    rows = [{**start, **owner} for start in starts]
    if rows:
        connection.execute(sa.insert(start_subscription).inline(), rows)


def count_up(connection: Connection, pack_key: str, year: int) -> int:
    """The next running number; given back if the transaction fails, so that there are no gaps."""
    return int(connection.execute(_COUNT, {"pack_key": pack_key, "year": year}).scalar_one())


def find_calendar(connection: Connection, version: str | None = None) -> bytes | None:
    """The content of a calendar version, or of the one in force."""
    query = sa.select(calendar_version.c.content)
    if version is not None:
        query = query.where(calendar_version.c.version == version)
    else:
        query = query.order_by(calendar_version.c.imported_at.desc(), calendar_version.c.version).limit(1)
    found: bytes | None = connection.execute(query).scalar()
    return found


def add_calendar(connection: Connection, version: str, content: bytes, at: datetime, by: str) -> None:
    """Keep a calendar version; it is in force from now on. One that is kept already is not written again."""
    known = connection.execute(
        sa.select(calendar_version.c.version).where(calendar_version.c.version == version)
    ).first()
    if known is None:
        row: dict[str, Any] = {"version": version, "content": content, "imported_at": at, "imported_by": by}
        signed = {**row, "hash": row_hash("calendar_version", row)}
        connection.execute(sa.insert(calendar_version).inline(), signed)
        touch(connection, "calendar")
