"""The only writer of `notice` and `notice_read`: notifications within the product."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.database import execute_rows
from engine.store.tables import notice, notice_read

_ADD = sa.insert(notice).inline()


def recipients(assignee: str | None, groups: Sequence[str], users: Sequence[str]) -> list[tuple[str, str]]:
    """Who is told of a task: who has it, else all who may claim it, as (kind, name)."""
    if assignee:
        return [("user", assignee)]
    return [("group", name) for name in groups] + [("user", name) for name in users]


def add(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    execute_rows(connection, _ADD, rows)


def mark_read(connection: Connection, login: str, upto: int) -> None:
    """A person has read all notices up to an id."""
    changed = connection.execute(sa.update(notice_read).where(notice_read.c.login == login).values(upto=upto))
    if changed.rowcount == 0:
        connection.execute(sa.insert(notice_read).inline(), {"login": login, "upto": upto})


def remove_before(connection: Connection, at: datetime) -> int:
    """Remove old notices; how many."""
    return connection.execute(sa.delete(notice).where(notice.c.at < at)).rowcount
