"""Complex gateways, ad-hoc subprocesses, gateways that start a process, global tasks, data."""

from __future__ import annotations

import pytest

from engine.model.packs import check_file
from tests.unit.conformance.checked import Checked as Run
from tests.unit.conformance.words import GO, OTHER, ROOTS, end, script, start, task
from tests.unit.runtime.bpmn import chain, extension, flow, node, process


def three_ways(activation: str, after: str) -> bytes:
    return process(
        [start(), node("parallelGateway", "g"), task("a", "b", "c"),
         node("complexGateway", "x", f"<bpmn:activationCondition>={activation}</bpmn:activationCondition>"),
         after, end(),
         chain("s", "g", "a", "x"), chain("g", "b", "x"), chain("g", "c", "x")]
    )  # fmt: skip


def test_a_complex_gateway_passes_when_its_condition_holds_and_swallows_what_comes_later() -> None:
    run = Run(three_ways("activationCount >= 2", task("after") + chain("x", "after", "e")))
    run.complete("a")
    assert run.waiting == ["b", "c"]
    run.complete("c")
    assert run.waiting == ["after", "b"]
    run.complete("b").complete("after")
    assert run.status == "completed"
    assert run.seen("activated").count("after") == 1


def test_a_complex_gateway_may_send_late_tokens_elsewhere() -> None:
    after = task("first", "late") + flow("x", "first", "=waitingForStart") + end("e2")
    after += flow("x", "late", "=not(waitingForStart)") + chain("first", "e") + chain("late", "e2")
    run = Run(three_ways("activationCount >= 1", after)).complete("a")
    assert run.waiting == ["b", "c", "first"]
    run.complete("b")
    assert run.waiting == ["c", "first"]
    run.complete("c")
    assert run.waiting == ["first", "late"]
    assert run.complete("first").complete("late").status == "completed"


def test_a_complex_gateway_begins_anew_in_a_loop() -> None:
    xml = process(
        [start(), node("exclusiveGateway", "back"), node("parallelGateway", "g"), task("a", "b"),
         node("complexGateway", "x",
              "<bpmn:activationCondition>=activationCount >= 1</bpmn:activationCondition>"),
         task("again"), node("exclusiveGateway", "d", default="d__e"), end(),
         chain("s", "back", "g", "a", "x", "again", "d", "e"), chain("g", "b", "x"),
         flow("d", "back", "=more")]
    )  # fmt: skip
    run = Run(xml).complete("a").complete("b").complete("again", {"more": True})
    assert run.waiting == ["a", "b"]
    run.complete("b")
    assert run.waiting == ["a", "again"]
    run.complete("a").complete("again", {"more": False})
    assert run.status == "completed"


def ad_hoc(ordering: str, condition: str = "", cancel: str = "true", active: str = "") -> bytes:
    inner = extension(f'<zeebe:adHoc activeElementsCollection="{active}"/>') if active else ""
    inner += task("a", "b", "c", "after_a") + chain("a", "after_a")
    if condition:
        inner += f"<bpmn:completionCondition>={condition}</bpmn:completionCondition>"
    sub = node("adHocSubProcess", "ah", inner, ordering=ordering, cancelRemainingInstances=cancel)
    return process([start(), sub, end(), chain("s", "ah", "e")])


def test_a_parallel_ad_hoc_subprocess_runs_all_that_nothing_leads_to() -> None:
    run = Run(ad_hoc("Parallel"))
    assert run.waiting == ["a", "b", "c"]
    run.complete("a").complete("b").complete("c")
    assert run.waiting == ["after_a"]
    assert run.complete("after_a").status == "completed"


def test_a_sequential_one_runs_them_one_after_the_other() -> None:
    run = Run(ad_hoc("Sequential"))
    assert run.waiting == ["a"]
    run.complete("a")
    assert run.waiting == ["after_a"]
    run.complete("after_a")
    assert run.waiting == ["b"]
    assert run.complete("b").complete("c").status == "completed"


