"""All runs of a random process, played by the engine itself: every order of work and of events, every answer
of a gateway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine import commands
from engine.errors import ProcessFault
from engine.model.definition import Element, Pack
from engine.runtime import Context, Library
from engine.runtime.ending import holds_token, is_spent
from engine.runtime.state import ROOT, Activity, State, decode, encode
from engine.runtime.stepper import Result, step
from tests.unit.runtime.runner import CALENDAR, MONDAY

#: More states than this are too many for a test; more of one task at once have no bound.
MAX_STATES, MAX_TWICE = 60, 2
#: By gateway, the ways that it can choose together.
Answers = Mapping[str, list[tuple[int, ...]]]
#: The activity that goes on, and the error that it ends by.
Deed = tuple[int, str]
Shape = tuple[object, ...]


@dataclass
class Played:
    """whole: all was tried. stuck: the gateways at which tokens were left, outside: those of them that are in
    no subprocess; twice: activities that were open twice at once; opened: those that were ever open; ends:
    whether a run came to its end."""

    whole: bool = True
    ends: bool = False
    stuck: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Point:
    """A state of a case. told: what listens on and has come once already."""

    state: bytes
    told: frozenset[int] = frozenset()


class Player:
    def __init__(self, pack: Pack, answers: Answers) -> None:
        self.process, self.answers = pack.processes["p"], answers
        self.context = Context("S1", MONDAY, Library.of(pack), CALENDAR, "1")
        self.whole = True

    def begin(self) -> list[Point]:
        def run(variables: Mapping[str, list[int]]) -> Result:
            return step(self.context, None, commands.Start(actor="x", process="p", variables=dict(variables)))

        return [Point(result.data) for result in self._every(run)]

    def element(self, act: Activity) -> Element:
        return self.process.elements[act.el]

    def deeds(self, point: Point) -> Iterator[tuple[Deed, str]]:
        """What can happen next, each with the element at which it does."""
        state = decode(point.state)
        for key, act in sorted(state.acts.items()):
            if act.kind == "job":
                yield (key, ""), act.el
                for error in self._caught(state, act):
                    yield (key, "E1"), error
            elif act.k not in point.told and (act.timers or act.message):
                yield (key, ""), act.el

    def _caught(self, state: State, act: Activity) -> list[str]:
        """The boundary event that catches an error of an activity, if there is one."""
        while True:
            for name in self.element(act).boundary:
                event = self.process.elements[name].event
                if event is not None and event.kind == "error":
                    return [name]
            if act.scope == ROOT:
                return []
            act = state.acts[act.scope]

    def after(self, point: Point, deed: Deed) -> list[Point]:
        key, error = deed
        state = decode(point.state)
        act = state.acts[key]
        told = point.told
        order: commands.Command
        if act.kind == "job" and error:
            order = commands.FailJob(actor="x", job_id=f"S1.{key}", error_code=error)
        elif act.kind == "job":
            order = commands.CompleteJob(actor="x", job_id=f"S1.{key}")
        elif act.message:
            act.message = "this one"
            order = commands.Correlate(actor="x", message="this one", key="")
            told |= {key}
        else:
            act.timers[0].at = MONDAY
            order = commands.FireTimers(actor="x", instance_id="S1")

        def run(variables: Mapping[str, list[int]]) -> Result:
            state.scopes[ROOT].vars.update(variables)
            return step(self.context, encode(state), order)

        return [Point(self._again(result.data, key, act), told) for result in self._every(run)]

    def _again(self, data: bytes, key: int, before: Activity) -> bytes:
        """What listens on is called again as it was."""
        state = decode(data)
        if key in state.acts and before.message:
            state.acts[key].message = "go"
            return encode(state)
        return data

    def _every(self, run: object) -> Iterator[Result]:
        """A step with every answer of the gateways that are asked in it."""
        pending: list[dict[str, list[int]]] = [{}]
        while pending:
            given = pending.pop()
            try:
                result = run({name: list(ways[0]) for name, ways in self.answers.items()} | given)  # type: ignore[operator]
            except ProcessFault:
                self.whole = False
                continue
            passed = Counter(e["el"] for e in result.events if e["e"] == "activated")
            asked = [g for g in passed if len(self.answers.get(g, ())) > 1]
            if unknown := [g for g in asked if g not in given]:
                pending += [given | {unknown[0]: list(answer)} for answer in self.answers[unknown[0]]]
                continue
            self.whole = self.whole and all(passed[g] == 1 for g in asked)
            yield result


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
        hosted = [a for a in state.acts.values() if a.host == act.k]
        beside = sorted((a.el, is_spent(a), a.k in point.told) for a in hosted)
        return (act.el, tuple(beside), of_scope(act.k) if act.k in state.scopes else ())

    return of_scope(ROOT)


def scopes(state: State) -> Iterator[tuple[int, Counter[str], list[str]]]:
    """The scopes with the elements that are open in each, and the joins at which tokens wait."""
    for scope in state.scopes:
        acts = [act for act in state.acts.values() if act.scope == scope and holds_token(act)]
        yield (
            scope,
            Counter(act.el for act in acts),
            [key.split()[1] for key in state.joins if key.startswith(f"{scope} ")],
        )


def play(pack: Pack, answers: Answers, most: int = MAX_STATES) -> Played:
    player, played = Player(pack, answers), Played()
    known: set[Shape] = set()
    stack = player.begin()
    while stack:
        point = stack.pop()
        state = decode(point.state)
        if state.status == "completed":
            played.ends = True
            continue
        here = shape(point)
        if here in known:
            continue
        known.add(here)
        bounded = True
        for scope, open_, joins in scopes(state):
            played.opened.update(open_)
            played.twice.update(name for name, count in open_.items() if count > 1)
            bounded = bounded and all(count <= MAX_TWICE for count in open_.values())
            if not open_:
                played.stuck.update(joins)
                played.outside.update(joins if scope == ROOT else ())
        if len(known) > most or not bounded:
            player.whole = False
            if len(known) > most:
                break
            continue
        for deed, _ in player.deeds(point):
            stack += player.after(point, deed)
    played.whole = player.whole
    return played
