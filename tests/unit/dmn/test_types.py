"""Types of variables and expressions: what conforms, what is converted, and what becomes null."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from engine.dmn import load
from engine.feel import YearsMonths
from tests.unit.dmn.samples import (
    decision,
    document,
    entry,
    function,
    given,
    invocation,
    knowledge,
    literal,
    table,
)


def item(name: str, base: str = "", allowed: str = "", inside: str = "", more: str = "") -> str:
    ref = f"<typeRef>{base}</typeRef>" if base else ""
    tests = f"<allowedValues><text>{allowed}</text></allowedValues>" if allowed else ""
    return f'<itemDefinition name="{name}"{more}>{ref}{tests}{inside}</itemDefinition>'


def part(name: str, base: str) -> str:
    return f'<itemComponent name="{name}"><typeRef>{base}</typeRef></itemComponent>'


LIST = ' isCollection="true"'
TYPES = "".join(
    [
        item("level", "string", '"科级","处级"'),
        item("alias", "level"),
        item("other", "level", '"正高"'),
        item("levels", "level", more=LIST),
        item("numbers", "number", more=LIST),
        item("small", "number", "[1..5]"),
        item("person", inside=part("name", "string") + part("level", "level")),
        item("people", "person", more=LIST),
        item("unit", inside=part("head", "person") + part("levels", "levels")),
        item("rows", inside=part("level", "level"), more=LIST),
        item("node", inside=part("value", "number") + part("next", "node")),
        item(
            "few", "number", inside="<typeConstraint><text>count(?) &lt; 3</text></typeConstraint>", more=LIST
        ),
        item("toLevel", inside='<functionItem outputTypeRef="level"><parameters name="x"/></functionItem>'),
        item("ofLevel", inside='<functionItem><parameters name="x" typeRef="level"/></functionItem>'),
    ]
)
PERSON = '{name: "演示甲", level: "处级", age: 40}'


@pytest.mark.parametrize(
    ("type_", "text", "value"),
    [
        ("number", "1 + 1", 2),
        ("string", "1 + 1", None),
        ("level", '"科级"', "科级"),
        ("level", '"部级"', None),
        ("alias", '"处级"', "处级"),
        ("alias", '"部级"', None),
        ("other", '"正高"', "正高"),
        ("other", '"科级"', None),
        ("small", "3", 3),
        ("small", "6", None),
        ("levels", '["科级", "处级"]', ["科级", "处级"]),
        ("levels", '["科级", "部级"]', None),
        ("levels", '["科级", null]', ["科级", None]),
        ("numbers", '[1, "x"]', None),
        ("numbers", "5", [5]),
        ("numbers", '"x"', None),
        ("numbers", "null", None),
        ("number", "[5]", 5),
        ("number", '["x"]', None),
        ("number", "[[5]]", None),
        ("number", "[1, 2]", None),
        ("person", PERSON, {"name": "演示甲", "level": "处级", "age": 40}),
        ("person", '{name: "演示甲"}', None),
        ("person", '{name: "演示甲", level: "x"}', None),
        ("people", PERSON, [{"name": "演示甲", "level": "处级", "age": 40}]),
        ("unit", f'{{head: {PERSON}, levels: "科级"}}.levels', None),
        ("rows", '[{level: "科级"}]', [{"level": "科级"}]),
        ("rows", '[{level: "x"}]', None),
        ("node", "{value: 1, next: {value: 2, next: null}}", {"value": 1, "next": {"value": 2, "next": None}}),
        ("node", "{value: 1, next: {value: 2}}", None),
        ("few", "[1, 2]", [1, 2]),
        ("few", "[1, 2, 3]", None),
        ("date and time", 'date("2026-02-03")', dt.datetime(2026, 2, 3, tzinfo=dt.UTC)),
        ("date", 'date and time("2026-02-03T10:00:00")', None),
        ("yearMonthDuration", 'duration("P2M")', YearsMonths(2)),
        ("unknown", "4", 4),
    ],
)  # fmt: skip
def test_a_decision_is_converted_to_its_type(type_: str, text: str, value: object) -> None:
    data = document(TYPES, decision("D", literal(text), type_=type_))
    data = data.replace(b"<definitions ", b'<definitions xmlns:feel="urn:feel" ')
    assert load(data).evaluate("D", {}) == value
    assert (
        load(document(TYPES, decision("D", literal(text, type_)))).evaluate("D", {}) == value or ":" in type_
    )


@pytest.mark.parametrize(
    ("type_", "given_", "value"),
    [
        ("level", "处级", "处级"),
        ("level", "部级", None),
        ("person", {"name": "演示甲", "level": "部级"}, None),
        ("numbers", 7, [7]),
        ("number", [7], 7),
        ("date", "2026-02-03", dt.date(2026, 2, 3)),
        ("date", "x", None),
        ("small", 0, None),
    ],
)
def test_what_is_given_is_converted_to_the_type_of_the_input(type_: str, given_: Any, value: object) -> None:
    model = load(document(TYPES, given("x", type_), decision("D", literal("x"), ["in:x"])))
    assert model.evaluate("D", {"x": given_}) == value


LAMBDA = '(function(a: level) a = "科级")(x)'


@pytest.mark.parametrize(
    ("logic", "good", "bad"),
    [
        (f"<context>{entry('a', 'x', 'level')}</context>", {"a": "科级"}, {"a": None}),
        (f"<list>{literal('x', 'level')}</list>", ["科级"], [None]),
        (f'<list typeRef="levels">{literal("x")}</list>', ["科级"], None),
        (f'<relation><column name="c" typeRef="level"/><row>{literal("x")}</row></relation>', [{"c": "科级"}], [{"c": None}]),
        (f'<relation typeRef="rows"><column name="level"/><row>{literal("x")}</row></relation>', [{"level": "科级"}], None),
        (invocation("function(a) a", {"a": "x"}, "level"), "科级", None),
        (table([], [("x",)]).replace("<output>", '<output typeRef="level">'), "科级", None),
        (table([], [("x",)], allowed_out={0: '"科级"'}), "科级", None),
        (table([], [("x",)]).replace('id="t"', 'id="t" typeRef="level"'), "科级", None),
        (table([], [("x", "x")], outputs=("a", "b")).replace('<outputEntry id="r1c1">', '<outputEntry id="r1c1" typeRef="level">'),
         {"a": "科级", "b": "科级"}, {"a": None, "b": "x"}),
        (literal("x instance of level"), True, True),
        (literal("f(x)"), "科级", None),
        (literal("g(x)"), "科级", None),
        (literal("h(x)"), "科级", None),
        (literal('h2(x)'), True, None),
        (literal("fd(x)"), "科级", None),
        (f"<context>{entry('f', function({'a': ''}, 'a'), 'level')}{entry('', 'f(x)')}</context>", "科级", None),
        (literal("typed(x)"), "科级", None),
    ],
)  # fmt: skip
def test_types_are_kept_in_all_places(logic: str, good: object, bad: object) -> None:
    model = load(
        document(
            TYPES,
            given("x"),
            knowledge("f", {"a": "level"}, "a"),
            knowledge("g", {"a": ""}, "a", of="toLevel"),
            knowledge("h", {"a": ""}, "a", type_="toLevel"),
            knowledge("h2", {"a": ""}, "a = a", type_="ofLevel"),
            decision("fd", function({"a": "level"}, "a")),
            decision("typed", literal("function(a) a", "toLevel")),
            decision("D", logic, ["in:x", "bkm:f", "bkm:g", "bkm:h", "bkm:h2", "fd", "typed"]),
        )
    )
    assert model.evaluate("D", {"x": "科级"}) == good
    assert model.evaluate("D", {"x": "x"}) == bad


def test_a_function_of_another_shape_is_not_of_a_function_type() -> None:
    model = load(document(TYPES, decision("D", literal("function(a, b) a"), type_="toLevel")))
    assert model.evaluate("D", {}) is None


def test_a_value_that_does_not_conform_is_told() -> None:
    outcome = load(document(TYPES, decision("D", literal('"x"'), type_="level"))).decide("D", {})
    assert [warning.text for warning in outcome.warnings] == ["A value of type string is no 'level'."]
