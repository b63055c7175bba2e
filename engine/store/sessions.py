"""The only writer and reader of `ended_session`: which sessions were ended before their time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.tables import ended_session

_FIND = sa.select(ended_session.c.until).where(ended_session.c.mark == sa.bindparam("mark"))


def end(connection: Connection, mark: str, until: datetime, now: datetime) -> None:
    """Remember a session as ended until it would be over anyway; forget those that are."""
    connection.execute(sa.delete(ended_session).where(ended_session.c.until < now))
    if not is_ended(connection, mark):
        connection.execute(sa.insert(ended_session), {"mark": mark, "until": until})


def is_ended(connection: Connection, mark: str) -> bool:
    return connection.execute(_FIND, {"mark": mark}).first() is not None
