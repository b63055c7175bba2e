"""Tokens: sequence, gateways, scopes, loops, multi-instance, calls."""

from __future__ import annotations

import pytest

from engine import commands
from engine.errors import Conflict, NotFound, ProcessFault
from tests.unit.runtime.bpmn import chain, extension, flow, node, process
from tests.unit.runtime.runner import Run


def test_a_sequence_waits_at_each_user_task_and_ends():
    run = Run(process([node("startEvent", "s"), node("userTask", "a"), node("userTask", "b"),
                       node("endEvent", "e"), chain("s", "a", "b", "e")]))  # fmt: skip
    assert run.waiting == ["a"]
    run.complete("a", {"x": 1})
    assert run.waiting == ["b"]
    run.complete("b")
    assert run.status == "completed"
    assert run.variables == {"x": 1}
    assert run.seen("taken") == ["s__a", "a__b", "b__e"]


def test_completing_a_task_twice_is_refused():
    run = Run(process([node("startEvent", "s"), node("userTask", "a"), node("userTask", "b"),
                       chain("s", "a", "b")]))  # fmt: skip
    task = run.simulation.find_task("a")
    run.simulation.complete(task)
    with pytest.raises(Conflict, match="to be open, but it is not"):
        run.simulation.handle(run.instance, commands.CompleteTask(actor="x", task_id=task))


