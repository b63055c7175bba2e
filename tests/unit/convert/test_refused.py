"""What a BPMN file says that YAML cannot: refused with the element, or told as left out; never dropped in silence."""

from __future__ import annotations

import pytest

from engine.cli.common import translator
from engine.convert import to_yaml
from engine.errors import fill
from tests.unit.runtime.bpmn import flow, node, process

LINK = '<bpmn:linkEventDefinition name="l"/>'
TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
CONDITION = (
    "<bpmn:conditionalEventDefinition><bpmn:condition>=x</bpmn:condition></bpmn:conditionalEventDefinition>"
)
BEGIN, END = node("startEvent", "s"), node("endEvent", "e")
LINE = BEGIN + node("task", "a") + END + flow("s", "a") + flow("a", "e")

REFUSED = {
    "two flows out of an activity": (
        BEGIN + node("task", "a") + node("task", "b") + END + flow("s", "a") + flow("a", "b") + flow("a", "e")
        + flow("b", "e"), "a"),
    "a join without a split": (
        BEGIN + node("parallelGateway", "g") + node("endEvent", "e") + flow("s", "g") + flow("g", "e"), "g"),
    "an activity without a way out": (BEGIN + node("task", "a") + flow("s", "a"), "a"),
    "start quantity": (
        BEGIN + node("task", "a", startQuantity="2") + END + flow("s", "a") + flow("a", "e"), "a"),
    "a complex gateway": (
        BEGIN + node("complexGateway", "g") + END + flow("s", "g") + flow("g", "e"), "g"),
    "a link": (
        BEGIN + node("intermediateThrowEvent", "t", LINK) + node("intermediateCatchEvent", "c", LINK) + END
        + flow("s", "t") + flow("c", "e"), "t"),
    "an event of several kinds": (
        BEGIN + node("intermediateCatchEvent", "c", TIMER + CONDITION) + END + flow("s", "c") + flow("c", "e"), "c"),
    "the behavior of a multi-instance": (
        BEGIN + node("task", "a", '<bpmn:multiInstanceLoopCharacteristics behavior="One"><bpmn:loopCardinality>2'
        "</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>") + END + flow("s", "a") + flow("a", "e"), "a"),
    "a thrower of compensation that does not wait": (
        BEGIN + node("intermediateThrowEvent", "t", '<bpmn:compensateEventDefinition waitForCompletion="false"/>')
        + END + flow("s", "t") + flow("t", "e"), "t"),
    "a data object": (BEGIN + node("dataObject", "d") + END + flow("s", "e"), "p"),
    "a receiving task that starts the process": (
        node("receiveTask", "a", instantiate="true", messageRef="m") + END + flow("a", "e"), "p"),
    "a condition behind an activity": (
        BEGIN + node("task", "a") + END + flow("s", "a") + flow("a", "e", "=x"), "a"),
    "several starts that lead elsewhere": (
        BEGIN + node("startEvent", "t", TIMER) + node("task", "a") + END + flow("s", "a") + flow("t", "e") + flow("a", "e"),
        "p"),
    "compensation of a block by an event subprocess": (
        BEGIN + node("subProcess", "b", node("startEvent", "bs") + node("endEvent", "be") + flow("bs", "be")
        + node("subProcess", "h", node("startEvent", "hs", "<bpmn:compensateEventDefinition/>") + node("endEvent", "he")
               + flow("hs", "he"), triggeredByEvent="true")) + END + flow("s", "b") + flow("b", "e"), "hs"),
    "a parallel gateway that is left elsewhere": (
        BEGIN + node("parallelGateway", "g") + node("task", "a") + node("task", "b") + node("exclusiveGateway", "x")
        + END + flow("s", "g") + flow("g", "a") + flow("g", "b") + flow("a", "x") + flow("b", "x") + flow("x", "e"), "g"),
}  # fmt: skip


