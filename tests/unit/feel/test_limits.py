"""Whatever the text, there is a value, null, or one of FEEL's own errors, and it comes soon."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import FeelError, FeelLimitError, env, jsonable, parse, parse_unary, to_json

CONTEXT = {
    "a": 3, "b": Decimal("0.5"), "s": "信访", "xs": [1, "b", None, [2]], "c": {"a": 1, "d e": [{"x": 1}]},
    "t": True, "n": None, "day": dt.date(2026, 1, 5), "span": dt.timedelta(days=1), "f": 1e308,
}  # fmt: skip
NOW = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)

WORDS = """
a b s xs c n t day span f d e x ? 1 0 -1 2.5 1e6000 "信" "" null true false + - * / ** = != < <= > >= .. . , : ( )
[ ] { } and or in between if then else for return some every satisfies function instance of list<number> /* // ' @
@"2026-01-05" @"P1D" @"P1Y" @"10:00:00Z" item partial count sum string matches replace split sort date time ; \\
substring duration number flatten mean floor decimal not range before context append today now index external
"""
FUNCTIONS = """
count sum mean min max median mode stddev product flatten reverse string number date time duration floor ceiling abs
sqrt exp log even odd all any sort trim substring contains matches replace split append concatenate union remove
sublist before overlaps starts includes modulo decimal range context not is
"""
LONG_NAMES = ["date and time", "string join", "list replace", "get value", "years and months duration", "\n"]
TOKENS = st.sampled_from([*WORDS.split(), *LONG_NAMES])
NAMES = st.sampled_from(
    ["a", "b", "s", "xs", "c", "n", "t", "day", "span", "f", "1", "0", '"x"', "-3", "[1..3]"]
)
BINARY = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or", "in"])
CALLS = st.sampled_from(FUNCTIONS.split())


def _grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, BINARY, inner),
        st.builds("{}({})".format, CALLS, st.lists(inner, max_size=3).map(", ".join)),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("{{a: {}, b: {}}}.b".format, inner, inner),
        st.builds("if {} then {} else {}".format, inner, inner, inner),
        st.builds("for a in {} return {}".format, inner, inner),
        st.builds("some a in {} satisfies {}".format, inner, inner),
        st.builds("[{}..{}]".format, inner, inner),
        st.builds("-({})".format, inner),
        st.builds("({}).year".format, inner),
    )


EXPRESSIONS = st.recursive(NAMES, _grow, max_leaves=12)
slow = settings(max_examples=60, deadline=5000, suppress_health_check=[HealthCheck.too_slow])


def run(text: str) -> None:
    with contextlib.suppress(FeelError):
        expression = parse(text)
        to_json(expression.evaluate(CONTEXT, now=NOW))
        expression.warnings(CONTEXT, now=NOW)


@slow
@given(st.lists(TOKENS, max_size=14).map(" ".join))
def test_any_row_of_tokens(text: str) -> None:
    run(text)


@slow
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    run(text)


@slow
@given(EXPRESSIONS)
def test_any_expression_parses_and_ends(text: str) -> None:
    expression = parse(text)
    with contextlib.suppress(FeelLimitError):
        expression.evaluate(CONTEXT, now=NOW)


@slow
@given(st.lists(TOKENS, max_size=8).map(" ".join), st.sampled_from([None, 1, "a", True, [1], {"a": 1}]))
def test_any_unary_test(text: str, value: object) -> None:
    with contextlib.suppress(FeelError):
        parse_unary(text).matches(value, CONTEXT)


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
    ],
)
def test_what_explodes_ends_in_a_clear_error(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "BUDGET", 50_000)
    monkeypatch.setattr(jsonable, "MAX_NODES", 20_000)
    with pytest.raises(FeelLimitError):
        to_json(parse(text).evaluate({}))


def test_the_whole_budget_is_used_up_soon() -> None:
    began = time.perf_counter()
    with pytest.raises(FeelLimitError):
        parse("some x in 1..100000000 satisfies x < 0").evaluate({})
    assert time.perf_counter() - began < 10


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
