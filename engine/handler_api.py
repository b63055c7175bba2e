"""All that a task handler may import.

A handler is a function of one `Job`; its name in the model (`zeebe:taskDefinition type`) is given to
`@handler`. It runs between transactions and may run twice for the same job: `job.id` is the key by
which it must make its effect happen once. It returns variables, or None.

    @handler("mail.send")
    def send(job: Job) -> dict[str, Any]: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.commands import Attachment

HandlerFunction = Callable[["Job"], Mapping[str, Any] | None]


class BpmnError(Exception):
    """Ends the job with a BPMN error that the model catches by `code`; an incident, if nothing does.

    code: the errorCode of the model. message: for the people who look at the case.
    variables: go to where it is caught, by that event's output mappings.
    """

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        super().__init__(message or code)
        self.code = code
        self.message = message
        self.variables = dict(variables or {})


class RetryLater(Exception):
    """Asks to be called again after `after`; uses up no retry. message: for the log."""

    def __init__(self, after: timedelta, message: str = "") -> None:
        super().__init__(message or f"again in {after}")
        self.after = after


@dataclass(frozen=True, slots=True)
class Job:
    """What a handler is given.

    id: the same for every attempt; the handler's idempotency key.
    type: the job type of the model. element: id of the element there.
    instance_id, number: of the case. attempt: 1 at the first one.
    at: the time of this attempt, UTC; another one at the next.
    variables: the job's inputs, or all variables that its element sees. JSON values: numbers are int or
    Decimal, dates and times ISO texts.
    headers: the fixed texts of the model (`zeebe:taskHeaders`).
    pack_files: the files of the deployed pack, by path, e.g. `documents/notice.docx`.
    settings: `handlers.settings` of the configuration, by the handler's name there.
    documents: what was attached so far.
    """

    id: str
    type: str
    instance_id: str
    number: str
    element: str
    attempt: int
    at: datetime
    variables: Mapping[str, Any]
    headers: Mapping[str, str]
    pack_files: Mapping[str, bytes]
    settings: Mapping[str, Any]
    documents: list[Attachment] = field(default_factory=list)

    def attach(self, name: str, content: bytes, media_type: str) -> None:
        """Keep a document with the case; stored when the job completes, in the same transaction.

        name: as people see it, with its ending. media_type: e.g. `application/pdf`.
        """
        self.documents.append(Attachment(name=name, media_type=media_type, content=content))


_handlers: dict[str, HandlerFunction] = {}


def handler(job_type: str) -> Callable[[HandlerFunction], HandlerFunction]:
    """Register a function for a job type. Raises ValueError for a second function of the same type."""

    def register(function: HandlerFunction) -> HandlerFunction:
        known = _handlers.get(job_type)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"two handlers for job type {job_type!r}: {known!r} and {function!r}")
        _handlers[job_type] = function
        return function

    return register


def find_handler(job_type: str) -> HandlerFunction | None:
    """The function registered for a job type, None if there is none."""
    return _handlers.get(job_type)


def list_handlers() -> dict[str, HandlerFunction]:
    """All registered functions, by job type."""
    return dict(_handlers)
