"""Compiles the specs that the reader connected to the frozen records that the runtime walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.model.correlation import subscribed
from engine.model.definition import Element, Flow, Process
from engine.model.extensions import words
from engine.model.reader import ModelParser, NodeSpec
from engine.model.vocabulary import SUBPROCESSES, full, is_true, local


def build(parser: ModelParser, process_id: str, file: str) -> Process:
    """The process with every node and flow that its spec holds, in file order."""
    specs = list(_nodes(parser.read_process(process_id)))
    incoming: dict[str, list[Flow]] = {}
    boundary: dict[str, list[str]] = {}
    children: dict[str | None, list[str]] = {None: []}
    for spec in specs:
        for flow in spec.flows:
            incoming.setdefault(flow.target, []).append(flow)
        if spec.element.type == "boundaryEvent" and spec.element.attached_to is not None:
            boundary.setdefault(spec.element.attached_to, []).append(spec.element.id)
        children.setdefault(spec.element.scope, []).append(spec.element.id)
        if spec.inside is not None:
            children.setdefault(spec.element.id, [])
    elements: dict[str, Element] = {}
    for spec in specs:
        elements[spec.element.id] = replace(
            spec.element,
            incoming=tuple(incoming.get(spec.element.id, ())),
            outgoing=tuple(spec.flows),
            boundary=tuple(boundary.get(spec.element.id, ())),
        )
    xml = parser.process_parsers[process_id].node
    return Process(
        id=process_id,
        name=xml.get("name", ""),
        file=file,
        elements=elements,
        children={scope: tuple(ids) for scope, ids in children.items()},
        executable=is_true(xml.get("isExecutable"), default=True),
        line=xml.sourceline,
        version_tag=_version_tag(xml),
        data=_data(xml),
        correlations=subscribed(xml, parser.root, parser.correlations, parser.around.report),
    )


_DATA = frozenset({"dataObject", "dataStoreReference", "property"})


def _data(xml: Any) -> dict[str | None, tuple[str, ...]]:
    """The names of data objects, data stores and properties by the scope that they stand in."""
    found: dict[str | None, list[str]] = {}
    for node in xml.iter(*map(full, _DATA)):
        holder = node.getparent()
        if local(holder) in SUBPROCESSES or local(holder) == "process":
            name = (node.get("name") or node.get("id") or "").strip()
            found.setdefault(None if local(holder) == "process" else holder.get("id"), []).append(name)
    return {scope: tuple(dict.fromkeys(names)) for scope, names in found.items()}


def _nodes(spec: BpmnProcessSpec) -> Iterator[NodeSpec]:
    """Every node of a spec and of the specs inside it, in file order; Spiff's own start and end left out."""
    stack: list[Iterator[Any]] = [iter(spec.task_specs.values())]
    while stack:
        task = next(stack[-1], None)
        if task is None:
            stack.pop()
        elif isinstance(task, NodeSpec):
            yield task
            if task.inside is not None:
                stack.append(iter(task.inside.task_specs.values()))


def _version_tag(xml: Any) -> str | None:
    for word, child in words(xml):
        if word == "zeebe:versionTag":
            return child.get("value") or None
    return None
