"""The worklist: what a person has, may claim, and has done."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from engine.store.queries.common import Circumstances, candidacies, from_cursor, named, pattern, to_cursor
from engine.store.rows import Box, Page, TaskRow
from engine.store.tables import instance, task, task_candidate
from engine.store.types import UtcTime
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
# written out, so that the databases see that their partial indexes fit
_IS_OPEN = task.c.status == sa.literal_column("'open'")
_IS_COMPLETED = task.c.status == sa.literal_column("'completed'")


# A statement is built once per shape and kept: building one costs more than asking it.
_PLACE = sa.tuple_(bindparam("b_at", type_=UtcTime()), bindparam("b_instance"), bindparam("b_key"))
_LIMIT = bindparam("b_limit", type_=sa.Integer())


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
    parameters: dict[str, Any] = {"b_login": login, "b_limit": limit + 1}
    if text:
        parameters["b_text"] = pattern(text)
    if place is not None:
        parameters |= dict(zip(("b_at", "b_instance", "b_key"), place, strict=True))
    if box == "group":
        names = candidacies(login, groups)
        statement = _group(len(names), bool(text), place is not None)
        parameters |= named(names)
    else:
        statement = (_mine if box == "mine" else _done)(bool(text), place is not None)
    rows = connection.execute(statement, parameters).all()
    items = tuple(task_row(row, where) for row in rows[:limit])
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        at = last.ended_at if box == "done" else last.sort_at
        following = to_cursor((at, last.instance_id, last.key))
    return Page(items, following)


def _searched(query: Any, text: bool) -> Any:
    return query.where(instance.c.search.like(bindparam("b_text"), escape="\\")) if text else query


@cache
def _mine(text: bool, place: bool) -> sa.Select[Any]:
    order = (task.c.sort_at, task.c.instance_id, task.c.key)
    query = sa.select(*_COLUMNS).select_from(_JOINED)
    query = query.where(task.c.assignee == bindparam("b_login"), _IS_OPEN)
    if place:
        query = query.where(sa.tuple_(*order) > _PLACE)
    return _searched(query, text).order_by(*order).limit(_LIMIT)  # type: ignore[no-any-return]


@cache
def _done(text: bool, place: bool) -> sa.Select[Any]:
    order = (task.c.ended_at, task.c.instance_id, task.c.key)
    query = sa.select(*_COLUMNS).select_from(_JOINED)
    query = query.where(task.c.ended_by == bindparam("b_login"), _IS_COMPLETED)
    if place:
        query = query.where(sa.tuple_(*order) < _PLACE)
    query = _searched(query, text).order_by(*(c.desc() for c in order))
    return query.limit(_LIMIT)  # type: ignore[no-any-return]


@cache
def _group(names: int, text: bool, place: bool) -> sa.Select[Any]:
    places = _offered(names, text, place).subquery("offered")
    same = sa.and_(task.c.instance_id == places.c.instance_id, task.c.key == places.c.key)
    joined = places.join(task, same).join(instance, instance.c.id == places.c.instance_id)
    return (
        sa.select(*_COLUMNS)
        .select_from(joined)
        .order_by(places.c.sort_at, places.c.instance_id, places.c.key)
        .limit(_LIMIT)
    )


def _offered(names: int, text: bool, place: bool) -> sa.CompoundSelect[Any]:
    """The first places of each candidacy, each read in index order; a task offered twice counts once."""
    parts = []
    for number in range(names):
        offered = task_candidate.alias()
        order = (offered.c.sort_at, offered.c.instance_id, offered.c.key)
        part = sa.select(*order).where(
            offered.c.kind == bindparam(f"b_kind{number}"), offered.c.name == bindparam(f"b_name{number}")
        )
        if place:
            part = part.where(sa.tuple_(*order) > _PLACE)
        if text:
            part = part.join(instance, instance.c.id == offered.c.instance_id)
            part = _searched(part, text)
        parts.append(sa.select(part.order_by(*order).limit(_LIMIT).subquery()))
    return sa.union(*parts)


@cache
def _count_mine() -> sa.Select[Any]:
    some = sa.select(task.c.key).where(task.c.assignee == bindparam("b_login"), _IS_OPEN).limit(_LIMIT)
    return sa.select(sa.func.count()).select_from(some.subquery())


@cache
def _count_group(names: int) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(_offered(names, False, False).subquery())


def count_mine(connection: Connection, login: str, limit: int) -> int:
    """Open tasks of a person, counted up to a limit."""
    return int(connection.execute(_count_mine(), {"b_login": login, "b_limit": limit}).scalar_one())


def count_group(connection: Connection, login: str, groups: Iterable[str], limit: int) -> int:
    """Tasks that a person may claim, counted up to a limit."""
    names = candidacies(login, groups)
    parameters = {**named(names), "b_limit": limit}
    return min(limit, int(connection.execute(_count_group(len(names)), parameters).scalar_one()))


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
