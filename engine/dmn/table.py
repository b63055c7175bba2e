"""Decision tables: which rules match, and what the hit policy makes of them."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine import feel
from engine.clock import Clock
from engine.dmn.conform import conform, read_text
from engine.dmn.items import Item
from engine.feel import nodes as n
from engine.feel.builtins import find_builtin
from engine.feel.compile_lists import constant_index
from engine.feel.compiler import Code
from engine.feel.env import Env, Root
from engine.feel.operators import equal

SINGLE = frozenset(["UNIQUE", "ANY", "FIRST", "PRIORITY"])
SEVERAL = frozenset(["RULE ORDER", "OUTPUT ORDER", "COLLECT"])
AGGREGATORS = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}

_DIRECT: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
#: a time, or the clock to read at the first `now()`, once for a whole question
Time = dt.datetime | Clock | None
#: a cell: the value, and a scope that holds it as `?`
Cell = Callable[[Any, Env], Any]


@dataclass(frozen=True, slots=True)
class Trace:
    """One run of a table: its input columns' values, the numbers of the rules that matched, the result."""

    table: str
    inputs: dict[str, Any]
    rules: tuple[int, ...]
    value: Any = None


class TracingRoot(Root):
    """The root scope of a decision, which keeps what tables did."""

    __slots__ = ("_time", "traces")

    def __init__(self, variables: Any, time: Time, functions: Any) -> None:
        super().__init__(variables, None, functions)
        self._time = time
        self.traces: list[Trace] = []

    @property
    def now(self) -> dt.datetime | None:
        """What `now()` gives; a clock is read when it is first asked."""
        if self._time is not None and not isinstance(self._time, dt.datetime):
            self._time = self._time.now()
        return self._time

    @now.setter
    def now(self, time: dt.datetime | None) -> None:
        self._time = time


@dataclass(slots=True)
class Input:
    """A column that is tested."""

    label: str
    value: Code
    item: Item
    allowed: feel.UnaryTests | None


@dataclass(slots=True)
class Output:
    """A column that gives results. allowed: tests of `?`, in the order of their priority.

    strict: results outside `allowed` become null; otherwise `item` has seen to that.
    """

    name: str
    item: Item
    allowed: list[Code] = field(default_factory=list)
    default: Code | None = None
    strict: bool = False


@dataclass(slots=True)
class Rule:
    """One row; a cell that accepts anything is left out of `cells`."""

    number: int
    cells: list[tuple[int, Cell]]
    outputs: list[Code]


