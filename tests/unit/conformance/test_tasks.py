"""Every type of task, io mappings and scopes, implicit splits and merges, conditional flows."""

from __future__ import annotations

import pytest

from tests.unit.conformance.words import (
    GO,
    ROOTS,
    end,
    job,
    line,
    mapping,
    model,
    script,
    start,
    sub,
    task,
)
from tests.unit.runtime.bpmn import chain, extension, flow, node  # fmt: skip


@pytest.mark.parametrize("kind", ["task", "manualTask"])
def test_a_task_without_work_is_passed(run, kind):
    out = run(model(line("t"), node(kind, "t")))
    assert out.status == "completed"
    assert out.seen("completed") == ["s", "t", "e"]


@pytest.mark.parametrize("kind", ["serviceTask", "sendTask", "scriptTask", "businessRuleTask"])
def test_a_task_with_a_job_waits_for_its_handler(run, kind):
    xml = model(line("t"), job("t", kind))
    assert run(xml).document["waiting"] == [{"element": "t", "kind": "job", "due": None}]
    done = run(xml, "--complete", 't={"x": 1}')
    assert done.status == "completed"
    expected = {"x": 1}
    assert done.variables == expected
    assert done.seen("thrown") == (["t"] if kind == "sendTask" else [])


@pytest.mark.parametrize("kind", ["intermediateThrowEvent", "endEvent"])
def test_a_message_event_with_a_job_waits_for_its_handler(run, kind):
    event = GO + extension('<zeebe:taskDefinition type="send"/>')
    last = () if kind == "endEvent" else ("e",)
    xml = model(start(), node(kind, "t", event), end() if last else "", chain("s", "t", *last))
    assert run(xml).waiting == ["t"]
    done = run(xml, "--complete", "t")
    assert (done.status, done.seen("thrown")) == ("completed", ["t"])


def test_a_script_writes_its_result_and_may_have_none(run):
    out = run(model(line("a", "b"), script("a", 'x + "!"', "y"),
                    node("scriptTask", "b", extension('<zeebe:script expression="=1 + 1"/>'))),
              "--vars", '{"x": "甲"}')  # fmt: skip
    assert out.variables == {"x": "甲", "y": "甲!"}


def test_a_receive_task_waits_for_its_message_and_takes_what_it_brings(run):
    xml = model(line("r"), node("receiveTask", "r", messageRef="m1"))
    assert run(xml).document["waiting"] == [{"element": "r", "kind": "message", "due": None}]
    out = run(xml, "--message", "other", "--message", 'go={"x": 1}')
    assert (out.status, out.variables) == ("completed", {"x": 1})
    assert out.seen("caught") == ["r"]


def test_a_message_with_a_key_reaches_only_the_subscription_with_that_key(run):
    xml = model(line("r"), node("receiveTask", "r", messageRef="mk"))
    assert run(xml, "--vars", '{"key": 7}', "--message", "keyed:8").status == "waiting"
    assert run(xml, "--vars", '{"key": 7}', "--message", "keyed").status == "waiting"
    assert run(xml, "--vars", '{"key": 7}', "--message", "keyed:7").status == "completed"


def test_a_send_task_throws_its_inputs_as_content_and_another_process_starts_on_it(run):
    other = (
        '<bpmn:process id="q" isExecutable="true">'
        + start("qs", GO) + task("qt") + end("qe") + chain("qs", "qt", "qe") + "</bpmn:process>"
    )  # fmt: skip
    send = node("sendTask", "t", extension(mapping(("a + 1", "b"))), messageRef="m1")
    out = run(model(line("t"), send, also=other), "--vars", '{"a": 1}', "--process", "p")
    assert out.status == "completed"
    assert out.variables == {"a": 1}
    assert out.waiting == ["qt"]
    assert out.simulation.instances["S2"].state.scopes[0].vars == {"b": 2}


# --- variables


def test_inputs_are_local_and_results_without_outputs_go_up(run):
    t = node("userTask", "t", extension(mapping(("1", "x"))))
    out = run(model(line("t"), t), "--complete", 't={"x": 2, "y": 3}')
    assert out.variables == {"y": 3}  # x belongs to the task, as in Camunda 8


def test_with_outputs_only_those_go_up(run):
    t = node("userTask", "t", extension(mapping(outputs=(("a + 1", "b"), ("a", "deep.in.it")))))
    out = run(model(line("t"), t), "--complete", 't={"a": 1, "c": 9}')
    assert out.variables == {"b": 2, "deep": {"in": {"it": 1}}}


def test_an_output_into_a_context_keeps_what_is_beside_it(run):
    t = node("userTask", "t", extension(mapping(outputs=(("a", "case.owner"),))))
    out = run(model(line("t"), t), "--vars", '{"case": {"no": 1}}', "--complete", 't={"a": "乙"}')
    assert out.variables == {"case": {"no": 1, "owner": "乙"}}


def test_a_result_changes_the_nearest_scope_that_has_the_name(run):
    inner = extension(mapping(("0", "n"))) + line("a", entry="is", exit="ie") + task("a")
    xml = model(line("box", "z"), node("subProcess", "box", inner), task("z"))
    out = run(xml, "--vars", '{"n": 5}', "--complete", 'a={"n": 6, "m": 7}')
    assert out.waiting == ["z"]
    assert out.variables == {"n": 5, "m": 7}


