"""Runs XPath patterns in time that grows with pattern times text, never worse.

Backtracking in the order of the standard, but no (position in program, position in text) is tried
twice; with back references the groups count as part of the position, and the budget bounds the rest.
Python's `re` is not used: its worst cases would hang a server.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from engine.feel.errors import FeelLimitError
from engine.feel.regex_classes import ascii_word, variants
from engine.feel.regex_parser import Op, Parser, PatternError

__all__ = ["Pattern", "PatternError", "compile"]

Spend = Callable[[int], None]
Groups = tuple[int, ...]
Match = tuple[int, int, Groups]


class Pattern:
    """A compiled pattern; safe to share."""

    __slots__ = ("groups", "literal", "program", "references")

    def __init__(self, program: list[Op], groups: int, references: bool, literal: bool) -> None:
        self.program, self.groups, self.references = program, groups, references
        #: flag q: no sign has a meaning, in replacements neither
        self.literal = literal

    def search(self, text: str, start: int, spend: Spend) -> Match | None:
        """The leftmost match from `start`: begin, end and all groups."""
        seen: set[object] = set()
        for begin in range(start, len(text) + 1):
            spend(1)
            groups = self._run(self.program, text, begin, spend, seen)
            if groups is not None:
                return groups[0], groups[1], groups
        return None

    def _run(
        self,
        program: list[Op],
        text: str,
        at: int,
        spend: Spend,
        seen: set[object],
        given: Groups | None = None,
    ) -> Groups | None:
        empty = given or (-1,) * (2 * self.groups + 2)
        stack: list[tuple[int, int, Groups]] = [(0, at, empty)]
        size, length, steps = len(text), len(program), 0
        often = 127 if self.references else 255  # a state with its groups costs more
        while stack:
            pc, i, groups = stack.pop()
            while True:
                steps += 1
                if steps & often == 0:
                    spend(128)
                key = (pc, i, groups) if self.references else i * length + pc
                if key in seen:
                    break
                seen.add(key)
                op = program[pc]
                kind = op[0]
                if kind == "char":
                    if i >= size or not op[1](text[i]):
                        break
                    pc, i = pc + 1, i + 1
                elif kind == "split":
                    stack.append((pc + op[2], i, groups))
                    pc += op[1]
                elif kind == "jump":
                    pc += op[1]
                elif kind == "save":
                    groups = (*groups[: op[1]], i, *groups[op[1] + 1 :])
                    pc += 1
                elif kind == "match":
                    spend((steps & often) >> 1)
                    return groups
                elif kind == "at":
                    if not _holds(op[1], text, i):
                        break
                    pc += 1
                elif kind == "same":
                    a, b = groups[2 * op[1]], groups[2 * op[1] + 1]
                    part = text[a:b] if a >= 0 and b >= 0 else ""
                    spend(len(part) >> 6)
                    if not _repeats(part, text[i : i + len(part)], op[2]):
                        break
                    pc, i = pc + 1, i + len(part)
                else:  # ahead
                    found = self._run(op[2], text, i, spend, set(), groups)
                    if (found is not None) is not op[1]:
                        break
                    pc += 1
        spend((steps & often) >> 1)
        return None

    def find_all(self, text: str, spend: Spend) -> list[Match]:
        """All matches from left to right, none overlapping; empty ones are left out."""
        found, at = [], 0
        while at <= len(text):
            match = self.search(text, at, spend)
            if match is None:
                break
            if match[1] > match[0]:
                found.append(match)
            at = match[1] if match[1] > match[0] else match[1] + 1
        return found

    def split(self, text: str, spend: Spend) -> list[str]:
        """The parts between the matches; a pattern that matches nothing cuts between all characters."""
        if not self.program[1:-2]:
            spend(len(text))
            return list(text)
        parts, at = [], 0
        for begin, end, _ in self.find_all(text, spend):
            parts.append(text[at:begin])
            at = end
        return [*parts, text[at:]]

    def replace(self, text: str, replacement: str, spend: Spend, limit: int) -> str:
        """Every match replaced. Raises PatternError for a wrong replacement or an empty match."""
        if self._run([*self.program[:-1], ("at", "end"), ("match",)], "", 0, spend, set()) is not None:
            raise PatternError("it matches the empty string")
        spend(len(replacement))
        pieces = [replacement] if self.literal else _replacement(replacement, self.groups)
        made, at, size = [], 0, 0
        for begin, end, groups in self.find_all(text, spend):
            made.append(text[at:begin])
            for piece in pieces:
                part = piece if isinstance(piece, str) else _group(text, groups, piece)
                size += len(part)
                made.append(part)
            at = end
            if size > limit:
                raise FeelLimitError("A text is longer than {limit} characters.", limit=limit)
        return "".join([*made, text[at:]])


def _repeats(part: str, there: str, any_case: bool) -> bool:
    if part == there or not any_case:
        return part == there
    return len(part) == len(there) and all(a in variants(b) for a, b in zip(part, there, strict=True))


def _group(text: str, groups: Groups, number: int) -> str:
    a, b = groups[2 * number], groups[2 * number + 1]
    return text[a:b] if a >= 0 and b >= 0 else ""


def _holds(place: str, text: str, i: int) -> bool:
    if place == "start":
        return i == 0
    if place == "end":
        return i == len(text)
    if place == "line start":  # a line feed at the very end begins no line
        return i == 0 or (text[i - 1] == "\n" and i < len(text))
    if place == "line end":
        return text[i] == "\n" if i < len(text) else not text.endswith("\n")
    before, after = i > 0 and ascii_word(text[i - 1]), i < len(text) and ascii_word(text[i])
    return (before != after) is (place == "edge")


def _replacement(text: str, groups: int) -> list[str | int]:
    """The replacement as texts and group numbers."""
    pieces: list[str | int] = []
    i = 0
    while i < len(text):
        c = text[i]
        if c == "\\":
            if text[i + 1 : i + 2] not in ("\\", "$"):
                raise PatternError("'\\' in a replacement must be followed by '\\' or '$'")
            pieces.append(text[i + 1])
            i += 2
        elif c == "$":
            end = i + 1
            while (
                end < len(text)
                and text[end] in "0123456789"
                and (end == i + 1 or int(text[i + 1 : end + 1]) <= groups)
            ):
                end += 1
            if end == i + 1:
                raise PatternError("'$' in a replacement must be followed by a number")
            number = int(text[i + 1 : end])
            pieces.append(number if number <= groups else "")
            i = end
        else:
            pieces.append(c)
            i += 1
    return pieces


@lru_cache(maxsize=512)
def compile(pattern: str, flags: str = "", js: bool = False) -> Pattern:
    """The pattern, ready to run. Raises PatternError with a reason. `js` reads JavaScript's notation."""
    parser = Parser(pattern, flags, js)
    program = parser.run()
    return Pattern(program, parser.groups, parser.references, "q" in flags)
