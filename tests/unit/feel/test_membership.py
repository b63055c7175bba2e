"""Where a value lies: between, in, and ranges, for every kind of value that has an order."""

from __future__ import annotations

import pytest

from engine.feel import Range, parse

#: five values of each ordered kind, in order
FAMILIES = [
    ("1", "2.5", "3", "4e1", "500"),
    ('"a"', '"b"', '"ba"', '"d"', '"甲"'),
    tuple(f'@"2026-03-0{day}"' for day in range(1, 6)),
    tuple(f'@"09:00:0{second}+08:00"' for second in range(1, 6)),
    tuple(f'@"2026-03-01T0{hour}:00:00"' for hour in range(1, 6)),
    tuple(f'@"P{months}M"' for months in range(11, 16)),
    tuple(f'@"PT{hours}H"' for hours in range(22, 27)),
]
BRACKETS = {"[]": (1, 3), "[)": (1, 2), "[[": (1, 2), "(]": (2, 3), "]]": (2, 3), "()": (2, 2), "][": (2, 2)}


@pytest.mark.parametrize("family", FAMILIES)
def test_every_ordered_kind_has_ranges(family: tuple[str, ...]) -> None:
    low, high = family[1], family[3]
    for i, value in enumerate(family):
        assert parse(f"{value} between {low} and {high}").evaluate({}) is (1 <= i <= 3)
        for (opening, closing), (first, last) in BRACKETS.items():
            expected = first <= i <= last
            interval = f"{opening}{low}..{high}{closing}"
            assert parse(f"{value} in {interval}").evaluate({}) is expected, interval
            assert parse(f"{value} in [{interval}]").evaluate({}) is expected, interval


@pytest.mark.parametrize("family", FAMILIES)
def test_every_ordered_kind_has_tests(family: tuple[str, ...]) -> None:
    middle = family[2]
    for i, value in enumerate(family):
        expected = {"<": i < 2, "<=": i <= 2, ">": i > 2, ">=": i >= 2, "=": i == 2, "!=": i != 2, "": i == 2}
        for op, passes in expected.items():
            assert parse(f"{value} in {op} {middle}").evaluate({}) is passes
            assert parse(f"{value} in ({op}{middle})").evaluate({}) is passes
        assert parse(f"{value} in ({family[0]}, >= {family[3]})").evaluate({}) is (i in (0, 3, 4))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("null in [1..3]", None),
        ('"x" in [1..3]', None),
        ("2 in [1..none]", None),
        ("2 in [none..3]", None),
        ("2 in [1..none)", True),
        ("2 in (none..3]", True),
        ("2 in (none..none)", None),
        ("2 in none", False),
        ("none in none", True),
        ("2 in (none, 2)", True),
        ("2 in [5..1]", False),
        ("true in (true, false)", True),
        ("[1, 2] in [[1, 2], [3]]", True),
        ("[1..2] in [[1..2], [3..4]]", True),
        ("{a: 1} in {a: 1}", True),
        ("5 in (? > 3)", True),
        ("5 in (? * 2 = 11, ? + 1 = 6)", True),
        ("5 in (? + 0)", True),
        ("for x in [1, 5] return x in (? > 3)", [False, True]),
        ("not(2 in [1..3])", False),
        ("2 between none and 3", None),
        ("2 between 1 and none", None),
        ("5 between 6 and none", None),
        ("2 + 1 between 1 + 1 and 2 * 2", True),
        ("2 between 1 and 3 and 4 between 3 and 5", True),
    ],
)
def test_what_cannot_be_said_and_other_right_sides(text: str, wanted: object) -> None:
    assert parse(text).evaluate({"none": None}) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("(none..5)", Range(None, 5, False, False)),
        ("]1..none[", Range(1, None, False, False)),
        ("(> 1)", Range(1, None, False, False)),
        ("(<= 5)", Range(None, 5, False, True)),
        ("[none..5]", None),
        ("[1..none]", None),
        ("(none..none)", None),
        ("[true..false]", None),
        ('[@"2026-03-01"..@"2026-03-02T00:00:00Z"]', None),
        ('range("[@\\"2026-03-01\\"..@\\"2026-03-02T00:00:00Z\\"]")', None),
        ("[[1]..[2]]", None),
        ("(< [1])", None),
        ("(none..5) = (< 5)", True),
        ("(none..5) = < 5", True),
        ("[1..none) = >= 1 and true", True),
        ("(> 1) != >= 1", True),
        ("[< 1, 5][1].end", 1),
        ("[1..none) = (>= 1)", True),
        ("(1..5] = ]1..5]", True),
        ("[1..5] = [1..5)", False),
        ("(> 1).start", 1),
        ("(> 1).end", None),
        ("(> 1).start included", False),
    ],
)
def test_ranges_as_values(text: str, wanted: object) -> None:
    assert parse(text).evaluate({"none": None}) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('@"10:30:00.25" = @"10:30:00.75"', True),
        ('@"10:30:00" < @"10:30:00.75"', False),
        ('@"10:30:01" = @"10:30:00.75"', False),
        ('@"2026-03-01T10:00:00.5Z" = @"2026-03-01T18:00:00+08:00"', True),
        ('@"2026-03-01T10:00:00" = @"2026-03-01T10:00:00Z"', False),
        ('@"10:00:00" = @"10:00:00Z"', False),
        ('@"2026-03-01" = @"2026-03-01T08:00:00+08:00"', True),
        ('@"2026-03-01" = @"2026-03-01T00:00:00"', False),
        ('@"2026-03-01" < @"2026-03-01T09:00:00+08:00"', True),
        ('@"2026-03-01" < @"2026-03-02T00:00:00"', None),
        ('@"P1Y" = @"P12M"', True),
        ('@"P1Y" = @"P365D"', None),
        ('@"P1D" = @"PT24H"', True),
        ("[1, none, [2]] = [1, null, [2.0]]", True),
        ('[1] = ["1"]', False),
        ("[100] = 100", None),
        ("{} = []", None),
        ("[] = none", False),
    ],
)
def test_equality_of_times_and_of_what_is_unlike(text: str, wanted: object) -> None:
    assert parse(text).evaluate({"none": None}) is wanted
