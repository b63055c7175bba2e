"""The only writer of `work`: timers, jobs and deliveries, from their making to their end.

A worker owns a row by lease: `lock_owner`, `lock_until`, and an `epoch` that counts up with every claim. What
it brings back counts only while the epoch is still its own. Nothing here decides what a row means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.codec import dumps, loads
from engine.store.database import Database, execute_rows
from engine.store.tables import work

#: parked: left alone because the case is suspended, or because an incident waits for a person
RUNS, SUSPENDED, INCIDENT = 0, 1, 2

#: what is quick, and what may take long
QUICK, SLOW = 0, 1
SLOW_KINDS = ("job", "mail")

#: kinds that mean: ask the case what is due
TIMERS = ("timer", "reminder", "overdue")


@dataclass(frozen=True, slots=True)
class Work:
    """A row that a worker has claimed, or is looked at."""

    id: int
    dedupe_key: str
    kind: str
    instance_id: str | None
    key: int | None
    element: str | None
    due_at: datetime
    attempts: int
    retries: int
    parked: int
    lock_owner: str | None
    lock_until: datetime | None
    epoch: int
    payload: Any


_INSERT = {
    name: dialect.insert(work).on_conflict_do_nothing(index_elements=[work.c.dedupe_key])
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}
_OF_KEYS = sa.delete(work).where(
    work.c.instance_id == bindparam("b_instance"), work.c.key == bindparam("b_key")
)
_PASSED = sa.delete(work).where(
    work.c.instance_id == bindparam("b_instance"),
    work.c.kind.in_(TIMERS),
    work.c.due_at <= bindparam("b_now"),
    work.c.parked != sa.literal_column("1"),
)
_COLUMNS = [work.c[name] for name in Work.__dataclass_fields__]
_FREE = sa.or_(work.c.lock_until.is_(None), work.c.lock_until < bindparam("b_now"))
_CANDIDATES = (
    sa.select(work.c.id)
    .where(
        work.c.parked == sa.literal_column("0"),
        work.c.lane == bindparam("b_lane"),
        work.c.due_at <= bindparam("b_now"),
        _FREE,
    )
    .order_by(work.c.due_at, work.c.id)
    .limit(bindparam("b_limit"))
)
_CANDIDATES_PG = _CANDIDATES.with_for_update(skip_locked=True)
_CLAIM = (
    sa.update(work)
    .where(work.c.id.in_(bindparam("b_ids", expanding=True)), work.c.parked == sa.literal_column("0"), _FREE)
    .values(
        lock_owner=bindparam("b_owner"),
        lock_until=bindparam("b_until"),
        epoch=work.c.epoch + 1,
        attempts=work.c.attempts + 1,
    )
    .returning(*_COLUMNS)
)
_RENEW = (
    sa.update(work)
    .where(
        work.c.id == bindparam("b_id"),
        work.c.lock_owner == bindparam("b_owner"),
        work.c.epoch == bindparam("b_epoch"),
    )
    .values(lock_until=bindparam("b_until"))
)
_RELEASE = (
    sa.update(work)
    .where(work.c.id == bindparam("b_id"), work.c.epoch == bindparam("b_epoch"))
    .values(lock_owner=None, lock_until=None, due_at=bindparam("b_due"), retries=bindparam("b_retries"))
)
_PARK = _RELEASE.values(parked=INCIDENT)
_NEXT = sa.select(sa.func.min(work.c.due_at)).where(
    work.c.parked == sa.literal_column("0"), work.c.lock_until.is_(None)
)
_BY_KEY = sa.select(*_COLUMNS).where(work.c.dedupe_key == bindparam("b_dedupe"))


def new_row(
    dedupe_key: str,
    kind: str,
    due_at: datetime,
    instance_id: str | None = None,
    key: int | None = None,
    element: str | None = None,
    retries: int = 0,
    payload: Any = None,
) -> dict[str, Any]:
    """Values for one row of `add`."""
    return {
        "dedupe_key": dedupe_key,
        "kind": kind,
        "lane": SLOW if kind in SLOW_KINDS else QUICK,
        "instance_id": instance_id,
        "key": key,
        "element": element,
        "due_at": due_at,
        "attempts": 0,
        "retries": retries,
        "epoch": 0,
        "payload": None if payload is None else dumps(payload),
    }


def add(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows; one whose `dedupe_key` is there already is left as it is."""
    if rows:
        execute_rows(connection, _INSERT[connection.dialect.name], rows)


def remove_keys(connection: Connection, instance_id: str, keys: Iterable[int]) -> None:
    """Remove all timers and jobs of some activities."""
    execute_rows(connection, _OF_KEYS, [{"b_instance": instance_id, "b_key": key} for key in sorted(keys)])


