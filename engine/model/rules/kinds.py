"""Rules on references: each leads to something, and to something of the right kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.model.findings import Report, rule
from engine.model.original import Source, text
from engine.model.vocabulary import (
    ACTIVITIES,
    CHOREOGRAPHY,
    EVENT_DEFINITIONS,
    EVENTS,
    NODES,
    local,
    words,
)

_ITEMS = words("dataObject dataObjectReference dataStore dataStoreReference dataInput dataOutput property")
_ITEM_AWARE = _ITEMS | words("inputDataItem outputDataItem")
_CALLABLE = words(
    "process globalTask globalUserTask globalManualTask globalScriptTask globalBusinessRuleTask"
)
_COLLABORATIONS = words("collaboration choreography globalConversation globalChoreographyTask")
_CONVERSATIONS = words("conversation subConversation callConversation")
_DEFINITIONS = frozenset(EVENT_DEFINITIONS)
_ENDS = ACTIVITIES | EVENTS | CHOREOGRAPHY | {"participant"} | _CONVERSATIONS
_ITEM = frozenset({"itemDefinition"})
_MESSAGE, _OPERATION = frozenset({"message"}), frozenset({"operation"})

#: Tags to attribute or child to the kinds that it may lead to; an empty set: any element.
_KINDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "association": {"@sourceRef": frozenset(), "@targetRef": frozenset()},
    "group": {"@categoryValueRef": frozenset({"categoryValue"})},
    "correlationKey": {"correlationPropertyRef": frozenset({"correlationProperty"})},
    "correlationPropertyBinding": {"@correlationPropertyRef": frozenset({"correlationProperty"})},
    "correlationPropertyRetrievalExpression": {"@messageRef": _MESSAGE},
    "correlationSubscription": {"@correlationKeyRef": frozenset({"correlationKey"})},
    "error escalation signal": {"@structureRef": _ITEM},
    "message": {"@itemRef": _ITEM},
    " ".join(sorted(_ITEM_AWARE)): {"@itemSubjectRef": _ITEM},
    "dataObjectReference": {"@dataObjectRef": frozenset({"dataObject"})},
    "dataStoreReference": {"@dataStoreRef": frozenset({"dataStore"})},
    "messageFlow": {"@sourceRef": _ENDS, "@targetRef": _ENDS, "@messageRef": _MESSAGE},
    "operation": {
        "inMessageRef": _MESSAGE, "outMessageRef": _MESSAGE, "errorRef": frozenset({"error"}),
    },
    " ".join(sorted(_COLLABORATIONS)): {"choreographyRef": words("choreography globalChoreographyTask")},
    "participant": {
        "@processRef": frozenset({"process"}), "interfaceRef": frozenset({"interface"}),
        "endPointRef": frozenset({"endPoint"}),
    },
    "partnerEntity partnerRole": {"participantRef": frozenset({"participant"})},
    " ".join(sorted(CHOREOGRAPHY | _CONVERSATIONS)): {
        "participantRef": frozenset({"participant"}), "messageFlowRef": frozenset({"messageFlow"}),
        "@initiatingParticipantRef": frozenset({"participant"}),
    },
    "participantAssociation": {
        "innerParticipantRef": frozenset({"participant"}), "outerParticipantRef": frozenset({"participant"}),
    },
    "messageFlowAssociation": {
        "@innerMessageFlowRef": frozenset({"messageFlow"}),
        "@outerMessageFlowRef": frozenset({"messageFlow"}),
    },
    "conversationAssociation": {
        "@innerConversationNodeRef": _CONVERSATIONS, "@outerConversationNodeRef": _CONVERSATIONS,
    },
    "conversationLink": {"@sourceRef": _ENDS, "@targetRef": _ENDS},
    "callConversation": {"@calledCollaborationRef": words("collaboration globalConversation")},
    "callChoreography": {"@calledChoreographyRef": words("choreography globalChoreographyTask")},
    "process": {"supports": frozenset({"process"}), "@definitionalCollaborationRef": _COLLABORATIONS},
    " ".join(sorted(_CALLABLE)): {"supportedInterfaceRef": frozenset({"interface"})},
    "resourceRole performer humanPerformer potentialOwner": {"resourceRef": frozenset({"resource"})},
    "resourceParameterBinding": {"@parameterRef": frozenset({"resourceParameter"})},
    "serviceTask sendTask receiveTask": {"@operationRef": _OPERATION, "@messageRef": _MESSAGE},
    "messageEventDefinition": {"operationRef": _OPERATION, "@messageRef": _MESSAGE},
    "ioBinding": {
        "@operationRef": _OPERATION, "@inputDataRef": words("dataInput inputSet"),
        "@outputDataRef": words("dataOutput outputSet"),
    },
    "callActivity": {"@calledElement": _CALLABLE},
    "multiInstanceLoopCharacteristics": {
        "loopDataInputRef": _ITEM_AWARE, "loopDataOutputRef": _ITEM_AWARE,
        "@oneBehaviorEventRef": _DEFINITIONS, "@noneBehaviorEventRef": _DEFINITIONS,
    },
    "inputSet": {
        "dataInputRefs": frozenset({"dataInput"}), "optionalInputRefs": frozenset({"dataInput"}),
        "whileExecutingInputRefs": frozenset({"dataInput"}), "outputSetRefs": frozenset({"outputSet"}),
    },
    "outputSet": {
        "dataOutputRefs": frozenset({"dataOutput"}), "optionalOutputRefs": frozenset({"dataOutput"}),
        "whileExecutingOutputRefs": frozenset({"dataOutput"}), "inputSetRefs": frozenset({"inputSet"}),
    },
    "dataInputAssociation dataOutputAssociation": {"sourceRef": _ITEM_AWARE, "targetRef": _ITEM_AWARE},
    " ".join(sorted(EVENTS)): {"eventDefinitionRef": _DEFINITIONS},
    "boundaryEvent": {"@attachedToRef": ACTIVITIES},
    "compensateEventDefinition": {"@activityRef": ACTIVITIES},
    "errorEventDefinition": {"@errorRef": frozenset({"error"})},
    "escalationEventDefinition": {"@escalationRef": frozenset({"escalation"})},
    "signalEventDefinition": {"@signalRef": frozenset({"signal"})},
    "linkEventDefinition": {
        "source": frozenset({"linkEventDefinition"}), "target": frozenset({"linkEventDefinition"}),
    },
    "lane": {"flowNodeRef": NODES, "@partitionElementRef": frozenset()},
    " ".join(sorted(NODES)): {
        "incoming": frozenset({"sequenceFlow"}), "outgoing": frozenset({"sequenceFlow"}),
        "categoryValueRef": frozenset({"categoryValue"}),
    },
}  # fmt: skip

#: What a tag refers by, all of the table's lines together.
_BY_TAG: dict[str, dict[str, frozenset[str]]] = {}
for _tags, _known in _KINDS.items():
    for _tag in _tags.split():
        _BY_TAG.setdefault(_tag, {}).update(_known)

#: What an engine finds elsewhere: a called process is deployed apart, an operation is bound by other means.
_LOOSE = frozenset({"calledElement", "operationRef"})


def _references(source: Source) -> Iterator[tuple[Any, str, str, frozenset[str]]]:
    """Every reference: the element that has it, its name, its text, and the kinds that it may lead to."""
    for tag, known in _BY_TAG.items():
        attributes = {name[1:]: kinds for name, kinds in known.items() if name[0] == "@"}
        for node in source.all(tag):
            for name, kinds in attributes.items():
                if (node.get(name) or "").strip():
                    yield node, name, node.get(name), kinds
            for child in node:
                name = local(child)
                if name in known:
                    yield child, name, text(child), known[name]


@rule("reference-nowhere", "error", "A reference leads to nothing.", "document", "linted")
def check_nowhere(source: Source, report: Report) -> None:
    for node, name, value, _ in _references(source):
        if value and name not in _LOOSE and source.find(value, node) == "nowhere":
            source.tell(
                report, "reference-nowhere", "{name} names {value}, which is not there.", node,
                name=name, value=value[:80],
            )  # fmt: skip


@rule("reference-loose", "warning", "A called process or an operation is not in the file.", "document")
def check_loose(source: Source, report: Report) -> None:
    for node, name, value, _ in _references(source):
        if name in _LOOSE and not value.startswith("=") and source.find(value, node) == "nowhere":
            source.tell(
                report, "reference-loose", "{name} names {value}, which is not in this file.", node,
                name=name, value=value[:80],
            )  # fmt: skip


@rule("reference-kind", "error", "A reference leads to something of another kind.", "document", "linted")
def check_kinds(source: Source, report: Report) -> None:
    for node, name, value, kinds in _references(source):
        found = source.target(value, node) if kinds else None
        if found is not None and local(found) not in kinds:
            source.tell(
                report, "reference-kind", "{name} names {value}, which is a {found}.", node,
                name=name, value=value[:80], found=local(found),
            )  # fmt: skip


@rule(
    "entry-contradicts", "error",
    "An incoming or outgoing entry names a flow that does not end or begin there.", "document", "standard",
)  # fmt: skip
def check_entries(source: Source, report: Report) -> None:
    for node in source.all(*NODES):
        for child in node:
            name = local(child)
            end = {"incoming": "targetRef", "outgoing": "sourceRef"}.get(name)
            flow = source.target(text(child), child) if end else None
            if flow is None or end is None or local(flow) != "sequenceFlow":
                continue
            if source.target(flow.get(end), flow) is not node:
                source.tell(
                    report, "entry-contradicts", "{name} names {flow}, whose {end} is another element.", node,
                    name=name, flow=text(child)[:80], end=end,
                )  # fmt: skip


@rule(
    "entry-missing", "error",
    "A flow is not among the entries of the elements at its ends, in a file that has such entries.",
    "document", "standard",
)  # fmt: skip
def check_missing_entries(source: Source, report: Report) -> None:
    entries = {
        (child.getparent(), local(child), text(child).rpartition(":")[2])
        for child in source.all("incoming", "outgoing")
    }
    for flow in source.all("sequenceFlow") if entries else ():
        for end, name in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            node, own = source.target(flow.get(end), flow), (flow.get("id") or "").strip()
            if own and node is not None and local(node) in NODES and (node, name, own) not in entries:
                source.tell(
                    report, "entry-missing", "{tag} has no {name} entry for the flow {flow}.", node,
                    tag=local(node), name=name, flow=own[:80],
                )  # fmt: skip
