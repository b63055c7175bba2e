"""Tokens to syntax tree: reads from the left, by the grammar of DMN 1.5, chapter 10.3.1, without going back.

Each method quotes the rule that it reads. Operators bind by the numbers in `_BINDING`; "if", "for", "some",
"every" and the bodies of functions reach as far as they can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import nodes as n
from engine.feel.errors import FeelLimitError
from engine.feel.lexer import MAX_NESTING, Lexer
from engine.feel.literals import moment, number, unquote
from engine.feel.pieces import Names, Piece
from engine.feel.reader import Reader

#: expressions inside expressions: a bracket makes one, `if`, `for`, `some`, `every` and `function` another
_MAX_DEPTH = 2 * MAX_NESTING
_LOWEST, _COMPARISON, _ADDITIVE, _HIGHEST = 1, 3, 4, 6
#: how tightly an operator binds; those that bind alike chain from the left
_BINDING = {
    "OR": 1, "AND": 2, "EQ": 3, "NE": 3, "LT": 3, "LE": 3, "GT": 3, "GE": 3, "BETWEEN": 3, "IN": 3,
    "PLUS": 4, "MINUS": 4, "STAR": 5, "SLASH": 5, "POW": 6,
}  # fmt: skip
_RELATIONS = frozenset(["LT", "LE", "GT", "GE"])
_EQUALITIES = frozenset(["EQ", "NE"])
_KEYS = frozenset(["NAME", "STRING"])


class Parser(Reader):
    """Reads the tokens of one text; use once."""

    def whole(self) -> n.Node:
        """expression"""
        node = self.expression()
        self.end()
        return node

    def unary_tests(self) -> n.Tests:
        """'-' | 'not' '(' tests ')' | tests"""
        at = self.token.at
        if self.skip("ANY"):
            found = n.Tests(at, [], any=True)
        elif self.skip("NOT_TESTS"):
            self.take("LPAR")
            found = n.Tests(at, self.tests(), negated=True)
            self.take("RPAR")
        else:
            found = n.Tests(0, self.tests())
        self.end()
        return found

    def tests(self) -> list[n.Node]:
        """test (',' test)*"""
        found = [self.test()]
        while self.skip("COMMA"):
            found.append(self.test())
        return found

    def test(self) -> n.Node:
        """expression | ('=' | '!=') operand"""
        return self.half() if self.token.sort in _EQUALITIES else self.expression()

    def half(self) -> n.Node:
        """operator operand: a comparison without its left side"""
        token = self.advance()
        return n.Test(token.at, token.text, self.operand(_ADDITIVE))

    def expression(self) -> n.Node:
        """operand with its operators | ('<' | '<=' | '>' | '>=') operand"""
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise FeelLimitError("The expression is nested deeper than {limit} levels.", limit=_MAX_DEPTH)
        node = self.half() if self.token.sort in _RELATIONS else self.operand(_LOWEST)
        self.depth -= 1
        return node

    def operand(self, least: int) -> n.Node:
        """unary with the operators that follow and bind at least so tightly"""
        return self.operations(self.unary(), least)

    def operations(self, left: n.Node, least: int) -> n.Node:
        """`left` with the operators that follow and bind at least so tightly."""
        highest = _HIGHEST
        while least <= (binding := _BINDING.get(self.token.sort, 0)) <= highest:
            highest = binding
            if binding == _COMPARISON:
                left = self.comparison(left)
            elif binding < _COMPARISON:
                left = self.logic(left, binding)
            else:
                left = self.arithmetic(left, binding)
        return left

    def logic(self, left: n.Node, binding: int) -> n.Node:
        """operand ('and' operand)+ | operand ('or' operand)+"""
        operator, operands = self.token, [left]
        while self.skip(operator.sort):
            operands.append(self.operand(binding + 1))
        return n.Logic(operator.at, operator.text, operands)

    def arithmetic(self, left: n.Node, binding: int) -> n.Node:
        """operand (operator operand)+, with operators that bind alike"""
        rest = []
        while _BINDING.get(self.token.sort) == binding:
            token = self.advance()
            rest.append((token.text, self.operand(binding + 1), token.at))
        return n.Arithmetic(left.at, left, rest)

    def comparison(self, left: n.Node) -> n.Node:
        """operand (operator operand | ('=' | '!=') half | 'between' operand 'and' operand | 'in' in_tests)"""
        token = self.advance()
        if token.sort == "BETWEEN":
            low = self.operand(_ADDITIVE)
            self.take("AND")
            return n.Between(token.at, left, low, self.operand(_ADDITIVE))
        if token.sort == "IN":
            return n.In(token.at, left, self.in_tests())
        halved = token.sort in _EQUALITIES and self.token.sort in _RELATIONS
        return n.Compare(token.at, token.text, left, self.half() if halved else self.operand(_ADDITIVE))

    def in_tests(self) -> list[n.Node]:
        """operand | half | '(' test ',' tests ')' | '(' ('=' | '!=') operand ')'"""
        if self.token.sort in _RELATIONS or self.token.sort in _EQUALITIES:
            return [self.half()]
        if self.token.sort != "LPAR":
            return [self.operand(_ADDITIVE)]
        opening = self.advance()
        equality = self.token.sort in _EQUALITIES
        first = self.test()
        if self.skip("COMMA"):
            found = [first, *self.tests()]
        elif equality:
            found = [first]
        else:  # the bracket belongs to an operand, such as (a + b) * 2 or (1..5]
            operand = self.suffixes(self.after_parenthesis(opening, first))
            return [self.operations(operand, _ADDITIVE)]
        self.take("RPAR")
        return found

    def unary(self) -> n.Node:
        """'-' unary | primary with its suffixes"""
        signs = []
        while self.token.sort == "MINUS":
            signs.append(self.advance().at)
        read = _PRIMARY.get(self.token.sort)
        if read is None:
            self.unexpected()
        node = self.suffixes(read(self, self.advance()))
        for at in reversed(signs):
            node = n.Negate(at, node)
        return node

    def suffixes(self, node: n.Node) -> n.Node:
        """primary ('.' NAME | '...' NAME | '[' expression ']' | '(' arguments)* ['instance' 'of' type]"""
        while True:
            at, sort = self.token.at, self.token.sort
            if sort == "DOT":
                self.advance()
                name = self.take("NAME")
                node = n.Path(name.at, node, name.text)
            elif sort == "LPAR":
                self.advance()
                node = self.call(node)
            elif sort == "LSQB":
                self.advance()
                node = n.Filter(at, node, self.expression())
                self.take("RSQB")
            elif sort == "DESCENT":
                self.advance()
                name = self.take("NAME")
                node = n.Descent(name.at, node, name.text)
            elif sort == "INSTANCE_OF":
                self.advance()
                return n.InstanceOf(at, node, self.type())
            else:
                return node

    def call(self, callee: n.Node) -> n.Node:
        """')' | expression (',' expression)* ')' | entry (',' entry)* ')'"""
        if self.skip("RPAR"):
            return n.Call(callee.at, callee, [], None)
        if self.token.sort in _KEYS and self.following() == "COLON":
            return n.Call(callee.at, callee, [], dict(self.row(self.entry, "RPAR")))
        return n.Call(callee.at, callee, self.row(self.expression, "RPAR"), None)

    def entry(self) -> tuple[str, n.Node]:
        """(NAME | STRING) ':' expression"""
        key = self.take("NAME", "STRING")
        self.take("COLON")
        return (unquote(key.text) if key.sort == "STRING" else key.text), self.expression()

    def parenthesis(self, opening: Piece) -> n.Node:
        """'(' expression (')' | '..' range_end)"""
        return self.after_parenthesis(opening, self.expression())

    def after_parenthesis(self, opening: Piece, first: n.Node) -> n.Node:
        """')' | '..' range_end"""
        return first if self.take("RPAR", "DOTS").sort == "RPAR" else self.range_end(opening, first)

    def open_range(self, opening: Piece) -> n.Node:
        """']' expression '..' range_end"""
        start = self.expression()
        self.take("DOTS")
        return self.range_end(opening, start)

    def range_end(self, opening: Piece, start: n.Node) -> n.Node:
        """expression (')' | ']' | '[')"""
        end = self.expression()
        closing = self.take("RPAR", "RSQB", "OPEN_END")
        return n.RangeOf(opening.at, start, end, opening.sort == "LSQB", closing.sort == "RSQB")

    def square(self, opening: Piece) -> n.Node:
        """'[' ']' | '[' expression (',' expression)* ']' | '[' expression '..' range_end"""
        if self.skip("RSQB"):
            return n.ListOf(opening.at, [])
        first = self.expression()
        after = self.take("COMMA", "RSQB", "DOTS").sort
        if after == "DOTS":
            return self.range_end(opening, first)
        more = [] if after == "RSQB" else self.row(self.expression, "RSQB")
        return n.ListOf(opening.at, [first, *more])

    def context(self, opening: Piece) -> n.Node:
        """'{' '}' | '{' entry (',' entry)* '}'"""
        return n.ContextOf(opening.at, [] if self.skip("RBRACE") else self.row(self.entry, "RBRACE"))

    def conditional(self, token: Piece) -> n.Node:
        """'if' expression 'then' expression 'else' expression; a chain of them is no depth"""
        branches = []
        while True:
            condition = self.expression()
            self.take("THEN")
            branches.append((token.at, condition, self.expression()))
            self.take("ELSE")
            if self.token.sort != "IF":
                break
            token = self.advance()
        node = self.expression()
        for at, condition, then in reversed(branches):
            node = n.If(at, condition, then, node)
        return node

    def loop(self, token: Piece) -> n.Node:
        """'for' iterator (',' iterator)* 'return' expression"""
        return n.For(token.at, self.row(self.iterator, "RETURN"), self.expression())

    def quantified(self, token: Piece) -> n.Node:
        """('some' | 'every') iterator (',' iterator)* 'satisfies' expression"""
        iterators = self.row(self.iterator, "SATISFIES")
        return n.Quantified(token.at, token.sort == "EVERY", iterators, self.expression())

    def iterator(self) -> n.Iterator:
        """NAME 'in' expression ['..' expression]"""
        name = self.take("NAME")
        self.take("IN")
        domain = self.expression()
        return n.Iterator(name.at, name.text, domain, self.expression() if self.skip("DOTS") else None)

    def function(self, token: Piece) -> n.Node:
        """'function' '(' [parameter (',' parameter)*] ')' ['external'] expression"""
        self.take("LPAR")
        params = [] if self.skip("RPAR") else self.row(self.parameter, "RPAR")
        external = self.skip("EXTERNAL")
        return n.FunctionOf(token.at, params, self.expression(), external)

    def parameter(self) -> tuple[str, n.Type | None]:
        """NAME [':' type]"""
        name = self.take("NAME").text
        return name, self.type() if self.skip("COLON") else None

    def type(self) -> n.Type:
        """NAME ('.' NAME)* | GENERIC type_entry (',' type_entry)* '>' | GENERIC [types] '>' ['->' type]

        The '<' is part of the token GENERIC.
        """
        token = self.take("NAME", "GENERIC")
        name = token.text
        if token.sort == "NAME":
            while self.skip("DOT"):
                name += "." + self.take("NAME").text
            return n.Type(token.at, name)
        if self.token.sort == "NAME" and self.following() == "COLON":
            return n.Type(token.at, name, entries=dict(self.row(self.type_entry, "GENERIC_END")))
        parts = [] if self.skip("GENERIC_END") else self.row(self.type, "GENERIC_END")
        if parts and self.token.sort != "ARROW":
            return n.Type(token.at, name, parts)
        self.take("ARROW")
        return n.Type(token.at, name, parts, result=self.type())

    def type_entry(self) -> tuple[str, n.Type]:
        """NAME ':' type"""
        name = self.take("NAME").text
        self.take("COLON")
        return name, self.type()


_PRIMARY: dict[str, Callable[[Parser, Piece], n.Node]] = {
    "NAME": lambda parser, token: n.Name(token.at, token.text),
    "NUMBER": lambda parser, token: number(token.text, token.at),
    "STRING": lambda parser, token: n.Literal(token.at, unquote(token.text)),
    "TRUE": lambda parser, token: n.Literal(token.at, True),
    "FALSE": lambda parser, token: n.Literal(token.at, False),
    "NULL": lambda parser, token: n.Literal(token.at, None),
    "AT": lambda parser, token: moment(token.text, token.at),
    "LPAR": Parser.parenthesis, "LSQB": Parser.square, "OPEN_START": Parser.open_range,
    "LBRACE": Parser.context, "IF": Parser.conditional, "FOR": Parser.loop, "SOME": Parser.quantified,
    "EVERY": Parser.quantified, "FUNCTION": Parser.function,
}  # fmt: skip


def parse_tree(text: str, names: frozenset[str], builtin: Names, unary: bool = False) -> Any:
    """The tree of `text` (Tests when `unary`). Raises FeelSyntaxError with line and column."""
    parser = Parser(text, Lexer(text, names, builtin, unary).run())
    return parser.unary_tests() if unary else parser.whole()
