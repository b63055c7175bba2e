"""What a posted form may hold, and what is refused by which rule at which field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from engine.feel import env
from engine.model.forms import validate
from tests.unit.hang import no_hang


def field(kind: str, key: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": "栏目", **more}


def form(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": "default", "id": "f", "components": list(components)}


def rules(schema: dict[str, Any], data: Mapping[str, Any], **more: Any) -> list[tuple[str, str]]:
    return [(f.rule, f.element) for f in validate(schema, data, **more)[1]]


def clean(schema: dict[str, Any], data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    values, findings = validate(schema, data, **more)
    assert findings == []
    return values


OPTIONS = [{"value": "A", "label": "甲"}, {"value": 2, "label": "乙"}]


@pytest.mark.parametrize(
    ("component", "posted", "stored"),
    [
        (field("textfield"), "信访", "信访"),
        (field("textfield"), "", None),
        (field("textarea"), "一\n二", "一\n二"),
        (field("number"), 5, 5),
        (field("number"), 5.0, 5),
        (field("number"), 0.1, Decimal("0.1")),
        (field("number"), Decimal("12345678901234567890.5"), Decimal("12345678901234567890.5")),
        (field("number", serializeToString=True), "12.50", "12.50"),
        (field("number"), None, None),
        (field("checkbox"), True, True),
        (field("checkbox"), None, False),
        (field("select", values=OPTIONS), "A", "A"),
        (field("radio", values=OPTIONS), 2, 2),
        (field("checklist", values=OPTIONS), ["A", 2], ["A", 2]),
        (field("taglist", values=OPTIONS), [], []),
        (field("datetime"), "2026-01-05", "2026-01-05"),
        (field("datetime", subtype="time"), "09:30", "09:30:00"),
        (field("datetime", subtype="datetime"), "2026-01-05T09:30+08:00", "2026-01-05T09:30:00+08:00"),
        (field("datetime", subtype="datetime"), "2026-01-05T09:30Z", "2026-01-05T09:30:00Z"),
    ],
)
def test_values_are_stored_as_the_engine_reads_them(component: Any, posted: object, stored: object) -> None:
    assert clean(form(component), {"x": posted}) == {"x": stored}


@pytest.mark.parametrize(
    ("component", "posted", "rule"),
    [
        (field("textfield"), 5, "form-type"),
        (field("textfield"), "a\nb", "form-type"),
        (field("textarea"), "a\x00b", "form-type"),
        (field("textarea"), "x" * 100_001, "form-max-length"),
        (field("number"), "5", "form-type"),
        (field("number"), True, "form-type"),
        (field("number"), float("nan"), "form-type"),
        (field("number", decimalDigits=0), 1.5, "form-digits"),
        (field("number", decimalDigits=2), Decimal("1.005"), "form-digits"),
        (field("number", validate={"min": 1}), 0, "form-min"),
        (field("number", validate={"max": "10"}), 11, "form-max"),
        (field("checkbox"), "yes", "form-type"),
        (field("checkbox", validate={"required": True}), False, "form-required"),
        (field("select", values=OPTIONS), "B", "form-option"),
        (field("select", values=OPTIONS), "2", "form-option"),
        (field("select", values=OPTIONS), {"a": 1}, "form-option"),
        (field("select"), "A", "form-option"),
        (field("checklist", values=OPTIONS), "A", "form-type"),
        (field("checklist", values=OPTIONS), ["A", "B"], "form-option"),
        (field("checklist", values=OPTIONS), ["A", "A"], "form-option"),
        (field("checklist", values=OPTIONS, validate={"required": True}), [], "form-required"),
        (field("datetime"), "2026-02-30", "form-date"),
        (field("datetime"), "2026-01-05T09:30", "form-date"),
        (field("datetime", subtype="time"), "25:00", "form-date"),
        (field("datetime", subtype="datetime"), "2026-01-05", "form-date"),
        (field("textfield", validate={"required": True}), "   ", "form-required"),
        (field("textfield", validate={"required": True}), None, "form-required"),
        (field("textfield", validate={"minLength": 3}), " ab ", "form-min-length"),
        (field("textfield", validate={"maxLength": 3}), "abcd", "form-max-length"),
        (field("textfield", validate={"pattern": "^1[0-9]{10}$"}), "123", "form-pattern"),
        (field("textfield", validate={"validationType": "email"}), "nobody", "form-pattern"),
        (field("textfield", validate={"validationType": "phone"}), "call me", "form-pattern"),
    ],
)
def test_wrong_values_are_refused_at_their_field(component: Any, posted: object, rule: str) -> None:
    assert rules(form(component), {"x": posted}) == [(rule, "x")]


def test_a_finding_reads_as_a_sentence() -> None:
    _, findings = validate(form(field("number", validate={"min": 1})), {"x": 0})
    assert findings[0].message == "{label} must be at least {limit}."
    assert findings[0].text == "栏目 must be at least 1."


@pytest.mark.parametrize(
    ("pattern", "value", "accepted"),
    [
        ("^[A-Za-z0-9〔〕\\-\\u4e00-\\u9fa5]{4,30}$", "信访〔2026〕15号", True),
        ("^\\d{6}(19|20)\\d{2}(0[1-9]|1[0-2])\\d{2}\\d{3}[\\dXx]$", "110101199003070012", True),
        ("^(?!.*--)[a-z-]+$", "a--b", False),
        ("\\bcat\\b", "a cat sat", True),
        ("^a{,3}$", "a{,3}", True),
    ],
)
def test_patterns_are_those_of_the_browser(pattern: str, value: str, accepted: bool) -> None:
    found = rules(form(field("textfield", validate={"pattern": pattern})), {"x": value})
    assert (found == []) is accepted


def test_a_pattern_that_explodes_is_no_match_and_takes_no_time() -> None:
    schema = form(field("textfield", validate={"pattern": "^((a+)+)+\\2b$"}))
    with no_hang():
        assert rules(schema, {"x": "a" * 60}) == [("form-pattern", "x")]


def test_a_missing_field_is_refused_only_when_required() -> None:
    schema = form(field("textfield", "a", validate={"required": True}), field("textfield", "b"))
    assert rules(schema, {}) == [("form-required", "a")]
    assert clean(schema, {"a": "x"}) == {"a": "x"}


def test_required_may_be_an_expression() -> None:
    schema = form(field("checkbox", "late"), field("textarea", "why", validate={"required": "=late = true"}))
    assert rules(schema, {"late": True}) == [("form-required", "why")]
    assert clean(schema, {"late": False}) == {"late": False}


def test_bounds_may_depend_on_the_case() -> None:
    schema = form(field("number", validate={"max": "=asked"}))
    assert rules(schema, {"x": 6}, context={"asked": 5}) == [("form-max", "x")]
    assert clean(schema, {"x": 5}, context={"asked": 5}) == {"x": 5}


def test_unknown_fields_are_refused_at_every_level() -> None:
    schema = form(
        field("textfield", "a.b"),
        {"type": "group", "path": "g", "components": [field("textfield", "c")]},
        {"type": "dynamiclist", "path": "rows", "components": [field("textfield", "d")]},
        {"type": "text", "text": "hello"},
    )
    posted = {
        "a": {"b": "1", "z": "2"}, "g": {"c": "3", "y": "4"}, "rows": [{"d": "5", "w": "6"}],
        "role": "admin", "text": "x",
    }  # fmt: skip
    assert sorted(rules(schema, posted)) == [
        ("form-unknown-field", name) for name in ("a.z", "g.y", "role", "rows.0.w", "text")
    ]


def test_hidden_fields_are_dropped_and_not_required() -> None:
    schema = form(
        field("radio", "ok", values=[{"value": "YES"}, {"value": "NO"}]),
        field("textarea", "why", validate={"required": True}, conditional={"hide": '=ok = "YES"'}),
    )
    assert clean(schema, {"ok": "YES", "why": "left over"}) == {"ok": "YES"}
    assert rules(schema, {"ok": "NO"}) == [("form-required", "why")]


def test_what_a_hidden_field_held_hides_nothing_itself() -> None:
    schema = form(
        field("checkbox", "a"),
        field("checkbox", "b", conditional={"hide": "=a != true"}),
        field("textfield", "c", validate={"required": True}, conditional={"hide": "=b = true"}),
    )
    assert rules(schema, {"a": False, "b": True}) == [("form-required", "c")]


def test_a_hidden_group_hides_all_its_fields() -> None:
    inner = [field("textfield", "a", validate={"required": True})]
    plain = {"type": "group", "components": inner, "conditional": {"hide": "=true"}}
    assert clean(form(plain), {"a": "x"}) == {}
    assert clean(form({**plain, "path": "g"}), {"g": {"a": "x"}}) == {}


def test_fixed_fields_are_ignored_unchanged_and_refused_changed() -> None:
    schema = form(field("number", "a", readonly=True), field("textfield", "b", disabled=True))
    context = {"a": 5, "b": "old"}
    assert clean(schema, {"a": 5, "b": "old"}, context=context) == {}
    assert clean(schema, {}, context=context) == {}
    assert rules(schema, {"a": 6, "b": "old"}, context=context) == [("form-readonly", "a")]


def test_fixed_may_be_an_expression() -> None:
    schema = form(field("number", "a", readonly="=sealed"))
    assert rules(schema, {"a": 6}, context={"a": 5, "sealed": True}) == [("form-readonly", "a")]
    assert clean(schema, {"a": 6}, context={"a": 5, "sealed": False}) == {"a": 6}


def test_options_come_from_the_case() -> None:
    by_key = form(field("select", valuesKey="lists.offices"))
    by_feel = form(field("radio", valuesExpression="=for o in lists.offices return {value: o, label: o}"))
    context = {"lists": {"offices": ["规划", "住建"]}}
    for schema in (by_key, by_feel):
        assert clean(schema, {"x": "住建"}, context=context) == {"x": "住建"}
        assert rules(schema, {"x": "水利"}, context=context) == [("form-option", "x")]
        assert rules(schema, {"x": "住建"}) == [("form-option", "x")]


def test_options_may_depend_on_another_field() -> None:
    schema = form(
        field("textfield", "kind"),
        field("select", "sub", valuesExpression='=if kind = "a" then ["1"] else ["2"]'),
    )
    assert clean(schema, {"kind": "a", "sub": "1"}) == {"kind": "a", "sub": "1"}
    assert rules(schema, {"kind": "b", "sub": "1"}) == [("form-option", "sub")]


def test_beside_a_nested_field_the_case_keeps_what_it_has() -> None:
    schema = form(
        field("textfield", "who.name"), {"type": "group", "path": "g", "components": [field("number")]}
    )
    context = {"who": {"name": "旧", "id": 7}, "g": {"x": 1, "y": 2}}
    assert clean(schema, {"who": {"name": "新"}, "g": {"x": 3}}, context=context) == {
        "who": {"name": "新", "id": 7},
        "g": {"x": 3, "y": 2},
    }


def test_rows_are_checked_one_by_one_with_their_own_values() -> None:
    schema = form(
        {
            "type": "dynamiclist",
            "path": "people",
            "components": [
                field("textfield", "name", validate={"required": True}),
                field("number", "age", conditional={"hide": "=staff = true or hide all = true"}),
                field("checkbox", "staff"),
            ],
        }
    )
    rows = [{"name": "演示甲", "age": 30}, {"name": "演示乙", "age": 3, "staff": True}]
    assert clean(schema, {"people": rows})["people"] == [rows[0], {"name": "演示乙", "staff": True}]
    assert rules(schema, {"people": [{"name": "x"}, {"name": ""}]}) == [("form-required", "people.1.name")]
    assert rules(schema, {"people": "x"}) == [("form-type", "people")]
    assert rules(schema, {"people": ["x"]}) == [("form-type", "people")]


def test_a_group_must_be_a_group() -> None:
    schema = form(field("textfield", "a.b"))
    assert rules(schema, {"a": "x"}) == [("form-type", "a")]


def test_past_dates_may_be_refused() -> None:
    schema = form(field("datetime", disallowPassedDates=True))
    now = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)
    assert rules(schema, {"x": "2026-01-04"}, now=now) == [("form-date", "x")]
    assert clean(schema, {"x": "2026-01-05"}, now=now) == {"x": "2026-01-05"}


@pytest.mark.parametrize(
    ("rule", "hidden"),
    [
        ("=days > 5", True),
        ("=flag", True),
        ("=not(days > 5)", False),
        ("=not(flag)", False),
        ("=days = 5", False),
        ("=days != null and days > 5", False),
        ("=true", True),
        ("=false", False),
        ("=5", False),
    ],
)
def test_a_rule_without_a_value_hides_unless_it_is_negated(rule: str, hidden: bool) -> None:
    """As the browser decides it: a field that nobody saw is not asked for."""
    schema = form(field("textfield", "why", validate={"required": True}, conditional={"hide": rule}))
    findings = validate(schema, {})[1]
    assert [f.rule for f in findings] == ([] if hidden else ["form-required"])


def test_a_wrong_expression_hides_nothing() -> None:
    schema = form(field("textfield", conditional={"hide": "=a >"}))
    assert clean(schema, {"x": "1"}) == {"x": "1"}


ENDLESS = "=count(for i in 1..100000000 return i) > 0"


@pytest.mark.parametrize(
    "rule",
    [{"conditional": {"hide": ENDLESS}}, {"readonly": ENDLESS}, {"validate": {"required": ENDLESS}}],
)
def test_a_rule_over_its_limit_is_told_and_decides_nothing(
    rule: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(env, "BUDGET", 1_000)
    values, (finding,) = validate(form(field("textfield", **rule)), {"x": "a"})
    assert (values, finding.rule) == ({}, "form-limit")
    assert "1000 steps" in finding.text
