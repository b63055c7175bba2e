"""Events: timers, messages, signals, errors, escalations; boundary, intermediate, subprocess starts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands
from engine.errors import ProcessFault
from engine.runtime import BpmnFault
from tests.unit.runtime.bpmn import chain, extension, flow, node, process
from tests.unit.runtime.runner import MONDAY, Run

MESSAGE = (
    '<bpmn:message id="m1" name="supplement">'
    + extension('<zeebe:subscription correlationKey="=number"/>')
    + "</bpmn:message>"
)
ON_MESSAGE = '<bpmn:messageEventDefinition messageRef="m1"/>'
SIGNAL = '<bpmn:signal id="s1" name="flood"/>'
ON_SIGNAL = '<bpmn:signalEventDefinition signalRef="s1"/>'
ERROR = '<bpmn:error id="e1" name="refused" errorCode="REFUSED"/><bpmn:error id="e2" errorCode="OTHER"/>'
ESCALATION = '<bpmn:escalation id="x1" name="late" escalationCode="LATE"/>'


def timer(kind: str, text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"


def boundary(name: str, host: str, inner: str, interrupting: bool = True) -> str:
    return node("boundaryEvent", name, inner, attachedToRef=host, cancelActivity=str(interrupting).lower())


def guarded(event: str, interrupting: bool = True, before: str = "", host: str = "") -> bytes:
    """A task (or `host`) named h with a boundary event to task `late`, then task z."""
    return process([
        node("startEvent", "s"), host or node("userTask", "h"), boundary("b", "h", event, interrupting),
        node("userTask", "late"), node("userTask", "z"), chain("s", "h", "z"), flow("b", "late"),
    ], before=before)  # fmt: skip


def test_an_interrupting_timer_ends_its_task_at_its_time():
    run = Run(guarded(timer("timeDuration", "PT2H")))
    run.simulation.advance(MONDAY + timedelta(minutes=119))
    assert run.waiting == ["h"]
    run.simulation.advance(MONDAY + timedelta(hours=2))
    assert run.waiting == ["late"]
    assert run.seen("cancelled") == ["h"]


def test_a_task_done_in_time_disarms_its_timer():
    run = Run(guarded(timer("timeDuration", "PT2H"))).complete("h")
    run.simulation.advance(MONDAY + timedelta(days=9))
    assert run.waiting == ["z"]
    assert run.simulation.next_due() is None


def test_a_non_interrupting_cycle_fires_as_often_as_it_says():
    run = Run(guarded(timer("timeCycle", "R3/PT1H"), interrupting=False))
    for hour, expected in [(1, 1), (2, 2), (3, 3), (9, 3)]:
        run.simulation.advance(MONDAY + timedelta(hours=hour))
        assert run.waiting.count("late") == expected
    assert "h" in run.waiting


def test_an_overdue_cycle_fires_once_not_once_per_missed_time():
    run = Run(guarded(timer("timeCycle", "R/PT1H"), interrupting=False))
    run.simulation.at = MONDAY + timedelta(hours=5, minutes=30)
    run.simulation.handle(run.instance, commands.FireTimers(actor="scheduler", instance_id=run.instance.id))
    assert run.waiting.count("late") == 1
    assert run.simulation.next_due() == MONDAY + timedelta(hours=6)


def test_an_intermediate_timer_takes_an_expression():
    run = Run(process([node("startEvent", "s"), node("intermediateCatchEvent", "w", timer("timeDate", "=until")),
                       node("userTask", "t"), chain("s", "w", "t")]), {"until": "2026-01-07T09:00:00+08:00"})  # fmt: skip
    assert run.simulation.next_due() == MONDAY + timedelta(days=2)
    run.simulation.advance(MONDAY + timedelta(days=2))
    assert run.waiting == ["t"]


def test_a_message_reaches_only_the_instance_with_its_key():
    xml = guarded(ON_MESSAGE, before=MESSAGE)
    run = Run(xml, {"number": "7"})
    assert not run.simulation.message("supplement", "8", {"paper": "x"})
    assert run.waiting == ["h"]
    assert run.simulation.message("supplement", "7", {"paper": "x"})
    assert run.waiting == ["late"]
    assert run.variables["paper"] == "x"


def test_a_receive_task_waits_for_its_message():
    run = Run(process([node("startEvent", "s"), node("receiveTask", "r", messageRef="m1"), node("userTask", "t"),
                       chain("s", "r", "t")], before=MESSAGE), {"number": "7"})  # fmt: skip
    assert run.waiting == []
    run.simulation.message("supplement", "7")
    assert run.waiting == ["t"]


def test_the_first_event_behind_an_event_based_gateway_wins():
    xml = process([
        node("startEvent", "s"), node("eventBasedGateway", "g"), node("intermediateCatchEvent", "c", ON_MESSAGE),
        node("intermediateCatchEvent", "w", timer("timeDuration", "P1D")), node("userTask", "came"),
        node("userTask", "missed"), chain("s", "g", "c", "came"), chain("g", "w", "missed"),
    ], before=MESSAGE)  # fmt: skip
    run = Run(xml, {"number": "7"})
    run.simulation.message("supplement", "7")
    assert run.waiting == ["came"]
    assert run.simulation.next_due() is None
    other = Run(xml, {"number": "7"})
    other.simulation.advance(MONDAY + timedelta(days=1))
    assert other.waiting == ["missed"]
    assert not other.simulation.message("supplement", "7")


def test_a_signal_reaches_every_listener_in_the_case_and_others():
    throwing = process([
        node("startEvent", "s"), node("parallelGateway", "f"), node("userTask", "t"),
        node("intermediateThrowEvent", "shout", ON_SIGNAL), node("intermediateCatchEvent", "hear", ON_SIGNAL),
        node("userTask", "own"), chain("s", "f", "t", "shout"), chain("f", "hear", "own"),
    ], before=SIGNAL)  # fmt: skip
    run = Run(throwing)
    other = run.simulation.start("p")
    run.simulation.complete(f"{run.instance.id}.{next(iter(run.instance.tasks)).split('.')[1]}")
    assert run.waiting == ["own"]
    assert sorted(e["el"] for e in other.tasks.values()) == ["own", "t"]


def test_an_error_in_a_subprocess_goes_to_its_boundary_event_by_code():
    inner = node("subProcess", "h", node("startEvent", "is") + node("userTask", "it")
                 + node("endEvent", "ie", '<bpmn:errorEventDefinition errorRef="e1"/>') + chain("is", "it", "ie"))  # fmt: skip
    run = Run(guarded('<bpmn:errorEventDefinition errorRef="e1"/>', before=ERROR, host=inner))
    assert run.complete("it").waiting == ["late"]
    other = Run(guarded('<bpmn:errorEventDefinition errorRef="e2"/>', before=ERROR, host=inner))
    with pytest.raises(BpmnFault, match="REFUSED"):
        other.complete("it")
    assert other.waiting == ["it"]


def test_a_handler_may_answer_with_a_bpmn_error():
    host = node("serviceTask", "h", extension('<zeebe:taskDefinition type="check"/>'))
    run = Run(guarded('<bpmn:errorEventDefinition errorRef="e1"/>', before=ERROR, host=host))
    job = run.simulation.find_task("h")
    run.simulation.handle(run.instance, commands.FailJob(
        actor="worker", job_id=job, error_code="REFUSED", variables={"why": "no letter"}))  # fmt: skip
    assert run.waiting == ["late"]
    assert run.variables["why"] == "no letter"


def test_an_escalation_goes_on_beside_a_non_interrupting_catch():
    inner = node("subProcess", "h", node("startEvent", "is")
                 + node("intermediateThrowEvent", "up", '<bpmn:escalationEventDefinition escalationRef="x1"/>')
                 + node("userTask", "it") + chain("is", "up", "it"))  # fmt: skip
    run = Run(guarded('<bpmn:escalationEventDefinition escalationRef="x1"/>', False, ESCALATION, inner))
    assert run.waiting == ["it", "late"]


def test_an_escalation_that_nobody_catches_lets_the_case_go_on():
    run = Run(process([
        node("startEvent", "s"),
        node("intermediateThrowEvent", "up", '<bpmn:escalationEventDefinition escalationRef="x1"/>'),
        node("userTask", "t"), chain("s", "up", "t"),
    ], before=ESCALATION))  # fmt: skip
    assert run.waiting == ["t"]
    assert run.seen("uncaught") == ["up"]


def event_subprocess(event: str, interrupting: str) -> bytes:
    inner = (
        node("startEvent", "es", event, isInterrupting=interrupting)
        + node("userTask", "et")
        + node("endEvent", "ee")
        + chain("es", "et", "ee")
    )
    return process([node("startEvent", "s"), node("userTask", "a"), node("endEvent", "e"), chain("s", "a", "e"),
                    node("subProcess", "ev", inner, triggeredByEvent="true")], before=MESSAGE)  # fmt: skip


def test_an_interrupting_event_subprocess_replaces_what_runs():
    run = Run(event_subprocess(ON_MESSAGE, "true"), {"number": "7"})
    run.simulation.message("supplement", "7")
    assert run.waiting == ["et"]
    assert run.complete("et").status == "completed"


def test_a_non_interrupting_event_subprocess_runs_beside_and_may_come_again():
    run = Run(event_subprocess(ON_MESSAGE, "false"), {"number": "7"})
    run.simulation.message("supplement", "7")
    run.simulation.message("supplement", "7")
    assert run.waiting == ["a", "et", "et"]
    run.complete("a").complete("et")
    assert run.status == "active"
    assert run.complete("et").status == "completed"


def test_a_message_thrown_by_one_process_starts_another():
    receiver = process([node("startEvent", "rs", ON_MESSAGE), node("userTask", "rt"), chain("rs", "rt")], "r")
    after = receiver.decode().split('targetNamespace="test">', 1)[1].rsplit("</bpmn:definitions>", 1)[0]
    content = extension('<zeebe:ioMapping><zeebe:input source="=a" target="given"/></zeebe:ioMapping>')
    run = Run(process([node("startEvent", "s"), node("sendTask", "send", content, messageRef="m1"),
                       node("endEvent", "e"), chain("s", "send", "e")], before=MESSAGE, after=after), {"a": 5})  # fmt: skip
    assert run.status == "completed"
    started = run.simulation.instances["S2"]
    assert [e["el"] for e in started.tasks.values()] == ["rt"]
    assert started.state.scopes[0].vars == {"given": 5}


def test_a_suspended_case_takes_no_work_and_fires_no_timers_until_it_is_resumed():
    run = Run(guarded(timer("timeDuration", "PT2H")))
    run.simulation.handle(run.instance, commands.Suspend(actor="x", instance_id="S1"))
    run.simulation.at = MONDAY + timedelta(hours=3)
    run.simulation.handle(run.instance, commands.FireTimers(actor="x", instance_id="S1"))
    assert run.waiting == ["h"]
    run.simulation.handle(run.instance, commands.Resume(actor="x", instance_id="S1"))
    run.simulation.handle(run.instance, commands.FireTimers(actor="x", instance_id="S1"))
    assert run.waiting == ["late"]


def test_cancelling_a_case_ends_all_that_is_open():
    run = Run(guarded(timer("timeDuration", "PT2H")))
    run.simulation.handle(run.instance, commands.Cancel(actor="x", instance_id="S1", reason="撤回"))
    assert run.status == "cancelled"
    assert run.seen("cancelled") == ["h"]
    assert run.simulation.next_due() is None


def test_a_correlation_key_without_a_value_is_a_fault_not_a_message_for_everyone():
    with pytest.raises(ProcessFault, match="correlation key number of b has no value"):
        Run(guarded(ON_MESSAGE, before=MESSAGE), {})
