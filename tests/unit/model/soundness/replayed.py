"""Whether the engine can go the way that a finding shows, and whether a shorter one leads there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from engine.model.definition import Pack, Process
from engine.model.soundness import Problem
from engine.runtime.ending import holds_token
from engine.runtime.state import ROOT, Activity, State, decode
from engine.runtime.stepper import Result
from tests.unit.model.soundness.player import Answers, Player, Point, Shape, shape

#: More states than this are too many for a test.
MAX_STATES = 60
_AT_ONCE = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "startEvent", "endEvent")


class TooMany(Exception):
    """It was not found out."""


@dataclass(frozen=True)
class Place:
    """Where a run is: its state, the scope that the way is about once it is open, and what passed there."""

    point: Point
    scope: int | None
    passed: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[Shape, bool]:
        return shape(self.point), self.scope is not None


class Replay:
    """Runs of a process up to what a finding says of one of its scopes.

    beside: elements that are not counted, since a token there only comes to an end.
    """

    def __init__(
        self, pack: Pack, answers: Answers, process: Process, problem: Problem, beside: set[str]
    ) -> None:
        self.player = Player(pack, answers, process.id)
        self.process, self.problem, self.beside = process, problem, beside
        self.scope = process.elements[problem.element].scope
        self.flows = {f.id: f for e in process.elements.values() for f in e.outgoing}
        self.doubled = problem.kind == "token-doubled"

    def goes(self) -> bool:
        """Is there a run of the engine that goes the way shown, in its order, and leads to what is said?"""
        shown = [name for name in self.problem.path if self._counts(name)]
        shown = shown[:-1] if self.doubled else shown
        elements, flows = Counter(filter(self._is_element, shown)), Counter(self._chosen(shown))
        slow = self._slow(shown)

        def fits(place: Place) -> bool:
            passed = self._slow(place.passed)
            chosen = Counter(self._chosen(place.passed))
            return (
                passed == slow[: len(passed)]
                and Counter(filter(self._is_element, place.passed)) <= elements
                and chosen <= flows
            )

        def arrived(place: Place) -> bool:
            return Counter(place.passed) == elements + flows and self._is_there(place)

        return (
            self._search(fits, arrived, lambda place: (frozenset(Counter(place.passed).items()),)) is not None
        )

    def shortest(self) -> int:
        """How many elements pass on the shortest run to what is said. Raises TooMany."""
        found = self._search(lambda place: True, self._is_there, lambda place: ())
        return sum(map(self._is_element, found.passed)) if found is not None else -1

    def shown(self) -> int:
        """How many elements pass on the way that is shown."""
        count = sum(self._is_element(name) and self._counts(name) for name in self.problem.path)
        return count - self.doubled

    def _search(
        self,
        fits: Callable[[Place], bool],
        arrived: Callable[[Place], bool],
        more: Callable[[Place], tuple[object, ...]],
    ) -> Place | None:
        heap: list[tuple[int, int, Place]] = []
        known: set[object] = set()
        count = 0

        def push(places: Iterator[Place]) -> None:
            nonlocal count
            for place in places:
                if fits(place):
                    count += 1
                    heappush(heap, (sum(map(self._is_element, place.passed)), count, place))

        push(self._begin())
        while heap:
            place = heappop(heap)[2]
            key = (place.key, *more(place))
            if key in known:
                continue
            known.add(key)
            if arrived(place):
                return place
            if len(known) > MAX_STATES:
                raise TooMany
            push(self._after(place))
        if not self.player.whole:
            raise TooMany
        return None

    def _begin(self) -> Iterator[Place]:
        for point, result in self.player.begin():
            yield self._place(point, None if self.scope else ROOT, (), result)

    def _after(self, place: Place) -> Iterator[Place]:
        state = decode(place.point.state)
        if place.scope is not None and place.scope not in state.scopes:
            return
        for deed in self.player.deeds(place.point):
            if place.scope is None or self._is_inside(state, state.acts[deed[0]], place.scope):
                for point, result in self.player.after(place.point, deed):
                    yield self._place(point, place.scope, place.passed, result)

    @staticmethod
    def _is_inside(state: State, act: Activity, scope: int) -> bool:
        while act.scope not in (ROOT, scope):
            act = state.acts[act.scope]
        return act.scope == scope

    def _place(self, point: Point, scope: int | None, passed: tuple[str, ...], result: Result) -> Place:
        if scope is None:
            state = decode(point.state)
            opened = (a.k for a in state.acts.values() if a.el == self.scope and a.kind == "scope")
            scope = next(opened, None)
        if scope is None:
            return Place(point, None)
        told = (name for e in result.events if e.get("s") == scope for name in self._told(e))
        return Place(point, scope, (*passed, *filter(self._counts, told)))

    def _told(self, event: dict[str, object]) -> Iterator[str]:
        """What a way shows of this: an element that was passed, one that was left by its event, a flow."""
        name = str(event["el"])
        if event["e"] == "completed":
            element = self.process.elements[name]
            if element.attached_to and (element.interrupting or element.event.kind in ("error", "cancel")):
                yield element.attached_to
            yield name
        elif event["e"] == "taken" and name in self.flows and self._is_choice(name):
            yield name

    def _is_choice(self, flow: str) -> bool:
        source = self.process.elements[self.flows[flow].source]
        asks = any(f.condition is not None for f in source.outgoing)
        asks = asks or source.type in ("exclusiveGateway", "eventBasedGateway")
        return asks and len(source.outgoing) > 1 and source.type != "parallelGateway"

    def _is_element(self, name: str) -> bool:
        return name in self.process.elements

    def _counts(self, name: str) -> bool:
        return (self.flows[name].target if name in self.flows else name) not in self.beside

    def _chosen(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name in self.flows]

    def _slow(self, names: Sequence[str]) -> list[str]:
        """Those that end at a moment of their own, so that their order is one."""
        found = []
        for name in filter(self._is_element, names):
            element = self.process.elements[name]
            thrown = element.type == "intermediateThrowEvent" or (
                element.event is not None and element.event.kind == "link"
            )
            if element.type not in _AT_ONCE and not thrown:
                found.append(name)
        return found

    def _is_there(self, place: Place) -> bool:
        """Is it here as the finding says?"""
        state = decode(place.point.state)
        if place.scope is None or place.scope not in state.scopes:
            return False
        inside = [act for act in state.acts.values() if act.scope == place.scope and holds_token(act)]
        open_ = Counter(act.el for act in inside)
        if self.doubled:
            return open_[self.problem.element] > 1
        joins = {key.split()[1] for key in state.joins if key.startswith(f"{place.scope} ")}
        waits_for = [
            name for name in joins - {self.problem.element} if self.problem.element in self._ahead(name)
        ]
        return (
            set(open_) <= self.beside
            and self.problem.element in joins
            and all(name in self._ahead(self.problem.element) for name in waits_for)
        )

    def _ahead(self, name: str) -> set[str]:
        """What is behind an element: a join that waits for another one that is stuck is not told."""
        found: set[str] = set()
        stack = [name]
        while stack:
            element = self.process.elements[stack.pop()]
            following = {flow.target for flow in element.outgoing} | set(element.boundary)
            if element.type == "intermediateThrowEvent" and element.event and element.event.kind == "link":
                following |= {e.id for e in self.process.elements.values() if e.event == element.event}
            stack += following - found
            found |= following
        return found
