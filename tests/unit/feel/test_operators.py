"""Arithmetic, comparison, logic, paths, filters, loops and conditions, with null where nothing has meaning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from engine.feel import Range, parse

CONTEXT = {
    "n": 5,
    "f": 0.1,
    "xs": [1, 2, 3, 4],
    "people": [{"name": "演示甲", "age": 30}, {"name": "演示乙", "age": 40, "tags": [1, 2]}],
    "deep": {"a": {"b": [{"c": 1}, {"c": 2}]}},
    "day": date(2026, 1, 5),
    "item": "outer",
}


def value(text: str) -> object:
    return parse(text).evaluate(CONTEXT)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.1 + 0.2 = 0.3", True),
        ("f * 3", Decimal("0.3")),
        ("1 / 3", Decimal("0." + "3" * 34)),
        ("1 / 0", None),
        ('"a" + "b"', "ab"),
        ('"a" - "b"', None),
        ('1 + "a"', None),
        ("null + 1", None),
        ("-null", None),
        ("10 ** 7000", None),
        ("0 ** 0", Decimal(1)),
        ("2 ** 0.5 > 1.41", True),
        ("[1] + 1", None),
        ("true + 1", None),
    ],
)
def test_arithmetic(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 = 1.0", True),
        ('1 = "1"', None),
        ("null = null", True),
        ("null = 1", False),
        ("null != 1", True),
        ('1 != "1"', None),
        ("[1, 2] = [1.0, 2]", True),
        ("[1, 2] = [2, 1]", False),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 1, b: 2}", False),
        ("[1..2] = [1..2]", True),
        ("[1..2] = [1..2)", False),
        ("true = true", True),
        ("n = true", None),
        ("1 < 2", True),
        ('"b" > "a"', True),
        ("null < 1", None),
        ('1 < "2"', None),
        ("[1] < [2]", None),
        ("true < false", None),
        ("n between 1 and 5", True),
        ("null between 1 and 5", None),
        ('@"10:00:00+01:00" = @"09:00:00Z"', True),
        ('@"2026-01-05T10:00:00" < @"2026-01-05T10:00:00Z"', None),
    ],
)
def test_comparison(text: str, wanted: object) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("true and null", None),
        ("false and null", False),
        ("null and false", False),
        ("true or null", True),
        ("null or true", True),
        ("null or false", None),
        ("true and 1", None),
        ("false or 1", None),
        ('true or "x"', True),
        ("true and true and false", False),
        ("false or null or true", True),
        ("not(null)", None),
        ("not(false)", True),
    ],
)
def test_three_valued_logic(text: str, wanted: object) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("5 in (<3, >4)", True),
        ("5 in [1..5)", False),
        ("5 in (1, 5)", True),
        ("5 in [1, 5]", True),
        ("5 in <= 5", True),
        ("5 in [[1..3], [4..6]]", True),
        ('"b" in ["a".."c"]', True),
        ('day in [@"2026-01-01"..@"2026-02-01"]', True),
        ("5 in 5", True),
        ("5 in 4", False),
        ("null in (1, 2)", False),
        ('5 in (< "a")', None),
        ("5 in (> 3)", True),
    ],
)
def test_in(text: str, wanted: object) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("deep.a.b.c", [1, 2]),
        ("deep.x.y", None),
        ("nothing.at.all", None),
        ("people.name", ["演示甲", "演示乙"]),
        ("people[2].name", "演示乙"),
        ("people[-1].age", 40),
        ("people[3]", None),
        ("people[0]", None),
        ("people[age > 35].name", ["演示乙"]),
        ("people[item.age > 35][1].name", "演示乙"),
        ("xs[item > 2]", [3, 4]),
        ("xs[n - 4]", 1),
        ("xs[item > 9]", []),
        ("n[1]", 5),
        ("n[item = 5]", [5]),
        ("null[1]", None),
        ("[][1]", None),
        ("[null, 1][item = null]", [None]),
        ("day.year", 2026),
        ("day.weekday", 1),
        ("[1..3).end included", False),
        ("day.nonsense", None),
        ("deep...c", [1, 2]),
        ("people...tags", [[1, 2]]),
        ("people...name[2]", "演示乙"),
        ("{x: {x: 1, y: null}, y: [{x: 2}, {z: [{x y: 3}]}]}...x", [{"x": 1, "y": None}, 1, 2]),
        ("{a: {x y: 3}}...x y", [3]),
        ("{a: {if: 3}}...if", [3]),
        ("{a: null}...a", []),
        ("n...a", []),
        ("nothing...a", []),
    ],
)
def test_paths_and_filters(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("for x in xs return x * x", [1, 4, 9, 16]),
        ("for x in xs, y in [10, 20] return x * y", [10, 20, 20, 40, 30, 60, 40, 80]),
        ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..3) return i", [1, 2]),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", [1, 1, 2, 6, 24]),
        ("for x in 7 return x", [7]),
        ("for x in null return x", None),
        ("for i in 1..1.5 return i", None),
        ('for d in @"2026-01-30"..@"2026-02-01" return d.day', [30, 31, 1]),
        ("some x in xs satisfies x > 3", True),
        ("some x in [] satisfies true", False),
        ("every x in [] satisfies false", True),
        ("every x in xs satisfies x > 1", False),
        ("some x in [1, null] satisfies x > 5", None),
        ("some x in xs, y in xs satisfies x + y = 8", True),
        ('if null then "a" else "b"', "b"),
        ('if n then "a" else "b"', "b"),
    ],
)
def test_loops_and_conditions(text: str, wanted: object) -> None:
    assert value(text) == wanted


def test_a_range_is_a_value() -> None:
    assert value("(1..n]") == Range(Decimal(1), Decimal(5), False, True)
    assert value("(< 5)") == Range(None, Decimal(5), False, False)
    assert value('[1.."a"]') is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 instance of number", True),
        ("1 instance of string", False),
        ("null instance of null", True),
        ("null instance of Any", False),
        ("xs instance of list<number>", True),
        ("xs instance of list<string>", False),
        ("{a: 1} instance of context<a: number>", True),
        ("{a: 1} instance of context<a: string>", False),
        ("[1..2] instance of range<number>", True),
        ('@"P1D" instance of days and time duration', True),
        ("(function(a, b) a) instance of function<number, number> -> Any", True),
        ("day instance of date", True),
        ("day instance of date and time", False),
    ],
)
def test_instance_of(text: str, wanted: object) -> None:
    assert value(text) is wanted


def test_evaluation_changes_nothing_that_it_is_given() -> None:
    before = repr(CONTEXT)
    for text in ("append(xs, 1)", "reverse(xs)", 'context put(deep, "a", 1)', "sort(xs)", "remove(xs, 1)"):
        value(text)
    assert repr(CONTEXT) == before
