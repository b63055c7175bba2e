"""Reads one flow node of a file as an `Element`, all but its flows and the events attached to it.

What the node lacks to be executed (a script, a job type, a decision) is a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from engine.feel import Expression
from engine.model import expressions
from engine.model.data import read_associations, read_roles
from engine.model.definition import Element, Event, Value
from engine.model.events import CARRIED, Roots, read_event, read_message
from engine.model.expressions import Place
from engine.model.extensions import Extensions, check_words
from engine.model.findings import Report, declare
from engine.model.loops import read_loop
from engine.model.vocabulary import EVENTS, is_true, local

declare("script-missing", "error", "A script task has neither a FEEL script nor a job type.", "deployed")
declare("script-language", "error", "A script is written in another language than FEEL.", "deployed")
declare("job-type-missing", "error", "A service task does not say which handler does its work.", "deployed")
declare(
    "decision-missing", "error", "A business rule task names neither a decision nor a job type.", "deployed"
)
declare("called-missing", "error", "A call activity does not say which process it calls.", "deployed")
declare("quantity", "error", "startQuantity or completionQuantity is no number from 1 to 1000.")

#: More tokens than this at once are a slip of the pen.
MAX_QUANTITY = 1000


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a node is read with: the root elements of its file and the names of data objects by id."""

    report: Report
    roots: Roots
    data_names: dict[str, str] = field(default_factory=dict)
    #: boundary events for compensation to the activity that their association leads to
    handlers: dict[str, str] = field(default_factory=dict)


def read_element(node: Any, scope: str | None, lane: str | None, around: Surroundings) -> Element:
    """The element of a flow node, without its flows."""
    tag, element_id = local(node), node.get("id")
    place = Place(around.report, element_id, node.sourceline)
    check_words(node, tag, place)
    words = Extensions(node, place)
    script, decision, result = _read_work(node, tag, words, place)
    given = read_associations(node, "Input", around.data_names, place)
    inputs = words.mappings("input") or given
    if inputs and tag in ("startEvent", "boundaryEvent"):
        place.add("extension-misplaced", "{word} has no effect on a {type}.", word="zeebe:input", type=tag)
    interrupting = "cancelActivity" if tag == "boundaryEvent" else "isInterrupting"
    return Element(
        id=element_id,
        type=tag,
        name=node.get("name", ""),
        scope=scope,
        default=node.get("default") or None,
        event=_read_event(node, tag, words, around, place),
        attached_to=node.get("attachedToRef") or None,
        interrupting=is_true(node.get(interrupting), default=True),
        triggered_by_event=is_true(node.get("triggeredByEvent")),
        instantiate=is_true(node.get("instantiate")),
        start_quantity=_quantity(node, "startQuantity", place),
        completion_quantity=_quantity(node, "completionQuantity", place),
        for_compensation=is_true(node.get("isForCompensation")),
        handler=around.handlers.get(element_id) if tag == "boundaryEvent" else None,
        parallel=_is_parallel(node, tag),
        activation=_child_expression(node, "activationCondition", place),
        completion=_child_expression(node, "completionCondition", place),
        cancel_remaining=is_true(node.get("cancelRemainingInstances"), default=True),
        chosen=words.expression("zeebe:adHoc", "activeElementsCollection"),
        loop=read_loop(node, around.data_names, around.roots, place),
        inputs=inputs,
        outputs=words.mappings("output") or read_associations(node, "Output", around.data_names, place),
        assignment=words.assignment() or read_roles(node, around.roots, place),
        form=_read_form(words),
        job_type=words.value("zeebe:taskDefinition", "type"),
        retries=words.value("zeebe:taskDefinition", "retries"),
        headers=words.pairs("zeebe:taskHeaders", "zeebe:header", "key"),
        script=script,
        result=result,
        decision=decision,
        called=_read_called(node, tag, words, place),
        binding=_read_binding(words, place),
        version_tag=words.text("zeebe:calledElement", "versionTag"),
        propagate_all_child=words.flag("zeebe:calledElement", "propagateAllChildVariables", default=True),
        propagate_all_parent=words.flag("zeebe:calledElement", "propagateAllParentVariables", default=True),
        deadline=words.deadline(),
        reminders=words.reminders(),
        clocks=words.clocks(),
        lane=lane,
        properties=words.pairs("zeebe:properties", "zeebe:property", "name"),
        documentation=_documentation(node),
        line=node.sourceline,
    )


def _read_work(
    node: Any, tag: str, words: Extensions, place: Place
) -> tuple[Expression | None, Value | None, str | None]:
    """What the engine works out itself, a script or a decision, and the variable that the result goes to."""
    script, result = _read_script(node, tag, words, place)
    words.required("zeebe:taskDefinition", "type")
    is_job = "zeebe:taskDefinition" in words.found
    if tag == "serviceTask" and not is_job:
        place.add("job-type-missing", "The service task needs zeebe:taskDefinition with a type.")
    if tag != "businessRuleTask":
        return script, None, result
    decision = words.value("zeebe:calledDecision", "decisionId")
    if decision is None and not is_job:
        place.add(
            "decision-missing", "The business rule task needs zeebe:calledDecision or zeebe:taskDefinition."
        )
    return script, decision, words.text("zeebe:calledDecision", "resultVariable")


