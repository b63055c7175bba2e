"""`banjian run`: words, order and JSON shape that others rely on."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from engine.cli.run import run_command
from tests.unit.runtime.bpmn import chain, extension, flow, node, process

START = ["--at", "2026-01-05T09:00+08:00"]
ON_MESSAGE = '<bpmn:messageEventDefinition messageRef="m1"/>'
MESSAGE = '<bpmn:message id="m1" name="go"/>'
ON_SIGNAL = '<bpmn:signalEventDefinition signalRef="s1"/>'
SIGNAL = '<bpmn:signal id="s1" name="flood"/>'


def two_tasks() -> bytes:
    return process([node("startEvent", "s"), node("userTask", "a"), node("userTask", "b"), node("endEvent", "e"),
                    chain("s", "a", "b", "e")])  # fmt: skip


def test_a_run_tells_what_it_waits_for_and_what_happened(run):
    document = run(two_tasks())
    assert document["status"] == "waiting"
    assert document["error"] is None
    assert document["waiting"] == [{"element": "a", "kind": "task", "due": None}]
    assert [(t["event"], t["element"], t["type"]) for t in document["trace"]] == [
        ("activated", "s", "startEvent"), ("completed", "s", "startEvent"), ("taken", "s__a", "sequenceFlow"),
        ("activated", "a", "userTask"),
    ]  # fmt: skip
    assert [t["seq"] for t in document["trace"]] == [1, 2, 3, 4]
    assert document["trace"][0]["at"] == "2026-01-05T09:00:00+08:00"


def test_auto_completes_tasks_and_complete_gives_data(run):
    assert run(two_tasks(), "--auto")["status"] == "completed"
    document = run(two_tasks(), "--complete", 'a={"x": 1.10}', "--complete", "b")
    assert document["status"] == "completed"
    assert document["variables"] == {"x": 1.1}


def test_actions_of_different_kinds_keep_their_order(run):
    xml = process([
        node("startEvent", "s"), node("intermediateCatchEvent", "m", ON_MESSAGE), node("userTask", "t"),
        node("intermediateCatchEvent", "w", ON_SIGNAL), node("endEvent", "e"), chain("s", "m", "t", "w", "e"),
    ], before=MESSAGE + SIGNAL)  # fmt: skip
    document = run(xml, "--message", 'go={"x": 1}', "--complete", 't={"x": 2}', "--signal", 'flood={"x": 3}')
    assert document["status"] == "completed"
    assert document["variables"] == {"x": 3}
    late = run(xml, "--signal", "flood", "--message", "go", "--complete", "t")
    assert late["waiting"] == [{"element": "w", "kind": "signal", "due": None}]


def test_time_passes_only_as_far_as_it_is_told(run):
    timer = (
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT2H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    )
    xml = process([node("startEvent", "s"), node("intermediateCatchEvent", "w", timer), node("endEvent", "e"),
                   chain("s", "w", "e")])  # fmt: skip
    assert run(xml)["waiting"] == [{"element": "w", "kind": "timer", "due": "2026-01-05T11:00:00+08:00"}]
    assert run(xml, "--until", "PT1H")["status"] == "waiting"
    assert run(xml, "--until", "PT2H")["status"] == "completed"
    assert run(xml, "--until", "2026-01-05T11:00")["status"] == "completed"


def test_a_timer_start_event_starts_the_process_when_its_time_comes(run):
    timer = "<bpmn:timerEventDefinition><bpmn:timeCycle>R2/PT1H</bpmn:timeCycle></bpmn:timerEventDefinition>"
    xml = process([node("startEvent", "s", timer), node("endEvent", "e"), chain("s", "e")])
    assert run(xml)["waiting"] == [{"element": "s", "kind": "timer", "due": "2026-01-05T10:00:00+08:00"}]
    document = run(xml, "--until", "P1D")
    assert document["status"] == "completed"
    assert [t["element"] for t in document["trace"] if t["event"] == "caught"] == ["s", "s"]


def test_a_fault_names_its_kind_and_element(run):
    xml = process([node("startEvent", "s"), node("exclusiveGateway", "g"), node("userTask", "a"), node("userTask", "b"),
                   chain("s", "g"), flow("g", "a", "=x = 1"), flow("g", "b", "=x = 2")])  # fmt: skip
    document = run(xml, code=1)
    assert document["status"] == "error"
    assert document["error"]["kind"] == "runtime"
    assert document["error"]["element"] == "g"


def test_an_error_that_nobody_catches_is_of_kind_bpmn_with_its_code(run):
    xml = process([node("startEvent", "s"), node("endEvent", "e", '<bpmn:errorEventDefinition errorRef="x"/>'),
                   chain("s", "e")], before='<bpmn:error id="x" errorCode="E42"/>')  # fmt: skip
    document = run(xml, code=1)
    assert (document["error"]["kind"], document["error"]["code"]) == ("bpmn", "E42")


def test_a_model_that_cannot_be_run_faithfully_is_rejected_with_findings(run):
    document = run(process([node("startEvent", "s"), node("subChoreography", "c"), chain("s", "c")]), code=1)
    assert document["status"] == "rejected"
    assert document["error"]["kind"] == "deployment"
    assert "c" in {f["element"] for f in document["findings"]}


def test_wrong_usage_is_exit_code_two(run, tmp_path):
    file = tmp_path / "x.bpmn"
    file.write_bytes(two_tasks())
    for options in (["--vars", "not json"], ["--process", "nowhere"], ["--until", "soon"]):
        assert CliRunner().invoke(run_command, [str(file), *START, *options]).exit_code == 2


def test_a_model_of_a_pack_is_run_with_its_pack(tmp_path):
    limit = '<banjian:deadline ref="reply"/>'
    (tmp_path / "p.bpmn").write_bytes(
        process([node("startEvent", "s"), node("userTask", "a", extension(limit)), chain("s", "a")])
    )
    (tmp_path / "pack.yaml").write_text(
        "key: p\ntitle: T\nprocess: p\ndeadlines: {reply: {title: 答复, days: 3, count: working}}\n", "utf-8"
    )
    result = CliRunner().invoke(run_command, [str(tmp_path / "p.bpmn"), *START, "--json"])
    assert json.loads(result.stdout)["waiting"] == [
        {"element": "a", "kind": "task", "due": "2026-01-08T23:59:59+08:00"}
    ]


def test_the_trace_tells_the_scope_and_what_was_thrown_and_caught(run):
    inner = (
        node("startEvent", "is") + node("intermediateThrowEvent", "up", ON_SIGNAL) + node("endEvent", "ie")
    )
    xml = process([
        node("startEvent", "s"), node("subProcess", "sub", inner + chain("is", "up", "ie")),
        node("boundaryEvent", "b", ON_SIGNAL, attachedToRef="sub"), node("endEvent", "e"), chain("s", "sub", "e"),
        node("endEvent", "be"), chain("b", "be"),
    ], before=SIGNAL)  # fmt: skip
    trace = run(xml)["trace"]
    key = next(t["key"] for t in trace if t["element"] == "sub")
    inside = [t for t in trace if t["scope"] == key]
    assert [(t["event"], t["element"]) for t in inside] == [
        ("activated", "is"), ("completed", "is"), ("taken", "is__up"), ("activated", "up"), ("thrown", "up"),
        ("cancelled", "up"),
    ]  # fmt: skip
    told = [(t["element"], t["kind"], t["event_name"], t["scope"]) for t in trace if "kind" in t]
    assert told == [("up", "signal", "flood", key), ("b", "signal", "flood", 0)]
    assert {t["instance"] for t in trace} == {"S1"}


def undecided() -> bytes:
    return process([node("startEvent", "s"), node("exclusiveGateway", "g", default="g__b"), node("userTask", "a"),
                    node("userTask", "b"), chain("s", "g"), flow("g", "a", "=amount > 5000"), flow("g", "b")])  # fmt: skip


def test_a_condition_without_a_value_is_told_with_its_reason(run):
    document = run(undecided())
    assert [w["element"] for w in document["waiting"]] == ["b"]
    (warning,) = document["warnings"]
    assert (warning["element"], warning["what"]) == ("g__a", "amount > 5000")
    assert warning["reasons"][0] == "There is no variable 'amount'."
    assert run(undecided(), "--vars", '{"amount": 1}')["warnings"] == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("C", "Warning: amount > 5000 at g__a has no value. There is no variable 'amount'."),
        ("zh_CN.UTF-8", "提示：g__a 的 amount > 5000 没有取值。没有变量“amount”。"),
    ],
)
def test_people_are_told_the_same_on_standard_error(tmp_path, monkeypatch, language, told):
    monkeypatch.setenv("LC_ALL", language)
    file = tmp_path / "model.bpmn"
    file.write_bytes(undecided())
    result = CliRunner().invoke(run_command, [str(file), *START])
    assert result.exit_code == 0
    assert told in result.stderr
