"""What would take too long, too much room or too deep a way ends in a clear error, and soon."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import FeelError, FeelLimitError, Range, env, jsonable, parse, to_json
from tests.unit.hang import no_hang

CYCLE: list[object] = []
CYCLE.append(CYCLE)
WIDE: list[object] = []
WIDE.extend([WIDE] * 10)
LARGE = {
    "xs": list(range(10_000)),
    "same": list(range(10_000)),
    "text": "a" * 3_000_000,
    "same text": "aa" * 1_500_000,
    "cycle": CYCLE,
    "wide": WIDE,
}


slow = settings(suppress_health_check=[HealthCheck.too_slow])


@slow
@given(
    st.text(alphabet="ab|()[]{}*+?.^$\\-1,pPLdwsiIc ", max_size=16),
    st.text(alphabet="ab1 -", max_size=30),
    st.sampled_from(["", "i", "s", "m", "x", "q", "im"]),
)
def test_any_pattern(pattern: str, text: str, flags: str) -> None:
    context = {"p": pattern, "t": text, "f": flags}
    for call in ("matches(t, p, f)", 'replace(t, p, "<$0>", f)', "split(t, p)"):
        with contextlib.suppress(FeelLimitError):
            parse(call).evaluate(context)


@pytest.mark.parametrize(
    "text",
    [
        "for i in 1..10000000000 return i",
        "count(for i in 1..100000, j in 1..100000 return 1)",
        "some x in 1..100000000 satisfies false",
        "for i in 1..40 return [partial[-1], partial[-1]]",
        "string(for i in 1..60 return [partial[-1], partial[-1]])",
        "for i in 1..100000 return [partial[-1]]",
        'for i in 1..60 return if i = 1 then "xxxxxxxxxxxxxxxxxxxx" else partial[-1] + partial[-1]',
        "for i in 1..60 return if i = 1 then [1] else concatenate(partial[-1], partial[-1])",
        "{f: function(f) f(f), r: f(f)}.r",
        "for i in 1..50 return if i = 1 then [1] else flatten([partial[-1], partial[-1], partial])",
        "count(for i in 1..100000 return partial)",
        'for i in 1..1000000 return replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "(a?){28}a{28}b", "x")',
        "duplicate values(for i in 1..100000 return i)",
        "distinct values(for i in 1..100000 return [i])",
        "for i in 1..60 return if i = 1 then {a: 1} else {a: partial[-1], b: partial[-1]}",
        "sort(for i in 1..50000 return modulo(i * 7919, 50021), function(a, b) a < b)",
        "{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(40)}.r",
        "{f: function(g, n) if n = 0 then 1 else g(g, n - 1) + g(g, n - 1), r: f(f, 40)}.r",
        "{f: function(x) sort([1, 2], function(a, b) f(x)), r: f(1)}.r",
        "for i in 1..10000 return sum(xs)",
        "for i in 1..10000 return stddev(xs)",
        "for i in 1..10000 return reverse(xs)",
        "for i in 1..10000 return xs = same",
        "for i in 1..10000 return partition(xs, 3)",
        "for i in 1..10000 return upper case(text)",
        'for i in 1..10000 return contains(text, "aab")',
        "for i in 1..10000 return to base64(text)",
        "for i in 1..10000 return text = same text",
        "for i in 1..10000 return text < same text",
        "text + text",
        "string(text)",
        "[text, text][1] + text",
        'replace(text, "a", "bb")',
        'split(text, "a")',
        'split(text, "")',
        'extract(text, "a")',
        'matches(text, "b")',
        'matches(text, "(a+)+$")',
        'replace("a", "a", text)',
        'replace("a", "a", text, "smixq")',
        "cycle = cycle",
        "string(cycle)",
        "flatten(cycle)",
        "wide...a",
        "distinct values(wide)",
        'for i in @"-999999999-01-01"..@"999999999-12-31" return i',
    ],
)
def test_what_explodes_ends_in_a_clear_error(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "BUDGET", 50_000)
    monkeypatch.setattr(jsonable, "MAX_NODES", 20_000)
    with no_hang(), pytest.raises(FeelLimitError):
        to_json(parse(text).evaluate(LARGE))


@pytest.mark.parametrize(
    "text",
    [
        "some x in 1..100000000 satisfies x < 0",
        "{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(40)}.r",
        'matches(text, "(a+)+$")',
    ],
)
def test_a_tenth_of_the_budget_is_used_up_soon(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "BUDGET", env.BUDGET // 10)
    with no_hang(3), pytest.raises(FeelLimitError):
        parse(text).evaluate(LARGE)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('matches("' + "a" * 28 + '!", "^(a+)+$")', False),
        ('matches("' + "a" * 2000 + 'c", "(a|a)*b")', False),
        ('matches("' + "ab" * 500 + '", "^(([a-z])+.)+[A-Z]([a-z])+$")', False),
        ("10 ** 100000", None),
        ("1e6144 * 10", None),
        ("exp(exp(exp(exp(10))))", None),
        ("decimal(1e6000, 6000)", Decimal("1e6000")),
        ('@"999999999-12-31" + @"P1D"', None),
        ('@"P999999999D" * 1e30', None),
        ('@"P99999999Y" * 1e30', None),
        ("[1, 2][1e6000]", None),
        ('substring("abc", 1e6000)', None),
    ],
)
def test_what_only_looks_explosive_has_a_result(text: str, wanted: object) -> None:
    assert parse(text).evaluate({}) == wanted


class Evil(str):
    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("never compare me")

    __hash__ = str.__hash__


class Endless(list[object]):
    def __iter__(self) -> Iterator[object]:
        raise RuntimeError("never walk me")


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")]
)
@pytest.mark.parametrize(
    "text",
    ["x", "x + 1", "x > 1", "not(x = null)", "x in [1..5]", "max(x, 1)", "-x", "r.start", "c.a", "[x][1]"],
)
def test_what_is_no_finite_number_is_null(text: str, value: object) -> None:
    context = {"x": value, "c": {"a": value}, "r": Range(value, 5)}
    assert parse(text).evaluate(context) is (False if text == "not(x = null)" else None)
    assert to_json(parse("[x, c, [[x]]]").evaluate(context)) == [None, {"a": None}, [[None]]]


def test_numbers_beyond_those_of_feel_are_null() -> None:
    texts = ("x", "x + 1", "abs(x)", "sum(x, 1)", "x > 1")
    for value in (10**1_000_000, -(10**7000), Decimal("1e999999"), Decimal("-1e7000")):
        assert [parse(text).evaluate({"x": value}) for text in texts] == [None] * 5
        assert to_json(value) is None


def test_a_literal_beyond_the_numbers_of_feel_is_null_in_a_list_too() -> None:
    assert parse('[1e999999, @"nothing"]').evaluate({}) == [None, None]


def test_nothing_but_the_values_can_be_reached() -> None:
    context = {"o": object(), "m": dt, "f": len, "s": "a", "xs": [1]}
    for text in ("o.__class__", "m.datetime", "s.__class__", "s.upper", "xs.append", "f.__self__", "(1).real",
                 '@"2026-01-05".strftime', "(function(x) x).env", "count.overloads", "[1..2].start.real"):  # fmt: skip
        assert parse(text).evaluate(context) in (None, [None]), text
    for text in ("f(s)", "o()", "m.datetime.now()", '__import__("os")', "__builtins__", "globals()"):
        assert parse(text).evaluate(context) is None, text


def test_a_value_that_fails_while_it_is_read_is_an_error_of_feel() -> None:
    for run in (parse("x = y").evaluate, parse("x = y").warnings):
        with pytest.raises(FeelError) as caught:
            run({"x": Evil("a"), "y": Evil("b")})
        assert (
            str(caught.value) == "A value given from outside cannot be read: RuntimeError: never compare me"
        )


def test_long_chains_of_if_are_no_depth_and_deep_ones_are_refused() -> None:
    chain = "".join(f"if x = {n} then {n} else " for n in range(100)) + "-1"
    assert parse(chain).evaluate({"x": 99}) == 99
    for text in (
        "[" * 60 + "1" + "]" * 60,
        "if " * 200,
        "for a in b return " * 200,
        "x instance of " + "function<> -> " * 3000 + "a",
    ):
        with contextlib.suppress(FeelLimitError):
            parse(text)
            assert text.startswith("[")
