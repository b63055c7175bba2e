"""The range functions of Allen's algebra, for points and ranges, and range() of a text."""

from __future__ import annotations

import re
from typing import Any

from engine.feel import temporal
from engine.feel.builtins.conversion import to_number
from engine.feel.builtins.registry import Null, builtin
from engine.feel.operators import compare, contains
from engine.feel.values import Range

_TEXT = re.compile(r"\s*([\[(\]])(.*?)\.\.(.*?)([\])\[])\s*", re.DOTALL)
_CALL = re.compile(r'(?:date|time|date and time|duration)\s*\(\s*"([^"]*)"\s*\)|@"([^"]*)"')


def _order(a: Any, b: Any) -> int:
    order = compare(a, b)
    if order is None:
        raise Null("The ranges hold values without a common order.")
    return order


def _before(a: Any, b: Any) -> bool:
    if isinstance(a, Range) and isinstance(b, Range):
        if a.end is None or b.start is None:
            return False
        order = _order(a.end, b.start)
        return order < 0 or (order == 0 and not (a.end_included and b.start_included))
    if isinstance(a, Range):
        if a.end is None:
            return False
        order = _order(a.end, b)
        return order < 0 or (order == 0 and not a.end_included)
    if isinstance(b, Range):
        if b.start is None:
            return False
        order = _order(a, b.start)
        return order < 0 or (order == 0 and not b.start_included)
    return _order(a, b) < 0


@builtin("before", "point1: any, point2: any")
def before(a: Any, b: Any) -> bool:
    """All of the first lies before all of the second."""
    return _before(a, b)


@builtin("after", "point1: any, point2: any")
def after(a: Any, b: Any) -> bool:
    """All of the first lies after all of the second."""
    return _before(b, a)


@builtin("meets", "range1: range, range2: range")
def meets(a: Range, b: Range) -> bool:
    """The first ends where the second starts, both inclusive."""
    if a.end is None or b.start is None:
        return False
    return a.end_included and b.start_included and _order(a.end, b.start) == 0


@builtin("met by", "range1: range, range2: range")
def met_by(a: Range, b: Range) -> bool:
    """The second meets the first."""
    return meets(b, a)


def _starts_before_end(a: Range, b: Range) -> bool:
    """Whether a's start comes no later than b's end, so that both may share a point."""
    if a.start is None or b.end is None:
        return True
    order = _order(a.start, b.end)
    return order < 0 or (order == 0 and a.start_included and b.end_included)


def _start_order(a: Range, b: Range) -> int:
    if a.start is None or b.start is None:
        return (b.start is None) - (a.start is None)
    return _order(a.start, b.start) or b.start_included - a.start_included


def _end_order(a: Range, b: Range) -> int:
    if a.end is None or b.end is None:
        return (a.end is None) - (b.end is None)
    return _order(a.end, b.end) or a.end_included - b.end_included


@builtin("overlaps", "range1: range, range2: range")
def overlaps(a: Range, b: Range) -> bool:
    """The ranges share a point."""
    return _starts_before_end(a, b) and _starts_before_end(b, a)


@builtin("overlaps before", "range1: range, range2: range")
def overlaps_before(a: Range, b: Range) -> bool:
    """The first starts earlier, and ends inside the second."""
    return overlaps(a, b) and _start_order(a, b) < 0 and _end_order(a, b) <= 0


@builtin("overlaps after", "range1: range, range2: range")
def overlaps_after(a: Range, b: Range) -> bool:
    """The first starts inside the second, and ends later."""
    return overlaps(a, b) and _start_order(a, b) >= 0 and _end_order(a, b) > 0


@builtin("finishes", "point: any, range: range")
def finishes(a: Any, b: Range) -> bool:
    """The point, or the range, ends exactly where the range ends."""
    if isinstance(a, Range):
        return _end_order(a, b) == 0 and _start_order(a, b) >= 0
    return b.end is not None and b.end_included and _order(a, b.end) == 0


@builtin("finished by", "range: range, point: any")
def finished_by(a: Range, b: Any) -> bool:
    """The second finishes the first."""
    return finishes(b, a)


@builtin("starts", "point: any, range: range")
def starts(a: Any, b: Range) -> bool:
    """The point, or the range, starts exactly where the range starts."""
    if isinstance(a, Range):
        return _start_order(a, b) == 0 and _end_order(a, b) <= 0
    return b.start is not None and b.start_included and _order(a, b.start) == 0


@builtin("started by", "range: range, point: any")
def started_by(a: Range, b: Any) -> bool:
    """The second starts the first."""
    return starts(b, a)


@builtin("includes", "range: range, point: any")
def includes(a: Range, b: Any) -> bool:
    """All of the second lies inside the first."""
    if isinstance(b, Range):
        return _start_order(a, b) <= 0 and _end_order(a, b) >= 0
    found = contains(a, b)
    if found is None:
        raise Null("The range holds other values.")
    return found


@builtin("during", "point: any, range: range")
def during(a: Any, b: Range) -> bool:
    """The second includes the first."""
    return includes(b, a)


@builtin("coincides", "point1: any, point2: any")
def coincides(a: Any, b: Any) -> bool:
    """Both are the same point, or the same range."""
    if isinstance(a, Range) and isinstance(b, Range):
        return _start_order(a, b) == 0 and _end_order(a, b) == 0
    return _order(a, b) == 0


@builtin("range", "from: string")
def range_of_text(text: str) -> Range:
    """The range that the text spells, such as "[1..5)", with literals as ends."""
    match = _TEXT.fullmatch(text)
    if not match:
        raise Null("'{text}' is no {what}.", text=text[:80], what="range")
    start, end = _end(match[2].strip()), _end(match[3].strip())
    if start is None and end is None:
        raise Null("A range needs a start or an end.")
    if start is not None and end is not None and _order(start, end) > 0:
        raise Null("A range must not end before it starts.")
    return Range(start, end, match[1] == "[" and start is not None, match[4] == "]" and end is not None)


def _end(text: str) -> Any:
    if not text or text == "null":
        return None
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        return text[1:-1]
    call = _CALL.fullmatch(text)
    if call:
        value = temporal.parse_any(call[1] if call[1] is not None else call[2])
        if value is None:
            raise Null("'{text}' is no end of a range.", text=text[:80])
        return value
    return to_number(text)
