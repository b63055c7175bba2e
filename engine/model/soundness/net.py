"""The net of one scope: where tokens can be and what moves them, without data, time and people.

A token is on an edge. An edge whose elements take time holds its token until they are done; a node lets
tokens in by its way of joining and out by its way of splitting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from engine.feel import Expression
from engine.model.definition import EventKind

#: Names of elements and flows in the order of a run, as a tree: two are put together without copying.
Trail = str | tuple["Trail | None", "Trail | None"] | None

#: How a node lets tokens in: each by itself, one of every edge, all that can still come, or a number of them.
Join = Literal["pass", "all", "wait", "count"]

#: `always`: taken each time; `if`: by choice; `default`: where nothing else is taken; `else`: where nothing
#: is chosen; `never`: joins wait for what comes on it, but it is not tried.
Role = Literal["always", "if", "default", "else", "never"]

#: What an end event throws out of its scope: the kind, and the code or expression of it.
Thrown = tuple[EventKind, str | Expression | None]


@dataclass(slots=True)
class Edge:
    """A way of a token. source and target are numbers of nodes; source is -1 where a run begins.

    trail: what is passed on it, members: what can be passed on it. rests: do the elements take time?
    stays: the element that tokens on it never leave but by what comes beside it.
    part: the edge with the same elements of which it is one more, if there is one.
    attached: it leaves its source by a boundary event, not by a sequence flow; again: which may come again.
    condition: of its flow, None where the choice is free.
    """

    id: int
    source: int
    target: int
    trail: Trail = None
    length: int = 0
    members: Trail = None
    rests: bool = False
    stays: str = ""
    part: int | None = None
    attached: bool = False
    again: bool = False
    role: Role = "always"
    condition: Expression | None = None


@dataclass(slots=True)
class Node:
    """Where ways meet and part.

    element: what it is in the model, empty for a part of one. needs: how many tokens `count` takes.
    one: exactly one of its edges is taken, else those that `Edge.role` says. many: tokens sent down each.
    end: tokens are gone here; `kill` takes all others of the scope along, and `throw` also ends the scope by
    no way of its own: what is `thrown` out of it. ins, outs: its edges, in order.
    """

    id: int
    element: str = ""
    join: Join = "pass"
    one: bool = False
    needs: int = 1
    many: int = 1
    end: Literal["", "end", "kill", "throw"] = ""
    thrown: Thrown | None = None
    members: Trail = None
    ins: dict[int, None] = field(default_factory=dict)
    outs: dict[int, None] = field(default_factory=dict)

    @property
    def takes_all(self) -> bool:
        return self.end in ("kill", "throw")


@dataclass(slots=True)
class Net:
    """The nodes and edges of a scope by number. starts: the ways to begin, each the edges with a token then.

    resting: the elements that take time, of which a second token at the same time is told.
    turning: those that go on inside for ever, and so are not stuck.
    """

    nodes: dict[int, Node] = field(default_factory=dict)
    edges: dict[int, Edge] = field(default_factory=dict)
    starts: list[tuple[int, ...]] = field(default_factory=list)
    resting: set[str] = field(default_factory=set)
    turning: set[str] = field(default_factory=set)
    numbers: Iterator[int] = field(default_factory=count)

    def node(self, element: str = "") -> Node:
        made = Node(next(self.numbers), element, members=element or None)
        self.nodes[made.id] = made
        return made

    def edge(self, source: Node | None, target: Node, trail: Trail = None) -> Edge:
        start = -1 if source is None else source.id
        made = Edge(next(self.numbers), start, target.id, trail, members=trail)
        made.length = int(trail is not None)
        self.edges[made.id] = made
        if source is not None:
            source.outs[made.id] = None
        target.ins[made.id] = None
        return made


def items(trail: Trail) -> Iterator[str]:
    """The names of a trail in order."""
    stack = [trail]
    while stack:
        part = stack.pop()
        if isinstance(part, tuple):
            stack += (part[1], part[0])
        elif part is not None:
            yield part


def joined(first: Trail, second: Trail) -> Trail:
    """Two trails one after the other."""
    if first is None or second is None:
        return first if second is None else second
    return (first, second)
