"""Patterns: what of XPath they know, what they refuse, and what replacements make."""

from __future__ import annotations

import contextlib

import pytest

from engine.feel import FeelLimitError, parse
from engine.feel.regex_classes import CATEGORIES
from tests.unit.hang import no_hang


def matches(text: str, pattern: str, flags: str = "") -> object:
    call = parse("matches(t, p, f)")
    return call.evaluate({"t": text, "p": pattern, "f": flags})


@pytest.mark.parametrize(
    ("pattern", "hits", "misses"),
    [
        ("^fo*b", "foobar fb", "xfb fox"),
        ("^[a-z-[aeiou]]+$", "bcd xyz", "abc e"),
        ("^[^a-c-[x]]$", "d 9", "a x"),
        ("^[-a]$", "- a", "b"),
        ("^[a-]$", "- a", "b"),
        (r"^[\^\]\[\-]$", "^ ] [ -", "a"),
        (r"^\d+$", "12 ٣", "a 1a"),
        (r"^\D\S\W$", "a-. x1,", "1-. a-b"),
        (r"^\i\c*$", "a _a:b-1 ü 名.1·", "1a -a × ²"),
        (r"^\p{Lu}\p{Ll}$", "Ab Öé", "ab AB"),
        (r"^\P{L}$", "1 -", "a 信"),
        (r"^\p{IsCJKUnifiedIdeographs}+$", "信访", "abc 信a ひ"),
        (r"^\p{IsGreek}\P{IsGreekandCoptic}$", "Ωa", "ab ΩΩ"),
        (r"^\p{IsLatin-1Supplement}$", "é", "e"),
        (r"^\p{IsMathematicalAlphanumericSymbols}$", "𝒜", "A"),
        (r"^(a|b)c\1$", "aca bcb", "acb"),
        (r"^(a)?b\1$", "aba b", "ab"),
        (r"^(?:ab){2,3}$", "abab ababab", "ab abababab"),
        (r"^a{0}b{2}c{1,}$", "bbc bbcc", "abbc bc"),
        ("^.$", "a 🐎 信", "ab"),
        ("^[🐍-🐏]$", "🐎", "🐀"),
        ("^(|a)+$", "a aaa", "b"),
        ("^(a*)*b$", "b aab", "a"),
    ],
)
def test_patterns(pattern: str, hits: str, misses: str) -> None:
    assert [text for text in hits.split() if matches(text, pattern) is not True] == []
    assert [text for text in misses.split() if matches(text, pattern) is not False] == []


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "a)", "[", "]", "[]", "[^]", "[]]", "[z-a]", r"[a-\d]", "[[a]]", "{", "}", "a{x}", "a{,2}",
        "a{2,1}", "a{²}", "*", "+a", "a**", "a+?*", "(?=a)", "(?<n>a)", "\\", r"\y", r"\b", r"\/", r"\0", r"\1",
        r"(a)\2", r"(a\1)", r"[\1]", r"\p", r"\pL", r"\p{Xx}", r"\p{L", r"\p{IsNothing}", r"\p{BasicLatin}",
        r"\p{ IsBasicLatin}", "[a-z-[b]c]",
    ],
)  # fmt: skip
def test_wrong_patterns_are_null(pattern: str) -> None:
    assert matches("a", pattern) is None
    assert "pattern" in parse("matches(t, p)").warnings({"t": "a", "p": pattern})[0].params


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "wanted"),
    [
        ("a\nb", "a.b", "", False),
        ("a\rb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "", False),
        ("a\nb", "^b$", "m", True),
        ("b\n", "b$", "", False),
        ("b\n", "^$", "m", False),
        ("\nb", "^$", "m", True),
        ("ABC", "abc", "i", True),
        ("X", "[a-z-[ot]]", "i", True),
        ("O", "[a-z-[ot]]", "i", False),
        ("q", "[^Q]", "i", False),
        ("\u212a", "k", "i", True),
        ("\u017f", "[S]", "i", True),
        ("Σσς", "^(σ)\\1\\1$", "i", True),
        ("a", r"\p{Lu}", "i", False),
        ("hello world", r" hel lo [ ] world", "x", True),
        ("hello world", "hello\\ sworld", "x", True),
        ("a", r"\p{ Is Basic Latin }", "x", True),
        ("[a]", r"\[ a \]", "x", True),
        ("x[y-z]", "x[y-z]", "q", True),
        ("xy", "x[y-z]", "q", False),
        ("x[Y-z]", "X[y-Z]", "qi", True),
        ("a b", "a b", "qx", True),
        ("a", "a", "g", None),
        ("a", "a", " ", None),
        ("a", "a", "I", None),
    ],
)
def test_flags(text: str, pattern: str, flags: str, wanted: bool | None) -> None:
    assert matches(text, pattern, flags) is wanted


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("aAb", "a", "x", "i")', "xxb"),
        ('replace("AAAA", "A+?", "b")', "bbbb"),
        ('replace("0123456789", "(\\d{3})(\\d{3})(\\d{4})", "($1) $2-$3")', "(012) 345-6789"),
        ('replace("abc", "[a-c]", "<$0>")', "<a><b><c>"),
        ('replace("abc", "(b)", "$12")', "ab2c"),
        ('replace("abc", "b", "$1")', "ac"),
        ('replace("abc", "b", "\\\\$0\\\\\\\\")', "a$0\\c"),
        ('replace("a.b", ".", "$1\\\\", "q")', "a$1\\b"),
        ('replace("abc", "b", "$x")', None),
        ('replace("abc", "b", "\\\\n")', None),
        ('replace("abc", "b*", "x")', None),
        ('replace("abc", "b", "x", "z")', None),
        ('replace("abc", "b", null)', None),
        ('replace("abc", "b")', None),
        ('replace(input: "abc", pattern: "B", replacement: "-", flags: "i")', "a-c"),
        ('matches(pattern: "^b", input: "abc")', False),
        ('matches("abc", "b", null)', True),
        ('matches("abc", [])', None),
        ("matches(1, 2)", None),
    ],
)
def test_replacements_and_arguments(call: str, wanted: object) -> None:
    assert parse(call).evaluate({}) == wanted


def test_every_character_has_a_category_of_the_standard() -> None:
    for c in (
        "a",
        "A",
        "1",
        " ",
        "\u2028",
        "\x00",
        "+",
        "€",
        "^",
        "©",
        "_",
        "-",
        "(",
        ")",
        "«",
        "»",
        "!",
        "信",
    ):
        found = [name for name in CATEGORIES if len(name) == 2 and matches(c, rf"^\p{{{name}}}$") is True]
        assert len(found) == 1, c


@pytest.mark.parametrize(
    "pattern", [r"^(a+)+$", r"^(a|aa)*\1$", r"^((a*)*)*(\1|b)$", "(.*)(.*)(.*)(.*)(.*)[z]"]
)
def test_patterns_that_would_explode_end_soon(pattern: str) -> None:
    with no_hang(), contextlib.suppress(FeelLimitError):
        assert matches("a" * 300 + "!", pattern) is False
