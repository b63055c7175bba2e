"""Rules on collaborations: the ends of message flows, participants, choreographies, and imports."""

from __future__ import annotations

from typing import Any

from engine.model.findings import Report, rule
from engine.model.original import Source, children, text
from engine.model.vocabulary import CHOREOGRAPHY, EVENT_DEFINITIONS, is_true, local

#: What a collaboration can hold and a global conversation cannot.
_NOT_GLOBAL = (
    "conversation", "subConversation", "callConversation", "conversationAssociation",
    "participantAssociation", "messageFlowAssociation", "association", "group", "textAnnotation",
)  # fmt: skip


def _pool(source: Source, node: Any) -> Any | None:
    """The process that an end of a message flow lies in, or that its participant stands for."""
    if local(node) == "participant":
        return source.target(node.get("processRef"), node)
    while node is not None and local(node) != "process":
        node = node.getparent()
    return node


@rule("message-flow-pools", "error", "A message flow stays within one pool.", "document", "linted")
def check_pools(source: Source, report: Report) -> None:
    for flow in source.all("messageFlow"):
        ends = [source.target(flow.get(name), flow) for name in ("sourceRef", "targetRef")]
        if None in ends:
            continue
        pools = [_pool(source, end) for end in ends]
        if ends[0] is ends[1] or (pools[0] is not None and pools[0] is pools[1]):
            source.tell(
                report, "message-flow-pools", "A message flow must lead from one pool to another.", flow
            )


def _has_message(source: Source, event: Any) -> bool:
    found = children(event, *EVENT_DEFINITIONS)
    found += [
        d for c in children(event, "eventDefinitionRef") if (d := source.target(text(c), c)) is not None
    ]
    return any(local(definition) == "messageEventDefinition" for definition in found)


#: By end: what may never be there, and what may be there with a message only.
_ENDS = {
    "sourceRef": (
        ("startEvent", "intermediateCatchEvent", "boundaryEvent"), ("endEvent", "intermediateThrowEvent"),
    ),
    "targetRef": (
        ("endEvent", "intermediateThrowEvent"), ("startEvent", "intermediateCatchEvent", "boundaryEvent"),
    ),
}  # fmt: skip


@rule(
    "message-flow-end", "error",
    "A message flow leaves what only receives, enters what only sends, or an event without a message.",
    "document", "linted",
)  # fmt: skip
def check_message_ends(source: Source, report: Report) -> None:
    for flow in source.all("messageFlow"):
        for name, (never, events) in _ENDS.items():
            end = source.target(flow.get(name), flow)
            tag = "" if end is None else local(end)
            if tag in never:
                source.tell(
                    report, "message-flow-end", "{tag} may not be the {name} of a message flow.", flow,
                    tag=tag, name=name,
                )  # fmt: skip
            elif tag in events and not _has_message(source, end):
                source.tell(
                    report, "message-flow-end", "The {name} of a message flow is an event without a message.",
                    flow, name=name,
                )  # fmt: skip


def _number(text_: str | None, default: int) -> int | None:
    try:
        return default if text_ is None else int(text_)
    except ValueError:
        return None


@rule(
    "participant-multiplicity",
    "error",
    "The bounds of a participant's number exclude each other.",
    "document",
    "linted",
)
def check_multiplicity(source: Source, report: Report) -> None:
    for node in source.all("participantMultiplicity"):
        least, most = _number(node.get("minimum"), 0), _number(node.get("maximum"), 1)
        if least is None or most is None:
            continue
        if least < 0 or most < 1 or most < least:
            source.tell(
                report, "participant-multiplicity",
                "minimum {least} must not be negative, maximum {most} not below 1 or the minimum.", node,
                least=least, most=most,
            )  # fmt: skip


@rule(
    "choreography-reference",
    "error",
    "A choreography or global conversation refers to a choreography.",
    "document",
    "linted",
)
def check_choreographies(source: Source, report: Report) -> None:
    for node in source.all("choreographyRef"):
        tag = local(node.getparent())
        if tag != "collaboration":
            source.tell(
                report, "choreography-reference", "{tag} may not refer to a choreography.", node, tag=tag
            )


