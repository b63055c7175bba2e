"""Nesting, many instances, and what is thrown through several levels."""

from __future__ import annotations

import pytest

from engine import commands
from engine.errors import ProcessFault
from engine.runtime import decode, encode
from tests.unit.runtime.bpmn import chain, extension, flow, node, process
from tests.unit.runtime.runner import Run

ERROR = '<bpmn:error id="err" errorCode="REFUSED"/>'
CATCH = '<bpmn:errorEventDefinition errorRef="err"/>'


def nested(depth: int, core: str, first: str) -> str:
    body, entry = core, first
    for level in range(depth):
        start, end = f"s{level}", f"e{level}"
        body = node(
            "subProcess", f"sub{level}",
            node("startEvent", start) + body + node("endEvent", end) + chain(start, entry, end),
        )  # fmt: skip
        entry = f"sub{level}"
    return node("startEvent", "s") + body + node("endEvent", "e") + chain("s", entry, "e")


def test_fifty_nested_scopes_open_and_close():
    run = Run(process(nested(50, node("userTask", "t"), "t")))
    assert run.waiting == ["t"]
    assert len(run.instance.state.scopes) == 51
    assert run.complete("t").status == "completed"


def test_an_error_passes_all_levels_to_the_one_that_catches_it():
    core = node("serviceTask", "job", extension('<zeebe:taskDefinition type="x"/>'))
    boundary = node("boundaryEvent", "b", CATCH, attachedToRef="sub2") + node("userTask", "mend")
    run = Run(process(nested(3, core, "job") + boundary + chain("b", "mend"), before=ERROR))
    job = run.simulation.find_task("job")
    run.simulation.handle(run.instance, commands.FailJob(actor="w", job_id=job, error_code="REFUSED"))
    assert run.waiting == ["mend"]
    assert run.seen("cancelled") == ["job", "sub0", "sub1", "sub2"]
    assert len(run.instance.state.scopes) == 1


def test_many_parallel_instances_are_completed_one_by_one():
    inner = (
        '<bpmn:multiInstanceLoopCharacteristics>'
        + extension('<zeebe:loopCharacteristics inputCollection="=for i in 1..300 return i" inputElement="i" '
                    'outputCollection="squares" outputElement="=i * i"/>')
        + "</bpmn:multiInstanceLoopCharacteristics>"
    )  # fmt: skip
    run = Run(process([node("startEvent", "s"), node("userTask", "m", inner), node("endEvent", "e"),
                       chain("s", "m", "e")]))  # fmt: skip
    assert len(run.waiting) == 300
    for task in list(run.instance.tasks):
        run.simulation.complete(task)
    assert run.status == "completed"
    assert run.variables["squares"] == [i * i for i in range(1, 301)]


def test_a_terminate_end_ends_its_own_subprocess_only():
    inner = (
        node("startEvent", "is") + node("parallelGateway", "f") + node("userTask", "a") + node("userTask", "b")
        + node("endEvent", "stop", "<bpmn:terminateEventDefinition/>") + chain("is", "f", "a", "stop") + chain("f", "b")
    )  # fmt: skip
    run = Run(process([node("startEvent", "s"), node("subProcess", "sub", inner), node("userTask", "z"),
                       chain("s", "sub", "z")]))  # fmt: skip
    assert run.complete("a").waiting == ["z"]


def test_a_multi_instance_subprocess_keeps_its_instances_apart():
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics>"
        + extension('<zeebe:loopCharacteristics inputCollection="=depts" inputElement="dept"/>')
        + "</bpmn:multiInstanceLoopCharacteristics>"
    )
    inner = node("startEvent", "is") + node("userTask", "a") + node("userTask", "b") + chain("is", "a", "b")
    run = Run(process([node("startEvent", "s"), node("subProcess", "sub", loop + inner), node("userTask", "z"),
                       chain("s", "sub", "z")]), {"depts": ["规划", "建设"]})  # fmt: skip
    run.complete("a", dept="建设")
    assert run.waiting == ["a", "b"]
    run.complete("b", dept="建设").complete("a", dept="规划").complete("b", dept="规划")
    assert run.waiting == ["z"]


def test_a_boundary_event_of_a_multi_instance_ends_all_instances():
    loop = (
        "<bpmn:multiInstanceLoopCharacteristics>"
        + extension('<zeebe:loopCharacteristics inputCollection="=[1,2,3]"/>')
        + "</bpmn:multiInstanceLoopCharacteristics>"
    )
    timer = (
        "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    )
    run = Run(process([
        node("startEvent", "s"), node("userTask", "m", loop), node("boundaryEvent", "b", timer, attachedToRef="m"),
        node("userTask", "late"), node("endEvent", "e"), chain("s", "m", "e"), chain("b", "late"),
    ]))  # fmt: skip
    due = run.simulation.next_due()
    assert due is not None
    run.simulation.advance(due)
    assert run.waiting == ["late"]
    assert run.seen("cancelled") == ["m", "m", "m", "m"]  # three instances and their body


def test_links_jump_within_their_scope():
    link = '<bpmn:linkEventDefinition name="again"/>'
    run = Run(process([
        node("startEvent", "s"), node("userTask", "a"), node("intermediateThrowEvent", "go", link),
        node("intermediateCatchEvent", "land", link), node("userTask", "b"),
        chain("s", "a", "go"), chain("land", "b"),
    ]))  # fmt: skip
    assert run.complete("a").waiting == ["b"]


def test_a_model_that_never_rests_is_stopped_with_its_name():
    xml = process([
        node("startEvent", "s"), node("exclusiveGateway", "m"), node("task", "t"),
        node("exclusiveGateway", "g", default="back"), node("endEvent", "e"), chain("s", "m", "t", "g"),
        flow("g", "e", "=1 = 2"), flow("g", "m", name="back"),
    ])  # fmt: skip
    with pytest.raises(ProcessFault, match="does not rest"):
        Run(xml)


def test_the_same_state_has_the_same_bytes():
    run = Run(process(nested(3, node("userTask", "t"), "t")), {"b": 1, "a": {"z": 1, "y": [1, "文"]}})
    assert encode(decode(run.instance.data)) == run.instance.data
    other = Run(process(nested(3, node("userTask", "t"), "t")), {"a": {"y": [1, "文"], "z": 1}, "b": 1})
    assert other.instance.data == run.instance.data
