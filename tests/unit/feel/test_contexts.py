"""The context functions, after the table of the standard."""

from __future__ import annotations

import pytest

from engine.feel import parse


def value(text: str, **context: object) -> object:
    return parse(text).evaluate(context)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('get value({a: 1}, "a")', 1),
        ('get value({a: null}, "a")', None),
        ('get value({a: 1}, "x")', None),
        ("get value({a: 1}, 1)", None),
        ("get value({a: 1}, null)", None),
        ('get value("a", "a")', None),
        ('get value(null, "a")', None),
        ("get value({a: 1})", None),
        ('get value(key: "a", m: {a: 1})', 1),
        ('get value(context: {a: 1}, key: "a")', 1),
        ('get value({a: {b: 2}}, ["a", "b"])', 2),
        ('get value({a: 2}, ["a", "b"])', None),
        ("get entries({a: 1, b: null})", [{"key": "a", "value": 1}, {"key": "b", "value": None}]),
        ("get entries({})", []),
        ("get entries(null)", None),
        ("get entries([1])", None),
        ("get entries(m: {a: 1}).key", ["a"]),
        ("get entries(context: {a: 1}).value", [1]),
        ("get entries({a: 1}, {b: 2})", None),
    ],
)
def test_reading(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('context([{key: "a", value: 1}, {key: "b", value: null}])', {"a": 1, "b": None}),
        ('context({key: "", value: 1, more: 2})', {"": 1}),
        ("context([])", {}),
        ('context([{key: "a", value: 1}, {key: "a", value: 1}])', None),
        ('context([{key: "a"}])', None),
        ("context([{value: 1}])", None),
        ("context([{key: null, value: 1}])", None),
        ("context([{key: 1, value: 1}])", None),
        ("context([1])", None),
        ("context(null)", None),
        ("context()", None),
        ('context(entries: [{key: "a", value: 1}])', {"a": 1}),
        ('context(entry: [{key: "a", value: 1}])', None),
        ("context(get entries({x: 1, y: [2]}))", {"x": 1, "y": [2]}),
    ],
)
def test_making_from_entries(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('context put({a: 1}, "b", 2)', {"a": 1, "b": 2}),
        ('context put({}, "a", null)', {"a": None}),
        ('context put({a: 1}, "", 2)', {"a": 1, "": 2}),
        ("context put({a: 1}, null, 2)", None),
        ("context put({a: 1}, 1, 2)", None),
        ('context put(null, "a", 2)', None),
        ('context put([], "a", 2)', None),
        ('context put({}, "a")', None),
        ('context put(value: 1, key: "a", context: {})', {"a": 1}),
        ('context put({a: {b: 1}}, ["a", "c"], 2)', {"a": {"b": 1, "c": 2}}),
        ('context put({a: {b: {c: 1}}}, ["a", "b", "c"], 2)', {"a": {"b": {"c": 2}}}),
        ('context put({x: 1}, ["y", "z"], 2)', {"x": 1, "y": {"z": 2}}),
        ('context put({a: 1}, ["a"], 2)', {"a": 2}),
        ('context put(context: {a: {b: 1}}, keys: ["a", "b"], value: 2)', {"a": {"b": 2}}),
        ('context put(context: {a: {b: 1}}, key: ["a", "b"], value: 2)', None),
        ('context put({a: 1}, ["a", "b"], 2)', None),
        ('context put({a: {}}, ["a", null], 2)', None),
        ("context put({a: 1}, [], 2)", None),
        ("context merge([{a: 1}, {a: 2, b: 3}])", {"a": 2, "b": 3}),
        ("context merge([{a: {x: 1}}, {a: {y: 2}}])", {"a": {"y": 2}}),
        ("context merge({a: 1})", {"a": 1}),
        ("context merge([])", {}),
        ("context merge([{a: 1}, null])", None),
        ("context merge([{a: 1}, 2])", None),
        ("context merge(null)", None),
        ("context merge({a: 1}, {b: 2})", None),
        ("context merge(contexts: [{a: 1}])", {"a": 1}),
    ],
)
def test_changing(text: str, wanted: object) -> None:
    assert value(text) == wanted


def test_a_changed_entry_keeps_its_place() -> None:
    assert value('get entries(context put({a: 1, b: 2, c: 3}, "b", 0)).key') == ["a", "b", "c"]


def test_a_context_given_is_never_changed() -> None:
    given = {"a": {"b": 1}}

    value('[context put(x, ["a", "b"], 2), context merge([x, {a: 3}])]', x=given)

    assert given == {"a": {"b": 1}}
