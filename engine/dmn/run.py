"""One question to a decision model: its values, each found once, and the budget that covers them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.dmn.boxed_functions import function_of
from engine.dmn.conform import conform, read_text, taken
from engine.dmn.elements import (
    Decision,
    Functions,
    InputData,
    Knowledge,
    Need,
    Path,
    Service,
    names_of,
    prefix,
    variable_of,
)
from engine.dmn.items import Item
from engine.dmn.table import Time, Trace, TracingRoot
from engine.dmn.xml import spaced
from engine.feel.env import Env
from engine.feel.values import Function

if TYPE_CHECKING:
    from engine.dmn.model import Model


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


def decide(
    model: Model,
    path: Path,
    decision: Decision,
    inputs: Mapping[str, Any],
    now: Time,
    functions: Functions | None,
) -> Outcome:
    """The value of a decision of the model, or of one that it imports, with everything that led to it."""
    run = _Run(inputs, TracingRoot({} if model.data else inputs, now, functions))
    value = run.guarded(lambda: run.decision(decision, path))
    tables = tuple(run.root.traces)
    table = decision.table
    own = next((t for t in reversed(tables) if table is not None and t.table == table.id), None)
    read = run.seen.get((path, decision), {}) if own is None else own.inputs
    if own is None:
        outside = {} if model.data else {name: inputs[name] for name in decision.reads if name in inputs}
        read = {name: value for name, value in sorted({**outside, **read}.items()) if name in decision.reads}
    rules = () if own is None else own.rules
    return Outcome(decision.id, value, read, rules, tables, run.warnings())


def decide_service(
    service: Service, inputs: Mapping[str, Any], now: Time, functions: Functions | None
) -> Outcome:
    """The value of a decision service with the tables and warnings on the way."""
    run = _Run(inputs, TracingRoot({}, now, functions))
    value = run.guarded(lambda: run.service(service, run.inputs))
    read = {name: run.inputs[name] for name in service.model.parameters(service) if name in run.inputs}
    return Outcome(service.id, value, read, (), tuple(run.root.traces), run.warnings())


def invoke(
    path: Path, knowledge: Knowledge, inputs: Mapping[str, Any], now: Time, functions: Functions | None
) -> Any:
    """The value of a business knowledge model over its parameters by name."""
    run = _Run(inputs, TracingRoot({}, now, functions))
    function = run.function(knowledge, path, {})
    return run.guarded(lambda: function.call([], dict(run.inputs), run.root))


class _Run:
    """Values already found, each by the imports through which it is reached, and the root scope."""

    def __init__(self, inputs: Mapping[str, Any], root: TracingRoot) -> None:
        self.inputs, self.root = {spaced(name): value for name, value in inputs.items()}, root
        self.found: dict[tuple[Path, Decision], Any] = {}
        self.seen: dict[tuple[Path, Decision], dict[str, Any]] = {}
        self.open: set[Decision] = set()
        if root.notes is None:
            root.notes = []

    def guarded(self, ask: Callable[[], Any]) -> Any:
        """Python's own depth limit as the budget's error."""
        try:
            return ask()
        except RecursionError:
            raise feel.FeelLimitError("The evaluation is nested too deeply.") from None

    def warnings(self) -> tuple[feel.Warning, ...]:
        """Why values are null."""
        return tuple(note for _, note in self.root.notes or ())

    def decision(self, decision: Decision, path: Path) -> Any:
        """The value, computed once."""
        key = (path, decision)
        if key not in self.found:
            if decision in self.open:
                return self.root.fail(0, "The decision '{name}' requires itself.", name=decision.name)
            self.open.add(decision)
            self.root.spend()
            self.found[key] = self._computed(decision, path)
            self.open.discard(decision)
        return self.found[key]

    def _computed(self, decision: Decision, path: Path) -> Any:
        if decision.code is None:
            return self._given(decision, path)
        variables = self.seen[path, decision] = self._required(decision.needs, path)
        scope = Env(variables, self.root)
        return conform(decision.code(scope), decision.item, scope)

    def _required(self, needs: list[Need], path: Path) -> dict[str, Any]:
        """The variables of an element: what it requires, by name; that of imports inside their names."""
        plain: dict[str, Any] = {}
        imported: dict[str, Any] = {}
        for need in needs:
            value = self._value(need, path)
            qualified = prefix(need.path)
            scope = imported
            for name in qualified:
                scope = scope.setdefault(name, {})
            if qualified:
                scope[variable_of(need.element)] = value
            else:
                plain.update(dict.fromkeys(names_of(need), value))
        return imported | plain

    def _value(self, need: Need, path: Path) -> Any:
        element, inner = need.element, (*path, *need.path)
        if isinstance(element, InputData):
            return self._given(element, inner)
        if isinstance(element, Decision):
            return self.decision(element, inner)
        if isinstance(element, Knowledge):
            return self.function(element, inner, {})
        return _ServiceFunction(self, element)

    def _given(self, element: InputData | Decision, path: Path) -> Any:
        """What the caller gave: under the names of the imports, or of some of them, or plainly."""
        keys = dict.fromkeys((variable_of(element), element.title, element.id))
        names = prefix(path)
        count = len(names)
        prefixes = [names[:n] for n in range(count, 0, -1)] + [names[n:] for n in range(1, count)] + [()]
        for start in prefixes:
            scope: Any = self.inputs
            for part in start:
                scope = scope.get(part) if isinstance(scope, Mapping) else None
            for key in keys:
                if isinstance(scope, Mapping) and key in scope:
                    return self._typed(scope[key], element)
                dotted = ".".join((*start, key))
                if dotted in self.inputs:
                    return self._typed(self.inputs[dotted], element)
        return None

    def _typed(self, value: Any, element: InputData | Decision) -> Any:
        return conform(read_text(taken(value), element.item), element.item, self.root)

    def function(self, knowledge: Knowledge, path: Path, made: dict[Knowledge, Function]) -> Function:
        """The function of a knowledge model, which sees the knowledge it requires, and itself."""
        if knowledge not in made:
            variables: dict[str, Any] = {}
            scope = Env(variables, _closed(self.root))
            function = made[knowledge] = function_of(knowledge.params, knowledge.body, scope, knowledge.item)
            variables[knowledge.name] = function
            variables |= self._known(knowledge, path, made)
        return made[knowledge]

    def _known(self, knowledge: Knowledge, path: Path, made: dict[Knowledge, Function]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for need in knowledge.needs:
            element = need.element
            if isinstance(element, (InputData, Decision)):
                continue
            scope = found
            for name in prefix(need.path):
                scope = scope.setdefault(name, {})
            scope[element.name] = (
                self.function(element, (*path, *need.path), made)
                if isinstance(element, Knowledge)
                else _ServiceFunction(self, element)
            )
        return found

    def service(self, service: Service, given: Mapping[str, Any]) -> Any:
        """The outputs of a service; its input decisions are given, not computed."""
        inner = _Run(_converted(service, given, self.root), self.root)
        for need in service.decisions:
            assert isinstance(need.element, Decision)
            value = inner._given(need.element, need.path)
            inner.found[need.path, need.element] = value
        values = {
            need.element.variable: inner.decision(need.element, need.path)
            for need in service.outputs
            if isinstance(need.element, Decision)
        }
        value = next(iter(values.values())) if len(values) == 1 else values
        return conform(value, service.item, self.root)


def _converted(service: Service, given: Mapping[str, Any], root: TracingRoot) -> dict[str, Any]:
    """The arguments of a service as the types of its parameters."""
    types = service.params
    return {
        name: conform(read_text(value, types[name]), types[name], root) if name in types else value
        for name, value in given.items()
    }


def argument_types(service: Service) -> dict[str, Item]:
    """The types of the parameters of a service: of its input data and decisions, or of its own type."""
    elements = {need.name: need.element for need in service.data + service.decisions}
    own = {k: e.item for k, e in elements.items() if isinstance(e, (InputData, Decision))}
    return own | dict(service.params)


def _closed(root: TracingRoot) -> Env:
    """A scope on the same budget without the variables of the question: functions see their arguments."""
    scope = Env({}, root)
    scope.parent = None
    return scope


class _ServiceFunction(Function):
    """A decision service as a function: parameters are its input data, then its input decisions."""

    __slots__ = ("run", "service")

    def __init__(self, run: _Run, service: Service) -> None:
        super().__init__(service.name, service.model.parameters(service))
        self.run, self.service = run, service

    def call(self, args: list[Any], named: dict[str, Any] | None, env: Env) -> Any:
        given = named if named is not None else dict(zip(self.params, args, strict=False))
        if set(given) != set(self.params) or (named is None and len(args) != len(self.params)):
            return env.fail(0, "The service takes the parameters {names}.", names=", ".join(self.params))
        env.root.spend(10)
        types = argument_types(self.service)
        if any(v is not None and conform(v, types[k], env) is None for k, v in given.items() if k in types):
            return None
        return self.run.service(self.service, given)
