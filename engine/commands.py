"""What may be asked of the engine: one frozen class per command.

A command is an order with everything that is not already in the instance: who, on whose behalf, why,
from where, and the data. It is recorded as it came; time (`at`) is set by the engine when it takes the
command in. Variables are JSON values: None, bool, int, Decimal, str, list, dict.

What every command may raise: Forbidden if the actor is unknown, lacks the permission or does not stand in
for `on_behalf_of` on that day; ProcessFault if an expression of the model fails. Nothing is written then.
Commands on a case that has ended or is suspended raise Conflict, on one that is not there NotFound.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

Variables = dict[str, Any]


class Command(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """What every command carries.

    actor: login of the person or name of the machine part (`scheduler`, `worker`) that gives it.
    on_behalf_of: login of the person for whom the actor acts as substitute.
    reason: why, where the actor was asked for it.
    client: where it came from, e.g. `web 10.1.2.3`, `api`, `cli`.
    """

    actor: str
    on_behalf_of: str | None = None
    reason: str | None = None
    client: str | None = None


class Deploy(Command, frozen=True, kw_only=True):
    """Deploy one pack as one set; the same files again change nothing.

    key: the key of pack.yaml. files: relative path within the pack folder to content.
    Raises Invalid with all findings, Conflict if another pack has one of its processes, or if pack.yaml names
    another key. Permission: `pack.deploy`.
    """

    key: str
    files: dict[str, bytes]


class Start(Command, frozen=True, kw_only=True):
    """Start an instance of the newest deployed version of a process.

    process: id of the process. variables: the fields of the start event's form, or free where it has none.
    start: id of the start event, where the process has several; None takes the plain one.
    part: of a start event with several definitions, which of them has come (from 0); of a parallel one the
    case waits for the others. None: all that it needs.
    Raises NotFound if no deployed pack has the process, Invalid with a finding for each field of the form.
    Permission: `instance.start`, and one of the pack's `starters`.
    """

    process: str
    variables: Variables = {}
    start: str | None = None
    part: int | None = None


class Claim(Command, frozen=True, kw_only=True):
    """Take an open task for oneself.

    Raises Conflict if somebody else has it or it has ended. Permission: `task.claim`, and to be a candidate.
    """

    task_id: str


class Release(Command, frozen=True, kw_only=True):
    """Give a task back to its group.

    Raises Conflict if nobody has claimed it. Permission: one's own task, or `task.release_any`.
    """

    task_id: str


class CompleteTask(Command, frozen=True, kw_only=True):
    """End a task; the case goes on until it comes to rest.

    variables: the fields of the task's form, or free where it has none.
    Raises Conflict (who completed it, and when) if somebody was first, Invalid with a finding for each field.
    Permission: `task.complete`, and to be the assignee, or a candidate where nobody has claimed it.
    """

    task_id: str
    variables: Variables = {}


class Attachment(msgspec.Struct, frozen=True):
    """A document that a handler made. name: as people see it, with its ending."""

    name: str
    media_type: str
    content: bytes


class CompleteJob(Command, frozen=True, kw_only=True):
    """A handler has done its work.

    epoch: the fencing number of the lease that it was given. variables: its result, for the output mappings.
    Raises Conflict if the lease was lost or the job is no longer open. Permission: `system`.
    """

    job_id: str
    epoch: int = 0
    variables: Variables = {}
    documents: tuple[Attachment, ...] = ()


class FailJob(Command, frozen=True, kw_only=True):
    """A handler failed: retried after a pause while retries are left, then an incident.

    error_code: set for a BPMN error, which the model catches; then no retry is made.
    variables: go with a BPMN error. retry_at: when to try again; None makes an incident at once.
    Raises as `CompleteJob`. Permission: `system`.
    """

    job_id: str
    epoch: int = 0
    message: str = ""
    error_code: str | None = None
    variables: Variables = {}
    retry_at: datetime | None = None


class RetryJob(Command, frozen=True, kw_only=True):
    """Try a job or timer with an incident again, with a new set of retries.

    job_id: the one that the incident names. Raises Conflict if it has no incident. Permission: `job.retry`.
    """

    job_id: str


class FireTimers(Command, frozen=True, kw_only=True):
    """Fire what is due in one instance at the time of the command: timers, reminders, overdue marks.

    Where nothing is due, no step is written. Permission: `system`.
    """

    instance_id: str


class Correlate(Command, frozen=True, kw_only=True):
    """Deliver a message to the one instance that waits for `message` with `key`, or start one.

    message_id: the same id again is taken once.
    ttl_seconds: how long the message is kept if nobody waits yet; 0 refuses it then (NotFound).
    Permission: `message.send`.
    """

    message: str
    key: str = ""
    variables: Variables = {}
    message_id: str | None = None
    ttl_seconds: int = 0


class BroadcastSignal(Command, frozen=True, kw_only=True):
    """Deliver a signal to everyone who waits for it, and start what starts on it.

    Each case takes it in a step of its own, right after. Permission: `message.send`.
    """

    signal: str
    variables: Variables = {}


class RecountDeadlines(Command, frozen=True, kw_only=True):
    """Count the provisional deadlines of an instance again: the calendar of their year is published.

    Where none moves, no step is written. Permission: `calendar.manage`.
    """

    instance_id: str


class Suspend(Command, frozen=True, kw_only=True):
    """Hold a case: nobody can work on it, timers and jobs wait. Permission: `instance.suspend`."""

    instance_id: str


class Resume(Command, frozen=True, kw_only=True):
    """Let a suspended case go on; what became due meanwhile happens now. Permission: `instance.suspend`.

    Raises Conflict if it is not suspended.
    """

    instance_id: str


class Cancel(Command, frozen=True, kw_only=True):
    """End an instance before its time. A reason is expected. Permission: `instance.cancel`."""

    instance_id: str