@pytest.mark.parametrize("ordering", ["Parallel", "Sequential"])
def test_an_ad_hoc_subprocess_ends_when_its_condition_holds(ordering: str) -> None:
    run = Run(ad_hoc(ordering, "enough = true")).complete("a", {"enough": True})
    assert run.status == "completed"


def test_it_may_wait_for_what_runs() -> None:
    run = Run(ad_hoc("Parallel", "enough = true", cancel="false")).complete("b", {"enough": True})
    assert run.waiting == ["a", "c"]
    run.complete("a").complete("c").complete("after_a")
    assert run.status == "completed"


def test_the_model_may_say_which_activities_run() -> None:
    run = Run(ad_hoc("Parallel", active="=wanted"), {"wanted": ["b", "c"]})
    assert run.waiting == ["b", "c"]
    assert run.complete("b").complete("c").status == "completed"


def started_by_events(kind: str) -> bytes:
    return process(
        [node("eventBasedGateway", "g", instantiate="true", eventGatewayType=kind),
         node("intermediateCatchEvent", "m1c", GO), node("intermediateCatchEvent", "m2c", OTHER),
         task("t1", "t2"), end(), end("e2"), chain("g", "m1c", "t1", "e"), chain("g", "m2c", "t2", "e2")],
        before=ROOTS,
    )  # fmt: skip


def test_an_exclusive_gateway_starts_a_process_by_the_event_that_comes() -> None:
    run = Run(started_by_events("Exclusive"), start="m2c")
    assert run.waiting == ["t2"]
    assert run.complete("t2").status == "completed"


def test_of_a_parallel_gateway_the_other_events_are_awaited() -> None:
    run = Run(started_by_events("Parallel"), start="m2c").complete("t2")
    assert run.status == "active"
    run.message("go")
    assert run.waiting == ["t1"]
    assert run.complete("t1").status == "completed"


def test_a_global_task_is_called() -> None:
    xml = process(
        [start(), node("callActivity", "c", calledElement="shared"), end(), chain("s", "c", "e")],
        after='<bpmn:globalUserTask id="shared" name="Shared"/>',
    )
    run = Run(xml)
    assert run.waiting == ["shared_task"]
    assert run.complete("shared_task", {"x": 1}).status == "completed"
    assert run.variables == {"x": 1}


def test_a_global_script_task_computes() -> None:
    text = extension('<zeebe:script expression="=2 * y" resultVariable="z"/>')
    xml = process(
        [start(), node("callActivity", "c", calledElement="twice"), end(), chain("s", "c", "e")],
        after=f'<bpmn:globalScriptTask id="twice" scriptLanguage="feel">{text}</bpmn:globalScriptTask>',
    )
    assert Run(xml, {"y": 21}).variables["z"] == 42


def test_a_global_script_task_names_its_language_in_the_word_of_the_standard() -> None:
    text = '<bpmn:globalScriptTask id="twice" name="Twice" scriptLanguage="feel"><bpmn:script>2 * y</bpmn:script>'
    xml = process(
        [start(), node("callActivity", "c", calledElement="twice"), end(), chain("s", "c", "e")],
        after=text + "</bpmn:globalScriptTask>",
    )
    assert Run(xml, {"y": 21}).status == "completed"


def test_a_file_with_a_global_task_before_its_process_runs_the_process() -> None:
    call = node("callActivity", "c", calledElement="shared")
    xml = process([start(), call, end(), chain("s", "c", "e")], after="").decode()
    task = '<bpmn:globalTask id="shared" name="Shared"/>'
    pack, findings = check_file("m.bpmn", xml.replace("<bpmn:process", task + "<bpmn:process", 1).encode())
    assert pack is not None
    assert pack.settings["process"] == "p"
    assert [f for f in findings if f.rule == "unreachable"] == []


def test_data_objects_are_variables_of_their_scope() -> None:
    inner = '<bpmn:dataObject id="d" name="draft"/>' + start("is") + script("w", '"inner"', "draft")
    inner += script("up", "draft", "shown") + end("ie") + chain("is", "w", "up", "ie")
    xml = process(
        ['<bpmn:dataObject id="o" name="order"/><bpmn:property id="pr" name="note"/>', start(),
         node("subProcess", "sub", inner), end(), chain("s", "sub", "e")]
    )  # fmt: skip
    run = Run(xml, {"order": 5})
    assert run.variables == {"order": 5, "note": None, "shown": "inner"}


