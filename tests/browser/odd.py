"""Files whose diagrams lack something, or are written as few tools write them."""

from __future__ import annotations

from tests.browser.drawings import HEAD, TIMER, plane, shape

_FLOWS = {"f1": ("s", "a"), "f2": ("a", "g"), "f3": ("g", "b"), "f4": ("g", "e"), "f5": ("b", "a")}
_WAYS = {
    "f1": ((136, 140), (200, 140)),
    "f2": ((300, 140), (380, 140)),
    "f3": ((405, 165), (405, 260)),
    "f4": ((430, 140), (520, 140)),
    "f5": ((355, 300), (250, 300), (250, 180)),
}
_BOXES = {
    "s": (100, 122, 36, 36), "a": (200, 100, 100, 80), "g": (380, 115, 50, 50), "b": (355, 260, 100, 80),
    "e": (520, 122, 36, 36),
}  # fmt: skip


def process(more: str = "") -> str:
    flows = "".join(
        f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}"/>'
        for name, (source, target) in _FLOWS.items()
    )
    return (
        '<process id="p"><startEvent id="s" name="收到申请"/><userTask id="a" name="登记"/><exclusiveGateway id="g"/>'
        f'<userTask id="b" name="补正"/><endEvent id="e" name="办结"/>{flows}{more}</process>'
    )


def edge(name: str, points: tuple[tuple[int, int], ...]) -> str:
    way = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">{way}</bpmndi:BPMNEdge>'


def drawn(lacks: str = "", by: int = 0) -> list[str]:
    """Shapes and edges but those named, moved by so many pixels."""
    boxes = {
        name: (x + by, y + by, w, h) for name, (x, y, w, h) in _BOXES.items() if name not in lacks.split()
    }
    ways = {name: tuple((x + by, y + by) for x, y in way) for name, way in _WAYS.items()}
    kept = {name: way for name, way in ways.items() if name not in lacks.split()}
    return [*(shape(name, *box) for name, box in boxes.items()), *(edge(*one) for one in kept.items())]


def file(diagram: str, more: str = "", beside: str = "") -> str:
    return f"{HEAD}{process(more)}{beside}{diagram}</definitions>"


_FLOW = '<sequenceFlow id="late_to" sourceRef="late" targetRef="n"/><userTask id="n" name="催办"/>'
_LATE = f'<boundaryEvent id="late" name="将到期" attachedToRef="a">{TIMER}</boundaryEvent>{_FLOW}'
_NOTE = '<textAnnotation id="note"><text>五日内</text></textAnnotation><association id="as" sourceRef="note" targetRef="f2"/>'
_POOL = '<collaboration id="co"><participant id="us" name="本机关" processRef="p"/><participant id="they" name="申请人"/>'
_POOL += '<messageFlow id="m" sourceRef="they" targetRef="s"/></collaboration>'
_GROUP = '<category id="c"><categoryValue id="cv" value="受理阶段"/></category>'

#: What each lacks, beside the file: it is drawn, and nothing that was given moves.
LACKING = {
    "two edges": ("f3 f5", file(plane("p", *drawn("f3 f5")))),
    "all edges": (" ".join(_FLOWS), file(plane("p", *drawn(" ".join(_FLOWS))))),
    "a task": ("b f3 f5", file(plane("p", *drawn("b f3 f5")))),
    "the middle": ("g f2 f3 f4", file(plane("p", *drawn("g f2 f3 f4")))),
    "an event at an activity": ("late n late_to", file(plane("p", *drawn()), _LATE)),
    "a note at a flow": ("note as", file(plane("p", *drawn()), _NOTE)),
    "a group": ("gr", file(plane("p", *drawn()), '<group id="gr" categoryValueRef="cv"/>', _GROUP)),
    "a message": ("m", file(plane("co", shape("us", 40, 60, 640, 320), shape("they", 40, 450, 640, 60), *drawn()), "", _POOL)),
    "sizes": ("b", file(plane("p", *drawn("b"), '<bpmndi:BPMNShape id="b_di" bpmnElement="b"/>'))),
    "numbers": ("b", file(plane("p", *drawn("b"), shape("b", 0, 0).replace('"0"', '"NaN"')))),
    "waypoints": ("f1", file(plane("p", *drawn("f1"), edge("f1", ())))),
}  # fmt: skip

_COLOURS = ' xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" bioc:stroke="#1e88e5"'
_PLANES = (
    f'{HEAD}<process id="p"><startEvent id="s"/><subProcess id="c1" name="勘查"><userTask id="t"/></subProcess></process>'
    f"{plane('p', shape('s', 100, 122, 36, 36), shape('c1', 200, 100))}{plane('c1', shape('t', 100, 100))}</definitions>"
)
#: Beside what is seen of it, the file.
ODD = {
    "negative coordinates": ("s a g b e f1 f5", file(plane("p", *drawn(by=-3000)))),
    "far away": ("s a g b e", file(plane("p", *drawn("a"), shape("a", 3_000_000, 100)))),
    "colours": ("s a g b e", file(plane("p", *drawn())).replace('bpmnElement="a"', f'bpmnElement="a"{_COLOURS}')),
    "shapes of nothing": ("s a g b e", file(plane("p", *drawn(), shape("nix", 700, 100), edge("nix2", ((1, 2), (3, 4)))))),
    "shapes twice": ("s a g b e", file(plane("p", *drawn(), shape("a", 700, 100)))),
    "an empty diagram": ("s a g b e f1", file('<bpmndi:BPMNDiagram id="d"/>')),
    "a plane of nothing": ("s a g b e f1", file(plane("p", *drawn()).replace('bpmnElement="p"', ""))),
    "a plane of something else": ("s a g b e f1", file(plane("gone", *drawn()))),
    "planes of closed subprocesses": ("s c1", _PLANES),
    "ids of other letters": ("登记 Ünï", file(plane("p", *drawn())).replace('"a"', '"登记"').replace('"f1"', '"Ünï"')),
    "flows that lead nowhere": ("s a g b e", file("", '<sequenceFlow id="x" sourceRef="a" targetRef="gone"/>')),
    "a name without a place": ("s f3", file(plane("p", *drawn()).replace("</bpmndi:BPMNEdge>", "<bpmndi:BPMNLabel/></bpmndi:BPMNEdge>"))),
}  # fmt: skip

_CHOREOGRAPHY = (
    '<choreography id="ch"><participant id="x" name="甲"/><participant id="y" name="乙"/><choreographyTask id="ct" name="报价"'
    ' initiatingParticipantRef="x"><participantRef>x</participantRef><participantRef>y</participantRef></choreographyTask></choreography>'
)
_TALK = '<collaboration id="co"><participant id="x" name="甲"/><conversation id="cv"><participantRef>x</participantRef></conversation></collaboration>'
#: A word of the sentence that the reader gets, beside the file.
UNDRAWN = {
    "choreography": ("编排", f"{HEAD}{_CHOREOGRAPHY}</definitions>"),
    "drawn choreography": ("编排", f"{HEAD}{_CHOREOGRAPHY}{plane('ch', shape('ct', 0, 0))}</definitions>"),
    "conversation": ("会话", f"{HEAD}{_TALK}</definitions>"),
    "nothing": ("没有可显示", f"{HEAD}</definitions>"),
    "empty process": ("没有可显示", f'{HEAD}<process id="p"/></definitions>'),
}
