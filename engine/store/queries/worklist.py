"""The worklist: what a person has, may claim, and has done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.queries.common import (
    Circumstances,
    Place,
    candidacies,
    from_cursor,
    pattern,
    place_value,
    to_cursor,
)
from engine.store.rows import Box, Page, TaskRow
from engine.store.tables import instance, task, task_candidate
from engine.store.writer import candidates_of

_COLUMNS = (
    *(c for c in task.columns if c.name != "candidates"),
    task.c.candidates,
    instance.c.number,
    instance.c.title,
    instance.c.pack_key,
    instance.c.version,
    instance.c.process,
)
_JOINED = task.join(instance, instance.c.id == task.c.instance_id)


def worklist(
    connection: Connection,
    where: Circumstances,
    login: str,
    groups: Iterable[str],
    box: Box,
    text: str | None,
    after: str | None,
    limit: int,
) -> Page[TaskRow]:
    """One page. Open tasks: due first; done ones: newest first."""
    place = from_cursor(after) if after else None
    if box == "group":
        query = _group(login, groups, text, place, limit + 1)
    elif box == "mine":
        query = _mine(login, text, place)
    else:
        query = _done(login, text, place)
    rows = connection.execute(query.limit(limit + 1)).all()
    items = tuple(task_row(row, where) for row in rows[:limit])
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        at = last.ended_at if box == "done" else last.sort_at
        following = to_cursor((at, last.instance_id, last.key))
    return Page(items, following)


def _searched(query: Any, text: str | None) -> Any:
    return query.where(instance.c.search.like(pattern(text), escape="\\")) if text else query


def _mine(login: str, text: str | None, place: Place | None) -> sa.Select[Any]:
    order = (task.c.sort_at, task.c.instance_id, task.c.key)
    query = sa.select(*_COLUMNS).select_from(_JOINED)
    query = query.where(task.c.assignee == login, task.c.status == sa.literal_column("'open'"))
    if place is not None:
        query = query.where(sa.tuple_(*order) > place_value(place))
    return _searched(query, text).order_by(*order)  # type: ignore[no-any-return]


def _done(login: str, text: str | None, place: Place | None) -> sa.Select[Any]:
    order = (task.c.ended_at, task.c.instance_id, task.c.key)
    query = sa.select(*_COLUMNS).select_from(_JOINED)
    query = query.where(task.c.ended_by == login, task.c.status == sa.literal_column("'completed'"))
    if place is not None:
        query = query.where(sa.tuple_(*order) < place_value(place))
    return _searched(query, text).order_by(*(c.desc() for c in order))  # type: ignore[no-any-return]


def _group(
    login: str, groups: Iterable[str], text: str | None, place: Place | None, limit: int
) -> sa.Select[Any]:
    places = _offered(candidacies(login, groups), text, place, limit).subquery("offered")
    return (
        sa.select(*_COLUMNS)
        .select_from(
            places.join(
                task, sa.and_(task.c.instance_id == places.c.instance_id, task.c.key == places.c.key)
            ).join(instance, instance.c.id == places.c.instance_id)
        )
        .order_by(places.c.sort_at, places.c.instance_id, places.c.key)
    )


def _offered(
    names: Sequence[tuple[str, str]], text: str | None, place: Place | None, limit: int
) -> sa.CompoundSelect[Any]:
    """The first places of each candidacy, each read in index order; a task offered twice counts once."""
    parts = []
    for kind, name in names:
        offered = task_candidate.alias()
        order = (offered.c.sort_at, offered.c.instance_id, offered.c.key)
        part = sa.select(*order).where(offered.c.kind == kind, offered.c.name == name)
        if place is not None:
            part = part.where(sa.tuple_(*order) > place_value(place))
        if text:
            part = part.join(instance, instance.c.id == offered.c.instance_id)
            part = _searched(part, text)
        parts.append(sa.select(part.order_by(*order).limit(limit).subquery()))
    return sa.union(*parts)


def count_mine(connection: Connection, login: str, limit: int) -> int:
    """Open tasks of a person, counted up to a limit."""
    some = (
        sa.select(task.c.key)
        .where(task.c.assignee == login, task.c.status == sa.literal_column("'open'"))
        .limit(limit)
    )
    return int(connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one())


def count_group(connection: Connection, login: str, groups: Iterable[str], limit: int) -> int:
    """Tasks that a person may claim, counted up to a limit."""
    some = _offered(candidacies(login, groups), None, None, limit).subquery()
    return min(limit, int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()))


def find_task(
    connection: Connection, where: Circumstances, instance_id: str, key: int
) -> tuple[TaskRow, Any] | None:
    """A task, open or ended, and its whole row."""
    row = connection.execute(
        sa.select(*_COLUMNS, instance.c.status.label("instance_status"))
        .select_from(_JOINED)
        .where(task.c.instance_id == instance_id, task.c.key == key)
    ).first()
    return None if row is None else (task_row(row, where), row)


def list_open(connection: Connection, where: Circumstances, instance_id: str) -> tuple[TaskRow, ...]:
    """The open tasks of a case, due first."""
    query = (
        sa.select(*_COLUMNS)
        .select_from(_JOINED)
        .where(task.c.instance_id == instance_id, task.c.status == "open")
        .order_by(task.c.sort_at, task.c.key)
    )
    return tuple(task_row(row, where) for row in connection.execute(query))


def task_row(row: Any, where: Circumstances) -> TaskRow:
    groups, users = candidates_of(row.candidates)
    return TaskRow(
        task_id=f"{row.instance_id}.{row.key}", instance_id=row.instance_id, number=row.number,
        title=row.title, pack=row.pack_key, version=row.version, process=row.process, element=row.element,
        name=row.name,
        status=row.status, priority=row.priority, created_at=row.created_at, assignee=row.assignee,
        groups=groups, users=users, form_id=row.form, due_at=row.due_at, due_date=where.day(row.due_at),
        warn_at=row.warn_at, provisional=bool(row.provisional),
        lamp=where.lamp(row.due_at, row.warn_at, row.ended_at),
        completed_at=row.ended_at if row.status == "completed" else None, completed_by=row.ended_by,
        on_behalf_of=row.on_behalf_of,
    )  # fmt: skip
