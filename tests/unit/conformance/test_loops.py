"""Standard loops, what a multi-instance activity throws, and token quantities."""

from __future__ import annotations

import pytest

from engine.errors import Invalid, ProcessFault
from tests.unit.conformance.checked import Checked as Run
from tests.unit.conformance.words import E1, FLOOD, ROOTS, X1, end, script, start, task
from tests.unit.runtime.bpmn import chain, node, process


def loop(condition: str = "", **attributes: str) -> str:
    inner = f"<bpmn:loopCondition>{condition.replace('<', '&lt;')}</bpmn:loopCondition>" if condition else ""
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<bpmn:standardLoopCharacteristics{given}>{inner}</bpmn:standardLoopCharacteristics>"


def counting(characteristics: str) -> bytes:
    step = script("add", "n + 1", "n") if not characteristics else script("add", "n + 1", "n").replace(
        "</bpmn:scriptTask>", f"{characteristics}</bpmn:scriptTask>"
    )  # fmt: skip
    return process([start(), step, end(), chain("s", "add", "e")])


@pytest.mark.parametrize(
    ("characteristics", "n", "expected"),
    [
        (loop("=n < 3"), 0, 3),
        (loop("=n < 3"), 7, 8),
        (loop("=n < 3", testBefore="true"), 7, 7),
        (loop("=n < 3", testBefore="true"), 1, 3),
        (loop("=true", loopMaximum="4"), 0, 4),
        (loop(loopMaximum="2"), 0, 2),
        (loop("=loopCounter < 5"), 0, 5),
    ],
)
def test_a_loop_repeats_while_its_condition_holds(characteristics: str, n: int, expected: int) -> None:
    run = Run(counting(characteristics), {"n": n})
    assert run.variables["n"] == expected
    assert run.status == "completed"


def test_a_loop_with_no_end_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        Run(counting(loop()), {"n": 0})
    assert "loop-endless" in {f.rule for f in refused.value.findings}


def test_a_subprocess_is_repeated_with_a_token_of_its_own_each_time() -> None:
    inner = start("is") + task("a") + end("ie") + chain("is", "a", "ie") + loop("=again = true")
    xml = process([start(), node("subProcess", "sub", inner), end(), chain("s", "sub", "e")])
    run = Run(xml).complete("a", {"again": True})
    assert run.waiting == ["a"]
    run.complete("a", {"again": False})
    assert run.status == "completed"
    assert run.seen("activated").count("a") == 2


def many(behavior: str, inner: str = "", event: str = "") -> str:
    reference = f' {behavior.lower()}BehaviorEventRef="{event}"' if event else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics behavior="{behavior}"{reference}>'
        f"<bpmn:loopCardinality>3</bpmn:loopCardinality>{inner}</bpmn:multiInstanceLoopCharacteristics>"
    )


def behaving(characteristics: str, boundary: str, interrupting: str = "false", roots: str = "") -> bytes:
    return process(
        [start(), node("userTask", "a", characteristics), task("told"), end(), end("e2"),
         node("boundaryEvent", "b", boundary, attachedToRef="a", cancelActivity=interrupting),
         chain("s", "a", "e"), chain("b", "told", "e2")],
        before=ROOTS + roots,
    )  # fmt: skip


ANY_SIGNAL = "<bpmn:signalEventDefinition/>"


def test_with_behavior_none_each_instance_throws_a_signal_to_the_boundary() -> None:
    run = Run(behaving(many("None"), ANY_SIGNAL))
    for count in (1, 2, 3):
        run.complete("a")
        assert run.waiting.count("told") == count
    assert "a" not in run.waiting


def test_with_behavior_one_only_the_first_instance_throws() -> None:
    run = Run(behaving(many("One"), ANY_SIGNAL)).complete("a").complete("a").complete("a")
    assert run.waiting == ["told"]


@pytest.mark.parametrize(("behavior", "told"), [("None", 3), ("One", 1)])
def test_what_an_instance_throws_ends_none_of_the_others(behavior: str, told: int) -> None:
    run = Run(behaving(many(behavior), ANY_SIGNAL, "true")).complete("a").complete("a").complete("a")
    assert run.waiting == ["told"] * told
    assert "a" not in run.seen("cancelled")
    assert run.seen("taken").count("a__e") == 1


