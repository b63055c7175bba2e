"""Text to syntax tree: runs the grammar over the tokens and builds nodes bottom-up."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedToken, v_args
from lark.lexer import Lexer as LarkLexer

from engine.feel import nodes as n
from engine.feel import temporal
from engine.feel.errors import FeelLimitError, FeelSyntaxError
from engine.feel.grammar import GRAMMAR
from engine.feel.lexer import Lexer
from engine.feel.pieces import Names, place
from engine.feel.values import CONTEXT

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6})|(.))", re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_SHOWN = {
    "DOTS": "..", "DOT": ".", "COMMA": ",", "COLON": ":", "LPAR": "(", "RPAR": ")", "LSQB": "[",
    "RSQB": "]", "LBRACE": "{", "RBRACE": "}", "THEN": "then", "ELSE": "else", "RETURN": "return",
    "SATISFIES": "satisfies", "IN": "in", "AND": "and",
}  # fmt: skip


def unquote(literal: str) -> str:
    """The string that a quoted literal means."""

    def one(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if code:
            point = int(code, 16)
            return chr(point) if point <= 0x10FFFF else "\ufffd"
        return _ESCAPES.get(match[3], match[3] if match[3] in "\"'\\" else match[0])

    text = _ESCAPE.sub(one, literal[1:-1])
    text = _SURROGATES.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return text.encode("utf-8", "replace").decode("utf-8") if not text.isascii() else text


def _nodes(children: list[Any]) -> list[Any]:
    return [c for c in children if c is not None and not isinstance(c, Token)]


class _Feed(LarkLexer):
    """Gives the tokens through that our own lexer made."""

    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Any:
        return iter(lexer_state)


@v_args(inline=False)
class _Build(Transformer[Token, Any]):
    """One method for each alternative of the grammar; children are nodes and tokens."""

    def expression(self, c: list[Any]) -> Any:
        return c[0]

    def number(self, c: list[Any]) -> Any:
        text = str(c[0])
        value = CONTEXT.create_decimal(text)
        if not value.is_finite():
            return n.Literal(c[0].start_pos, None, (text[:80], "number"))
        return n.Literal(c[0].start_pos, value)

    def string(self, c: list[Any]) -> Any:
        return n.Literal(c[0].start_pos, unquote(c[0]))

    def true(self, c: list[Any]) -> Any:
        return n.Literal(c[0].start_pos, True)

    def false(self, c: list[Any]) -> Any:
        return n.Literal(c[0].start_pos, False)

    def null(self, c: list[Any]) -> Any:
        return n.Literal(c[0].start_pos, None)

    def at_literal(self, c: list[Any]) -> Any:
        text = unquote(c[0])
        value = temporal.parse_any(text)
        fault = (text[:80], "date, time or duration") if value is None else None
        return n.Literal(c[0].start_pos, value, fault)

    def name(self, c: list[Any]) -> Any:
        return n.Name(c[0].start_pos, str(c[0]))

    def parens(self, c: list[Any]) -> Any:
        return c[1]

    def logic_or(self, c: list[Any]) -> Any:
        return n.Logic(c[1].start_pos, "or", _nodes(c))

    def logic_and(self, c: list[Any]) -> Any:
        return n.Logic(c[1].start_pos, "and", _nodes(c))

    def relation(self, c: list[Any]) -> Any:
        return c[0]

    compare_op = equality = relation

    def compare(self, c: list[Any]) -> Any:
        return n.Compare(c[1].start_pos, str(c[1]), c[0], c[2])

    def compare_test(self, c: list[Any]) -> Any:
        return n.Test(c[0].start_pos, str(c[0]), c[1])

    def between(self, c: list[Any]) -> Any:
        return n.Between(c[1].start_pos, c[0], c[2], c[4])

    def is_in(self, c: list[Any]) -> Any:
        return n.In(c[1].start_pos, c[0], [c[2]])

    def is_in_list(self, c: list[Any]) -> Any:
        return n.In(c[1].start_pos, c[0], [c[3], *(c[5] if len(c) > 5 else [])])

    def arithmetic(self, c: list[Any]) -> Any:
        left, op, right = c
        step = (str(op), right, op.start_pos)
        if isinstance(left, n.Arithmetic) and _level(left.rest[-1][0]) == _level(str(op)):
            return n.Arithmetic(left.at, left.first, [*left.rest, step])
        return n.Arithmetic(left.at, left, [step])

    def negate(self, c: list[Any]) -> Any:
        return n.Negate(c[0].start_pos, c[1])

    def instance_of(self, c: list[Any]) -> Any:
        return n.InstanceOf(c[1].start_pos, c[0], c[2])

    def path(self, c: list[Any]) -> Any:
        return n.Path(c[2].start_pos, c[0], str(c[2]))

    def descent(self, c: list[Any]) -> Any:
        return n.Descent(c[2].start_pos, c[0], str(c[2]))

    def filter(self, c: list[Any]) -> Any:
        return n.Filter(c[1].start_pos, c[0], c[2])

    def call(self, c: list[Any]) -> Any:
        args = c[2]
        if isinstance(args, dict):
            return n.Call(c[0].at, c[0], [], args)
        return n.Call(c[0].at, c[0], args or [], None)

    positional = staticmethod(_nodes)

    def named_arguments(self, c: list[Any]) -> Any:
        return dict(_nodes(c))

    def named(self, c: list[Any]) -> Any:
        return (_key(c[0]), c[2])

    entry = named

    def list_of(self, c: list[Any]) -> Any:
        return n.ListOf(c[0].start_pos, _nodes(c))

    def context(self, c: list[Any]) -> Any:
        return n.ContextOf(c[0].start_pos, _nodes(c))

    def range(self, c: list[Any]) -> Any:
        return n.RangeOf(c[0].start_pos, c[1], c[3], c[0].type == "LSQB", c[4].type == "RSQB")

    def conditional(self, c: list[Any]) -> Any:
        return n.If(c[0].start_pos, c[1], c[3], c[5])

    def iterator(self, c: list[Any]) -> Any:
        return n.Iterator(c[0].start_pos, str(c[0]), c[2], c[4])

    def for_loop(self, c: list[Any]) -> Any:
        parts = _nodes(c)
        return n.For(c[0].start_pos, parts[:-1], parts[-1])

    def quantified(self, c: list[Any]) -> Any:
        parts = _nodes(c)
        return n.Quantified(c[0].start_pos, c[0].type == "EVERY", parts[:-1], parts[-1])

    def parameter(self, c: list[Any]) -> Any:
        return (str(c[0]), c[2])

    def function(self, c: list[Any]) -> Any:
        parts = _nodes(c)
        return n.FunctionOf(c[0].start_pos, parts[:-1], parts[-1])

    def external_function(self, c: list[Any]) -> Any:
        parts = _nodes(c)
        return n.FunctionOf(c[0].start_pos, parts[:-1], parts[-1], external=True)

    def type_name(self, c: list[Any]) -> Any:
        return n.Type(c[0].start_pos, ".".join(str(t) for t in c if t.type == "NAME"))

    def type_generic(self, c: list[Any]) -> Any:
        return n.Type(c[0].start_pos, str(c[0]), _nodes(c))

    def type_context(self, c: list[Any]) -> Any:
        return n.Type(c[0].start_pos, str(c[0]), entries=dict(_nodes(c)))

    def type_entry(self, c: list[Any]) -> Any:
        return (str(c[0]), c[2])

    def type_function(self, c: list[Any]) -> Any:
        parts = _nodes(c)
        return n.Type(c[0].start_pos, str(c[0]), parts[:-1], result=parts[-1])

    def any_test(self, c: list[Any]) -> Any:
        return n.Tests(c[0].start_pos, [], any=True)

    def not_tests(self, c: list[Any]) -> Any:
        return n.Tests(c[0].start_pos, c[2], negated=True)

    def plain_tests(self, c: list[Any]) -> Any:
        return n.Tests(0, c[0])

    test_list = staticmethod(_nodes)


def _key(token: Token) -> str:
    return unquote(token) if token.type == "STRING" else str(token)


def _level(op: str) -> int:
    return 1 if op in "+-" else 3 if op == "**" else 2


@cache
def _grammar() -> Lark:
    return Lark(
        GRAMMAR,
        parser="lalr",
        lexer=_Feed,
        start=["expression", "unary_tests"],
        maybe_placeholders=True,
        transformer=_Build(),
    )


def parse_tree(text: str, names: frozenset[str], builtin: Names, unary: bool = False) -> Any:
    """The tree of `text` (Tests when `unary`). Raises FeelSyntaxError with line and column."""
    tokens = Lexer(text, names, builtin, unary).run()
    try:
        return _grammar().parse(tokens, start="unary_tests" if unary else "expression")
    except UnexpectedToken as error:
        raise _syntax_error(text, error) from None
    except RecursionError:
        raise FeelLimitError("The expression is nested too deeply.") from None


def _syntax_error(text: str, error: UnexpectedToken) -> FeelSyntaxError:
    token = error.token
    if token.type == "$END":
        line, column = place(text, len(text.rstrip()))
        wanted = sorted(_SHOWN[t] for t in error.accepts or error.expected if t in _SHOWN)
        if not text.strip():
            return FeelSyntaxError("The expression is empty.", line, column)
        if len(wanted) == 1:
            return FeelSyntaxError(
                "The expression ends where '{wanted}' is expected.", line, column, wanted=wanted[0]
            )
        return FeelSyntaxError("The expression ends too early.", line, column)
    line, column = place(text, token.start_pos or 0)
    return FeelSyntaxError("Unexpected '{token}'.", line, column, token=str(token))
