"""What a transaction of the size of one completed task costs with nothing but SQLAlchemy Core.

Select for update, two updates, two inserts, on rows as long as the engine's; same connection settings.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from time import perf_counter

import sqlalchemy as sa

from engine.store.database import Database
from engine.store.types import UtcTime

_metadata = sa.MetaData()
_case = sa.Table(
    "floor_case",
    _metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),
    sa.Column("changed_at", UtcTime, nullable=False),
)
_task = sa.Table(
    "floor_task",
    _metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False, index=True),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("ended_at", UtcTime),
    sa.Column("ended_by", sa.Text),
)
_step = sa.Table(
    "floor_step",
    _metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
)
_SELECT = sa.select(_case).where(_case.c.id == sa.bindparam("b_id")).with_for_update()
_UPDATE_CASE = (
    sa.update(_case)
    .where(_case.c.id == sa.bindparam("b_id"))
    .values({c: sa.bindparam(c) for c in ("seq", "state", "head", "changed_at")})
)
_UPDATE_TASK = (
    sa.update(_task)
    .where(_task.c.case_id == sa.bindparam("b_id"), _task.c.key == sa.bindparam("b_key"))
    .values({c: sa.bindparam(c) for c in ("status", "ended_at", "ended_by")})
)
_INSERT_STEP = sa.insert(_step).inline()
_INSERT_TASK = sa.insert(_task).inline()


class Floor:
    """Makes its tables beside the engine's and measures one transaction after the other."""

    def __init__(self, database: Database, state: int = 450, body: int = 550) -> None:
        self._database = database
        self._state, self._body = secrets.token_bytes(state), secrets.token_bytes(body)
        self._number = 0
        _metadata.create_all(database.engine)

    def new_case(self) -> None:
        """The case on which the next transactions work."""
        self._number += 1
        self._seq = 1
        at = datetime.now(UTC)
        with self._database.write() as connection:
            connection.execute(
                sa.insert(_case),
                {
                    "id": self._id, "status": "active", "seq": 1, "state": self._state,
                    "head": bytes(32), "changed_at": at,
                },
            )  # fmt: skip
            connection.execute(_INSERT_TASK, self._task_row(at))

    @property
    def _id(self) -> str:
        return f"{self._number:013}"

    def _task_row(self, at: datetime) -> dict[str, object]:
        return {
            "case_id": self._id, "key": self._seq, "name": "会审意见", "status": "open", "created_at": at,
            "ended_at": None, "ended_by": None,
        }  # fmt: skip

    def measure(self) -> float:
        """Seconds of one transaction."""
        began = perf_counter()
        at = datetime.now(UTC)
        with self._database.write() as connection:
            row = connection.execute(_SELECT, {"b_id": self._id}).one()
            key, self._seq = row.seq, row.seq + 1
            case = {"b_id": self._id, "seq": self._seq, "state": self._state, "head": bytes(32)}
            connection.execute(_UPDATE_CASE, {**case, "changed_at": at})
            done = {
                "b_id": self._id,
                "b_key": key,
                "status": "completed",
                "ended_at": at,
                "ended_by": "clerk1",
            }
            connection.execute(_UPDATE_TASK, done)
            step = {"case_id": self._id, "seq": self._seq, "kind": "CompleteTask", "actor": "clerk1"}
            connection.execute(_INSERT_STEP, {**step, "at": at, "body": self._body, "hash": bytes(32)})
            connection.execute(_INSERT_TASK, self._task_row(at))
        return perf_counter() - began
