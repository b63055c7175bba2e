"""Whatever the text and the values, FEEL gives a value or one of its own errors, and soon."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import (
    FarDate,
    FeelError,
    FeelLimitError,
    Range,
    YearsMonths,
    env,
    jsonable,
    parse,
    parse_unary,
    to_json,
)
from tests.unit.hang import no_hang

NOW = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
#: names of variables, among them such as only a reader that knows them can read
KNOWN = frozenset(["a", "b", "s", "xs", "c", "total amount", "profit and loss", "a-b", "金额（元）", "f(x)"])

numbers = st.one_of(
    st.integers(-5, 5),
    st.sampled_from([10**40, -(10**4000), 1e308, float("nan"), float("-inf"), 0.1, Decimal("sNaN")]),
    st.sampled_from(["NaN", "-Infinity", "1e6144", "1e-6176", "-0", "1e999999"]).map(Decimal),
)
moments = st.sampled_from(
    [
        dt.date(2026, 1, 5), dt.date.max, dt.date.min, FarDate(-999_999_999, 1, 1), dt.time(23, 59, 59, 999_999),
        dt.time(9, tzinfo=ZoneInfo("Asia/Shanghai")), dt.datetime(1, 1, 1, tzinfo=dt.UTC),
        dt.datetime(9999, 12, 31, 23, 59, 59, 999_999),  # noqa: DTZ001  a value without a zone
       
        dt.datetime(2026, 3, 29, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")), dt.timedelta.max, dt.timedelta.min,
        dt.timedelta(microseconds=-1), YearsMonths(0), YearsMonths(-12 * 999_999_999),
    ]
)  # fmt: skip
scalars = st.one_of(
    st.none(), st.booleans(), numbers, moments, st.text(max_size=8),
    st.sampled_from(["2026-01-05", "P1D", "a" * 3000, "\ud800", "[1..2]", object(), b"x", len, {1, 2}]),
)  # fmt: skip
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(["a", "b", "c", "d e", 1, None]), inner, max_size=3),
        st.builds(Range, inner, inner, st.booleans(), st.booleans()),
    ),
    max_leaves=6,
)

contexts = st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(KNOWN), values))

LEAVES = """
a b s xs c 1 0 -1 2.5 1e6000 .5 "" "信" "a\\u0041" true false null ? item partial [] {} @"2026-01-05" @"P1D" @"P1Y"
@"10:00:00Z" @"2026-01-05T10:00:00@Asia/Shanghai" @"nothing" now() today() a-b 金额（元） [1,2,null,"x"] {a:1,b:{a:2}}
"""
leaves = st.sampled_from([*LEAVES.split(), "total amount", "profit and loss"])
operators = st.sampled_from(
    [*["+", "-", "*", "/", "**", "=", "!=", "<", "<=", ">", ">=", "and", "or", "in"], "between 1 and"]
)
UNARY = """
count sum mean min max median mode stddev product flatten reverse string number date time duration floor ceiling abs
sqrt exp log even odd all any sort trim not is context range distinct_values duplicate_values is_empty upper_case
string_length get_entries context_merge day_of_week week_of_year last_day_of_month value union concatenate string_join
"""
MORE = """
substring contains matches replace split append remove sublist before after meets overlaps includes during starts
finishes coincides modulo decimal round_up round_half_even insert_before list_replace list_contains index_of partition
substring_before substring_after starts_with get_value context_put years_and_months_duration date_and_time is extract
get_or_else sort
"""
functions = st.sampled_from([name.replace("_", " ") for name in (UNARY + MORE).split()])
types = st.sampled_from(
    ["number", "list<Any>", "context<a: number>", "range<date>", "function<Any> -> number", "a.b"]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, max_size=4).map(", ".join)
    return st.one_of(
        st.builds("({} {} {})".format, inner, operators, inner),
        st.builds("{} {} {}".format, inner, operators, inner),
        st.builds("{}({})".format, functions, several),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("[{}]".format, several),
        st.builds("{{a: {}, b-c: {}, d: b-c}}.d".format, inner, inner),
        st.builds("if {} then {} else {}".format, inner, inner, inner),
        st.builds("for x in {}, y in {}..{} return {}".format, inner, inner, inner, inner),
        st.builds("some x in {} satisfies {}".format, inner, inner),
        st.builds("{} in ({}, > {}, [{}..{}))".format, inner, inner, inner, inner, inner),
        st.builds("{}{}..{}{}".format, st.sampled_from("[(]"), inner, inner, st.sampled_from("])[")),
        st.builds("{} instance of {}".format, inner, types),
        st.builds("(function(x, y: number) {})({}, {})".format, inner, inner, inner),
        st.builds("sort({}, function(a, b) {})".format, inner, inner),
        st.builds("{{f: function(a) {}, r: f({})}}.r".format, inner, inner),
        st.builds("-{}".format, inner),
        st.builds("{}{}".format, inner, st.sampled_from([".year", ".a", "...a", ".time offset", ".start"])),
        st.builds("{} /* {} */".format, inner, inner),
    )


valid = st.recursive(leaves, grown, max_leaves=14)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """A valid text of which parts are left out, repeated, swapped or strange."""
    text = draw(valid)
    for _ in range(draw(st.integers(1, 3))):
        i, j = (draw(st.integers(0, len(text))) for _ in range(2))
        strange = draw(
            st.sampled_from(["", text[j : j + 6], "(", "]", '"', "\\", "..", "/*", " for ", "，", "\0"])
        )
        text = text[:i] + strange + text[i + draw(st.integers(0, 5)) :]
    return text


texts = st.one_of(valid, broken(), st.text(max_size=60))
fuzzing = settings(suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def small_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "BUDGET", 20_000)
    monkeypatch.setattr(jsonable, "MAX_NODES", 20_000)


@fuzzing
@given(texts, contexts)
def test_an_expression_has_a_value_or_a_clear_end(text: str, context: dict[str, object]) -> None:
    with no_hang(), contextlib.suppress(FeelError):
        expression = parse(text, KNOWN)
        assert expression.names <= expression.possible_names
        assert all(isinstance(name, str) for name in expression.possible_names | expression.functions)
        for at_once in (expression.evaluate, expression.warnings):
            with contextlib.suppress(FeelLimitError):  # all else would be a fault of ours
                at_once(context, now=NOW)
        with contextlib.suppress(FeelLimitError):
            to_json(expression.evaluate(context))


@fuzzing
@given(texts, values, contexts)
def test_a_unary_test_has_an_answer_or_a_clear_end(
    text: str, value: object, context: dict[str, object]
) -> None:
    with no_hang(), contextlib.suppress(FeelError):
        tests = parse_unary(text, KNOWN)
        with contextlib.suppress(FeelLimitError):
            assert tests.matches(value, context, now=NOW) in (True, False, None)
        with contextlib.suppress(FeelLimitError):
            assert all(warning.line >= 1 for warning in tests.warnings(value, context, now=NOW))


@fuzzing
@given(valid, contexts)
def test_no_number_of_a_result_is_beyond_those_of_feel(text: str, context: dict[str, object]) -> None:
    with contextlib.suppress(FeelError):
        found = parse(text, KNOWN).evaluate(context, now=NOW)
        if isinstance(found, Decimal):
            assert found.is_finite()
            assert len(found.as_tuple().digits) <= 34
