"""Whatever the bytes: findings, never an exception, and never a rule that fails."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.lint import lint
from engine.model.packs import check_file
from tests.unit.hang import no_hang
from tests.unit.model.examples import END, START, bpmn, flow, line, pack
from tests.unit.model.rule_examples import EXAMPLES
from tests.unit.model.standard_examples import STANDARD

MODELS = sorted(
    {files["p.bpmn"] for pair in EXAMPLES.values() for files in pair if len(files["p.bpmn"]) < 20_000}
)
PLAIN = sorted({data for files in STANDARD.values() for data in files})
TOKENS = [
    b"<", b">", b'"', b"</bpmn:process>", b"<bpmn:subProcess>", b' id="s"', b' sourceRef="a"', b' targetRef="sub"',
    b' attachedToRef="b"', b' default="s_a"', b"<bpmn:startEvent/>", b"<bpmn:timerEventDefinition/>", b"\xff", b"\x00",
    b"<bpmn:laneSet/>", b'<bpmn:boundaryEvent attachedToRef="a"/>', b' triggeredByEvent="true"', b"&#xD800;", b"&x;",
    b"<bpmn:extensionElements>", b"=", b"${", b"R99999999999/P1D", b"\xe5\x8a\x9e", b"<!--", b"<![CDATA[", b"?>",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A model with parts cut out, doubled, swapped, or tokens put in."""
    data = draw(st.sampled_from(MODELS))
    for _ in range(draw(st.integers(1, 4))):
        size = len(data)
        a, b = sorted((draw(st.integers(0, size)), draw(st.integers(0, size))))
        b = min(b, a + draw(st.sampled_from([1, 10, 100, size])))
        piece = draw(st.sampled_from([b"", data[a:b] * 2, *TOKENS]) | st.binary(max_size=8))
        data = data[:a] + piece + data[b:]
    return data


@st.composite
def rearranged(draw: st.DrawFn) -> bytes:
    """Well-formed models in which ids, references and tags were exchanged for others of the same file."""
    data = draw(st.sampled_from(MODELS))
    words = [b'"s"', b'"a"', b'"e"', b'"sub"', b'"g"', b'"s_a"', b'"b"', b'""', b'"Start"', b'"true"', b'"p"']
    tags = [b"userTask", b"subProcess", b"startEvent", b"endEvent", b"exclusiveGateway", b"boundaryEvent", b"callActivity",
            b"intermediateThrowEvent", b"sequenceFlow", b"process", b"lane", b"scriptTask", b"receiveTask", b"transaction",
            b"messageEventDefinition", b"linkEventDefinition", b"multiInstanceLoopCharacteristics"]  # fmt: skip
    for _ in range(draw(st.integers(1, 6))):
        if draw(st.booleans()):
            old, new = draw(st.sampled_from(words)), draw(st.sampled_from(words))
            data = data.replace(old, new, draw(st.integers(1, 3)))
        else:
            data = data.replace(
                b"bpmn:" + draw(st.sampled_from(tags)), b"bpmn:" + draw(st.sampled_from(tags))
            )
    return data


def check(data: bytes) -> None:
    with no_hang():
        told = (lint(pack(data)), check_file("p.bpmn", data)[1], lint({"p.bpmn": data}))
    for found in told:
        assert not [f for f in found if f.rule in ("rule-failed", "read-failed")], found
        assert all(f.text and isinstance(f.as_dict()["message"], str) for f in found)


@given(mutated())
def test_mutated_models_are_answered_with_findings(data):
    check(data)


@given(rearranged())
def test_rearranged_models_are_answered_with_findings(data):
    check(data)


@st.composite
def exchanged(draw: st.DrawFn) -> bytes:
    """Files in BPMN alone in which tags, attributes and references were exchanged for others of any such file."""
    data = draw(st.sampled_from(PLAIN))
    words = st.sampled_from(sorted(set(re.findall(rb'[<" ]([A-Za-z]\w*)["= />]', b"".join(PLAIN)))))
    for _ in range(draw(st.integers(1, 8))):
        data = data.replace(draw(words), draw(words), draw(st.integers(1, 3)))
    return data


@given(exchanged())
def test_exchanged_words_of_the_standard_are_answered_with_findings(data):
    check(data)


