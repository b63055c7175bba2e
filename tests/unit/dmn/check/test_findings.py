"""What a designer reads about a table: which rules, which inputs, and why."""

from __future__ import annotations

from typing import Any

import pytest

from engine.dmn.check import report
from tests.unit.dmn.check.samples import findings, said

NUMBER, STRING = {0: "number"}, {0: "string"}


@pytest.mark.parametrize(
    ("rows", "types", "text"),
    [
        ([["[1..5]", "1"], ["[5..9]", "2"], ["not([1..9])", "3"]], NUMBER, "The rules 1 and 2 both match for x = 5."),
        ([["< 5", "1"], ["> 4, 3", "2"], ["null", "3"]], NUMBER, "The rules 1 and 2 both match for x = 3."),
        ([['"甲"', "1"], ['not("乙")', "2"]], STRING, 'The rules 1 and 2 both match for x = "甲".'),
        ([["-", "1"], ["-", "2"]], NUMBER, "The rules 1 and 2 both match for any input."),
        (
            [['<= date("2026-01-31")', "1"], ['>= @"2026-01-31"', "2"]],
            {0: "date"},
            'The rules 1 and 2 both match for x = date("2026-01-31").',
        ),
        (
            [['< duration("PT36H")', "1"], ['>= @"P1D"', "2"]],
            {0: "dayTimeDuration"},
            'The rules 1 and 2 both match for x = duration("P1D").',
        ),
    ],
)  # fmt: skip
def test_an_overlap_names_the_rules_and_an_input(rows: Any, types: Any, text: str) -> None:
    found = findings(["x"], rows, types=types)
    assert ("dmn-overlap", text) in [(f.rule, f.text) for f in found]
    assert {f.severity for f in found} == {"warning"}


def test_an_overlap_stands_at_the_later_rule() -> None:
    (found,) = findings(["x"], [["<= 5", "1"], [">= 5", "2"]], types=NUMBER)
    assert (found.element, found.params["number"], found.params["other"]) == ("r2", 1, 2)


def test_a_rule_that_overlaps_with_many_is_told_once() -> None:
    rows = [[str(n), "1"] for n in range(20)] + [["-", "2"]]
    (found,) = findings(["x"], rows, types=NUMBER)
    expected = "Rule 21 matches together with the rules 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …: with rule 1 for x = 0."
    assert (found.text, found.element) == (expected, "r21")


def test_the_pairs_beyond_the_first_ten_are_counted() -> None:
    rows = [[f"[{n}..{n + 1}]", "1"] for n in range(0, 30)]
    found = said(["x"], rows, allowed_in={0: "[0..30]"}, types=NUMBER)
    assert len(found) == 11
    assert found[-1] == ("dmn-overlap", "There are 19 more pairs of rules that match the same input.")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["> 1", '"a"'], ["> 2", '"a"']], []),
        ([["> 1", '"a"'], ["> 2", "y"]], []),
        (
            [["> 1", '"a"'], ["> 2", '"b"']],
            [("dmn-contradiction", "The rules 1 and 2 both match, with different outputs, for x = 3.")],
        ),
        (
            [["> 1", '"a"'], ["> 2", '"a"'], ["> 3", '"a"'], ["> 4", '"b"']],
            [
                (
                    "dmn-contradiction",
                    "Rule 4 matches together with the rules 1, 2, 3, which have other outputs: with rule 1 for x = 5.",
                )
            ],
        ),
    ],
)
def test_rules_of_an_any_table_may_overlap_with_equal_outputs(rows: Any, expected: Any) -> None:
    assert said(["x"], rows, "ANY", defaults={0: '"c"'}) == expected


@pytest.mark.parametrize("policy", ["FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"])
def test_other_tables_may_overlap(policy: str) -> None:
    rows = [["> 2", '"a"'], ["-", '"b"']]
    assert said(["x"], rows, policy, allowed_out={0: '"a", "b"'}) == []


