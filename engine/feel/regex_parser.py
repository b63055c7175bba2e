"""Reads XPath (and, for forms, JavaScript) patterns into a small program for regex.py.

Counted repetitions are written out, so a program has a size, and that size is limited.
"""

from __future__ import annotations

from typing import Any

from engine.errors import Sentence
from engine.feel.regex_classes import CLASSES, JS_CLASSES, Test, category, class_test, inverse, variants

MAX_PATTERN = 2_000
MAX_PROGRAM = 20_000
MAX_GROUPS = 60

Op = tuple[Any, ...]  # ("char", test) ("split", first, second) ("jump", to) ("save", n) ("at", test) ...

_SINGLE = {"n": "\n", "r": "\r", "t": "\t"} | {c: c for c in "\\|.?*+(){}[]-^$"}


class PatternError(ValueError):
    """The pattern is wrong; the sentence says why."""

    def __init__(self, message: str, **params: Any) -> None:
        self.sentence = Sentence(message, params)
        super().__init__(str(self.sentence))


class Parser:
    """One pattern; `program` is complete after `run`."""

    def __init__(self, pattern: str, flags: str, js: bool = False) -> None:
        if len(pattern) > MAX_PATTERN:
            raise PatternError("longer than {limit} characters", limit=MAX_PATTERN)
        if not set(flags) <= set("smixq"):
            raise PatternError("unknown flag")
        self.text, self.flags, self.js = pattern, flags, js
        self.any_case = "i" in flags
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
        return inside.isascii() and low.isdigit() and (not high or high.isdigit())

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
            return [("char", self._set())]
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
            return [("same", number, self.any_case)]
        if self.js and c in "bB":
            return [("at", "edge" if c == "b" else "no edge")]
        found = self._escaped(c)
        return self._literal(found) if isinstance(found, str) else [("char", found)]

    def _escaped(self, c: str) -> str | Test:
        """The character, or the test, that follows a backslash."""
        classes = JS_CLASSES if self.js else CLASSES
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
        test = category(name)
        if test is None:
            raise PatternError("unknown category '{name}'", name=name)
        return test

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
        return class_test(single, spans, tests, negated, minus, self.any_case)

    def _set_item(self) -> str | Test:
        c = self._take()
        if c == "\\":
            return self._escaped(self._take())
        if c in "[]" and not self.js:
            raise PatternError("'{sign}' must be escaped", sign=c)
        return c

    def _literal(self, char: str) -> list[Op]:
        return [("char", variants(char).__contains__ if self.any_case else char.__eq__)]


def _split(first: int, second: int, lazy: bool) -> Op:
    return ("split", second, first) if lazy else ("split", first, second)


def _without_space(pattern: str) -> str:
    """The pattern of flag x: white space outside classes does not count, not even after a backslash."""
    kept: list[str] = []
    depth, escaped = 0, False
    for c in pattern:
        if depth == 0 and c in " \t\n\r":
            continue
        if not escaped and c in "[]":
            depth = max(0, depth + (1 if c == "[" else -1))
        escaped = c == "\\" and not escaped
        kept.append(c)
    return "".join(kept)
