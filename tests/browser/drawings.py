"""Small processes for the tests of diagrams, drawn wholly, in part or not at all."""

from __future__ import annotations

import io
import zipfile

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = (
    f'<definitions xmlns="{MODEL}" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' targetNamespace="t">'
)
TIMER = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"

#: Lanes in lanes, pools with messages, notes, data, an event subprocess, compensation, several boundary events.
FULL = (
    HEAD + '<message id="m" name="复函"/><process id="full" isExecutable="true">'
    '<laneSet id="ls"><lane id="l1" name="窗口"><flowNodeRef>s</flowNodeRef><flowNodeRef>a</flowNodeRef></lane>'
    '<lane id="l2" name="业务"><childLaneSet id="cl"><lane id="l21" name="经办"><flowNodeRef>b</flowNodeRef></lane>'
    '<lane id="l22" name="科长"><flowNodeRef>c</flowNodeRef></lane></childLaneSet></lane></laneSet>'
    '<startEvent id="s" name="收到申请"/><userTask id="a" name="登记"/><exclusiveGateway id="g" name="是否齐全" default="g_c"/>'
    '<userTask id="b" name="告知补正"/><serviceTask id="c" name="扣款"><extensionElements>'
    '<zeebe:taskDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" type="pay"/></extensionElements></serviceTask>'
    f'<boundaryEvent id="t1" name="将到期" attachedToRef="a" cancelActivity="false">{TIMER}</boundaryEvent>'
    f'<boundaryEvent id="t2" name="已到期" attachedToRef="a" cancelActivity="false">{TIMER}</boundaryEvent>'
    '<userTask id="late" name="催办"/><endEvent id="e" name="办结"/><boundaryEvent id="undo" attachedToRef="c">'
    '<compensateEventDefinition id="cd"/></boundaryEvent><task id="back" name="退款" isForCompensation="true"/>'
    '<subProcess id="ev" name="撤回处理" triggeredByEvent="true"><startEvent id="es" name="申请人撤回">'
    '<messageEventDefinition id="md" messageRef="m"/></startEvent><endEvent id="ee"/>'
    '<sequenceFlow id="es_ee" sourceRef="es" targetRef="ee"/></subProcess>'
    '<dataObject id="o"/><dataObjectReference id="data" name="申请材料" dataObjectRef="o"/>'
    '<textAnnotation id="note"><text>受理后五个工作日内完成</text></textAnnotation>'
    '<association id="u" sourceRef="undo" targetRef="back" associationDirection="One"/>'
    '<association id="n" sourceRef="note" targetRef="g"/><association id="d" sourceRef="data" targetRef="a"/>'
    '<sequenceFlow id="s_a" sourceRef="s" targetRef="a"/><sequenceFlow id="a_g" sourceRef="a" targetRef="g"/>'
    '<sequenceFlow id="g_b" name="不齐全" sourceRef="g" targetRef="b"><conditionExpression>=x = 1</conditionExpression></sequenceFlow>'
    '<sequenceFlow id="g_c" name="齐全" sourceRef="g" targetRef="c"/><sequenceFlow id="b_a" sourceRef="b" targetRef="a"/>'
    '<sequenceFlow id="c_e" sourceRef="c" targetRef="e"/><sequenceFlow id="t1_l" sourceRef="t1" targetRef="late"/>'
    '<sequenceFlow id="t2_l" sourceRef="t2" targetRef="late"/></process>'
    '<collaboration id="co"><participant id="us" name="本机关" processRef="full"/><participant id="they" name="申请人"/>'
    '<messageFlow id="mf" name="申请" sourceRef="they" targetRef="s"/></collaboration></definitions>'
)  # fmt: skip
#: Lanes and pools, which lie under what stands in them.
FRAMES = ("us", "they", "l1", "l2", "l21", "l22")
DRAWN_OF_FULL = (
    *FRAMES, "s", "a", "g", "b", "c", "t1", "t2", "late", "e", "undo", "back", "ev", "es", "ee", "data", "note",
    "s_a", "a_g", "g_b", "g_c", "b_a", "c_e", "t1_l", "t2_l", "es_ee", "u", "n", "d", "mf",
)  # fmt: skip


def shape(name: str, x: int, y: int, width: int = 100, height: int = 80) -> str:
    box = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}">{box}</bpmndi:BPMNShape>'


def edge(name: str, x: int, to: int) -> str:
    way = f'<di:waypoint x="{x}" y="140"/><di:waypoint x="{to}" y="140"/>'
    return f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">{way}</bpmndi:BPMNEdge>'


def plane(element: str, *parts: str) -> str:
    return (
        f'<bpmndi:BPMNDiagram id="of_{element}"><bpmndi:BPMNPlane id="plane_{element}" bpmnElement="{element}">'
        f"{''.join(parts)}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )


def inside(key: str, diagrams: str) -> str:
    """A process with a subprocess, in which a user task waits."""
    return (
        f'{HEAD}<process id="{key}" isExecutable="true"><startEvent id="s"/><subProcess id="sub" name="勘查"><startEvent id="is"/>'
        '<userTask id="look" name="现场勘查"/><endEvent id="ie"/><sequenceFlow id="f1" sourceRef="is" targetRef="look"/>'
        '<sequenceFlow id="f2" sourceRef="look" targetRef="ie"/></subProcess><endEvent id="e"/>'
        '<sequenceFlow id="f3" sourceRef="s" targetRef="sub"/><sequenceFlow id="f4" sourceRef="sub" targetRef="e"/></process>'
        f"{diagrams}</definitions>"
    )  # fmt: skip


OUTER = (
    shape("s", 100, 122, 36, 36), shape("sub", 200, 100), shape("e", 360, 122, 36, 36),
    edge("f3", 136, 200), edge("f4", 300, 360),
)  # fmt: skip
INNER = (
    shape("is", 100, 122, 36, 36), shape("look", 200, 100), shape("ie", 360, 122, 36, 36),
    edge("f1", 136, 200), edge("f2", 300, 360),
)  # fmt: skip
#: A closed subprocess whose inside is drawn in a plane of its own, and one whose inside is not drawn.
CLOSED = {
    "planes": inside("planes", plane("planes", *OUTER) + plane("sub", *INNER)),
    "closed": inside("closed", plane("closed", *OUTER)),
}
#: Some nodes are drawn, some are not.
PARTLY = inside("partly", plane("partly", shape("s", 100, 122, 36, 36), shape("e", 360, 122, 36, 36)))
#: Two processes, of which the diagram shows the other one.
SECOND = (
    f'{HEAD}<process id="first" isExecutable="true"><startEvent id="fs"/></process><process id="second" isExecutable="true">'
    '<startEvent id="ss"/><userTask id="work" name="办理"/><sequenceFlow id="sf" sourceRef="ss" targetRef="work"/></process>'
    f"{plane('first', shape('fs', 100, 122, 36, 36))}</definitions>"
)  # fmt: skip


def pack(key: str, model: str | bytes) -> bytes:
    """A zip of a pack with this process and nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        out.writestr("pack.yaml", f"key: {key}\ntitle: 图形 {key}\nprocess: {key}\n")
        out.writestr("model.bpmn", model)
    return buffer.getvalue()
