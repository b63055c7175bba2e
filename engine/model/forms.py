"""Validates what was posted against the form-js schema that the browser showed, field by field.

The schema is the only truth: what it does not name is refused, what it hides is dropped. Nothing here
knows where a form comes from or who fills it in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine import feel
from engine.errors import Finding
from engine.model import forms_values as values
from engine.model.forms_schema import CONTAINERS, FIELDS, check_schema, components, field_keys, used_names

__all__ = ["check_schema", "field_keys", "used_names", "validate"]

_MAX_ROUNDS = 10
_MISSING: Any = object()
Path = tuple[str | int, ...]


def validate(
    schema: Mapping[str, Any],
    data: Mapping[str, Any],
    context: Mapping[str, Any] | None = None,
    *,
    now: datetime | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> tuple[dict[str, Any], list[Finding]]:
    """The values to store, and what is wrong with what was posted.

    data: the posted values, nested for keys such as `a.b`. context: the variables of the case; hidden
    fields, bounds and options may depend on them. now: for fields that refuse past dates.

    Of a nested key, the other entries that the context has beside it are kept. A field that was not
    posted is not in the result; a field that was emptied is None in it. With findings the values are
    of no use. An expression of the form that goes over its budget decides nothing, so it is the only finding.
    """
    run = _Run(context or {}, now, functions)
    try:
        shown = run.without_hidden(schema, dict(data))
        run.unknown(schema, data, ())
        clean = run.fields(schema, shown, context or {}, {**run.context, **shown}, ())
    except _OverLimit as error:
        return {}, [error.finding]
    return clean, run.findings


class _OverLimit(Exception):
    """An expression of the form went over its budget."""

    def __init__(self, text: str, error: feel.FeelLimitError) -> None:
        self.finding = Finding(
            "form-limit",
            "The expression {text} of the form went over its limit: {detail}",
            params={"text": text, "detail": error.sentence},
        )


class _Run:
    """One validation: the context, and the findings so far."""

    def __init__(self, context: Mapping[str, Any], now: datetime | None, functions: Any) -> None:
        self.context, self.now, self.functions = context, now, functions
        self.findings: list[Finding] = []

    def evaluate(self, text: Any, scope: Mapping[str, Any]) -> Any:
        """The value of `=feel`, or the text itself; None when the expression is wrong."""
        if not isinstance(text, str) or not text.startswith("="):
            return text
        try:
            return feel.parse(text[1:].strip()).evaluate(scope, now=self.now, functions=self.functions)
        except feel.FeelLimitError as error:
            raise _OverLimit(text, error) from error
        except feel.FeelError:
            return None

    def holds(self, rule: Any, scope: Mapping[str, Any]) -> bool:
        """Whether a rule that hides or locks a field holds, as in the browser.

        It is read there as unary tests of nothing: without a value it holds, unless it is a `not(...)`.
        """
        if not isinstance(rule, str) or not rule.startswith("="):
            return rule is True
        if self.evaluate(rule, scope) is True:
            return True
        try:
            tests = feel.parse_unary(rule[1:].strip())
            return tests.matches(None, scope, now=self.now, functions=self.functions) is True
        except feel.FeelLimitError as error:
            raise _OverLimit(rule, error) from error
        except feel.FeelError:
            return False

    def is_hidden(self, component: Mapping[str, Any], scope: Mapping[str, Any]) -> bool:
        condition = component.get("conditional")
        return isinstance(condition, Mapping) and self.holds(condition.get("hide"), scope)

    def without_hidden(self, schema: Mapping[str, Any], data: dict[str, Any]) -> dict[str, Any]:
        """The data without fields that are hidden, until nothing changes: one may hide another."""
        for _ in range(_MAX_ROUNDS):
            kept = self._visible(schema, data, {**self.context, **data})
            if kept == data:
                break
            data = kept
        return data

    def _visible(
        self, schema: Mapping[str, Any], data: Mapping[str, Any], scope: Mapping[str, Any]
    ) -> dict[str, Any]:
        kept: dict[str, Any] = _copy(data)
        for component, path in components(schema):
            value = _get(kept, path)
            if self.is_hidden(component, scope):
                for key in [path] if path else list(field_keys(component)):
                    _remove(kept, key)
            elif component["type"] == "group":
                inner = value if path else kept
                if isinstance(inner, dict):
                    replaced = self._visible(component, inner, {**scope, **inner})
                    if path:
                        _set(kept, path, replaced)
                    else:
                        kept = replaced
            elif component["type"] == "dynamiclist" and isinstance(value, list):
                rows = [
                    self._visible(component, row, _row_scope(scope, row, i)) if isinstance(row, dict) else row
                    for i, row in enumerate(value)
                ]
                _set(kept, path, rows)
        return kept

    def fields(
        self,
        schema: Mapping[str, Any],
        data: Mapping[str, Any],
        before: Mapping[str, Any],
        scope: Mapping[str, Any],
        at: Path,
    ) -> dict[str, Any]:
        """The values to store of the visible fields of a form, group or row."""
        clean: dict[str, Any] = {}
        for component, path in components(schema):
            if self.is_hidden(component, scope):
                continue
            kind, value, old = component["type"], _get(data, path), _get(before, path)
            if kind == "group":
                inner = value if path else data
                if inner is not _MISSING and not isinstance(inner, Mapping):
                    self._add("form-type", "{label} must be a group of fields.", component, (*at, *path))
                    continue
                inner = {} if inner is _MISSING else inner
                known = (old if isinstance(old, Mapping) else {}) if path else before
                found = self.fields(component, inner, known, {**scope, **inner}, (*at, *path))
                _merge(clean, path, found, known)
            elif kind == "dynamiclist":
                if value is not _MISSING:
                    rows = self._rows(component, value, old, scope, (*at, *path))
                    _store(clean, before, path, rows)
            elif kind in FIELDS:
                checked = self._field(component, value, old, scope, (*at, *path))
                if checked is not _MISSING:
                    _store(clean, before, path, checked)
        return clean

    def _rows(
        self, component: Mapping[str, Any], rows: Any, before: Any, scope: Mapping[str, Any], at: Path
    ) -> list[Any]:
        if rows is None:
            return []
        wrong = not isinstance(rows, list) or len(rows) > values.MAX_ITEMS
        if wrong or not all(isinstance(row, Mapping) for row in rows):
            self._add("form-type", "{label} must be a list of rows.", component, at)
            return []
        old = before if isinstance(before, list) else []
        return [
            self.fields(component, row, _row(old, i), _row_scope(scope, row, i), (*at, i))
            for i, row in enumerate(rows)
        ]

    def _field(
        self, component: Mapping[str, Any], value: Any, old: Any, scope: Mapping[str, Any], at: Path
    ) -> Any:
        fixed = component.get("disabled") is True or self.holds(component.get("readonly"), scope)
        if fixed:
            known = None if old is _MISSING else old
            if value is not _MISSING and not values.is_empty(value) and not values.same(value, known):
                self._add("form-readonly", "{label} cannot be changed here.", component, at)
            return _MISSING
        validation = component.get("validate")
        bounds = {
            key: self._bound(bound, scope)
            for key, bound in (validation.items() if isinstance(validation, Mapping) else ())
        }
        if value is _MISSING and bounds.get("required") is not True:
            return _MISSING
        field = values.Field(component, bounds, self._options(component, scope), self.now)
        checked, problems = values.check(field, None if value is _MISSING else value)
        for rule, message, params in problems:
            self._add(rule, message, component, at, **params)
        return checked

    def _bound(self, bound: Any, scope: Mapping[str, Any]) -> Any:
        found = self.evaluate(bound, scope)
        if isinstance(found, str) and found.strip().lstrip("-").replace(".", "", 1).isdigit():
            return feel.parse("number(text)").evaluate({"text": found.strip()}) or found
        return found

    def _options(self, component: Mapping[str, Any], scope: Mapping[str, Any]) -> list[Any] | None:
        """The values that may be chosen, None when the schema gives no list."""
        found: Any = component.get("values")
        if component.get("valuesExpression"):
            found = self.evaluate("=" + str(component["valuesExpression"]).strip().removeprefix("="), scope)
        elif component.get("valuesKey"):
            found = _get(scope, tuple(str(component["valuesKey"]).split(".")))
        if not isinstance(found, list):
            return None
        return [item["value"] if isinstance(item, Mapping) and "value" in item else item for item in found]

    def unknown(self, schema: Mapping[str, Any], data: Mapping[str, Any], at: Path) -> None:
        """Findings for what was posted without a field."""
        fields: dict[str, Any] = {}
        for component, path in _flat(schema):
            level = fields
            for part in path[:-1]:
                level = level.setdefault(str(part), {})
                if not isinstance(level, dict):
                    break
            else:
                level[str(path[-1])] = (
                    component if component["type"] != "group" else level.get(str(path[-1]), {})
                )
        self._unknown(fields, data, at)

    def _unknown(self, known: Mapping[str, Any], data: Mapping[str, Any], at: Path) -> None:
        for key, value in data.items():
            entry = known.get(str(key))
            where = (*at, str(key))
            if entry is None:
                name = ".".join(map(str, where))
                self.findings.append(
                    Finding(
                        "form-unknown-field",
                        "The form has no field '{field}'.",
                        element=name[:200],
                        params={"field": name[:200]},
                    )
                )
            elif "type" not in entry or not isinstance(entry["type"], str):
                if isinstance(value, Mapping):
                    self._unknown(entry, value, where)
                elif value is not None:
                    self._add("form-type", "{label} must be a group of fields.", {"label": str(key)}, where)
            elif entry["type"] == "dynamiclist" and isinstance(value, list):
                for i, row in enumerate(value[: values.MAX_ITEMS]):
                    if isinstance(row, Mapping):
                        self.unknown(entry, row, (*where, i))

    def _add(self, rule: str, message: str, component: Mapping[str, Any], at: Path, **params: Any) -> None:
        key = ".".join(map(str, at))
        label = component.get("label") or component.get("dateLabel") or component.get("timeLabel") or key
        self.findings.append(Finding(rule, message, element=key, params={"label": str(label), **params}))


def _flat(schema: Mapping[str, Any], before: Path = ()) -> list[tuple[Mapping[str, Any], Path]]:
    """All fields and lists with their full paths; groups dissolved."""
    found: list[tuple[Mapping[str, Any], Path]] = []
    for component, path in components(schema):
        if component["type"] == "group":
            found += _flat(component, (*before, *path))
        elif path and (component["type"] in FIELDS or component["type"] in CONTAINERS):
            found.append((component, (*before, *path)))
    return found


def _row(rows: list[Any], i: int) -> Mapping[str, Any]:
    return rows[i] if i < len(rows) and isinstance(rows[i], Mapping) else {}


def _row_scope(scope: Mapping[str, Any], row: Mapping[str, Any], i: int) -> dict[str, Any]:
    """What an expression inside a row sees, as form-js has it: the row's own fields first."""
    return {**scope, **row, "this": row, "parent": scope, "i": i + 1}


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _get(data: Any, path: Path) -> Any:
    for part in path:
        if not isinstance(data, Mapping) or part not in data:
            return _MISSING
        data = data[part]
    return data


def _set(data: dict[str, Any], path: Path, value: Any) -> None:
    for part in path[:-1]:
        inner = data.get(str(part))
        if not isinstance(inner, dict):
            inner = data[str(part)] = {}
        data = inner
    data[str(path[-1])] = value


def _remove(data: Any, path: Path) -> None:
    inner = _get(data, path[:-1])
    if isinstance(inner, dict):
        inner.pop(str(path[-1]), None)


def _store(clean: dict[str, Any], before: Mapping[str, Any], path: Path, value: Any) -> None:
    """Set the value; beside a nested one, keep what the context has."""
    for size in range(1, len(path)):
        if _get(clean, path[:size]) is _MISSING:
            old = _get(before, path[:size])
            _set(clean, path[:size], dict(old) if isinstance(old, Mapping) else {})
    _set(clean, path, value)


def _merge(clean: dict[str, Any], path: Path, found: dict[str, Any], known: Mapping[str, Any]) -> None:
    if not path:
        clean.update(found)
    elif found:
        _set(clean, path, {**known, **found})
