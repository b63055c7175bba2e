"""Packs run in memory and in simulated time: no database, no waiting. For trying models and for scenarios.

It does what the live engine does around the pure step: numbers, jobs with their handlers, timers in due
order, messages and signals between instances.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from engine import commands
from engine.calendar import Calendar
from engine.errors import Conflict, NotFound, ProcessFault
from engine.handler_api import BpmnError, HandlerFunction, Job, RetryLater, find_handler
from engine.model.definition import Pack
from engine.runtime import (
    Context,
    EventRecord,
    Library,
    Result,
    State,
    Timer,
    form_context,
    job_variables,
    next_start,
    start_timers,
    step,
    task_variables,
)
from engine.simulation.buffer import Buffer
from engine.simulation.instance import Happened, SimulatedInstance
from engine.simulation.starting import keys_of, starts_of

ACTOR = "simulation"
#: More messages and signals than this from one command mean that processes start each other for ever.
MAX_DELIVERIES = 5_000
#: A run tells of so many events; one that goes on and on ends here.
MAX_EVENTS = 300_000
#: So many bytes of state the steps of a run may write, all together: it bounds the time that a run takes.
MAX_EFFORT = 1_000_000_000
#: Left out of the history: the values of a long run would fill the memory, and nobody asks for them.
_UNTOLD = ("variable",)


class Simulation:
    """Runs packs from `at` on. Raises what the step raises; a refused command changes nothing."""

    def __init__(
        self,
        packs: Sequence[Pack],
        calendar: Calendar,
        at: datetime,
        handlers: Callable[[str], HandlerFunction | None] = find_handler,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.packs = tuple(packs)
        self.library = Library.of(*packs)
        self.calendar = calendar
        self.at = at
        self.handlers = handlers
        self.settings = settings or {}
        self.instances: dict[str, SimulatedInstance] = {}
        #: those that can still do something
        self._active: dict[str, SimulatedInstance] = {}
        self.history: list[Happened] = []
        #: of the step that failed last
        self.failed: list[Happened] = []
        #: processes that start by a timer: (pack, process, start event) -> the timer
        self.scheduled: dict[tuple[str, str, str], Timer] = {}
        #: messages and signals thrown by a step, delivered once it is over
        self._outbox: deque[EventRecord] = deque()
        #: messages that nobody waits for yet
        self.buffer = Buffer()
        #: bytes of state that the steps have written
        self._effort = 0
        #: cases that have begun, by pack and year
        self._counted: Counter[tuple[str, int]] = Counter()

    # --- commands

    def start(
        self, process: str, variables: Mapping[str, Any] | None = None, actor: str = ACTOR,
        start: str | None = None,
    ) -> SimulatedInstance:  # fmt: skip
        """Start an instance of a process of any of the packs and run it until it waits."""
        instance = self.open(process, variables, actor, start)
        self.settle()
        return instance

    def open(
        self, process: str, variables: Mapping[str, Any] | None = None, actor: str = ACTOR,
        start: str | None = None, part: int | None = None,
    ) -> SimulatedInstance:  # fmt: skip
        """Start an instance; what it throws reaches others with the next `settle`, so that cases that begin
        together hear each other."""
        instance_id = f"S{len(self.instances) + 1}"
        number, counted = self._number(process)
        command = commands.Start(
            actor=actor,
            process=process,
            variables=dict(variables or {}),
            start=start,
            part=part,
        )
        with self._telling(instance_id):
            result = step(self._context(instance_id, number), None, command)
        self._counted[counted] += 1
        instance = SimulatedInstance(instance_id, number, result.data, result.state, result.status)
        self.instances[instance_id] = self._active[instance_id] = instance
        self._record(instance, result)
        return instance

    def schedule(self, process: str) -> None:
        """Let a process start by itself, as its timer start events say, when time passes."""
        ref = self.library.find_process(process)
        if ref is None:
            raise NotFound("Expected process {process}, but it is not deployed.", process=process)
        for start, timer in start_timers(self._context(""), ref, process).items():
            self.scheduled[ref, process, start] = timer

    def handle(self, instance: SimulatedInstance, command: commands.Command) -> Result:
        """Give one command to an instance, then let everything that follows from it happen."""
        result = self._step(instance, command)
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
        content = dict(variables or {})
        delivered = self._deliver_message(name, key, content)
        if keep and not delivered:
            self._keep(name, key, content)
        self.settle()
        return delivered

    def signal(self, name: str, variables: Mapping[str, Any] | None = None) -> None:
        """Broadcast a signal from outside."""
        self._deliver_signal(name, dict(variables or {}), None)
        self.settle()

    def advance(self, until: datetime) -> None:
        """Let time pass; what falls due on the way fires at its time, in due order."""
        while True:
            due = self.next_due()
            if due is None or due > until:
                break
            self.at = max(self.at, due)
            self._start_scheduled()
            for instance in list(self._active.values()):
                if _first_due(instance.state) == due:
                    self._step(instance, commands.FireTimers(actor="scheduler", instance_id=instance.id))
                    self.settle()
        self.at = max(self.at, until)
        self.buffer.expire(self.at)

    # --- questions

    @property
    def active(self) -> Iterable[SimulatedInstance]:
        """The cases that are not over, oldest first."""
        return self._active.values()

    def form_context(self, task_id: str) -> dict[str, Any]:
        """What the expressions of an open task's form see."""
        instance = self.instances[task_id.rpartition(".")[0]]
        return form_context(self._context(instance.id), instance.data, task_id)

    def next_due(self) -> datetime | None:
        found = [_first_due(i.state) for i in self._active.values()]
        found += [timer.at for timer in self.scheduled.values()]
        return min((d for d in found if d is not None), default=None)

    def waits(self) -> set[tuple[str, str | None]]:
        """The messages that cases wait for: name, and key, which is None where any will do."""
        return {
            (act.message, act.key)
            for instance in self._active.values() if instance.status == "active"
            for act in instance.state.acts.values() if act.message is not None
        }  # fmt: skip

    # --- inside

    def _start_scheduled(self) -> None:
        for (ref, process, start), timer in list(self.scheduled.items()):
            if timer.at is None or timer.at > self.at:
                continue
            element = self.library.process(ref, process).elements[start]
            again = next_start(self._context(""), ref, process, element, timer)
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
            while self._outbox:
                moved = True
                event = self._outbox.popleft()
                delivered += 1
                if delivered > MAX_DELIVERIES:
                    self._outbox.clear()
                    raise ProcessFault(
                        "The processes do not rest: {limit} messages and signals followed from one command, "
                        "the last was {name}.",
                        str(event.get("el", "")), limit=MAX_DELIVERIES, name=event["name"],
                    )  # fmt: skip
                if event["e"] == "signal_thrown":
                    self._deliver_signal(event["name"], event["variables"], event["from"])
                elif not self._deliver_message(event["name"], event["key"], event["variables"]):
                    self._keep(event["name"], event["key"], event["variables"])
            moved = self._deliver_kept() or moved
            for instance in list(self._active.values()):
                for job_id in [j for j in instance.jobs if j not in instance.failed]:
                    moved = self._work(instance, job_id) or moved

    @contextmanager
    def _telling(self, instance_id: str) -> Iterator[None]:
        """Keep what a step did that failed: it does not count, but it shows what led there."""
        try:
            yield
        except ProcessFault as fault:
            self.failed = [
                Happened(self.at, instance_id, dict(event))
                for event in fault.events if event["e"] not in _UNTOLD
            ]  # fmt: skip
            raise

    def _number(self, process: str) -> tuple[str, tuple[str, int]]:
        """The number of the next case of a process, and where its pack counts it: by years."""
        ref, day = self.library.find_process(process), self.at.astimezone(self.calendar.zone)
        if ref is None:  # the step refuses it
            return "", ("", day.year)
        pack = self.library.pack(ref)
        return pack.number(self._counted[pack.key, day.year] + 1, day), (pack.key, day.year)

    def _context(self, instance_id: str, number: str = "") -> Context:
        return Context(instance_id, self.at, self.library, self.calendar, number)

    def _step(self, instance: SimulatedInstance, command: commands.Command) -> Result:
        with self._telling(instance.id):
            result = step(self._context(instance.id), instance.data, command)
        self._record(instance, result)
        return result

    def _record(self, instance: SimulatedInstance, result: Result) -> None:
        instance.take(result)
        for event in result.events:
            if event["e"] not in _UNTOLD:
                self.history.append(Happened(self.at, instance.id, event))
            if event["e"] in ("message_thrown", "signal_thrown"):
                self._outbox.append({**event, "from": instance.id})
        if instance.is_over:
            self._active.pop(instance.id, None)
        self._effort += len(result.data)
        if len(self.history) > MAX_EVENTS or self._effort > MAX_EFFORT:
            last = next((h.event["el"] for h in reversed(self.history) if h.event.get("el")), "")
            raise ProcessFault(
                "The run does not come to an end; it was stopped after {count} events, at {element}.",
                str(last), count=len(self.history),
            )  # fmt: skip

    def _work(self, instance: SimulatedInstance, job_id: str) -> bool:
        event = instance.jobs.get(job_id)
        function = self.handlers(event["type"]) if event else None
        if event is None or function is None:
            return False
        job = Job(
            id=job_id, type=event["type"], instance_id=instance.id, number=instance.number,
            element=event["el"], attempt=1, at=self.at,
            variables=job_variables(self._context(instance.id), instance.data, job_id),
            headers=event["headers"], pack_files=self.library.pack(instance.state.pack).files,
            settings=self.settings,
        )  # fmt: skip
        try:
            results = dict(function(job) or {})
        except BpmnError as error:
            self._step(instance, commands.FailJob(
                actor="worker", job_id=job_id, message=error.message, error_code=error.code,
                variables=error.variables,
            ))  # fmt: skip
            return True
        except (RetryLater, Exception) as error:
            instance.failed[job_id] = str(error)
            return True
        instance.documents.extend(job.documents)
        self._step(instance, commands.CompleteJob(actor="worker", job_id=job_id, variables=results))
        return True

    def _deliver_message(self, name: str, key: str, variables: dict[str, Any]) -> bool:
        keys = self._keys(name, key, variables)
        for wanted in (*keys, None):  # the last: where any key will do
            for instance in list(self._active.values()):
                if any(a.message == name and a.key == wanted for a in instance.state.acts.values()):
                    key = keys[0] if wanted is None else wanted
                    command = commands.Correlate(actor=ACTOR, message=name, key=key, variables=variables)
                    self._step(instance, command)
                    return True
        for process, start, part in starts_of(self.packs, "message", name):
            self.open(process, variables, ACTOR, start, part)
            return True
        return False

    def _keys(self, name: str, key: str, variables: Mapping[str, Any]) -> list[str]:
        return keys_of(self.packs, self._context(""), name, key, variables)

    def _keep(self, name: str, key: str, variables: dict[str, Any]) -> None:
        self.buffer.keep(name, self._keys(name, key, variables)[0], variables, self.at)

    def _deliver_kept(self) -> bool:
        """Give the oldest message that somebody waits for by now; whether there was one."""
        if not self.buffer.kept:
            return False
        found = self.buffer.take(self.waits(), self.at)
        return found is not None and self._deliver_message(found.name, found.key, found.variables)

    def _deliver_signal(self, name: str, variables: dict[str, Any], sender: str | None) -> None:
        begun = {
            (instance.state.process, act.el)
            for instance in self.instances.values()
            for act in instance.state.acts.values() if act.signal == name
        }  # fmt: skip
        for instance in list(self._active.values()):
            if instance.id == sender or instance.status != "active":
                continue
            if any(a.signal == name for a in instance.state.acts.values()):
                self._step(instance, commands.BroadcastSignal(actor=ACTOR, signal=name, variables=variables))
        for process, start, part in starts_of(self.packs, "signal", name):
            if (process, start) not in begun:  # a parallel one of which another part has come
                self.open(process, variables, ACTOR, start, part)

    def find_task(self, element: str, where: Mapping[str, Any] | None = None) -> str:
        """The id of the oldest open task or job of an element, by variables it sees where several are open.

        Raises NotFound when none is open, Conflict when `where` fits none.
        """
        open_ids = [
            work_id
            for instance in self.active
            for work_id, event in [*instance.tasks.items(), *instance.jobs.items()]
            if event["el"] == element
        ]
        if not open_ids:
            waiting = sorted({e["el"] for i in self.active for e in (*i.tasks.values(), *i.jobs.values())})
            raise NotFound(
                "Expected a waiting task of {element}, but none is open; open: {waiting}.",
                element=element,
                waiting=", ".join(waiting[:20]) or "-",
            )
        for work_id in open_ids:
            if not where or self._sees(work_id, where):
                return work_id
        raise Conflict(
            "Expected a task of {element} with {where}, but none of those open has it.",
            element=element,
            where=dict(where or {}),
        )

    def _sees(self, work_id: str, where: Mapping[str, Any]) -> bool:
        instance = self.instances[work_id.rpartition(".")[0]]
        read = job_variables if work_id in instance.jobs else task_variables
        seen = read(self._context(instance.id), instance.data, work_id)
        return all(seen.get(name) == value for name, value in where.items())


def _first_due(state: State) -> datetime | None:
    if state.status != "active":
        return None
    due = [t.at for a in state.acts.values() for t in a.timers if t.at is not None]
    return min(due, default=None)
