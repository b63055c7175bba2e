"""A process in YAML: compiled to BPMN, with a drawn diagram, the same bytes each time.

    compiled, findings = compile_process(data, "leave.process.yaml")

Whatever the bytes are, the answer is a compiled file or findings with line and column, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from engine.errors import Finding
from engine.notation import lanes, parts, writing
from engine.notation.compiling import Compiler
from engine.notation.graph import Graph
from engine.notation.ids import Ids
from engine.notation.locating import locate as locate
from engine.notation.reading import Reader
from engine.notation.source import Findings, read
from engine.notation.source import Place as Place
from engine.notation.tree import Model

#: How the name of a file in this notation ends.
ENDING = ".process.yaml"
SCHEMA = Path(__file__).parent / "process.schema.json"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A file of BPMN. places: by id of an element, the part of the YAML that it comes from."""

    xml: bytes
    places: Mapping[str, Place]


def compile_process(
    data: bytes, file: str = "", functions: Iterable[str] = (), drawn: bool = True
) -> tuple[Compiled | None, list[Finding]]:
    """The BPMN of a file in YAML, or None if a finding was made; all findings are errors.

    functions: names of functions that the host adds to FEEL. drawn: without it there is no diagram, which is
    quicker.
    """
    findings = Findings(file)
    tree = read(data, findings)
    if tree is None or findings.found:
        return None, findings.found
    model = Reader(findings, functions).model(tree)
    ids = Ids()
    ids.reserve(model, findings)
    if findings.found:
        return None, findings.found
    ids.name_all(model)
    compiled = _compile(model, ids, findings, drawn)
    return (None if findings.found else compiled), findings.found


def _compile(model: Model, ids: Ids, findings: Findings, drawn: bool) -> Compiled:
    step = model.process
    root = writing.definitions(step.id)
    graph = Graph(root, ids)
    process = etree.Element(f"{{{parts.BPMN}}}process", id=step.id, isExecutable="true")
    if step.name:
        process.set("name", step.name)
    parts.describe(process, step)
    if "version" in step.fields:
        holder = process.find(f"{{{parts.BPMN}}}extensionElements")
        if holder is None:
            holder = parts.add(process, "bpmn:extensionElements")
        parts.add(holder, "zeebe:versionTag", {"value": step.fields["version"]})
    graph.places[step.id] = step.place
    rows = Compiler(graph, findings).inside(graph.open(process, None), step, None)
    root.append(process)
    if "lanes" in step.fields:
        lanes.write(process, step.fields["lanes"], graph, findings)
    writing.write_flows(graph)
    if drawn:
        writing.draw(root, graph, rows, step.id)
    return Compiled(writing.to_bytes(root), graph.places | graph.roots.places)
