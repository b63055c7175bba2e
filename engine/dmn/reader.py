"""DMN documents to models: their graph of requirements, checked, with all expressions compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.dmn import boxed, boxed_functions  # noqa: F401  register what they build
from engine.dmn.boxed_functions import definition
from engine.dmn.boxed_tables import table
from engine.dmn.builder import Builder, nothing
from engine.dmn.check import check_tables
from engine.dmn.documents import Document, open_document
from engine.dmn.elements import Decision, Import, InputData, Knowledge, Need, Service
from engine.dmn.errors import Findings
from engine.dmn.graph import check_cycles
from engine.dmn.items import ANY, Item, Types
from engine.dmn.model import Model
from engine.dmn.sources import Sources
from engine.dmn.xml import child, children, target, type_ref


def read_model(
    data: bytes, findings: Findings, names: frozenset[str], sources: Sources | None, tables: bool
) -> Model | None:
    """The model, with what it imports; None when the document is no DMN. `names`: functions of the host.

    Without sources, imports are not looked for, and nothing is said of what comes from them. tables: check
    the document's tables too, which may take seconds.
    """
    document = open_document(data, findings, sources)
    if document is None:
        return None
    every = document.all()
    known = names.union(*(one.names() for one in every))
    types = {one: Types(one.root, known, one.findings) for one in every}
    readers = {one: _Reader(one, types[one], known) for one in every}
    for one in every:
        types[one].imports = [
            (i.name, i.namespace, None if i.document is None else types[i.document]) for i in one.imports
        ]
        readers[one].model.imports = [
            Import(i.name, i.namespace, readers[i.document].model) for i in one.imports if i.document
        ]
    for reader in readers.values():
        reader.read()
    for reader in readers.values():
        reader.link()
    check_cycles(readers[document].model, document)
    if tables:
        check_tables(readers[document].model, document.findings)
    for one, reader in readers.items():
        reader.model.findings = tuple(one.findings.list)
    model = readers[document].model
    model.findings = tuple(finding for one in every for finding in one.findings.list)
    return model


class _Reader:
    """Reads one document, then links its elements to those that they require."""

    def __init__(self, document: Document, types: Types, names: frozenset[str]) -> None:
        root = document.root
        self.document, self.types, self.names, self.findings = document, types, names, document.findings
        self.model = Model(
            root.get("id") or "",
            root.get("name") or "",
            document.namespace,
            file=document.file,
            digest=document.digest,
        )
        self.ids: set[str] = set()

    def read(self) -> None:
        """All elements of the document."""
        root = self.document.root
        self.types.define()
        for element in children(root, "inputData"):
            self._data(element)
        for element in children(root, "businessKnowledgeModel"):
            self._knowledge(element)
        for element in children(root, "decision"):
            self._decision(element)
        for element in children(root, "decisionService"):
            self._service(element)

    def link(self) -> None:
        """Resolve what elements require; after all documents are read."""
        root, model = self.document.root, self.model
        for element in children(root, "decision", "businessKnowledgeModel"):
            owner = model.element((element.get("id") or element.get("name") or "").strip())
            if isinstance(owner, (Decision, Knowledge)):
                owner.needs = self._resolved(_requirements(element), element)
        for element in children(root, "decisionService"):
            service = model.services.get((element.get("id") or element.get("name") or "").strip())
            if service is not None:
                service.outputs, service.inside, service.decisions, service.data = (
                    self._resolved([e.get("href") or "" for e in children(element, part)], element)
                    for part in ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
                )
                service.decisions = [n for n in service.decisions if isinstance(n.element, Decision)]

    def _resolved(self, references: Iterable[str], element: Any) -> list[Need]:
        needs = []
        for reference in references:
            namespace, _, key = reference.rpartition("#")
            need = self.model.find(namespace.strip(), key.strip())
            if need is not None:
                needs.append(need)
            elif not self._open(namespace):
                message = "A requirement names '{name}', which is not in the model."
                self.findings.add("dmn-reference", message, element, name=key or reference)
        return needs

    def _open(self, namespace: str) -> bool:
        """Whether the namespace may be that of an import that was not found, which lint tells once."""
        return any(
            one.document is None and (namespace == one.namespace or (not namespace and not one.name))
            for one in self.document.imports
        )

    def _key(self, element: Any) -> tuple[str, str]:
        """Id and name; the one stands in for the other."""
        name = (element.get("name") or "").strip()
        key = (element.get("id") or name).strip()
        if not key:
            self.findings.add("dmn-id", "An element has neither id nor name.", element)
        elif key in self.ids:
            self.findings.add("dmn-id", "The id '{id}' is used twice.", element, id=key)
        self.ids.add(key)
        return key, name or key

    def _variable(self, element: Any, name: str) -> tuple[str, Item]:
        variable = child(element, "variable")
        given = name if variable is None else variable.get("name") or name
        return given, self.types.find(type_ref(variable), variable)

    def _data(self, element: Any) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        self.model.data.setdefault(key, InputData(key, variable, item))

    def _builder(self) -> Builder:
        return Builder(self.types, self.names, self.findings)

    def _knowledge(self, element: Any) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        logic = child(element, "encapsulatedLogic")
        if logic is None:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=name)
            made = Knowledge(key, variable, [], nothing, ANY)
        else:
            params, body, own = definition(self._builder(), logic)
            made = Knowledge(
                key, variable, params, body, item if own.base in ("", "function") and not own.params else own
            )
        self.model.knowledge.setdefault(key, made)

    def _decision(self, element: Any) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        builder = self._builder()
        inner = child(element, "decisionTable")
        own = None if inner is None else table(builder, inner)
        code = builder.inside(element) if own is None else builder.typed(own.run, type_ref(inner), inner)
        if code is None:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=name)
        decision = Decision(
            key, name, variable, item, code, own, frozenset(builder.used), self.model, element.sourceline
        )
        self.model.decisions.setdefault(key, decision)

    def _service(self, element: Any) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        if child(element, "outputDecision") is None:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=name)
            return
        params: Mapping[str, Item] = {}
        if item.base == "function":
            params, item = dict(item.params or ()), item.result or ANY
        service = Service(key, variable, self.model, item=item, params=params)
        self.model.services.setdefault(key, service)


def _requirements(element: Any) -> list[str]:
    """The references of a decision or a knowledge model to what it requires."""
    needs = []
    for requirement in children(element, "informationRequirement"):
        needs.append(target(requirement, "requiredInput") or target(requirement, "requiredDecision"))
    for requirement in children(element, "knowledgeRequirement"):
        needs.append(target(requirement, "requiredKnowledge"))
    return needs
