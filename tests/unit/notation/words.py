"""Short words for tests of the notation: compile, look at the elements, the places of shapes."""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.model.definition import Process
from engine.model.findings import Report
from engine.model.host import HOST_FUNCTIONS
from engine.model.models import read_model
from engine.notation import Compiled, compile_process

_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
_POINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
Rectangle = tuple[float, float, float, float]


def compiled(text: str | bytes) -> Compiled:
    """What a file compiles to, without a finding."""
    data = text.encode() if isinstance(text, str) else text
    result, findings = compile_process(data, "a.process.yaml", HOST_FUNCTIONS)
    assert result is not None, [finding.text for finding in findings]
    return result


def process(text: str | bytes) -> Process:
    """The process as the engine reads it."""
    report = Report("a.process.yaml")
    data = text.encode() if isinstance(text, str) else text
    found = read_model(data, report)
    assert found, [finding.text for finding in report.findings]
    assert [f.text for f in report.findings if f.severity == "error"] == []
    return found[0]


def steps(text: str) -> Process:
    """The process of some steps, indented under `do`."""
    return process("process: p\ndo:\n" + "\n".join(f"  {line}" for line in text.splitlines()))


def flows(read: Process) -> dict[str, str]:
    """Each flow as `source>target`, with its condition, or `*` for the default."""
    return {
        f"{flow.source}>{flow.target}": "*"
        if flow.id == e.default
        else flow.condition.text
        if flow.condition
        else ""
        for e in read.elements.values()
        for flow in e.outgoing
    }


def shapes(xml: bytes) -> dict[str, Rectangle]:
    """By element: left, top, right, bottom."""
    found = {}
    for shape in etree.fromstring(xml).iter(f"{_DI}BPMNShape"):
        x, y, w, h = (float(shape.find(_BOUNDS).get(k)) for k in ("x", "y", "width", "height"))
        found[shape.get("bpmnElement")] = (x, y, x + w, y + h)
    return found


def edges(xml: bytes) -> dict[str, list[tuple[float, float]]]:
    """By flow: its points."""
    return {
        edge.get("bpmnElement"): [(float(p.get("x")), float(p.get("y"))) for p in edge.iter(_POINT)]
        for edge in etree.fromstring(xml).iter(f"{_DI}BPMNEdge")
    }


def parents(xml: bytes) -> dict[str, str]:
    """By element: the process or subprocess that it stands in."""
    return {
        node.get("id"): node.getparent().get("id", "")
        for node in etree.fromstring(xml).iter()
        if isinstance(node.tag, str) and node.get("id") and node.getparent() is not None
    }


def ends(xml: bytes) -> dict[str, tuple[str, str]]:
    """By flow or association: source and target."""
    found: dict[str, Any] = {}
    for node in etree.fromstring(xml).iter():
        if isinstance(node.tag, str) and node.get("sourceRef"):
            found[node.get("id")] = (node.get("sourceRef"), node.get("targetRef"))
    return found


def elements(xml: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Every element but those of the diagram: tag, attributes, text."""
    return [
        (node.tag, dict(node.attrib), (node.text or "").strip())
        for node in etree.fromstring(xml).iter()
        if isinstance(node.tag, str) and "/DI}" not in node.tag and "/DD/" not in node.tag
    ]
