"""Every null that an expression makes has a reason: which name, function or type, and where."""

from __future__ import annotations

import pytest

from engine.feel import parse, parse_unary

CONTEXT = {"n": 5, "nothing": None, "rate": "high"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("missing + 1", "There is no variable 'missing'."),
        ("missing(1)", "There is no function 'missing'."),
        ("n(1)", "A value of type number cannot be called."),
        ('"a"(1)', "A value of type string cannot be called."),
        ("{a: 1}.b", "The context has no entry 'b'."),
        ("n.b", "A value of type number has no 'b'."),
        ("n + rate", "No result for number + string."),
        ("n / 0", "No result for number / number."),
        ("-rate", "'-' needs a number or a duration, not string."),
        ("n < rate", "number and string have no order."),
        ("n = rate", "number and string cannot be equal."),
        ("n between 1 and rate", "number cannot be between number and string."),
        ("n in [1..nothing]", "There is no range from number to null."),
        ("rate in [1..2]", "A value of type string cannot be compared with what follows 'in'."),
        ("rate in (> 1)", "A value of type string cannot be compared with what follows 'in'."),
        ("(> true)", "A value of type boolean bounds no range."),
        ("true and n", "'and' needs true or false, not number."),
        ("false or nothing", "'or' needs true or false, not null."),
        ("true and true and rate", "'and' needs true or false, not string."),
        ("some x in [nothing] satisfies x", "'satisfies' needs true or false, not null."),
        ("every x in [true, 1] satisfies x", "'satisfies' needs true or false, not number."),
        ("for x in nothing return x", "Cannot iterate over null."),
        ("for x in 1..rate return x", "Cannot iterate over range."),
        ("[1, 2][3]", "The list has no item 3."),
        ('[1, 2]["a"]', "A filter gives string, not true or false."),
        ("n instance of nonsense", "There is no type 'nonsense'."),
        ('@"tomorrow"', "'tomorrow' is no date, time or duration."),
        ("1e7000", "'1e7000' is no number."),
        ("{a: 1, a: 2}", "A context has the same entry twice."),
        ("(function(x) x)()", "The function takes 1 arguments."),
        ("(function(x) x)(y: 1)", "The function takes the parameters x."),
        ("abs(rate)", "Function 'abs' cannot take (string)."),
    ],
)
def test_null_has_a_reason(text: str, reason: str) -> None:
    rule = parse(text)
    assert rule.evaluate(CONTEXT) is None
    assert reason in [warning.text for warning in rule.warnings(CONTEXT)]


@pytest.mark.parametrize(
    "text",
    [
        "n > 3 and n < 9",
        "false and n",
        "true or nothing",
        "nothing = n",
        "n in (nothing, 5)",
        "[nothing][item = null]",
        "some x in [nothing, true] satisfies x",
        "nothing",
        "{a: nothing}.a",
        "[] = nothing",
        "{a: {b: 1}}...c",
    ],
)
def test_what_is_known_or_given_as_null_needs_none(text: str) -> None:
    assert parse(text).warnings(CONTEXT) == []


def test_a_warning_has_its_place() -> None:
    found = parse("n +\n  missing").warnings(CONTEXT)
    assert [(w.line, w.column, w.text) for w in found] == [
        (2, 3, "There is no variable 'missing'."),
        (1, 3, "No result for number + null."),
    ]


def test_a_test_that_cannot_be_decided_says_so() -> None:
    [warning] = parse_unary("[1..5], > 9").warnings("a", {})
    assert warning.text == "A value of type string cannot be compared with this test."
    assert parse_unary("[1..5], > 9").warnings(3, {}) == []
