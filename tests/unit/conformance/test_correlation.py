"""Correlation keys of the standard: set by the first message of a conversation, or compared with variables."""

from __future__ import annotations

from typing import Any

import pytest

from engine.errors import ProcessFault
from engine.model.packs import check_file
from tests.unit.conformance.checked import Checked
from tests.unit.conformance.words import boundary, end, line, mapping, other, start, task
from tests.unit.runtime.bpmn import chain, extension, node, process

MESSAGES = "".join(f'<bpmn:message id="m_{name}" name="{name}"/>' for name in ("ask", "answer", "note"))


def event(name: str) -> str:
    return f'<bpmn:messageEventDefinition messageRef="m_{name}"/>'


def prop(name: str, **paths: str) -> str:
    """A correlation property, and by message where it is found."""
    read = (
        f'<bpmn:correlationPropertyRetrievalExpression messageRef="m_{message}"><bpmn:messagePath>{path}'
        "</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression>"
        for message, path in paths.items()
    )
    return f'<bpmn:correlationProperty id="{name}">{"".join(read)}</bpmn:correlationProperty>'


def keys(**properties: str) -> str:
    """A collaboration with keys and their properties, as `key="one two"`."""
    made = (
        f'<bpmn:correlationKey id="{key}">'
        + "".join(
            f"<bpmn:correlationPropertyRef>{one}</bpmn:correlationPropertyRef>" for one in names.split()
        )
        + "</bpmn:correlationKey>"
        for key, names in properties.items()
    )
    return f'<bpmn:collaboration id="co">{"".join(made)}</bpmn:collaboration>'


def subscription(key: str, **paths: str) -> str:
    bound = (
        f'<bpmn:correlationPropertyBinding correlationPropertyRef="{name}"><bpmn:dataPath>{path}</bpmn:dataPath>'
        "</bpmn:correlationPropertyBinding>"
        for name, path in paths.items()
    )
    return f'<bpmn:correlationSubscription id="cs" correlationKeyRef="{key}">{"".join(bound)}</bpmn:correlationSubscription>'


def send(name: str, message: str, *inputs: tuple[str, str]) -> str:
    return node("sendTask", name, extension(mapping(*inputs)), messageRef=f"m_{message}")


def hear(name: str, message: str) -> str:
    return node("receiveTask", name, messageRef=f"m_{message}")


ORDER = prop("order", ask="order", answer="reply.order", note="order") + keys(k="order")


def run(*parts: str, variables: dict[str, Any] | None = None, root: str = ORDER, also: str = "") -> Checked:
    return Checked(process("".join(parts), before=MESSAGES + root, after=also), variables)


def waiting(case: Any) -> list[str]:
    return sorted(event["el"] for event in case.tasks.values())


ASKER = (
    line("ask", "hear", "t") + send("ask", "ask", ("number", "order")) + hear("hear", "answer") + task("t")
)
ANSWERER = other(
    "q",
    node("startEvent", "qs", event("ask")) + task("work") + send("reply", "answer", ("{order: order}", "reply"))
    + end("qe") + chain("qs", "work", "reply", "qe"),
)  # fmt: skip


def test_the_first_message_sets_the_key_and_the_answer_finds_the_case_that_asked() -> None:
    one = run(ASKER, also=ANSWERER, variables={"number": 1})
    simulation = one.simulation
    two = simulation.start("p", {"number": 2})
    first, second = (case for case in simulation.instances.values() if case.state.process == "q")
    simulation.complete(next(iter(second.tasks)))
    assert (waiting(one.instance), waiting(two)) == ([], ["t"])
    simulation.complete(next(iter(first.tasks)))
    assert (waiting(one.instance), waiting(two)) == (["t"], ["t"])
    assert one.events("message_thrown")[0]["key"] == "1"


def test_a_message_from_outside_needs_no_key_where_its_content_has_it() -> None:
    case = run(ASKER, variables={"number": "A-7"})
    assert not case.simulation.message("answer", variables={"reply": {"order": "A-8"}})
    assert case.simulation.message("answer", variables={"reply": {"order": "A-7"}})
    assert case.waiting == ["t"]


def test_before_a_conversation_has_a_key_any_message_will_do_and_sets_it() -> None:
    parts = line("first", "second", "t") + hear("first", "ask") + hear("second", "answer") + task("t")
    case = run(parts)
    assert case.simulation.message("ask", variables={"order": 5})
    assert case.events("waiting")[-1]["key"] == "5"
    assert not case.simulation.message("answer", variables={"reply": {"order": 6}})
    assert case.simulation.message("answer", variables={"reply": {"order": 5}})
    assert case.waiting == ["t"]


