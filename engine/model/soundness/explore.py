"""Plays the token game of a net in every way, the shortest runs first, until all is seen or the budget spent.

As in the engine, gateways pass at once, inclusive joins when nothing else moves, and only then does an
element that takes time end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from heapq import heappop, heappush

from engine.model.soundness.choices import Facts, Option, options, shared
from engine.model.soundness.joins import Joins, Tokens
from engine.model.soundness.net import Edge, Net, Node, Thrown, Trail, items, joined

#: A place with more tokens is not followed any further: there may be no bound.
MAX_TOKENS = 2
#: Steps without anything that takes time, after which a run is given up.
MAX_MOVES = 20_000
#: So many places with tokens cost another move, as they are copied and compared with it.
MAX_SMALL = 32

Marking = tuple[tuple[int, int], ...]
#: A marking, and what is known to be decided.
State = tuple[Marking, tuple[tuple[tuple[str, str], bool, int], ...]]


@dataclass(slots=True)
class Budget:
    """How much work is left, counted in moves of tokens; shared by all scopes of a check."""

    left: int

    def spend(self, amount: int) -> bool:
        self.left -= amount
        return self.left > 0


@dataclass(slots=True)
class Seen:
    """What was found. whole: everything that can happen was tried; ends: a run can come to its end;
    throws: the errors and the like by which one can end; turns: one can go on in a subprocess for ever.

    stuck: by element the shortest way to a token that waits there for ever. twice: by element the
    shortest way to a second token in it. entered: the elements that were reached.
    """

    whole: bool = True
    ends: bool = False
    throws: set[Thrown] = field(default_factory=set)
    turns: bool = False
    stuck: dict[str, Trail] = field(default_factory=dict)
    twice: dict[str, Trail] = field(default_factory=dict)
    entered: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Run:
    """Tokens on their way between two moments of rest."""

    tokens: Tokens
    facts: Facts
    arriving: list[int]
    firing: list[int]
    trail: Trail = None
    length: int = 0

    def copy(self) -> _Run:
        return _Run(
            dict(self.tokens), self.facts, list(self.arriving), list(self.firing), self.trail, self.length
        )


def explore(net: Net, budget: Budget, *, consistent: bool = False) -> Seen:
    """All that can happen in a net, or as much as two thirds of the budget allow; the rest is for a glance.

    consistent: the same condition has the same answer everywhere.
    """
    own = Budget(budget.left * 2 // 3)
    seen = _Explorer(net, own, consistent).run()
    budget.spend(budget.left * 2 // 3 - max(0, own.left))
    if own.left <= 0 and all(node.join != "wait" for node in net.nodes.values()):
        _glance(net, budget, consistent, seen)
    return seen


def _glance(net: Net, budget: Budget, consistent: bool, seen: Seen) -> None:
    """Where not everything can be tried: what comes of it if one token goes as far as it can before another.

    Tokens do not hinder each other but at inclusive joins, so no order of theirs is left out by which one
    gets stuck (a persistent set). That something never happens is not known from it.
    """
    own = Budget(budget.left // 2)
    other = _Explorer(net, own, consistent, narrow=True).run()
    budget.spend(budget.left // 2 - max(0, own.left))
    seen.stuck = {**other.stuck, **seen.stuck}
    seen.twice = {**other.twice, **seen.twice}


class _Explorer:
    def __init__(self, net: Net, budget: Budget, consistent: bool, *, narrow: bool = False) -> None:
        self.net, self.budget, self.narrow = net, budget, narrow
        self.joins = Joins(net)
        self.kept = shared(net) if consistent else frozenset()
        self.seen = Seen()
        self.parts: dict[int, tuple[Trail, Trail, int]] = {}
        self.choices: dict[int, list[Option]] = {}
        self.crossed: set[int] = set()
        self.fired: set[int] = set()

    def run(self) -> Seen:
        heap: list[tuple[int, int, State, Trail]] = []
        known: set[State] = set()
        count = 0
        for start in self.net.starts:
            for run in self._settle(_Run({}, {}, list(reversed(start)), [])):
                heappush(heap, (run.length, count := count + 1, _state(run), run.trail))
        while heap:
            first, second, state, trail = heappop(heap)
            length = second if self.narrow else first
            if state in known:
                continue
            known.add(state)
            for run in self._following(state, length, trail):
                if not self.budget.spend(1 + len(run.tokens) + self.joins.work):
                    self.seen.whole = False
                    heap.clear()
                    break
                self.joins.work = 0
                following, count = _state(run), count + 1
                if following not in known:
                    order = (-count, run.length) if self.narrow else (run.length, count)
                    heappush(heap, (*order, following, run.trail))
        for edge in self.crossed:
            self.seen.entered.update(items(self.net.edges[edge].members))
        for node in self.fired:
            self.seen.entered.update(items(self.net.nodes[node].members))
        return self.seen

    def _following(self, state: State, length: int, trail: Trail) -> Iterator[_Run]:
        marking, facts = state
        if not marking:
            self.seen.ends = True
            return
        tokens = dict(marking)
        decided = {key: (value, owner) for key, value, owner in facts}
        ready = self.joins.ready(tokens)
        resting = [place for place in tokens if place >= 0]
        if not ready:
            self._look_for_twice(resting, tokens, trail)
        if not ready and all(self.net.edges[place].stays for place in resting):
            self._note_stuck(tokens, trail)
        if max(tokens.values()) > MAX_TOKENS:
            self.seen.whole = False
            return
        for node in ready:
            run = _Run(dict(tokens), decided, [], [node.id], trail, length)
            self.joins.pass_inclusive(node, run.tokens)
            yield from self._settle(run)
        for place in reversed(resting) if not ready else ():
            edge = self.net.edges[place]
            _, second, head = self._parts(edge)
            run = _Run(dict(tokens), decided, [], [], joined(trail, second), length + edge.length - head)
            run.tokens[place] -= 1
            if not run.tokens[place]:
                del run.tokens[place]
            self._arrive(run, place)
            yield from self._settle(run)
            if self.narrow and not edge.stays:
                break

    def _look_for_twice(self, resting: list[int], tokens: Tokens, trail: Trail) -> None:
        counts: dict[int, int] = {}
        for place in resting:
            edge = self.net.edges[place]
            body = edge.id if edge.part is None else edge.part
            counts[body] = counts.get(body, 0) + tokens[place]
            if counts[body] > 1:
                self._note_twice(edge, trail)

    def _note_twice(self, edge: Edge, trail: Trail) -> None:
        names = (name for name in (*items(edge.trail), *items(edge.members)) if name in self.net.resting)
        element = next(names, None)
        if element is not None and element not in self.seen.twice:
            self.seen.twice[element] = joined(trail, element)

    def _parts(self, edge: Edge) -> tuple[Trail, Trail, int]:
        """What is passed when a token comes to the first element that takes time, and when it goes on; how
        long the first part is."""
        if edge.id not in self.parts:
            names = list(items(edge.trail))
            head = next((at for at, name in enumerate(names) if name in self.net.resting), 0)
            first, second = (reduce(joined, part, None) for part in (names[:head], names[head:]))
            self.parts[edge.id] = first, second, head
        return self.parts[edge.id]

    def _note_stuck(self, tokens: Tokens, trail: Trail) -> None:
        """Of what waits for ever, that is told which does not wait for something else of it."""
        names: dict[int, str] = {}
        for place in tokens:
            edge = self.net.edges[place if place >= 0 else ~place]
            names[edge.target] = edge.stays if place >= 0 else self.net.nodes[edge.target].element
        if not self.net.turning.isdisjoint(names.values()):
            self.seen.turns = True
            return
        reach = {number: self._ahead(number) for number in names}
        for number, name in names.items():
            waits_for = {other for other in names.keys() - {number} if number in reach[other]}
            if all(other in reach[number] for other in waits_for):
                self.seen.stuck.setdefault(name, trail)

    def _ahead(self, number: int) -> set[int]:
        found: set[int] = set()
        stack = [number]
        while stack:
            for edge in self.net.nodes[stack.pop()].outs:
                target = self.net.edges[edge].target
                if target not in found:
                    found.add(target)
                    stack.append(target)
        self.budget.spend(len(found))
        return found

    def _settle(self, first: _Run) -> Iterator[_Run]:
        """Move tokens until each is in something that takes time, or waits at a join; all ways of it."""
        runs, merged = [first], set()
        moves = 0
        while runs:
            run = runs.pop()
            while run.firing or run.arriving:
                moves += 1
                carried = len(run.tokens) + len(run.arriving)
                if moves > MAX_MOVES or not self.budget.spend(1 + carried // MAX_SMALL):
                    self.seen.whole = False
                    return
                if not run.firing:
                    self._enter(run, run.arriving.pop())
                    continue
                node = self.net.nodes[run.firing.pop()]
                if node.takes_all:
                    run.tokens, run.arriving, run.firing = {}, [], []
                    if node.thrown is not None:
                        self.seen.throws.add(node.thrown)
                        break
                elif not node.end:
                    if len(node.ins) > 1:
                        here = (node.id, _state(run), tuple(run.arriving), tuple(run.firing))
                        if here in merged:
                            break
                        merged.add(here)
                    self._fire(run, node, runs)
                    break
            else:
                yield run

    def _enter(self, run: _Run, number: int) -> None:
        edge = self.net.edges[number]
        self.crossed.add(number)
        if edge.rests:
            first, _, head = self._parts(edge)
            run.tokens[number] = run.tokens.get(number, 0) + 1
            run.trail, run.length = joined(run.trail, first), run.length + head
        else:
            run.trail, run.length = joined(run.trail, edge.trail), run.length + edge.length
            self._arrive(run, number)

    def _arrive(self, run: _Run, number: int) -> None:
        node = self.net.nodes[self.net.edges[number].target]
        if node.join == "pass" or self.joins.arrive(node, number, run.tokens):
            run.firing.append(node.id)

    def _fire(self, run: _Run, node: Node, runs: list[_Run]) -> None:
        """Let a token out of a node, in each way that it can go."""
        self.fired.add(node.id)
        if node.element:
            run.trail, run.length = joined(run.trail, node.element), run.length + 1
        found = self.choices.get(node.id)
        if found is None:
            found, every = options(self.net, node)
            self.choices[node.id] = found
            self.seen.whole = self.seen.whole and every
        for option in reversed(found):
            facts = self._decide(run.facts, node, option)
            if facts is not None:
                other = run if len(found) == 1 else run.copy()
                other.facts = facts
                for edge in reversed(option.edges):
                    other.arriving += [edge] * node.many
                runs.append(other)

    def _decide(self, facts: Facts, node: Node, option: Option) -> Facts | None:
        """What is decided after a choice; None if it was decided otherwise at another node."""
        says = {key: value for key, value in option.says.items() if key[0] in self.kept}
        if not says:
            return facts
        elsewhere = {key: known for key, known in facts.items() if known[1] != node.id}
        if not Option(option.edges, says).fits(elsewhere):
            return None
        return {**{key: (value, node.id) for key, value in says.items()}, **elsewhere}


def _state(run: _Run) -> State:
    facts: Iterable[tuple[tuple[str, str], bool, int]] = ((k, v, o) for k, (v, o) in run.facts.items())
    return tuple(sorted(run.tokens.items())), tuple(sorted(facts))
