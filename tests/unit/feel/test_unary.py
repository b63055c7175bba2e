"""Unary tests, as cells of decision tables hold them."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.feel import FeelSyntaxError, parse_unary


@pytest.mark.parametrize(
    ("text", "value", "wanted"),
    [
        ("-", None, True),
        ("> 5", 6, True),
        ("> 5", None, None),
        ("5", 5, True),
        ("-5", -5, True),
        ('"甲", "乙"', "乙", True),
        ("[1..5), > 10", 5, False),
        ("[1..5), > 10", 11, True),
        ('not("甲", "乙")', "乙", False),
        ('not("甲", "乙")', "丙", True),
        ("not(> 5)", None, None),
        ("not([1..2))", 2, True),
        ("not([1..2))", 1, False),
        ("not(!= 1, (1..2])", 1, True),
        ("not(!= 1, [1..2))", 1, False),
        ("null", None, True),
        ("null", 1, False),
        ("? > 2 and ? < 4", 3, True),
        ("even(?)", 3, False),
        ('ends with(?, "县")', "演示县", True),
        ("limit", 7, True),
        ("> limit * 2", 15, True),
        ("list", 2, True),
        ('< date("2026-01-05")', dt.date(2026, 1, 4), True),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ("true", True, True),
        ("not(true)", False, True),
        ("]1..5[", 1, False),
        ("limit > 5", "any value", True),
        ("limit > 9", "any value", False),
        ("not(limit > 9)", "any value", True),
        ("limit > 5", False, False),
        ("limit > 9", False, True),
        ("? in list", 2, True),
        ("not(? > 3)", 3, True),
        ("? > 9, ? < 0", -1, True),
        ("some x in ? satisfies x > 2", [2, 3], True),
        ("?.a = 1", {"a": 1}, True),
        ("[1, 2]", [1, 2], True),
        ("[< 3, 9]", 2, True),
        ("(< 5)", 4, True),
        ("> 5", "a", None),
        ("[]", 5, False),
        ("null, > 5", None, True),
        ("not(null)", 5, True),
        ("? < 3", None, None),
        ("not(? < 3)", None, None),
        ("? < 3, ? = null", None, True),
        ("count(?.missing) > true", None, None),
        ("if ? = 1 then true else null", 5, None),
    ],
)
def test_matching(text: str, value: object, wanted: object) -> None:
    assert parse_unary(text).matches(value, {"limit": 7, "list": [1, 2]}) is wanted


def test_names_are_those_of_the_context() -> None:
    assert parse_unary("> limit, ? < count(xs)").names == {"limit", "xs"}


def test_a_wrong_cell_says_where() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse_unary("> 5,\n < ")
    assert (caught.value.line, caught.value.column) == (2, 3)
