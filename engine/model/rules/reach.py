"""Rules on reachability: what can never be reached, and where a case can never end."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from engine.model.findings import Report, rule
from engine.model.graph import Graph, Node, ProcessGraph
from engine.model.rules.events import link_name


def _starts_alone(process: ProcessGraph, node: Node, started: set[str | None]) -> bool:
    """Is the node reached without an incoming flow of its own scope? In a scope without a start event
    (`started` are those with one) what nothing leads to is begun with it."""
    if node.type == "startEvent" or node.is_event_subprocess or node.flag("isForCompensation"):
        return True
    if node.incoming or node.type == "boundaryEvent" or "link" in node.kinds:
        return False
    return node.flag("instantiate") or node.scope not in started or _in_ad_hoc(process, node)


def _next(
    process: ProcessGraph, node: Node, links: dict[tuple[str | None, str], list[Node]]
) -> Iterable[Node]:
    """What follows a node: targets of its flows, its boundary events, the other side of a link."""
    yield from (process.nodes[e.target] for e in node.outgoing if e.target in process.nodes)
    yield from process.attached(node.id)
    if node.type == "intermediateThrowEvent" and "link" in node.kinds:
        yield from links.get((node.scope, link_name(node)), ())


def _links(process: ProcessGraph) -> dict[tuple[str | None, str], list[Node]]:
    links: dict[tuple[str | None, str], list[Node]] = {}
    for node in process.nodes.values():
        if node.type == "intermediateCatchEvent" and "link" in node.kinds:
            links.setdefault((node.scope, link_name(node)), []).append(node)
    return links


@rule("unreachable", "warning", "No path leads from a start to an element.", "file")
def check_reachable(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        links = _links(process)
        started = {n.scope for n in process.nodes.values() if n.type == "startEvent"}
        roots = [n for n in process.nodes.values() if _starts_alone(process, n, started)]
        reached = {n.id for n in roots}
        queue = deque(roots)
        while queue:
            for following in _next(process, queue.popleft(), links):
                if following.id not in reached:
                    reached.add(following.id)
                    queue.append(following)
        for node in process.nodes.values():
            if node.id not in reached:
                report.add(
                    "unreachable",
                    "No path leads from a start to {element}.",
                    node.id,
                    node.line,
                    element=node.id,
                )


def _in_ad_hoc(process: ProcessGraph, node: Node) -> bool:
    parent = process.nodes.get(node.scope or "")
    return parent is not None and parent.type == "adHocSubProcess"


@rule("no-way-to-end", "warning", "From an element no path leads to an end.", "file")
def check_ends(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        links = _links(process)
        before: dict[str, list[str]] = {}
        for node in process.nodes.values():
            for following in _next(process, node, links):
                before.setdefault(following.id, []).append(node.id)
        ended = {
            n.id
            for n in process.nodes.values()
            if n.type == "endEvent" or not any(True for _ in _next(process, n, links))
        }
        ended |= {n.id for n in process.nodes.values() if not n.outgoing and "link" not in n.kinds}
        queue = deque(ended)
        while queue:
            for earlier in before.get(queue.popleft(), ()):
                if earlier not in ended:
                    ended.add(earlier)
                    queue.append(earlier)
        for node in process.nodes.values():
            if node.id not in ended:
                report.add(
                    "no-way-to-end",
                    "From {element} no path leads to an end.",
                    node.id,
                    node.line,
                    element=node.id,
                )
