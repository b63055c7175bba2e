"""Syntax tree to closures, once per text; the closures read only the Env they are given.

The parts by kind of node are in compile_basic, compile_lists and compile_calls; each registers what it
compiles. Scopes are counted here only to know whether a name can be anything but an outer variable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel import nodes as n
from engine.feel.env import Env

Code = Callable[[Env], Any]
N = TypeVar("N", bound=n.Node)
_PARTS: dict[type[n.Node], Callable[[Any, Compiler], Code]] = {}


class Compiler:
    """Compiles the nodes of one text; `nested` is true inside a local scope."""

    __slots__ = ("nested",)

    def __init__(self, scoped: bool = False) -> None:
        self.nested = int(scoped)

    def code(self, node: n.Node) -> Code:
        """The closure of the node."""
        return _PARTS[type(node)](node, self)

    def inner(self, node: n.Node) -> Code:
        """The closure of a node that is evaluated in a scope of its own."""
        self.nested += 1
        try:
            return self.code(node)
        finally:
            self.nested -= 1


def part(node_type: type[N]) -> Callable[[Callable[[N, Compiler], Code]], Callable[[N, Compiler], Code]]:
    """Register the compiling function of a kind of node."""

    def keep(function: Callable[[N, Compiler], Code]) -> Callable[[N, Compiler], Code]:
        _PARTS[node_type] = function
        return function

    return keep
