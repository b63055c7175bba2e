"""Reads form-js schemas: which fields there are, which names they use, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine import feel
from engine.errors import Finding
from engine.feel import regex
from engine.model.forms_browser import not_in_browser

FIELDS = frozenset(
    ["textfield", "textarea", "number", "select", "radio", "checkbox", "checklist", "taglist", "datetime"]
)
CONTAINERS = frozenset(["group", "dynamiclist"])
SHOWN = frozenset(["text", "separator", "spacer", "button"])
_CHOICES = frozenset(["select", "radio", "checklist", "taglist"])
_VALIDATION = frozenset(["required", "min", "max", "minLength", "maxLength", "pattern", "validationType"])
_MAX_DEPTH = 8
_MAX_PARTS = 20
Path = tuple[str, ...]


def components(schema: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Path]]:
    """The components directly inside, each with the path of its key; malformed ones are left out."""
    inside = schema.get("components")
    for component in inside if isinstance(inside, list) else ():
        if isinstance(component, Mapping) and isinstance(component.get("type"), str):
            path = _path(component)
            if path or component["type"] not in FIELDS | {"dynamiclist"}:
                yield component, path


def _path(component: Mapping[str, Any]) -> Path:
    key = component.get("path" if component.get("type") in CONTAINERS else "key")
    return tuple(key.split(".")) if isinstance(key, str) and key else ()


def field_keys(schema: Mapping[str, Any], before: Path = ()) -> Iterator[Path]:
    """The paths of all fields; a list counts as one field."""
    for component, path in components(schema):
        if component["type"] == "group":
            yield from field_keys(component, before + path)
        elif component["type"] in FIELDS or component["type"] == "dynamiclist":
            yield before + path


def used_names(schema: Mapping[str, Any]) -> frozenset[str]:
    """The variables that the form's expressions read, its own fields included."""
    names: set[str] = set()
    for component in _all(schema, 0):
        for _, text in _expressions(component):
            try:
                names |= feel.parse(text).names
            except feel.FeelError:
                continue
        key = component.get("valuesKey")
        if isinstance(key, str) and key:
            names.add(key.split(".")[0])
    return frozenset(names - {"this", "parent", "i"})


