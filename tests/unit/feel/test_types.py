"""Type expressions: which value has which type, functions by what they take and give, and conversions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from engine.feel import parse
from engine.feel.env import Env
from engine.feel.nodes import Type

VALUES = {
    "number": "12.5",
    "string": '"text"',
    "boolean": "false",
    "date": '@"2026-03-01"',
    "time": '@"09:00:00+08:00"',
    "date and time": '@"2026-03-01T09:00:00"',
    "days and time duration": '@"PT3H"',
    "years and months duration": '@"P3M"',
    "list<number>": "[1, 2]",
    "list<Any>": '[1, "a"]',
    "context<a: number>": "{a: 1}",
    "range<number>": "(1..2)",
    "function<> -> number": "(function() 1)",
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_has_its_own_type_only(name: str) -> None:
    for other, value in VALUES.items():
        wider = (name, other) == ("list<Any>", "list<number>")
        assert parse(f"{value} instance of {name}").evaluate({}) is (name == other or wider), value
    assert parse(f"null instance of {name}").evaluate({}) is False
    assert parse(f"{VALUES[name]} instance of Any").evaluate({}) is True
    assert parse(f"{VALUES[name]} instance of Null").evaluate({}) is False


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("null instance of Null", True),
        ("null instance of Any", False),
        ("[] instance of list<string>", True),
        ("[null, 1] instance of list<number>", True),
        ("[1] instance of number", False),
        ("1 instance of list<number>", False),
        ("[[1], []] instance of list<list<number>>", True),
        ("{a: null, b: 1} instance of context<a: string>", True),
        ("{b: 1} instance of context<a: string>", False),
        ("{a: {b: [1]}} instance of context<a: context<b: list<number>>>", True),
        ('{a: {b: ["x"]}} instance of context<a: context<b: list<number>>>', False),
        ("(< 5) instance of range<number>", True),
        ('[@"P1D"..@"P2D"] instance of range<days and time duration>', True),
        ('["a".."b"] instance of range<number>', False),
        ("1 instance of nonsense", None),
        ("1 + 2 instance of number", None),
        ("(1 + 2) instance of number and true", True),
    ],
)
def test_types_with_parts(text: str, wanted: object) -> None:
    assert parse(text).evaluate({}) is wanted


@pytest.mark.parametrize(
    ("function", "type_", "wanted"),
    [
        ("function() 1", "function<> -> Any", True),
        ("function() 1", "function<> -> string", False),
        ("function(x) x", "function<> -> Any", False),
        ("function(x: number) x", "function<number> -> number", True),
        ("function(x: number) x", "function<string> -> number", False),
        ("function(x) x", "function<number> -> number", False),
        ("function(x: number) x * 2 + 1", "function<number> -> number", True),
        ('function(x: string) x + "a"', "function<string> -> string", True),
        ("function(x: number) x > 1 and true", "function<number> -> boolean", True),
        ("function(x) upper case(x)", "function<string> -> string", True),
        ('function(x: boolean) if x then 1 else "a"', "function<boolean> -> number", False),
        ("function(x: boolean) if x then 1 else -2", "function<boolean> -> number", True),
        ("function(x: number) [x, 2]", "function<number> -> list<number>", True),
        ("function(x: number) for y in [1] return x", "function<number> -> list<number>", True),
        ("function(x: number) {a: x, b: a}.b", "function<number> -> number", True),
        ("function() function(y: number) y", "function<> -> function<number> -> number", True),
        ("function() (function(y: number) y)(1)", "function<> -> number", True),
        # what is asked for may be given more, what is given may be more than is asked for
        ("function(x: context<a: number>) 1", "function<context<a: number, b: string>> -> number", True),
        ("function(x: context<a: number, b: string>) 1", "function<context<a: number>> -> number", False),
        ("function() {a: 1, b: 2}", "function<> -> context<a: number>", True),
        ("function() {a: 1}", "function<> -> context<a: number, b: number>", False),
    ],
)
def test_functions_by_what_they_take_and_give(function: str, type_: str, wanted: bool) -> None:
    assert parse(f"({function}) instance of {type_}").evaluate({}) is wanted
    assert parse(f"{{f: {function}}} instance of context<f: {type_}>").evaluate({}) is wanted


def test_a_list_of_functions_has_the_type_of_all_of_them() -> None:
    text = "[(function(a: number) 1), (function(b: string) 2)] instance of list<function<number> -> number>"
    assert parse(text).evaluate({}) is True
    assert parse(text.replace("2)]", '"x")]')).evaluate({}) is False
    assert parse(text.replace("2)]", "2), 3]")).evaluate({}) is False


class _Item:
    """A type as a decision model would define it."""

    def __init__(self, made_of: Type) -> None:
        self._made_of = made_of

    def shape(self) -> Type:
        return self._made_of

    def fit(self, value: Any, env: Env) -> tuple[bool, Any]:
        return True, value


def test_types_of_a_decision_model_have_names() -> None:
    number = Type(0, "number")
    items = {
        "Amount": _Item(number),
        "Amounts": _Item(Type(0, "list", [Type(0, "Amount", item=_Item(number))])),
    }
    for text, wanted in [
        ("1 instance of Amount", True),
        ('"a" instance of Amount', False),
        ("[1, null] instance of Amounts", True),
        ("[[1]] instance of list<Amounts>", True),
        ("(function(a: Amounts) 1) instance of function<list<number>> -> Amount", True),
        ("1 instance of Other", None),
    ]:
        assert parse(text, types=items.get).evaluate({}) is wanted, text


@pytest.mark.parametrize(
    ("type_", "argument", "wanted"),
    [
        ("number", "[1]", 1),
        ("number", "[[1]]", None),
        ("number", "[1, 2]", None),
        ("number", '"1"', None),
        ("number", "null", None),
        ("list<number>", "1", [1]),
        ("list<number>", '"1"', None),
        ("list", "null", None),
        ("list<list<number>>", "[1]", None),
        ("date and time", '@"2026-03-01"', datetime(2026, 3, 1, tzinfo=UTC)),
        ("date and time", '[@"2026-03-01"]', datetime(2026, 3, 1, tzinfo=UTC)),
        ("date", '@"2026-03-01"', date(2026, 3, 1)),
        ("date", '@"2026-03-01T10:00:00"', None),
        ("Any", "[1]", [1]),
        ("context<a: number>", "{a: 1, b: 2}", {"a": 1, "b": 2}),
        ("context<a: number>", "{b: 2}", None),
    ],
)
def test_arguments_are_converted_to_the_type_of_their_parameter(
    type_: str, argument: str, wanted: object
) -> None:
    assert parse(f"(function(x: {type_}) x)({argument})").evaluate({}) == wanted
    assert parse(f"(function(x: {type_}) x)(x: {argument})").evaluate({}) == wanted


def test_an_argument_that_does_not_fit_makes_the_call_null_and_the_warning_says_so() -> None:
    rule = parse('(function(x: number) x = null)("a")')
    assert rule.evaluate({}) is None
    assert [warning.text for warning in rule.warnings({})] == ["Argument 'x' is no number."]
