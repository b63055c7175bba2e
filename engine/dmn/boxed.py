"""Boxed expressions to closures: what stands inside a decision, a function or a context entry.

Every construct that is not built is a finding; nothing is skipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.dmn.errors import Findings
from engine.dmn.items import Item, Types, conform
from engine.dmn.table import AGGREGATORS, SEVERAL, SINGLE, Input, Output, Rule, Table, cell_of
from engine.dmn.xml import child, children, local, text_of, type_ref
from engine.feel import nodes as n
from engine.feel.compile_lists import item_at, items_of
from engine.feel.compiler import Code
from engine.feel.env import Env
from engine.feel.functions import UserFunction
from engine.feel.values import Function, as_list, kind, number, scalar

_EXPRESSIONS = (
    "literalExpression", "decisionTable", "context", "relation", "list", "invocation", "functionDefinition",
    "conditional", "for", "every", "some", "filter",
)  # fmt: skip


class Builder:
    """Builds the expressions of one model; keeps the tables by id and the free names of each text."""

    def __init__(self, types: Types, names: frozenset[str], findings: Findings) -> None:
        self.types, self.names, self.findings = types, names, findings
        self.used: set[str] = set()
        self.labels = 0

    def inside(self, element: Any) -> Code | None:
        """The expression directly inside the element, None if there is none."""
        found = child(element, *_EXPRESSIONS)
        return None if found is None else self.build(found)

    def build(self, element: Any) -> Code:
        """The closure of an expression element, converted to its typeRef."""
        code: Code = getattr(self, f"_{local(element)}")(element)
        name = type_ref(element)
        if not name or local(element) in ("functionDefinition", "decisionTable"):
            return code
        item = self.types.find(name, element)
        return lambda env: conform(code(env), item, env)

    def _required(self, element: Any | None, owner: Any, what: str) -> Code:
        code = None if element is None else self.inside(element)
        if code is None:
            self.findings.add("dmn-unsupported", "The {what} is missing.", owner, what=what)
            return lambda env: None
        return code

    def expression(self, text: str, element: Any) -> Code:
        """The closure of a text; null after a finding."""
        language = element.get("expressionLanguage") or ""
        if language and "feel" not in language.lower():
            self.findings.add(
                "dmn-language", "Expected FEEL, but the text is {language}.", element, language=language[:80]
            )
            return lambda env: None
        try:
            expression = feel.parse(text, self.names, True)
        except feel.FeelError as error:
            self._syntax(text, element, error)
            return lambda env: None
        self.used |= expression.possible_names
        return expression.evaluate_in

    def _syntax(self, text: str, element: Any, error: feel.FeelError) -> None:
        line = getattr(error, "line", 1)
        message = "`{text}` is not valid FEEL (line {line}, column {column}): {reason}"
        short = " ".join(text.split())[:80]
        column = getattr(error, "column", 1)
        self.findings.add(
            "dmn-feel", message, element, text=short, line=line, column=column, reason=error.sentence
        )

    def tests(self, element: Any | None) -> feel.UnaryTests | None:
        """Unary tests of a text; None for an empty one, or after a finding."""
        text = text_of(element)
        if not text:
            return None
        try:
            found = feel.parse_unary(text, self.names)
        except feel.FeelError as error:
            self._syntax(text, element, error)
            return None
        self.used |= found.possible_names
        return found

    def _literalExpression(self, element: Any) -> Code:
        text = text_of(element)
        return self.expression(text, element) if text else lambda env: None

    def _context(self, element: Any) -> Code:
        entries: list[tuple[str | None, Code]] = []
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            code = self._required(entry, entry, "value of a context entry")
            if variable is None:
                entries.append((None, code))
                continue
            item = self.types.find(type_ref(variable), variable)
            entries.append((variable.get("name") or "", _typed(code, item)))

        def build(env: Env) -> Any:
            made: dict[str, Any] = {}
            scope = Env(made, env)
            for name, code in entries:
                value = code(scope)
                if name is None:
                    return value
                made[name] = value
            return made

        return build

    def _relation(self, element: Any) -> Code:
        names = [column.get("name") or "" for column in children(element, "column")]
        rows = []
        for row in children(element, "row"):
            cells = [self.build(cell) for cell in children(row, *_EXPRESSIONS)]
            if len(cells) != len(names):
                self.findings.add("dmn-table", "A row has {count} cells.", row, count=len(cells))
            rows.append(list(zip(names, cells, strict=False)))
        return lambda env: [{name: cell(env) for name, cell in row} for row in rows]

    def _list(self, element: Any) -> Code:
        items = [self.build(item) for item in children(element, *_EXPRESSIONS)]
        return lambda env: [item(env) for item in items]

    def _invocation(self, element: Any) -> Code:
        callee = self._required(element, element, "function of an invocation")
        bindings = {}
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            name = "" if parameter is None else parameter.get("name") or ""
            bindings[name] = self._required(binding, binding, "value of a binding")

        def invoke(env: Env) -> Any:
            function = callee(env)
            if not isinstance(function, Function):
                return env.fail(0, "A value of type {kind} cannot be called.", kind=kind(function))
            return function.call([], {name: code(env) for name, code in bindings.items()}, env)

        return invoke

    def _functionDefinition(self, element: Any) -> Code:
        if (element.get("kind") or "FEEL") != "FEEL":
            message = "Functions of kind {kind} are not executed; write it in FEEL."
            self.findings.add("dmn-unsupported", message, element, kind=element.get("kind"))
        params = [
            (p.get("name") or "", self.types.find(type_ref(p), p))
            for p in children(element, "formalParameter")
        ]
        body = self._required(element, element, "body of a function")
        item = self.types.find(type_ref(element), element)
        return lambda env: function_of(params, body, env, item)

    def _conditional(self, element: Any) -> Code:
        condition, then, otherwise = (
            self._required(child(element, part), element, part) for part in ("if", "then", "else")
        )
        return lambda env: then(env) if condition(env) is True else otherwise(env)

    def _iterated(self, element: Any, body_name: str) -> tuple[str, Code, Code]:
        name = element.get("iteratorVariable") or ""
        domain = self._required(child(element, "in"), element, "in")
        return name, domain, self._required(child(element, body_name), element, body_name)

    def _for(self, element: Any) -> Code:
        name, domain, body = self._iterated(element, "return")

        def loop(env: Env) -> Any:
            items = items_of(domain(env), env, 0)
            if items is None:
                return env.fail(0, "There is nothing to iterate over.")
            results: list[Any] = []
            for item in items:
                env.root.spend(1 + (len(results) >> 4))
                results.append(body(Env({name: item, "partial": list(results)}, env)))
            return results

        return loop

    def _every(self, element: Any) -> Code:
        return self._quantified(element, decides=False)

    def _some(self, element: Any) -> Code:
        return self._quantified(element, decides=True)

    def _quantified(self, element: Any, decides: bool) -> Code:
        name, domain, body = self._iterated(element, "satisfies")

        def quantified(env: Env) -> Any:
            items = items_of(domain(env), env, 0)
            if items is None:
                return env.fail(0, "There is nothing to iterate over.")
            known = True
            for item in items:
                env.root.spend()
                value = body(Env({name: item}, env))
                if value is decides:
                    return decides
                known = known and isinstance(value, bool)
            return (not decides) if known else None

        return quantified

    def _filter(self, element: Any) -> Code:
        domain = self._required(child(element, "in"), element, "in")
        match = self._required(child(element, "match"), element, "match")

        def choose(env: Env) -> Any:
            value = domain(env)
            items = as_list(value)
            if items is None:
                items = [] if value is None else [value]
            kept = []
            for raw in items:
                env.root.spend()
                item = scalar(raw)
                scope = Env({"item": item}, env)
                found = match(Env(item, scope) if isinstance(item, Mapping) else scope)
                if found is True:
                    kept.append(item)
                elif isinstance(position := number(found), Decimal):
                    return item_at(items, position, env, 0)
            return kept

        return choose

    def _decisionTable(self, element: Any) -> Code:
        return self.table(element).run

    def table(self, element: Any) -> Table:
        """The table of a decisionTable element."""
        policy = (element.get("hitPolicy") or "UNIQUE").replace("_", " ").upper()
        aggregator = (element.get("aggregation") or "").upper()
        inputs = [self._input(e) for e in children(element, "input")]
        outputs = [self._output(e) for e in children(element, "output")]
        if policy not in SINGLE | SEVERAL or (aggregator and aggregator not in AGGREGATORS):
            message = "There is no hit policy {policy} {aggregator}."
            self.findings.add("dmn-table", message, element, policy=policy, aggregator=aggregator)
        if not outputs:
            self.findings.add("dmn-table", "The table has no output.", element)
        if len(outputs) > 1 and (aggregator or any(not output.name for output in outputs)):
            message = "Several outputs need names, and cannot be aggregated."
            self.findings.add("dmn-table", message, element)
        if policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.allowed for output in outputs):
            self.findings.add("dmn-table", "The order of the output values is missing.", element)
        rules = []
        for number_, row in enumerate(children(element, "rule"), start=1):
            rules.append(self._rule(number_, row, len(inputs), len(outputs)))
        if policy != "COLLECT":
            aggregator = ""
        return Table(
            element.get("id") or f"table-{element.sourceline}", inputs, outputs, rules, policy, aggregator
        )

    def _rule(self, number_: int, row: Any, inputs: int, outputs: int) -> Rule:
        entries, results = list(children(row, "inputEntry")), list(children(row, "outputEntry"))
        if len(entries) != inputs or len(results) != outputs:
            message = "Rule {number} has {cells} cells for {columns} columns."
            cells, columns = len(entries) + len(results), inputs + outputs
            self.findings.add("dmn-table", message, row, number=number_, cells=cells, columns=columns)
        cells_: list[tuple[int, Any]] = []
        for at, entry in enumerate(entries):
            tests = self.tests(entry)
            cell = None if tests is None else cell_of(tests)
            if cell is not None:
                cells_.append((at, cell))
        codes = [self._literalExpression(result) for result in results]
        codes += [lambda env: None] * (outputs - len(codes))
        return Rule(number_, [c for c in cells_ if c[0] < inputs], codes[:outputs])

    def _input(self, element: Any) -> Input:
        inner = child(element, "inputExpression")
        text = text_of(inner)
        if not text:
            self.findings.add("dmn-table", "An input column has no expression.", element)
        code = self.expression(text, inner) if text else lambda env: None
        item = self.types.find(type_ref(inner), inner)
        return Input(
            text or element.get("label") or "", code, item, self.tests(child(element, "inputValues"))
        )

    def _output(self, element: Any) -> Output:
        item = self.types.find(type_ref(element), element)
        allowed: list[Code] = []
        tests = self.tests(child(element, "outputValues"))
        if tests is not None and isinstance(tests.tree, n.Tests):
            allowed = [_constant(test) for test in tests.tree.tests if isinstance(test, n.Literal)]
        elif item.allowed is not None and isinstance(item.allowed.tree, n.Tests):
            allowed = [_constant(test) for test in item.allowed.tree.tests if isinstance(test, n.Literal)]
        default = child(element, "defaultOutputEntry")
        code = self._literalExpression(default) if default is not None and text_of(default) else None
        return Output(element.get("name") or "", item, allowed, code)


def _constant(node: n.Literal) -> Code:
    value = node.value
    return lambda env: value


def _typed(code: Code, item: Item) -> Code:
    return lambda env: conform(code(env), item, env)


def function_of(params: list[tuple[str, Item]], body: Code, env: Env, result: Item) -> UserFunction:
    """A function value whose arguments and result are converted to their types."""

    def run(scope: Env) -> Any:
        values = scope.vars
        assert isinstance(values, dict)
        for name, item in params:
            given = values[name]
            values[name] = conform(given, item, scope)
            if given is not None and values[name] is None:
                return None
        return conform(body(scope), result, scope)

    return UserFunction([(name, None) for name, _ in params], run, env)
