"""Makes tokens of the pieces of a FEEL text; names with spaces are found here, the parser needs no context.

A known name (built-in functions, names the caller gives, names the text itself declares) wins by
longest match. Otherwise neighbouring words that are no keywords form one name: two names side by side
are never an expression, so `total amount > 5` needs no declaration.

Settled here are also open ends of ranges ("]1..5["), the brackets of types, and what `-` and `not` mean in
unary tests.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from engine.feel.errors import FeelLimitError, FeelSyntaxError
from engine.feel.pieces import Names, Piece, declared, normal, place, scan

MAX_LENGTH = 50_000
MAX_NESTING = 60

KEYWORDS = {
    "and": "AND", "or": "OR", "in": "IN", "between": "BETWEEN", "if": "IF", "then": "THEN", "else": "ELSE",
    "for": "FOR", "return": "RETURN", "some": "SOME", "every": "EVERY", "satisfies": "SATISFIES",
    "function": "FUNCTION", "external": "EXTERNAL", "true": "TRUE", "false": "FALSE", "null": "NULL",
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
_OPENING = {"LPAR": "(", "LSQB": "[", "LBRACE": "{"}
_CLOSING = frozenset(["RPAR", "RSQB", "RBRACE"])
_ENDS_OPERAND = frozenset(
    ["NAME", "NUMBER", "STRING", "AT", "TRUE", "FALSE", "NULL", "RPAR", "RSQB", "RBRACE", "OPEN_END"]
)
_STARTERS = frozenset(["if", "for", "some", "every", "true", "false", "null", "function"])
_GENERIC = frozenset(["list", "context", "range", "function"])
#: what is a token wherever it stands
_TOKENS = frozenset(
    [
        "NUMBER", "STRING", "POW", "STAR", "SLASH", "PLUS", "MINUS", "EQ", "NE", "LT", "LE", "GE", "DESCENT",
        "DOT", "COMMA", "COLON", "ARROW",
    ]
)  # fmt: skip
#: brackets of all sorts: a range may close with another one than it opens with
_DEPTH = {"LPAR": 1, "LSQB": 1, "LBRACE": 1, "OPEN_START": 1} | {
    "RPAR": -1, "RSQB": -1, "RBRACE": -1, "OPEN_END": -1,
}  # fmt: skip


@lru_cache(maxsize=256)
def _known(names: frozenset[str]) -> Names:
    """All texts of a model are read with the same names."""
    return Names(names)


class Lexer:
    """Turns one text into tokens for the parser; use once."""

    def __init__(self, text: str, names: frozenset[str], builtin: Names, unary: bool = False) -> None:
        if len(text) > MAX_LENGTH:
            raise FeelLimitError("The expression is longer than {limit} characters.", limit=MAX_LENGTH)
        self.text, self.unary, self.builtin = text, unary, builtin
        self.pieces = scan(text)
        self.known = _known(names.union(declared(text, self.pieces)))
        self.tokens: list[Piece] = []
        self.before = ""  # the sort of the last token
        self.frames: list[str] = []  # the brackets that are open

    def run(self) -> list[Piece]:
        """All tokens, the last of which is the END; or FeelSyntaxError at the first piece that is none."""
        at = 0
        pieces, last = self.pieces, len(self.pieces) - 1
        while at < last:
            piece = pieces[at]
            if piece.sort == "WORD":
                at = self._word(at)
            elif piece.sort in _TOKENS:
                self.before = piece.sort
                self.tokens.append(piece)
                at += 1
            else:
                at = self._special(at)
        if self.unary:
            self._mark_unary()
        self.tokens.append(pieces[last])
        return self.tokens

    def _special(self, at: int) -> int:
        """Makes a token of what is no word and not always the same; gives where the next one begins."""
        piece = self.pieces[at]
        if piece.sort == "AT":
            if self.pieces[at + 1].sort != "STRING":
                self._fail("Expected a string after '@'.", piece.at)
            self._add(piece, "AT", self.pieces[at + 1].text)
            return at + 2
        if piece.sort == "UNCLOSED":
            message = "The string is not closed." if piece.text[0] == '"' else "The comment is not closed."
            self._fail(message, piece.at)
        if piece.sort == "OTHER":
            self._unexpected(piece)
        self._bracket(at)
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

    def _add(self, piece: Piece, sort: str, text: str) -> None:
        """Makes the piece a token, with the text of those that it goes on with."""
        piece.sort, piece.text = sort, text
        self.before = sort
        self.tokens.append(piece)

    def _word(self, at: int) -> int:
        piece, before = self.pieces[at], self.before
        found = self.known.match(self.pieces, at)
        if found is None and before not in ("DOT", "DESCENT"):
            found = self.builtin.match(self.pieces, at)
        if found is not None:
            self._add(piece, "NAME", found[1])
            return at + found[0]
        text, following = piece.text, self.pieces[at + 1].text
        as_key = before in ("DOT", "DESCENT", "INSTANCE_OF") or (
            following == ":" and before in ("LBRACE", "COMMA")
        )
        if not as_key and text == "instance" and following == "of":
            self._add(piece, "INSTANCE_OF", "instance of")
            return at + 2
        if not as_key and text in KEYWORDS and not (text == "function" and following == "<"):
            self._add(piece, KEYWORDS[text], text)
            return at + 1
        if following == "<" and text in _GENERIC and self._in_type():
            self._add(piece, "GENERIC", text)
            self.frames.append("<")
            return at + 2
        end = at + 1
        while self._continues(end):
            end += 1
        self._add(piece, "NAME", text if end == at + 1 else normal(self.pieces[at:end]))
        return end

    def _continues(self, at: int) -> bool:
        """Whether the piece goes on with the name before it."""
        piece = self.pieces[at]
        if piece.sort == "NUMBER":
            return self.pieces[at - 1].sort == "WORD" and piece.spaced and piece.text.isdigit()
        if piece.sort != "WORD" or piece.text in KEYWORDS or piece.text == "?":
            return False
        return not (piece.text == "instance" and self.pieces[at + 1].text == "of")

    def _in_type(self) -> bool:
        before, frame = self.before, self.frames[-1] if self.frames else ""
        if before in ("INSTANCE_OF", "GENERIC", "ARROW"):
            return True
        return (before in ("COLON", "COMMA") and frame == "<") or (before == "COLON" and frame == "function")

    def _bracket(self, at: int) -> None:
        """A bracket, or `>` and `..`, which count as some within types and ranges."""
        piece = self.pieces[at]
        sort, before = piece.sort, self.before
        frame = self.frames[-1] if self.frames else ""
        if (
            sort == "LSQB"
            and frame == "range"
            and before in _ENDS_OPERAND
            and not self._starts_operand(at + 1)
        ):
            sort = "OPEN_END"
            self.frames.pop()
        elif sort == "RSQB" and (
            (before not in _ENDS_OPERAND and before != "LSQB")
            or (before == "LSQB" and self._starts_operand(at + 1, strict=True))
        ):
            sort = "OPEN_START"
            self.frames.append("]")
        elif sort in _OPENING:
            self.frames.append("function" if sort == "LPAR" and before == "FUNCTION" else piece.text)
        elif sort in _CLOSING:
            if self.frames:
                self.frames.pop()
        elif sort == "GT" and frame == "<":
            sort = "GENERIC_END"
            self.frames.pop()
        elif sort == "DOTS" and frame in ("(", "[", "]"):
            self.frames[-1] = "range"
        if len(self.frames) > MAX_NESTING:
            raise FeelLimitError("The expression is nested deeper than {limit} levels.", limit=MAX_NESTING)
        self._add(piece, sort, piece.text)

    def _starts_operand(self, at: int, strict: bool = False) -> bool:
        piece = self.pieces[at]
        if piece.sort in ("NUMBER", "STRING", "AT"):
            return True
        if piece.sort == "WORD":
            if piece.text == "instance" and self.pieces[at + 1].text == "of":
                return False
            return piece.text not in KEYWORDS or piece.text in _STARTERS
        return not strict and piece.sort in ("LPAR", "LSQB", "LBRACE", "MINUS")

    def _mark_unary(self) -> None:
        """In unary tests, a lone `-` means anything, and `not(...)` around all of it is a negation."""
        tokens = self.tokens
        if len(tokens) == 1 and tokens[0].sort == "MINUS":
            tokens[0].sort = "ANY"
        if (
            len(tokens) > 2
            and tokens[0].text == "not"
            and tokens[1].sort == "LPAR"
            and tokens[-1].sort == "RPAR"
        ):
            depth = 0
            for i, token in enumerate(tokens[1:], start=1):
                depth += _DEPTH.get(token.sort, 0)
                if depth == 0:
                    if i == len(tokens) - 1:
                        tokens[0].sort = "NOT_TESTS"
                    break
