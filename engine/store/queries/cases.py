"""Cases as lists and pages show them, with their documents and incidents, and the figures over all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.codec import loads
from engine.store.queries.common import Circumstances, from_mark, pattern
from engine.store.rows import (
    Document,
    DocumentRow,
    IncidentRow,
    InstanceFilter,
    InstanceRow,
    Lamp,
    Page,
    Stats,
)
from engine.store.tables import document, incident, instance, task, task_candidate, work

_LISTED = [c for c in instance.columns if c.name not in ("state", "head", "search", "incidents")]
_DOCUMENT = [c for c in document.columns if c.name != "content"]


@dataclass(frozen=True, slots=True)
class Sight:
    """Which cases a reader may see. all: every one. starters: those that these people started, too.

    names: (kind, name) pairs under which open tasks are offered to the reader.
    """

    login: str
    all: bool
    starters: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def provisional(connection: Connection, since: datetime | None) -> list[str]:
    """Open cases with provisional deadlines, or with timers from `since` on, the first day not published."""
    uncertain = [
        instance.c.provisional == 1,
        sa.exists().where(
            task.c.instance_id == instance.c.id, task.c.status == "open", task.c.provisional == 1
        ),
    ]
    if since is not None:
        uncertain.append(
            sa.exists().where(
                work.c.instance_id == instance.c.id, work.c.kind == "timer", work.c.due_at >= since
            )
        )
    query = sa.select(instance.c.id).where(instance.c.ended_at.is_(None), sa.or_(*uncertain))
    return [str(row.id) for row in connection.execute(query.order_by(instance.c.id))]


def instances(
    connection: Connection,
    where: Circumstances,
    sight: Sight,
    wanted: InstanceFilter,
    after: str | None,
    limit: int,
) -> Page[InstanceRow]:
    """One page of cases, the newest first."""
    query = sa.select(*_LISTED).order_by(instance.c.id.desc()).limit(limit + 1)
    if not sight.all:
        query = query.where(_in_sight(sight))
    if after:
        query = query.where(instance.c.id < after)
    for column, value in (
        (instance.c.status, wanted.status),
        (instance.c.pack_key, wanted.pack),
        (instance.c.started_by, wanted.started_by),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.text:
        query = query.where(instance.c.search.like(pattern(wanted.text), escape="\\"))
    if wanted.lamp is not None:
        query = query.where(_lamp_is(wanted.lamp, where))
    if wanted.with_incident:
        query = query.where(instance.c.incidents > 0)
    rows = connection.execute(query).all()
    items = tuple(instance_row(row, where) for row in rows[:limit])
    return Page(items, items[-1].instance_id if len(rows) > limit else None)


def _in_sight(sight: Sight) -> sa.ColumnElement[bool]:
    done = sa.select(task.c.instance_id).where(task.c.ended_by == sight.login, task.c.status == "completed")
    held = sa.select(task.c.instance_id).where(
        task.c.assignee == sight.login, task.c.status == sa.literal_column("'open'")
    )
    offered = sa.select(task_candidate.c.instance_id).where(
        sa.tuple_(task_candidate.c.kind, task_candidate.c.name).in_(sight.names)
    )
    return sa.or_(
        instance.c.started_by.in_([sight.login, *sight.starters]),
        instance.c.id.in_(done),
        instance.c.id.in_(held),
        instance.c.id.in_(offered),
    )


def _lamp_is(lamp: Lamp, where: Circumstances) -> sa.ColumnElement[bool]:
    at = sa.func.coalesce(instance.c.ended_at, sa.literal(where.now, instance.c.due_at.type))
    late = at > instance.c.due_at
    if lamp == "red":
        return late
    warned = at >= instance.c.warn_at
    if lamp == "yellow":
        return sa.and_(sa.not_(late), warned)
    return sa.and_(sa.not_(late), sa.or_(instance.c.warn_at.is_(None), sa.not_(warned)))


def find(connection: Connection, where: Circumstances, id_or_number: str) -> InstanceRow | None:
    """A case by its id or its number."""
    same = sa.or_(instance.c.id == id_or_number, instance.c.number == id_or_number)
    row = connection.execute(sa.select(*_LISTED).where(same)).first()
    return None if row is None else instance_row(row, where)


def instance_row(row: Any, where: Circumstances) -> InstanceRow:
    return InstanceRow(
        instance_id=row.id, number=row.number, title=row.title, pack=row.pack_key, version=row.version,
        process=row.process, status=row.status, seq=row.seq, started_at=row.started_at,
        started_by=row.started_by, changed_at=row.changed_at, ended_at=row.ended_at, due_at=row.due_at,
        due_date=where.day(row.due_at), warn_at=row.warn_at, provisional=bool(row.provisional),
        lamp=where.lamp(row.due_at, row.warn_at, row.ended_at),
    )  # fmt: skip


def has_worked(connection: Connection, instance_id: str, login: str) -> bool:
    """Whether a person has completed a task of a case."""
    found = connection.execute(
        sa.select(task.c.key)
        .where(task.c.instance_id == instance_id, task.c.ended_by == login, task.c.status == "completed")
        .limit(1)
    )
    return found.first() is not None


def documents(connection: Connection, instance_id: str) -> tuple[DocumentRow, ...]:
    """Documents of a case, in the order they came."""
    query = sa.select(*_DOCUMENT).where(document.c.instance_id == instance_id).order_by(document.c.id)
    return tuple(_document(row) for row in connection.execute(query))


def find_document(connection: Connection, document_id: int) -> Document | None:
    row = connection.execute(sa.select(document).where(document.c.id == document_id)).first()
    return None if row is None else Document(_document(row), row.content)


def _document(row: Any) -> DocumentRow:
    return DocumentRow(
        document_id=row.id, instance_id=row.instance_id, name=row.name, media_type=row.media_type,
        size=row.size, digest=row.digest, element=row.element, seq=row.seq, created_at=row.created_at,
        created_by=row.created_by,
    )  # fmt: skip


def incidents(
    connection: Connection, instance_id: str | None, open_only: bool, after: str | None, limit: int
) -> Page[IncidentRow]:
    """One page of incidents, the newest first."""
    query = (
        sa.select(incident, instance.c.number)
        .join(instance, instance.c.id == incident.c.instance_id)
        .order_by(incident.c.id.desc())
        .limit(limit + 1)
    )
    if instance_id is not None:
        query = query.where(incident.c.instance_id == instance_id)
    if open_only:
        query = query.where(incident.c.resolved_at.is_(None))
    before = from_mark(after)
    if before is not None:
        query = query.where(incident.c.id < before)
    rows = connection.execute(query).all()
    items = tuple(_incident(row) for row in rows[:limit])
    return Page(items, str(items[-1].incident_id) if len(rows) > limit else None)


def _incident(row: Any) -> IncidentRow:
    return IncidentRow(
        incident_id=row.id, instance_id=row.instance_id, number=row.number,
        job_id=row.work_key.removeprefix("job:") if row.work_key else None, kind=row.kind,
        element=row.element, message=row.message, params=loads(row.params), created_at=row.created_at,
        detail=row.detail or "", resolved_at=row.resolved_at, resolved_by=row.resolved_by,
    )  # fmt: skip


def stats(connection: Connection, where: Circumstances) -> Stats:
    """Figures over everything."""

    def count(query: sa.Select[Any]) -> int:
        return int(connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one())

    is_open = task.c.status == "open"
    now = sa.literal(where.now, task.c.due_at.type)
    lamp = sa.case((task.c.due_at < now, "red"), (task.c.warn_at <= now, "yellow"), else_="green")
    lamps = connection.execute(
        sa.select(lamp.label("lamp"), sa.func.count().label("tasks"))
        .where(is_open, task.c.due_at.is_not(None))
        .group_by(lamp)
    )
    statuses = sa.select(instance.c.status, sa.func.count().label("cases")).group_by(instance.c.status)
    by_status: dict[str, int] = {row.status: row.cases for row in connection.execute(statuses)}
    return Stats(
        active_cases=by_status.get("active", 0) + by_status.get("suspended", 0),
        completed_cases=by_status.get("completed", 0),
        open_tasks=count(sa.select(task.c.key).where(is_open)),
        open_incidents=count(sa.select(incident.c.id).where(incident.c.resolved_at.is_(None))),
        due_work=count(sa.select(work.c.id).where(work.c.parked == 0, work.c.due_at <= where.now)),
        lamps={row.lamp: row.tasks for row in lamps},
    )
