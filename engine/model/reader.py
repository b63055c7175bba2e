"""Reads processes through SpiffWorkflow's parser, extended so that nothing is lost or guessed.

Every flow node becomes a spec of ours in a `BpmnProcessSpec`, and every sequence flow connects two of
them. Spiff's own parsers walk from node to node recursively, drop what they do not know and split nodes
into several specs; ours take each node of a scope once, in file order, under a name that cannot meet one
of Spiff's reserved names. Nothing but this module imports SpiffWorkflow's parser.
"""

from __future__ import annotations

from typing import Any, ClassVar

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec

from engine.model import expressions, vocabulary
from engine.model.correlation import read_correlations
from engine.model.definition import Element, Flow
from engine.model.element import Surroundings, read_element
from engine.model.expressions import Place
from engine.model.findings import Report
from engine.model.vocabulary import full, is_true, local
from engine.model.xml import Document

#: Before the id of a node, so that a node called `Start` or `End` does not meet Spiff's own.
_PREFIX = "node:"


class NodeSpec(BpmnTaskSpec):  # type: ignore[misc]
    """A flow node: its element, the flows that leave it, and for a subprocess the spec inside."""

    def __init__(self, wf_spec: BpmnProcessSpec, element: Element, **kwargs: Any) -> None:
        super().__init__(wf_spec, f"{_PREFIX}{element.id}", lane=element.lane, **kwargs)
        self.bpmn_id = element.id
        self.bpmn_name = element.name
        self.element = element
        self.flows: list[Flow] = []
        self.inside: BpmnProcessSpec | None = None


class NodeParser(TaskParser):  # type: ignore[misc]
    """Reads one flow node; the process parser connects it."""

    def create_task(self) -> NodeSpec:
        scope = self.process_parser.scope
        lane = self.process_parser.get_lane_name(self.bpmn_id) or self.process_parser.lane
        return NodeSpec(self.spec, read_element(self.node, scope, lane, self.process_parser.parser.around))

    def parse_node(self) -> NodeSpec:
        self.task = self.create_task()
        return self.task

    def connect_outgoing(self, outgoing_task: NodeSpec, sequence_flow_node: Any, is_default: bool) -> None:
        self.task.connect(outgoing_task)
        self.task.flows.append(_read_flow(sequence_flow_node, self.process_parser.parser.around.report))


class SubprocessParser(NodeParser):
    """Reads a subprocess; what is inside is parsed later, by a process parser of its own."""

    def parse_node(self) -> NodeSpec:
        task = super().parse_node()
        self.process_parser.parser.open_scope(task, self.node, task.lane)
        return task


