"""A process file in either notation as BPMN: XML as it is, YAML compiled.

What comes from YAML keeps its places in the YAML, so that every finding leads there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from engine import notation
from engine.errors import Finding
from engine.model import xml
from engine.model.findings import Report, declare
from engine.model.host import HOST_FUNCTIONS

#: How the name of a file in YAML ends.
ENDING = notation.ENDING

declare("yaml-syntax", "error", "A process file in YAML is not YAML, is empty, or is not written in UTF-8.")
declare(
    "yaml-too-large", "error", "A process file in YAML has more bytes, levels, values or steps than accepted."
)
declare("yaml-forbidden", "error", "A process file in YAML uses tags, anchors, aliases or several documents.")
declare("yaml-key", "error", "A key of a process in YAML is not known there, or is given twice.")
declare("yaml-missing", "error", "A step of a process in YAML lacks a key that it needs.")
declare("yaml-value", "error", "A value of a process in YAML is not of the kind that its key takes.")
declare("yaml-id", "error", "An id of a process in YAML is given twice.")
declare(
    "yaml-flow", "error", "A step of a process in YAML stands where it cannot be reached, or leads nowhere."
)


def parse(data: bytes, report: Report) -> Any | None:
    """The `definitions` of a process file, by the name of the report's file; None after a finding."""
    if not report.file.endswith(ENDING):
        return xml.parse_bpmn(data, report)
    compiled, findings = notation.compile_process(data, report.file, HOST_FUNCTIONS, drawn=False)
    report.findings.extend(findings)
    if compiled is None:
        return None
    root = xml.parse_bpmn(compiled.xml, report)
    if root is not None:
        report.locators[report.file] = partial(_lead_back, _places(root, compiled))
    return root


def _places(root: Any, compiled: notation.Compiled) -> dict[str, tuple[str, notation.Place]]:
    """By id of an element, the id and place of the nearest one that the YAML speaks of; sets the lines."""
    found: dict[str, tuple[str, notation.Place]] = {}
    stack = [(root, "", notation.Place("text", 1, 1))]
    while stack:
        node, owner, place = stack.pop()
        element = node.get("id", "")
        if element in compiled.places:
            owner, place = element, compiled.places[element]
        if element:
            found[element] = owner, place
        node.sourceline = place.line
        stack += [(child, owner, place) for child in node]
    return found


def _lead_back(places: Mapping[str, tuple[str, notation.Place]], finding: Finding) -> Finding:
    """The finding on what was compiled, at the step and the key or value of the YAML that it speaks of."""
    here = notation.Place("text", finding.line or 1, 1)
    owner, place = places.get(finding.element, (finding.element, here))
    place = notation.locate(place, finding.rule, finding.params)
    return replace(finding, element=owner or finding.element, line=place.line, column=place.column)


def diagram(path: str, data: bytes) -> bytes:
    """The BPMN of a process file, with its diagram: the file itself, or what its YAML is compiled to.

    YAML that cannot be compiled is given back as it is.
    """
    if not path.endswith(ENDING):
        return data
    compiled, _ = notation.compile_process(data, path, HOST_FUNCTIONS)
    return data if compiled is None else compiled.xml
