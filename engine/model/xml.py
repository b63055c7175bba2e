"""Reads bytes as a BPMN document, safely: no entities, no network, bounded size and depth.

Whatever the bytes are, the answer is a document or findings, never an exception.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from typing import Any

from lxml import etree

from engine.model import desugar, vocabulary
from engine.model.files import MAX_BYTES
from engine.model.findings import Report, declare

MAX_DEPTH = 200
#: Elements of any kind, and nodes with flows: what can be checked in a few seconds.
MAX_ELEMENTS = 200_000
MAX_NODES = 50_000
#: Attributes of one element, which libxml2 searches one by one.
MAX_ATTRIBUTES = 200

#: Encodings that write markup in ASCII bytes (or plain UTF-16/32), so that the prolog can be checked.
ENCODINGS = vocabulary.words(
    "utf-8 utf8 utf-16 utf-16le utf-16be utf-32 utf-32le utf-32be us-ascii ascii iso-8859-1 iso-8859-15 "
    "iso-8859-2 windows-1250 windows-1251 windows-1252 cp1252 cp936 gb2312 gbk gb18030 big5 shift_jis"
)

declare(
    "xml-too-large", "error", "A file is too large: bytes, elements, levels, or attributes of an element."
)
declare("xml-doctype", "error", "A file has a document type declaration, which could hold entities.")
declare("xml-encoding", "error", "A file names an encoding that is not accepted, or is not written in it.")
declare("xml-syntax", "error", "A file is not well-formed XML.")
declare("not-bpmn", "error", "The root of a file is not `definitions` of BPMN 2.0.")

_COUNT = etree.XPath("count(//*)")
_DEEP = etree.XPath(f"boolean(//*[count(ancestor::*) >= {MAX_DEPTH}])")
_CROWDED = etree.XPath(f"boolean(//*[count(@*) > {MAX_ATTRIBUTES}])")
_DECLARATION = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']{1,40})["']""")
_PROLOG_PART = re.compile(rb"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_BOM = (b"\xef\xbb\xbf", b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file: `root` is the `definitions` element."""

    file: str
    root: Any


def parse(data: bytes, report: Report) -> Document | None:
    """The document, with an id on every BPMN element, or None after a finding was reported."""
    root = parse_bpmn(data, report)
    return None if root is None else prepare(root, report.file)


def parse_bpmn(data: bytes, report: Report) -> Any | None:
    """The `definitions` of a file as they are written, or None after a finding was reported.

    Comments and instructions are taken out, so that a text with one inside is one text.
    """
    root = parse_safely(data, report)
    if root is None:
        return None
    if vocabulary.local(root) != "definitions":
        message, tag = "The root element is {tag}, not BPMN 2.0 definitions.", str(root.tag)[:200]
        report.add("not-bpmn", message, "", root.sourceline, tag=tag)
        return None
    etree.strip_tags(root, etree.Comment, etree.PI)
    return root


def prepare(root: Any, file: str) -> Document:
    """The document of `definitions`, which are changed: they get ids, and what is short is written out."""
    normalise(root)
    desugar.write_out(root)
    return Document(file, root)


def parse_safely(data: bytes, report: Report) -> Any | None:
    """The root element of any XML file (BPMN, DMN), or None after a finding was reported."""
    if len(data) > MAX_BYTES:
        report.add(
            "xml-too-large",
            "The file has {size} bytes, {limit} are allowed.",
            size=len(data),
            limit=MAX_BYTES,
        )
        return None
    head = data[:4096].replace(b"\0", b"")
    named = _DECLARATION.search(head)
    if named and named[1].decode("latin-1").strip().lower() not in ENCODINGS:
        report.add(
            "xml-encoding",
            "The encoding {name} is not accepted; save the file as UTF-8.",
            name=named[1].decode("latin-1"),
        )
        return None
    if _has_doctype(data):
        report.add("xml-doctype", "The file has a DOCTYPE; remove it.", "", 1)
        return None
    try:
        root = _tree(data)
    except etree.XMLSyntaxError as cause:
        _refuse_syntax(cause, report)
        return None
    except (etree.LxmlError, ValueError, LookupError) as cause:
        report.add("xml-syntax", "The file is not well-formed XML: {reason}", reason=str(cause)[:200])
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        report.add("xml-doctype", "The file has a DOCTYPE; remove it.", "", 1)
        return None
    return None if _is_too_large(root, report) else root


def _tree(data: bytes) -> Any:
    """The root element. A namespace whose name is no URI, such as one in Chinese, is accepted.

    Raises lxml's errors, ValueError, LookupError.
    """
    parser = _parser()
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        if any(error.type_name != "WAR_NS_URI" for error in parser.error_log):
            raise
    return etree.fromstring(data, _parser(recover=True))


def _parser(recover: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        attribute_defaults=False, remove_blank_text=False, recover=recover,
    )  # fmt: skip


def _refuse_syntax(cause: etree.XMLSyntaxError, report: Report) -> None:
    reason, line = str(cause.msg)[:200], cause.lineno
    lowered = reason.lower()
    if "depth" in lowered:
        report.add("xml-too-large", "Elements are nested deeper than {limit}.", "", line, limit=MAX_DEPTH)
    elif "encoding" in lowered or "not proper utf" in lowered or "multi-byte" in lowered:
        report.add(
            "xml-encoding",
            "The file is not written in the encoding it names: {reason}",
            "",
            line,
            reason=reason,
        )
    else:
        report.add("xml-syntax", "The file is not well-formed XML: {reason}", "", line, reason=reason)


def _has_doctype(data: bytes) -> bool:
    """Is there a DOCTYPE before the root element? Zero bytes are dropped, which makes UTF-16 readable."""
    head = data.replace(b"\0", b"") if b"\0" in data[:64] else data
    for bom in _BOM:
        head = head.removeprefix(bom.replace(b"\0", b""))
    at = 0
    while found := _PROLOG_PART.match(head, at):
        at = found.end()
    return head[at : at + 200].lstrip().startswith(b"<!")


def _is_too_large(root: Any, report: Report) -> bool:
    """Too many elements, nodes and flows, or levels? Counted inside libxml2, which is quick."""
    if _COUNT(root) > MAX_ELEMENTS:
        report.add("xml-too-large", "The file has more than {limit} elements.", limit=MAX_ELEMENTS)
    elif _is_above(root, MAX_NODES, "sequenceFlow", *vocabulary.NODES):
        report.add("xml-too-large", "The file has more than {limit} nodes and flows.", limit=MAX_NODES)
    elif _DEEP(root):
        report.add("xml-too-large", "Elements are nested deeper than {limit}.", limit=MAX_DEPTH)
    elif _CROWDED(root):
        report.add("xml-too-large", "An element has more than {limit} attributes.", limit=MAX_ATTRIBUTES)
    else:
        return False
    return True


def _is_above(root: Any, limit: int, *tags: str) -> bool:
    counted = sum(1 for _ in islice(root.iter(*map(vocabulary.full, tags)), limit + 1))
    return counted > limit


_STRIPPED = frozenset({"id", *vocabulary.REFERENCES})


def normalise(root: Any) -> None:
    """Give every BPMN element an id, the same one each time; strip blanks and prefixes of references.

    References of the diagram are stripped like those of the model. An invented id is the tag and its number
    in the file, `sequenceFlow_3`; it gets underscores in front as long as the file uses it already. Elements
    inside extensionElements keep what they have.
    """
    elements = list(root.iter(f"{{{vocabulary.BPMN}}}*"))
    for node in elements:
        for name, value in node.items():
            if name in _STRIPPED and value != value.strip():
                node.set(name, value.strip())
    known = {node.get("id") for node in elements}
    prefixes = _prefixes(root)
    for node in (*elements, *root.iter(f"{{{vocabulary.BPMNDI}}}*")):
        for name, value in node.items():
            if name in _STRIPPED and ":" in value:
                node.set(name, _without_prefix(value.strip(), prefixes, known))
        if node.text and ":" in node.text and vocabulary.local(node) in vocabulary.REFERRING:
            node.text = _without_prefix(node.text.strip(), prefixes, known)
    counts: dict[str, int] = {}
    for node in elements:
        tag = vocabulary.local(node)
        counts[tag] = counts.get(tag, 0) + 1
        if node.get("id") or not _takes_id(node):
            continue
        invented = f"{tag}_{counts[tag]}"
        while invented in known:
            invented = f"_{invented}"
        known.add(invented)
        node.set("id", invented)


def _prefixes(root: Any) -> set[str]:
    """All prefixes that a file declares, wherever: asking each element for those in its sight takes long."""
    declared = etree.iterparse(BytesIO(etree.tostring(root)), events=("start-ns",), recover=True)
    return {declaration[0] for _, declaration in declared if declaration}


def _without_prefix(reference: str, prefixes: set[str], known: set[str | None]) -> str:
    """`order` for `tns:order`, unless that is an id itself or the prefix is none of the file's."""
    prefix, _, name = reference.partition(":")
    return name if reference not in known and prefix in prefixes else reference


def normalised(data: bytes) -> bytes:
    """The file with the ids that the engine gave, for a viewer; unchanged if it cannot be read.

    All else stays: other tools' elements, attributes and comments, and the diagram. A global task is shown
    as the process of one task that it runs as.
    """
    root = parse_safely(data, Report())
    if root is None or vocabulary.local(root) != "definitions":
        return data
    normalise(root)
    desugar.open_global_tasks(root)
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")


#: BPMN elements that hold a text or a reference and have no id in the standard's schema.
_WITHOUT_ID = vocabulary.words(
    "definitions import extension extensionElements documentation incoming outgoing flowNodeRef script text "
    "value from to transformation sourceRef targetRef dataInputRefs dataOutputRefs loopDataInputRef "
    "loopDataOutputRef eventDefinitionRef supportedInterfaceRef participantRef messageFlowRef inMessageRef "
    "outMessageRef errorRef optionalInputRefs whileExecutingInputRefs optionalOutputRefs supports "
    "whileExecutingOutputRefs outputSetRefs inputSetRefs correlationPropertyRef resourceRef interfaceRef "
    "endPointRef categoryValueRef"
)


def _takes_id(node: Any) -> bool:
    return vocabulary.local(node) not in _WITHOUT_ID
