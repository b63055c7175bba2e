"""What the engine executes, as data: the gate refuses the rest, and the reference page is made from it.

A construct is executed only if it is marked so here; nothing else decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.model import vocabulary
from engine.model.findings import declare

declare("unsupported", "error", "A construct that the engine does not execute.", "deployed")


@dataclass(frozen=True, slots=True)
class Construct:
    """One line of the table. `executed`: does the engine run it? `note`: what to know about it."""

    title: str
    executed: bool
    note: str = ""


#: Flow nodes by BPMN tag.
NODES: Mapping[str, Construct] = {
    "task": Construct("Task", True, "completes at once"),
    "userTask": Construct("User task", True),
    "manualTask": Construct("Manual task", True, "completes at once, as in Camunda 8"),
    "serviceTask": Construct("Service task", True, "zeebe:taskDefinition names the handler"),
    "scriptTask": Construct("Script task", True, "FEEL, or a handler"),
    "businessRuleTask": Construct("Business rule task", True, "zeebe:calledDecision, or a handler"),
    "sendTask": Construct("Send task", True, "throws its message, or calls a handler"),
    "receiveTask": Construct("Receive task", True, "may also start the case (instantiate)"),
    "exclusiveGateway": Construct("Exclusive gateway", True),
    "parallelGateway": Construct("Parallel gateway", True),
    "inclusiveGateway": Construct("Inclusive gateway", True),
    "eventBasedGateway": Construct(
        "Event-based gateway", True, "also as the start of a process, exclusive and parallel"
    ),
    "complexGateway": Construct(
        "Complex gateway", True, "activationCondition sees activationCount, waitingForStart"
    ),
    "subProcess": Construct("Embedded subprocess", True, "also as event subprocess"),
    "transaction": Construct(
        "Transaction", True, "cancelled by its cancel end event; what has ended is compensated"
    ),
    "adHocSubProcess": Construct(
        "Ad-hoc subprocess", True, "parallel and sequential; zeebe:adHoc names its elements"
    ),
    "callActivity": Construct(
        "Call activity", True, "bound to the latest version, the deployment or a version tag"
    ),
    "startEvent": Construct("Start event", True),
    "endEvent": Construct("End event", True),
    "intermediateCatchEvent": Construct("Intermediate catch event", True),
    "intermediateThrowEvent": Construct("Intermediate throw event", True),
    "boundaryEvent": Construct("Boundary event", True),
    "implicitThrowEvent": Construct("Implicit throw event", False),
    "choreographyTask": Construct("Choreography task", False),
    "callChoreography": Construct("Call choreography", False),
    "subChoreography": Construct("Sub-choreography", False),
}

#: Where an event can stand: title, and the kinds that BPMN allows there.
POSITIONS: Mapping[str, tuple[str, frozenset[str]]] = {
    "start": ("Start of a process", frozenset({"none", "message", "timer", "conditional", "signal"})),
    "subprocess-start": ("Start of an embedded subprocess", frozenset({"none"})),
    "event-start": (
        "Start of an event subprocess, interrupting",
        frozenset({"message", "timer", "escalation", "error", "compensation", "conditional", "signal"}),
    ),
    "event-start-non-interrupting": (
        "Start of an event subprocess, not interrupting",
        frozenset({"message", "timer", "escalation", "conditional", "signal"}),
    ),
    "catch": ("Intermediate catch", frozenset({"message", "timer", "conditional", "link", "signal"})),
    "throw": (
        "Intermediate throw",
        frozenset({"none", "message", "escalation", "link", "compensation", "signal"}),
    ),
    "boundary": (
        "Boundary, interrupting",
        frozenset(
            {"message", "timer", "escalation", "error", "cancel", "compensation", "conditional", "signal"}
        ),
    ),
    "boundary-non-interrupting": (
        "Boundary, not interrupting",
        frozenset({"message", "timer", "escalation", "conditional", "signal"}),
    ),
    "end": (
        "End",
        frozenset(
            {"none", "message", "escalation", "error", "cancel", "compensation", "signal", "terminate"}
        ),
    ),
}

#: Kinds of events that the engine executes wherever BPMN allows them.
EVENTS: Mapping[str, Construct] = {
    "none": Construct("None", True),
    "message": Construct("Message", True, "with a correlation key"),
    "timer": Construct("Timer", True, "date, duration, cycle, or a deadline in working days"),
    "signal": Construct("Signal", True),
    "error": Construct("Error", True, "caught by code, or any"),
    "escalation": Construct("Escalation", True, "caught by code, or any"),
    "terminate": Construct("Terminate", True),
    "link": Construct("Link", True, "a throw and a catch of the same name in one scope"),
    "conditional": Construct("Conditional", True, "when a step makes the condition true that was not"),
    "compensation": Construct("Compensation", True, "last first; the thrower waits"),
    "cancel": Construct("Cancel", True, "of a transaction"),
}

#: Other constructs that change how a process runs, by the name that findings give them.
CONSTRUCTS: Mapping[str, Construct] = {
    "multi-instance": Construct("Multi-instance, parallel and sequential", True, "with completion condition"),
    "multi-instance behavior": Construct(
        "Multi-instance: behavior none, one, complex", True, "caught at its boundary"
    ),
    "multi-instance event subprocess": Construct(
        "Loop of an event subprocess", True, "each triggering runs the loop"
    ),
    "standard loop": Construct("Standard loop", True, "test before or after, maximum"),
    "multiple events": Construct(
        "Several event definitions on one event", True, "multiple and parallel multiple"
    ),
    "parallel multiple start": Construct(
        "Parallel multiple event that starts a process", True, "the first opens the case, all begin it"
    ),
    "parallel multiple compensation": Construct(
        "Parallel multiple with compensation", False, "nothing else can come once there is something to undo"
    ),
    "eventDefinitionRef": Construct("Event definition by reference", True),
    "startQuantity": Construct("startQuantity, completionQuantity", True),
    "isForCompensation": Construct("Activity for compensation", True),
    "ioSpecification": Construct(
        "Data inputs and outputs", True, "as variables; zeebe:ioMapping says it shorter"
    ),
    "data association": Construct("Data associations", True, "with transformation and assignments in FEEL"),
    "resource role": Construct(
        "Resource roles, performers", True, "potentialOwner, humanPerformer of user tasks"
    ),
    "correlationSubscription": Construct(
        "Correlation keys and subscriptions", True, "or zeebe:subscription, which is shorter"
    ),
    "several flows": Construct("Several flows into and out of an activity", True),
    "conditional flow": Construct("Conditional and default flows of gateways and activities", True),
    "lanes": Construct("Lanes", True, "the candidate group where nothing else is said"),
    "choreography": Construct("Choreography, conversation", False),
    "global task": Construct("Global tasks", True, "called by a call activity"),
    "data": Construct("Data objects, data stores, properties", True, "variables of their scope"),
    "message flow": Construct(
        "Pools and message flows", True, "between processes of one file; messages go by name and key"
    ),
}

_ACTIVITIES = frozenset(vocabulary.ACTIVITIES)
_WORKERS = frozenset(
    {"serviceTask", "sendTask", "scriptTask", "businessRuleTask", "intermediateThrowEvent", "endEvent"}
)
_MAPPED = _ACTIVITIES | vocabulary.EVENTS
_ANYWHERE = frozenset(vocabulary.NODES)

#: Extension elements and the tags on which they have an effect; an empty set: known, but not executed.
EXTENSIONS: Mapping[str, frozenset[str]] = {
    "zeebe:taskDefinition": _WORKERS,
    "zeebe:taskHeaders": _WORKERS | {"userTask"},
    "zeebe:userTask": frozenset({"userTask"}),
    "zeebe:formDefinition": frozenset({"userTask", "startEvent"}),
    "zeebe:assignmentDefinition": frozenset({"userTask"}),
    "zeebe:taskSchedule": frozenset({"userTask"}),
    "zeebe:priorityDefinition": frozenset({"userTask"}),
    "zeebe:ioMapping": _MAPPED,
    "zeebe:script": frozenset({"scriptTask"}),
    "zeebe:calledElement": frozenset({"callActivity"}),
    "zeebe:calledDecision": frozenset({"businessRuleTask"}),
    "zeebe:loopCharacteristics": frozenset({"multiInstanceLoopCharacteristics"}),
    "zeebe:subscription": frozenset({"message"}),
    "zeebe:properties": _ANYWHERE | {"process", "sequenceFlow", "participant", "collaboration", "message"},
    "zeebe:versionTag": frozenset({"process"}),
    "zeebe:executionListeners": frozenset(),
    "zeebe:taskListeners": frozenset(),
    "zeebe:userTaskForm": frozenset(),
    "zeebe:linkedResources": frozenset(),
    "zeebe:conditionalFilter": frozenset(),
    "zeebe:adHoc": frozenset({"adHocSubProcess"}),
    "banjian:deadline": frozenset({"userTask", "timerEventDefinition"}),
    "banjian:reminder": frozenset({"userTask"}),
    "banjian:clock": _ANYWHERE,
}

#: Extension elements that tools write for themselves and that say nothing about execution.
IGNORED_EXTENSIONS = frozenset({"zeebe:modelerTemplateIcon", "zeebe:exampleData"})

#: Attributes of extension elements and of their parts; all others are slips of the pen.
ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "zeebe:taskDefinition": vocabulary.words("type retries"),
    "zeebe:header": vocabulary.words("key value"),
    "zeebe:formDefinition": vocabulary.words("formId formKey externalReference bindingType versionTag"),
    "zeebe:assignmentDefinition": vocabulary.words("assignee candidateGroups candidateUsers"),
    "zeebe:taskSchedule": vocabulary.words("dueDate followUpDate"),
    "zeebe:priorityDefinition": vocabulary.words("priority"),
    "zeebe:input": vocabulary.words("source target"),
    "zeebe:output": vocabulary.words("source target"),
    "zeebe:script": vocabulary.words("expression resultVariable"),
    "zeebe:calledElement": vocabulary.words(
        "processId propagateAllChildVariables propagateAllParentVariables bindingType versionTag"
    ),
    "zeebe:calledDecision": vocabulary.words("decisionId resultVariable bindingType versionTag"),
    "zeebe:loopCharacteristics": vocabulary.words(
        "inputCollection inputElement outputCollection outputElement"
    ),
    "zeebe:subscription": vocabulary.words("correlationKey"),
    "zeebe:adHoc": vocabulary.words("activeElementsCollection"),
    "zeebe:property": vocabulary.words("name value"),
    "zeebe:versionTag": vocabulary.words("value"),
    "banjian:deadline": vocabulary.words("ref clock days count"),
    "banjian:reminder": vocabulary.words("before after count"),
    "banjian:clock": vocabulary.words("name action ref on from days"),
}

#: Parts of extension elements.
PARTS: Mapping[str, frozenset[str]] = {
    "zeebe:taskHeaders": frozenset({"zeebe:header"}),
    "zeebe:ioMapping": frozenset({"zeebe:input", "zeebe:output"}),
    "zeebe:properties": frozenset({"zeebe:property"}),
}
