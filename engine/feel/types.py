"""Types as expressions write them: which value has one, which conforms to which, and what is converted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, Protocol

from engine.feel.env import Env
from engine.feel.moments import combine
from engine.feel.nodes import Type
from engine.feel.values import Function, Range, kind

_ALIASES = {
    "any": "Any",
    "null": "Null",
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
KNOWN = frozenset(
    [
        "Any", "Null", "any", "null", "number", "string", "boolean", "date", "time", "date and time", "list",
        "context", "days and time duration", "years and months duration", "range", "function",
    ]
)  # fmt: skip
ANY, NULL = Type(0, "Any"), Type(0, "Null")


class ItemType(Protocol):
    """A type that a decision model defines."""

    def shape(self) -> Type:
        """What it is made of; the types inside may again be types of the model."""

    def fit(self, value: Any, env: Env) -> tuple[bool, Any]:
        """Whether the value may stand where the type is asked, and as what."""


#: the types of a decision model by name; None for a name that is not among them
Types = Callable[[str], ItemType | None]


def shape(wanted: Type) -> Type:
    """The type itself, or what stands behind its name in a decision model."""
    return wanted if wanted.item is None else wanted.item.shape()


def _name(wanted: Type) -> str:
    return _ALIASES.get(wanted.name, wanted.name)


def instance_of(value: Any, wanted: Type, env: Env) -> bool | None:
    """Whether the value has the type; null for an unknown type name."""
    wanted = shape(wanted)
    name = _name(wanted)
    if name == "Any":
        return value is not None
    if name == "Null":
        return value is None
    if name not in KNOWN:
        return None
    if kind(value) != name:
        return False
    if isinstance(value, (list, tuple)) and wanted.parts:
        return _items_fit(value, wanted.parts[0], env)
    if isinstance(value, Range) and wanted.parts:
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(instance_of(end, wanted.parts[0], env) is True for end in ends)
    if isinstance(value, Mapping) and wanted.entries:
        return all(key in value and _fits(value[key], part, env) for key, part in wanted.entries.items())
    if isinstance(value, Function) and wanted.result is not None:
        signature = value.signature()
        return len(value.params) == len(wanted.parts) if signature is None else conforms(signature, wanted)
    return True


def _items_fit(items: list[Any] | tuple[Any, ...], wanted: Type, env: Env) -> bool:
    env.root.spend(1 + len(items))
    if shape(wanted).name == "function":
        # the type of a list is that of all its items together, which is wider than each one's for functions
        signatures = [item.signature() for item in items if isinstance(item, Function)]
        if len(signatures) == len(items) > 1 and None not in signatures:
            return conforms(reduce(join, signatures), wanted)
    return all(_fits(item, wanted, env) for item in items)


def _fits(value: Any, wanted: Type, env: Env) -> bool:
    return value is None or instance_of(value, wanted, env) is True


def conforms(a: Type, b: Type) -> bool:
    """Whether each value of the first type is one of the second."""
    if a is b or (a.item is not None and a.item is b.item):
        return True
    a, b = shape(a), shape(b)
    if _name(b) == "Any" or _name(a) == "Null":
        return True
    if _name(a) != _name(b):
        return False
    if b.result is not None:
        return (
            a.result is not None
            and len(a.parts) == len(b.parts)
            and all(conforms(asked, taken) for taken, asked in zip(a.parts, b.parts, strict=True))
            and conforms(a.result, b.result)
        )
    if b.parts:
        return bool(a.parts) and conforms(a.parts[0], b.parts[0])
    return all(key in a.entries and conforms(a.entries[key], part) for key, part in b.entries.items())


def join(a: Type, b: Type) -> Type:
    """The narrowest type that both conform to, as far as that can be named."""
    if conforms(a, b):
        return b
    if conforms(b, a):
        return a
    x, y = shape(a), shape(b)
    if x.result is None or y.result is None or len(x.parts) != len(y.parts):
        return ANY
    pairs = zip(x.parts, y.parts, strict=True)
    parts = [one if conforms(one, two) and conforms(two, one) else ANY for one, two in pairs]
    return Type(0, "function", parts, result=join(x.result, y.result))


def coerce(value: Any, wanted: Type, env: Env) -> tuple[bool, Any]:
    """Whether the value may stand where the type is asked, and as what.

    The conversions are a list of one to its item, a value to a list of one, a date to its midnight in UTC.
    """
    if wanted.item is not None:
        found: tuple[bool, Any] = (True, None) if value is None else wanted.item.fit(value, env)
        return found
    if _fits(value, wanted, env):
        return True, value
    if wanted.name == "list" and not isinstance(value, (list, tuple)):
        return (True, [value]) if instance_of([value], wanted, env) is True else (False, None)
    if isinstance(value, (list, tuple)) and len(value) == 1 and not isinstance(value[0], (list, tuple)):
        return coerce(value[0], wanted, env)
    if _name(wanted) == "date and time" and kind(value) == "date":
        return True, combine(value, dt.time(tzinfo=dt.UTC))
    return False, None
