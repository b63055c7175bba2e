"""Lets the events beside a running activity come at any time, where a join waits for what can still come.

In a net as it is made at first it is settled when the activity begins whether such an event comes. That shows
all that can go wrong where tokens only ever help each other on; but before an inclusive join it matters what
has not come yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from engine.model.definition import Process
from engine.model.soundness.net import Edge, Net, Node, Trail, items, joined

#: More events than this beside one activity come in the order of the model.
FEW = 3


def unfold(net: Net) -> None:
    """Give each activity with events beside it a place for every set of those that have still to come, if
    there are joins to which that matters; else only let the events take their time."""
    waits = _waits(net)
    for node in list(net.nodes.values()):
        beside = [e for e in map(net.edges.__getitem__, node.outs) if e.attached and e.role == "if"]
        if beside and waits:
            _Running(net, node, beside).unfold()
        for edge in () if waits else beside:
            edge.rests = True


def in_time(process: Process, net: Net, way: Iterable[str]) -> tuple[str, ...]:
    """A way on which events beside an activity come before it ends, though they took their time."""
    names = list(way)
    if _waits(net):
        return tuple(names)
    ordered: list[str] = []
    for name in names:
        element = process.elements.get(name)
        if element is None or element.interrupting or element.attached_to is None:
            ordered.append(name)
            continue
        hosts = [at for at, other in enumerate(ordered) if other == element.attached_to]
        came = ordered.count(name)
        ordered.insert(hosts[came] if came < len(hosts) else len(ordered), name)
    return tuple(ordered)


def _waits(net: Net) -> bool:
    return any(node.join == "wait" for node in net.nodes.values())


class _Running:
    """An activity that begins at a node, while some events have not come yet."""

    def __init__(self, net: Net, begins: Node, beside: list[Edge]) -> None:
        self.net, self.begins, self.beside = net, begins, beside
        (number,) = begins.outs.keys() - {edge.id for edge in beside}
        self.body = net.edges[number]
        self.trail, self.length, self.stays = self.body.trail, self.body.length, self.body.stays
        self.done = net.node()
        #: by event the node behind it, and its name; by the events to come the node that goes on
        self.behind: dict[int, Node] = {}
        self.names: dict[int, str] = {}
        self.places: dict[tuple[int, ...], Node] = {}

    def unfold(self) -> None:
        target = self.net.nodes[self.body.target]
        del target.ins[self.body.id]
        self.net.edge(self.done, target)
        for edge in self.beside:
            self.behind[edge.id] = self.net.node()
            del self.begins.outs[edge.id]
            edge.source, edge.role = self.behind[edge.id].id, "always"
            self.names[edge.id], *follow = items(edge.trail)
            nothing: Trail = None
            edge.trail, edge.length = reduce(joined, follow, nothing), edge.length - 1
            self.behind[edge.id].outs[edge.id] = None
        self.body.trail, self.body.length, self.body.stays = None, 0, ""
        self._goes_on(self.body, tuple(edge.id for edge in self.beside))

    def _place(self, left: tuple[int, ...]) -> Node:
        if left not in self.places:
            self.places[left] = self.net.node()
            body = self.net.edge(self.places[left], self.places[left])
            body.members, body.rests, body.part = self.body.members, self.body.rests, self.body.id
            body.stays = "" if left else self.stays
            del self.places[left].ins[body.id]
            self._goes_on(body, left)
        return self.places[left]

    def _goes_on(self, body: Edge, left: tuple[int, ...]) -> None:
        """Behind a place: the activity ends, or one of the events comes; others can but hold joins back."""
        choice = self.net.node()
        choice.one = True
        body.target = choice.id
        choice.ins[body.id] = None
        ends = self.net.edge(choice, self.done, self.trail)
        ends.length = self.length
        for at, event in enumerate(left):
            comes = self.net.node()
            self.net.edge(choice, comes)
            self.net.edge(comes, self.behind[event], self.names[event]).attached = True
            others = left[:at] + left[at + 1 :]
            self.net.edge(comes, self._place(others if len(self.beside) <= FEW else left[at + 1 :]))
        for edge in self.beside:
            if edge.again and edge.id not in left:
                waits = self.net.edge(choice, self.behind[edge.id])
                waits.attached, waits.role = True, "never"
