"""Equality, order and arithmetic of FEEL values; a combination without meaning gives None, never an error."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from engine.feel import timeline
from engine.feel.env import MAX_DEPTH, MAX_TEXT, Root
from engine.feel.errors import FeelLimitError
from engine.feel.values import CONTEXT, Range, kind, number

#: the kinds whose values have an order
ORDERED = frozenset(
    [
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    ]
)
#: a date is comparable to a date and time: it is its midnight in UTC
_DAYS = {"date", "date and time"}


def equal(a: Any, b: Any, root: Root, depth: int = 0) -> bool | None:
    """`a = b`: null for values of different kinds, but never null when one side is null."""
    if a is None or b is None:
        return a is b
    cls = type(a)
    if cls is type(b):
        if cls is str:
            root.spend(len(a) >> 10)
            return bool(a == b)
        if cls is bool or (cls is Decimal and a.is_finite() and b.is_finite()):
            return bool(a == b)
    ka, kb = kind(a), kind(b)
    if ka != kb:
        return compare(a, b) == 0 if {ka, kb} == _DAYS else None
    if ka == "number":
        x, y = number(a), number(b)
        return None if x is None or y is None else x == y
    if ka == "list":
        return _equal_lists(list(a), list(b), root, depth)
    if ka == "context":
        return _equal_contexts(a, b, root, depth)
    if ka == "range":
        if (a.start_included, a.end_included) != (b.start_included, b.end_included):
            return False
        return equal(a.start, b.start, root, depth) is True and equal(a.end, b.end, root, depth) is True
    if ka in ("time", "date and time"):
        order = compare(a, b)
        return order == 0 if order is not None else False
    if ka == "function":
        return a is b
    return bool(a == b) if ka != "unknown" else None


def _deeper(depth: int) -> int:
    if depth >= MAX_DEPTH:
        raise FeelLimitError("A value is nested deeper than {limit} levels.", limit=MAX_DEPTH)
    return depth + 1


def _equal_lists(a: list[Any], b: list[Any], root: Root, depth: int) -> bool | None:
    if len(a) != len(b):
        return False
    root.spend(len(a))
    depth = _deeper(depth)
    return all(equal(x, y, root, depth) is True for x, y in zip(a, b, strict=True))


def _equal_contexts(a: Mapping[str, Any], b: Mapping[str, Any], root: Root, depth: int) -> bool | None:
    if a.keys() != b.keys():
        return False
    root.spend(len(a))
    depth = _deeper(depth)
    return all(equal(a[key], b[key], root, depth) is True for key in a)


def compare(a: Any, b: Any) -> int | None:
    """-1, 0 or 1 for ordered values of one kind, else None."""
    if type(a) is Decimal and type(b) is Decimal and a.is_finite() and b.is_finite():
        return (a > b) - (a < b)
    ka = kind(a)
    if ka not in ORDERED:
        return None
    if ka != (kb := kind(b)):
        return timeline.compare(a, b) if {ka, kb} == _DAYS else None
    if ka == "string":
        return int(a > b) - int(a < b)
    if ka != "number":
        return timeline.compare(a, b)
    x, y = number(a), number(b)
    return None if x is None or y is None else (x > y) - (x < y)


def relation(op: str, a: Any, b: Any) -> bool | None:
    """`a op b` for < <= > >=."""
    order = compare(a, b)
    if order is None:
        return None
    if op == "<":
        return order < 0
    if op == "<=":
        return order <= 0
    return order > 0 if op == ">" else order >= 0


def contains(interval: Range, value: Any) -> bool | None:
    """Whether the value lies in the range; null when they cannot be compared."""
    if interval.start is not None:
        low = compare(value, interval.start)
        if low is None:
            return None
        if low < 0 or (low == 0 and not interval.start_included):
            return False
    if interval.end is not None:
        high = compare(value, interval.end)
        if high is None:
            return None
        if high > 0 or (high == 0 and not interval.end_included):
            return False
    return True if interval.start is not None or interval.end is not None else None


def arithmetic(op: str, a: Any, b: Any, root: Root) -> Any:
    """`a op b` for + - * / **."""
    x, y = number(a), number(b)
    if x is not None and y is not None:
        return _numeric(op, x, y)
    if isinstance(a, str) and isinstance(b, str):
        if op != "+":
            return None
        size = len(a) + len(b)
        if size > MAX_TEXT:
            raise FeelLimitError("A text is longer than {limit} characters.", limit=MAX_TEXT)
        root.spend(1 + (size >> 6))
        return a + b
    try:
        return _temporal(op, a, b, x, y)
    except (OverflowError, ValueError):
        return None


def _numeric(op: str, x: Decimal, y: Decimal) -> Decimal | None:
    if op == "+":
        result = CONTEXT.add(x, y)
    elif op == "-":
        result = CONTEXT.subtract(x, y)
    elif op == "*":
        result = CONTEXT.multiply(x, y)
    elif op == "/":
        if not y:
            return None
        result = CONTEXT.divide(x, y)
    else:
        result = Decimal(1) if not y else CONTEXT.power(x, y)
    return result if result.is_finite() else None


def _temporal(op: str, a: Any, b: Any, x: Decimal | None, y: Decimal | None) -> Any:
    if op == "+":
        return timeline.plus(a, b)
    if op == "-":
        return timeline.minus(a, b)
    if op == "*":
        if x is not None:
            a, y = b, x
        return timeline.times(a, y) if y is not None else None
    return timeline.divided(a, b if y is None else y) if op == "/" else None


def same(a: Any, b: Any, root: Root) -> bool:
    """Equality for searching in lists: a plain yes or no."""
    return equal(a, b, root) is True
