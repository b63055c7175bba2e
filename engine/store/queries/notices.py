"""Notifications of one reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.queries.common import candidacies
from engine.store.rows import NoticeRow, Page
from engine.store.tables import instance, notice, notice_read, task


def notices(
    connection: Connection, login: str, groups: Iterable[str], after: str | None, limit: int
) -> Page[NoticeRow]:
    """One page, the newest first."""
    before = int(after) if after and after.isdecimal() else None
    ids = _ids(login, groups, before, limit + 1).subquery("told")
    query = (
        sa.select(
            notice, instance.c.number, instance.c.title, task.c.element, task.c.name, task.c.due_at,
        )
        .select_from(
            ids.join(notice, notice.c.id == ids.c.id)
            .join(instance, instance.c.id == notice.c.instance_id)
            .join(task, sa.and_(task.c.instance_id == notice.c.instance_id, task.c.key == notice.c.key))
        )
        .order_by(notice.c.id.desc())
        .limit(limit + 1)
    )  # fmt: skip
    upto = read_upto(connection, login)
    rows = connection.execute(query).all()
    items = tuple(
        NoticeRow(
            notice_id=row.id, kind=row.kind, instance_id=row.instance_id, number=row.number, title=row.title,
            task_id=f"{row.instance_id}.{row.key}", element=row.element, name=row.name, at=row.at,
            due_at=row.due_at, read=row.id <= upto,
        )
        for row in rows[:limit]
    )  # fmt: skip
    return Page(items, str(items[-1].notice_id) if len(rows) > limit else None)


def _ids(
    login: str, groups: Iterable[str], before: int | None, limit: int, after: int | None = None
) -> sa.CompoundSelect[Any]:
    """The newest notices of each name that a reader has, each read in index order."""
    parts = []
    for kind, name in candidacies(login, groups):
        told = notice.alias()
        part = sa.select(told.c.id).where(told.c.recipient_kind == kind, told.c.recipient == name)
        if before is not None:
            part = part.where(told.c.id < before)
        if after is not None:
            part = part.where(told.c.id > after)
        parts.append(sa.select(part.order_by(told.c.id.desc()).limit(limit).subquery()))
    return sa.union(*parts)


def read_upto(connection: Connection, login: str) -> int:
    """Id of the newest notice that a person has read."""
    found = connection.execute(sa.select(notice_read.c.upto).where(notice_read.c.login == login)).scalar()
    return int(found or 0)


def count_unread(connection: Connection, login: str, groups: Iterable[str], limit: int) -> int:
    """Notices that a person has not read, counted up to a limit."""
    some = _ids(login, groups, None, limit, read_upto(connection, login)).subquery()
    return min(limit, int(connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one()))
