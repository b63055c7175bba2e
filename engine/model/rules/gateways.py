"""Rules on gateways, conditions and default flows."""

from __future__ import annotations

from engine.model.findings import Report, rule
from engine.model.graph import Graph, Node, ProcessGraph
from engine.model.vocabulary import ACTIVITIES, EVENTS, local

_DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway"})


@rule(
    "default-flow-valid",
    "error",
    "A default flow does not leave the element that names it, or may not be there.",
    "file",
)
def check_default(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.default is None:
                continue
            flow = next((e for e in node.outgoing if e.id == node.default), None)
            if node.type not in ACTIVITIES | _DECIDING | {"complexGateway"}:
                report.add(
                    "default-flow-valid", "{type} has no default flow.", node.id, node.line, type=node.type
                )
            elif flow is None:
                report.add(
                    "default-flow-valid",
                    "The default flow {flow} does not leave {element}.",
                    node.id,
                    node.line,
                    flow=node.default,
                    element=node.id,
                )


@rule("default-flow-condition", "warning", "A default flow has a condition, which nobody evaluates.", "file")
def check_default_condition(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            for edge in node.outgoing:
                if edge.conditional and edge.id == node.default:
                    report.add(
                        "default-flow-condition", "The default flow {flow} has a condition.", edge.id,
                        edge.line, flow=edge.id,
                    )  # fmt: skip


@rule(
    "condition-on-parallel-gateway",
    "error",
    "A flow has a condition that nobody evaluates.",
    "file",
    "linted",
)
def check_conditions(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type in EVENTS or node.type in ("parallelGateway", "eventBasedGateway"):
                for edge in node.outgoing:
                    if edge.conditional:
                        report.add(
                            "condition-on-parallel-gateway",
                            "No condition may stand behind {element} ({type}).",
                            edge.id, edge.line, element=node.id, type=node.type,
                        )  # fmt: skip


@rule(
    "condition-missing",
    "warning",
    "A flow of a deciding gateway has no condition and is not the default.",
    "file",
)
def check_missing(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type in _DECIDING and len(node.outgoing) > 1:
                for edge in node.outgoing:
                    if not edge.conditional and edge.id != node.default:
                        report.add(
                            "condition-missing",
                            "The flow {flow} of {element} has no condition and is always taken.",
                            edge.id,
                            edge.line,
                            flow=edge.id,
                            element=node.id,
                        )


@rule(
    "gateway-without-default",
    "warning",
    "All flows of a gateway or activity have conditions: if none holds, the case stops.",
    "file",
)
def check_no_default(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            decides = node.type in _DECIDING or node.type in ACTIVITIES
            if (
                decides
                and node.outgoing
                and node.default is None
                and all(e.conditional for e in node.outgoing)
            ):
                report.add(
                    "gateway-without-default",
                    "No default flow: if no condition holds, the case stops here.",
                    node.id,
                    node.line,
                )


_WAITING = frozenset({"message", "timer", "signal", "conditional", "reference"})
_MESSAGES = {
    "kind": "{target} is neither a catching event nor a receive task.",
    "flows": "{target} may not have another incoming flow.",
    "boundary": "{target} may not have boundary events here.",
    "loop": "{target} may not be multi-instance here.",
    "beside": "{target} may not stand beside a message event.",
}


@rule(
    "event-gateway-targets",
    "error",
    "An event-based gateway leads to something else than catching events.",
    "file",
)
def check_event_gateways(graph: Graph, report: Report) -> None:
    for process in graph.processes:
        for node in process.nodes.values():
            if node.type != "eventBasedGateway":
                continue
            if len(node.outgoing) < 2:
                report.add(
                    "event-gateway-targets",
                    "An event-based gateway needs at least two outgoing flows.",
                    node.id,
                    node.line,
                )
            targets = [process.nodes[e.target] for e in node.outgoing if e.target in process.nodes]
            messages = any(t.type == "intermediateCatchEvent" and "message" in t.kinds for t in targets)
            for target in targets:
                wrong = _wrong_target(process, target, messages)
                if wrong and (wrong != "loop" or report.judged == "deployed"):
                    message = _MESSAGES[wrong]
                    report.add("event-gateway-targets", message, node.id, node.line, target=target.id)


def _wrong_target(process: ProcessGraph, target: Node, messages: bool) -> str:
    """Why this cannot follow an event-based gateway, as a key of the messages; empty if it can.

    messages: does the gateway lead to message events too?
    """
    catching = target.type == "intermediateCatchEvent" and set(target.kinds) <= _WAITING
    if not catching and target.type != "receiveTask":
        return "kind"
    if len(target.incoming) > 1:
        return "flows"
    if process.attached(target.id):
        return "boundary"
    if any(local(child) == "multiInstanceLoopCharacteristics" for child in target.xml):
        return "loop"
    return "beside" if target.type == "receiveTask" and messages else ""
