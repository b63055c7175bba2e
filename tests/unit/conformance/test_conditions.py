"""Conditional events, events with several definitions, and definitions by reference."""

from __future__ import annotations

import pytest

from tests.unit.conformance.checked import Checked as Run
from tests.unit.conformance.words import (
    E1,
    FIRE,
    FLOOD,
    GO,
    OTHER,
    ROOTS,
    X1,
    end,
    script,
    start,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, node, process


def when(condition: str) -> str:
    return (
        "<bpmn:conditionalEventDefinition><bpmn:condition>="
        + condition.replace("<", "&lt;")
        + "</bpmn:condition></bpmn:conditionalEventDefinition>"
    )


def catch(name: str, event: str, **attributes: str) -> str:
    return node("intermediateCatchEvent", name, event, **attributes)


def test_a_condition_that_holds_lets_the_token_pass_at_once() -> None:
    xml = process([start(), catch("c", when("x > 1")), end(), chain("s", "c", "e")])
    assert Run(xml, {"x": 2}).status == "completed"


def test_a_condition_is_met_when_another_branch_makes_it_true() -> None:
    xml = process(
        [start(), node("parallelGateway", "g"), catch("c", when("x > 1")), task("t"), end(), end("e2"),
         chain("s", "g", "c", "e"), chain("g", "t", "e2")]
    )  # fmt: skip
    run = Run(xml, {"x": 0})
    assert run.seen("waiting") == ["c"]
    run.complete("t", {"x": 1})
    assert run.status == "active"
    assert "c" not in run.seen("completed")
    run = Run(xml, {"x": 0}).complete("t", {"x": 2})
    assert run.status == "completed"
    assert run.seen("caught") == ["c"]


def test_a_condition_at_the_boundary_interrupts_and_sees_what_the_activity_was_given() -> None:
    inner = start("is") + script("set", "5", "level") + task("a") + end("ie") + chain("is", "set", "a", "ie")
    xml = process(
        [start(), node("subProcess", "sub", inner), task("high"), end(), end("e2"),
         node("boundaryEvent", "b", when("level >= 5"), attachedToRef="sub"),
         chain("s", "sub", "e"), chain("b", "high", "e2")]
    )  # fmt: skip
    run = Run(xml, {"level": 1})
    assert run.waiting == ["high"]
    assert "sub" in run.seen("cancelled")
    assert "a" not in run.seen("activated")


def test_a_condition_must_become_false_before_it_is_met_again() -> None:
    xml = process(
        [start(), node("parallelGateway", "g"), task("t", "u", "v", "w", "told"), end(), end("e2"), end("e3"),
         node("boundaryEvent", "b", when("x = 1"), attachedToRef="t", cancelActivity="false"),
         chain("s", "g", "t", "e"), chain("b", "told", "e2"), chain("g", "u", "v", "w", "e3")]
    )  # fmt: skip
    run = Run(xml, {"x": 0}).complete("u", {"x": 1})
    assert run.waiting.count("told") == 1
    run.complete("v", {"x": 1})
    assert run.waiting.count("told") == 1
    run.complete("w", {"x": 0})
    assert run.waiting == ["t", "told"]


def test_an_event_subprocess_starts_when_its_condition_is_met() -> None:
    inner = node("startEvent", "hs", when("stop = true")) + task("close") + end("he")
    inner += chain("hs", "close", "he")
    xml = process(
        [start(), task("a"), script("set", "true", "stop"), task("b"), end(),
         node("subProcess", "h", inner, triggeredByEvent="true"), chain("s", "a", "set", "b", "e")]
    )  # fmt: skip
    run = Run(xml).complete("a")
    assert run.waiting == ["close"]
    assert "b" not in run.seen("activated")


def test_behind_an_event_gateway_a_condition_competes() -> None:
    xml = process(
        [start(), node("parallelGateway", "pg"), node("eventBasedGateway", "g"), catch("c", when("x = 1")),
         catch("m", GO), task("t"), end(), end("e2"), end("e3"),
         chain("s", "pg", "g", "c", "e"), chain("g", "m", "e2"), chain("pg", "t", "e3")],
        before=ROOTS,
    )  # fmt: skip
    run = Run(xml).complete("t", {"x": 1})
    assert run.status == "completed"
    assert "e" in run.seen("completed")
    assert "e2" not in run.seen("activated")


def several(name: str, *definitions: str, parallel: bool = False) -> str:
    return catch(name, "".join(definitions), parallelMultiple="true" if parallel else "false")


@pytest.mark.parametrize("which", ["message", "signal", "timer"])
def test_one_of_several_definitions_is_enough(which: str) -> None:
    xml = process(
        [start(), several("c", GO, FLOOD, timer("PT1H")), end(), chain("s", "c", "e")], before=ROOTS
    )
    run = Run(xml)
    if which == "message":
        run.message("go")
    elif which == "signal":
        run.signal("flood")
    else:
        run.hours(2)
    assert run.status == "completed"
    assert next(e["kind"] for e in run.events("caught")) == which


def test_of_a_parallel_multiple_event_all_must_come() -> None:
    xml = process(
        [start(), several("c", GO, OTHER, parallel=True), end(), chain("s", "c", "e")], before=ROOTS
    )
    run = Run(xml)
    run.message("other")
    assert run.status == "active"
    run.message("go")
    assert run.status == "completed"


def test_a_multiple_boundary_event_catches_errors_too() -> None:
    inner = start("is") + end("ie", E1) + chain("is", "ie")
    xml = process(
        [start(), node("subProcess", "sub", inner), task("caught"), end(), end("e2"),
         node("boundaryEvent", "b", E1 + GO, attachedToRef="sub"),
         chain("s", "sub", "e"), chain("b", "caught", "e2")],
        before=ROOTS,
    )  # fmt: skip
    assert Run(xml).waiting == ["caught"]


def test_a_non_interrupting_multiple_boundary_event_listens_on() -> None:
    xml = process(
        [start(), task("t", "told"), end(), end("e2"),
         node("boundaryEvent", "b", GO + FLOOD, attachedToRef="t", cancelActivity="false"),
         chain("s", "t", "e"), chain("b", "told", "e2")],
        before=ROOTS,
    )  # fmt: skip
    run = Run(xml)
    run.message("go")
    run.signal("flood")
    run.message("go")
    assert run.waiting == ["t", "told", "told", "told"]
    run.complete("t").complete("told").complete("told").complete("told")
    assert run.status == "completed"


def test_a_throw_event_throws_all_its_definitions() -> None:
    xml = process(
        [start(), node("intermediateThrowEvent", "th", FLOOD + X1), end(), chain("s", "th", "e")],
        before=ROOTS,
    )
    run = Run(xml)
    assert [(e["kind"], e["name"]) for e in run.events("thrown")] == [
        ("signal", "flood"),
        ("escalation", "X1"),
    ]


def test_an_event_definition_by_reference_is_the_one_at_the_root() -> None:
    root = ROOTS + '<bpmn:messageEventDefinition id="shared" messageRef="m1"/>'
    reference = "<bpmn:eventDefinitionRef>shared</bpmn:eventDefinitionRef>"
    xml = process([start(), catch("c", reference), end(), chain("s", "c", "e")], before=root)
    run = Run(xml)
    assert run.status == "active"
    run.message("go")
    assert run.status == "completed"


@pytest.mark.parametrize("first", ["throw", "catch"])
def test_a_signal_reaches_a_token_that_is_on_its_way_to_wait_for_it(first: str) -> None:
    flows = [chain("g", "th", "e"), chain("g", "c", "e2")]
    xml = process(
        [start(), node("parallelGateway", "g"), node("intermediateThrowEvent", "th", FLOOD + FIRE),
         several("c", FLOOD, FIRE, parallel=True), end(), end("e2"), chain("s", "g"),
         *(flows if first == "throw" else flows[::-1])],
        before=ROOTS,
    )  # fmt: skip
    assert Run(xml).status == "completed"


def test_a_condition_is_looked_at_before_its_activity_goes_on() -> None:
    inner = start("is") + node("task", "a") + end("ie") + chain("is", "a", "ie")
    xml = process(
        [start(), node("subProcess", "sub", inner), end(), end("e2"),
         node("boundaryEvent", "b", when("x"), attachedToRef="sub"), chain("s", "sub", "e"), chain("b", "e2")]
    )  # fmt: skip
    assert "a" not in Run(xml, {"x": True}).seen("activated")
    assert "b" not in Run(xml, {"x": False}).seen("caught")


def test_a_condition_that_holds_for_a_moment_is_met() -> None:
    xml = process(
        [start(), node("parallelGateway", "g"), catch("c", when("x = 1")), script("up", "1", "x"),
         script("down", "0", "x"), end(), end("e2"), chain("s", "g", "c", "e"),
         chain("g", "up", "down", "e2")]
    )  # fmt: skip
    run = Run(xml, {"x": 0})
    assert run.status == "completed"
    assert run.variables["x"] == 0


def test_a_cycle_with_a_number_lets_so_many_tokens_pass() -> None:
    xml = process(
        [start(), catch("c", timer("R3/PT1H", "Cycle")), task("t"), end(), chain("s", "c", "t", "e")]
    )
    run = Run(xml)
    for passed in (1, 2, 3):
        run.hours(1)
        assert run.waiting == ["t"] * passed
    assert run.seen("completed").count("c") == 1
    for _ in range(3):
        run.complete("t")
    assert run.status == "completed"


def test_a_cycle_without_a_number_is_waited_for_once() -> None:
    xml = process([start(), catch("c", timer("R/PT1H", "Cycle")), end(), chain("s", "c", "e")])
    assert Run(xml).hours(1).status == "completed"
