"""What the grammar takes, and where it says that a text is wrong."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import FeelLimitError, FeelSyntaxError, parse
from tests.unit.hang import no_hang


def value(text: str, names: frozenset[str] = frozenset(), **context: object) -> object:
    return parse(text, names).evaluate(context)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1", Decimal(1)),
        (".5", Decimal("0.5")),
        ("1.5e3", Decimal(1500)),
        ('"a\\"b\\n"', 'a"b\n'),
        ('"\\u5904\\uD83D\\uDC0E\\U01F40E"', "处🐎🐎"),
        ("true", True),
        ("null", None),
        ("[1, [2], []]", [1, [2], []]),
        ('{a: 1, "b c": 2}', {"a": 1, "b c": 2}),
        ("{}", {}),
        ("1 + 2 * 3 - 4 / 2", Decimal(5)),
        ("2 ** 3 ** 2", Decimal(64)),
        ("-2 ** 2", Decimal(4)),
        ("(1 + 2) * 3", Decimal(9)),
        ("1 /* one */ + 1 // two", Decimal(2)),
        ("if 1 > 2 then 3 else 4 + 1", Decimal(5)),
        ("1 + if true then 2 else 3", Decimal(3)),
        ("3 between 1 and 5 and true", True),
        ("5 in ]1..5[", False),
        ("1 in [1..5[", True),
        ("[[1, 2][1]..5][1].start", Decimal(1)),
        ("[1..[3][some x in [1] satisfies x = 1][1]].end", Decimal(3)),
        ("{if: 1, in: 2}.in", Decimal(2)),
        ("(function(a, b) a - b)(b: 1, a: 3)", Decimal(2)),
        ("{f: function(x: number) x * 2, y: f(4)}.y", Decimal(8)),
        ("count([1,2] )", Decimal(2)),
        ("[1,2] instance of list<number> and 1 < 2", True),
        ("1 instance of number < 5", None),
        ("[] instance of list<number>", True),
        ("[1..5[ instance of range<number> and true", True),
        ("[[1..5[][1].end included", False),
        ("[1...5].start", Decimal(1)),
        ("2--1", Decimal(3)),
        ("2**-1", Decimal("0.5")),
        ("-2 ** 2 ** 3", Decimal(64)),
        ("10 + 20 / -5 - 3", Decimal(3)),
        ("if true then if false then 1 else 2 else 3", Decimal(2)),
        ("every x in [1, 2] satisfies some y in [2, 3] satisfies y > x", True),
        ("(function(x) function(y) x - y)(5)(3)", Decimal(2)),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(5)}.r", Decimal(120)),
        ("{a: 1, b: {a: 2, c: a}, d: a}", {"a": 1, "b": {"a": 2, "c": 2}, "d": 1}),
        ("{a: 1, a: 2}", None),
        (r'"\\u0041\q"', r"\u0041\q"),
        ('"多行\n文本"', "多行\n文本"),
        ("{🐎 x: 1}.🐎 x", Decimal(1)),
        ("1 /* a\n** b **/ + // c\n 1", Decimal(2)),
    ],
)
def test_expression(text: str, wanted: object) -> None:
    assert value(text) == wanted


def test_names_may_hold_spaces_without_being_declared() -> None:
    assert value("total amount > 5 and 申请 类别 = 2", **{"total amount": 6, "申请 类别": 2}) is True


def test_names_may_hold_signs_and_keywords_when_they_are_known() -> None:
    names = frozenset(["a-b", "profit and loss", "applicant's age", "金额（元）", "a+b c"])
    context = {"金额（元）": 16, "a-b": 1, "profit and loss": 2, "applicant's age": 4, "a+b c": 8, "a": 100}
    assert (
        parse("a-b + profit  and\nloss + applicant's age + a+b c + 金额（元）", names).evaluate(context) == 31
    )
    assert parse("a - 1", names).evaluate(context) == 99


def test_names_that_the_text_declares_are_known_inside_it() -> None:
    assert value("{first-rate x: 2, y: first-rate x * 3}.y") == 6
    assert value("for big x in [1, 2] return big x + 1") == [2, 3]
    assert value("(function(first arg) first arg + 1)(1)") == 2
    assert value("for a-b in [1, 2], c/d in [3] return a-b + c/d") == [4, 5]
    assert value("some a-b in [1, 2] satisfies a-b = 2") is True
    assert value("(function(a-b, o'c: number) a-b + o'c)(1, 2)") == 3
    assert value("(function(a, b) b-a)(1, 5)") == 4
    assert value("[for x in [1] return x, x-y in [5]]", x=8, y=3) == [[1], True]


def test_built_in_names_with_and_are_functions() -> None:
    assert value('string(date and time("2026-01-05T09:00:00"))') == "2026-01-05T09:00:00"


def test_free_names_leave_out_what_is_bound_or_built_in() -> None:
    found = parse("a + count(b[c > d]) + sum(for x in e return x * partial[1]) + f(g) + h.i")
    assert found.names == {"a", "b", "e", "g", "h"}
    assert found.possible_names == {"a", "b", "c", "d", "e", "g", "h"}
    assert found.possible_names <= found.reads
    assert parse("number + count(list)").reads == {"number", "list"}
    assert found.functions == {"f"}
    assert parse("{k: 1, l: k + m}").names == {"m"}


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("1 +", 1, 4, "The expression ends too early."),
        ("", 1, 1, "The expression is empty."),
        ("a >\n  > 5", 2, 3, "Unexpected '>'."),
        ("(1", 1, 3, None),
        ('"open', 1, 1, "The string is not closed."),
        ('1 + "a\\"', 1, 5, "The string is not closed."),
        ("1 +\n/* 2", 2, 1, "The comment is not closed."),
        ("a ; b", 1, 3, "Unexpected character ';'."),
        ("if a then b", 1, 12, "The expression ends where 'else' is expected."),
        ("1 2", 1, 3, "Unexpected '2'."),
        ("1..5", 1, 2, "Unexpected '..'."),
        ("a，b", 1, 2, "Unexpected character '，'; FEEL writes ','."),
        ("a = “甲”", 1, 5, "Unexpected character '“'; FEEL writes '\"'."),
        ("a ＞ 5", 1, 3, "Unexpected character '＞'; FEEL writes '>'."),
        ("@5", 1, 1, "Expected a string after '@'."),
    ],
)
def test_syntax_errors_say_where(text: str, line: int, column: int, message: str | None) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    if message is not None:
        assert str(caught.value) == message


def test_texts_too_long_or_too_deep_are_refused() -> None:
    with pytest.raises(FeelLimitError):
        parse("1+" * 30_000 + "1")
    with pytest.raises(FeelLimitError):
        parse("(" * 100 + "1" + ")" * 100)
    with pytest.raises(FeelLimitError):
        parse("-" * 5_000 + "1")


@pytest.mark.parametrize(
    "text", ["/* " * 16_000, '"' + '\\"' * 24_000, "for " * 12_000, "function(a-b," * 3_000]
)
def test_texts_that_never_close_are_refused_at_once(text: str) -> None:
    with no_hang(), pytest.raises((FeelSyntaxError, FeelLimitError)):
        parse(text)


def test_long_chains_are_no_depth() -> None:
    assert value("1" + "+1" * 5_000) == 5_001
    assert value("true" + " and true" * 2_000) is True
