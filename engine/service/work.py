"""Commands of the machine on cases: timers that are due, results and failures of jobs, and their retry.

A result counts only while the lease under whose `epoch` it was made still holds; else all rolls back.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from engine import commands, identity
from engine.errors import Conflict, NotFound
from engine.service import intake
from engine.service.cases import check
from engine.service.core import Core
from engine.service.ids import split_id
from engine.service.receipt import Receipt
from engine.store import incidents
from engine.store import work as works
from engine.store.work import Work
from engine.store.writer import Case

#: characters of a traceback that are kept for the operator
_DETAIL_LENGTH = 50_000
_MESSAGES = {"failed": "The handler failed: {reason}"}


def fire_timers(core: Core, command: commands.FireTimers) -> Receipt:
    """Fire what is due in a case; what is due is asked here, under its lock. No step where nothing is."""
    identity.check(core.actor(command.actor), "system")
    with core.database.write() as connection:
        case = core.load(connection, command.instance_id)
        at = core.now(case)
        if case.status in ("completed", "cancelled", "suspended"):
            return Receipt(instance_id=case.id, number=case.number, seq=case.seq, status=case.status)
        receipt = core.take_step(connection, case, command, at, only_if_eventful=True)
        works.remove_passed(connection, case.id, at)
        if case.incidents:
            incidents.resolve_gone(connection, case.id, at, command.actor)
        return receipt


def complete_job(core: Core, command: commands.CompleteJob) -> Receipt:
    identity.check(core.actor(command.actor), "system")
    with core.database.write() as connection:
        case, row = _on_job(core, connection, command)
        documents = [
            {
                "element": row.element or "", "name": d.name, "media_type": d.media_type,
                "size": len(d.content), "digest": hashlib.sha256(d.content).hexdigest(), "content": d.content,
            }
            for d in command.documents
        ]  # fmt: skip
        return core.take_step(connection, case, command, core.now(case), documents)


def fail_job(core: Core, command: commands.FailJob, detail: str | None = None) -> Receipt:
    """A handler failed. A BPMN error goes into the model; anything else is tried again, or is an incident.

    detail: the traceback, for the operator only.
    """
    identity.check(core.actor(command.actor), "system")
    command = intake.for_failure(command)
    with core.database.write() as connection:
        case, row = _on_job(core, connection, command)
        at = core.now(case)
        if command.error_code is not None:
            return core.take_step(connection, case, command, at)
        receipt = core.take_step(connection, case, command, at)
        if command.retry_at is not None and row.retries > 1:
            works.give_back(connection, row, command.retry_at, row.retries - 1)
        else:
            _park(connection, case, row, at, _MESSAGES["failed"], {"reason": command.message}, detail)
        return receipt


def _park(
    connection: Connection,
    case: Case,
    row: Work,
    at: datetime,
    message: str,
    params: dict[str, Any],
    detail: str | None,
) -> None:
    """Leave a piece of work alone until a person has it tried again, and write the incident."""
    works.park(connection, row)
    params = {name: intake.fit(value) if isinstance(value, str) else value for name, value in params.items()}
    detail = None if detail is None else intake.fit(detail, _DETAIL_LENGTH)
    kind = "timer" if row.kind in works.TIMERS else row.kind
    incidents.add(connection, case.id, row.dedupe_key, kind, row.element or "", message, params, detail, at)


def report_fault(core: Core, row: Work, message: str, params: dict[str, Any], detail: str | None) -> None:
    """A step of the machine failed and was rolled back: write the incident, in a transaction of its own.

    Nothing is written if the claim was lost or the case has ended meanwhile. Work of no case is only parked.
    """
    with core.database.write() as connection:
        instance_id = row.instance_id or (row.payload or {}).get("from")
        if instance_id is None:
            works.park(connection, row)
            return
        case = core.load(connection, instance_id)
        known = works.find(connection, row.dedupe_key)
        if known is not None and known.epoch == row.epoch:
            _park(connection, case, row, core.now(case), message, params, detail)


def retry_job(core: Core, command: commands.RetryJob) -> Receipt:
    """Have a job, timer or delivery with an incident tried again, with new retries."""
    with core.database.write() as connection:
        row = _find(connection, command.job_id)
        instance_id = None if row is None else row.instance_id or (row.payload or {}).get("from")
        if row is None or instance_id is None:
            raise NotFound("There is no job {id}.", id=command.job_id)
        case = core.load(connection, instance_id)
        at = core.now(case)
        check(core.acting(command, at), "job.retry")
        row = works.find(connection, row.dedupe_key)
        if row is None or row.parked != works.INCIDENT:
            raise Conflict("Expected job {id} to have an incident, but it has none.", id=command.job_id)
        receipt = core.take_step(connection, case, command, at)
        due_at = row.due_at if row.kind in works.TIMERS else at
        works.unpark(connection, row.id, due_at, core.attempts)
        incidents.resolve(connection, case.id, at, command.actor, [row.dedupe_key])
        return receipt


def _find(connection: Connection, job_id: str) -> Work | None:
    """By its own name, or for a job by `instance.key`."""
    return works.find(connection, job_id) or works.find(connection, f"job:{job_id}")


def _on_job(
    core: Core, connection: Connection, command: commands.CompleteJob | commands.FailJob
) -> tuple[Case, Work]:
    """The case under its lock and the job's row. Raises Conflict when the lease was lost."""
    instance_id, _ = split_id(command.job_id)
    case = core.load(connection, instance_id)
    row = works.find(connection, f"job:{command.job_id}")
    if row is None or row.epoch != command.epoch:
        raise Conflict(
            "Expected to end job {id} of case {number}, but another worker has taken it over.",
            id=command.job_id,
            number=case.number,
        )
    return case, row
