"""What an evaluation carries along: the variables, the time it may know, its budget and its warnings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from engine.feel.errors import FeelLimitError, Warning

#: steps one evaluation may take: an iteration, a call, or 64 characters or items made, is one step
BUDGET = 1_000_000
MAX_DEPTH = 64
MAX_TEXT = 1_000_000


class Env:
    """One scope of names; `root` is the outermost one."""

    __slots__ = ("parent", "root", "vars")

    root: Root

    def __init__(self, variables: Mapping[str, Any], parent: Env) -> None:
        self.vars = variables
        self.parent: Env | None = parent
        self.root = parent.root

    def fail(self, at: int, message: str, **params: Any) -> None:
        """Give null, and say why if somebody asked."""
        root = self.root
        if root.notes is not None:
            root.note(at, message, params)


class Root(Env):
    """The outermost scope, with what all scopes share."""

    __slots__ = ("depth", "functions", "notes", "now", "steps")

    def __init__(
        self,
        variables: Mapping[str, Any],
        now: dt.datetime | None,
        functions: Mapping[str, Callable[..., Any]] | None,
    ) -> None:
        self.vars = variables
        self.parent = None
        self.root = self
        self.now = now
        self.functions = functions
        self.steps = BUDGET
        self.depth = 0
        self.notes: list[tuple[int, Warning]] | None = None

    def spend(self, steps: int = 1) -> None:
        """Take steps from the budget. Raises FeelLimitError when it is used up."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelLimitError("The evaluation takes more than {limit} steps.", limit=BUDGET)

    def note(self, at: int, message: str, params: dict[str, Any]) -> None:
        """Keep a warning; the same one from a loop is kept once, and at most 100 in all."""
        assert self.notes is not None
        entry = (at, Warning(message, params))
        if len(self.notes) < 100 and entry not in self.notes:
            self.notes.append(entry)
