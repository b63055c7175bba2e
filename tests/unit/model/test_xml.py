"""Parsing: whatever the bytes, a document or findings; the same ids each time."""

from __future__ import annotations

import pytest
from lxml import etree

from engine.model import xml
from engine.model.findings import Report
from engine.model.vocabulary import BPMN
from tests.unit.hang import no_hang
from tests.unit.model.examples import HEAD, bpmn, line

ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY x SYSTEM "file:///etc/passwd">]><d id="&b;">&x;</d>'
)


def parse(data: bytes) -> tuple[xml.Document | None, list[str]]:
    report = Report("f.bpmn")
    return xml.parse(data, report), [f.rule for f in report.findings]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "xml-syntax"),
        (b"\x00\xff\xfe", "xml-syntax"),
        (b"not xml", "xml-syntax"),
        (b"<a><b></a>", "xml-syntax"),
        (ENTITIES, "xml-doctype"),
        (ENTITIES.decode().encode("utf-16"), "xml-doctype"),
        (b"<!-- <x> --><?pi?>\n<!DOCTYPE html><html/>", "xml-doctype"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html/>", "xml-doctype"),
        (b'<?xml version="1.0" encoding="UTF-7"?>+ADw-a/+AD4-', "xml-encoding"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "xml-encoding"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xff\xff</a>', "xml-encoding"),
        (b"<a>" * 300 + b"</a>" * 300, "xml-too-large"),
        (b"<a>" * 220 + b"</a>" * 220, "xml-too-large"),
        (b" " * 20_000_001, "xml-too-large"),
        (b"<a " + b" ".join(b'x%d=""' % i for i in range(201)) + b"/>", "xml-too-large"),
        (b"<svg/>", "not-bpmn"),
        (b'<definitions xmlns="http://www.omg.org/spec/DMN/20191111/MODEL/"/>', "not-bpmn"),
    ],
)
def test_what_is_no_safe_bpmn_is_a_finding(data, rule):
    document, found = parse(data)
    assert document is None
    assert found == [rule]


@pytest.mark.parametrize("bound", ["MAX_ELEMENTS", "MAX_NODES"])
def test_a_file_with_too_many_elements_is_refused(monkeypatch, bound):
    monkeypatch.setattr(xml, bound, 4)
    assert parse(line("a"))[1] == ["xml-too-large"]


def test_a_comment_that_speaks_of_a_doctype_is_no_doctype():
    data = b"<!-- <!DOCTYPE x> -->" + line("a").partition(b"?>\n")[2]
    assert parse(data)[1] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gbk", "gb18030", "big5"])
def test_the_usual_encodings_of_chinese_tools_are_read(encoding):
    text = bpmn('<bpmn:task id="a" name="受理"/>').decode().replace("UTF-8", encoding)
    document, found = parse(text.encode(encoding))
    assert found == []
    assert document.root[0][0].get("name") == "受理"


def test_elements_without_id_get_one_that_is_the_same_each_time_and_never_taken():
    data = (HEAD + '<bpmn:process id="p"><bpmn:task id="sequenceFlow_2"/><bpmn:task/><bpmn:task id=""/>'
            '<bpmn:sequenceFlow/><bpmn:sequenceFlow/></bpmn:process></bpmn:definitions>').encode()  # fmt: skip
    ids = [[node.get("id") for node in parse(data)[0].root[0]] for _ in range(2)]
    assert ids[0] == ["sequenceFlow_2", "task_2", "task_3", "sequenceFlow_1", "_sequenceFlow_2"]
    assert ids[0] == ids[1]


def test_blanks_and_prefixes_of_references_are_taken_off():
    data = bpmn('<bpmn:task id=" a "/><bpmn:boundaryEvent id="b" attachedToRef="bpmn:a"/>')
    process = parse(data)[0].root[0]
    assert (process[0].get("id"), process[1].get("attachedToRef")) == ("a", "a")


def test_the_normalised_file_keeps_everything_and_shows_the_given_ids():
    foreign = '<bpmn:extensionElements><x:y xmlns:x="urn:x" z="1">text</x:y></bpmn:extensionElements>'
    data = bpmn(f"<!-- note --><bpmn:task>{foreign}</bpmn:task>")
    shown = xml.normalised(data)
    assert b'<x:y xmlns:x="urn:x" z="1">text</x:y>' in shown
    assert b"<!-- note -->" in shown
    assert etree.fromstring(shown)[0][1].get("id") == "task_1"
    assert xml.normalised(shown) == shown
    assert xml.normalised(b"garbage") == b"garbage"


def test_many_prefixes_do_not_make_each_reference_slow():
    declared = " ".join(f'xmlns:n{i}="u{i}"' for i in range(6_000))
    flows = "".join(f'<sequenceFlow id="f{i}" sourceRef="n1:a" targetRef="other:a"/>' for i in range(5_000))
    file = f'<definitions xmlns="{BPMN}" {declared}><process id="p"><task id="a"/>{flows}</process></definitions>'
    with no_hang(2):  # to ask every element for the prefixes in its sight takes twice that
        document, _ = parse(file.encode())
    ends = [(f.get("sourceRef"), f.get("targetRef")) for f in document.root.iter(f"{{{BPMN}}}sequenceFlow")]
    assert set(ends) == {("a", "other:a")}