def exclusive() -> bytes:
    return process([
        node("startEvent", "s"), node("exclusiveGateway", "g", default="g__c"),
        node("userTask", "a"), node("userTask", "b"), node("userTask", "c"), chain("s", "g"),
        flow("g", "a", "=amount > 5000"), flow("g", "b", '=level = "处级"'), flow("g", "c"),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("variables", "task"),
    [({"amount": 6000, "level": "处级"}, "a"), ({"amount": 1, "level": "处级"}, "b"), ({"amount": 1}, "c")],
)
def test_an_exclusive_gateway_takes_the_first_true_flow_or_the_default(variables, task):
    assert Run(exclusive(), variables).waiting == [task]


def test_a_condition_without_a_value_is_false_and_leaves_a_warning():
    run = Run(exclusive(), {"level": "x"})
    assert run.waiting == ["c"]
    assert [e["el"] for e in run.events("warning")] == ["g__a"]


def test_no_way_out_of_a_gateway_is_a_fault_that_names_it_and_changes_nothing():
    xml = process([
        node("startEvent", "s"), node("userTask", "t"), node("exclusiveGateway", "g"), node("userTask", "a"),
        node("userTask", "b"), chain("s", "t", "g"), flow("g", "a", "=x = 1"), flow("g", "b", "=x = 2"),
    ])  # fmt: skip
    run = Run(xml)
    before = run.instance.data
    with pytest.raises(ProcessFault, match="No flow out of g"):
        run.complete("t", {"x": 3})
    assert run.instance.data == before
    assert run.complete("t", {"x": 2}).waiting == ["b"]


def test_a_parallel_join_waits_for_every_branch():
    run = Run(process([
        node("startEvent", "s"), node("parallelGateway", "f"), node("userTask", "a"), node("userTask", "b"),
        node("userTask", "c"), node("parallelGateway", "j"), node("userTask", "z"), chain("s", "f", "a", "j"),
        chain("f", "b", "j"), chain("f", "c", "j", "z"),
    ]))  # fmt: skip
    assert run.waiting == ["a", "b", "c"]
    run.complete("b").complete("a")
    assert run.waiting == ["c"]
    assert run.complete("c").waiting == ["z"]


def test_a_second_token_on_one_flow_of_a_parallel_join_stays_for_the_next_round():
    run = Run(process([
        node("startEvent", "s"), node("parallelGateway", "f"), node("task", "m"), node("userTask", "b"),
        node("userTask", "c"), node("parallelGateway", "j"), node("userTask", "z"),
        chain("s", "f", "m", "j", "z"), flow("f", "m", name="again"), chain("f", "b", "j"), chain("f", "c", "j"),
    ]))  # fmt: skip
    run.complete("b").complete("c")
    assert run.waiting == ["z"]
    assert run.instance.state.joins == {"0 j": {"m__j": 1}}


def test_an_inclusive_join_waits_only_for_branches_that_can_still_reach_it():
    xml = process([
        node("startEvent", "s"), node("inclusiveGateway", "f", default="f__c"),
        *[node("userTask", t) for t in "abcz"], node("inclusiveGateway", "j"), chain("s", "f"),
        flow("f", "a", "=x > 0"), flow("f", "b", "=x > 1"), flow("f", "c"),
        chain("a", "j"), chain("b", "j"), chain("c", "j", "z"),
    ])  # fmt: skip
    assert Run(xml, {"x": 0}).waiting == ["c"]
    assert Run(xml, {"x": 1}).complete("a").waiting == ["z"]
    both = Run(xml, {"x": 2})
    assert both.waiting == ["a", "b"]
    assert both.complete("a").waiting == ["b"]
    assert both.complete("b").waiting == ["z"]


def test_several_flows_out_of_a_task_are_taken_side_by_side_if_their_conditions_hold():
    xml = process([
        node("startEvent", "s"), node("userTask", "t", default="t__c"), *[node("userTask", t) for t in "abc"],
        chain("s", "t"), flow("t", "a", "=x > 0"), flow("t", "b", "=x > 1"), flow("t", "c"),
    ])  # fmt: skip
    assert Run(xml).complete("t", {"x": 2}).waiting == ["a", "b"]
    assert Run(xml).complete("t", {"x": 0}).waiting == ["c"]


def test_a_terminate_end_event_ends_all_branches():
    run = Run(process([
        node("startEvent", "s"), node("parallelGateway", "f"), node("userTask", "a"), node("userTask", "b"),
        node("endEvent", "stop", "<bpmn:terminateEventDefinition/>"), chain("s", "f", "a"), chain("f", "b", "stop"),
    ]))  # fmt: skip
    run.complete("b")
    assert run.status == "completed"
    assert run.seen("cancelled") == ["a"]


def test_variables_of_a_subprocess_mapping_stay_inside_and_results_go_up():
    inner = (
        node("startEvent", "is") + node("userTask", "it") + node("endEvent", "ie") + chain("is", "it", "ie")
    )
    mapping = extension(
        '<zeebe:ioMapping><zeebe:input source="=total * 2" target="double"/>'
        '<zeebe:output source="=double + bonus" target="sum"/></zeebe:ioMapping>'
    )
    run = Run(process([node("startEvent", "s"), node("subProcess", "sub", mapping + inner), node("userTask", "z"),
                       chain("s", "sub", "z")]), {"total": 5})  # fmt: skip
    run.complete("it", {"bonus": 3})
    assert run.waiting == ["z"]
    assert run.variables == {"total": 5, "bonus": 3, "sum": 13}


def test_a_script_writes_its_result_and_a_job_waits_for_its_handler():
    run = Run(process([
        node("startEvent", "s"),
        node("scriptTask", "c", extension('<zeebe:script expression="=a + b" resultVariable="sum"/>')),
        node("serviceTask", "j", extension('<zeebe:taskDefinition type="mail.send" retries="2"/>'
             '<zeebe:taskHeaders><zeebe:header key="to" value="x"/></zeebe:taskHeaders>')),
        node("endEvent", "e"), chain("s", "c", "j", "e"),
    ]), {"a": 1, "b": 2})  # fmt: skip
    assert run.variables["sum"] == 3
    created = run.events("job_created")[0]
    assert (created["type"], created["retries"], created["headers"]) == ("mail.send", 2, {"to": "x"})
    assert run.complete("j", {"sent": True}).status == "completed"
    assert run.variables["sent"] is True


LOOP = '<zeebe:loopCharacteristics inputCollection="=depts" inputElement="dept" {more}/>'


def multi(sequential: str, more: str = "", condition: str = "") -> bytes:
    inner = (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}">'
        + extension(LOOP.format(more=more))
        + condition
        + "</bpmn:multiInstanceLoopCharacteristics>"
    )
    return process([node("startEvent", "s"), node("userTask", "m", inner), node("userTask", "z"),
                    chain("s", "m", "z")])  # fmt: skip


