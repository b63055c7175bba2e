"""The trace of a run: names, scopes and numbers of loops tell apart what shares an id."""

from __future__ import annotations

from typing import Any

from engine.model.packs import load_file
from engine.simulation.simulation import Simulation
from engine.simulation.trace import trace
from tests.unit.conformance.words import (
    FLOOD,
    GO,
    boundary,
    call,
    end,
    line,
    many,
    model,
    named,
    other,
    script,
    start,
    sub,
    task,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, flow, node, process
from tests.unit.runtime.runner import CALENDAR, MONDAY, Run


def lines(run: Run) -> list[dict[str, Any]]:
    simulation = run.simulation
    return trace(simulation.history, simulation.library, simulation.calendar.zone)


def told(run: Run, *words: str, of: str | None = None) -> list[tuple[Any, ...]]:
    """Some words of the lines, of one element or of all."""
    return [tuple(t.get(word) for word in words) for t in lines(run) if of in (None, t["element"])]


def test_every_line_has_the_name_that_the_model_gives():
    last = named(flow("a", "e"), "归档")
    run = Run(process([start(), named(task("a"), "受理"), end(), flow("s", "a"), last]))
    run.complete("a")
    assert told(run, "element", "name", of="a") == [("a", "受理"), ("a", "受理")]
    assert told(run, "event", "name", of="a__e") == [("taken", "归档")]
    assert told(run, "name", of="s") == [("",), ("",)]


def test_a_loop_and_its_instances_are_told_apart():
    run = Run(model(line("a"), node("userTask", "a", many(cardinality="2"))))
    run.complete("a").complete("a")
    body = lines(run)[3]["key"]
    assert told(run, "event", "scope", "loop", of="a") == [
        ("activated", 0, None), ("activated", body, 1), ("activated", body, 2),
        ("completed", body, 1), ("completed", body, 2), ("completed", 0, None),
    ]  # fmt: skip


def test_instances_one_after_the_other_count_on():
    run = Run(model(line("a"), node("userTask", "a", many(cardinality="3", sequential=True))))
    run.complete("a").complete("a")
    assert told(run, "event", "loop", of="a")[-3:] == [("activated", 2), ("completed", 2), ("activated", 3)]


def test_what_is_inside_of_an_instance_has_it_as_scope():
    inner = sub("box", line("a", entry="bs", exit="be") + task("a") + many(cardinality="2"))
    run = Run(model(line("box"), inner))
    keys = {t["loop"]: t["key"] for t in lines(run) if t["element"] == "box" and "loop" in t}
    assert [scope for (scope,) in told(run, "scope", of="a")] == [keys[1], keys[2]]


def test_a_called_process_may_use_the_ids_of_its_caller():
    """`t` is a call with a loop in the caller and a plain task of another name in the called process."""
    caller = Run(model(line("c"), call("c", "q", loop=many(cardinality="1")),
                       also=other("q", line("t", entry="qs", exit="qe"), named(task("t"), "内部"))))  # fmt: skip
    caller.complete("t")
    assert told(caller, "name", "loop", of="t") == [("内部", None), ("内部", None)]
    assert [(t["event"], t.get("loop")) for t in lines(caller) if t["element"] == "c"] == [
        ("activated", None), ("activated", 1), ("completed", 1), ("completed", None),
    ]  # fmt: skip


def behind_a_gateway(*after: str) -> Run:
    catches = named(node("intermediateCatchEvent", "m", GO), "交费") + node(
        "intermediateCatchEvent", "w", FLOOD
    )
    flows = chain("s", "g", "m", "e") + flow("g", "w") + flow("w", "e")
    return Run(model(start(), node("eventBasedGateway", "g"), catches, end(), flows, *after))


def test_a_loop_of_calls_is_told_each_time_that_it_is_reached():
    again = [node("exclusiveGateway", "m"), node("exclusiveGateway", "x", default="x__e"), start(), end()]
    ways = chain("s", "m", "c", "i", "x", "e") + flow("x", "m", "=n < 2")
    calls = call("c", "q", loop=many(cardinality="2")) + script("i", "n + 1", "n")
    run = Run(
        model(*again, ways, calls, also=other("q", line("w", entry="qs", exit="qe"), node("task", "w"))),
        {"n": 0},
    )
    assert told(run, "event", "loop", of="c").count(("completed", None)) == 2
    assert len(told(run, "event", of="w")) == 8


def test_events_that_a_gateway_waited_for_in_vain_are_cancelled():
    run = behind_a_gateway()
    assert told(run, "event", of="m") == []
    run.simulation.signal("flood")
    assert told(run, "event", "name", "key", of="m") == [("cancelled", "交费", None)]
    assert [event for (event,) in told(run, "event", of="w")] == ["activated", "caught", "completed"]
    assert [t["element"] for t in lines(run) if t["event"] == "cancelled"] == ["m"]


def test_in_a_ring_each_choice_is_told():
    ring = flow("m", "x") + flow("w", "x") + chain("s", "x", "g") + flow("g", "m") + flow("g", "w")
    catches = node("intermediateCatchEvent", "m", GO) + node("intermediateCatchEvent", "w", FLOOD)
    run = Run(model(start(), node("exclusiveGateway", "x"), node("eventBasedGateway", "g"), catches, ring))
    run.simulation.signal("flood")
    run.simulation.message("go")
    assert [(t["element"], t["event"]) for t in lines(run) if t["event"] in ("cancelled", "caught")] == [
        ("m", "cancelled"), ("w", "caught"), ("w", "cancelled"), ("m", "caught"),
    ]  # fmt: skip


def test_a_boundary_event_that_never_comes_is_not_in_the_trace():
    run = Run(model(line("a"), task("a"), boundary("b", "a", GO), end("be"), chain("b", "be")))
    run.complete("a")
    assert told(run, "event", of="b") == []


def test_a_gateway_that_starts_the_process_is_told_once_before_its_flow():
    catches = node("intermediateCatchEvent", "m", GO) + node("intermediateCatchEvent", "w", FLOOD)
    ways = flow("g", "m") + flow("g", "w") + flow("m", "e") + flow("w", "e")
    pack = load_file(model(node("eventBasedGateway", "g", instantiate="true"), catches, end(), ways))
    simulation = Simulation([pack], CALENDAR, MONDAY)
    simulation.message("go")
    happened = trace(simulation.history, simulation.library, CALENDAR.zone)
    assert [(t["event"], t["element"]) for t in happened][:4] == [
        ("activated", "g"), ("completed", "g"), ("taken", "g__m"), ("activated", "m"),
    ]  # fmt: skip


def test_an_end_that_terminates_is_told_as_thrown_before_what_it_cancels():
    stop = node("endEvent", "x", "<bpmn:terminateEventDefinition/>")
    run = Run(model(start(), node("parallelGateway", "g"), task("a"), task("b"), stop, end(),
                    chain("s", "g", "a", "e") + chain("g", "b", "x")))  # fmt: skip
    run.complete("b")
    assert told(run, "event", "kind", of="x") == [
        ("activated", None), ("thrown", "terminate"), ("completed", None),
    ]  # fmt: skip
    after = [(t["event"], t["element"]) for t in lines(run)]
    assert after.index(("thrown", "x")) < after.index(("cancelled", "a"))
