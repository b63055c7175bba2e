"""External functions: those of Java that are known, and null for all others."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.feel import parse

MATH, STRING, OBJECTS = "java.lang.Math", "java.lang.String", "[Ljava.lang.Object;"


def call(owner: str, signature: str, params: str, args: str) -> str:
    mapping = f'{{java: {{class: "{owner}", method signature: "{signature}"}}}}'
    return f"{{f: function({params}) external {mapping}, r: f({args})}}.r"


@pytest.mark.parametrize(
    ("owner", "signature", "args", "value"),
    [
        (MATH, "max(double,double)", "1.5, 2.25", "2.25"),
        (MATH, "max(int, int)", "1, 2", "2"),
        (MATH, "max(int, int)", "1, 2.5", None),
        (MATH, "max(int, int)", "1, 2147483648", None),
        (MATH, "max(long, long)", "1, 2147483648", "2147483648"),
        (MATH, "max(float, float)", "0.1, 0.3", "0.3"),
        (MATH, "min(double,double)", '"1", 2', None),
        (MATH, "cos(double)", "0", "1"),
        (MATH, "sqrt(double)", "-1", None),
        (MATH, "log(double)", "0", None),
        (MATH, "exp(double)", "1000", None),
        (MATH, "pow(double, double)", "2, 10", "1024"),
        (MATH, "round(double)", "2.5", "3"),
        (MATH, "round(double)", "-2.5", "-2"),
        (MATH, "rint(double)", "2.5", "2"),
        (MATH, "abs(int)", "-3", "3"),
        (MATH, "abs(int)", "-2147483648", None),
        (MATH, "floorMod(int, int)", "-7, 3", "2"),
        (MATH, "floorDiv(int, int)", "1, 0", None),
        (MATH, "signum(double)", "-4", "-1"),
        (MATH, "random()", "", None),
        (MATH, "max(java.lang.String, java.lang.String)", '"a", "b"', None),
        ("java.lang.Integer", "valueOf(java.lang.String)", '"12"', "12"),
        ("java.lang.Integer", "parseInt(String)", '"1.5"', None),
        ("java.lang.Short", "valueOf(short)", "40000", None),
        ("java.lang.Double", "valueOf(java.lang.String)", '"12.50"', "12.5"),
        ("java.lang.Float", "valueOf(java.lang.String)", '"0.1"', "0.1"),
        ("java.lang.Double", "valueOf(java.lang.String)", '"NaN"', None),
        ("java.lang.Runtime", "exit(int)", "0", None),
        (MATH, "max(double", "1, 2", None),
    ],
)
def test_numbers(owner: str, signature: str, args: str, value: str | None) -> None:
    params = ", ".join(f"p{i}" for i in range(len([a for a in args.split(",") if a.strip()])))
    found = parse(call(owner, signature, params, args)).evaluate({})
    assert found == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("owner", "signature", "args", "value"),
    [
        (STRING, "valueOf(char)", '"a"', "a"),
        (STRING, "valueOf(char)", '"ab"', None),
        (STRING, "valueOf(int)", "12", "12"),
        (STRING, "valueOf(double)", "12", "12.0"),
        (STRING, "valueOf(double)", "12500000", "1.25E7"),
        (STRING, "valueOf(boolean)", "true", "true"),
        (STRING, "valueOf(java.lang.Object)", "[1]", "[1]"),
        (STRING, f"format(java.lang.String, {OBJECTS})", '"%s has %d, %.2f %%", "A", 3, 1.005', "A has 3, 1.01 %"),
        (STRING, f"format(java.lang.String, {OBJECTS})", '"%2$s-%1$s|%5d|%-4s|%04d", "a", "b"', None),
        (STRING, f"format(java.lang.String, {OBJECTS})", '"%4d|%-3s|%04d", 7, "b", 8', "   7|b  |0008"),
        (STRING, f"format(java.lang.String, {OBJECTS})", '"%x", 7', None),
        ("java.lang.Boolean", "valueOf(java.lang.String)", '"TRUE"', True),
    ],
)  # fmt: skip
def test_texts(owner: str, signature: str, args: str, value: object) -> None:
    params = ", ".join(f"p{i}" for i in range(len(args.split(", "))))
    if signature.startswith("format"):
        params = ", ".join(f"p{i}" for i in range(args.count(", ") - args.split('"')[1].count(", ") + 1))
    assert parse(call(owner, signature, params, args)).evaluate({}) == value


def test_named_arguments_follow_the_parameters() -> None:
    text = call(MATH, "pow(double, double)", "base, power", "power: 3, base: 2")
    assert parse(text).evaluate({}) == 8


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("function(a) external {pmml: {document: a}}", "Of external functions only those of Java are known."),
        (
            call(MATH, "foo(double)", "a", "1"),
            "The external function java.lang.Math.foo(double) is not known.",
        ),
        (call(MATH, "cos(double)", "a", '"x"'), "The external function cos has no result for string."),
        (call(MATH, "cos(double)", "a", "1, 2"), "The function takes 1 arguments."),
    ],
)
def test_why_there_is_no_result(text: str, warning: str) -> None:
    assert warning in [w.text for w in parse(text).warnings({})]
