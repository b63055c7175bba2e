"""Rules on what a node is connected to: where flows must be, and where they may not."""

from __future__ import annotations

from typing import Any

from engine.model.findings import Report, rule
from engine.model.graph import Graph, Node, ProcessGraph
from engine.model.vocabulary import ACTIVITIES, GATEWAYS, SUBPROCESSES, local, reference

_INTERMEDIATE = ("intermediateCatchEvent", "intermediateThrowEvent")


def _stands_apart(node: Node) -> bool:
    """Is the node outside of all normal flow: for compensation, or started by an event?"""
    return node.flag("isForCompensation") or node.is_event_subprocess


def _tags(process: ProcessGraph) -> dict[str | None, set[str]]:
    """The types of nodes in each scope."""
    return {scope: {node.type for node in process.children(scope)} for scope, _ in process.scopes()}


@rule("incoming-missing", "error", "No flow leads to an element that needs one.", "file", "standard")
def check_incoming(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        tags = _tags(process)
        for node in process.nodes.values():
            starts = node.type in ("startEvent", "boundaryEvent") or node.flag("instantiate")
            links = node.type == "intermediateCatchEvent" and "link" in node.kinds
            if node.incoming or starts or links or _stands_apart(node):
                continue
            must = node.type == "endEvent" or node.type in _INTERMEDIATE
            if must or "startEvent" in tags[node.scope]:
                report.add(
                    "incoming-missing", "A flow must lead to {element}.", node.id, node.line, element=node.id
                )


@rule("outgoing-missing", "error", "No flow leaves an element that needs one.", "file", "standard")
def check_outgoing(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        tags = _tags(process)
        for node in process.nodes.values():
            links = node.type == "intermediateThrowEvent" and "link" in node.kinds
            compensates = node.type == "boundaryEvent" and "compensation" in node.kinds
            if node.outgoing or node.type == "endEvent" or links or compensates or _stands_apart(node):
                continue
            must = node.type in ("startEvent", "boundaryEvent") or node.type in _INTERMEDIATE
            if must or "endEvent" in tags[node.scope]:
                report.add(
                    "outgoing-missing", "A flow must leave {element}.", node.id, node.line, element=node.id
                )


@rule("gateway-single", "error", "A gateway neither splits nor merges.", "file", "standard")
def check_gateways(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type in GATEWAYS and len(node.incoming) < 2 and len(node.outgoing) < 2:
                report.add(
                    "gateway-single", "{element} neither splits nor joins: one flow in, one out at most.",
                    node.id, node.line, element=node.id,
                )  # fmt: skip


@rule("gateway-direction", "error", "The flows of a gateway contradict its direction.", "file", "standard")
def check_directions(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            into, out = len(node.incoming) > 1, len(node.outgoing) > 1
            direction = (node.xml.get("gatewayDirection") or "").strip() if node.type in GATEWAYS else ""
            wrong = (
                (direction == "Converging" and out)
                or (direction == "Diverging" and into)
                or (direction == "Mixed" and not (into and out))
            )
            if wrong:
                report.add(
                    "gateway-direction", "{element} is {direction}, but has {into} flows in and {out} out.",
                    node.id, node.line, element=node.id, direction=direction, into=len(node.incoming),
                    out=len(node.outgoing),
                )  # fmt: skip


@rule(
    "condition-alone", "error", "The only flow that leaves an activity has a condition.", "file", "standard"
)
def check_conditions(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type in ACTIVITIES and len(node.outgoing) == 1 and node.outgoing[0].conditional:
                report.add(
                    "condition-alone", "The only flow that leaves {element} may not have a condition.",
                    node.outgoing[0].id, node.outgoing[0].line, element=node.id,
                )  # fmt: skip


@rule("instantiating-incoming", "error", "A flow leads to what starts the process.", "file", "linted")
def check_instantiating(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if (
                node.type in ("receiveTask", "eventBasedGateway")
                and node.flag("instantiate")
                and node.incoming
            ):
                report.add(
                    "instantiating-incoming", "{element} starts the process; no flow may lead to it.",
                    node.id, node.line, element=node.id,
                )  # fmt: skip


@rule(
    "ad-hoc-content",
    "error",
    "An ad-hoc subprocess has no activity, or a start or end event.",
    "file",
    "linted",
)
def check_ad_hoc(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type != "adHocSubProcess":
                continue
            children = process.children(node.id)
            if not any(child.type in ACTIVITIES for child in children):
                report.add("ad-hoc-content", "An ad-hoc subprocess needs an activity.", node.id, node.line)
            for child in children:
                if child.type in ("startEvent", "endEvent"):
                    report.add(
                        "ad-hoc-content", "{type} may not stand in an ad-hoc subprocess.", child.id,
                        child.line,
                        type=child.type,
                    )  # fmt: skip


@rule("cancel-outside", "error", "A cancel event is not of a transaction.", "file")
def check_cancel(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if "cancel" not in node.kinds:
                continue
            host = process.nodes.get(node.attached_to or "")
            if node.type == "boundaryEvent" and host is not None and host.type != "transaction":
                report.add(
                    "cancel-outside",
                    "A cancel event may only be attached to a transaction.",
                    node.id,
                    node.line,
                )
            elif node.type == "endEvent" and not _in_transaction(process, node):
                report.add(
                    "cancel-outside", "A cancel event may only end what is inside a transaction.", node.id,
                    node.line,
                )  # fmt: skip


def _in_transaction(process: ProcessGraph, node: Node) -> bool:
    around = process.nodes.get(node.scope or "")
    while around is not None and around.type in SUBPROCESSES and around.type != "transaction":
        around = process.nodes.get(around.scope or "")
    return around is not None


@rule(
    "compensation-handler", "error",
    "A boundary event for compensation leads to no activity for compensation, or has a flow.",
    "file", "linted",
)  # fmt: skip
def check_handlers(graph: Graph, report: Report) -> None:
    linked: dict[str, set[str]] = {}
    for xml in graph.root.iter("{*}association"):
        ends = xml.get("sourceRef", ""), xml.get("targetRef", "")
        for one, other in (ends, ends[::-1]):
            linked.setdefault(one, set()).add(other)
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type != "boundaryEvent" or "compensation" not in node.kinds:
                continue
            found = [process.nodes[n] for n in linked.get(node.id, ()) if n in process.nodes]
            if not any(other.type in ACTIVITIES and other.flag("isForCompensation") for other in found):
                report.add(
                    "compensation-handler",
                    "No association leads from {element} to an activity for compensation.",
                    node.id, node.line, element=node.id,
                )  # fmt: skip
            if node.outgoing:
                report.add(
                    "compensation-handler",
                    "No flow may leave {element}.",
                    node.id,
                    node.line,
                    element=node.id,
                )


@rule("compensation-flow", "error", "A flow enters or leaves an activity for compensation.", "file", "linted")
def check_compensation(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if (
                node.type in ACTIVITIES
                and node.flag("isForCompensation")
                and (node.incoming or node.outgoing)
            ):
                report.add(
                    "compensation-flow", "{element} is for compensation; it has no flows.", node.id,
                    node.line,
                    element=node.id,
                )  # fmt: skip


@rule(
    "link-references",
    "error",
    "Two link events do not name each other, or stand in different scopes.",
    "file",
    "linted",
)
def check_links(graph: Graph, report: Report) -> None:
    links = {xml.get("id"): xml for xml in graph.root.iter("{*}linkEventDefinition")}
    named = {(own, name, other): line for own, xml in links.items() for name, other, line in _ends(xml)}
    for (own, name, other), line in named.items():
        if other not in links:
            continue
        if (other, "target" if name == "source" else "source", own) not in named:
            report.add(
                "link-references", "The link {other} does not name {own} in turn.", own, line,
                other=other, own=own,
            )  # fmt: skip
        elif links[own].getparent().getparent() is not links[other].getparent().getparent():
            report.add(
                "link-references", "The link {other} stands in another scope than {own}.", own, line,
                other=other, own=own,
            )  # fmt: skip


def _ends(link: Any) -> list[tuple[str, str, int | None]]:
    """What a link refers to: `source` or `target`, the id, and the line."""
    return [
        (local(c), reference(c.text), c.sourceline)
        for c in link if local(c) in ("source", "target")
    ]  # fmt: skip
