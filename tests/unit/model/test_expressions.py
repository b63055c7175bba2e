"""Texts as values: FEEL is parsed, other languages are named."""

from __future__ import annotations

import pytest

from engine.feel import Expression
from engine.model import expressions, lint  # noqa: F401  registers all rules
from engine.model.expressions import Place
from engine.model.findings import Report
from engine.model.host import HOST_FUNCTIONS


def read(text: str | None, must_be_feel: bool = False):
    report = Report()
    place = Place(report, "e", 7)
    found = expressions.expression(text, place) if must_be_feel else expressions.value(text, place)
    return found, [(f.rule, f.line) for f in report.findings]


def test_a_text_without_equals_sign_is_itself():
    assert read(" petition_clerk ") == ("petition_clerk", [])
    assert read("") == (None, [])
    assert read(None) == (None, [])


def test_a_text_with_equals_sign_is_feel():
    found, wrong = read("=a + 1")
    assert isinstance(found, Expression)
    assert (found.evaluate({"a": 1}), wrong) == (2, [])


@pytest.mark.parametrize("text", ["a > 1", "=a > 1", " = a > 1 "])
def test_a_condition_is_feel_with_or_without_equals_sign(text):
    assert read(text, must_be_feel=True)[0].evaluate({"a": 2}) is True


@pytest.mark.parametrize(
    "text", ["${a}", "#{a.b}", "a && b", "a || b", "a is None", "x == None", "a == True", "True"]
)
def test_other_languages_are_named(text):
    assert read(text, must_be_feel=True) == (None, [("not-feel", 7)])


def test_juel_in_a_text_is_named_too():
    assert read("${initiator}") == (None, [("not-feel", 7)])


def test_text_that_looks_like_juel_inside_a_string_is_feel():
    found, wrong = read('"costs ${x}"', must_be_feel=True)
    assert (found.evaluate({}), wrong) == ("costs ${x}", [])


@pytest.mark.parametrize("text", ["a +", "(a", "if a then b"])
def test_broken_feel_is_a_finding(text):
    assert read(text, must_be_feel=True) == (None, [("feel-syntax", 7)])


def test_the_line_within_a_long_text_is_counted():
    assert read("a\n+ b\n+ )", must_be_feel=True)[1] == [("feel-syntax", 9)]


@pytest.mark.parametrize("name", sorted(HOST_FUNCTIONS))
def test_functions_of_the_engine_can_be_called(name):
    assert read(f"{name}(a, b)", must_be_feel=True)[0].functions == {name}


def test_an_endless_expression_is_refused_without_reading_it():
    assert read("1 + " * 100_000, must_be_feel=True) == (None, [("feel-syntax", 7)])
