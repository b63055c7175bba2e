"""The only writer of `instance`, `step`, `task`, `task_candidate` and `document`.

`load_case` takes the lock of a case; `write_step` writes one step with all rows that its events mean, in as
few statements as there are tables touched. It decides nothing: permissions and rules come before it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.engine import Connection

from engine.errors import Conflict, NotFound
from engine.store import chain, messages, work
from engine.store.changes import Changes, Event
from engine.store.codec import dumps, loads
from engine.store.compression import compress, decompress
from engine.store.database import execute_rows
from engine.store.tables import change_mark, document, instance, step, task, task_candidate
from engine.store.types import NEVER


@dataclass(slots=True)
class Case:
    """The row of a case, as it is or as it will be. state: canonical JSON, not compressed."""

    id: str
    number: str
    pack_key: str
    version: int
    process: str
    title: str
    status: str
    state: bytes
    seq: int
    head: bytes
    started_at: datetime
    started_by: str
    changed_at: datetime
    ended_at: datetime | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    provisional: int = 0
    incidents: int = 0
    search: str = ""

    @property
    def ref(self) -> str:
        return f"{self.pack_key}:{self.version}"


@dataclass(frozen=True, slots=True)
class Step:
    """What a new step records. body: packed. ended_by: who completed the tasks that it completes.

    attempts: how often work is tried for which the model does not say.
    """

    kind: str
    actor: str
    at: datetime
    body: bytes
    state_hash: bytes
    attempts: int
    ended_by: str | None = None
    on_behalf_of: str | None = None
    documents: Sequence[Mapping[str, Any]] = field(default=())


@dataclass(frozen=True, slots=True)
class OpenTask:
    """What decides about a command on a task."""

    key: int
    element: str
    name: str
    form: str | None
    status: str
    assignee: str | None
    groups: tuple[str, ...]
    users: tuple[str, ...]
    ended_at: datetime | None
    ended_by: str | None


_CASE_COLUMNS = tuple(Case.__dataclass_fields__)
_MARK = sa.select(sa.func.coalesce(sa.func.sum(change_mark.c.value), 0)).scalar_subquery().label("mark")
_LOAD = sa.select(*(instance.c[c] for c in _CASE_COLUMNS), _MARK).where(instance.c.id == bindparam("b_id"))
_LOCK = _LOAD.with_for_update(of=instance)
_TASK_COLUMNS = (
    task.c.key, task.c.element, task.c.name, task.c.form, task.c.status, task.c.assignee, task.c.candidates,
    task.c.ended_at, task.c.ended_by,
)  # fmt: skip
_TASK = sa.select(*_TASK_COLUMNS).where(
    task.c.instance_id == bindparam("b_instance"), task.c.key == bindparam("b_key")
)
_CASE_AND_TASK = (
    sa.select(*(instance.c[c] for c in _CASE_COLUMNS), _MARK, *_TASK_COLUMNS)
    .select_from(
        instance.outerjoin(
            task, sa.and_(task.c.instance_id == instance.c.id, task.c.key == bindparam("b_key"))
        )
    )
    .where(instance.c.id == bindparam("b_id"))
)
_ADD_INSTANCE = sa.insert(instance).inline()
_CHANGED = ("title", "status", "state", "seq", "head", "changed_at", "ended_at", "due_at", "warn_at",
            "provisional", "search")  # fmt: skip
_MOVED = ("status", "state", "seq", "head", "changed_at")
_BEFORE = (instance.c.id == bindparam("b_id"), instance.c.seq == bindparam("b_seq"))
_UPDATE_INSTANCE = sa.update(instance).where(*_BEFORE).values({c: bindparam(c) for c in _CHANGED})
_MOVE_INSTANCE = sa.update(instance).where(*_BEFORE).values({c: bindparam(c) for c in _MOVED})
_ADD_STEP = sa.insert(step).inline()
_ADD_TASKS = sa.insert(task).inline()
_ADD_CANDIDATES = sa.insert(task_candidate).inline()
_OF_TASK = (task.c.instance_id == bindparam("b_instance"), task.c.key == bindparam("b_key"))
_END_TASK = (
    sa.update(task)
    .where(*_OF_TASK)
    .values({c: bindparam(c) for c in ("status", "ended_at", "ended_by", "on_behalf_of")})
)
_ASSIGN_TASK = sa.update(task).where(*_OF_TASK).values(assignee=bindparam("assignee"))
_MOVE_TASK = (
    sa.update(task)
    .where(*_OF_TASK)
    .values({c: bindparam(c) for c in ("due_at", "warn_at", "sort_at", "provisional")})
)
_MOVE_CANDIDATES = (
    sa.update(task_candidate)
    .where(
        task_candidate.c.instance_id == bindparam("b_instance"), task_candidate.c.key == bindparam("b_key")
    )
    .values(sort_at=bindparam("sort_at"))
)
_DROP_CANDIDATES = sa.delete(task_candidate).where(
    task_candidate.c.instance_id == bindparam("b_instance"), task_candidate.c.key == bindparam("b_key")
)
_ADD_DOCUMENTS = sa.insert(document).inline()


def load_case(connection: Connection, instance_id: str, lock: bool = True) -> tuple[Case, int]:
    """A case, locked until the transaction ends, and the sum of the change marks. Raises NotFound."""
    row = connection.execute(_LOCK if lock else _LOAD, {"b_id": instance_id}).first()
    if row is None:
        raise NotFound("There is no case {id}.", id=instance_id)
    return _case(row), int(row.mark)


def load_case_and_task(
    connection: Connection, instance_id: str, key: int
) -> tuple[Case, int, OpenTask | None]:
    """As `load_case`, with one of its tasks. Raises NotFound for the case.

    SQLite has taken the lock when the transaction began, so one statement sees both as they are. PostgreSQL
    waits for the lock inside the statement; the task is read after it, or it would be read as it was before.
    """
    if connection.dialect.name != "sqlite":
        case, mark = load_case(connection, instance_id)
        return case, mark, find_task(connection, instance_id, key)
    row = connection.execute(_CASE_AND_TASK, {"b_id": instance_id, "b_key": key}).first()
    if row is None:
        raise NotFound("There is no case {id}.", id=instance_id)
    task_values = row[len(_CASE_COLUMNS) + 1 :]
    return _case(row), int(row.mark), None if task_values[0] is None else _open_task(task_values)


def _case(row: Sequence[Any]) -> Case:
    case = Case(*row[: len(_CASE_COLUMNS)])
    case.state = decompress(case.state)
    return case


def _open_task(values: Sequence[Any]) -> OpenTask:
    key, element, name, form, status, assignee, candidates, ended_at, ended_by = values
    groups, users = candidates_of(candidates)
    return OpenTask(key, element, name, form, status, assignee, groups, users, ended_at, ended_by)


def load_mark(connection: Connection) -> int:
    """The sum of the change marks: another one means that copies held in memory are old."""
    return int(connection.execute(sa.select(_MARK)).scalar_one())


def find_task(connection: Connection, instance_id: str, key: int) -> OpenTask | None:
    """A task, open or not. Ask after the lock of its case."""
    row = connection.execute(_TASK, {"b_instance": instance_id, "b_key": key}).first()
    return None if row is None else _open_task(row)


def find_due(connection: Connection, instance_id: str, key: int) -> datetime | None:
    """When a task is due."""
    found: datetime | None = connection.execute(
        sa.select(task.c.due_at).where(task.c.instance_id == instance_id, task.c.key == key)
    ).scalar()
    return found


def candidates_of(stored: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Groups and users from the column `candidates`."""
    if not stored:
        return (), ()
    known = loads(stored)
    return tuple(known.get("groups", ())), tuple(known.get("users", ()))


