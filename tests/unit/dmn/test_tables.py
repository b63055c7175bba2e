"""Decision tables: matching, hit policies, aggregation, defaults, allowed values, traces."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.dmn import Model, Outcome, load
from tests.unit.dmn.samples import decision, document, table

ROWS = [("> 0", '"a"'), ("> 10", '"b"'), ("> 20", '"a"')]


def model(*args: Any, **more: Any) -> Model:
    return load(document(decision("D", table(*args, **more))))


def decide(x: object, *args: Any, **more: Any) -> Outcome:
    return model(["x"], *args, **more).decide("D", {"x": x})


@pytest.mark.parametrize(
    ("policy", "x", "value", "rules"),
    [
        ("UNIQUE", 5, "a", (1,)),
        ("UNIQUE", 15, None, (1, 2)),
        ("UNIQUE", 0, None, ()),
        ("ANY", 5, "a", (1,)),
        ("ANY", 15, None, (1, 2)),
        ("FIRST", 30, "a", (1,)),
        ("RULE ORDER", 30, ["a", "b", "a"], (1, 2, 3)),
        ("COLLECT", 15, ["a", "b"], (1, 2)),
        ("COLLECT", 0, [], ()),
    ],
)
def test_hit_policies(policy: str, x: int, value: object, rules: tuple[int, ...]) -> None:
    outcome = decide(x, ROWS, policy)
    assert (outcome.value, outcome.rules) == (value, rules)


def test_any_accepts_equal_results() -> None:
    assert decide(30, [("> 0", '"a"'), ("> 20", '"a"')], "ANY").value == "a"


@pytest.mark.parametrize(("policy", "value"), [("PRIORITY", "b"), ("OUTPUT ORDER", ["b", "a", "a"])])
def test_priorities_follow_the_output_values(policy: str, value: object) -> None:
    outcome = decide(30, ROWS, policy, allowed_out={0: '"b", "a"'})
    assert outcome.value == value


def test_priorities_over_several_outputs() -> None:
    rows = [("> 0", '"low"', "1"), ("> 0", '"high"', "2"), ("> 0", '"high"', "1")]
    outcome = decide(1, rows, "PRIORITY", ("risk", "n"), allowed_out={0: '"high", "low"', 1: "1, 2"})
    assert outcome.value == {"risk": "high", "n": 1}


@pytest.mark.parametrize(
    ("aggregation", "value", "nothing"),
    [("SUM", 6, None), ("MIN", 1, None), ("MAX", 3, None), ("COUNT", 3, 0)],
)
def test_aggregation(aggregation: str, value: int, nothing: object) -> None:
    rows = [("> 0", "1"), ("> 0", "2"), ("> 0", "3")]
    assert decide(1, rows, "COLLECT", aggregation=aggregation).value == value
    assert decide(-1, rows, "COLLECT", aggregation=aggregation).value == nothing


def test_several_outputs_make_a_context() -> None:
    rows = [('"甲"', '"规划局"', "15"), ("-", '"信访局"', "60")]
    assert decide("甲", rows, "FIRST", ("unit", "days")).value == {"unit": "规划局", "days": 15}


def test_defaults_stand_in_when_no_rule_matches() -> None:
    assert decide(0, ROWS, "UNIQUE", defaults={0: '"none"'}).value == "none"
    both = decide(0, [("> 0", "1", "2")], "FIRST", ("a", "b"), defaults={1: "9"})
    assert both.value == {"a": None, "b": 9}


def test_a_value_that_the_column_does_not_allow_is_null() -> None:
    outcome = decide("丙", [('"丙"', '"x"'), ("null", '"none"')], allowed_in={0: '"甲", "乙"'})
    assert (outcome.value, outcome.rules) == ("none", (2,))
    assert "not allowed" in outcome.warnings[0].text


@pytest.mark.parametrize(
    ("cell", "x", "matches"),
    [
        ("-", None, True),
        ("", 5, True),
        ('"甲","乙"', "乙", True),
        ('not("甲")', "乙", True),
        ('not("甲")', None, True),
        ("true", True, True),
        ("true", 1, False),
        ("1", 1.0, True),
        ("[1..5)", 5, False),
        ("limit", 7, True),
        ("> limit", 8, True),
        ("? > 1 and other = 2", 3, True),
        ("null", None, True),
        ("not(null)", None, False),
        ('date("2026-01-05")', dt.date(2026, 1, 5), True),
    ],
)
def test_cells(cell: str, x: object, matches: bool) -> None:
    found = model(["x"], [(cell, "true")]).decide("D", {"x": x, "limit": 7, "other": 2})
    assert (found.value is True) is matches


def test_dates_of_a_case_are_texts_and_read_as_dates() -> None:
    rows = [('< date("2026-01-05")', '"early"'), ('>= date("2026-01-05")', '"late"')]
    assert decide("2026-01-05", rows, types={0: "date"}).value == "late"


@pytest.mark.parametrize(
    ("x", "value"),
    [(True, "yes"), (False, "no"), (12, "many"), ("a dozen", "text")],
)
def test_a_value_of_another_type_than_its_column_is_tested_as_it_is(x: object, value: str) -> None:
    rows = [("true", '"yes"'), ("false", '"no"'), ("> 10", '"many"'), ('"a dozen"', '"text"')]
    outcome = decide(x, rows, types={0: "string"})
    assert outcome.value == value
    assert any("is no 'string'" in note.text for note in outcome.warnings) is (not isinstance(x, str))


def test_outputs_may_compute() -> None:
    found = model(["x"], [("> 0", "x * rate + 1")]).evaluate("D", {"x": 10, "rate": 2})
    assert found == 21


def test_the_trace_tells_inputs_and_rules() -> None:
    outcome = model(["x", "count(xs)"], [("> 0", "2", '"y"')]).decide("D", {"x": 1, "xs": [1, 2]})
    assert outcome.inputs == {"x": 1, "count(xs)": 2}
    assert outcome.tables[0].table == "t"
    assert outcome.rules == (1,)


def test_a_unique_table_that_overlaps_says_which_rules() -> None:
    assert "1, 2" in decide(15, ROWS).warnings[-1].text
