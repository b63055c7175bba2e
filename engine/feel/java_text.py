"""Texts as Java makes them: of doubles, and of String.format with %s, %d, %f, %n and %%."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from engine.feel.jsonable import to_json
from engine.feel.values import CONTEXT, number

_PLACE = re.compile(r"%(?:(\d{1,3})\$)?([-+ 0,]*)(\d{1,3})?(?:\.(\d{1,2}))?([a-zA-Z%])")


class Unfit(Exception):
    """An argument, or a result, that the Java function does not have."""


def double_text(value: float | Decimal) -> str:
    """A double as Double.toString writes it: 1.0, 1.0E10."""
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    if not exact:
        return "0.0"
    if -3 <= exact.adjusted() < 7:
        text = f"{exact:f}"
        return text if "." in text else f"{text}.0"
    digits = "".join(map(str, exact.as_tuple().digits)).rstrip("0")
    sign = "-" if exact < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exact.adjusted()}"


def formatted(pattern: str, values: list[Any]) -> str:
    """String.format. Raises Unfit for a place without a value, or one that it does not know."""
    at = 0

    def put(match: re.Match[str]) -> str:
        nonlocal at
        index, flags, width, precision, kind = match.groups()
        if kind in "%n":
            return "%" if kind == "%" else "\n"
        place = int(index) - 1 if index else at
        at += not index
        if not 0 <= place < len(values):
            raise Unfit
        text = _shown(values[place], flags, precision, kind)
        size = int(width or 0)
        if "-" in flags:
            return text.ljust(size)
        return text.zfill(size) if "0" in flags and kind in "df" else text.rjust(size)

    made = _PLACE.sub(put, pattern)
    if "%" in _PLACE.sub("", pattern):
        raise Unfit
    return made


def _shown(value: Any, flags: str, precision: str | None, kind: str) -> str:
    if kind in "sS":
        text = _plain(value)[: int(precision) if precision else None]
        return text.upper() if kind == "S" else text
    found = number(value)
    if found is None or kind not in "df" or (kind == "d" and found != found.to_integral_value()):
        raise Unfit
    sign = "+" if "+" in flags else " " if " " in flags else ""
    comma = "," if "," in flags else ""
    places = 0 if kind == "d" else int(precision or 6)
    rounded = found.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, CONTEXT)
    if not rounded.is_finite():
        raise Unfit
    return f"{rounded:{sign}{comma}.{places}f}"


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    found = number(value)
    return f"{found:f}" if found is not None else str(to_json(value))
