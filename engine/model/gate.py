"""The gate before deployment: nothing that we do not execute passes, and what was built is what is written.

It reads the file's graph on its own (`engine.model.graph`) and trusts neither the reader nor the builder.
"""

from __future__ import annotations

from typing import Any

from engine.model import supported, vocabulary
from engine.model.definition import Element, Process
from engine.model.findings import Report, declare
from engine.model.graph import Graph, Node, ProcessGraph
from engine.model.vocabulary import EVENT_DEFINITIONS, NODES, local

declare("graph-differs", "error", "The process that was built is not the one that the file describes.")
declare("process-missing", "error", "A BPMN file has no process.", "deployed")

_WITHOUT_EFFECT = vocabulary.words(
    "documentation extensionElements laneSet textAnnotation association group auditing monitoring supports "
    "incoming outgoing categoryValueRef ioBinding"
)
#: Children that the reader reads; which of them an element may have is the schema's matter.
_READ = vocabulary.words(
    "sequenceFlow multiInstanceLoopCharacteristics standardLoopCharacteristics script eventDefinitionRef "
    "ioSpecification dataInput dataOutput inputSet outputSet dataInputAssociation dataOutputAssociation "
    "dataObject dataObjectReference dataStoreReference property completionCondition activationCondition "
    "resourceRole performer humanPerformer potentialOwner correlationSubscription"
)
_ROOTS_WITHOUT_EFFECT = vocabulary.words(
    "process import extension itemDefinition message signal error escalation interface resource category "
    "endPoint relationship collaboration partnerEntity partnerRole documentation extensionElements "
    "dataStore correlationProperty"
)


def check_supported(graph: Graph, report: Report) -> None:
    """Report every construct of the file that the engine does not execute."""
    if not graph.processes:
        report.add("process-missing", "The file has no process.", "", graph.root.sourceline)
    for child in graph.root:
        _check_root(child, report)
    for process in graph.processes:
        _check_children(process.xml, process.id, report)
        for node in process.nodes.values():
            _check_node(node, report)
            _check_children(node.xml, node.id, report)


def _refuse(report: Report, construct: str, element: str, line: int | None) -> None:
    known = supported.CONSTRUCTS.get(construct)
    report.add(
        "unsupported",
        "{construct} is not executed.",
        element,
        line,
        construct=known.title if known else construct,
    )


def _check_root(child: Any, report: Report) -> None:
    tag = local(child)
    if tag == "collaboration":
        for part in child:
            if local(part) == "choreographyRef":
                _refuse(report, "choreography", part.get("id", ""), part.sourceline)
    elif tag in ("choreography", "globalConversation", "conversation"):
        _refuse(report, "choreography", child.get("id", ""), child.sourceline)
    elif tag and tag not in _ROOTS_WITHOUT_EFFECT and tag not in EVENT_DEFINITIONS:
        _refuse(report, tag, child.get("id", ""), child.sourceline)


def _check_children(xml: Any, element: str, report: Report) -> None:
    for child in xml:
        tag = local(child)
        if not tag or tag in NODES or tag in _WITHOUT_EFFECT or tag in EVENT_DEFINITIONS:
            continue
        if tag not in _READ:
            _refuse(report, tag, element, child.sourceline)


def _check_node(node: Node, report: Report) -> None:
    construct = supported.NODES[node.type]
    if not construct.executed:
        _refuse(report, construct.title, node.id, node.line)
    for kind in node.kinds:
        if kind == "reference":
            report.add(
                "event-reference", "An event definition that {element} refers to is not in the file.",
                node.id, node.line, element=node.id,
            )  # fmt: skip
        elif not supported.EVENTS[kind].executed:
            _refuse(report, f"{supported.EVENTS[kind].title} event", node.id, node.line)
    if len(node.kinds) > 1 and node.flag("parallelMultiple") and "compensation" in node.kinds:
        _refuse(report, "parallel multiple compensation", node.id, node.line)


def compare(written: ProcessGraph, built: Process, report: Report) -> None:
    """Report every difference between the graph of the file and the process that was built."""
    for missing in sorted(written.nodes.keys() - built.elements.keys()):
        _differs(report, written.nodes[missing], "it was not built")
    for extra in sorted(built.elements.keys() - written.nodes.keys()):
        report.add("graph-differs", "{element} was built, but is not in the file.", extra, element=extra)
    for node_id, node in written.nodes.items():
        element = built.elements.get(node_id)
        if element is None:
            continue
        for difference in _differences(written, node, element):
            _differs(report, node, difference)
    expected = {scope: [n.id for n in written.children(scope)] for scope, _ in written.scopes()}
    for scope, ids in expected.items():
        if list(built.children.get(scope, ())) != ids:
            report.add(
                "graph-differs",
                "The elements of {element} differ from the file.",
                scope or "",
                element=scope or written.id,
            )


def _differs(report: Report, node: Node, difference: str) -> None:
    report.add(
        "graph-differs",
        "{element} differs from the file: {difference}.",
        node.id,
        node.line,
        element=node.id,
        difference=difference,
    )


def _differences(written: ProcessGraph, node: Node, element: Element) -> list[str]:
    kind = "multiple" if len(node.kinds) > 1 else node.kinds[0] if node.kinds else "none"
    refs = {"receiveTask": "message", "sendTask": "message"}
    is_event = node.type.endswith("Event")
    pairs = {
        "type": (node.type, element.type),
        "scope": (node.scope, element.scope),
        "attachedToRef": (node.attached_to, element.attached_to),
        "default": (node.default, element.default),
        "event": (kind if is_event else refs.get(node.type), element.event.kind if element.event else None),
        "interrupting": (not node.is_non_interrupting, element.interrupting),
        "triggeredByEvent": (node.flag("triggeredByEvent"), element.triggered_by_event),
        "loop": (
            any(local(c).endswith("LoopCharacteristics") for c in node.xml), element.loop is not None,
        ),
        "boundary events": (sorted(n.id for n in written.attached(node.id)), sorted(element.boundary)),
        "outgoing flows": (
            sorted((e.id, e.source, e.target, e.conditional) for e in node.outgoing),
            sorted((f.id, f.source, f.target, f.condition is not None) for f in element.outgoing),
        ),
        "incoming flows": (sorted(e.id for e in node.incoming), sorted(f.id for f in element.incoming)),
    }  # fmt: skip
    return [f"{name} {was!r} became {now!r}" for name, (was, now) in pairs.items() if was != now]
