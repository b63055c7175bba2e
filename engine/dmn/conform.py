"""Values to types: what conforms stays, what may be converted is, and everything else becomes null.

The conversions are those of the standard: a list of one to its item, a value to a list of one, a date to the
date and time of its midnight in UTC. Nothing is raised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine import feel
from engine.feel import nodes as n
from engine.feel import temporal
from engine.feel.env import Env
from engine.feel.functions import UserFunction
from engine.feel.moments import combine
from engine.feel.values import Function, as_list, kind, scalar

if TYPE_CHECKING:
    from engine.dmn.items import Item

_READERS: dict[str, Any] = {
    "date": temporal.parse_date,
    "time": temporal.parse_time,
    "date and time": temporal.parse_datetime,
    "days and time duration": temporal.parse_duration,
    "years and months duration": temporal.parse_duration,
}


def conform(value: Any, item: Item, env: Env) -> Any:
    """The value as the type, or null with a warning."""
    if value is None or _is_any(item):
        return value
    fits, found = fit(value, item, env)
    if not fits:
        env.fail(0, "A value of type {kind} is no '{name}'.", kind=kind(value), name=item.name)
    return found if fits else None


def fit(value: Any, item: Item, env: Env) -> tuple[bool, Any]:
    """Whether the value may stand where the type is asked, and as what."""
    if value is None or _is_any(item):
        return True, value
    if item.collection:
        fits, found = _fit_list(value, item, env)
    else:
        items = as_list(value)
        # one list is taken off, not several: a list of a list of one is no single value
        if (
            items is not None
            and len(items) == 1
            and item.base not in ("list", "")
            and as_list(items[0]) is None
        ):
            return fit(items[0], item, env)
        fits, found = _fit_single(value, item, env)
    if fits and _passes(item.allowed, found, env) and _passes(item.constraint, found, env):
        return True, found
    return False, None


def _fit_list(value: Any, item: Item, env: Env) -> tuple[bool, Any]:
    assert item.inner is not None
    values = as_list(value)
    made = []
    for one in [value] if values is None else values:
        env.root.spend()
        fits, found = fit(one, item.inner, env)
        if not fits:
            return False, None
        made.append(found)
    return True, made


def _fit_single(value: Any, item: Item, env: Env) -> tuple[bool, Any]:
    if item.base and kind(value) != item.base:
        if item.base == "date and time" and kind(value) == "date":
            return True, combine(value, dt.time(tzinfo=dt.UTC))
        return False, None
    if item.parts:
        entries = dict(value)
        for name, part in item.parts.items():
            if name not in entries:
                return False, None
            fits, entries[name] = fit(entries[name], part, env)
            if not fits:
                return False, None
        return True, entries
    if isinstance(value, Function) and (item.params is not None or item.result is not None):
        count = len(value.params if item.params is None else item.params)
        if isinstance(value, UserFunction) and len(value.params) != count:
            return False, None
        return True, TypedFunction(value, item)
    return True, value


class TypedFunction(Function):
    """A function whose arguments and result are converted to a function type.

    An argument that cannot be converted makes the result null.
    """

    __slots__ = ("function", "item")

    def __init__(self, function: Function, item: Item) -> None:
        super().__init__(function.name, function.params)
        self.function, self.item = function, item

    def signature(self) -> n.Type:
        return self.item.shape()

    def call(self, args: list[Any], named: dict[str, Any] | None, env: Env) -> Any:
        params = self.item.params or []
        if named is None:
            given = list(zip(args, (item for _, item in params), strict=False))
            args = [conform(a, item, env) for a, item in given] + args[len(given) :]
            unfit = any(a is not None and b is None for (a, _), b in zip(given, args, strict=False))
        else:
            types = dict(params)
            typed = {k: conform(v, types[k], env) if k in types else v for k, v in named.items()}
            unfit = any(v is not None and typed[k] is None for k, v in named.items())
            named = typed
        if unfit:
            return None
        value = self.function.call(args, named, env)
        return value if self.item.result is None else conform(value, self.item.result, env)


def taken(value: Any) -> Any:
    """A value of the caller as one of FEEL, inside lists and contexts too: decimals, lists, dicts."""
    if isinstance(value, Mapping):
        return {key: taken(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [taken(item) for item in value]
    return scalar(value)


def read_text(value: Any, item: Item) -> Any:
    """A text given where the type is temporal, read as that type: variables of a case are JSON."""
    if isinstance(value, str) and item.base in _READERS:
        return _READERS[item.base](value)
    if isinstance(value, Mapping) and item.parts:
        return {key: read_text(v, item.parts[key]) if key in item.parts else v for key, v in value.items()}
    if item.inner is not None:
        items = as_list(value)
        return read_text(value, item.inner) if items is None else [read_text(v, item.inner) for v in items]
    return value


def _is_any(item: Item) -> bool:
    return item.base == "" and item.allowed is None and item.constraint is None


def _passes(tests: feel.UnaryTests | None, value: Any, env: Env) -> bool:
    return tests is None or tests.matches_in(Env({"?": value}, env)) is True
