"""Notifications of one reader."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from engine.store.queries.common import candidacies, from_mark, named
from engine.store.rows import NoticeRow, Page
from engine.store.tables import instance, notice, notice_read, task

#: greater than every id
NEWEST = 2**62
_LIMIT = bindparam("b_limit", type_=sa.Integer())


def notices(
    connection: Connection, login: str, groups: Iterable[str], after: str | None, limit: int
) -> Page[NoticeRow]:
    """One page, the newest first."""
    before = from_mark(after) or NEWEST
    names = candidacies(login, groups)
    parameters = {**named(names), "b_before": before, "b_after": 0, "b_limit": limit + 1}
    upto = read_upto(connection, login)
    rows = connection.execute(_page(len(names)), parameters).all()
    items = tuple(
        NoticeRow(
            notice_id=row.id, kind=row.kind, instance_id=row.instance_id, number=row.number, title=row.title,
            task_id=f"{row.instance_id}.{row.key}", element=row.element, name=row.name, at=row.at,
            due_at=row.due_at, read=row.id <= upto,
        )
        for row in rows[:limit]
    )  # fmt: skip
    return Page(items, str(items[-1].notice_id) if len(rows) > limit else None)


@cache
def _page(names: int) -> sa.Select[Any]:
    ids = _ids(names).subquery("told")
    return (
        sa.select(
            notice, instance.c.number, instance.c.title, task.c.element, task.c.name, task.c.due_at,
        )
        .select_from(
            ids.join(notice, notice.c.id == ids.c.id)
            .join(instance, instance.c.id == notice.c.instance_id)
            .join(task, sa.and_(task.c.instance_id == notice.c.instance_id, task.c.key == notice.c.key))
        )
        .order_by(notice.c.id.desc())
        .limit(_LIMIT)
    )  # fmt: skip


def _ids(names: int) -> sa.CompoundSelect[Any]:
    """The newest notices of each name that a reader has, each read in index order."""
    parts = []
    for number in range(names):
        told = notice.alias()
        part = sa.select(told.c.id).where(
            told.c.recipient_kind == bindparam(f"b_kind{number}"),
            told.c.recipient == bindparam(f"b_name{number}"),
            told.c.id < bindparam("b_before"),
            told.c.id > bindparam("b_after"),
        )
        parts.append(sa.select(part.order_by(told.c.id.desc()).limit(_LIMIT).subquery()))
    return sa.union(*parts)


@cache
def _count(names: int) -> sa.Select[Any]:
    return sa.select(sa.func.count()).select_from(_ids(names).subquery())


def read_upto(connection: Connection, login: str) -> int:
    """Id of the newest notice that a person has read."""
    found = connection.execute(sa.select(notice_read.c.upto).where(notice_read.c.login == login)).scalar()
    return int(found or 0)


def count_unread(connection: Connection, login: str, groups: Iterable[str], limit: int) -> int:
    """Notices that a person has not read, counted up to a limit."""
    names = candidacies(login, groups)
    seen = read_upto(connection, login)
    parameters = {**named(names), "b_before": NEWEST, "b_after": seen, "b_limit": limit}
    return min(limit, int(connection.execute(_count(len(names)), parameters).scalar_one()))
