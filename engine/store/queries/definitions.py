"""What is deployed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.codec import loads
from engine.store.rows import DefinitionRow
from engine.store.tables import instance, pack


def list_all(connection: Connection) -> tuple[DefinitionRow, ...]:
    """All versions of all packs, by key, the newest first."""
    running = {
        (row.pack_key, row.version): row.cases
        for row in connection.execute(
            sa.select(instance.c.pack_key, instance.c.version, sa.func.count().label("cases"))
            .where(instance.c.status.in_(("active", "suspended")))
            .group_by(instance.c.pack_key, instance.c.version)
        )
    }
    columns = [c for c in pack.columns if c.name != "files"]
    rows = connection.execute(sa.select(*columns).order_by(pack.c.key, pack.c.version.desc())).all()
    newest: dict[str, int] = {}
    for row in rows:
        newest.setdefault(row.key, row.version)
    return tuple(
        DefinitionRow(
            pack=row.key, version=row.version, digest=row.digest, title=row.title,
            processes=tuple(loads(row.processes)), deployed_at=row.deployed_at, deployed_by=row.deployed_by,
            newest=row.version == newest[row.key], active=running.get((row.key, row.version), 0),
            on_behalf_of=row.on_behalf_of, reason=row.reason,
        )
        for row in rows
    )  # fmt: skip


def list_newest(connection: Connection) -> list[str]:
    """References `key:version` of the newest version of each pack."""
    query = sa.select(pack.c.key, sa.func.max(pack.c.version).label("version")).group_by(pack.c.key)
    return [f"{row.key}:{row.version}" for row in connection.execute(query.order_by(pack.c.key))]
