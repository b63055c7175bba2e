"""Which characters a part of a pattern takes: categories, blocks, XML names, classes, and case variants."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from engine.feel.regex_blocks import block

Test = Callable[[str], bool]

CATEGORIES = frozenset(
    ["L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps",
     "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"]
)  # fmt: skip
#: beyond this code point no character has another case
_CASES_END = 0x20000
#: NameStartChar of XML 1.0 (fifth edition), and what NameChar adds
_NAME_START = (
    (0x3A, 0x3A), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF),
    (0x370, 0x37D), (0x37F, 0x1FFF), (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF),
    (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
)  # fmt: skip
_NAME_MORE = ((0x2D, 0x2E), (0x30, 0x39), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040))


def name_start(c: str) -> bool:
    """XML name start characters (\\i)."""
    return any(a <= ord(c) <= b for a, b in _NAME_START)


def name_char(c: str) -> bool:
    """XML name characters (\\c)."""
    return name_start(c) or any(a <= ord(c) <= b for a, b in _NAME_MORE)


def xpath_word(c: str) -> bool:
    """\\w of XPath: anything but punctuation, separators and others."""
    return unicodedata.category(c)[0] not in "PZC"


def ascii_word(c: str) -> bool:
    """\\w of JavaScript."""
    return c.isascii() and (c.isalnum() or c == "_")


CLASSES: dict[str, Test] = {
    "s": lambda c: c in " \t\n\r",
    "d": lambda c: unicodedata.category(c) == "Nd",
    "w": xpath_word,
    "i": name_start,
    "c": name_char,
}
JS_CLASSES: dict[str, Test] = {
    "s": str.isspace,
    "d": lambda c: "0" <= c <= "9",
    "w": ascii_word,
}


def inverse(test: Test) -> Test:
    """The characters that the test refuses."""
    return lambda c: not test(c)


def category(name: str) -> Test | None:
    """The test for `\\p{name}`: a general category, or a block after `Is`; None for an unknown name."""
    if name in CATEGORIES:
        return lambda c: unicodedata.category(c).startswith(name)
    span = block(name[2:]) if name.startswith("Is") else None
    if span is None:
        return None
    low, high = span
    return lambda c: low <= ord(c) <= high


@cache
def _cases() -> dict[str, frozenset[str]]:
    """For every character that has another case, all characters with its lower or its upper case."""
    lower: dict[str, set[str]] = {}
    upper: dict[str, set[str]] = {}
    cased = [c for c in map(chr, range(_CASES_END)) if c.lower() != c or c.upper() != c]
    for c in cased:
        lower.setdefault(c.lower(), set()).add(c)
        upper.setdefault(c.upper(), set()).add(c)
    return {c: frozenset(lower[c.lower()] | upper[c.upper()]) for c in cased}


def variants(c: str) -> frozenset[str]:
    """The character and all that flag i counts as the same: their lower or their upper case is equal."""
    return _cases().get(c) or frozenset(c)


def class_test(
    single: Iterable[str],
    spans: list[tuple[str, str]],
    tests: list[Test],
    negated: bool,
    minus: Test | None,
    any_case: bool,
) -> Test:
    """A character class. Flag i (any_case) widens its characters and ranges, not the escapes in it."""
    chars = frozenset(v for c in single for v in (variants(c) if any_case else c))

    def ranged(c: str) -> bool:
        return any(a <= c <= b for a, b in spans)

    def inside(c: str) -> bool:
        found = c in chars or ranged(c) or any(test(c) for test in tests)
        if not found and any_case and spans:
            found = any(map(ranged, variants(c)))
        return found is not negated and not (minus is not None and minus(c))

    return inside
