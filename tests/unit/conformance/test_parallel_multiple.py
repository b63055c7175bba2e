"""Parallel multiple events: all definitions must come, in whatever order, errors and cancellations too."""

from __future__ import annotations

from itertools import permutations

import pytest

from tests.unit.conformance.checked import Checked as Run
from tests.unit.conformance.words import (
    ANY_ERROR,
    E1,
    FIRE,
    FLOOD,
    GO,
    OTHER,
    X1,
    end,
    job,
    line,
    model,
    start,
    sub,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, node

CANCEL = "<bpmn:cancelEventDefinition/>"


def together(name: str, host: str, *events: str, interrupting: bool = True) -> str:
    return node("boundaryEvent", name, "".join(events), attachedToRef=host, parallelMultiple="true",
                cancelActivity=str(interrupting).lower())  # fmt: skip


def after(name: str, *tasks: str) -> str:
    return task(*tasks) + end(f"{name}_e") + chain(name, *tasks, f"{name}_e")


COMES = {
    "error": lambda run: run.fail("a", "E1"),
    "message": lambda run: run.message("go"),
    "signal": lambda run: run.signal("flood"),
    "timer": lambda run: run.hours(3),
}
DEFINED = {"error": E1, "message": GO, "signal": FLOOD, "timer": timer("PT2H")}


@pytest.mark.parametrize("order", [*list(permutations(["error", "message", "signal"])), ("timer", "error")])
def test_an_error_and_what_comes_before_or_after_it_are_caught_together(order: tuple[str, ...]) -> None:
    xml = model(line("a"), job("a"), together("b", "a", *(DEFINED[kind] for kind in sorted(order))),
                after("b", "t"))  # fmt: skip
    run = Run(xml)
    for index, kind in enumerate(order):
        COMES[kind](run)
        gone = "error" in order[: index + 1]
        assert run.waiting == (["t"] if index == len(order) - 1 else [] if gone else ["a"]), kind
    assert run.complete("t").status == "completed"


def test_a_timer_of_such_an_event_goes_on_counting_once_the_error_has_come() -> None:
    run = Run(model(line("a"), job("a"), together("b", "a", timer("PT2H"), E1), after("b", "t"))).hours(1)
    run.fail("a", "E1").hours(1)
    assert run.waiting == ["t"]


def test_an_escalation_that_came_is_not_asked_for_again_and_a_second_one_goes_on_outwards() -> None:
    inner = line("y1", "y2", "w", entry="is", exit="ie") + task("w")
    inner += node("intermediateThrowEvent", "y1", X1) + node("intermediateThrowEvent", "y2", X1)
    outer = sub("in", inner) + together("b", "in", X1, GO, interrupting=False) + after("b", "t")
    outer = line("in", entry="os", exit="oe") + outer
    catch = node("boundaryEvent", "far", X1, attachedToRef="out", cancelActivity="false")
    run = Run(model(line("out"), sub("out", outer), catch, after("far", "f")))
    assert run.waiting == ["f", "w"]
    run.message("go")
    assert run.waiting == ["f", "t", "w"]
    run.message("go")
    run.complete("w").complete("t").complete("f")
    assert run.status == "completed"


def test_a_cancelled_transaction_leaves_by_it_when_the_rest_has_come() -> None:
    inner = line("a", entry="is", exit="ie").replace(
        '<bpmn:endEvent id="ie">', f'<bpmn:endEvent id="ie">{CANCEL}'
    )
    trans = node("transaction", "tr", inner + task("a"))
    run = Run(model(line("tr"), trans, together("b", "tr", CANCEL, GO), after("b", "t"))).complete("a")
    assert (run.waiting, run.status) == ([], "active")
    assert run.message("go").waiting == ["t"]


@pytest.mark.parametrize("order", [("fail", "go"), ("go", "fail")])
def test_an_event_subprocess_waits_for_an_error_and_a_message(order: tuple[str, str]) -> None:
    inner = start("es_s", ANY_ERROR + GO, parallelMultiple="true") + task("h") + end("es_e")
    inner += chain("es_s", "h", "es_e")
    body = line("a", "b", entry="is", exit="ie") + job("a") + task("b")
    es = node("subProcess", "es", inner, triggeredByEvent="true")
    run = Run(model(line("in", "z"), sub("in", body, es), task("z")))
    for come in order:
        assert "h" not in run.waiting
        _ = run.fail("a", "E1") if come == "fail" else run.message("go")
    assert run.waiting == ["h"]
    assert run.complete("h").waiting == ["z"]


@pytest.mark.parametrize("order", list(permutations(["go", "other", "flood"])))
def test_a_process_starts_when_all_of_its_parallel_start_event_have_come(order: tuple[str, ...]) -> None:
    begin = start("s", GO + OTHER + FLOOD, parallelMultiple="true")
    other = f'<bpmn:process id="r" isExecutable="true">{begin}{task("a")}{end()}{chain("s", "a", "e")}</bpmn:process>'
    run = Run(model(start("qs"), task("w"), end("qe"), chain("qs", "w", "qe"), also=other))
    cases = run.simulation.instances
    for index, name in enumerate(order):
        _ = run.signal(name, {name: index}) if name == "flood" else run.message(name, {name: index})
        assert len(cases) == 2
        (case,) = [i for i in cases.values() if i.state.process == "r"]
        assert [t["el"] for t in case.tasks.values()] == (["a"] if index == 2 else [])
    assert case.state.scopes[0].vars == {name: index for index, name in enumerate(order)}
    run.message("go")
    assert len(cases) == 3


def test_its_timer_counts_once_another_part_has_come_and_begins_no_case_by_itself() -> None:
    begin = start("s", GO + timer("PT2H"), parallelMultiple="true")
    run = Run(model(begin, task("a"), end(), chain("s", "a", "e")), start="s")
    assert run.waiting == ["a"]
    run.simulation.schedule("p")
    run.hours(24)
    assert len(run.simulation.instances) == 1
    run.message("go")
    (case,) = list(run.simulation.instances.values())[1:]
    assert not case.tasks
    run.hours(2)
    assert [t["el"] for t in case.tasks.values()] == ["a"]


def test_nothing_else_of_the_case_listens_before_its_start_event_has_all() -> None:
    begin = start("s", GO + FIRE, parallelMultiple="true")
    handler = node("subProcess", "es", start("es_s", OTHER, isInterrupting="false") + task("h") + end("es_e")
                   + chain("es_s", "h", "es_e"), triggeredByEvent="true")  # fmt: skip
    run = Run(model(begin, handler, task("a"), end(), chain("s", "a", "e")), start="s")
    run.message("go")
    case = list(run.simulation.instances.values())[-1]
    assert {act.message for act in case.state.acts.values()} == {None}
    run.signal("fire")
    assert {act.message for act in case.state.acts.values()} == {None, "other"}
