"""The graph that a model becomes: scopes with nodes and flows, and what is still open while it is built."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from engine.notation import parts
from engine.notation.boxes import Atom, Loop, Node, Row
from engine.notation.ids import Ids
from engine.notation.source import Place
from engine.notation.tree import Step

#: Nodes that wait for, or count, the flows that come in: several ways need a gateway before them.
JOINING = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


@dataclass(slots=True, eq=False)
class End:
    """A way that is still open: where it comes from and what its flow will say.

    rank: its place among the flows of its source. row: the empty branch that it passes through.
    place: of the case in the file that it comes from.
    """

    node: Node
    rank: int = 0
    condition: str | None = None
    label: str = ""
    default: bool = False
    row: Row | None = None
    place: Place | None = None


@dataclass(slots=True, eq=False)
class Flow:
    """A sequence flow; loop: the block that it leads back to the beginning of."""

    id: str
    end: End
    target: Node
    loop: Loop | None = None


@dataclass(slots=True, eq=False)
class Scope:
    """The process or a subprocess while it is built. node: None for the process."""

    xml: Any
    node: Node | None
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    #: (id, boundary event for compensation, the activity that compensates)
    links: list[tuple[str, Node, Node]] = field(default_factory=list)
    #: when an ad-hoc subprocess is done
    until: str | None = None


class Graph:
    """Makes nodes and flows; remembers the place in the file for each id."""

    def __init__(self, definitions: Any, ids: Ids) -> None:
        self.ids = ids
        self.roots = parts.Roots(definitions, ids)
        self.places: dict[str, Place] = {}
        self.scopes: list[Scope] = []
        self._count = 0

    def open(self, xml: Any, node: Node | None) -> Scope:
        scope = Scope(xml, node)
        self.scopes.append(scope)
        return scope

    def node(
        self, scope: Scope, tag: str, node_id: str, name: str, place: Place, **attributes: object
    ) -> Node:
        """A node of the scope, its XML behind the others."""
        given = {"id": node_id, "name": name or None, **attributes}
        xml = parts.add(scope.xml, f"bpmn:{tag}", given)
        self._count += 1
        node = Node(node_id, tag, xml, self._count, scope.node)
        scope.nodes.append(node)
        self.places[node_id] = place
        return node

    def step(self, scope: Scope, tag: str, step: Step, **attributes: object) -> Node:
        """The node of a step, described."""
        node = self.node(scope, tag, step.id, step.name, step.place, **attributes)
        parts.describe(node.xml, step)
        return node

    def connect(self, scope: Scope, ends: list[End], target: Node, loop: Loop | None = None) -> None:
        """Flows from all open ends to a node."""
        for end in ends:
            flow_id = self.ids.take(f"{end.node.id}_to_{target.id}")
            scope.flows.append(Flow(flow_id, end, target, loop))
            self.places[flow_id] = end.place or self.places[end.node.id]

    def gather(self, scope: Scope, ends: list[End], wanted: str, row: Row) -> list[End]:
        """One open end instead of several: an exclusive gateway, put behind the row."""
        if len(ends) < 2:
            return ends
        place = self.places[ends[0].node.id]
        gateway = self.node(scope, "exclusiveGateway", self.ids.take(wanted), "", place)
        self.connect(scope, ends, gateway)
        row.boxes.append(Atom(node=gateway))
        return [End(gateway)]

    def enter(self, scope: Scope, ends: list[End], target: Node, row: Row) -> None:
        """Connect, with a gateway between where the target would take several ways for several tokens."""
        if target.tag in JOINING:
            ends = self.gather(scope, ends, f"{target.id}_before", row)
        self.connect(scope, ends, target)


def atom(row: Row, node: Node) -> Atom:
    """Put a node behind the row."""
    box = Atom(node=node)
    row.boxes.append(box)
    return box
