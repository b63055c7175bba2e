"""Compensation and transactions: what ended well is undone, last first."""

from __future__ import annotations

from tests.unit.conformance.checked import Checked as Run
from tests.unit.conformance.words import E1, ROOTS, end, script, start, task
from tests.unit.runtime.bpmn import chain, node, process


def undone_by(activity: str, handler: str) -> str:
    """A boundary event for compensation with the task that its association leads to."""
    event = f"{activity}_undo"
    return (
        node("boundaryEvent", event, "<bpmn:compensateEventDefinition/>", attachedToRef=activity)
        + node("userTask", handler, isForCompensation="true")
        + f'<bpmn:association id="{event}_to" sourceRef="{event}" targetRef="{handler}"/>'
    )


def undo(activity: str | None = None, wait: bool = True) -> str:
    reference = f' activityRef="{activity}"' if activity else ""
    waits = "" if wait else ' waitForCompletion="false"'
    return f"<bpmn:compensateEventDefinition{reference}{waits}/>"


def throw(name: str, event: str) -> str:
    return node("intermediateThrowEvent", name, event)


def test_completed_tasks_are_undone_last_first_and_the_thrower_waits() -> None:
    xml = process(
        [start(), task("a", "b", "c"), undone_by("a", "undo_a"), undone_by("b", "undo_b"),
         undone_by("c", "undo_c"), throw("back", undo()), end(),
         chain("s", "a", "b", "back", "e")]
    )  # fmt: skip
    run = Run(xml).complete("a").complete("b")
    assert run.waiting == ["undo_b"]
    run.complete("undo_b")
    assert run.waiting == ["undo_a"]
    assert "e" not in run.seen("activated")
    run.complete("undo_a")
    assert run.status == "completed"
    assert run.seen("completed").index("undo_a") < run.seen("completed").index("back")


def test_a_named_activity_only_is_undone_and_only_once() -> None:
    xml = process(
        [start(), task("a", "b"), undone_by("a", "undo_a"), undone_by("b", "undo_b"),
         throw("first", undo("a")), throw("second", undo("a")), end(),
         chain("s", "a", "b", "first", "second", "e")]
    )  # fmt: skip
    run = Run(xml).complete("a").complete("b")
    assert run.waiting == ["undo_a"]
    run.complete("undo_a")
    assert run.status == "completed"


def test_what_has_not_ended_is_not_undone() -> None:
    xml = process(
        [start(), node("parallelGateway", "g"), task("a", "b"), undone_by("a", "undo_a"),
         throw("back", undo()), end(), end("e2"),
         chain("s", "g", "a", "e2"), chain("g", "b", "back", "e")]
    )  # fmt: skip
    run = Run(xml).complete("b")
    assert run.waiting == ["a"]
    assert run.seen("completed")[-1] == "e"


def test_a_thrower_that_does_not_wait_goes_on_beside_the_handler() -> None:
    xml = process(
        [start(), task("a", "after"), undone_by("a", "undo_a"), throw("back", undo(wait=False)), end(),
         chain("s", "a", "back", "after", "e")]
    )  # fmt: skip
    run = Run(xml).complete("a")
    assert run.waiting == ["after", "undo_a"]
    run.complete("after")
    assert run.status == "active"
    run.complete("undo_a")
    assert run.status == "completed"


def test_an_end_event_undoes_and_then_ends() -> None:
    xml = process([start(), task("a"), undone_by("a", "undo_a"), end("e", undo()), chain("s", "a", "e")])
    run = Run(xml).complete("a")
    assert run.waiting == ["undo_a"]
    assert run.complete("undo_a").status == "completed"


def test_inside_a_completed_subprocess_everything_is_undone_with_its_own_variables() -> None:
    inner = start("is") + script("set", '"old"', "x") + task("a", "b") + undone_by("a", "undo_a")
    inner += undone_by("b", "undo_b") + end("ie") + chain("is", "set", "a", "b", "ie")
    inner += '<bpmn:dataObject id="d" name="x"/>'
    xml = process(
        [start(), node("subProcess", "sub", inner), task("after"), throw("back", undo()), end(),
         chain("s", "sub", "after", "back", "e")]
    )  # fmt: skip
    run = Run(xml, {"x": "outer"}).complete("a").complete("b").complete("after")
    assert run.waiting == ["undo_b"]
    act = next(a for a in run.instance.state.acts.values() if a.el == "undo_b")
    assert run.instance.state.scopes[act.scope].vars["x"] == "old"
    assert run.variables["x"] == "outer"
    run.complete("undo_b").complete("undo_a")
    assert run.status == "completed"


