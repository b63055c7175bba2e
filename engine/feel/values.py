"""The values of FEEL that Python lacks, and the kinds of all values; nothing here evaluates anything.

A FEEL value is None, bool, Decimal (int and float are taken as input), str, date, time, datetime
(FarDate and FarDateTime for years that these cannot hold), timedelta (days and time duration),
YearsMonths, Range, list, a mapping (context) or a Function.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from engine.feel.moments import FarDate, FarDateTime

#: decimal128 as the standard asks: 34 digits; nothing traps, an overflow becomes Infinity and then null
CONTEXT = Context(prec=34, rounding=ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])


MAX_MONTHS = 12 * 999_999_999


@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration, counted in months (negative for a duration into the past)."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        sign = "-" if self.months < 0 else ""
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return f"{sign}P{text or '0M'}"


@dataclass(frozen=True, slots=True)
class Range:
    """An interval of numbers, strings, dates, times or durations; None means unbounded on that side."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True


class Function(ABC):
    """What an expression can call: names of its parameters, and `call`."""

    __slots__ = ("name", "params")

    def __init__(self, name: str, params: tuple[str, ...]) -> None:
        self.name, self.params = name, params

    def signature(self) -> Any:
        """Its type (a Type of `nodes`), None where the types of its parameters are not known."""
        return None

    @abstractmethod
    def call(self, args: list[Any], named: dict[str, Any] | None, env: Any) -> Any:
        """The value for these arguments; null where they do not fit."""


_KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    int: "number",
    float: "number",
    str: "string",
    dt.datetime: "date and time",
    FarDateTime: "date and time",
    dt.date: "date",
    FarDate: "date",
    dt.time: "time",
    dt.timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    Range: "range",
    list: "list",
    tuple: "list",
    dict: "context",
}


def kind(value: Any) -> str:
    """The FEEL name of the value's type; "unknown" for anything FEEL does not know."""
    found = _KINDS.get(type(value))
    if found is not None:
        return found
    if isinstance(value, Function):
        return "function"
    if isinstance(value, Mapping):
        return "context"
    for base, name in _KINDS.items():
        if isinstance(value, base):
            return name
    return "function" if callable(value) else "unknown"


def number(value: Any) -> Decimal | None:
    """The value as a Decimal when it is a finite number, else None (also for bool)."""
    cls = type(value)
    if cls is Decimal:
        if not value.is_finite():
            return None
        return value if abs(value.adjusted()) <= CONTEXT.Emax else _finite(CONTEXT.plus(value))
    if cls is int:
        return _finite(CONTEXT.create_decimal(value)) if value.bit_length() < 20480 else None
    if cls is float:
        return _finite(CONTEXT.create_decimal(repr(value)))
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    return _finite(CONTEXT.create_decimal(str(value)))


def _finite(value: Decimal) -> Decimal | None:
    return value if value.is_finite() else None


def scalar(value: Any) -> Any:
    """A value as read from outside: numbers become Decimal (null if not finite), all else stays."""
    cls = type(value)
    return number(value) if cls is int or cls is float or cls is Decimal else value


def as_list(value: Any) -> list[Any] | None:
    """The value if it is a list (tuples count), else None."""
    if type(value) is list:
        return value
    if isinstance(value, (list, tuple)):
        return list(value)
    return None
