"""Re-enacts a recorded event log on a model, through the one door, at the log's times and by its people.

A case runs through when each of its events completes a task of that name that is open at that moment, in the
log's order, and the case has ended after its last event. Every other case deviates, and it is said where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from engine import commands
from engine.clock import SimulatedClock
from engine.errors import EngineError, fill
from engine.history.drive_plan import Plan
from engine.history.eventlog import LogCase
from engine.model.definition import Process

CLIENT = "drive"

Kind = Literal["no_open_task", "refused", "not_ended"]
_MESSAGES: Mapping[Kind, str] = {
    "no_open_task": "event {event} '{activity}' at {at}: no open task of that name; open: {open}",
    "refused": "event {event} '{activity}' at {at}: {detail}",
    "not_ended": "the log ends with event {event} '{activity}' at {at}, but the case does not; open: {open}",
}


class Taken(Protocol):
    """What of a receipt is needed here."""

    @property
    def instance_id(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def events(self) -> Sequence[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Open:
    """What of a case is open: key of a task to its element and the groups that it is offered to."""

    tasks: Mapping[int, tuple[str, tuple[str, ...]]]
    ended: bool


@dataclass(frozen=True, slots=True)
class Means:
    """How the driver acts on an engine.

    handle: the one door. settle: do all that is due up to a time, at the times when it is due; whether
    anything was done. enrol: make sure that a person exists and belongs to the groups. look: what is open in
    a case, asked after something else than its own events may have changed it.
    """

    handle: Callable[[commands.Command], Taken]
    settle: Callable[[datetime], bool]
    enrol: Callable[[str, Sequence[str]], None]
    look: Callable[[str], Open]


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where a case of the log and the model part.

    kind: `no_open_task`; `refused`, the engine did not take it; `not_ended`, the log ends here but the case
    does not. event: counts from 1 within the case, 0 is its start. waiting: names of the tasks that are open
    instead. message: with places for the other fields.
    """

    kind: Kind
    case: str
    number: str
    event: int
    activity: str
    at: datetime
    waiting: tuple[str, ...]
    message: str
    params: dict[str, Any]

    @property
    def text(self) -> str:
        return fill(self.message, self.params)

    def as_dict(self) -> dict[str, Any]:
        return {
            "case": self.case,
            "kind": self.kind,
            "number": self.number,
            "event": self.event,
            "activity": self.activity,
            "at": self.at.isoformat(),
            "open": list(self.waiting),
            "message": self.text,
        }


