"""What a check finds, as findings with the numbers of the rules."""

from __future__ import annotations

from itertools import islice
from typing import Any

from engine.dmn.check import claims
from engine.dmn.check.budget import Budget, Exhausted
from engine.dmn.check.column import Reason
from engine.dmn.check.grid import Grid
from engine.dmn.check.line import bits
from engine.dmn.check.words import box_text, example_text
from engine.dmn.errors import Findings
from engine.errors import Sentence

#: comparisons of sets that one question about a table may take, a few seconds, and all questions about a file
WORK, WORK_OF_FILE = 12_000_000, 40_000_000
#: how many gaps and overlaps are told of one table, and how many rules one finding names
MAX_GAPS, MAX_OVERLAPS, MAX_RULES = 10, 10, 12
_REASONS: dict[Reason, str] = {
    "type": "Rule {number}: `{test}` can never hold in column '{column}', whose values have another type.",
    "allowed": "Rule {number}: `{test}` accepts no value that column '{column}' allows.",
    "empty": "Rule {number}: `{test}` in column '{column}' accepts no value.",
}


def report_rules(grid: Grid, findings: Findings, whole: Budget) -> None:
    """Everything that is certain about the rules and inputs of the table."""
    policy, element = grid.table.policy, grid.source.element
    _cells(grid, findings)
    try:
        if policy == "UNIQUE":
            _pairs(grid, findings, claims.overlaps(grid, Budget(WORK, whole)), False)
        elif policy == "ANY":
            price = 2 + claims.PRICE * len(grid.table.outputs)
            _pairs(
                grid, findings, claims.overlaps(grid, Budget(WORK, whole), claims.differ(grid), price), True
            )
    except Exhausted:
        message = "The table is too large to find all overlaps of its rules."
        findings.add("dmn-unchecked", message, element)
    try:
        if policy in ("FIRST", "PRIORITY"):
            _unreachable(grid, findings, whole)
    except Exhausted:
        message = "The table is too large to find all rules that are never used."
        findings.add("dmn-unchecked", message, element)
    try:
        if policy in ("UNIQUE", "ANY", "FIRST", "PRIORITY") and not grid.has_default():
            _gaps(grid, findings, whole)
    except Exhausted:
        message = "The table is too large to find all inputs that no rule covers."
        findings.add("dmn-unchecked", message, element)


def _cells(grid: Grid, findings: Findings) -> None:
    """Tests that accept nothing, and rules whose cells together accept nothing."""
    for rule, row in enumerate(grid.rows):
        told = False
        for column, places in zip(grid.columns, grid.members, strict=True):
            for cell in (row.cells[place] for place in places):
                faults = [] if cell is None else column.faults(cell)
                told = told or bool(faults)
                for test, reason, whole in faults:
                    findings.add(
                        "dmn-unreachable" if whole and reason != "type" else "dmn-mismatch",
                        _REASONS[reason],
                        row.element,
                        number=rule + 1,
                        test=test[:80],
                        column=column.domain.label,
                    )
        if not told and not all(column.cells[rule].maybe for column in grid.columns):
            message = "Rule {number} never matches: its cells exclude each other."
            findings.add("dmn-unreachable", message, row.element, number=rule + 1)


def _pairs(grid: Grid, findings: Findings, partners: list[int], outputs: bool) -> None:
    """The rules with the most overlaps first, each with all its partners; then the pairs that are left."""
    for _ in range(MAX_OVERLAPS):
        rule = max(range(len(partners)), key=lambda r: partners[r].bit_count(), default=0)
        others = bits(partners[rule]) if partners else []
        if len(others) < 3:  # no rule stands out: the pairs in their order
            rule = next((r for r, mask in enumerate(partners) if mask), 0)
            others = bits(partners[rule])[:1] if partners else []
        if not others:
            return
        _tell_pair(grid, findings, rule, others, outputs)
        for other in others:
            partners[rule] &= ~(1 << other)
            partners[other] &= ~(1 << rule)
    left = sum(mask.bit_count() for mask in partners) // 2
    if left:
        message = "There are {count} more pairs of rules that match the same input."
        findings.add(_rule_id(outputs), message, grid.source.element, count=left)


def _rule_id(outputs: bool) -> str:
    return "dmn-contradiction" if outputs else "dmn-overlap"


def _tell_pair(grid: Grid, findings: Findings, rule: int, others: list[int], outputs: bool) -> None:
    box = claims.common(grid, rule, others[0])
    params: dict[str, Any] = {
        "number": rule + 1,
        "other": others[0] + 1,
        "example": example_text(grid.columns, box) or Sentence("any input"),
    }
    if len(others) > 1:
        params["others"] = _numbers(others)
        message = "Rule {number} matches together with the rules {others}: with rule {other} for {example}."
        if outputs:
            message = (
                "Rule {number} matches together with the rules {others}, which have other outputs: "
                "with rule {other} for {example}."
            )
    elif outputs:
        message = "The rules {number} and {other} both match, with different outputs, for {example}."
    else:
        message = "The rules {number} and {other} both match for {example}."
    element = grid.rows[rule if len(others) > 1 else others[0]].element
    findings.add(_rule_id(outputs), message, element, **params)


def _numbers(rules: list[int]) -> str:
    shown = [str(rule + 1) for rule in rules[:MAX_RULES]]
    return ", ".join(shown if len(rules) <= MAX_RULES else [*shown, "…"])


def _unreachable(grid: Grid, findings: Findings, whole: Budget) -> None:
    for rule, others in claims.unreachable(grid, Budget(WORK, whole)):
        message = "Rule {number} is never used: the rules {others} always come before it."
        if len(others) == 1:
            message = "Rule {number} is never used: rule {others} always comes before it."
        element = grid.rows[rule].element
        findings.add("dmn-unreachable", message, element, number=rule + 1, others=_numbers(others))


def _gaps(grid: Grid, findings: Findings, whole: Budget) -> None:
    found = list(islice(claims.gaps(grid, Budget(WORK, whole)), MAX_GAPS + 1))
    if not found:
        return
    texts = [box_text(grid.columns, box) for box in found[:MAX_GAPS]]
    gaps: str | Sentence = " | ".join(texts) if all(texts) else Sentence("any input")
    message = "No rule covers {gaps}."
    if len(found) > MAX_GAPS:
        message = "No rule covers {gaps}, nor still other inputs."
    findings.add("dmn-gap", message, grid.source.element, gaps=gaps)
