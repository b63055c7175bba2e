"""What literals mean: numbers, strings with their escapes, and `@"..."`."""

from __future__ import annotations

import re

from engine.feel import nodes as n
from engine.feel import temporal
from engine.feel.values import CONTEXT

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def unquote(literal: str) -> str:
    """The string that a quoted literal means."""

    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            point = int(code, 16)
            return chr(point) if point <= 0x10FFFF else "\ufffd"
        return _ESCAPES.get(match[3], match[3] if match[3] in "\"'\\" else match[0])

    text = literal[1:-1]
    if "\\" in text:
        text = _ESCAPE.sub(one, text)
        text = _SURROGATES.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def number(text: str, at: int) -> n.Literal:
    """The number; null, with a reason, beyond the numbers of FEEL."""
    value = CONTEXT.create_decimal(text)
    return n.Literal(at, value) if value.is_finite() else n.Literal(at, None, (text[:80], "number"))


def moment(literal: str, at: int) -> n.Literal:
    """The date, time or duration of `@"..."`; null, with a reason, for any other text."""
    text = unquote(literal)
    value = temporal.parse_any(text)
    return n.Literal(at, value, None if value is not None else (text[:80], "date, time or duration"))
