"""A DMN document to a Model: its graph of requirements, checked, with all expressions compiled."""

from __future__ import annotations

import hashlib
from typing import Any

from engine.dmn.boxed import Builder
from engine.dmn.errors import Findings
from engine.dmn.items import Types
from engine.dmn.model import Decision, InputData, Knowledge, Model, Service
from engine.dmn.xml import child, children, read, target, type_ref


def read_model(data: bytes, findings: Findings, names: frozenset[str]) -> Model | None:
    """The model, or None when there are errors among the findings. `names`: functions of the host."""
    root = read(data, findings)
    if root is None:
        return None
    for element in children(root, "import"):
        findings.add("dmn-unsupported", "Imports of other models are not executed.", element)
    known = names | {e.get("name") for e in root.iter() if isinstance(e.tag, str) and e.get("name")}
    for element in root.iter("{*}for", "{*}some", "{*}every"):
        known |= {element.get("iteratorVariable") or ""}
    types = Types(root, known, findings)
    model = _Reader(root, types, known, findings).read()
    model.file, model.digest = findings.file, hashlib.sha256(data).hexdigest()
    return None if findings.has_errors() else model


class _Reader:
    def __init__(self, root: Any, types: Types, names: frozenset[str], findings: Findings) -> None:
        self.root, self.types, self.names, self.findings = root, types, names, findings
        self.ids: set[str] = set()

    def read(self) -> Model:
        """All elements of the model, with references checked."""
        root = self.root
        model = Model(
            root.get("id") or "", root.get("name") or "", root.get("namespace") or "", {}, {}, {}, {}
        )  # fmt: skip
        for element in children(root, "inputData"):
            self._data(element, model)
        for element in children(root, "businessKnowledgeModel"):
            self._knowledge(element, model)
        for element in children(root, "decision"):
            self._decision(element, model)
        for element in children(root, "decisionService"):
            self._service(element, model)
        self._references(model)
        self._cycles(model)
        model.findings = tuple(self.findings.list)
        return model

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

    def _variable(self, element: Any, name: str) -> tuple[str, Any]:
        variable = child(element, "variable")
        given = name if variable is None else variable.get("name") or name
        return given, self.types.find(type_ref(variable), variable)

    def _needs(self, element: Any) -> list[str]:
        needs = []
        for requirement in children(element, "informationRequirement"):
            needs.append(target(requirement, "requiredInput") or target(requirement, "requiredDecision"))
        for requirement in children(element, "knowledgeRequirement"):
            needs.append(target(requirement, "requiredKnowledge"))
        return needs

    def _data(self, element: Any, model: Model) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        model.data[key] = InputData(key, variable, item)

    def _knowledge(self, element: Any, model: Model) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        logic = child(element, "encapsulatedLogic")
        if logic is None:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=name)
            model.knowledge[key] = Knowledge(key, variable, [], lambda env: None, item, self._needs(element))
            return
        if (logic.get("kind") or "FEEL") != "FEEL":
            message = "Functions of kind {kind} are not executed; write it in FEEL."
            self.findings.add("dmn-unsupported", message, logic, kind=logic.get("kind"))
        builder = Builder(self.types, self.names, self.findings)
        params = [
            (p.get("name") or "", self.types.find(type_ref(p), p)) for p in children(logic, "formalParameter")
        ]
        body = builder.inside(logic) or (lambda env: None)
        result = self.types.find(type_ref(logic), logic)
        item = result if item.base in ("", "function") and not item.parts else item
        model.knowledge[key] = Knowledge(key, variable, params, body, item, self._needs(element))

    def _decision(self, element: Any, model: Model) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        builder = Builder(self.types, self.names, self.findings)
        inner = child(element, "decisionTable")
        table = None if inner is None else builder.table(inner)
        code = table.run if table is not None else builder.inside(element)
        if code is None:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=name)
        reads = frozenset(builder.used)
        model.decisions[key] = Decision(
            key, name, variable, item, code, table, self._needs(element), reads, model, element.sourceline
        )

    def _service(self, element: Any, model: Model) -> None:
        key, name = self._key(element)
        variable, item = self._variable(element, name)
        parts = [
            [(e.get("href") or "").rpartition("#")[2] for e in children(element, part)]
            for part in ("outputDecision", "encapsulatedDecision", "inputDecision", "inputData")
        ]
        if not parts[0]:
            self.findings.add("dmn-logic", "'{name}' has no logic.", element, name=name)
            return
        if item.base == "function":
            item = self.types.find("Any")
        service = Service(key, variable, parts[0], parts[1], parts[2], parts[3], item)
        for reference in parts[0] + parts[1] + parts[2]:
            if reference not in model.decisions:
                self._missing(reference, element)
        for reference in parts[3]:
            if reference not in model.data:
                self._missing(reference, element)
        model.services[key] = service

    def _missing(self, reference: str, element: Any) -> None:
        message = "A requirement names '{name}', which is not in the model."
        self.findings.add("dmn-reference", message, element, name=reference)

    def _references(self, model: Model) -> None:
        known = model.data.keys() | model.decisions.keys() | model.knowledge.keys() | model.services.keys()
        for element in children(self.root, "decision", "businessKnowledgeModel"):
            for need in self._needs(element):
                if need not in known:
                    self._missing(need, element)

    def _cycles(self, model: Model) -> None:
        done: set[str] = set()
        for start in model.decisions:
            path: list[str] = []
            todo: list[tuple[str, bool]] = [(start, False)]
            while todo:
                key, leaving = todo.pop()
                if leaving:
                    path.pop()
                    done.add(key)
                elif key in path:
                    message = "The decisions {names} require each other."
                    names = " -> ".join([*path[path.index(key) :], key])
                    element = next(
                        e for e in children(self.root, "decision") if key in (e.get("id"), e.get("name"))
                    )
                    self.findings.add("dmn-cycle", message, element, names=names)
                    return
                elif key not in done and key in model.decisions:
                    path.append(key)
                    todo.append((key, True))
                    todo += [(need, False) for need in model.decisions[key].needs]
