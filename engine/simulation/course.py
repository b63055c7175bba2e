"""A run as somebody wants it: which processes begin, then what is done and how far time passes, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, Literal

from engine.errors import Finding, Invalid, NotFound, ProcessFault
from engine.model import manifest
from engine.model.definition import Pack, Process
from engine.simulation.simulation import Simulation

#: Tasks that keep coming back are completed by themselves this often at most.
AUTO_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that is done from outside, or (`until`) the time that passes before the next."""

    kind: Literal["complete", "message", "signal", "until"]
    name: str = ""
    key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


def find_process(pack: Pack, file: str, name: str | None) -> Process:
    """The process of a file that is to run: the one named, the pack's own, or the first that others do not
    call, rather one that starts plainly.

    Raises NotFound for a name that is not there, Invalid where nothing is executable.
    """
    if name is not None and name not in pack.processes:
        raise NotFound(
            "There is no process {process}; there are: {known}.",
            process=name, known=", ".join(pack.processes) or "-",
        )  # fmt: skip
    inside = [p for p in pack.processes.values() if p.file == file] or list(pack.processes.values())
    if name is not None:
        inside = [pack.processes[name]]
    runnable = [process for process in inside if process.executable]
    if not runnable:
        raise Invalid("The file {file} cannot be executed.", _drawn(inside, file), file=file)
    own = next((p for p in runnable if p.id == pack.settings.get("process")), None)
    if own is not None and manifest.FILE in pack.files:
        return own
    called = {
        e.called for p in pack.processes.values() for e in p.elements.values()
        if isinstance(e.called, str) and e.called != p.id
    }  # fmt: skip
    return min(runnable, key=lambda process: (process.id in called, not process.starts_plainly))


def _drawn(processes: Iterable[Process], file: str) -> list[Finding]:
    found = [
        Finding("not-executable", "The process is only drawn; isExecutable is not true.", p.file, p.id)
        for p in processes
    ]
    return found or [Finding("process-missing", "The file has no process.", file)]


def in_order(actions: Sequence[Action]) -> list[Action]:
    """The actions as they are done. A single `until` ahead of all others says how far the run goes, so it
    counts as if it stood last."""
    times = [action for action in actions if action.kind == "until"]
    if len(times) == 1 and actions[0] is times[0]:
        return [*actions[1:], *times]
    return list(actions)


class Course:
    """Leads a simulation. auto: complete tasks, and jobs without a handler, with no data, but those that an
    action is still to complete."""

    def __init__(self, simulation: Simulation, *, auto: bool = False) -> None:
        self.simulation, self.auto = simulation, auto
        self._completed = 0
        self._reserved: Counter[str] = Counter()

    def begin(self, processes: Iterable[tuple[Process, Mapping[str, Any]]]) -> None:
        """Start processes together, plainly; one that only an event starts waits for that."""
        for process, variables in processes:
            if process.starts_plainly:
                self.simulation.open(process.id, variables, "cli")
            else:
                self.simulation.schedule(process.id)
        self.simulation.settle()

    def follow(self, actions: Sequence[Action]) -> None:
        """Do the actions in order, each once the run has come to rest.

        Raises NotFound if nothing waits to be completed, ProcessFault for what fails in the run.
        """
        ordered = in_order(actions)
        self._reserved = Counter(action.name for action in ordered if action.kind == "complete")
        self._rest()
        for place, action in enumerate(ordered):
            if action.kind == "until" and action.at is not None:
                self._pass_time(action.at)
            elif action.kind == "complete":
                self._complete(action, next((a.at for a in ordered[place:] if a.at is not None), None))
            elif action.kind == "message":
                self.simulation.message(action.name, action.key, action.values, keep=True)
            else:
                self.simulation.signal(action.name, action.values)
            self._rest()

    def _complete(self, action: Action, until: datetime | None) -> None:
        """Complete one token of an element; where none waits yet time passes, at most to `until`."""
        while True:
            try:
                work_id = self.simulation.find_task(action.name)
                break
            except NotFound:
                due = self.simulation.next_due()
                if until is None or due is None or due > until:
                    raise
                self.simulation.advance(due)
                self._rest()
        self._reserved[action.name] -= 1
        self.simulation.complete(work_id, action.values, "cli")

    def _pass_time(self, until: datetime) -> None:
        while (due := self.simulation.next_due()) is not None and due <= until:
            self.simulation.advance(due)
            self._rest()
        self.simulation.advance(until)

    def _rest(self) -> None:
        """Let fire what is due already; with `auto` complete what waits, until nothing more can be done."""
        self.simulation.advance(self.simulation.at)
        while self.auto and (work := self._next_work()) is not None:
            work_id, element = work
            self._completed += 1
            if self._completed > AUTO_LIMIT:
                raise ProcessFault(
                    "The run does not come to an end: {limit} tasks were completed, the last at {element}.",
                    element, limit=AUTO_LIMIT,
                )  # fmt: skip
            self.simulation.complete(work_id, {}, "cli")
            self.simulation.advance(self.simulation.at)

    def _next_work(self) -> tuple[str, str] | None:
        """The next task or job that is completed by itself, and its element."""
        for instance in self.simulation.active:
            for work_id, event in chain(instance.tasks.items(), instance.jobs.items()):
                if work_id not in instance.failed and self._reserved[event["el"]] <= 0:
                    return work_id, event["el"]
        return None