def remove_passed(connection: Connection, instance_id: str, now: datetime) -> None:
    """Remove the timers of a case that were due: the case has just fired whatever of them still counts."""
    connection.execute(_PASSED, {"b_instance": instance_id, "b_now": now})


def remove(connection: Connection, work_id: int, epoch: int) -> bool:
    """Remove a finished row; False if another worker has claimed it since."""
    done = connection.execute(sa.delete(work).where(work.c.id == work_id, work.c.epoch == epoch))
    return done.rowcount == 1


def remove_named(connection: Connection, prefix: str) -> None:
    """Remove all rows whose name begins so."""
    connection.execute(sa.delete(work).where(work.c.dedupe_key.startswith(prefix, autoescape=True)))


def park_instance(connection: Connection, instance_id: str, suspended: bool) -> None:
    """Leave the work of a suspended case alone, or take it up again."""
    before, after = (RUNS, SUSPENDED) if suspended else (SUSPENDED, RUNS)
    connection.execute(
        sa.update(work).where(work.c.instance_id == instance_id, work.c.parked == before).values(parked=after)
    )


def claim(
    database: Database, lane: int, now: datetime, limit: int, owner: str, lease: timedelta
) -> list[Work]:
    """Claim up to `limit` rows of a lane that are due, the longest due first.

    The candidates are looked for before anything is locked; the guard is asked again inside one short
    UPDATE. So a long search never keeps a writer waiting, and no row is claimed twice.
    """
    if database.is_sqlite:
        with database.read() as connection:
            ids = _list_due(connection, lane, now, limit)
        if not ids:
            return []
        with database.write() as connection:
            return _take(connection, ids, now, owner, lease)
    with database.write() as connection:
        ids = _list_due(connection, lane, now, limit)
        return _take(connection, ids, now, owner, lease) if ids else []


def _list_due(connection: Connection, lane: int, now: datetime, limit: int) -> list[int]:
    statement = _CANDIDATES_PG if connection.dialect.name == "postgresql" else _CANDIDATES
    return list(connection.execute(statement, {"b_lane": lane, "b_now": now, "b_limit": limit}).scalars())


def _take(connection: Connection, ids: list[int], now: datetime, owner: str, lease: timedelta) -> list[Work]:
    rows = connection.execute(
        _CLAIM, {"b_ids": ids, "b_now": now, "b_owner": owner, "b_until": now + lease}
    ).all()
    return sorted((_work(row) for row in rows), key=lambda w: (w.due_at, w.id))


def renew(connection: Connection, owner: str, held: Iterable[tuple[int, int]], until: datetime) -> None:
    """Extend the leases of (id, epoch) pairs that are still the owner's."""
    rows = [{"b_id": i, "b_epoch": e, "b_owner": owner, "b_until": until} for i, e in held]
    if rows:
        connection.execute(_RENEW, rows)


def give_back(connection: Connection, item: Work, due_at: datetime, retries: int) -> bool:
    """End a claim without an effect: due again at `due_at`. False if the claim was lost."""
    values = {"b_id": item.id, "b_epoch": item.epoch, "b_due": due_at, "b_retries": retries}
    return connection.execute(_RELEASE, values).rowcount == 1


def park(connection: Connection, item: Work) -> bool:
    """End a claim with an incident: left alone until a person has it tried again."""
    values = {"b_id": item.id, "b_epoch": item.epoch, "b_due": item.due_at, "b_retries": 0}
    return connection.execute(_PARK, values).rowcount == 1


def unpark(connection: Connection, work_id: int, due_at: datetime, retries: int) -> None:
    """Have a row with an incident tried again."""
    connection.execute(
        sa.update(work)
        .where(work.c.id == work_id)
        .values(parked=RUNS, due_at=due_at, retries=retries, lock_owner=None, lock_until=None)
    )


def next_due(connection: Connection) -> datetime | None:
    """When the next free row is due; None if there is none."""
    return connection.execute(_NEXT).scalar()


def find(connection: Connection, dedupe_key: str, lock: bool = False) -> Work | None:
    """The row of a piece of work, by its name."""
    statement = _BY_KEY.with_for_update() if lock else _BY_KEY
    row = connection.execute(statement, {"b_dedupe": dedupe_key}).first()
    return None if row is None else _work(row)


def _work(row: sa.Row[Any]) -> Work:
    values: dict[str, Any] = dict(row._mapping)
    if values["payload"] is not None:
        values["payload"] = loads(values["payload"])
    return Work(**values)
