"""The range functions, after the table of the standard."""

from __future__ import annotations

import pytest

from engine.feel import Range, parse


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("before(1, 10)", True),
        ("before(10, 1)", False),
        ("before(1, [1..10])", False),
        ("before(1, (1..10])", True),
        ("before([1..10), 10)", True),
        ("before([1..10), [10..20])", True),
        ("before([1..10], [10..20])", False),
        ("after(12, [2..11])", True),
        ("after((11..20], [1..11])", True),
        ("meets([1..5], [5..10])", True),
        ("meets([1..5), [5..10])", False),
        ("met by([5..10], [1..5])", True),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps([1..5], (5..8])", False),
        ("overlaps before([1..5], [3..8])", True),
        ("overlaps before([1..5], (1..5])", True),
        ("overlaps before([3..8], [1..5])", False),
        ("overlaps after([3..8], [1..5])", True),
        ("overlaps after((1..5], [1..5))", True),
        ("finishes(10, [1..10])", True),
        ("finishes(10, [1..10))", False),
        ("finishes([5..10], [1..10])", True),
        ("finished by([1..10], 10)", True),
        ("includes([1..10], 5)", True),
        ("includes([1..10), 10)", False),
        ("includes([1..10], (1..10))", True),
        ("during((1..10), [1..10])", True),
        ("starts(1, [1..10])", True),
        ("starts([1..5], [1..10])", True),
        ("started by([1..10], [1..5))", True),
        ("coincides([1..5], [1..5])", True),
        ("coincides(3, 4)", False),
        ('before(1, "a")', None),
        ('includes(["a".."c"], 1)', None),
        ('includes([@"2026-01-01"..@"2026-12-31"], @"2026-06-01")', True),
    ],
)
def test_relation(text: str, wanted: object) -> None:
    assert parse(text).evaluate({}) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('range("[18..21)")', Range(18, 21, True, False)),
        ('range("(..21]")', Range(None, 21, False, True)),
        ('range("[2..1]")', None),
        ('range("[1..a]")', None),
        ('range("nonsense")', None),
    ],
)
def test_range_of_a_text(text: str, wanted: object) -> None:
    assert parse(text).evaluate({}) == wanted
