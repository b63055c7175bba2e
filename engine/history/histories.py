"""Reads whole histories for export, some cases at a time, in the order in which they started."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from engine.history.recorded import BATCH
from engine.store.queries.history import step_row
from engine.store.rows import InstanceRow, StepRow
from engine.store.tables import instance, step

History = tuple[InstanceRow, tuple[StepRow, ...]]


def iter_histories(connection: Connection, instance_id: str | None = None) -> Iterator[History]:
    """Every case, or the one of that id, with all its steps."""
    after = ""
    while True:
        query = sa.select(instance).where(instance.c.id > after).order_by(instance.c.id).limit(BATCH)
        if instance_id is not None:
            query = query.where(instance.c.id == instance_id)
        cases = connection.execute(query).all()
        if not cases:
            return
        steps = _steps(connection, [case.id for case in cases])
        for case in cases:
            yield instance_row(case), tuple(steps.get(case.id, ()))
        after = cases[-1].id


def _steps(connection: Connection, ids: list[str]) -> Mapping[str, list[StepRow]]:
    rows = connection.execute(
        sa.select(step).where(step.c.instance_id.in_(ids)).order_by(step.c.instance_id, step.c.seq)
    )
    found: dict[str, list[StepRow]] = {}
    for row in rows:
        found.setdefault(row.instance_id, []).append(step_row(row))
    return found


def instance_row(row: Row[tuple[object, ...]]) -> InstanceRow:
    """A row of table `instance`; a history has no lamp, that is a question of now."""
    return InstanceRow(
        instance_id=row.id,
        number=row.number,
        title=row.title,
        pack=row.pack_key,
        version=row.version,
        process=row.process,
        status=row.status,
        seq=row.seq,
        started_at=row.started_at,
        started_by=row.started_by,
        changed_at=row.changed_at,
        ended_at=row.ended_at,
        due_at=row.due_at,
        warn_at=row.warn_at,
        provisional=bool(row.provisional),
    )
