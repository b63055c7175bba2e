"""What was written is what runs, or is refused: a valid model is damaged in every way we know of, and each
time it is either refused with findings that say where and why, or has all its nodes and flows."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from lxml import etree

from engine.errors import EngineError
from engine.model.packs import check_file
from engine.model.vocabulary import BPMN, NODES
from tests.unit.conformance.words import (
    E1,
    E2,
    GO,
    OTHER,
    STOP,
    boundary,
    call,
    end,
    handler,
    job,
    line,
    link,
    many,
    model,
    other,
    script,
    start,
    sub,
    task,
    timer,
)  # fmt: skip
from tests.unit.runtime.bpmn import HEAD, chain, flow, node
from tests.unit.runtime.runner import Run

EVERYTHING = model(
    start(), start("sm", OTHER), task("a"), boundary("b", "a", timer("PT1H"), False),
    node("exclusiveGateway", "g", default="g__pg"), node("parallelGateway", "pg"),
    sub("box", line("it", entry="is", exit="ie"), task("it"), handler("ev", GO, task("et"), then=("et",), interrupting=False)),
    boundary("be", "box", E1), call("c", "q"), node("userTask", "m", many("[1,2]", "i", until="i = 2")),
    node("inclusiveGateway", "i"), node("eventBasedGateway", "eg"), node("receiveTask", "r", messageRef="m2"),
    node("intermediateCatchEvent", "w", timer("PT1H")), node("intermediateThrowEvent", "l", link("L")),
    node("intermediateCatchEvent", "lc", link("L")), script("sc", "1 + 1", "x"), job("j"), end(), end("stop", STOP),
    end("eerr", E2), chain("s", "a", "g"), flow("g", "pg"), flow("g", "box", "=x > 1"), chain("box", "e"), chain("be", "e"),
    chain("b", "eerr"), chain("pg", "c", "i"), chain("pg", "m", "i"), chain("pg", "eg", "r", "i"), chain("eg", "w", "i"),
    chain("i", "sc", "l"), chain("lc", "j", "stop"), chain("sm", "j"),
    also=other("q", start("qs"), task("qt"), end("qe"), chain("qs", "qt", "qe")),
)  # fmt: skip
TAGS = ["task", "subProcess", "exclusiveGateway", "endEvent", "startEvent", "transaction", "boundaryEvent", "laneSet",
        "madeUp", "sequenceFlow", "eventBasedGateway", "textAnnotation"]  # fmt: skip
NAMES = ["Start", "End", "Root", "StartEvent", "EndEvent", "a.b", "None", "0", "任务", "s", "p"]
SPACES = [
    "",
    "http://other.example/",
    "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://camunda.org/schema/zeebe/1.0",
]


def written(data: bytes) -> Counter[str]:
    """Nodes and flows as a reader of text would count them: in any place and namespace."""
    found: Counter[str] = Counter()
    stack = [etree.fromstring(data)]
    while stack:
        for child in stack.pop():
            name = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if name and name != "extensionElements":
                found[name] += name in NODES or name == "sequenceFlow"
                stack.append(child)
    return +found


def check(data: bytes, what: object) -> bool:
    """Refused well, or complete and fit to run; true if accepted."""
    pack, findings = check_file("model.bpmn", data)
    if pack is None:
        errors = [f for f in findings if f.severity == "error"]
        assert errors, what
        assert all(f.rule and f.text and f.file == "model.bpmn" for f in errors), what
        assert not {"read-failed", "rule-failed"} & {f.rule for f in errors}, what
        return False
    elements = [e for process in pack.processes.values() for e in process.elements.values()]
    built = Counter(e.type for e in elements)
    built["sequenceFlow"] = sum(len(e.outgoing) for e in elements)
    assert written(data) == +built, what
    if "p" in pack.processes:
        with suppress(EngineError):  # a fault that names its element is an answer
            Run(data)
    return True


def copies() -> tuple[Any, list[Any]]:
    root = etree.fromstring(EVERYTHING)
    return root, [e for e in root.iter() if isinstance(e.tag, str)]


COUNT = len(copies()[1])


def retag(element: Any, chance: random.Random) -> None:
    element.tag = f"{{{BPMN}}}{chance.choice(TAGS)}"


def move_to_another_namespace(element: Any, chance: random.Random) -> None:
    space = chance.choice(SPACES)
    element.tag = (f"{{{space}}}" if space else "") + etree.QName(element).localname


def drop_attribute(element: Any, chance: random.Random) -> None:
    if element.attrib:
        del element.attrib[chance.choice(sorted(element.attrib))]


def change_attribute(element: Any, chance: random.Random) -> None:
    if element.attrib:
        element.set(
            chance.choice(sorted(element.attrib)),
            chance.choice(["", " ", "nowhere", "TRUE", "a", "=x", *NAMES]),
        )


def delete(element: Any, chance: random.Random) -> None:
    element.getparent().remove(element)


def double(element: Any, chance: random.Random) -> None:
    copy = deepcopy(element)
    for part in copy.iter():
        if "id" in part.attrib:
            way = chance.randrange(3)
            if way == 0:
                del part.attrib["id"]
            elif way == 1:
                part.set("id", part.get("id") + "_2")
    element.addnext(copy)


def move(element: Any, chance: random.Random) -> None:
    inside = set(element.iter())
    others = [e for e in element.getroottree().iter() if isinstance(e.tag, str) and e not in inside]
    chance.choice(others).append(element)


def wrap(element: Any, chance: random.Random) -> None:
    etree.SubElement(element.getparent(), "{http://other.example/}wrap").append(element)


DAMAGES = [retag, move_to_another_namespace, drop_attribute, change_attribute, delete, double, move, wrap]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_model_is_refused_or_complete(damage):
    chance = random.Random(damage.__name__)
    for _ in range(15):
        root, elements = copies()
        number = chance.randrange(1, COUNT)
        name = (damage.__name__, number, elements[number].tag, elements[number].get("id"))
        damage(elements[number], chance)
        check(etree.tostring(root), name)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("s", "p")])
def test_any_id_is_as_good_as_another(name):
    for old in ("s", "a", "g", "box", "s__a"):
        data = EVERYTHING.decode().replace(f'"{old}"', f'"{name}"')
        assert check(data.encode(), (old, name))


def test_ids_may_be_missing_everywhere_they_are_not_referred_to():
    root, elements = copies()
    referred = {v for e in elements for k, v in e.items() if k != "id"}
    for element in elements:
        if element.get("id") not in referred and element.tag != f"{{{BPMN}}}process":
            element.attrib.pop("id", None)
    assert check(etree.tostring(root), "no ids")


LOSSES = {
    "a task inside a task": node("userTask", "t", node("userTask", "lost")),
    "a subprocess that became a task": node("task", "t", line("x", entry="is", exit="ie") + task("x")),
    "a flow without its namespace": task("t") + '<sequenceFlow id="f" sourceRef="s" targetRef="t"/>',
    "a task of an older BPMN": task("t") + '<o:userTask xmlns:o="http://schema.omg.org/spec/BPMN/2.0" id="lost"/>',
    "a condition without its namespace": task("t") + node("exclusiveGateway", "x", default="d")
    + '<bpmn:sequenceFlow id="d" sourceRef="x" targetRef="e"/><bpmn:sequenceFlow id="c" sourceRef="x" targetRef="e">'
    '<conditionExpression>=false</conditionExpression></bpmn:sequenceFlow>' + chain("t", "x"),
    "a condition in a misspelt word": task("t") + node("exclusiveGateway", "x", default="d")
    + '<bpmn:sequenceFlow id="d" sourceRef="x" targetRef="e"/><bpmn:sequenceFlow id="c" sourceRef="x" targetRef="e">'
    '<bpmn:conditionExpresion>=false</bpmn:conditionExpresion></bpmn:sequenceFlow>' + chain("t", "x"),
    "a completion condition in a misspelt word": node("userTask", "t", many(cardinality="3", until="true").replace(
        "completionCondition", "completionCond")),
    "a trigger without its namespace": node("intermediateThrowEvent", "t", GO.replace("bpmn:", "")),
    "a flag that is neither true nor false": task("t") + boundary("b", "t", timer("PT1H")).replace('"true"', '"False"'),
    "a mapping in a misspelt word": node("userTask", "t", "<bpmn:extensionElements><zeebe:ioMapping>"
        '<zeebe:imput source="=1" target="x"/></zeebe:ioMapping></bpmn:extensionElements>'),
    "an attribute in a misspelt word": node("userTask", "t", "<bpmn:extensionElements>"
        '<zeebe:assignmentDefinition candidateGroup="clerk"/></bpmn:extensionElements>'),
    "a mapping to no name": node("userTask", "t", "<bpmn:extensionElements><zeebe:ioMapping>"
        '<zeebe:output source="=1" target="a..b"/></zeebe:ioMapping></bpmn:extensionElements>'),
    "inputs of a boundary event": task("t") + boundary("b", "t", "<bpmn:extensionElements><zeebe:ioMapping>"
        '<zeebe:input source="=1" target="x"/></zeebe:ioMapping></bpmn:extensionElements>' + GO),
    "a boundary event behind an event-based gateway": node("eventBasedGateway", "t")
    + node("receiveTask", "r", messageRef="m1") + node("intermediateCatchEvent", "w", timer("PT1H")) + boundary("b", "r", GO)
    + chain("t", "r") + chain("t", "w"),
}  # fmt: skip


@pytest.mark.parametrize("loss", LOSSES)
def test_what_would_be_lost_refuses_the_model(run, loss):
    out = run(model(start(), end(), LOSSES[loss], chain("s", "t"), chain("t", "e")), code=1)
    assert out.status == "rejected"
    assert {rule for rule, _ in out.findings} & {
        "element-misplaced", "extension-misplaced", "extension-value", "flag-valid", "extension-attribute", "event-gateway-targets",
    }  # fmt: skip


def test_other_ways_to_write_the_same_file_run_alike(run):
    plain = model(line("t"), task("t"))
    text = plain.decode()
    space = 'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ways = [
        text.replace("bpmn:", "").replace(space, space.replace(":bpmn", "")),
        text.replace("bpmn:", "semantic:").replace("xmlns:bpmn", "xmlns:semantic"),
        text.replace("<bpmn:process", "<!-- c --><?pi x?><bpmn:process"),
        text.replace('sourceRef="s"', 'sourceRef="tns:s"').replace(
            HEAD[-24:], ' xmlns:tns="test"' + HEAD[-24:]
        ),
        text.replace('id="defs"', 'id="defs" exporter="x" expressionLanguage="http://www.w3.org/1999/XPath"'),
        text.replace("UTF-8", "UTF-16"),
    ]
    for way in ways:
        data = way.encode("utf-16") if "UTF-16" in way else way.encode()
        assert run(data).seen("activated") == ["s", "t"]


def test_lanes_pools_and_artifacts_lose_nothing(run):
    lanes = ('<bpmn:laneSet id="ls"><bpmn:lane id="l1" name="clerks"><bpmn:flowNodeRef>s</bpmn:flowNodeRef>'
             "<bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>")  # fmt: skip
    pools = ('<bpmn:collaboration id="co"><bpmn:participant id="pa" processRef="p"/><bpmn:participant id="pb" processRef="q"/>'
             '<bpmn:messageFlow id="mf" sourceRef="t" targetRef="qt"/></bpmn:collaboration>')  # fmt: skip
    out = run(model(lanes, line("t"), task("t"), also=pools + other("q", line("qt", entry="qs", exit="qe"), task("qt"))),
              "--process", "p", "--also", "q", "--auto")  # fmt: skip
    assert out.seen("completed") == ["s", "qs", "t", "e", "qt", "qe"]


def test_a_chain_of_a_thousand_tasks_runs(run):
    names = [f"t{i}" for i in range(1000)]
    out = run(model(line(*names), *(node("manualTask", n) for n in names)))
    assert out.seen("completed") == ["s", *names, "e"]
