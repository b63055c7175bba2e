"""Call activities: nested, many at once, variables in and out, and what goes through their border."""

from __future__ import annotations

import pytest

from engine import commands
from tests.unit.conformance.words import (
    ANY_ERROR,
    E1,
    FLOOD,
    GO,
    KEYED,
    STOP,
    X1,
    boundary,
    call,
    end,
    handler,
    line,
    many,
    mapping,
    model,
    other,
    script,
    start,
    sub,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import chain, flow, node

P = ["--process", "p"]
WORK = other("q", line("it", entry="is", exit="ie"), task("it"))


def test_all_variables_go_in_and_come_back(run):
    out = run(
        model(line("c"), call("c", "q"), also=WORK),
        *P,
        "--vars",
        '{"a": 1}',
        "--complete",
        'it={"b": 2, "a": 3}',
    )
    assert (out.status, out.variables) == ("completed", {"a": 3, "b": 2})


def test_inputs_of_a_call_stay_with_it(run):
    out = run(model(line("c"), call("c", "q", mapping(("a + 1", "given"))), also=WORK), *P, "--vars", '{"a": 1}',
              "--complete", 'it={"given": 9, "b": 2}')  # fmt: skip
    assert out.variables == {"a": 1, "b": 2}


@pytest.mark.parametrize("parent", [True, False])
def test_only_inputs_and_outputs_if_nothing_else_is_asked_for(run, parent):
    both = mapping(("a", "given"), outputs=(("total + given + b", "total"),))
    out = run(model(line("c"), call("c", "q", both, parent=parent, child=False), also=WORK), *P,
              "--vars", '{"a": 1, "total": 100}', "--complete", 'it={"b": 2}')  # fmt: skip
    assert out.variables == {"a": 1, "total": 103}
    assert run(model(line("c"), call("c", "q", parent=parent, child=False), also=WORK), *P,
               "--complete", 'it={"b": 2}').variables == {}  # fmt: skip


def test_a_call_in_a_call(run):
    also = other("q", line("c2", entry="qs", exit="qe"), call("c2", "r")) + other(
        "r", line("it", entry="is", exit="ie"), task("it")
    )
    xml = model(line("c", "z"), call("c", "q"), task("z"), also=also)
    out = run(xml, *P, "--complete", 'it={"x": 1}')
    assert (out.waiting, out.variables) == (["z"], {"x": 1})
    assert run(xml, *P).seen("activated")[-4:] == ["qs", "c2", "is", "it"]


@pytest.mark.parametrize("sequential", [True, False])
def test_calls_many_at_once_collect_what_they_bring(run, sequential):
    loop = many("depts", "dept", sequential=sequential, into="answers", output="dept + answer")
    xml = model(line("c", "z"), call("c", "q", loop=loop), task("z"), also=WORK)
    done = ["--complete", 'it={"answer": "1"}', "--complete", 'it={"answer": "2"}']
    out = run(xml, *P, "--vars", '{"depts": ["甲", "乙"]}', *done)
    assert out.waiting == ["z"]
    assert out.variables == {"depts": ["甲", "乙"], "answers": ["甲1", "乙2"], "answer": "2"}


@pytest.mark.parametrize("thrown", [E1, X1])
def test_an_error_or_escalation_passes_through_two_calls(run, thrown):
    also = other("q", line("c2", entry="qs", exit="qe"), call("c2", "r")) + other(
        "r", start("is"), task("it"), end("ie", thrown), chain("is", "it", "ie")
    )
    xml = model(
        line("c", "z"),
        call("c", "q"),
        boundary("b", "c", thrown),
        task("late", "z"),
        chain("b", "late"),
        also=also,
    )
    out = run(xml, *P, "--complete", "it")
    assert out.waiting == ["late"]
    assert out.seen("cancelled") == ["ie", "c2", "c"]


def test_a_non_interrupting_escalation_from_a_call_lets_it_go_on(run):
    also = other(
        "q",
        start("is"),
        node("intermediateThrowEvent", "up", X1),
        task("it"),
        end("ie"),
        chain("is", "up", "it", "ie"),
    )
    xml = model(
        line("c", "z"),
        call("c", "q"),
        boundary("b", "c", X1, False),
        task("late", "z"),
        chain("b", "late"),
        also=also,
    )
    assert run(xml, *P, "--complete", "it").waiting == ["late", "z"]


def test_an_error_of_one_call_among_many_ends_all(run):
    also = other("q", start("is"), task("it"), end("ie", E1), chain("is", "it", "ie"))
    xml = model(line("c"), call("c", "q", loop=many(cardinality="3")), boundary("b", "c", ANY_ERROR), task("late"),
                chain("b", "late"), also=also)  # fmt: skip
    out = run(xml, *P, "--complete", "it")
    assert out.waiting == ["late"]
    assert out.seen("cancelled").count("c") == 4  # three calls and their body


def test_an_error_is_caught_in_the_called_process_first(run):
    also = other(
        "q",
        start("is"),
        task("it"),
        end("ie", E1),
        chain("is", "it", "ie"),
        handler("ev", E1, task("et"), then=("et",)),
    )
    xml = model(
        line("c", "z"),
        call("c", "q"),
        boundary("b", "c", E1),
        task("late", "z"),
        chain("b", "late"),
        also=also,
    )
    assert run(xml, *P, "--complete", "it", "--complete", "et").waiting == ["z"]


def test_terminate_in_a_called_process_ends_that_alone(run):
    also = other(
        "q", start("is"), task("x", "y"), end("stop", STOP), chain("is", "x", "stop"), chain("is", "y")
    )
    xml = model(
        start(),
        call("c", "q"),
        task("beside", "z"),
        end(),
        chain("s", "c", "z", "e"),
        chain("s", "beside", "e"),
        also=also,
    )
    out = run(xml, *P, "--complete", "x")
    assert (out.waiting, out.seen("cancelled")) == (["beside", "z"], ["y"])


def test_terminate_of_the_caller_ends_the_called_process(run):
    xml = model(
        start(),
        call("c", "q"),
        task("x"),
        end("stop", STOP),
        chain("s", "c"),
        chain("s", "x", "stop"),
        also=WORK,
    )
    out = run(xml, *P, "--complete", "x")
    assert (out.status, out.seen("cancelled")) == ("completed", ["it", "c"])


def test_messages_signals_and_timers_reach_into_a_called_process(run):
    also = other("q", start("is"), node("receiveTask", "r", messageRef="mk"), node("intermediateCatchEvent", "c1", FLOOD),
                 node("intermediateCatchEvent", "w", timer("PT1H")), task("it"), end("ie"),
                 chain("is", "r", "c1", "w", "it", "ie"))  # fmt: skip
    xml = model(line("c"), call("c", "q"), also=also)
    out = run(
        xml,
        *P,
        "--vars",
        '{"key": "k"}',
        "--message",
        'keyed:k={"x": 1}',
        "--signal",
        "flood",
        "--until",
        "PT1H",
    )
    assert (out.waiting, out.seen("caught"), out.variables) == (["it"], ["r", "c1", "w"], {"key": "k"})


def test_a_signal_thrown_inside_a_call_is_caught_outside(run):
    also = other(
        "q",
        start("is"),
        node("intermediateThrowEvent", "up", FLOOD),
        task("it"),
        end("ie"),
        chain("is", "up", "it", "ie"),
    )
    xml = model(
        line("c"), call("c", "q"), boundary("b", "c", FLOOD), task("late"), chain("b", "late"), also=also
    )
    assert run(xml, *P).waiting == ["late"]


def test_a_called_process_without_a_plain_start_is_refused(run):
    also = other("q", start("is", GO), task("it"), chain("is", "it"))
    assert ("called-start", "c") in run(model(line("c"), call("c", "q"), also=also), *P, code=1).findings


def test_a_process_that_calls_itself_for_ever_is_stopped(run):
    out = run(model(line("c"), call("c", "p")), code=1)
    assert (out.error["kind"], out.error["element"]) == ("runtime", "c")


def test_deep_calls_can_be_cancelled(run):
    work = node(
        "subProcess", "w", line("t", entry="is", exit="ie") + task("t") + boundary("bt", "t", GO, False)
    )
    xml = model(start(), node("exclusiveGateway", "g", default="g__w"), call("c", "p"), script("n", "n - 1", "n"), work,
                end(), chain("s", "n", "g"), chain("c", "e"), flow("g", "w"), flow("g", "c", "=n > 0"))  # fmt: skip
    out = run(xml, "--vars", '{"n": 140}')
    assert out.waiting == ["bt", "t"]
    simulation = out.simulation
    simulation.handle(simulation.instances["S1"], commands.Cancel(actor="x", instance_id="S1"))
    assert simulation.instances["S1"].status == "cancelled"
    assert run(xml, "--vars", '{"n": 200}', code=1).error["element"] == "c"


def test_a_process_may_call_itself_as_long_as_it_comes_to_an_end(run):
    xml = model(start(), node("exclusiveGateway", "g", default="g__e"), call("c", "p", child=False),
                script("n", "n - 1", "n"), end(), chain("s", "n", "g"), chain("c", "e"),
                '<bpmn:sequenceFlow id="g__e" sourceRef="g" targetRef="e"/>'
                '<bpmn:sequenceFlow id="g__c" sourceRef="g" targetRef="c"><bpmn:conditionExpression>=n &gt; 0'
                "</bpmn:conditionExpression></bpmn:sequenceFlow>")  # fmt: skip
    out = run(xml, "--vars", '{"n": 5}')
    assert (out.status, out.seen("completed").count("c")) == ("completed", 4)


def test_the_called_process_may_be_named_by_an_expression(run):
    xml = model(line("c"), call("c", "=name"), also=WORK)
    assert run(xml, *P, "--vars", '{"name": "q"}').waiting == ["it"]
    for wrong in ('{"name": "nowhere"}', "{}"):
        assert run(xml, *P, "--vars", wrong, code=1).error["element"] == "c"


def test_event_subprocess_in_the_called_process_by_message_with_key(run):
    also = other(
        "q", line("it", entry="is", exit="ie"), task("it"), handler("ev", KEYED, task("et"), then=("et",))
    )
    xml = model(
        line("c", "z"), sub("c", line("cc", entry="cs", exit="ce"), call("cc", "q")), task("z"), also=also
    )
    out = run(xml, *P, "--vars", '{"key": 5}', "--message", "keyed:5", "--complete", "et")
    assert out.waiting == ["z"]
