"""Compares a process with what its YAML compiles to: what runs must be equal, but for ids of flows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from engine.feel import Expression
from engine.model.definition import Element, Process

#: Fields that say where an element stands in its file, or what is compared by itself.
_APART = frozenset({"line", "incoming", "outgoing", "default"})


def differences(process: Process, other: Process) -> Iterator[tuple[str, str]]:
    """(element, field) of each difference; the field is empty for an element that only one of them has."""
    for name in ("id", "name", "executable", "version_tag", "data", "correlations"):
        if _plain(getattr(process, name)) != _plain(getattr(other, name)):
            yield process.id, name
    for element_id in sorted(process.elements.keys() ^ other.elements.keys()):
        yield element_id, ""
    for element_id in sorted(process.elements.keys() & other.elements.keys()):
        one, two = process.elements[element_id], other.elements[element_id]
        for field in fields(Element):
            if field.name not in _APART and _plain(getattr(one, field.name)) != _plain(
                getattr(two, field.name)
            ):
                yield element_id, field.name
        if _flows(one) != _flows(two):
            yield element_id, "outgoing"


def _flows(element: Element) -> list[tuple[Any, ...]]:
    return [(f.target, _plain(f.condition), f.id == element.default) for f in element.outgoing]


def _plain(value: Any) -> Any:
    """Records as tuples, expressions as their texts, and a record that says nothing as None."""
    if isinstance(value, Expression):
        return ("feel", value.text.strip())
    if is_dataclass(value) and not isinstance(value, type):
        content = tuple(_plain(getattr(value, field.name)) for field in fields(value))
        return None if all(part is None for part in content) else (type(value).__name__, content)
    if isinstance(value, dict):
        return tuple((key, _plain(item)) for key, item in value.items())
    if isinstance(value, (tuple, list)):
        return tuple(_plain(item) for item in value)
    return value
