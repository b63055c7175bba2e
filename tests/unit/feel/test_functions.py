"""The built-in functions on strings and numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import parse


def value(text: str, **context: object) -> object:
    return parse(text).evaluate(context)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("🐎ab", 2)', "ab"),
        ('substring("foobar", 0)', None),
        ('substring(start position: 2, string: "信访件")', "访件"),
        ('string length("信访🐎")', 3),
        ('upper case("aBc4")', "ABC4"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "xyz")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('substring after("", "a")', ""),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("aAb", "a", "x", "i")', "xxb"),
        ('replace("abc", "b*", "x")', None),
        ('contains("foobar", "of")', False),
        ('starts with("信访件", "信访")', True),
        ('ends with("foobar", "r")', True),
        ('matches("foobar", "^fo*b")', True),
        ('matches("foo", "[a-z-[aeiou]]{2}")', False),
        ('matches("x", "(")', None),
        ('matches("A", "a", "q")', False),
        ('split("John Doe", "\\\\s")', ["John", "Doe"]),
        ('split("a;b;;c", ";")', ["a", "b", "", "c"]),
        ('string join(["a", null, "c"], "_")', "a_c"),
        ('string join(["a", "c"], ",", "(", ")")', "(a,c)"),
        ('string join([1], ",")', None),
        ("string(1.10)", "1.1"),
        ("string(10 ** 20)", "100000000000000000000"),
        ('string([1, "a", null, {b: true}])', '[1, "a", null, {b: true}]'),
        ("string(null)", None),
        ('number("1 000,5", " ", ",")', Decimal("1000.5")),
        ('number("1,000.5", ",", ".")', Decimal("1000.5")),
        ('number("1,5")', None),
        ('number("abc")', None),
        ('number("1", ",", ",")', None),
        ('trim("  a b ")', "a b"),
        ('extract("a1b22", "[0-9]+")', ["1", "22"]),
        ("lower case(1)", None),
        ("upper case(null)", None),
        ('upper case(["a"])', "A"),
    ],
)
def test_strings(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("decimal(1/3, 2)", "0.33"),
        ("decimal(1.5, 0)", "2"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(1234, -2)", "1200"),
        ("floor(-1.5)", "-2"),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(1.5)", "2"),
        ("round up(-5.5, 0)", "-6"),
        ("round down(1.126, 2)", "1.12"),
        ("round half up(5.5, 0)", "6"),
        ("round half up(-5.5, 0)", "-6"),
        ("round half down(5.5, 0)", "5"),
        ("abs(-10)", "10"),
        ("modulo(12, 5)", "2"),
        ("modulo(-12, 5)", "3"),
        ("modulo(12, -5)", "-3"),
        ("modulo(5.5, -2)", "-0.5"),
        ("modulo(10, 0)", None),
        ("sqrt(16)", "4"),
        ("sqrt(-1)", None),
        ("decimal(log(10), 8)", "2.30258509"),
        ("decimal(exp(5), 8)", "148.41315910"),
        ("exp(100000)", None),
        ("decimal(1, 7000)", None),
    ],
)
def test_numbers(text: str, wanted: str | None) -> None:
    assert value(text) == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("odd(5)", True),
        ("even(2)", True),
        ("even(2.5)", None),
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
