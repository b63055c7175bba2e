"""What may be asked of the engine: one frozen class per command.

A command is an order with everything that is not already in the instance: who, on whose behalf, why,
from where, and the data. It is recorded as it came; time (`at`) is set by the engine when it takes the
command in. Variables are JSON values: None, bool, int, Decimal, str, list, dict.
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
    """Deploy one pack: relative path within the pack folder to content."""

    key: str
    files: dict[str, bytes]


class Start(Command, frozen=True, kw_only=True):
    """Start an instance of the newest deployed version of a process.

    start: id of the start event, where the process has several; None takes the plain one.
    """

    process: str
    variables: Variables = {}
    start: str | None = None


class Claim(Command, frozen=True, kw_only=True):
    task_id: str


class Release(Command, frozen=True, kw_only=True):
    task_id: str


class CompleteTask(Command, frozen=True, kw_only=True):
    task_id: str
    variables: Variables = {}


class Attachment(msgspec.Struct, frozen=True):
    """A document that a handler made."""

    name: str
    media_type: str
    content: bytes


class CompleteJob(Command, frozen=True, kw_only=True):
    """A handler has done its work. `epoch` is the fencing number of the lease it was given."""

    job_id: str
    epoch: int = 0
    variables: Variables = {}
    documents: tuple[Attachment, ...] = ()


class FailJob(Command, frozen=True, kw_only=True):
    """A handler failed: retried after a pause while retries are left, then an incident.

    error_code: set for a BPMN error, which the model catches; then no retry is made.
    """

    job_id: str
    epoch: int = 0
    message: str = ""
    error_code: str | None = None
    variables: Variables = {}
    retry_at: datetime | None = None


class RetryJob(Command, frozen=True, kw_only=True):
    """Try a job or timer with an incident again, with a new set of retries."""

    job_id: str


class FireTimers(Command, frozen=True, kw_only=True):
    """Fire what is due in one instance at the time of the command: timers, reminders, overdue marks."""

    instance_id: str


class Correlate(Command, frozen=True, kw_only=True):
    """Deliver a message to the one instance that waits for `message` with `key`, or start one.

    message_id: the same id again is taken once.
    ttl_seconds: how long the message is kept if nobody waits yet; 0 refuses it then.
    """

    message: str
    key: str = ""
    variables: Variables = {}
    message_id: str | None = None
    ttl_seconds: int = 0


class BroadcastSignal(Command, frozen=True, kw_only=True):
    """Deliver a signal to everyone who waits for it, and start what starts on it."""

    signal: str
    variables: Variables = {}


class RecountDeadlines(Command, frozen=True, kw_only=True):
    """Count the provisional deadlines of an instance again: the calendar of their year is published."""

    instance_id: str


class Suspend(Command, frozen=True, kw_only=True):
    instance_id: str


class Resume(Command, frozen=True, kw_only=True):
    instance_id: str


class Cancel(Command, frozen=True, kw_only=True):
    """End an instance before its time. A reason is expected."""

    instance_id: str
