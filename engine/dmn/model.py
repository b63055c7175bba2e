"""A decision model that can be asked: decisions, the knowledge they need, and services.

Asking is pure: the values given, the time given, nothing else. One budget covers a whole question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.dmn.boxed import function_of
from engine.dmn.items import ANY, Item, conform, read_text
from engine.dmn.table import Table, Trace, TracingRoot
from engine.errors import Finding, NotFound
from engine.feel.compiler import Code
from engine.feel.env import Env, Root
from engine.feel.values import Function

Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision gave and why.

    inputs: the values of the table's input columns by their expressions, or of the variables read.
    rules: the numbers (from 1) of the rules that matched, when the decision is a table. tables: the
    runs of all tables on the way, required decisions first. warnings: why values are null.
    """

    decision: str
    value: Any
    inputs: dict[str, Any]
    rules: tuple[int, ...]
    tables: tuple[Trace, ...]
    warnings: tuple[feel.Warning, ...]


@dataclass(slots=True, eq=False)
class InputData:
    """A value that the model is given."""

    id: str
    name: str
    item: Item


@dataclass(slots=True, eq=False)
class Knowledge:
    """A business knowledge model: a function that decisions may call."""

    id: str
    name: str
    params: list[tuple[str, Item]]
    body: Code
    item: Item
    needs: list[str] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Service:
    """A decision service: some decisions of the model as a function."""

    id: str
    name: str
    outputs: list[str]
    inside: list[str]
    decisions: list[str]
    data: list[str]
    item: Item = ANY