@dataclass(slots=True)
class Run:
    """One case of the log while it is re-enacted. waiting: as in `Open.tasks`.

    settled: how often anything was settled when `waiting` was up to date.
    """

    case: LogCase
    instance_id: str = ""
    number: str = ""
    waiting: dict[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    ended: bool = False
    settled: int = 0
    deviation: Deviation | None = None

    def take(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Note what a step opened and closed."""
        for event in events:
            kind = event["e"]
            if kind == "task_created":
                self.waiting[event["k"]] = event["el"], tuple(event.get("groups") or ())
            elif kind in ("task_completed", "task_cancelled"):
                self.waiting.pop(event["k"], None)
            elif kind in ("instance_completed", "instance_cancelled"):
                self.ended = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """runs: one per case of the log, in its order. events: how many were re-enacted."""

    runs: tuple[Run, ...]
    events: int

    @property
    def deviations(self) -> list[Deviation]:
        return [run.deviation for run in self.runs if run.deviation is not None]


class Driver:
    def __init__(
        self, process: Process, starters: Sequence[str], plan: Plan, clock: SimulatedClock, means: Means
    ) -> None:
        self._process, self._starters, self._plan = process, tuple(starters), plan
        self._clock, self._means = clock, means
        self._settled = 0
        tasks = [e for e in process.elements.values() if e.type == "userTask"]
        self._elements = {**{e.id: e.id for e in tasks}, **{e.name: e.id for e in tasks}}
        self._names = {e.id: e.name or e.id for e in tasks}

    def drive(self, log: Sequence[LogCase], progress: Callable[[int], None] = lambda done: None) -> Outcome:
        """Re-enact the log across its cases, in the order of time.

        progress: called with the number of events done or passed over, each time it grows.
        """
        runs = [Run(case) for case in log if case.events]
        enacted = passed = 0
        for at, index, place in _timeline(runs, self._plan):
            run = runs[index]
            if run.deviation is None:
                self._settled += self._means.settle(at)
                self._clock.set(at)
                self._look(run)
                if place < 0:
                    self._start(run, at)
                elif self._complete(run, place):
                    enacted += 1
            if place >= 0:
                passed += 1
                progress(passed)
        for run in runs:
            self._look(run)
            if run.deviation is None and not run.ended:
                last = run.case.events[-1]
                self._deviate(run, "not_ended", len(run.case.events), last.activity, last.at)
        return Outcome(tuple(runs), enacted)

    def _look(self, run: Run) -> None:
        """Ask what is open in a case that was started, if anything was settled since."""
        if run.instance_id and not run.ended and run.settled != self._settled:
            found = self._means.look(run.instance_id)
            run.waiting, run.ended = dict(found.tasks), found.ended
        run.settled = self._settled

    def _start(self, run: Run, at: datetime) -> None:
        first = run.case.events[0]
        self._means.enrol(first.resource, self._starters)
        command = commands.Start(
            actor=first.resource,
            client=CLIENT,
            process=self._process.id,
            variables=self._plan.start_variables(run.case),
        )
        try:
            receipt = self._means.handle(command)
        except EngineError as error:
            self._deviate(run, "refused", 0, "start", at, str(error))
            return
        run.instance_id, run.number = receipt.instance_id, receipt.number
        run.take(receipt.events)

    def _complete(self, run: Run, place: int) -> bool:
        event = run.case.events[place]
        element = self._elements.get(event.activity)
        key = min((k for k, (el, _) in run.waiting.items() if el == element), default=None)
        if element is None or key is None:
            self._deviate(run, "no_open_task", place + 1, event.activity, event.at)
            return False
        self._means.enrol(event.resource, run.waiting[key][1])
        command = commands.CompleteTask(
            actor=event.resource,
            client=CLIENT,
            task_id=f"{run.instance_id}.{key}",
            variables=self._plan.task_variables(element, run.case, event, self._later(run.case, place)),
        )
        try:
            receipt = self._means.handle(command)
        except EngineError as error:
            self._deviate(run, "refused", place + 1, event.activity, event.at, str(error))
            return False
        run.take(receipt.events)
        return True

    def _later(self, case: LogCase, place: int) -> list[str]:
        return [self._elements.get(e.activity, e.activity) for e in case.events[place + 1 :]]

    def _deviate(
        self, run: Run, kind: Kind, event: int, activity: str, at: datetime, detail: str = ""
    ) -> None:
        waiting = tuple(self._names.get(el, el) for el, _ in run.waiting.values())
        params = {
            "event": event,
            "activity": activity,
            "at": at.isoformat(timespec="seconds"),
            "open": ", ".join(waiting) or "-",
            "detail": detail,
        }
        run.deviation = Deviation(
            kind, run.case.id, run.number, event, activity, at, waiting, _MESSAGES[kind], params
        )


def _timeline(runs: Sequence[Run], plan: Plan) -> Iterator[tuple[datetime, int, int]]:
    """Everything that happens, in the order of time: (time, index of the case, event or -1 for its start).

    Within a case the order of the log stands, also where its times contradict it.
    """
    moments: list[tuple[datetime, int, int]] = []
    for index, run in enumerate(runs):
        at = plan.start_time(run.case)
        moments.append((at, index, -1))
        for place, event in enumerate(run.case.events):
            at = max(at, event.at)
            moments.append((at, index, place))
    return iter(sorted(moments))
