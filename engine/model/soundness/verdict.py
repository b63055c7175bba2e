"""What is wrong with the way of the tokens through a process, with the shortest run that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.model import vocabulary
from engine.model.definition import Element, Process
from engine.model.soundness.asides import in_time, unfold
from engine.model.soundness.choices import shared
from engine.model.soundness.daemons import goes_on
from engine.model.soundness.explore import Budget, Seen, explore
from engine.model.soundness.net import Net, items
from engine.model.soundness.reduce import reduce
from engine.model.soundness.scopes import Endless, net_of

#: Moves of tokens that are tried for one process; what was not seen until then is not spoken of.
WORK = 150_000

Kind = Literal["deadlock", "never-ends", "never-runs", "token-doubled"]


@dataclass(frozen=True, slots=True)
class Problem:
    """kind: what is wrong at an element. path: the ids of elements, and of flows chosen, that lead there."""

    kind: Kind
    element: str
    path: tuple[str, ...] = ()


def problems(process: Process, work: int = WORK) -> list[Problem]:
    """The problems of a process and of all its subprocesses. None: sound, or too large to be decided."""
    budget = Budget(work)
    found: list[Problem] = []
    endless: dict[str, Endless] = {}
    dead: set[str] = set()
    entered: set[str] = set()
    for scope in reversed(list(process.children)):  # what is inside comes first
        net = net_of(process, scope, endless)
        if net is None:
            entered.update(process.children[scope])
            continue
        leads_to, named = _leads_to(net), _named(net)
        reduce(net)
        seen = _explored(net, budget)
        entered.update(seen.entered if seen.whole else process.children[scope])
        never = _is_endless(process, scope, seen)
        if never and scope is not None:
            endless[scope] = Endless(frozenset(seen.throws), bool(seen.stuck))
        doomed = never and scope is None and _gets_stuck(seen) and not goes_on(process, entered)
        found += _of_net(process, net, seen, budget, endless, doomed)
        dead |= named - leads_to
        if seen.whole:
            dead |= leads_to - seen.entered
        if _is_certain(seen):
            found += _never_run(process, net, leads_to - seen.entered, seen)
    # of what can never run nobody needs to know what would be wrong inside it
    return [problem for problem in found if dead.isdisjoint(_around(process, problem.element))]


def _explored(net: Net, budget: Budget) -> Seen:
    """What can happen in a net. That is never whole where an event beside an activity can come again and
    again and what follows it does not only come to an end."""
    beside = [edge for edge in net.edges.values() if edge.attached and edge.again and edge.role == "if"]
    unfold(net)
    seen = explore(net, budget)
    if not all(seen.entered.isdisjoint(items(edge.members)) for edge in beside):
        seen.whole = False
    return seen


def _around(process: Process, element: str) -> Iterator[str]:
    """The subprocesses in which an element stands."""
    scope = process.elements[element].scope
    while scope is not None:
        yield scope
        scope = process.elements[scope].scope


def _is_certain(seen: Seen) -> bool:
    return seen.whole and not seen.twice


def _gets_stuck(seen: Seen) -> bool:
    """Does each run that does not come to an end get stuck, as far as no loop goes on for ever?"""
    return _is_certain(seen) and not seen.throws and not seen.turns


def _is_endless(process: Process, scope: str | None, seen: Seen) -> bool:
    """Is it certain that no run of a scope comes to an end, and that nothing else can end it?"""
    if not seen.whole or seen.ends or _can_be_ended(process, scope):
        return False
    return scope is None or process.elements[scope].loop is None


def _of_net(
    process: Process, net: Net, seen: Seen, budget: Budget, endless: Mapping[str, Endless], doomed: bool
) -> list[Problem]:
    """What is told of a scope. That a subprocess gets stuck is told inside, unless all hangs on it."""
    told = seen
    if not doomed and (seen.stuck or seen.twice) and shared(net):
        told = explore(net, budget, consistent=True)
    found = []
    for name, trail in told.stuck.items():
        if doomed or name not in endless:
            way = in_time(process, net, items(trail))
            found.append(Problem("never-ends" if doomed else "deadlock", name, way))
    for element in _first(process, told):
        way = in_time(process, net, items(told.twice[element]))
        found.append(Problem("token-doubled", element, way))
    return found


def _named(net: Net) -> set[str]:
    """The elements that have a place in a net."""
    members = [*(node.members for node in net.nodes.values()), *(edge.members for edge in net.edges.values())]
    return {name for trail in members for name in items(trail)}


def _leads_to(net: Net) -> set[str]:
    """The elements to which a way leads from a start."""
    stack = [edge for start in net.starts for edge in start]
    crossed = set(stack)
    reached: set[str] = set()
    while stack:
        edge = net.edges[stack.pop()]
        reached.update(items(edge.members))
        node = net.nodes[edge.target]
        reached.update(items(node.members))
        following = [number for number in node.outs if number not in crossed]
        crossed.update(following)
        stack += following
    return reached


def _can_be_ended(process: Process, scope: str | None) -> bool:
    """Is there an event subprocess that could end all else in the scope?"""
    inside = [process.elements[name] for name in process.children.get(scope, ())]
    return any(e.triggered_by_event and any(s.interrupting for s in process.starts(e.id)) for e in inside)


def _first(process: Process, seen: Seen) -> Iterable[str]:
    """Of elements that can run twice at once those where it begins; what follows them is no news."""
    behind: set[str] = set()
    for element in seen.twice:
        if element not in behind:
            yield element
            behind |= _behind(process, element)


def _behind(process: Process, element: str) -> set[str]:
    found: set[str] = set()
    stack = [element]
    while stack:
        place = process.elements[stack.pop()]
        for following in (*(flow.target for flow in place.outgoing), *place.boundary):
            if following not in found:
                found.add(following)
                stack.append(following)
    return found


def _never_run(process: Process, net: Net, dead: set[str], seen: Seen) -> list[Problem]:
    """The activities among what is never reached, each with the way to the join before it."""
    left = sorted(name for name in dead if _is_activity(process.elements.get(name)))
    found = []
    for stuck, trail in seen.stuck.items() if left else ():
        behind = _behind(process, stuck)
        way = in_time(process, net, items(trail))
        found += [Problem("never-runs", name, way) for name in left if name in behind]
        left = [name for name in left if name not in behind]
    return found + [Problem("never-runs", name) for name in left]


def _is_activity(element: Element | None) -> bool:
    return element is not None and element.type in vocabulary.ACTIVITIES
