"""The only writer of `incident`: work that failed for the last time, until a person has it tried again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.codec import dumps
from engine.store.tables import incident, instance, work


def add(
    connection: Connection,
    instance_id: str,
    work_key: str | None,
    kind: str,
    element: str,
    message: str,
    params: dict[str, Any],
    detail: str | None,
    at: datetime,
) -> None:
    """Write an incident and count it at its case."""
    connection.execute(
        sa.insert(incident).inline(),
        {
            "instance_id": instance_id,
            "work_key": work_key,
            "kind": kind,
            "element": element,
            "message": message,
            "params": dumps(params).decode(),
            "detail": detail,
            "created_at": at,
        },
    )
    _count(connection, instance_id)


def resolve(
    connection: Connection, instance_id: str, at: datetime, by: str, work_keys: list[str] | None = None
) -> None:
    """Close the open incidents of a case, or those of some work only."""
    which = sa.update(incident).where(incident.c.instance_id == instance_id, incident.c.resolved_at.is_(None))
    if work_keys is not None:
        which = which.where(incident.c.work_key.in_(work_keys))
    connection.execute(which.values(resolved_at=at, resolved_by=by))
    _count(connection, instance_id)


def resolve_gone(connection: Connection, instance_id: str, at: datetime, by: str) -> None:
    """Close the incidents of a case whose work is no longer there: done after all, or not needed any more."""
    there = sa.exists().where(work.c.dedupe_key == incident.c.work_key)
    connection.execute(
        sa.update(incident)
        .where(
            incident.c.instance_id == instance_id,
            incident.c.resolved_at.is_(None),
            incident.c.work_key.is_not(None),
            ~there,
        )
        .values(resolved_at=at, resolved_by=by)
    )
    _count(connection, instance_id)


def _count(connection: Connection, instance_id: str) -> None:
    still_open = (
        sa.select(sa.func.count())
        .select_from(incident)
        .where(incident.c.instance_id == instance_id, incident.c.resolved_at.is_(None))
        .scalar_subquery()
    )
    connection.execute(sa.update(instance).where(instance.c.id == instance_id).values(incidents=still_open))
