"""Loads recorded steps for replay, straight from the step rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.errors import NotFound
from engine.history.replay import RecordedStep
from engine.store import codec
from engine.store.tables import instance, step

#: How many cases are fetched at once.
BATCH = 100


@dataclass(frozen=True, slots=True)
class RecordedCase:
    """A case with its whole history. state: as stored, compressed."""

    instance_id: str
    number: str
    state: bytes
    steps: tuple[RecordedStep, ...]


def find_instance_id(connection: Connection, name: str) -> str:
    """The id of a case by id or by number. Raises NotFound."""
    query = sa.select(instance.c.id).where((instance.c.id == name) | (instance.c.number == name))
    found = connection.execute(query.limit(1)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no case {id}.", id=name)
    return str(found)


def count_cases(connection: Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(instance)).scalar_one()


def load_case(connection: Connection, instance_id: str) -> RecordedCase:
    """One case. Raises NotFound."""
    for case in _load(connection, [instance_id]):
        return case
    raise NotFound("There is no case {id}.", id=instance_id)


def iter_cases(connection: Connection) -> Iterator[RecordedCase]:
    """Every case in the order in which they started, some at a time."""
    after = ""
    while True:
        query = sa.select(instance.c.id).where(instance.c.id > after).order_by(instance.c.id).limit(BATCH)
        ids = list(connection.execute(query).scalars())
        if not ids:
            return
        yield from _load(connection, ids)
        after = ids[-1]


def _load(connection: Connection, ids: list[str]) -> Iterator[RecordedCase]:
    columns = (step.c.instance_id, step.c.seq, step.c.at, step.c.body, step.c.state_hash)
    rows = connection.execute(
        sa.select(*columns).where(step.c.instance_id.in_(ids)).order_by(step.c.instance_id, step.c.seq)
    )
    steps: dict[str, list[RecordedStep]] = {}
    for row in rows:
        body = codec.unpack(row.body)
        recorded = RecordedStep(
            seq=row.seq,
            at=row.at,
            command=codec.command_from(body["command"]),
            events=tuple(body["events"]),
            calendar_version=body["calendar"],
            state_hash=row.state_hash.hex(),
        )
        steps.setdefault(row.instance_id, []).append(recorded)
    cases = connection.execute(
        sa.select(instance.c.id, instance.c.number, instance.c.state)
        .where(instance.c.id.in_(ids))
        .order_by(instance.c.id)
    )
    for case in cases:
        yield RecordedCase(case.id, case.number, case.state, tuple(steps.get(case.id, ())))
