"""Which names a syntax tree takes from outside."""

from __future__ import annotations

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


def _walk(node: Any, bound: frozenset[str], filtered: bool, found: Found) -> None:
    if isinstance(node, n.Name):
        if node.name not in bound:
            (found.perhaps if filtered else found.read).add(node.name)
    elif isinstance(node, n.Filter):
        _walk(node.base, bound, filtered, found)
        _walk(node.condition, bound | {"item"}, True, found)
    elif isinstance(node, n.Call):
        if isinstance(node.callee, n.Name):
            if node.callee.name not in bound:
                found.called.add(node.callee.name)
        else:
            _walk(node.callee, bound, filtered, found)
        for arg in [*node.args, *(node.named or {}).values()]:
            _walk(arg, bound, filtered, found)
    elif isinstance(node, (n.For, n.Quantified)):
        for iterator in node.iterators:
            _walk(iterator.domain, bound, filtered, found)
            if iterator.end is not None:
                _walk(iterator.end, bound, filtered, found)
            bound |= {iterator.name}
        _walk(node.body, bound | {"partial"} if isinstance(node, n.For) else bound, filtered, found)
    elif isinstance(node, n.ContextOf):
        for key, value in node.entries:
            _walk(value, bound, filtered, found)
            bound |= {key}
    elif isinstance(node, n.FunctionOf):
        _walk(node.body, bound | {name for name, _ in node.params}, filtered, found)
    elif isinstance(node, n.Node) and not isinstance(node, n.Type):
        for field in fields(node):
            _walk(getattr(node, field.name), bound, filtered, found)
    elif isinstance(node, (list, tuple)):
        for item in node:
            _walk(item, bound, filtered, found)
