"""The range functions of Allen's algebra, for points and ranges, and range() of a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from engine.feel import temporal
from engine.feel.builtins.conversion import to_number
from engine.feel.builtins.registry import BUILTINS, Null, builtin
from engine.feel.env import Env
from engine.feel.literals import unquote
from engine.feel.operators import compare
from engine.feel.values import Range, kind

Relation = Callable[[Range, Range], bool]

_BOTH = ("range1: range, range2: range",)
_POINT_FIRST = ("point: any, range: range", *_BOTH)
_POINT_LAST = ("range: range, point: any", *_BOTH)
_ANY = ("point1: any, point2: any", *_BOTH)


def _relation(name: str, signatures: tuple[str, ...]) -> Callable[[Relation], Relation]:
    """Register a relation of two ranges for points too: a point is the range that holds it alone."""

    def keep(target: Relation) -> Relation:
        def related(first: Any, second: Any) -> bool:
            a, b = _interval(first), _interval(second)
            ends = [end for end in (a.start, a.end, b.start, b.end) if end is not None]
            for end in ends:
                _order(ends[0], end)
            return target(a, b)

        for signature in signatures:
            builtin(name, signature)(related)
        return target

    return keep


def _interval(value: Any) -> Range:
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    if value is None:
        raise Null("null has no place before, in or after a range.")
    return value if isinstance(value, Range) else Range(value, value)


def _order(a: Any, b: Any) -> int:
    order = compare(a, b)
    if order is None:
        raise Null("The ranges hold values without a common order.")
    return order


def _start_order(a: Range, b: Range) -> int:
    """Which starts first, -1 for a; an unbounded range starts before all others."""
    if a.start is None or b.start is None:
        return (b.start is None) - (a.start is None)
    return _order(a.start, b.start) or b.start_included - a.start_included


def _end_order(a: Range, b: Range) -> int:
    """Which ends first, -1 for a; an unbounded range ends after all others."""
    if a.end is None or b.end is None:
        return (a.end is None) - (b.end is None)
    return _order(a.end, b.end) or a.end_included - b.end_included


@_relation("before", _ANY)
def before(a: Range, b: Range) -> bool:
    """All of the first lies before all of the second."""
    if a.end is None or b.start is None:
        return False
    order = _order(a.end, b.start)
    return order < 0 or (order == 0 and not (a.end_included and b.start_included))


@_relation("after", _ANY)
def after(a: Range, b: Range) -> bool:
    """All of the first lies after all of the second."""
    return before(b, a)


@_relation("meets", _BOTH)
def meets(a: Range, b: Range) -> bool:
    """The first ends where the second starts, both inclusive."""
    if a.end is None or b.start is None:
        return False
    return a.end_included and b.start_included and _order(a.end, b.start) == 0


@_relation("met by", _BOTH)
def met_by(a: Range, b: Range) -> bool:
    """The second meets the first."""
    return meets(b, a)


@_relation("overlaps", _BOTH)
def overlaps(a: Range, b: Range) -> bool:
    """The ranges share a point."""
    return not before(a, b) and not before(b, a)


@_relation("overlaps before", _BOTH)
def overlaps_before(a: Range, b: Range) -> bool:
    """The first starts earlier, and ends inside the second."""
    return overlaps(a, b) and _start_order(a, b) < 0 and _end_order(a, b) <= 0


@_relation("overlaps after", _BOTH)
def overlaps_after(a: Range, b: Range) -> bool:
    """The first starts inside the second, not where that starts, and does not end earlier."""
    return overlaps(a, b) and _start_order(a, b) > 0 and _end_order(a, b) >= 0


@_relation("finishes", _POINT_FIRST)
def finishes(a: Range, b: Range) -> bool:
    """The first ends exactly where the second ends, and does not start earlier."""
    return _end_order(a, b) == 0 and _start_order(a, b) >= 0


@_relation("finished by", _POINT_LAST)
def finished_by(a: Range, b: Range) -> bool:
    """The second finishes the first."""
    return finishes(b, a)


@_relation("starts", _POINT_FIRST)
def starts(a: Range, b: Range) -> bool:
    """The first starts exactly where the second starts, and does not end later."""
    return _start_order(a, b) == 0 and _end_order(a, b) <= 0


@_relation("started by", _POINT_LAST)
def started_by(a: Range, b: Range) -> bool:
    """The second starts the first."""
    return starts(b, a)


@_relation("includes", _POINT_LAST)
def includes(a: Range, b: Range) -> bool:
    """All of the second lies inside the first."""
    return _start_order(a, b) <= 0 and _end_order(a, b) >= 0


@_relation("during", _POINT_FIRST)
def during(a: Range, b: Range) -> bool:
    """The second includes the first."""
    return includes(b, a)


@_relation("coincides", _BOTH)
def coincides(a: Range, b: Range) -> bool:
    """Both start and end alike."""
    return _start_order(a, b) == 0 and _end_order(a, b) == 0


@builtin("coincides", "point1: any, point2: any")
def points_coincide(a: Any, b: Any) -> bool:
    """Both are the same point; null for a point and a range."""
    return _order(a, b) == 0


_END = r'(?:"(?:\\.|[^"\\])*"|\.(?!\.)|[^".])*'
_TEXT = re.compile(rf"\s*([\[(\]])({_END})\.\.({_END})([\])\[])\s*", re.DOTALL)
_STRING = re.compile(r'(@?)("(?:\\.|[^"\\])*")', re.DOTALL)
_CALL = re.compile(r'(date|time|date and time|duration)\s*\(\s*("(?:\\.|[^"\\])*")\s*\)', re.DOTALL)


@builtin("range", "from: string", env=True)
def range_of_text(env: Env, text: str) -> Range:
    """The range that the text spells, such as "[1..5)" or "(..5]", with literals as ends."""
    match = _TEXT.fullmatch(text)
    if not match:
        raise Null("'{text}' is no {what}.", text=text[:80], what="range")
    from_text, to_text = match[2].strip(), match[3].strip()
    if (not from_text and match[1] == "[") or (not to_text and match[4] == "]"):
        raise Null("A range is open where it has no end.")
    start, end = _end(env, from_text), _end(env, to_text)
    if start is None and end is None:
        raise Null("A range needs a start or an end.")
    if start is not None and end is not None:
        if kind(start) != kind(end):
            raise Null("The ranges hold values without a common order.")
        if _order(start, end) > 0:
            raise Null("A range must not end before it starts.")
    return Range(start, end, match[1] == "[" and start is not None, match[4] == "]" and end is not None)


def _end(env: Env, text: str) -> Any:
    """The value of a literal: nothing, null, a number, a string, a temporal value."""
    if text in ("", "null"):
        return None
    string, call = _STRING.fullmatch(text), _CALL.fullmatch(text)
    if string and not string[1]:
        return unquote(string[2])
    if not string and not call:
        return to_number(text)
    if call:
        value = BUILTINS[call[1]].call([unquote(call[2])], None, env)
    else:
        value = temporal.parse_any(unquote(string[2])) if string else None
    if value is None:
        raise Null("'{text}' is no end of a range.", text=text[:80])
    return value
