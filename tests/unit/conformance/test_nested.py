"""Compensation, cancellation and loops inside each other, to any depth."""

from __future__ import annotations

import pytest

from engine.runtime import BpmnFault
from tests.unit.conformance.checked import Checked as Run
from tests.unit.conformance.test_compensation import CANCEL, throw, undo, undone_by
from tests.unit.conformance.test_conditions import when
from tests.unit.conformance.test_loops import loop
from tests.unit.conformance.words import (
    E1,
    FLOOD,
    GO,
    OTHER,
    STOP,
    X1,
    boundary,
    call,
    end,
    handler,
    many,
    model,
    other,
    script,
    start,
    sub,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, node


def line(*names: str, entry: str, exit: str) -> str:
    return start(entry) + end(exit) + chain(entry, *names, exit)


def test_compensation_in_a_loop_in_an_event_subprocess_of_a_called_process() -> None:
    """Each instance undoes its own, the last instance first, when the process that called throws."""
    inner = line("a", entry="is", exit="ie") + task("a") + undone_by("a", "undo_a")
    each = node("subProcess", "each", many("[1, 2]", "n", sequential=True) + inner)
    watched = handler("h", GO, each, then=("each",))
    called = other("q", line("w", entry="qs", exit="qe"), task("w"), watched)
    xml = model(
        start(), call("c", "q"), throw("back", undo()), end(), chain("s", "c", "back", "e"), also=called
    )
    run = Run(xml).message("go")
    assert run.waiting == ["a"]
    run.complete("a").complete("a")
    undone = []
    while run.waiting:
        act = next(a for a in run.instance.state.acts.values() if a.el == "undo_a")
        undone.append(run.simulation._sees(f"S1.{act.k}", {"n": 2}))
        run.complete("undo_a")
    assert undone == [True, False]
    assert run.status == "completed"


def test_a_called_process_is_undone_by_its_own_event_subprocess() -> None:
    undoing = handler("h", "<bpmn:compensateEventDefinition/>", task("look"), then=("look",))
    called = other("q", line("w", entry="qs", exit="qe"), task("w"), undoing)
    xml = model(
        start(), call("c", "q"), throw("back", undo("c")), end(), chain("s", "c", "back", "e"), also=called
    )
    run = Run(xml).complete("w", {"x": 1})
    assert run.waiting == ["look"]
    assert run.complete("look").status == "completed"


def test_three_levels_are_undone_from_the_inside_out_of_order_of_completion() -> None:
    deep = (
        line("a", "b", entry="ds", exit="de") + task("a", "b") + undone_by("a", "ua") + undone_by("b", "ub")
    )
    mid = line("deep", "c", entry="ms", exit="me") + sub("deep", deep) + task("c") + undone_by("c", "uc")
    xml = model(start(), sub("mid", mid), task("d"), undone_by("d", "ud"), throw("back", undo()), end(),
                chain("s", "mid", "d", "back", "e"))  # fmt: skip
    run = Run(xml).complete("a").complete("b").complete("c").complete("d")
    for expected in ("ud", "uc", "ub", "ua"):
        assert run.waiting == [expected]
        run.complete(expected)
    assert run.status == "completed"


def test_an_error_in_a_handler_is_caught_around_it_and_not_by_what_has_ended() -> None:
    wrong = node("subProcess", "ua", line(entry="us", exit="ue").replace('id="ue">', f'id="ue">{E1}'),
                 isForCompensation="true")  # fmt: skip
    inner = line("a", entry="is", exit="ie") + task("a") + wrong
    inner += node("boundaryEvent", "au", "<bpmn:compensateEventDefinition/>", attachedToRef="a")
    inner += '<bpmn:association id="as" sourceRef="au" targetRef="ua"/>'
    ended = sub("ended", inner) + boundary("never", "ended", E1) + task("wrong") + chain("never", "wrong")
    outer = line("ended", "back", entry="os", exit="oe") + ended + throw("back", undo())
    xml = model(line("outer", entry="s", exit="e"), sub("outer", outer), boundary("b", "outer", E1), task("told"),
                chain("b", "told"))  # fmt: skip
    run = Run(xml).complete("a")
    assert run.waiting == ["told"]
    assert "wrong" not in run.seen("activated")


def test_a_handler_that_is_interrupted_does_not_hold_up_the_others() -> None:
    xml = model(start(), task("a", "b", "late"), undone_by("a", "ua"), undone_by("b", "ub"), boundary("t", "ub", timer("PT1H")),
                chain("t", "late"), throw("back", undo()), end(), chain("s", "a", "b", "back", "e"))  # fmt: skip
    run = Run(xml).complete("a").complete("b")
    assert run.waiting == ["ub"]
    assert run.hours(2).waiting == ["late", "ua"]
    assert run.complete("ua").complete("late").status == "completed"


def test_an_error_in_a_handler_that_nothing_catches_fails_the_step() -> None:
    xml = model(
        start(), task("a"), undone_by("a", "ua"), throw("back", undo()), end(), chain("s", "a", "back", "e")
    )
    xml = xml.replace(b'<bpmn:userTask id="ua" isForCompensation="true"></bpmn:userTask>',
                      node("subProcess", "ua", start("us") + end("ue", E1) + chain("us", "ue"),
                           isForCompensation="true").encode())  # fmt: skip
    run = Run(xml)
    with pytest.raises(BpmnFault):
        run.complete("a")
    assert run.waiting == ["a"]


def cancelling(*, loop: str = "", nested: bool = False) -> bytes:
    inner = task("hotel", "decide") + undone_by("hotel", "no_hotel") + end("ie", CANCEL) + start("is")
    inner += chain("is", "hotel", "decide", "ie")
    if nested:
        inner = line("tn", entry="os", exit="oe") + node("transaction", "tn", inner) + task("up") + boundary(
            "bn", "tn", CANCEL) + chain("bn", "up")  # fmt: skip
    return model(start(), node("transaction", "t", loop + inner), boundary("b", "t", CANCEL), task("given_up", "done"),
                 end(), chain("s", "t", "done", "e"), chain("b", "given_up"))  # fmt: skip


def test_a_cancel_ends_the_innermost_transaction_only() -> None:
    run = Run(cancelling(nested=True)).complete("hotel").complete("decide").complete("no_hotel")
    assert run.waiting == ["up"]
    assert run.complete("up").waiting == ["done"]


def test_a_cancelled_instance_is_undone_and_its_loop_left() -> None:
    run = Run(cancelling(loop=many("[1, 2]", "n"))).complete("hotel", n=1).complete("decide", n=1)
    assert run.waiting == ["hotel", "no_hotel"]
    assert run.complete("no_hotel").waiting == ["given_up"]


def test_a_terminate_end_event_ends_its_own_scope_in_an_ad_hoc_subprocess() -> None:
    inner = sub(
        "one", start("is"), task("x"), end("stop", STOP), chain("is", "stop"), chain("is", "x")
    ) + task("two")
    xml = model(line("ah", entry="s", exit="e"), node("adHocSubProcess", "ah", inner, ordering="Sequential"))
    run = Run(xml)
    assert run.waiting == ["two"]
    assert run.complete("two").status == "completed"


def test_an_interrupting_event_subprocess_ends_what_an_ad_hoc_subprocess_had_still_to_do() -> None:
    inner = task("one", "two") + handler("h", GO, task("close"), then=("close",))
    xml = model(line("ah", entry="s", exit="e"), node("adHocSubProcess", "ah", inner, ordering="Sequential"))
    run = Run(xml).message("go")
    assert run.waiting == ["close"]
    assert run.complete("close").status == "completed"


LOOPS = {
    "multi-instance": many("[1, 2]", "n"),
    "one after the other": many("[1, 2]", "n", sequential=True),
    "standard loop": loop("=true", loopMaximum="2"),
}
HOSTS = {
    "task": lambda inner: node("userTask", "host", inner),
    "subprocess": lambda inner: node(
        "subProcess", "host", inner + line("w", entry="is", exit="ie") + task("w")
    ),
    "transaction": lambda inner: node(
        "transaction", "host", inner + line("w", entry="is", exit="ie") + task("w")
    ),
    "ad-hoc": lambda inner: node("adHocSubProcess", "host", inner + task("w")),
    "call": lambda inner: call("host", "q", loop=inner),
}
EVENTS = {
    "condition": (when("x = 1"), lambda run: run.complete("beside", {"x": 1})),
    "message": (GO, lambda run: run.message("go")),
    "timer": (timer("PT1H"), lambda run: run.hours(1)),
    "signal": (FLOOD, lambda run: run.signal("flood")),
    "one of several": (GO + FLOOD, lambda run: run.signal("flood")),
}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("repeated", LOOPS)
@pytest.mark.parametrize("interrupting", [True, False])
def test_a_boundary_event_on_any_activity_in_any_loop(
    event: str, host: str, repeated: str, interrupting: bool
) -> None:
    definition, let_come = EVENTS[event]
    called = other("q", line("w", entry="qs", exit="qe"), task("w")) if host == "call" else ""
    xml = model(start(), node("parallelGateway", "g"), HOSTS[host](LOOPS[repeated]), task("beside", "told"),
                boundary("b", "host", definition, interrupting), end(), end("e2"), end("e3"),
                chain("s", "g", "host", "e"), chain("g", "beside", "e2"), chain("b", "told", "e3"), also=called)  # fmt: skip
    run = Run(xml, {"x": 0})
    before = [w for w in run.waiting if w != "beside"]
    let_come(run)
    after = [w for w in run.waiting if w != "beside"]
    assert after == (["told"] if interrupting else sorted([*before, "told"]))
    while run.waiting:
        run.complete(run.waiting[0])
    assert run.status == "completed"


@pytest.mark.parametrize("repeated", LOOPS)
@pytest.mark.parametrize("thrown", [E1, X1])
def test_what_an_instance_throws_ends_all_of_the_loop(thrown: str, repeated: str) -> None:
    inner = start("is") + task("w") + end("ie", thrown) + chain("is", "w", "ie")
    xml = model(line("host", entry="s", exit="e"), node("subProcess", "host", LOOPS[repeated] + inner),
                boundary("b", "host", thrown), task("told"), chain("b", "told"))  # fmt: skip
    assert Run(xml).complete("w").waiting == ["told"]


def test_a_subprocess_in_a_standard_loop_throws_to_itself_each_round() -> None:
    inner = start("is") + node("intermediateThrowEvent", "up", X1) + end("ie") + chain("is", "up", "ie")
    xml = model(line("host", entry="s", exit="e"), node("subProcess", "host", loop("=true", loopMaximum="3") + inner),
                boundary("b", "host", X1, False), task("told"), chain("b", "told"))  # fmt: skip
    assert Run(xml).waiting == ["told"] * 3


def test_a_parallel_multiple_boundary_event_with_a_timer_listens_for_all_again() -> None:
    event = node("boundaryEvent", "b", GO + timer("PT1H"), attachedToRef="t", cancelActivity="false",
                 parallelMultiple="true")  # fmt: skip
    xml = model(line("t", entry="s", exit="e"), task("t", "told"), event, end("e2"), chain("b", "told", "e2"))
    run = Run(xml).hours(2)
    assert run.waiting == ["t"]
    run.message("go")
    assert run.waiting == ["t", "told"]
    run.message("go")
    assert run.waiting == ["t", "told"]
    assert run.hours(2).waiting == ["t", "told", "told"]


def test_behind_an_event_gateway_all_of_a_parallel_multiple_event_must_come() -> None:
    several = node("intermediateCatchEvent", "both", GO + OTHER, parallelMultiple="true")
    xml = model(start(), node("eventBasedGateway", "g"), several, node("intermediateCatchEvent", "c", FLOOD),
                task("all", "one"), end(), end("e2"), chain("s", "g", "both", "all", "e"), chain("g", "c", "one", "e2"))  # fmt: skip
    run = Run(xml).message("go")
    assert run.waiting == []
    assert Run(xml).message("go").message("other").waiting == ["all"]
    assert run.signal("flood").waiting == ["one"]


def test_links_meet_in_their_own_subprocess_only() -> None:
    def part(name: str) -> str:
        link = '<bpmn:linkEventDefinition name="on"/>'
        inner = start(f"{name}s") + node("intermediateThrowEvent", f"{name}t", link) + task(f"{name}w")
        inner += node("intermediateCatchEvent", f"{name}c", link) + chain(f"{name}s", f"{name}t")
        return sub(name, inner + chain(f"{name}c", f"{name}w"))

    run = Run(model(line("x", "y", entry="s", exit="e"), part("x"), part("y")))
    assert run.waiting == ["xw"]
    assert run.complete("xw").waiting == ["yw"]
    assert run.complete("yw").status == "completed"


def test_a_signal_of_a_loop_reaches_other_cases() -> None:
    shared = '<bpmn:signalEventDefinition id="shared" signalRef="s1"/>'
    repeated = many(cardinality="2").replace("<bpmn:multiInstanceLoopCharacteristics",
        '<bpmn:multiInstanceLoopCharacteristics behavior="One" oneBehaviorEventRef="shared"')  # fmt: skip
    started = other("q", start("qs", FLOOD), task("there"), chain("qs", "there"))
    xml = model(line("t", entry="s", exit="e"), node("userTask", "t", repeated), also=started)
    run = Run(xml.replace(b'<bpmn:process id="p"', f'{shared}<bpmn:process id="p"'.encode()))
    run.complete("t").complete("t")
    cases = [i for i in run.simulation.instances.values() if i is not run.instance]
    assert [t["el"] for i in cases for t in i.tasks.values()] == ["there"]


@pytest.mark.parametrize("wait", [True, False])
def test_compensation_beside_an_inclusive_join_does_not_hold_it_up(wait: bool) -> None:
    xml = model(start(), task("a"), undone_by("a", "ua"), node("inclusiveGateway", "g"), throw("back", undo(wait=wait)),
                task("b"), node("inclusiveGateway", "j"), task("z"), end(), chain("s", "a", "g", "back", "j", "z", "e"),
                chain("g", "b", "j"))  # fmt: skip
    run = Run(xml).complete("a").complete("b")
    assert run.waiting == (["ua"] if wait else ["ua", "z"])


def test_tokens_are_gathered_for_each_round_of_a_loop_with_its_boundary() -> None:
    two = node("userTask", "t", loop("=true", loopMaximum="2"), startQuantity="2", completionQuantity="3")
    xml = model(start(), node("parallelGateway", "g"), two, task("z", "told"), boundary("b", "t", GO, False), end(),
                chain("b", "told"), chain("s", "g", "z", "e"), node("task", "x"), node("task", "y"),
                chain("g", "x", "t"), chain("g", "y", "t"), task("after"), chain("t", "after"))  # fmt: skip
    run = Run(xml)
    assert run.waiting == ["t", "z"]
    run.message("go").complete("t").complete("t")
    assert run.waiting == ["after"] * 3 + ["told", "z"]


def test_a_loop_of_calls_undoes_each_called_process() -> None:
    called = other("q", line("w", entry="qs", exit="qe"), task("w"), undone_by("w", "uw"))
    xml = model(start(), call("c", "q", loop=many("[1, 2]", "n")), script("mark", "true", "done"), throw("back", undo()),
                end(), chain("s", "c", "mark", "back", "e"), also=called)  # fmt: skip
    run = Run(xml).complete("w").complete("w")
    assert run.variables["done"] is True
    assert run.complete("uw").waiting == ["uw"]
    assert run.complete("uw").status == "completed"
