"""Which names a syntax tree takes from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from engine.feel import nodes as n


@dataclass(slots=True)
class Found:
    """Names certainly read, names that a filter may find in its items instead, and functions called."""

    read: set[str]
    perhaps: set[str]
    called: set[str]


def collect(node: n.Node) -> Found:
    """The free names of the tree."""
    found = Found(set(), set(), set())
    _walk(node, frozenset(), False, found)
    return found


def uses(node: n.Node, name: str) -> bool:
    """Whether the tree reads the name from outside."""
    found = collect(node)
    return name in found.read or name in found.perhaps


def _walk(node: n.Node, bound: frozenset[str], filtered: bool, found: Found) -> None:
    """Find the names in the node that are not `bound`. filtered: a filter may find them in its items."""
    rule = _RULES.get(type(node))
    if rule is not None:
        rule(node, bound, filtered, found)
        return
    for field in _parts(type(node)):
        part = getattr(node, field)
        if isinstance(part, n.Node):
            _walk(part, bound, filtered, found)
        elif type(part) is list:
            for item in part:
                _walk(item, bound, filtered, found)


def _literal(node: n.Literal, bound: frozenset[str], filtered: bool, found: Found) -> None:
    """A literal reads nothing."""


def _name(node: n.Name, bound: frozenset[str], filtered: bool, found: Found) -> None:
    if node.name not in bound:
        (found.perhaps if filtered else found.read).add(node.name)


def _filter(node: n.Filter, bound: frozenset[str], filtered: bool, found: Found) -> None:
    _walk(node.base, bound, filtered, found)
    _walk(node.condition, bound | {"item"}, True, found)


def _call(node: n.Call, bound: frozenset[str], filtered: bool, found: Found) -> None:
    if not isinstance(node.callee, n.Name):
        _walk(node.callee, bound, filtered, found)
    elif node.callee.name not in bound:
        found.called.add(node.callee.name)
    for arg in [*node.args, *(node.named or {}).values()]:
        _walk(arg, bound, filtered, found)


def _arithmetic(node: n.Arithmetic, bound: frozenset[str], filtered: bool, found: Found) -> None:
    _walk(node.first, bound, filtered, found)
    for _, operand, _ in node.rest:
        _walk(operand, bound, filtered, found)


def _loop(node: n.For | n.Quantified, bound: frozenset[str], filtered: bool, found: Found) -> None:
    for iterator in node.iterators:
        _walk(iterator.domain, bound, filtered, found)
        if iterator.end is not None:
            _walk(iterator.end, bound, filtered, found)
        bound |= {iterator.name}
    _walk(node.body, bound | {"partial"} if isinstance(node, n.For) else bound, filtered, found)


def _context(node: n.ContextOf, bound: frozenset[str], filtered: bool, found: Found) -> None:
    for key, value in node.entries:
        _walk(value, bound, filtered, found)
        bound |= {key}


def _function(node: n.FunctionOf, bound: frozenset[str], filtered: bool, found: Found) -> None:
    _walk(node.body, bound | {name for name, _ in node.params}, filtered, found)


def _instance(node: n.InstanceOf, bound: frozenset[str], filtered: bool, found: Found) -> None:
    _walk(node.value, bound, filtered, found)


_RULES: dict[type[n.Node], Callable[[Any, frozenset[str], bool, Found], None]] = {
    n.Literal: _literal, n.Name: _name, n.Filter: _filter, n.Call: _call, n.Arithmetic: _arithmetic,
    n.For: _loop, n.Quantified: _loop, n.ContextOf: _context, n.FunctionOf: _function,
    n.InstanceOf: _instance,
}  # fmt: skip
#: what the other nodes are made of, also those of boxed expressions; filled as they are met
_PARTS: dict[type[n.Node], list[str]] = {}


def _parts(kind: type[n.Node]) -> list[str]:
    if kind not in _PARTS:
        _PARTS[kind] = [field.name for field in fields(kind)]
    return _PARTS[kind]