@pytest.mark.parametrize(
    ("rows", "types", "gaps"),
    [
        ([["<= 5", "1"], [">= 6", "2"]], NUMBER, "x: (5..6)"),
        ([["< 5", "1"], ["> 5", "2"]], NUMBER, "x: 5"),
        ([["[0..5)", "1"], ["(5..9]", "2"]], NUMBER, "x: < 0, 5, > 9"),
        ([['"A", "B"', "1"]], STRING, 'x: not("A", "B")'),
        ([['not("A", "B")', "1"]], STRING, 'x: "A", "B"'),
        ([['< "b"', "1"], ['"c"', "1"]], STRING, 'x: ["b".."c"), > "c"'),
        ([["true", "1"]], {0: "boolean"}, "x: false"),
        ([['< @"2026-01-05"', "1"], ['> @"2026-01-06"', "1"]], {0: "date"}, 'x: [date("2026-01-05")..date("2026-01-06")]'),
        ([['> @"P1Y"', "1"]], {0: "yearMonthDuration"}, 'x: <= duration("P1Y")'),
        ([['>= @"12:00:00"', "1"]], {0: "time"}, 'x: < time("12:00:00")'),
        ([["< 5", "1"], ["null", "1"], ['"a"', "2"]], {}, 'x: >= 5, < "a", > "a"'),
        ([["not(null)", "1"]], NUMBER, "x: null"),
        ([["[5..3]", "1"]], NUMBER, "any input"),
        ([], NUMBER, "any input"),
    ],
)  # fmt: skip
def test_a_gap_is_told_as_a_cell_would_say_it(rows: Any, types: Any, gaps: str) -> None:
    assert ("dmn-gap", f"No rule covers {gaps}.") in said(["x"], rows, types=types)


@pytest.mark.parametrize(
    ("rows", "types"),
    [
        ([["<= 5", "1"], ["> 5", "2"]], NUMBER),
        ([["<= 5", "1"], ["> 5", "2"]], {}),
        ([['<= @"2026-01-05"', "1"], ['>= @"2026-01-06"', "2"]], {0: "date"}),  # no date lies between
        ([['<= @"P1M"', "1"], ['>= @"P2M"', "2"]], {0: "yearMonthDuration"}),
        ([["true", "1"], ["false", "2"]], {0: "boolean"}),
        ([['"a"', "1"], ['not("a")', "2"]], STRING),
        ([["? < 3", "1"], ["? between 3 and 4", "1"], ["? > 4", "2"]], NUMBER),
    ],
)
def test_a_complete_table_is_left_in_peace(rows: Any, types: Any) -> None:
    assert said(["x"], rows, types=types) == []


def test_a_gap_over_several_columns_is_told_in_the_largest_boxes() -> None:
    rows = [['"A"', "< 10", "-", "1"], ['"B"', "-", "true", "1"]]
    types = {0: "string", 1: "number", 2: "boolean"}
    found = said(["kind", "amount", "urgent"], rows, types=types, allowed_in={0: '"A", "B"'})
    assert found == [("dmn-gap", 'No rule covers kind: "B"; urgent: false | kind: "A"; amount: >= 10.')]  # fmt: skip


def test_ten_gaps_are_told_and_that_there_are_more() -> None:
    rows = [[f'"k{n}"', f"> {n}", "1"] for n in range(12)]
    allowed = {0: ", ".join(row[0] for row in rows)}
    ((rule, text),) = said(["k", "n"], rows, types={0: "string", 1: "number"}, allowed_in=allowed)
    assert rule == "dmn-gap"
    assert text.count("|") == 9
    assert text.endswith(", nor still other inputs.")


@pytest.mark.parametrize("more", [{"policy": "COLLECT"}, {"policy": "RULE ORDER"}, {"defaults": {0: "0"}}])
def test_some_tables_may_have_no_rule_for_an_input(more: Any) -> None:
    assert said(["x"], [["> 5", "1"]], types=NUMBER, **more) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["> 1", "1"], ["> 2", "2"], ["-", "3"]], "Rule 2 is never used: rule 1 always comes before it."),
        (
            [["< 3", "1"], ["(2..5)", "2"], ["[1..4]", "3"], ["-", "4"]],
            "Rule 3 is never used: the rules 1, 2 always come before it.",
        ),
        (
            [["< 3", "1"], [">= 3", "2"], ["null", "2"], ["-", "4"]],
            "Rule 4 is never used: the rules 1, 2, 3 always come before it.",
        ),
    ],
)
def test_a_rule_behind_others_is_never_used(rows: Any, expected: str) -> None:
    assert said(["x"], rows, "FIRST", types=NUMBER) == [("dmn-unreachable", expected)]