def _all(schema: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    inside = schema.get("components")
    for component in inside if isinstance(inside, list) and depth <= _MAX_DEPTH else ():
        if isinstance(component, Mapping):
            yield component
            yield from _all(component, depth + 1)


def _expressions(component: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The FEEL of a component: where it stands, and its text without the leading `=`."""
    conditional, validation = component.get("conditional"), component.get("validate")
    texts: dict[str, Any] = {}
    if isinstance(conditional, Mapping):
        hide = conditional.get("hide")
        texts["conditional.hide"] = "=" + hide.removeprefix("=") if isinstance(hide, str) and hide else hide
    if isinstance(validation, Mapping):
        texts |= {f"validate.{key}": value for key, value in validation.items() if key != "pattern"}
    texts["readonly"] = component.get("readonly")
    options = component.get("valuesExpression")
    texts["valuesExpression"] = (
        "=" + options.removeprefix("=") if isinstance(options, str) and options else None
    )
    for key in ("label", "description", "text"):
        texts[key] = component.get(key)
    for where, text in texts.items():
        if isinstance(text, str) and text.startswith("="):
            yield where, text[1:].strip()


def check_schema(schema: Mapping[str, Any], file: str = "") -> list[Finding]:
    """What is wrong with a schema: form-component, -key, -feel, -browser, -options, -validate."""
    check = _Check(file)
    if not isinstance(schema.get("components"), list):
        check.add("form-component", "The form has no components.", "")
        return check.findings
    check.level(schema, (), 0)
    return check.findings


class _Check:
    def __init__(self, file: str) -> None:
        self.file, self.findings = file, list[Finding]()

    def add(self, rule: str, message: str, element: str, **params: Any) -> None:
        self.findings.append(Finding(rule, message, file=self.file, element=element, params=params))

    def level(self, schema: Mapping[str, Any], before: Path, depth: int) -> None:
        """One form, group or list."""
        if depth > _MAX_DEPTH:
            self.add("form-component", "The form is nested deeper than {limit} levels.", "", limit=_MAX_DEPTH)
            return
        seen: dict[Path, bool] = {}
        inside = schema.get("components")
        for component in inside if isinstance(inside, list) else ():
            if not isinstance(component, Mapping) or not isinstance(component.get("type"), str):
                self.add("form-component", "A component has no type.", ".".join(before))
                continue
            self._component(component, before, depth, seen)

    def _component(
        self, component: Mapping[str, Any], before: Path, depth: int, seen: dict[Path, bool]
    ) -> None:
        kind, path = component["type"], _path(component)
        name = ".".join(before + path) or str(component.get("id", ""))
        if kind not in FIELDS | CONTAINERS | SHOWN:
            self.add("form-component", "Components of type '{type}' are not supported.", name, type=kind)
            return
        if not path and (kind in FIELDS or kind == "dynamiclist"):
            self.add(
                "form-key", "The {type} '{id}' has no key.", name, type=kind, id=str(component.get("id", ""))
            )
        if any(not part for part in path):
            self.add("form-key", "The key '{key}' has an empty part.", name, key=".".join(path))
        if len(path) > _MAX_PARTS:
            self.add(
                "form-key", "The key of a field has more than {limit} parts.", name[:80], limit=_MAX_PARTS
            )
        elif path and kind != "group":
            before_it = [path[:count] for count in range(1, len(path) + 1)]
            if path in seen or any(seen.get(part) for part in before_it):
                message = "The key '{key}' is used twice, or inside another."
                self.add("form-key", message, name, key=".".join(path))
            for part in before_it:
                seen[part] = seen.get(part, False) or part == path
        self._texts(component, name)
        self._validation(component, name)
        if kind in _CHOICES:
            self._options(component, name)
        if kind == "datetime" and component.get("subtype", "date") not in ("date", "time", "datetime"):
            kind_given = str(component.get("subtype"))
            self.add("form-component", "Dates of subtype '{type}' are not supported.", name, type=kind_given)
        if kind in CONTAINERS:
            self.level(component, before + path, depth + 1)

    def _texts(self, component: Mapping[str, Any], name: str) -> None:
        for where, text in _expressions(component):
            try:
                expression = feel.parse(text)
            except feel.FeelError as error:
                message = "{where} is not valid FEEL: {reason}"
                self.add("form-feel", message, name, where=where, reason=error.sentence)
                continue
            for what in not_in_browser(expression):
                message = "{where} uses {what}, which the browser does not know; it has no value there."
                params = {"where": where, "what": what}
                self.findings.append(
                    Finding("form-browser", message, self.file, name, "warning", None, params)
                )

    def _options(self, component: Mapping[str, Any], name: str) -> None:
        given = [key for key in ("values", "valuesKey", "valuesExpression") if component.get(key)]
        if len(given) != 1:
            self.add(
                "form-options", "Options come from exactly one of values, valuesKey, valuesExpression.", name
            )
        if "values" not in given:
            return
        values = component["values"]
        if not isinstance(values, list) or not all(isinstance(v, Mapping) and "value" in v for v in values):
            self.add("form-options", "Each of the values needs a value.", name)
            return
        texts = [str(v["value"]) for v in values]
        if len(set(texts)) != len(texts):
            self.add("form-options", "A value stands twice among the options.", name)

    def _validation(self, component: Mapping[str, Any], name: str) -> None:
        rules = component.get("validate")
        if rules is None:
            return
        if not isinstance(rules, Mapping):
            self.add("form-validate", "validate must hold rules by name.", name)
            return
        for key in sorted(set(rules) - _VALIDATION):
            self.add("form-validate", "There is no validation '{key}'.", name, key=str(key))
        for low, high in (("min", "max"), ("minLength", "maxLength")):
            a, b = rules.get(low), rules.get(high)
            if isinstance(a, (int, float)) and isinstance(b, (int, float)) and a > b:
                self.add("form-validate", "{low} is above {high}.", name, low=low, high=high)
        pattern = rules.get("pattern")
        if isinstance(pattern, str) and pattern:
            try:
                regex.compile(pattern, js=True)
            except regex.PatternError as error:
                message = "The pattern cannot be read: {reason}"
                self.add("form-validate", message, name, reason=error.sentence)
