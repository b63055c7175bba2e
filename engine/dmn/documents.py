"""A DMN document with the documents that it imports: each read once, linked, circles included."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.errors import Findings
from engine.dmn.sources import Sources
from engine.dmn.xml import NAMESPACES, children, read

_DMN = {namespace.rstrip("/") for namespace in NAMESPACES}
#: how many documents one model may import, directly or not
MAX_DOCUMENTS = 200


@dataclass(slots=True, eq=False)
class Import:
    """An import of another document: under a name, or (named "") straight into the model.

    document: None when it was not found, or is no DMN.
    """

    name: str
    namespace: str
    element: Any
    document: Document | None = None


@dataclass(slots=True, eq=False)
class Document:
    """One file as XML. digest: hex SHA-256 of it."""

    root: Any
    file: str
    digest: str
    findings: Findings
    imports: list[Import] = field(default_factory=list)

    @property
    def namespace(self) -> str:
        """The namespace that it defines."""
        return self.root.get("namespace") or ""

    def all(self) -> list[Document]:
        """This document and all that it imports, directly or not; the nearest first."""
        found, known = [self], {self}
        for document in found:
            for one in document.imports:
                if one.document is not None and one.document not in known:
                    known.add(one.document)
                    found.append(one.document)
        return found


def open_document(data: bytes, findings: Findings, sources: Sources | None) -> Document | None:
    """The document with its imports, None when it is no DMN. Without sources, imports are left open."""
    return _Opening(sources).open(data, findings)


class _Opening:
    def __init__(self, sources: Sources | None) -> None:
        self.sources = sources
        self.opened: dict[str, Document | None] = {}

    def open(self, data: bytes, findings: Findings) -> Document | None:
        first = self._document(data, findings)
        if first is None:
            return None
        self.opened[findings.file] = first
        importers: dict[Document, set[Document]] = {first: set()}
        for document in (every := [first]):
            for one in document.imports:
                self._find(one, document)
                if one.document is None:
                    continue
                if one.document not in importers:
                    importers[one.document] = set()
                    every.append(one.document)
                importers[one.document].add(document)
        for document in every:
            _check(document, self.sources is not None, _leading_to(document, importers))
        return first

    def _document(self, data: bytes, findings: Findings) -> Document | None:
        root = read(data, findings)
        if root is None:
            return None
        document = Document(root, findings.file, hashlib.sha256(data).hexdigest(), findings)
        for element in children(root, "import"):
            kind = (element.get("importType") or "").strip().rstrip("/")
            if kind and kind not in _DMN:
                message = "An import of type {kind} is not executed."
                findings.add("dmn-unsupported", message, element, kind=kind[:200])
                continue
            name, namespace = (element.get(key) or "" for key in ("name", "namespace"))
            document.imports.append(Import(name.strip(), namespace.strip(), element))
        return document

    def _find(self, one: Import, importer: Document) -> None:
        if one.namespace and one.namespace == importer.namespace and not one.element.get("locationURI"):
            one.document = importer
            return
        found = self._sought(one, importer)
        if found is None:
            same = [d for d in self.opened.values() if d is not None and d.namespace == one.namespace]
            one.document = same[0] if same else None
            return
        file, data = found
        sources = self.sources
        if file not in self.opened and len(self.opened) < MAX_DOCUMENTS and sources and sources.room > 0:
            sources.room -= 1
            self.opened[file] = self._document(data, Findings(file))
        one.document = self.opened.get(file)

    def _sought(self, one: Import, importer: Document) -> tuple[str, bytes] | None:
        if self.sources is None:
            return None
        found = self.sources.at(one.element.get("locationURI") or "", importer.file)
        if found is not None:
            return found
        named = self.sources.named(one.namespace) if one.namespace else []
        if len(named) > 1:
            message = "The namespace {namespace} is that of several files: {files}."
            files = ", ".join(file for file, _ in named)
            importer.findings.add(
                "dmn-import", message, one.element, namespace=one.namespace[:200], files=files[:500]
            )
        return named[0] if named else None


def _leading_to(document: Document, importers: Mapping[Document, set[Document]]) -> set[Document]:
    """The documents that import this one, directly or not; itself if it does."""
    found = set(importers[document])
    waiting = list(found)
    while waiting:
        more = importers[waiting.pop()] - found
        found |= more
        waiting += more
    return found


def _check(document: Document, sought: bool, before: set[Document]) -> None:
    """Findings on the imports of a document; whether they were `sought` at all, and which lead to it."""
    names: set[str] = set()
    for one in document.imports:
        add, element, label = document.findings.add, one.element, one.name or one.namespace
        if one.document is None and sought:
            message = "The model {namespace} that is imported as '{name}' is not there."
            add("dmn-import", message, element, namespace=one.namespace[:200], name=one.name)
        if one.name and one.name in names:
            add("dmn-import", "Two imports have the name '{name}'.", element, name=one.name)
        if one.document is document or one.document in before:
            add("dmn-import", "The import '{name}' leads back to this model.", element, name=label[:200])
        names.add(one.name)
