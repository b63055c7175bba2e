"""The blocks of a diagram: how much room each takes, and where it puts what is in it.

A block lies on a line, from left to right; `up` and `down` are what it takes above and below that line.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any

GAP = 50
LANE = 30
_SIZES = {"Event": (36.0, 36.0), "Gateway": (50.0, 50.0)}
_EMPTY = 20.0
_LABEL = 30.0
#: Of events at the edge of an activity: the middle of the first from its left, and how far on the next is.
_FIRST, _NEXT = 40.0, 50.0
#: Pixels after which viewers break the name beside a shape or on a flow, and of one Chinese letter in it.
_WRAP, _LETTER = 90.0, 11.0
#: Pixels of a line of such a name.
LINE = 14
#: Room for the name of a subprocess, and around what is in it.
_HEAD, _PAD = 40.0, 30.0


def text_width(name: str) -> float:
    """Pixels that a name beside a shape or on a flow is wide."""
    return min(_WRAP, _LETTER * len(name) + 2)


def text_height(name: str) -> int:
    """Pixels that it is high."""
    return LINE * max(1, -int(-_LETTER * len(name) // _WRAP))


def name_below(node: Node) -> float:
    """Pixels that the name of an event takes below it."""
    name = node.xml.get("name")
    return text_height(name) + 8 if name else 0


@dataclass(slots=True, eq=False)
class Node:
    """A flow node: its XML and, once placed, its rectangle. inside: the lines of a subprocess."""

    id: str
    tag: str
    xml: Any
    order: int
    #: the node that it stands in, None for the process
    scope: Node | None
    x: float = 0
    y: float = 0
    w: float = 100
    h: float = 80
    inside: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        for ending, (width, height) in _SIZES.items():
            if self.tag.endswith(ending):
                self.w, self.h = width, height

    @property
    def cx(self) -> float:
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        return self.y + self.h / 2


@dataclass(slots=True, eq=False)
class Box(ABC):
    """A block. w, up, down: its room, known after `measure`; y: its line, x: its left side after `put`."""

    w: float = 0
    up: float = 0
    down: float = 0
    x: float = 0
    y: float = 0

    @abstractmethod
    def measure(self) -> None:
        """Work out the room that the block needs."""

    def put(self, x: float, y: float) -> None:
        self.x, self.y = x, y


@dataclass(slots=True, eq=False)
class Row(Box):
    """Blocks one after the other."""

    boxes: list[Box] = field(default_factory=list)

    def measure(self) -> None:
        for box in self.boxes:
            box.measure()
        self.w = sum(b.w for b in self.boxes) + GAP * max(0, len(self.boxes) - 1)
        self.up = max([b.up for b in self.boxes], default=_EMPTY)
        self.down = max([b.down for b in self.boxes], default=_EMPTY)

    def put(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        for box in self.boxes:
            box.put(x, y)
            x += box.w + GAP

    def first(self) -> Node | None:
        """The node at which the row begins."""
        for box in self.boxes:
            found = (
                box.first() if isinstance(box, (Row, Loop)) else box.node if isinstance(box, Atom) else None
            )
            if isinstance(box, Fork):
                found = box.split
            if found is not None:
                return found
        return None


@dataclass(slots=True, eq=False)
class Lane:
    """What hangs below an activity: an event at its edge and the line that leaves it."""

    event: Node
    row: Row


@dataclass(slots=True, eq=False)
class Atom(Box):
    """One node, with the lanes of the events attached to it, the last one highest."""

    node: Node = field(kw_only=True)
    lanes: list[Lane] = field(default_factory=list)

    def measure(self) -> None:
        node = self.node
        if node.inside:
            for row in node.inside:
                row.measure()
            node.w = max([150, *(row.w for row in node.inside)]) + 2 * _PAD
            node.h = sum(r.up + r.down for r in node.inside) + LANE * (len(node.inside) - 1) + _HEAD + _PAD
        if self.lanes:
            node.w = max(node.w, self._at(len(self.lanes) - 1) + 40)
        self.w = node.w
        label = _LABEL if node.xml.get("name") else 0
        self.up = node.h / 2 + (label if node.tag.endswith("Gateway") else 0)
        self.down = node.h / 2 + (name_below(node) if node.tag.endswith("Event") else 0)
        for index, lane in enumerate(self.lanes):
            lane.row.measure()
            self.w = max(self.w, self._at(index) + 18 + GAP + lane.row.w, self._at(index + 1) - 18)
        if self.lanes:
            self.down += self._names + sum(LANE + lane.row.up + lane.row.down for lane in self.lanes)

    @property
    def _names(self) -> float:
        """Room below the node for the names of its events, which stand right of the lines that leave them."""
        return max(18 + _LABEL, *(name_below(lane.event) for lane in self.lanes))

    def _at(self, index: int) -> float:
        """Where an attached event has its middle, from the left of the node."""
        names = (lane.event.xml.get("name") for lane in self.lanes[:index])
        return _FIRST + sum(max(_NEXT, text_width(name) + 44) if name else _NEXT for name in names)

    def put(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        node = self.node
        node.x, node.y = x, y - node.h / 2
        line = node.y + _HEAD
        for row in node.inside:
            row.put(x + _PAD, line + row.up)
            line += row.up + row.down + LANE
        below = node.y + node.h + self._names if self.lanes else 0
        for index, lane in reversed(list(enumerate(self.lanes))):
            lane.event.x, lane.event.y = x + self._at(index) - 18, node.y + node.h - 18
            lane.row.put(x + self._at(index) + 18 + GAP, below + LANE + lane.row.up)
            below += LANE + lane.row.up + lane.row.down


@dataclass(slots=True, eq=False)
class Fork(Box):
    """Rows side by side between two gateways; the first one (of three the second) keeps to the line.

    names: what stands on the ways into the rows, before the first shape of each.
    """

    split: Node = field(kw_only=True)
    rows: list[Row] = field(kw_only=True)
    join: Node | None = None
    names: list[str] = field(default_factory=list)

    @property
    def _gap(self) -> float:
        return max([GAP, *(text_width(name) + 20 for name in self.names)])

    def measure(self) -> None:
        for row in self.rows:
            row.measure()
        middle = self._middle
        label = _LABEL if self.split.xml.get("name") else 0
        between = sum(r.up + r.down + LANE for r in self.rows[:middle])
        self.up = max(self.rows[middle].up, 25 + label) + between
        self.down = max(self.rows[middle].down, 25) + sum(
            r.up + r.down + LANE for r in self.rows[middle + 1 :]
        )
        self.w = 50 + self._gap + max(r.w for r in self.rows) + (GAP + 50 if self.join else 0)

    @property
    def _middle(self) -> int:
        return (len(self.rows) - 1) // 2

    def put(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        self.split.x, self.split.y = x, y - 25
        inner, middle = x + 50 + self._gap, self._middle
        self.rows[middle].put(inner, y)
        top = y - max(self.rows[middle].up, 25 + (_LABEL if self.split.xml.get("name") else 0))
        for row in reversed(self.rows[:middle]):
            row.put(inner, top - LANE - row.down)
            top -= row.up + row.down + LANE
        bottom = y + max(self.rows[middle].down, 25)
        for row in self.rows[middle + 1 :]:
            row.put(inner, bottom + LANE + row.up)
            bottom += row.up + row.down + LANE
        if self.join:
            self.join.x, self.join.y = x + self.w - 50, y - 25


@dataclass(slots=True, eq=False)
class Loop(Box):
    """A row that may be done over; the way back runs above it."""

    row: Row = field(kw_only=True)

    def measure(self) -> None:
        self.row.measure()
        self.w, self.up, self.down = self.row.w, self.row.up + LANE, self.row.down

    def put(self, x: float, y: float) -> None:
        self.x, self.y = x, y
        self.row.put(x, y)

    def first(self) -> Node | None:
        return self.row.first()

    @property
    def corridor(self) -> float:
        """The line on which the way back runs."""
        return self.y - self.up + 10