def _read_event(node: Any, tag: str, words: Extensions, around: Surroundings, place: Place) -> Event | None:
    if tag in EVENTS:
        event = read_event(node, around.roots, place)
        if event.kind == "message" and event.name is None and tag in ("intermediateThrowEvent", "endEvent"):
            _check_message(node, words, place)
        return event
    if tag == "receiveTask":
        return read_message(node, around.roots, place, must=True)
    if tag == "sendTask":
        _check_message(node, words, place, given=bool(node.get("messageRef")))
        return read_message(node, around.roots, place, must=False)
    return None


def _check_message(node: Any, words: Extensions, place: Place, given: bool = False) -> None:
    """Something that throws names its message, unless a handler does the work."""
    given = given or any(child.get("messageRef") for child in node)
    if not given and "zeebe:taskDefinition" not in words.found:
        place.add(
            "event-reference",
            "The event needs a {kind}; {attribute} is missing.",
            kind=CARRIED["message"],
            attribute="messageRef",
        )


def _read_form(words: Extensions) -> str | None:
    form = words.one("zeebe:formDefinition")
    if form is None:
        return None
    for attribute in ("formKey", "externalReference"):
        if form.get(attribute):
            words.at(form).add(
                "unsupported", "{construct} is not executed.", construct=f"zeebe:formDefinition {attribute}"
            )
            return None
    words.required("zeebe:formDefinition", "formId")
    return words.text("zeebe:formDefinition", "formId")


def _read_called(node: Any, tag: str, words: Extensions, place: Place) -> Value | None:
    """The process a call activity calls: zeebe:calledElement, else BPMN's own attribute."""
    if tag != "callActivity":
        return None
    called: Value | None = words.value("zeebe:calledElement", "processId")
    if called is None:
        called = expressions.value(node.get("calledElement"), place)
    if called is None and not (node.get("calledElement") or words.text("zeebe:calledElement", "processId")):
        place.add("called-missing", "The call activity needs zeebe:calledElement with processId.")
    return called


def _read_binding(words: Extensions, place: Place) -> Literal["latest", "deployment", "versionTag"] | None:
    """Which version of the called process is meant; without a word the one of the same deployment."""
    binding = words.text("zeebe:calledElement", "bindingType")
    if binding == "versionTag":
        words.required("zeebe:calledElement", "versionTag")
    elif binding not in (None, "latest", "deployment"):
        place.add(
            "extension-value", "{attribute} must be one of {legal}, not {text}.",
            attribute="bindingType", legal="latest, deployment, versionTag", text=binding,
        )  # fmt: skip
        return None
    return binding  # type: ignore[return-value]


def _quantity(node: Any, attribute: str, place: Place) -> int:
    text = (node.get(attribute) or "1").strip()
    if text.isascii() and text.isdigit() and 0 < int(text) <= MAX_QUANTITY:
        return int(text)
    place.add(
        "quantity", "{attribute} must be a number from 1 to {limit}, not {text}.",
        attribute=attribute, limit=MAX_QUANTITY, text=text[:40],
    )  # fmt: skip
    return 1


def _is_parallel(node: Any, tag: str) -> bool:
    if tag == "adHocSubProcess":
        return bool(node.get("ordering", "Parallel").strip() != "Sequential")
    return tag == "eventBasedGateway" and node.get("eventGatewayType") == "Parallel"


def _child_expression(node: Any, tag: str, place: Place) -> Expression | None:
    child = next((c for c in node if local(c) == tag and (c.text or "").strip()), None)
    return None if child is None else expressions.condition(child, place.below(1))


def _read_script(
    node: Any, tag: str, words: Extensions, place: Place
) -> tuple[Expression | None, str | None]:
    """FEEL of a script task, from zeebe:script or a plain script in FEEL; and its result variable."""
    if tag != "scriptTask":
        return None, None
    if "zeebe:script" in words.found:
        words.required("zeebe:script", "expression")
        return words.expression("zeebe:script", "expression"), words.text("zeebe:script", "resultVariable")
    if "zeebe:taskDefinition" in words.found:
        return None, None
    plain = next((child for child in node if local(child) == "script"), None)
    if plain is None or not (plain.text or "").strip():
        place.add(
            "script-missing",
            "The script task needs zeebe:script with a FEEL expression, or zeebe:taskDefinition.",
        )
        return None, None
    language = (node.get("scriptFormat") or "").strip()
    here = Place(place.report, place.element, plain.sourceline)
    if "feel" not in language.lower():
        here.add(
            "script-language",
            "Scripts are FEEL; this one is {language}.",
            language=language[:80] or "without format",
        )
        return None, None
    return expressions.expression(plain.text, here), None


def _documentation(node: Any) -> str:
    return "\n".join((c.text or "").strip() for c in node if local(c) == "documentation").strip()
