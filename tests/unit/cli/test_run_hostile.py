"""`banjian run` ends with a clear error, whatever the model asks for: in bounded time and memory."""

from __future__ import annotations

import pytest

from engine.runtime import sizes
from engine.simulation import cases, course, simulation
from tests.unit.conformance.words import (
    GO,
    boundary,
    call,
    chain,
    end,
    line,
    many,
    model,
    node,
    script,
    start,
    task,
    timer,
)
from tests.unit.runtime.bpmn import flow


def ring(*parts: str) -> bytes:
    """A model in which `t` comes again and again."""
    return model(
        start(), node("exclusiveGateway", "g"), *parts, flow("s", "g"), flow("g", "t"), flow("t", "g")
    )


RINGING = timer("R/PT1S", "Cycle")
HOSTILE = {
    "nothing waits in a ring": (ring(node("task", "t")), [], "elements passed in one step"),
    "a task comes back": (ring(task("t")), ["--auto"], "tasks were completed"),
    "a job comes back": (
        ring(node("serviceTask", "t", '<bpmn:extensionElements><zeebe:taskDefinition type="x"/></bpmn:extensionElements>')),
        ["--auto"], "tasks were completed",
    ),
    "a list grows": (ring(script("t", "append(x, 1)", "x")), ["--vars", '{"x": []}'], "values"),
    "a text grows": (ring(script("t", "x + x", "x")), ["--vars", '{"x": "ab"}'], ""),
    "a million instances": (model(line("t"), node("userTask", "t", many(cardinality="1000000"))), [], "1000000 instances"),
    "no number of instances": (model(line("t"), node("userTask", "t", many(cardinality="0 - 1"))), [], "whole number"),
    "calls itself": (model(line("c"), call("c", "p")), [], "nested deeper"),
    "calls what is not there": (model(line("c"), call("c", "q")), [], "not deployed"),
    "rings for ever": (
        model(line("t"), task("t"), boundary("b", "t", RINGING, False), end("be"), chain("b", "be")),
        ["--until", "P10Y"], "come to an end",
    ),
    "starts for ever": (model(start("s", RINGING), end(), chain("s", "e")), ["--until", "P10Y"], "come to an end"),
    "no such element": (model(line("t"), task("t")), ["--complete", "x"], "open: t"),
    "completed too often": (model(line("t"), task("t")), ["--complete", "t", "--complete", "t"], "open: -"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same limits, reached in milliseconds."""
    monkeypatch.setattr("engine.runtime.execution.MAX_ACTIVATIONS", 2_000)
    monkeypatch.setattr(sizes, "MAX_WRITTEN", 20_000)
    monkeypatch.setattr(course, "AUTO_LIMIT", 200)
    monkeypatch.setattr(cases, "MAX_EVENTS", 5_000)


@pytest.mark.parametrize(("xml", "options", "told"), HOSTILE.values(), ids=HOSTILE)
def test_a_run_that_cannot_end_well_ends_with_an_error(run, xml, options, told):
    document = run(xml, *options, code=1)
    assert (document["status"], document["error"]["kind"]) == ("error", "runtime")
    assert told in document["error"]["message"]
    assert document["error"]["element"]


def test_what_the_steps_write_in_all_is_bounded(run, monkeypatch):
    monkeypatch.setattr(cases, "MAX_EFFORT", 100_000)
    document = run(model(line("t"), node("userTask", "t", many(cardinality="60"))), "--auto", code=1)
    assert "come to an end" in document["error"]["message"]


def test_processes_that_start_each_other_are_stopped(run, monkeypatch):
    monkeypatch.setattr(simulation, "MAX_DELIVERIES", 50)
    xml = model(start("s", GO), node("intermediateThrowEvent", "t", GO), end(), chain("s", "t", "e"))
    document = run(xml, "--message", "go", code=1)
    assert "do not rest" in document["error"]["message"]


def test_as_many_as_are_allowed_run(run):
    document = run(model(line("t"), node("userTask", "t", many(cardinality="200"))), "--auto")
    assert document["status"] == "completed"
