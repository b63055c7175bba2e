"""Boundary events of every kind on every sort of activity, interrupting and not; events that are thrown."""

from __future__ import annotations

import pytest

from tests.unit.conformance.words import (
    ANY_ERROR,
    ANY_ESCALATION,
    E1,
    E2,
    FLOOD,
    GO,
    KEYED,
    STOP,
    X1,
    X2,
    boundary,
    call,
    end,
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

#: An activity `h` that waits, of each sort, and how it is completed.
HOSTS = {
    "user": (task("h"), "", ["--complete", "h"]),
    "job": (job("h"), "", ["--complete", "h"]),
    "receive": (node("receiveTask", "h", messageRef="m2"), "", ["--message", "other"]),
    "sub": (sub("h", line("it", entry="is", exit="ie"), task("it")), "", ["--complete", "it"]),
    "call": (call("h", "q"), other("q", line("it", entry="is", exit="ie"), task("it")), ["--complete", "it"]),
    "many": (node("userTask", "h", many(cardinality="2")), "", ["--complete", "h"] * 2),
    "many subs": (
        node("subProcess", "h", many("[1, 2]", sequential=True) + line("it", entry="is", exit="ie") + task("it")),
        "", ["--complete", "it"] * 2,
    ),
}  # fmt: skip
#: What comes from outside, and how.
OUTSIDE = {
    "timer": (timer("PT1H"), ["--until", "PT1H"]),
    "message": (GO, ["--message", "go"]),
    "signal": (FLOOD, ["--signal", "flood"]),
}


def guarded(host: str, also: str, event: str, interrupting: bool) -> bytes:
    return model(line("h", "z"), host, task("z", "late"), boundary("b", "h", event, interrupting), end("f"),
                 chain("b", "late", "f"), also=also)  # fmt: skip


@pytest.mark.parametrize("kind", OUTSIDE)
@pytest.mark.parametrize("host", HOSTS)
def test_an_interrupting_boundary_event_replaces_its_activity(run, host, kind):
    event, come = OUTSIDE[kind]
    inside, also, _ = HOSTS[host]
    out = run(guarded(inside, also, event, True), "--process", "p", *come)
    assert out.waiting == ["late"]
    assert "h" in out.seen("cancelled")
    assert out.seen("caught") == ["b"]


@pytest.mark.parametrize("kind", OUTSIDE)
@pytest.mark.parametrize("host", HOSTS)
def test_a_non_interrupting_boundary_event_runs_beside_its_activity(run, host, kind):
    event, come = OUTSIDE[kind]
    inside, also, _ = HOSTS[host]
    before = run(guarded(inside, also, event, False), "--process", "p").waiting
    out = run(guarded(inside, also, event, False), "--process", "p", *come)
    left = ["b"] if kind != "timer" else []
    assert out.waiting == sorted([*(w for w in before if w != "b"), *left, "late"])
    assert out.seen("cancelled") == []


@pytest.mark.parametrize("kind", OUTSIDE)
@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("interrupting", [True, False])
def test_a_completed_activity_is_no_longer_guarded(run, host, kind, interrupting):
    event, come = OUTSIDE[kind]
    inside, also, done = HOSTS[host]
    out = run(guarded(inside, also, event, interrupting), "--process", "p", *done, *come)
    assert out.waiting == ["z"]
    assert out.seen("caught") == (["h"] if host == "receive" else [])


@pytest.mark.parametrize("option", ["--message", "--signal"])
def test_a_non_interrupting_boundary_event_comes_as_often_as_its_event(run, option):
    event, name = (GO, "go") if option == "--message" else (FLOOD, "flood")
    out = run(guarded(task("h"), "", event, False), option, name, option, name, "--complete", "h")
    assert out.waiting == ["late", "late", "z"]


THROWN = {"error": (E1, E2, ANY_ERROR), "escalation": (X1, X2, ANY_ESCALATION)}


@pytest.mark.parametrize("kind", THROWN)
@pytest.mark.parametrize("host", ["sub", "call", "many subs"])
def test_what_is_thrown_inside_is_caught_by_its_code_or_by_any(run, host, kind):
    right, wrong, anything = THROWN[kind]
    inner = line("it", entry="is", exit="ie").replace(
        '<bpmn:endEvent id="ie">', f'<bpmn:endEvent id="ie">{right}'
    )
    inside, also = {
        "sub": (sub("h", inner, task("it")), ""),
        "call": (call("h", "q"), other("q", inner, task("it"))),
        "many subs": (node("subProcess", "h", many("[1, 2]") + inner + task("it")), ""),
    }[host]
    for event in (right, anything):
        out = run(guarded(inside, also, event, True), "--process", "p", "--complete", "it")
        assert out.waiting == ["late"]
        assert (out.seen("thrown"), out.seen("caught")) == (["ie"], ["b"])
    both = model(line("h"), inside, boundary("any", "h", anything), boundary("exact", "h", right), task("t1", "t2"),
                 chain("any", "t1"), chain("exact", "t2"), also=also)  # fmt: skip
    assert run(both, "--process", "p", "--complete", "it").waiting == ["t2"]
    missed = run(
        guarded(inside, also, wrong, True), "--process", "p", "--complete", "it", code=kind == "error"
    )
    if kind == "error":
        assert missed.error["kind"], missed.error["code"] == ("bpmn", "E1")
    else:
        assert missed.error["kind"] == "escalation"
        assert "late" not in missed.waiting


def test_an_escalation_from_each_instance_is_caught_without_interrupting(run):
    inner = (
        start("is")
        + node("intermediateThrowEvent", "up", X1)
        + task("it")
        + end("ie")
        + chain("is", "up", "it", "ie")
    )
    box = node("subProcess", "h", many("[1, 2, 3]") + inner)
    out = run(guarded(box, "", X1, False))
    assert out.waiting == ["it"] * 3 + ["late"] * 3
    assert run(guarded(box, "", X1, True)).waiting == ["late"]


def test_an_escalation_is_caught_by_the_innermost_scope_only(run):
    inner = sub("h2", line("it", entry="is", exit="ie").replace('id="ie">', f'id="ie">{X1}'), task("it"))
    outer = sub(
        "h",
        line("h2", entry="os", exit="oe"),
        inner,
        boundary("b2", "h2", X1, False),
        task("near"),
        chain("b2", "near"),
    )
    out = run(guarded(outer, "", X1, False), "--complete", "it")
    assert out.waiting == ["near"]
    assert out.seen("caught") == ["b2"]


def test_an_error_of_a_handler_is_caught_at_its_task_or_further_out(run):
    out = run(model(line("h"), sub("h", line("j", entry="is", exit="ie"), job("j"), boundary("near", "j", E2)),
                    boundary("far", "h", ANY_ERROR), task("late"), chain("far", "late")))  # fmt: skip
    from engine import commands

    simulation = out.simulation
    order = commands.FailJob(
        actor="w", job_id=simulation.find_task("j"), error_code="E1", variables={"why": "x"}
    )
    simulation.handle(simulation.instances["S1"], order)
    assert [e["el"] for e in simulation.instances["S1"].tasks.values()] == ["late"]
    assert simulation.instances["S1"].state.scopes[0].vars == {"why": "x"}


def test_a_boundary_timer_sees_what_its_activity_was_given(run):
    host = node("userTask", "h", extension(mapping(('"PT" + string(hours) + "H"', "limit"))))
    out = run(model(line("h"), host, boundary("b", "h", timer("=limit")), task("late"), chain("b", "late")),
              "--vars", '{"hours": 3}')  # fmt: skip
    assert {w["element"]: w["due"] for w in out.document["waiting"]}["b"] == "2026-01-05T12:00:00+08:00"


def test_a_boundary_message_is_correlated_by_its_key(run):
    xml = guarded(task("h"), "", KEYED, True)
    given = ["--vars", '{"key": "A-7"}']
    assert run(xml, *given, "--message", "keyed:A-8").waiting == ["b", "h"]
    assert run(xml, *given, "--message", 'keyed:A-7={"x": 1}').variables == {"key": "A-7", "x": 1}


def test_several_boundary_events_on_one_activity(run):
    xml = model(line("h"), task("h", "t1", "t2", "t3"), boundary("b1", "h", timer("PT1H"), False), boundary("b2", "h", GO, False),
                boundary("b3", "h", FLOOD), chain("b1", "t1"), chain("b2", "t2"), chain("b3", "t3"))  # fmt: skip
    out = run(xml, "--message", "go", "--signal", "flood", "--until", "P1D")
    assert out.waiting == ["t2", "t3"]


def test_a_boundary_event_may_lead_back_to_its_own_activity(run):
    xml = model(start(), task("h"), boundary("b", "h", GO), end(), chain("s", "h", "e"), chain("b", "h"))
    out = run(xml, "--message", "go", "--message", "go")
    assert (out.waiting, out.seen("cancelled")) == (["b", "h"], ["h", "h"])


def test_a_boundary_event_without_flows_ends_its_path(run):
    assert run(model(line("h"), task("h"), boundary("b", "h", GO)), "--message", "go").status == "completed"


@pytest.mark.parametrize("catch", [GO, FLOOD])
def test_a_throw_event_reaches_a_catch_event_of_the_same_case(run, catch):
    xml = model(start(), node("parallelGateway", "f"), task("t"), node("intermediateThrowEvent", "up", catch),
                node("intermediateCatchEvent", "c", catch), end(), chain("s", "f", "t", "up", "e"), chain("f", "c", "e"))  # fmt: skip
    out = run(xml, "--complete", "t")
    assert (out.status, out.seen("thrown"), out.seen("caught")) == ("completed", ["up"], ["c"])


def test_a_signal_that_cancels_its_own_listeners_and_its_thrower(run):
    inner = sub("h", start("is"), task("t"), node("intermediateThrowEvent", "up", FLOOD), end("ie"),
                node("intermediateCatchEvent", "c", FLOOD), chain("is", "t", "up", "ie"), chain("is", "c", "ie"))  # fmt: skip
    out = run(
        model(line("h"), inner, boundary("b", "h", FLOOD), task("late"), chain("b", "late")),
        "--complete",
        "t",
    )
    assert out.waiting == ["late"]
    assert sorted(out.seen("cancelled")) in (["h", "up"], ["c", "h", "up"])


def test_a_terminate_end_event_in_a_subprocess_ends_that_alone(run):
    inner = sub(
        "h", start("is"), task("a", "b"), end("stop", STOP), chain("is", "a", "stop"), chain("is", "b")
    )
    out = run(model(line("h", "z"), inner, task("z")), "--complete", "a")
    assert (out.waiting, out.seen("cancelled")) == (["z"], ["b"])


@pytest.mark.parametrize("event", [GO, FLOOD, X1])
def test_throw_and_end_events_of_every_kind_go_on(run, event):
    out = run(
        model(start(), node("intermediateThrowEvent", "up", event), end("e", event), chain("s", "up", "e"))
    )
    assert (out.status, out.seen("thrown")) == ("completed", ["up", "e"])


def test_a_signal_start_event_starts_a_case_for_each_broadcast(run):
    out = run(
        model(start("s", FLOOD), task("a"), chain("s", "a")),
        "--signal",
        'flood={"x": 1}',
        "--signal",
        "flood",
    )
    assert (out.waiting, out.variables) == (["a", "a"], {"x": 1})


@pytest.mark.parametrize("event", [FLOOD, GO])
def test_processes_that_start_each_other_for_ever_are_stopped(run, monkeypatch, event):
    monkeypatch.setattr("engine.simulation.simulation.MAX_DELIVERIES", 50)
    xml = model(start(), start("again", event), node("intermediateThrowEvent", "up", event), end(), chain("s", "up", "e"),
                chain("again", "up"))  # fmt: skip
    out = run(xml, code=1)
    assert (out.error["kind"], out.error["element"]) == ("runtime", "up")


def test_a_signal_from_one_case_reaches_another_process_that_was_started_too(run):
    also = other(
        "q",
        start("qs"),
        node("intermediateCatchEvent", "qc", FLOOD),
        task("qt"),
        end("qe"),
        chain("qs", "qc", "qt", "qe"),
    )
    xml = model(line("t", "up"), task("t"), node("intermediateThrowEvent", "up", FLOOD), also=also)
    out = run(xml, "--process", "p", "--also", "q", "--complete", "t")
    assert (out.status, out.waiting) == ("completed", ["qt"])
