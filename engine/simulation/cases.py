"""The cases of a run: they begin, take commands, and what happens in them is kept in order."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from engine import commands
from engine.calendar import Calendar
from engine.errors import ProcessFault
from engine.model.definition import Pack
from engine.runtime import Context, EventRecord, Library, Result, step
from engine.simulation.instance import Happened, SimulatedInstance

ACTOR = "simulation"
#: A run tells of so many events; one that goes on and on ends here.
MAX_EVENTS = 300_000
#: So many bytes of state the steps of a run may write, all together: it bounds the time that a run takes.
MAX_EFFORT = 1_000_000_000
#: Left out of the history: the values of a long run would fill the memory, and nobody asks for them.
_UNTOLD = ("variable",)


class Cases:
    """Cases of some packs at the time `at`. What they throw lies in `thrown` until somebody delivers it."""

    def __init__(self, packs: Sequence[Pack], calendar: Calendar, at: datetime) -> None:
        self.packs = tuple(packs)
        self.library = Library.of(*packs)
        self.calendar = calendar
        self.at = at
        self.instances: dict[str, SimulatedInstance] = {}
        #: those that can still do something
        self._active: dict[str, SimulatedInstance] = {}
        self.history: list[Happened] = []
        #: of the step that failed last
        self.failed: list[Happened] = []
        #: messages and signals, with the case that threw them
        self.thrown: deque[EventRecord] = deque()
        #: bytes of state that the steps have written
        self._effort = 0
        #: cases that have begun, by pack and year
        self._counted: Counter[tuple[str, int]] = Counter()

    @property
    def active(self) -> Iterable[SimulatedInstance]:
        """The cases that are not over, oldest first."""
        return self._active.values()

    def open(
        self, process: str, variables: Mapping[str, Any] | None = None, actor: str = ACTOR,
        start: str | None = None, part: int | None = None,
    ) -> SimulatedInstance:  # fmt: skip
        """Start an instance of a process and run it until it waits."""
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
            result = step(self.context(instance_id, number), None, command)
        self._counted[counted] += 1
        instance = SimulatedInstance(instance_id, number, result.data, result.state, result.status)
        self.instances[instance_id] = self._active[instance_id] = instance
        self._record(instance, result)
        return instance

    def take(self, instance: SimulatedInstance, command: commands.Command) -> Result:
        """Let an instance take one command."""
        with self._telling(instance.id):
            result = step(self.context(instance.id), instance.data, command)
        self._record(instance, result)
        return result

    def waits(self) -> set[tuple[str, str | None]]:
        """The messages that cases wait for: name, and key, which is None where any will do."""
        return {
            (act.message, act.key)
            for instance in self._active.values() if instance.status == "active"
            for act in instance.state.acts.values() if act.message is not None
        }  # fmt: skip

    def context(self, instance_id: str, number: str = "") -> Context:
        """The circumstances of a step now."""
        return Context(instance_id, self.at, self.library, self.calendar, number)

    def _number(self, process: str) -> tuple[str, tuple[str, int]]:
        """The number of the next case of a process, and where its pack counts it: by years."""
        ref, day = self.library.find_process(process), self.at.astimezone(self.calendar.zone)
        if ref is None:  # the step refuses it
            return "", ("", day.year)
        pack = self.library.pack(ref)
        return pack.number(self._counted[pack.key, day.year] + 1, day), (pack.key, day.year)

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

    def _record(self, instance: SimulatedInstance, result: Result) -> None:
        instance.take(result)
        for event in result.events:
            if event["e"] not in _UNTOLD:
                self.history.append(Happened(self.at, instance.id, event))
            if event["e"] in ("message_thrown", "signal_thrown"):
                self.thrown.append({**event, "from": instance.id})
        if instance.is_over:
            self._active.pop(instance.id, None)
        self._effort += len(result.data)
        if len(self.history) > MAX_EVENTS or self._effort > MAX_EFFORT:
            last = next((h.event["el"] for h in reversed(self.history) if h.event.get("el")), "")
            raise ProcessFault(
                "The run does not come to an end; it was stopped after {count} events, at {element}.",
                str(last), count=len(self.history),
            )  # fmt: skip
