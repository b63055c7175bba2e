"""The functions that search, cut, join and sort lists, after the table of the standard."""

from __future__ import annotations

import pytest

from engine.feel import FeelLimitError, parse


def value(text: str, **context: object) -> object:
    return parse(text).evaluate(context)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("list contains([1, null], null)", True),
        ("list contains([], null)", False),
        ('list contains([1, "2"], 2)', False),
        ("list contains([[1], {a: 2}], {a: 2.0})", True),
        ("list contains([[1, 2], 3], [1, 2])", True),
        ('list contains("a", "a")', True),
        ("list contains(null, 1)", None),
        ("list contains(element: 2, list: [1, 2])", True),
        ("count([1, null, [2, 3]])", 3),
        ("count([])", 0),
        ('count("a")', 1),
        ("count(null)", None),
        ("count(1, 2)", None),
        ("count(list: [1])", 1),
        ("index of([1, 2, 3, 2], 2)", [2, 4]),
        ("index of([null, 1, null], null)", [1, 3]),
        ("index of([[1], [2]], [2])", [2]),
        ("index of([1], 2)", []),
        ("index of(null, 1)", None),
        ("index of(match: 1, list: [1])", [1]),
        ("is empty([])", True),
        ("is empty([null])", False),
    ],
)
def test_searching(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sublist([4, 5, 6], 1, 2)", [4, 5]),
        ("sublist([4, 5, 6], 2)", [5, 6]),
        ("sublist([4, 5, 6], -2)", [5, 6]),
        ("sublist([4, 5, 6], -3, 1)", [4]),
        ("sublist([4, 5, 6], 3, 1)", [6]),
        ("sublist([4, 5, 6], 3, 2)", None),
        ("sublist([4, 5, 6], 4)", None),
        ("sublist([4, 5, 6], -4)", None),
        ("sublist([4, 5, 6], 0)", None),
        ("sublist([4, 5, 6], 1.5)", None),
        ("sublist([4, 5, 6], 1, 1.5)", None),
        ("sublist([4, 5, 6], 1, -1)", None),
        ("sublist([], 1)", None),
        ('sublist([4, 5, 6], "1")', None),
        ("sublist(7, 1)", [7]),
        ("sublist(length: 1, list: [4, 5], start position: 2)", [5]),
        ("insert before([1, 3], 1, 2)", [2, 1, 3]),
        ("insert before([1, 3], -1, 2)", [1, 2, 3]),
        ("insert before([1, 3], 2, null)", [1, None, 3]),
        ("insert before([1, 3], 3, 2)", None),
        ("insert before([], 1, 2)", None),
        ("insert before([1], 1.5, 2)", None),
        ("insert before(newItem: 0, position: 1, list: [1])", [0, 1]),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("remove([1, 2, 3], -3)", [2, 3]),
        ("remove([[1, 2], [3]], 1)", [[3]]),
        ("remove(1, 1)", []),
        ("remove([1], 0)", None),
        ("remove([1], 5)", None),
        ("remove(position: 1, list: [1, 2])", [2]),
        ("reverse([1, [2, 3], null])", [None, [2, 3], 1]),
        ("reverse([])", []),
        ("reverse(null)", None),
        ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
    ],
)
def test_cutting_by_position(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("list replace([2, 4, 7], 3, 6)", [2, 4, 6]),
        ("list replace([2, 4, 7], -3, [6])", [[6], 4, 7]),
        ("list replace(5, 1, null)", [None]),
        ("list replace([2, 4], 0, 6)", None),
        ("list replace([2, 4], 3, 6)", None),
        ("list replace([2, 4], -3, 6)", None),
        ("list replace([2, 4], 1.5, 6)", None),
        ("list replace([2, 4], null, 6)", None),
        ("list replace(null, 1, 6)", None),
        ("list replace([2, 4], 1)", None),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", [5, 5, 7, 8]),
        ('list replace(newItem: "b", match: function(i, n) i = "a", list: ["a", "c"])', ["b", "c"]),
        ("list replace([2, 4], function(item) true, 5)", None),
        ("list replace([2, 4], function(item, newItem) newItem, 5)", None),
        ("list replace([2, null], function(item, newItem) item > 1, 5)", None),
        ("list replace([], function(item, newItem) true, 5)", []),
    ],
)
def test_replacing(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("append([1], 2, [3], null)", [1, 2, [3], None]),
        ("append([], 2)", [2]),
        ("append(1, 2)", [1, 2]),
        ("append(null, 2)", None),
        ("concatenate([1, 2], [3], 4)", [1, 2, 3, 4]),
        ("concatenate([[1]], [[2], 3])", [[1], [2], 3]),
        ("concatenate([1])", [1]),
        ("concatenate([1], null)", None),
        ("concatenate()", None),
        ("union([1, 2], [2, 3], 1)", [1, 2, 3]),
        ("union([null], [1, null])", [None, 1]),
        ("union([1], null)", None),
        ("union()", None),
        ('distinct values([1, "1", 1.0, [1], [1], null, null, true])', [1, "1", [1], None, True]),
        ("distinct values([{a: 1}, {a: 2}, {a: 1.0}])", [{"a": 1}, {"a": 2}]),
        ("distinct values([])", []),
        ("distinct values(null)", None),
        ("duplicate values([1, 2, 1, 3, 3])", [1, 3]),
        ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
        ("flatten([{a: [1]}, null, []])", [{"a": [1]}, None]),
        ("flatten(1)", [1]),
        ("flatten(null)", None),
    ],
)
def test_joining(text: str, wanted: object) -> None:
    assert value(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sort([3, 1, 2])", [1, 2, 3]),
        ('sort(["b", "A", "a", "10", "9"])', ["10", "9", "A", "a", "b"]),
        ('sort([@"2026-03-01", @"2025-12-31"])[1].year', 2025),
        ('sort([1, "a"])', None),
        ("sort([1, null])", None),
        ("sort([])", []),
        ("sort(null)", None),
        ("sort([3, 1, 2], function(x, y) x > y)", [3, 2, 1]),
        ("sort(precedes: function(x, y) x < y, list: [2, 1])", [1, 2]),
        ("sort([{n: 2}, {n: 1}], function(x, y) x.n < y.n).n", [1, 2]),
        ("sort(5, function(x, y) x < y)", [5]),
        ("sort([2, 1], function(x) true)", None),
        ("sort([2, 1], function(x, y) x)", None),
        ("sort([2, null], function(x, y) x < y)", None),
    ],
)
def test_sorting(text: str, wanted: object) -> None:
    assert value(text) == wanted


def test_equal_items_keep_their_order_when_sorted() -> None:
    items = [{"n": 1, "at": "a"}, {"n": 0, "at": "b"}, {"n": 1, "at": "c"}, {"n": 0, "at": "d"}]

    assert value("sort(items, function(x, y) x.n < y.n).at", items=items) == ["b", "d", "a", "c"]


def test_a_list_given_is_never_changed() -> None:
    items: list[object] = [3, 1, 2]

    value(
        "[append(items, 4), sort(items), reverse(items), remove(items, 1), insert before(items, 1, 0)]",
        items=items,
    )

    assert items == [3, 1, 2]


def test_the_reason_tells_what_the_function_did_not_say() -> None:
    notes = parse("sort([2, 1], function(x, y) x - y)").warnings({})

    assert [note.text for note in notes] == ["The function of sort() must give true or false."]


@pytest.mark.parametrize(
    "call", ["list contains(items, -1)", "sublist(items, 1)", "sum(items)", "reverse(items)"]
)
def test_lists_cost_budget_by_their_length(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.feel.env.BUDGET", 1000)
    items = list(range(500))

    assert value(f"count([{call}])", items=items) == 1
    with pytest.raises(FeelLimitError):
        value(f"for i in 1..50 return {call}", items=items)
