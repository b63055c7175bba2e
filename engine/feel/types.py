"""Types as expressions write them: `instance of`, and the check of a function's arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.feel.nodes import Type
from engine.feel.values import Function, Range, kind

_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
KNOWN = frozenset(
    [
        "any", "null", "number", "string", "boolean", "date", "time", "date and time", "list", "context",
        "days and time duration", "years and months duration", "range", "function",
    ]
)  # fmt: skip


def instance_of(value: Any, wanted: Type) -> bool | None:
    """Whether the value has the type; null for an unknown type name."""
    name = _ALIASES.get(wanted.name, wanted.name)
    if name in ("Any", "any"):
        return value is not None
    if name in ("Null", "null"):
        return value is None
    if name not in KNOWN:
        return None
    if kind(value) != name:
        return False
    if isinstance(value, (list, tuple)) and wanted.parts:
        return all(_fits(item, wanted.parts[0]) for item in value)
    if isinstance(value, Range) and wanted.parts:
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(instance_of(end, wanted.parts[0]) is True for end in ends)
    if isinstance(value, Mapping) and wanted.entries:
        return all(key in value and _fits(value[key], part) for key, part in wanted.entries.items())
    if isinstance(value, Function) and wanted.result is not None:
        return len(value.params) == len(wanted.parts)
    return True


def _fits(value: Any, wanted: Type) -> bool:
    return value is None or instance_of(value, wanted) is True or wanted.name in ("Any", "any")


def coerce(value: Any, wanted: Type) -> tuple[bool, Any]:
    """Whether the value may stand where the type is asked, and as what (singleton lists both ways)."""
    if _fits(value, wanted):
        return True, value
    if wanted.name == "list" and not isinstance(value, (list, tuple)):
        return (True, [value]) if instance_of([value], wanted) is True else (False, None)
    if isinstance(value, (list, tuple)) and len(value) == 1 and instance_of(value[0], wanted) is True:
        return True, value[0]
    return False, None
