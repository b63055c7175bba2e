"""The only writer of `draft`: what people typed into a form and did not send yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.codec import pack, unpack
from engine.store.tables import draft, task


def save(
    connection: Connection, instance_id: str, key: int, login: str, fields: Mapping[str, Any], at: datetime
) -> None:
    """Keep the fields of a person's form; the newest save counts."""
    values = {"body": pack(fields), "saved_at": at}
    which = (draft.c.instance_id == instance_id, draft.c.key == key, draft.c.login == login)
    if connection.execute(sa.update(draft).where(*which).values(values)).rowcount == 0:
        row = {"instance_id": instance_id, "key": key, "login": login, **values}
        connection.execute(sa.insert(draft).inline(), row)


def find(
    connection: Connection, instance_id: str, key: int, login: str
) -> tuple[dict[str, Any], datetime] | None:
    """The fields that a person typed, and when."""
    row = connection.execute(
        sa.select(draft.c.body, draft.c.saved_at).where(
            draft.c.instance_id == instance_id, draft.c.key == key, draft.c.login == login
        )
    ).first()
    return None if row is None else (unpack(row.body), row.saved_at)


def remove_of_ended(connection: Connection) -> int:
    """Remove the drafts of tasks that are no longer open; how many."""
    still_open = sa.exists().where(
        task.c.instance_id == draft.c.instance_id, task.c.key == draft.c.key, task.c.status == "open"
    )
    return connection.execute(sa.delete(draft).where(~still_open)).rowcount
