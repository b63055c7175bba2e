"""The words of a BPMN file: namespaces and the tags we tell apart.

It says what a tag is (node, flow, event definition, without effect), not whether we execute it.
"""

from __future__ import annotations

from typing import Any

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
BANJIAN = "http://banjian.org/schema/1.0"

#: Namespaces of engines that share one vocabulary, and how their files mostly abbreviate them.
ENGINES = {
    "http://camunda.org/schema/1.0/bpmn": "camunda",
    "http://activiti.org/bpmn": "activiti",
    "http://flowable.org/bpmn": "flowable",
    "http://operaton.org/schema/1.0/bpmn": "operaton",
}


def words(text: str) -> frozenset[str]:
    """A set of names written as one text."""
    return frozenset(text.split())


TASKS = words("task userTask manualTask serviceTask scriptTask businessRuleTask sendTask receiveTask")
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = TASKS | SUBPROCESSES | {"callActivity"}
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
)
CATCH_EVENTS = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROW_EVENTS = frozenset({"intermediateThrowEvent", "endEvent", "implicitThrowEvent"})
EVENTS = CATCH_EVENTS | THROW_EVENTS
CHOREOGRAPHY = frozenset({"choreographyTask", "callChoreography", "subChoreography"})

#: Every tag that a token can pass.
NODES = ACTIVITIES | GATEWAYS | EVENTS | CHOREOGRAPHY

#: Tag of an event definition to its kind.
EVENT_DEFINITIONS = {
    "timerEventDefinition": "timer",
    "messageEventDefinition": "message",
    "signalEventDefinition": "signal",
    "errorEventDefinition": "error",
    "escalationEventDefinition": "escalation",
    "terminateEventDefinition": "terminate",
    "conditionalEventDefinition": "conditional",
    "linkEventDefinition": "link",
    "compensateEventDefinition": "compensation",
    "cancelEventDefinition": "cancel",
}

#: Attributes that name another element, with an optional prefix (`tns:order`).
REFERENCES = (
    "sourceRef", "targetRef", "attachedToRef", "default", "messageRef", "signalRef", "errorRef",
    "escalationRef", "activityRef", "processRef", "operationRef", "itemSubjectRef", "calledElement",
    "dataObjectRef", "dataStoreRef", "noneBehaviorEventRef", "oneBehaviorEventRef", "categoryValueRef",
    "bpmnElement",
)  # fmt: skip

#: Elements whose text names another element, with an optional prefix.
REFERRING = words(
    "incoming outgoing flowNodeRef sourceRef targetRef eventDefinitionRef loopDataInputRef "
    "loopDataOutputRef dataInputRefs dataOutputRefs resourceRef correlationPropertyRef messageRef "
    "participantRef categoryValueRef"
)


def full(tag: str) -> str:
    """The tag as lxml writes it, in BPMN's namespace."""
    return f"{{{BPMN}}}{tag}"


_PREFIX = full("")


def local(node: Any) -> str:
    """The local name of a BPMN element; empty for comments and for other namespaces."""
    tag = node.tag
    return tag[len(_PREFIX) :] if isinstance(tag, str) and tag.startswith(_PREFIX) else ""


def reference(text: str | None) -> str:
    """The id that a text refers to, without blanks and prefix."""
    return (text or "").strip().rpartition(":")[2]


def is_true(value: str | None, default: bool = False) -> bool:
    """An xsd:boolean attribute; anything else than the four legal texts counts as the default."""
    if value is None:
        return default
    return {"true": True, "1": True, "false": False, "0": False}.get(value.strip(), default)
