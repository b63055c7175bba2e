"""The built-in functions of DMN 1.5, chapter 10.3.4, by name."""

from __future__ import annotations

from engine.feel.builtins import (  # noqa: F401  each module registers its functions
    aggregates,
    contexts,
    conversion,
    lists,
    numbers,
    ranges,
    strings,
    temporals,
)
from engine.feel.builtins.registry import BUILTINS, Builtin

NAMES = frozenset(BUILTINS)


def find_builtin(name: str) -> Builtin | None:
    """The built-in function of that name."""
    return BUILTINS.get(name)
