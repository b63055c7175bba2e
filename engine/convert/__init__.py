"""BPMN as YAML: what is block-structured comes back with equal behaviour, all else is refused by name.

The YAML is compiled again and compared with the file, element by element: nothing is dropped in silence.
"""

from __future__ import annotations

import re
from typing import Any

from engine import notation
from engine.convert.emitting import emit
from engine.convert.left_out import left_out
from engine.convert.refusal import Unstructured, name_of
from engine.convert.same import differences
from engine.convert.structure import Structure
from engine.errors import Finding, Sentence, Severity
from engine.model import findings as found
from engine.model import graph, xml
from engine.model.definition import Process
from engine.model.findings import Report
from engine.model.host import HOST_FUNCTIONS
from engine.model.models import read_model

#: What is told at most, so that a large file does not make a flood.
MAX_TOLD = 50
#: Nodes of a file that is converted: the search for blocks grows with their square.
MAX_NODES = 3_000
#: Field that differs to what that means, where its name would not say it.
_REASONS = {
    "": "It has no place in a block-structured process.",
    "outgoing": "The ways that leave it meet elsewhere than those of a block.",
}
_ID = re.compile(r"\bid: ([^\s,}]+)")


class _Told:
    """The findings on one file: errors for what has no word, warnings for what is left out."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Finding] = []

    def add(
        self, rule: str, message: str, element: str = "", line: int | None = None, /, **params: Any
    ) -> None:
        severity: Severity = "warning" if rule == "not-converted" else "error"
        self.found.append(Finding(rule, message, self.file, element, severity, line, params))


def to_bpmn(data: bytes, file: str) -> tuple[bytes | None, list[Finding]]:
    """The BPMN of a process in YAML, with its diagram; None if a finding is an error."""
    compiled, findings = notation.compile_process(data, file, HOST_FUNCTIONS)
    return (compiled.xml if compiled else None), findings


def to_yaml(data: bytes, file: str) -> tuple[bytes | None, list[Finding]]:
    """The YAML of a BPMN file; None if a finding is an error. Warnings tell what is left out."""
    report = Report(file)
    processes = read_model(data, report)
    errors = [finding for finding in report.findings if finding.severity == "error"]
    document = xml.parse(data, Report(file))
    if errors or document is None:
        return None, found.sort(errors)
    told = _Told(file)
    seen = graph.read(document)
    if len(seen.processes) != 1:
        message = "A file in YAML has one process; this one has {count}."
        told.add("not-in-notation", message, count=len(seen.processes))
        return None, told.found
    if not processes or not processes[0].executable:
        only = seen.processes[0]
        message = "The process is not marked as executable (isExecutable); one in YAML always can run."
        told.add("not-in-notation", message, only.id, only.xml.sourceline)
        return None, told.found
    if len(seen.processes[0].nodes) > MAX_NODES:
        told.add("not-in-notation", "The process has more than {limit} nodes.", limit=MAX_NODES)
        return None, told.found
    try:
        written = emit(_structure(seen.processes[0], seen.roots))
    except Unstructured as cause:
        line = _line(seen.processes[0], cause.element)
        told.add("not-in-notation", cause.message, cause.element, line, **cause.params)
        return None, told.found
    _compare(processes[0], seen.processes[0], written, told)
    if told.found:
        return None, found.sort(told.found)
    for (what, element, line), count in _first_of_each(document.root):
        message = "{what} is left out; it has no effect on a run."
        if count > 1:
            message = "{what} is left out here and elsewhere, {count} times; it has no effect on a run."
        told.add("not-converted", message, element, line, what=what, count=count)
    return written, found.sort(told.found)


def _structure(process: graph.ProcessGraph, roots: dict[str, Any]) -> dict[str, Any]:
    """The process in blocks; if its ways meet across blocks, with steps that skip. Raises Unstructured."""
    try:
        return Structure(process, roots).process()
    except Unstructured as cause:
        try:
            return Structure(process, roots, skips=True).process()
        except Unstructured:
            raise cause from None


def _line(seen: graph.ProcessGraph, element: str) -> int | None:
    """The line of a node or flow; of anything else that of the process."""
    parts = [seen.nodes.get(element), *(edge for edge in seen.edges if edge.id == element)]
    found = next((part.line for part in parts if part is not None), None)
    line: int | None = seen.xml.sourceline
    return found or line


def _compare(process: Process, seen: graph.ProcessGraph, written: bytes, told: _Told) -> None:
    """Compile what was written and refuse it where the runtime would see something else."""
    second = Report(f"converted{notation.ENDING}")
    again = read_model(written, second)
    wrong = next((f for f in second.findings if f.severity == "error"), None)
    if wrong is not None or not again:
        element = (wrong.element or _written_at(written, wrong.line)) if wrong else ""
        reason = Sentence(wrong.message, wrong.params) if wrong else ""
        line = _line(seen, element)
        told.add("not-in-notation", "The notation cannot say this: {reason}", element, line, reason=reason)
        return
    # an element that only the YAML has is a gateway that it adds: the flows around it differ too
    every = list(differences(process, again[0]))
    mine = [(element, field) for element, field in every if field or element in process.elements]
    for element, field in (mine or every)[:MAX_TOLD]:
        message = _REASONS.get(field, "The notation has no word for `{field}` as it is here.")
        told.add("not-in-notation", message, element, _line(seen, element), field=name_of(field))


def _written_at(written: bytes, line: int | None) -> str:
    """The id of the step in which a line of the YAML stands."""
    for text in reversed(written.decode().splitlines()[:line]):
        found = _ID.search(text)
        if found is not None:
            return found[1]
    return ""


def _first_of_each(root: Any) -> list[tuple[tuple[str, str, int | None], int]]:
    """Of each kind of part that is left out the first, and how many there are."""
    kinds: dict[str, list[tuple[str, str, int | None]]] = {}
    for part in left_out(root):
        kinds.setdefault(part[0], []).append(part)
    return [(parts[0], len(parts)) for parts in kinds.values()][:MAX_TOLD]
