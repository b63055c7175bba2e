"""How a call finds its function, and functions for defaults."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import parse


def value(text: str, **context: object) -> object:
    return parse(text).evaluate(context)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("get or else(null, 3)", 3),
        ("is defined(nothing)", False),
    ],
)
def test_booleans_and_defaults(text: str, wanted: object) -> None:
    assert value(text) == wanted


def test_an_unknown_function_is_null() -> None:
    assert value("no such thing(1)") is None


def test_the_caller_lends_functions_by_name() -> None:
    functions = {"working days after": lambda start, n: (start, n), "broken": lambda: 1 / 0}
    found = parse('working days after("x", 3)').evaluate({}, functions=functions)
    assert found == ("x", Decimal(3))
    assert parse("broken()").evaluate({}, functions=functions) is None
    assert parse('working days after(n: 3, start: "y")').evaluate({}, functions=functions) == ("y", 3)


def test_a_variable_does_not_hide_a_function_of_the_same_name() -> None:
    assert value("count([1, 2]) + count", count=5) == 7


def test_recursion_is_bounded_by_depth() -> None:
    text = "{fact: function(n, self) if n = 0 then 1 else n * self(n - 1, self), r: fact(20, fact)}.r"
    assert value(text) == 2432902008176640000
