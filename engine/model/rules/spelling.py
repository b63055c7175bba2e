"""Rules on what is written, but would not be read as it is meant: in a wrong place, namespace or spelling.

Such a part would be lost without a word; here it refuses the file instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.feel import Expression
from engine.model import vocabulary
from engine.model.draft import Draft
from engine.model.events import CARRIED
from engine.model.extensions import name_of
from engine.model.findings import Report, rule
from engine.model.graph import Graph
from engine.model.loops import MULTI_INSTANCE
from engine.model.supported import ATTRIBUTES, EXTENSIONS, PARTS
from engine.model.vocabulary import BPMN, EVENT_DEFINITIONS, NODES, local

#: Words that change how a process runs, in whatever namespace they are written.
_MEANT = NODES | set(EVENT_DEFINITIONS) | vocabulary.words(
    "process sequenceFlow conditionExpression multiInstanceLoopCharacteristics standardLoopCharacteristics "
    "extensionElements script timeDate timeDuration timeCycle completionCondition loopCardinality"
)  # fmt: skip
_IN_FLOW = vocabulary.words(
    "documentation extensionElements conditionExpression auditing monitoring categoryValueRef"
)
_IN_LOOP = vocabulary.words(
    "documentation extensionElements loopCardinality loopDataInputRef loopDataOutputRef inputDataItem "
    "outputDataItem completionCondition complexBehaviorDefinition"
)
_FLAGS = vocabulary.words(
    "isExecutable isInterrupting cancelActivity triggeredByEvent isSequential isForCompensation instantiate"
)


def _walk(root: Any) -> Iterator[tuple[Any, Any]]:
    """Every element with its parent, but for what stands inside extension elements and choreographies."""
    stack = [root]
    while stack:
        parent = stack.pop()
        for child in parent:
            if isinstance(child.tag, str):
                yield parent, child
                if local(child) not in ("extensionElements", "choreography"):
                    stack.append(child)


def _place(parent: Any) -> str:
    return str(parent.get("id") or "")


@rule(
    "element-misplaced", "error",
    "An element stands where it is not read, or is not in BPMN's namespace.", "file",
)  # fmt: skip
def check_places(graph: Graph, report: Report) -> None:
    read = {i for p in graph.processes for i in (p.id, *p.nodes, *(e.id for e in p.edges))}
    read |= {xml.get("id") for p in graph.processes for xml in p.doubled}
    for parent, child in _walk(graph.root):
        tag = local(child)
        if not tag:
            word = child.tag.rpartition("}")[2]
            if word in _MEANT:
                report.add(
                    "element-misplaced", "{tag} is written in another namespace than BPMN's.",
                    child.get("id") or _place(parent), child.sourceline, tag=word,
                )  # fmt: skip
        elif (tag in NODES or tag in ("sequenceFlow", "process")) and child.get("id") not in read:
            report.add(
                "element-misplaced", "{tag} may not stand inside {parent}.",
                child.get("id"), child.sourceline, tag=tag, parent=local(parent) or str(parent.tag)[:80],
            )  # fmt: skip
        elif (local(parent) == "sequenceFlow" and tag not in _IN_FLOW) or (
            local(parent) == MULTI_INSTANCE and tag not in _IN_LOOP
        ):
            report.add(
                "element-misplaced", "{tag} may not stand inside {parent}.",
                _place(parent), child.sourceline, tag=tag, parent=local(parent),
            )  # fmt: skip


@rule("flag-valid", "error", "A flag such as cancelActivity is neither true nor false.", "file")
def check_flags(graph: Graph, report: Report) -> None:
    for node in graph.root.iter(f"{{{BPMN}}}*"):
        for name in _FLAGS & set(node.keys()):
            value = node.get(name)
            if value.strip() not in ("true", "false", "1", "0"):
                report.add(
                    "flag-valid", "{name} must be true or false, not {value}.",
                    _place(node), node.sourceline, name=name, value=value[:40],
                )  # fmt: skip


@rule(
    "extension-attribute", "error",
    "An attribute or part of a `zeebe:` or `banjian:` element is not known.", "file",
)  # fmt: skip
def check_attributes(graph: Graph, report: Report) -> None:
    for holder in graph.root.iter(f"{{{BPMN}}}extensionElements"):
        element = _place(holder.getparent())
        for child in holder:
            word = name_of(child)
            if EXTENSIONS.get(word):
                _check_words(child, word, element, report)


def _check_words(xml: Any, word: str, element: str, report: Report) -> None:
    attributes, parts = ATTRIBUTES.get(word, frozenset()), PARTS.get(word, frozenset())
    for name in xml.attrib:
        if not name.startswith("{") and name not in attributes:
            _tell(report, word, name, attributes, element, xml.sourceline)
    for part in xml:
        if isinstance(part.tag, str):
            name = name_of(part)
            if name not in parts:
                _tell(report, word, name or str(part.tag)[:80], parts, element, part.sourceline)
            else:
                _check_words(part, name, element, report)


def _tell(
    report: Report, word: str, name: str, known: frozenset[str], element: str, line: int | None
) -> None:
    near = report.near(name, known) or ", ".join(sorted(known)) or "-"
    report.add(
        "extension-attribute", "{word} has no {name}; known: {near}.", element, line,
        word=word, name=name, near=near,
    )  # fmt: skip


@rule(
    "event-name-fixed", "error",
    "The name of a start event's message or signal, or the code that an event catches, is an expression.",
    "pack",
)  # fmt: skip
def check_names(draft: Draft, report: Report) -> None:
    for process, e in draft.elements():
        for event in e.event.definitions if e.event is not None else ():
            if not isinstance(event.name, Expression):
                continue
            starts = e in process.starts(None) and event.kind in ("message", "signal")
            catches = e.type in ("startEvent", "boundaryEvent") and event.kind in ("error", "escalation")
            if starts or catches:
                report.within(process.file).add(
                    "event-name-fixed",
                    "The {kind} must be named by a fixed text here, not by an expression.",
                    e.id, e.line, kind=CARRIED[event.kind],
                )  # fmt: skip
