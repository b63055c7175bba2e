"""The gate: a loss between file and process is found, and what does not run is refused by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.model import build as builder
from engine.model import gate, graph, reader, supported, vocabulary, xml
from engine.model.definition import Event, Process
from engine.model.findings import Report
from tests.unit.model.examples import END, START, bpmn, chain, errors, flow, line, node, pack, user_task
from tests.unit.model.rule_examples import INNER, MESSAGE, ON_MESSAGE, TIMER

BODY = (
    START
    + user_task("a")
    + node("boundaryEvent", "b", TIMER.format("PT1H"), attachedToRef="a", cancelActivity="false")
    + node("exclusiveGateway", "g", default="g_e")
    + node("subProcess", "sub", INNER)
    + END
    + chain("s", "a", "g", "e")
    + flow("g", "sub", "x &gt; 1")
    + chain("sub", "e")
    + chain("b", "e")
)


def built(body: str = BODY) -> tuple[graph.ProcessGraph, Process]:
    document = xml.parse(bpmn(body), Report())
    parser = reader.ModelParser(document, Report())
    return graph.read(document).processes[0], builder.build(parser, "p", "")


def differences(process: Process) -> list[str]:
    report = Report()
    gate.compare(built()[0], process, report)
    return [f.element for f in report.findings if f.rule == "graph-differs"]


def change(process: Process, element: str, **values: object) -> Process:
    return replace(
        process, elements={**process.elements, element: replace(process.elements[element], **values)}
    )


def test_a_faithful_process_has_no_difference():
    assert differences(built()[1]) == []


def test_a_missing_node_is_found():
    process = built()[1]
    left = {k: v for k, v in process.elements.items() if k != "a"}
    assert "a" in differences(replace(process, elements=left))


def test_an_invented_node_is_found():
    process = built()[1]
    extra = replace(process.elements["a"], id="z")
    assert "z" in differences(replace(process, elements={**process.elements, "z": extra}))


@pytest.mark.parametrize(
    ("element", "values"),
    [
        ("a", {"outgoing": ()}),
        ("a", {"incoming": ()}),
        ("a", {"boundary": ()}),
        ("a", {"type": "task"}),
        ("a", {"scope": "sub"}),
        ("b", {"interrupting": True}),
        ("b", {"attached_to": None}),
        ("b", {"event": Event("none")}),
        ("g", {"default": None}),
        ("sub", {"triggered_by_event": True}),
        ("s2", {"scope": None}),
    ],
)
def test_a_changed_node_is_found(element, values):
    assert element in differences(change(built()[1], element, **values))


def test_a_condition_that_was_lost_is_found():
    process = built()[1]
    flows = tuple(replace(f, condition=None) for f in process.elements["g"].outgoing)
    assert differences(change(process, "g", outgoing=flows)) == ["g"]


def test_a_wrong_order_of_children_is_found():
    process = built()[1]
    children = {**process.children, None: process.children[None][::-1]}
    assert differences(replace(process, children=children)) == [""]


def test_a_loss_in_the_builder_refuses_the_pack(monkeypatch):
    monkeypatch.setattr(builder, "_nodes", lambda spec, whole=builder._nodes: list(whole(spec))[:-1])
    assert any(text.startswith("graph-differs e:") for text in errors(pack(line("a"))))


REFUSED = {
    "Parallel multiple with compensation": node(
        "boundaryEvent", "x", ON_MESSAGE + "<bpmn:compensateEventDefinition/>", attachedToRef="h", parallelMultiple="true"
    ) + node("task", "h"),
    "Sub-choreography": node("subChoreography", "x"),
    "madeUp": node("task", "x", "<bpmn:madeUp/>"),
    "zeebe:executionListeners": node(
        "task", "x", "<bpmn:extensionElements><zeebe:executionListeners/></bpmn:extensionElements>"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_does_not_run_is_refused_by_name(name):
    model = bpmn(START + REFUSED[name] + END + chain("s", "x", "e"), MESSAGE)
    assert f"unsupported x: {name} is not executed." in errors(pack(model))


@pytest.mark.parametrize(
    ("after", "name"),
    [
        ('<bpmn:choreography id="x"/>', "Choreography, conversation"),
        ('<bpmn:unheardOf id="x"/>', "unheardOf"),
    ],
)
def test_root_elements_that_do_not_run_are_refused(after, name):
    assert f"unsupported x: {name} is not executed." in errors(
        pack(bpmn(START + END + chain("s", "e"), after=after))
    )


def test_drawings_and_notes_change_nothing():
    artifacts = (
        '<bpmn:textAnnotation id="n"><bpmn:text>note</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="as" sourceRef="a" targetRef="n"/><bpmn:group id="gr"/>'
    )
    model = bpmn(START + user_task("a") + END + artifacts + chain("s", "a", "e"))
    assert errors(pack(model)) == []


def test_the_table_says_something_on_every_node_event_and_position():
    assert set(supported.NODES) == vocabulary.NODES
    assert set(supported.EVENTS) == {"none", *vocabulary.EVENT_DEFINITIONS.values()}
    kinds = set().union(*(kinds for _, kinds in supported.POSITIONS.values()))
    assert kinds == set(supported.EVENTS)