def write_step(
    connection: Connection, case: Case, new: Step, changes: Changes, *, facts: bool = True
) -> None:
    """Write step `case.seq + 1`; `case` is brought up to it.

    facts: whether title, search text or due times of the case may have changed.
    Raises Conflict if the case has moved on since it was loaded.
    """
    before, prev_hash = case.seq, case.head
    case.seq, case.changed_at = before + 1, new.at
    case.head = chain.step_hash(
        case.id, case.seq, new.kind, new.actor, new.at, new.body, new.state_hash, prev_hash
    )
    if changes.status is not None:
        case.status = changes.status
        if case.status in ("completed", "cancelled"):
            case.ended_at = new.at
    _write_case(connection, case, before, full=facts or changes.status is not None)
    connection.execute(
        _ADD_STEP,
        {
            "instance_id": case.id, "seq": case.seq, "kind": new.kind, "actor": new.actor, "at": new.at,
            "body": new.body, "state_hash": new.state_hash, "prev_hash": prev_hash, "hash": case.head,
        },
    )  # fmt: skip
    _write_tasks(connection, case, new, changes)
    _write_waiting(connection, case, changes, new.attempts)
    if new.documents:
        execute_rows(
            connection,
            _ADD_DOCUMENTS,
            [
                {**d, "instance_id": case.id, "seq": case.seq, "created_at": new.at, "created_by": new.actor}
                for d in new.documents
            ],
        )


def _write_case(connection: Connection, case: Case, before: int, full: bool) -> None:
    state = compress(case.state)
    if before == 0:
        values = {column: getattr(case, column) for column in _CASE_COLUMNS}
        connection.execute(_ADD_INSTANCE, {**values, "state": state})
        return
    columns = _CHANGED if full else _MOVED
    values = {column: getattr(case, column) for column in columns}
    values |= {"state": state, "b_id": case.id, "b_seq": before}
    changed = connection.execute(_UPDATE_INSTANCE if full else _MOVE_INSTANCE, values)
    if changed.rowcount != 1:
        raise Conflict("Case {number} was changed by someone else at the same time.", number=case.number)


