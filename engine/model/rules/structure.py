"""Rules on ids, sequence flows and attachments: is the file a graph at all?"""

from __future__ import annotations

from engine.model.findings import Report, rule
from engine.model.graph import Graph, Node
from engine.model.vocabulary import ACTIVITIES, local, reference


@rule("id-unique", "error", "Two elements of a file have the same id.", "file")
def check_ids(graph: Graph, report: Report) -> None:
    seen: dict[str, int | None] = {}
    for xml in graph.root.iter():
        element = xml.get("id") if local(xml) else None
        if not element:
            continue
        if element in seen:
            report.add(
                "id-unique",
                "The id {id} is used already on line {other}.",
                element,
                xml.sourceline,
                id=element,
                other=seen[element],
            )
        seen.setdefault(element, xml.sourceline)


@rule("flow-dangling", "error", "A sequence flow comes from or leads to something that is not there.", "file")
def check_dangling(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for edge in process.edges:
            for attribute, end in (("sourceRef", edge.source), ("targetRef", edge.target)):
                if not end:
                    report.add(
                        "flow-dangling",
                        "The flow has no {attribute}.",
                        edge.id,
                        edge.line,
                        attribute=attribute,
                    )
                elif end not in process.nodes:
                    report.add(
                        "flow-dangling", "{attribute} names {end}, which is no element of this process.",
                        edge.id, edge.line, attribute=attribute, end=end,
                    )  # fmt: skip


@rule("flow-crosses-scope", "error", "A sequence flow crosses the border of a subprocess.", "file")
def check_scopes(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for edge in process.edges:
            source, target = process.nodes.get(edge.source), process.nodes.get(edge.target)
            if source and target and source.scope != target.scope:
                report.add(
                    "flow-crosses-scope", "The flow from {source} to {target} crosses a subprocess border.",
                    edge.id, edge.line, source=source.id, target=target.id,
                )  # fmt: skip


_MESSAGES = {
    "nothing": "The boundary event is attached to nothing (attachedToRef {host}).",
    "no activity": "The boundary event is attached to {host}, which is not an activity.",
    "elsewhere": "The boundary event is attached to {host}, which stands in another scope.",
}


@rule("boundary-attached", "error", "A boundary event is attached to no activity of its scope.", "file")
def check_attachments(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type == "boundaryEvent":
                wrong = _wrong_host(process.nodes.get(node.attached_to or ""), node)
                if wrong:
                    message = _MESSAGES[wrong]
                    report.add("boundary-attached", message, node.id, node.line, host=node.attached_to or "")


def _wrong_host(host: Node | None, event: Node) -> str:
    """Why the event cannot be attached to this host, as a key of the messages; empty if it can."""
    if host is None:
        return "nothing"
    if host.type not in ACTIVITIES or host.is_event_subprocess:
        return "no activity"
    return "elsewhere" if host.scope != event.scope else ""


@rule("flow-unexpected", "error", "A flow enters or leaves an element where BPMN has none.", "file")
def check_ends(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            link_catch = node.type == "intermediateCatchEvent" and node.kinds == ("link",)
            link_throw = node.type == "intermediateThrowEvent" and node.kinds == ("link",)
            apart = node.is_event_subprocess
            if node.incoming and (node.type in ("startEvent", "boundaryEvent") or link_catch or apart):
                report.add(
                    "flow-unexpected", "No flow may lead into {element}.", node.id, node.line, element=node.id
                )
            if node.outgoing and (node.type == "endEvent" or link_throw or apart):
                report.add(
                    "flow-unexpected", "No flow may leave {element}.", node.id, node.line, element=node.id
                )


@rule(
    "flow-references",
    "warning",
    "The incoming and outgoing entries of an element differ from the flows.",
    "file",
)
def check_entries(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            for tag, edges in (("incoming", node.incoming), ("outgoing", node.outgoing)):
                entries = {reference(c.text) for c in node.xml if local(c) == tag}
                flows = {edge.id for edge in edges}
                if entries and entries != flows:
                    odd = ", ".join(sorted(entries ^ flows)[:5])
                    report.add(
                        "flow-references",
                        "The {tag} entries and the flows differ in {odd}.",
                        node.id,
                        node.line,
                        tag=tag,
                        odd=odd,
                    )
