"""What must hold after any step of any model: what was opened is closed or still in the state, and the
tokens that scopes count are the tokens that are there.

A check over events and states, for the tests of all models; it knows nothing of what a model means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from engine.runtime import ROOT, State
from engine.runtime.ending import holds_token, is_unseen
from engine.simulation.simulation import Simulation
from tests.unit.conformance.tracing import check_trace

_OPENED = {"activated": "activity", "task_created": "task", "job_created": "job", "waiting": "subscription"}
_CLOSED = {
    "completed": "activity", "cancelled": "activity", "task_completed": "task", "task_cancelled": "task",
    "job_completed": "job", "job_cancelled": "job", "unwaiting": "subscription",
}  # fmt: skip
_CLOCKLESS = ("completed", "cancelled")


class Ledger:
    """What the events of one instance have opened and not closed; `faults` are closings and openings that do
    not fit."""

    def __init__(self, events: Iterable[Mapping[str, Any]]) -> None:
        self.open: dict[str, Counter[int]] = {kind: Counter() for kind in _OPENED.values()}
        self.timers: Counter[tuple[int, str, Any]] = Counter()
        self.faults: list[str] = []
        for event in events:
            self._enter(event)

    def _enter(self, event: Mapping[str, Any]) -> None:
        kind, key = event["e"], event.get("k", -1)
        if kind in _OPENED:
            if self.open[_OPENED[kind]][key]:
                self.faults.append(f"{kind} {event['el']} {key} a second time")
            self.open[_OPENED[kind]][key] += 1
        elif kind in _CLOSED:
            if not self.open[_CLOSED[kind]].pop(key, 0):
                self.faults.append(f"{kind} {event.get('el')} {key} was not open")
        elif kind == "timer_set":
            entry = (key, event["what"], event["due_at"])
            self.timers[entry] += 1
            if event["what"] == "timer" and self.timers[entry] > 1:
                self.faults.append(f"timer_set {event['el']} {key} a second time")
        elif kind == "timer_fired":
            self._fired(key, event)
        elif kind == "timer_cancelled":
            gone = [entry for entry in self.timers if entry[0] == key]
            if not gone:
                self.faults.append(f"timer_cancelled {key}, but none was set")
            for one in gone:
                del self.timers[one]

    def _fired(self, key: int, event: Mapping[str, Any]) -> None:
        entry = (key, event["what"], event["due_at"])
        if not self.timers[entry]:
            self.faults.append(f"timer_fired {event['el']} {key}, but it was not set")
        self.timers[entry] -= 1
        if self.timers[entry] <= 0:
            del self.timers[entry]


def check_instance(events: Iterable[Mapping[str, Any]], state: State) -> None:
    """All events of one instance from its start against the state that they led to."""
    ledger = Ledger(events)
    assert ledger.faults == []
    acts = state.acts
    assert set(ledger.open["activity"]) == {k for k, a in acts.items() if holds_token(a) and not is_unseen(a)}
    assert set(ledger.open["task"]) == {k for k, a in acts.items() if a.kind == "task"}
    assert set(ledger.open["job"]) == {k for k, a in acts.items() if a.kind == "job"}
    waiting = {
        k for k, a in acts.items() if a.message is not None or a.signal is not None or a.held is not None
    }
    assert set(ledger.open["subscription"]) == waiting
    assert ledger.timers == Counter(
        (k, t.what, t.at) for k, a in acts.items() for t in a.timers if t.at is not None
    )
    if state.status in _CLOCKLESS:
        assert (acts, state.joins, state.clocks) == ({}, {}, {})
        assert list(state.scopes) == [ROOT]
    check_tokens(state)


def check_tokens(state: State) -> None:
    """Every scope counts its tokens rightly and has an owner; every listener listens for something."""
    counted: Counter[int] = Counter()
    for act in state.acts.values():
        assert act.scope in state.scopes, f"{act.el} is in a scope that is gone"
        assert act.kind != "pass", f"{act.el} was left behind on its way"
        assert act.host is None or act.host in state.acts, f"{act.el} hangs on something that is gone"
        listens = act.message is not None or act.signal is not None or act.timers or act.held is not None
        listens = listens or act.correlated is not None
        listens = listens or any(a.host == act.k for a in state.acts.values())
        assert listens or act.kind != "catch", f"{act.el} listens for nothing"
        counted[act.scope] += holds_token(act)
    for key, flows in state.joins.items():
        counted[int(key.split(" ", 1)[0])] += sum(flows.values())
    for key, scope in state.scopes.items():
        assert key == ROOT or key in state.acts, f"scope {key} has lost its owner"
        assert scope.tokens == counted[key], f"scope {key} counts {scope.tokens} tokens for {counted[key]}"
        assert scope.tokens >= 0


def check_simulation(simulation: Simulation) -> None:
    """All instances of a simulation and their trace, as far as they have come."""
    for instance in simulation.instances.values():
        events = [h.event for h in simulation.history if h.instance == instance.id]
        check_instance(events, instance.state)
    check_trace(simulation)
