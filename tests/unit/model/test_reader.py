"""The reader: every node and flow of a file is in the process, whatever Spiff's own parser does with it."""

from __future__ import annotations

import pytest

from engine.errors import Invalid
from engine.model.definition import Process
from engine.model.packs import load_file
from tests.unit.model.examples import END, START, bpmn, chain, ext, flow, node, user_task
from tests.unit.model.rule_examples import MESSAGE, TIMER


def read(body: str, before: str = "") -> Process:
    return load_file(bpmn(body, before)).processes["p"]


def targets(process: Process, element: str) -> list[str]:
    return [f.target for f in process.elements[element].outgoing]


def test_flows_without_ids_are_kept():
    plain = chain("s", "a", "e").replace(' id="s_a"', "").replace(' id="a_e"', "")
    process = read(START + user_task("a") + END + plain)
    assert targets(process, "s") == ["a"]
    assert targets(process, "a") == ["e"]
    assert process.elements["a"].outgoing[0].id == "sequenceFlow_2"


@pytest.mark.parametrize(
    "name", ["Start", "End", "Root", "p.EndJoin", "StartEventSplit", "Start.BoundaryEventSplit"]
)
def test_names_that_spiff_reserves_are_ordinary_ids(name):
    process = read(START + user_task(name) + END + chain("s", name, "e"))
    assert process.elements[name].type == "userTask"
    assert targets(process, "s") == [name]


def test_several_flows_into_and_out_of_a_task_are_kept_in_file_order():
    process = read(START + user_task("a") + user_task("b") + user_task("c") + END
                   + chain("s", "a", "c", "e") + chain("a", "b", "e") + flow("a", "b", flow_id="again"))  # fmt: skip
    assert [f.id for f in process.elements["a"].outgoing] == ["a_c", "a_b", "again"]
    assert [f.id for f in process.elements["b"].incoming] == ["a_b", "again"]


def test_boundary_events_know_their_host_and_the_host_them():
    event = node("boundaryEvent", "b", TIMER.format("PT5M"), attachedToRef="a", cancelActivity="false")
    process = read(START + user_task("a") + event + END + chain("s", "a", "e") + chain("b", "e"))
    assert process.elements["a"].boundary == ("b",)
    b = process.elements["b"]
    assert (b.attached_to, b.interrupting, b.event.kind, b.event.timer) == ("a", False, "timer", "PT5M")


def test_subprocesses_are_read_to_any_depth():
    inner = node("startEvent", "s60") + node("endEvent", "e60") + chain("s60", "e60")
    for depth in range(59, -1, -1):
        box = node("subProcess", f"sub{depth}", inner)
        inner = node("startEvent", f"s{depth}") + box + node("endEvent", f"e{depth}")
        inner += chain(f"s{depth}", f"sub{depth}", f"e{depth}")
    process = read(inner)
    assert process.children["sub59"] == ("s60", "e60")
    assert process.elements["sub7"].scope == "sub6"
    assert process.elements["s60"].scope == "sub59"


def test_a_chain_of_three_thousand_tasks_is_read():
    names = [f"t{i}" for i in range(3_000)]
    tasks = "".join(f'<bpmn:task id="{n}"/>' for n in names)
    process = read(START + tasks + END + chain("s", *names, "e"))
    assert len(process.elements) == 3_002
    assert targets(process, "t2999") == ["e"]


def test_a_link_event_keeps_its_name():
    throw = node("intermediateThrowEvent", "t", '<bpmn:linkEventDefinition name="on"/>')
    caught = node("intermediateCatchEvent", "c", '<bpmn:linkEventDefinition name="on"/>')
    process = read(START + throw + caught + END + chain("s", "t") + chain("c", "e"))
    assert [process.elements[i].event.name for i in "tc"] == ["on", "on"]


def test_what_a_user_task_says_is_read():
    words = (
        '<zeebe:userTask/><zeebe:formDefinition formId="f"/><zeebe:priorityDefinition priority="60"/>'
        '<zeebe:assignmentDefinition assignee="=chief" candidateGroups="a, b"/>'
        '<zeebe:ioMapping><zeebe:input source="=x + 1" target="y"/><zeebe:input source="fixed" target="z.w"/>'
        '<zeebe:output source="=y" target="x"/></zeebe:ioMapping>'
        '<zeebe:properties><zeebe:property name="k" value="v"/></zeebe:properties>'
        '<banjian:deadline days="3" count="calendar"/><banjian:reminder before="2"/>'
        '<banjian:reminder after="1" count="calendar"/><banjian:clock name="c" action="pause" on="activated"/>'
    )
    body = START + node("userTask", "a", ext(words) + "<bpmn:documentation>Look.</bpmn:documentation>") + END
    a = read(body + chain("s", "a", "e")).elements["a"]
    assert (a.form, a.documentation, a.properties) == ("f", "Look.", {"k": "v"})
    assert a.assignment.assignee.evaluate({"chief": "li"}) == "li"
    assert (a.assignment.candidate_groups, a.assignment.priority) == ("a, b", "60")
    assert [(i.source if isinstance(i.source, str) else "FEEL", i.target) for i in a.inputs] == [
        ("FEEL", "y"), ("fixed", "z.w"),
    ]  # fmt: skip
    assert (a.deadline.days, a.deadline.count) == ("3", "calendar")
    assert [(r.before, r.after, r.count) for r in a.reminders] == [(2, 0, "working"), (0, 1, "calendar")]
    assert (a.clocks[0].action, a.clocks[0].on) == ("pause", "activated")


