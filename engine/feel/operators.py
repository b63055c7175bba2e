"""Equality, order and arithmetic of FEEL values; a combination without meaning gives None, never an error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.env import MAX_DEPTH, MAX_TEXT, Root
from engine.feel.errors import FeelLimitError
from engine.feel.temporal import MICROSECOND, add_months
from engine.feel.values import CONTEXT, MAX_MONTHS, Function, Range, YearsMonths, kind, number

_ORDERED = frozenset(
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
_DAY = dt.date(2000, 1, 1)


def equal(a: Any, b: Any, root: Root, depth: int = 0) -> bool | None:
    """`a = b`: null for values of different kinds, but never null when one side is null."""
    if a is None or b is None:
        return a is b
    cls = type(a)
    if cls is type(b) and (cls is str or cls is Decimal or cls is bool):
        return bool(a == b)
    ka, kb = kind(a), kind(b)
    if ka != kb:
        return None
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
    if type(a) is Decimal and type(b) is Decimal:
        return (a > b) - (a < b)
    ka = kind(a)
    if ka not in _ORDERED or ka != kind(b):
        return None
    x, y = _sortable(a, ka), _sortable(b, ka)
    if x is None or y is None:
        return None
    try:
        return int(x > y) - int(x < y)
    except TypeError:  # one side has an offset, the other has none
        return None


def _sortable(value: Any, name: str) -> Any:
    if name == "number":
        return number(value)
    if name == "years and months duration":
        return value.months
    if name == "time" and value.tzinfo is not None:
        offset = value.replace(tzinfo=None), utc_offset(value)
        return dt.datetime.combine(_DAY, offset[0], dt.UTC) - (offset[1] or dt.timedelta())
    if name == "time":
        return dt.datetime.combine(_DAY, value)
    if name == "date and time" and value.tzinfo is not None:
        try:
            return value.astimezone(dt.UTC)
        except OverflowError:
            return None
    return value


def utc_offset(value: dt.time | dt.datetime) -> dt.timedelta | None:
    """The offset; for a time with a zone name, the one of that zone's standard time."""
    if isinstance(value, dt.time) and isinstance(value.tzinfo, ZoneInfo):
        return dt.datetime.combine(_DAY, value).utcoffset()
    return value.utcoffset()


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
    ka, kb = kind(a), kind(b)
    if op == "-":
        if ka in ("date", "date and time") and kb in ("date", "date and time"):
            return _difference(a, b)
        if ka == kb == "time":
            left, right = _sortable(a, "time"), _sortable(b, "time")
            return left - right if (left.tzinfo is None) == (right.tzinfo is None) else None
        if ka == kb == "days and time duration":
            return a - b
        if ka == kb == "years and months duration":
            return _months(a.months - b.months)
        if kb == "days and time duration":
            return plus(a, -b)
        return plus(a, YearsMonths(-b.months)) if kb == "years and months duration" else None
    if op == "+":
        if ka in ("days and time duration", "years and months duration") and kb != ka:
            a, b = b, a
        return plus(a, b)
    if op == "*":
        if x is not None:
            a, b, y = b, a, x
        return _scaled(a, y) if y is not None else None
    if op == "/":
        if y is not None:
            return _scaled(a, CONTEXT.divide(Decimal(1), y), y) if y else None
        if ka == kb == "days and time duration":
            return _numeric("/", Decimal(a // MICROSECOND), Decimal(b // MICROSECOND))
        if ka == kb == "years and months duration":
            return _numeric("/", Decimal(a.months), Decimal(b.months))
    return None


def _difference(a: dt.date, b: dt.date) -> dt.timedelta | None:
    if not isinstance(a, dt.datetime) and not isinstance(b, dt.datetime):
        return a - b
    left, right = as_datetime(a), as_datetime(b)
    if not isinstance(a, dt.datetime):
        left = left.replace(tzinfo=dt.UTC if right.tzinfo else None)
    if not isinstance(b, dt.datetime):
        right = right.replace(tzinfo=dt.UTC if left.tzinfo else None)
    if (left.tzinfo is None) != (right.tzinfo is None):
        return None
    if left.tzinfo is not None:
        return left.astimezone(dt.UTC) - right.astimezone(dt.UTC)
    return left - right


def as_datetime(value: dt.date) -> dt.datetime:
    """A date as its midnight, a date and time as it is."""
    return value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())


def plus(a: Any, b: Any) -> Any:
    """A temporal value and a duration, or two durations of one family."""
    ka = kind(a)
    if isinstance(b, YearsMonths):
        if ka in ("date", "date and time"):
            return add_months(a, b.months)
        return _months(a.months + b.months) if ka == "years and months duration" else None
    if not isinstance(b, dt.timedelta):
        return None
    if ka == "date":
        return (as_datetime(a) + b).date()
    if ka == "date and time":
        if isinstance(a.tzinfo, ZoneInfo):
            return (a.astimezone(dt.UTC) + b).astimezone(a.tzinfo)
        return a + b
    if ka == "time":
        return (
            (
                dt.datetime.combine(_DAY, a.replace(tzinfo=None))
                + dt.timedelta(seconds=b.seconds, microseconds=b.microseconds)
            )
            .time()
            .replace(tzinfo=a.tzinfo)
        )
    return a + b if ka == "days and time duration" else None


def _months(total: int) -> YearsMonths | None:
    return YearsMonths(total) if abs(total) <= MAX_MONTHS else None


def _scaled(value: Any, factor: Decimal, divisor: Decimal | None = None) -> Any:
    """Duration times factor (or, exactly, divided by divisor), cut to whole months or microseconds."""
    if isinstance(value, YearsMonths):
        amount = Decimal(value.months)
    elif isinstance(value, dt.timedelta):
        amount = Decimal(value // MICROSECOND)
    else:
        return None
    result = CONTEXT.divide(amount, divisor) if divisor is not None else CONTEXT.multiply(amount, factor)
    if not result.is_finite() or result.adjusted() > 24:
        return None
    if isinstance(value, YearsMonths):
        return _months(int(result))
    return dt.timedelta(microseconds=int(result))


def same(a: Any, b: Any, root: Root) -> bool:
    """Equality for searching in lists: a plain yes or no."""
    return equal(a, b, root) is True


def is_callable(value: Any) -> bool:
    """Whether FEEL can call the value."""
    return isinstance(value, Function)