def test_a_handler_of_the_subprocess_itself_replaces_those_inside() -> None:
    inner = start("is") + task("a") + undone_by("a", "undo_a") + end("ie") + chain("is", "a", "ie")
    xml = process(
        [start(), node("subProcess", "sub", inner), undone_by("sub", "undo_sub"), throw("back", undo("sub")),
         end(), chain("s", "sub", "back", "e")]
    )  # fmt: skip
    run = Run(xml).complete("a")
    assert run.waiting == ["undo_sub"]
    assert run.complete("undo_sub").status == "completed"


def test_an_event_subprocess_compensates_its_subprocess_and_may_undo_what_is_inside() -> None:
    handler = node("startEvent", "hs", "<bpmn:compensateEventDefinition/>") + task("look")
    handler += throw("inner_back", undo()) + end("he") + chain("hs", "look", "inner_back", "he")
    inner = start("is") + task("a") + undone_by("a", "undo_a") + end("ie") + chain("is", "a", "ie")
    inner += node("subProcess", "undoing", handler, triggeredByEvent="true")
    xml = process(
        [start(), node("subProcess", "sub", inner), throw("back", undo()), end(),
         chain("s", "sub", "back", "e")]
    )  # fmt: skip
    run = Run(xml).complete("a")
    assert run.waiting == ["look"]
    run.complete("look")
    assert run.waiting == ["undo_a"]
    assert run.complete("undo_a").status == "completed"


def test_each_instance_of_a_multi_instance_is_undone() -> None:
    loop = "<bpmn:multiInstanceLoopCharacteristics isSequential='true'><bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    xml = process(
        [start(), node("userTask", "a", loop), undone_by("a", "undo_a"), throw("back", undo()), end(),
         chain("s", "a", "back", "e")]
    )  # fmt: skip
    run = Run(xml).complete("a").complete("a").complete("a")
    seen = []
    while run.waiting:
        assert run.waiting == ["undo_a"]
        act = next(a for a in run.instance.state.acts.values() if a.el == "undo_a")
        seen.append(run.instance.state.scopes[act.k].vars["loopCounter"])
        run.complete("undo_a")
    assert seen == [3, 2, 1]
    assert run.status == "completed"


def test_a_compensation_that_is_cancelled_leaves_nothing() -> None:
    inner = start("is") + task("a") + undone_by("a", "undo_a") + throw("back", undo()) + end("ie")
    inner += chain("is", "a", "back", "ie")
    xml = process(
        [start(), node("subProcess", "sub", inner), task("late"),
         node("boundaryEvent", "b", "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>"
              "</bpmn:timerEventDefinition>", attachedToRef="sub"), end(), end("e2"),
         chain("s", "sub", "e"), chain("b", "late", "e2")]
    )  # fmt: skip
    run = Run(xml).complete("a")
    assert run.waiting == ["undo_a"]
    run.hours(48)
    assert run.waiting == ["late"]
    assert run.complete("late").status == "completed"


CANCEL = "<bpmn:cancelEventDefinition/>"


def booking(ending: str) -> bytes:
    inner = start("is") + task("hotel", "flight", "decide") + undone_by("hotel", "no_hotel")
    inner += undone_by("flight", "no_flight") + node("parallelGateway", "g") + task("other")
    inner += end("ie", ending) + end("oe") + chain("is", "hotel", "flight", "g", "decide", "ie")
    inner += chain("g", "other", "oe")
    return process(
        [start(), node("transaction", "t", inner), task("given_up", "failed", "done"),
         node("boundaryEvent", "bc", CANCEL, attachedToRef="t"),
         node("boundaryEvent", "be", E1, attachedToRef="t"), end(), end("e2"), end("e3"),
         chain("s", "t", "done", "e"), chain("bc", "given_up", "e2"), chain("be", "failed", "e3")],
        before=ROOTS,
    )  # fmt: skip


def test_a_cancelled_transaction_ends_what_runs_undoes_what_ended_and_goes_on_at_its_boundary() -> None:
    run = Run(booking(CANCEL)).complete("hotel").complete("flight").complete("decide")
    assert run.waiting == ["no_flight"]
    assert "other" in run.seen("cancelled")
    run.complete("no_flight")
    assert run.waiting == ["no_hotel"]
    run.complete("no_hotel")
    assert run.waiting == ["given_up"]
    assert "t" in run.seen("cancelled")
    assert run.complete("given_up").status == "completed"


def test_an_error_in_a_transaction_undoes_nothing() -> None:
    run = Run(booking(E1)).complete("hotel").complete("flight").complete("decide")
    assert run.waiting == ["failed"]


def test_a_transaction_that_goes_well_is_a_subprocess_and_can_be_undone_later() -> None:
    run = Run(booking("")).complete("hotel").complete("flight").complete("decide").complete("other")
    assert run.waiting == ["done"]
    assert [d.el for d in run.instance.state.scopes[0].done] == ["t"]
