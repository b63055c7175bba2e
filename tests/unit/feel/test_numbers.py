"""The numeric functions, and numbers from texts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import parse


def check(text: str, wanted: str | None) -> None:
    assert parse(text).evaluate({}) == (None if wanted is None else Decimal(wanted))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("decimal(1/3, 2)", "0.33"),
        ("decimal(1.5, 0)", "2"),
        ("decimal(2.5, 0)", "2"),
        ("decimal(1234, -2)", "1200"),
        ("decimal(1/3, 2.9)", "0.33"),
        ("decimal(1.5)", None),
        ("floor(-1.5)", "-2"),
        ("floor(-1.56, 1)", "-1.6"),
        ("floor(1299, -2)", "1200"),
        ("floor(1.5, null)", None),
        ("floor(n: 1.57, scale: 1)", "1.5"),
        ("floor(n: 1.5, scal: 1)", None),
        ("floor(n: 1.5, scale: 1, more: 2)", None),
        ("ceiling(1.5)", "2"),
        ("ceiling(-0.5)", "0"),
        ("ceiling(1.21, 1)", "1.3"),
        ('ceiling("1.5")', None),
        ("round up(5.2, 0)", "6"),
        ("round up(-5.2, 0)", "-6"),
        ("round up(1, -3)", "1000"),
        ("round down(1.126, 2)", "1.12"),
        ("round down(-5.9, 0)", "-5"),
        ("round half up(5.5, 0)", "6"),
        ("round half up(-5.5, 0)", "-6"),
        ("round half up(-1.126, 2)", "-1.13"),
        ("round half up(5.5, -6111)", "0"),
        ("round half up(5.5, -6112)", None),
        ("round half up(5.5, 6176)", "5.5"),
        ("round half up(5.5, 6177)", None),
        ("round half down(5.5, 0)", "5"),
        ("round half down(-1.126, 2)", "-1.13"),
        ("round half even(2.5, 0)", "2"),
        ("round up(5.5)", None),
        ("round up(scale: 0)", None),
        ("round up(true, 0)", None),
        ("round up(1, 2, 3)", None),
    ],
)
def test_rounding(text: str, wanted: str | None) -> None:
    check(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("abs(-10)", "10"),
        ("abs(n: -1.5)", "1.5"),
        ("abs(number: -1)", None),
        ('abs("1")', None),
        ("abs()", None),
        ("modulo(12, 5)", "2"),
        ("modulo(-12, 5)", "3"),
        ("modulo(12, -5)", "-3"),
        ("modulo(-12, -5)", "-2"),
        ("modulo(10.1, 4.5)", "1.1"),
        ("modulo(-10.1, 4.5)", "3.4"),
        ("modulo(5.5, -2)", "-0.5"),
        ("modulo(1e40, 3)", "1"),
        ("modulo(10, 0)", None),
        ("modulo(divisor: 4, dividend: 10)", "2"),
        ("modulo(10)", None),
        ("sqrt(16)", "4"),
        ("sqrt(number: 2.25)", "1.5"),
        ("sqrt(-1)", None),
        ("decimal(log(10), 8)", "2.30258509"),
        ("log(0)", None),
        ("decimal(exp(5), 8)", "148.41315910"),
        ("exp(number: 0)", "1"),
        ("exp(100000)", None),
    ],
)
def test_calculations(text: str, wanted: str | None) -> None:
    check(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('number("1 000,5", " ", ",")', "1000.5"),
        ('number("1,000.5", ",", ".")', "1000.5"),
        ('number("1000.5", null, ".")', "1000.5"),
        ('number("1,000", ",", null)', "1000"),
        ('number(from: "1.000,5", decimal separator: ",", grouping separator: ".")', "1000.5"),
        ('number("007")', "7"),
        ('number("-.5")', "-0.5"),
        ('number("1e3")', "1000"),
        ("number(1.5)", "1.5"),
        ('number("1,5")', None),
        ('number("1 000")', None),
        ('number("abc")', None),
        ('number("")', None),
        ("number(null)", None),
        ('number("1", ",", ",")', None),
        ('number("1", ":", ".")', None),
        ('number("1", ",", ":")', None),
        ('number("1", ",")', None),
        ('number(1, ",", ".")', None),
    ],
)
def test_numbers_from_texts(text: str, wanted: str | None) -> None:
    check(text, wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("odd(5)", True),
        ("odd(-1)", True),
        ("odd(0)", False),
        ("even(2)", True),
        ("even(number: -3)", False),
        ("even(2.5)", None),
        ("even(1e33)", True),
        ('even("2")', None),
        ('abs(@"-PT5H") = @"PT5H"', True),
        ('abs(@"-P1Y") = @"P12M"', True),
        ('abs(@"2026-01-05")', None),
    ],
)
def test_parity_and_durations(text: str, wanted: bool | None) -> None:
    assert parse(text).evaluate({}) is wanted
