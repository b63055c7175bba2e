"""Reads XPath (and, for forms, JavaScript) patterns into a small program for regex.py.

Counted repetitions are written out, so a program has a size, and that size is limited.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from engine.errors import Sentence

MAX_PATTERN = 2_000
MAX_PROGRAM = 20_000
MAX_GROUPS = 60

Test = Callable[[str], bool]
Op = tuple[Any, ...]  # ("char", test) ("split", first, second) ("jump", to) ("save", n) ("at", test) ...

_XPATH_BLOCKS = {
    "BasicLatin": (0x0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F), "Greek": (0x370, 0x3FF), "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF), "Hebrew": (0x590, 0x5FF), "Arabic": (0x600, 0x6FF),
    "GeneralPunctuation": (0x2000, 0x206F), "CJKSymbolsandPunctuation": (0x3000, 0x303F),
    "Hiragana": (0x3040, 0x309F), "Katakana": (0x30A0, 0x30FF), "HangulSyllables": (0xAC00, 0xD7AF),
    "CJKUnifiedIdeographs": (0x4E00, 0x9FFF), "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF),
}  # fmt: skip
_SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {c: c for c in "\\|.?*+(){}[]-^$/"}
_CATEGORIES = frozenset(
    ["L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps",
     "Pe", "Pi", "Pf", "Po", "Z", "Zs", "Zl", "Zp", "S", "Sm", "Sc", "Sk", "So", "C", "Cc", "Cf", "Co", "Cn"]
)  # fmt: skip


class PatternError(ValueError):
    """The pattern is wrong; the sentence says why."""

    def __init__(self, message: str, **params: Any) -> None:
        self.sentence = Sentence(message, params)
        super().__init__(str(self.sentence))


def name_start(c: str) -> bool:
    """XML name start characters (\\i)."""
    return c.isalpha() or c in "_:"


def name_char(c: str) -> bool:
    """XML name characters (\\c)."""
    return c.isalnum() or c in "_:.-\u00b7"


def xpath_word(c: str) -> bool:
    """\\w of XPath: anything but punctuation, separators and others."""
    return unicodedata.category(c)[0] not in "PZC"


def ascii_word(c: str) -> bool:
    """\\w of JavaScript."""
    return c.isascii() and (c.isalnum() or c == "_")


_CLASSES: dict[str, Test] = {
    "s": lambda c: c in " \t\n\r",
    "d": lambda c: unicodedata.category(c) == "Nd",
    "w": xpath_word,
    "i": name_start,
    "c": name_char,
}
_JS_CLASSES: dict[str, Test] = {
    "s": str.isspace,
    "d": lambda c: "0" <= c <= "9",
    "w": ascii_word,
}


def inverse(test: Test) -> Test:
    """The characters that the test refuses."""
    return lambda c: not test(c)


class Parser:
    """One pattern; `program` is complete after `run`."""

    def __init__(self, pattern: str, flags: str, js: bool = False) -> None:
        if len(pattern) > MAX_PATTERN:
            raise PatternError("longer than {limit} characters", limit=MAX_PATTERN)
        if not set(flags) <= set("smixq"):
            raise PatternError("unknown flag")
        self.text, self.flags, self.js = pattern, flags, js
        self.at, self.groups, self.closed = 0, 0, set[int]()
        self.references = False
        self.depth = 0

    def run(self) -> list[Op]:
        """The program of the whole pattern."""
        if "q" in self.flags:
            code = [op for c in self.text for op in self._literal(c)]
        else:
            if "x" in self.flags:
                self.text = _without_space(self.text)
            code = self._branches()
            if self.at < len(self.text):
                raise PatternError("')' without '('")
        return [("save", 0), *code, ("save", 1), ("match",)]

    def _peek(self, size: int = 1) -> str:
        return self.text[self.at : self.at + size]

    def _take(self) -> str:
        if self.at >= len(self.text):
            raise PatternError("it ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def _branches(self) -> list[Op]:
        self.depth += 1
        if self.depth > 50:
            raise PatternError("nested too deeply")
        code = self._branch()
        while self._peek() == "|":
            self.at += 1
            other = self._branch()
            code = [("split", 1, len(code) + 2), *code, ("jump", len(other) + 1), *other]
        self.depth -= 1
        return code

    def _branch(self) -> list[Op]:
        code: list[Op] = []
        while self._peek() not in ("", "|", ")"):
            atom = self._atom()
            code += self._repeated(atom)
            if len(code) > MAX_PROGRAM:
                raise PatternError("too large")
        return code

    def _repeated(self, atom: list[Op]) -> list[Op]:
        sign = self._peek()
        if sign == "{" and self.js and not self._counts_ahead(self.at + 1):
            return atom
        if not sign or sign not in "?*+{":
            return atom
        self.at += 1
        low, high = {"?": (0, 1), "*": (0, -1), "+": (1, -1)}.get(sign) or self._counts()
        lazy = self._peek() == "?"
        self.at += lazy
        if self._peek() in ("*", "+", "?") and self._peek():
            raise PatternError("a repetition of a repetition")
        if (low + max(high - low, 1)) * max(len(atom), 1) > MAX_PROGRAM:
            raise PatternError("too large")
        code = atom * low
        if high < 0:
            return [*code, _split(1, len(atom) + 2, lazy), *atom, ("jump", -len(atom) - 1)]
        for left in range(high - low, 0, -1):
            code = [*code, _split(1, left * (len(atom) + 1), lazy), *atom]
        return code

    def _counts_ahead(self, start: int) -> bool:
        end = self.text.find("}", start)
        inside = self.text[start:end] if end > 0 else "x"
        low, _, high = inside.partition(",")
        return low.isdigit() and (not high or high.isdigit())

    def _counts(self) -> tuple[int, int]:
        if not self._counts_ahead(self.at):
            raise PatternError("wrong repetition")
        end = self.text.index("}", self.at)
        low, comma, high = self.text[self.at : end].partition(",")
        self.at = end + 1
        if len(low) > 5 or len(high) > 5:
            raise PatternError("too large")
        first, last = int(low), (int(high) if high else -1) if comma else int(low)
        if 0 <= last < first:
            raise PatternError("wrong repetition")
        return first, last

    def _atom(self) -> list[Op]:
        c = self._take()
        if c == "(":
            return self._group()
        if c == "[":
            return [("char", self._folded(self._set()))]
        if c == ".":
            return [("char", (lambda x: True) if "s" in self.flags else (lambda x: x not in "\n\r"))]
        if c == "^":
            return [("at", "line start" if "m" in self.flags else "start")]
        if c == "$":
            return [("at", "line end" if "m" in self.flags else "end")]
        if c == "\\":
            return self._escape()
        if c in "?*+" or (c in "{}]" and not self.js):
            raise PatternError("'{sign}' must be escaped", sign=c)
        return self._literal(c)

    def _group(self) -> list[Op]:
        if self._peek(2) == "?:":
            self.at += 2
            code = self._branches()
        elif self.js and self._peek(2) in ("?=", "?!"):
            wanted = self._peek(2) == "?="
            self.at += 2
            code = [("ahead", wanted, [*self._branches(), ("match",)])]
        elif self._peek() == "?":
            raise PatternError("this kind of group is not supported")
        else:
            self.groups += 1
            number = self.groups
            if number > MAX_GROUPS:
                raise PatternError("too many groups")
            code = [("save", 2 * number), *self._branches(), ("save", 2 * number + 1)]
            self.closed.add(number)
        if self._peek() != ")":
            raise PatternError("'(' without ')'")
        self.at += 1
        return code

    def _escape(self) -> list[Op]:
        c = self._take()
        if c in "123456789":
            number = int(c)
            while (
                self._peek().isdecimal()
                and self._peek().isascii()
                and number * 10 + int(self._peek()) <= self.groups
            ):
                number = number * 10 + int(self._take())
            if number not in self.closed:
                raise PatternError("a reference to a group that is not closed")
            self.references = True
            return [("same", number)]
        if self.js and c in "bB":
            return [("at", "edge" if c == "b" else "no edge")]
        found = self._escaped(c)
        return self._literal(found) if isinstance(found, str) else [("char", self._folded(found))]

    def _escaped(self, c: str) -> str | Test:
        """The character, or the test, that follows a backslash."""
        classes = _JS_CLASSES if self.js else _CLASSES
        if c.lower() in classes:
            test = classes[c.lower()]
            return test if c.islower() else inverse(test)
        if c in "pP":
            test = self._category()
            return test if c == "p" else inverse(test)
        if c in _SINGLE:
            return _SINGLE[c]
        if (
            self.js
            and c == "u"
            and len(self._peek(4)) == 4
            and all(x in "0123456789abcdefABCDEF" for x in self._peek(4))
        ):
            self.at += 4
            return chr(int(self.text[self.at - 4 : self.at], 16))
        if self.js and not c.isalnum():
            return c
        raise PatternError("unknown escape '\\{sign}'", sign=c)

    def _category(self) -> Test:
        end = self.text.find("}", self.at)
        if self._peek() != "{" or end < 0:
            raise PatternError("\\p needs a name in braces")
        name = self.text[self.at + 1 : end]
        self.at = end + 1
        if name in _CATEGORIES:
            return lambda c: unicodedata.category(c).startswith(name)
        block = _XPATH_BLOCKS.get(name.removeprefix("Is"))
        if not name.startswith("Is") or block is None:
            raise PatternError("unknown category '{name}'", name=name)
        low, high = block
        return lambda c: low <= ord(c) <= high

    def _set(self) -> Test:
        """A character class after its '['."""
        self.depth += 1
        if self.depth > 50:
            raise PatternError("nested too deeply")
        negated = self._peek() == "^"
        self.at += negated
        single: set[str] = set()
        spans: list[tuple[str, str]] = []
        tests: list[Test] = []
        minus: Test | None = None
        first = True
        while first or self._peek() != "]":
            if self._peek() == "]" and first and self.js:
                break
            if self._peek(2) == "-[" and not first and not self.js:
                self.at += 2
                minus = self._set()
                if self._peek() != "]":
                    raise PatternError("a subtraction must end its class")
                break
            item = self._set_item()
            first = False
            if not isinstance(item, str):
                tests.append(item)
            elif self._peek() == "-" and self._peek(2) not in ("-]", "-["):
                self.at += 1
                last = self._set_item()
                if not isinstance(last, str) or last < item:
                    raise PatternError("wrong range in a class")
                spans.append((item, last))
            else:
                single.add(item)
        self.at += 1
        self.depth -= 1
        return _set_test(single, spans, tests, negated, minus)

    def _set_item(self) -> str | Test:
        c = self._take()
        if c == "\\":
            return self._escaped(self._take())
        if c == "[" and not self.js:
            raise PatternError("'[' must be escaped")
        return c

    def _folded(self, test: Test) -> Test:
        if "i" not in self.flags:
            return test
        return lambda c: test(c) or test(c.lower()[:1]) or test(c.upper()[:1])

    def _literal(self, char: str) -> list[Op]:
        if "i" in self.flags:
            wanted = {char, char.lower(), char.upper()}
            return [("char", wanted.__contains__)]
        return [("char", char.__eq__)]


def _set_test(
    single: set[str], spans: list[tuple[str, str]], tests: list[Test], negated: bool, minus: Test | None
) -> Test:
    def inside(c: str) -> bool:
        found = c in single or any(a <= c <= b for a, b in spans) or any(test(c) for test in tests)
        return found is not negated and not (minus is not None and minus(c))

    return inside


def _split(first: int, second: int, lazy: bool) -> Op:
    return ("split", second, first) if lazy else ("split", first, second)


def _without_space(pattern: str) -> str:
    """The pattern of flag x: white space outside classes does not count."""
    kept, depth, escaped = [], 0, False
    for c in pattern:
        if not escaped and c in "[]":
            depth += 1 if c == "[" else -1
        if depth > 0 or escaped or c not in " \t\n\r":
            kept.append(c)
        escaped = c == "\\" and not escaped
    return "".join(kept)
