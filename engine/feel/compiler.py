"""Syntax tree to closures, once per text; the closures read only the Env they are given.

The parts by kind of node are in compile_basic, compile_lists and compile_calls; each registers what it
compiles. Scopes are counted here only to know whether a name can be anything but an outer variable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel import nodes as n
from engine.feel.env import Env
from engine.feel.types import KNOWN, Types

Code = Callable[[Env], Any]
N = TypeVar("N", bound=n.Node)
_PARTS: dict[type[n.Node], Callable[[Any, Compiler], Code]] = {}


class Compiler:
    """Compiles the nodes of one text; `nested` is true inside a local scope.

    types: the types that a decision model defines, by name.
    """

    __slots__ = ("nested", "types")

    def __init__(self, scoped: bool = False, types: Types | None = None) -> None:
        self.nested, self.types = int(scoped), types

    def code(self, node: n.Node) -> Code:
        """The closure of the node."""
        return _PARTS[type(node)](node, self)

    def type(self, node: n.Type) -> n.Type:
        """The type with all names in it looked up that are not FEEL's own."""
        if self.types is None:
            return node
        item = None if node.name in KNOWN else self.types(node.name)
        parts = [self.type(part) for part in node.parts]
        entries = {key: self.type(part) for key, part in node.entries.items()}
        return n.Type(
            node.at, node.name, parts, entries, None if node.result is None else self.type(node.result), item
        )

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
