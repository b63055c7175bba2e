"""The string functions. Characters are code points."""

from __future__ import annotations

import base64
from decimal import Decimal
from typing import Any

from engine.feel import regex
from engine.feel.builtins.registry import Null, builtin
from engine.feel.env import MAX_TEXT, Env
from engine.feel.errors import FeelLimitError


@builtin("substring", "string: string, start position: number, length?: number")
def substring(text: str, start: Decimal, length: Decimal | None = None) -> str:
    """From the position (1 is the first, -1 the last character), so many characters or to the end."""
    position = int(start) if start.adjusted() < 12 else len(text) + 1
    if position == 0:
        raise Null("A start position counts from 1, or from -1 at the end.")
    if length is not None and length < 1:
        raise Null("A length must be 1 or more.")
    begin = position - 1 if position > 0 else len(text) + position
    if not 0 <= begin < len(text):
        raise Null("The start position is outside the string.")
    size = len(text) if length is None or length.adjusted() > 12 else int(length)
    return text[begin : begin + size]


@builtin("string length", "string: string")
def string_length(text: str) -> Decimal:
    """The number of characters."""
    return Decimal(len(text))


@builtin("upper case", "string: string")
def upper_case(text: str) -> str:
    """In capitals."""
    return text.upper()


@builtin("lower case", "string: string")
def lower_case(text: str) -> str:
    """In small letters."""
    return text.lower()


@builtin("substring before", "string: string, match: string")
def substring_before(text: str, match: str) -> str:
    """What stands before the first match; empty if there is none."""
    head, found, _ = text.partition(match) if match else ("", "", "")
    return head if found else ""


@builtin("substring after", "string: string, match: string")
def substring_after(text: str, match: str) -> str:
    """What stands after the first match; empty if there is none."""
    if not match:
        return text
    return text.partition(match)[2]


@builtin("contains", "string: string, match: string")
def contains(text: str, match: str) -> bool:
    """Whether the string contains the match."""
    return match in text


@builtin("starts with", "string: string, match: string")
def starts_with(text: str, match: str) -> bool:
    """Whether the string begins with the match."""
    return text.startswith(match)


@builtin("ends with", "string: string, match: string")
def ends_with(text: str, match: str) -> bool:
    """Whether the string ends with the match."""
    return text.endswith(match)


@builtin("trim", "string: string")
def trim(text: str) -> str:
    """Without white space at both ends."""
    return text.strip()


@builtin("is blank", "string: string")
def is_blank(text: str) -> bool:
    """Whether there is nothing but white space."""
    return not text.strip()


@builtin("matches", "input: string, pattern: string, flags?: string|null", env=True)
def matches(env: Env, text: str, pattern: str, flags: str | None = None) -> bool:
    """Whether the XPath pattern matches somewhere in the text."""
    return _compiled(pattern, flags).search(text, 0, env.root.spend) is not None


@builtin("replace", "input: string, pattern: string, replacement: string, flags?: string|null", env=True)
def replace(env: Env, text: str, pattern: str, replacement: str, flags: str | None = None) -> str:
    """Every match replaced; $1 is the first group, $0 the whole match."""
    compiled = _compiled(pattern, flags)
    try:
        return compiled.replace(text, replacement, env.root.spend, MAX_TEXT)
    except regex.PatternError as error:
        raise Null(
            "The pattern '{pattern}' is wrong: {reason}", pattern=pattern, reason=error.sentence
        ) from None


@builtin("split", "string: string, delimiter: string", env=True)
def split(env: Env, text: str, delimiter: str) -> list[str]:
    """The parts between the matches of the delimiter, an XPath pattern."""
    return _compiled(delimiter, None).split(text, env.root.spend)


@builtin("extract", "string: string, pattern: string", env=True)
def extract(env: Env, text: str, pattern: str) -> list[str]:
    """All matches of the pattern."""
    return [text[a:b] for a, b, _ in _compiled(pattern, None).find_all(text, env.root.spend)]


def _compiled(pattern: str, flags: str | None) -> regex.Pattern:
    try:
        return regex.compile(pattern, flags or "")
    except regex.PatternError as error:
        raise Null(
            "The pattern '{pattern}' is wrong: {reason}", pattern=pattern, reason=error.sentence
        ) from None


@builtin("string join", "list: list, delimiter?: string|null", env=True)
def string_join(env: Env, items: list[Any], delimiter: str | None = None) -> str:
    """The strings of the list with the delimiter between them; nulls are left out."""
    return _join(env, items, delimiter or "", "", "")


@builtin("string join", "list: list, delimiter: string|null, prefix: string, suffix: string", env=True)
def string_join_around(env: Env, items: list[Any], delimiter: str | None, prefix: str, suffix: str) -> str:
    """The same between a prefix and a suffix."""
    return _join(env, items, delimiter or "", prefix, suffix)


def _join(env: Env, items: list[Any], delimiter: str, prefix: str, suffix: str) -> str:
    texts = [item for item in items if item is not None]
    if not all(isinstance(item, str) for item in texts):
        raise Null("string join() needs a list of strings.")
    size = sum(len(text) for text in texts) + len(delimiter) * len(texts) + len(prefix) + len(suffix)
    if size > MAX_TEXT:
        raise FeelLimitError("A text is longer than {limit} characters.", limit=MAX_TEXT)
    return prefix + delimiter.join(texts) + suffix


@builtin("to base64", "value: string")
def to_base64(text: str) -> str:
    """The UTF-8 bytes in base 64."""
    return base64.b64encode(text.encode()).decode()