def test_data_associations_map_what_a_task_takes_and_gives() -> None:
    io = (
        '<bpmn:ioSpecification><bpmn:dataInput id="in1" name="price"/><bpmn:dataOutput id="out1" name="total"/>'
        "<bpmn:inputSet><bpmn:dataInputRefs>in1</bpmn:dataInputRefs></bpmn:inputSet>"
        "<bpmn:outputSet><bpmn:dataOutputRefs>out1</bpmn:dataOutputRefs></bpmn:outputSet></bpmn:ioSpecification>"
        "<bpmn:dataInputAssociation><bpmn:sourceRef>o</bpmn:sourceRef><bpmn:targetRef>in1</bpmn:targetRef>"
        "</bpmn:dataInputAssociation>"
        "<bpmn:dataOutputAssociation><bpmn:sourceRef>out1</bpmn:sourceRef><bpmn:targetRef>r</bpmn:targetRef>"
        "</bpmn:dataOutputAssociation>"
    )
    work = extension('<zeebe:script expression="=price * 2" resultVariable="total"/>')
    xml = process(
        ['<bpmn:dataObject id="o" name="order sum"/><bpmn:dataObject id="r" name="result"/>', start(),
         node("scriptTask", "t", work + io), end(), chain("s", "t", "e")]
    )  # fmt: skip
    run = Run(xml, {"order sum": 21})
    assert run.variables == {"order sum": 21, "result": 42}


def test_resource_roles_say_who_does_a_task() -> None:
    role = (
        "<bpmn:potentialOwner><bpmn:resourceAssignmentExpression><bpmn:formalExpression>clerk, leader"
        "</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:potentialOwner>"
    )
    xml = process([start(), node("userTask", "t", role), end(), chain("s", "t", "e")])
    assert Run(xml).events("task_created")[0]["groups"] == ["clerk", "leader"]


def test_a_message_flow_connects_the_processes_of_a_file() -> None:
    other = (
        f'<bpmn:process id="q" isExecutable="true">{node("startEvent", "qs", "<bpmn:messageEventDefinition/>")}'
        f"{node('userTask', 'answer')}{node('sendTask', 'reply')}{end('qe')}"
        f"{chain('qs', 'answer', 'reply', 'qe')}</bpmn:process>"
        '<bpmn:collaboration id="co"><bpmn:participant id="p1" processRef="p"/>'
        '<bpmn:participant id="p2" processRef="q"/><bpmn:messageFlow id="f1" sourceRef="ask" targetRef="qs"/>'
        '<bpmn:messageFlow id="f2" sourceRef="reply" targetRef="hear"/></bpmn:collaboration>'
    )
    xml = process(
        [
            start(),
            node("sendTask", "ask"),
            node("receiveTask", "hear"),
            end(),
            chain("s", "ask", "hear", "e"),
        ],
        after=other,
    )
    run = Run(xml)
    assert run.status == "active"
    (second,) = [i for i in run.simulation.instances.values() if i is not run.instance]
    run.simulation.complete(next(iter(second.tasks)))
    assert (run.status, second.status) == ("completed", "completed")


@pytest.mark.parametrize(("wanted", "taken"), [(True, ["s__a", "s__c"]), (False, ["s__b", "s__c"])])
def test_the_default_flow_of_an_activity_competes_with_its_conditions_only(
    wanted: bool, taken: list[str]
) -> None:
    xml = process(
        [node("startEvent", "begin"), node("task", "s", default="s__b"), node("task", "a"), node("task", "b"),
         node("task", "c"), end(), chain("begin", "s"), flow("s", "a", "=wanted"), flow("s", "b"),
         flow("s", "c"), chain("a", "e"), chain("b", "e"), chain("c", "e")]
    )  # fmt: skip
    assert [f for f in Run(xml, {"wanted": wanted}).seen("taken") if f.startswith("s__")] == taken
