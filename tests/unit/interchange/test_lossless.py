"""Reading and writing loses nothing: files are stored byte for byte; what a viewer is given adds ids only."""

from __future__ import annotations

import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from engine.convert import to_yaml
from engine.model import xml
from engine.model.packs import load_pack
from tests.unit.interchange.manners import COMMENTED, DI, MANNERS, MODEL

TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=0x9FFF, exclude_characters="\x7f"), max_size=12)
NAME = st.sampled_from(["a", "kind", "geo.x", "_y", "注", "id", "default"])
SPACE = st.sampled_from(["urn:other", "http://www.signavio.com", "http://camunda.org/schema/1.0/bpmn"])


@st.composite
def foreign(draw, depth=2):
    """An element of another tool, with attributes, text, comments, instructions and elements inside."""
    node = etree.Element(
        f"{{{draw(SPACE)}}}{draw(NAME)}", nsmap={draw(st.sampled_from(["x", "y"])): draw(SPACE)}
    )
    for key, value in draw(st.dictionaries(NAME, TEXT, max_size=2)).items():
        node.set(draw(st.sampled_from(["", f"{{{draw(SPACE)}}}"])) + key, value)
    node.text = draw(TEXT)
    for _ in range(draw(st.integers(0, 2)) if depth else 0):
        kind = draw(st.integers(0, 3))
        child = (
            draw(foreign(depth - 1))
            if kind < 2
            else etree.Comment("审")
            if kind == 2
            else etree.PI("pi", "v=1")
        )
        child.tail = draw(TEXT)
        node.append(child)
    return node


@st.composite
def files(draw):
    """A file with foreign content in extension elements, as attributes, beside elements and in the diagram."""
    root = etree.fromstring(
        f'<q:definitions xmlns:q="{MODEL}" {DI} targetNamespace="t"><q:process id="p" isExecutable="true"><q:startEvent/>'
        '<q:userTask id="a"/><q:endEvent id="e"/><q:sequenceFlow sourceRef="a" targetRef="e"/><q:association id="x"'
        ' sourceRef="a" targetRef="n"/><q:textAnnotation id="n"><q:text> a\n b </q:text></q:textAnnotation></q:process>'
        '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p"><bpmndi:BPMNShape bpmnElement="a"><dc:Bounds x="1" y="1"'
        ' width="10" height="10"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></q:definitions>'
    )
    elements = [node for node in root.iter() if isinstance(node.tag, str)]
    for _ in range(draw(st.integers(1, 5))):
        host = draw(st.sampled_from(elements))
        if draw(st.booleans()):
            host.set(f"{{{draw(SPACE)}}}{draw(NAME)}", draw(TEXT))
        elif draw(st.booleans()):
            holder = etree.SubElement(host, f"{{{MODEL}}}extensionElements")
            holder.append(draw(foreign()))
        else:
            host.append(
                draw(st.sampled_from([etree.Comment(" 说明 "), etree.ProcessingInstruction("tool", "x")]))
            )
    root.addprevious(etree.Comment("before"))
    return etree.tostring(
        root.getroottree(), encoding=draw(st.sampled_from(["UTF-8", "UTF-16"])), xml_declaration=True
    )


def canonical(data: bytes, without: set[str] = frozenset()) -> bytes:  # type: ignore[assignment]
    """The file in canonical form, without ids of BPMN elements that stand in `without`."""
    tree = etree.fromstring(data).getroottree()
    for node in tree.getroot().iter(f"{{{MODEL}}}*"):
        if node.get("id") in without:
            del node.attrib["id"]
    out = io.BytesIO()
    tree.write_c14n(out, with_comments=True)
    return out.getvalue()


def ids(data: bytes) -> set[str]:
    return {node.get("id") for node in etree.fromstring(data).iter(f"{{{MODEL}}}*") if node.get("id")}


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(files())
def test_a_viewer_gets_every_part_of_the_file_and_ids_besides(data):
    shown = xml.normalised(data)
    assert canonical(shown, ids(shown) - ids(data)) == canonical(data)


@pytest.mark.parametrize(
    "manner", sorted(MANNERS.keys() - {"Eclipse BPMN2 Modeler", "a namespace that is no URI"})
)
def test_a_viewer_gets_the_files_of_all_tools_whole(manner):
    data = MANNERS[manner]
    shown = xml.normalised(data)
    assert canonical(shown, ids(shown) - ids(data)) == canonical(data)


def test_prefixed_references_are_shown_without_the_prefix_in_model_and_diagram():
    diagram = (
        '<bpmndi:BPMNDiagram id="d1"><bpmndi:BPMNPlane id="p1" bpmnElement="tns:p"><bpmndi:BPMNShape id="s1"'
        ' bpmnElement="tns:ask"/></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn2:definitions>'
    )
    data = MANNERS["Eclipse BPMN2 Modeler"].replace(b"</bpmn2:definitions>", diagram.encode())
    root = etree.fromstring(xml.normalised(data))
    values = [value for node in root.iter() if isinstance(node.tag, str) for value in node.attrib.values()]
    assert "ask" in values
    assert not [value for value in values if value.startswith("tns:")]
    assert [node.text for node in root.iter(f"{{{MODEL}}}flowNodeRef")] == ["ask"]


def test_what_is_deployed_is_kept_byte_for_byte():
    files = {
        "pack.yaml": b"key: k\ntitle: t\nprocess: p\n",
        "a.bpmn": COMMENTED.replace("\n", "\r\n").encode(),
    }
    pack, _ = load_pack(files)
    assert pack is not None
    assert pack.files["a.bpmn"] == files["a.bpmn"]


def test_a_global_task_is_shown_as_the_process_that_runs():
    data = f'<definitions xmlns="{MODEL}"><globalUserTask id="g" name="审核"/></definitions>'.encode()
    root = etree.fromstring(xml.normalised(data))
    (process,) = root.iter(f"{{{MODEL}}}process")
    assert (process.get("id"), process[0].get("id")) == ("g", "g_task")


@pytest.mark.parametrize(
    ("manner", "words"),
    [
        ("Signavio", ["signavioLabel", "signavioMetaData"]),
        ("ADONIS", ["instance", "kind"]),
        ("Trisotech", ["customShape", "rated"]),
    ],
)
def test_a_conversion_to_yaml_names_what_of_other_tools_it_leaves_out(manner, words):
    written, findings = to_yaml(MANNERS[manner], "m.bpmn")
    assert written is not None
    told = [f.text for f in findings if f.rule == "not-converted"]
    assert all(any(text.startswith(f"{word} ") for text in told) for word in words)