def test_what_waits_without_a_key_follows_when_another_message_sets_it() -> None:
    parts = start() + node("parallelGateway", "g") + hear("a", "ask") + hear("b", "note") + end() + end("e2")
    case = run(parts + chain("s", "g", "a", "e") + chain("g", "b", "e2"))
    assert [e["key"] for e in case.events("waiting")] == [None, None]
    case.simulation.message("ask", variables={"order": "x"})
    assert not case.simulation.message("note", variables={"order": "y"})
    assert case.simulation.message("note", variables={"order": "x"})
    assert case.status == "completed"


def test_a_subscription_compares_with_the_variables_and_follows_them() -> None:
    heard = (
        boundary("b", "a", event("note"), interrupting=False) + task("h") + end("he") + chain("b", "h", "he")
    )
    beside = (
        node("parallelGateway", "g")
        + task("z")
        + end("ze")
        + chain("s", "g", "a", "e")
        + chain("g", "z", "ze")
    )
    case = run(subscription("k", order="case.number") + start() + end() + task("a") + beside + heard)
    assert case.events("waiting") == [], "the key has no value yet"
    assert not case.simulation.message("note", variables={"order": 1})
    case.complete("z", {"case": {"number": 1}})
    assert case.simulation.message("note", variables={"order": 1})
    assert case.waiting == ["a", "h"]
    case.complete("h", {"case": {"number": 2}})
    assert not case.simulation.message("note", variables={"order": 1})
    assert case.simulation.message("note", variables={"order": 2})
    assert case.waiting == ["a", "h"]


def test_a_key_of_several_properties_needs_all_of_them() -> None:
    root = prop("order", note="order") + prop("year", note="year") + keys(k="order year")
    parts = subscription("k", order="o", year="y") + line("hear") + hear("hear", "note")
    case = run(parts, root=root, variables={"o": 7, "y": 2026})
    assert case.events("waiting")[0]["key"] == '["7","2026"]'
    assert not case.simulation.message("note", variables={"order": 7})
    assert not case.simulation.message("note", variables={"order": 7, "year": 2025})
    assert case.simulation.message("note", variables={"order": 7, "year": 2026})


def test_a_called_process_has_a_conversation_of_its_own() -> None:
    called = other(
        "q",
        line("ask", "hear", entry="qs", exit="qe")
        + send("ask", "ask", ("n", "order"))
        + hear("hear", "answer"),
    )
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
        'inputCollection="=[1, 2]" inputElement="n"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>'
    )
    call = node("callActivity", "c", extension('<zeebe:calledElement processId="q"/>') + loop)
    case = run(line("c") + call, also=called)
    assert [e["key"] for e in case.events("waiting")] == ["1", "2"]
    for number in (2, 1):
        assert case.status == "active"
        case.simulation.message("answer", variables={"reply": {"order": number}})
    assert case.status == "completed"


def test_a_kept_message_is_found_by_the_key_in_its_content() -> None:
    case = run(
        line("a", "ask", "hear")
        + task("a")
        + send("ask", "ask", ("number", "order"))
        + hear("hear", "answer")
    )
    case.simulation.message("answer", variables={"reply": {"order": 9}}, keep=True)
    assert case.complete("a", {"number": 9}).status == "completed"


@pytest.mark.parametrize(
    ("parts", "variables", "told"),
    [
        (line("ask") + send("ask", "ask"), {}, "The message ask at ask carries no value for the key k."),
        (line("ask", "more") + send("ask", "ask", ("1", "order")) + send("more", "note", ("2", "order")), {},
         "The message note at more carries the key 2, but its conversation has 1."),
    ],
)  # fmt: skip
def test_what_is_sent_must_belong_to_its_conversation(
    parts: str, variables: dict[str, Any], told: str
) -> None:
    with pytest.raises(ProcessFault) as fault:
        run(parts, variables=variables)
    assert str(fault.value) == told


@pytest.mark.parametrize(
    ("root", "parts", "told"),
    [
        (prop("one", note="a") + prop("two", note="b") + keys(k="one", l="two"), "",
         "note has the keys k and l; it can be kept and found under one only."),
        (ORDER, subscription("k"), "The correlation subscription has no dataPath for order."),
        (prop("one", note="") + keys(k="one"), "", "The correlation property has no messagePath for m_note."),
        (prop("one", note="order/id[") + keys(k="one"), "", "`order/id[` is not valid FEEL"),
    ],
)  # fmt: skip
def test_what_cannot_be_worked_out_is_refused(root: str, parts: str, told: str) -> None:
    xml = process(parts + line("t") + task("t"), before=MESSAGES + root)
    pack, findings = check_file("m.bpmn", xml)
    assert pack is None
    assert told in " ".join(finding.text for finding in findings)
