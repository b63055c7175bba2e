"""What the workers need of the engine: the one door, and what only the engine can look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from engine import commands
from engine.handler_api import Job
from engine.store.work import Work


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail to one address."""

    to: str
    subject: str
    body: str


class Door(Protocol):
    """Given by the engine. Every method is one transaction of its own or none."""

    def now(self) -> datetime: ...

    def handle(self, command: commands.Command) -> object: ...

    def find_job(self, row: Work) -> Job | None:
        """What the handler is given; None if the job is no longer open."""

    def fail_job(self, command: commands.FailJob, detail: str) -> None:
        """FailJob with the traceback for the operator."""

    def fire_timers(self, row: Work) -> None: ...

    def deliver(self, row: Work) -> None:
        """Deliver a message or signal; the row goes in the same transaction."""

    def mails_of(self, row: Work) -> Sequence[Mail]: ...

    def remove(self, row: Work) -> None: ...

    def postpone(self, row: Work, due_at: datetime, failed: bool) -> None: ...

    def report_fault(self, row: Work, message: str, params: dict[str, Any], detail: str) -> None:
        """Park the row and write an incident."""

    def pause_after(self, attempt: int) -> timedelta:
        """How long to wait after the n-th failed attempt."""

    def send(self, mail: Mail) -> None: ...
