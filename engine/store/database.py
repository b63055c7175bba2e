"""Connections and transactions on SQLite and PostgreSQL.

Promises that a writing transaction holds its locks from its beginning (SQLite) or takes row locks and
waits (PostgreSQL), and that what was committed is on the disk. Knows no table. Its messages hold no values of
a statement: they would carry what people typed, or a password's hash, into a log.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine, make_url

from engine.errors import Unavailable

#: How long SQLite waits for another process that writes, in milliseconds.
BUSY_TIMEOUT = 30_000
#: How long PostgreSQL waits for a row that another transaction holds, in milliseconds.
LOCK_TIMEOUT = 30_000
#: How long a connection to PostgreSQL may take, in seconds.
CONNECT_TIMEOUT = 10
_WRITE = "banjian_write"
#: What the drivers raise when the server is gone, a file cannot be opened, or a lock was waited for in vain.
_UNAVAILABLE = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)


class Database:
    """One database; safe to share between threads."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.url: URL = parsed
        # SQLite has one writer. Waiting here, in line, is fairer and quicker than its own busy polling.
        self._turn: threading.Lock | None = threading.Lock() if self.is_sqlite else None
        self.engine = _sqlite(parsed, pool_size) if self.is_sqlite else _postgresql(parsed, pool_size)
        self._writing = self.engine.execution_options(**{_WRITE: True})

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A writing transaction: commits at the end, rolls back on any exception. Raises Unavailable."""
        try:
            if self._turn is None:
                with self._writing.begin() as connection:
                    yield connection
            else:
                with self._in_turn(self._turn), self._writing.begin() as connection:
                    yield connection
        except _UNAVAILABLE as cause:
            raise Unavailable("The database cannot be reached or is busy.") from cause

    @contextmanager
    def _in_turn(self, turn: threading.Lock) -> Iterator[None]:
        if not turn.acquire(timeout=BUSY_TIMEOUT / 1000):
            raise Unavailable("The database cannot be reached or is busy.")
        try:
            yield
        finally:
            turn.release()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction: sees one moment (SQLite) or each statement's moment (PostgreSQL).

        Raises Unavailable.
        """
        try:
            with self.engine.connect() as connection:
                yield connection
        except _UNAVAILABLE as cause:
            raise Unavailable("The database cannot be reached or is busy.") from cause

    def close(self) -> None:
        self.engine.dispose()


def execute_rows(connection: Connection, statement: sa.Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute a statement for each row; a single row takes the quicker way, without the driver's batching."""
    if rows:
        connection.execute(statement, rows[0] if len(rows) == 1 else rows)


def _sqlite(url: URL, pool_size: int) -> Engine:
    if url.database and url.database != ":memory:":
        _keep_private(Path(url.database))
    # isolation_level None: the driver begins nothing by itself, see _begin
    engine = sa.create_engine(
        url,
        connect_args={"isolation_level": None, "timeout": BUSY_TIMEOUT / 1000, "check_same_thread": False},
        poolclass=sa.pool.QueuePool,
        pool_size=pool_size,
        max_overflow=50,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def _keep_private(path: Path) -> None:
    """Make the file, and its folder, readable by nobody else; what is there already stays as it is.

    SQLite gives the rights of the file to the two that it writes beside it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _set_up_sqlite(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
    cursor.execute("PRAGMA cache_size = -16000")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that begins by reading and then writes is refused at once when another has written
    # in between, whatever the timeout: so whoever will write takes the lock first.
    kind = "BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITE) else "BEGIN"
    connection.exec_driver_sql(kind)


def _postgresql(url: URL, pool_size: int) -> Engine:
    return sa.create_engine(
        url,
        connect_args={
            "options": f"-c timezone=UTC -c lock_timeout={LOCK_TIMEOUT}",
            "connect_timeout": CONNECT_TIMEOUT,
        },
        pool_size=pool_size,
        max_overflow=50,
        pool_pre_ping=True,
        hide_parameters=True,
    )
