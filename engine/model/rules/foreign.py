"""A rule on words of Camunda 7 and its kin: they have no effect here, and what is written instead is told.

Other namespaces say nothing about how a process runs, and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.model import vocabulary
from engine.model.findings import Report, rule
from engine.model.graph import Graph
from engine.model.vocabulary import BPMN, ENGINES, NODES, local

_ASSIGNMENT = "zeebe:assignmentDefinition {}"
_HANDLER = "zeebe:taskDefinition type"
_FORM = "zeebe:formDefinition formId"
_DECISION = "zeebe:calledDecision decisionId"
_LOOP = "zeebe:loopCharacteristics {}"
_MAPPING = "zeebe:ioMapping"
_BINDING = "zeebe:calledElement bindingType versionTag"

#: An attribute or extension element to what is written here instead; empty where nothing is needed.
_INSTEAD = {
    "assignee": _ASSIGNMENT.format("assignee"),
    "candidateUsers": _ASSIGNMENT.format("candidateUsers"),
    "candidateGroups": _ASSIGNMENT.format("candidateGroups"),
    "dueDate": "zeebe:taskSchedule dueDate, banjian:deadline",
    "followUpDate": "zeebe:taskSchedule followUpDate",
    "priority": "zeebe:priorityDefinition priority",
    "formKey": _FORM, "formRef": _FORM, "formHandlerClass": _FORM, "formData": _FORM,
    "class": _HANDLER, "delegateExpression": _HANDLER, "expression": _HANDLER, "type": _HANDLER,
    "topic": _HANDLER, "connector": _HANDLER,
    "field": "zeebe:taskHeaders",
    "failedJobRetryTimeCycle": "zeebe:taskDefinition retries",
    "resultVariable": "zeebe:output",
    "resource": "zeebe:script expression",
    "decisionRef": _DECISION, "mapDecisionResult": _DECISION,
    "calledElementBinding": _BINDING, "calledElementVersion": _BINDING, "calledElementVersionTag": _BINDING,
    "variableMappingClass": _MAPPING, "variableMappingDelegateExpression": _MAPPING,
    "inputOutput": _MAPPING, "in": "zeebe:input", "out": "zeebe:output",
    "collection": _LOOP.format("inputCollection"), "elementVariable": _LOOP.format("inputElement"),
    "properties": "zeebe:properties",
    "versionTag": "zeebe:versionTag",
    "initiator": "instance.started_by",
    "candidateStarterGroups": "pack.yaml: starters", "candidateStarterUsers": "pack.yaml: starters",
    "errorCodeVariable": _MAPPING, "errorMessageVariable": _MAPPING, "escalationCodeVariable": _MAPPING,
    "errorEventDefinition": "boundaryEvent errorEventDefinition",
    "skipExpression": "exclusiveGateway",
    "executionListener": "serviceTask", "taskListener": "serviceTask",
    "async": "", "asyncBefore": "", "asyncAfter": "", "exclusive": "", "jobPriority": "", "taskPriority": "",
    "historyTimeToLive": "", "isStartableInTasklist": "", "variableName": "", "variableEvents": "",
}  # fmt: skip
_BY_KIND = {
    ("scriptTask", "resultVariable"): "zeebe:script resultVariable",
    ("businessRuleTask", "resultVariable"): "zeebe:calledDecision resultVariable",
    ("startEvent", "formKey"): _FORM,
}


@rule(
    "foreign-word", "warning",
    "A word of Camunda 7, Activiti or Flowable has no effect here; another one is written instead.", "file",
)  # fmt: skip
def check_foreign(graph: Graph, report: Report) -> None:
    told = set()
    for node in graph.root.iter(f"{{{BPMN}}}*"):
        for word, name, line in _words(node):
            owner = _owner(node)
            if name not in _INSTEAD or (owner, word) in told:
                continue
            told.add((owner, word))
            instead = _BY_KIND.get((local(node), name), _INSTEAD[name])
            element = str(owner.get("id") or "")
            if instead:
                report.add(
                    "foreign-word", "{word} has no effect here; write {instead}.", element, line,
                    word=word, instead=instead,
                )  # fmt: skip
            else:
                report.add(
                    "foreign-word", "{word} has no effect here; nothing is written instead.", element, line,
                    word=word,
                )  # fmt: skip


def _words(node: Any) -> Iterator[tuple[str, str, int | None]]:
    """The words of other engines on an element and right under its extension elements, with their line."""
    for key in node.attrib:
        yield from _named(key, node.sourceline)
    if local(node) == "extensionElements":
        for child in node:
            if isinstance(child.tag, str):
                yield from _named(child.tag, child.sourceline)


def _named(key: str, line: int | None) -> Iterator[tuple[str, str, int | None]]:
    if key.startswith("{"):
        namespace, _, name = key[1:].partition("}")
        if namespace in ENGINES:
            yield f"{ENGINES[namespace]}:{name}", name, line


def _owner(node: Any) -> Any:
    """What a reader of the diagram knows: the node, flow or process that the element belongs to."""
    known = NODES | vocabulary.words("process sequenceFlow message error signal escalation lane participant")
    return next((one for one in (node, *node.iterancestors()) if local(one) in known), node)
