"""A file as it was written, for the rules of the standard: its elements by id and tag, and its imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Literal

from lxml import etree

from engine.model import schema, xml
from engine.model.files import MAX_BYTES
from engine.model.findings import Report
from engine.model.vocabulary import BPMN, ENGINES, local

#: Gives the content of another file by its path as this one names it, or None.
Beside = Callable[[str], bytes | None]

#: What a reference can lead to besides an element: nothing, or a place that is not at hand.
Nowhere = Literal["nowhere", "elsewhere"]

#: How many imports are looked at, and how many bytes of what they name are read; the rest is not at hand.
MAX_IMPORTS, MAX_IMPORTED = 50, MAX_BYTES
_TYPES = "http://www.w3.org/2001/XMLSchema"


@dataclass(slots=True)
class Imported:
    """An import: the element that names it, and its root if the file is at hand and can be read.

    bpmn: it is another model, not a schema or a service description. missing: the file is not there.
    broken: it is there, but no XML, or a model that cannot be read.
    """

    node: Any
    namespace: str
    bpmn: bool
    root: Any | None = None
    missing: bool = False
    broken: bool = False
    by_id: dict[str, Any] = field(default_factory=dict)


class Source:
    """One file. beside: gives the files around it; None if nothing is known of them."""

    def __init__(self, file: str, root: Any, beside: Beside | None = None) -> None:
        self.file, self.root, self.beside = file, root, beside
        self.by_id: dict[str, Any] = {}
        self._room = MAX_IMPORTED
        self._by_tag: dict[str, list[Any]] = {}
        for node in root.iter(f"{{{BPMN}}}*"):
            self._by_tag.setdefault(local(node), []).append(node)
            if (node.get("id") or "").strip():
                self.by_id.setdefault(node.get("id").strip(), node)

    def all(self, *tags: str) -> Iterator[Any]:
        """Every element of these tags, tag by tag in file order."""
        for tag in tags:
            yield from self._by_tag.get(tag, ())

    @cached_property
    def problems(self) -> list[schema.Problem]:
        """What the file holds against the schema."""
        return list(schema.problems(self.root))

    def place(self, node: Any) -> tuple[str, int | None]:
        """The id of an element, or of the next one around it that has one, and its line."""
        named = node
        while named is not None and not named.get("id"):
            named = named.getparent()
        return ("" if named is None else named.get("id").strip()), node.sourceline

    def tell(self, report: Report, rule_id: str, message: str, node: Any, /, **params: Any) -> None:
        """Report a finding at an element."""
        element, line = self.place(node)
        report.add(rule_id, message, element, line, **params)

    def is_executable(self, node: Any) -> bool:
        """Does an element stand in a process that says it is executable?"""
        process = next(node.iterancestors(f"{{{BPMN}}}process"), None) if local(node) != "process" else node
        return process is not None and (process.get("isExecutable") or "").strip() in ("true", "1")

    @cached_property
    def is_of_an_engine(self) -> bool:
        """Is the file written for Camunda 7 or its kin, in their words?"""
        return speaks_of_an_engine(self.root)

    @cached_property
    def imports(self) -> list[Imported]:
        """The imports of BPMN files, each read if it is at hand."""
        return [found for found in self.all_imports if found.bpmn]

    @cached_property
    def all_imports(self) -> list[Imported]:
        """The imports of any kind, schemas and service descriptions too."""
        return [self._read(node) for node in islice(self.all("import"), MAX_IMPORTS)]

    def _read(self, node: Any) -> Imported:
        is_bpmn = (node.get("importType") or "").strip() == BPMN
        found = Imported(node, (node.get("namespace") or "").strip(), is_bpmn)
        location = (node.get("location") or "").strip()
        if self.beside is None or "://" in location:
            return found
        data = self.beside(location)
        found.missing = data is None
        self._room -= len(data or b"")
        if data is None or self._room < 0:
            return found
        report = Report(location)
        found.root = xml.parse_safely(data, report)
        found.broken = found.root is None and (
            is_bpmn or any(finding.rule == "xml-syntax" for finding in report.findings)
        )
        for element in () if found.root is None else found.root.iter(f"{{{BPMN}}}*"):
            if element.get("id"):
                found.by_id.setdefault(element.get("id").strip(), element)
        return found

    def find(self, reference: str | None, node: Any) -> Any | Nowhere:
        """What a reference written in an element leads to; `elsewhere` is a file that is not at hand."""
        text = (reference or "").strip()
        if text in self.by_id:
            return self.by_id[text]
        prefix, colon, name = text.rpartition(":")
        namespace = node.nsmap.get(prefix) if colon else None
        if namespace == _TYPES:
            return "elsewhere"
        named = [i for i in self.imports if namespace in (None, i.namespace)]
        for imported in named:
            if name in imported.by_id:
                return imported.by_id[name]
        if any(imported.root is None for imported in named):
            return "elsewhere"
        return self.by_id[name] if namespace is not None and not named and name in self.by_id else "nowhere"

    def target(self, reference: str | None, node: Any) -> Any | None:
        """The element that a reference leads to, if there is one."""
        found = self.find(reference, node) if reference else None
        return found if isinstance(found, etree._Element) else None


def children(node: Any, *tags: str) -> list[Any]:
    """The children of these tags, in order."""
    return [child for child in node if local(child) in tags]


def text(node: Any) -> str:
    """The text of an element without blanks around it; CDATA and comments inside are no hindrance."""
    return "".join(node.itertext()).strip()


def speaks_of_an_engine(node: Any) -> bool:
    """Does an element, or what is in it, have a word of Camunda 7 or its kin?"""
    theirs = tuple(f"{{{namespace}}}" for namespace in ENGINES)
    return any(name.startswith(theirs) for n in node.iter(etree.Element) for name in (n.tag, *n.attrib))