def test_a_correlation_key_is_refused_since_it_decides_which_case_a_message_reaches() -> None:
    key = (
        '<bpmn:message id="m" name="reply"/><bpmn:correlationProperty id="cp">'
        '<bpmn:correlationPropertyRetrievalExpression messageRef="m"><bpmn:messagePath>number</bpmn:messagePath>'
        "</bpmn:correlationPropertyRetrievalExpression></bpmn:correlationProperty>"
        '<bpmn:collaboration id="co"><bpmn:correlationKey id="k">'
        "<bpmn:correlationPropertyRef>cp</bpmn:correlationPropertyRef></bpmn:correlationKey></bpmn:collaboration>"
    )
    content = BEGIN + node("receiveTask", "a", messageRef="m") + END + flow("s", "a") + flow("a", "e")
    written, findings = to_yaml(process(content, before=key), "m.bpmn")
    assert written is None
    assert "`correlationKey`" in " ".join(finding.text for finding in findings)


@pytest.mark.parametrize(("content", "element"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_word_is_refused(content: str, element: str) -> None:
    made, findings = to_yaml(process([content], before='<bpmn:message id="m" name="m"/>'), "a.bpmn")

    assert made is None
    errors = [finding for finding in findings if finding.severity == "error"]
    assert element in [finding.element for finding in errors]
    assert all(finding.rule == "not-in-notation" and finding.line for finding in errors)
    assert [fill(f.message, f.params, translator("zh_CN")) for f in errors] != [f.text for f in errors]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        ('<bpmn:message id="m" name="m"/>', "message"),
        ('<bpmn:itemDefinition id="i" structureRef="string"/>', "itemDefinition"),
        ('<bpmn:interface id="i" name="i"><bpmn:operation id="o"><bpmn:inMessageRef>m</bpmn:inMessageRef>'
         '</bpmn:operation></bpmn:interface><bpmn:message id="m" name="m"/>', "interface"),
    ],
)  # fmt: skip
def test_what_nothing_names_is_told_when_it_is_left_out(before: str, told: str) -> None:
    made, findings = to_yaml(process([LINE], before=before), "a.bpmn")

    assert made is not None
    assert [f.params["what"] for f in findings] == [told]


def test_the_name_of_an_error_that_has_a_code_is_told() -> None:
    error = '<bpmn:error id="x" name="退回" errorCode="REFUSED"/>'
    raised = node("endEvent", "r", '<bpmn:errorEventDefinition errorRef="x"/>')
    made, findings = to_yaml(process([BEGIN, raised, flow("s", "r")], before=error), "a.bpmn")

    assert made is not None
    assert [(f.params["what"], f.element) for f in findings] == [("error.name", "x")]


def test_a_drawing_is_refused_with_the_reason() -> None:
    drawing = process([LINE]).replace(b'isExecutable="true"', b'isExecutable="false"')
    made, findings = to_yaml(drawing, "a.bpmn")

    assert made is None
    assert [(f.element, f.text.partition(";")[0]) for f in findings] == [
        ("p", "The process is not marked as executable (isExecutable)")
    ]


def test_what_has_no_effect_is_told_and_left_out() -> None:
    note = '<bpmn:textAnnotation id="note"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>'
    made, findings = to_yaml(process([LINE, note]), "a.bpmn")

    assert made is not None
    assert [(f.rule, f.severity, f.element) for f in findings] == [("not-converted", "warning", "note")]


def test_a_name_that_flows_cannot_have_in_yaml_is_told_with_how_many_there_are() -> None:
    line = LINE.replace("<bpmn:sequenceFlow ", '<bpmn:sequenceFlow name="n" ')
    made, findings = to_yaml(process([line]), "a.bpmn")

    assert made is not None
    told = [finding.text for finding in findings]
    assert told == [
        f"sequenceFlow.name is left out here and elsewhere, {line.count('name=')} times; it has no effect on a run."
    ]


@pytest.mark.parametrize("data", [b"", b"<a/>", b"\xff\xfe", b"<!DOCTYPE x><x/>"])
def test_what_is_no_bpmn_is_refused(data: bytes) -> None:
    made, findings = to_yaml(data, "a.bpmn")

    assert made is None
    assert findings
