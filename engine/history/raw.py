"""Reads rows as they are stored, for `verify`: whatever somebody wrote into them, reading does not fail.

Texts and blobs come as bytes, times as microseconds since 1970, and what is of another kind as None. It does
not go through the readers of the pages: a fault there must not hide a fault here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.database import Database
from engine.store.types import UtcTime, to_micros

#: How many cases are held in memory at once.
BATCH = 200

RawRow = dict[str, Any]


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """A connection that sees one moment throughout, while others go on writing."""
    if database.is_sqlite:
        with database.read() as connection:
            yield connection
        return
    with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        yield connection


def select(connection: Connection, table: sa.Table, *skip: str) -> sa.Select[Any]:
    """All columns of a table but the skipped ones, as `rows` reads them."""
    return sa.select(*(_raw(connection, column) for column in table.c if column.name not in skip))


def rows(connection: Connection, table: sa.Table, query: sa.Select[Any]) -> Iterator[RawRow]:
    """The rows of a query made by `select`, one at a time."""
    for row in connection.execute(query, execution_options={"yield_per": BATCH}):
        yield {name: _value(table.c[name], value) for name, value in row._mapping.items()}


def _raw(connection: Connection, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    # SQLite takes any bytes as a text and refuses to read them back as one.
    if connection.dialect.name == "sqlite" and isinstance(column.type, sa.Text | sa.LargeBinary):
        column_: sa.ColumnElement[Any] = sa.cast(column, sa.LargeBinary)
    else:
        column_ = column
    return sa.type_coerce(column_, sa.types.NullType()).label(column.name)


def _value(column: sa.Column[Any], value: Any) -> Any:
    if isinstance(column.type, UtcTime):
        if isinstance(value, datetime):
            return to_micros(value)
        return value if isinstance(value, int) else None
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(column.type, sa.Integer) and not isinstance(value, int):
        return None
    return value


def readable(value: Any) -> str:
    """Bytes of a text as a text, for a message."""
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def batches(connection: Connection, table: sa.Table, query: sa.Select[Any]) -> Iterator[Sequence[RawRow]]:
    """The rows of a query, some at a time."""
    held: list[RawRow] = []
    for row in rows(connection, table, query):
        held.append(row)
        if len(held) == BATCH:
            yield held
            held = []
    if held:
        yield held