@dataclass(slots=True, eq=False)
class Decision:
    """One decision. `inputs` are the names it needs from outside the model, required decisions included."""

    id: str
    name: str
    variable: str
    item: Item
    code: Code | None
    table: Table | None
    needs: list[str]
    reads: frozenset[str]
    model: Model
    line: int | None = None

    @property
    def inputs(self) -> frozenset[str]:
        """The variables that must be given for this decision and those it requires."""
        return self.model.inputs_of(self)

    def decide(
        self,
        variables: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Outcome:
        """The decision over these variables. Raises FeelLimitError when the budget is used up."""
        return self.model.decide(self.id, variables, now, functions)


@dataclass(slots=True, eq=False)
class Model:
    """All that one file defines. `findings` holds what lint reports; a model with errors is not made.

    file: as the reader was told. digest: hex SHA-256 of the file.
    """

    id: str
    name: str
    namespace: str
    data: dict[str, InputData]
    knowledge: dict[str, Knowledge]
    services: dict[str, Service]
    decisions: dict[str, Decision]
    findings: tuple[Finding, ...] = ()
    file: str = ""
    digest: str = ""

    def find_decision(self, key: str) -> Decision | None:
        """The decision with that id or name."""
        return self.decisions.get(key) or next((d for d in self.decisions.values() if d.name == key), None)

    def evaluate(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Any:
        """The value of a decision by id or name. Raises NotFound, and FeelLimitError for the budget."""
        return self.decide(decision, inputs, now, functions).value

    def decide(
        self,
        decision: str,
        inputs: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Outcome:
        """The value of a decision with everything that led to it."""
        found = self.find_decision(decision)
        if found is None:
            raise NotFound("There is no decision '{name}'.", name=decision)
        run = _Run(self, inputs, TracingRoot({} if self.data else inputs, now, functions))
        value = run.guarded(lambda: run.decision(found))
        tables = tuple(run.root.traces)
        own = next(
            (t for t in reversed(tables) if found.table is not None and t.table == found.table.id), None
        )
        seen = run.seen.get(found.id, {})
        read = {name: seen[name] if name in seen else inputs[name] for name in sorted(found.reads)
                if name in seen or (name in inputs and not self.data)}  # fmt: skip
        return Outcome(
            found.id,
            value,
            read if own is None else own.inputs,
            () if own is None else own.rules,
            tables,
            run.warnings(),
        )

    def evaluate_service(
        self,
        service: str,
        inputs: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Any:
        """The value of a decision service by id or name, its input data and input decisions by name."""
        return self.decide_service(service, inputs, now, functions).value

    def decide_service(
        self,
        service: str,
        inputs: Mapping[str, Any],
        now: dt.datetime | None = None,
        functions: Functions | None = None,
    ) -> Outcome:
        """The value of a decision service with the tables and warnings on the way."""
        found = self.find_service(service)
        if found is None:
            raise NotFound("There is no decision service '{name}'.", name=service)
        run = _Run(self, inputs, TracingRoot({}, now, functions))
        value = run.guarded(lambda: run.service(found, dict(inputs)))
        read = {name: inputs[name] for name in self.parameters(found) if name in inputs}
        return Outcome(found.id, value, read, (), tuple(run.root.traces), run.warnings())

    def find_service(self, key: str) -> Service | None:
        """The decision service with that id or name."""
        return self.services.get(key) or next((s for s in self.services.values() if s.name == key), None)

    def parameters(self, service: Service) -> tuple[str, ...]:
        """What a service is given: its input data, then its input decisions."""
        names = [self.data[key].name for key in service.data if key in self.data]
        return (*names, *(self.decisions[key].variable for key in service.decisions))

    def inputs_of(self, decision: Decision) -> frozenset[str]:
        """The variables from outside that the decision and its requirements read."""
        names, todo, done = set[str](), [decision.id], set[str]()
        while todo:
            key = todo.pop()
            if key in done or key not in self.decisions:
                continue
            done.add(key)
            one = self.decisions[key]
            inside = {
                name for need in one.needs if need in self.decisions for name in _names(self.decisions[need])
            }
            inside |= {self.knowledge[need].name for need in one.needs if need in self.knowledge}
            inside |= {self.services[need].name for need in one.needs if need in self.services}
            if self.data:
                names |= {self.data[need].name for need in one.needs if need in self.data}
            else:
                names |= one.reads - inside
            todo += one.needs
        return frozenset(names)


def _names(decision: Decision) -> tuple[str, ...]:
    """How other decisions may call this one's value."""
    return tuple(dict.fromkeys((decision.variable, decision.name, decision.id)))


class _Run:
    """One question: values already found, and the root scope with the budget."""

    def __init__(self, model: Model, inputs: Mapping[str, Any], root: TracingRoot) -> None:
        self.model, self.inputs, self.root = model, inputs, root
        self.found: dict[str, Any] = {}
        self.seen: dict[str, dict[str, Any]] = {}
        root.notes = []

    def guarded(self, ask: Callable[[], Any]) -> Any:
        """Python's own depth limit as the budget's error."""
        try:
            return ask()
        except RecursionError:
            raise feel.FeelLimitError("The evaluation is nested too deeply.") from None

    def warnings(self) -> tuple[feel.Warning, ...]:
        return tuple(note for _, note in self.root.notes or ())

    def decision(self, decision: Decision) -> Any:
        """The value, computed once."""
        if decision.id not in self.found:
            variables: dict[str, Any] = {}
            for need in decision.needs:
                self._bind(need, variables)
            self.seen[decision.id] = variables
            scope = Env(variables, self.root)
            value = None if decision.code is None else decision.code(scope)
            self.found[decision.id] = conform(value, decision.item, scope)
        return self.found[decision.id]

    def _bind(self, need: str, variables: dict[str, Any]) -> None:
        model = self.model
        if need in model.data:
            data = model.data[need]
            value = self.inputs.get(data.name, self.inputs.get(data.id))
            variables[data.name] = conform(read_text(value, data.item), data.item, self.root)
        elif need in model.decisions:
            required = model.decisions[need]
            value = self.decision(required)
            variables.update(dict.fromkeys(_names(required), value))
        elif need in model.knowledge:
            variables[model.knowledge[need].name] = self.function(model.knowledge[need], {})
        elif need in model.services:
            variables[model.services[need].name] = _ServiceFunction(self, model.services[need])

    def function(self, knowledge: Knowledge, made: dict[str, Function]) -> Function:
        """The function of a knowledge model, which sees the knowledge it requires, and itself."""
        if knowledge.id not in made:
            variables: dict[str, Any] = {}
            function = function_of(
                knowledge.params, knowledge.body, Env(variables, _closed(self.root)), knowledge.item
            )
            made[knowledge.id] = function
            variables[knowledge.name] = function
            for need in knowledge.needs:
                if need in self.model.knowledge:
                    inner = self.model.knowledge[need]
                    variables[inner.name] = self.function(inner, made)
                elif need in self.model.services:
                    service = self.model.services[need]
                    variables[service.name] = _ServiceFunction(self, service)
        return made[knowledge.id]

    def service(self, service: Service, given: Mapping[str, Any]) -> Any:
        """The outputs of a service; its input decisions are given, not computed."""
        inner = _Run(self.model, given, self.root)
        for need in service.decisions:
            decision = self.model.decisions[need]
            value = next((given[name] for name in _names(decision) if name in given), None)
            inner.found[need] = conform(read_text(value, decision.item), decision.item, self.root)
        outputs = [self.model.decisions[key] for key in service.outputs]
        if len(outputs) == 1:
            return conform(inner.decision(outputs[0]), service.item, self.root)
        return conform({d.variable: inner.decision(d) for d in outputs}, service.item, self.root)


def _closed(root: TracingRoot) -> Env:
    """A scope on the same budget without the variables of the question: functions see their arguments."""
    scope = Env({}, root)
    scope.parent = None
    return scope


class _ServiceFunction(Function):
    """A decision service as a function: parameters are its input data, then its input decisions."""

    __slots__ = ("run", "service")

    def __init__(self, run: _Run, service: Service) -> None:
        super().__init__(service.name, run.model.parameters(service))
        self.run, self.service = run, service

    def call(self, args: list[Any], named: dict[str, Any] | None, env: Env) -> Any:
        given = named if named is not None else dict(zip(self.params, args, strict=False))
        if set(given) != set(self.params) or (named is None and len(args) != len(self.params)):
            return env.fail(0, "The service takes the parameters {names}.", names=", ".join(self.params))
        root: Root = env.root
        root.spend(10)
        return self.run.service(self.service, given)