@rule(
    "choreography-closed", "error",
    "A collaboration and the choreography that it refers to are not both closed or both open.",
    "document", "linted",
)  # fmt: skip
def check_closed(source: Source, report: Report) -> None:
    for node in source.all("choreographyRef"):
        found, holder = source.target(text(node), node), node.getparent()
        if found is not None and is_true(found.get("isClosed")) != is_true(holder.get("isClosed")):
            source.tell(
                report, "choreography-closed", "{name} differs from the one of the choreography {value}.",
                holder, name="isClosed", value=text(node)[:80],
            )  # fmt: skip


@rule(
    "global-conversation-content", "error",
    "A global conversation has conversations, associations or artifacts of its own.",
    "document", "linted",
)  # fmt: skip
def check_global(source: Source, report: Report) -> None:
    for node in source.all("globalConversation"):
        for child in children(node, *_NOT_GLOBAL):
            source.tell(
                report, "global-conversation-content", "{tag} may not stand inside {parent}.", child,
                tag=local(child), parent=local(node),
            )  # fmt: skip


@rule(
    "choreography-in-process", "error", "A choreography activity stands in a process.", "document", "linted"
)
def check_activities(source: Source, report: Report) -> None:
    for node in source.all(*CHOREOGRAPHY):
        parent = local(node.getparent())
        if parent not in ("choreography", "globalChoreographyTask", "subChoreography"):
            source.tell(
                report, "choreography-in-process", "{tag} may not stand inside {parent}.", node,
                tag=local(node), parent=parent,
            )  # fmt: skip


@rule(
    "definition-shared",
    "error",
    "An event refers to the definition of an event that throws.",
    "document",
    "linted",
)
def check_shared(source: Source, report: Report) -> None:
    for reference in source.all("eventDefinitionRef"):
        found = source.target(text(reference), reference)
        holder = "" if found is None else local(found.getparent())
        if holder in ("endEvent", "intermediateThrowEvent", "implicitThrowEvent"):
            source.tell(
                report, "definition-shared", "{value} belongs to an event that throws; no other may use it.",
                reference, value=text(reference)[:80],
            )  # fmt: skip


@rule("import-missing", "error", "An imported file is not there, or cannot be read.", "document", "linted")
def check_imports(source: Source, report: Report) -> None:
    for found in source.all_imports:
        location = (found.node.get("location") or "")[:200]
        if found.broken:
            source.tell(
                report, "import-missing", "The file {location} cannot be read.", found.node, location=location
            )
        elif found.missing and found.bpmn:  # engines have schemas elsewhere
            source.tell(
                report, "import-missing", "There is no file {location}.", found.node, location=location
            )


@rule("import-elsewhere", "warning", "A file is imported from the network, where nobody looks.", "document")
def check_elsewhere(source: Source, report: Report) -> None:
    for node in source.all("import"):
        location = (node.get("location") or "").strip()
        if "://" in location:
            source.tell(
                report, "import-elsewhere", "{location} is not fetched: what it holds is not checked.", node,
                location=location[:200],
            )  # fmt: skip


@rule(
    "import-namespace",
    "error",
    "An imported file has another namespace than the import says.",
    "document",
    "linted",
)
def check_namespaces(source: Source, report: Report) -> None:
    for found in source.imports:
        own = "" if found.root is None else (found.root.get("targetNamespace") or "").strip()
        if found.root is not None and own != found.namespace:
            source.tell(
                report, "import-namespace", "The file has the namespace {own}, not {namespace}.", found.node,
                own=own[:200], namespace=found.namespace[:200],
            )  # fmt: skip


@rule(
    "import-ids",
    "error",
    "Two files of one namespace use an id, and one imports the other or both are imported.",
    "document",
    "linted",
)
def check_imported_ids(source: Source, report: Report) -> None:
    used = {(source.root.get("targetNamespace") or "").strip(): set(source.by_id)}
    for location, found in {(f.node.get("location") or "").strip(): f for f in source.imports}.items():
        others = used.setdefault(found.namespace, set())
        double = sorted(found.by_id.keys() & others)
        if double:
            source.tell(
                report, "import-ids", "The imported file {location} uses the id {id} too.", found.node,
                location=location[:200], id=double[0],
            )  # fmt: skip
        others.update(found.by_id)
