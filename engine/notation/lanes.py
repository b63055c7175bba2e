"""The lanes of a process: whose steps are which; a lane is the candidate group where a task names nobody."""

from __future__ import annotations

from typing import Any

from engine.notation import parts
from engine.notation.graph import Graph
from engine.notation.source import Findings, Place


def write(process: Any, lanes: list[tuple[str, list[Place]]], graph: Graph, findings: Findings) -> None:
    """Put the lanes before the nodes of the process; an id that is no node, or in two lanes, is a finding."""
    nodes = {node.id for scope in graph.scopes for node in scope.nodes}
    owner = process.get("id")
    holder = parts.add(process, "bpmn:laneSet", {"id": graph.ids.take(f"{owner}_lanes")})
    for name, places in lanes:
        lane = parts.add(holder, "bpmn:lane", {"id": graph.ids.take(f"{owner}_lane"), "name": name})
        for place in places:
            step = place.text.strip()
            if step in nodes:
                nodes.remove(step)
                parts.add(lane, "bpmn:flowNodeRef", {}, step)
            else:
                message = "There is no step with the id '{id}', or it is in a lane already"
                findings.add("yaml-value", message, place, id=step)
    heads = {f"{{{parts.BPMN}}}documentation", f"{{{parts.BPMN}}}extensionElements"}
    process.insert(sum(1 for child in process if child.tag in heads), holder)