def test_parallel_instances_collect_their_results_in_the_order_of_the_collection():
    collect = 'outputCollection="opinions" outputElement="=dept + \'|\'"'.replace(
        "'|'", "&quot;:&quot; + say"
    )
    run = Run(multi("false", collect), {"depts": ["规划", "建设", "环保"]})
    assert run.waiting == ["m", "m", "m"]
    run.complete("m", {"say": "乙"}, dept="环保").complete("m", {"say": "甲"}, dept="规划")
    assert run.waiting == ["m"]
    run.complete("m", {"say": "丙"})
    assert run.waiting == ["z"]
    assert run.variables["opinions"] == ["规划:甲", "建设:丙", "环保:乙"]


def test_what_output_mappings_write_goes_into_the_collection_and_stays_with_its_instance():
    mapped = extension(
        '<zeebe:ioMapping><zeebe:output source="=say + dept" target="note"/></zeebe:ioMapping>'
    )
    model = multi("false", 'outputCollection="notes" outputElement="=note"').decode()
    model = model.replace("<bpmn:multiInstance", mapped + "<bpmn:multiInstance", 1)
    run = Run(model.encode(), {"depts": ["A", "B"]})
    run.complete("m", {"say": "no "}, dept="B").complete("m", {"say": "yes "}, dept="A")
    assert run.variables["notes"] == ["yes A", "no B"]
    assert "note" not in run.variables


def test_sequential_instances_come_one_after_the_other():
    run = Run(multi("true"), {"depts": ["a", "b"]})
    assert run.waiting == ["m"]
    run.complete("m", {}, dept="a")
    assert run.waiting == ["m"]
    assert run.complete("m", {}, dept="b").waiting == ["z"]


def test_a_completion_condition_ends_the_other_instances():
    condition = (
        "<bpmn:completionCondition>=numberOfCompletedInstances / numberOfInstances >= 2/3"
        "</bpmn:completionCondition>"
    )
    run = Run(multi("false", "", condition), {"depts": [1, 2, 3]})
    run.complete("m").complete("m")
    assert run.waiting == ["z"]
    assert run.seen("cancelled") == ["m"]


def test_no_instance_at_all_goes_straight_on():
    assert Run(multi("false"), {"depts": []}).waiting == ["z"]


def test_a_called_process_has_its_own_variables_and_gives_back_what_is_asked():
    called = process([node("startEvent", "cs"), node("userTask", "ct"), node("endEvent", "ce"),
                      chain("cs", "ct", "ce")], "q")  # fmt: skip
    after = called.decode().split('targetNamespace="test">', 1)[1].rsplit("</bpmn:definitions>", 1)[0]
    call = extension(
        '<zeebe:calledElement processId="q" propagateAllParentVariables="false"'
        ' propagateAllChildVariables="false"/><zeebe:ioMapping><zeebe:input source="=a" target="given"/>'
        '<zeebe:output source="=given + answer" target="sum"/></zeebe:ioMapping>'
    )
    xml = process([node("startEvent", "s"), node("callActivity", "c", call), node("userTask", "z"),
                   chain("s", "c", "z")], after=after)  # fmt: skip
    run = Run(xml, {"a": 1, "b": 2})
    assert run.waiting == ["ct"]
    run.complete("ct", {"answer": 41})
    assert run.waiting == ["z"]
    assert run.variables == {"a": 1, "b": 2, "sum": 42}


def test_a_loop_of_ten_thousand_rounds_does_not_grow():
    run = Run(process([
        node("startEvent", "s"), node("exclusiveGateway", "j"), node("userTask", "t"),
        node("scriptTask", "n", extension('<zeebe:script expression="=n + 1" resultVariable="n"/>')),
        node("exclusiveGateway", "g", default="g__e"), node("endEvent", "e"), chain("s", "j", "t", "n", "g", "e"),
        flow("g", "j", "=n &lt; 2000".replace("&lt;", "<")),
    ]), {"n": 0})  # fmt: skip
    sizes = []
    for _ in range(1999):
        run.simulation.history.clear()
        run.complete("t")
        sizes.append(len(run.instance.data))
    assert run.waiting == ["t"]
    assert max(sizes) - min(sizes) < 20
    assert run.complete("t").status == "completed"


def test_a_process_that_is_only_drawn_is_not_started():
    drawn = '<bpmn:process id="q" isExecutable="false"><bpmn:startEvent id="qs"/></bpmn:process>'
    xml = process([node("startEvent", "s"), node("endEvent", "e"), chain("s", "e")], after=drawn)
    assert Run(xml).status == "completed"
    with pytest.raises((Conflict, NotFound)):
        Run(xml, process="q")
