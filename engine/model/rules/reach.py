"""Rules on reachability: what can never be reached, and where a case can never end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.model.findings import Report, rule
from engine.model.graph import Graph, Node, ProcessGraph
from engine.model.rules.events import link_name

#: A node by its id, or a link by its scope and name.
_Point = str | tuple[str | None, str]


def _starts_alone(process: ProcessGraph, node: Node, started: set[str | None]) -> bool:
    """Is the node reached without an incoming flow of its own scope? In a scope without a start event
    (`started` are those with one) what nothing leads to is begun with it."""
    if node.type == "startEvent" or node.is_event_subprocess or node.flag("isForCompensation"):
        return True
    if node.incoming or node.type == "boundaryEvent" or "link" in node.kinds:
        return False
    return node.flag("instantiate") or node.scope not in started or _in_ad_hoc(process, node)


def _ways(process: ProcessGraph) -> dict[_Point, list[_Point]]:
    """What follows each node: targets of its flows, its boundary events, and the link that it throws, which
    the events that catch it follow."""
    ways: dict[_Point, list[_Point]] = {}
    for node in process.nodes.values():
        if node.type == "intermediateCatchEvent" and "link" in node.kinds:
            ways.setdefault((node.scope, link_name(node)), []).append(node.id)
    for node in process.nodes.values():
        following: list[_Point] = [e.target for e in node.outgoing if e.target in process.nodes]
        following += [attached.id for attached in process.attached(node.id)]
        if node.type == "intermediateThrowEvent" and "link" in node.kinds:
            following += [link] if (link := (node.scope, link_name(node))) in ways else []
        ways[node.id] = following
    return ways


def _reached(roots: Iterable[_Point], ways: Mapping[_Point, Iterable[_Point]]) -> set[_Point]:
    """The roots, and all that follows them."""
    reached = set(roots)
    waiting = list(reached)
    while waiting:
        for following in ways.get(waiting.pop(), ()):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return reached


@rule("unreachable", "warning", "No path leads from a start to an element.", "file")
def check_reachable(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        started = {n.scope for n in process.nodes.values() if n.type == "startEvent"}
        roots = [n.id for n in process.nodes.values() if _starts_alone(process, n, started)]
        reached = _reached(roots, _ways(process))
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
        before: dict[_Point, list[_Point]] = {}
        ways = _ways(process)
        for point, following in ways.items():
            for other in following:
                before.setdefault(other, []).append(point)
        ends = [n.id for n in process.nodes.values() if n.type == "endEvent" or not ways[n.id]]
        ends += [n.id for n in process.nodes.values() if not n.outgoing and "link" not in n.kinds]
        ended = _reached(ends, before)
        for node in process.nodes.values():
            if node.id not in ended:
                report.add(
                    "no-way-to-end",
                    "From {element} no path leads to an end.",
                    node.id,
                    node.line,
                    element=node.id,
                )
