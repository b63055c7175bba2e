"""What can happen next to a case, done by the engine itself: work ends well or by an error, an event comes, and
every gateway that is passed gives each of its answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine import commands
from engine.errors import ProcessFault
from engine.model.definition import Pack
from engine.runtime import BpmnFault, Context, Library
from engine.runtime.ending import is_spent
from engine.runtime.state import ROOT, Activity, State, decode, encode
from engine.runtime.stepper import Result, step
from tests.unit.runtime.runner import CALENDAR, MONDAY

#: By gateway, the ways that it can choose together.
Answers = Mapping[str, list[tuple[int, ...]]]
#: The activity that goes on, and the error that it ends by.
Deed = tuple[int, str]
Shape = tuple[object, ...]
#: The variable of a condition that an event waits for: it is called like the event.
HOLDS = "holds_"


@dataclass(frozen=True)
class Point:
    """A state of a case. told: what listens on and has come once already."""

    state: bytes
    told: frozenset[int] = frozenset()


class Player:
    """whole: nothing that could have happened was left out."""

    def __init__(self, pack: Pack, answers: Answers, process: str = "p") -> None:
        self.process, self.answers = process, answers
        self.elements = {name: e for p in pack.processes.values() for name, e in p.elements.items()}
        self.context = Context("S1", MONDAY, Library.of(pack), CALENDAR, "1")
        self.whole = True

    def begin(self) -> Iterator[tuple[Point, Result]]:
        def run(variables: Mapping[str, Any]) -> Result:
            order = commands.Start(actor="x", process=self.process, variables=dict(variables))
            return step(self.context, None, order)

        for result in self._every(run):
            yield Point(result.data), result

    def deeds(self, point: Point) -> Iterator[Deed]:
        state = decode(point.state)
        for key, act in sorted(state.acts.items()):
            if act.kind == "job":
                yield key, ""
                if self._is_caught(state, act):
                    yield key, "E1"
            elif _listener(state, act).k in point.told:
                continue
            elif act.timers or act.message or act.held is not None:
                yield key, ""

    def _is_caught(self, state: State, act: Activity) -> bool:
        """Does something around an activity catch an error that it ends by?"""
        while True:
            catchers = list(self.elements[act.el].boundary)
            scope = self.elements[act.el].scope
            for other in self.elements.values():
                if other.triggered_by_event and other.scope == scope and other.id != act.el:
                    catchers += [e.id for e in self.elements.values() if e.scope == other.id]
            events = [self.elements[name].event for name in catchers]
            if any(event is not None and event.kind == "error" for event in events):
                return True
            if act.scope == ROOT:
                return False
            act = state.acts[act.scope]

    def after(self, point: Point, deed: Deed) -> Iterator[tuple[Point, Result]]:
        key, error = deed
        state = decode(point.state)
        act = state.acts[key]
        host = _listener(state, act)
        name, order = act.message, self._order(state, act, error)

        def run(variables: Mapping[str, Any]) -> Result:
            for scope in state.scopes.values():
                if scope.k == ROOT or scope.isolated:
                    scope.vars.update(variables)
            return step(self.context, encode(state), order)

        for result in self._every(run):
            following = decode(result.data)
            told = {host.k} if self._listens_on(following, act, host) else set()
            yield Point(self._again(following, key, name), point.told | told), result

    def _order(self, state: State, act: Activity, error: str) -> commands.Command:
        """Prepare a state for what is to happen; the command by which it does."""
        if act.kind == "job" and error:
            return commands.FailJob(actor="x", job_id=f"S1.{act.k}", error_code=error)
        if act.kind == "job":
            return commands.CompleteJob(actor="x", job_id=f"S1.{act.k}")
        if act.message:
            act.message = "this one"
            return commands.Correlate(actor="x", message="this one", key="")
        if act.held is not None:
            for other in state.acts.values():
                other.held = other.held if other.held is None or other is act else True
            for scope in state.scopes.values():
                if scope.k == ROOT or scope.isolated:
                    scope.vars[f"{HOLDS}{act.el}"] = True
        else:
            act.timers[0].at = MONDAY
        return commands.FireTimers(actor="x", instance_id="S1")

    def _listens_on(self, state: State, act: Activity, host: Activity) -> bool:
        """Has the event come, and is it listened for still? Of a parallel one others may have to come first."""
        event = self.elements[host.el].event
        if host.k not in state.acts or event is None or not event.parallel:
            return host.k in state.acts
        return any(a.host == host.k and a.part == act.part for a in state.acts.values())

    @staticmethod
    def _again(state: State, key: int, message: str | None) -> bytes:
        """What listens on is called again as it was, and no condition holds."""
        if key in state.acts and message:
            state.acts[key].message = message
        for act in state.acts.values():
            act.held = None if act.held is None else False
        for scope in state.scopes.values():
            for name in [name for name in scope.vars if name.startswith(HOLDS)]:
                del scope.vars[name]
        return encode(state)

    def _every(self, run: Callable[[Mapping[str, Any]], Result]) -> Iterator[Result]:
        """A step with every answer of the gateways that are asked in it."""
        pending: list[dict[str, list[int]]] = [{}]
        while pending:
            given = pending.pop()
            try:
                result = run({name: list(ways[0]) for name, ways in self.answers.items()} | given)
            except BpmnFault:
                continue  # nobody catches it, so it does not happen
            except ProcessFault:
                self.whole = False
                continue
            passed = Counter(e["el"] for e in result.events if e["e"] == "completed")
            asked = [g for g in passed if len(self.answers.get(g, ())) > 1]
            if unknown := [g for g in asked if g not in given]:
                pending += [given | {unknown[0]: list(answer)} for answer in self.answers[unknown[0]]]
                continue
            self.whole = self.whole and all(passed[g] == 1 for g in asked)
            yield result


def _listener(state: State, act: Activity) -> Activity:
    """What listens, of which this may be one of several definitions."""
    return state.acts[act.host] if act.kind == "part" and act.host is not None else act


def shape(point: Point) -> Shape:
    """What can still happen, whatever numbers it has."""
    state = decode(point.state)

    def of_scope(scope: int) -> Shape:
        acts = [act for act in state.acts.values() if act.scope == scope and act.host is None]
        joins = [
            (key.split()[1], *sorted(flows.items()))
            for key, flows in state.joins.items()
            if key.startswith(f"{scope} ")
        ]
        return (tuple(sorted(map(of_act, acts), key=repr)), tuple(sorted(joins)))

    def of_act(act: Activity) -> Shape:
        beside = sorted((of_act(a) for a in state.acts.values() if a.host == act.k), key=repr)
        own = (act.el, act.part, is_spent(act), act.k in point.told, tuple(beside))
        multi = (act.multi.started, act.multi.completed) if act.multi is not None else ()
        return (*own, multi, of_scope(act.k) if act.k in state.scopes else ())

    return of_scope(ROOT)
