"""Writes the graph as a BPMN file: flows into the elements, then the diagram; the same bytes each time."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.notation import parts
from engine.notation.boxes import GAP, LANE, Node, Row, text_height, text_width
from engine.notation.graph import Flow, Graph, Scope
from engine.notation.names import Names
from engine.notation.routing import Router, Way

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_DD = "http://www.omg.org/spec/DD/20100524/DI"
_MARGIN = 100.0


def definitions(process_id: str) -> Any:
    """An empty file."""
    spaces = {
        "bpmn": parts.BPMN, "bpmndi": DI, "dc": _DC, "di": _DD, "xsi": parts.XSI, "zeebe": parts.ZEEBE,
        "banjian": parts.BANJIAN,
    }  # fmt: skip
    root = etree.Element(f"{{{parts.BPMN}}}definitions", nsmap=spaces)
    root.set("id", f"{process_id}_definitions")
    root.set("targetNamespace", "http://banjian.org/processes")
    return root


def write_flows(graph: Graph) -> None:
    """The flows of every scope: in their elements' `incoming` and `outgoing`, and behind the nodes."""
    for scope in graph.scopes:
        scope.flows.sort(key=lambda flow: (flow.end.node.order, flow.end.rank))
        for flow in scope.flows:
            _write_flow(scope, flow)
        _place_references(scope)
        for link_id, event, handler in scope.links:
            parts.add(scope.xml, "bpmn:association", {
                "id": link_id, "associationDirection": "One", "sourceRef": event.id, "targetRef": handler.id,
            })  # fmt: skip
        if scope.until is not None:
            parts.expression(scope.xml, "completionCondition", scope.until)


def _write_flow(scope: Scope, flow: Flow) -> None:
    end = flow.end
    xml = parts.add(scope.xml, "bpmn:sequenceFlow", {
        "id": flow.id, "name": end.label or None, "sourceRef": end.node.id, "targetRef": flow.target.id,
    })  # fmt: skip
    if end.condition is not None:
        parts.expression(xml, "conditionExpression", end.condition)
    if end.default:
        end.node.xml.set("default", flow.id)


def _place_references(scope: Scope) -> None:
    """`incoming` and `outgoing` stand behind documentation and extension elements."""
    found: dict[str, list[tuple[str, str]]] = {node.id: [] for node in scope.nodes}
    for flow in scope.flows:
        found[flow.target.id].append(("incoming", flow.id))
    for flow in scope.flows:
        found[flow.end.node.id].append(("outgoing", flow.id))
    heads = {f"{{{parts.BPMN}}}documentation", f"{{{parts.BPMN}}}extensionElements"}
    for node in scope.nodes:
        at = sum(1 for child in node.xml if child.tag in heads)
        for offset, (tag, flow_id) in enumerate(found[node.id]):
            child = etree.Element(f"{{{parts.BPMN}}}{tag}")
            child.text = flow_id
            node.xml.insert(at + offset, child)


def draw(root: Any, graph: Graph, rows: list[Row], process_id: str) -> None:
    """Place all shapes and write the diagram."""
    y = _MARGIN
    for row in rows:
        row.measure()
        row.put(_MARGIN, y + row.up)
        y += row.up + row.down + LANE
    diagram = etree.SubElement(root, f"{{{DI}}}BPMNDiagram", id=f"{process_id}_diagram")
    plane = etree.SubElement(diagram, f"{{{DI}}}BPMNPlane", id=f"{process_id}_plane", bpmnElement=process_id)
    names = Names()
    for scope in graph.scopes:
        for node in scope.nodes:
            _shape(plane, node, names)
    ways = []
    for scope in graph.scopes:
        router = Router(scope.nodes)
        for flow in scope.flows:
            ways.append((_edge(plane, flow.id, way := router.route(flow)), way, flow.end.label))
        for link_id, event, handler in scope.links:
            corner = (event.cx, event.y + event.h), (event.cx, handler.cy), (handler.x, handler.cy)
            ways.append((_edge(plane, link_id, corner), corner, ""))
    for _, way, _ in ways:
        names.add_way(way)
    for edge, way, name in ways:
        if name:
            _label(edge, *names.place(name, way), name)


def _shape(plane: Any, node: Node, names: Names) -> None:
    shape = etree.SubElement(plane, f"{{{DI}}}BPMNShape", id=f"{node.id}_di", bpmnElement=node.id)
    if node.tag == "exclusiveGateway":
        shape.set("isMarkerVisible", "true")
    if node.inside:
        shape.set("isExpanded", "true")
    _bounds(shape, node.x, node.y, node.w, node.h)
    if not node.inside:
        names.add((node.x, node.y, node.x + node.w, node.y + node.h))
    if at := _beside(node):
        name = node.xml.get("name")
        _label(shape, *at, name)
        names.add((*at, at[0] + text_width(name), at[1] + text_height(name)))


def _beside(node: Node) -> tuple[float, float] | None:
    """The left upper corner of a name that stands beside its node; None for other names."""
    name = node.xml.get("name")
    if not name:
        return None
    if node.tag == "boundaryEvent":
        return node.x + node.w + 2, node.cy + 3
    if node.tag.endswith("Event"):
        return node.cx - text_width(name) / 2, node.y + node.h + 4
    if node.tag.endswith("Gateway"):
        # left of a line that leaves upwards; a wide one above the shape before it
        width, height = text_width(name), text_height(name)
        bottom = node.y - 1 if width < GAP + node.w / 2 else node.y - 18
        return node.cx - 4 - width, bottom - height
    return None


def _label(parent: Any, x: float, y: float, name: str) -> None:
    label = etree.SubElement(parent, f"{{{DI}}}BPMNLabel")
    _bounds(label, x, y, text_width(name), text_height(name))


def _edge(plane: Any, flow_id: str, way: Way) -> Any:
    edge = etree.SubElement(plane, f"{{{DI}}}BPMNEdge", id=f"{flow_id}_di", bpmnElement=flow_id)
    for x, y in way:
        etree.SubElement(edge, f"{{{_DD}}}waypoint", x=_number(x), y=_number(y))
    return edge


def _bounds(parent: Any, x: float, y: float, w: float, h: float) -> None:
    etree.SubElement(
        parent, f"{{{_DC}}}Bounds", x=_number(x), y=_number(y), width=_number(w), height=_number(h)
    )


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.1f}"


def to_bytes(root: Any) -> bytes:
    """The file, indented."""
    etree.indent(root, "  ")
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"
