"""The history of a case as pages show it: its steps, and what can be folded from their events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from engine.store.codec import unpack
from engine.store.rows import Overlay, StepRow, VariableRow
from engine.store.tables import step


def timeline(connection: Connection, instance_id: str, upto: int | None = None) -> tuple[StepRow, ...]:
    """The steps of a case in order, to the end or up to a seq."""
    query = sa.select(step).where(step.c.instance_id == instance_id).order_by(step.c.seq)
    if upto is not None:
        query = query.where(step.c.seq <= upto)
    return tuple(step_row(row) for row in connection.execute(query))


def step_row(row: Any) -> StepRow:
    body = unpack(row.body)
    command = body["command"]
    return StepRow(
        seq=row.seq, kind=row.kind, actor=row.actor, at=row.at, on_behalf_of=command.get("on_behalf_of"),
        reason=command.get("reason"), client=command.get("client"), command=command,
        events=tuple(body["events"]), definition_digest=body["pack"], calendar_version=body["calendar"],
        state_hash=row.state_hash.hex(), prev_hash=row.prev_hash.hex(), hash=row.hash.hex(),
    )  # fmt: skip


def overlay(steps: Iterable[StepRow]) -> Overlay:
    """What the diagram shows after the steps: where tokens are, what ended, which flows were taken.

    A multi-instance activity counts its instances, not the body that holds them.
    """
    seq = 0
    running: dict[int, tuple[str, int]] = {}
    bodies: set[int] = set()
    done: Counter[str] = Counter()
    cancelled: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    for row in steps:
        seq = row.seq
        for event in row.events:
            kind = event["e"]
            if kind == "taken":
                taken[event["el"]] += 1
            elif kind == "activated":
                running[event["k"]] = (event["el"], event["s"])
                holder = running.get(event["s"])
                if holder is not None and holder[0] == event["el"]:
                    bodies.add(event["s"])
            elif kind in ("completed", "cancelled"):
                running.pop(event["k"], None)
                if event["k"] not in bodies:
                    (done if kind == "completed" else cancelled)[event["el"]] += 1
            elif kind in ("instance_completed", "instance_cancelled"):
                running.clear()
    active = Counter(element for key, (element, _) in running.items() if key not in bodies)
    return Overlay(seq, dict(active), dict(done), dict(cancelled), dict(taken))


def variables(steps: Iterable[StepRow]) -> tuple[VariableRow, ...]:
    """All variables after the steps: the case's first, then those of scopes that still run."""
    known: dict[tuple[int, str], VariableRow] = {}
    for row in steps:
        for event in row.events:
            if event["e"] == "variable":
                name = (event["s"], event["name"])
                known[name] = VariableRow(
                    event["s"], event["name"], event["value"], event["el"] or "", row.seq
                )
            elif event["e"] in ("completed", "cancelled"):
                for name in _of_scope(known, event):
                    del known[name]
    return tuple(known[name] for name in sorted(known))


def _of_scope(
    known: Mapping[tuple[int, str], VariableRow], event: Mapping[str, Any]
) -> list[tuple[int, str]]:
    return [name for name in known if name[0] == event["k"]]
