"""Types as expressions write them: `instance of`, and the check of a function's arguments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from engine.feel.env import Env
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


class ItemType(Protocol):
    """A type that a decision model defines."""

    def has(self, value: Any, env: Env) -> bool:
        """Whether the value is one of the type as it stands."""

    def fit(self, value: Any, env: Env) -> tuple[bool, Any]:
        """Whether the value may stand where the type is asked, and as what."""


#: the types of a decision model by name; None for a name that is not among them
Types = Callable[[str], ItemType | None]


def instance_of(value: Any, wanted: Type, env: Env) -> bool | None:
    """Whether the value has the type; null for an unknown type name."""
    if wanted.item is not None:
        found: bool = value is not None and wanted.item.has(value, env)
        return found
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
        return all(_fits(item, wanted.parts[0], env) for item in value)
    if isinstance(value, Range) and wanted.parts:
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(instance_of(end, wanted.parts[0], env) is True for end in ends)
    if isinstance(value, Mapping) and wanted.entries:
        return all(key in value and _fits(value[key], part, env) for key, part in wanted.entries.items())
    if isinstance(value, Function) and wanted.result is not None:
        return len(value.params) == len(wanted.parts)
    return True


def _fits(value: Any, wanted: Type, env: Env) -> bool:
    return value is None or instance_of(value, wanted, env) is True or wanted.name in ("Any", "any")


def coerce(value: Any, wanted: Type, env: Env) -> tuple[bool, Any]:
    """Whether the value may stand where the type is asked, and as what (singleton lists both ways)."""
    if wanted.item is not None:
        found: tuple[bool, Any] = (True, None) if value is None else wanted.item.fit(value, env)
        return found
    if _fits(value, wanted, env):
        return True, value
    if wanted.name == "list" and not isinstance(value, (list, tuple)):
        return (True, [value]) if instance_of([value], wanted, env) is True else (False, None)
    if isinstance(value, (list, tuple)) and len(value) == 1 and instance_of(value[0], wanted, env) is True:
        return True, value[0]
    return False, None
