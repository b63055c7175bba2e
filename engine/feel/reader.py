"""Steps through the tokens of a text, and tells where one does not fit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from engine.feel.errors import FeelSyntaxError
from engine.feel.pieces import Piece, place

#: how what is missing at the end of a text is written
_SHOWN = {
    "DOTS": "..", "COLON": ":", "LPAR": "(", "RPAR": ")", "RSQB": "]", "ARROW": "->", "THEN": "then",
    "ELSE": "else", "IN": "in", "AND": "and",
}  # fmt: skip


class Reader:
    """A row of tokens, the last of which is the END; `token` is the one that is read next."""

    def __init__(self, text: str, tokens: list[Piece]) -> None:
        self.text, self.tokens = text, tokens
        self.at, self.depth = 0, 0
        self.token = tokens[0]

    def advance(self) -> Piece:
        """The next token, which is thereby read; it must not be the END."""
        token = self.token
        self.at += 1
        self.token = self.tokens[self.at]
        return token

    def following(self) -> str:
        """The sort of the token behind the next one."""
        return self.tokens[self.at + 1].sort

    def skip(self, sort: str) -> bool:
        """Whether the next token is of the sort; then it is read."""
        if self.token.sort != sort:
            return False
        self.advance()
        return True

    def take(self, *sorts: str) -> Piece:
        """The next token, which must be of one of the sorts. Raises FeelSyntaxError for another."""
        if self.token.sort not in sorts:
            self.unexpected(_SHOWN.get(sorts[0]) if len(sorts) == 1 else None)
        return self.advance()

    def end(self) -> None:
        """Nothing may be left to read. Raises FeelSyntaxError."""
        if self.token.sort != "END":
            self.unexpected()

    def row(self, read: Callable[[], Any], closing: str) -> list[Any]:
        """What is read, once and again behind each comma, up to a token of the sort `closing`."""
        found = [read()]
        while self.take("COMMA", closing).sort == "COMMA":
            found.append(read())
        return found

    def unexpected(self, wanted: str | None = None) -> NoReturn:
        """Raise that the next token does not fit here. wanted: the only one that would."""
        token, text = self.token, self.text
        if token.sort != "END":
            raise FeelSyntaxError("Unexpected '{token}'.", *place(text, token.at), token=token.text)
        end = place(text, len(text.rstrip()))
        if not text.strip():
            raise FeelSyntaxError("The expression is empty.", *end)
        if wanted is None:
            raise FeelSyntaxError("The expression ends too early.", *end)
        raise FeelSyntaxError("The expression ends where '{wanted}' is expected.", *end, wanted=wanted)
