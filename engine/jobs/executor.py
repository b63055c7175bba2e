"""Does one claimed piece of work, and ends its claim whatever happens.

Handlers run between transactions. What goes wrong is tried again after a pause while tries are left, then it
is an incident that a person can see; a claim that was lost meanwhile has no effect at all.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable

from engine import commands, feel
from engine.errors import Conflict, EngineError, NotFound, ProcessFault
from engine.handler_api import BpmnError, Job, RetryLater, find_handler
from engine.jobs.door import Door
from engine.store.work import TIMERS, Work

log = logging.getLogger(__name__)

WORKER = "worker"


def execute(door: Door, row: Work) -> None:
    """Do a claimed piece of work. Raises nothing but what ends the process."""
    try:
        if row.kind in TIMERS:
            door.fire_timers(row)
        elif row.kind == "job":
            _do_job(door, row)
        elif row.kind == "mail":
            for mail in door.mails_of(row):
                door.send(mail)
            door.remove(row)
        else:
            door.deliver(row)
    except ProcessFault as fault:
        _park(door, row, fault, fault)
    except Exception as cause:  # a worker goes on whatever one piece of work does
        _try_again(door, row, cause)


def _do_job(door: Door, row: Work) -> None:
    job = door.find_job(row)
    if job is None:
        door.remove(row)
        return
    command = _call(door, row, job)
    if command is None:
        return
    try:
        door.handle(command)
    except Conflict as lost:
        # the lease ran out and another worker has it, or the case is over: its effect is not ours to write
        log.info("job %s: %s", job.id, lost)
        door.postpone(row, row.due_at, failed=False)


def _call(door: Door, row: Work, job: Job) -> commands.CompleteJob | commands.FailJob | None:
    """Call the handler; the command that tells of its result, None if all is said."""
    function = find_handler(job.type)
    if function is None:
        door.fail_job(
            commands.FailJob(
                actor=WORKER, job_id=job.id, epoch=row.epoch, message=f"no handler for the type {job.type}"
            ),
            "",
        )
        return None
    try:
        result = function(job)
        return commands.CompleteJob(
            actor=WORKER,
            job_id=job.id,
            epoch=row.epoch,
            variables=feel.to_json(dict(result or {})),
            documents=tuple(job.documents),
        )
    except BpmnError as error:
        return commands.FailJob(
            actor=WORKER,
            job_id=job.id,
            epoch=row.epoch,
            message=error.message,
            error_code=error.code,
            variables=feel.to_json(error.variables),
        )
    except RetryLater as later:
        door.postpone(row, door.now() + later.after, failed=False)
        return None
    except Exception as cause:  # whatever a handler raises is a failed attempt
        log.warning("job %s (%s) failed", job.id, job.type, exc_info=True)
        door.fail_job(
            commands.FailJob(
                actor=WORKER,
                job_id=job.id,
                epoch=row.epoch,
                message=f"{type(cause).__name__}: {cause}",
                retry_at=door.now() + door.pause_after(row.attempts),
            ),
            "".join(traceback.format_exception(cause)),
        )
        return None


def _try_again(door: Door, row: Work, cause: Exception) -> None:
    """After a refusal or an unexpected error: again after a pause, or an incident after the last try."""
    if isinstance(cause, NotFound) and row.kind != "message":
        log.info("%s: %s", row.dedupe_key, cause)
        _quietly(door.remove, row)
        return
    log.warning("%s failed", row.dedupe_key, exc_info=cause)
    if row.retries > 1:
        _quietly(door.postpone, row, door.now() + door.pause_after(row.attempts), True)
    else:
        _park(door, row, cause, cause if isinstance(cause, EngineError) else None)


def _park(door: Door, row: Work, cause: Exception, error: EngineError | None) -> None:
    message, params = (error.message, error.params) if error else ("{reason}", {"reason": str(cause)})
    _quietly(door.report_fault, row, message, params, "".join(traceback.format_exception(cause)))


def _quietly(method: Callable[..., None], *arguments: object) -> None:
    """End a claim. If even that fails the lease runs out, and another worker tries."""
    try:
        method(*arguments)
    except Exception:
        log.exception("could not end a claim")
