"""The constants at which a cell changes its mind: between two of them it accepts all values or none.

A cell for which this is not so (it reads other variables, or computes with `?`) is opaque.
"""

from __future__ import annotations

from typing import Any

from engine.dmn.check.families import family_of
from engine.feel import FeelLimitError, Range
from engine.feel import nodes as n
from engine.feel.builtins import NAMES
from engine.feel.compiler import Compiler
from engine.feel.env import Root
from engine.feel.names import collect, uses

#: functions whose value is not decided by their arguments
_CLOCKS = frozenset(["now", "today"])
#: steps that the evaluation of one cell may take here
STEPS = 20_000


class Opaque(Exception):
    """Nothing can be said about what the cell accepts."""


def quick_root() -> Root:
    """A scope without variables and with a small budget."""
    root = Root({}, None, None)
    root.steps = STEPS
    return root


def constant(node: n.Node, known: frozenset[str]) -> Any:
    """The value of a tree without variables. `known`: names of the model, which hide functions.

    Raises Opaque if the tree reads anything, or the time.
    """
    found = collect(node)
    if found.read or found.perhaps or found.called - (NAMES - _CLOCKS - known):
        raise Opaque
    try:
        return Compiler().code(node)(quick_root())
    except (FeelLimitError, RecursionError):
        raise Opaque from None


def cuts_of(test: n.Node, known: frozenset[str]) -> list[Any]:
    """The constants of a test, null included, each once or more. Raises Opaque.

    Without `?` it is compared with the value, with `?` it is true or false.
    """
    if uses(test, "?"):
        return _of_condition(test, known)
    return _compared(test.operand if isinstance(test, n.Test) else test, known)


def _compared(node: n.Node, known: frozenset[str]) -> list[Any]:
    """The cuts of what a value is compared with; null only where somebody wrote it."""
    value = constant(node, known)
    return [] if value is None and not isinstance(node, n.Literal) else _ends(value)


def _of_condition(node: n.Node, known: frozenset[str]) -> list[Any]:
    if not uses(node, "?"):
        constant(node, known)
        return []
    match node:
        case n.Compare(left=n.Name(name="?"), right=other) | n.Compare(left=other, right=n.Name(name="?")):
            return _compared(other, known)
        case n.Between(value=n.Name(name="?"), low=low, high=high):
            return _compared(low, known) + _compared(high, known)
        case n.In(value=n.Name(name="?"), tests=tests):
            if any(uses(test, "?") for test in tests):
                raise Opaque
            return [value for test in tests for value in cuts_of(test, known)]
        case n.Logic(operands=operands):
            return [value for operand in operands for value in _of_condition(operand, known)]
        case n.Call(callee=n.Name(name="not"), args=[operand], named=None) if "not" not in known:
            return _of_condition(operand, known)
    raise Opaque


def _ends(value: Any) -> list[Any]:
    """The simple values that a constant is made of: itself, the ends of a range, the items of a list."""
    if isinstance(value, Range):
        return _ends(value.start) + _ends(value.end)
    if isinstance(value, (list, tuple)) and value:
        return [end for item in value for end in _ends(item)]
    if value is not None and family_of(value) is None:
        raise Opaque
    return [value]
