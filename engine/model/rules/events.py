"""Rules on starts, ends, and where an event may stand."""

from __future__ import annotations

from engine.model.findings import Report, rule
from engine.model.graph import Graph, Node, ProcessGraph
from engine.model.supported import POSITIONS
from engine.model.vocabulary import EVENTS, local


@rule(
    "start-event-required", "error", "A process or subprocess has an end event, but no start event.", "file"
)
def check_start(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for scope, xml in process.scopes():
            if local(xml) == "adHocSubProcess":
                continue
            children = list(process.children(scope))
            ends = any(n.type == "endEvent" for n in children)
            if ends and not any(n.type == "startEvent" or _instantiates(n) for n in children):
                name = scope or process.id
                report.add(
                    "start-event-required",
                    "{element} has no start event.",
                    name,
                    xml.sourceline,
                    element=name,
                )


def _instantiates(node: Node) -> bool:
    return node.type in ("receiveTask", "eventBasedGateway") and node.flag("instantiate")


@rule(
    "end-event-required", "error", "A process or subprocess has a start event, but no end event.",
    "file", "linted",
)  # fmt: skip
def check_end(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for scope, xml in process.scopes():
            children = process.children(scope)
            starts = any(n.type == "startEvent" for n in children)
            if local(xml) != "adHocSubProcess" and starts and not any(n.type == "endEvent" for n in children):
                name = scope or process.id
                report.add(
                    "end-event-required", "{element} has no end event.", name, xml.sourceline, element=name
                )


@rule(
    "start-event-multiple-none", "error", "A scope has more than one start event without a trigger.",
    "file", "deployed",
)  # fmt: skip
def check_none_starts(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for scope, _ in process.scopes():
            plain = [n for n in process.children(scope) if n.type == "startEvent" and not n.kinds]
            for extra in plain[1:]:
                report.add(
                    "start-event-multiple-none",
                    "{first} is a start event without a trigger already.",
                    extra.id,
                    extra.line,
                    first=plain[0].id,
                )


@rule(
    "event-subprocess-one-start",
    "error",
    "An event subprocess has not exactly one start event with a trigger.",
    "file",
)
def check_event_subprocess(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if not node.is_event_subprocess:
                continue
            starts = [n for n in process.children(node.id) if n.type == "startEvent"]
            if len(starts) != 1:
                report.add(
                    "event-subprocess-one-start",
                    "The event subprocess has {count} start events; it needs one.",
                    node.id,
                    node.line,
                    count=len(starts),
                )
            elif not starts[0].kinds:
                report.add(
                    "event-subprocess-one-start",
                    "The start event of an event subprocess needs a trigger.",
                    starts[0].id,
                    starts[0].line,
                )


def position(process: ProcessGraph, node: Node) -> str:
    """Where an event stands, as a key of `POSITIONS`."""
    later = "-non-interrupting" if node.is_non_interrupting else ""
    if node.type == "startEvent":
        parent = process.nodes.get(node.scope or "")
        if parent is None:
            return "start"
        return f"event-start{later}" if parent.is_event_subprocess else "subprocess-start"
    if node.type == "boundaryEvent":
        return f"boundary{later}"
    return {"endEvent": "end", "intermediateCatchEvent": "catch"}.get(node.type, "throw")


@rule(
    "event-position",
    "error",
    "An event has a trigger or result that BPMN does not allow where it stands.",
    "file",
)
def check_positions(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type not in EVENTS:
                continue
            title, allowed = POSITIONS[position(process, node)]
            started = node.type == "startEvent" and "event-start" in position(process, node)
            for kind in node.kinds or (() if started else ("none",)):
                if kind != "reference" and kind not in allowed:
                    report.add(
                        "event-position", "An event of kind {kind} may not stand here ({position}).",
                        node.id, node.line, kind=kind, position=title,
                    )  # fmt: skip


@rule("link-pair", "error", "A link event has no counterpart of its name in its scope, or several.", "file")
def check_links(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        catches: dict[tuple[str | None, str], list[Node]] = {}
        throws: dict[tuple[str | None, str], list[Node]] = {}
        for node in process.nodes.values():
            if "link" in node.kinds:
                into = catches if node.type == "intermediateCatchEvent" else throws
                into.setdefault((node.scope, link_name(node)), []).append(node)
        for key, nodes in throws.items():
            count = len(catches.get(key, []))
            for node in nodes if count != 1 else []:
                report.add(
                    "link-pair",
                    "The link {name} leads to {count} catch events; it needs one.",
                    node.id,
                    node.line,
                    name=key[1],
                    count=count,
                )
        for key, nodes in catches.items():
            for node in nodes if key not in throws else []:
                report.add("link-pair", "No link event throws {name}.", node.id, node.line, name=key[1])


def link_name(node: Node) -> str:
    """The name of a link: of its definition, else of the event."""
    for child in node.xml:
        if local(child) == "linkEventDefinition" and (child.get("name") or "").strip():
            return str(child.get("name")).strip()
    return node.name
