"""All runs of a random process, played by the engine itself: every order of work and of events, every answer
of a gateway."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from engine.model.definition import Pack
from engine.runtime.ending import holds_token
from engine.runtime.state import ROOT, State, decode
from tests.unit.model.soundness.player import Answers, Player, Shape, shape

#: More states than this are too many for a test; more of one task at once have no bound.
MAX_STATES, MAX_TWICE = 60, 2


@dataclass
class Played:
    """whole: all was tried. stuck: the gateways at which tokens were left, outside: those of them that are in
    no subprocess; twice: activities that were open twice at once; opened: those that were ever open, ended:
    what ever came to its end; ends: whether a run came to its end; goes_on: whether one can go on for ever, whatever gateways answer."""

    whole: bool = True
    ends: bool = False
    goes_on: bool = False
    stuck: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)

    def of(self, names: Container[str]) -> Played:
        """What is about these elements."""
        every = (self.stuck, self.outside, self.twice, self.opened, self.ended)
        parts = [{name for name in found if name in names} for found in every]
        return Played(self.whole, self.ends, self.goes_on, *parts)


def scopes(state: State) -> Iterator[tuple[int, Counter[str], list[str]]]:
    """The scopes with the elements that are open in each, and the joins at which tokens wait. The instances of a
    loop are no scope."""
    for scope in state.scopes:
        if scope != ROOT and state.acts[scope].kind == "multi":
            continue
        acts = [act for act in state.acts.values() if act.scope == scope and holds_token(act)]
        yield (
            scope,
            Counter(act.el for act in acts),
            [key.split()[1] for key in state.joins if key.startswith(f"{scope} ")],
        )


def play(pack: Pack, answers: Answers, most: int = MAX_STATES) -> Played:
    player, played = Player(pack, answers), Played()
    #: by state what can come of each deed
    known: dict[Shape, list[set[Shape]]] = {}
    stack = [point for point, _ in player.begin()]
    while stack:
        point = stack.pop()
        state, here = decode(point.state), shape(point)
        if here in known:
            continue
        known[here] = []
        if state.status == "completed":
            played.ends = True
            continue
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
        for deed in player.deeds(point):
            reached = []
            for following, result in player.after(point, deed):
                reached.append(following)
                played.ended.update(e["el"] for e in result.events if e["e"] == "completed")
            known[here].append({shape(following) for following in reached})
            stack += reached
    played.whole = player.whole
    played.goes_on = _goes_on(known)
    return played


def _goes_on(known: dict[Shape, list[set[Shape]]]) -> bool:
    """Are there states among which somebody can keep a case for ever?"""
    left = set(known)
    while True:
        gone = [here for here in left if not any(ways and ways <= left for ways in known[here])]
        if not gone:
            return bool(left)
        left.difference_update(gone)
