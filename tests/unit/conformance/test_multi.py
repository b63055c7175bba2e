"""Multi-instance on tasks, subprocesses and calls: parallel and sequential, collections, conditions, results."""

from __future__ import annotations

import pytest

from engine import commands
from tests.unit.conformance.words import (
    E1,
    FLOOD,
    GO,
    STOP,
    X1,
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

BODY = line("a", entry="is", exit="ie") + task("a")
#: The three sorts, each with the element that people complete.
SORTS = {
    "task": (lambda loop: node("userTask", "m", loop), "m"),
    "sub": (lambda loop: node("subProcess", "m", loop + BODY), "a"),
    "call": (lambda loop: call("m", "q", loop=loop), "a"),
}


def run_many(run, sort, loop, *options, **kwargs):
    made, _ = SORTS[sort]
    xml = model(line("m", "z"), made(loop), task("z"), also=other("q", BODY) if sort == "call" else "")
    return run(xml, "--process", "p", *options, **kwargs)


def done(sort: str, *data: str) -> list[str]:
    return [
        option for text in data for option in ("--complete", SORTS[sort][1] + (f"={text}" if text else ""))
    ]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("sequential", [True, False])
def test_every_instance_is_worked_on_and_results_keep_the_order_of_the_collection(run, sort, sequential):
    loop = many("[3, 1, 2]", "i", sequential=sequential, into="out", output="i * got")
    first = run_many(run, sort, loop)
    assert first.waiting == [SORTS[sort][1]] * (1 if sequential else 3)
    out = run_many(run, sort, loop, *done(sort, '{"got": 10}', '{"got": 100}', '{"got": 1000}'))
    assert out.waiting == ["z"]
    assert out.variables == {"got": 1000, "out": [30, 100, 2000]}


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("sequential", [True, False])
@pytest.mark.parametrize("loop", [{"collection": "[]", "into": "out", "output": "1"}, {"cardinality": "0"}])
def test_no_instance_at_all_goes_straight_on(run, sort, sequential, loop):
    out = run_many(run, sort, many(**loop, sequential=sequential))
    assert out.waiting == ["z"]
    assert out.variables == ({"out": []} if "into" in loop else {})


@pytest.mark.parametrize("event", [timer("PT1H"), GO, FLOOD])
def test_no_instance_at_all_leaves_no_listener_behind(run, event):
    xml = model(
        line("m", "z"),
        node("userTask", "m", many("[]")),
        boundary("b", "m", event),
        task("z", "late"),
        chain("b", "late"),
    )
    out = run(xml, "--message", "go", "--signal", "flood", "--until", "P1D")
    assert out.waiting == ["z"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("sequential", [True, False])
def test_a_completion_condition_ends_the_rest(run, sort, sequential):
    loop = many(cardinality="4", sequential=sequential, until="numberOfCompletedInstances >= 2")
    assert run_many(run, sort, loop, *done(sort, "")).waiting == [SORTS[sort][1]] * (1 if sequential else 3)
    out = run_many(run, sort, loop, *done(sort, "", ""))
    assert out.waiting == ["z"]
    assert out.seen("cancelled").count("m") == (0 if sequential else 2)


def test_a_completion_condition_sees_counts_results_and_the_variables_of_its_instance(run):
    local = node(
        "userTask", "m", extension(mapping(("null", "ok"))) + many(cardinality="3", until="ok = false")
    )
    xml = model(line("m", "z"), local, task("z"))
    assert run(xml, "--complete", 'm={"ok": true}').waiting == ["m", "m"]
    out = run(xml, "--complete", 'm={"ok": true}', "--complete", 'm={"ok": false}')
    assert (out.waiting, out.variables) == (["z"], {})
    counted = many(cardinality="3", until="numberOfActiveInstances = 1 and numberOfInstances = 3")
    assert run_many(run, "task", counted, *done("task", "", "")).waiting == ["z"]
    gathered = many("[1, 2, 3]", "i", into="out", output="ok", until="count(out[item = true]) = 2")
    out = run_many(run, "task", gathered, *done("task", '{"ok": true}', '{"ok": true}'))
    assert (out.waiting, out.variables["out"]) == (["z"], [True, True, None])


def test_the_loop_counter_counts_from_one_and_stays_inside(run):
    m = node(
        "userTask",
        "m",
        extension(mapping(("loopCounter", "place"))) + many("[7, 8]", "i", into="out", output="place + i"),
    )
    out = run(model(line("m"), m), "--complete", "m", "--complete", "m")
    assert out.variables == {"out": [8, 10]}


def test_outputs_of_each_instance_are_mapped(run):
    m = node("userTask", "m", extension(mapping(outputs=(("sum + got", "sum"),))) + many(cardinality="3"))
    out = run(
        model(line("m"), m), "--vars", '{"sum": 0}', *done("task", '{"got": 1}', '{"got": 2}', '{"got": 3}')
    )
    assert out.variables == {"sum": 6}


def test_instances_that_need_no_one_pass_in_one_step(run):
    m = node("scriptTask", "m", extension('<zeebe:script expression="=i * i" resultVariable="r"/>')
             + many("for n in 1..50 return n", "i", into="out", output="r"))  # fmt: skip
    out = run(model(line("m"), m))
    assert out.variables["out"] == [n * n for n in range(1, 51)]


@pytest.mark.parametrize("kind", ["manualTask", "task"])
@pytest.mark.parametrize("sequential", [True, False])
def test_instances_of_tasks_without_work(run, kind, sequential):
    out = run(model(line("m"), node(kind, "m", many(cardinality="3", sequential=sequential))))
    assert (out.status, out.seen("completed").count("m")) == ("completed", 4)


def test_messages_by_key_reach_their_instance(run):
    m = node(
        "receiveTask",
        "m",
        many("[&quot;x&quot;, &quot;y&quot;]", "key", into="out", output="answer"),
        messageRef="mk",
    )
    xml = model(line("m"), m)
    out = run(xml, "--message", 'keyed:y={"answer": 2}', "--message", 'keyed:x={"answer": 1}')
    assert (out.status, out.variables["out"]) == ("completed", [1, 2])


def test_send_tasks_many_at_once_bring_their_inputs_and_no_more(run):
    m = node("sendTask", "m", extension(mapping(("i", "content"))) + many("[1, 2]", "i"), messageRef="m1")
    out = run(
        model(line("m"), m, also=other("q", start("qs", GO), task("qt"), chain("qs", "qt"))), "--process", "p"
    )
    assert [i.state.scopes[0].vars for i in out.simulation.instances.values()] == [
        {},
        {"content": 1},
        {"content": 2},
    ]


@pytest.mark.parametrize("sequential", [True, False])
def test_an_error_inside_one_instance_ends_all(run, sequential):
    box = node("subProcess", "m", many(cardinality="3", sequential=sequential) + start("is") + task("a") + end("ie", E1)
               + chain("is", "a", "ie"))  # fmt: skip
    xml = model(line("m"), box, boundary("b", "m", E1), task("late"), chain("b", "late"))
    out = run(xml, "--complete", "a")
    assert out.waiting == ["late"]
    assert out.seen("cancelled").count("m") == (2 if sequential else 4)


def test_an_error_of_a_handler_of_one_instance_ends_all(run):
    out = run(model(line("m"), node("serviceTask", "m", extension('<zeebe:taskDefinition type="x"/>') + many(cardinality="3")),
                    boundary("b", "m", E1), task("late"), chain("b", "late")))  # fmt: skip
    simulation = out.simulation
    order = commands.FailJob(actor="w", job_id=simulation.find_task("m"), error_code="E1")
    simulation.handle(simulation.instances["S1"], order)
    assert [e["el"] for e in simulation.instances["S1"].tasks.values()] == ["late"]
    assert simulation.instances["S1"].jobs == {}


def test_an_interrupting_escalation_at_the_start_of_the_first_instance_ends_all(run):
    box = sub(
        "m", many("[1, 2, 3]"), line("up", entry="is", exit="ie"), node("intermediateThrowEvent", "up", X1)
    )
    out = run(model(line("m"), box, boundary("b", "m", X1), task("late"), chain("b", "late")))
    assert (out.waiting, out.seen("thrown")) == (["late"], ["up"])


def test_terminate_ends_its_instance_only(run):
    box = node("subProcess", "m", many(cardinality="2") + start("is") + task("a", "b") + end("stop", STOP)
               + chain("is", "a", "stop") + chain("is", "b"))  # fmt: skip
    out = run(model(line("m", "z"), box, task("z")), "--complete", "a")
    assert out.waiting == ["a", "b"]


def test_multi_instance_in_multi_instance(run):
    inner = node("userTask", "a", many("row", "cell", into="cells", output="cell * 10"))
    box = node("subProcess", "m", extension(mapping(("[]", "cells"))) + many("[[1, 2], [3]]", "row", into="rows", output="cells")
               + line("a", entry="is", exit="ie") + inner)  # fmt: skip
    out = run(model(line("m"), box), *["--complete", "a"] * 3)
    assert (out.status, out.variables) == ("completed", {"rows": [[10, 20], [30]]})


@pytest.mark.parametrize("sequential", [True, False])
def test_more_instances_than_can_be_are_refused_at_once(run, sequential):
    out = run(
        model(line("m"), node("userTask", "m", many(cardinality="10**9", sequential=sequential))), code=1
    )
    assert (out.error["kind"], out.error["element"]) == ("runtime", "m")


@pytest.mark.parametrize("collection", ["nothing", "5", "&quot;abc&quot;"])
def test_what_is_no_collection_is_a_fault_that_names_the_element(run, collection):
    out = run(model(line("m"), node("userTask", "m", many(collection))), code=1)
    assert (out.error["kind"], out.error["element"]) == ("runtime", "m")


@pytest.mark.parametrize("event", [timer("R/PT1H", "Cycle"), GO])
def test_a_boundary_event_stands_on_the_whole_not_on_each_instance(run, event):
    xml = model(line("m", "z"), job("j"), node("userTask", "m", many(cardinality="3")), boundary("b", "m", event, False),
                task("late", "z"), chain("b", "late"), chain("z", "j"))  # fmt: skip
    out = run(xml, "--message", "go", "--until", "PT1H")
    assert out.waiting.count("late") == 1
    assert out.waiting.count("m") == 3