def test_what_a_sequential_instance_throws_is_dealt_with_before_the_next_begins() -> None:
    loop = many("None").replace("behavior=", 'isSequential="true" behavior=')
    xml = behaving(loop, ANY_SIGNAL).replace(b"userTask", b"task")
    assert [e for e in Run(xml).seen("activated") if e in ("a", "told")] == ["a", *["a", "told"] * 3]


def test_an_error_that_an_instance_throws_ends_the_others() -> None:
    definition = (
        "<bpmn:complexBehaviorDefinition><bpmn:condition>=true</bpmn:condition>"
        f'<bpmn:event id="ev">{E1}</bpmn:event></bpmn:complexBehaviorDefinition>'
    )
    run = Run(behaving(many("Complex", definition), E1, "true")).complete("a")
    assert run.waiting == ["told"]
    assert "a__e" not in run.seen("taken")


def test_the_definition_thrown_may_stand_anywhere_in_the_file() -> None:
    shared = FLOOD.replace("<bpmn:signalEventDefinition", '<bpmn:signalEventDefinition id="at_b"')
    run = Run(behaving(many("None", event="at_b"), shared)).complete("a")
    assert run.waiting == ["a", "a", "told"]


def test_a_behavior_that_throws_what_cannot_be_thrown_is_refused() -> None:
    root = '<bpmn:terminateEventDefinition id="stop"/>'
    with pytest.raises(Invalid) as refused:
        Run(behaving(many("None", event="stop"), ANY_SIGNAL, roots=root))
    assert "unsupported" in {f.rule for f in refused.value.findings}


@pytest.mark.parametrize("number", ["-1", "2.5", "&quot;three&quot;", "null", "true"])
def test_the_number_of_instances_is_a_whole_number_that_is_not_negative(number: str) -> None:
    loop = f"<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>={number}</bpmn:loopCardinality>"
    xml = process([start(), node("task", "a", f"{loop}</bpmn:multiInstanceLoopCharacteristics>"), end(),
                   chain("s", "a", "e")])  # fmt: skip
    with pytest.raises(ProcessFault):
        Run(xml)


def test_the_event_may_be_named() -> None:
    shared = '<bpmn:signalEventDefinition id="shared" signalRef="s1"/>'
    run = Run(behaving(many("None", event="shared"), FLOOD, roots=shared)).complete("a")
    assert run.waiting == ["a", "a", "told"]
    assert run.events("signal_thrown")[0]["name"] == "flood"


def test_complex_behavior_throws_where_its_condition_holds() -> None:
    definition = (
        "<bpmn:complexBehaviorDefinition><bpmn:condition>=numberOfCompletedInstances = 2</bpmn:condition>"
        f'<bpmn:event id="ev">{X1}</bpmn:event></bpmn:complexBehaviorDefinition>'
    )
    run = Run(behaving(many("Complex", definition), X1)).complete("a")
    assert "told" not in run.waiting
    run.complete("a")
    assert run.waiting == ["told"]  # the third is not waited for
    assert "a__e" in run.seen("taken")


def test_an_activity_starts_when_it_has_all_its_tokens_and_sends_out_as_many_as_it_says() -> None:
    xml = process(
        [start(), node("parallelGateway", "g"), node("task", "t1"), node("task", "t2"), node("task", "t3"),
         node("userTask", "a", startQuantity="3", completionQuantity="2"), task("b"), end(),
         chain("s", "g", "t1", "a", "b", "e"), chain("g", "t2", "a"), chain("g", "t3", "a")]
    )  # fmt: skip
    run = Run(xml)
    assert run.waiting == ["a"]
    run.complete("a")
    assert run.waiting == ["b", "b"]
    assert run.complete("b").complete("b").status == "completed"


def test_tokens_that_are_too_few_keep_the_case_open() -> None:
    xml = process([start(), node("userTask", "a", startQuantity="2"), end(), chain("s", "a", "e")])
    run = Run(xml)
    assert run.waiting == []
    assert run.status == "active"
