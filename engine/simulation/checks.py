"""Compares what a scenario expects with what a simulated run shows. Reads only; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from typing import Any

from engine.runtime import ROOT
from engine.runtime.state import State
from engine.simulation.instance import SimulatedInstance
from engine.simulation.scenario import Expectation
from engine.simulation.simulation import Simulation, at_path

Difference = tuple[str, dict[str, Any]]
#: kinds of activities that wait for somebody or something on their own account
_WAITING = ("task", "job", "catch")
_MESSAGES = {
    "different": "{what}: expected {expected}, found {found}.",
    "not waiting": "{element} is not waiting; waiting: {waiting}.",
    "not passed": "{element} was not passed in this order; passed: {passed}.",
    "passed": "{element} was passed.",
}


class Found:
    """What a run shows of its case. `since`: how much of the history the expectation before has seen."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._case: SimulatedInstance | None = None
        self.since = 0

    @property
    def case(self) -> SimulatedInstance:
        if self._case is None:
            raise ValueError("the case has not started")
        return self._case

    @case.setter
    def case(self, case: SimulatedInstance) -> None:
        self._case = case

    @property
    def state(self) -> State:
        return self.case.state

    def waiting(self) -> list[str]:
        if self.case.status in ("completed", "cancelled"):
            return []
        return sorted({a.el for a in self.state.acts.values() if a.kind in _WAITING})

    def events(self, *kinds: str, since: int = 0) -> list[Mapping[str, Any]]:
        return [h.event for h in self.simulation.history[since:] if h.event["e"] in kinds]

    def told(self, kind: str) -> list[str]:
        """The elements of which events of a kind have told since the last expectation."""
        return sorted(event["el"] for event in self.events(kind, since=self.since))

    def fired(self) -> list[str]:
        """The timer events that fired since the last expectation."""
        return sorted(e["el"] for e in self.events("caught", since=self.since) if e.get("kind") == "timer")

    def tasks(self, element: str) -> list[Mapping[str, Any]]:
        return [task for task in self.case.tasks.values() if task["el"] == element]

    def clock(self, name: str) -> str | None:
        clock = self.state.clocks.get(name)
        if clock is None or clock.due is None:
            return None
        return clock.due.astimezone(self.simulation.calendar.zone).date().isoformat()

    def lamp(self) -> str:
        """green, yellow, red of the running clock that is due first; none without one."""
        running = [(c.due, c.pack, c.ref) for c in self.state.clocks.values() if c.due is not None]
        if not running:
            return "none"
        due, pack, ref = min(running)
        if self.simulation.at > due:
            return "red"
        calendar, limit = self.simulation.calendar, self.simulation.library.pack(pack).deadlines[ref]
        day = calendar.days_before(due.astimezone(calendar.zone).date(), limit.lamp_before, limit.count)
        return "yellow" if self.simulation.at >= datetime.combine(day, time(), calendar.zone) else "green"

    def variable(self, path: str) -> Any:
        return at_path(self.state.scopes[ROOT].vars, path)


def check(found: Found, expectation: Expectation) -> list[Difference]:
    """Where the run differs from the expectation; then the next one looks from here on."""
    differences = list(_differences(found, expectation))
    found.since = len(found.simulation.history)
    return differences


def _differences(found: Found, expectation: Expectation) -> Iterator[Difference]:
    lists: dict[str, Callable[[], list[str]]] = {
        "waiting": found.waiting,
        "reminded": lambda: found.told("reminded"),
        "overdue": lambda: found.told("overdue"),
        "fired": found.fired,
        "documents": lambda: sorted(d.name for d in found.case.documents),
    }
    for what, read in lists.items():
        expected = getattr(expectation, what)
        if expected is not None:
            yield from _compare(what, sorted(expected), read())
    if expectation.status is not None:
        yield from _compare("status", expectation.status, found.case.status)
    if expectation.lamp is not None:
        yield from _compare("lamp", expectation.lamp, found.lamp())
    for name, date in expectation.clock.items():
        yield from _compare(f"clock {name}", date, found.clock(name))
    for path, value in expectation.variables.items():
        yield from _compare(path, value, found.variable(path))
    yield from _of_tasks(found, expectation)
    yield from _of_passing(found, expectation)


def _of_tasks(found: Found, expectation: Expectation) -> Iterator[Difference]:
    for element in {**expectation.due, **expectation.groups}:
        if not found.tasks(element):
            yield _MESSAGES["not waiting"], {
                "element": element, "waiting": ", ".join(found.waiting()) or "-",
            }  # fmt: skip
    for element, date in expectation.due.items():
        for task in found.tasks(element):
            yield from _compare(f"due {element}", date, task["due_date"])
    for element, groups in expectation.groups.items():
        if tasks := found.tasks(element):
            offered = sorted({group for task in tasks for group in task["groups"]})
            yield from _compare(f"groups {element}", sorted(groups), offered)


def _of_passing(found: Found, expectation: Expectation) -> Iterator[Difference]:
    done = [event["el"] for event in found.events("completed", "caught")]
    position = 0
    for element in expectation.passed:
        try:
            position = done.index(element, position) + 1
        except ValueError:
            yield _MESSAGES["not passed"], {
                "element": element, "passed": ", ".join(dict.fromkeys(done)),
            }  # fmt: skip
            break
    for element in expectation.not_passed:
        if element in done:
            yield _MESSAGES["passed"], {"element": element}


def _compare(what: str, expected: Any, found: Any) -> Iterator[Difference]:
    if expected != found:
        yield _MESSAGES["different"], {"what": what, "expected": _shown(expected), "found": _shown(found)}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_shown(v) for v in value) + "]"
    return "-" if value is None else str(value)
