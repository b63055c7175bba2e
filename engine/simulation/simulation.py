"""Packs run in memory and in simulated time: no database, no waiting. For trying models and for scenarios.

It does what the live engine does around the pure step: numbers, jobs with their handlers, timers in due
order, messages and signals between instances.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from engine import commands
from engine.calendar import Calendar
from engine.errors import Conflict, NotFound, ProcessFault
from engine.handler_api import BpmnError, HandlerFunction, Job, RetryLater, find_handler
from engine.model.definition import Pack
from engine.runtime import Result, State, Timer, form_context, job_variables, next_start, start_timers
from engine.simulation.buffer import Buffer
from engine.simulation.cases import ACTOR, Cases
from engine.simulation.exchange import Exchange
from engine.simulation.instance import SimulatedInstance

#: More messages and signals than this from one command mean that processes start each other for ever.
MAX_DELIVERIES = 5_000


class Simulation(Cases):
    """Runs packs from `at` on. Raises what the step raises; a refused command changes nothing.

    What a case that is begun with `open` throws reaches others with the next `settle`, so that cases that
    begin together hear each other.
    """

    def __init__(
        self,
        packs: Sequence[Pack],
        calendar: Calendar,
        at: datetime,
        handlers: Callable[[str], HandlerFunction | None] = find_handler,
    ) -> None:
        super().__init__(packs, calendar, at)
        self.handlers = handlers
        #: processes that start by a timer: (pack, process, start event) -> the timer
        self.scheduled: dict[tuple[str, str, str], Timer] = {}
        self._exchange = Exchange(self)

    # --- commands

    def start(
        self, process: str, variables: Mapping[str, Any] | None = None, actor: str = ACTOR,
        start: str | None = None,
    ) -> SimulatedInstance:  # fmt: skip
        """Start an instance of a process of any of the packs and run it until it waits."""
        instance = self.open(process, variables, actor, start)
        self.settle()
        return instance

    def schedule(self, process: str) -> None:
        """Let a process start by itself, as its timer start events say, when time passes."""
        ref = self.library.find_process(process)
        if ref is None:
            raise NotFound("Expected process {process}, but it is not deployed.", process=process)
        for start, timer in start_timers(self.context(""), ref, process).items():
            self.scheduled[ref, process, start] = timer

    def handle(self, instance: SimulatedInstance, command: commands.Command) -> Result:
        """Give one command to an instance, then let everything that follows from it happen."""
        result = self.take(instance, command)
        self.settle()
        return result

    def complete(
        self, task_id: str, variables: Mapping[str, Any] | None = None, actor: str = ACTOR
    ) -> Result:
        """Complete an open task, or an open job as its handler would."""
        instance = self.instances[task_id.rpartition(".")[0]]
        given = dict(variables or {})
        if task_id in instance.jobs:
            return self.handle(instance, commands.CompleteJob(actor=actor, job_id=task_id, variables=given))
        return self.handle(instance, commands.CompleteTask(actor=actor, task_id=task_id, variables=given))

    def message(
        self, name: str, key: str = "", variables: Mapping[str, Any] | None = None, *, keep: bool = False
    ) -> bool:
        """Deliver a message from outside; False if nobody waits for it and nothing starts on it.

        keep: it waits in the buffer then.
        """
        delivered = self._exchange.message(name, key, dict(variables or {}), keep=keep)
        self.settle()
        return delivered

    def signal(self, name: str, variables: Mapping[str, Any] | None = None) -> None:
        """Broadcast a signal from outside."""
        self._exchange.signal(name, dict(variables or {}))
        self.settle()

    def advance(self, until: datetime) -> None:
        """Let time pass; what falls due on the way fires at its time, in due order."""
        while True:
            due = self.next_due()
            if due is None or due > until:
                break
            self.at = max(self.at, due)
            self._start_scheduled()
            for instance in list(self.active):
                if _first_due(instance.state) == due:
                    self.take(instance, commands.FireTimers(actor="scheduler", instance_id=instance.id))
                    self.settle()
        self.at = max(self.at, until)
        self.buffer.expire(self.at)

    # --- questions

    @property
    def buffer(self) -> Buffer:
        """Messages that nobody waits for yet."""
        return self._exchange.buffer

    def form_context(self, task_id: str) -> dict[str, Any]:
        """What the expressions of an open task's form see."""
        instance = self.instances[task_id.rpartition(".")[0]]
        return form_context(self.context(instance.id), instance.data, task_id)

    def next_due(self) -> datetime | None:
        found = [_first_due(i.state) for i in self.active]
        found += [timer.at for timer in self.scheduled.values()]
        return min((d for d in found if d is not None), default=None)

    # --- inside

    def _start_scheduled(self) -> None:
        for (ref, process, start), timer in list(self.scheduled.items()):
            if timer.at is None or timer.at > self.at:
                continue
            element = self.library.process(ref, process).elements[start]
            again = next_start(self.context(""), ref, process, element, timer)
            if again is None:
                del self.scheduled[ref, process, start]
            else:
                self.scheduled[ref, process, start] = again
            self.open(process, {}, "scheduler", start, element.part_for("timer"))
            self.settle()

    def settle(self) -> None:
        """Deliver what was thrown and run the jobs that have a handler, until nothing moves."""
        moved, delivered = True, 0
        while moved:
            moved = False
            while self.thrown:
                moved = True
                event = self.thrown.popleft()
                delivered += 1
                if delivered > MAX_DELIVERIES:
                    self.thrown.clear()
                    raise ProcessFault(
                        "The processes do not rest: {limit} messages and signals followed from one command, "
                        "the last was {name}.",
                        str(event.get("el", "")), limit=MAX_DELIVERIES, name=event["name"],
                    )  # fmt: skip
                self._exchange.deliver(event)
            moved = self._exchange.deliver_kept() or moved
            for instance in list(self.active):
                for job_id in [j for j in instance.jobs if j not in instance.failed]:
                    moved = self._work(instance, job_id) or moved

    def _work(self, instance: SimulatedInstance, job_id: str) -> bool:
        event = instance.jobs.get(job_id)
        function = self.handlers(event["type"]) if event else None
        if event is None or function is None:
            return False
        job = Job(
            id=job_id, type=event["type"], instance_id=instance.id, number=instance.number,
            element=event["el"], attempt=1, at=self.at,
            variables=job_variables(self.context(instance.id), instance.data, job_id),
            headers=event["headers"], pack_files=self.library.pack(instance.state.pack).files,
            settings={},
        )  # fmt: skip
        try:
            results = dict(function(job) or {})
        except BpmnError as error:
            self.take(instance, commands.FailJob(
                actor="worker", job_id=job_id, message=error.message, error_code=error.code,
                variables=error.variables,
            ))  # fmt: skip
            return True
        except (RetryLater, Exception) as error:
            instance.failed[job_id] = str(error)
            return True
        instance.documents.extend(job.documents)
        self.take(instance, commands.CompleteJob(actor="worker", job_id=job_id, variables=results))
        return True

    def find_task(self, element: str, where: Mapping[str, Any] | None = None) -> str:
        """The id of the oldest open task or job of an element; of several, of the first that sees `where`:
        values by path.

        Raises NotFound when none is open, Conflict when `where` fits none.
        """
        open_work = {
            work_id: event["el"]
            for instance in self.active
            for work_id, event in chain(instance.tasks.items(), instance.jobs.items())
        }
        found = [work_id for work_id, at in open_work.items() if at == element]
        if not found:
            raise NotFound(
                "Expected a waiting task of {element}, but none is open; open: {waiting}.",
                element=element,
                waiting=", ".join(sorted(set(open_work.values()))[:20]) or "-",
            )
        for work_id in found:
            if not where or self._sees(work_id, where):
                return work_id
        raise Conflict(
            "Expected a task of {element} with {where}, but none of those open has it.",
            element=element,
            where=dict(where or {}),
        )

    def _sees(self, work_id: str, where: Mapping[str, Any]) -> bool:
        instance = self.instances[work_id.rpartition(".")[0]]
        read = job_variables if work_id in instance.jobs else form_context
        seen = read(self.context(instance.id), instance.data, work_id)
        return all(at_path(seen, path) == value for path, value in where.items())


def at_path(values: Any, path: str) -> Any:
    """The value at `a.b`, of a list at `a.1` (from 1); None where there is none."""
    for part in path.split("."):
        if isinstance(values, list) and part.isdecimal():
            values = values[int(part) - 1] if 0 < int(part) <= len(values) else None
        else:
            values = values.get(part) if isinstance(values, Mapping) else None
    return values


def _first_due(state: State) -> datetime | None:
    if state.status != "active":
        return None
    due = [t.at for a in state.acts.values() for t in a.timers if t.at is not None]
    return min(due, default=None)
