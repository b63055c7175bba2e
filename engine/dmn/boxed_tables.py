"""Builds decision tables; one that is incomplete, or has a cell that cannot be read, is faulty."""

from __future__ import annotations

from typing import Any

from engine import feel
from engine.dmn.builder import Builder, boxed, nothing
from engine.dmn.table import AGGREGATORS, SEVERAL, SINGLE, Input, Output, Rule, Table, cell_of
from engine.dmn.xml import child, children, text_of, type_ref
from engine.feel import nodes as n
from engine.feel.compiler import Code
from engine.feel.unary import tests_code


@boxed("decisionTable")
def _table(b: Builder, element: Any) -> Code:
    return table(b, element).run


def table(b: Builder, element: Any) -> Table:
    """The table of a decisionTable element."""
    policy = (element.get("hitPolicy") or "UNIQUE").replace("_", " ").upper()
    aggregator = (element.get("aggregation") or "").upper()
    errors = b.findings.errors
    inputs = [_input(b, e) for e in children(element, "input")]
    outputs = [_output(b, e) for e in children(element, "output")]
    if policy not in SINGLE | SEVERAL or (aggregator and aggregator not in AGGREGATORS):
        message = "There is no hit policy {policy} {aggregator}."
        b.findings.add("dmn-table", message, element, policy=policy, aggregator=aggregator)
    if not outputs:
        b.findings.add("dmn-table", "The table has no output.", element)
    if len(outputs) > 1 and (aggregator or any(not output.name for output in outputs)):
        message = "Several outputs need names, and cannot be aggregated."
        b.findings.add("dmn-table", message, element)
    if policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.allowed for output in outputs):
        b.findings.add("dmn-table", "The order of the output values is missing.", element)
    faulty = b.findings.errors > errors
    rules = []
    for number, row in enumerate(children(element, "rule"), start=1):
        rule, complete = _rule(b, number, row, len(inputs), len(outputs))
        rules.append(rule)
        faulty = faulty or not complete
    key = element.get("id") or f"table-{element.sourceline}"
    made = Table(key, inputs, outputs, rules, policy, aggregator if policy == "COLLECT" else "", faulty)
    b.findings.tables.append((element, made, b))
    return made


def _rule(b: Builder, number: int, row: Any, inputs: int, outputs: int) -> tuple[Rule, bool]:
    """The rule, and whether all its conditions could be read."""
    entries, results = list(children(row, "inputEntry")), list(children(row, "outputEntry"))
    errors = b.findings.errors
    if len(entries) != inputs or len(results) != outputs:
        message = "Rule {number} has {cells} cells for {columns} columns."
        cells, columns = len(entries) + len(results), inputs + outputs
        b.findings.add("dmn-table", message, row, number=number, cells=cells, columns=columns)
    cells_: list[tuple[int, Any]] = []
    for at, entry in enumerate(entries[:inputs]):
        tests = b.tests(entry)
        cell = None if tests is None else cell_of(tests)
        if cell is not None:
            cells_.append((at, cell))
    complete = b.findings.errors == errors
    codes = [b.typed(b.literal(result), type_ref(result), result) for result in results[:outputs]]
    return Rule(number, cells_, codes), complete


def _input(b: Builder, element: Any) -> Input:
    inner = child(element, "inputExpression")
    text = text_of(inner)
    if not text:
        b.findings.add("dmn-table", "An input column has no expression.", element)
    code = b.expression(text, inner) if text else nothing
    item = b.types.find(type_ref(inner), inner)
    return Input(text or element.get("label") or "", code, item, b.tests(child(element, "inputValues")))


def _output(b: Builder, element: Any) -> Output:
    item = b.types.find(type_ref(element), element)
    own = b.tests(child(element, "outputValues"))
    default = child(element, "defaultOutputEntry")
    code = b.literal(default) if default is not None and text_of(default) else None
    return Output(element.get("name") or "", item, _each(own or item.allowed), code, own is not None)


def _each(tests: feel.UnaryTests | None) -> list[Code]:
    """Each of the tests alone; all of them together when they are negated."""
    if tests is None or not isinstance(tests.tree, n.Tests) or tests.tree.any:
        return []
    if tests.tree.negated:
        return [tests.matches_in]
    return [tests_code(n.Tests(test.at, [test]), None) for test in tests.tree.tests]
