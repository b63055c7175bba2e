"""Reads bytes as a DMN document, safely: no entities, no network, bounded; and walks it by local names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from engine.dmn.errors import Findings

MAX_BYTES = 10_000_000
NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
#: lxml itself stops at 256; the reader and the evaluation recurse, so this is lower
MAX_DEPTH = 120


def read(data: bytes, findings: Findings) -> Any | None:
    """The `definitions` element, or None after a finding."""
    if len(data) > MAX_BYTES:
        findings.add("dmn-xml", "The file has more than {limit} bytes.", limit=MAX_BYTES)
        return None
    if b"<!doctype" in data.replace(b"\0", b"").lower():
        findings.add("dmn-xml", "The file has a DOCTYPE; remove it.", at=1)
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line, reason = getattr(error, "lineno", None), getattr(error, "msg", None) or error
        findings.add("dmn-xml", "The file is no XML: {reason}", at=line, reason=str(reason)[:200])
        return None
    if _depth(root) > MAX_DEPTH:
        findings.add("dmn-xml", "The file is nested deeper than {limit} elements.", limit=MAX_DEPTH)
        return None
    name = etree.QName(root)
    if name.localname != "definitions" or name.namespace not in NAMESPACES:
        findings.add(
            "dmn-namespace",
            "The root element is {tag}, not DMN 1.1 to 1.6.",
            at=root.sourceline,
            tag=str(root.tag)[:200],
        )
        return None
    for element in root.iter():
        for key in ("name", "iteratorVariable"):
            if given := element.get(key):
                element.set(key, spaced(given))
    return root


def spaced(name: str) -> str:
    """A name as FEEL compares it: white space inside is one blank, around it is none."""
    return " ".join(name.split())


def _depth(root: Any) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
    return deepest


def local(element: Any) -> str:
    """The name without its namespace; "" for anything that is no DMN element."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in NAMESPACES else ""


def children(element: Any, *names: str) -> Iterator[Any]:
    """The DMN elements of these names directly inside; all DMN elements without a name."""
    for child in element:
        found = local(child)
        if found and (not names or found in names):
            yield child


def child(element: Any, *names: str) -> Any | None:
    """The first of them."""
    return next(children(element, *names), None)


def text_of(element: Any | None) -> str:
    """The text of the `text` element inside, stripped."""
    inner = None if element is None else child(element, "text")
    return "" if inner is None else "".join(inner.itertext()).strip()


def type_ref(element: Any | None) -> str:
    """The typeRef as written: an attribute, or an element inside."""
    if element is None:
        return ""
    found = element.get("typeRef") or ""
    if not found:
        inner = child(element, "typeRef")
        found = (inner.text or "") if inner is not None else ""
    return spaced(found)


def target(element: Any, name: str) -> str:
    """The `href` of an inner reference: `#id`, or `namespace#id`; "" if there is none."""
    inner = child(element, name)
    return "" if inner is None else (inner.get("href") or "").strip()
