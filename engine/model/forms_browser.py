"""What an expression of a form may not use, since the browser evaluates it too, with a library of its own.

docs/reference/feel-in-the-browser.md lists the differences; what can be told from the text is found here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from engine import feel
from engine.feel import nodes as n

#: functions of the engine that the library has not; a test asks the library itself
MISSING = frozenset([
    "and", "assert", "calendar days after", "duplicate values", "extract", "get or else", "is blank",
    "is defined", "is empty", "last day of month", "or", "partition", "range", "round half even",
    "to base64", "trim", "value", "working days after", "working days between",
])  # fmt: skip


def not_in_browser(expression: feel.Expression) -> list[str]:
    """What the expression uses that is null or an error in the browser, as it is written, each once."""
    return list(dict.fromkeys(_foreign(expression.tree)))


def _foreign(node: Any) -> Iterator[str]:
    if isinstance(node, n.InstanceOf):
        yield "instance of"
    elif isinstance(node, n.Call) and isinstance(node.callee, n.Name):
        name = node.callee.name
        if name in MISSING:
            yield name
        elif name == "sort" and len(node.args) + len(node.named or {}) == 1:
            yield "sort(list)"
    if isinstance(node, n.Node):
        for field in fields(node):
            yield from _foreign(getattr(node, field.name))
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _foreign(item)
    elif isinstance(node, dict):
        for item in node.values():
            yield from _foreign(item)
