"""number, string, boolean functions, and texts of values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from engine.feel.builtins.registry import Null, builtin
from engine.feel.env import MAX_DEPTH, MAX_TEXT, Env
from engine.feel.errors import FeelLimitError
from engine.feel.moments import FarDateTime, local_nanos
from engine.feel.operators import equal
from engine.feel.temporal import text_of
from engine.feel.timeline import utc_offset
from engine.feel.values import CONTEXT, Range, kind, number

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@builtin("number", "from: string, grouping separator: string|null, decimal separator: string|null")
@builtin("number", "from: string")
def to_number(text: str, grouping: str | None = None, point: str | None = None) -> Decimal:
    """The number that the text spells, with the given separators."""
    if grouping not in (None, " ", ",", ".") or point not in (None, ".", ","):
        raise Null("The separators of number() must be ' ', ',' or '.'.")
    if grouping is not None and grouping == point:
        raise Null("The separators of number() must differ.")
    plain = text.replace(grouping, "") if grouping else text
    plain = plain.replace(point, ".") if point else plain
    if len(plain) > 10_000 or not _NUMBER.fullmatch(plain):
        raise Null("'{text}' is no number.", text=text[:80])
    value = CONTEXT.create_decimal(plain)
    if not value.is_finite():
        raise Null("'{text}' is no number.", text=text[:80])
    return value


@builtin("number", "from: number")
def number_itself(value: Decimal) -> Decimal:
    """A number stays."""
    return value


@builtin("string", "from: any", env=True)
def string(env: Env, value: Any) -> str | None:
    """The text of a value; null of null."""
    return None if value is None else text_for(value, env)


def number_text(value: Decimal) -> str:
    """A number without exponent and without needless zeros after the point."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) if value else "0"


def text_for(value: Any, env: Env) -> str:
    """The text of any value; strings inside lists and contexts are quoted."""
    writer = _Writer(env)
    writer.add(value, 0, inside=False)
    return "".join(writer.parts)


class _Writer:
    def __init__(self, env: Env) -> None:
        self.parts: list[str] = []
        self.size, self.root = 0, env.root

    def put(self, text: str) -> None:
        self.size += len(text)
        if self.size > MAX_TEXT:
            raise FeelLimitError("A text is longer than {limit} characters.", limit=MAX_TEXT)
        self.parts.append(text)

    def add(self, value: Any, depth: int, inside: bool = True) -> None:
        self.root.spend()
        if depth > MAX_DEPTH:
            raise FeelLimitError("A value is nested deeper than {limit} levels.", limit=MAX_DEPTH)
        plain = number(value)
        if value is None or isinstance(value, bool):
            self.put("null" if value is None else "true" if value else "false")
        elif plain is not None:
            self.put(number_text(plain))
        elif isinstance(value, str):
            self.put(_quoted(value) if inside else value)
        elif isinstance(value, (list, tuple)):
            self._sequence(value, depth)
        elif isinstance(value, Mapping):
            self._context(value, depth)
        elif isinstance(value, Range):
            self._range(value, depth)
        else:
            self.put(text_of(value) or "function")

    def _sequence(self, items: Any, depth: int) -> None:
        self.put("[")
        for i, item in enumerate(items):
            self.put(", " if i else "")
            self.add(item, depth + 1)
        self.put("]")

    def _context(self, entries: Mapping[str, Any], depth: int) -> None:
        self.put("{")
        for i, (key, item) in enumerate(entries.items()):
            words = key.split(" ") if isinstance(key, str) else []
            name = key if words and all(word.isidentifier() for word in words) else _quoted(str(key))
            self.put((", " if i else "") + f"{name}: ")
            self.add(item, depth + 1)
        self.put("}")

    def _range(self, value: Range, depth: int) -> None:
        if value.start is None or value.end is None:
            included = value.end_included if value.start is None else value.start_included
            self.put("(" + ("<" if value.start is None else ">") + ("=" if included else "") + " ")
            self.add(value.end if value.start is None else value.start, depth + 1)
            self.put(")")
            return
        self.put("[" if value.start_included else "(")
        self.add(value.start, depth + 1)
        self.put("..")
        self.add(value.end, depth + 1)
        self.put("]" if value.end_included else ")")


def _quoted(text: str) -> str:
    """A string as an expression writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@builtin("not", "negand: any")
def negation(value: Any) -> bool | None:
    """not(true) is false; anything but true and false gives null."""
    return (not value) if isinstance(value, bool) else None


@builtin("is defined", "value: any")
def is_defined(value: Any) -> bool:
    """Whether the value is not null."""
    return value is not None


@builtin("get or else", "value: any, default: any")
def get_or_else(value: Any, default: Any) -> Any:
    """The value, or the default for null."""
    return default if value is None else value


@builtin("assert", "value: any, condition: any, cause?: any")
def check(value: Any, condition: Any, cause: Any = None) -> Any:
    """The value when the condition is true, else null."""
    if condition is True:
        return value
    raise Null("The assertion does not hold: {cause}", cause=str(cause or ""))


@builtin("is", "value1: any|absent, value2: any|absent", env=True)
def is_same(env: Env, a: Any, b: Any) -> bool:
    """Of one kind and equal; for times: to the last digit, and with the same offset or zone name."""
    name = kind(a)
    if name != kind(b):
        return False
    if name in ("time", "date and time"):
        return _zone(a) == _zone(b) and local_nanos(a) == local_nanos(b)
    return equal(a, b, env.root) is True


def _zone(value: Any) -> object:
    """What a time or date and time says of its zone: the name, or else the offset."""
    zone = (value.time if isinstance(value, FarDateTime) else value).tzinfo
    return zone.key if isinstance(zone, ZoneInfo) else utc_offset(value)
