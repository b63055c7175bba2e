"""What lint finds in a form before anybody fills it in."""

from __future__ import annotations

from typing import Any

import pytest

from engine.model.forms import check_schema, field_keys, used_names


def form(*components: Any) -> dict[str, Any]:
    return {"type": "default", "id": "f", "components": list(components)}


@pytest.mark.parametrize(
    ("component", "rule", "element"),
    [
        ({"type": "filepicker", "key": "x"}, "form-component", "x"),
        ({"type": "html", "content": "<b>"}, "form-component", ""),
        ({"key": "x"}, "form-component", ""),
        ({"type": "textfield", "id": "f1"}, "form-key", "f1"),
        ({"type": "textfield", "key": "a..b"}, "form-key", "a..b"),
        ({"type": "dynamiclist", "components": []}, "form-key", ""),
        ({"type": "textfield", "key": "x", "conditional": {"hide": "=a >"}}, "form-feel", "x"),
        ({"type": "number", "key": "x", "validate": {"max": "=1 +"}}, "form-feel", "x"),
        ({"type": "select", "key": "x"}, "form-options", "x"),
        ({"type": "select", "key": "x", "values": [{"label": "甲"}]}, "form-options", "x"),
        ({"type": "radio", "key": "x", "values": [{"value": 1}, {"value": 1}]}, "form-options", "x"),
        ({"type": "radio", "key": "x", "values": [{"value": 1}], "valuesKey": "y"}, "form-options", "x"),
        ({"type": "datetime", "key": "x", "subtype": "year"}, "form-component", "x"),
        ({"type": "textfield", "key": "x", "validate": {"pattern": "("}}, "form-validate", "x"),
        ({"type": "textfield", "key": "x", "validate": {"requird": True}}, "form-validate", "x"),
        ({"type": "number", "key": "x", "validate": {"min": 5, "max": 1}}, "form-validate", "x"),
        (
            {"type": "group", "path": "g", "components": [{"type": "chart", "key": "x"}]},
            "form-component",
            "g.x",
        ),
    ],
)
def test_finding(component: Any, rule: str, element: str) -> None:
    assert [(f.rule, f.element) for f in check_schema(form(component))] == [(rule, element)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("=trim(name)", ["trim"]),
        ("=sort(list)", ["sort(list)"]),
        ("=sort(list, function(a, b) a < b)", []),
        ("=x instance of number", ["instance of"]),
        ("=[is empty(list), for i in list return trim(i)]", ["is empty", "trim"]),
        ('=contains(name, "a") and count(list) > 0', []),
    ],
)
def test_what_the_browser_does_not_know_is_a_warning(text: str, found: list[str]) -> None:
    findings = check_schema(form({"type": "textfield", "key": "x", "conditional": {"hide": text}}))
    assert [(f.rule, f.severity, f.params["what"]) for f in findings] == [
        ("form-browser", "warning", what) for what in found
    ]


def test_keys_must_differ() -> None:
    schema = form(
        {"type": "textfield", "key": "a.b"},
        {"type": "textfield", "key": "a"},
        {"type": "group", "components": [{"type": "textfield", "key": "c"}]},
    )
    assert [(f.rule, f.element) for f in check_schema(schema)] == [("form-key", "a")]


def test_a_good_form_has_no_findings() -> None:
    schema = form(
        {"type": "text", "text": "说明"},
        {"type": "textfield", "key": "name", "validate": {"required": True, "pattern": "^[一-龥]+$"}},
        {"type": "select", "key": "unit", "valuesExpression": "=units"},
        {
            "type": "number",
            "key": "n",
            "conditional": {"hide": "=unit = null"},
            "validate": {"max": "=limit"},
        },
    )
    assert check_schema(schema) == []
    assert list(field_keys(schema)) == [("name",), ("unit",), ("n",)]
    assert used_names(schema) == {"units", "unit", "limit"}


def test_no_components_is_a_finding() -> None:
    assert [f.rule for f in check_schema({"id": "f"})] == ["form-component"]