def test_a_last_rule_for_what_is_missing_is_used() -> None:
    assert said(["x"], [["< 3", "1"], [">= 3", "2"], ["-", "4"]], "FIRST", types=NUMBER) == []
    # without a type, there are more than numbers
    assert said(["x"], [["< 3", "1"], [">= 3", "2"], ["null", "3"], ["-", "4"]], "FIRST") == []


def test_a_rule_of_lower_priority_is_never_used() -> None:
    rows = [["> 5", '"low"'], ["-", '"low"'], ["> 2", '"high"']]
    found = said(["x"], rows, "PRIORITY", types=NUMBER, allowed_out={0: '"high", "low"'})
    assert found == [("dmn-unreachable", "Rule 1 is never used: rule 3 always comes before it.")]
    computed = [["> 5", '"low"'], ["-", '"low"'], ["> 2", "y"]]  # what it gives is not known
    assert said(["x"], computed, "PRIORITY", types=NUMBER, allowed_out={0: '"high", "low"'}) == []


@pytest.mark.parametrize(
    ("cell", "rule", "text"),
    [
        ("[5..3]", "dmn-unreachable", "Rule 2: `[5..3]` in column 'x' accepts no value."),
        ("> 10", "dmn-unreachable", "Rule 2: `> 10` accepts no value that column 'x' allows."),
        ("not([0..20])", "dmn-unreachable", "Rule 2: `not([0..20])` in column 'x' accepts no value."),
        ('"甲"', "dmn-mismatch", "Rule 2: `\"甲\"` can never hold in column 'x', whose values have another type."),
        ('7, < @"2026-01-01"', "dmn-mismatch", "Rule 2: `< @\"2026-01-01\"` can never hold in column 'x', whose values have another type."),
        ("7, 12", "dmn-mismatch", "Rule 2: `12` accepts no value that column 'x' allows."),
        ('date("today")', "dmn-unreachable", "Rule 2: `date(\"today\")` in column 'x' accepts no value."),
        ("? > 3 and ? < 2", "dmn-unreachable", "Rule 2: `? > 3 and ? < 2` in column 'x' accepts no value."),
    ],
)  # fmt: skip
def test_a_test_that_accepts_nothing_is_told_with_its_reason(cell: str, rule: str, text: str) -> None:
    rows = [["-", "1"], [cell, "2"]]
    found = findings(["x"], rows, "COLLECT", types=NUMBER, allowed_in={0: "[1..10]"})
    assert [(f.rule, f.text, f.element) for f in found] == [(rule, text, "r2")]


@pytest.mark.parametrize(
    ("output", "more", "text"),
    [
        ('"high"', {}, None),
        ("null", {}, None),
        ("y", {}, None),
        ("date(y)", {}, None),
        ('"hihg"', {}, "Rule 1: the output `\"hihg\"` is not among the output values of 'level'."),
        ("1", {"type_": "string"}, "Rule 1: the output `1` is no value of type 'string'."),
        ('"high"', {"defaults": {0: '"none"'}}, "The default output `\"none\"` is not among the output values of 'level'."),
        ('"high"', {"type_": "string", "defaults": {0: "5"}}, "The default output `5` is no value of type 'string'."),
    ],
)  # fmt: skip
def test_outputs_that_their_column_cannot_have(output: str, more: Any, text: str | None) -> None:
    rows = [["-", output]]
    found = said(["x"], rows, outputs=("level",), allowed_out={0: '"high", "low"'}, **more)
    assert [t for rule, t in found if rule == "dmn-mismatch"] == ([] if text is None else [text])


def test_a_table_that_is_too_large_is_told_and_nothing_is_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"[{n}..{n + 1}]", "1"] for n in range(0, 30)]
    monkeypatch.setattr(report, "WORK", 50)
    texts = [text for rule, text in said(["x"], rows, types=NUMBER) if rule == "dmn-unchecked"]
    assert texts == [
        "The table is too large to find all overlaps of its rules.",
        "The table is too large to find all inputs that no rule covers.",
    ]
    assert {rule for rule, _ in said(["x"], rows, types=NUMBER)} == {"dmn-unchecked"}
