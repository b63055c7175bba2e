"""Rules on collaborations: the ends of message flows, participants, choreographies, and imports."""

from __future__ import annotations

from typing import Any

from engine.model.findings import Report, rule
from engine.model.original import Source, children, text
from engine.model.vocabulary import CHOREOGRAPHY, EVENT_DEFINITIONS, local


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
    for found in source.imports:
        if found.missing:
            source.tell(
                report, "import-missing", "There is no file {location}.", found.node,
                location=(found.node.get("location") or "")[:200],
            )  # fmt: skip
        elif (
            found.root is None
            and source.beside is not None
            and "://" not in (found.node.get("location") or "")
        ):
            source.tell(
                report, "import-missing", "The file {location} cannot be read.", found.node,
                location=(found.node.get("location") or "")[:200],
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
    "A file imports another of its own namespace, and both use an id.",
    "document",
    "linted",
)
def check_imported_ids(source: Source, report: Report) -> None:
    namespace = (source.root.get("targetNamespace") or "").strip()
    for found in source.imports:
        double = sorted(found.by_id.keys() & source.by_id.keys()) if found.namespace == namespace else []
        if double:
            source.tell(
                report, "import-ids", "The imported file uses the id {id} too.", found.node, id=double[0]
            )
