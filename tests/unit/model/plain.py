"""Small files in BPMN alone, without words of any engine: what a file is judged by the standard with."""

from __future__ import annotations

from itertools import pairwise

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<definitions xmlns="{MODEL}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:test" xmlns:other="urn:other"'
    ' targetNamespace="urn:test">\n'
)
FORMAL = 'xsi:type="tFormalExpression"'


def tag(name: str, node_id: str, inner: str = "", /, **attributes: str) -> str:
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f'<{name} id="{node_id}"{given}>{inner}</{name}>\n'


def flow(source: str, target: str, inner: str = "", **attributes: str) -> str:
    return tag("sequenceFlow", f"{source}_{target}", inner, sourceRef=source, targetRef=target, **attributes)


def chain(*names: str) -> str:
    return "".join(flow(one, other) for one, other in pairwise(names))


def file(inner: str) -> bytes:
    return f"{HEAD}{inner}</definitions>".encode()


def process(body: str, name: str = "p", **attributes: str) -> str:
    return tag("process", name, body, **({"isExecutable": "true"} | attributes))


def model(body: str, before: str = "", **attributes: str) -> bytes:
    return file(before + process(body, **attributes))


START, END = tag("startEvent", "s"), tag("endEvent", "e")


def through(*nodes: str, before: str = "", after: str = "") -> bytes:
    """Start, these nodes one after the other, end. Their ids are read from their text."""
    names = [text.split('id="', 1)[1].split('"', 1)[0] for text in nodes]
    return model(START + "".join(nodes) + after + END + chain("s", *names, "e"), before)


def task(inner: str = "", name: str = "task", **attributes: str) -> str:
    return tag(name, "a", inner, **attributes)


def gateway(name: str = "exclusiveGateway", inner: str = "", **attributes: str) -> bytes:
    """Start, a gateway to two tasks, end."""
    body = START + tag(name, "g", inner, **attributes) + tag("task", "x") + tag("task", "y") + END
    return model(body + chain("s", "g", "x", "e") + chain("g", "y", "e"))


def io(data: str, inputs: str = "", outputs: str = "") -> str:
    return f"<ioSpecification>{data}<inputSet>{inputs}</inputSet><outputSet>{outputs}</outputSet></ioSpecification>"


def data_in(name: str = "in", **attributes: str) -> str:
    return tag("dataInput", name, **attributes)


def data_out(name: str = "out", **attributes: str) -> str:
    return tag("dataOutput", name, **attributes)


def refs(kind: str, *names: str) -> str:
    return "".join(f"<{kind}>{name}</{kind}>" for name in names)


def takes(source: str, target: str = "in", more: str = "") -> str:
    return f"<dataInputAssociation>{refs('sourceRef', *source.split())}{refs('targetRef', target)}{more}</dataInputAssociation>"


def item(name: str = "i", **attributes: str) -> str:
    return tag("itemDefinition", name, **({"structureRef": "xsd:string"} | attributes))


def boundary(
    inner: str, host: str = '<task id="a"/>', before: str = "", end: bool = True, **attributes: str
) -> bytes:
    """Start, a task with an event attached, end."""
    attached = tag("boundaryEvent", "b", inner, attachedToRef="a", **attributes)
    body = START + host + attached + END + chain("s", "a", "e") + (flow("b", "e") if end else "")
    return model(body, before)


def pools(flow_attributes: str, first: str = "", second: str = "", before: str = "") -> bytes:
    """Two pools with a process each, and a message flow with these attributes."""
    between = (
        '<collaboration id="c"><participant id="p1" processRef="one"/><participant id="p2" processRef="two"/>'
        f'<messageFlow id="between" {flow_attributes}/></collaboration>'
    )
    one = process(
        tag("startEvent", "s1", first) + tag("task", "t1") + tag("endEvent", "e1") + chain("s1", "t1", "e1"),
        "one",
    )
    two = process(
        tag("startEvent", "s2", second)
        + tag("task", "t2")
        + tag("endEvent", "e2", first)
        + chain("s2", "t2", "e2"),
        "two",
    )
    return file(before + between + one + two)
