"""Boxed expressions to closures. The parts by kind of element are in boxed, boxed_functions and boxed_tables.

What stands inside a boxed iterator, filter or conditional becomes a node of FEEL's own tree (`Built`), so
that boxed and written expressions mean the same. An expression that cannot be read is null, after a finding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engine import feel
from engine.dmn.conform import conform
from engine.dmn.errors import Findings
from engine.dmn.items import Item, Types
from engine.dmn.xml import child, local, text_of, type_ref
from engine.feel import nodes as n
from engine.feel.compiler import Code, Compiler, part
from engine.feel.env import Env

#: an element's closure; the registry of the kinds of elements
Part = Callable[["Builder", Any], Code]
PARTS: dict[str, Part] = {}
_TYPED = re.compile(r"\b(instance|function)\b")


def boxed(name: str) -> Callable[[Part], Part]:
    """Register what builds the elements of a name."""

    def keep(function: Part) -> Part:
        PARTS[name] = function
        return function

    return keep


@dataclass(slots=True)
class Built(n.Node):
    """A closure in a tree of FEEL, with the names that it reads."""

    code: Code
    names: list[n.Name]


@part(Built)
def _built(node: Built, c: Compiler) -> Code:
    return node.code


class Builder:
    """Builds the expressions of one element; `used` are the names that they read from outside."""

    def __init__(self, types: Types, names: frozenset[str], findings: Findings) -> None:
        self.types, self.names, self.findings = types, names, findings
        self.used: set[str] = set()

    def inside(self, element: Any) -> Code | None:
        """The expression directly inside the element, None if there is none."""
        found = child(element, *PARTS)
        return None if found is None else self.build(found)

    def build(self, element: Any) -> Code:
        """The closure of an expression element, converted to its typeRef."""
        code = PARTS[local(element)](self, element)
        name = type_ref(element)
        # the typeRef of a function says what it gives, which the function itself sees to
        return code if local(element) == "functionDefinition" else self.typed(code, name, element)

    def typed(self, code: Code, name: str, element: Any) -> Code:
        """The closure, its value converted to the type of that name."""
        if not name:
            return code
        return typed(code, self.types.find(name, element))

    def node(self, element: Any | None, owner: Any, what: str, local_names: Iterable[str] = ()) -> Built:
        """What stands inside the element as a node; `local_names` are not read from outside."""
        outside, self.used = self.used, set()
        code = self.required(element, owner, what)
        inside, self.used = self.used, outside | (self.used - set(local_names))
        return Built(0, code, [n.Name(0, name) for name in inside])

    def required(self, element: Any | None, owner: Any, what: str) -> Code:
        """What stands inside the element; null after a finding if there is nothing."""
        code = None if element is None else self.inside(element)
        if code is not None:
            return code
        self.findings.add("dmn-unsupported", "The {what} is missing.", owner, what=what)
        return lambda env: env.fail(0, "The {what} is missing.", what=what)

    def literal(self, element: Any) -> Code:
        """The closure of the text of an element; an empty text is null."""
        text = text_of(element)
        return self.expression(text, element) if text else lambda env: None

    def expression(self, text: str, element: Any) -> Code:
        """The closure of a text; null after a finding."""
        language = element.get("expressionLanguage") or ""
        if language and "feel" not in language.lower():
            message = "Expected FEEL, but the text is {language}."
            self.findings.add("dmn-language", message, element, language=language[:80])
            return lambda env: env.fail(0, message, language=language[:80])
        try:
            types = self.types.lookup if _TYPED.search(text) else None
            expression = feel.parse(text, self.names, True, types)
        except feel.FeelError as error:
            return self._failed(text, element, error)
        self.used |= expression.possible_names
        return expression.evaluate_in

    def tests(self, element: Any | None) -> feel.UnaryTests | None:
        """Unary tests of a text; None for an empty one, or after a finding."""
        text = text_of(element)
        if not text:
            return None
        try:
            found = feel.parse_unary(text, self.names, self.types.lookup if _TYPED.search(text) else None)
        except feel.FeelError as error:
            self._failed(text, element, error)
            return None
        self.used |= found.possible_names
        return found

    def _failed(self, text: str, element: Any, error: feel.FeelError) -> Code:
        message = "`{text}` is not valid FEEL (line {line}, column {column}): {reason}"
        params: dict[str, Any] = {
            "text": " ".join(text.split())[:80],
            "line": getattr(error, "line", 1),
            "column": getattr(error, "column", 1),
            "reason": error.sentence,
        }
        self.findings.add("dmn-feel", message, element, **params)
        return lambda env: env.fail(0, message, **params)


def typed(code: Code, item: Item) -> Code:
    """The closure, its value converted to the type."""
    return lambda env: conform(code(env), item, env)


def nothing(env: Env) -> None:
    """The closure of null."""
