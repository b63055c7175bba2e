"""One running case of a simulation: its state, and what is open in it for people and handlers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from engine import commands
from engine.runtime import EventRecord, Result, State


@dataclass
class SimulatedInstance:
    """state: what `data` says, to be read only. tasks, jobs: the open ones, by id, as their `created` events
    tell them. failed: message by job id, for jobs whose handler failed.
    """

    id: str
    number: str
    data: bytes
    state: State
    status: str
    tasks: dict[str, EventRecord] = field(default_factory=dict)
    jobs: dict[str, EventRecord] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    documents: list[commands.Attachment] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.status in ("completed", "cancelled")

    def take(self, result: Result) -> None:
        """Come to where a step has led."""
        self.data, self.state, self.status = result.data, result.state, result.status
        for event in result.events:
            self._enter(event)
        if self.is_over:
            self.tasks.clear()
            self.jobs.clear()

    def _enter(self, event: EventRecord) -> None:
        kind, work_id = event["e"], f"{self.id}.{event.get('k')}"
        if kind == "task_created":
            self.tasks[work_id] = dict(event)
        elif kind in ("task_changed", "task_claimed", "task_released"):
            self.tasks[work_id].update({k: v for k, v in event.items() if k != "e"})
        elif kind in ("task_completed", "task_cancelled"):
            self.tasks.pop(work_id, None)
        elif kind == "job_created":
            self.jobs[work_id] = dict(event)
        elif kind in ("job_completed", "job_cancelled"):
            self.jobs.pop(work_id, None)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event with its time and instance."""

    at: datetime
    instance: str
    event: EventRecord