@dataclass(slots=True)
class Table:
    """A whole decision table, ready to run. faulty: it cannot be run, its result is null."""

    id: str
    inputs: list[Input]
    outputs: list[Output]
    rules: list[Rule]
    policy: str = "UNIQUE"
    aggregator: str = ""
    faulty: bool = False

    def run(self, env: Env) -> Any:
        """The result in this scope; the trace goes to the root if it wants one."""
        if self.faulty:
            return env.fail(0, "The table '{id}' has errors and cannot be used.", id=self.id)
        values, scopes, matched = [], [], list[Rule]()
        for column in self.inputs:
            scope = self._tested(column, env)
            values.append(scope.vars["?"])
            scopes.append(scope)
        traces = env.root.traces if isinstance(env.root, TracingRoot) else None
        env.root.spend(len(self.rules))
        first = self.policy == "FIRST"
        for rule in self.rules:
            for at, cell in rule.cells:
                if cell(values[at], scopes[at]) is not True:
                    break
            else:
                matched.append(rule)
                if first:
                    break
        results = [(rule, self.result(rule, env)) for rule in matched]
        value = self._hit(results, env)
        if traces is not None:
            numbers = tuple(rule.number for rule in matched)
            traces.append(Trace(self.id, self._labelled(values), numbers, value))
        return value

    def _tested(self, column: Input, env: Env) -> Env:
        """The scope with the value of the column as `?`; null for a value that it does not allow.

        A value of another type than the column names is tested as it is, after a warning: that type only
        describes what the cells expect, it is no variable that would have to hold the value.
        """
        given, item = read_text(column.value(env), column.item), column.item
        value = conform(given, item, env)
        if value is None and item.allowed is None and item.constraint is None:
            value = given
        scope = Env({"?": value}, env)
        if column.allowed is not None and value is not None and column.allowed.matches_in(scope) is not True:
            env.fail(0, "The input '{label}' has a value that is not allowed.", label=column.label)
            return Env({"?": None}, env)
        return scope

    def _labelled(self, values: list[Any]) -> dict[str, Any]:
        return {column.label: value for column, value in zip(self.inputs, values, strict=True)}

    def result(self, rule: Rule, env: Env) -> list[Any]:
        """The outputs of a rule, as their columns allow them."""
        return [
            self._allowed(column, conform(code(env), column.item, env), env)
            for column, code in zip(self.outputs, rule.outputs, strict=True)
        ]

    def _allowed(self, column: Output, value: Any, env: Env) -> Any:
        if not column.strict or value is None:
            return value
        scope = Env({"?": value}, env)
        if any(test(scope) is True for test in column.allowed):
            return value
        return env.fail(0, "The output '{label}' has a value that is not allowed.", label=column.name)

    def _shaped(self, values: list[Any]) -> Any:
        if len(self.outputs) == 1:
            return values[0]
        return {column.name: value for column, value in zip(self.outputs, values, strict=True)}

    def _hit(self, results: list[tuple[Rule, list[Any]]], env: Env) -> Any:
        if not results:
            return self._nothing(env)
        if self.policy in ("PRIORITY", "OUTPUT ORDER"):
            results = sorted(results, key=lambda result: self.rank(result[1], env))
        shaped = [self._shaped(values) for _, values in results]
        numbers = ", ".join(str(rule.number) for rule, _ in results)
        if self.policy == "UNIQUE" and len(shaped) > 1:
            return env.fail(0, "The rules {numbers} match, but the table allows only one.", numbers=numbers)
        if self.policy == "ANY" and any(
            equal(shaped[0], other, env.root) is not True for other in shaped[1:]
        ):
            return env.fail(0, "The rules {numbers} match with different results.", numbers=numbers)
        if self.policy in SINGLE:
            return shaped[0]
        return self._aggregated(shaped, env) if self.aggregator else shaped

    def _nothing(self, env: Env) -> Any:
        if any(column.default is not None for column in self.outputs):
            values = [
                None if c.default is None else conform(c.default(env), c.item, env) for c in self.outputs
            ]
            return (
                self._shaped(values) if self.policy in SINGLE or self.aggregator else [self._shaped(values)]
            )
        if self.policy == "COLLECT" and self.aggregator in ("", "COUNT"):
            return Decimal(0) if self.aggregator else []
        return env.fail(0, "No rule of the table matches.")

    def _aggregated(self, values: list[Any], env: Env) -> Any:
        function = find_builtin(AGGREGATORS[self.aggregator])
        assert function is not None
        return function.call([values], None, env)

    def rank(self, values: list[Any], env: Env) -> tuple[int, ...]:
        """The places of the values in the allowed values of their columns; unknown ones last."""
        ranks = []
        for column, value in zip(self.outputs, values, strict=True):
            scope = Env({"?": value}, env)
            places = (place for place, test in enumerate(column.allowed) if test(scope) is True)
            ranks.append(next(places, len(column.allowed)))
        return tuple(ranks)


def cell_of(tests: feel.UnaryTests) -> Cell | None:
    """A cell as a test; None when it accepts anything. Constants need no scope and are compared at once."""
    tree = tests.tree
    assert isinstance(tree, n.Tests)
    if tree.any:
        return None
    return (None if tree.negated or len(tree.tests) != 1 else _direct(tree.tests[0], tests)) or _constants(
        tests, tree
    )


def _constants(tests: feel.UnaryTests, tree: n.Tests) -> Cell:
    """One or several constants of one kind, or their negation; else the tests as they are."""
    found = [
        t.value for t in tree.tests if isinstance(t, n.Literal) and type(t.value) in (str, bool, Decimal)
    ]
    if len(found) < len(tree.tests) or len({type(value) for value in found}) != 1:
        return lambda value, scope: tests.matches_in(scope)
    wanted, cls, negated = frozenset(found), type(found[0]), tree.negated

    def one_of(value: Any, scope: Env) -> Any:
        if type(value) is cls:
            return (value in wanted) is not negated
        return tests.matches_in(scope)

    return one_of


def _direct(test: n.Node, tests: feel.UnaryTests) -> Cell | None:
    """A comparison with a number, or a range between two; None for any other test."""
    if isinstance(test, n.Test) and test.op in _DIRECT:
        bound, relation = _decimal(test.operand), _DIRECT[test.op]
        if bound is None:
            return None
        limit = bound
        return lambda value, scope: (
            relation(value, limit) if type(value) is Decimal else tests.matches_in(scope)
        )
    if isinstance(test, n.RangeOf):
        low, high = _decimal(test.start), _decimal(test.end)
        if low is None or high is None:
            return None
        above = operator.ge if test.start_included else operator.gt
        below = operator.le if test.end_included else operator.lt

        def between(value: Any, scope: Env) -> Any:
            if type(value) is Decimal:
                return above(value, low) and below(value, high)
            return tests.matches_in(scope)

        return between
    return None


def _decimal(node: n.Node) -> Decimal | None:
    value = constant_index(node)
    return value if isinstance(value, Decimal) else None
