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
from engine.dmn.items import ANY, Item, Types, giving
from engine.dmn.model import Model
from engine.dmn.scopes import Scopes
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
    scopes = Scopes(names, every)
    types = {one: Types(one.root, scopes.inner, one.findings) for one in every}
    readers = {one: _Reader(one, types[one], scopes) for one in every}
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
    for reader in readers.values():
        reader.build()
    check_cycles(readers[document].model, document)
    if tables:
        check_tables(readers[document].model, document.findings)
    for one, reader in readers.items():
        reader.model.findings = tuple(one.findings.list)
    model = readers[document].model
    model.findings = tuple(finding for one in every for finding in one.findings.list)
    return model


class _Reader:
    """Reads one document: its elements, then what they require, then their logic, which sees that."""

    def __init__(self, document: Document, types: Types, scopes: Scopes) -> None:
        root = document.root
        self.document, self.types, self.scopes, self.findings = document, types, scopes, document.findings
        self.model = Model(
            root.get("id") or "",
            root.get("name") or "",
            document.namespace,
            file=document.file,
            digest=document.digest,
        )
        self.ids: set[str] = set()
        self.elements: list[tuple[Any, Decision | Knowledge | Service]] = []

    def read(self) -> None:
        """All elements of the document, without their logic."""
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
        for element, owner in self.elements:
            if not isinstance(owner, Service):
                owner.needs = self._resolved(_requirements(element), element)
                continue
            owner.outputs, owner.inside, owner.decisions, owner.data = (
                self._resolved([e.get("href") or "" for e in children(element, part)], element)
                for part in ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
            )
            owner.decisions = [n for n in owner.decisions if isinstance(n.element, Decision)]

    def build(self) -> None:
        """The logic of the elements; after all of them are linked."""
        for element, owner in self.elements:
            if isinstance(owner, Service):
                continue
            builder = Builder(self.types, self.scopes.of(element, owner), self.findings)
            if isinstance(owner, Decision):
                self._decide(builder, element, owner)
            else:
                self._define(builder, element, owner)

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
        self.model.data.setdefault(key, InputData(key, variable, item, name))

    def _knowledge(self, element: Any) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        made = Knowledge(key, variable, [], nothing, item, title=name)
        self.elements.append((element, made))
        self.model.knowledge.setdefault(key, made)

    def _define(self, builder: Builder, element: Any, knowledge: Knowledge) -> None:
        logic = child(element, "encapsulatedLogic")
        if logic is None:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=knowledge.name)
            return
        knowledge.params, knowledge.body, own = definition(builder, logic)
        if own.base not in ("", "function") or own.params is not None:
            knowledge.item = own

    def _decision(self, element: Any) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        line = element.sourceline
        made = Decision(key, name, variable, item, None, None, frozenset(), self.model, line)
        self.elements.append((element, made))
        self.model.decisions.setdefault(key, made)

    def _decide(self, builder: Builder, element: Any, decision: Decision) -> None:
        inner = child(element, "decisionTable")
        if inner is None:
            decision.code = builder.inside(element)
            if child(element, "functionDefinition") is not None:
                decision.item = giving(decision.item)
        else:
            decision.table = table(builder, inner)
            decision.code = builder.typed(decision.table.run, type_ref(inner), inner)
        if decision.code is None:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=decision.name)
        decision.reads = frozenset(builder.used)

    def _service(self, element: Any) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        if child(element, "outputDecision") is None:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=name)
            return
        params: Mapping[str, Item] = {}
        if item.base == "function":
            params, item = dict(item.params or ()), item.result or ANY
        service = Service(key, variable, self.model, item=item, params=params, title=name)
        self.elements.append((element, service))
        self.model.services.setdefault(key, service)


def _requirements(element: Any) -> list[str]:
    """The references of a decision or a knowledge model to what it requires."""
    needs = []
    for requirement in children(element, "informationRequirement"):
        needs.append(target(requirement, "requiredInput") or target(requirement, "requiredDecision"))
    for requirement in children(element, "knowledgeRequirement"):
        needs.append(target(requirement, "requiredKnowledge"))
    return needs