class ScopeParser(ProcessParser):  # type: ignore[misc]
    """Reads the nodes that stand directly in a process or subprocess, then connects them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.process_executable = True
        self.scope = self.bpmn_id if local(self.node) != "process" else None

    def _index_process_nodes(self) -> None:
        for child in self.node:
            tag = local(child)
            if tag in vocabulary.NODES:
                self.nodes_by_id[child.get("id")] = child
            if tag == "boundaryEvent":
                self.boundary_events_by_attached.setdefault(child.get("attachedToRef"), []).append(child)

    def _parse(self) -> None:
        self.spec = self.create_spec()
        self.add_tasks()

    def add_tasks(self) -> None:
        parsers: dict[str, NodeParser] = {}
        for node_id, node in self.nodes_by_id.items():
            parser_class, spec_class = self.parser._get_parser_class(node.tag)
            parser = parser_class(self, spec_class, node, self.nsmap, lane=self.lane)
            parser.parse_node()
            parsers[node_id] = parser
        for node_id, parser in parsers.items():
            for flow in self.parser.flows_by_source.get(node_id, []):
                target = parsers.get(flow.get("targetRef"))
                if target is not None:
                    parser.connect_outgoing(target.task, flow, flow.get("id") == parser.node.get("default"))


class ModelParser(BpmnParser):  # type: ignore[misc]
    """Reads the processes of one normalised document."""

    OVERRIDE_PARSER_CLASSES: ClassVar[dict[str, Any]] = {
        full(tag): (SubprocessParser if tag in vocabulary.SUBPROCESSES else NodeParser, NodeSpec)
        for tag in vocabulary.NODES
    }
    PROCESS_PARSER_CLASS = ScopeParser

    def __init__(self, document: Document, report: Report) -> None:
        super().__init__()
        root = self.root = document.root
        self.correlations = read_correlations(root, report)
        self.around = Surroundings(report, _named_by_others(root), _data_names(root), _handlers(root))
        self.flows_by_source: dict[str, list[Any]] = {}
        for flow in root.iter(full("sequenceFlow")):
            self.flows_by_source.setdefault(flow.get("sourceRef", ""), []).append(flow)
        self._waiting: list[tuple[NodeSpec, ScopeParser]] = []
        self.add_bpmn_xml(root, document.file)

    def _add_processes(self, bpmn: Any, filename: str | None = None) -> None:
        for child in bpmn:
            if local(child) == "process" and child.get("id") not in self.process_parsers:
                self.create_parser(child, filename)

    def _add_diagram_indexes(self, bpmn: Any) -> None:
        """Lanes only: the innermost lane that names a node; Spiff would also read every shape."""
        lanes: dict[str, str] = {}
        for reference in bpmn.iter(full("flowNodeRef")):
            lane = reference.getparent()
            lanes[(reference.text or "").strip()] = lane.get("name") or lane.get("id")
        self.document_lanes[self._document_key(bpmn)] = lanes
        self.document_positions[self._document_key(bpmn)] = {}

    def _add_nothing(self, bpmn: Any) -> None:
        """Root elements are read where an event refers to them; Spiff would refuse some of them here."""

    _add_data_stores = _add_collaborations = _add_messages = _add_signals = _add_nothing
    _add_errors = _add_escalations = _add_correlations = _add_nothing

    def open_scope(self, task: NodeSpec, node: Any, lane: str | None) -> None:
        parser = self.PROCESS_PARSER_CLASS(
            self, node, self.namespaces, self.data_stores, filename=None, lane=lane
        )
        self._waiting.append((task, parser))

    def read_process(self, process_id: str) -> BpmnProcessSpec:
        """The spec of a process, with all that is inside its subprocesses, however deep."""
        spec = self.process_parsers[process_id].get_spec()
        while self._waiting:
            task, parser = self._waiting.pop()
            task.inside = parser.get_spec()
        return spec


def _read_flow(xml: Any, report: Report) -> Flow:
    condition = None
    for child in xml:
        if local(child) == "conditionExpression":
            place = Place(report, xml.get("id"), child.sourceline)
            condition = expressions.condition(child, place)
    ends = xml.get("sourceRef"), xml.get("targetRef")
    return Flow(xml.get("id"), *ends, xml.get("name", ""), condition, xml.sourceline)


def _named_by_others(root: Any) -> dict[str, Any]:
    """By id what others name: the root elements, and event definitions wherever they stand."""
    inside = {node.get("id"): node for node in root.iter(*map(full, vocabulary.EVENT_DEFINITIONS))}
    return {**inside, **{node.get("id"): node for node in root if local(node)}}


def _handlers(root: Any) -> dict[str, str]:
    """By element, the activity for compensation that an association leads to, in whichever direction."""
    handlers = {n.get("id") for n in root.iter() if is_true(n.get("isForCompensation"))}
    found: dict[str, str] = {}
    for link in root.iter(full("association")) if handlers else ():
        ends = link.get("sourceRef", ""), link.get("targetRef", "")
        for one, other in (ends, ends[::-1]):
            if other in handlers:
                found[one] = other
    return found


def _data_names(root: Any) -> dict[str, str]:
    """Data objects, inputs and outputs by id: their names."""
    names: dict[str, str] = {}
    for tag in ("dataObject", "dataObjectReference", "dataInput", "dataOutput", "property"):
        for node in root.iter(full(tag)):
            names[node.get("id", "")] = node.get("name") or node.get("id", "")
    return names
