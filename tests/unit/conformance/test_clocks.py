"""Clocks of the case beside the flow: once per activity, on every sort of event, and what hangs on them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands
from engine.model.packs import load_pack
from engine.simulation.simulation import Simulation
from tests.unit.conformance.pairing import check_simulation
from tests.unit.conformance.words import GO, STOP, boundary, end, handler, many, model, task
from tests.unit.runtime.bpmn import chain, extension, node
from tests.unit.runtime.runner import CALENDAR, MONDAY

PACK = b"""
key: demo
title: demo
process: p
deadlines:
  reply: {title: reply, days: 5, count: working}
"""
BEGIN = node("startEvent", "s", extension('<banjian:clock name="c" action="start" ref="reply"/>'))
AT_DEADLINE = (
    "<bpmn:timerEventDefinition>"
    + extension('<banjian:deadline clock="c"/>')
    + "</bpmn:timerEventDefinition>"
)


def clock(action: str, on: str = "completed", more: str = "") -> str:
    return extension(f'<banjian:clock name="c" action="{action}" on="{on}"{more}/>')


def started(*parts: str) -> Simulation:
    files = {"pack.yaml": PACK, "p.bpmn": model(BEGIN, *parts)}
    pack, findings = load_pack(files)
    assert pack is not None, findings
    simulation = Simulation([pack], CALENDAR, MONDAY, handlers=lambda job_type: None)
    simulation.start("p")
    check_simulation(simulation)
    return simulation


def told(simulation: Simulation) -> list[str]:
    return [h.event["action"] for h in simulation.history if h.event["e"] == "clock"]


def open_tasks(simulation: Simulation) -> list[str]:
    return sorted(e["el"] for e in simulation.instances["S1"].tasks.values())


def due(simulation: Simulation) -> str | None:
    at = simulation.next_due()
    return at.astimezone(CALENDAR.zone).date().isoformat() if at else None


@pytest.mark.parametrize("on", ["activated", "completed"])
def test_a_clock_runs_once_for_all_instances_of_an_activity(on):
    more = ' days="1"'
    m = node("manualTask", "m", clock("extend", on, more) + many(cardinality="3"))
    simulation = started(m, end(), chain("s", "m", "e"))
    assert told(simulation) == ["start", "extend"]


@pytest.mark.parametrize("on", ["activated", "completed"])
def test_a_clock_runs_on_events_of_every_sort(on):
    more = ' days="1"'
    caught = node(
        "boundaryEvent", "b", clock("extend", on, more) + GO, attachedToRef="a", cancelActivity="false"
    )
    simulation = started(task("a"), caught, end(), chain("s", "a", "e"))
    simulation.message("go")
    assert told(simulation) == ["start", "extend"]
    ev = handler("ev", GO).replace(
        'triggeredByEvent="true">', f'triggeredByEvent="true">{clock("extend", on, more)}'
    )
    simulation = started(task("a"), ev, end(), chain("s", "a", "e"))
    simulation.message("go")
    assert told(simulation) == ["start", "extend"]


def test_a_terminate_end_event_stops_its_clock():
    simulation = started(task("a"), node("endEvent", "e", clock("stop") + STOP), chain("s", "a", "e"))
    simulation.complete("S1.2")
    assert told(simulation) == ["start", "stop"]
    check_simulation(simulation)


def test_a_boundary_timer_stands_still_while_its_clock_is_paused():
    pause, resume = node("userTask", "p1", clock("pause")), node("userTask", "p2", clock("resume"))
    simulation = started(
        node("parallelGateway", "f"), task("h", "late"), boundary("b", "h", AT_DEADLINE), pause, resume, end(),
        chain("s", "f", "h", "e"), chain("f", "p1", "p2", "e"), chain("b", "late"),
    )  # fmt: skip
    assert due(simulation) == "2026-01-12"
    simulation.complete(simulation.find_task("p1"))
    assert due(simulation) is None
    simulation.advance(MONDAY + timedelta(days=30))
    assert open_tasks(simulation) == ["h", "p2"]
    simulation.complete(simulation.find_task("p2"))
    check_simulation(simulation)
    assert due(simulation) == "2026-02-11"  # five working days are left
    simulation.advance(MONDAY + timedelta(days=40))
    check_simulation(simulation)
    assert open_tasks(simulation) == ["late"]


def test_a_boundary_timer_that_has_fired_does_not_fire_again_when_its_clock_is_extended():
    extend = node("userTask", "x", clock("extend", "completed", ' days="10"'))
    simulation = started(
        node("parallelGateway", "f"), task("h", "late"), boundary("b", "h", AT_DEADLINE, False), extend, end(),
        chain("s", "f", "h", "e"), chain("f", "x", "e"), chain("b", "late"),
    )  # fmt: skip
    simulation.advance(MONDAY + timedelta(days=8))
    assert open_tasks(simulation) == ["h", "late", "x"]
    simulation.complete(simulation.find_task("x"))
    check_simulation(simulation)
    assert simulation.next_due() is None
    simulation.advance(MONDAY + timedelta(days=90))
    assert open_tasks(simulation) == ["h", "late"]


def test_a_suspended_case_keeps_its_clock_and_fires_when_it_goes_on():
    simulation = started(
        task("h", "late"), boundary("b", "h", AT_DEADLINE), end(), chain("s", "h", "e"), chain("b", "late")
    )
    case = simulation.instances["S1"]
    simulation.handle(case, commands.Suspend(actor="x", instance_id="S1"))
    simulation.advance(MONDAY + timedelta(days=30))
    assert open_tasks(simulation) == ["h"]
    simulation.handle(case, commands.Resume(actor="x", instance_id="S1"))
    simulation.advance(simulation.at)
    assert open_tasks(simulation) == ["late"]


def test_cancelling_a_case_with_clocks_and_reminders_leaves_nothing():
    remind = extension(
        '<banjian:deadline clock="c"/><banjian:reminder before="1"/><banjian:reminder after="1"/>'
    )
    simulation = started(
        node("userTask", "h", remind),
        boundary("b", "h", AT_DEADLINE),
        end(),
        chain("s", "h", "e"),
        chain("b", "e"),
    )
    assert simulation.next_due() is not None
    simulation.handle(simulation.instances["S1"], commands.Cancel(actor="x", instance_id="S1"))
    check_simulation(simulation)
