"""What is only drawn (choreographies, conversations, foreign languages) gets findings, and hides nothing else."""

from __future__ import annotations

import pytest

from engine.model.lint import lint
from engine.model.packs import check_file, load_file
from tests.unit.interchange.manners import DI, MODEL

PROCESS = """<process id="p" isExecutable="{executable}"><startEvent id="s"/><task id="a" name="登记"/>{more}
<endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/></process>"""


def drawing(before: str = "", after: str = "", more: str = "", executable: str = "false") -> bytes:
    body = PROCESS.format(executable=executable, more=more)
    return (
        f'<definitions xmlns="{MODEL}" {DI} targetNamespace="t">{before}{body}{after}</definitions>'.encode()
    )


SHAPE = '<bpmndi:BPMNShape id="{0}_{1}" bpmnElement="{0}"><dc:Bounds x="1" y="1" width="9" height="9"/></bpmndi:BPMNShape>'
COLLAPSED = (
    '<subProcess id="sub"><startEvent id="s2"/><endEvent id="e2"/>'
    '<sequenceFlow id="f2" sourceRef="s2" targetRef="e2"/></subProcess><sequenceFlow id="h" sourceRef="a" targetRef="sub"/>'
)
DRAWINGS: dict[str, bytes] = {
    "nothing but tasks": drawing(),
    "choreography": drawing(
        '<choreography id="c"><participant id="x" name="甲"/><participant id="y" name="乙"/><messageFlow id="cm" sourceRef="x" targetRef="y"/><startEvent id="cs"/>'
        '<choreographyTask id="ct" initiatingParticipantRef="x"><participantRef>x</participantRef>'
        '<participantRef>y</participantRef><messageFlowRef>cm</messageFlowRef></choreographyTask><sequenceFlow id="cf" sourceRef="cs" targetRef="ct"/></choreography>'
    ),
    "conversation": drawing(
        '<collaboration id="co"><participant id="x"/><participant id="y" processRef="p"/>'
        '<conversation id="talk" name="商谈"><participantRef>x</participantRef></conversation>'
        '<conversationLink id="cl" sourceRef="x" targetRef="talk"/></collaboration>'
    ),
    "black-box pools": drawing(
        '<collaboration id="co"><participant id="x" name="申请人"/><participant id="y" processRef="p"/>'
        '<messageFlow id="mf" sourceRef="x" targetRef="a"/></collaboration>'
    ),
    "several diagrams": drawing(
        more=COLLAPSED,
        after=f'<bpmndi:BPMNDiagram id="d1"><bpmndi:BPMNPlane id="p1" bpmnElement="p">{SHAPE.format("a", 1)}'
        f'{SHAPE.format("sub", 1)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram><bpmndi:BPMNDiagram id="d2">'
        f'<bpmndi:BPMNPlane id="p2" bpmnElement="sub">{SHAPE.format("s2", 2)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>',
    ),
    "elements in no namespace": drawing(more='<geometry xmlns="" x="1"/>'),
    "extension of another tool outside extensionElements": drawing(more='<x:geo xmlns:x="urn:x"><x:p/></x:geo>'),
    "nested lanes": drawing(
        more='<laneSet id="ls"><lane id="l1" name="甲"><childLaneSet id="cs"><lane id="l2" name="乙">'
        "<flowNodeRef>a</flowNodeRef></lane></childLaneSet></lane></laneSet>"
    ),
    "script of Groovy": drawing(more='<scriptTask id="g1" scriptFormat="groovy"><script>println 1</script></scriptTask>'),
    "service without a handler": drawing(more='<serviceTask id="w" implementation="##WebService"/>'),
    "a condition of XPath": drawing(
        more='<sequenceFlow id="x" sourceRef="s" targetRef="e"><conditionExpression language="http://www.w3.org/1999/XPath">'
        "/a/b</conditionExpression></sequenceFlow>"
    ),
    "a timer without a time": drawing(more='<intermediateCatchEvent id="t"><timerEventDefinition/></intermediateCatchEvent>'),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_gets_findings_and_nothing_fails(name):
    findings = lint({"drawing.bpmn": DRAWINGS[name]})
    assert not {f.rule for f in findings} & {"rule-failed", "read-failed", "graph-differs"}


@pytest.mark.parametrize("name", ["nothing but tasks", "black-box pools", "several diagrams", "nested lanes"])
def test_a_drawing_that_could_run_is_not_refused(name):
    assert not [f for f in check_file("drawing.bpmn", DRAWINGS[name])[1] if f.severity == "error"]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("choreography", "unsupported"),
        ("script of Groovy", "script-language"),
        ("service without a handler", "job-type-missing"),
        ("a condition of XPath", "not-feel"),
        ("a timer without a time", "timer-missing"),
    ],
)
def test_what_cannot_run_is_named_and_does_not_hide_the_rest(name, rule):
    data = DRAWINGS[name].replace(b"</process>", b'<userTask id="alone"/></process>')
    found = {(f.rule, f.element) for f in lint({"drawing.bpmn": data})}
    assert rule in {r for r, _ in found}
    assert ("unreachable", "alone") in found


def test_the_content_of_a_choreography_is_not_called_misplaced():
    findings = lint({"drawing.bpmn": DRAWINGS["choreography"]})
    assert "unsupported" in {f.rule for f in findings}
    assert not [f for f in findings if f.rule == "element-misplaced"]


def test_a_lane_inside_a_lane_names_its_nodes():
    pack = load_file(DRAWINGS["nested lanes"])
    assert pack.processes["p"].elements["a"].lane == "乙"
