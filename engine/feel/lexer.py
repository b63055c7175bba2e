"""Cuts FEEL text into tokens; names with spaces are found here, so that the grammar needs no context.

A known name (built-in functions, names the caller gives, names the text itself declares) wins by
longest match. Otherwise neighbouring words that are no keywords form one name: two names side by side
are never an expression, so `total amount > 5` needs no declaration.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from lark import Token

from engine.feel.errors import FeelLimitError, FeelSyntaxError
from engine.feel.pieces import Names, Piece, declared, normal, place, scan

MAX_LENGTH = 50_000
MAX_NESTING = 60

KEYWORDS = {
    "and": "AND", "or": "OR", "in": "IN", "between": "BETWEEN", "if": "IF", "then": "THEN", "else": "ELSE",
    "for": "FOR", "return": "RETURN", "some": "SOME", "every": "EVERY", "satisfies": "SATISFIES",
    "function": "FUNCTION", "external": "EXTERNAL", "true": "TRUE", "false": "FALSE", "null": "NULL",
}  # fmt: skip
_SYMBOLS = {
    "**": "POW", "*": "STAR", "/": "SLASH", "+": "PLUS", "-": "MINUS", "=": "EQ", "!=": "NE", "<": "LT",
    "<=": "LE", ">": "GT", ">=": "GE", "...": "DESCENT", "..": "DOTS", ".": "DOT", ",": "COMMA", ":": "COLON",
    "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "RBRACE", "->": "ARROW",
}  # fmt: skip
_PLAIN = {
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "、": ",",
    "。": ".",
    "【": "[",
    "】": "]",
    "《": "<",
    "》": ">",
}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_ENDS_OPERAND = frozenset(
    ["NAME", "NUMBER", "STRING", "AT", "TRUE", "FALSE", "NULL", "RPAR", "RSQB", "RBRACE", "OPEN_END"]
)
_STARTERS = frozenset(["if", "for", "some", "every", "true", "false", "null", "function"])
#: brackets of all sorts: a range may close with another one than it opens with
_DEPTH = {"LPAR": 1, "LSQB": 1, "LBRACE": 1, "OPEN_START": 1} | {
    "RPAR": -1, "RSQB": -1, "RBRACE": -1, "OPEN_END": -1,
}  # fmt: skip


class Lexer:
    """Turns one text into tokens for the grammar; use once."""

    def __init__(self, text: str, names: frozenset[str], builtin: Names, unary: bool = False) -> None:
        if len(text) > MAX_LENGTH:
            raise FeelLimitError("The expression is longer than {limit} characters.", limit=MAX_LENGTH)
        self.text, self.unary, self.builtin = text, unary, builtin
        self.pieces = scan(text)
        self.known = Names(names)
        for name in declared(self.pieces):
            self.known.add(name)
        self.tokens: list[Token] = []
        self.frames: list[str] = []

    def run(self) -> list[Token]:
        """All tokens, or FeelSyntaxError at the first character that begins none."""
        at = 0
        while at < len(self.pieces):
            at = self._one(at)
        if self.unary:
            self._mark_unary()
        return self.tokens

    def _one(self, at: int) -> int:
        piece = self.pieces[at]
        if piece.sort == "word":
            return self._word(at)
        if piece.sort == "number":
            self._add("NUMBER", piece.text, piece.at)
        elif piece.sort == "string":
            self._add("STRING", piece.text, piece.at)
        elif piece.text == "@":
            if at + 1 < len(self.pieces) and self.pieces[at + 1].sort == "string":
                self._add("AT", self.pieces[at + 1].text, piece.at)
                return at + 2
            self._fail("Expected a string after '@'.", piece.at)
        elif piece.sort == "symbol" and piece.text in _SYMBOLS:
            self._symbol(at)
        elif piece.sort == "unclosed" and piece.text[0] == '"':
            self._fail("The string is not closed.", piece.at)
        elif piece.sort == "unclosed":
            self._fail("The comment is not closed.", piece.at)
        else:
            self._unexpected(piece)
        return at + 1

    def _unexpected(self, piece: Piece) -> None:
        plain = _PLAIN.get(piece.text) or unicodedata.normalize("NFKC", piece.text)
        if plain != piece.text and plain.isascii():
            message = "Unexpected character '{character}'; FEEL writes '{plain}'."
            self._fail(message, piece.at, character=piece.text, plain=plain)
        self._fail("Unexpected character '{character}'.", piece.at, character=piece.text)

    def _fail(self, message: str, at: int, **params: Any) -> None:
        line, column = place(self.text, at)
        raise FeelSyntaxError(message, line, column, **params)

    def _add(self, sort: str, value: str, at: int) -> None:
        self.tokens.append(Token(sort, value, start_pos=at))

    def _text(self, at: int) -> str:
        return self.pieces[at].text if at < len(self.pieces) else ""

    def _before(self, back: int = 1) -> str:
        return self.tokens[-back].type if len(self.tokens) >= back else ""

    def _word(self, at: int) -> int:
        piece, before = self.pieces[at], self._before()
        found = self.known.match(self.pieces, at)
        if found is None and before not in ("DOT", "DESCENT"):
            found = self.builtin.match(self.pieces, at)
        if found is not None:
            self._add("NAME", found[1], piece.at)
            return at + found[0]
        text = piece.text
        following = self._text(at + 1)
        after = ("LBRACE", "COMMA") if following == ":" else ()
        as_key = before in ("DOT", "DESCENT", "INSTANCE_OF", *after)
        if not as_key and text == "instance" and following == "of":
            self._add("INSTANCE_OF", "instance of", piece.at)
            return at + 2
        if not as_key and text in KEYWORDS and not (text == "function" and following == "<"):
            self._add(KEYWORDS[text], text, piece.at)
            return at + 1
        if following == "<" and text in ("list", "context", "range", "function") and self._in_type():
            self._add("GENERIC", text, piece.at)
            self.frames.append("<")
            return at + 2
        end = at + 1
        while end < len(self.pieces) and self._continues(end):
            end += 1
        self._add("NAME", normal(self.pieces[at:end]), piece.at)
        return end

    def _continues(self, at: int) -> bool:
        """Whether the piece goes on with the name before it."""
        piece = self.pieces[at]
        if piece.sort == "number":
            return self.pieces[at - 1].sort == "word" and piece.spaced and piece.text.isdigit()
        if piece.sort != "word" or piece.text in KEYWORDS or piece.text == "?":
            return False
        following = self._text(at + 1)
        return not (piece.text == "instance" and following == "of")

    def _in_type(self) -> bool:
        before, frame = self._before(), self.frames[-1] if self.frames else ""
        if before in ("INSTANCE_OF", "GENERIC", "ARROW"):
            return True
        return (before in ("COLON", "COMMA") and frame == "<") or (before == "COLON" and frame == "function")

    def _symbol(self, at: int) -> None:
        piece = self.pieces[at]
        text, sort, before = piece.text, _SYMBOLS[piece.text], self._before()
        frame = self.frames[-1] if self.frames else ""
        if text == "[" and frame == "range" and before in _ENDS_OPERAND and not self._starts_operand(at + 1):
            sort = "OPEN_END"
            self.frames.pop()
        elif text == "]" and (
            (before not in _ENDS_OPERAND and before != "LSQB")
            or (before == "LSQB" and self._starts_operand(at + 1, strict=True))
        ):
            sort = "OPEN_START"
            self.frames.append("]")
        elif text in _BRACKETS:
            self.frames.append("function" if text == "(" and before == "FUNCTION" else text)
        elif text in (")", "]", "}"):
            if self.frames:
                self.frames.pop()
        elif text == ">" and frame == "<":
            sort = "GENERIC_END"
            self.frames.pop()
        elif text == ".." and frame in ("(", "[", "]"):
            self.frames[-1] = "range"
        if len(self.frames) > MAX_NESTING:
            raise FeelLimitError("The expression is nested deeper than {limit} levels.", limit=MAX_NESTING)
        self._add(sort, text, piece.at)

    def _starts_operand(self, at: int, strict: bool = False) -> bool:
        if at >= len(self.pieces):
            return False
        piece = self.pieces[at]
        if piece.sort in ("number", "string"):
            return True
        if piece.sort == "word":
            if piece.text == "instance" and self._text(at + 1) == "of":
                return False
            return piece.text not in KEYWORDS or piece.text in _STARTERS
        return piece.text in ("@",) if strict else piece.text in ("(", "[", "{", "@", "-")

    def _mark_unary(self) -> None:
        """In unary tests, a lone `-` means anything, and `not(...)` around all of it is a negation."""
        tokens = self.tokens
        if len(tokens) == 1 and tokens[0].type == "MINUS":
            tokens[0] = Token("ANY", "-", start_pos=tokens[0].start_pos)
        if len(tokens) > 2 and tokens[0] == "not" and tokens[1].type == "LPAR" and tokens[-1].type == "RPAR":
            depth = 0
            for i, token in enumerate(tokens[1:], start=1):
                depth += _DEPTH.get(token.type, 0)
                if depth == 0:
                    if i == len(tokens) - 1:
                        tokens[0] = Token("NOT_TESTS", "not", start_pos=tokens[0].start_pos)
                    break