def _write_tasks(connection: Connection, case: Case, new: Step, changes: Changes) -> None:
    if changes.ended:
        rows = [
            {
                "b_instance": case.id, "b_key": key, "status": status, "ended_at": new.at,
                "ended_by": new.ended_by if status == "completed" else None,
                "on_behalf_of": new.on_behalf_of if status == "completed" else None,
            }
            for key, status in changes.ended.items()
        ]  # fmt: skip
        execute_rows(connection, _END_TASK, rows)
    if changes.rescheduled:
        moved = [
            {
                "b_instance": case.id, "b_key": key, "due_at": e["due_at"], "warn_at": e["warn_at"],
                "sort_at": e["due_at"] or NEVER, "provisional": int(e["provisional"]),
            }
            for key, e in changes.rescheduled.items()
        ]  # fmt: skip
        execute_rows(connection, _MOVE_TASK, moved)
        execute_rows(
            connection,
            _MOVE_CANDIDATES,
            [{"b_instance": m["b_instance"], "b_key": m["b_key"], "sort_at": m["sort_at"]} for m in moved],
        )
    gone = set(changes.ended) | {key for key, who in changes.assigned.items() if who is not None}
    if gone:
        execute_rows(
            connection, _DROP_CANDIDATES, [{"b_instance": case.id, "b_key": key} for key in sorted(gone)]
        )
    if changes.assigned:
        _assign(connection, case, changes)
    if changes.tasks:
        execute_rows(
            connection, _ADD_TASKS, [_task_row(case, new, key, e) for key, e in changes.tasks.items()]
        )
        offered = [
            row for key, e in changes.tasks.items() if not e["assignee"] for row in _offer(case, key, e)
        ]
        execute_rows(connection, _ADD_CANDIDATES, offered)


def _assign(connection: Connection, case: Case, changes: Changes) -> None:
    for key, who in changes.assigned.items():
        connection.execute(_ASSIGN_TASK, {"b_instance": case.id, "b_key": key, "assignee": who})
        if who is None:  # given back: offered to the candidates again
            row = connection.execute(
                sa.select(task.c.candidates, task.c.sort_at).where(
                    task.c.instance_id == case.id, task.c.key == key
                )
            ).one()
            groups, users = candidates_of(row.candidates)
            event = {"groups": groups, "users": users, "due_at": row.sort_at}
            execute_rows(connection, _ADD_CANDIDATES, _offer(case, key, event))


def _task_row(case: Case, new: Step, key: int, event: Event) -> dict[str, Any]:
    known = {name: event[name] for name in ("groups", "users") if event[name]}
    return {
        "instance_id": case.id,
        "key": key,
        "element": event["el"],
        "name": event["name"],
        "form": event["form"],
        "status": "open",
        "assignee": event["assignee"],
        "candidates": dumps(known).decode() if known else None,
        "priority": event["priority"],
        "created_at": new.at,
        "due_at": event["due_at"],
        "warn_at": event["warn_at"],
        "sort_at": event["due_at"] or NEVER,
        "provisional": int(event["provisional"]),
        "deadline": event["deadline"],
        "rule": event["rule"],
    }


def _offer(case: Case, key: int, event: Event) -> list[dict[str, Any]]:
    """Candidate rows of a task; one without candidates is offered to everyone, the group without a name."""
    names = [("group", name) for name in event["groups"]] + [("user", name) for name in event["users"]]
    return [
        {"kind": kind, "name": name, "sort_at": event["due_at"] or NEVER, "instance_id": case.id, "key": key}
        for kind, name in dict.fromkeys(names or [("group", "")])
    ]


def _write_waiting(connection: Connection, case: Case, changes: Changes, attempts: int) -> None:
    if changes.unworked:
        work.remove_keys(connection, case.id, changes.unworked)
    if changes.work:
        work.add(connection, [_work_row(case, event, attempts) for event in changes.work])
    if changes.unwaits:
        messages.unsubscribe(connection, case.id, changes.unwaits)
    if changes.waits:
        messages.subscribe(connection, case.id, changes.waits)
    if changes.status in ("suspended", "active"):
        work.park_instance(connection, case.id, changes.status == "suspended")


def _work_row(case: Case, event: Event, attempts: int) -> dict[str, Any]:
    key = event["k"]
    if event["e"] == "job_created":
        retries = event["retries"]
        return work.new_row(
            f"job:{case.id}.{key}",
            "job",
            case.changed_at,
            case.id,
            key,
            event["el"],
            attempts if retries is None else retries,
            {"type": event["type"], "headers": event["headers"]},
        )
    what, due_at = event["what"], event["due_at"]
    name = f"{what}:{case.id}.{key}:{due_at.isoformat()}"
    return work.new_row(name, what, due_at, case.id, key, event["el"], attempts)
