"""What a BPMN file says that YAML cannot: refused with the element, or told as left out; never dropped in silence."""

from __future__ import annotations

import pytest

from engine.convert import to_yaml
from tests.unit.runtime.bpmn import flow, node, process

BEGIN, END = node("startEvent", "s"), node("endEvent", "e")
LINE = BEGIN + node("task", "a") + END + flow("s", "a") + flow("a", "e")

REFUSED = {
    "two flows out of an activity": (
        BEGIN + node("task", "a") + node("task", "b") + END + flow("s", "a") + flow("a", "b") + flow("a", "e")
        + flow("b", "e"), "a"),
    "a join without a split": (
        BEGIN + node("parallelGateway", "g") + node("endEvent", "e") + flow("s", "g") + flow("g", "e"), "g"),
    "an ad-hoc subprocess": (
        BEGIN + node("adHocSubProcess", "h", node("task", "x")) + END + flow("s", "h") + flow("h", "e"), "h"),
    "an activity without a way out": (BEGIN + node("task", "a") + flow("s", "a"), "a"),
    "start quantity": (
        BEGIN + node("task", "a", startQuantity="2") + END + flow("s", "a") + flow("a", "e"), "a"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "element"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_word_is_refused(content: str, element: str) -> None:
    made, findings = to_yaml(process([content]), "a.bpmn")

    assert made is None
    assert element in [finding.element for finding in findings if finding.severity == "error"]


def test_what_has_no_effect_is_told_and_left_out() -> None:
    note = '<bpmn:textAnnotation id="note"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>'
    made, findings = to_yaml(process([LINE, note]), "a.bpmn")

    assert made is not None
    assert [(f.rule, f.severity, f.element) for f in findings] == [("not-converted", "warning", "note")]


@pytest.mark.parametrize("data", [b"", b"<a/>", b"\xff\xfe", b"<!DOCTYPE x><x/>"])
def test_what_is_no_bpmn_is_refused(data: bytes) -> None:
    made, findings = to_yaml(data, "a.bpmn")

    assert made is None
    assert findings
