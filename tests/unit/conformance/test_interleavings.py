"""What happens at the same moment, in the wrong moment, or twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands
from engine.errors import Conflict, EngineError
from tests.unit.conformance.pairing import check_simulation
from tests.unit.conformance.words import (
    E1,
    FLOOD,
    GO,
    STOP,
    boundary,
    call,
    end,
    handler,
    line,
    many,
    model,
    other,
    start,
    sub,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, node
from tests.unit.runtime.runner import MONDAY, Run


def checked(run: Run) -> Run:
    check_simulation(run.simulation)
    return run


def fire(run: Run, **after: float) -> Run:
    """The scheduler comes late: everything that fell due until then fires in one command."""
    run.simulation.at = MONDAY + timedelta(**after)
    run.simulation.handle(run.instance, commands.FireTimers(actor="scheduler", instance_id=run.instance.id))
    return checked(run)


def give(run: Run, command: commands.Command) -> Run:
    run.simulation.handle(run.instance, command)
    return checked(run)


def test_overdue_timers_fire_in_due_order_and_one_that_interrupts_takes_the_later_with_it():
    inner = sub("h", line("w", entry="is", exit="ie"), node("intermediateCatchEvent", "w", timer("PT2H")))
    xml = model(
        line("h", "z"), inner, boundary("b", "h", timer("PT3H")), task("z", "late"), chain("b", "late")
    )
    assert fire(Run(xml), hours=9).waiting == ["z"]
    xml = xml.replace(b"PT2H", b"PT4H")
    run = fire(Run(xml), hours=9)
    assert (run.waiting, run.seen("timer_fired")) == (["late"], ["b"])


def test_a_boundary_timer_fires_once_however_often_the_scheduler_comes():
    run = Run(
        model(line("h"), task("h", "late"), boundary("b", "h", timer("PT1H"), False), chain("b", "late"))
    )
    for hours in (2, 2, 3):
        fire(run, hours=hours)
    assert run.waiting == ["h", "late"]


def test_timers_that_fall_due_while_the_case_is_suspended_fire_when_it_goes_on():
    xml = model(line("h"), task("h", "late", "often"), boundary("b", "h", timer("PT3H")), chain("b", "late"),
                boundary("c", "h", timer("R/PT1H", "Cycle"), False), chain("c", "often"))  # fmt: skip
    run = Run(xml)
    give(run, commands.Suspend(actor="x", instance_id="S1"))
    assert fire(run, hours=5).waiting == ["h"]
    with pytest.raises(Conflict):
        run.complete("h")
    give(run, commands.Resume(actor="x", instance_id="S1"))
    assert fire(run, hours=5).waiting == ["late", "often"]


def test_suspending_twice_and_resuming_twice_are_refused():
    run = Run(model(line("t"), task("t")))
    give(run, commands.Suspend(actor="x", instance_id="S1"))
    with pytest.raises(Conflict):
        give(run, commands.Suspend(actor="x", instance_id="S1"))
    give(run, commands.Resume(actor="x", instance_id="S1"))
    with pytest.raises(Conflict):
        give(run, commands.Resume(actor="x", instance_id="S1"))


NESTED = model(
    line("box"),
    node("subProcess", "box", many(cardinality="2") + line("c", entry="bs", exit="be") + call("c", "q")
         + boundary("bt", "c", timer("PT1H"), False) + handler("be1", FLOOD)),
    boundary("bm", "box", GO),
    also=other("q", start("qs"), node("parallelGateway", "f"), task("a"), node("receiveTask", "r", messageRef="m1"),
               node("eventBasedGateway", "g"), node("intermediateCatchEvent", "c1", GO),
               node("intermediateCatchEvent", "c2", timer("PT2H")), node("parallelGateway", "j"), end("qe"),
               chain("qs", "f", "a", "j", "qe"), chain("f", "r", "j"), chain("f", "g", "c1", "j"), chain("g", "c2", "j")),
)  # fmt: skip


def test_cancelling_a_case_with_nested_calls_closes_everything():
    run = checked(Run(NESTED))
    run.complete("a")
    give(run, commands.Cancel(actor="x", instance_id="S1", reason="x"))
    assert run.status == "cancelled"
    assert run.simulation.next_due() is None
    assert run.instance.tasks == {}


def test_cancelling_a_suspended_case():
    run = Run(NESTED)
    give(run, commands.Suspend(actor="x", instance_id="S1"))
    assert give(run, commands.Cancel(actor="x", instance_id="S1")).status == "cancelled"


def test_a_broadcast_ends_what_an_earlier_listener_held():
    run = checked(Run(NESTED))
    run.simulation.signal("flood")
    assert checked(run).status == "completed"


def test_a_message_goes_to_one_listener_in_the_case_the_oldest():
    run = Run(NESTED)
    run.simulation.message("go")
    assert (checked(run).status, run.seen("caught")) == ("completed", ["bm"])


@pytest.mark.parametrize("command", [
    lambda task_id: commands.CompleteTask(actor="x", task_id=task_id),
    lambda task_id: commands.Claim(actor="x", task_id=task_id),
    lambda task_id: commands.CompleteJob(actor="x", job_id=task_id),
    lambda task_id: commands.FailJob(actor="x", job_id=task_id, error_code="E"),
])  # fmt: skip
@pytest.mark.parametrize("task_id", ["S1.999", "S1.0", "S1.-1", "S1.", "S1.x", "", "S1.²"])
def test_a_command_on_what_is_not_open_is_refused_and_changes_nothing(command, task_id):
    run = Run(model(line("t"), task("t")))
    before = run.instance.data
    with pytest.raises(Conflict):
        run.simulation.handle(run.instance, command(task_id))
    assert run.instance.data == before


def test_an_ended_case_takes_no_command():
    run = Run(model(line("t"), task("t"))).complete("t")
    for command in (commands.Cancel(actor="x", instance_id="S1"), commands.Resume(actor="x", instance_id="S1"),
                    commands.FireTimers(actor="x", instance_id="S1"), commands.BroadcastSignal(actor="x", signal="flood"),
                    commands.Start(actor="x", process="p")):  # fmt: skip
        with pytest.raises(Conflict):
            run.simulation.handle(run.instance, command)


def test_an_error_that_nothing_catches_leaves_the_state_as_it_was():
    run = Run(model(start(), task("a", "b"), end("e", E1), chain("s", "a", "e"), chain("s", "b")))
    before = run.instance.data
    with pytest.raises(EngineError):
        run.complete("a")
    assert run.instance.data == before
    assert checked(run.complete("b")).waiting == ["a"]


def test_terminate_beside_a_call_an_event_gateway_and_a_multi_instance():
    xml = model(start(), call("c", "q"), node("userTask", "m", many(cardinality="3")), node("eventBasedGateway", "g"),
                node("intermediateCatchEvent", "c1", GO), node("intermediateCatchEvent", "c2", FLOOD), task("t"), end("stop", STOP),
                chain("s", "c"), chain("s", "m"), chain("s", "g", "c1"), chain("g", "c2"), chain("s", "t", "stop"),
                also=other("q", line("it", entry="is", exit="ie"), task("it"), handler("ev", FLOOD)))  # fmt: skip
    run = checked(Run(xml)).complete("t")
    assert checked(run).status == "completed"


def test_a_join_in_a_scope_that_is_left_forgets_its_tokens():
    box = sub("box", start("is"), node("parallelGateway", "f"), task("a", "b"), node("parallelGateway", "j"), end("ie"),
              chain("is", "f", "a", "j", "ie"), chain("f", "b", "j"))  # fmt: skip
    xml = model(start(), node("exclusiveGateway", "m"), box, boundary("again", "box", GO), end(), chain("s", "m", "box", "e"),
                chain("again", "m"))  # fmt: skip
    run = Run(xml).complete("a")
    run.simulation.message("go")
    assert checked(run).waiting == ["a", "b"]
    assert run.instance.state.joins == {}
    assert checked(run.complete("b")).waiting == ["a"]
    assert checked(run.complete("a")).status == "completed"


def test_an_interrupting_event_subprocess_forgets_tokens_at_joins():
    xml = model(start(), node("parallelGateway", "f"), task("a", "b"), node("inclusiveGateway", "i"), node("parallelGateway", "j"),
                end(), chain("s", "f", "a", "i", "j", "e"), chain("f", "b", "i"), chain("f", "j"),
                handler("ev", GO, task("et"), then=("et",)))  # fmt: skip
    run = checked(Run(xml).complete("a"))
    run.simulation.message("go")
    assert (checked(run).waiting, run.instance.state.joins) == (["et"], {})
    assert checked(run.complete("et")).status == "completed"


def test_an_activity_that_is_left_by_its_own_boundary_event_in_the_step_that_opens_it():
    inner = sub(
        "h",
        start("is"),
        node("intermediateThrowEvent", "up", FLOOD),
        task("never"),
        end("ie"),
        chain("is", "up", "never", "ie"),
    )
    xml = model(line("h", "z"), inner, boundary("b", "h", FLOOD), task("late", "z"), chain("b", "late"))
    assert checked(Run(xml)).waiting == ["late"]
