"""Deadlines of tasks, reminders, and clocks of the case that pause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.calendar import load_default
from engine.model.packs import load_pack
from engine.simulation.simulation import Simulation
from tests.unit.runtime.bpmn import chain, extension, node, process
from tests.unit.runtime.runner import MONDAY

PACK = """
key: p
title: 试验
process: p
deadlines:
  accept: {title: 告知期限, days: 15, count: calendar, rule: PT-12, lamp_before: 3}
  decide: {title: 办理期限, days: 5, count: working, rule: GA-51}
"""


def simulate(*parts: str) -> Simulation:
    pack, findings = load_pack({"pack.yaml": PACK.encode(), "p.bpmn": process(parts)})
    assert pack is not None, [f.text for f in findings]
    simulation = Simulation([pack], load_default(), MONDAY, handlers=lambda job_type: None)
    simulation.start("p")
    return simulation


def task(name: str, words: str) -> str:
    return node("userTask", name, extension(words))


def only_task(simulation: Simulation) -> dict:
    (found,) = simulation.instances["S1"].tasks.values()
    return found


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def test_a_task_is_due_at_the_end_of_the_last_day_and_yellow_before():
    simulation = simulate(
        node("startEvent", "s"), task("a", '<banjian:deadline ref="accept"/>'), chain("s", "a")
    )
    found = only_task(simulation)
    assert found["due_date"] == "2026-01-20"
    assert found["due_at"] == beijing("2026-01-20T23:59:59")
    assert found["warn_at"] == beijing("2026-01-17T00:00:00")
    assert (found["rule"], found["days"], found["count"]) == ("PT-12", 15, "calendar")


def test_reminders_come_in_the_morning_then_the_task_is_overdue():
    words = '<banjian:deadline ref="decide"/><banjian:reminder before="2" count="working"/>'
    simulation = simulate(node("startEvent", "s"), task("a", words), chain("s", "a"))
    assert only_task(simulation)["due_date"] == "2026-01-12"
    simulation.advance(beijing("2026-01-20T09:00:00"))
    told = [(h.at, h.event["e"]) for h in simulation.history if h.event["e"] in ("reminded", "overdue")]
    assert told == [(beijing("2026-01-08T09:00:00"), "reminded"), (beijing("2026-01-12T23:59:59"), "overdue")]


def test_a_finished_task_reminds_nobody():
    words = '<banjian:deadline ref="decide"/><banjian:reminder before="2" count="working"/>'
    simulation = simulate(
        node("startEvent", "s"), task("a", words), node("userTask", "b"), chain("s", "a", "b")
    )
    simulation.complete(simulation.find_task("a"))
    simulation.advance(MONDAY + timedelta(days=60))
    assert not [h for h in simulation.history if h.event["e"] in ("reminded", "overdue", "timer_fired")]


def test_a_deadline_as_boundary_timer_fires_at_its_end():
    timer = (
        "<bpmn:timerEventDefinition>"
        + extension('<banjian:deadline ref="decide"/>')
        + "</bpmn:timerEventDefinition>"
    )
    simulation = simulate(
        node("startEvent", "s"), node("userTask", "a"),
        node("boundaryEvent", "late", timer, attachedToRef="a", cancelActivity="false"),
        node("userTask", "supervise"), node("endEvent", "e"), chain("s", "a", "e"), chain("late", "supervise"),
    )  # fmt: skip
    simulation.advance(beijing("2026-01-12T23:59:58"))
    assert len(simulation.instances["S1"].tasks) == 1
    simulation.advance(beijing("2026-01-12T23:59:59"))
    assert sorted(t["el"] for t in simulation.instances["S1"].tasks.values()) == ["a", "supervise"]


def clock(action: str, on: str = "completed") -> str:
    return f'<banjian:clock name="handling" ref="decide" action="{action}" on="{on}"/>'


def test_a_paused_clock_keeps_the_days_that_were_left():
    simulation = simulate(
        node("startEvent", "s", extension(clock("start"))), task("ask", clock("pause", "activated") + clock("resume")),
        task("decide", '<banjian:deadline clock="handling"/><banjian:reminder before="1" count="working"/>'),
        node("endEvent", "e", extension(clock("stop"))), chain("s", "ask", "decide", "e"),
    )  # fmt: skip
    simulation.advance(beijing("2026-01-19T09:00:00"))
    simulation.complete(simulation.find_task("ask"))
    clocks = [h.event for h in simulation.history if h.event["e"] == "clock"]
    assert [(c["action"], c["left"]) for c in clocks] == [("start", None), ("pause", 5), ("resume", None)]
    assert only_task(simulation)["due_date"] == "2026-01-26"  # five working days after Monday the 19th
    simulation.complete(simulation.find_task("decide"))
    assert simulation.instances["S1"].status == "completed"


def test_a_running_task_follows_its_clock_when_that_pauses():
    simulation = simulate(
        node("startEvent", "s", extension(clock("start"))), node("parallelGateway", "f"),
        task("decide", '<banjian:deadline clock="handling"/>'), task("ask", clock("pause", "activated") + clock("resume")),
        node("task", "later"), task("wait", ""), chain("s", "f", "decide"), chain("f", "wait", "ask"),
    )  # fmt: skip
    decide = next(t for t in simulation.instances["S1"].tasks.values() if t["el"] == "decide")
    assert decide["due_date"] == "2026-01-12"
    simulation.advance(beijing("2026-01-07T09:00:00"))
    simulation.complete(simulation.find_task("wait"))
    decide = next(t for t in simulation.instances["S1"].tasks.values() if t["el"] == "decide")
    assert decide["due_at"] is None
    simulation.advance(beijing("2026-01-26T09:00:00"))
    assert not [h for h in simulation.history if h.event["e"] == "overdue"]
    simulation.complete(simulation.find_task("ask"))
    decide = next(t for t in simulation.instances["S1"].tasks.values() if t["el"] == "decide")
    assert decide["due_date"] == "2026-01-29"  # three of five days were left
