"""The range functions, after the table of the standard."""

from __future__ import annotations

import datetime as dt

import pytest

from engine.feel import Range, YearsMonths, parse


def value(text: str) -> object:
    return parse(text).evaluate({})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("before(1, 10)", True),
        ("before(10, 10)", False),
        ("before(1, [1..10])", False),
        ("before(1, (1..10])", True),
        ("before([1..10), 10)", True),
        ("before([1..10], 10)", False),
        ("before([1..10), [10..20])", True),
        ("before([1..10], (10..20])", True),
        ("before([1..10], [10..20])", False),
        ("before((<5), [5..6])", True),
        ("before((>5), 100)", False),
        ("after(12, [2..11])", True),
        ("after(11, [2..11))", True),
        ("after(11, [2..11])", False),
        ("after((11..20], [1..11])", True),
        ("after([11..20], 11)", False),
        ("after((>5), 5)", True),
        ("after((<5), 5)", False),
        ("meets([1..5], [5..10])", True),
        ("meets([1..5), [5..10])", False),
        ("meets([1..5], (5..10])", False),
        ("meets([1..5], [6..10])", False),
        ("meets((<=5), (>=5))", True),
        ("meets((>5), (>5))", False),
        ("met by([5..10], [1..5])", True),
        ("met by((5..10], [1..5])", False),
        ("coincides(4, 4)", True),
        ("coincides(3, 4)", False),
        ("coincides([1..5], [1..5])", True),
        ("coincides((1..5), [1..5])", False),
        ("coincides((<5), (<5))", True),
        ("coincides((<5), (<=5))", False),
        ("coincides(1, [1..1])", None),
    ],
)
def test_one_beside_the_other(text: str, wanted: object) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("overlaps([1..5], [3..8])", True),
        ("overlaps([3..5], [1..8])", True),
        ("overlaps([1..5], [5..8])", True),
        ("overlaps([1..5], (5..8])", False),
        ("overlaps([1..5), [5..8])", False),
        ("overlaps([6..8], [1..5])", False),
        ("overlaps((<5), (>4))", True),
        ("overlaps((<5), (>5))", False),
        ("overlaps before([1..5], [3..8])", True),
        ("overlaps before([1..5], [5..8])", True),
        ("overlaps before([1..5), [5..8])", False),
        ("overlaps before([1..5], (1..5])", True),
        ("overlaps before([1..5), [1..5])", False),
        ("overlaps before([1..5], [1..5])", False),
        ("overlaps before([1..9], [3..8])", False),
        ("overlaps before([3..8], [1..5])", False),
        ("overlaps before((<5), [3..8])", True),
        ("overlaps after([3..8], [1..5])", True),
        ("overlaps after([5..8], [1..5])", True),
        ("overlaps after((5..8], [1..5])", False),
        ("overlaps after((1..5], [1..5))", True),
        ("overlaps after((1..5], [1..5])", True),
        ("overlaps after([1..5], [1..5))", False),
        ("overlaps after([1..5], [1..5])", False),
        ("overlaps after([3..4], [1..5])", False),
        ("overlaps after((>3), [1..5])", True),
    ],
)
def test_one_over_the_other(text: str, wanted: object) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("finishes(10, [1..10])", True),
        ("finishes(10, [1..10))", False),
        ("finishes(10, (>1))", False),
        ("finishes([5..10], [1..10])", True),
        ("finishes([5..10), [1..10))", True),
        ("finishes([5..10), [1..10])", False),
        ("finishes([1..10], [1..10])", True),
        ("finishes([0..10], [1..10])", False),
        ("finishes((>5), (>1))", True),
        ("finished by([1..10], 10)", True),
        ("finished by([1..10], (1..10])", True),
        ("finished by([1..10], [5..10))", False),
        ("starts(1, [1..10])", True),
        ("starts(1, (1..10])", False),
        ("starts(2, [1..10])", False),
        ("starts([1..5], [1..10])", True),
        ("starts((1..5], [1..10])", False),
        ("starts([1..10), [1..10])", True),
        ("starts([1..11], [1..10])", False),
        ("starts((<5), (<=5))", True),
        ("started by([1..10], 1)", True),
        ("started by([1..10], [1..5))", True),
        ("started by((1..10], [1..5])", False),
        ("includes([1..10], 5)", True),
        ("includes([1..10), 10)", False),
        ("includes((1..10], 1)", False),
        ("includes([1..10], (1..10))", True),
        ("includes((1..10), [1..10])", False),
        ("includes((>1), 2)", True),
        ("includes((>1), [2..3])", True),
        ("includes([2..3], (>1))", False),
        ("during(5, [1..10])", True),
        ("during((1..10), [1..10])", True),
        ("during([1..11], [1..10])", False),
        ("during(5, (<5))", False),
    ],
)
def test_one_within_the_other(text: str, wanted: object) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("before(point1: 1, point2: 2)", True),
        ("after(range1: [4..5], range2: [2..3])", True),
        ("before(point: 1, range: [2..3])", None),  # the names do not say which of both comes first
        ("meets(range2: [2..3], range1: [1..2])", True),
        ("finishes(range: [1..2], point: 2)", True),
        ("finishes(range1: [1..2], range2: [0..2])", True),
        ("started by(range: [1..2], point: 1)", True),
        ("includes(range1: [1..5], range2: [2..3])", True),
        ("coincides(range1: [1..5], range2: [1..5])", True),
        ("includes(a: [1..5], b: 2)", None),
    ],
)
def test_named_arguments(text: str, wanted: object) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    "text",
    [
        'before(1, "a")',
        "before(null, 1)",
        "before([1..5], null)",
        'before((>5), "a")',
        'overlaps((<5), (>"a"))',
        "overlaps(1, [1..2])",
        "overlaps(null, [1..2])",
        'includes(["a".."c"], 1)',
        "includes(5, 5)",
        "finishes(null, (>1))",
        "starts(1, null)",
        "during(true, [1..2])",
        'after(@"2026-01-02T00:00:00", @"2026-01-01")',
        "coincides(null, null)",
        "before(1)",
        "meets([1..2], [2..3], [3..4])",
    ],
)
def test_what_has_no_common_order_is_null(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('includes([@"2026-01-01"..@"2026-12-31"], @"2026-06-01")', True),
        ('before(@"08:30:00", [@"09:00:00"..@"17:00:00"])', True),
        ('before(@"2026-01-01T10:00:00+08:00", @"2026-01-01T03:00:00Z")', True),
        ('meets([@"P1D"..@"P2D"], [@"PT48H"..@"P3D"])', True),
        ('during(@"P11M", (@"P0M"..@"P1Y"))', True),
        ('overlaps(["a".."f"], ["f".."z"])', True),
        ("before([1], 2)", True),
    ],
)
def test_points_of_all_types(text: str, wanted: bool) -> None:
    assert value(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("[18..21)", Range(18, 21, True, False)),
        ("]18..21[", Range(18, 21, False, False)),
        (" [ -1.5 .. .5 ] ", Range(-1.5, 0.5)),
        ("(..21]", Range(None, 21, False, True)),
        ("[2..)", Range(2, None, True, False)),
        ("(null..2)", Range(None, 2, False, False)),
        ('["a..b".."c"]', Range("a..b", "c")),
        (r'["\"".."\u5370"]', Range('"', "印")),
        ('[@"2026-01-01"..date("2026-02-01")]', Range(dt.date(2026, 1, 1), dt.date(2026, 2, 1))),
        ('[time("08:00:00")..@"17:00:00")', Range(dt.time(8), dt.time(17), True, False)),
        (
            '[date and time("2026-01-01T00:00:00Z")..)',
            Range(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), None, True, False),
        ),
        ('[duration("P1D")..@"P2D"]', Range(dt.timedelta(1), dt.timedelta(2))),
        ('[@"P1Y"..@"P2Y"]', Range(YearsMonths(12), YearsMonths(24))),
    ],
)
def test_range_of_a_text(text: str, wanted: Range) -> None:
    assert parse("range(t)").evaluate({"t": text}) == wanted
    assert parse("range(from: t)").evaluate({"t": text}) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nonsense",
        "[1..2",
        ">=2",
        "[2..1]",
        '["z".."a"]',
        '[@"2026-01-02"..@"2026-01-01"]',
        "[1..a]",
        "[1..1 + 1]",
        "[..2]",
        "[1..]",
        "(..)",
        "[null..null]",
        '[1.."b"]',
        '[@"2026-01-01"..@"2026-01-02T00:00:00"]',
        "[true..false]",
        '[date("08:00:00")..date("2026-01-01")]',
        '[date(string("2026-01-01"))..date("2026-01-02")]',
        '[date(day)..@"2026-01-02"]',
        '[@"nonsense"..@"2026-01-02"]',
    ],
)
def test_a_text_that_spells_no_range_is_null(text: str) -> None:
    assert parse("range(t)").evaluate({"t": text, "day": "2026-01-01"}) is None
