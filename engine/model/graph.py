"""The graph of a file, read from the XML alone: what the lint rules look at and the gate compares with.

It shares no code with the reader that builds the processes, so that a loss there shows up here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.model import vocabulary
from engine.model.vocabulary import local, reference
from engine.model.xml import Document


@dataclass(slots=True)
class Edge:
    """A sequence flow as written: `source` and `target` may name nothing."""

    id: str
    source: str
    target: str
    scope: str | None
    conditional: bool
    xml: Any

    @property
    def line(self) -> int | None:
        line: int | None = self.xml.sourceline
        return line


@dataclass(slots=True)
class Node:
    """A flow node as written. kinds: of its event definitions, in order; `reference` for one that is named
    but not there."""

    id: str
    type: str
    name: str
    scope: str | None
    kinds: tuple[str, ...]
    default: str | None
    attached_to: str | None
    xml: Any
    incoming: list[Edge] = field(default_factory=list)
    outgoing: list[Edge] = field(default_factory=list)

    @property
    def line(self) -> int | None:
        line: int | None = self.xml.sourceline
        return line

    def flag(self, attribute: str, default: bool = False) -> bool:
        return vocabulary.is_true(self.xml.get(attribute), default)

    @property
    def is_event_subprocess(self) -> bool:
        return self.type in vocabulary.SUBPROCESSES and self.flag("triggeredByEvent")

    @property
    def is_non_interrupting(self) -> bool:
        attribute = "cancelActivity" if self.type == "boundaryEvent" else "isInterrupting"
        return not self.flag(attribute, default=True)


@dataclass(slots=True)
class ProcessGraph:
    """A process: its nodes by id, its flows, and what else stands in it (`others`)."""

    id: str
    name: str
    executable: bool
    xml: Any
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    others: list[Any] = field(default_factory=list)
    #: nodes and flows whose id was taken already
    doubled: list[Any] = field(default_factory=list)
    _children: dict[str | None, list[Node]] = field(default_factory=dict)
    _attached: dict[str, list[Node]] = field(default_factory=dict)

    def add(self, node: Node) -> None:
        self.nodes[node.id] = node
        self._children.setdefault(node.scope, []).append(node)
        if node.type == "boundaryEvent" and node.attached_to:
            self._attached.setdefault(node.attached_to, []).append(node)

    def children(self, scope: str | None) -> list[Node]:
        """The nodes directly in a scope, in file order."""
        return self._children.get(scope, [])

    def scopes(self) -> Iterator[tuple[str | None, Any]]:
        """The process itself and every subprocess, with their XML."""
        yield None, self.xml
        yield from ((n.id, n.xml) for n in self.nodes.values() if n.type in vocabulary.SUBPROCESSES)

    def attached(self, activity: str) -> list[Node]:
        """The boundary events of an activity, in file order."""
        return self._attached.get(activity, [])


@dataclass(slots=True)
class Graph:
    """All processes of a file. `roots`: the root elements by id (messages, signals, errors ...)."""

    file: str
    root: Any
    processes: list[ProcessGraph]
    roots: dict[str, Any]


def read(document: Document) -> Graph:
    """The graph of a normalised document."""
    roots = {r.get("id"): r for r in document.root if local(r) and r.get("id")}
    processes = [_read_process(p, roots) for p in document.root if local(p) == "process"]
    return Graph(document.file, document.root, processes, roots)


def _read_process(xml: Any, roots: dict[str, Any]) -> ProcessGraph:
    graph = ProcessGraph(
        xml.get("id"), xml.get("name", ""), vocabulary.is_true(xml.get("isExecutable"), default=True), xml
    )
    known: set[str] = set()
    stack: list[tuple[str | None, Iterator[Any]]] = [(None, iter(xml))]
    while stack:
        scope, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            continue
        tag = local(child)
        if tag in vocabulary.NODES or tag == "sequenceFlow":
            if child.get("id") in known:
                graph.doubled.append(child)
                continue
            known.add(child.get("id"))
        if tag == "sequenceFlow":
            graph.edges.append(_read_edge(child, scope))
        elif tag in vocabulary.NODES:
            node = _read_node(child, tag, scope, roots)
            graph.add(node)
            if tag in vocabulary.SUBPROCESSES:
                stack.append((node.id, iter(child)))
        elif tag:
            graph.others.append(child)
    for edge in graph.edges:
        if edge.source in graph.nodes:
            graph.nodes[edge.source].outgoing.append(edge)
        if edge.target in graph.nodes:
            graph.nodes[edge.target].incoming.append(edge)
    return graph


def _read_edge(xml: Any, scope: str | None) -> Edge:
    conditional = any(local(c) == "conditionExpression" for c in xml)
    return Edge(xml.get("id"), xml.get("sourceRef", ""), xml.get("targetRef", ""), scope, conditional, xml)


def _read_node(xml: Any, tag: str, scope: str | None, roots: dict[str, Any]) -> Node:
    kinds = []
    for child in xml:
        name = local(child)
        if name == "eventDefinitionRef":
            referred = roots.get(reference(child.text))
            name = "" if referred is None else local(referred)
            kinds.append(vocabulary.EVENT_DEFINITIONS.get(name, "reference"))
        elif name in vocabulary.EVENT_DEFINITIONS:
            kinds.append(vocabulary.EVENT_DEFINITIONS[name])
    return Node(
        xml.get("id"), tag, xml.get("name", ""), scope, tuple(kinds),
        xml.get("default") or None, xml.get("attachedToRef") or None, xml,
    )  # fmt: skip
