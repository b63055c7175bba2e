"""Outputs of rules that are no value of their column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine import feel
from engine.dmn.check.cuts import Opaque, cuts_of, quick_root
from engine.dmn.check.grid import UNKNOWN, Grid, value_of
from engine.dmn.conform import conform
from engine.dmn.errors import Findings
from engine.dmn.items import Item
from engine.dmn.table import SINGLE
from engine.dmn.xml import child, children, text_of
from engine.feel import nodes as n
from engine.feel.env import Env


def check_outputs(grid: Grid, result: Item | None, findings: Findings, known: frozenset[str]) -> None:
    """Report constants of the wrong type or outside the output values. result: the type of the decision."""
    columns = list(children(grid.source.element, "output"))
    for place, column in enumerate(columns):
        item = grid.table.outputs[place].item
        if result is not None and not item.base and len(columns) == 1 and grid.table.policy in SINGLE:
            item = result
        allowed = _decidable(grid.source.builder.tests(child(column, "outputValues")), known)
        name = column.get("label") or column.get("name") or ""
        for number, element, value in _values(grid, column, place, known):
            params = {"text": text_of(element)[:80], "number": number}
            if conform(value, item, quick_root()) is None:
                _add(findings, number, "type", element, params | {"type": item.name})
            elif allowed is not None and not _passes(allowed, value):
                _add(findings, number, "values", element, params | {"column": name})


def _values(grid: Grid, column: Any, place: int, known: frozenset[str]) -> Iterator[tuple[int, Any, Any]]:
    """The known values of a column with the numbers of their rules; 0 is the default output."""
    default = child(column, "defaultOutputEntry")
    found = [] if default is None else [(0, default, value_of(text_of(default), grid.source, known))]
    for number, row in enumerate(grid.rows, start=1):
        entries = list(children(row.element, "outputEntry"))
        found.append((number, entries[place], row.outputs[place]))
    return ((number, element, value) for number, element, value in found if value not in (None, UNKNOWN))


def _add(findings: Findings, rule: int, fault: str, element: Any, params: dict[str, Any]) -> None:
    if fault == "type" and rule:
        message = "Rule {number}: the output `{text}` is no value of type '{type}'."
    elif fault == "type":
        message = "The default output `{text}` is no value of type '{type}'."
    elif rule:
        message = "Rule {number}: the output `{text}` is not among the output values of '{column}'."
    else:
        message = "The default output `{text}` is not among the output values of '{column}'."
    findings.add("dmn-mismatch", message, element, **params)


def _passes(allowed: feel.UnaryTests, value: Any) -> bool:
    """Whether a value is among the output values, or each item of a list."""
    if allowed.matches_in(Env({"?": value}, quick_root())) is True:
        return True
    return isinstance(value, (list, tuple)) and all(_passes(allowed, item) for item in value)


def _decidable(tests: feel.UnaryTests | None, known: frozenset[str]) -> feel.UnaryTests | None:
    """The tests, if nothing but the value decides them."""
    try:
        for test in tests.tree.tests if tests is not None and isinstance(tests.tree, n.Tests) else ():
            cuts_of(test, known)
    except Opaque:
        return None
    return tests
