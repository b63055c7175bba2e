"""The functions that make one value of a list or of their arguments, after the table of the standard."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from engine.feel import YearsMonths, parse


def value(text: str, **context: object) -> object:
    return parse(text).evaluate(context)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sum([1, 2.5])", "3.5"),
        ("sum(1, 2, 3)", "6"),
        ("sum(7)", "7"),
        ("sum(list: [1, 2])", "3"),
        ("sum([0.1, 0.2])", "0.3"),
        ("product([2, 3, 4])", "24"),
        ("product(2, 0.5)", "1"),
        ("product([-3])", "-3"),
        ("mean([1, 2, 3, 4])", "2.5"),
        ("mean(1, 2, 3)", "2"),
        ("median([6, 1, 2, 3])", "2.5"),
        ("median(8, 2, 5, 3, 4)", "4"),
        ("median(9)", "9"),
        ("stddev([2, 4, 6])", "2"),
        ("stddev(3, 3, 3)", "0"),
        ("min([3, 1, 2])", "1"),
        ("min(3, 1, 2)", "1"),
        ("max(list: [3, 1, 2])", "3"),
        ("max(-5)", "-5"),
    ],
)
def test_numbers(text: str, wanted: str) -> None:
    assert value(text) == Decimal(wanted)


@pytest.mark.parametrize("name", ["sum", "product", "mean", "median", "stddev", "min", "max"])
@pytest.mark.parametrize(
    "arguments",
    ["[]", "null", "", "list: null", "items: [1, 2]", '[1, "a"]', "[1, null, 2]", "1, null", "[[1, 2]]"],
)
def test_without_numbers_there_is_no_value(name: str, arguments: str) -> None:
    assert value(f"{name}({arguments})") is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("mode([6, 3, 9, 6, 6])", [6]),
        ("mode(6, 1, 9, 6, 1.0)", [1, 6]),
        ("mode([2, 1])", [1, 2]),
        ("mode([])", []),
        ("mode(5)", [5]),
        ("mode([1, null])", None),
        ("mode(null)", None),
        ("mode()", None),
    ],
)
def test_mode(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('max(["a", "c", "b"])', "c"),
        ('min("b", "aa")', "aa"),
        ('min([@"2026-03-01", @"2025-12-31"])', dt.date(2025, 12, 31)),
        ('max(@"P1D", @"PT30H")', dt.timedelta(hours=30)),
        ('max([@"P1Y", @"P13M"])', YearsMonths(13)),
        ('max([1, "a"])', None),
        ('min([@"2026-03-01", @"2026-03-01T00:00:00"])', None),
        ("max([true, false])", None),
        ('sum([@"P1D", @"PT12H"])', dt.timedelta(hours=36)),
        ('sum(@"P1Y", @"P2M")', YearsMonths(14)),
        ('sum([@"P1D", @"P1Y"])', None),
        ('sum([@"P1D", 1])', None),
        ('sum([@"P1D", @"2026-01-01"])', None),
    ],
)
def test_other_values_with_an_order_or_a_sum(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("items", "conjunction", "disjunction"),
    [
        ("[true, false]", False, True),
        ("[true, true]", True, True),
        ("[false, false]", False, False),
        ("[true, null]", None, True),
        ("[false, null]", False, None),
        ("[true, 1]", None, True),
        ("[]", True, False),
        ("true", True, True),
        ("false", False, False),
        ("null", None, None),
        ("0", None, None),
        ("true, false", False, True),
        ("list: [true, false]", False, True),
        ("list: true", True, True),
        ("list: null", None, None),
        ("items: [true]", None, None),
        ("", None, None),
    ],
)
def test_all_and_any(items: str, conjunction: bool | None, disjunction: bool | None) -> None:
    assert value(f"all({items})") is conjunction
    assert value(f"any({items})") is disjunction


def test_numbers_of_the_caller_count_as_numbers() -> None:
    assert value("[sum(xs), max(xs)]", xs=[1, 2.5, Decimal("0.5")]) == [4, Decimal("2.5")]
