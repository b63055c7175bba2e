"""Built-in functions by signature: which arguments fit, how they are converted, and what is called.

A function gets converted arguments and returns a FEEL value; Null says why there is none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from engine.feel.env import MAX_TEXT, Env
from engine.feel.errors import FeelLimitError
from engine.feel.moments import FarDate, FarDateTime
from engine.feel.values import Function, Range, YearsMonths, kind, number, scalar

_NO: Any = object()
F = TypeVar("F", bound=Callable[..., Any])


class Null(Exception):
    """Raised inside a built-in function: the result is null, and why."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message)
        self.message, self.params = message, params


def made(text: str, env: Env) -> str:
    """The text, charged to the budget. Raises FeelLimitError if it is too long."""
    if len(text) > MAX_TEXT:
        raise FeelLimitError("A text is longer than {limit} characters.", limit=MAX_TEXT)
    env.root.spend(len(text) >> 6)
    return text


def _instance(*classes: type) -> Callable[[Any], Any]:
    return lambda value: value if isinstance(value, classes) else _NO


def _number(value: Any) -> Any:
    found = number(value)
    return _NO if found is None else found


def _list(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return value
    return _NO if value is None else [value]


def _date(value: Any) -> Any:
    return value if isinstance(value, (dt.date, FarDate)) and not isinstance(value, dt.datetime) else _NO


_CONVERT: dict[str, Callable[[Any], Any]] = {
    "any": scalar,
    "number": _number,
    "string": _instance(str),
    "boolean": _instance(bool),
    "date": _date,
    "datetime": _instance(dt.datetime, FarDateTime),
    "day": _instance(dt.date, FarDate, FarDateTime),
    "time": _instance(dt.time),
    "days": _instance(dt.timedelta),
    "months": _instance(YearsMonths),
    "duration": _instance(dt.timedelta, YearsMonths),
    "temporal": _instance(dt.date, FarDate, FarDateTime, dt.time, dt.timedelta, YearsMonths),
    "range": _instance(Range),
    "list": _list,
    "only list": _instance(list, tuple),
    "function": _instance(Function),
    "context": lambda value: value if kind(value) == "context" else _NO,
}


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter; `nullable` lets null through unconverted, `absent` may be left out by name, as null."""

    name: str
    convert: Callable[[Any], Any]
    optional: bool
    many: bool
    nullable: bool
    absent: bool


@dataclass(frozen=True, slots=True)
class Overload:
    """One signature and its function; `wants_env` gives the scope as first argument."""

    params: tuple[Param, ...]
    target: Callable[..., Any]
    wants_env: bool

    def bind(self, args: list[Any], named: dict[str, Any] | None) -> list[Any] | None:
        """The converted arguments, or None when these do not fit."""
        if named is not None:
            known = [p.name for p in self.params]
            if any(name not in known for name in named):
                return None
            if any(p.name not in named and not p.optional and not p.absent for p in self.params):
                return None
            last = max((i for i, p in enumerate(self.params) if p.absent or p.name in named), default=-1)
            args = [named.get(name) for name in known[: last + 1]]
        params = self.params
        if params and params[-1].many:
            if named is not None:
                return None
            params = params[:-1] + (params[-1],) * (len(args) - len(params) + 1)
        if len(args) > len(params) or any(not p.optional for p in params[len(args) :]):
            return None
        bound = []
        for param, arg in zip(params, args, strict=False):
            value = self._one(param, arg, named)
            if value is _NO:
                return None
            bound.append(value)
        return bound

    def _one(self, param: Param, arg: Any, named: dict[str, Any] | None) -> Any:
        if arg is None and (param.nullable or (named is not None and param.name not in named)):
            return None
        value = param.convert(arg)
        if value is _NO and isinstance(arg, (list, tuple)) and len(arg) == 1:
            return param.convert(arg[0])
        return value


class Builtin(Function):
    """A built-in function with all its signatures."""

    __slots__ = ("overloads",)

    def __init__(self, name: str) -> None:
        super().__init__(name, ())
        self.overloads: list[Overload] = []

    def call(self, args: list[Any], named: dict[str, Any] | None, env: Env) -> Any:
        given = args if named is None else list(named.values())
        env.root.spend(1 + sum(len(arg) >> 9 for arg in given if isinstance(arg, str)))
        for overload in self.overloads:
            bound = overload.bind(args, named)
            if bound is None:
                continue
            try:
                found = overload.target(env, *bound) if overload.wants_env else overload.target(*bound)
                return made(found, env) if isinstance(found, str) else found
            except Null as reason:
                return env.fail(0, reason.message, **reason.params)
            except (OverflowError, ValueError):
                return env.fail(0, "Function '{name}' has no result for these values.", name=self.name)
        kinds = [kind(a) for a in args] if named is None else [f"{k}: {kind(v)}" for k, v in named.items()]
        return env.fail(0, "Function '{name}' cannot take ({given}).", name=self.name, given=", ".join(kinds))


BUILTINS: dict[str, Builtin] = {}


def builtin(name: str, signature: str = "", env: bool = False) -> Callable[[F], F]:
    """Register a signature: `string: string, length?: number, rest*: any, sep: string|null`."""

    def keep(target: F) -> F:
        params = tuple(_param(text) for text in signature.split(",") if text.strip())
        function = BUILTINS.setdefault(name, Builtin(name))
        function.overloads.append(Overload(params, target, env))
        if not function.params:
            function.params = tuple(p.name for p in params)
        return target

    return keep


def _param(text: str) -> Param:
    name, _, sort = (part.strip() for part in text.partition(":"))
    sort, _, mark = sort.partition("|")
    optional, many = name.endswith(("?", "*")), name.endswith("*")
    nullable = mark == "null" or sort == "any"
    return Param(name.rstrip("?*"), _CONVERT[sort], optional, many, nullable, mark == "absent")