def test_multi_instance_of_camunda_and_of_plain_bpmn_are_read_alike():
    zeebe = ext('<zeebe:loopCharacteristics inputCollection="=depts" inputElement="d" outputCollection="os"'
                ' outputElement="=o"/>')  # fmt: skip
    plain = (
        "<bpmn:loopDataInputRef>depts</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>os</bpmn:loopDataOutputRef>"
        '<bpmn:inputDataItem name="d"/><bpmn:outputDataItem name="o"/>'
    )
    for inner in (zeebe, plain):
        done = "<bpmn:completionCondition>=numberOfCompletedInstances &gt; 1</bpmn:completionCondition>"
        loop = f'<bpmn:multiInstanceLoopCharacteristics isSequential="true">{inner}{done}</bpmn:multiInstanceLoopCharacteristics>'
        found = read(START + user_task("a", loop) + END + chain("s", "a", "e")).elements["a"].loop
        assert found.sequential
        assert found.collection.evaluate({"depts": ["x"]}) == ["x"]
        assert (found.element_variable, found.output_collection) == ("d", "os")
        assert found.output_element.evaluate({"o": 1}) == 1
        assert found.completion.evaluate({"numberOfCompletedInstances": 2}) is True


def test_a_cardinality_may_be_a_number_or_feel():
    for text in ("3", "=1 + 2"):
        inner = f"<bpmn:loopCardinality>{text}</bpmn:loopCardinality>"
        loop = f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"
        found = read(START + user_task("a", loop) + END + chain("s", "a", "e")).elements["a"].loop
        assert found.cardinality.evaluate({}) == 3
        assert not found.sequential


def test_messages_errors_and_escalations_are_known_by_name_or_code():
    before = (
        '<bpmn:message id="m" name="=kind">'
        + ext('<zeebe:subscription correlationKey="=number"/>')
        + "</bpmn:message>"
        '<bpmn:error id="e1" name="n" errorCode="C1"/><bpmn:escalation id="x1"/>'
    )
    on_error = node("boundaryEvent", "b1", '<bpmn:errorEventDefinition errorRef="e1"/>', attachedToRef="r")
    on_any = node("boundaryEvent", "b2", "<bpmn:errorEventDefinition/>", attachedToRef="r")
    on_x = node(
        "boundaryEvent", "b3", '<bpmn:escalationEventDefinition escalationRef="x1"/>', attachedToRef="r"
    )
    receive = node("receiveTask", "r", messageRef="m")
    elements = read(START + receive + on_error + on_any + on_x + END + chain("s", "r", "e")
                    + chain("b1", "e") + chain("b2", "e") + chain("b3", "e"), before).elements  # fmt: skip
    assert elements["r"].event.name.evaluate({"kind": "k"}) == "k"
    assert elements["r"].event.correlation_key.evaluate({"number": "7"}) == "7"
    assert [elements[b].event.name for b in ("b1", "b2", "b3")] == ["C1", None, "x1"]


def test_the_innermost_lane_names_the_group_also_inside_a_subprocess():
    inner = (
        '<bpmn:startEvent id="s2"/>' + user_task("a") + '<bpmn:endEvent id="e2"/>' + chain("s2", "a", "e2")
    )
    lanes = (
        '<bpmn:laneSet><bpmn:lane id="l1" name="outer"><bpmn:flowNodeRef>sub</bpmn:flowNodeRef><bpmn:childLaneSet>'
        '<bpmn:lane id="l2" name="inner"><bpmn:flowNodeRef>sub</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:childLaneSet></bpmn:lane></bpmn:laneSet>"
    )
    process = read(lanes + START + node("subProcess", "sub", inner) + END + chain("s", "sub", "e"))
    assert process.elements["a"].lane == "inner"
    assert process.elements["s"].lane is None


def test_comments_and_instructions_within_a_text_do_not_end_it():
    script = node("scriptTask", "a", "<bpmn:script>1 <!-- and -->+ <?tool x?>2</bpmn:script>")
    gateway = node("exclusiveGateway", "g", default="g_e") + script.replace(
        "<bpmn:scriptTask", '<bpmn:scriptTask scriptFormat="feel"'
    )
    process = read(
        START
        + gateway
        + END
        + chain("s", "g", "e")
        + flow("g", "a", "=x<!-- so --> > 1 and y")
        + flow("a", "e")
    )
    condition = next(f.condition for f in process.elements["g"].outgoing if f.target == "a")
    assert condition is not None
    assert condition.names == {"x", "y"}
    assert process.elements["a"].script is not None
    assert process.elements["a"].script.evaluate({}) == 3


def test_a_process_that_is_not_executable_can_be_read_and_says_so():
    pack = load_file(bpmn(START + END + chain("s", "e"), executable="false"))
    assert pack.processes["p"].executable is False


def test_several_processes_of_one_file_are_read():
    second = '<bpmn:process id="q" isExecutable="true">' + node("startEvent", "s2") + node("endEvent", "e2")
    pack = load_file(
        bpmn(START + END + chain("s", "e"), MESSAGE, second + chain("s2", "e2") + "</bpmn:process>")
    )
    assert list(pack.processes) == ["p", "q"]


def test_a_file_that_cannot_run_is_refused_with_its_findings():
    with pytest.raises(Invalid) as caught:
        load_file(bpmn(START + node("subChoreography", "g") + END + chain("s", "g", "e")))
    assert [(f.rule, f.element) for f in caught.value.findings if f.severity == "error"] == [
        ("unsupported", "g")
    ]