@given(st.binary(max_size=300))
def test_any_bytes_as_any_file_are_answered_with_findings(data):
    for name in ("x.bpmn", "pack.yaml", "x.dmn", "x.form.json", "x.docx"):
        check_file(name, data)
        lint(pack(**{name: data}))


def test_an_accepted_model_has_every_node_and_flow_of_its_file():
    """The property behind the gate, on all valid examples: nothing is lost."""
    for accepted, _ in EXAMPLES.values():
        loaded, _ = check_file("p.bpmn", accepted["p.bpmn"])
        text = accepted["p.bpmn"].replace(b"\x00", b"")
        flows = sum(len(e.outgoing) for p in loaded.processes.values() for e in p.elements.values())
        assert flows == text.count(b"<bpmn:sequenceFlow ")


@pytest.mark.parametrize("count", [1500])
def test_a_large_knot_is_checked_in_time(count):
    """Every task leads to the next and back; reachability and comparison stay linear."""
    tasks = "".join(f'<bpmn:task id="t{i}"/>' for i in range(count))
    flows = "".join(
        f'<bpmn:sequenceFlow sourceRef="t{i}" targetRef="t{(i * 7 + step) % count}"/>'
        for i in range(count)
        for step in (1, 2)
    )
    _, found = check_file("knot.bpmn", bpmn('<bpmn:startEvent id="s"/>' + tasks + flows))
    assert "start-event-required" not in {f.rule for f in found}
    assert len([f for f in found if f.rule == "unreachable"]) == count


def test_tokens_that_multiply_in_no_time_are_not_followed_for_ever():
    """A throwing event with two ways back to itself: each round has more tokens, and none of them rests."""
    loop = '<bpmn:exclusiveGateway id="x"/><bpmn:intermediateThrowEvent id="a"/>' + flow("x", "a", "=go")
    back = flow("a", "x") + flow("a", "x", None, "again") + flow("x", "e", "=done") + flow("s", "x")
    _, found = check_file("p.bpmn", bpmn(START + END + loop + back))
    assert {f.severity for f in found} <= {"warning"}


@pytest.mark.parametrize(
    "body",
    [
        "".join(
            f'<bpmn:intermediateThrowEvent id="t{i}"><bpmn:linkEventDefinition name="L"/></bpmn:intermediateThrowEvent>'
            f'<bpmn:intermediateCatchEvent id="c{i}"><bpmn:linkEventDefinition name="L"/></bpmn:intermediateCatchEvent>'
            for i in range(1500)
        ),
        '<bpmn:task id="t"/>' + '<bpmn:boundaryEvent attachedToRef="t"><bpmn:signalEventDefinition/></bpmn:boundaryEvent>' * 1500,
        "<bpmn:multiInstanceLoopCharacteristics/>" * 6000,
        f"<bpmn:sequenceFlow><bpmn:conditionExpression>={'x + ' * 12000}x</bpmn:conditionExpression></bpmn:sequenceFlow>" * 400,
    ],
    ids=["links of one name", "boundary events of one task", "loops in one place", "long expressions"],
)  # fmt: skip
def test_many_of_a_kind_in_one_place_are_checked_in_time(body):
    """Each would take a minute if it were compared with each."""
    for found in (
        check_file("p.bpmn", bpmn(START + END + flow("s", "e") + body))[1],
        lint({"p.bpmn": bpmn(body)}),
    ):
        assert not [f for f in found if f.rule in ("rule-failed", "read-failed")]


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("pack.yaml", "".join(f"k{i}: 1\n" for i in range(9000)), "pack-syntax"),
        ("pack.yaml", 'key: k\ntitle: t\nprocess: p\nnumbering: "{seq:0999999999}"\n', "pack-syntax"),
        ("a.form.json", '{"id": "a", "components": [{"type": "textfield", "key": "\\ud800"}]}', "form-syntax"),
        ("a.form.json", '{"id": "a", "components": [{"type": "textfield", "key": "%s"}]}' % ("x." * 900), "form-key"),
        ("a.form.json", '{"id": "a", "label": "%s"}' % ("x" * 2_000_000), "form-syntax"),
    ],
)  # fmt: skip
def test_other_files_have_bounds_too(name, data, rule):
    found = lint({name: data.encode()})
    assert rule in {f.rule for f in found}
    assert all(f.text.encode() for f in found)


def test_fuzzing_starts_from_models_that_are_accepted():
    assert check_file("p.bpmn", line("a"))[0] is not None
    assert Path(__file__).exists()
