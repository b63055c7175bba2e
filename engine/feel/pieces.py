"""Cuts FEEL text into words, numbers, strings and symbols, and knows the names that are made of several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_PIECES = 64
# As in the standard, but full-width signs such as ，（） are no letters: a name with them must be known.
_START = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3004-\u3007\u3021-\u302f\u3031-\ud7ff\uf900-\ufdcf\ufdf0-\ufdff\ufe20-\ufe2f\ufe70-\ufefe"
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc\U00010000-\U000effff"
)
#: space and comments, and what follows them; the groups are the sorts of pieces
_PIECE = re.compile(
    rf"""
    (?:[\s\u180e\u200b\ufeff]|//[^\n]*|/\*.*?\*/)*+
    (?:
      (?P<WORD>\?|[{_START}][{_START}0-9\u00b7\u0300-\u036f\u203f-\u2040]*)
    | (?P<NUMBER>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<STRING>"(?:[^"\\]|\\.)*+")
    | (?P<UNCLOSED>(?:"|/\*).*)
    | (?P<SYMBOL>\*\*|\.\.\.(?![0-9])|\.\.|!=|<=|>=|->|[-+*/=<>.,:()\[\]{{}}@])
    | (?P<OTHER>.)
    | (?P<END>\Z)
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_SYMBOLS = {
    "**": "POW", "*": "STAR", "/": "SLASH", "+": "PLUS", "-": "MINUS", "=": "EQ", "!=": "NE", "<": "LT",
    "<=": "LE", ">": "GT", ">=": "GE", "...": "DESCENT", "..": "DOTS", ".": "DOT", ",": "COMMA", ":": "COLON",
    "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "RBRACE", "->": "ARROW",
    "@": "AT",
}  # fmt: skip
_NAME_SYMBOLS = frozenset([".", "/", "-", "'", "+", "*", "**", "->"])
#: a text without any of these declares no names
_DECLARING = re.compile(":|for|some|every|function")


@dataclass(slots=True)
class Piece:
    """A part of the text: WORD, NUMBER, STRING, a symbol by its name, OTHER, UNCLOSED or END.

    The lexer makes tokens of pieces: it gives words and brackets the sorts that they have at their place.
    """

    sort: str
    text: str
    at: int
    spaced: bool


class Names:
    """The multi-word names that are known, as pieces, for longest match."""

    def __init__(self, names: frozenset[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[tuple[str, bool], ...], str]]] = {}
        for name in names:
            found = scan(name)[:-1]
            if len(found) > 1 and found[0].sort == "WORD":  # a name of one word needs no entry
                rest = tuple((p.text, p.spaced) for p in found[1:])
                self._by_first.setdefault(found[0].text, []).append((rest, normal(found)))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def match(self, pieces: list[Piece], at: int) -> tuple[int, str] | None:
        """How many pieces from `at` form a known name, and the name."""
        for rest, name in self._by_first.get(pieces[at].text, ()):
            end = at + 1 + len(rest)
            if end <= len(pieces) and all(
                p.text == text and p.spaced == spaced
                for p, (text, spaced) in zip(pieces[at + 1 : end], rest, strict=True)
            ):
                return end - at, name
        return None


def normal(pieces: list[Piece]) -> str:
    """The name that the pieces spell, with single spaces."""
    return "".join((" " if p.spaced and i else "") + p.text for i, p in enumerate(pieces))


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column, from 1, of the offset."""
    return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1


def scan(text: str) -> list[Piece]:
    """The text cut into pieces, the last of which is its END; space and comments are left out."""
    pieces: list[Piece] = []
    for match in _PIECE.finditer(text):
        sort = match.lastgroup or ""
        found, at = match[sort], match.start(sort)
        pieces.append(Piece(_SYMBOLS[found] if sort == "SYMBOL" else sort, found, at, at > match.start()))
    return pieces


def declared(text: str, pieces: list[Piece]) -> Iterator[str]:
    """Names of more than one piece that the text itself declares, as entry, parameter or iterator."""
    if not _DECLARING.search(text):
        return
    depth = 0
    lists: list[
        tuple[int, tuple[str, ...]]
    ] = []  # open lists of iterators or parameters: depth, what ends a name
    for at, piece in enumerate(pieces):
        text = piece.text
        if text in ("{", ",", "("):
            yield from _name_before(pieces, at + 1, (":",))
        if text in ("(", "[", "{"):
            depth += 1
        elif text in (")", "]", "}"):
            depth -= 1
        while lists and (depth < lists[-1][0] or (depth == lists[-1][0] and text in ("return", "satisfies"))):
            lists.pop()
        if text in ("for", "some", "every"):
            lists.append((depth, ("in",)))
        elif text == "(" and at and pieces[at - 1].text == "function":
            lists.append((depth, (",", ")")))
        elif text != "," or not lists or depth != lists[-1][0]:
            continue
        yield from _name_before(pieces, at + 1, lists[-1][1])


def _name_before(pieces: list[Piece], start: int, closing: tuple[str, ...]) -> Iterator[str]:
    """The name of several pieces that begins at `start` and reaches up to one of `closing`."""
    for end in range(start, min(start + MAX_PIECES, len(pieces))):
        if pieces[end].text in closing:
            if end - start > 1 and pieces[start].sort == "WORD":
                yield normal(pieces[start:end])
            return
        if pieces[end].sort not in ("WORD", "NUMBER") and pieces[end].text not in _NAME_SYMBOLS:
            return
