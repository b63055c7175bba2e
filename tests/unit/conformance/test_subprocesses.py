"""Embedded and event subprocesses, nested, interrupted and ended from inside and outside."""

from __future__ import annotations

import pytest

from tests.unit.conformance.words import (
    ANY_ERROR,
    ANY_ESCALATION,
    E1,
    FIRE,
    FLOOD,
    GO,
    KEYED,
    OTHER,
    STOP,
    X1,
    boundary,
    call,
    end,
    handler,
    job,
    line,
    many,
    mapping,
    model,
    other,
    start,
    sub,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, extension, node

OUTSIDE = {
    "timer": (timer("PT1H"), ["--until", "PT1H"]),
    "message": (GO, ["--message", 'go={"x": 1}']),
    "signal": (FLOOD, ["--signal", 'flood={"x": 1}']),
}


@pytest.mark.parametrize("place", ["process", "subprocess", "call"])
@pytest.mark.parametrize("kind", OUTSIDE)
@pytest.mark.parametrize("interrupting", [True, False])
def test_an_event_subprocess_by_what_comes_from_outside(run, place, kind, interrupting):
    event, come = OUTSIDE[kind]
    ev = handler("ev", event, task("et"), interrupting=interrupting, then=("et",))
    inside = line("a", entry="is", exit="ie") + task("a") + ev
    xml = {
        "process": model(line("a"), task("a"), ev),
        "subprocess": model(line("box"), sub("box", inside)),
        "call": model(line("c"), call("c", "q"), also=other("q", inside)),
    }[place]
    out = run(xml, "--process", "p", *come)
    beside = [] if interrupting else ["a", *(["ev_s"] if kind != "timer" else [])]
    assert out.waiting == sorted(["et", *beside])
    assert out.seen("cancelled") == (["a"] if interrupting else [])
    assert out.seen("caught") == ["ev_s"]
    if kind != "timer":
        done = run(
            xml, "--process", "p", *come, "--complete", "et", *([] if interrupting else ["--complete", "a"])
        )
        assert done.status == "completed"
        assert done.variables == {}  # what the event brought belongs to the event subprocess


@pytest.mark.parametrize("event", [E1, ANY_ERROR, X1, ANY_ESCALATION])
def test_an_event_subprocess_by_what_is_thrown_inside(run, event):
    thrown = E1 if "error" in event else X1
    box = sub("box", start("is"), task("a", "b"), end("ie", thrown), chain("is", "a", "ie"), chain("is", "b"),
              handler("ev", event, task("et"), then=("et",)))  # fmt: skip
    out = run(model(line("box", "z"), box, task("z")), "--complete", "a")
    assert out.waiting == ["et"]
    assert sorted(out.seen("cancelled")) == ["b", "ie"]
    assert run(model(line("box", "z"), box, task("z")), "--complete", "a", "--complete", "et").waiting == [
        "z"
    ]


def test_a_non_interrupting_escalation_lets_its_thrower_go_on(run):
    box = sub("box", start("is"), node("intermediateThrowEvent", "up", X1), task("a"), end("ie"), chain("is", "up", "a", "ie"),
              handler("ev", X1, task("et"), interrupting=False, then=("et",)))  # fmt: skip
    out = run(model(line("box", "z"), box, task("z")), "--complete", "a")
    assert out.waiting == ["et"]
    assert run(model(line("box", "z"), box, task("z")), "--complete", "a", "--complete", "et").waiting == [
        "z"
    ]


def test_an_event_subprocess_does_not_catch_what_it_throws_itself(run):
    again = node(
        "subProcess",
        "ev",
        start("es", E1) + task("et") + end("ee", E1) + chain("es", "et", "ee"),
        triggeredByEvent="true",
    )
    box = sub("box", start("is"), task("a"), end("ie", E1), chain("is", "a", "ie"), again)
    out = run(
        model(line("box"), box, boundary("b", "box", E1), task("z"), chain("b", "z")),
        "--complete",
        "a",
        "--complete",
        "et",
    )
    assert (out.waiting, out.seen("caught")) == (["z"], ["es", "b"])


def test_what_a_non_interrupting_event_subprocess_throws_is_caught_by_another_of_its_scope(run):
    first = node("subProcess", "first", start("fs", GO, isInterrupting="false") + task("ft") + end("fe", E1)
                 + chain("fs", "ft", "fe"), triggeredByEvent="true")  # fmt: skip
    xml = model(line("a"), task("a"), first, handler("ev", E1, task("et"), then=("et",)))
    out = run(xml, "--message", "go", "--complete", "ft")
    assert out.waiting == ["et"]
    assert sorted(out.seen("cancelled")) == ["a", "fe", "first"]


def test_a_scope_ends_only_when_its_non_interrupting_event_subprocesses_have(run):
    box = sub(
        "box",
        line("a", entry="is", exit="ie"),
        task("a"),
        handler("ev", GO, task("et"), interrupting=False, then=("et",)),
    )
    xml = model(line("box", "z"), box, task("z"))
    out = run(xml, "--message", "go", "--complete", "a")
    assert out.waiting == ["et", "ev_s"]
    assert run(xml, "--message", "go", "--complete", "a", "--message", "go").waiting == ["et", "et", "ev_s"]
    assert run(xml, "--message", "go", "--complete", "a", "--complete", "et").waiting == ["z"]


def test_an_interrupting_event_subprocess_ends_the_others_and_their_listeners(run):
    xml = model(line("a"), task("a"), handler("beside", GO, task("bt"), interrupting=False, then=("bt",)),
                handler("instead", FLOOD, task("it"), then=("it",)), handler("timed", timer("PT1H"), task("tt"), then=("tt",)))  # fmt: skip
    out = run(xml, "--message", "go", "--signal", "flood", "--message", "go", "--until", "P1D")
    assert out.waiting == ["it"]
    assert out.seen("cancelled") == ["a", "bt", "beside"]


def test_terminate_in_an_event_subprocess_ends_that_alone(run):
    ev = node("subProcess", "ev", start("es", GO, isInterrupting="false") + node("parallelGateway", "f") + task("x", "y")
              + end("stop", STOP) + chain("es", "f", "x", "stop") + chain("f", "y"), triggeredByEvent="true")  # fmt: skip
    out = run(model(line("a"), task("a"), ev), "--message", "go", "--complete", "x")
    assert (out.waiting, out.seen("cancelled")) == (["a", "es"], ["y"])


def test_a_cycle_starts_an_event_subprocess_each_time(run):
    ev = handler("ev", timer("R3/PT1H", "Cycle"), interrupting=False)
    out = run(model(line("a"), task("a"), ev), "--until", "P1D")
    assert (out.seen("completed").count("ev"), out.waiting) == (3, ["a"])


def test_an_event_subprocess_in_an_event_subprocess(run):
    inner = handler("inner", FLOOD, task("it"), then=("it",))
    ev = handler("ev", GO, task("et"), inner, interrupting=False, then=("et",))
    xml = model(line("a"), task("a"), ev)
    assert run(xml, "--signal", "flood").waiting == ["a", "ev_s"]
    assert run(xml, "--message", "go", "--signal", "flood").waiting == ["a", "ev_s", "it"]
    done = run(xml, "--message", "go", "--signal", "flood", "--complete", "it", "--complete", "a")
    assert done.status == "completed"


def test_an_event_subprocess_has_inputs_outputs_and_a_mapped_start(run):
    begin = node("startEvent", "es", GO + extension(mapping(outputs=(("got * 2", "twice"),))))
    ev = node("subProcess", "ev", extension(mapping(("base + 1", "twice"), outputs=(("twice", "result"),)))
              + begin + end("ee") + chain("es", "ee"), triggeredByEvent="true")  # fmt: skip
    out = run(model(line("a"), task("a"), ev), "--vars", '{"base": 1}', "--message", 'go={"got": 21}')
    assert (out.status, out.variables) == ("completed", {"base": 1, "result": 42})


def test_the_key_of_an_event_subprocess_is_seen_from_its_scope(run):
    box = node("subProcess", "box", many("keys", "key") + line("a", entry="is", exit="ie") + task("a")
               + handler("ev", KEYED, task("et"), then=("et",)))  # fmt: skip
    out = run(model(line("box"), box), "--vars", '{"keys": ["k1", "k2"]}', "--message", "keyed:k2")
    assert out.waiting == ["a", "et", "ev_s"]


def test_interrupting_in_one_instance_leaves_the_others(run):
    box = node("subProcess", "box", many("[1, 2]", "i") + start("is") + task("a") + end("ie", E1) + chain("is", "a", "ie")
               + handler("ev", E1, task("et"), then=("et",)))  # fmt: skip
    xml = model(line("box", "z"), box, task("z"))
    assert run(xml, "--complete", "a").waiting == ["a", "et"]
    assert run(xml, "--complete", "a", "--complete", "a", "--complete", "et", "--complete", "et").waiting == [
        "z"
    ]


def test_deep_nesting_is_left_by_one_error(run):
    body, entry = job("j"), "j"
    for level in range(10):
        body = sub(
            f"n{level}", body, line(entry, entry=f"in{level}", exit=f"out{level}"), handler(f"h{level}", FIRE)
        )
        entry = f"n{level}"
    xml = model(line(entry), body, boundary("b", entry, OTHER), task("late"), chain("b", "late"))
    out = run(xml, "--message", "other")
    assert out.waiting == ["late"]
    assert out.seen("cancelled") == ["j", *(f"n{i}" for i in range(10))]
    assert run(xml, "--signal", "fire").status == "completed"
