"""BPMN as YAML: what is block-structured comes back with equal behaviour, all else is refused by name.

The YAML is compiled again and compared with the file, element by element: nothing is dropped in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import notation
from engine.convert.emitting import emit
from engine.convert.same import differences
from engine.convert.structure import Structure, Unstructured
from engine.errors import Finding
from engine.model import findings as found
from engine.model import graph, xml
from engine.model.expressions import HOST_FUNCTIONS
from engine.model.findings import Report, declare
from engine.model.models import read_model
from engine.model.vocabulary import BPMN, BPMNDI, is_true, local

declare("not-in-notation", "error", "A part of a BPMN file for which the YAML notation has no word.")
declare(
    "not-converted", "warning", "A part of a BPMN file without effect on a run that its YAML does not have."
)

#: What is told at most, so that a large file does not make a flood.
MAX_TOLD = 50
_ASIDE = frozenset(
    {"textAnnotation", "group", "category", "association", "extension", "import", "relationship"}
)
_KEPT = ("http://camunda.org/schema/zeebe/1.0", "http://banjian.org/schema/1.0")
_OWN = ("", BPMN, "http://www.w3.org/2001/XMLSchema-instance", *_KEPT)


def to_bpmn(data: bytes, file: str) -> tuple[bytes | None, list[Finding]]:
    """The BPMN of a process in YAML, with its diagram; None if a finding is an error."""
    compiled, findings = notation.compile_process(data, file, HOST_FUNCTIONS)
    return (compiled.xml if compiled else None), findings


def to_yaml(data: bytes, file: str) -> tuple[bytes | None, list[Finding]]:
    """The YAML of a BPMN file; None if a finding is an error. Warnings tell what is left out."""
    report = Report(file)
    processes = read_model(data, report)
    report.findings[:] = [f for f in report.findings if f.severity == "error"]
    document = xml.parse(data, Report(file))
    if _refuses(report) or document is None:
        return None, found.sort(report.findings)
    seen = graph.read(document)
    if len(seen.processes) != 1 or not processes:
        report.add("not-in-notation", "A file in YAML has one process that can run; this one has {count}.",
                   count=len(seen.processes))  # fmt: skip
        return None, report.findings
    try:
        written = emit(Structure(seen.processes[0], seen.roots).process())
    except Unstructured as cause:
        node = seen.processes[0].nodes.get(cause.element)
        report.add(
            "not-in-notation", cause.message, cause.element, node.line if node else None, **cause.params
        )
        return None, report.findings
    _compare(processes[0], written, report)
    _tell_left_out(document.root, report)
    return (None if _refuses(report) else written), found.sort(report.findings)


def _refuses(report: Report) -> bool:
    return any(finding.severity == "error" for finding in report.findings)


def _compare(process: Any, written: bytes, report: Report) -> None:
    """Compile what was written and refuse it where the runtime would see something else."""
    second = Report(f"converted{notation.ENDING}")
    again = read_model(written, second)
    if _refuses(second) or not again:
        wrong = next((f for f in second.findings if f.severity == "error"), None)
        element, reason = (wrong.element, wrong.text) if wrong else ("", "")
        report.add("not-in-notation", "The notation cannot say this: {reason}", element, None, reason=reason)
        return
    for element, field in list(differences(process, again[0]))[:MAX_TOLD]:
        known = process.elements.get(element)
        line = known.line if known else None
        if field:
            message = "The notation has no word for `{field}` as it is here."
            report.add("not-in-notation", message, element, line, field=field)
        else:
            report.add("not-in-notation", "It has no place in a block-structured process.", element, line)


def _tell_left_out(root: Any, report: Report) -> None:
    told: set[str] = set()
    for what, element, line in _left_out(root):
        if what not in told and len(told) < MAX_TOLD:
            told.add(what)
            report.add(
                "not-converted", "{what} is left out; it has no effect on a run.", element, line, what=what
            )


def _left_out(root: Any) -> Iterator[tuple[str, str, int | None]]:
    """What the notation does not keep and the comparison does not see."""
    stack = [root]
    while stack:
        node = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        space, _, name = tag.removeprefix("{").partition("}") if tag.startswith("{") else ("", "", tag)
        if not tag or space == BPMNDI:
            continue
        owner = next((n.get("id", "") for n in (node, *node.iterancestors()) if n.get("id")), "")
        for key in node.attrib:
            namespace = key[1:].partition("}")[0] if key.startswith("{") else ""
            if namespace not in _OWN:
                yield key.partition("}")[2], owner, node.sourceline
        if space not in _OWN:
            yield name, owner, node.sourceline
            continue
        aside = name in _ASIDE and not (name == "association" and _compensates(root, node))
        if space == BPMN and (
            aside or (name == "documentation" and local(node.getparent()) == "sequenceFlow")
        ):
            yield name, owner, node.sourceline
        if name in ("collaboration", "laneSet"):
            yield name, owner, node.sourceline
        if name == "sequenceFlow" and node.get("name") and not _is_case(root, node):
            yield f"{name} name", owner, node.sourceline
        stack += reversed(list(node))


def _compensates(root: Any, link: Any) -> bool:
    ends = {link.get("sourceRef"), link.get("targetRef")}
    return any(is_true(n.get("isForCompensation")) for n in link.getparent() if n.get("id") in ends)


def _is_case(root: Any, flow: Any) -> bool:
    """Is it one of several flows out of a gateway?"""
    source = next((n for n in flow.getparent() if n.get("id") == flow.get("sourceRef")), None)
    return source is not None and local(source) in ("exclusiveGateway", "inclusiveGateway")