def test_outputs_of_a_subprocess_see_its_local_variables(run):
    inner = extension(mapping(("10", "n"), outputs=(("n", "total"),))) + line("a", entry="is", exit="ie")
    out = run(model(line("box"), node("subProcess", "box", inner + script("a", "n + 1", "n"))))
    assert out.variables == {"total": 11}


def test_a_start_event_maps_its_outputs(run):
    s = node("startEvent", "s", extension(mapping(outputs=(("x + 1", "y"),))))
    out = run(model(s, end(), chain("s", "e")), "--vars", '{"x": 1}')
    assert out.variables == {"x": 1, "y": 2}


# --- splits and merges without gateways


def test_an_implicit_split_takes_all_flows_and_an_implicit_merge_runs_twice(run):
    xml = model(
        start(),
        task("a", "b"),
        script("m", "n + 1", "n"),
        end(),
        chain("s", "a", "m", "e"),
        chain("s", "b", "m"),
    )
    out = run(xml, "--vars", '{"n": 0}', "--complete", "a")
    assert (out.waiting, out.variables) == (["b"], {"n": 1})
    out = run(xml, "--vars", '{"n": 0}', "--complete", "a", "--complete", "b")
    assert (out.status, out.variables) == ("completed", {"n": 2})
    assert out.seen("activated").count("e") == 2


def test_a_case_ends_without_an_end_event_once_nothing_is_left(run):
    out = run(model(start(), task("a", "b"), chain("s", "a"), chain("s", "b")), "--complete", "b")
    assert out.status == "waiting"
    out = run(
        model(start(), task("a", "b"), chain("s", "a"), chain("s", "b")), "--complete", "b", "--complete", "a"
    )
    assert out.status == "completed"


@pytest.mark.parametrize(
    ("x", "taken"), [(3, ["a", "b"]), (2, ["b"]), (0, ["d"])],
)  # fmt: skip
def test_conditions_and_default_behind_an_activity(run, x, taken):
    xml = model(start(), node("userTask", "t", default="t__d"), task("a", "b", "d"), chain("s", "t"),
                flow("t", "a", "=x > 2"), flow("t", "b", "=x > 1"), flow("t", "d"))  # fmt: skip
    assert run(xml, "--complete", f't={{"x": {x}}}').waiting == taken


def test_an_unconditional_flow_beside_a_conditional_one_is_always_taken(run):
    xml = model(start(), task("t", "a", "b"), chain("s", "t", "a"), flow("t", "b", "=x = 1"))
    assert run(xml, "--complete", 't={"x": 1}').waiting == ["a", "b"]
    assert run(xml, "--complete", 't={"x": 2}').waiting == ["a"]


def test_conditions_behind_a_subprocess_see_its_results(run):
    box = node("subProcess", "box", line("a", entry="is", exit="ie") + task("a"), default="box__d")
    xml = model(start(), box, task("y", "d"), chain("s", "box"), flow("box", "y", "=ok"), flow("box", "d"))
    assert run(xml, "--complete", 'a={"ok": true}').waiting == ["y"]
    assert run(xml, "--complete", 'a={"ok": false}').waiting == ["d"]


def test_a_subprocess_of_several_branches_ends_with_the_last(run):
    box = sub("box", start("is"), task("a", "b"), end("ie"), chain("is", "a", "ie"), chain("is", "b", "ie"))
    xml = model(line("box", "z"), box, task("z"))
    assert run(xml, "--complete", "a").waiting == ["b"]
    assert run(xml, "--complete", "a", "--complete", "b").waiting == ["z"]


# --- several start events


def test_of_several_start_events_the_plain_one_starts_and_a_message_starts_another_case(run):
    xml = model(start(), start("sm", GO), task("a", "b"), end(), chain("s", "a", "e"), chain("sm", "b", "e"))
    out = run(xml, "--message", 'go={"x": 1}')
    assert out.waiting == ["a", "b"]
    assert [i.state.scopes[0].vars for i in out.simulation.instances.values()] == [{}, {"x": 1}]
    assert ROOTS


def test_a_message_start_event_is_entered_as_any_event(run):
    s = node("startEvent", "s", GO + extension(mapping(outputs=(("x * 2", "y"),))))
    out = run(model(s, end(), chain("s", "e")), "--message", 'go={"x": 2}')
    assert [(t["event"], t["element"]) for t in out.document["trace"][:3]] == [
        ("activated", "s"), ("caught", "s"), ("completed", "s"),
    ]  # fmt: skip
    assert out.variables["y"] == 4


def test_a_receive_task_that_instantiates_starts_the_case_with_its_message(run):
    r = node("receiveTask", "r", messageRef="m1", instantiate="true")
    out = run(model(r, task("a"), end(), chain("r", "a", "e")), "--message", 'go={"x": 1}')
    assert (out.waiting, out.variables) == (["a"], {"x": 1})
    assert out.seen("caught") == ["r"]


def test_a_start_event_and_a_receive_task_that_instantiates_stand_side_by_side(run):
    r = node("receiveTask", "r", messageRef="m1", instantiate="true")
    xml = model(start(), r, task("a", "b"), end(), chain("s", "b", "e"), chain("r", "a", "e"))
    assert run(xml).waiting == ["b"]
    assert run(xml, "--message", "go").waiting == ["a", "b"]
