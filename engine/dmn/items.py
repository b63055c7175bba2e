"""Types of a decision model: item definitions, and the conversion of values to them.

A value that does not conform becomes null, as the standard asks; nothing is raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import feel
from engine.dmn.errors import Findings
from engine.dmn.xml import child, children, text_of, type_ref
from engine.feel import temporal
from engine.feel.env import Env
from engine.feel.operators import as_datetime
from engine.feel.values import kind

_BASE = {
    "string": "string", "number": "number", "boolean": "boolean", "date": "date", "time": "time",
    "date and time": "date and time", "dateTime": "date and time", "Any": "", "any": "", "": "",
    "days and time duration": "days and time duration", "dayTimeDuration": "days and time duration",
    "years and months duration": "years and months duration",
    "yearMonthDuration": "years and months duration", "list": "list", "context": "context",
    "function": "function", "integer": "number", "long": "number", "double": "number", "Null": "null",
}  # fmt: skip
_READERS: dict[str, Any] = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_datetime,
    "days and time duration": temporal.parse_duration,
    "years and months duration": temporal.parse_duration,
}


@dataclass(slots=True, eq=False)
class Item:
    """A type: a base kind ("" is any), or parts of a context; a collection of it; what it allows."""

    name: str
    base: str = ""
    collection: bool = False
    parts: dict[str, Item] = field(default_factory=dict)
    allowed: feel.UnaryTests | None = None
    constraint: feel.UnaryTests | None = None


ANY = Item("Any")


class Types:
    """The item definitions of one model, by name."""

    def __init__(self, root: Any, names: frozenset[str], findings: Findings) -> None:
        self._names, self._findings = names, findings
        self._elements = {e.get("name") or "": e for e in children(root, "itemDefinition")}
        self._made: dict[str, Item] = {}
        self._open: set[str] = set()
        for name in self._elements:
            self.find(name)

    def find(self, name: str, element: Any = None) -> Item:
        """The type of that name; any type, after a warning, if there is none."""
        if name in self._made:
            return self._made[name]
        if name in self._elements:
            if name in self._open:
                return ANY
            self._open.add(name)
            made = self._made[name] = self._define(self._elements[name])
            self._open.discard(name)
            return made
        if name in _BASE:
            return Item(name, _BASE[name])
        self._findings.add("dmn-type", "There is no type '{name}'.", element, name=name)
        return ANY

    def _define(self, element: Any) -> Item:
        parts = {c.get("name") or "": self._define(c) for c in children(element, "itemComponent")}
        collection = element.get("isCollection") in ("true", "1")
        allowed = self._tests(child(element, "allowedValues"))
        constraint = self._tests(child(element, "typeConstraint"))
        name = element.get("name") or ""
        if parts:
            return Item(name, "context", collection, parts, allowed, constraint)
        if child(element, "functionItem") is not None:
            return Item(name, "function", collection)
        base = self.find(type_ref(element), element)
        if not collection and (base.collection or base.parts or base.allowed or base.constraint):
            narrowed = allowed if allowed is not None else base.allowed
            return Item(name, base.base, base.collection, base.parts, narrowed, constraint or base.constraint)
        if collection and (base.collection or base.allowed or base.constraint):
            return Item(name, "", True, {"": base}, allowed, constraint)
        return Item(name, base.base, collection, base.parts, allowed, constraint)

    def _tests(self, element: Any | None) -> feel.UnaryTests | None:
        text = text_of(element)
        if not text or text == "-":
            return None
        try:
            return feel.parse_unary(text, self._names)
        except feel.FeelError as error:
            self._findings.add(
                "dmn-feel",
                "`{text}` is not valid FEEL: {reason}",
                element,
                text=text[:80],
                reason=error.sentence,
            )
            return None


def conform(value: Any, item: Item, env: Env) -> Any:
    """The value as the type, or null."""
    if value is None or item is ANY:
        return value
    fits, found = _fit(value, item, env)
    if not fits:
        env.fail(0, "A value of type {kind} is no '{name}'.", kind=kind(value), name=item.name)
    return found if fits else None


def read_text(value: Any, item: Item) -> Any:
    """A text given where the type is temporal, read as that type: variables of a case are JSON."""
    if isinstance(value, str) and item.base in _READERS and not item.collection:
        return _READERS[item.base](value)
    if isinstance(value, Mapping) and item.parts and not item.collection:
        return {key: read_text(v, item.parts[key]) if key in item.parts else v for key, v in value.items()}
    if isinstance(value, list) and item.collection:
        single = Item(item.name, item.base, False, item.parts)
        inner = item.parts.get("", single)
        return [read_text(v, inner) for v in value]
    return value


def _fit(value: Any, item: Item, env: Env) -> tuple[bool, Any]:
    if item.collection:
        values = list(value) if isinstance(value, (list, tuple)) else [value]
        inner = item.parts.get("") or Item(item.name, item.base, False, item.parts, item.allowed)
        made = []
        for one in values:
            fits, found = (True, None) if one is None else _fit(one, inner, env)
            if not fits or ("" in item.parts and not _passes(item.allowed, found, env)):
                return False, None
            made.append(found)
        return _passes(item.constraint, made, env), made
    if isinstance(value, (list, tuple)) and item.base not in ("list", "") and len(value) == 1:
        value = value[0]
    if item.parts:
        if not isinstance(value, Mapping):
            return False, None
        entries = dict(value)
        for name, part in item.parts.items():
            if name not in entries:
                return False, None
            if entries[name] is not None:
                fits, entries[name] = _fit(entries[name], part, env)
                if not fits:
                    return False, None
        return _passes(item.allowed, entries, env) and _passes(item.constraint, entries, env), entries
    if item.base and kind(value) != item.base:
        if item.base == "date and time" and kind(value) == "date":
            value = as_datetime(value)
        else:
            return False, None
    return _passes(item.allowed, value, env) and _passes(item.constraint, value, env), value


def _passes(tests: feel.UnaryTests | None, value: Any, env: Env) -> bool:
    return tests is None or tests.matches_in(Env({"?": value}, env)) is True
